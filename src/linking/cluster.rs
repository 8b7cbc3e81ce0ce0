//! Average link: scored pairs of mentions become groups that state the same.
//!
//! In: the outlet of each mention and the scored pairs. Out: for each mention the number of its group. Two groups are
//! merged where the mean over all their pairs of different outlets reaches a threshold; a pair that was never scored
//! counts as 0, a pair of one outlet is unknown unless it was scored. Average link kept the largest group near the
//! right size where connected components chained whole stories together. Invariant: sums are integers, pairs are
//! taken in falling order with ties by number, so the result does not depend on the order of the pairs given.

use std::collections::BTreeMap;

/// A scored pair of mentions, by their numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pair {
    /// The smaller number.
    pub(super) a: u32,
    /// The larger number.
    pub(super) b: u32,
    /// Score in millionths; negative where the two must not stand together.
    pub(super) score: i64,
}

/// Millionths of a probability, the unit in which scores are summed.
pub(super) fn millionths(score: f64) -> i64 {
    (score * 1e6).round() as i64
}

/// Groups mentions. `start` and `merge` are probabilities: a merge is tried for pairs from `start` on, in falling
/// order, and done where the mean reaches `merge`. Groups are numbered by their smallest member.
pub(super) fn average_link(outlets: &[u32], pairs: &[Pair], start: f64, merge: f64) -> Vec<usize> {
    let (start, merge) = (millionths(start), millionths(merge));
    let mut groups: Vec<Group> = outlets.iter().enumerate().map(|(at, outlet)| Group::of(at, *outlet)).collect();
    let mut label: Vec<usize> = (0..outlets.len()).collect();
    for pair in pairs {
        let (a, b) = (pair.a as usize, pair.b as usize);
        if a == b || a >= outlets.len() || b >= outlets.len() {
            continue;
        }
        let known = u64::from(outlets.get(a) == outlets.get(b));
        for (from, to) in [(a, b), (b, a)] {
            if let Some(group) = groups.get_mut(from) {
                group.links.insert(to, Link { sum: pair.score, same_outlet: known });
            }
        }
    }
    let mut order: Vec<&Pair> = pairs.iter().filter(|pair| pair.score >= start).collect();
    order.sort_by_key(|pair| (-pair.score, pair.a, pair.b));
    for pair in order {
        let (Some(&a), Some(&b)) = (label.get(pair.a as usize), label.get(pair.b as usize)) else { continue };
        if a != b && groups[a].mean_reaches(&groups[b], b, merge) {
            join(&mut groups, &mut label, a, b);
        }
    }
    let mut smallest: Vec<usize> = (0..outlets.len()).collect();
    for at in (0..outlets.len()).rev() {
        smallest[label[at]] = at;
    }
    label.iter().map(|group| smallest[*group]).collect()
}

/// What is known between two groups.
#[derive(Debug, Clone, Copy, Default)]
struct Link {
    /// Sum of the scores, in millionths.
    sum: i64,
    /// Pairs of one outlet that were scored all the same.
    same_outlet: u64,
}

#[derive(Debug, Clone, Default)]
struct Group {
    members: Vec<usize>,
    /// Mentions by outlet.
    outlets: BTreeMap<u32, u64>,
    /// By the number of the other group.
    links: BTreeMap<usize, Link>,
}

impl Group {
    fn of(at: usize, outlet: u32) -> Self {
        Self { members: vec![at], outlets: BTreeMap::from([(outlet, 1)]), links: BTreeMap::new() }
    }

    fn mean_reaches(&self, other: &Group, number: usize, merge: i64) -> bool {
        let Some(link) = self.links.get(&number) else { return false };
        let (few, many) = if self.outlets.len() <= other.outlets.len() { (self, other) } else { (other, self) };
        let unknown: u64 = few.outlets.iter().map(|(outlet, count)| count * many.outlets.get(outlet).copied().unwrap_or_default()).sum();
        let all = self.members.len() as u64 * other.members.len() as u64;
        let known = all.saturating_sub(unknown) + link.same_outlet;
        known > 0 && link.sum >= merge.saturating_mul(known as i64)
    }
}

/// Merges the group with fewer links into the other.
fn join(groups: &mut [Group], label: &mut [usize], a: usize, b: usize) {
    let (into, from) = if groups[a].links.len() >= groups[b].links.len() { (a, b) } else { (b, a) };
    let gone = std::mem::take(&mut groups[from]);
    for member in &gone.members {
        label[*member] = into;
    }
    for (other, link) in gone.links {
        groups[other].links.remove(&from);
        if other == into {
            continue;
        }
        for (here, there) in [(into, other), (other, into)] {
            let entry = groups[here].links.entry(there).or_default();
            entry.sum += link.sum;
            entry.same_outlet += link.same_outlet;
        }
    }
    groups[into].members.extend(gone.members);
    for (outlet, count) in gone.outlets {
        *groups[into].outlets.entry(outlet).or_default() += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(outlets: &[u32], pairs: &[(u32, u32, f64)], expected: &[usize]) {
        let mut pairs: Vec<Pair> = pairs.iter().map(|(a, b, score)| Pair { a: *a, b: *b, score: millionths(*score) }).collect();
        assert_eq!(average_link(outlets, &pairs, 0.7, 0.6), expected);
        pairs.reverse();
        assert_eq!(average_link(outlets, &pairs, 0.7, 0.6), expected, "the order of the pairs must not matter");
    }

    #[test]
    fn pairs_from_the_start_on_are_merged() {
        check(&[0, 1], &[(0, 1, 0.7)], &[0, 0]);
        check(&[0, 1], &[(0, 1, 0.69)], &[0, 1]);
    }

    #[test]
    fn a_chain_is_cut_where_its_ends_do_not_meet() {
        // 0-1 merged first (.9). Mean of {0,1} to 2: (.8 + 0) / 2 = .4 < .6, so 2 stays out.
        check(&[0, 1, 2], &[(0, 1, 0.9), (1, 2, 0.8)], &[0, 0, 2]);
        // With 0-2 at .5 the mean is .65.
        check(&[0, 1, 2], &[(0, 1, 0.9), (1, 2, 0.8), (0, 2, 0.5)], &[0, 0, 0]);
    }

    #[test]
    fn a_pair_of_one_outlet_is_unknown_unless_scored() {
        // 0 and 2 share an outlet: only 1-2 counts, mean .8.
        check(&[0, 1, 0], &[(0, 1, 0.9), (1, 2, 0.8)], &[0, 0, 0]);
        // Scored as opposites (-1) they stay apart: (.8 - 1) / 2 < .6.
        check(&[0, 1, 0], &[(0, 1, 0.9), (1, 2, 0.8), (0, 2, -1.0)], &[0, 0, 2]);
    }
}
