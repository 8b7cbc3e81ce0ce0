//! Which tokens stand inside quotation marks.
//!
//! In: the tokens of all paragraphs with the text. Out: a [`QuoteState`] a token and the outermost [`Quotation`]s.
//! Invariant: quotations do not overlap; each begins with an opening mark. Rules: straight, curly and doubled
//! marks are one family, single marks another; a mark's own shape and the blanks around it say whether it opens
//! or closes; a quotation that is still open at the end of a paragraph goes on if the next paragraph begins with
//! an opening mark of its family, else it ends there unclosed. Inch and foot marks and apostrophes are none.

use super::{Document, Quotation, QuoteState, Shape};
use crate::lexicon::SegmentationLexicon;

/// Nesting beyond this is a fault of the text, not of the speaker.
const DEEPEST: usize = 6;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Family {
    Double,
    Single,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Glyph {
    Opening,
    Closing,
    Straight,
}

/// A quotation that is open.
struct Running {
    first: usize,
    family: Family,
    paragraphs: usize,
}

/// Marks the quotations of `document`, whose tokens, sentences or at least paragraph token ranges are given.
pub(super) fn mark(text: &str, document: &mut Document, paragraphs: &[std::ops::Range<usize>], lexicon: &SegmentationLexicon) {
    let mut open: Vec<Family> = Vec::new();
    let mut running: Option<Running> = None;
    for (number, range) in paragraphs.iter().enumerate() {
        let headline = number == 0 && document.paragraphs.first().is_some_and(|paragraph| paragraph.in_headline);
        let view = View { text, document, range: range.clone(), lexicon };
        let opens_again =
            |family| paragraphs.get(number + 1).is_some_and(|next| !headline && begins_with(text, document, next.start, family));
        let closers = view.single_closers(opens_again(Family::Single));
        let mut states = Vec::with_capacity(range.len());
        let mut found = Vec::new();
        for at in range.clone() {
            let state = view.step(at, &closers, &mut open, &mut running, &mut found);
            states.push(state);
        }
        if let Some(quotation) = running.as_mut() {
            if opens_again(quotation.family) {
                quotation.paragraphs += 1;
                open.truncate(1);
            } else {
                found.extend(running.take().map(|quotation| (quotation, range.end, false)));
                open.clear();
            }
        }
        for (at, state) in range.clone().zip(states) {
            document.tokens[at].quote = state;
        }
        for (quotation, end, closed) in found {
            let tokens = quotation.first..end;
            let words = document.tokens[tokens.clone()].iter().filter(|token| token.shape != Shape::Mark).count();
            let span = document.span_of(tokens.clone());
            document.quotations.push(Quotation { span, tokens, closed, words, paragraphs: quotation.paragraphs });
        }
    }
}

/// A paragraph being read.
struct View<'a> {
    text: &'a str,
    document: &'a Document,
    range: std::ops::Range<usize>,
    lexicon: &'a SegmentationLexicon,
}

impl View<'_> {
    fn step(
        &self,
        at: usize,
        closers: &[bool],
        open: &mut Vec<Family>,
        running: &mut Option<Running>,
        found: &mut Vec<(Running, usize, bool)>,
    ) -> QuoteState {
        let inside = if open.is_empty() { QuoteState::Outside } else { QuoteState::Inside };
        let Some((family, glyph)) = mark_of(self.form(at)) else { return inside };
        let first = at == self.range.start;
        if first && open.first() == Some(&family) && glyph != Glyph::Closing {
            // The opening mark repeated at the start of a further paragraph.
            return QuoteState::Open;
        }
        let nested = open.contains(&family);
        let (left, right) = (self.blank_before(at), self.blank_after(at));
        let (looks_open, looks_closed) = (left && !right, !left && right);
        let opens = match family {
            Family::Double => match glyph {
                Glyph::Opening => !(looks_closed && nested),
                Glyph::Closing => looks_open && !nested,
                Glyph::Straight if nested => looks_open && self.mends(at),
                Glyph::Straight => !looks_closed && !self.is_inch(at),
            },
            Family::Single => {
                glyph != Glyph::Closing
                    && looks_open
                    && !self.is_elision(at)
                    && closers.get(at - self.range.start).copied().unwrap_or_default()
            }
        };
        if opens {
            if nested && running.as_ref().is_some_and(|quotation| quotation.family == family) && self.is_stop(at) {
                // The closing mark before is missing.
                found.extend(running.take().map(|quotation| (quotation, at, false)));
                open.clear();
            }
            if open.len() < DEEPEST {
                open.push(family);
            }
            if running.is_none() {
                *running = Some(Running { first: at, family, paragraphs: 1 });
            }
            return if open.len() == 1 { QuoteState::Open } else { QuoteState::Inside };
        }
        let closes = nested
            && match family {
                Family::Double => !self.is_feet_and_inches(at),
                Family::Single => {
                    glyph != Glyph::Opening && self.closes_single(at) && !(self.is_possessive(at) && self.closer_follows(at, closers))
                }
            };
        if !closes {
            return inside;
        }
        while let Some(top) = open.pop() {
            if top == family {
                break;
            }
        }
        if !open.is_empty() {
            return QuoteState::Inside;
        }
        found.extend(running.take().map(|quotation| (quotation, at + 1, true)));
        QuoteState::Close
    }

    /// For each token: does a later mark of the paragraph close a single quotation?
    fn single_closers(&self, opens_again: bool) -> Vec<bool> {
        let mut follows = vec![false; self.range.len()];
        let mut seen = opens_again;
        for place in (0..self.range.len()).rev() {
            follows[place] = seen;
            let at = self.range.start + place;
            if matches!(mark_of(self.form(at)), Some((Family::Single, Glyph::Closing | Glyph::Straight)))
                && self.closes_single(at)
                && !self.is_possessive(at)
            {
                seen = true;
            }
        }
        follows
    }

    fn closer_follows(&self, at: usize, closers: &[bool]) -> bool {
        closers.get(at - self.range.start).copied().unwrap_or_default()
    }

    fn form(&self, at: usize) -> &str {
        self.document.tokens.get(at).map_or("", |token| token.span.of(self.text))
    }

    fn glued(&self, at: usize) -> bool {
        let (Some(first), Some(second)) = (self.document.tokens.get(at), self.document.tokens.get(at + 1)) else { return false };
        at + 1 < self.range.end && at >= self.range.start && first.span.end == second.span.start
    }

    /// Nothing, a blank, an opening bracket, a dash or an opening mark stands before.
    fn blank_before(&self, at: usize) -> bool {
        at == self.range.start || !self.glued(at - 1) || matches!(self.form(at - 1), "(" | "[" | "--" | "—" | "–" | "“" | "‘" | "``") || {
            let before = self.form(at - 1);
            matches!(mark_of(before), Some((_, Glyph::Straight))) && (at - 1 == self.range.start || !self.glued(at - 2))
        }
    }

    /// Nothing, a blank or a mark other than an opening one follows.
    fn blank_after(&self, at: usize) -> bool {
        if at + 1 >= self.range.end || !self.glued(at) {
            return true;
        }
        let next = &self.document.tokens[at + 1];
        next.shape == Shape::Mark
            && !matches!(self.form(at + 1), "(" | "[" | "“" | "‘" | "``" | "$" | "#" | "@" | "..." | "…" | "'" | "’" | "\"" | "`")
            || matches!(mark_of(self.form(at + 1)), Some((_, Glyph::Straight | Glyph::Closing)))
                && (at + 2 >= self.range.end || !self.glued(at + 1))
    }

    /// The token before ends a sentence.
    fn is_stop(&self, at: usize) -> bool {
        at > self.range.start && self.form(at - 1).ends_with(['.', '!', '?', '…', ','])
    }

    /// A straight mark with the blank on its left inside an open quotation: it opens unless the blank is misplaced
    /// (`I went, "he said`), which a small letter after a stop shows.
    fn mends(&self, at: usize) -> bool {
        !(self.is_stop(at) && self.document.tokens.get(at + 1).is_some_and(|token| token.shape == Shape::Lower))
    }

    /// Directly after a number: inches.
    fn is_inch(&self, at: usize) -> bool {
        at > self.range.start && self.glued(at - 1) && self.document.tokens[at - 1].shape == Shape::Number
    }

    /// `5'10"`.
    fn is_feet_and_inches(&self, at: usize) -> bool {
        self.is_inch(at)
            && self.form(at) == "\""
            && (self.form(at - 1).contains(['\'', '’']) || at >= self.range.start + 2 && matches!(self.form(at - 2), "'" | "’"))
    }

    fn is_elision(&self, at: usize) -> bool {
        let digits = self.form(at + 1).chars().take_while(char::is_ascii_digit).count();
        let decade = digits == 2 && (self.form(at + 1).len() == 2 || self.form(at + 1).ends_with('s')) && self.form(at) != "‘";
        decade || self.lexicon.is_elision(self.document.lower(at + 1))
    }

    /// Something stands directly before, nothing directly after.
    fn closes_single(&self, at: usize) -> bool {
        at > self.range.start
            && self.glued(at - 1)
            && self.blank_after(at)
            && !(self.document.tokens[at - 1].shape == Shape::Number && self.form(at) == "'")
    }

    /// "the dogs' bones".
    fn is_possessive(&self, at: usize) -> bool {
        at > self.range.start
            && self.form(at - 1).ends_with(['s', 'S'])
            && at + 1 < self.range.end
            && !self.glued(at)
            && self.document.tokens[at + 1].shape != Shape::Mark
    }
}

fn mark_of(form: &str) -> Option<(Family, Glyph)> {
    Some(match form {
        "\"" | "''" | "＂" => (Family::Double, Glyph::Straight),
        "“" | "„" | "«" | "``" | "‟" | "‘‘" => (Family::Double, Glyph::Opening),
        "”" | "»" | "’’" => (Family::Double, Glyph::Closing),
        "'" => (Family::Single, Glyph::Straight),
        "‘" | "‚" | "‹" | "`" => (Family::Single, Glyph::Opening),
        "’" | "›" => (Family::Single, Glyph::Closing),
        _ => return None,
    })
}

fn begins_with(text: &str, document: &Document, at: usize, family: Family) -> bool {
    let form = document.tokens.get(at).map_or("", |token| token.span.of(text));
    matches!(mark_of(form), Some((found, glyph)) if found == family && glyph != Glyph::Closing)
}

/// The outermost quotation that holds token `at`.
pub(super) fn quotation_at(document: &Document, at: usize) -> Option<usize> {
    let place = document.quotations.partition_point(|quotation| quotation.tokens.end <= at);
    document.quotations.get(place).filter(|quotation| quotation.tokens.start <= at).map(|_| place)
}

#[cfg(test)]
mod tests {
    use super::super::tests::document;

    /// The quotations of `text`, one paragraph a line; an unclosed one ends in `*`.
    fn check(text: &str, expected: &[&str]) {
        let document = document(text);
        let found: Vec<String> = document
            .quotations
            .iter()
            .map(|quotation| format!("{}{}", quotation.span.of(text), if quotation.closed { "" } else { "*" }))
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn straight_curly_and_doubled_marks() {
        check("\"Yes,\" he said, \"now.\"", &["\"Yes,\"", "\"now.\""]);
        check("“Yes,” he said.", &["“Yes,”"]);
        check("''Yes,'' he said. ``No,'' she said.", &["''Yes,''", "``No,''"]);
        check("“Yes,\" he said.", &["“Yes,\""]);
        check("”Yes,” he said.", &["”Yes,”"]);
    }

    #[test]
    fn single_marks_as_the_outer_ones() {
        check("‘Yes,’ he said. 'It's the dogs' bone,' she said.", &["‘Yes,’", "'It's the dogs' bone,'"]);
        check("He called it ‘rotten’ and left.", &["‘rotten’"]);
    }

    #[test]
    fn nested_marks_belong_to_the_outer_ones() {
        check("“He said ‘go’ to me,” she said.", &["“He said ‘go’ to me,”"]);
        check("'He said \"go\" to me,' she said.", &["'He said \"go\" to me,'"]);
        check("\"He said 'go'\" was all.", &["\"He said 'go'\""]);
        check("\"He said \"go\" to me,\" she said.", &["\"He said \"go\" to me,\""]);
    }

    #[test]
    fn over_several_paragraphs() {
        check("“One.\n“Two.\n“Three,” he said.\nFour.", &["“One.\n“Two.\n“Three,”"]);
        check("\"One.\n\"Two,\" he said.", &["\"One.\n\"Two,\""]);
        check("‘One.\n‘Two,’ he said.", &["‘One.\n‘Two,’"]);
    }

    #[test]
    fn a_missing_closing_mark_ends_with_the_paragraph() {
        check("“One, he said.\nTwo.", &["“One, he said.*"]);
        check("\"I went home. \"It was late,\" he said.", &["\"I went home.*", "\"It was late,\""]);
        check("\"I went home, \"he said.", &["\"I went home, \""]);
    }

    #[test]
    fn apostrophes_feet_and_inches_are_no_quotations() {
        check("The '90s and ’80s: 'em dogs' bones, rock 'n' roll.", &[]);
        check("He is 5'10\" tall, the pipe 6\" wide, the wall 6' high.", &[]);
        check("\"He is 5'10\" tall,\" she said.", &["\"He is 5'10\" tall,\""]);
    }

    #[test]
    fn states_and_counts() {
        let document = document("He said “I do” twice.");
        assert_eq!(
            document.tokens.iter().map(|token| format!("{:?}", token.quote)).collect::<Vec<_>>().join(" "),
            "Outside Outside Open Inside Inside Close Outside Outside"
        );
        assert_eq!((document.quotations[0].words, document.quotations[0].paragraphs), (2, 1));
        assert_eq!((document.quotation_of(2), document.quotation_of(5), document.quotation_of(6)), (Some(0), Some(0), None));
    }
}
