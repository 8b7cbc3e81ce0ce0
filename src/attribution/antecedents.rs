//! Who is meant: the person behind a pronoun, a short name, "the minister"; the body behind "the ministry".
//!
//! In: [`People`]. Method: candidates before the pronoun of agreeing gender, scored by distance, by having spoken
//! before, and by the place in their sentence.

use std::ops::Range;

use super::epithets::office;
use super::names::same_given;
use super::names::{is_organisation_name, run_end};
use super::naming::Gender;
use super::people::People;
use super::reader::Reader;
use crate::config::AttributionParams;
use crate::lexicon::class;
use crate::text::{QuoteState, Shape};

/// What a name in the pronoun's own sentence counts more (tried from 0 to 1.6 on judged rows).
const SAME_SENTENCE: f64 = 0.8;

impl People {
    /// The name that stands right beside a role that speaks: ", Mira Holt," behind it or "Mira Holt," before it.
    /// `between`: the words stand between two commas and need not be a role.
    pub(super) fn apposed(&self, reader: &Reader<'_>, source: &Range<usize>, between: bool) -> Option<Range<usize>> {
        let role = source.clone().any(|at| reader.is(at, class::ROLE | class::PERSON));
        let owned = || source.clone().any(|at| reader.is_possessive_mark(at) && at + 1 < source.end);
        if !(between || role && (reader.is(source.start, class::DETERMINER | class::POSSESSIVE) || owned())) {
            return None;
        }
        let behind = || {
            let start = source.end + 1;
            let plain = reader.is_comma(source.end) && reader.is_name_word(start);
            let end = if plain { run_end(reader, start, start + 6) } else { start };
            let closed = reader.is_comma(end) || reader.is_stop(end) || reader.is_quote_mark(end) || end >= reader.document.tokens.len();
            (plain && closed && end >= start + 2 && !is_organisation_name(reader, start..end)).then_some(start..end)
        };
        let before = || {
            let comma = source.start.checked_sub(1).filter(|comma| reader.is_comma(*comma) || reader.is_dash(*comma))?;
            let from = self.mentions.partition_point(|mention| mention.at + 6 < comma);
            let mention = self.mentions.get(from..)?.iter().take_while(|mention| mention.at < comma).last()?;
            (run_end(reader, mention.at, comma) == comma && comma >= mention.at + 2).then_some(mention.at..comma)
        };
        if between { before() } else { behind().or_else(before) }
    }

    /// True where a known person is named within `range`.
    pub(super) fn mentioned(&self, range: Range<usize>) -> bool {
        let from = self.mentions.partition_point(|mention| mention.at < range.start);
        self.mentions.get(from).is_some_and(|mention| mention.at < range.end)
    }

    /// As above, but not for somebody known by one bare word, which may be an outlet's.
    pub(super) fn surely_mentioned(&self, range: Range<usize>) -> bool {
        let from = self.mentions.partition_point(|mention| mention.at < range.start);
        self.mentions.get(from).is_some_and(|mention| mention.at < range.end && !self.persons[mention.person].bare)
    }

    /// The organisation last named before `at`, at most `reach` tokens back.
    pub(super) fn last_body(&self, at: usize, reach: usize) -> Option<&str> {
        let before = self.bodies.partition_point(|body| body.at < at);
        self.bodies.get(before.checked_sub(1)?).filter(|body| at - body.at <= reach).map(|body| body.name.as_str())
    }

    /// The organisation or acronym last named before `at`, at most `reach` tokens back.
    pub(super) fn any_body_before(&self, reader: &Reader<'_>, at: usize, reach: usize) -> Option<String> {
        let acronym = (at.saturating_sub(reach)..at).rev().find(|&place| {
            let letters = reader.written(place);
            reader.shape(place) == Shape::Upper
                && (3..=6).contains(&letters.len())
                && letters.chars().all(char::is_alphabetic)
                && is_organisation_name(reader, place..place + 1)
                && reader.is_name_place(place).is_none()
        });
        let before = self.bodies.partition_point(|body| body.at < at);
        let near = self.bodies.get(..before).unwrap_or_default().iter().rev().take_while(|body| at - body.at <= reach);
        let body = near.into_iter().find(|body| reader.is_name_place(body.at).is_none() && !body.name.ends_with("City"));
        match (acronym, body) {
            (Some(place), Some(body)) if body.at > place => Some(body.name.clone()),
            (Some(place), _) => Some(reader.written(place).to_owned()),
            (None, body) => body.map(|body| body.name.clone()),
        }
    }

    /// The person of that very name.
    pub(super) fn by_full_name(&self, name: &str) -> Option<usize> {
        let last = name.rsplit(' ').next()?.to_lowercase();
        self.namesakes(&last)?.iter().copied().find(|&person| self.persons.get(person).is_some_and(|known| known.name == name))
    }

    /// Notes that `person` spoke at token `at`.
    pub(super) fn speaks(&mut self, person: usize, at: usize) {
        if let Some(place) = self.spoken.get_mut(person) {
            *place = Some(at);
        }
    }

    /// The person of that name: the one settled on for this place, else same last word and no other given name.
    pub(super) fn named(&self, reader: &Reader<'_>, name: Range<usize>) -> Option<usize> {
        let from = self.mentions.partition_point(|mention| mention.at < name.start);
        if let Some(mention) = self.mentions.get(from).filter(|mention| mention.at < name.end) {
            return Some(mention.person);
        }
        let words: Vec<&str> = name.map(|at| reader.lower(at)).filter(|word| word.chars().any(char::is_alphabetic)).collect();
        let last = words.iter().rev().find(|word| !matches!(**word, "jr." | "sr." | "jr" | "sr"))?;
        if words.len() == 1 {
            return self.bearer(last, None, None).or_else(|| self.first_named(last));
        }
        let fits = |person: &&usize| {
            let other = &self.persons[**person].words;
            other.len() == 1 || same_given(&other[0], words[0])
        };
        self.namesakes(last)?.iter().rev().find(fits).copied()
    }

    /// The person behind "he" or "she" at token `at`; without `gender` behind words for one person of either ("the nominee").
    pub(super) fn behind_pronoun(
        &self,
        reader: &Reader<'_>,
        at: usize,
        gender: Option<Gender>,
        last_speaker: Option<usize>,
        params: &AttributionParams,
    ) -> Option<usize> {
        let before = self.mentions.partition_point(|mention| mention.at < at);
        let window = before.saturating_sub(params.pronoun_window)..before;
        let here = place(reader, at);
        let mut scores: Vec<(usize, f64, usize)> = Vec::new();
        for mention in self.mentions.get(window).unwrap_or_default() {
            let person = &self.persons[mention.person];
            if gender.is_some_and(|gender| person.gender.is_some_and(|other| other != gender)) {
                continue;
            }
            let spoken = self.spoken.get(mention.person).copied().flatten().filter(|spoken| *spoken < at);
            // Who spoke last stands as near as the words that named him then.
            let near = spoken.filter(|_| last_speaker == Some(mention.person)).map_or(mention.at, |spoken| spoken.max(mention.at));
            let there = place(reader, near);
            let mut score = -(here.0.saturating_sub(there.0).min(8) as f64) - 0.4 * here.1.saturating_sub(there.1) as f64;
            // Who is spoken of inside a quotation is seldom who speaks it.
            let quoted = reader.document.tokens.get(mention.at).is_some_and(|token| token.quote != QuoteState::Outside);
            if quoted {
                score -= 2.0;
            } else if is_subject(reader, mention.at) {
                score += params.subject_bonus;
            }
            let end = run_end(reader, mention.at, reader.document.tokens.len());
            if there.0 == here.0 && !quoted && mention.at == near && reader.is(at, class::SUBJECT_PRONOUN) {
                score += SAME_SENTENCE;
            }
            if reader.is_possessive_mark(end) {
                score -= 0.7;
            }
            if person.gender.is_none() {
                score -= params.unknown_gender_cost;
            }
            if person.bare {
                score -= 1.0;
            }
            if spoken.is_some() {
                score += params.spoken_bonus;
            }
            if last_speaker == Some(mention.person) {
                score += params.last_speaker_bonus;
            }
            match scores.iter_mut().find(|(other, _, _)| *other == mention.person) {
                Some(entry) => {
                    entry.1 = entry.1.max(score);
                    entry.2 += 1;
                }
                None => scores.push((mention.person, score, 1)),
            }
        }
        let best = scores.into_iter().map(|(person, score, count)| (person, score + 0.15 * count.min(6) as f64));
        best.max_by(|one, other| one.1.total_cmp(&other.1).then(other.0.cmp(&one.0)))
            .filter(|best| best.1 > -params.pronoun_reach)
            .map(|best| best.0)
    }

    /// The person last named before `at` who holds the role whose head word is `head` ("the minister"); where
    /// `owner` says whose ("the Varn senator"), nobody of another place.
    pub(super) fn with_role(&self, at: usize, head: &str, owner: Option<&str>, params: &AttributionParams) -> Option<usize> {
        let before = self.mentions.partition_point(|mention| mention.at < at);
        let window = before.saturating_sub(params.pronoun_window)..before;
        let wanted = office(head);
        let mut seen: Vec<usize> = Vec::new();
        let mut best: Option<(bool, usize)> = None;
        for mention in self.mentions.get(window)?.iter().rev() {
            if seen.contains(&mention.person) {
                continue;
            }
            seen.push(mention.person);
            let person = &self.persons[mention.person];
            let holds = person.role.as_deref().is_some_and(|role| role.split_whitespace().any(|word| office(word) == wanted));
            let agrees = match (owner, person.affiliation.as_deref()) {
                (Some(owner), Some(known)) if owner == known => Some(true),
                (Some(_), Some(_)) => None,
                _ => Some(false),
            };
            if let Some(sure) = agrees.filter(|_| holds) {
                if sure || owner.is_none() {
                    return Some(mention.person);
                }
                best = best.or(Some((sure, mention.person)));
            }
        }
        best.map(|best| best.1)
    }

    /// The organisation last named before `at` whose name ends in `word` and is longer ("Times": "Varn Times").
    pub(super) fn longer_body(&self, at: usize, word: &str) -> Option<&str> {
        // "the House" is a chamber, not the last house named.
        if word.eq_ignore_ascii_case("house") {
            return None;
        }
        let before = self.bodies.partition_point(|body| body.at < at);
        let mut near = self.bodies.get(before.saturating_sub(60)..before)?.iter().rev().map(|body| body.name.as_str());
        near.find(|name| name.rsplit_once(' ').is_some_and(|(_, last)| last.eq_ignore_ascii_case(word)))
    }

    /// The organisation last named before `at` whose head noun has the stem `head` ("the ministry").
    pub(super) fn body_before(&self, at: usize, head: &str) -> Option<&str> {
        let before = self.bodies.partition_point(|body| body.at < at);
        self.bodies.get(before.saturating_sub(40)..before)?.iter().rev().find(|body| body.head == head).map(|body| body.name.as_str())
    }

    /// Gives people of unknown gender that of the pronouns that follow their mentions before anybody else is named.
    pub(super) fn vote_on_gender(&mut self, reader: &Reader<'_>) {
        let mut votes = vec![0_i32; self.persons.len()];
        for (number, mention) in self.mentions.iter().enumerate() {
            if self.persons[mention.person].gender.is_some() {
                continue;
            }
            let next = self.mentions.get(number + 1).map_or(usize::MAX, |next| next.at);
            let sentence = super::sentence_of(reader.document, mention.at) + 1;
            let stop = reader.document.sentences.get(sentence).map_or(reader.document.tokens.len(), |sentence| sentence.tokens.end);
            match pronoun_near(reader, mention.at + 1, next.min(stop).min(mention.at + 40)) {
                Some(Gender::Female) => votes[mention.person] += 1,
                Some(Gender::Male) => votes[mention.person] -= 1,
                None => {}
            }
        }
        for (person, vote) in self.persons.iter_mut().zip(votes) {
            if person.gender.is_none() {
                person.gender = match vote.signum() {
                    1 => Some(Gender::Female),
                    -1 => Some(Gender::Male),
                    _ => None,
                };
            }
        }
    }
}

/// True where the name at token `at` stands before the first verb of its sentence.
fn is_subject(reader: &Reader<'_>, at: usize) -> bool {
    let start = reader.document.sentences.get(super::sentence_of(reader.document, at)).map_or(at, |sentence| sentence.tokens.start);
    // "when Holt began, and he": the subject of a clause inside.
    let clause = at > start && reader.is(at - 1, class::SUBORDINATOR | class::CONJUNCTION | class::HONORIFIC) && {
        let end = run_end(reader, at, reader.document.tokens.len());
        reader.is_finite(end) && !reader.is_possessive_mark(end)
    };
    at < start + 5
        || clause
        || at < start + 16
            && (start..at).all(|place| {
                !reader.is_finite(place) && reader.quotation_at(place).is_none() && !reader.is(place, class::INNER_PREPOSITION)
            })
}

/// Sentence and paragraph of a token.
fn place(reader: &Reader<'_>, at: usize) -> (usize, usize) {
    let sentence = super::sentence_of(reader.document, at);
    (sentence, reader.document.sentences.get(sentence).map_or(0, |sentence| sentence.paragraph))
}

/// The gender of the first "he" or "she" of the running text in `from..end`.
pub(super) fn pronoun_near(reader: &Reader<'_>, from: usize, end: usize) -> Option<Gender> {
    (from..end.min(from + 40)).filter(|&place| reader.quotation_at(place).is_none()).find_map(|place| {
        if reader.is(place, class::HE) || matches!(reader.lower(place), "his" | "him" | "himself") {
            Some(Gender::Male)
        } else if reader.is(place, class::SHE) || matches!(reader.lower(place), "her" | "herself") {
            Some(Gender::Female)
        } else {
            None
        }
    })
}

/// The group a "they" at token `at` goes back to: the first that is named in its own sentence before it, else in the
/// sentence before. Its words, and whether it is a vague voice.
pub(super) fn group_before(reader: &Reader<'_>, at: usize) -> Option<(Range<usize>, bool)> {
    let sentence = super::sentence_of(reader.document, at);
    let tokens = |number: usize| reader.document.sentences.get(number).map(|sentence| sentence.tokens.clone());
    let here = tokens(sentence)?;
    let before = sentence.checked_sub(1).and_then(tokens).unwrap_or(here.start..here.start);
    let first = |range: Range<usize>| {
        range.take(60).find(|&place| {
            reader.is(place, class::GROUP | class::VAGUE)
                && !reader.is(place, class::ORGANISATION | class::ROLE_MODIFIER | class::DETERMINER)
                && !reader.is_possessive_mark(place + 1)
                && !reader.is(place, class::SOMEONE)
                && reader.quotation_at(place) == reader.quotation_at(at)
        })
    };
    // "Rich egalitarians want more. They say": the subject of the sentence before, by its plural alone.
    let subject = || {
        let end = reader.phrase_after(before.start, before.end)?;
        let noun = super::naming::head_noun(reader, before.start..end);
        let one = reader.lower(noun).strip_suffix('s').unwrap_or_default();
        let plural = super::naming::is_plural(reader, noun) && reader.shape(noun) == Shape::Lower && super::offices::is_doer(reader, one);
        (plural && reader.quotation_at(noun) == reader.quotation_at(at)).then_some(noun)
    };
    let found = first(here.start..at.min(here.end)).or_else(|| first(before.clone())).or_else(subject)?;
    let floor = if found < here.start { before.start } else { here.start };
    let start = reader.phrase_before(found + 1, floor).unwrap_or(found);
    Some((start..found + 1, reader.is(found, class::VAGUE) && !reader.is(found, class::GROUP)))
}
