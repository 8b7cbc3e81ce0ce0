//! Average link: scored pairs of mentions become groups that state the same.
//!
//! In: the outlet of each mention and the scored pairs. Out: for each mention the number of its group. Two groups are
//! merged where the mean over all their pairs of different outlets reaches a threshold; a pair that was never scored
//! counts as 0, a pair of one outlet is unknown unless it was scored. Of those pairs, enough must hold by themselves: a
//! mean lets a third clause in on the strength of one likeness. Average link kept the largest group near the
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

/// What two groups must show to become one; probabilities, in [0, 1].
#[derive(Debug, Clone, Copy)]
pub(super) struct Demands {
    /// A merge is tried for pairs from here on, in falling order.
    pub(super) start: f64,
    /// The mean over all known pairs must reach this.
    pub(super) merge: f64,
    /// The same where one outlet stands on both sides in other words: its second clause mostly says something else.
    pub(super) second_clause: f64,
    /// Each known pair must reach this, but for `stray` of them.
    pub(super) floor: f64,
    /// Share of the known pairs that may stay below `floor`.
    pub(super) stray: f64,
}

/// Groups mentions. Groups are numbered by their smallest member.
pub(super) fn average_link(outlets: &[u32], pairs: &[Pair], demands: Demands) -> Vec<usize> {
    let (start, floor) = (millionths(demands.start), millionths(demands.floor));
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
                group.links.insert(to, Link { sum: pair.score, same_outlet: known, firm: u64::from(pair.score >= floor) });
            }
        }
    }
    let mut order: Vec<&Pair> = pairs.iter().filter(|pair| pair.score >= start).collect();
    order.sort_by_key(|pair| (-pair.score, pair.a, pair.b));
    for pair in order {
        let (Some(&a), Some(&b)) = (label.get(pair.a as usize), label.get(pair.b as usize)) else { continue };
        if a != b && groups[a].may_join(&groups[b], b, demands) {
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
    /// Pairs at or above the floor.
    firm: u64,
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

    fn may_join(&self, other: &Group, number: usize, demands: Demands) -> bool {
        let Some(link) = self.links.get(&number) else { return false };
        let (few, many) = if self.outlets.len() <= other.outlets.len() { (self, other) } else { (other, self) };
        let unknown: u64 = few.outlets.iter().map(|(outlet, count)| count * many.outlets.get(outlet).copied().unwrap_or_default()).sum();
        let all = self.members.len() as u64 * other.members.len() as u64;
        let known = all.saturating_sub(unknown) + link.same_outlet;
        let merge = millionths(if unknown > link.same_outlet { demands.second_clause } else { demands.merge });
        let weak = known.saturating_sub(link.firm);
        known > 0 && link.sum >= merge.saturating_mul(known as i64) && weak as f64 <= demands.stray * known as f64
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
            entry.firm += link.firm;
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

    const DEMANDS: Demands = Demands { start: 0.7, merge: 0.6, second_clause: 0.75, floor: 0.4, stray: 0.2 };

    fn check(outlets: &[u32], pairs: &[(u32, u32, f64)], expected: &[usize]) {
        let mut pairs: Vec<Pair> = pairs.iter().map(|(a, b, score)| Pair { a: *a, b: *b, score: millionths(*score) }).collect();
        assert_eq!(average_link(outlets, &pairs, DEMANDS), expected);
        pairs.reverse();
        assert_eq!(average_link(outlets, &pairs, DEMANDS), expected, "the order of the pairs must not matter");
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
    fn one_close_pair_does_not_carry_a_distant_one() {
        // The mean of {0,1} to 2 is (.89 + .39) / 2 = .64, but 0-2 lies below the floor: one of two pairs is too many.
        check(&[0, 1, 2], &[(0, 1, 0.9), (1, 2, 0.89), (0, 2, 0.39)], &[0, 0, 2]);
        check(&[0, 1, 2], &[(0, 1, 0.9), (1, 2, 0.89), (0, 2, 0.41)], &[0, 0, 0]);
        // One weak pair of five is a fifth.
        let group = |last: f64| {
            let mut pairs: Vec<(u32, u32, f64)> = (0..5).flat_map(|a| (a + 1..5).map(move |b| (a, b, 0.95))).collect();
            pairs.extend((0..4).map(|a| (a, 5, 0.8)));
            pairs.push((4, 5, last));
            pairs
        };
        check(&[0, 1, 2, 3, 4, 5], &group(0.3), &[0; 6]);
        check(&[0, 1, 2, 3, 4, 5], &group(-1.0), &[0, 0, 0, 0, 0, 5]);
    }

    #[test]
    fn a_pair_of_one_outlet_is_unknown_unless_scored() {
        // 0 and 2 share an outlet: only 1-2 counts, mean .8.
        check(&[0, 1, 0], &[(0, 1, 0.9), (1, 2, 0.8)], &[0, 0, 0]);
        // The second clause of an outlet must do better than the first: .74 < .75.
        check(&[0, 1, 0], &[(0, 1, 0.9), (1, 2, 0.74)], &[0, 0, 2]);
        // Scored as opposites (-1) they stay apart: (.8 - 1) / 2 < .6.
        check(&[0, 1, 0], &[(0, 1, 0.9), (1, 2, 0.8), (0, 2, -1.0)], &[0, 0, 2]);
    }
}
