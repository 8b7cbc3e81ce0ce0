//! Hedge: how sure each sentence sounds, whose doubt it is, and which words show it.
//!
//! In: an article's [`Document`] and [`Attributions`]. Out: [`Hedging`], one entry a sentence. Invariant: what is called hedged
//! or vague leads back to [`Cue`]s with spans. Certainty comes from a model of how readers grade sentences, so words that are no
//! cues move it a little as well; without a cue it stays near the default. Deliberately absent: any verdict; hedging is no fault
//! in itself. Hedged (the writer is unsure) and vague (the writer does not say who or how many) are kept apart and never added up.
//!
//! The table of cues comes first: models silence its phrases or let them fire, they add no words of their own but for the
//! phrase that makes a sentence vague. `model/README.md` says what they were trained on and how good they are.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::attribution::Attributions;
use crate::config::HedgingParams;
use crate::corpus::Article;
use crate::ids::{Span, names};
use crate::lexicon::{HedgingLexicon, Lexicon};
use crate::text::Document;

pub use crate::lexicon::CueKind;
use context::View;
use disambiguate::Known;
use facts::{Stretch, Words};
use find::{Candidates, Found};
use owner::{Attributed, Place, Previous, Reporting};

mod certainty;
mod context;
mod disambiguate;
#[cfg(feature = "evaluation")]
pub(crate) mod examples;
mod facts;
mod find;
mod grading;
mod owner;
mod scope;
#[cfg(test)]
mod tests;
mod weasel;

/// Hedging of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Hedging {
    /// One entry for each of [`Document::sentences`], in the same order.
    pub sentences: Vec<SentenceHedging>,
}

/// Hedging of a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct SentenceHedging {
    /// An epistemic, doxastic or evidential cue is present, whoever owns it.
    pub hedged: bool,
    /// A vague cue is present ("many analysts", "widely seen as").
    pub vague: bool,
    /// How sure the sentence sounds to readers, in [0, 1], whatever its direction.
    pub certainty: f64,
    /// What its cues alone make of that, by their probabilities.
    pub certainty_by_cues: f64,
    /// Log-odds that it is vague, less the threshold of the model; rounded to hundredths.
    pub vagueness: f64,
    /// The cues, in order.
    pub cues: Vec<Cue>,
}

/// A word or phrase that shows doubt, distance, vagueness or emphasis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cue {
    /// Where it stands.
    pub span: Span,
    /// The entry of the lexicon that fired; of a vague phrase that a model found, its words in lower case.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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
pub fn hedge(article: &Article, document: &Document, attributions: &Attributions, lexicon: &Lexicon, params: &HedgingParams) -> Hedging {
    let lexicon = &lexicon.hedging;
    let models = &lexicon.models;
    let known = Known::of(models);
    let mut sentences = Vec::with_capacity(document.sentences.len());
    each_sentence(document, attributions, lexicon, |place, candidates, table| {
        let (view, stretch) = (place.view, place.stretch);
        let facts = weasel::facts(view, stretch, candidates, &table);
        let marks = grading::facts(stretch, &facts, &table, params.opposite_below);
        let found = disambiguate::decide(view, stretch, candidates, &known, &table, models, params);
        let vagueness = weasel::score(&facts, &models.weasel) - f64::from(models.weasel.threshold);
        let shown = found.iter().any(|found| found.cue.kind == CueKind::Vague);
        let fits = |tokens: &Range<usize>| !params.vague_phrase || weasel::leaves_open(stretch, tokens);
        let phrase =
            if shown || vagueness < params.vague_margin { None } else { weasel::phrase(&facts, &models.weasel, view.tokens.len(), fits) };
        let reporting = if found.is_empty() && phrase.is_none() { None } else { Some(place.reporting_with_breaks()) };
        let ends = if reporting.is_none() { Vec::new() } else { scope::clause_ends(view) };
        let place = Place { reporting: reporting.as_ref().unwrap_or(place.reporting), ..*place };
        let mut cues: Vec<Cue> = found
            .iter()
            .map(|Found { tokens, cue }| Cue {
                span: document.span_of(tokens.clone()),
                cue: cue.cue.clone(),
                kind: cue.kind,
                probability: cue.strength,
                owner: place.owner(tokens, cue, &models.owner, params),
                scope: scope::scope(view, tokens, &ends),
            })
            .collect();
        if let Some(tokens) = phrase {
            let span = document.span_of(tokens.clone());
            let at = cues.partition_point(|cue| cue.span.start <= span.start);
            let cue = Cue {
                span,
                cue: span.of(&article.text).to_lowercase(),
                kind: CueKind::Vague,
                probability: None,
                owner: place.owner_at(tokens.start, CueKind::Vague, &models.owner, params),
                scope: scope::scope(view, &tokens, &ends),
            };
            cues.insert(at, cue);
        }
        let grade = grading::grade(&marks, &models.certainty);
        sentences.push(sum_up(view, cues, grade, (vagueness * 100.0).round() / 100.0, params));
    });
    Hedging { sentences }
}

/// Sentences of an article that reach the threshold of the weasel model.
pub fn vague_sentences(hedging: &Hedging) -> usize {
    hedging.sentences.iter().filter(|sentence| sentence.vagueness >= 0.0).count()
}

/// A word of warning where a corpus is of another kind than the weasel model was trained on: its share of sentences above the
/// model's threshold ([`vague_sentences`]) is less than a third of, or more than half as much again as, the share there. Small corpora
/// tell nothing.
pub fn shift_warning(vague: usize, all: usize, lexicon: &Lexicon) -> Option<String> {
    let share = vague as f64 / all.max(1) as f64;
    let trained = f64::from(lexicon.hedging.models.weasel.positive_share);
    (all >= LEAST_SENTENCES && (share < trained / 3.0 || share > trained * 1.5)).then(|| {
        format!("vague sentences: {share:.3} of {all} reach the model's threshold, {trained:.3} where it was trained; read vague_per_1000_words with care")
    })
}

/// Fewer sentences say nothing about a corpus.
const LEAST_SENTENCES: usize = 2_000;

/// Calls `read` with each sentence, the phrases of the table and those of them that fire by its rules.
fn each_sentence<'a>(
    document: &'a Document,
    attributions: &Attributions,
    lexicon: &'a HedgingLexicon,
    mut read: impl FnMut(&Place<'_>, &Candidates<'a>, Vec<Found<'a>>),
) {
    let candidates = Candidates::of(document, lexicon);
    let words = Words::of(document, lexicon);
    let attributed = Attributed::of(document, attributions);
    let mut previous = Previous::default();
    let mut paragraph = None;
    for (number, sentence) in document.sentences.iter().enumerate() {
        let first_of_paragraph = paragraph != Some(sentence.paragraph);
        paragraph = Some(sentence.paragraph);
        let view = View { document, lexicon, tokens: sentence.tokens.clone(), in_headline: sentence.in_headline, first_of_paragraph };
        let stretch = Stretch::of(&view, &words);
        let reporting = Reporting::of(&view, &stretch, &attributed, false);
        let place = Place { view: &view, stretch: &stretch, attributed: &attributed, reporting: &reporting, previous, sentence: number };
        read(&place, &candidates, candidates.cues(&view));
        previous = reporting.as_previous();
    }
}

fn sum_up(view: &View<'_>, cues: Vec<Cue>, grade: f64, vagueness: f64, params: &HedgingParams) -> SentenceHedging {
    let denied = view.lexicon.class("denial").is_some_and(|list| view.tokens.clone().any(|at| list.holds(view.word(at))));
    let has = |wanted: &[CueKind]| cues.iter().any(|cue| wanted.contains(&cue.kind));
    let by_cues = certainty::certainty(cues.iter(), denied, params);
    SentenceHedging {
        hedged: has(&[CueKind::Epistemic, CueKind::Doxastic, CueKind::Evidential]),
        vague: has(&[CueKind::Vague]),
        certainty: grading::certainty(grade, (!cues.is_empty()).then_some(by_cues), params),
        certainty_by_cues: by_cues,
        vagueness,
        cues,
    }
}

#[cfg(test)]
mod invariants {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;
    use crate::text::segment;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::english().unwrap());

    fn read(text: &str) -> (Document, Hedging) {
        let article = Article { text: text.to_owned(), paragraphs: vec![Span::new(0, text.len())], ..Article::default() };
        let document = segment(&article, &LEXICON);
        let hedging = hedge(&article, &document, &Attributions::default(), &LEXICON, &HedgingParams::default());
        (document, hedging)
    }

    /// Hedged, vague and certainty of the only sentence of `text`.
    fn check(text: &str, hedged: bool, vague: bool, certainty: f64) {
        let found = read(text).1.sentences;
        assert_eq!(found.len(), 1, "{text}");
        assert_eq!((found[0].hedged, found[0].vague), (hedged, vague), "{text}");
        assert!((found[0].certainty_by_cues - certainty).abs() < 1e-9, "{text}: {} is not {certainty}", found[0].certainty_by_cues);
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
                prop_assert!((0.0..=1.0).contains(&found.certainty) && (0.0..=1.0).contains(&found.certainty_by_cues));
                for cue in &found.cues {
                    prop_assert!(sentence.span.contains(cue.span));
                    prop_assert!(cue.scope.is_none_or(|scope| sentence.span.contains(scope) && !scope.overlaps(cue.span)));
                }
            }
        }
    }
}
