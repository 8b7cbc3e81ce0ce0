//! Cuts a stretch of a sentence into clauses that each read as a statement.
//!
//! In: a clause. Out: clauses in order of the text. Invariant: each is one contiguous, trimmed stretch of the input;
//! where its subject stands elsewhere, it is lent. Method: coordination with a finite verb near and words enough on both
//! sides, then relative, adverbial and participle clauses.

use std::ops::Range;

use super::clause::{Clause, Lent};
use super::keys::subject_tokens;
use super::view::View;
use crate::config::ClaimParams;
use crate::lexicon::{Calendar, VerbForms, WordSet};
use crate::text::{QuoteState, Shape};

/// Most clauses that one stretch is cut into: beyond, it is a list.
const MOST_CLAUSES: usize = 12;

/// How far a lead-in like "at the time that" reaches, in tokens. Chosen by hand.
const LONGEST_LEAD: usize = 6;

/// The clauses of `clause`.
pub(super) fn split(view: &View<'_>, clause: &Clause, params: &ClaimParams) -> Vec<Clause> {
    let mut open = vec![clause.clone()];
    let mut done: Vec<Clause> = Vec::new();
    while let Some(next) = open.pop() {
        let parts = if done.len() + open.len() < MOST_CLAUSES { cut(view, &next, params) } else { None };
        match parts {
            Some(parts) => open.extend(parts.into_iter().rev()),
            None => done.push(next),
        }
    }
    for clause in &mut done {
        clause.tokens = trim(view, clause.tokens.clone());
    }
    done.retain(|clause| !clause.tokens.is_empty());
    done
}

/// Takes conjunctions and marks off the front, marks off the end; quotation marks only in pairs.
pub(super) fn trim(view: &View<'_>, tokens: Range<usize>) -> Range<usize> {
    let (mut start, mut end) = (tokens.start, tokens.end);
    while start < end {
        let pair = view.quote_mark(start) && closes_inside(view, start, end);
        let mark = !(view.is_word(start) || view.mark(start, "(") || pair);
        // "so far" and "that" as subject stay: only before more than one word.
        let conjunction = view.is(start, WordSet::LeadTrim)
            && !view.quoted(start)
            && !view.clitic(start + 1)
            && !demonstrative(view, start)
            && !((view.finite(start + 1) || view.is(start + 1, WordSet::Possessive)) && view.lower(start) == "that");
        // "that since the fire, the ferry …": only where a clause with a verb follows at once.
        let subordinate = view.is(start, WordSet::SplitSubordinator)
            && start > tokens.start
            && view.has_verb(start + 1..(start + 1..end).find(|at| view.mark(*at, ",")).unwrap_or(end));
        if !(mark || conjunction || subordinate) {
            break;
        }
        start += 1;
    }
    while end > start {
        let last = end - 1;
        let keeps = view.lower(last) == "%" || view.mark(last, ")") || view.quote_mark(last) && opens_inside(view, last, start);
        let hangs = view.is(last, WordSet::LeadTrim) && view.lower(last) != "so" || view.is(last, WordSet::Relative);
        let dangling = hangs && view.shape(last) == Shape::Lower && end - start > 2;
        if view.is_word(last) && !dangling || !view.is_word(last) && keeps {
            break;
        }
        end = last;
    }
    start..end
}

/// Takes a front "at the time that" off, and a tail ", but on Monday" that has lost its verb.
pub(super) fn tidy(view: &View<'_>, tokens: Range<usize>) -> Range<usize> {
    let tokens = trim(view, tokens);
    let (mut start, mut end) = (tokens.start, tokens.end);
    let day = |at: usize| matches!(view.facts(at).calendar, Some(Calendar::Month(_) | Calendar::Weekday(_)));
    let lead = view.is(start, WordSet::Preposition)
        || view.shape(start) == Shape::Lower && !view.is(start, WordSet::Determiner) && (start..end.min(start + LONGEST_LEAD)).any(day);
    if lead
        && let Some(that) = (start + 1..end.min(start + LONGEST_LEAD)).find(|at| view.lower(*at) == "that")
        && !view.has_verb(start..that)
        && view.has_verb(that + 1..end)
        && view.lower(that - 1) != "all"
    {
        start = that + 1;
    }
    let tail = (start + 1..end).rev().find(|at| view.is(*at, WordSet::SplitCoordinator) && view.mark(*at - 1, ","));
    if let Some(tail) = tail.filter(|at| view.lower(*at) != "and" && !view.is(*at + 1, WordSet::ClauseNegation))
        && !(tail..end).any(|at| view.finite(at) || view.present(at))
        && view.is(tail + 1, WordSet::Preposition)
    {
        end = tail;
    }
    trim(view, start..end)
}

/// "That bridge is closed": with a capital at the front, "that" points at something.
fn demonstrative(view: &View<'_>, at: usize) -> bool {
    view.lower(at) == "that" && view.shape(at) == Shape::Capitalised && !view.title_cased(at)
}

fn closes_inside(view: &View<'_>, at: usize, end: usize) -> bool {
    let state = |at: usize| view.document.tokens.get(at).map(|token| token.quote);
    state(at) == Some(QuoteState::Open) && (at + 1..end).any(|at| state(at) == Some(QuoteState::Close))
}

fn opens_inside(view: &View<'_>, at: usize, start: usize) -> bool {
    let state = |at: usize| view.document.tokens.get(at).map(|token| token.quote);
    state(at) == Some(QuoteState::Close) && (start..at).any(|at| state(at) == Some(QuoteState::Open))
}

/// The first cut of `clause`, in order; `None` where it is whole.
fn cut(view: &View<'_>, clause: &Clause, params: &ClaimParams) -> Option<Vec<Clause>> {
    let range = clause.tokens.clone();
    if view.count_words(range.clone()) < 2 * params.fewest_words {
        return None;
    }
    if let Some(parts) = leading(view, clause, params) {
        return Some(parts);
    }
    for at in range.clone().skip(1) {
        let relative = view.is(at + 1, WordSet::Relative) && at > range.start;
        if !(relative || enough(view, range.start..at, params.fewest_words)) || in_brackets(view, at, &range) {
            continue;
        }
        let parts = if view.mark(at, ";") {
            coordinated(view, clause, at, at + 1, params.fewest_words)
        } else if view.mark(at, ",") || matches!(view.lower(at), "—" | "–" | "--") {
            comma(view, clause, at, params)
        } else if view.is(at, WordSet::BareSubordinator) && verb_within(view, at + 1, range.end, params.verb_window) {
            halves(view, clause, at, at + 1, params.fewest_words)
        } else {
            None
        };
        if parts.is_some() {
            return parts;
        }
    }
    None
}

/// True between two dashes or brackets: a clause cut there would lose its end.
fn in_brackets(view: &View<'_>, at: usize, range: &Range<usize>) -> bool {
    let dash = |at: &usize| matches!(view.lower(*at), "—" | "–" | "--");
    let dashes = (range.start..at).filter(dash).count();
    let open = (range.start..at).filter(|at| view.mark(*at, "(")).count();
    let closed = (range.start..at).filter(|at| view.mark(*at, ")")).count();
    // A quotation that opens inside the clause and goes on behind the cut is one piece.
    let state = |at: usize| view.document.tokens.get(at).map(|token| token.quote);
    let mark = (range.start + 1..at).rev().find(|at| view.quote_mark(*at));
    if mark.is_some_and(|mark| state(mark) == Some(QuoteState::Open)) {
        return true;
    }
    dashes % 2 == 1 && (at + 1..range.end).any(|at| dash(&at)) || open > closed
}

/// "Although A, B": both are stated. A condition is left whole.
fn leading(view: &View<'_>, clause: &Clause, params: &ClaimParams) -> Option<Vec<Clause>> {
    let range = clause.tokens.clone();
    let first = range.clone().find(|at| view.is_word(*at))?;
    if !view.is(first, WordSet::SplitSubordinator) {
        return None;
    }
    // "After a long search, the crew went home": no verb before the first comma, no clause.
    let comma = range.clone().skip(1).find(|at| view.mark(*at, ","))?;
    if !view.has_verb(first + 1..comma)
        || !enough(view, first + 1..comma, params.fewest_words)
        || !stands(view, comma + 1..range.end, params.fewest_words)
    {
        return None;
    }
    Some(vec![clause.over(first + 1..comma), whole(clause.over(comma + 1..range.end))])
}

/// What a comma at `at` parts.
fn comma(view: &View<'_>, clause: &Clause, at: usize, params: &ClaimParams) -> Option<Vec<Clause>> {
    let range = clause.tokens.clone();
    let next = at + 1;
    // "not — as she says — because": the negation belongs to what follows.
    if next >= range.end || view.is(next, WordSet::NoSplit) || view.is(at - 1, WordSet::ClauseNegation) {
        return None;
    }
    if view.is(next, WordSet::Relative) {
        return relative(view, clause, at, params);
    }
    if view.is(next, WordSet::SplitCoordinator) {
        let listed = view.lower(next) == "and" && (at.saturating_sub(4).max(range.start)..at).any(|at| view.mark(at, ","));
        if !listed && verb_within(view, next + 1, range.end, params.verb_window) {
            return coordinated(view, clause, at, next + 1, params.split_words);
        }
        return None;
    }
    if view.is(next, WordSet::SplitSubordinator) && verb_within(view, next + 1, range.end, params.verb_window) {
        return halves(view, clause, at, next + 1, params.fewest_words);
    }
    let participle =
        view.facts(next).verb.has(VerbForms::ING) && view.shape(next) == Shape::Lower && !view.is(next, WordSet::IngPreposition);
    if participle && view.has_verb(range.start..at) {
        let end = (next..range.end).find(|at| *at > next + params.fewest_words && view.mark(*at, ",")).unwrap_or(range.end);
        if !enough(view, next..end, params.fewest_words) {
            return None;
        }
        let lent = subject_of(view, range.start..at).or_else(|| lent_already(clause))?;
        let mut parts = vec![clause.over(range.start..at), Clause { lent, ..clause.over(next..end) }];
        if end < range.end && stands(view, end + 1..range.end, params.fewest_words) {
            parts.push(whole(clause.over(end + 1..range.end)));
        }
        return Some(parts);
    }
    None
}

/// ", who R, M": R is said of the name before it, and so is M.
fn relative(view: &View<'_>, clause: &Clause, at: usize, params: &ClaimParams) -> Option<Vec<Clause>> {
    let range = clause.tokens.clone();
    let start = at + 2;
    // "which he says …" has a subject of its own: nothing is said of the name before it.
    let verb = (start..range.end.min(start + 3)).find(|at| view.finite(*at))?;
    if view.lower(at + 1) == "whose"
        || (start..verb).any(|at| {
            !view.is(at, WordSet::Stop) && !view.lower(at).ends_with("ly")
                || view.is(at, WordSet::FirstSubject)
                || view.is(at, WordSet::PersonPronoun)
        })
    {
        return None;
    }
    let end = (start..range.end).find(|at| view.mark(*at, ",") && view.has_verb(start..*at)).unwrap_or(range.end);
    if !enough(view, start..end, params.fewest_words - 1) {
        return None;
    }
    let owner = owner_before(view, range.start..at);
    // "the place where the harbour is, which means": nothing that a name or noun would stand for.
    if owner.clone().all(|at| view.finite(at) || view.is(at, WordSet::Stop)) {
        return None;
    }
    let mut parts = Vec::new();
    // "It is said that Holt, who left, later spoke": what stands before goes on behind.
    let small = |at: usize| view.lower(at).ends_with("ly") || view.is(at, WordSet::SmallAdverb);
    let goes_on = end + 1 < range.end && (view.finite(end + 1) || small(end + 1) && view.finite(end + 2));
    let before_has_verb = view.has_verb(range.start..at) && !(goes_on && view.lower(owner.start.wrapping_sub(1)) == "that");
    if before_has_verb {
        parts.push(clause.over(range.start..at));
    }
    parts.push(Clause { lent: Lent::Tokens(owner.clone()), ..clause.over(start..end) });
    if end < range.end && enough(view, end + 1..range.end, params.fewest_words - 1) && view.has_verb(end + 1..range.end) {
        let rest = clause.over(end + 1..range.end);
        let lent = if before_has_verb { subject_of(view, range.start..at).unwrap_or_default() } else { Lent::Tokens(owner) };
        let opens = (end + 1..range.end).find(|at| view.is_word(*at)).is_some_and(|at| view.finite(at));
        parts.push(if opens { Clause { lent, ..rest } } else { whole(rest) });
    }
    Some(parts)
}

/// The noun phrase that a relative clause behind it is about: a name with its titles, else the last few words.
fn owner_before(view: &View<'_>, before: Range<usize>) -> Range<usize> {
    let named = before.clone().rev().find(|at| view.name(*at) || view.country(*at).is_some());
    if let Some(last) = named.filter(|at| at + 1 == before.end) {
        let first =
            (before.start..=last).rev().take_while(|at| view.name(*at) || view.country(*at).is_some() || view.is(*at, WordSet::Title));
        first.last().unwrap_or(last)..before.end
    } else {
        let start =
            before.clone().rev().take(4).take_while(|at| view.is_word(*at) && !view.finite(*at) && !view.is(*at, WordSet::Preposition));
        start.last().unwrap_or(before.end.saturating_sub(1))..before.end
    }
}

/// Two sides of a coordination; a right side without a subject borrows that of the left.
fn coordinated(view: &View<'_>, clause: &Clause, left: usize, right: usize, fewest: usize) -> Option<Vec<Clause>> {
    let range = clause.tokens.clone();
    if !stands(view, range.start..left, fewest) || !stands(view, right..range.end, fewest) {
        return None;
    }
    let rest = clause.over(right..range.end);
    let adverb =
        usize::from(view.lower(right).ends_with("ly") || view.is(right, WordSet::LeadTrim) || view.is(right, WordSet::ClauseNegation));
    let rest = if view.finite(right + adverb) {
        Clause { lent: subject_of(view, range.start..left).or_else(|| lent_already(clause))?, ..rest }
    } else {
        whole(rest)
    };
    Some(vec![clause.over(range.start..left), rest])
}

/// Two sides of a subordination.
fn halves(view: &View<'_>, clause: &Clause, left: usize, right: usize, fewest: usize) -> Option<Vec<Clause>> {
    let range = clause.tokens.clone();
    if !stands(view, range.start..left, fewest) || !stands(view, right..range.end, fewest) || view.finite(right) {
        return None;
    }
    Some(vec![clause.over(range.start..left), whole(clause.over(right..range.end))])
}

/// A clause with a subject of its own.
fn whole(clause: Clause) -> Clause {
    Clause { lent: Lent::None, ..clause }
}

fn lent_already(clause: &Clause) -> Option<Lent> {
    (clause.lent != Lent::None).then(|| clause.lent.clone())
}

/// The subject of the clause in `range`, to be lent.
pub(super) fn subject_of(view: &View<'_>, range: Range<usize>) -> Option<Lent> {
    let verb = range.clone().find(|at| view.finite(*at))?;
    let tokens = subject_tokens(view, range.start..verb);
    (!tokens.is_empty()).then_some(Lent::Tokens(tokens))
}

fn enough(view: &View<'_>, range: Range<usize>, fewest: usize) -> bool {
    view.count_words(range) >= fewest
}

fn stands(view: &View<'_>, range: Range<usize>, fewest: usize) -> bool {
    enough(view, range.clone(), fewest) && view.has_verb(range)
}

fn verb_within(view: &View<'_>, start: usize, end: usize, window: usize) -> bool {
    view.has_verb(start..end.min(start + window))
}
