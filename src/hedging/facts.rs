//! Facts that the models look at: hashes of words, word classes and their neighbours.
//!
//! In: a document. Out: one entry a distinct word, so that a token costs no look-up in a table of strings.

use std::ops::Range;

use super::context::View;
use crate::ids::stable_hash;
use crate::lexicon::{HedgingLexicon, word_class};
use crate::text::{Document, Shape};

/// A hash being put together: template first, then parts in order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key(u64);

impl Key {
    /// Facts of one template.
    pub(super) const fn of(template: u64) -> Self {
        Self(0x9E37).and(template)
    }

    /// With one part more.
    pub(super) const fn and(self, part: u64) -> Self {
        let mixed = (self.0 ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        Self(mixed ^ (mixed >> 29))
    }

    /// The mark of the fact: high bits of the hash, of which a model takes as many as its table has.
    pub(super) const fn mark(self) -> u32 {
        (self.0 >> 32) as u32
    }
}

/// Stands for a place before the first or behind the last word, and for any number.
const BEFORE: u64 = 0xB0;
const BEHIND: u64 = 0xB1;
const NUMBER: u64 = 0xB2;

/// What is known of a distinct word.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word {
    /// Hash of the lower-case form.
    pub(super) lower: u64,
    /// Hash of the stem.
    pub(super) stem: u64,
    /// Bits of [`word_class`].
    pub(super) classes: u32,
    /// Its coarse class inside templates: the word itself where it is a function word.
    class: u64,
}

/// The distinct words of a document.
pub(super) struct Words(Vec<Word>);

impl Words {
    /// Looks up the words of `document`.
    pub(super) fn of(document: &Document, lexicon: &HedgingLexicon) -> Self {
        let word = |word: &crate::text::Word| {
            let lower = stable_hash(&word.lower);
            let classes = lexicon.word_classes(&word.lower, &word.stem);
            Word { lower, stem: word.hash, classes, class: class(&word.lower, lower, classes) }
        };
        Self(document.words.iter().map(word).collect())
    }

    /// The word of token `at`.
    pub(super) fn at(&self, document: &Document, at: usize) -> Word {
        document.tokens.get(at).and_then(|token| self.0.get(token.word as usize)).copied().unwrap_or_default()
    }
}

/// A word's coarse class by list and ending.
fn class(lower: &str, hash: u64, classes: u32) -> u64 {
    let ends = |ending: &str| lower.ends_with(ending);
    if lower.len() <= 3 || classes & word_class::CLOSED != 0 {
        hash
    } else if ends("ly") {
        1
    } else if ends("ing") {
        2
    } else if ends("ed") || classes & word_class::PARTICIPLE != 0 {
        3
    } else if ends("est") {
        4
    } else if ["al", "ous", "ive", "ful", "ic", "able", "ible", "ary", "less"].iter().any(|ending| ends(ending)) {
        5
    } else if is_plural(lower) {
        6
    } else {
        7
    }
}

/// A plural by its ending; the irregular ones are in the table.
pub(super) fn is_plural(lower: &str) -> bool {
    lower.len() > 3 && lower.ends_with('s') && !lower.ends_with("ss") && !lower.ends_with("us") && !lower.ends_with("is")
}

/// A stretch of a document whose words are asked about by place.
pub(super) struct Stretch<'a> {
    pub(super) document: &'a Document,
    pub(super) words: &'a Words,
    pub(super) tokens: Range<usize>,
}

impl<'a> Stretch<'a> {
    /// The sentence of `view`.
    pub(super) fn of(view: &View<'a>, words: &'a Words) -> Self {
        Self { document: view.document, words, tokens: view.tokens.clone() }
    }

    /// What is known of token `at`; nothing outside.
    pub(super) fn word(&self, at: usize) -> Word {
        if self.tokens.contains(&at) { self.words.at(self.document, at) } else { Word::default() }
    }

    pub(super) fn shape(&self, at: usize) -> Option<Shape> {
        if self.tokens.contains(&at) { self.document.tokens.get(at).map(|token| token.shape) } else { None }
    }

    /// Hash of the lower-case word `away` tokens from `at`; numbers are alike, and so are places outside.
    pub(super) fn lower(&self, at: usize, away: isize) -> u64 {
        match self.place(at, away) {
            Ok(place) if self.shape(place) == Some(Shape::Number) => NUMBER,
            Ok(place) => self.words.at(self.document, place).lower,
            Err(outside) => outside,
        }
    }

    /// Hash of the stem there.
    pub(super) fn stem(&self, at: usize, away: isize) -> u64 {
        match self.place(at, away) {
            Ok(place) if self.shape(place) == Some(Shape::Number) => NUMBER,
            Ok(place) => self.words.at(self.document, place).stem,
            Err(outside) => outside,
        }
    }

    /// Coarse class of the word there.
    pub(super) fn class(&self, at: usize, away: isize) -> u64 {
        let place = match self.place(at, away) {
            Ok(place) => place,
            Err(outside) => return outside,
        };
        let word = self.words.at(self.document, place);
        match self.shape(place) {
            Some(Shape::Number) => NUMBER,
            Some(Shape::Mark) => word.lower,
            Some(Shape::Capitalised | Shape::Upper) if place > self.tokens.start => 8,
            _ => word.class,
        }
    }

    fn place(&self, at: usize, away: isize) -> Result<usize, u64> {
        match at.checked_add_signed(away) {
            Some(place) if place >= self.tokens.end => Err(BEHIND),
            Some(place) if place >= self.tokens.start => Ok(place),
            _ => Err(BEFORE),
        }
    }

    /// The text of token `at`, in lower case; empty outside.
    pub(super) fn text(&self, at: usize) -> &'a str {
        if self.tokens.contains(&at) { self.document.lower(at) } else { "" }
    }
}
