//! Which cues of a sentence bear on a clause of it, and what they make of the clause's certainty.
//!
//! In: the hedging of a sentence, the clause's span. Out: [`Sureness`]. Invariant: certainty stays in [0, 1]; a clause
//! that no cue bears on is as certain as a bare statement. "Set to" and "plans to" are stages, not cues.

use crate::config::ClaimParams;
use crate::hedging::{Cue, CueKind, SentenceHedging};
use crate::ids::Span;

/// How sure a clause sounds.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Sureness {
    /// In [0, 1], whatever the direction.
    pub certainty: f64,
    /// A hedge bears on it.
    pub hedged: bool,
    /// A vague cue bears on it.
    pub vague: bool,
    /// The cues that bear on it.
    pub cues: Vec<usize>,
    /// A cue turns it round ("unlikely").
    pub reversed: bool,
}

/// How sure the clause under `clause` sounds; `given` is the certainty its frame gives.
pub(super) fn sureness(
    sentence: Option<&SentenceHedging>,
    clause: Span,
    whole: Option<Span>,
    given: Option<f64>,
    params: &ClaimParams,
) -> Sureness {
    let plain = given.unwrap_or(params.plain_certainty);
    let Some(sentence) = sentence else { return Sureness { certainty: plain, ..Sureness::default() } };
    let cues: Vec<usize> = (0..sentence.cues.len()).filter(|at| bears(&sentence.cues[*at], clause)).collect();
    let mut found = Sureness { certainty: plain, ..Sureness::default() };
    let hedge = |cue: &Cue| matches!(cue.kind, CueKind::Epistemic | CueKind::Doxastic | CueKind::Evidential | CueKind::Investigation);
    for cue in cues.iter().map(|at| &sentence.cues[*at]) {
        found.vague |= cue.kind == CueKind::Vague;
        if !hedge(cue) {
            continue;
        }
        found.hedged = true;
        let probability = cue.probability.unwrap_or(params.plain_certainty);
        let sure = if cue.kind == CueKind::Epistemic && probability <= params.reversal_probability {
            found.reversed = true;
            1.0 - probability
        } else {
            probability
        };
        found.certainty = found.certainty.min(sure);
    }
    // Where every cue of the sentence bears on the clause, the sentence's own certainty, which weighs them together, holds.
    let all = cues.len() == sentence.cues.len() && found.hedged && !found.reversed;
    if all && given.is_none() && whole.is_some() {
        found.certainty = sentence.certainty_by_cues;
    }
    found.certainty = found.certainty.clamp(0.0, 1.0);
    found.cues = cues;
    found
}

/// A cue bears on a clause that holds it and is not wholly outside its scope, or at least half of which it covers.
fn bears(cue: &Cue, clause: Span) -> bool {
    if clause.contains(cue.span) {
        return true;
    }
    let Some(scope) = cue.scope else { return false };
    let shared = scope.end.min(clause.end).saturating_sub(scope.start.max(clause.start));
    shared * 2 > clause.len()
}
