//! What the tagger knows of each token of a paragraph.
//!
//! In: a [`Reader`], a paragraph, what the cue rules marked there, how often words are cues. Out: [`Facts`], small whole
//! numbers that the templates combine. Everything is read in one pass over a sentence and one back.

use std::ops::Range;

use super::super::reader::Reader;
use super::{Label, Labels};
use crate::ids::stable_hash;
use crate::lexicon::{CueRates, WordClusters, class};
use crate::text::{QuoteState, Shape};

/// Entries before and behind a paragraph that templates may look at.
pub(super) const MARGIN: usize = 3;
/// Cue rate from which a word counts as a candidate for a cue (bucket; the bucket from .3 on).
const CANDIDATE: u32 = 4;

/// What is known of a token.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Fact {
    pub(super) word: u32,
    pub(super) stem: u32,
    pub(super) suffix: u32,
    pub(super) fine: u32,
    pub(super) coarse: u32,
    pub(super) shape: u32,
    /// Main word class.
    pub(super) class: u32,
    /// All word classes.
    pub(super) classes: u32,
    /// What the table of cues says of a phrase that begins here.
    pub(super) table: u32,
    /// Bucket of the cue rate.
    pub(super) rate: u32,
    pub(super) quote: u32,
    /// Quotation state with the distance to the last mark.
    pub(super) since: u32,
    /// Place in a run of capitals.
    pub(super) run: u32,
    /// Place in the sentence.
    pub(super) place: u32,
    /// Distances to the nearest candidates for a cue, in buckets, and their words.
    pub(super) left: u32,
    pub(super) right: u32,
    pub(super) left_word: u32,
    pub(super) right_word: u32,
    pub(super) candidates: u32,
    pub(super) mark_before: u32,
    pub(super) mark_behind: u32,
    pub(super) before_mark: u32,
    /// How the sentence begins and ends with quotation marks.
    pub(super) pattern: u32,
    /// How paragraph and sentence stand to quotation marks.
    pub(super) frame: u32,
    pub(super) first: u32,
    pub(super) to_end: u32,
    /// What stood between here and the last candidate.
    pub(super) seen: u32,
    /// What the rules marked here.
    pub(super) rule: u32,
    /// What the rules marked in the sentence.
    pub(super) ruled: u32,
    /// How often the rules take this capitalised word for a source in the article, at most three times.
    pub(super) speaks: u32,
}

/// The tokens of a paragraph, with a margin on either side.
pub(crate) struct Facts {
    pub(super) facts: Vec<Fact>,
}

/// What is known of a word wherever it stands.
struct WordFacts {
    key: u32,
    stem: u32,
    suffix: u32,
    fine: u32,
    coarse: u32,
    rate: u32,
    /// Main word class of a word; of a mark [`CLASS_MARK`] or what sort of mark it is.
    class: u32,
    classes: u32,
}

/// What is known of each distinct word of a document, looked up once.
pub(crate) struct WordTable {
    words: Vec<WordFacts>,
}

impl WordTable {
    /// Looks up the words of the document.
    pub(in crate::attribution) fn read(reader: &Reader<'_>, rates: &CueRates, clusters: &WordClusters) -> Self {
        let words = reader.document.words.iter().enumerate().map(|(number, word)| {
            let key = word_key(&word.lower);
            let tail = word.lower.char_indices().rev().nth(2).map_or(0, |(place, _)| place);
            let bits = reader.class_of_word(number);
            WordFacts {
                key,
                stem: word.hash as u32,
                suffix: word_key(&word.lower[tail..]),
                fine: u32::from(word.cluster),
                coarse: u32::from(clusters.coarse(word.cluster)),
                rate: u32::from(rates.bucket(key)),
                class: main_class(&word.lower, bits),
                classes: (bits ^ bits >> 32) as u32,
            }
        });
        Self { words: words.collect() }
    }
}

impl Facts {
    /// Reads a paragraph.
    pub(in crate::attribution) fn read(reader: &Reader<'_>, paragraph: Range<usize>, rules: &Labels, words: &WordTable) -> Self {
        let mut facts = vec![Fact { word: 1, ..Fact::default() }; paragraph.len() + 2 * MARGIN];
        let first = paragraph.start;
        for at in paragraph.clone() {
            facts[at - first + MARGIN] = token(reader, at, rules, words);
        }
        let mut found = Self { facts };
        found.runs();
        found.since_marks(reader, &paragraph);
        let headline = u32::from(reader.is_title_case(&paragraph)) << 2;
        let opens = reader.document.tokens.get(first).is_some_and(|token| token.quote == QuoteState::Open);
        let closes =
            paragraph.end > first && reader.document.tokens.get(paragraph.end - 1).is_some_and(|token| token.quote != QuoteState::Outside);
        let from = super::super::sentence_of(reader.document, first);
        for sentence in reader.document.sentences.get(from..).unwrap_or_default() {
            if sentence.tokens.start >= paragraph.end {
                break;
            }
            let tokens = sentence.tokens.start.max(first) - first + MARGIN..sentence.tokens.end.min(paragraph.end) - first + MARGIN;
            found.sentence(tokens, u32::from(opens) | u32::from(closes) << 1 | headline);
        }
        found
    }

    /// Tokens of the paragraph.
    pub(crate) fn len(&self) -> usize {
        self.facts.len() - 2 * MARGIN
    }

    fn runs(&mut self) {
        let mut at = MARGIN;
        while at < self.facts.len() - MARGIN {
            let capital = |fact: &Fact| matches!(fact.shape, 2 | 3 | 6);
            if !capital(&self.facts[at]) {
                at += 1;
                continue;
            }
            let end = (at..self.facts.len() - MARGIN).find(|&place| !capital(&self.facts[place])).unwrap_or(self.facts.len() - MARGIN);
            let length = (end - at).min(4) as u32;
            for place in at..end {
                let part = if place == at {
                    1
                } else if place + 1 == end {
                    3
                } else {
                    2
                };
                self.facts[place].run = length * 4 + part;
            }
            at = end;
        }
    }

    fn since_marks(&mut self, reader: &Reader<'_>, paragraph: &Range<usize>) {
        let mut distance = 30_u32;
        for at in paragraph.clone() {
            let state = reader.document.tokens.get(at).map_or(QuoteState::Outside, |token| token.quote);
            if matches!(state, QuoteState::Open | QuoteState::Close) {
                distance = 0;
            } else {
                distance = distance.saturating_add(1);
            }
            let bucket = match distance {
                0..=3 => distance,
                4..=5 => 4,
                6..=9 => 5,
                10..=19 => 6,
                _ => 7,
            };
            let fact = &mut self.facts[at - paragraph.start + MARGIN];
            fact.since = fact.quote * 8 + bucket;
        }
    }

    /// Fills in what depends on the whole sentence.
    fn sentence(&mut self, tokens: Range<usize>, paragraph: u32) {
        let Some(sentence) = self.facts.get_mut(tokens) else { return };
        let length = sentence.len();
        let (Some(start), Some(end)) = (sentence.first().copied(), sentence.last().copied()) else { return };
        let marked = sentence.iter().any(|fact| fact.quote != 0);
        let pattern = start.quote * 8 + end.quote * 2 + u32::from(marked);
        let inside = u32::from(start.quote == 1) | u32::from(end.quote == 1) << 1;
        let candidates = sentence.iter().filter(|fact| fact.rate >= CANDIDATE).count().min(3) as u32;
        let ruled = sentence.iter().fold(0_u32, |seen, fact| seen | 1 << fact.rule.min(7)) >> 1;
        let (mut left, mut left_word, mut seen) = (usize::MAX, 0, 0_u32);
        let (mut mark, mut before_mark) = (0, 0);
        for at in 0..length {
            let previous = if at > 0 { sentence[at - 1] } else { Fact::default() };
            if at > 0 {
                if previous.shape == 5 {
                    mark = previous.word;
                    before_mark = if at > 1 { sentence[at - 2].word } else { 0 };
                }
                if previous.rate >= CANDIDATE {
                    (left, left_word, seen) = (at - 1, previous.word, 0);
                } else {
                    seen |= match previous.class {
                        CLASS_THAT => 1,
                        CLASS_QUOTE => 2,
                        CLASS_BREAK => 4,
                        CLASS_CONJUNCTION => 8,
                        CLASS_COMMA => 16,
                        _ => 0,
                    };
                }
            }
            let fact = &mut sentence[at];
            let back = length - 1 - at;
            fact.place = if back < 2 { 5 + back as u32 } else { at.min(4) as u32 };
            fact.to_end = back.min(5) as u32;
            (fact.pattern, fact.frame, fact.candidates, fact.ruled) = (pattern, paragraph * 4 + inside, candidates, ruled);
            fact.first = start.word;
            (fact.mark_before, fact.before_mark) = (mark, before_mark);
            (fact.left, fact.left_word, fact.seen) = (distance(at, left), left_word, seen);
        }
        let (mut right, mut right_word, mut mark) = (usize::MAX, 0, 0);
        for at in (0..length).rev() {
            let fact = &mut sentence[at];
            (fact.mark_behind, fact.right, fact.right_word) = (mark, distance(right, at), right_word);
            if fact.shape == 5 {
                mark = fact.word;
            }
            if fact.rate >= CANDIDATE {
                (right, right_word) = (at, fact.word);
            }
        }
    }
}

/// Bucket of the distance from `from` back to `to`; 0 where there is none.
fn distance(from: usize, to: usize) -> u32 {
    if from == usize::MAX || to == usize::MAX {
        return 0;
    }
    match from.abs_diff(to) {
        near @ 0..=4 => near as u32 + 1,
        5..=6 => 6,
        7..=10 => 7,
        11..=20 => 8,
        _ => 9,
    }
}

fn token(reader: &Reader<'_>, at: usize, rules: &Labels, words: &WordTable) -> Fact {
    let Some(token) = reader.document.tokens.get(at) else { return Fact::default() };
    let Some(word) = words.words.get(token.word as usize) else { return Fact::default() };
    let shape = match token.shape {
        Shape::Lower => 1,
        Shape::Capitalised => 2,
        Shape::Upper if reader.written(at).ends_with('.') => 6,
        Shape::Upper => 3,
        Shape::Number => 4,
        Shape::Mark => 5,
    };
    let quote = match token.quote {
        QuoteState::Outside => 0,
        QuoteState::Inside => 1,
        QuoteState::Open => 2,
        QuoteState::Close => 3,
    };
    let capital = matches!(shape, 2 | 3 | 6);
    let class = match (word.class, shape) {
        (CLASS_OTHER, 2 | 3 | 6) => CLASS_CAPITAL,
        (_, 4) => CLASS_NUMBER,
        (_, 5) if matches!(token.quote, QuoteState::Open | QuoteState::Close) => CLASS_QUOTE,
        (class, _) => class,
    };
    Fact {
        word: word.key,
        stem: word.stem,
        suffix: word.suffix,
        fine: word.fine,
        coarse: word.coarse,
        shape,
        class,
        classes: word.classes,
        table: reader.cue_at(at).and_then(|(row, _)| reader.lexicon.cues.get(row)).map_or(0, |cue| cue.frames | 1 << 31),
        rate: word.rate,
        quote,
        rule: rules.labels.get(at).copied().unwrap_or(Label::Outside) as u32,
        speaks: if capital { u32::from(rules.speaks(token.word)) } else { 0 },
        ..Fact::default()
    }
}

/// The key of a word in [`CueRates`].
pub(crate) fn word_key(word: &str) -> u32 {
    stable_hash(word) as u32
}

const CLASS_OTHER: u32 = 0;
const CLASS_THAT: u32 = 1;
const CLASS_QUOTE: u32 = 2;
const CLASS_BREAK: u32 = 3;
const CLASS_CONJUNCTION: u32 = 4;
const CLASS_COMMA: u32 = 5;
const CLASS_CAPITAL: u32 = 6;
const CLASS_MARK: u32 = 7;
const CLASS_NUMBER: u32 = 8;
/// Number of the first of [`CLASSES`].
const FIRST_CLASS: u32 = 9;

/// The one class that says most, in order.
const CLASSES: &[u64] = &[
    class::HE | class::SHE,
    class::THEY,
    class::IT,
    class::FIRST_PERSON,
    class::SOMEONE,
    class::POSSESSIVE,
    class::OTHER_PRONOUN,
    class::RELATIVE,
    class::CONJUNCTION,
    class::MODAL,
    class::BE,
    class::HAVE | class::DO,
    class::NEGATION,
    class::VAGUE,
    class::ANONYMOUS,
    class::DOCUMENT,
    class::HONORIFIC,
    class::ROLE,
    class::ROLE_MODIFIER,
    class::GROUP,
    class::PERSON,
    class::ORGANISATION,
    class::MEDIA | class::MEDIA_GENERIC,
    class::GIVEN,
    class::TIME,
    class::DETERMINER,
    class::SUBORDINATOR,
    class::PREPOSITION,
    class::ADVERB,
    class::REPORTER,
    class::STATEMENT,
    class::FINITE,
];

/// The main class of a word with the classes `bits`, or the sort of mark.
fn main_class(lower: &str, bits: u64) -> u32 {
    match lower {
        "that" => return CLASS_THAT,
        "," => return CLASS_COMMA,
        ";" | ":" | "—" | "–" | "--" | "―" | "-" | "---" => return CLASS_BREAK,
        "\"" | "“" | "”" | "''" | "``" => return CLASS_QUOTE,
        _ if lower.starts_with(|letter: char| !letter.is_alphanumeric() && letter != '\'') => return CLASS_MARK,
        _ => {}
    }
    if bits & class::CONJUNCTION != 0 {
        return CLASS_CONJUNCTION;
    }
    CLASSES.iter().position(|class| bits & class != 0).map_or(CLASS_OTHER, |place| FIRST_CLASS + place as u32)
}
