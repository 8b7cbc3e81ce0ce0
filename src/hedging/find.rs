//! The cues of a sentence: at each place the longest phrase of the table whose context holds.

use std::ops::Range;

use super::context::View;
use crate::lexicon::{ContextTest, CueKind, HedgeCue, HedgingLexicon};
use crate::text::Document;

/// A cue found.
#[derive(Clone)]
pub(super) struct Found<'a> {
    /// Its tokens.
    pub(super) tokens: Range<usize>,
    /// The row of the table.
    pub(super) cue: &'a HedgeCue,
}

/// For each distinct word of a document what may start there, so that a token costs one look-up.
pub(super) struct Candidates<'a> {
    by_word: Vec<Starts<'a>>,
}

struct Starts<'a> {
    cues: Vec<&'a HedgeCue>,
    exceptions: &'a [Vec<String>],
}

impl<'a> Candidates<'a> {
    /// Looks up the words of `document`.
    pub(super) fn of(document: &Document, lexicon: &'a HedgingLexicon) -> Self {
        let by_word = document
            .words
            .iter()
            .map(|word| Starts {
                cues: lexicon.starting_with(&word.lower, &word.stem).into_iter().filter_map(|at| lexicon.cues().get(at as usize)).collect(),
                exceptions: lexicon.exceptions(&word.lower),
            })
            .collect();
        Self { by_word }
    }

    fn starts(&self, view: &View<'_>, at: usize) -> Option<&Starts<'a>> {
        let starts = view.document.tokens.get(at).and_then(|token| self.by_word.get(token.word as usize));
        starts.filter(|starts| !(starts.cues.is_empty() && starts.exceptions.is_empty()))
    }

    /// The rows of the table whose words stand at `at`, whatever their context, longest first.
    pub(super) fn matching(&self, view: &View<'_>, at: usize) -> impl Iterator<Item = &'a HedgeCue> {
        let cues = self.starts(view, at).map_or(&[][..], |starts| &starts.cues);
        cues.iter().copied().filter(move |cue| matches(view, at, &cue.words, cue.stemmed))
    }

    /// True where no cue can start at `at` whatever a model says: names, months, phrases of the table of exceptions.
    pub(super) fn barred(&self, view: &View<'_>, at: usize, cue: &HedgeCue) -> bool {
        let tokens = at..at + cue.words.len();
        let month = |conditions: &Vec<crate::lexicon::Condition>| {
            conditions
                .iter()
                .filter(|condition| condition.test == ContextTest::Month)
                .any(|condition| !view.fits(&[vec![condition.clone()]], &tokens))
        };
        view.looks_like_a_name(at) || self.excepted(view, at) >= cue.words.len() || cue.context.iter().any(month)
    }

    fn excepted(&self, view: &View<'_>, at: usize) -> usize {
        let exceptions = self.starts(view, at).map_or(&[][..], |starts| starts.exceptions);
        exceptions.iter().filter(|words| matches(view, at, words, false)).map(Vec::len).max().unwrap_or(0)
    }

    /// The cues of the sentence `view`, in order; none inside another but inside a vague one.
    pub(super) fn cues(&self, view: &View<'_>) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        let mut at = view.tokens.start;
        while at < view.tokens.end {
            let Some(starts) = self.starts(view, at) else {
                at += 1;
                continue;
            };
            let excepted = self.excepted(view, at);
            let hit = starts.cues.iter().find(|cue| {
                cue.words.len() > excepted
                    && matches(view, at, &cue.words, cue.stemmed)
                    && !view.looks_like_a_name(at)
                    && view.fits(&cue.context, &(at..at + cue.words.len()))
            });
            if let Some(cue) = hit {
                found.push(Found { tokens: at..at + cue.words.len(), cue });
                // A vague phrase may hold a hedge: "it is believed".
                at += if cue.kind == CueKind::Vague { 1 } else { cue.words.len() };
            } else {
                at += excepted.max(1);
            }
        }
        found
    }
}

fn matches(view: &View<'_>, at: usize, words: &[String], stemmed: bool) -> bool {
    words.iter().enumerate().all(|(place, wanted)| {
        let here = at + place;
        let word = if stemmed { view.document.stem(here) } else { view.word(here) };
        here < view.tokens.end && word == wanted
    })
}
