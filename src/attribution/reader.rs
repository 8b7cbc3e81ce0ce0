//! A document as the attribution room reads it: word classes for each token, and noun phrases that can speak.
//!
//! In: a [`Document`]. Out: [`Reader`], which looks words up once and answers by token index. Every walk is bounded
//! by [`REACH`], so that one cue costs the same whatever the length of its sentence.

use std::ops::Range;

use crate::ids::Span;
use crate::lexicon::{AttributionLexicon, PlaceWord, SpeakerPhrase, class};
use crate::text::{Document, QuoteState, Shape};

/// Longest noun phrase read, in tokens (the longest speakers of news run to some 40 words with their appositions;
/// chosen by hand, not measured).
pub(super) const REACH: usize = 48;

/// A document with word classes.
pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) document: &'a Document,
    pub(super) lexicon: &'a AttributionLexicon,
    classes: Vec<u64>,
    /// For each distinct word: may a cue of the table begin with it?
    begins_cue: Vec<bool>,
    /// For each token the quotation it lies in plus 1, or 0; quotations that are no speech do not count.
    quotation: Vec<u32>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, document: &'a Document, lexicon: &'a AttributionLexicon) -> Self {
        let classes = document.words.iter().map(|word| lexicon.classes(&word.lower)).collect();
        let begins_cue = document.words.iter().map(|word| lexicon.begins_cue(&word.lower, &word.stem)).collect();
        let mut quotation = vec![0; document.tokens.len()];
        for (number, quote) in document.quotations.iter().enumerate() {
            for place in quotation.get_mut(quote.tokens.clone()).unwrap_or_default() {
                *place = number as u32 + 1;
            }
        }
        Self { text, document, lexicon, classes, begins_cue, quotation }
    }

    /// Makes a quotation part of the running text.
    pub(super) fn unquote(&mut self, number: usize) {
        let Some(quote) = self.document.quotations.get(number) else { return };
        for place in self.quotation.get_mut(quote.tokens.clone()).unwrap_or_default() {
            *place = 0;
        }
    }

    /// True for a run of words that is written as a headline: nearly every longer word begins with a capital.
    pub(super) fn is_title_case(&self, range: &Range<usize>) -> bool {
        let (mut capitals, mut others) = (0, 0);
        for at in range.clone().take(REACH) {
            match self.shape(at) {
                Shape::Capitalised | Shape::Upper => capitals += 1,
                Shape::Lower if self.lower(at).len() > 3 && !self.is_possessive_mark(at) => others += 1,
                _ => {}
            }
        }
        capitals >= 4 && others * 6 <= capitals
    }

    /// The quotation token `at` lies in, marks included.
    pub(super) fn quotation_at(&self, at: usize) -> Option<usize> {
        (*self.quotation.get(at)? as usize).checked_sub(1)
    }

    /// The cue of the table that begins at token `at`, as (row, tokens long), and whatever it would need around it.
    pub(super) fn cue_at(&self, at: usize) -> Option<(usize, usize)> {
        let begins = self.document.tokens.get(at).and_then(|token| self.begins_cue.get(token.word as usize)).copied().unwrap_or_default();
        if !begins {
            return None;
        }
        self.lexicon.cue_at(at, |place| self.document.lower(place), |place| self.document.stem(place))
    }

    pub(super) fn lower(&self, at: usize) -> &'a str {
        self.document.lower(at)
    }

    pub(super) fn class(&self, at: usize) -> u64 {
        self.document.tokens.get(at).and_then(|token| self.classes.get(token.word as usize)).copied().unwrap_or_default()
    }

    /// The classes of distinct word `number` of the document.
    pub(super) fn class_of_word(&self, number: usize) -> u64 {
        self.classes.get(number).copied().unwrap_or_default()
    }

    pub(super) fn is(&self, at: usize, bits: u64) -> bool {
        self.class(at) & bits != 0
    }

    pub(super) fn shape(&self, at: usize) -> Shape {
        self.document.tokens.get(at).map_or(Shape::Mark, |token| token.shape)
    }

    pub(super) fn is_capital(&self, at: usize) -> bool {
        matches!(self.shape(at), Shape::Capitalised | Shape::Upper)
    }

    pub(super) fn stem(&self, at: usize) -> &'a str {
        self.document.stem(at)
    }

    pub(super) fn written(&self, at: usize) -> &'a str {
        self.document.tokens.get(at).map_or("", |token| token.span.of(self.text))
    }

    pub(super) fn span(&self, range: Range<usize>) -> Span {
        self.document.span_of(range)
    }

    pub(super) fn said(&self, range: Range<usize>) -> &'a str {
        self.span(range).of(self.text)
    }

    /// A capital, a short word or a mark, as titles of works have them.
    pub(super) fn is_title_word(&self, at: usize) -> bool {
        self.shape(at) != Shape::Lower || self.lower(at).len() <= 3 || self.is(at, class::PREPOSITION | class::CONJUNCTION)
    }

    pub(super) fn is_comma(&self, at: usize) -> bool {
        self.lower(at) == ","
    }

    pub(super) fn is_possessive_mark(&self, at: usize) -> bool {
        matches!(self.lower(at), "'s" | "'")
    }

    pub(super) fn is_dash(&self, at: usize) -> bool {
        matches!(self.lower(at), "—" | "–" | "--" | "―" | "-" | "---")
    }

    pub(super) fn is_stop(&self, at: usize) -> bool {
        self.shape(at) == Shape::Mark && matches!(self.lower(at), "." | "?" | "!" | "..." | "…" | "?!" | "!!")
    }

    pub(super) fn is_quote_mark(&self, at: usize) -> bool {
        self.document.tokens.get(at).is_some_and(|token| matches!(token.quote, QuoteState::Open | QuoteState::Close))
    }

    /// A quotation mark of a nickname or scare quote, which counts as running text.
    pub(super) fn is_loose_mark(&self, at: usize) -> bool {
        self.is_quote_mark(at) && self.quotation_at(at).is_none()
    }

    /// "-ly" and the adverbs of the table.
    pub(super) fn is_adverb(&self, at: usize) -> bool {
        let lower = self.lower(at);
        self.is(at, class::ADVERB)
            || self.shape(at) == Shape::Lower && lower.len() > 4 && lower.ends_with("ly") && !self.is(at, class::SPEAKING_NOUN)
    }

    pub(super) fn is_name_place(&self, at: usize) -> Option<(PlaceWord, &'a str, usize)> {
        if !self.is_capital(at) {
            return None;
        }
        self.lexicon.place_at(at, |place| self.document.lower(place))
    }

    /// True where a word of the running text may begin with a capital only because it begins its sentence.
    pub(super) fn is_function_word(&self, at: usize) -> bool {
        // "US", "IT", "WHO" amid words in lower case are names.
        let capitals = self.shape(at) == Shape::Upper && self.lower(at).len() > 1 && self.shape(at + 1) == Shape::Lower;
        if capitals && self.is(at, class::OTHER_PRONOUN | class::IT | class::RELATIVE) {
            return false;
        }
        if self.shape(at) == Shape::Upper && self.is(at, class::OTHER_PRONOUN) && self.shape(at + 1) == Shape::Capitalised {
            return false;
        }
        self.is(
            at,
            class::DETERMINER
                | class::PREPOSITION
                | class::CONJUNCTION
                | class::SUBORDINATOR
                | class::AUXILIARY
                | class::CONTRACTED
                | class::NEGATION
                | class::SUBJECT_PRONOUN
                | class::OTHER_PRONOUN
                | class::RELATIVE
                | class::THIS,
        )
    }

    /// A capitalised word that can be part of a name: no function word, no day or month.
    pub(super) fn is_name_word(&self, at: usize) -> bool {
        if !self.is_capital(at) {
            return false;
        }
        let bits = self.class(at);
        if bits & class::GIVEN != 0 && self.is_capital(at + 1) {
            // "May", "Will", "April" and "Said" before a surname.
            return true;
        }
        // "Jo A. Holt".
        if super::names::is_initial(self.written(at)) {
            return true;
        }
        !self.is_function_word(at) && bits & class::TIME == 0 && !(self.is_adverb(at) && bits & class::GIVEN == 0)
    }

    /// True where token `at` can end a noun phrase that speaks.
    fn ends_speaker(&self, at: usize) -> bool {
        match self.shape(at) {
            Shape::Mark => self.lower(at) == ")",
            Shape::Number => false,
            Shape::Lower => !self.is_function_word(at) && !self.is_adverb(at) && !self.is(at, class::TIME),
            _ => self.is_name_word(at),
        }
    }

    /// The start of the noun phrase that ends before `end`, not before `floor`; `None` where none that can speak ends
    /// there. Walks to the left over names, nouns, their determiners and inner prepositions.
    pub(super) fn phrase_before(&self, end: usize, floor: usize) -> Option<usize> {
        let last = end.checked_sub(1)?;
        if last < floor {
            return None;
        }
        if self.is(last, class::SUBJECT_PRONOUN) && !self.is_capital_inside(last) {
            return (!self.is(last, class::FIRST_PERSON)).then_some(last);
        }
        if self.is(last, class::VAGUE | class::THIS) && self.is(last, class::DETERMINER) {
            // "Many said", "others argue"; "some of them said" is read below.
            return (!self.is(last, class::THIS)).then_some(last);
        }
        if self.lower(last) == ")" {
            // "Mira Holt (D-Varn)".
            let open = (floor..last).rev().take(8).find(|&place| self.lower(place) == "(")?;
            return self.phrase_before(open, floor.max(open.saturating_sub(REACH)));
        }
        if !self.ends_speaker(last) {
            return None;
        }
        let lowest = floor.max(end.saturating_sub(REACH));
        let mut start = last;
        let mut at = last;
        while at > lowest {
            let before = at - 1;
            if self.quotation_at(before).is_some() && !self.is_quote_mark(before) && self.quotation_at(at).is_none() {
                break;
            }
            let bits = self.class(before);
            let shape = self.shape(before);
            if self.is_possessive_mark(before)
                || self.is_loose_mark(before)
                || self.lower(before) == "&"
                || matches!(self.lower(before), "(" | "/")
            {
                at = before;
                start = at;
                continue;
            }
            if self.lower(before) == ")" {
                // "the Party of Work (PW) said": over the brackets.
                let open = (lowest..before).rev().take(8).find(|&place| self.lower(place) == "(");
                let Some(open) = open else { break };
                at = open;
                start = at;
                continue;
            }
            if shape == Shape::Mark {
                break;
            }
            if bits & class::DETERMINER != 0 && !self.is_name_word(before) {
                start = before;
                at = before;
                // "the head of the union": go on only through an inner preposition; "all the men" too.
                let Some(preposition) = before.checked_sub(1).filter(|place| *place >= lowest) else { break };
                if self.is(preposition, class::DETERMINER) {
                    continue;
                }
                if !self.links(preposition, lowest) {
                    break;
                }
                at = preposition;
                continue;
            }
            if bits & class::INNER_PREPOSITION != 0 {
                if !self.links(before, lowest) {
                    break;
                }
                at = before;
                continue;
            }
            if bits & class::CONJUNCTION != 0 {
                if self.lower(before) == "and" && self.joins_names(before, lowest) {
                    at = before;
                    continue;
                }
                break;
            }
            if bits & (class::AUXILIARY | class::CONTRACTED | class::NEGATION | class::PREPOSITION | class::SUBJECT_PRONOUN) != 0
                && !self.is_name_word(before)
            {
                break;
            }
            if bits & (class::SUBORDINATOR | class::RELATIVE | class::OTHER_PRONOUN) != 0 && shape != Shape::Upper {
                break;
            }
            if bits & class::TIME != 0 && !self.is_possessive_mark(before + 1) && !self.is_name_word(before) {
                break;
            }
            if bits & class::FINITE != 0 && shape == Shape::Lower && bits & class::SPEAKING_NOUN == 0 {
                break;
            }
            if self.is_adverb(before) && bits & (class::ROLE_MODIFIER | class::GIVEN) == 0 {
                break;
            }
            at = before;
            start = at;
        }
        (self.said(start..end).chars().any(char::is_alphabetic)).then_some(start)
    }

    /// A pronoun form that is really a name ("IT" the department).
    fn is_capital_inside(&self, at: usize) -> bool {
        self.shape(at) == Shape::Upper && self.lower(at) != "i"
    }

    /// The phrase about speakers that begins at token `at`, and its length in tokens.
    pub(super) fn phrase(&self, at: usize) -> Option<(SpeakerPhrase, usize)> {
        self.lexicon.phrase_at(at, |place| self.document.lower(place))
    }

    /// True where the preposition at `at` hangs a phrase on a noun before it ("the head | of | the union").
    fn links(&self, at: usize, lowest: usize) -> bool {
        if !self.is(at, class::INNER_PREPOSITION) || at <= lowest {
            return false;
        }
        let before = at - 1;
        if matches!(self.phrase(before), Some((SpeakerPhrase::AnonymousSource, _))) {
            return true;
        }
        let noun = self.shape(before) != Shape::Mark && self.ends_speaker(before);
        if self.lower(at) == "of" {
            return noun
                || self.is(before, class::VAGUE | class::SOMEONE | class::DETERMINER)
                || self.shape(before) == Shape::Number
                || self.lower(before) == "%";
        }
        noun && (self.is(before, class::SPEAKING_NOUN) || self.is_name_word(before) && self.is(before, class::ORGANISATION))
    }

    /// True where "and" at `at` joins two speakers, not two clauses: what stands before it up to the next boundary
    /// is a noun phrase of names, roles and their modifiers.
    fn joins_names(&self, at: usize, lowest: usize) -> bool {
        let Some(before) = at.checked_sub(1).filter(|place| *place >= lowest) else { return false };
        if !(self.is_name_word(before) || self.is(before, class::SPEAKING_NOUN)) {
            return false;
        }
        let mut place = before;
        for _ in 0..8 {
            let Some(next) = place.checked_sub(1).filter(|next| *next >= lowest) else { return true };
            if self.shape(next) == Shape::Mark && !self.is_possessive_mark(next) {
                return true;
            }
            let fits = self.is_name_word(next)
                || self.is_possessive_mark(next)
                || self.is(next, class::SPEAKING_NOUN | class::ROLE_MODIFIER | class::PORTFOLIO | class::DETERMINER | class::HONORIFIC)
                || self.lower(next) == "of";
            if !fits {
                return self.is(next, class::SUBORDINATOR | class::TIME);
            }
            place = next;
        }
        false
    }

    /// The end of the noun phrase that starts at `start`, before `ceiling`; `None` where none starts there. `wide`
    /// also takes an apposition after a comma ("Mira Holt, the mayor of Varn").
    pub(super) fn phrase_after(&self, start: usize, ceiling: usize) -> Option<usize> {
        if start >= ceiling {
            return None;
        }
        if self.is(start, class::HE | class::SHE | class::THEY | class::IT | class::OTHER_PRONOUN) && !self.is_name_word(start) {
            return Some(start + 1);
        }
        let highest = ceiling.min(start + REACH);
        let mut at = start;
        let mut seen = false;
        while at < highest {
            let bits = self.class(at);
            let shape = self.shape(at);
            if self.is_possessive_mark(at) {
                at += 1;
                continue;
            }
            if shape == Shape::Mark {
                if self.is_loose_mark(at) || self.lower(at) == "&" || self.lower(at) == "%" || self.lower(at) == "/" {
                    at += 1;
                    continue;
                }
                break;
            }
            if self.quotation_at(at).is_some() {
                break;
            }
            let name = self.is_name_word(at);
            if bits & class::DETERMINER != 0 && !name {
                if seen && !self.is(at - 1, class::INNER_PREPOSITION | class::DETERMINER | class::CONJUNCTION) {
                    break;
                }
                at += 1;
                continue;
            }
            if bits & class::INNER_PREPOSITION != 0 && !name {
                // "of" always hangs on; others only on a role or noun that speaks ("a spokesman for").
                let of = matches!(self.lower(at), "of" | "for" | "from" | "at" | "with");
                let noun = seen && (self.is(at - 1, class::SPEAKING_NOUN) || of && self.lower(at) != "at" && self.lower(at) != "with");
                let counted = self.shape(at + 1) == Shape::Number || matches!(self.lower(at + 1), "two" | "three" | "four" | "five");
                if counted && self.lower(at) == "of" && noun && self.is_name_word(at + 2) {
                    // "mum of two Mira Holt"
                    at += 2;
                    continue;
                }
                let time = self.is(at + 1, class::TIME) || self.shape(at + 1) == Shape::Number;
                if !(of && noun && !time && (self.lower(at) == "of" || !self.is_after_name(at)))
                    && !(self.lower(at) == "in" && noun && self.is_capital(at + 1) && !time)
                {
                    break;
                }
                at += 1;
                continue;
            }
            if bits & class::CONJUNCTION != 0 {
                let joins = self.lower(at) == "and"
                    && seen
                    && (self.is_name_word(at + 1) || self.is(at + 1, class::SPEAKING_NOUN))
                    && self.is_capital(at - 1) == self.is_capital(at + 1)
                    && !self.clause_starts(at + 1, highest);
                if !joins {
                    break;
                }
                at += 1;
                continue;
            }
            if self.is_function_word(at) && !name || bits & class::TIME != 0 && !name && !self.is_possessive_mark(at + 1) {
                break;
            }
            if self.is_adverb(at) && bits & (class::ROLE_MODIFIER | class::GIVEN) == 0 {
                break;
            }
            // "Common Ground chief Mira Holt", "the Holt study": the noun belongs to the name.
            let office = bits & class::ROLE != 0 && self.is_name_word(at + 1)
                || bits & (class::DOCUMENT | class::ORGANISATION) != 0 && self.is(start, class::DETERMINER);
            if shape == Shape::Lower && seen && self.is_after_name(at) && !office {
                // "said Holt noted": a lower-case word right after a name begins something else.
                break;
            }
            if bits & class::FINITE != 0 && shape == Shape::Lower && bits & class::SPEAKING_NOUN == 0 {
                break;
            }
            if shape == Shape::Lower
                && seen
                && self.lower(at).ends_with("ed")
                && (self.is(at - 1, class::SPEAKING_NOUN) || self.is_capital(at - 1))
            {
                // "figures released by": a participle hangs on the noun.
                break;
            }
            seen = true;
            at += 1;
        }
        while at > start + 1 && self.is(at - 1, class::DETERMINER | class::PREPOSITION | class::CONJUNCTION) && !self.is_name_word(at - 1) {
            at -= 1;
        }
        (seen && at > start).then_some(at)
    }

    /// True where the token before `at` ends a name of a person or organisation.
    fn is_after_name(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        self.is_name_word(before)
            && !self
                .is(before, class::ROLE | class::ROLE_MODIFIER | class::PORTFOLIO | class::ORGANISATION | class::DOCUMENT | class::GROUP)
            && self.is_name_place(before).is_none()
    }

    /// True where a finite verb follows the words at `at` within a few tokens: a clause, not a noun phrase.
    pub(super) fn clause_starts(&self, at: usize, ceiling: usize) -> bool {
        for place in at..ceiling.min(at + 8) {
            if self.shape(place) == Shape::Mark && !self.is_possessive_mark(place) {
                return false;
            }
            if self.is_finite(place) {
                return true;
            }
        }
        false
    }

    /// A token that shows a finite verb: a helper, a common verb form, or a word in -ed after a noun.
    pub(super) fn is_finite(&self, at: usize) -> bool {
        if self.is_possessive_mark(at) {
            // "'s" is a verb after a pronoun only.
            return at > 0 && self.is(at - 1, class::SUBJECT_PRONOUN | class::THIS);
        }
        self.is(at, class::FINITE_SIGN) || self.shape(at) == Shape::Lower && self.lower(at).len() > 4 && self.lower(at).ends_with("ed")
    }

    /// "VN-13".
    pub(super) fn has_digit(&self, at: usize) -> bool {
        self.written(at).contains(|letter: char| letter.is_ascii_digit())
    }

    /// True where `range` holds a sign of a finite verb.
    pub(super) fn has_finite(&self, range: Range<usize>) -> bool {
        range.into_iter().any(|at| self.is_finite(at) || self.is(at, class::CONTRACTED) || self.is_verb_s(at))
    }

    /// A lower-case word in -s after a noun or name, not a known noun: perhaps a verb ("Bulgaria joins").
    fn is_verb_s(&self, at: usize) -> bool {
        self.shape(at) == Shape::Lower
            && self.lower(at).len() > 4
            && self.lower(at).ends_with('s')
            && !self.lower(at).ends_with("ss")
            && at > 0
            && (self.is_name_word(at - 1) || self.is(at - 1, class::SUBJECT_PRONOUN))
            && !self.is(at, class::SPEAKING_NOUN)
    }
}
