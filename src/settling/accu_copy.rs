//! `AccuCopy`: Accu with pairwise copying, Dong, Berti-Équille and Srivastava 2009, PVLDB 2(1):550, sections 3 and 4.
//!
//! Symbols: for two sources that share items, kt counts the items where both give the chosen value, kf where both
//! give the same other value, kd where they differ; c is the copy rate, alpha the prior probability of copying. With
//! P(t) = A B, P(f) = (1-A)(1-B)/n, P(d) the rest for independent sources; for "the first copies the second"
//! P(t) = B c + A B (1-c), P(f) = (1-B) c + (1-A)(1-B)/n (1-c), P(d) = (1-c) P(d independent). A source's vote for a
//! value is multiplied by the product of 1 - c P(copies) over the earlier sources with the same value; sources are
//! taken by accuracy, most accurate first (the paper starts from the most dependent pair).

use std::collections::BTreeMap;

use crate::config::SettlingParams;

use super::StopRule;
use super::accu::{accuracy, believe, vote, wrong_values};
use super::ballot::Ballot;
use super::outcome::Outcome;

/// The paper's copy rate and prior probability of dependence.
const COPY_RATE: f64 = 0.8;
const COPY_PRIOR: f64 = 0.2;
/// The paper's start: an error rate of .2.
const START: f64 = 0.8;

/// Settles.
pub(super) fn settle(ballot: &Ballot, params: &SettlingParams) -> Outcome {
    let mut trust = vec![START; ballot.by_source.len()];
    let (mut score, mut posterior) = (vec![0.0; ballot.candidates.len()], vec![0.0; ballot.candidates.len()]);
    let mut chosen: Vec<bool> = vec![false; ballot.candidates.len()];
    let mut first = true;
    let ending = StopRule { tolerance: params.inner_tolerance, limit: params.plain_rounds.min(30) }.run(|| {
        let copies = if first { BTreeMap::new() } else { dependence(ballot, &chosen, &trust, params) };
        first = false;
        score.fill(0.0);
        for item in &ballot.items {
            let mut rows: Vec<usize> = item.rows.clone().collect();
            rows.sort_by(|&one, &other| {
                let by_trust = trust[ballot.rows[other].source].total_cmp(&trust[ballot.rows[one].source]);
                by_trust.then_with(|| ballot.rank[ballot.rows[one].source].cmp(&ballot.rank[ballot.rows[other].source]))
            });
            for (at, &row) in rows.iter().enumerate() {
                let row = &ballot.rows[row];
                let own: f64 = rows[..at.min(params.most_claims_per_item)]
                    .iter()
                    .map(|&other| &ballot.rows[other])
                    .filter(|other| other.candidate == row.candidate && other.denies == row.denies)
                    .map(|other| 1.0 - COPY_RATE * copies.get(&ordered(row.source, other.source)).copied().unwrap_or(0.0))
                    .product();
                score[row.candidate] += own * vote(ballot, row, &trust);
            }
        }
        believe(ballot, &score, &mut posterior);
        for item in &ballot.items {
            let best = item.candidates.clone().rev().max_by(|&one, &other| score[one].total_cmp(&score[other]));
            for candidate in item.candidates.clone() {
                chosen[candidate] = best == Some(candidate);
            }
        }
        accuracy(ballot, &posterior, params, &mut trust)
    });
    Outcome { score, posterior, trust, push: Vec::new(), echo: Vec::new(), ending }
}

fn ordered(one: usize, other: usize) -> (usize, usize) {
    (one.min(other), one.max(other))
}

/// For each pair of sources with enough shared items the probability that one copies the other.
fn dependence(ballot: &Ballot, chosen: &[bool], trust: &[f64], params: &SettlingParams) -> BTreeMap<(usize, usize), f64> {
    // Shared items, then the log evidence of each direction against independence.
    let mut sums: BTreeMap<(usize, usize), (u32, [f64; 2])> = BTreeMap::new();
    for item in ballot.items.iter().filter(|item| item.rows.len() <= params.most_claims_per_item) {
        let rows = &ballot.rows[item.rows.clone()];
        for (at, one) in rows.iter().enumerate() {
            for other in rows[at + 1..].iter().filter(|other| other.source != one.source) {
                let (low, high) = if one.source < other.source { (one, other) } else { (other, one) };
                let (a, b) = (trust[low.source], trust[high.source]);
                let both_wrong = (1.0 - a) * (1.0 - b) / wrong_values(ballot, low.item);
                let ratio = |copied: f64, independent: f64| (COPY_RATE * copied / independent + 1.0 - COPY_RATE).ln();
                let evidence = match (low.candidate == high.candidate && low.denies == high.denies, chosen[low.candidate] != low.denies) {
                    (true, true) => [ratio(b, a * b), ratio(a, a * b)],
                    (true, false) => [ratio(1.0 - b, both_wrong), ratio(1.0 - a, both_wrong)],
                    (false, _) => [(1.0 - COPY_RATE).ln(); 2],
                };
                let sum = sums.entry((low.source, high.source)).or_default();
                sum.0 += 1;
                sum.1[0] += evidence[0];
                sum.1[1] += evidence[1];
            }
        }
    }
    let odds = COPY_PRIOR / 2.0 / (1.0 - COPY_PRIOR);
    let enough = sums.into_iter().filter(|(_, (shared, _))| *shared >= params.least_shared_items);
    enough
        .map(|(pair, (_, [one, other]))| {
            let copying = odds * (one.min(500.0).exp() + other.min(500.0).exp());
            (pair, copying / (1.0 + copying))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Method, settle, world};
    use crate::config::SettlingParams;

    /// Ten items; `a` and `b` always give the same wrong value, `c`, `d` and `e` agree on another. Independent
    /// accurate sources do meet, but a block that shares ten values nobody else gives is a copy: its votes shrink.
    #[test]
    fn a_block_that_shares_rare_values_counts_less() {
        let names: Vec<String> = (0..10).map(|item| format!("item {item}")).collect();
        let mut rows = Vec::new();
        for name in &names {
            rows.extend([("a", name.as_str(), "1"), ("b", name.as_str(), "1"), ("c", name.as_str(), "2")]);
            rows.extend([("d", name.as_str(), "2"), ("e", name.as_str(), "2")]);
        }
        let settled = settle(&world(&rows), &SettlingParams { method: Method::AccuCopy, ..SettlingParams::default() });
        assert!(settled.values.iter().all(|value| value.chosen == (value.value == 1)));
    }
}
