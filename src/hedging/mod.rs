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
use crate::lexicon::{HedgingLexicon, Lexicon};
use crate::text::Document;

pub use crate::lexicon::CueKind;
use context::View;
use find::{Candidates, Found};
pub use owner::OwnerFeature;
use owner::{Previous, Reporting, Weights};

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

/// A cue as the trainer of the owner weights sees it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OwnerExample {
    /// Where the cue stands.
    pub span: Span,
    /// What it does.
    pub kind: CueKind,
    /// The yes-or-no facts that hold.
    pub features: Vec<OwnerFeature>,
}

/// Finds the cues of every sentence, their owner and scope, and what they make of its certainty.
pub fn hedge(article: &Article, document: &Document, lexicon: &Lexicon, params: &HedgingParams) -> Hedging {
    let _ = article;
    let weights = Weights::of(&lexicon.hedging);
    let mut sentences = Vec::with_capacity(document.sentences.len());
    each_sentence(document, &lexicon.hedging, |view, found, reporting, previous| {
        let ends = if found.is_empty() { Vec::new() } else { scope::clause_ends(view) };
        let cues = found
            .iter()
            .map(|Found { tokens, cue }| Cue {
                span: document.span_of(tokens.clone()),
                cue: cue.cue.clone(),
                kind: cue.kind,
                probability: cue.strength,
                owner: weights.owner(reporting, view, tokens, cue, previous, params),
                scope: scope::scope(view, tokens, &ends),
            })
            .collect();
        sentences.push(sum_up(view, cues, params));
    });
    Hedging { sentences }
}

/// The cues of a document with the facts that tell their owner, for training.
pub fn owner_examples(document: &Document, lexicon: &Lexicon) -> Vec<OwnerExample> {
    let mut examples = Vec::new();
    each_sentence(document, &lexicon.hedging, |view, found, reporting, previous| {
        examples.extend(found.iter().map(|Found { tokens, cue }| OwnerExample {
            span: document.span_of(tokens.clone()),
            kind: cue.kind,
            features: reporting.features(view, tokens, cue.kind, previous),
        }));
    });
    examples
}

/// Calls `read` with each sentence, its cues, its reporting words and what the sentence before said.
fn each_sentence(document: &Document, lexicon: &HedgingLexicon, mut read: impl FnMut(&View<'_>, &[Found<'_>], &Reporting, Previous)) {
    let candidates = Candidates::of(document, lexicon);
    let mut previous = Previous::default();
    let mut paragraph = None;
    for sentence in &document.sentences {
        let first_of_paragraph = paragraph != Some(sentence.paragraph);
        paragraph = Some(sentence.paragraph);
        let view = View { document, lexicon, tokens: sentence.tokens.clone(), in_headline: sentence.in_headline, first_of_paragraph };
        let found = candidates.cues(&view);
        let reporting = Reporting::of(&view);
        read(&view, &found, &reporting, previous);
        previous = reporting.as_previous();
    }
}

fn sum_up(view: &View<'_>, cues: Vec<Cue>, params: &HedgingParams) -> SentenceHedging {
    let denied = view.lexicon.class("denial").is_some_and(|list| view.tokens.clone().any(|at| list.holds(view.word(at))));
    let has = |wanted: &[CueKind]| cues.iter().any(|cue| wanted.contains(&cue.kind));
    SentenceHedging {
        hedged: has(&[CueKind::Epistemic, CueKind::Doxastic, CueKind::Evidential]),
        vague: has(&[CueKind::Vague]),
        certainty: certainty::certainty(cues.iter(), denied, params),
        cues,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::text::segment;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::english().unwrap());

    fn read(text: &str) -> (Document, Hedging) {
        let article = Article { text: text.to_owned(), paragraphs: vec![Span::new(0, text.len())], ..Article::default() };
        let document = segment(&article, &LEXICON);
        let hedging = hedge(&article, &document, &LEXICON, &HedgingParams::default());
        (document, hedging)
    }

    /// Hedged, vague and certainty of the only sentence of `text`.
    fn check(text: &str, hedged: bool, vague: bool, certainty: f64) {
        let found = read(text).1.sentences;
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!((found[0].hedged, found[0].vague), (hedged, vague), "{text}");
        assert!((found[0].certainty - certainty).abs() < 1e-9, "{text}: {} is not {certainty}", found[0].certainty);
    }

    #[test]
    fn hedged_and_vague_are_kept_apart() {
        check("The dam will break.", false, false, 0.95);
        check("The dam did not break.", false, false, 0.95);
        check("The mayor denied the leak.", false, false, 0.9);
        check("The dam may break.", true, false, 0.4);
        check("Many analysts like the dam.", false, true, 0.95);
        check("About 300 people left if it rained.", false, false, 0.95);
        check("It is believed that the dam broke.", true, true, 0.6);
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for text in ["could ".repeat(40_000), "may , ".repeat(40_000), "said could, ".repeat(20_000), "\"if \" ".repeat(20_000)] {
            let (document, hedging) = read(&text);
            assert_eq!(hedging.sentences.len(), document.sentences.len());
        }
    }

    proptest! {
        #[test]
        fn numbers_stay_in_range_and_cues_in_their_sentence(words in prop::collection::vec(prop::sample::select(vec![
            "may", "might", "some", "analysts", "said", "that", "about", "300", "“", "”", ",", ".", "believed", "to", "be", "not", "is", "it", "critics", "ż",
        ]), 0..40)) {
            let (document, hedging) = read(&words.join(" "));
            prop_assert_eq!(hedging.sentences.len(), document.sentences.len());
            for (sentence, found) in document.sentences.iter().zip(&hedging.sentences) {
                prop_assert!((0.0..=1.0).contains(&found.certainty));
                for cue in &found.cues {
                    prop_assert!(sentence.span.contains(cue.span));
                    prop_assert!(cue.scope.is_none_or(|scope| sentence.span.contains(scope) && !scope.overlaps(cue.span)));
                }
            }
        }
    }
}
