//! Who agrees with whom: a table of outlets against outlets, coloured by the share of agreement.
//!
//! In: the pairs of outlets. Out: rows and columns for the template. Invariant: at most [`MOST`] outlets, those with the most
//! shared claims, in the order of their scores; a cell is coloured only where it rests on [`LEAST`] claims or more.

use std::collections::BTreeMap;

use serde::Serialize;

use super::super::source_pairs;
use super::Findings;
use super::outlets::in_order;

/// Outlets in the table. Beyond, it is no longer read; chosen by hand.
const MOST: usize = 40;
/// Claims on which two outlets agree or contradict each other, for a colour. Fewer say next to nothing; chosen by hand.
const LEAST: usize = 5;
/// Outlets up to which a cell has room for the number of shared claims.
const ROOMY: usize = 14;
/// Where the shades begin, in percent; the first begins at 0.
const SHADES: [usize; 5] = [50, 70, 80, 90, 97];

/// The table.
#[derive(Serialize)]
pub(super) struct Agreement<'a> {
    rows: Vec<Row<'a>>,
    left_out: usize,
    roomy: bool,
    least: usize,
    /// Class and first and last percent of each shade.
    shades: Vec<(usize, usize, usize)>,
}

/// An outlet's row.
#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    cells: Vec<Cell>,
}

/// A cell: what two outlets make of the claims that both carry.
#[derive(Serialize, Default)]
struct Cell {
    class: String,
    /// Percent of agreement; `None` where there is neither agreement nor contradiction.
    percent: Option<usize>,
    /// Claims that both carry.
    shared: usize,
    title: String,
}

impl<'a> Agreement<'a> {
    pub(super) fn new(findings: &'a Findings, pairs: &[source_pairs::Row<'_>]) -> Self {
        let mut shared: BTreeMap<&str, usize> = BTreeMap::new();
        let mut of: BTreeMap<(&str, &str), &source_pairs::Row<'_>> = BTreeMap::new();
        for pair in pairs.iter().filter(|pair| pair.counts.claims > 0 || pair.judged() > 0) {
            for name in [pair.a, pair.b] {
                *shared.entry(name).or_default() += pair.counts.claims;
            }
            of.insert((pair.a, pair.b), pair);
        }
        let mut most: Vec<(&str, usize)> = shared.into_iter().collect();
        most.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let left_out = most.len().saturating_sub(MOST);
        most.truncate(MOST);
        let names: Vec<&'a str> = in_order(findings)
            .into_iter()
            .map(|score| score.outlet.as_str())
            .filter(|name| most.iter().any(|(kept, _)| kept == name))
            .collect();
        let cell = |one: &str, other: &str| {
            if one == other {
                return Cell { class: "same".to_owned(), ..Cell::default() };
            }
            let Some(pair) = of.get(&(one.min(other), one.max(other))) else {
                return Cell { class: "none".to_owned(), title: format!("{one} and {other}: no shared claim"), ..Cell::default() };
            };
            let (agree, judged) = (pair.counts.agree, pair.judged());
            let percent = pair.share().map(|share| (share * 100.0).round() as usize);
            Cell {
                class: match percent {
                    Some(percent) if judged >= LEAST => format!("shade{}", shade(percent)),
                    Some(_) => "few".to_owned(),
                    None => "mute".to_owned(),
                },
                percent,
                shared: pair.counts.claims,
                title: format!(
                    "{one} and {other}: {} shared claims; agree on {agree}, contradict each other on {}",
                    pair.counts.claims,
                    judged - agree
                ),
            }
        };
        let rows: Vec<Row<'a>> =
            names.iter().map(|&name| Row { name, cells: names.iter().map(|other| cell(name, other)).collect() }).collect();
        let from = |at: usize| if at == 0 { 0 } else { SHADES[at - 1] };
        let shades = (0..=SHADES.len()).map(|at| (at, from(at), SHADES.get(at).map_or(100, |next| next - 1))).collect();
        Self { roomy: rows.len() <= ROOMY, rows, left_out, least: LEAST, shades }
    }
}

/// The number of the shade of a percentage.
fn shade(percent: usize) -> usize {
    SHADES.iter().filter(|start| **start <= percent).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shades_begin_where_they_say() {
        assert_eq!([0, 49, 50, 69, 97, 100].map(shade), [0, 0, 1, 1, 5, 5]);
    }
}
