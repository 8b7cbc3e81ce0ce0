//! Segment: an article's kept paragraphs become sentences and tokens with a quotation state.
//!
//! In: an [`Article`]. Out: a [`Document`]. Invariant: spans are on character boundaries, tokens lie inside their
//! sentence in order, sentences inside their paragraph, and nothing outside `Article::paragraphs` and the headline
//! is covered. The headline, where there is one, is paragraph 0 and comes first whatever its place in the text.
//! Deliberately absent: any knowledge of what words mean.

use std::ops::Range;
use std::sync::Arc;

use serde::Serialize;

use crate::corpus::Article;
use crate::ids::Span;
use crate::lexicon::Lexicon;

use sentences::Part;
use words::Interner;

mod quotation;
mod sentences;
mod tokens;
mod words;

/// An article cut into paragraphs, sentences and tokens. It holds no text: spans point into the article.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Document {
    /// The distinct words of the article, in order of first use; [`Token::word`] points here.
    pub words: Vec<Word>,
    /// All tokens in reading order (headline first).
    pub tokens: Vec<Token>,
    /// All sentences in reading order; together they hold every token.
    pub sentences: Vec<Sentence>,
    /// All paragraphs in reading order; together they hold every sentence.
    pub paragraphs: Vec<Paragraph>,
    /// Quotations in reading order, outermost only; nested marks are part of the outer one.
    pub quotations: Vec<Quotation>,
}

/// A distinct word of an article.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Word {
    /// Lower case, apostrophes straightened (`don't`), inner hyphens kept.
    pub lower: Arc<str>,
    /// Snowball English stem of `lower`.
    pub stem: Arc<str>,
    /// [`crate::ids::stable_hash`] of `stem`.
    pub hash: u64,
    /// Its class by neighbours in news ([`crate::lexicon::WordClusters::fine`]), from 1 on; 0 for an unknown word.
    #[serde(skip)]
    pub cluster: u16,
}

/// A word, number or mark.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// Index into [`Document::words`].
    pub word: u32,
    /// How it is written.
    pub shape: Shape,
    /// Where it stands to quotation marks.
    pub quote: QuoteState,
}

/// How a token is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Shape {
    /// Letters, the first lower case.
    Lower,
    /// First letter upper case, the others not all upper.
    Capitalised,
    /// Two or more letters, all upper case; also initials such as `J.` and `U.S.`.
    Upper,
    /// Begins with a digit, or a currency sign before digits.
    Number,
    /// Anything else: punctuation and symbols.
    Mark,
}

/// Where a token stands to quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum QuoteState {
    /// Not inside a quotation.
    Outside,
    /// An opening mark.
    Open,
    /// Inside a quotation.
    Inside,
    /// A closing mark.
    Close,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sentence {
    /// From its first to its last token.
    pub span: Span,
    /// Its tokens.
    pub tokens: Range<usize>,
    /// Index into [`Document::paragraphs`].
    pub paragraph: usize,
    /// True for the headline.
    pub in_headline: bool,
}

/// A paragraph.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Paragraph {
    /// From its first to its last sentence.
    pub span: Span,
    /// Its sentences.
    pub sentences: Range<usize>,
    /// True for the headline.
    pub in_headline: bool,
}

/// A stretch between quotation marks.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Quotation {
    /// With its marks. Over several paragraphs: from the first opening mark to the last closing mark.
    pub span: Span,
    /// Its tokens, marks included.
    pub tokens: Range<usize>,
    /// False where the closing mark is missing and the paragraph's end was taken.
    pub closed: bool,
    /// Words inside.
    pub words: usize,
    /// How many paragraphs it runs over.
    pub paragraphs: usize,
}

impl Document {
    /// The lower-case form of token `at`; empty past the end.
    pub fn lower(&self, at: usize) -> &str {
        self.tokens.get(at).and_then(|token| self.words.get(token.word as usize)).map_or("", |word| &word.lower)
    }

    /// The stem of token `at`; empty past the end.
    pub fn stem(&self, at: usize) -> &str {
        self.tokens.get(at).and_then(|token| self.words.get(token.word as usize)).map_or("", |word| &word.stem)
    }

    /// The hash of the stem of token `at`; 0 past the end.
    pub fn stem_hash(&self, at: usize) -> u64 {
        self.tokens.get(at).and_then(|token| self.words.get(token.word as usize)).map_or(0, |word| word.hash)
    }

    /// The span of tokens `range`; empty for an empty range.
    pub fn span_of(&self, range: Range<usize>) -> Span {
        match (self.tokens.get(range.start), range.end.checked_sub(1).and_then(|last| self.tokens.get(last))) {
            (Some(first), Some(last)) if range.start < range.end => Span::new(first.span.start, last.span.end),
            _ => Span::default(),
        }
    }

    /// The tokens that lie wholly inside `span`, which must stay inside one paragraph or a run of body paragraphs.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        // The headline comes first but may lie behind the body in the text, so each is searched by itself.
        let headline = self.headline_tokens().end;
        let find = |range: Range<usize>| {
            let tokens = self.tokens.get(range.clone()).unwrap_or_default();
            let start = tokens.partition_point(|token| token.span.start < span.start);
            let length = tokens[start..].partition_point(|token| token.span.end <= span.end);
            range.start + start..range.start + start + length
        };
        let found = find(0..headline);
        if !found.is_empty() {
            return found;
        }
        let found = find(headline..self.tokens.len());
        if found.is_empty() { 0..0 } else { found }
    }

    /// The tokens of the headline; empty where there is none.
    pub fn headline_tokens(&self) -> Range<usize> {
        match self.paragraphs.first() {
            Some(paragraph) if paragraph.in_headline => self.paragraph_tokens(0),
            _ => 0..0,
        }
    }

    /// The tokens of paragraph `at`; empty past the end.
    pub fn paragraph_tokens(&self, at: usize) -> Range<usize> {
        let sentences = self.paragraphs.get(at).and_then(|paragraph| self.sentences.get(paragraph.sentences.clone()));
        match sentences {
            Some([first, .., last]) => first.tokens.start..last.tokens.end,
            Some([only]) => only.tokens.clone(),
            _ => 0..0,
        }
    }

    /// The sentence that holds token `at`; `None` past the end.
    pub fn sentence_of(&self, at: usize) -> Option<usize> {
        let place = self.sentences.partition_point(|sentence| sentence.tokens.end <= at);
        (place < self.sentences.len()).then_some(place)
    }

    /// The outermost quotation that holds token `at`, marks included; `None` where there is none.
    pub fn quotation_of(&self, at: usize) -> Option<usize> {
        quotation::quotation_at(self, at)
    }

    /// Sentence `at` as written in `text`, the article's text; empty past the end.
    pub fn sentence_text<'a>(&self, at: usize, text: &'a str) -> &'a str {
        self.sentences.get(at).map_or("", |sentence| sentence.span.of(text))
    }

    /// Token `at` as written in `text`, the article's text; empty past the end.
    pub fn token_text<'a>(&self, at: usize, text: &'a str) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.span.of(text))
    }
}

/// Cuts an article into paragraphs, sentences and tokens. Never fails; an article without words gives an empty document.
pub fn segment(article: &Article, lexicon: &Lexicon) -> Document {
    let text = article.text.as_str();
    let mut document = Document::default();
    let mut interner = Interner::default();
    let mut ranges = Vec::new();
    let headline = article.headline.iter().map(|span| (*span, true));
    for (span, in_headline) in headline.chain(article.paragraphs.iter().map(|span| (*span, false))) {
        let paragraph = span.of(text);
        let first = document.tokens.len();
        tokens::tokenise(paragraph, &lexicon.segmentation, |start, end| {
            let form = paragraph.get(start..end).unwrap_or_default();
            let span = Span::new(span.start + start, span.start + end);
            let (word, shape) = (interner.number(form), words::shape(form));
            document.tokens.push(Token { span, word, shape, quote: QuoteState::Outside });
        });
        let range = first..document.tokens.len();
        if !range.is_empty() {
            let span = document.span_of(range.clone());
            document.paragraphs.push(Paragraph { span, sentences: 0..0, in_headline });
            ranges.push(range);
        }
    }
    document.words = interner.into_words();
    for word in &mut document.words {
        word.cluster = lexicon.clusters.fine(&word.lower);
    }
    quotation::mark(text, &mut document, &ranges, &lexicon.segmentation);
    for (number, range) in ranges.into_iter().enumerate() {
        add_sentences(text, &mut document, number, range, lexicon);
    }
    document
}

fn add_sentences(text: &str, document: &mut Document, number: usize, range: Range<usize>, lexicon: &Lexicon) {
    let (span, in_headline) = (document.paragraphs[number].span, document.paragraphs[number].in_headline);
    let parts: Vec<Part<'_>> = document.tokens[range.clone()]
        .iter()
        .map(|token| Part { text: token.span.of(text), start: token.span.start - span.start, shape: token.shape, quote: token.quote })
        .collect();
    let mut ends = sentences::breaks(span.of(text), &parts, lexicon);
    ends.push(parts.len());
    let first = document.sentences.len();
    let mut start = range.start;
    for end in ends {
        let tokens = start..range.start + end;
        start = tokens.end;
        document.sentences.push(Sentence { span: document.span_of(tokens.clone()), tokens, paragraph: number, in_headline });
    }
    document.paragraphs[number].sentences = first..document.sentences.len();
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use proptest::prelude::*;

    use super::*;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::english().unwrap());

    /// A document of `text`, one paragraph a line.
    pub(super) fn document(text: &str) -> Document {
        let mut at = 0;
        let mut paragraphs = Vec::new();
        for line in text.split('\n') {
            paragraphs.push(Span::new(at, at + line.len()));
            at += line.len() + 1;
        }
        let article = Article { text: text.to_owned(), paragraphs, ..Article::default() };
        segment(&article, &LEXICON)
    }

    #[test]
    fn the_headline_comes_first_wherever_it_stands() {
        let text = "Rain fell. It stopped.\n\nRain in Varnholm";
        let article =
            Article { text: text.to_owned(), headline: Some(Span::new(24, 40)), paragraphs: vec![Span::new(0, 22)], ..Article::default() };
        let document = segment(&article, &Lexicon::english().unwrap());
        assert_eq!((document.lower(0), document.lower(2), document.lower(3)), ("rain", "varnholm", "rain"));
        assert_eq!(
            document.sentences.iter().map(|sentence| sentence.span.of(text)).collect::<Vec<_>>(),
            ["Rain in Varnholm", "Rain fell.", "It stopped."]
        );
        assert_eq!(document.tokens_in(Span::new(24, 40)), 0..3);
        assert_eq!(document.tokens_in(Span::new(5, 22)), 4..9);
        assert_eq!(document.tokens_in(Span::new(6, 8)), 0..0);
        assert_eq!((document.sentence_of(2), document.sentence_of(6), document.sentence_of(99)), (Some(0), Some(2), None));
        assert_eq!(document.paragraph_tokens(1), 3..9);
    }

    #[test]
    fn hostile_text_takes_linear_time() {
        for text in [
            "\"a ".repeat(100_000),
            "'a ".repeat(100_000),
            "a. ".repeat(200_000),
            format!("a.{}b", " ".repeat(1_000_000)),
            "a-".repeat(300_000),
            "x".repeat(1_000_000),
        ] {
            let document = document(&text);
            assert_eq!(document.tokens.last().map(|token| token.span.end), Some(text.trim_end().len()));
        }
    }

    proptest! {
        #[test]
        fn tokens_rebuild_the_text(text in "(\\PC|[ \n\"'’‘“”.!?A-Za-z0-9-]){0,200}") {
            let document = document(&text);
            let mut covered = vec![0_u8; text.len()];
            for token in &document.tokens {
                prop_assert!(text.get(token.span.start..token.span.end).is_some_and(|form| !form.is_empty()));
                covered[token.span.start..token.span.end].iter_mut().for_each(|count| *count += 1);
            }
            for (at, letter) in text.char_indices().filter(|(_, letter)| !letter.is_whitespace()) {
                prop_assert_eq!(covered[at], 1, "{} at {}", letter, at);
            }
            let mut next = 0;
            for sentence in &document.sentences {
                prop_assert_eq!(sentence.tokens.start, next);
                prop_assert!(!sentence.tokens.is_empty());
                next = sentence.tokens.end;
            }
            prop_assert_eq!(next, document.tokens.len());
            let mut end = 0;
            for quotation in &document.quotations {
                prop_assert!(quotation.tokens.start >= end && quotation.tokens.end > quotation.tokens.start);
                end = quotation.tokens.end;
            }
        }
    }
}
