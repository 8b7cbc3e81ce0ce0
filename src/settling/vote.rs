//! The most sources win. The baseline: printed beside every other method, since it needs no assumption.
//!
//! A value's probability is its share of the weight on the item; a denial takes its weight from the value it denies.
//! Trust is the mean share of what a source says, with the prior's pseudo-claims.

use crate::config::SettlingParams;

use super::Ending;
use super::ballot::Ballot;
use super::outcome::{Outcome, trust};

/// Counts.
pub(super) fn settle(ballot: &Ballot, params: &SettlingParams) -> Outcome {
    let mut score = vec![0.0; ballot.candidates.len()];
    let push: Vec<f64> = ballot.rows.iter().map(|row| if row.denies { -row.weight } else { row.weight }).collect();
    for (row, push) in ballot.rows.iter().zip(&push) {
        score[row.candidate] += push;
    }
    let mut posterior = vec![0.0; score.len()];
    for item in &ballot.items {
        let all: f64 = ballot.rows[item.rows.clone()].iter().map(|row| row.weight).sum();
        for candidate in item.candidates.clone().filter(|_| all > 0.0) {
            posterior[candidate] = (score[candidate] / all).clamp(0.0, 1.0);
        }
    }
    let mut found = vec![params.first_trust; ballot.by_source.len()];
    trust(ballot, &posterior, params, &mut found);
    Outcome { score, posterior, trust: found, push: Vec::new(), echo: Vec::new(), ending: Ending::Converged(1) }
}

#[cfg(test)]
mod tests {
    use super::super::{Method, settle, world};
    use crate::config::SettlingParams;

    #[test]
    fn shares_and_trust_by_hand() {
        let params = SettlingParams { method: Method::Vote, ..SettlingParams::default() };
        let settled = settle(&world(&[("a", "height", "3"), ("b", "height", "3"), ("c", "height", "4")]), &params);
        assert!((settled.values[0].posterior - 2.0 / 3.0).abs() < 1e-12 && settled.values[0].chosen);
        // Four right and one wrong pseudo-claim: (4 + 2/3) / 6 for a, (4 + 1/3) / 6 for c.
        assert!((settled.sources[0].trust - (4.0 + 2.0 / 3.0) / 6.0).abs() < 1e-12);
        assert!((settled.sources[2].trust - (4.0 + 1.0 / 3.0) / 6.0).abs() < 1e-12);
    }
}
