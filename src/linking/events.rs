//! Articles on one happening, from the probabilities of pairs: average link, so that no chain of articles, each like
//! the next, makes one event of two.
//!
//! In: a [`Pool`], the trained model. Out: linked pairs and groups of articles. The days between two articles decide
//! between the same event and the next step of a story: on one day or the next a likely pair is one event, two or three
//! days apart only a very likely one.

use std::collections::BTreeMap;

use super::model;
use super::pool::Pool;
use crate::config::EventParams;
use crate::lexicon::EventModel;

/// Two articles and how likely they report one event, in millionths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    /// The one with the smaller index.
    pub(crate) left: u32,
    /// The other.
    pub(crate) right: u32,
    /// Probability in millionths.
    pub(crate) millionths: u32,
    /// True where the days between the two let this probability count as one event.
    pub(crate) linked: bool,
}

/// Probabilities are summed in this fraction.
pub(crate) const MILLION: f64 = 1e6;
/// Less likely pairs are forgotten: they could not bring a mean over the threshold.
const FAINT: f64 = 0.10;

/// Scores every compared pair, in the order of the pairs; the faint ones are left out. What an undated article has too many of still stands
/// among them ([`keep_best_of_undated`]).
pub(crate) fn links(pool: &Pool, trees: &EventModel, params: &EventParams) -> Vec<Link> {
    let large = pool.size > params.small_corpus;
    model::likely(pool, trees, FAINT, true, |pair, probability| {
        let least = match pool.gap(pair.left, pair.right) {
            Some(gap) if gap >= params.days_apart => params.link_days_apart.max(params.link),
            None if large => params.link_undated.max(params.link),
            _ => params.link,
        };
        let linked = probability >= least;
        Some(Link { left: pair.left, right: pair.right, millionths: (probability * MILLION).round() as u32, linked })
    })
}

/// Events of articles whose links are known: groups of articles, ascending and in the order of their first members.
pub(crate) fn group(is_dated: &[bool], links: &mut [Link], params: &EventParams) -> Vec<Vec<usize>> {
    keep_best_of_undated(is_dated, links, params.undated_partners);
    average_link(is_dated.len(), links, params.merge_mean, params.merge_share)
}

/// The article of each group that names the event: the one most like its mates.
pub(crate) fn titles(articles: usize, groups: &[Vec<usize>], links: &[Link]) -> Vec<usize> {
    let mut group_of = vec![0; articles];
    for (at, group) in groups.iter().enumerate() {
        for &article in group {
            group_of[article] = at;
        }
    }
    let mut likeness = vec![0_u64; articles];
    for link in links.iter().filter(|link| group_of[link.left as usize] == group_of[link.right as usize]) {
        likeness[link.left as usize] += u64::from(link.millionths);
        likeness[link.right as usize] += u64::from(link.millionths);
    }
    groups.iter().filter_map(|group| group.iter().copied().min_by_key(|&at| (std::cmp::Reverse(likeness[at]), at))).collect()
}

/// An undated article could belong to any day: only its best links stay.
fn keep_best_of_undated(is_dated: &[bool], links: &mut [Link], most: usize) {
    let mut of_undated: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, link) in links.iter().enumerate().filter(|(_, link)| link.linked) {
        for article in [link.left, link.right] {
            if !is_dated[article as usize] {
                of_undated.entry(article).or_default().push(at);
            }
        }
    }
    // A link between two undated articles stays only where it is among the best of both.
    let mut lost = Vec::new();
    for mut own in of_undated.into_values().filter(|own| own.len() > most) {
        own.sort_by_key(|&at| (std::cmp::Reverse(links[at].millionths), links[at].left, links[at].right));
        lost.extend(own.drain(most..));
    }
    for at in lost {
        links[at].linked = false;
    }
}

/// What is known of the pairs between two groups.
#[derive(Clone, Copy, Default)]
struct Between {
    /// Sum of the probabilities, in millionths.
    millionths: u64,
    /// Linked pairs.
    linked: u64,
}

/// Groups `count` members by average link: from the likeliest link down, two groups become one where the mean over all
/// their pairs (0 for pairs not scored) is at least `mean` and more than `share` of the pairs are linked. Groups are
/// ascending and in the order of their first members.
pub(crate) fn average_link(count: usize, links: &[Link], mean: f64, share: f64) -> Vec<Vec<usize>> {
    let mut group_of: Vec<usize> = (0..count).collect();
    let mut groups: Vec<Vec<usize>> = (0..count).map(|at| vec![at]).collect();
    let mut between: Vec<BTreeMap<usize, Between>> = vec![BTreeMap::new(); count];
    for link in links {
        let (left, right) = (link.left as usize, link.right as usize);
        for (one, other) in [(left, right), (right, left)] {
            let known = between[one].entry(other).or_default();
            known.millionths += u64::from(link.millionths);
            known.linked += u64::from(link.linked);
        }
    }
    let mut edges: Vec<&Link> = links.iter().filter(|link| link.linked).collect();
    edges.sort_by_key(|link| (std::cmp::Reverse(link.millionths), link.left, link.right));
    loop {
        let mut merged = false;
        for edge in &edges {
            let (one, other) = (group_of[edge.left as usize], group_of[edge.right as usize]);
            if one == other {
                continue;
            }
            let known = between[one].get(&other).copied().unwrap_or_default();
            let pairs = (groups[one].len() * groups[other].len()) as f64;
            if (known.millionths as f64) < mean * MILLION * pairs || known.linked as f64 <= share * pairs {
                continue;
            }
            merged = true;
            // The smaller group joins the larger, so that each article moves few times.
            let (kept, gone) = if groups[one].len() >= groups[other].len() { (one, other) } else { (other, one) };
            for member in std::mem::take(&mut groups[gone]) {
                group_of[member] = kept;
                groups[kept].push(member);
            }
            for (third, known) in std::mem::take(&mut between[gone]) {
                between[third].remove(&gone);
                if third == kept {
                    continue;
                }
                for (from, to) in [(kept, third), (third, kept)] {
                    let sum = between[from].entry(to).or_default();
                    sum.millionths += known.millionths;
                    sum.linked += known.linked;
                }
            }
        }
        // A merger may have opened the way for a link passed over before.
        if !merged {
            break;
        }
    }
    let mut found: Vec<Vec<usize>> = groups.into_iter().filter(|group| !group.is_empty()).collect();
    for group in &mut found {
        group.sort_unstable();
    }
    found.sort_unstable();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups of members 0, 1, 2, ... under links (left, right, probability in percent), as text.
    fn check(count: usize, links: &[(u32, u32, u32)], expected: &str) {
        let links: Vec<Link> =
            links.iter().map(|&(left, right, percent)| Link { left, right, millionths: percent * 10_000, linked: percent >= 40 }).collect();
        let groups = average_link(count, &links, 0.40, 0.50);
        let text: Vec<String> = groups.iter().map(|group| group.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(text.join(" | "), expected);
    }

    #[test]
    fn pairs_are_joined_from_the_threshold_on() {
        check(3, &[(0, 1, 40)], "0 1 | 2");
        check(2, &[(0, 1, 39)], "0 | 1");
        check(0, &[], "");
    }

    #[test]
    fn a_chain_does_not_make_one_event() {
        // 0-1 first; then {0 1} and 2 have a mean of .45, but one of two pairs linked is not more than half.
        check(3, &[(0, 1, 95), (1, 2, 90)], "0 1 | 2");
        check(5, &[(0, 1, 95), (1, 2, 50), (2, 3, 95), (3, 4, 60)], "0 1 | 2 3 | 4");
    }

    #[test]
    fn most_pairs_linked_make_one_event() {
        check(3, &[(0, 1, 95), (1, 2, 90), (0, 2, 42)], "0 1 2");
        // {0 1} and {2 3}: three of four linked, mean .525.
        check(4, &[(0, 1, 90), (2, 3, 90), (0, 2, 70), (0, 3, 70), (1, 2, 70)], "0 1 2 3");
        // 0-2 is passed over at first; 3 joins 0 1 and 2 in turn only where the mean allows.
        check(4, &[(0, 1, 99), (0, 2, 98), (1, 2, 30), (0, 3, 60)], "0 1 | 2 | 3");
    }
}
