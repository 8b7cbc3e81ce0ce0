//! Whether a phrase of the table is a cue where it stands: a linear model has the last word over the table's own rule.
//!
//! In: the cues that the table's rules let fire and the phrases that they hold back. Out: the cues. Only cues that the
//! model saw in training are asked about, and none that its gold leaves out by convention (hearsay, "apparently"); the rest go by the table. Names, months and phrases of
//! the table of exceptions never fire.

use super::context::View;
use super::facts::{Key, Stretch};
use super::find::{Candidates, Found};
use crate::config::HedgingParams;
use crate::lexicon::{CueKind, HedgeCue, HedgingModels};
use crate::text::Shape;

/// Words behind, before and around a candidate that get a fact of their own with its stem.
const BEHIND: usize = 3;
const BEFORE: usize = 8;
const FURTHER: usize = 12;

/// A phrase of the table that may be a cue.
pub(super) struct Candidate<'a> {
    pub(super) found: Found<'a>,
    /// The table's rule lets it fire.
    pub(super) fires: bool,
}

/// True for the kinds that the model decides on.
pub(super) fn is_asked(kind: CueKind) -> bool {
    hearsay(kind) || matches!(kind, CueKind::Epistemic | CueKind::Doxastic | CueKind::Investigation | CueKind::Conditional)
}

/// Hearsay ("reportedly", "said to be"): the gold leaves half of it out, so the table may have the last word.
fn hearsay(kind: CueKind) -> bool {
    kind == CueKind::Evidential
}

/// The phrases of a sentence that the model may be asked about, in order.
pub(super) fn candidates<'a>(view: &View<'_>, table: &Candidates<'a>, found: &[Found<'a>]) -> Vec<Candidate<'a>> {
    let mut all: Vec<Candidate<'a>> = Vec::new();
    let mut next = found.iter().peekable();
    let mut at = view.tokens.start;
    while at < view.tokens.end {
        while next.peek().is_some_and(|found| found.tokens.start < at || found.tokens.start == at && found.cue.kind == CueKind::Vague) {
            next.next();
        }
        if let Some(here) = next.peek().filter(|found| found.tokens.start == at) {
            if is_asked(here.cue.kind) {
                all.push(Candidate { found: (*here).clone(), fires: true });
            }
            at = here.tokens.end;
            continue;
        }
        if let Some(cue) = table.matching(view, at).find(|cue| is_asked(cue.kind)).filter(|cue| !table.barred(view, at, cue)) {
            all.push(Candidate { found: Found { tokens: at..at + cue.words.len(), cue }, fires: false });
        }
        at += 1;
    }
    all
}

/// The facts of a candidate.
pub(super) fn facts(stretch: &Stretch<'_>, view: &View<'_>, candidate: &Candidate<'_>, found: &[Found<'_>]) -> Vec<u32> {
    let at = candidate.found.tokens.start;
    let (word, stem) = (stretch.lower(at, 0), stretch.stem(at, 0));
    let mut marks = Vec::with_capacity(72);
    let mut add = |key: Key| marks.push(key.mark());
    add(Key::of(101).and(word));
    add(Key::of(102).and(stem));
    for away in -3..=3_isize {
        if away == 0 {
            continue;
        }
        let place = away as u64;
        add(Key::of(103).and(place).and(stretch.lower(at, away)));
        add(Key::of(104).and(place).and(stretch.class(at, away)));
        if away.abs() <= 2 {
            add(Key::of(105).and(place).and(stretch.stem(at, away)).and(stem));
            add(Key::of(106).and(place).and(stretch.class(at, away)).and(stem));
        }
    }
    add(Key::of(107).and(stretch.lower(at, -2)).and(stretch.lower(at, -1)));
    add(Key::of(108).and(stretch.lower(at, 1)).and(stretch.lower(at, 2)));
    add(Key::of(109).and(word).and(stretch.lower(at, 1)).and(stretch.lower(at, 2)));
    add(Key::of(110).and(stretch.lower(at, -2)).and(stretch.lower(at, -1)).and(word));
    add(Key::of(111).and(stretch.class(at, -1)).and(stem).and(stretch.class(at, 1)));
    add(Key::of(112).and(stretch.class(at, 1)).and(stretch.class(at, 2)).and(stem));
    for place in at + 1..=at + BEHIND {
        if matches!(stretch.text(place), "that" | "to" | "by" | "as" | "not" | "be" | "of") {
            add(Key::of(113).and(stretch.lower(place, 0)).and(stem));
        }
    }
    for place in at.saturating_sub(BEFORE)..at {
        let text = stretch.text(place);
        if matches!(text, "if" | "would" | "when" | "that" | "was" | "is" | "are" | "were" | "be" | "not" | "they" | "he" | "who") {
            add(Key::of(114).and(stretch.lower(place, 0)).and(stem));
        }
    }
    for place in at + 1..=at + FURTHER {
        if matches!(stretch.text(place), "if" | "would" | "will" | "then" | "," | "or") {
            add(Key::of(115).and(stretch.lower(place, 0)).and(stem));
        }
    }
    if at == view.tokens.start {
        add(Key::of(116).and(stem));
    } else if matches!(view.shape(at), Some(Shape::Capitalised | Shape::Upper)) {
        add(Key::of(117).and(stem));
    }
    // Cues that the table lets fire over this place, vague ones among them.
    let from = found.partition_point(|found| found.tokens.start + 8 < at);
    for other in found[from..].iter().take_while(|found| found.tokens.start <= at).filter(|found| found.tokens.end > at) {
        add(Key::of(118).and(other.cue.hash));
        add(Key::of(119).and(other.cue.kind as u64).and(stem));
    }
    let (cue, fires) = (candidate.found.cue, u64::from(candidate.fires));
    add(Key::of(120).and(cue.hash));
    add(Key::of(121).and(cue.hash).and(fires));
    add(Key::of(122).and(cue.kind as u64).and(fires));
    marks.sort_unstable();
    marks.dedup();
    marks
}

/// The cues of a sentence after the model had its say.
pub(super) fn decide<'a>(
    view: &View<'_>,
    stretch: &Stretch<'_>,
    table: &Candidates<'a>,
    known: &Known,
    found: &[Found<'a>],
    models: &HedgingModels,
    params: &HedgingParams,
) -> Vec<Found<'a>> {
    let all = candidates(view, table, found);
    let mut changed = found.to_vec();
    for candidate in all.iter().filter(|candidate| known.decides(candidate.found.cue, params)) {
        let marks = facts(stretch, view, candidate, found);
        let is_cue = models.cues.score(&marks) >= f64::from(models.cues.threshold);
        if is_cue == candidate.fires {
            continue;
        }
        let tokens = &candidate.found.tokens;
        if is_cue {
            let free = changed
                .iter()
                .all(|other| other.cue.kind == CueKind::Vague || other.tokens.end <= tokens.start || other.tokens.start >= tokens.end);
            if free {
                let place = changed.partition_point(|other| other.tokens.start <= tokens.start);
                changed.insert(place, candidate.found.clone());
            }
        } else {
            changed.retain(|other| other.tokens != *tokens || other.cue != candidate.found.cue);
        }
    }
    changed
}

/// Which cues the model saw in training, and how often gold agrees with the table on them.
pub(super) struct Known(Vec<(u64, f64)>);

impl Known {
    /// Those of `models`.
    pub(super) fn of(models: &HedgingModels) -> Self {
        let hash = |(cue, kind): &(String, CueKind)| crate::ids::stable_hash(cue).wrapping_add(*kind as u64);
        let mut known: Vec<(u64, f64)> = models.known_cues.iter().map(|(cue, share)| (hash(cue), *share)).collect();
        known.sort_unstable_by_key(|known| known.0);
        Self(known)
    }

    /// True where the model has the last word on `cue`.
    fn decides(&self, cue: &HedgeCue, params: &HedgingParams) -> bool {
        let share = self.0.binary_search_by_key(&cue.hash, |known| known.0).ok().and_then(|at| self.0.get(at)).map(|known| known.1);
        share.is_some_and(|share| !params.convention_by_table || !hearsay(cue.kind) && share >= params.convention_below)
    }
}
