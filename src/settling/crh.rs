//! CRH: Li, Li, Gao, Zhao, Fan and Han 2014, SIGMOD p. 1187, with 0/1 loss.
//!
//! Symbols: the weight of a source is -ln(its mean loss / the sum of mean losses); the truth of an item is the value
//! with the most weight; loss is 1 for a row that does not give it. Repeated until the weights stand still. Where no
//! source errs all weigh the same.

use crate::config::SettlingParams;

use super::StopRule;
use super::ballot::Ballot;
use super::outcome::Outcome;

/// Least mean loss, so that a source without error has a finite weight.
const LEAST_LOSS: f64 = 1e-6;

/// Settles.
pub(super) fn settle(ballot: &Ballot, params: &SettlingParams) -> Outcome {
    let mut weights = vec![1.0; ballot.by_source.len()];
    let mut trust = vec![params.first_trust; ballot.by_source.len()];
    let (mut score, mut posterior) = (vec![0.0; ballot.candidates.len()], vec![0.0; ballot.candidates.len()]);
    let ending = StopRule { tolerance: 1e-9, limit: params.plain_rounds }.run(|| {
        score.fill(0.0);
        for row in &ballot.rows {
            let weight = row.weight * weights[row.source];
            score[row.candidate] += if row.denies { -weight } else { weight };
        }
        let mut right = vec![0.0; score.len()];
        for item in &ballot.items {
            let all: f64 = ballot.rows[item.rows.clone()].iter().map(|row| row.weight * weights[row.source]).sum();
            let top = score[item.candidates.clone()].iter().copied().fold(f64::MIN, f64::max);
            let tied = item.candidates.clone().filter(|&candidate| score[candidate] >= top).count() as f64;
            for candidate in item.candidates.clone() {
                // A tie is a truth that each of the tied values is a part of.
                right[candidate] = if score[candidate] >= top { 1.0 / tied } else { 0.0 };
                posterior[candidate] = if all > 0.0 { (score[candidate] / all).clamp(0.0, 1.0) } else { 0.0 };
            }
        }
        let mut losses = vec![0.0; weights.len()];
        for (source, rows) in ballot.by_source.iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            let all: f64 = rows.iter().map(|&row| ballot.rows[row].weight).sum();
            let lost: f64 = rows.iter().map(|&row| ballot.rows[row].weight * (1.0 - ballot.rows[row].right(&right))).sum();
            losses[source] = (lost / all).max(LEAST_LOSS);
            trust[source] = (params.prior.0 + all - lost) / (params.prior.0 + params.prior.1 + all);
        }
        let total: f64 = losses.iter().sum();
        let mut change: f64 = 0.0;
        for (source, rows) in ballot.by_source.iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            let found = if rows.len() == ballot.rows.len() { 1.0 } else { -(losses[source] / total).ln() };
            change = change.max((found - weights[source]).abs());
            weights[source] = found;
        }
        change
    });
    Outcome { score, posterior, trust, push: Vec::new(), echo: Vec::new(), ending }
}

#[cfg(test)]
mod tests {
    use super::super::{Method, settle, world};
    use crate::config::SettlingParams;

    /// Two items. On the first a and b give 3, c gives 4; on the second a gives 5, c gives 6. Round 1: 3 wins, the
    /// second is a tie, so losses are a .25, b 0 (held at 1e-6), c .75: a outweighs c and 5 wins in round 2.
    #[test]
    fn the_source_with_less_loss_breaks_the_tie() {
        let params = SettlingParams { method: Method::Crh, ..SettlingParams::default() };
        let rows = [("a", "x", "3"), ("b", "x", "3"), ("c", "x", "4"), ("a", "y", "5"), ("c", "y", "6")];
        let settled = settle(&world(&rows), &params);
        let chosen: Vec<u32> = settled.values.iter().filter(|value| value.chosen).map(|value| value.value).collect();
        assert_eq!(chosen, vec![0, 2]);
    }
}
