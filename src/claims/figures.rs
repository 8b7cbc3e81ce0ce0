//! Sums, shares and counts that fill no slot of their own, but that two outlets may both give.
//!
//! In: a number of a clause. Out: a [`Slot`] whose item is the number itself: which thing it counts is asked only where another
//! outlet gives the same number (`linking/figures.rs`). Invariant: one number with one unit is one item however it is written
//! ("$1.5 million", "1,500,000 dollars").

use std::ops::Range;

use super::Slot;
use super::numbers::Number;
use super::slots::slot;
use super::view::View;
use crate::lexicon::{UnitKind, WordSet};
use crate::text::Shape;

/// What the item of such a slot begins with.
const FIGURE: &str = "figure";

/// Counts below this are too common for two texts that hold one to mean the same.
const FEW: f64 = 10.0;

/// Tokens behind a number among which the words are that say what is counted.
const COUNTED_WITHIN: usize = 5;

/// Such words at most.
const MOST_COUNTED: usize = 3;

/// The figure of a number; `None` where it says too little.
pub(super) fn figure(view: &View<'_>, range: Range<usize>, number: &Number) -> Option<Slot> {
    let counts = number.kind.is_none();
    if number.vague || number.value <= 0.0 || counts && (number.value < FEW || number.value.fract() > 0.0) {
        return None;
    }
    let (start, end) = (number.tokens.start, number.tokens.end);
    // "9/11", "three quarters of a billion", "8 in 10": a part of something else.
    let at_before = |back: usize| start.checked_sub(back).map_or("", |at| view.lower(at));
    let part = matches!(at_before(1), "/" | "in") && start.checked_sub(2).is_some_and(|at| view.shape(at) == Shape::Number)
        || at_before(1) == "a" && at_before(2) == "of";
    if part || view.is(start, WordSet::NotQuantity) {
        return None;
    }
    let telling = |at: &usize| !view.is(*at, WordSet::Stop) && !view.is(*at, WordSet::Preposition) && view.shape(*at) != Shape::Number;
    let behind = (end..range.end.min(end + COUNTED_WITHIN)).take_while(|at| view.is_word(*at));
    let counted: Vec<String> = behind.filter(telling).take(MOST_COUNTED).map(|at| view.document.stem(at).to_owned()).collect();
    // "Over ten years", "within 24 hours": many things last as long.
    let lasts = (end..range.end.min(end + 2)).any(|at| view.is(at, WordSet::TimeUnit));
    if counts && (counted.is_empty() || lasts) {
        return None;
    }
    let item = format!("{FIGURE}:{}:{:.5e}", name(number.kind), number.value);
    Some(Slot { names: counted, ..slot(view, item, number, &number.unit) })
}

fn name(kind: Option<UnitKind>) -> &'static str {
    match kind {
        Some(UnitKind::Currency) => "sum",
        Some(UnitKind::Percent) => "share",
        None => "count",
    }
}

/// What the item of a figure says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Figure {
    pub(crate) kind: Option<UnitKind>,
    /// Digits up to the last that is not 0: 3 of "1,230" and of "$12.3 million".
    pub(crate) digits: usize,
}

impl Figure {
    /// `None` where the slot is another.
    pub(crate) fn of(slot: &Slot) -> Option<Self> {
        let (kind, value) = slot.item.strip_prefix(FIGURE)?.strip_prefix(':')?.split_once(':')?;
        let kind = [Some(UnitKind::Currency), Some(UnitKind::Percent), None].into_iter().find(|known| name(*known) == kind)?;
        let digits = value.split('e').next().unwrap_or_default().trim_end_matches('0').chars().filter(char::is_ascii_digit).count();
        Some(Self { kind, digits })
    }
}
