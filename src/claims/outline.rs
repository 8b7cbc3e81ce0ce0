//! Whether a clause has a verb of its own, outside what hangs on its words.
//!
//! In: a clause. Out: yes or no. Method: relative clauses, and adverbial ones at the front, are passed over, each with the verb
//! that is theirs; what is left must hold a finite verb. "The man who left the town" has none, and states nothing.

use std::ops::Range;

use super::view::View;
use crate::lexicon::{VerbForms, WordSet};

/// True where the clause in `range` has a finite verb of its own.
pub(super) fn has_verb_of_its_own(view: &View<'_>, range: Range<usize>) -> bool {
    let mut at = range.start;
    while at < range.end {
        let behind_comma = at > range.start && view.mark(at - 1, ",");
        if opens(view, at, &range, behind_comma) {
            at = end_of(view, at, range.end, behind_comma || at == range.start);
        } else if view.finite(at) || at > range.start && verbal(view, at, range.end) {
            return true;
        } else {
            at += 1;
        }
    }
    false
}

/// True where a finite verb stands at `at`, also one that looks like a base form or a noun ("analysts view", "it needs to",
/// "the tariff hits 12 towns") and is not likely one ("the Varn attacks").
fn verbal(view: &View<'_>, at: usize, end: usize) -> bool {
    let subject = at.checked_sub(1).is_some_and(|before| {
        let sets = [
            WordSet::FirstSubject,
            WordSet::PersonPronoun,
            WordSet::ThingPronoun,
            WordSet::GroupPronoun,
            WordSet::SecondPerson,
            WordSet::BareSubject,
        ];
        sets.iter().any(|set| view.is(before, *set))
    });
    view.finite(at)
        || subject && view.facts(at).verb.any(VerbForms::BASE | VerbForms::THIRD)
        || view.present(at) && !likely_noun(view, at, end)
        || matches!(view.lower(at), "need" | "needs") && view.lower(at + 1) == "to"
}

/// "ties", "attacks", where nothing follows that a verb would lead to.
fn likely_noun(view: &View<'_>, at: usize, end: usize) -> bool {
    let forms = view.facts(at).verb;
    let hangs_on = view.is(at + 1, WordSet::NounLink);
    let ends = at + 1 >= end || !view.is_word(at + 1) || view.is(at + 1, WordSet::SplitCoordinator) || view.clitic(at + 1);
    forms.has(VerbForms::THIRD) && forms.has(VerbForms::NOUN) && (ends || hangs_on)
}

/// True where a relative clause opens at `at`, or an adverbial one at the front.
fn opens(view: &View<'_>, at: usize, range: &Range<usize>, behind_comma: bool) -> bool {
    // "the bridge that fell": a relative clause; "said that it fell" goes on.
    let relative =
        view.is(at, WordSet::Relative) || view.lower(at) == "that" && at > range.start && !behind_comma && verbal(view, at + 1, range.end);
    // "If the river falls, the ferry will open": at the front, with a verb before the comma. "The council since the 1950s has met".
    let led = view.is(at, WordSet::SplitSubordinator) || view.is(at, WordSet::BareSubordinator) || view.is(at, WordSet::Condition);
    let adverbial = led && at == range.start && view.lower(at) != "whether" && verb_before_comma(view, at, range.end);
    relative || adverbial
}

fn verb_before_comma(view: &View<'_>, at: usize, end: usize) -> bool {
    let comma = (at..end).find(|at| view.mark(*at, ","));
    comma.is_some_and(|comma| view.has_verb(at + 1..comma))
}

/// Where it ends: at the next comma where it is parted by one in front too, else before the verb behind its own.
fn end_of(view: &View<'_>, at: usize, end: usize, enclosed: bool) -> usize {
    let comma = (at + 1..end).find(|at| view.mark(*at, ",")).filter(|_| enclosed);
    if let Some(comma) = comma {
        return comma;
    }
    let is_verb = |at: usize| verbal(view, at, end);
    let Some(own) = (at + 1..end).find(|at| is_verb(*at)) else { return end };
    // "who had long been seen": auxiliaries and what they lead to are one verb.
    let mut last = own;
    while last + 1 < end && (is_verb(last + 1) || view.lower(last + 1).ends_with("ly") || view.is(last + 1, WordSet::ClauseNegation)) {
        last += 1;
    }
    (last + 1..end).find(|at| is_verb(*at)).unwrap_or(end)
}
