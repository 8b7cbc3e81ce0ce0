//! The distinct words of a document: lower case, stem, hash and shape.
//!
//! In: words as written. Out: indices into [`Document::words`](super::Document::words). Stems are remembered per
//! thread, because stemming is the dearest step of cutting text and news repeats its words.

use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;
use rust_stemmers::{Algorithm, Stemmer};

use super::tokens::is_currency;
use super::{Shape, Word};
use crate::ids::stable_hash;

/// Stems remembered a thread; beyond that the memory is emptied (about 20 MB, chosen by hand).
const REMEMBERED_STEMS: usize = 200_000;
/// Longest word that is stemmed, in bytes: what is longer is no English word.
const LONGEST_STEMMED: usize = 64;

/// Words by their lower case.
type Known = HashMap<Arc<str>, Word, FixedState>;

thread_local! {
    static STEMS: RefCell<(Stemmer, Known)> =
        RefCell::new((Stemmer::create(Algorithm::English), HashMap::default()));
}

/// Collects the distinct words of one document.
#[derive(Default)]
pub(super) struct Interner<'a> {
    by_form: HashMap<&'a str, u32, FixedState>,
    by_lower: HashMap<Arc<str>, u32, FixedState>,
    words: Vec<Word>,
}

impl<'a> Interner<'a> {
    /// The number of the word written `form`.
    pub(super) fn number(&mut self, form: &'a str) -> u32 {
        if let Some(&number) = self.by_form.get(form) {
            return number;
        }
        let lower = lower(form);
        let number = if let Some(&number) = self.by_lower.get(&*lower) {
            number
        } else {
            let number = self.words.len() as u32;
            let word = word(&lower);
            self.by_lower.insert(Arc::clone(&word.lower), number);
            self.words.push(word);
            number
        };
        self.by_form.insert(form, number);
        number
    }

    /// The words, in order of first use.
    pub(super) fn into_words(self) -> Vec<Word> {
        self.words
    }
}

fn lower(form: &str) -> Cow<'_, str> {
    if form.is_ascii() {
        let has_capital = form.bytes().any(|letter| letter.is_ascii_uppercase());
        return if has_capital { Cow::Owned(form.to_ascii_lowercase()) } else { Cow::Borrowed(form) };
    }
    let mut lower = String::with_capacity(form.len());
    for letter in form.chars() {
        match letter {
            '’' | 'ʼ' => lower.push('\''),
            '\u{2010}' | '\u{2011}' => lower.push('-'),
            '\u{00AD}' => {}
            _ => lower.extend(letter.to_lowercase()),
        }
    }
    Cow::Owned(lower)
}

fn word(lower: &str) -> Word {
    STEMS.with_borrow_mut(|(stemmer, known)| {
        if let Some(word) = known.get(lower) {
            return word.clone();
        }
        let plain = lower.len() <= LONGEST_STEMMED && lower.starts_with(char::is_alphabetic);
        let stem = if plain { stemmer.stem(lower) } else { Cow::Borrowed(lower) };
        let lower: Arc<str> = Arc::from(lower);
        let same = *stem == *lower;
        let word = Word { hash: stable_hash(&stem), stem: if same { Arc::clone(&lower) } else { Arc::from(stem) }, lower, cluster: 0 };
        if word.lower.len() <= LONGEST_STEMMED {
            if known.len() >= REMEMBERED_STEMS {
                known.clear();
            }
            known.insert(Arc::clone(&word.lower), word.clone());
        }
        word
    })
}

/// How `form` is written.
pub(super) fn shape(form: &str) -> Shape {
    let mut letters = form.chars();
    let Some(mut first) = letters.next() else { return Shape::Mark };
    if matches!(first, '\'' | '’' | 'ʼ') {
        // A clitic: "'s".
        first = letters.next().unwrap_or(first);
    }
    if first.is_numeric() || is_currency(first) && letters.next().is_some_and(char::is_numeric) {
        return Shape::Number;
    }
    if !first.is_alphabetic() {
        return Shape::Mark;
    }
    if !first.is_uppercase() {
        return Shape::Lower;
    }
    let upper = form.chars().all(|letter| !letter.is_lowercase());
    let several = form.chars().filter(|letter| letter.is_alphabetic()).take(2).count() == 2 || form.ends_with('.');
    if upper && several { Shape::Upper } else { Shape::Capitalised }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(form: &str, expected_shape: Shape, expected_lower: &str, expected_stem: &str) {
        let mut interner = Interner::default();
        let number = interner.number(form) as usize;
        let word = &interner.into_words()[number];
        assert_eq!((shape(form), &*word.lower, &*word.stem), (expected_shape, expected_lower, expected_stem), "{form}");
    }

    #[test]
    fn shapes_and_stems() {
        check("ministers", Shape::Lower, "ministers", "minist");
        check("Ministers", Shape::Capitalised, "ministers", "minist");
        check("NATO", Shape::Upper, "nato", "nato");
        check("U.S.", Shape::Upper, "u.s.", "u.s.");
        check("J.", Shape::Upper, "j.", "j.");
        check("I", Shape::Capitalised, "i", "i");
        check("$5.2", Shape::Number, "$5.2", "$5.2");
        check("3rd", Shape::Number, "3rd", "3rd");
        check("’s", Shape::Lower, "'s", "'s");
        check("$", Shape::Mark, "$", "$");
        check("—", Shape::Mark, "—", "—");
    }

    #[test]
    fn one_word_however_written() {
        let mut interner = Interner::default();
        assert_eq!((interner.number("The"), interner.number("the"), interner.number("mayor"), interner.number("THE")), (0, 0, 1, 0));
    }
}
