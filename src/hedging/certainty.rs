//! How sure a sentence sounds by its cues alone.
//!
//! In: the cues. Out: a number in [0, 1]. Invariant: one hedge more never raises it, one booster more never lowers
//! it; conditions, approximators and vague words do not touch it. A phrase that makes the opposite likely
//! ("unlikely", .2) sounds as sure as its complement (.8), because certainty has no direction.

use super::{Cue, CueKind};
use crate::config::HedgingParams;

/// Certainty of a sentence with `cues`; `denied` where it passes on a denial.
pub(super) fn certainty<'a>(cues: impl Iterator<Item = &'a Cue>, denied: bool, params: &HedgingParams) -> f64 {
    let mut weakest: f64 = 1.0;
    let mut hedges = 0_u32;
    let mut open = 0_u32;
    let mut boosters = 0_u32;
    for cue in cues {
        match cue.kind {
            CueKind::Epistemic | CueKind::Doxastic | CueKind::Evidential => {
                hedges += 1;
                weakest = weakest.min(sureness(cue.probability.unwrap_or(params.unknown_strength), params));
            }
            CueKind::Investigation => open += 1,
            CueKind::Booster => boosters += 1,
            CueKind::Conditional | CueKind::Approximator | CueKind::Vague => {}
        }
    }
    let plain = if denied { params.denial_certainty } else { params.plain_certainty };
    let mut certainty = plain.min(weakest);
    certainty *= params.further_hedge.powi(hedges.saturating_sub(1).min(8) as i32);
    certainty *= params.open_question.powi(open.min(4) as i32);
    if boosters > 0 {
        certainty += (1.0 - certainty) * params.booster;
    }
    certainty.clamp(0.0, 1.0)
}

/// How sure a phrase of probability `p` sounds: `p`, or its complement where it speaks of the opposite.
fn sureness(p: f64, params: &HedgingParams) -> f64 {
    if p < params.opposite_below { 1.0 - p } else { p }
}

#[cfg(test)]
mod tests {
    use super::super::Owner;
    use super::*;
    use crate::ids::Span;

    fn check(cues: &[(CueKind, Option<f64>)], denied: bool, expected: f64) {
        let cues: Vec<Cue> = cues
            .iter()
            .map(|(kind, probability)| Cue {
                span: Span::default(),
                cue: String::new(),
                kind: *kind,
                probability: *probability,
                owner: Owner::Narrator,
                scope: None,
            })
            .collect();
        let found = certainty(cues.iter(), denied, &HedgingParams::default());
        assert!((found - expected).abs() < 1e-9, "{found} is not {expected}");
    }

    #[test]
    fn the_weakest_hedge_sets_the_level() {
        check(&[], false, 0.95);
        check(&[], true, 0.9);
        check(&[(CueKind::Epistemic, Some(0.4))], false, 0.4);
        check(&[(CueKind::Epistemic, Some(0.2))], false, 0.8);
        // Two hedges: the weaker one, times .95 for the second.
        check(&[(CueKind::Epistemic, Some(0.6)), (CueKind::Doxastic, Some(0.7))], false, 0.57);
    }

    #[test]
    fn what_is_no_doubt_leaves_it() {
        check(&[(CueKind::Conditional, None), (CueKind::Approximator, None), (CueKind::Vague, None)], false, 0.95);
        // .95 + .05 * .5
        check(&[(CueKind::Booster, Some(0.97))], false, 0.975);
    }
}
