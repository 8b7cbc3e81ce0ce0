//! Whether the words around a cue let it fire.
//!
//! In: a cue of the table and its place. Out: yes or no. The conditions are data ([`Condition`]); this file only says
//! what each test looks at. Nothing looks further than the sentence.

use std::ops::Range;

use crate::lexicon::{Condition, ContextTest, HedgingLexicon, WordList};
use crate::text::{Document, QuoteState, Shape};

/// How many tokens "near" and "since" look at.
const NEAR: usize = 4;
/// How far "with" looks to either side: longer than news sentences, short enough for a hostile text without stops.
const SENTENCE: usize = 40;
/// How many adverbs may stand between a form of "be" and a participle.
const SKIPPED_ADVERBS: usize = 3;
/// How many adjectives may stand between "many" and "analysts".
const SKIPPED_ADJECTIVES: usize = 3;

/// A sentence being read.
pub(super) struct View<'a> {
    pub(super) document: &'a Document,
    pub(super) lexicon: &'a HedgingLexicon,
    pub(super) tokens: Range<usize>,
    pub(super) in_headline: bool,
    pub(super) first_of_paragraph: bool,
}

impl View<'_> {
    /// The lower-case word at `at`; empty outside the sentence.
    pub(super) fn word(&self, at: usize) -> &str {
        if self.tokens.contains(&at) { self.document.lower(at) } else { "" }
    }

    pub(super) fn shape(&self, at: usize) -> Option<Shape> {
        if self.tokens.contains(&at) { self.document.tokens.get(at).map(|token| token.shape) } else { None }
    }

    /// True where the word at `at` is in `class` of `hedge_classes.csv`.
    pub(super) fn is_in(&self, at: usize, class: &str) -> bool {
        self.lexicon.class(class).is_some_and(|list| self.listed(at, list))
    }

    fn listed(&self, at: usize, list: &WordList) -> bool {
        self.tokens.contains(&at) && (list.holds(self.word(at)) || list.digits && self.shape(at) == Some(Shape::Number))
    }

    /// True where all conditions of one of the `alternatives` hold for the tokens `cue`.
    pub(super) fn fits(&self, alternatives: &[Vec<Condition>], cue: &Range<usize>) -> bool {
        alternatives.iter().any(|conditions| conditions.iter().all(|condition| self.holds(condition, cue) != condition.negated))
    }

    fn holds(&self, condition: &Condition, cue: &Range<usize>) -> bool {
        let list = &condition.words;
        match condition.test {
            ContextTest::Before => self.listed(cue.end, list),
            ContextTest::Near => (cue.end..cue.end + NEAR).any(|at| self.listed(at, list)),
            ContextTest::After => cue.start > self.tokens.start && self.listed(cue.start - 1, list),
            ContextTest::Since => (cue.start.saturating_sub(NEAR)..cue.start).any(|at| self.listed(at, list)),
            ContextTest::With => {
                (cue.start.saturating_sub(SENTENCE)..cue.end.saturating_add(SENTENCE)).any(|at| !cue.contains(&at) && self.listed(at, list))
            }
            ContextTest::First => self.is_first(cue.start),
            ContextTest::Month => self.is_month(cue.start),
            ContextTest::Passive => self.follows(cue.start, "be"),
            ContextTest::Predicative => self.follows(cue.start, "copula"),
            ContextTest::GroupNoun => self.precedes_group(cue.end),
        }
    }

    /// A name: capitalised inside a sentence of running text, with no mark before it.
    pub(super) fn looks_like_a_name(&self, at: usize) -> bool {
        at > self.tokens.start
            && !self.in_headline
            && matches!(self.shape(at), Some(Shape::Capitalised | Shape::Upper))
            && self.shape(at - 1) != Some(Shape::Mark)
    }

    /// First of the sentence, after a mark other than a closing one, or after a word that joins clauses.
    fn is_first(&self, at: usize) -> bool {
        if at <= self.tokens.start {
            return true;
        }
        let before = at - 1;
        self.shape(before) == Some(Shape::Mark) && !matches!(self.word(before), ")" | "]" | "%" | "/" | "&") || self.is_in(before, "clause")
    }

    fn is_month(&self, at: usize) -> bool {
        let capital = self.shape(at) != Some(Shape::Lower);
        let before_number = self.shape(at + 1) == Some(Shape::Number);
        let after_number = at > 0 && self.shape(at - 1) == Some(Shape::Number);
        let dated = before_number || after_number || at > 0 && self.is_in(at - 1, "month_before");
        // A question ("May we see it?") is rarer in news than the month at the start of a sentence.
        capital && (dated || !self.in_headline)
    }

    /// A word of `class` stands before `at`, with nothing but adverbs and negations between.
    fn follows(&self, at: usize, class: &str) -> bool {
        let mut before = at;
        for _ in 0..=SKIPPED_ADVERBS {
            let Some(place) = before.checked_sub(1).filter(|place| self.tokens.contains(place)) else { return false };
            if self.is_in(place, class) {
                return true;
            }
            if !self.is_in(place, "adverb") {
                return false;
            }
            before = place;
        }
        false
    }

    /// A plural noun for people follows, with nothing but adjectives between.
    fn precedes_group(&self, from: usize) -> bool {
        for at in from..=from + SKIPPED_ADJECTIVES {
            if self.is_in(at, "group_noun") {
                return true;
            }
            // "many of the analysts", but not "many trees of the analysts".
            let other_noun = at != from && self.word(at) == "of";
            if self.shape(at).is_none_or(|shape| matches!(shape, Shape::Mark | Shape::Number))
                || other_noun
                || self.is_in(at, "function_word")
            {
                return false;
            }
        }
        false
    }

    /// True where token `at` stands inside a quotation.
    pub(super) fn is_quoted(&self, at: usize) -> bool {
        self.document.tokens.get(at).is_some_and(|token| token.quote != QuoteState::Outside)
    }
}

#[cfg(test)]
mod tests {
    use crate::attribution::Attributions;
    use crate::config::HedgingParams;
    use crate::corpus::Article;
    use crate::hedging::hedge;
    use crate::ids::Span;
    use crate::lexicon::Lexicon;
    use crate::text::segment;

    /// Without vague phrases that the model adds to the table's.
    fn table_alone() -> HedgingParams {
        HedgingParams { vague_margin: f64::INFINITY, ..HedgingParams::default() }
    }

    /// The cues of `text`, which is a headline where `in_headline`.
    fn check(text: &str, in_headline: bool, expected: &[&str]) {
        let lexicon = Lexicon::english().unwrap();
        let span = Span::new(0, text.len());
        let (headline, paragraphs) = if in_headline { (Some(span), vec![]) } else { (None, vec![span]) };
        let article = Article { text: text.to_owned(), headline, paragraphs, ..Article::default() };
        let hedging = hedge(&article, &segment(&article, &lexicon), &Attributions::default(), &lexicon, &table_alone());
        let found: Vec<&str> = hedging.sentences.iter().flat_map(|sentence| &sentence.cues).map(|cue| cue.cue.as_str()).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn the_month_is_no_doubt() {
        check("Talks may resume in May.", false, &["may"]);
        check("Talks May Resume, Orsk Hints", true, &["may"]);
        check("Orsk Home on 3 May", true, &[]);
        check("Orsk Back in May", true, &[]);
    }

    #[test]
    fn names_stay_silent() {
        check("He met Grace Hope to talk.", false, &[]);
        check("He said: Perhaps not.", false, &["perhaps"]);
    }

    #[test]
    fn quantifiers_are_vague_only_before_people() {
        check("Many senior government officials left.", false, &["many"]);
        check("Many trees of the officials fell.", false, &[]);
        check("Some 300 officials left.", false, &["some"]);
    }

    #[test]
    fn passives_skip_adverbs() {
        check("It is not really considered safe.", false, &["considered"]);
        check("The mayor considered it.", false, &[]);
    }
}
