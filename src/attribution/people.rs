//! Who is meant: the people of an article, and the person behind a pronoun, a short name or "the minister".
//!
//! In: the document and the speakers found. Out: [`People`]. Method: candidates before the pronoun
//! of agreeing gender, scored by distance, by having spoken before, and by the place in their sentence.

use std::collections::HashMap;
use std::ops::Range;

use super::naming::{Gender, Named, given_gender, glued, is_organisation_name, name_in, role_in, run_end};
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
    /// First token of the first mention.
    first: usize,
    /// How often the full name stands; a headline counts three times.
    weight: u32,
    /// Introduced as somebody's wife, son or friend, without an office.
    kin: bool,
}

/// A place where a person is named.
#[derive(Debug, Clone, Copy)]
struct Mention {
    at: usize,
    person: usize,
}

/// A single capitalised word that may be a surname, kept until all full names are known.
#[derive(Debug, Clone)]
struct Bare {
    at: usize,
    /// First token looked at for a title.
    floor: usize,
    titled: bool,
    person: bool,
    headline: bool,
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
    bare: Vec<Bare>,
    /// Where each person last spoke so far.
    spoken: Vec<Option<usize>>,
    /// How often each run of two or more capitalised words stands in the article.
    runs: Counts,
    /// Words that stand alone as a name somewhere.
    alone: Counts,
    /// Those of them that speak, open a sentence or follow an honorific.
    surnames: Counts,
    /// Runs as first written, by their lower case.
    written: HashMap<String, String, foldhash::fast::FixedState>,
}

/// Words or names and how often they stand.
type Counts = HashMap<String, u32, foldhash::fast::FixedState>;

impl People {
    /// Reads all names of the article. `speakers` marks tokens that stand in a speaker's words.
    pub(super) fn read(reader: &Reader<'_>, speakers: &[bool]) -> Self {
        let mut people = Self::default();
        let mut runs: Vec<(usize, Range<usize>)> = Vec::new();
        for (number, sentence) in reader.document.sentences.iter().enumerate() {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                if !reader.is_name_word(at) {
                    at += 1;
                    continue;
                }
                let end = run_end(reader, at, sentence.tokens.end);
                if end == at + 1 {
                    *people.alone.entry(reader.lower(at).to_owned()).or_default() += 1;
                    let spoke = speakers.get(at).copied().unwrap_or_default();
                    if spoke || at == sentence.tokens.start || reader.is(at.saturating_sub(1), class::HONORIFIC) {
                        *people.surnames.entry(reader.lower(at).to_owned()).or_default() += 1;
                    }
                } else {
                    let key = reader.said(at..end).to_lowercase();
                    people.written.entry(key.clone()).or_insert_with(|| reader.said(at..end).to_owned());
                    *people.runs.entry(key).or_default() += 1;
                }
                runs.push((number, at..end));
                at = end;
            }
        }
        for (number, run) in runs {
            if let Some(sentence) = reader.document.sentences.get(number) {
                people.meet(reader, sentence.tokens.clone(), run, speakers, sentence.in_headline);
            }
        }
        people.settle_bare(reader);
        people.mentions.sort_by_key(|mention| mention.at);
        people.vote_on_gender(reader);
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
        let Named { mut name, titled, person } = named;
        // "Will Holt run again?": a helping verb that opens its sentence is no given name.
        if name.len() == 2 && name.start == sentence.start && self.is_question(reader, &sentence, &name) {
            name.start += 1;
        }
        if name.len() == 1 {
            self.bare.push(Bare { at: name.start, floor, titled, person, headline });
            return;
        }
        let given = reader.is(name.start, class::GIVEN);
        let spoke = speakers.get(name.start).copied().unwrap_or_default() && !self.is_body_like(reader, name.clone());
        let apposed = !possessed && apposition_role(reader, name.end, sentence.end).is_some();
        let told = !possessed
            && (reader.lower(name.end) == "who"
                || reader.is_comma(name.end) && matches!(reader.lower(name.end + 1), "who" | "whose")
                || is_aged(reader, name.end)
                || name.start > sentence.start && matches!(reader.lower(name.start - 1), "named" | "called")
                || role_before_comma(reader, name.start, sentence.start).is_some());
        // "Jo Ims is at her wits' end", "Stahlo denied it" later on.
        let determined = name.start > sentence.start && reader.is(name.start - 1, class::DETERMINER);
        let surname = || {
            !determined
                && name
                    .clone()
                    .rfind(|&at| !reader.lower(at).ends_with("r."))
                    .is_some_and(|last| self.surnames.contains_key(reader.lower(last)))
        };
        let owns = || {
            !determined && !self.is_body_like(reader, name.clone()) && {
                let other = (name.end..sentence.end).find(|&at| reader.is_name_word(at)).unwrap_or(sentence.end);
                pronoun_near(reader, name.end, other).is_some()
            }
        };
        let pronoun = || surname() || owns();
        let good = person
            && (given
                || titled
                || spoke
                || apposed
                || told
                || initialled(reader, name.clone())
                || self.knows(reader, name.clone())
                || pronoun());
        if good
            && !is_organisation_name(reader, name.clone())
            && (!headline || given && !name.clone().any(|at| reader.is(at, class::FINITE_SIGN)))
        {
            self.add(reader, &sentence, &name, possessed, headline);
        } else {
            self.body(reader, run);
        }
    }

    /// True where the first word of a two-word run is a helping verb and not a given name: the sentence asks, or the
    /// surname has another given name elsewhere.
    fn is_question(&self, reader: &Reader<'_>, sentence: &Range<usize>, name: &Range<usize>) -> bool {
        if !reader.is(name.start, class::AUXILIARY) {
            return false;
        }
        let asks = (sentence.end.saturating_sub(2)..sentence.end).any(|at| reader.lower(at) == "?");
        asks || self.runs.get(&reader.said(name.clone()).to_lowercase()).is_none_or(|times| *times < 2) && self.knows(reader, name.clone())
    }

    /// A run of capitals without a given name, used again in full and never by its last word alone: news calls people
    /// by their surname the second time, and organisations by their full name.
    pub(super) fn is_body_like(&self, reader: &Reader<'_>, name: Range<usize>) -> bool {
        let Some(last) = name.clone().last().filter(|_| name.len() >= 2) else { return false };
        !reader.is(name.start, class::GIVEN)
            && !self.alone.contains_key(reader.lower(last))
            && self.runs.get(&reader.said(name).to_lowercase()).is_some_and(|times| *times >= 2)
    }

    /// Gives each bare surname to the person most likely meant, now that all full names are known.
    fn settle_bare(&mut self, reader: &Reader<'_>) {
        for Bare { at, floor, titled, person, headline } in std::mem::take(&mut self.bare) {
            let gender = title_gender(reader, at, floor);
            let role = || if titled { role_in(reader, phrase_floor(reader, at, floor)..at, Some(at)) } else { (None, None) };
            let chosen = self.bearer(reader.lower(at), gender, Some(at));
            let chosen = chosen.or_else(|| self.first_named(reader.lower(at)).filter(|_| !titled));
            if let Some(person) = chosen {
                self.mentions.push(Mention { at, person });
                let known = &mut self.persons[person];
                known.gender = known.gender.or(gender);
                if known.role.is_none() && titled {
                    let (role, owner) = role();
                    known.role = role;
                    known.affiliation = known.affiliation.take().or(owner);
                }
            } else if titled && person && !headline {
                let (role, affiliation) = role();
                let word = reader.lower(at).to_owned();
                self.persons.push(Person {
                    name: reader.written(at).to_owned(),
                    role,
                    affiliation,
                    gender,
                    words: vec![word.clone()],
                    first: at,
                    weight: 1,
                    kin: false,
                });
                self.by_last.entry(word).or_default().push(self.persons.len() - 1);
                self.mentions.push(Mention { at, person: self.persons.len() - 1 });
            }
        }
    }

    /// The person a bare surname means: of agreeing gender, most often named in full, with an office, and never
    /// somebody introduced only as kin while the surname stood before.
    fn bearer(&self, last: &str, gender: Option<Gender>, at: Option<usize>) -> Option<usize> {
        let list = self.by_last.get(last)?;
        let fits = |person: &usize| {
            let known = &self.persons[*person];
            let early = at.is_some_and(|at| at < known.first);
            known.gender.is_none_or(|other| gender.is_none_or(|gender| gender == other)) && !(known.kin && (early || gender.is_some()))
        };
        let score = |person: usize| {
            let known = &self.persons[person];
            (!known.kin, known.weight + 2 * u32::from(known.role.is_some()), std::cmp::Reverse(person))
        };
        list.iter().copied().filter(fits).max_by_key(|&person| score(person))
    }

    /// The person whose given name stands alone ("Mira said").
    fn first_named(&self, first: &str) -> Option<usize> {
        self.persons.iter().position(|person| person.words.len() > 1 && person.words.first().is_some_and(|word| word == first))
    }

    /// Gives people of unknown gender that of the pronouns that follow their mentions before anybody else is named.
    fn vote_on_gender(&mut self, reader: &Reader<'_>) {
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

    fn knows(&self, reader: &Reader<'_>, name: Range<usize>) -> bool {
        self.by_last.get(reader.lower(name.end - 1)).is_some_and(|list| !list.is_empty())
    }

    fn add(&mut self, reader: &Reader<'_>, sentence: &Range<usize>, name: &Range<usize>, possessed: bool, headline: bool) {
        let mut words: Vec<String> =
            name.clone().map(|at| reader.lower(at).to_owned()).filter(|word| word.chars().any(char::is_alphabetic)).collect();
        // "Mira Jo HoltBridge opens": the surname runs into the next words of the page.
        let tail = glued(reader.written(name.end)).filter(|tail| words.len() <= 3 && self.alone.contains_key(&tail.to_lowercase()));
        let full = tail.map_or_else(|| reader.said(name.clone()).to_owned(), |tail| format!("{} {tail}", reader.said(name.clone())));
        words.extend(tail.map(str::to_lowercase));
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
        if role.is_none()
            && let Some(range) = role_before_comma(reader, name.start, sentence.start)
        {
            (role, owner) = role_in(reader, range, None);
        }
        if role.is_none() && !possessed {
            (role, owner) = role_of_clause(reader, name.end, sentence.end);
        }
        let mut gender = (words.len() >= 2).then(|| given_gender(reader, name.start)).flatten();
        for at in phrase_floor(reader, name.start, sentence.start)..name.start {
            if reader.is(at, class::HONORIFIC_F | class::ROLE_F) {
                gender = Some(Gender::Female);
            } else if reader.is(at, class::HONORIFIC_M | class::ROLE_M) {
                gender = Some(Gender::Male);
            }
        }
        let kin = from.saturating_sub(3).max(sentence.start)..name.start;
        let kin = role.is_none() && kin.clone().any(|at| reader.is(at, class::KIN) && !kin.clone().any(|at| reader.is(at, class::ROLE)));
        let known = self.by_last.get(&last).and_then(|list| {
            list.iter().rev().copied().find(|&person| {
                let other = &self.persons[person];
                let agree = other.gender.is_none_or(|other| gender.is_none_or(|gender| gender == other));
                agree && same_given(&other.words[0], &words[0])
            })
        });
        let weight = if headline { 3 } else { 1 };
        let person = if let Some(person) = known {
            let entry = &mut self.persons[person];
            entry.role = entry.role.take().or(role);
            entry.affiliation = entry.affiliation.take().or(owner);
            entry.gender = entry.gender.or(gender);
            entry.weight += weight;
            entry.kin &= kin || entry.role.is_none();
            person
        } else {
            self.persons.push(Person { name: full, role, affiliation: owner, gender, words, first: name.start, weight, kin });
            self.by_last.entry(last).or_default().push(self.persons.len() - 1);
            self.persons.len() - 1
        };
        self.mentions.push(Mention { at: name.start, person });
    }

    fn body(&mut self, reader: &Reader<'_>, run: Range<usize>) {
        let head = run.clone().rev().find(|&at| reader.is(at, class::ORGANISATION | class::MEDIA)).unwrap_or(run.end - 1);
        if run.len() >= 2 && (reader.is(head, class::ORGANISATION | class::MEDIA) || self.is_body_like(reader, run.clone())) {
            self.bodies.push(Body { at: run.start, head: reader.stem(head).to_owned(), name: reader.said(run).to_owned() });
        }
    }

    /// The name that stands right beside a role that speaks: ", Mira Holt," behind it or "Mira Holt," before it.
    /// `between`: the words stand between two commas and need not be a role.
    pub(super) fn apposed(&self, reader: &Reader<'_>, source: &Range<usize>, between: bool) -> Option<Range<usize>> {
        let role = source.clone().any(|at| reader.is(at, class::ROLE | class::PERSON));
        if !(between || role && reader.is(source.start, class::DETERMINER | class::POSSESSIVE)) {
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
            let comma = source.start.checked_sub(1).filter(|comma| reader.is_comma(*comma))?;
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

    /// A run of capitalised words as first written, by its lower case.
    pub(super) fn as_written(&self, lower: &str) -> Option<String> {
        self.written.get(lower).cloned()
    }

    /// The organisation last named before `at`, at most `reach` tokens back.
    pub(super) fn last_body(&self, at: usize, reach: usize) -> Option<&str> {
        let before = self.bodies.partition_point(|body| body.at < at);
        self.bodies.get(before.checked_sub(1)?).filter(|body| at - body.at <= reach).map(|body| body.name.as_str())
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
        self.by_last.get(*last)?.iter().rev().find(fits).copied()
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
            let spoken = self.spoken.get(mention.person).copied().flatten().filter(|spoken| *spoken < at);
            // Who spoke last stands as near as the words that named him then.
            let near = spoken.filter(|_| last_speaker == Some(mention.person)).map_or(mention.at, |spoken| spoken.max(mention.at));
            let there = place(reader, near);
            let mut score = -(here.0.saturating_sub(there.0).min(8) as f64) - 0.4 * here.1.saturating_sub(there.1) as f64;
            let sentence_start = reader.document.sentences.get(there.0).map_or(0, |sentence| sentence.tokens.start);
            if mention.at < sentence_start + 5 {
                score += params.subject_bonus;
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

    /// The person last named before `at` who holds the role whose head word is `head` ("the minister").
    pub(super) fn with_role(&self, at: usize, head: &str, params: &AttributionParams) -> Option<usize> {
        let before = self.mentions.partition_point(|mention| mention.at < at);
        let window = before.saturating_sub(params.pronoun_window)..before;
        self.mentions.get(window)?.iter().rev().map(|mention| mention.person).find(|&person| {
            self.persons[person].role.as_deref().is_some_and(|role| role.split_whitespace().any(|word| word.to_lowercase() == head))
        })
    }

    /// The organisation last named before `at` whose name ends in `word` and is longer ("Times": "Varn Times").
    pub(super) fn longer_body(&self, at: usize, word: &str) -> Option<&str> {
        let before = self.bodies.partition_point(|body| body.at < at);
        let mut near = self.bodies.get(before.saturating_sub(60)..before)?.iter().rev().map(|body| body.name.as_str());
        near.find(|name| name.rsplit_once(' ').is_some_and(|(_, last)| last.eq_ignore_ascii_case(word)))
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
            || reader.is(at, class::AUXILIARY) && !reader.is_possessive_mark(at)
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

/// The gender of the first "he" or "she" of the running text in `from..end`.
fn pronoun_near(reader: &Reader<'_>, from: usize, end: usize) -> Option<Gender> {
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

/// The gender a title before a bare surname shows ("Mrs.", "Congresswoman").
fn title_gender(reader: &Reader<'_>, at: usize, floor: usize) -> Option<Gender> {
    let from = phrase_floor(reader, at, floor);
    (from..at).rev().find_map(|place| {
        if reader.is(place, class::HONORIFIC_F | class::ROLE_F) {
            Some(Gender::Female)
        } else if reader.is(place, class::HONORIFIC_M | class::ROLE_M) && !reader.is(place, class::GIVEN) {
            Some(Gender::Male)
        } else {
            None
        }
    })
}

/// ", 67," or ", 67, " before the end: an age.
fn is_aged(reader: &Reader<'_>, end: usize) -> bool {
    reader.is_comma(end) && reader.shape(end + 1) == crate::text::Shape::Number && (reader.is_comma(end + 2) || reader.is_stop(end + 2))
}

/// The role that stands before the name and a comma ("the minister, Mira Holt"; "its officer, Dr Mira Holt").
fn role_before_comma(reader: &Reader<'_>, name: usize, floor: usize) -> Option<Range<usize>> {
    let mut at = name;
    while at > floor && reader.is(at - 1, class::HONORIFIC) {
        at -= 1;
    }
    let comma = at.checked_sub(1).filter(|comma| *comma > floor && reader.is_comma(*comma))?;
    let start = reader.phrase_before(comma, floor.max(comma.saturating_sub(12)))?;
    let determined = reader.is(start, class::DETERMINER | class::POSSESSIVE) || (start..comma).any(|at| reader.is_possessive_mark(at));
    // "said Mayor Jo Low, Mira Holt and others" is a list: a name after the role speaks against it.
    let role = (start..comma).rfind(|&at| reader.is(at, class::ROLE))?;
    let listed = reader.is_name_word(role + 1) && role + 1 < comma;
    (determined && !listed).then_some(start..comma)
}

/// The role a relative clause gives by its verb ("Mira Holt, who heads the institute"), and whose it is; the verb
/// stands for the noun that it makes.
fn role_of_clause(reader: &Reader<'_>, end: usize, ceiling: usize) -> (Option<String>, Option<String>) {
    let who = if reader.is_comma(end) { end + 1 } else { end };
    let verb = who + 1;
    let determined = reader.is(verb + 1, class::DETERMINER | class::POSSESSIVE);
    if reader.lower(who) != "who" || verb + 2 >= ceiling || !(determined || reader.is_name_word(verb + 1)) {
        return (None, None);
    }
    let from = verb + 1 + usize::from(determined);
    let word = reader.lower(verb);
    let bare = word.strip_suffix('s').unwrap_or(word);
    let noun =
        ["", "r", "er", "or"].iter().map(|ending| format!("{bare}{ending}")).find(|noun| reader.lexicon.classes(noun) & class::ROLE != 0);
    let owner = noun.as_ref().and_then(|_| reader.phrase_after(from, ceiling)).map(|stop| reader.said(from..stop).to_owned());
    (noun, owner)
}
