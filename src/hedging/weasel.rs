//! Vague sentences: a linear model over words, pairs of words, stems, cues of the table and a few templates.
//!
//! In: a sentence and its cues. Out: a score in log-odds, and the phrase that speaks most for it. Method: L2 logistic
//! regression over the set of facts, scaled to length one; card in `model/README.md`.

use std::ops::Range;

use super::context::View;
use super::facts::{Key, Stretch, is_plural};
use super::find::{Candidates, Found};
use crate::lexicon::{HashedModel, word_class};
use crate::text::Shape;

/// How far a template looks.
const NEAR: usize = 3;
/// Longest phrase shown as evidence, in tokens.
const LONGEST_PHRASE: usize = 5;

/// A fact that holds: its mark and the tokens it speaks of (none for facts of the whole sentence).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Fact {
    pub(super) mark: u32,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The facts of a sentence, each once, by mark.
pub(super) fn facts(view: &View<'_>, stretch: &Stretch<'_>, candidates: &Candidates<'_>, found: &[Found<'_>]) -> Vec<Fact> {
    let tokens = stretch.tokens.clone();
    let mut facts = Vec::with_capacity(4 * tokens.len() + 16);
    let mut add = |key: Key, start: usize, end: usize| {
        let end = end.min(tokens.end);
        facts.push(Fact { mark: key.mark(), start: start.min(end), end });
    };
    let (mut capitals, mut numbers, mut quoted) = (0_u64, 0_u64, false);
    for at in tokens.clone() {
        let (lower, stem) = (stretch.lower(at, 0), stretch.stem(at, 0));
        add(Key::of(1).and(lower), at, at + 1);
        add(Key::of(2).and(stem), at, at + 1);
        add(Key::of(3).and(stretch.lower(at, -1)).and(lower), at.saturating_sub(1).max(tokens.start), at + 1);
        let word = stretch.word(at);
        if word.classes & word_class::QUANTIFIER != 0 {
            quantifier(stretch, at, &mut add);
        }
        if word.classes & word_class::BE != 0 {
            passive(stretch, at, &mut add);
        }
        let text = stretch.text(at);
        if text == "most" || text.len() > 4 && text.ends_with("est") {
            add(Key::of(20), at, at + 1);
            add(Key::of(21).and(stretch.class(at, 1)), at, at + 2);
        }
        if text == "one" && stretch.text(at + 1) == "of" {
            add(Key::of(22).and(stretch.class(at, 3)), at, at + 4);
        }
        for cue in candidates.matching(view, at) {
            add(Key::of(30).and(cue.hash), at, at + cue.words.len());
            add(Key::of(31).and(cue.kind as u64), at, at + cue.words.len());
        }
        match stretch.shape(at) {
            Some(Shape::Number) => numbers += 1,
            Some(Shape::Capitalised | Shape::Upper) if at > tokens.start => capitals += 1,
            _ => {}
        }
        quoted |= view.is_quoted(at);
    }
    if let Some(last) = tokens.clone().last() {
        add(Key::of(3).and(stretch.lower(last, 0)).and(stretch.lower(last, 1)), last, last + 1);
        let open = stretch.shape(last) != Some(Shape::Mark) || matches!(stretch.text(last), "," | "-" | "(" | "%");
        if open {
            add(Key::of(44), 0, 0);
        }
    }
    for found in found {
        add(Key::of(32).and(found.cue.hash), found.tokens.start, found.tokens.end);
        add(Key::of(33).and(found.cue.kind as u64), found.tokens.start, found.tokens.end);
    }
    add(Key::of(40).and((tokens.len() / 5).min(8) as u64), 0, 0);
    add(Key::of(41).and(capitals.min(4)), 0, 0);
    add(Key::of(42).and(numbers.min(3)), 0, 0);
    if quoted {
        add(Key::of(43), 0, 0);
    }
    facts.sort_unstable();
    facts.dedup_by_key(|fact| fact.mark);
    facts
}

/// "some analysts": the quantifier and the plural behind it.
fn quantifier(stretch: &Stretch<'_>, at: usize, add: &mut impl FnMut(Key, usize, usize)) {
    for place in at + 1..=at + NEAR {
        let word = stretch.word(place);
        if word.classes & word_class::BE != 0 {
            return;
        }
        if word.classes & word_class::PLURAL != 0 || is_plural(stretch.text(place)) {
            add(Key::of(10).and(stretch.lower(at, 0)).and(word.stem), at, place + 1);
            add(Key::of(11).and(stretch.lower(at, 0)), at, place + 1);
            add(Key::of(12).and(word.stem), at, place + 1);
            add(Key::of(13), at, place + 1);
            return;
        }
    }
}

/// "is widely believed": the participle, the adverb before it, and whether "by" follows.
fn passive(stretch: &Stretch<'_>, at: usize, add: &mut impl FnMut(Key, usize, usize)) {
    let mut place = at + 1;
    let mut adverb = None;
    while place <= at + NEAR && (stretch.text(place).ends_with("ly") || stretch.word(place).classes & word_class::ADVERB != 0) {
        adverb = Some(place);
        place += 1;
    }
    let word = stretch.word(place);
    if !(stretch.text(place).ends_with("ed") || word.classes & word_class::PARTICIPLE != 0) {
        return;
    }
    let by = u64::from((place + 1..=place + NEAR).any(|next| stretch.text(next) == "by"));
    add(Key::of(14).and(word.stem), at, place + 1);
    add(Key::of(15).and(word.stem).and(by), at, place + 1);
    add(Key::of(16).and(by), at, place + 1);
    if let Some(adverb) = adverb {
        add(Key::of(17).and(word.stem).and(stretch.lower(adverb, 0)), at, place + 1);
        add(Key::of(18).and(stretch.lower(adverb, 0)).and(by), at, place + 1);
    }
}

/// The score of a sentence with `facts`, in log-odds.
pub(super) fn score(facts: &[Fact], model: &HashedModel) -> f64 {
    let steps: i32 = facts.iter().map(|fact| model.step(fact.mark)).sum();
    f64::from(model.bias) + f64::from(model.scale) * f64::from(steps) / (facts.len().max(1) as f64).sqrt()
}

/// True where the tokens themselves leave open who or how many: a quantifier that counts nothing, or a passive that names nobody.
pub(super) fn leaves_open(stretch: &Stretch<'_>, tokens: &Range<usize>) -> bool {
    let number = |at: usize| stretch.shape(at) == Some(Shape::Number);
    let quantifier = |at: usize| stretch.word(at).classes & word_class::QUANTIFIER != 0 && !number(at + 1);
    let passive = |at: usize| {
        let word = stretch.word(at);
        let participle = word.classes & word_class::PARTICIPLE != 0 || stretch.text(at).ends_with("ed");
        let named = (at + 1..=at + NEAR).any(|next| stretch.text(next) == "by");
        let be = (tokens.start..at).any(|before| stretch.word(before).classes & word_class::BE != 0);
        participle && be && !named
    };
    tokens.clone().any(|at| quantifier(at) || passive(at))
}

/// The phrase, among those that `fits` lets through, whose facts add most to the score; `None` where none adds to it.
pub(super) fn phrase(facts: &[Fact], model: &HashedModel, longest: usize, fits: impl Fn(&Range<usize>) -> bool) -> Option<Range<usize>> {
    let mut spoken: Vec<(usize, usize, i32)> = facts
        .iter()
        .filter(|fact| fact.end > fact.start && fact.end - fact.start <= LONGEST_PHRASE.min(longest))
        .map(|fact| (fact.start, fact.end, model.step(fact.mark)))
        .collect();
    spoken.sort_unstable();
    let mut best: Option<(i32, Range<usize>)> = None;
    for &(start, end, own) in &spoken {
        if own <= 0 || !fits(&(start..end)) {
            continue;
        }
        let from = spoken.partition_point(|other| other.0 < start);
        let sum: i32 = spoken[from..].iter().take_while(|other| other.0 < end).filter(|other| other.1 <= end).map(|other| other.2).sum();
        if best.as_ref().is_none_or(|(most, _)| sum > *most) {
            best = Some((sum, start..end));
        }
    }
    best.filter(|(sum, _)| *sum > 0).map(|(_, tokens)| tokens)
}
