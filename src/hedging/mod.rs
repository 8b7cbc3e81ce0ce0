//! Hedge: how sure each sentence sounds, whose doubt it is, and which words show it.
//!
//! In: an article's [`Document`]. Out: [`Hedging`], one entry a sentence. Invariant: every number leads back to
//! [`Cue`]s with spans; a sentence without cues is certain to the default degree and neither hedged nor vague.
//! Deliberately absent: any verdict; hedging is no fault in itself. Hedged (the writer is unsure) and vague (the
//! writer does not say who or how many) are kept apart and never added up.

use serde::Serialize;

use crate::config::HedgingParams;
use crate::corpus::Article;
use crate::ids::{Span, names};
use crate::lexicon::Lexicon;
use crate::text::Document;

pub use crate::lexicon::CueKind;
use context::View;
use find::{Candidates, Found};
use owner::Reporting;

mod certainty;
mod context;
mod find;
mod owner;
mod scope;

/// Hedging of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Hedging {
    /// One entry for each of [`Document::sentences`], in the same order.
    pub sentences: Vec<SentenceHedging>,
}

/// Hedging of a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct SentenceHedging {
    /// An epistemic, doxastic or evidential cue is present, whoever owns it.
    pub hedged: bool,
    /// A vague cue is present ("many analysts", "widely seen as").
    pub vague: bool,
    /// How sure the sentence sounds, in [0, 1], whatever its direction; (c - 1) / 5 of a 1-to-6 scale.
    pub certainty: f64,
    /// The cues, in order.
    pub cues: Vec<Cue>,
}

/// A word or phrase that shows doubt, distance, vagueness or emphasis.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cue {
    /// Where it stands.
    pub span: Span,
    /// The entry of the lexicon that fired.
    pub cue: String,
    /// What it does.
    pub kind: CueKind,
    /// The probability that people read into it, in [0, 1]; `None` where it has none (conditions, approximators).
    pub probability: Option<f64>,
    /// Whose it is.
    pub owner: Owner,
    /// What it bears on: from the cue to the end of its clause; `None` where it bears on nothing in particular.
    pub scope: Option<Span>,
}

/// Whose doubt a cue expresses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Owner {
    /// The outlet's own voice.
    Narrator,
    /// Somebody whose words are passed on.
    Speaker,
    /// The text does not tell.
    Unsure,
}

names!(Owner { Narrator => "narrator", Speaker => "speaker", Unsure => "unsure" });

/// Finds the cues of every sentence, their owner and scope, and what they make of its certainty.
pub fn hedge(article: &Article, document: &Document, lexicon: &Lexicon, params: &HedgingParams) -> Hedging {
    let _ = article;
    let lexicon = &lexicon.hedging;
    let candidates = Candidates::of(document, lexicon);
    let sentences = document
        .sentences
        .iter()
        .map(|sentence| {
            let view = View { document, lexicon, tokens: sentence.tokens.clone(), in_headline: sentence.in_headline };
            let found = candidates.cues(&view);
            read_sentence(&view, &found, params)
        })
        .collect();
    Hedging { sentences }
}

fn read_sentence(view: &View<'_>, found: &[Found<'_>], params: &HedgingParams) -> SentenceHedging {
    let negated = view.lexicon.class("negation").is_some_and(|list| view.tokens.clone().any(|at| list.holds(view.word(at))));
    let mut cues = Vec::with_capacity(found.len());
    if !found.is_empty() {
        let reporting = Reporting::of(view);
        let ends = scope::clause_ends(view);
        for Found { tokens, cue } in found {
            cues.push(Cue {
                span: view.document.span_of(tokens.clone()),
                cue: cue.cue.clone(),
                kind: cue.kind,
                probability: cue.strength,
                owner: reporting.owner(view, tokens, cue.narrator),
                scope: scope::scope(view, tokens, &ends),
            });
        }
    }
    let has = |wanted: &[CueKind]| cues.iter().any(|cue| wanted.contains(&cue.kind));
    SentenceHedging {
        hedged: has(&[CueKind::Epistemic, CueKind::Doxastic, CueKind::Evidential]),
        vague: has(&[CueKind::Vague]),
        certainty: certainty::certainty(cues.iter(), negated, params),
        cues,
    }
}
