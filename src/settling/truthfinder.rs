//! `TruthFinder`: Yin, Han and Yu 2008, IEEE TKDE 20(6):796.
//!
//! Symbols: t(w) trust of a source; tau(w) = -ln(1 - t(w)); sigma(f) the sum of tau over the sources of a value;
//! sigma*(f) = sigma(f) + rho sum imp(f' -> f) sigma(f') over the other values of the item, where imp is similarity
//! less .5; s(f) = 1/(1 + exp(-gamma sigma*(f))); t(w) the mean of s over what the source says. No similarity of
//! values is known here, so every rival has imp = -.5. A denial counts as support for the rivals: it takes tau away.

use crate::config::SettlingParams;

use super::StopRule;
use super::ballot::Ballot;
use super::outcome::Outcome;

/// The paper's settings: start .9, dampening gamma .3, influence rho .5, base similarity .5, and a stop where trust
/// turns by less than .001 % (one minus the cosine).
const START: f64 = 0.9;
const DAMPENING: f64 = 0.3;
const INFLUENCE: f64 = 0.5;
const RIVAL: f64 = -0.5;
const TURN: f64 = 1e-5;

/// Settles.
pub(super) fn settle(ballot: &Ballot, params: &SettlingParams) -> Outcome {
    let mut trust = vec![START; ballot.by_source.len()];
    let (mut score, mut posterior) = (vec![0.0; ballot.candidates.len()], vec![0.0; ballot.candidates.len()]);
    let ending = StopRule { tolerance: TURN, limit: params.plain_rounds }.run(|| {
        let mut support = vec![0.0; score.len()];
        for row in &ballot.rows {
            let weight = -row.weight * (1.0 - trust[row.source].min(0.999_999)).ln();
            support[row.candidate] += if row.denies { -weight } else { weight };
        }
        for item in &ballot.items {
            let all: f64 = support[item.candidates.clone()].iter().sum();
            for candidate in item.candidates.clone() {
                score[candidate] = support[candidate] + INFLUENCE * RIVAL * (all - support[candidate]);
                posterior[candidate] = 1.0 / (1.0 + (-DAMPENING * score[candidate]).exp());
            }
        }
        let before = trust.clone();
        for (source, rows) in ballot.by_source.iter().enumerate().filter(|(_, rows)| !rows.is_empty()) {
            let right: f64 = rows.iter().map(|&row| ballot.rows[row].weight * ballot.rows[row].right(&posterior)).sum();
            trust[source] = right / rows.iter().map(|&row| ballot.rows[row].weight).sum::<f64>();
        }
        let dot: f64 = before.iter().zip(&trust).map(|(one, other)| one * other).sum();
        let length = |trust: &[f64]| trust.iter().map(|value| value * value).sum::<f64>().sqrt();
        1.0 - dot / (length(&before) * length(&trust)).max(f64::MIN_POSITIVE)
    });
    Outcome { score, posterior, trust, push: Vec::new(), echo: Vec::new(), ending }
}

#[cfg(test)]
mod tests {
    use super::super::{Method, settle, world};
    use crate::config::SettlingParams;

    /// One round: tau = -ln .1 = 2.302585. Sigma*(3) = 2 tau - .25 tau = 4.029524, s = 1/(1 + exp(-1.208857)) =
    /// .770106; sigma*(4) = tau - .25 * 2 tau = 1.151293, s = 1/(1 + exp(-.345388)) = .585498.
    #[test]
    fn one_round_by_hand() {
        let params = SettlingParams { method: Method::Truthfinder, plain_rounds: 1, ..SettlingParams::default() };
        let settled = settle(&world(&[("a", "height", "3"), ("b", "height", "3"), ("c", "height", "4")]), &params);
        assert!((settled.values[0].posterior - 0.770_106).abs() < 1e-5, "{}", settled.values[0].posterior);
        assert!((settled.values[1].posterior - 0.585_498).abs() < 1e-5, "{}", settled.values[1].posterior);
        assert!((settled.sources[2].trust - 0.585_498).abs() < 1e-5);
    }
}
