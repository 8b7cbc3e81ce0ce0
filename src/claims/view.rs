//! An article as the claims room reads it: facts of each word, names, countries, in one look-up a distinct word.
//!
//! In: article, document, word tables. Out: [`View`], with cheap questions about a token. Invariant: any token index
//! may be asked about; past the end there is nothing known.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::corpus::Article;
use crate::ids::stable_hash;
use crate::lexicon::{Calendar, ClaimLexicon, CountryKind, Lexicon, Table, VerbForms, WordFacts, WordSet};
use crate::text::{Document, QuoteState, Shape};

/// Most small adverbs between a subject and its verb ("they still just"): a page of them must not be walked over from each.
const MOST_SMALL: usize = 8;

/// A distinct word with all that its keys need.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct WordView {
    /// From the tables.
    pub facts: WordFacts,
    /// Hash of the stem of the lemma: "met" and "meeting" share it.
    pub key: u64,
    /// Half of the hash of the first five letters of the stem; 0 for shorter stems.
    pub prefix: u32,
    /// Synonym set; 0 for none.
    pub synset: u16,
    /// How often it stands capitalised inside a sentence of ordinary case.
    capitals: u32,
    /// How often it stands in lower case.
    lowers: u32,
}

/// A country named in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CountryHit {
    /// Its number in the lexicon.
    pub country: u16,
    /// One past its last token.
    pub end: usize,
    /// What form names it.
    pub kind: CountryKind,
}

/// The article, its document and its words.
pub(super) struct View<'a> {
    pub article: &'a Article,
    pub document: &'a Document,
    pub lexicon: &'a ClaimLexicon,
    words: Vec<WordView>,
    /// By sentence: most words are capitalised, so that capitals show no names.
    title_case: Vec<bool>,
    /// By the key of a last name: tokens of the first full name that ends in it.
    full_names: BTreeMap<u64, Range<usize>>,
}

impl<'a> View<'a> {
    /// Looks up every distinct word once.
    pub(super) fn new(article: &'a Article, document: &'a Document, lexicon: &'a Lexicon) -> Self {
        let lexicon = &lexicon.claims;
        let words = document
            .words
            .iter()
            .map(|word| {
                let facts = lexicon.facts(&word.lower);
                let key = facts.lemma.and_then(|lemma| lexicon.lemma(lemma)).map_or(word.hash, |(_, hash)| hash);
                let prefix = word.stem.char_indices().nth(5).map_or(word.stem.len(), |(at, _)| at);
                let five = word.stem.chars().nth(4).is_some();
                let prefix = if five { stable_hash(word.stem.get(..prefix).unwrap_or_default()) as u32 } else { 0 };
                WordView { facts, key, prefix, synset: lexicon.synset(key), capitals: 0, lowers: 0 }
            })
            .collect();
        let mut view = Self { article, document, lexicon, words, title_case: Vec::new(), full_names: BTreeMap::new() };
        view.count_cases();
        view.find_full_names();
        view
    }

    /// What is known of token `at`.
    pub(super) fn word(&self, at: usize) -> WordView {
        let number = self.document.tokens.get(at).map(|token| token.word as usize);
        number.and_then(|number| self.words.get(number)).copied().unwrap_or_default()
    }

    /// Facts of token `at`.
    pub(super) fn facts(&self, at: usize) -> WordFacts {
        self.word(at).facts
    }

    /// True where token `at` is in `set`.
    pub(super) fn is(&self, at: usize, set: WordSet) -> bool {
        let number = self.document.tokens.get(at).map(|token| token.word as usize);
        number.and_then(|number| self.words.get(number)).is_some_and(|word| word.facts.is(set))
    }

    /// Lower-case form of token `at`.
    pub(super) fn lower(&self, at: usize) -> &'a str {
        self.document.lower(at)
    }

    /// True where token `at` is a verb that only leads to another.
    pub(super) fn is_weak(&self, at: usize) -> bool {
        self.is(at, WordSet::WeakVerb) || self.lexicon.facts(self.lemma(at)).is(WordSet::WeakVerb)
    }

    /// True where token `at` is the participle of a verb of speech ("saying", "claiming").
    pub(super) fn saying(&self, at: usize) -> bool {
        let speech = |word: &str| {
            let facts = self.lexicon.facts(word);
            facts.is(WordSet::Speech) || facts.is(WordSet::SpeechThat)
        };
        let lemma = self.lemma(at);
        self.facts(at).verb.has(VerbForms::ING) && (speech(lemma) || speech(&format!("{lemma}s")))
    }

    /// Lemma of token `at`: the base of a known verb, else the lower-case form.
    pub(super) fn lemma(&self, at: usize) -> &'a str {
        let lexicon: &'a ClaimLexicon = self.lexicon;
        self.facts(at).lemma.and_then(|lemma| lexicon.lemma(lemma)).map_or_else(|| self.document.lower(at), |(word, _)| word)
    }

    /// Token `at` as written.
    pub(super) fn written(&self, at: usize) -> &'a str {
        self.document.token_text(at, &self.article.text)
    }

    /// Shape of token `at`; a mark past the end.
    pub(super) fn shape(&self, at: usize) -> Shape {
        self.document.tokens.get(at).map_or(Shape::Mark, |token| token.shape)
    }

    /// True where token `at` is a word or number.
    pub(super) fn is_word(&self, at: usize) -> bool {
        self.shape(at) != Shape::Mark
    }

    /// True where token `at` stands inside quotation marks.
    pub(super) fn quoted(&self, at: usize) -> bool {
        self.document.tokens.get(at).is_some_and(|token| token.quote == QuoteState::Inside)
    }

    /// True where token `at` is an opening or closing quotation mark.
    pub(super) fn quote_mark(&self, at: usize) -> bool {
        self.document.tokens.get(at).is_some_and(|token| matches!(token.quote, QuoteState::Open | QuoteState::Close))
    }

    /// True where token `at` is the mark `mark`.
    pub(super) fn mark(&self, at: usize, mark: &str) -> bool {
        self.shape(at) == Shape::Mark && self.lower(at) == mark
    }

    /// True where token `at` hangs on the word before it: "'s", "n't".
    pub(super) fn clitic(&self, at: usize) -> bool {
        let lower = self.lower(at);
        lower.len() > 1 && (lower.starts_with(['\'', '’']) || lower.starts_with("n't") || lower.starts_with("n’t"))
    }

    /// Words and numbers in `range`.
    pub(super) fn count_words(&self, range: Range<usize>) -> usize {
        range.filter(|at| self.is_word(*at) && !self.is(*at, WordSet::Possessive)).count()
    }

    /// The phrase of `table` that starts at token `at`, by lower-case form or lemma as the table has it.
    pub(super) fn phrase(&self, table: Table, at: usize) -> Option<(usize, usize)> {
        if !self.facts(at).starts(table) {
            return None;
        }
        let hit = match table {
            Table::Stage | Table::Synonym => self.lexicon.find(table, at, |at| self.lemma(at)),
            _ => self.lexicon.find(table, at, |at| self.lower(at)),
        };
        hit.map(|hit| (hit.end, hit.phrase))
    }

    /// The country named at token `at`: only where it is written with a capital.
    pub(super) fn country(&self, at: usize) -> Option<CountryHit> {
        let shape = self.shape(at);
        if !matches!(shape, Shape::Capitalised | Shape::Upper) {
            return None;
        }
        let (end, phrase) = self.phrase(Table::Country, at)?;
        // "US" is the country, "us" and "Us" are not.
        let pronoun = self.is(at, WordSet::FirstPerson) && shape != Shape::Upper;
        let (kind, country) = self.lexicon.country(phrase)?;
        (!pronoun).then_some(CountryHit { country, end, kind })
    }

    /// True where token `at` can only be a finite verb or an auxiliary.
    pub(super) fn finite(&self, at: usize) -> bool {
        if !self.is_word(at) {
            return false;
        }
        let facts = self.facts(at);
        if facts.is(WordSet::Aux) {
            return true;
        }
        if self.is(at, WordSet::Possessive) {
            let before = at.checked_sub(1).map(|before| self.facts(before));
            return before
                .is_some_and(|facts| facts.is(WordSet::PersonPronoun) || facts.is(WordSet::ThingPronoun) || facts.is(WordSet::VagueLead));
        }
        // A capital inside a sentence is a name ("Rose"), in a headline it says nothing.
        if self.shape(at) != Shape::Lower && !self.title_cased(at) {
            return false;
        }
        let verb = facts.verb;
        if verb.has(VerbForms::PAST) {
            return !self.attributive(at);
        }
        if verb.has(VerbForms::THIRD) {
            return !verb.has(VerbForms::NOUN) || self.verb_like(at);
        }
        // An unknown word in -ed; a known verb has its forms in the table.
        verb == VerbForms::default() && self.lower(at).len() > 4 && self.lower(at).ends_with("ed") && !self.attributive(at)
    }

    /// "the proposed bridge": a participle between a determiner or preposition and a word is no main verb.
    fn attributive(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| self.facts(before)).unwrap_or_default();
        let to = at.checked_sub(1).is_some_and(|before| self.lower(before) == "to");
        (before.is(WordSet::Determiner) || before.is(WordSet::Possessive) || before.is(WordSet::Preposition) && !to) && !self.points(at)
    }

    /// "this risked closing": a verb behind a word that points by itself, and no noun that it points at.
    fn points(&self, at: usize) -> bool {
        let next = self.facts(at + 1);
        let goes_on = next.is(WordSet::NotName) || next.verb.has(VerbForms::ING);
        goes_on && at.checked_sub(1).is_some_and(|before| matches!(self.lower(before), "this" | "these" | "those"))
    }

    /// A third person that may be a plural noun ("plans", "claims") is read as a verb before a determiner, "to", "that"
    /// or a name, and behind a name or noun.
    fn verb_like(&self, at: usize) -> bool {
        let next = self.facts(at + 1);
        let opens = next.is(WordSet::NotName) || self.name(at + 1) || self.lower(at + 1) == "to" || next.is(WordSet::PersonPossessive);
        let before = at.checked_sub(1).is_some_and(|before| {
            let facts = self.facts(before);
            self.is_word(before)
                && !facts.is(WordSet::NotName)
                && !facts.is(WordSet::Aux)
                && !facts.is(WordSet::Possessive)
                && !facts.is(WordSet::Preposition)
        });
        let adverb = at.checked_sub(1).is_some_and(|before| self.lower(before).ends_with("ly"));
        let of = next.is(WordSet::Preposition) && !self.title_cased(at);
        (opens || adverb) && before && !of
    }

    /// True where token `at` may be a verb in the present that looks like a noun or base form ("analysts view"): behind a
    /// plural, a name or a plural pronoun.
    pub(super) fn present(&self, at: usize) -> bool {
        let verb = self.facts(at).verb;
        if self.shape(at) != Shape::Lower || !verb.any(VerbForms::BASE | VerbForms::THIRD) || self.is(at, WordSet::Stop) {
            return false;
        }
        let Some(mut before) = at.checked_sub(1) else { return false };
        // "the immigrants just want": a small adverb between.
        let small = |at: usize| {
            matches!(
                self.lower(at),
                "just" | "also" | "now" | "still" | "never" | "often" | "only" | "even" | "all" | "both" | "already" | "always"
            )
        };
        let floor = before.saturating_sub(MOST_SMALL);
        while before > floor && small(before) {
            before -= 1;
        }
        let facts = self.facts(before);
        let plural = self.shape(before) == Shape::Lower && self.lower(before).ends_with('s') && !facts.is(WordSet::Stop);
        let pronoun = facts.is(WordSet::GroupPronoun)
            || facts.is(WordSet::FirstSubject)
            || facts.is(WordSet::SecondPerson)
            || facts.is(WordSet::Relative);
        let group = facts.is(WordSet::PeopleNoun) || facts.is(WordSet::OrgNoun);
        let adverb = self.lower(before).ends_with("ly");
        if verb.has(VerbForms::BASE) {
            plural || pronoun || group || adverb
        } else {
            self.is_word(before) && !facts.is(WordSet::NotName) && !facts.is(WordSet::Preposition) && !facts.is(WordSet::Possessive)
        }
    }

    /// True where a finite verb stands in `range`.
    pub(super) fn has_verb(&self, mut range: Range<usize>) -> bool {
        range.any(|at| self.finite(at))
    }

    /// True where the sentence of token `at` is set in title case or capitals.
    pub(super) fn title_cased(&self, at: usize) -> bool {
        self.document.sentence_of(at).is_some_and(|sentence| self.title_case.get(sentence).copied().unwrap_or_default())
    }

    /// True where token `at` is part of a name, as far as its case shows.
    pub(super) fn name(&self, at: usize) -> bool {
        let shape = self.shape(at);
        if !matches!(shape, Shape::Capitalised | Shape::Upper) {
            return false;
        }
        let word = self.word(at);
        if word.facts.is(WordSet::NotName) || word.facts.is(WordSet::FirstPerson) && shape != Shape::Upper {
            return false;
        }
        if matches!(word.facts.calendar, Some(Calendar::Weekday(_))) {
            return false;
        }
        let Some(sentence) = self.document.sentence_of(at) else { return false };
        if self.title_case.get(sentence).copied().unwrap_or_default() {
            return word.capitals > 2 * word.lowers;
        }
        if shape == Shape::Upper {
            return true;
        }
        let start = self.document.sentences.get(sentence).map_or(0, |sentence| sentence.tokens.start);
        let opens = at == start || at > start && !self.is_word(at - 1) && !self.mark(at - 1, ",") && !self.mark(at - 1, "(");
        if !opens {
            return true;
        }
        // A word that opens a sentence: a name where the article has it so, or where a name goes on ("Zorana Vell").
        if word.capitals > 0 || word.lowers > 0 {
            return word.capitals > 2 * word.lowers;
        }
        let next = self.word(at + 1);
        !word.facts.is(WordSet::Stop) && self.shape(at + 1) == Shape::Capitalised && !next.facts.is(WordSet::NotName)
            || self.is(at + 1, WordSet::Possessive)
            || !word.facts.is(WordSet::Stop)
                && word.facts.verb == VerbForms::default()
                && self.finite(at + 1)
                && !self.lower(at).ends_with('s')
    }

    /// The name that starts at token `at`, without titles and countries: up to six tokens; empty where none starts.
    pub(super) fn name_run(&self, at: usize, end: usize) -> Range<usize> {
        let mut last = at;
        let mut here = at;
        while here < end && here < at + 6 {
            let particle = here > at && self.is(here, WordSet::NameParticle) && self.shape(here) == Shape::Lower && self.name(here + 1);
            let stops = self.is(here, WordSet::Title) || self.country(here).is_some();
            if !particle && (!self.name(here) || stops) {
                break;
            }
            here += 1;
            if !particle {
                last = here;
            }
        }
        at..last
    }

    /// Key of the name in `run` as a whole.
    pub(super) fn run_key(&self, run: Range<usize>) -> u64 {
        run.fold(0x6e61_6d65, |hash, at| mix(hash, self.document.stem_hash(at)))
    }

    /// The first full name that ends in the last word of `run`; `run` itself where there is none.
    pub(super) fn full_name(&self, run: Range<usize>) -> Range<usize> {
        let Some(last) = run.end.checked_sub(1) else { return run };
        if run.len() > 1 {
            return run;
        }
        self.full_names.get(&self.document.stem_hash(last)).cloned().unwrap_or(run)
    }

    /// True where the name in `run` looks like a person's: two to four words, no word of an organisation or place.
    pub(super) fn person_like(&self, run: Range<usize>) -> bool {
        let titled = run.start.checked_sub(1).is_some_and(|before| self.is(before, WordSet::Title) && self.name(before));
        let plain = run.clone().all(|at| !self.is(at, WordSet::OrgWord) && !self.is(at, WordSet::PlaceWord));
        let the = run.start.checked_sub(1).is_some_and(|before| self.lower(before) == "the");
        plain
            && !the
            && (titled
                || (2..=4).contains(&run.len()) && run.clone().all(|at| self.shape(at) != Shape::Upper || self.written(at).ends_with('.')))
    }

    fn count_cases(&mut self) {
        for sentence in &self.document.sentences {
            let (mut capitals, mut lowers) = (0, 0);
            for at in sentence.tokens.clone() {
                match self.shape(at) {
                    Shape::Lower if self.lower(at).len() > 3 => lowers += 1,
                    Shape::Capitalised | Shape::Upper if self.lower(at).len() > 3 => capitals += 1,
                    _ => {}
                }
            }
            // A sentence full of names can reach seven capitals in ten; only headings lack the full stop.
            let stopped = sentence.tokens.end.checked_sub(1).is_some_and(|last| !self.is_word(last) && !self.quote_mark(last));
            let share = if sentence.in_headline { 7 } else { 8 };
            let heading = sentence.in_headline || !stopped;
            self.title_case.push(heading && capitals >= 3 && capitals * 10 >= (capitals + lowers) * share);
        }
        for (sentence, title_case) in self.document.sentences.iter().zip(&self.title_case) {
            let mut opens = true;
            for at in sentence.tokens.clone() {
                let shape = self.shape(at);
                let Some(word) = self.document.tokens.get(at).and_then(|token| self.words.get_mut(token.word as usize)) else { continue };
                match shape {
                    Shape::Lower => word.lowers += 1,
                    Shape::Capitalised | Shape::Upper if !opens && !title_case => word.capitals += 1,
                    _ => {}
                }
                opens = shape == Shape::Mark && !self.mark(at, ",") && !self.mark(at, "-");
            }
        }
    }

    fn find_full_names(&mut self) {
        for (number, sentence) in self.document.sentences.iter().enumerate() {
            if self.title_case.get(number).copied().unwrap_or_default() {
                continue;
            }
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                let run = self.name_run(at, sentence.tokens.end);
                if run.len() > 1 && self.person_like(run.clone()) {
                    self.full_names.entry(self.document.stem_hash(run.end - 1)).or_insert(run.clone());
                }
                at = run.end.max(at + 1);
            }
        }
    }
}

/// Joins two hashes in order.
pub(super) fn mix(hash: u64, next: u64) -> u64 {
    // The multiplier of the 64-bit FNV hash's kin by Knuth: odd, with well spread bits.
    (hash.rotate_left(23) ^ next).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}
