//! Whose doubt a cue expresses: the outlet's own or that of somebody whose words are passed on.
//!
//! In: a cue and its sentence. Out: an [`Owner`]. Method: a logistic score over yes-or-no features of the sentence, whose
//! weights ship as a table (`model/owner.csv`, card beside it); between the two bounds of the configuration the answer
//! is [`Owner::Unsure`]. Hearsay adverbs outside quotation marks ("reportedly") are the narrator's without a score.

use std::ops::Range;

use serde::Serialize;

use super::Owner;
use super::context::View;
use crate::config::HedgingParams;
use crate::ids::names;
use crate::lexicon::{CueKind, HedgeCue, HedgingLexicon};
use crate::text::{QuoteState, Shape};

/// What the weights are about: yes-or-no facts of a cue and its sentence. "Before" is the nearest reporting word before the
/// cue, "after" the nearest behind it; neither counts inside quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnerFeature {
    /// Always holds.
    Bias,
    /// The cue stands inside quotation marks; nothing else is asked then.
    Quoted,
    /// The sentence has "according".
    According,
    /// A reporting word stands before the cue.
    ReportedBefore,
    /// It is one of the three words before.
    BeforeIsNear,
    /// It is more than twelve words before.
    BeforeIsFar,
    /// "that" follows it.
    BeforeThenThat,
    /// A comma or closing mark stands between it and the cue.
    BeforeThenComma,
    /// A word that breaks clauses ("but") or a semicolon stands between.
    BeforeThenBreak,
    /// It is a word of speaking or writing, not of thinking.
    BeforeIsSpeech,
    /// A reporting word stands behind the cue.
    ReportedAfter,
    /// A comma or closing mark stands between the cue and the last of them.
    AfterBehindBreak,
    /// The last of them is among the last six words.
    AfterIsLast,
    /// The nearest is a word of speaking or writing.
    AfterIsSpeech,
    /// The cue is itself a reporting word ("believes").
    CueReports,
    /// "I", "we", "our" outside quotation marks.
    FirstPerson,
    /// The sentence begins with a name in capitals and a colon, as in a transcript.
    SpeakerLine,
    /// The cue is doxastic.
    Doxastic,
    /// The cue is evidential.
    Evidential,
    /// The cue is the first or second word.
    SentenceStart,
    /// The sentence before, in the same paragraph, is mostly quoted and has a reporting word.
    PreviousQuotedAndReports,
    /// "that" stands among the eight words before.
    ThatBefore,
}

names!(OwnerFeature {
    Bias => "bias",
    Quoted => "quoted",
    According => "according",
    ReportedBefore => "reported_before",
    BeforeIsNear => "before_is_near",
    BeforeIsFar => "before_is_far",
    BeforeThenThat => "before_then_that",
    BeforeThenComma => "before_then_comma",
    BeforeThenBreak => "before_then_break",
    BeforeIsSpeech => "before_is_speech",
    ReportedAfter => "reported_after",
    AfterBehindBreak => "after_behind_break",
    AfterIsLast => "after_is_last",
    AfterIsSpeech => "after_is_speech",
    CueReports => "cue_reports",
    FirstPerson => "first_person",
    SpeakerLine => "speaker_line",
    Doxastic => "doxastic",
    Evidential => "evidential",
    SentenceStart => "sentence_start",
    PreviousQuotedAndReports => "previous_quoted_and_reports",
    ThatBefore => "that_before",
});

/// What the sentence before says.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Previous {
    /// A reporting word outside quotation marks.
    pub(super) reports: bool,
    /// More than half of its words are quoted.
    pub(super) quoted: bool,
}

/// Where a sentence has what the features ask about.
pub(super) struct Reporting {
    according: bool,
    speaker_line: bool,
    first_person: bool,
    quoted_words: usize,
    words: usize,
    /// Reporting words outside quotation marks.
    places: Vec<usize>,
    /// First comma or closing mark at or after each token, counted from the sentence's first.
    next_break: Vec<usize>,
}

impl Reporting {
    /// Reads a sentence.
    pub(super) fn of(view: &View<'_>) -> Self {
        let mut found = Self {
            according: false,
            speaker_line: false,
            first_person: false,
            quoted_words: 0,
            words: 0,
            places: Vec::new(),
            next_break: vec![usize::MAX; view.tokens.len() + 1],
        };
        for at in view.tokens.clone() {
            let quoted = view.is_quoted(at);
            let shape = view.shape(at);
            found.words += usize::from(shape != Some(Shape::Mark));
            if quoted {
                found.quoted_words += usize::from(shape != Some(Shape::Mark));
                continue;
            }
            found.according |= view.word(at) == "according";
            found.first_person |= view.is_in(at, "first_person");
            found.speaker_line |= view.word(at) == ":" && at <= view.tokens.start + 4 && at > 0 && view.shape(at - 1) == Some(Shape::Upper);
            // Headlines capitalise verbs too; elsewhere a capital is a name.
            let verb = shape == Some(Shape::Lower) || view.in_headline && shape == Some(Shape::Capitalised);
            if verb && view.lexicon.is_reporting(view.word(at), view.document.stem(at)) {
                found.places.push(at);
            }
        }
        let start = view.tokens.start;
        for at in view.tokens.clone().rev() {
            let closing = view.document.tokens.get(at).is_some_and(|token| token.quote == QuoteState::Close);
            found.next_break[at - start] = if closing || view.word(at) == "," { at } else { found.next_break[at - start + 1] };
        }
        found
    }

    /// What the next sentence's cues ask about this one.
    pub(super) fn as_previous(&self) -> Previous {
        Previous { reports: !self.places.is_empty() || self.according, quoted: 2 * self.quoted_words > self.words }
    }

    /// The facts that hold for the cue at tokens `cue`.
    pub(super) fn features(&self, view: &View<'_>, cue: &Range<usize>, kind: CueKind, previous: Previous) -> Vec<OwnerFeature> {
        if view.is_quoted(cue.start) {
            // The other facts are about the sentence around the quotation.
            return vec![OwnerFeature::Bias, OwnerFeature::Quoted];
        }
        let start = view.tokens.start;
        let next_break = |at: usize| self.next_break.get(at.saturating_sub(start)).copied().unwrap_or(usize::MAX);
        let split = self.places.partition_point(|&place| place < cue.start);
        let before = split.checked_sub(1).and_then(|at| self.places.get(at)).copied();
        let after = self.places[split..].iter().find(|&&place| place >= cue.end).copied();
        let last = self.places.last().copied().filter(|&place| place >= cue.end);
        let mut found = vec![OwnerFeature::Bias];
        let mut add = |feature: OwnerFeature, holds: bool| {
            if holds {
                found.push(feature);
            }
        };
        add(OwnerFeature::According, self.according);
        if let Some(place) = before {
            let distance = cue.start - place;
            add(OwnerFeature::ReportedBefore, true);
            add(OwnerFeature::BeforeIsNear, distance <= 3);
            add(OwnerFeature::BeforeIsFar, distance > 12);
            add(OwnerFeature::BeforeThenThat, view.word(place + 1) == "that" || view.word(place + 2) == "that");
            add(OwnerFeature::BeforeThenComma, next_break(place) < cue.start);
            add(
                OwnerFeature::BeforeThenBreak,
                (place.max(cue.start.saturating_sub(12))..cue.start).any(|at| view.is_in(at, "clause_break") || view.word(at) == ";"),
            );
            add(OwnerFeature::BeforeIsSpeech, view.is_in(place, "speech"));
        }
        if let Some(place) = after {
            add(OwnerFeature::ReportedAfter, true);
            add(OwnerFeature::AfterIsSpeech, view.is_in(place, "speech"));
            add(OwnerFeature::AfterIsLast, last.is_some_and(|last| last + 6 >= view.tokens.end));
            add(OwnerFeature::AfterBehindBreak, last.is_some_and(|last| next_break(cue.end) < last));
        }
        add(OwnerFeature::CueReports, self.places.get(split).is_some_and(|place| cue.contains(place)));
        add(OwnerFeature::FirstPerson, self.first_person);
        add(OwnerFeature::SpeakerLine, self.speaker_line);
        add(OwnerFeature::Doxastic, kind == CueKind::Doxastic);
        add(OwnerFeature::Evidential, kind == CueKind::Evidential);
        add(OwnerFeature::SentenceStart, cue.start <= start + 1);
        add(OwnerFeature::PreviousQuotedAndReports, previous.quoted && previous.reports && !view.first_of_paragraph);
        add(OwnerFeature::ThatBefore, (cue.start.saturating_sub(8).max(start)..cue.start).any(|at| view.word(at) == "that"));
        found
    }
}

/// The weights, by feature.
pub(super) struct Weights {
    by_feature: Vec<f64>,
}

impl Weights {
    /// Those of `lexicon`; a feature without one weighs nothing.
    pub(super) fn of(lexicon: &HedgingLexicon) -> Self {
        Self { by_feature: OwnerFeature::ALL.iter().map(|feature| lexicon.owner_weight(feature.name())).collect() }
    }

    /// The owner of `cue` at `tokens`.
    pub(super) fn owner(
        &self,
        reporting: &Reporting,
        view: &View<'_>,
        tokens: &Range<usize>,
        cue: &HedgeCue,
        previous: Previous,
        params: &HedgingParams,
    ) -> Owner {
        if cue.narrator && !view.is_quoted(tokens.start) {
            return Owner::Narrator;
        }
        let features = reporting.features(view, tokens, cue.kind, previous);
        let score: f64 = features.into_iter().filter_map(|feature| self.by_feature.get(feature as usize)).sum();
        let speaker = 1.0 / (1.0 + (-score).exp());
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
    use crate::corpus::Article;
    use crate::hedging::hedge;
    use crate::ids::Span;
    use crate::lexicon::Lexicon;
    use crate::text::segment;

    /// The owner of the first cue of `text`.
    fn check(text: &str, expected: Owner) {
        let lexicon = Lexicon::english().unwrap();
        let article = Article { text: text.to_owned(), paragraphs: vec![Span::new(0, text.len())], ..Article::default() };
        let hedging = hedge(&article, &segment(&article, &lexicon), &lexicon, &HedgingParams::default());
        let found = hedging.sentences.iter().flat_map(|sentence| &sentence.cues).next();
        assert_eq!(found.map(|cue| cue.owner), Some(expected), "{text}");
    }

    #[test]
    fn quoted_and_reported_words_are_the_speakers() {
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

    #[test]
    fn every_weight_is_a_features_and_every_feature_has_one() {
        let lexicon = Lexicon::english().unwrap();
        let mut named: Vec<&str> = OwnerFeature::ALL.iter().map(|feature| feature.name()).collect();
        named.sort_unstable();
        assert_eq!(lexicon.hedging.owner_features().collect::<Vec<_>>(), named);
    }
}
