//! A tagger that reads off each token whether it belongs to a source, a cue or a content.
//!
//! In: a paragraph of a [`Reader`] with what the cue rules found in it. Out: a [`Label`] a token. Method: a linear-chain
//! conditional random field (Lafferty et al. 2001) over hashed features, one weight a byte; decoding by
//! Viterbi. Invariant: an `I` label follows a `B` or `I` of its role. Deliberately absent: which source goes with which
//! cue; that is `links.rs`.
//!
//! | file | what |
//! |---|---|
//! | `facts.rs` | what is known of each token |
//! | `templates.rs` | which facts are looked at together |
//! | `decode.rs` | the best sequence of labels |

use std::ops::Range;

use super::reader::Reader;
use crate::config::AttributionParams;
use crate::lexicon::{Lexicon, TAGGER_LABELS};

mod decode;
mod facts;
mod templates;

pub(crate) use facts::{Facts, WordTable, word_key};
pub(crate) use templates::{EDGES, EMISSIONS};

/// Number of labels.
pub(crate) const LABELS: usize = TAGGER_LABELS;

/// A label of a token: nothing, or begin or inside of a role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Label {
    Outside,
    BeginSource,
    InSource,
    BeginCue,
    InCue,
    BeginContent,
    InContent,
}

impl Label {
    pub(crate) const ALL: [Self; LABELS] =
        [Self::Outside, Self::BeginSource, Self::InSource, Self::BeginCue, Self::InCue, Self::BeginContent, Self::InContent];

    /// True where `next` may follow `self`.
    #[cfg(test)]
    fn allows(self, next: Self) -> bool {
        match next {
            Self::InSource => matches!(self, Self::BeginSource | Self::InSource),
            Self::InCue => matches!(self, Self::BeginCue | Self::InCue),
            Self::InContent => matches!(self, Self::BeginContent | Self::InContent),
            _ => true,
        }
    }
}

/// The labels of a document's tokens.
pub(crate) struct Labels {
    pub(crate) labels: Vec<Label>,
    /// For each distinct word, how often it stands in a source; at most three times.
    pub(super) sources: Vec<u8>,
}

impl Labels {
    /// Marks nothing.
    pub(crate) fn none(tokens: usize) -> Self {
        Self { labels: vec![Label::Outside; tokens], sources: Vec::new() }
    }

    /// How often word `word` stands in a source; at most three times.
    pub(super) fn speaks(&self, word: u32) -> u8 {
        self.sources.get(word as usize).copied().unwrap_or_default()
    }

    /// Gives `range` a role where it has none yet.
    pub(crate) fn mark(&mut self, range: Range<usize>, begin: Label, inside: Label) {
        for at in range.clone() {
            if let Some(place) = self.labels.get_mut(at).filter(|place| **place == Label::Outside) {
                *place = if at == range.start { begin } else { inside };
            }
        }
    }
}

/// Longest stretch tagged at once, in tokens: bounds the memory that a paragraph of any length takes.
const LONGEST: usize = 2_000;

/// The tokens of each paragraph that is tagged: all but the headline; a very long one in several stretches.
pub(super) fn paragraphs(reader: &Reader<'_>) -> Vec<Range<usize>> {
    let document = reader.document;
    let body = document.paragraphs.iter().enumerate().filter(|(_, paragraph)| !paragraph.in_headline);
    let mut found = Vec::with_capacity(document.paragraphs.len());
    for (number, _) in body {
        let Range { mut start, end } = document.paragraph_tokens(number);
        while end - start > LONGEST {
            found.push(start..start + LONGEST);
            start += LONGEST;
        }
        found.push(start..end);
    }
    found
}

/// Labels every token of the paragraphs.
pub(super) fn tag(
    reader: &Reader<'_>,
    paragraphs: &[Range<usize>],
    rules: &Labels,
    lexicon: &Lexicon,
    params: &AttributionParams,
) -> Labels {
    let tagger = &lexicon.attribution.tagger;
    let mut found = Labels::none(reader.document.tokens.len());
    let words = WordTable::read(reader, &tagger.rates, &lexicon.clusters);
    let mut decoder = decode::Decoder::default();
    for paragraph in paragraphs {
        let facts = Facts::read(reader, paragraph.clone(), rules, &words);
        decoder.decode(&facts, tagger, params.cue_bias as f32, &mut found.labels[paragraph.clone()]);
    }
    found
}
