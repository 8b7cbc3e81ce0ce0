//! Numbers in fixed slots: killed, injured, arrested, crowds, votes, shares, sums.
//!
//! In: a clause and its numbers. Out: [`Slot`]s. Invariant: a slot's item tells what is counted as far as the clause
//! does ("killed:soldier" is another question than "killed"). Method: a slot word close behind or before the number with
//! nothing but plain nouns and auxiliaries between.

use std::ops::Range;

use super::numbers::Number;
use super::scope::scope;
use super::view::View;
use super::{PartialDate, Scope, Slot};
use crate::lexicon::{Table, UnitKind, VerbForms, WordSet};
use crate::text::Shape;

/// How many tokens may stand between a number and its slot word.
const REACH: usize = 6;

/// Unit of a count of people.
pub(super) const PEOPLE: &str = "people";

/// Unit of a count of votes.
pub(super) const VOTES: &str = "votes";

/// The slots that the numbers of a clause fill.
pub(super) fn slots(view: &View<'_>, range: Range<usize>, numbers: &[Number]) -> Vec<Slot> {
    let mut found: Vec<Slot> = Vec::new();
    for (place, number) in numbers.iter().enumerate() {
        let slot = match number.kind {
            Some(UnitKind::Percent) => share(view, range.clone(), number),
            Some(UnitKind::Currency) => sum(view, range.clone(), number),
            None => count(view, range.clone(), number),
        };
        if let Some(slot) = slot
            && !found.iter().any(|other| other.item == slot.item)
        {
            found.push(slot);
        }
        if let Some(next) = numbers.get(place + 1) {
            found.extend(votes(view, number, next));
        }
    }
    if found.is_empty() {
        found.extend(glued_votes(view, range));
    }
    found
}

/// A slot that is filled with a number.
pub(super) fn slot(view: &View<'_>, item: String, number: &Number, unit: &str) -> Slot {
    let written = view.document.span_of(number.tokens.clone()).of(&view.article.text);
    Slot {
        item,
        value: written.split_whitespace().collect::<Vec<_>>().join(" "),
        unit: unit.to_owned(),
        bounds: Some((number.low, number.high)),
        date: None::<PartialDate>,
        names: Vec::new(),
        scope: Scope::default(),
    }
}

/// People in a slot: "12 people were killed", "killed at least 12 soldiers".
fn count(view: &View<'_>, range: Range<usize>, number: &Number) -> Option<Slot> {
    if number.value < 1.0 || number.value.fract() > 0.0 {
        return None;
    }
    let (start, end) = (number.tokens.start, number.tokens.end);
    // Behind: nothing but nouns, adjectives and auxiliaries between.
    let mut noun: Option<usize> = None;
    for at in end..range.end.min(end + REACH) {
        if let Some((stop, phrase)) = view.phrase(Table::SlotAfter, at)
            && stop <= range.end
        {
            // "two gunmen killed 13 people": an active verb with an object counts its subject, not its victims.
            let passive = (end..at).any(|at| view.is(at, WordSet::Aux)) || !view.facts(at).verb.has(VerbForms::PAST);
            let object = view.shape(stop) == Shape::Number
                || view.is(stop, WordSet::Determiner)
                || view.facts(stop).number.is_some()
                || view.name(stop);
            if !passive && object && stop < range.end {
                break;
            }
            return Some(people(view, range, view.lexicon.slot(Table::SlotAfter, phrase), noun, number));
        }
        let filler = view.is(at, WordSet::NumberFiller) || view.is(at, WordSet::Aux);
        let plain = view.shape(at) == Shape::Lower && !view.is(at, WordSet::Stop) && !view.is(at, WordSet::Preposition);
        if !(filler || plain) || view.is(at, WordSet::ClauseNegation) {
            break;
        }
        if plain && !view.is(at, WordSet::PeopleNoun) && !view.facts(at).verb.any(VerbForms::PAST | VerbForms::PARTICIPLE) {
            noun = Some(at);
        }
    }
    // Before: only bound words between.
    for at in (range.start..start).rev().take(REACH) {
        if let Some((stop, phrase)) = view.phrase(Table::SlotBefore, at) {
            let open = (stop..start)
                .all(|at| view.is(at, WordSet::Stop) || view.is(at, WordSet::NumberFiller) || view.facts(at).starts(Table::Bound));
            if stop <= start && open {
                let noun = (end..range.end.min(end + 3))
                    .take_while(|at| view.shape(*at) == Shape::Lower && !view.is(*at, WordSet::Stop) && !view.is(*at, WordSet::Preposition))
                    .filter(|at| !view.is(*at, WordSet::PeopleNoun))
                    .last();
                return Some(people(view, range, view.lexicon.slot(Table::SlotBefore, phrase), noun, number));
            }
        }
        if !view.is_word(at) {
            break;
        }
    }
    None
}

fn people(view: &View<'_>, range: Range<usize>, name: &str, noun: Option<usize>, number: &Number) -> Slot {
    let item = noun.map_or_else(|| name.to_owned(), |noun| format!("{name}:{}", view.document.stem(noun)));
    Slot { scope: scope(view, range, number), ..slot(view, item, number, PEOPLE) }
}

/// "42 percent of voters support": what the share is of, and what it is said to do.
fn share(view: &View<'_>, range: Range<usize>, number: &Number) -> Option<Slot> {
    let end = number.tokens.end;
    let of = view.lower(end) == "of";
    if !of {
        return None;
    }
    let noun = head_noun(view, end + 1..range.end)?;
    let verb = (noun + 1..range.end.min(noun + 5))
        .find(|at| view.is_word(*at) && !view.is(*at, WordSet::Stop) && (view.finite(*at) || view.present(*at)))?;
    let object = (verb + 1..range.end.min(verb + 5))
        .find(|at| view.is_word(*at) && !view.is(*at, WordSet::Stop) && view.shape(*at) != Shape::Number)?;
    let item = format!("share:{}:{}:{}", view.document.stem(noun), view.lemma(verb), view.document.stem(object));
    Some(slot(view, item, number, &number.unit))
}

/// "$2.4 million for the bridge", "a $5 billion border wall".
fn sum(view: &View<'_>, range: Range<usize>, number: &Number) -> Option<Slot> {
    let end = number.tokens.end;
    let start = match view.lower(end) {
        "for" | "in" => end + 1,
        _ => end,
    };
    let noun = head_noun(view, start..range.end)?;
    let item = format!("sum:{}", view.document.stem(noun));
    Some(slot(view, item, number, &number.unit))
}

/// The last word of the run of plain words that starts in `range`, determiners skipped.
fn head_noun(view: &View<'_>, range: Range<usize>) -> Option<usize> {
    let first = range.clone().take(2).find(|at| !view.is(*at, WordSet::Determiner))?;
    if view.is(first, WordSet::Preposition) {
        return None;
    }
    let plain = |at: &usize| {
        view.is_word(*at) && !view.is(*at, WordSet::Stop) && !view.is(*at, WordSet::Preposition) && view.shape(*at) != Shape::Number
    };
    let noun = |at: &usize| plain(at) && !(*at > first && (view.finite(*at) || view.present(*at)));
    (first..range.end.min(first + 4)).take_while(noun).last()
}

/// "voted 52 to 48", "by 5 to 4".
fn votes(view: &View<'_>, first: &Number, second: &Number) -> Vec<Slot> {
    let joined = second.tokens.start == first.tokens.end + 1 && matches!(view.lower(first.tokens.end), "to" | "-" | "–");
    let start = first.tokens.start;
    let lead = (start.saturating_sub(6)..start).any(|at| view.lemma(at) == "vote" || view.lower(at) == "margin");
    let tail = (second.tokens.end..second.tokens.end + 3).any(|at| view.lemma(at) == "vote");
    let by = start.checked_sub(1).is_some_and(|before| view.lower(before) == "by") && first.value < 1000.0;
    if !joined || first.kind.is_some() || second.kind.is_some() || !(lead || tail || by) {
        return Vec::new();
    }
    vec![slot(view, "votes for".to_owned(), first, VOTES), slot(view, "votes against".to_owned(), second, VOTES)]
}

/// "a 217-213 vote": one token.
fn glued_votes(view: &View<'_>, range: Range<usize>) -> Vec<Slot> {
    let near = |at: usize| (at.saturating_sub(4)..at + 3).any(|at| view.lemma(at) == "vote");
    let tally = |at: usize| -> Option<(f64, f64)> {
        let (left, right) = view.written(at).split_once(['-', '–'])?;
        let short = left.len() <= 3 && right.len() <= 3;
        let (left, right): (u16, u16) = (left.parse().ok()?, right.parse().ok()?);
        (short && near(at)).then(|| (f64::from(left), f64::from(right)))
    };
    let Some((at, (left, right))) = range.filter(|at| view.shape(*at) == Shape::Number).find_map(|at| tally(at).map(|both| (at, both)))
    else {
        return Vec::new();
    };
    let make = |item: &str, value: f64| Slot {
        item: item.to_owned(),
        value: view.written(at).split(['-', '–']).nth(usize::from(item.ends_with("against"))).unwrap_or_default().to_owned(),
        unit: VOTES.to_owned(),
        bounds: Some((value, value)),
        date: None,
        names: Vec::new(),
        scope: Scope::default(),
    };
    vec![make("votes for", left), make("votes against", right)]
}
