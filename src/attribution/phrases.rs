//! Set phrases about speakers: comment that was sought, names withheld and the reason given.

use std::ops::Range;

use super::content::Relation;
use super::people::People;
use super::reader::Reader;
use super::resolve::Speaker;
use super::{SpeakerKind, naming, sentence_of};
use crate::lexicon::{SpeakerPhrase, class};

/// Phrases about speakers, found once for the whole document.
pub(super) struct Phrases {
    pub(super) comment_sought: Vec<usize>,
    /// Tokens where a phrase of anonymity begins.
    anonymity: Vec<usize>,
}

impl Phrases {
    pub(super) fn read(reader: &Reader<'_>) -> Self {
        let mut phrases = Self { comment_sought: Vec::new(), anonymity: Vec::new() };
        for (number, sentence) in reader.document.sentences.iter().enumerate() {
            for at in sentence.tokens.clone() {
                match reader.phrase(at) {
                    Some((SpeakerPhrase::CommentSought, _))
                        if reader.quotation_at(at).is_none() && phrases.comment_sought.last() != Some(&number) =>
                    {
                        phrases.comment_sought.push(number);
                    }
                    Some((SpeakerPhrase::Anonymity, _)) => phrases.anonymity.push(at),
                    _ => {}
                }
            }
        }
        phrases
    }

    /// The first phrase of anonymity in `range`.
    fn anonymity_in(&self, range: &Range<usize>) -> Option<usize> {
        let from = self.anonymity.partition_point(|&at| at < range.start);
        self.anonymity.get(from).copied().filter(|at| *at < range.end)
    }
}

/// Looks for the phrase that says why a name is withheld, in the same sentence or the next while nobody else is named.
pub(super) fn withheld(
    reader: &Reader<'_>,
    people: &People,
    relation: &Relation,
    source: &Range<usize>,
    speaker: &mut Speaker,
    phrases: &Phrases,
) {
    let number = sentence_of(reader.document, relation.unit.end.saturating_sub(1)) + 1;
    let next = reader.document.sentences.get(number).map_or(relation.unit.end, |sentence| sentence.tokens.end);
    let indefinite = matches!(reader.lower(source.start), "a" | "an" | "one" | "another");
    let here = phrases.anonymity_in(&relation.unit);
    let there = || {
        phrases
            .anonymity_in(&(relation.unit.end..next))
            .filter(|at| (indefinite || speaker.kind == SpeakerKind::Anonymous) && !people.mentioned(relation.unit.end..*at))
            .filter(|_| speaker.kind != SpeakerKind::Group)
    };
    let phrase = here.or_else(there);
    // "a person", but not "a former member of the council".
    let somebody = |noun: usize| {
        reader.is(noun, class::PERSON) && !(reader.is(noun, class::ROLE) && reader.lower(noun + 1) == "of")
            // "a senior official", but not "an aide to Mr. Holt".
            || reader.is(noun, class::UNNAMED) && !matches!(reader.lower(noun + 1), "of" | "to" | "for")
    };
    if phrase.is_some() || indefinite && somebody(naming::head_noun(reader, source.clone())) {
        speaker.kind = SpeakerKind::Anonymous;
    }
    if let Some(at) = phrase {
        let end = if at < relation.unit.end { relation.unit.end } else { next };
        // "said, because the talks were secret, that": the reason ends where the reported words begin.
        let cue =
            |at: usize| reader.lexicon.cue_at(at, |place| reader.document.lower(place), |place| reader.document.stem(place)).is_some();
        let that = (at + 4..end.min(at + 40)).find(|&place| reader.lower(place) == "that" && !cue(place - 1));
        speaker.reason = reason(reader, at, that.unwrap_or(end));
    }
}

/// The reason for anonymity: what follows "because", else the phrase itself to the end of its clause.
fn reason(reader: &Reader<'_>, at: usize, end: usize) -> Option<String> {
    let limit = end.min(at + 40);
    let because = (at..limit.min(at + 12)).find(|&place| matches!(reader.lower(place), "because" | "as" | "since"));
    let from = because.map_or(at, |because| because + 1);
    let stop = (from..limit)
        .find(|&place| reader.is_comma(place) || reader.is_stop(place) || reader.quotation_at(place).is_some())
        .unwrap_or(limit);
    (from < stop).then(|| reader.said(from..stop).to_owned())
}
