//! Numbers in words and digits, with unit and bounds.
//!
//! In: tokens. Out: [`Number`]s in order. Invariant: `low <= high`; what is a date, an age, an ordinal or a model
//! number is left out. Method: digits and number words joined by scale words ("1.5 million", "half a million"), bounds
//! from the words before ("at least", "between 3 and 5").

use std::ops::Range;

use super::view::View;
use crate::lexicon::{Bound, Calendar, NumberKind, Table, UnitKind, WordSet};
use crate::text::Shape;

/// A number with unit and bounds.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Number {
    /// Its tokens, unit included, bound words excluded.
    pub tokens: Range<usize>,
    /// The number as said.
    pub value: f64,
    /// Lowest number that would fit.
    pub low: f64,
    /// Highest number that would fit; `f64::MAX` for no limit.
    pub high: f64,
    /// Kind of unit; `None` for a plain count.
    pub kind: Option<UnitKind>,
    /// Name of the unit; empty for a plain count.
    pub unit: String,
    /// No exact figure ("dozens").
    pub vague: bool,
}

/// The numbers of `range`. `about` is half the width of "about", as a share.
pub(super) fn find(view: &View<'_>, range: Range<usize>, about: f64) -> Vec<Number> {
    let mut found: Vec<Number> = Vec::new();
    let mut at = range.start;
    while at < range.end {
        let Some(mut number) = number_at(view, at, range.end) else {
            at += 1;
            continue;
        };
        at = number.tokens.end;
        if skipped(view, &number) {
            continue;
        }
        bound(view, &mut number, range.start, about);
        // "between 3 and 5": the second closes the interval that the first opens.
        if let Some(first) = found.last_mut() {
            let joined = number.tokens.start == first.tokens.end + 1 && view.lower(first.tokens.end) == "and";
            let between = first.tokens.start.checked_sub(1).is_some_and(|before| view.lower(before) == "between");
            if joined && between {
                first.high = number.high;
                first.tokens.end = number.tokens.end;
                first.kind = first.kind.or(number.kind);
                if first.unit.is_empty() {
                    first.unit = number.unit;
                }
                continue;
            }
        }
        found.push(number);
    }
    found
}

/// The number that starts at token `at`.
fn number_at(view: &View<'_>, at: usize, end: usize) -> Option<Number> {
    let facts = view.facts(at);
    let mut value;
    let (mut high, mut vague, mut kind, mut unit) = (None, false, None, String::new());
    let mut here = at;
    if view.shape(at) == Shape::Number {
        let written = view.written(at);
        let digits = written.trim_start_matches(|letter: char| !letter.is_ascii_digit());
        let sign = &written[..written.len() - digits.len()];
        let (plain, tail) = split_digits(digits)?;
        if !sign.is_empty() {
            let sign = sign.trim_start_matches(|letter: char| letter.is_alphabetic());
            let facts = view.lexicon.facts(sign);
            if let Some((found, name)) = facts.unit {
                kind = Some(found);
                view.lexicon.unit(name).clone_into(&mut unit);
            }
        }
        value = plain;
        if !tail.is_empty() {
            // "2.4m", "5bn"; anything else glued to digits is no count ("12th", "737s").
            let (NumberKind::Scale, scale, _) = view.lexicon.facts(&tail.to_lowercase()).number? else { return None };
            value *= scale;
        }
        here += 1;
    } else {
        let (number, low, top) = facts.number?;
        match number {
            NumberKind::Value => {
                value = low;
                here += 1;
                // "twenty five" and "one hundred" go on below.
            }
            NumberKind::Half => {
                let article = usize::from(view.lower(at + 1) == "a");
                let (NumberKind::Scale, scale, _) = view.facts(at + 1 + article).number? else { return None };
                value = low * scale;
                here += 2 + article;
            }
            NumberKind::Vague => {
                (value, high, vague) = (low, Some(top), true);
                here += 1;
            }
            NumberKind::Scale => {
                // "a dozen", "a million" or "million" behind nothing: only with an article.
                at.checked_sub(1).filter(|before| view.lower(*before) == "a")?;
                value = low;
                here += 1;
            }
        }
    }
    while here < end {
        match view.facts(here).number {
            Some((NumberKind::Scale, scale, _)) if !view.lower(here).is_empty() => value *= scale,
            Some((NumberKind::Value, more, _)) if (20.0..100.0).contains(&value) && more < 10.0 && here == at + 1 => value += more,
            _ => break,
        }
        here += 1;
    }
    if vague && view.lower(here) == "of" {
        // "hundreds of thousands": the scale is open, the lower bound stands.
        if let Some((NumberKind::Vague, low, top)) = view.facts(here + 1).number {
            let scale = low / 2.0;
            value *= scale;
            high = high.map(|high: f64| high * scale).map(|high| high.max(top));
            here += 2;
        }
    }
    if here < end {
        let per = usize::from(view.lower(here) == "per");
        if let Some((found, name)) = view.facts(here + per).unit {
            kind = Some(found);
            view.lexicon.unit(name).clone_into(&mut unit);
            here += per + 1;
            // "42 percentage points" is a difference, not a share.
            if view.lower(here).starts_with("point") {
                unit.push_str(" points");
            }
        }
    }
    value.is_finite().then(|| Number { tokens: at..here, value, low: value, high: high.unwrap_or(value), kind, unit, vague })
}

/// Value of leading digits with thousands commas and a decimal point, and what follows them.
fn split_digits(written: &str) -> Option<(f64, &str)> {
    let end = written.find(|letter: char| !letter.is_ascii_digit() && letter != ',' && letter != '.').unwrap_or(written.len());
    let (digits, tail) = (written.get(..end)?.trim_end_matches(['.', ',']), written.get(end..)?);
    if digits.len() > 20 || digits.matches('.').count() > 1 {
        return None;
    }
    let plain: String = digits.chars().filter(|letter| *letter != ',').collect();
    plain.parse().ok().map(|value| (value, tail))
}

/// Ages, days, years, model and flight numbers are no quantities.
fn skipped(view: &View<'_>, number: &Number) -> bool {
    let (start, end) = (number.tokens.start, number.tokens.end);
    if number.kind.is_some() {
        return false;
    }
    let month = |at: usize| matches!(view.facts(at).calendar, Some(Calendar::Month(_))) && view.shape(at) != Shape::Lower;
    let day = number.value <= 31.0;
    let before = start.checked_sub(1);
    if day && (month(end) || before.is_some_and(month)) {
        return true;
    }
    let year = (1500.0..2100.0).contains(&number.value) && number.tokens.len() == 1 && view.written(start).len() == 4;
    if year && view.shape(start) == Shape::Number {
        return true;
    }
    let age = view.is(end, WordSet::AgeWord) || view.lower(end).starts_with("year") && matches!(view.lower(end + 1), "old" | "-");
    let apposed = before.is_some_and(|before| view.mark(before, ",")) && (view.mark(end, ",") || view.mark(end, ".")) && day_or_age(number);
    let model =
        before.is_some_and(|before| view.is(before, WordSet::NotQuantity) || view.name(before) && view.shape(start) == Shape::Number);
    // "one of the" and "no one" count nothing.
    let one = view.lower(start) == "one" && (view.lower(end) == "of" || before.is_some_and(|before| view.lower(before) == "no"));
    age || apposed && view.shape(start) == Shape::Number || model || one
}

fn day_or_age(number: &Number) -> bool {
    number.value < 120.0 && number.value.fract() == 0.0
}

/// Widens the number by the words before it.
fn bound(view: &View<'_>, number: &mut Number, start: usize, about: f64) {
    for length in [3, 2, 1] {
        let Some(first) = number.tokens.start.checked_sub(length).filter(|first| *first >= start) else { continue };
        let Some((end, phrase)) = view.phrase(Table::Bound, first) else { continue };
        if end != number.tokens.start {
            continue;
        }
        let value = number.value;
        match view.lexicon.bound(phrase) {
            Some(Bound::Least | Bound::Over) => number.high = f64::MAX,
            Some(Bound::Most | Bound::Under) => number.low = 0.0,
            Some(Bound::About) => (number.low, number.high) = (value * (1.0 - about), number.high.max(value * (1.0 + about))),
            None => {}
        }
        return;
    }
}
