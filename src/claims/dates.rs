//! Dates in a clause, resolved against the day of publication where they are relative.
//!
//! In: tokens, the day of publication, whether the clause speaks of the future. Out: [`DateHit`]s in order. Invariant:
//! without a day of publication relative dates stay open (month, day and year `None`) and years are only as written.

use std::ops::Range;

use jiff::ToSpan;
use jiff::civil::Date;

use super::PartialDate;
use super::view::View;
use crate::lexicon::{Calendar, NumberKind, WordSet};
use crate::text::Shape;

/// A date found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct DateHit {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What is known of it.
    pub date: PartialDate,
    /// Weekday as written, Monday is 1.
    pub weekday: Option<i8>,
}

/// The dates of `range`.
pub(super) fn find(view: &View<'_>, range: Range<usize>, future: bool) -> Vec<DateHit> {
    let mut found: Vec<DateHit> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        match date_at(view, at, range.clone(), future) {
            Some(hit) => {
                at = hit.tokens.end.max(at + 1);
                // "on Tuesday, April 3": one day, the written date knows more.
                if let Some(last) = found.last_mut().filter(|last| last.weekday.is_some() && hit.tokens.start <= last.tokens.end + 1)
                    && hit.weekday.is_none()
                    && hit.date.day.is_some()
                {
                    last.date = hit.date;
                    last.tokens.end = hit.tokens.end;
                    continue;
                }
                found.push(hit);
            }
            None => at += 1,
        }
    }
    found
}

fn date_at(view: &View<'_>, at: usize, range: Range<usize>, future: bool) -> Option<DateHit> {
    // "today" in a quotation is the day of the speech, which is not told.
    let relative_to = view.article.published.filter(|_| !view.quoted(at));
    let published = view.article.published;
    let capital = matches!(view.shape(at), Shape::Capitalised | Shape::Upper);
    let before = if at > range.start { view.lower(at - 1) } else { "" };
    match view.facts(at).calendar {
        Some(Calendar::Month(month)) if capital => {
            let next_day = day_of(view, at + 1);
            let previous_day = at.checked_sub(1).filter(|before| *before >= range.start).and_then(|before| day_of(view, before));
            let (start, mut end, day) = match (next_day, previous_day) {
                (Some(day), _) => (at, at + 2, Some(day)),
                (None, Some(day)) => (at - 1, at + 1, Some(day)),
                (None, None) => (at, at + 1, None),
            };
            let comma = usize::from(view.mark(end, ","));
            let mut year = year_of(view, end + comma).filter(|_| end + comma < range.end);
            if year.is_some() {
                end += comma + 1;
            }
            // A bare "May" or "March" may be a name or verb: only behind a preposition or "last".
            if day.is_none() && year.is_none() && !(at > range.start && view.is(at - 1, WordSet::DateLead)) {
                return None;
            }
            if year.is_none() {
                year = published.and_then(|day_out| likely_year(day_out, month, day, future));
            }
            Some(DateHit { tokens: start..end, date: PartialDate { year, month: Some(month), day }, weekday: None })
        }
        Some(Calendar::Weekday(weekday)) if capital => {
            let date = relative_to.and_then(|published| weekday_date(published, weekday, before, future));
            Some(DateHit { tokens: at..at + 1, date: date.map(PartialDate::from).unwrap_or_default(), weekday: Some(weekday) })
        }
        Some(Calendar::Offset(days)) => {
            let date = relative_to.and_then(|published| published.checked_add(i64::from(days).days()).ok());
            Some(DateHit { tokens: at..at + 1, date: date.map(PartialDate::from).unwrap_or_default(), weekday: None })
        }
        _ => relative(view, at, range, relative_to),
    }
}

/// "last month", "next month", "three days ago", "2025-04-03".
fn relative(view: &View<'_>, at: usize, range: Range<usize>, published: Option<Date>) -> Option<DateHit> {
    let open = |end: usize, date: PartialDate| Some(DateHit { tokens: at..end, date, weekday: None });
    if at + 1 < range.end && view.lower(at + 1) == "month" {
        let months = match view.lower(at) {
            "last" => -1,
            "this" => 0,
            "next" => 1,
            _ => return None,
        };
        let date = published.and_then(|published| published.checked_add(i64::from(months).months()).ok());
        return open(at + 2, PartialDate { year: date.map(Date::year), month: date.map(Date::month), day: None });
    }
    if at + 2 < range.end && view.lower(at + 2) == "ago" {
        let count = count_of(view, at)?;
        let days = match view.lower(at + 1) {
            "day" | "days" => count,
            _ => return None,
        };
        let date = published.and_then(|published| published.checked_sub(days.days()).ok());
        return open(at + 3, date.map(PartialDate::from).unwrap_or_default());
    }
    if view.shape(at) == Shape::Number {
        let written = view.written(at);
        let date: Date = (written.len() == 10).then(|| written.parse().ok()).flatten()?;
        return open(at + 1, date.into());
    }
    None
}

fn day_of(view: &View<'_>, at: usize) -> Option<i8> {
    if view.shape(at) != Shape::Number {
        return None;
    }
    let written = view.written(at);
    let digits = written.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
    let ordinal = matches!(written.get(digits.len()..), Some("" | "st" | "nd" | "rd" | "th"));
    let next_scaled = matches!(view.facts(at + 1).number, Some((NumberKind::Scale, ..)));
    digits.parse::<i8>().ok().filter(|day| (1..=31).contains(day) && ordinal && !next_scaled)
}

fn year_of(view: &View<'_>, at: usize) -> Option<i16> {
    (view.shape(at) == Shape::Number && view.written(at).len() == 4)
        .then(|| view.written(at).parse().ok())
        .flatten()
        .filter(|year| (1500..2100).contains(year))
}

fn count_of(view: &View<'_>, at: usize) -> Option<i64> {
    match view.facts(at).number {
        Some((NumberKind::Value, value, _)) => Some(value as i64),
        _ => view.written(at).parse::<i64>().ok().filter(|count| (0..10_000).contains(count)),
    }
}

/// The year that brings a month nearest to publication: ahead for the future, else behind, with a month's grace.
fn likely_year(published: Date, month: i8, day: Option<i8>, future: bool) -> Option<i16> {
    let years = [published.year() - 1, published.year(), published.year() + 1];
    let distance = |year: i16| -> Option<i32> {
        let date = Date::new(year, month, day.unwrap_or(15)).ok()?;
        let days = published.until(date).ok()?.get_days();
        let wrong_side = if future { days < -31 } else { days > 31 };
        Some(days.abs() + if wrong_side { 400 } else { 0 })
    };
    years.into_iter().filter_map(|year| distance(year).map(|days| (days, year))).min().map(|(_, year)| year)
}

/// The last such weekday on or before publication; the next one for the future.
fn weekday_date(published: Date, weekday: i8, before: &str, future: bool) -> Option<Date> {
    let today = published.weekday().to_monday_one_offset();
    let back = i64::from((today - weekday).rem_euclid(7));
    let ahead = i64::from((weekday - today).rem_euclid(7));
    match before {
        "last" => published.checked_sub(if back == 0 { 7 } else { back }.days()).ok(),
        "next" => published.checked_add(if ahead == 0 { 7 } else { ahead }.days()).ok(),
        _ if future => published.checked_add(ahead.days()).ok(),
        _ => published.checked_sub(back.days()).ok(),
    }
}
