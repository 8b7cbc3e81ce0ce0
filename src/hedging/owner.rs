//! Whose doubt a cue expresses: the outlet's own or that of somebody whose words are passed on.
//!
//! Rule (84 news articles with gold attributions): a cue belongs to a speaker if it stands inside quotation marks,
//! if the sentence has "according", if a reporting word stands earlier in the sentence, or a later one with a comma
//! or closing quotation mark between; else to the narrator. Hearsay adverbs ("reportedly") are the narrator's.

use std::ops::Range;

use super::Owner;
use super::context::View;
use crate::text::{QuoteState, Shape};

/// Where a sentence has what the rule asks about.
pub(super) struct Reporting {
    according: bool,
    first: Option<usize>,
    last: Option<usize>,
    /// First comma or closing mark at or after each token, counted from the sentence's first.
    next_break: Vec<usize>,
    start: usize,
}

impl Reporting {
    /// Reads a sentence.
    pub(super) fn of(view: &View<'_>) -> Self {
        let mut found = Self {
            according: false,
            first: None,
            last: None,
            next_break: vec![usize::MAX; view.tokens.len() + 1],
            start: view.tokens.start,
        };
        for at in view.tokens.clone() {
            let quoted = view.is_quoted(at);
            found.according |= view.word(at) == "according" && !quoted;
            if view.shape(at) == Some(Shape::Lower) && !quoted && view.lexicon.is_reporting(view.word(at), view.document.stem(at)) {
                found.first = found.first.or(Some(at));
                found.last = Some(at);
            }
        }
        for at in view.tokens.clone().rev() {
            let place = at - found.start;
            let closing = view.document.tokens.get(at).is_some_and(|token| token.quote == QuoteState::Close);
            found.next_break[place] = if closing || view.word(at) == "," { at } else { found.next_break[place + 1] };
        }
        found
    }

    /// The owner of the cue at tokens `cue`; `narrator` where the table says that it is always the writer's.
    pub(super) fn owner(&self, view: &View<'_>, cue: &Range<usize>, narrator: bool) -> Owner {
        if view.is_quoted(cue.start) {
            return Owner::Speaker;
        }
        if narrator {
            return Owner::Narrator;
        }
        let before = self.first.is_some_and(|first| first < cue.start);
        let next_break = self.next_break.get(cue.end - self.start).copied().unwrap_or(usize::MAX);
        let after = self.last.is_some_and(|last| last >= cue.end && next_break < last);
        if self.according || before || after { Owner::Speaker } else { Owner::Narrator }
    }
}
