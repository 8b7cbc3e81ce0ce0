//! The cues of a sentence: at each place the longest phrase of the table whose context holds.

use std::ops::Range;

use super::context::View;
use crate::lexicon::{CueKind, HedgeCue, HedgingLexicon};
use crate::text::Document;

/// A cue found.
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

    /// The cues of the sentence `view`, in order; none inside another but inside a vague one.
    pub(super) fn cues(&self, view: &View<'_>) -> Vec<Found<'a>> {
        let mut found = Vec::new();
        let mut at = view.tokens.start;
        while at < view.tokens.end {
            let starts = view.document.tokens.get(at).and_then(|token| self.by_word.get(token.word as usize));
            let Some(starts) = starts.filter(|starts| !(starts.cues.is_empty() && starts.exceptions.is_empty())) else {
                at += 1;
                continue;
            };
            let matches = |words: &[String], stemmed: bool| {
                words.iter().enumerate().all(|(place, wanted)| {
                    let here = at + place;
                    let word = if stemmed { view.document.stem(here) } else { view.word(here) };
                    here < view.tokens.end && word == wanted
                })
            };
            let excepted = starts.exceptions.iter().filter(|words| matches(words, false)).map(Vec::len).max().unwrap_or(0);
            let hit = starts.cues.iter().find(|cue| {
                cue.words.len() > excepted
                    && matches(&cue.words, cue.stemmed)
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
