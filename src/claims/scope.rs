//! What a count of people holds of: when, where, and whether of all of them or of a part.
//!
//! In: a clause with a number in it. Out: a [`Scope`]. Two tolls contradict each other only where both are of the same time and
//! place and of all who count: of 60 contested claims read, 18 set a toll against one of another attack, another town or a part.

use std::ops::Range;

use super::Scope;
use super::numbers::Number;
use super::view::View;
use crate::lexicon::{Calendar, WordSet};
use crate::text::Shape;

/// Months around that of publication that count as the time of the article.
const NEAR_MONTHS: i8 = 1;

/// The scope of `number` in the clause `range`.
pub(super) fn scope(view: &View<'_>, range: Range<usize>, number: &Number) -> Scope {
    Scope { other_time: range.clone().any(|at| is_other_time(view, at)), part: is_part(view, number), places: places(view, range) }
}

/// "in March", "in 2015", "last year", "in recent years": not of the days around publication. Without a day of publication
/// every year and month is another time.
fn is_other_time(view: &View<'_>, at: usize) -> bool {
    let published = view.article.published;
    let capital = matches!(view.shape(at), Shape::Capitalised | Shape::Upper);
    if let Some(Calendar::Month(month)) = view.facts(at).calendar.filter(|_| capital) {
        // A bare "May" may be a verb or a name.
        let led =
            at > 0 && (view.is(at - 1, WordSet::DateLead) || view.shape(at - 1) == Shape::Number) || view.shape(at + 1) == Shape::Number;
        return led
            && published.is_none_or(|day| (day.month() - month).rem_euclid(12).min((month - day.month()).rem_euclid(12)) > NEAR_MONTHS);
    }
    let written = view.written(at);
    if view.shape(at) == Shape::Number && written.len() == 4 && written.bytes().all(|byte| byte.is_ascii_digit()) {
        let year: i16 = written.parse().unwrap_or_default();
        return (1500..2100).contains(&year) && published.is_none_or(|day| day.year() != year);
    }
    view.is(at, WordSet::LongTime)
}

/// "the other two", "the first two", "six Saudis", "one was killed when".
fn is_part(view: &View<'_>, number: &Number) -> bool {
    let (start, end) = (number.tokens.start, number.tokens.end);
    let behind = view.is(end, WordSet::PartBehind);
    let before = start > 0 && view.is(start - 1, WordSet::PartLead);
    let name = view.name(end) && view.shape(end) == Shape::Capitalised;
    let one = view.lower(start) == "one" && end == start + 1 && view.is(end, WordSet::Aux);
    before || behind || name || one
}

/// Names behind a preposition of place, and a bare "the state".
fn places(view: &View<'_>, range: Range<usize>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        if view.is(at, WordSet::PlaceNoun) && at > range.start && view.lower(at - 1) == "the" {
            found.push(view.lower(at).to_owned());
        }
        if view.is(at, WordSet::PlacePreposition) {
            let mut first = at + 1;
            while first < range.end
                && (view.is(first, WordSet::Determiner) || view.shape(first) == Shape::Lower && view.is(first + 1, WordSet::Stop))
            {
                first += 1;
            }
            let month = view.facts(first).calendar.is_some();
            let end = (first..range.end).find(|at| !view.name(*at)).unwrap_or(range.end);
            if end > first && !month {
                found.push((first..end).map(|at| view.lower(at)).collect::<Vec<_>>().join(" "));
                at = end;
                continue;
            }
        }
        at += 1;
    }
    found.sort();
    found.dedup();
    found
}
