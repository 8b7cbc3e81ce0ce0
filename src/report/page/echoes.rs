//! Who copies whom: the strongest links, drawn as arrows between outlets on a circle.
//!
//! In: the pairs of outlets. Out: places and curves for the template, and the same numbers as rows. Invariant: at most [`MOST`]
//! links, the strongest, then by name; the layout follows from the links alone. Sines come from `libm`, the same everywhere.

use std::collections::BTreeSet;

use serde::Serialize;

use super::super::source_pairs;
use super::written::at;

/// Links drawn. Beyond, arrows hide each other; chosen by hand.
const MOST: usize = 60;
/// Outlets up to which names are written level; more are written along the spokes.
const LEVEL: usize = 16;
/// Room for a name outside the circle.
const MARGIN: f64 = 205.0;
/// Radius of an outlet's dot.
const DOT: f64 = 5.0;

/// The drawing and its table.
#[derive(Serialize)]
pub(super) struct Graph<'a> {
    width: String,
    height: String,
    nodes: Vec<Node<'a>>,
    edges: Vec<Edge<'a>>,
    left_out: usize,
}

/// An outlet on the circle.
#[derive(Serialize)]
struct Node<'a> {
    name: &'a str,
    x: String,
    y: String,
    label_x: String,
    label_y: String,
    anchor: &'static str,
    turn: Option<String>,
}

/// An arrow from the outlet that copies to the one that it copies from.
#[derive(Serialize)]
struct Edge<'a> {
    copier: &'a str,
    copied: &'a str,
    articles: usize,
    path: String,
    head: String,
    width: String,
}

type Link<'a> = (&'a str, &'a str, usize);

impl<'a> Graph<'a> {
    pub(super) fn new(pairs: &[source_pairs::Row<'a>]) -> Self {
        let mut links: Vec<Link<'a>> = pairs
            .iter()
            .flat_map(|pair| [(pair.a, pair.b, pair.counts.a_echoes_b), (pair.b, pair.a, pair.counts.b_echoes_a)])
            .filter(|link| link.2 > 0)
            .collect();
        links.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| (a.0, a.1).cmp(&(b.0, b.1))));
        let left_out = links.len().saturating_sub(MOST);
        links.truncate(MOST);
        let names = around(&links);
        let radius = (names.len() as f64 * 9.0).clamp(130.0, 300.0);
        let level = names.len() <= LEVEL;
        let (middle_x, middle_y) = (radius + MARGIN, radius + if level { 30.0 } else { MARGIN });
        let spoke = |number: usize| std::f64::consts::TAU * (number as f64 + 0.5) / names.len().max(1) as f64 - std::f64::consts::FRAC_PI_2;
        let place = |number: usize, away: f64| {
            (middle_x + (radius + away) * libm::cos(spoke(number)), middle_y + (radius + away) * libm::sin(spoke(number)))
        };
        let nodes = names
            .iter()
            .enumerate()
            .map(|(number, &name)| {
                let ((x, y), (label_x, label_y)) = (place(number, 0.0), place(number, 12.0));
                let right = label_x >= middle_x;
                let degrees = spoke(number).to_degrees() + if right { 0.0 } else { 180.0 };
                Node {
                    name,
                    x: at(x),
                    y: at(y),
                    label_x: at(label_x),
                    label_y: at(label_y),
                    anchor: if right { "start" } else { "end" },
                    turn: (!level).then(|| at(degrees)),
                }
            })
            .collect();
        let strongest = links.first().map_or(1, |link| link.2);
        let number = |name: &str| names.iter().position(|other| *other == name).unwrap_or(0);
        let edges = links
            .iter()
            .map(|&(copier, copied, articles)| {
                let width = 1.2 + 4.8 * (articles as f64 / strongest as f64).sqrt();
                let (path, head) = arrow(place(number(copier), 0.0), place(number(copied), 0.0), (middle_x, middle_y), width);
                Edge { copier, copied, articles, path, head, width: at(width) }
            })
            .collect();
        Self { width: at(2.0 * middle_x), height: at(2.0 * middle_y), nodes, edges, left_out }
    }
}

/// A curve that leans towards the middle, and the arrow head at its end. Both directions between two outlets lean apart.
fn arrow(from: (f64, f64), to: (f64, f64), middle: (f64, f64), width: f64) -> (String, String) {
    let between = (f64::midpoint(from.0, to.0), f64::midpoint(from.1, to.1));
    let length = libm::hypot(to.0 - from.0, to.1 - from.1).max(1.0);
    let aside = ((from.1 - to.1) / length * 14.0, (to.0 - from.0) / length * 14.0);
    let bend = (between.0 + 0.45 * (middle.0 - between.0) + aside.0, between.1 + 0.45 * (middle.1 - between.1) + aside.1);
    let reach = libm::hypot(to.0 - bend.0, to.1 - bend.1).max(1.0);
    let along = ((to.0 - bend.0) / reach, (to.1 - bend.1) / reach);
    let half = 3.0 + 0.7 * width;
    let tip = (to.0 - along.0 * (DOT + 2.0), to.1 - along.1 * (DOT + 2.0));
    let foot = (tip.0 - along.0 * half * 2.0, tip.1 - along.1 * half * 2.0);
    let path = format!("M{} {}Q{} {} {} {}", at(from.0), at(from.1), at(bend.0), at(bend.1), at(foot.0), at(foot.1));
    let side = |sign: f64| format!("{} {}", at(foot.0 - sign * along.1 * half), at(foot.1 + sign * along.0 * half));
    (path, format!("{} {} {} {}", at(tip.0), at(tip.1), side(1.0), side(-1.0)))
}

/// The outlets of the links in the order around the circle: swapped two by two, from the alphabetical order on, for as long as
/// that shortens the links, strong ones before weak ones.
fn around<'a>(links: &[Link<'a>]) -> Vec<&'a str> {
    let names: Vec<&str> = links.iter().flat_map(|link| [link.0, link.1]).collect::<BTreeSet<_>>().into_iter().collect();
    let number = |name: &str| names.iter().position(|other| *other == name).unwrap_or(0);
    let links: Vec<(usize, usize, usize)> = links.iter().map(|link| (number(link.0), number(link.1), link.2)).collect();
    let count = names.len();
    let mut place: Vec<usize> = (0..count).collect();
    let length = |place: &[usize]| -> usize {
        links
            .iter()
            .map(|&(from, to, weight)| {
                let apart = place[from].abs_diff(place[to]);
                apart.min(count - apart) * (1 + weight.ilog2() as usize)
            })
            .sum()
    };
    let mut best = length(&place);
    // Each round that goes on shortens the whole, so it ends; the limit only keeps a large circle cheap.
    for _ in 0..20 {
        let before = best;
        for one in 0..count {
            for other in one + 1..count {
                place.swap(one, other);
                let now = length(&place);
                if now < best {
                    best = now;
                } else {
                    place.swap(one, other);
                }
            }
        }
        if best == before {
            break;
        }
    }
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by_key(|&name| place[name]);
    order.into_iter().map(|name| names[name]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outlets_that_copy_each_other_stand_together() {
        // a-d and b-e are linked: in the alphabetical order both links span two or three steps; one step each is possible.
        let order = around(&[("a", "d", 9), ("b", "e", 9), ("c", "a", 1)]);
        let place = |name: &str| order.iter().position(|other| *other == name).unwrap();
        for (one, other) in [("a", "d"), ("b", "e")] {
            let apart = place(one).abs_diff(place(other));
            assert_eq!(apart.min(5 - apart), 1, "{order:?}");
        }
        assert!(around(&[]).is_empty());
    }
}
