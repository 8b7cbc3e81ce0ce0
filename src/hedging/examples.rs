//! What the trainers learn from: the facts of sentences, of phrases of the table and of cues, as the models see them.

use super::facts::{Stretch, Words};
use super::find::Candidates;
use super::{View, disambiguate, each_sentence, grading, weasel};
use crate::attribution::Attributions;
use crate::config::HedgingParams;
use crate::ids::Span;
use crate::lexicon::{CueKind, Lexicon};
use crate::text::Document;

/// The facts of a text that gold labels as one sentence, however it is cut: for vagueness, and for certainty.
pub(crate) fn sentence_facts(document: &Document, lexicon: &Lexicon) -> (Vec<u32>, Vec<u32>) {
    let lexicon = &lexicon.hedging;
    let candidates = Candidates::of(document, lexicon);
    let words = Words::of(document, lexicon);
    let view = View { document, lexicon, tokens: 0..document.tokens.len(), in_headline: false, first_of_paragraph: true };
    let stretch = Stretch::of(&view, &words);
    let found = candidates.cues(&view);
    let facts = weasel::facts(&view, &stretch, &candidates, &found);
    let grading = grading::facts(&stretch, &facts, &found, HedgingParams::default().opposite_below);
    (facts.into_iter().map(|fact| fact.mark).collect(), grading)
}

/// A phrase of the table that may be a cue.
pub(crate) struct CueExample {
    /// Where it stands.
    pub(crate) span: Span,
    /// The row of the table.
    pub(crate) cue: String,
    /// Its kind.
    pub(crate) kind: CueKind,
    /// The table's rule lets it fire.
    pub(crate) fires: bool,
    /// Its facts.
    pub(crate) marks: Vec<u32>,
}

/// The phrases of a document that the model is asked about.
pub(crate) fn cue_examples(document: &Document, lexicon: &Lexicon) -> Vec<CueExample> {
    let mut examples = Vec::new();
    each_sentence(document, &Attributions::default(), &lexicon.hedging, |place, table, found| {
        for candidate in disambiguate::candidates(place.view, table, &found) {
            examples.push(CueExample {
                span: document.span_of(candidate.found.tokens.clone()),
                cue: candidate.found.cue.cue.clone(),
                kind: candidate.found.cue.kind,
                fires: candidate.fires,
                marks: disambiguate::facts(place.stretch, place.view, &candidate, &found),
            });
        }
    });
    examples
}

/// A word of the table that may be somebody's doubt.
pub(crate) struct OwnerExample {
    /// Where it stands.
    pub(crate) span: Span,
    /// The table lets it fire as a hedge.
    pub(crate) fires: bool,
    /// Its facts.
    pub(crate) marks: Vec<u32>,
}

/// The single words of a document that are hedges or conditions of the table, whether they fire or not.
pub(crate) fn owner_examples(document: &Document, attributions: &Attributions, lexicon: &Lexicon) -> Vec<OwnerExample> {
    let mut examples = Vec::new();
    each_sentence(document, attributions, &lexicon.hedging, |place, table, found| {
        let hedge = |kind: CueKind| matches!(kind, CueKind::Epistemic | CueKind::Doxastic | CueKind::Evidential);
        let reporting = place.reporting_with_breaks();
        let place = super::Place { reporting: &reporting, ..*place };
        for at in place.view.tokens.clone() {
            let single =
                table.matching(place.view, at).find(|cue| cue.words.len() == 1 && (hedge(cue.kind) || cue.kind == CueKind::Conditional));
            if let Some(cue) = single {
                examples.push(OwnerExample {
                    span: document.span_of(at..at + 1),
                    fires: found.iter().any(|found| found.tokens == (at..at + 1) && hedge(found.cue.kind)),
                    marks: place.facts(at, cue.kind),
                });
            }
        }
    });
    examples
}
