//! Whose doubt a cue expresses: the outlet's own or that of somebody whose words are passed on.
//!
//! In: a cue, its sentence and what the article attributes. Out: an [`Owner`]. Method: logistic regression over yes-or-no
//! facts of the cue, of the attributed content it lies in or beside, and of the reporting words around it (card in
//! `model/README.md`); between the two bounds of the configuration the answer is [`Owner::Unsure`]. Hearsay adverbs outside
//! quotation marks ("reportedly") are the narrator's without a score.

use std::ops::Range;

use super::Owner;
use super::context::View;
use super::facts::{Key, Stretch};
use crate::attribution::Attributions;
use crate::config::HedgingParams;
use crate::lexicon::{CueKind, HashedModel, HedgeCue, word_class};
use crate::text::{Document, QuoteState, Shape};

/// How far a look from the cue goes, in tokens.
const REACH: usize = 60;
/// How far it goes for the edge of a content.
const EDGE: usize = 18;

/// An attribution by tokens.
struct Item {
    cue: Option<Range<usize>>,
    speaker: Option<Range<usize>>,
    manner: u64,
    verb: u64,
    kind: u64,
    sentence: usize,
}

/// What an article attributes, by token and by sentence.
pub(super) struct Attributed {
    items: Vec<Item>,
    /// For each token the item it is content of, counted from 1; 0 where it is none's.
    inside: Vec<u32>,
    /// For each token the first token of the piece of that item that holds it, and one past its last.
    pieces: Vec<(u32, u32)>,
    /// Before each token, and behind the last: how many are content so far.
    so_far: Vec<u32>,
    /// For each sentence the items whose cue it holds.
    by_sentence: Vec<Vec<u32>>,
    /// Fifths of the article that are content.
    share: u64,
}

impl Attributed {
    /// Reads `attributions`.
    pub(super) fn of(document: &Document, attributions: &Attributions) -> Self {
        let mut inside = vec![0_u32; document.tokens.len()];
        let mut pieces = vec![(0, 0); document.tokens.len()];
        let mut by_sentence = vec![Vec::new(); document.sentences.len()];
        let mut items = Vec::with_capacity(attributions.items.len());
        for (number, item) in attributions.items.iter().enumerate() {
            let content: Vec<Range<usize>> = item.content.iter().map(|span| document.tokens_in(*span)).collect();
            // Of pieces of one item that overlap the first counts, of items the last.
            for piece in content.iter().rev() {
                inside.get_mut(piece.clone()).unwrap_or_default().fill(number as u32 + 1);
                pieces.get_mut(piece.clone()).unwrap_or_default().fill((piece.start as u32, piece.end as u32));
            }
            if let Some(list) = by_sentence.get_mut(item.sentence) {
                list.push(number as u32);
            }
            items.push(Item {
                cue: item.cue.map(|span| document.tokens_in(span)).filter(|tokens| !tokens.is_empty()),
                speaker: item.speaker.map(|span| document.tokens_in(span)),
                manner: item.manner as u64,
                verb: item.verb as u64,
                kind: item.kind as u64,
                sentence: item.sentence,
            });
        }
        let mut so_far = Vec::with_capacity(inside.len() + 1);
        so_far.push(0);
        for &item in &inside {
            so_far.push(so_far.last().copied().unwrap_or_default() + u32::from(item > 0));
        }
        let all = so_far.last().copied().unwrap_or_default() as usize;
        let share = (all * 5 / inside.len().max(1)) as u64;
        Self { items, inside, pieces, so_far, by_sentence, share }
    }

    fn item(&self, at: usize) -> Option<&Item> {
        self.inside.get(at).and_then(|&number| (number as usize).checked_sub(1)).and_then(|at| self.items.get(at))
    }

    /// Quarters of `tokens` that are content.
    fn quarters(&self, tokens: &Range<usize>) -> u64 {
        let before = |at: usize| self.so_far.get(at).copied().unwrap_or_default() as usize;
        let inside = before(tokens.end).saturating_sub(before(tokens.start));
        (inside * 4 / tokens.len().max(1)) as u64
    }
}

/// What the sentence before says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Previous {
    reports: bool,
    quoted: bool,
    /// Quarters of it that are content; `None` before the first sentence.
    quarters: Option<u64>,
}

/// Where a sentence has what the facts ask about.
pub(super) struct Reporting {
    according: bool,
    speaker_line: bool,
    first_person: bool,
    second_person: bool,
    asks: bool,
    quoted_words: usize,
    words: usize,
    quarters: u64,
    /// Reporting words outside quotation marks.
    places: Vec<usize>,
    /// Before each token, and behind the last: commas and closing marks so far, clause breaks so far.
    breaks: Vec<(u32, u32)>,
}

impl Reporting {
    /// Reads a sentence.
    pub(super) fn of(view: &View<'_>, stretch: &Stretch<'_>, attributed: &Attributed, with_breaks: bool) -> Self {
        let mut found = Self {
            according: false,
            speaker_line: false,
            first_person: false,
            second_person: false,
            asks: view.tokens.clone().last().is_some_and(|last| view.word(last) == "?"),
            quoted_words: 0,
            words: 0,
            quarters: attributed.quarters(&view.tokens),
            places: Vec::new(),
            breaks: Vec::new(),
        };
        for at in view.tokens.clone() {
            let shape = view.shape(at);
            let word = usize::from(shape != Some(Shape::Mark));
            found.words += word;
            if view.is_quoted(at) {
                found.quoted_words += word;
                continue;
            }
            let classes = stretch.word(at).classes;
            found.first_person |= classes & word_class::FIRST_PERSON != 0;
            found.second_person |= classes & word_class::SECOND_PERSON != 0;
            if classes & word_class::REPORTING != 0 && shape == Some(Shape::Lower) {
                found.places.push(at);
            }
            found.according |= shape != Some(Shape::Mark) && view.word(at) == "according";
            found.speaker_line |= shape == Some(Shape::Mark)
                && at <= view.tokens.start + 4
                && at > view.tokens.start
                && view.word(at) == ":"
                && view.shape(view.tokens.start) == Some(Shape::Upper);
        }
        if with_breaks {
            let mut so_far = (0, 0);
            found.breaks.push(so_far);
            for at in view.tokens.clone() {
                let closing = view.document.tokens.get(at).is_some_and(|token| token.quote == QuoteState::Close);
                so_far.0 += u32::from(closing || view.word(at) == ",");
                so_far.1 += u32::from(stretch.word(at).classes & word_class::CLAUSE_BREAK != 0 || view.word(at) == ";");
                found.breaks.push(so_far);
            }
        }
        found
    }

    /// What the next sentence's cues ask about this one.
    pub(super) fn as_previous(&self) -> Previous {
        Previous {
            reports: !self.places.is_empty() || self.according,
            quoted: 2 * self.quoted_words > self.words,
            quarters: Some(self.quarters),
        }
    }

    /// Whether a comma or closing mark, and whether a clause break, stands in `tokens`.
    fn breaks_in(&self, start: usize, tokens: Range<usize>) -> (u64, u64) {
        let at = |place: usize| {
            self.breaks.get(place.saturating_sub(start)).copied().unwrap_or_else(|| self.breaks.last().copied().unwrap_or_default())
        };
        let (low, high) = (at(tokens.start), at(tokens.end.max(tokens.start)));
        (u64::from(high.0 > low.0), u64::from(high.1 > low.1))
    }
}

/// Where a cue stands in its article.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) stretch: &'a Stretch<'a>,
    pub(super) attributed: &'a Attributed,
    pub(super) reporting: &'a Reporting,
    pub(super) previous: Previous,
    /// The sentence, as index.
    pub(super) sentence: usize,
}

impl Place<'_> {
    /// What the sentence reports, with its breaks, which only cues ask about.
    pub(super) fn reporting_with_breaks(&self) -> Reporting {
        Reporting::of(self.view, self.stretch, self.attributed, true)
    }

    /// The facts that hold for a cue that starts at `at`.
    pub(super) fn facts(&self, at: usize, kind: CueKind) -> Vec<u32> {
        let (view, stretch, reporting) = (self.view, self.stretch, self.reporting);
        let (start, end) = (view.tokens.start, view.tokens.end);
        let mut marks = Vec::with_capacity(80);
        let mut add = |template: u64, parts: &[u64]| marks.push(parts.iter().fold(Key::of(template), |key, part| key.and(*part)).mark());
        let word = stretch.lower(at, 0);
        let quoted = u64::from(view.is_quoted(at));
        add(300, &[]);
        add(301, &[word]);
        add(302, &[word, quoted]);
        add(303, &[quoted]);
        add(304, &[kind as u64]);
        add(305, &[u64::from(reporting.quoted_words > 0), quoted]);
        let split = reporting.places.partition_point(|&place| place < at);
        let before = split.checked_sub(1).and_then(|place| reporting.places.get(place)).copied();
        let after = reporting.places[split..].iter().find(|&&place| place > at).copied();
        let last = reporting.places.last().copied().filter(|&place| place > at);
        let step = |distance: usize, width: usize, most: usize| (distance / width).min(most) as u64;
        if let Some(place) = before {
            let (comma, broken) = reporting.breaks_in(start, place + 1..at);
            let that = u64::from((place + 1..at.min(place + 4)).any(|next| view.word(next) == "that"));
            let speech = u64::from(stretch.word(place).classes & word_class::SPEECH != 0);
            add(310, &[stretch.lower(place, 0), quoted]);
            add(311, &[quoted]);
            add(312, &[step(at - place, 2, 6)]);
            add(313, &[that, comma, broken]);
            add(314, &[stretch.lower(place, 1)]);
            add(315, &[speech, comma]);
        } else {
            add(316, &[quoted]);
        }
        if let Some(place) = after {
            let (comma, _) = reporting.breaks_in(start, at..place);
            let speech = u64::from(stretch.word(place).classes & word_class::SPEECH != 0);
            let last = last.unwrap_or(place);
            add(320, &[stretch.lower(place, 0), quoted]);
            add(321, &[quoted]);
            add(322, &[step(place - at, 3, 6)]);
            add(323, &[comma, speech]);
            add(324, &[u64::from(last + 6 >= end), reporting.breaks_in(start, at..last).0]);
        } else {
            add(325, &[quoted]);
        }
        if before.is_none() && after.is_none() {
            add(326, &[quoted]);
        }
        if reporting.according {
            add(327, &[]);
        }
        add(330, &[stretch.lower(start, 0)]);
        add(331, &[stretch.lower(start, 0), stretch.lower(start, 1)]);
        for away in [-2, -1, 1, 2_isize] {
            add(332, &[away as u64, stretch.lower(at, away)]);
            add(333, &[away as u64, stretch.lower(at, away), word]);
        }
        let pronoun = (at.saturating_sub(4).max(start)..at).rev().find(|&place| stretch.word(place).classes & word_class::PRONOUN != 0);
        if let Some(place) = pronoun {
            add(334, &[stretch.lower(place, 0), quoted]);
        }
        for (template, holds) in [
            (335, reporting.first_person),
            (336, reporting.second_person),
            (337, view.first_of_paragraph),
            (338, view.in_headline),
            (339, reporting.asks),
            (340, reporting.speaker_line),
        ] {
            if holds {
                add(template, &[quoted]);
            }
        }
        let same = u64::from(!view.first_of_paragraph);
        let (reports, mostly) = (u64::from(self.previous.reports), u64::from(self.previous.quoted));
        add(341, &[reports, mostly, same, quoted]);
        add(342, &[reports, mostly, same, u64::from(before.is_some() || after.is_some())]);
        add(343, &[((at - start) * 4 / (end - start).max(1)) as u64]);
        add(344, &[step(end - start, 8, 5)]);
        if let Some(item) = self.attributed.item(at) {
            self.inside(item, at, quoted, &mut add);
        } else {
            self.outside(at, quoted, before.is_some(), after.is_some(), &mut add);
        }
        let inside = u64::from(self.attributed.item(at).is_some());
        let following = view.document.sentences.get(self.sentence + 1);
        let next = following.map_or(9, |next| self.attributed.quarters(&next.tokens));
        let next_same = u64::from(
            following.is_some_and(|next| view.document.sentences.get(self.sentence).is_some_and(|own| own.paragraph == next.paragraph)),
        );
        let previous = self.previous.quarters.unwrap_or(9);
        add(370, &[reporting.quarters, inside]);
        add(371, &[previous, same, inside]);
        add(372, &[next, inside]);
        add(373, &[previous, next, same, next_same, inside]);
        add(374, &[self.attributed.share, inside]);
        marks.sort_unstable();
        marks.dedup();
        marks
    }

    /// Of a cue inside attributed content: who says it, how, how far from the attributing words.
    fn inside(&self, item: &Item, at: usize, quoted: u64, add: &mut impl FnMut(u64, &[u64])) {
        let step = |distance: usize, width: usize, most: usize| (distance / width).min(most) as u64;
        add(350, &[quoted]);
        add(351, &[item.manner, quoted]);
        add(352, &[item.verb, quoted]);
        add(353, &[item.kind, quoted]);
        add(354, &[u64::from(item.speaker.is_some()), quoted]);
        if let Some(cue) = &item.cue {
            let side = u64::from(cue.start > at);
            let between = cue.start.min(at)..cue.start.max(at);
            let (comma, broken) = self.reporting.breaks_in(self.view.tokens.start, between);
            add(355, &[step(cue.start.abs_diff(at), 3, 7), side, quoted]);
            add(356, &[self.stretch.words.at(self.view.document, cue.start).lower, quoted]);
            add(357, &[u64::from(item.sentence == self.sentence), side]);
            add(358, &[side, comma, broken]);
        } else {
            add(359, &[quoted]);
        }
        if let Some(&(start, end)) = self.attributed.pieces.get(at) {
            let (start, end) = (start as usize, end as usize);
            add(360, &[step(at - start, 3, 5)]);
            add(361, &[step(end - at, 3, 5)]);
            add(362, &[self.stretch.words.at(self.view.document, start).lower]);
        }
    }

    /// Of a cue outside: what the sentence attributes, and how far the nearest content is.
    fn outside(&self, at: usize, quoted: u64, before: bool, after: bool, add: &mut impl FnMut(u64, &[u64])) {
        let step = |distance: usize, width: usize, most: usize| (distance / width).min(most) as u64;
        let here = self.attributed.by_sentence.get(self.sentence).map_or(&[][..], Vec::as_slice);
        let items = || here.iter().take(REACH).filter_map(|&number| self.attributed.items.get(number as usize));
        add(363, &[quoted]);
        add(364, &[here.len().min(3) as u64, quoted]);
        if items().any(|item| item.cue.as_ref().is_some_and(|cue| cue.contains(&at))) {
            add(365, &[]);
            add(366, &[self.stretch.lower(at, 0)]);
        }
        if items().any(|item| item.speaker.as_ref().is_some_and(|speaker| speaker.contains(&at))) {
            add(367, &[]);
        }
        let tokens = &self.view.tokens;
        let left = (at.saturating_sub(EDGE).max(tokens.start)..at).rev().find(|&place| self.attributed.item(place).is_some());
        let right = (at + 1..(at + EDGE).min(tokens.end)).find(|&place| self.attributed.item(place).is_some());
        for (side, place) in [(0, left), (1, right)] {
            if let Some((place, item)) = place.and_then(|place| Some((place, self.attributed.item(place)?))) {
                add(368, &[side, step(place.abs_diff(at), 3, 5)]);
                add(369, &[side, item.manner]);
            }
        }
        add(375, &[u64::from(left.is_some()), u64::from(right.is_some()), u64::from(before), u64::from(after)]);
    }

    /// The owner of `cue` at `tokens`.
    pub(super) fn owner(&self, tokens: &Range<usize>, cue: &HedgeCue, model: &HashedModel, params: &HedgingParams) -> Owner {
        if cue.narrator && !self.view.is_quoted(tokens.start) {
            return Owner::Narrator;
        }
        self.owner_at(tokens.start, cue.kind, model, params)
    }

    /// The owner of a cue of `kind` at `at`.
    pub(super) fn owner_at(&self, at: usize, kind: CueKind, model: &HashedModel, params: &HedgingParams) -> Owner {
        let speaker = 1.0 / (1.0 + (-model.score(&self.facts(at, kind))).exp());
        if speaker >= params.speaker_from {
            Owner::Speaker
        } else if speaker <= params.narrator_to {
            Owner::Narrator
        } else {
            Owner::Unsure
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attribution::attribute;
    use crate::config::AttributionParams;
    use crate::corpus::Article;
    use crate::hedging::hedge;
    use crate::ids::Span;
    use crate::lexicon::Lexicon;
    use crate::text::segment;

    /// The owner of the first cue of `text`.
    fn check(text: &str, expected: Owner) {
        let lexicon = Lexicon::english().unwrap();
        let article = Article { text: text.to_owned(), paragraphs: vec![Span::new(0, text.len())], ..Article::default() };
        let document = segment(&article, &lexicon);
        let attributions = attribute(&article, &document, &lexicon, &AttributionParams::default());
        let hedging = hedge(&article, &document, &attributions, &lexicon, &HedgingParams::default());
        let found = hedging.sentences.iter().flat_map(|sentence| &sentence.cues).next();
        assert_eq!(found.map(|cue| cue.owner), Some(expected), "{text}");
    }

    #[test]
    fn quoted_hedges_do_not_count_against_the_outlet() {
        check("“The dam may break,” the mayor said.", Owner::Speaker);
        check("The mayor said that the dam may break.", Owner::Speaker);
        check("The dam may break, the mayor said.", Owner::Speaker);
        check("According to the mayor, the dam may break.", Owner::Speaker);
    }

    #[test]
    fn what_stands_alone_is_the_narrators() {
        check("The dam may break.", Owner::Narrator);
        check("Perhaps the dam is old.", Owner::Narrator);
        check("The dam, the mayor said, reportedly broke.", Owner::Narrator);
    }
}
