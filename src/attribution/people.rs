//! Who is meant: the people of an article, and the person behind a pronoun, a short name or "the minister".
//!
//! In: the document and the speakers found. Out: [`People`]. Method: attribution.md A6: candidates before the pronoun
//! of agreeing gender, scored by distance, by having spoken before, and by the place in their sentence.

use std::collections::HashMap;
use std::ops::Range;

use super::naming::{Gender, Named, given_gender, is_organisation_name, name_in, role_in, run_end};
use super::reader::Reader;
use crate::config::AttributionParams;
use crate::lexicon::class;
use crate::text::QuoteState;

/// A person of the article.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Person {
    /// Fullest name, as first written.
    pub(super) name: String,
    pub(super) role: Option<String>,
    pub(super) affiliation: Option<String>,
    pub(super) gender: Option<Gender>,
    /// Lower-case words of the name, to compare with.
    words: Vec<String>,
}

/// A place where a person is named.
#[derive(Debug, Clone, Copy)]
struct Mention {
    at: usize,
    person: usize,
}

/// An organisation that was named in full.
#[derive(Debug, Clone)]
struct Body {
    at: usize,
    /// Stem of the head noun ("ministry").
    head: String,
    name: String,
}

/// The people and organisations of an article.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) persons: Vec<Person>,
    mentions: Vec<Mention>,
    by_last: HashMap<String, Vec<usize>, foldhash::fast::FixedState>,
    bodies: Vec<Body>,
    /// Times named so far is counted while scoring; this is the total.
    spoken: Vec<Option<usize>>,
}

impl People {
    /// Reads all names of the article. `speakers` marks tokens that stand in a speaker's words.
    pub(super) fn read(reader: &Reader<'_>, speakers: &[bool]) -> Self {
        let mut people = Self::default();
        let document = reader.document;
        for sentence in &document.sentences {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                if !reader.is_name_word(at) {
                    at += 1;
                    continue;
                }
                let end = run_end(reader, at, sentence.tokens.end);
                people.meet(reader, sentence.tokens.clone(), at..end, speakers, sentence.in_headline);
                at = end;
            }
        }
        people.spoken = vec![None; people.persons.len()];
        people
    }

    fn meet(&mut self, reader: &Reader<'_>, sentence: Range<usize>, run: Range<usize>, speakers: &[bool], headline: bool) {
        let possessed = reader.is_possessive_mark(run.end);
        let floor = run.start.saturating_sub(12).max(sentence.start);
        let hangs = run.start > floor && reader.is(run.start - 1, class::INNER_PREPOSITION);
        let start = if hangs && run.start >= floor + 2 { run.start - 2 } else { run.start };
        let start = if start > floor && reader.is(start - 1, class::ROLE | class::PERSON) { start - 1 } else { start };
        let Some(named) = name_in(reader, start..run.end).filter(|named| named.name.end == run.end) else {
            self.body(reader, run);
            return;
        };
        let Named { name, titled, person } = named;
        if name.len() == 1 {
            let last = reader.lower(name.start).to_owned();
            if let Some(&person) = self.by_last.get(&last).and_then(|list| list.last()) {
                self.mentions.push(Mention { at: name.start, person });
                if titled && self.persons[person].role.is_none() {
                    let (role, owner) = role_in(reader, floor..name.start, Some(name.start));
                    self.persons[person].role = role;
                    self.persons[person].affiliation = self.persons[person].affiliation.take().or(owner);
                }
            } else if titled && person && !headline {
                self.add(reader, &sentence, &name, possessed);
            }
            return;
        }
        let given = reader.is(name.start, class::GIVEN);
        let spoke = speakers.get(name.start).copied().unwrap_or_default();
        let apposed = !possessed && apposition_role(reader, name.end, sentence.end).is_some();
        let good = person && (given || titled || spoke || apposed || initialled(reader, name.clone()) || self.knows(reader, name.clone()));
        if good
            && !is_organisation_name(reader, name.clone())
            && (!headline || given && !name.clone().any(|at| reader.is(at, class::FINITE_SIGN)))
        {
            self.add(reader, &sentence, &name, possessed);
        } else {
            self.body(reader, run);
        }
    }

    fn knows(&self, reader: &Reader<'_>, name: Range<usize>) -> bool {
        self.by_last.get(reader.lower(name.end - 1)).is_some_and(|list| !list.is_empty())
    }

    fn add(&mut self, reader: &Reader<'_>, sentence: &Range<usize>, name: &Range<usize>, possessed: bool) {
        let words: Vec<String> =
            name.clone().map(|at| reader.lower(at).to_owned()).filter(|word| word.chars().any(char::is_alphabetic)).collect();
        let Some(last) = words.iter().rev().find(|word| !matches!(word.as_str(), "jr." | "sr." | "jr" | "sr" | "ii" | "iii")).cloned()
        else {
            return;
        };
        let (mut role, mut owner) = (None, None);
        let from = phrase_floor(reader, name.start, sentence.start);
        if from < name.start {
            (role, owner) = role_in(reader, from..name.start, Some(name.start));
        }
        if role.is_none()
            && !possessed
            && let Some(range) = apposition_role(reader, name.end, sentence.end)
        {
            (role, owner) = role_in(reader, range, None);
        }
        if role.is_none() && name.start > sentence.start + 1 && reader.is_comma(name.start - 1) {
            // "the minister, Mira Holt".
            let comma = name.start - 1;
            if let Some(start) = reader.phrase_before(comma, sentence.start.max(comma.saturating_sub(12)))
                && (reader.is(start, class::DETERMINER) || (start..comma).any(|at| reader.is_possessive_mark(at)))
            {
                (role, owner) = role_in(reader, start..comma, None);
            }
        }
        let mut gender = (words.len() >= 2).then(|| given_gender(reader, name.start)).flatten();
        for at in phrase_floor(reader, name.start, sentence.start)..name.start {
            if reader.is(at, class::HONORIFIC_F | class::ROLE_F) {
                gender = Some(Gender::Female);
            } else if reader.is(at, class::HONORIFIC_M | class::ROLE_M) {
                gender = Some(Gender::Male);
            }
        }
        let known = self.by_last.get(&last).and_then(|list| {
            list.iter().rev().copied().find(|&person| {
                let other = &self.persons[person].words;
                other.len() == 1 || words.len() == 1 || same_given(&other[0], &words[0])
            })
        });
        let person = if let Some(person) = known {
            let entry = &mut self.persons[person];
            if words.len() > entry.words.len() && entry.words.len() == 1 {
                reader.said(name.clone()).clone_into(&mut entry.name);
                entry.words = words;
            }
            entry.role = entry.role.take().or(role);
            entry.affiliation = entry.affiliation.take().or(owner);
            entry.gender = entry.gender.or(gender);
            person
        } else {
            gender = gender.or_else(|| pronoun_after(reader, name.end));
            self.persons.push(Person { name: reader.said(name.clone()).to_owned(), role, affiliation: owner, gender, words });
            self.by_last.entry(last).or_default().push(self.persons.len() - 1);
            self.persons.len() - 1
        };
        self.mentions.push(Mention { at: name.start, person });
    }

    fn body(&mut self, reader: &Reader<'_>, run: Range<usize>) {
        let head = run.clone().rev().find(|&at| reader.is(at, class::ORGANISATION | class::MEDIA)).unwrap_or(run.end - 1);
        if run.len() >= 2 && reader.is(head, class::ORGANISATION | class::MEDIA) {
            self.bodies.push(Body { at: run.start, head: reader.stem(head).to_owned(), name: reader.said(run).to_owned() });
        }
    }

    /// Notes that `person` spoke at token `at`.
    pub(super) fn speaks(&mut self, person: usize, at: usize) {
        if let Some(place) = self.spoken.get_mut(person) {
            *place = Some(at);
        }
    }

    /// The person of that name: same last word, and no other given name.
    pub(super) fn named(&self, reader: &Reader<'_>, name: Range<usize>) -> Option<usize> {
        let words: Vec<&str> = name.map(|at| reader.lower(at)).filter(|word| word.chars().any(char::is_alphabetic)).collect();
        let last = words.iter().rev().find(|word| !matches!(**word, "jr." | "sr." | "jr" | "sr"))?;
        if let Some(list) = self.by_last.get(*last) {
            let fits = |person: &&usize| {
                let other = &self.persons[**person].words;
                words.len() == 1 || other.len() == 1 || same_given(&other[0], words[0])
            };
            if words.len() == 1 && list.len() > 1 {
                // Two of one surname: who spoke last, else who was named last.
                return list.iter().copied().max_by_key(|&person| (self.spoken.get(person).copied().flatten(), person));
            }
            return list.iter().rev().find(fits).copied();
        }
        if words.len() == 1 {
            // A given name alone ("Mira said").
            return self
                .persons
                .iter()
                .position(|person| person.words.first().is_some_and(|first| first == words[0]) && person.words.len() > 1);
        }
        None
    }

    /// The person behind "he" or "she" at token `at`.
    pub(super) fn behind_pronoun(
        &self,
        reader: &Reader<'_>,
        at: usize,
        gender: Gender,
        last_speaker: Option<usize>,
        params: &AttributionParams,
    ) -> Option<usize> {
        let before = self.mentions.partition_point(|mention| mention.at < at);
        let window = before.saturating_sub(params.pronoun_window)..before;
        let here = place(reader, at);
        let mut scores: Vec<(usize, f64, usize)> = Vec::new();
        for mention in self.mentions.get(window).unwrap_or_default() {
            let person = &self.persons[mention.person];
            if person.gender.is_some_and(|other| other != gender) {
                continue;
            }
            let there = place(reader, mention.at);
            let mut score = -(here.0.saturating_sub(there.0).min(8) as f64) - 0.4 * here.1.saturating_sub(there.1) as f64;
            let sentence_start = reader.document.sentences.get(there.0).map_or(0, |sentence| sentence.tokens.start);
            if mention.at < sentence_start + 5 {
                score += 1.0;
            }
            let quoted = reader.document.tokens.get(mention.at).is_some_and(|token| token.quote != QuoteState::Outside);
            if quoted {
                score -= 1.0;
            }
            let end = run_end(reader, mention.at, reader.document.tokens.len());
            if reader.is_possessive_mark(end) {
                score -= 0.7;
            }
            if person.gender.is_none() {
                score -= params.unknown_gender_cost;
            }
            if self.spoken.get(mention.person).copied().flatten().is_some_and(|spoken| spoken < at) {
                score += 1.5;
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

    /// The person last named before `at` who holds the role whose head word is `head` ("the minister").
    pub(super) fn with_role(&self, at: usize, head: &str, params: &AttributionParams) -> Option<usize> {
        let before = self.mentions.partition_point(|mention| mention.at < at);
        let window = before.saturating_sub(params.pronoun_window)..before;
        self.mentions.get(window)?.iter().rev().map(|mention| mention.person).find(|&person| {
            self.persons[person].role.as_deref().is_some_and(|role| role.split_whitespace().any(|word| word.to_lowercase() == head))
        })
    }

    /// The organisation last named before `at` whose head noun has the stem `head` ("the ministry").
    pub(super) fn body_before(&self, at: usize, head: &str) -> Option<&str> {
        let before = self.bodies.partition_point(|body| body.at < at);
        self.bodies.get(before.saturating_sub(40)..before)?.iter().rev().find(|body| body.head == head).map(|body| body.name.as_str())
    }
}

/// Sentence and paragraph of a token.
fn place(reader: &Reader<'_>, at: usize) -> (usize, usize) {
    let sentence = super::sentence_of(reader.document, at);
    (sentence, reader.document.sentences.get(sentence).map_or(0, |sentence| sentence.paragraph))
}

/// Where the words of a title before a name begin: back over roles, portfolios, capitals and possessives.
fn phrase_floor(reader: &Reader<'_>, name: usize, floor: usize) -> usize {
    let mut start = name;
    while start > floor && name - start < 12 {
        let before = start - 1;
        let fits = reader.is(before, class::ROLE | class::ROLE_MODIFIER | class::PORTFOLIO | class::HONORIFIC | class::PERSON)
            || reader.is_possessive_mark(before)
            || reader.is_name_word(before)
            || matches!(reader.lower(before), "of" | "for" | "and" | "the")
                && start > floor + 1
                && start < name
                && reader.is(start, class::PORTFOLIO | class::ORGANISATION)
                && reader.is(before - 1, class::ROLE | class::PORTFOLIO);
        if !fits || reader.quotation_at(before) != reader.quotation_at(name) {
            break;
        }
        start = before;
    }
    start
}

/// The apposition after a name that holds a role (", the mayor of Varn,").
fn apposition_role(reader: &Reader<'_>, end: usize, ceiling: usize) -> Option<Range<usize>> {
    if !reader.is_comma(end) {
        return None;
    }
    let mut start = end + 1;
    if reader.shape(start) == crate::text::Shape::Number && reader.is_comma(start + 1) {
        start += 2;
    }
    let stop = (start..ceiling.min(start + 16)).find(|&at| {
        reader.is_comma(at)
            || reader.is_stop(at)
            || reader.is_dash(at)
            || matches!(reader.lower(at), "who" | "which" | "whose" | ";" | "and" | "(")
            || reader.is(at, class::AUXILIARY)
    });
    let stop = stop.unwrap_or(ceiling.min(start + 16));
    let opens = reader.is(start, class::DETERMINER | class::ROLE | class::ROLE_MODIFIER | class::PORTFOLIO) || reader.is_name_word(start);
    let role = (start..stop).find(|&at| reader.is(at, class::ROLE))?;
    let close = reader.is(start, class::DETERMINER | class::ROLE | class::ROLE_MODIFIER) || role < start + 5;
    // "Mira Holt, Mayor Jo Low and": a list of people is no apposition.
    let list = reader.is_name_word(start)
        && reader.is_name_word(role + 1)
        && reader.is_capital(role)
        && !reader.is(role + 1, class::ROLE | class::PORTFOLIO);
    (opens && close && !list).then_some(start..stop)
}

/// True where a middle or first initial shows a person's name.
fn initialled(reader: &Reader<'_>, name: Range<usize>) -> bool {
    name.clone().any(|at| reader.written(at).ends_with('.') && reader.written(at).chars().count() == 2)
}

/// "Mike" and "Michael" are not told apart from strangers; initials and prefixes are.
fn same_given(one: &str, other: &str) -> bool {
    let (one, other) = (one.trim_end_matches('.'), other.trim_end_matches('.'));
    one == other || one.starts_with(other) || other.starts_with(one) || one.chars().take(2).eq(other.chars().take(2))
}

/// The gender of the first "he" or "she" within the next tokens.
fn pronoun_after(reader: &Reader<'_>, at: usize) -> Option<Gender> {
    (at..at + 40).find_map(|place| {
        if reader.is(place, class::HE) || matches!(reader.lower(place), "his" | "him" | "himself") {
            Some(Gender::Male)
        } else if reader.is(place, class::SHE) || matches!(reader.lower(place), "her" | "herself") {
            Some(Gender::Female)
        } else {
            None
        }
    })
}
