//! How sure a sentence sounds to readers: a linear model over its words, its cues and counts of them.
//!
//! In: a sentence, its cues, the facts of `weasel.rs`. Out: certainty in [0, 1]. Method: ridge regression and boosted stumps on
//! findings graded 1 to 6, added up into one weight a fact, so that each step away from the mean leads back to words; card in
//! `model/README.md`. The grades are stretched so that a sentence without a cue lies near `plain_certainty`.

use super::facts::{Key, Stretch};
use super::find::Found;
use super::weasel::Fact;
use crate::config::HedgingParams;
use crate::lexicon::{CueKind, HashedModel, word_class};
use crate::text::Shape;

/// The facts of a sentence: those of the words, and counts of cues and word classes as steps ("two or more").
pub(super) fn facts(stretch: &Stretch<'_>, words: &[Fact], found: &[Found<'_>], opposite_below: f64) -> Vec<u32> {
    let mut marks: Vec<u32> = words.iter().map(|fact| fact.mark).collect();
    let mut count = |template: u64, count: usize, most: usize| {
        for step in 1..=count.min(most) {
            marks.push(Key::of(template).and(step as u64).mark());
        }
    };
    let classes = [word_class::MAY, word_class::SEEM, word_class::LIKELY, word_class::SHOW];
    let mut level = 0;
    for (number, class) in classes.into_iter().enumerate() {
        // "May" inside a sentence is a month or a name.
        let verb = |at: usize| at == stretch.tokens.start || stretch.shape(at) == Some(Shape::Lower);
        let here = stretch.tokens.clone().filter(|&at| stretch.word(at).classes & class != 0 && verb(at)).count();
        count(200 + number as u64, here, 3);
        if here > 0 && number < 3 {
            level = level.max(3 - number);
        }
    }
    count(204, level, 3);
    count(205, stretch.tokens.len() / 5, 10);
    count(206, stretch.tokens.clone().filter(|&at| stretch.shape(at) == Some(Shape::Number)).count(), 4);
    for (number, kind) in CueKind::ALL.iter().enumerate() {
        count(210 + number as u64, found.iter().filter(|found| found.cue.kind == *kind).count(), 3);
    }
    let (mut weakest, mut doubt) = (1.0_f64, 0.0_f64);
    for found in found {
        if let (CueKind::Epistemic | CueKind::Doxastic | CueKind::Evidential, Some(p)) = (found.cue.kind, found.cue.strength) {
            let sure = if p < opposite_below { 1.0 - p } else { p };
            weakest = weakest.min(sure);
            doubt += 1.0 - sure;
        }
    }
    count(220, ((1.0 - weakest) * 10.0).round() as usize, 8);
    count(221, (doubt * 5.0).round() as usize, 8);
    marks
}

/// Certainty of a sentence of grade `grade`, 1 to 6; `by_cues` is what its cues alone say, `None` where none stands in it.
pub(super) fn certainty(grade: f64, by_cues: Option<f64>, params: &HedgingParams) -> f64 {
    let found = params.plain_certainty + (grade - params.plain_grade) * params.certainty_per_grade;
    match by_cues {
        None => found.clamp(params.least_plain_certainty, 1.0),
        Some(by_cues) => found.min(found + (by_cues - found) * params.cues_share).clamp(0.0, 1.0),
    }
}

/// The grade of a sentence with `marks`, 1 to 6.
pub(super) fn grade(marks: &[u32], model: &HashedModel) -> f64 {
    model.score(marks).clamp(1.0, 6.0)
}
