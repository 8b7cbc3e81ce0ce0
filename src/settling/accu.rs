//! Accu: Dong, Berti-Équille and Srivastava 2009, PVLDB 2(1):550, section 4, without copying.
//!
//! Symbols: A(S) accuracy of a source, n the number of wrong values of an item; the vote of a source counts
//! ln(n A/(1-A)); P(v) is exp of a value's sum over the sum for all n + 1 values, unseen ones at 0; A(S) is the mean of
//! P over what the source says.

use crate::config::SettlingParams;

use super::StopRule;
use super::ballot::{Ballot, Row};
use super::outcome::Outcome;

/// Wrong values of an open item: 10 kept this method strong on flight times, where 1 or 2 wreck sparse sets.
const WRONG_VALUES: f64 = 10.0;
/// The paper's start: an error rate of .2.
const START: f64 = 0.8;

/// Settles.
pub(super) fn settle(ballot: &Ballot, params: &SettlingParams) -> Outcome {
    let mut trust = vec![START; ballot.by_source.len()];
    let (mut score, mut posterior) = (vec![0.0; ballot.candidates.len()], vec![0.0; ballot.candidates.len()]);
    let ending = StopRule { tolerance: params.inner_tolerance, limit: params.plain_rounds }.run(|| {
        score.fill(0.0);
        for row in &ballot.rows {
            score[row.candidate] += vote(ballot, row, &trust);
        }
        believe(ballot, &score, &mut posterior);
        accuracy(ballot, &posterior, params, &mut trust)
    });
    Outcome { score, posterior, trust, push: Vec::new(), echo: Vec::new(), ending }
}

/// What a row counts for its candidate. A denial counts ln(A/(1-A)) against it.
pub(super) fn vote(ballot: &Ballot, row: &Row, trust: &[f64]) -> f64 {
    let odds = trust[row.source] / (1.0 - trust[row.source]);
    row.weight * if row.denies { -odds.ln() } else { (wrong_values(ballot, row.item) * odds).ln() }
}

/// Wrong values of an item: known for a closed one, else taken as ten or as many as are seen.
pub(super) fn wrong_values(ballot: &Ballot, item: usize) -> f64 {
    let item = &ballot.items[item];
    if item.closed { item.domain - 1.0 } else { WRONG_VALUES.max(item.candidates.len() as f64) }
}

/// Probabilities within each item, unseen values at score 0.
pub(super) fn believe(ballot: &Ballot, score: &[f64], posterior: &mut [f64]) {
    for (at, item) in ballot.items.iter().enumerate() {
        let unseen = (wrong_values(ballot, at) + 1.0 - item.candidates.len() as f64).max(0.0);
        let top = score[item.candidates.clone()].iter().copied().fold(0.0, f64::max);
        let total = score[item.candidates.clone()].iter().map(|score| (score - top).exp()).sum::<f64>() + unseen * (-top).exp();
        for candidate in item.candidates.clone() {
            posterior[candidate] = (score[candidate] - top).exp() / total;
        }
    }
}

/// Accuracy of every source: the mean probability of what it says; returns the largest change.
pub(super) fn accuracy(ballot: &Ballot, posterior: &[f64], params: &SettlingParams, trust: &mut [f64]) -> f64 {
    let mut change: f64 = 0.0;
    for (source, rows) in ballot.by_source.iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
        let right: f64 = rows.iter().map(|&row| ballot.rows[row].weight * ballot.rows[row].right(posterior)).sum();
        let all: f64 = rows.iter().map(|&row| ballot.rows[row].weight).sum();
        let found = (right / all).clamp(params.trust_bounds.0, params.trust_bounds.1);
        change = change.max((found - trust[source]).abs());
        trust[source] = found;
    }
    change
}

#[cfg(test)]
mod tests {
    use super::super::{Method, settle, world};
    use crate::config::SettlingParams;

    /// One round: a vote counts ln(10 * .8/.2) = ln 40. Exponentials: 1600 for 3, 40 for 4, nine unseen at 1:
    /// P(3) = 1600/1649.
    #[test]
    fn one_round_by_hand() {
        let params = SettlingParams { method: Method::Accu, plain_rounds: 1, ..SettlingParams::default() };
        let settled = settle(&world(&[("a", "height", "3"), ("b", "height", "3"), ("c", "height", "4")]), &params);
        assert!((settled.values[0].posterior - 1600.0 / 1649.0).abs() < 1e-12);
        assert!((settled.sources[0].trust - 1600.0 / 1649.0).abs() < 1e-12);
    }
}
