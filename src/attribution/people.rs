//! The people and organisations an article names, each with its fullest name, role and gender.
//!
//! In: the document and the speakers found. Out: [`People`]; who of them is meant is asked in `antecedents.rs`.

use std::collections::HashMap;
use std::ops::Range;

use super::antecedents::pronoun_near;
use super::names::{Named, glued, is_brand, is_organisation_name, is_suffix, name_in, run_end, same_given};
use super::naming::{Gender, given_gender, is_demonyms};
use super::offices::{
    apposed_doer, apposition_role, is_apposed_body, listed_role, phrase_floor, role_before_comma, role_of_clause, stated_role, title_gender,
};
use super::reader::Reader;
use super::roles::{body_beside, bracketed_party, role_in};
use crate::lexicon::class;

/// Most people of one surname that are told apart: with more of them only the last ones met are looked at, so that a list of
/// names costs no more than its length (chosen by hand, not measured).
const MOST_NAMESAKES: usize = 64;

/// A person of the article.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Person {
    /// Fullest name, as first written.
    pub(super) name: String,
    pub(super) role: Option<String>,
    pub(super) affiliation: Option<String>,
    pub(super) gender: Option<Gender>,
    /// Lower-case words of the name, to compare with.
    pub(super) words: Vec<String>,
    /// First token of the first mention.
    pub(super) first: usize,
    /// How often the full name stands; a headline counts three times.
    weight: u32,
    /// Introduced as somebody's wife, son or friend, without an office.
    kin: bool,
    /// Known by one word only, without a title: the reader is not told who that is.
    pub(super) bare: bool,
}

impl Person {
    /// The article tells an office of hers, or whom she is of.
    pub(super) fn is_told(&self) -> bool {
        self.role.is_some() || self.affiliation.is_some()
    }
}

/// A place where a person is named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mention {
    pub(super) at: usize,
    pub(super) person: usize,
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
pub(super) struct Body {
    pub(super) at: usize,
    /// Stem of the head noun ("ministry").
    pub(super) head: String,
    pub(super) name: String,
}

/// The people and organisations of an article.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) persons: Vec<Person>,
    pub(super) mentions: Vec<Mention>,
    pub(super) by_last: HashMap<String, Vec<usize>, foldhash::fast::FixedState>,
    /// The first person of each given or middle name.
    pub(super) by_first: HashMap<String, usize, foldhash::fast::FixedState>,
    pub(super) bodies: Vec<Body>,
    /// Runs of capitals, small words between them, by their initials; made when first asked for.
    initials: Option<HashMap<String, String, foldhash::fast::FixedState>>,
    bare: Vec<Bare>,
    /// Where each person last spoke so far.
    pub(super) spoken: Vec<Option<usize>>,
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
                let headline = sentence.in_headline || reader.is_title_case(&sentence.tokens);
                people.meet(reader, sentence.tokens.clone(), run, speakers, headline);
            }
        }
        people.settle_bare(reader, speakers);
        people.by_office(reader);
        people.mentions.sort_by_key(|mention| mention.at);
        people.by_epithet(reader);
        people.vote_on_gender(reader);
        people.spoken = vec![None; people.persons.len()];
        people
    }

    fn meet(&mut self, reader: &Reader<'_>, sentence: Range<usize>, run: Range<usize>, speakers: &[bool], headline: bool) {
        let possessed = reader.is_possessive_mark(run.end);
        if run.len() == 1 && is_brand(reader, run.start) || !possessed && is_apposed_body(reader, run.end) {
            self.body(reader, run);
            return;
        }
        let floor = run.start.saturating_sub(12).max(sentence.start);
        let hangs = run.start > floor && reader.is(run.start - 1, class::INNER_PREPOSITION);
        // "the office of President Low": the title is in the run itself.
        let own = run.len() >= 2 && reader.is(run.start, class::ROLE | class::HONORIFIC);
        let start = if hangs && !own && run.start >= floor + 2 { run.start - 2 } else { run.start };
        let start = if start > floor && reader.is(start - 1, class::ROLE | class::PERSON) { start - 1 } else { start };
        let Some(named) = name_in(reader, start..run.end).filter(|named| named.name.end == run.end) else {
            self.body(reader, run);
            return;
        };
        let Named { mut name, titled, person } = named;
        // "Say Varn joins": a word that opens its sentence, and a place.
        let place = name.len() == 2 && name.start == sentence.start && !reader.is(name.start, class::GIVEN);
        if place && !titled && reader.is_name_place(name.start + 1).is_some() {
            self.body(reader, run);
            return;
        }
        // "Will Holt run again?": a helping verb that opens its sentence is no given name.
        if name.len() == 2 && name.start == sentence.start && self.is_question(reader, &sentence, &name) {
            name.start += 1;
        }
        // "Impeach Holt" on a sign, "Meet Holt": a call that opens with a verb.
        if name.len() == 2 && reader.is(name.start, class::CALL) {
            name.start += 1;
        }
        self.cut(reader, &mut name, headline);
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
        // "according to Jaro Venn, a baker": what is told of him shows a person where the name alone does not.
        let shown = person || (2..=3).contains(&name.len()) && (apposed || told) && !determined && Self::is_plain(reader, name.clone());
        let good = shown
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

    /// Capitalised words of which none is known as anything but a name.
    fn is_plain(reader: &Reader<'_>, name: Range<usize>) -> bool {
        let other = class::SPEAKING_NOUN | class::ROLE_MODIFIER | class::PORTFOLIO | class::MEDIA | class::TIME;
        name.clone().all(|at| reader.shape(at) == crate::text::Shape::Capitalised && !reader.is(at, other))
            && reader.is_name_place(name.start).is_none()
    }

    /// "Mira Holt Responds", "Mira Holt Burns Jo Low": a run that stands once and begins with a name ends with that.
    fn cut(&self, reader: &Reader<'_>, name: &mut Range<usize>, headline: bool) {
        // "President Low Claims Victory" over an article that calls her Low.
        let lone = |at: usize| self.alone.contains_key(reader.lower(at));
        if headline
            && name.len() >= 2
            && name.start > 0
            && reader.is(name.start - 1, class::ROLE | class::TITLE)
            && reader.is_capital(name.start - 1)
            && !reader.is(name.start, class::GIVEN)
            && lone(name.start)
            && !lone(name.end - 1)
        {
            name.end = name.start + 1;
            return;
        }
        let initials = (name.start..name.end).filter(|&at| reader.written(at).len() <= 2 || reader.is(at, class::PARTICLE)).count();
        if name.len() < 3 + initials || !reader.is(name.start, class::GIVEN) {
            return;
        }
        let times = |end: usize| self.runs.get(&reader.said(name.start..end).to_lowercase()).copied().unwrap_or_default();
        let suffix = |at: usize| is_suffix(reader.lower(at));
        let known = (name.start + 2..name.end).find(|&end| times(end) > 0 && !suffix(end));
        // "Mira Holt Day": elsewhere the second word stands alone and the last does not.
        let alone = |at: usize| self.surnames.contains_key(reader.lower(at));
        let known = known.or((alone(name.start + 1) && !alone(name.end - 1) && !suffix(name.end - 1)).then_some(name.start + 2));
        if times(name.end) < 2
            && let Some(end) = known.or((headline && initials == 0).then_some(name.start + 2))
        {
            name.end = end;
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

    /// Gives each bare surname to the person most likely meant, now that all full names are known: first those with a
    /// title, which may themselves name a person, then those that speak, then the rest.
    fn settle_bare(&mut self, reader: &Reader<'_>, speakers: &[bool]) {
        let genders = self.gender_of_bearers(reader);
        let mut left = std::mem::take(&mut self.bare);
        left.retain(|bare| !(bare.titled && self.settle(reader, bare, &genders, bare.person && !bare.headline)));
        left.retain(|bare| {
            let speaker = |at: usize| speakers.get(at).copied().unwrap_or_default() && !reader.is_possessive_mark(at);
            let alone = speaker(bare.at) && !speaker(bare.at + 1) && !bare.at.checked_sub(1).is_some_and(speaker);
            let speaks = alone && !bare.headline && !bare.titled;
            !(speaks && self.settle(reader, bare, &genders, is_lone_name(reader, bare.at, bare.floor)))
        });
        for bare in left {
            self.settle(reader, &bare, &genders, false);
        }
    }

    /// Settles one; `makes` says whether it may name a person of its own. True where it means somebody.
    fn settle(
        &mut self,
        reader: &Reader<'_>,
        bare: &Bare,
        genders: &HashMap<String, Gender, foldhash::fast::FixedState>,
        makes: bool,
    ) -> bool {
        let &Bare { at, floor, titled, .. } = bare;
        let gender = title_gender(reader, at, floor);
        let role = || if titled { role_in(reader, phrase_floor(reader, at, floor)..at, Some(at)) } else { (None, None) };
        let shown = gender.or_else(|| genders.get(reader.lower(at)).copied());
        let chosen = self.bearer(reader.lower(at), shown, Some(at));
        let chosen = chosen.or_else(|| {
            self.first_named(reader.lower(at)).filter(|&person| {
                let known = &self.persons[person];
                let first = known.words.first().is_some_and(|first| first == reader.lower(at));
                // "Mr. Ban" of Ban Ki-moon: the family name stands first.
                !titled || if first { !reader.is(at, class::GIVEN) } else { known.words.len() > 2 }
            })
        });
        if let Some(person) = chosen {
            self.mentions.push(Mention { at, person });
            let known = &mut self.persons[person];
            known.gender = known.gender.or(gender);
            known.bare &= !titled;
            if known.role.is_none() {
                let sentence =
                    reader.document.sentences.get(super::sentence_of(reader.document, at)).map_or(at, |sentence| sentence.tokens.end);
                let (role, owner) = if titled {
                    role()
                } else {
                    // "Holt, the mayor of Varn,": the office is told where the name is not told in full.
                    match apposition_role(reader, at + 1, sentence) {
                        Some(range) => role_in(reader, range, None),
                        None => match role_of_clause(reader, at + 1, sentence) {
                            (None, _) => stated_role(reader, at + 1, sentence),
                            told => told,
                        },
                    }
                };
                known.role = role;
                known.affiliation = known.affiliation.take().or(owner).or_else(|| bracketed_party(reader, at + 1));
            }
            return true;
        }
        if makes {
            let (role, affiliation) = role();
            let word = reader.lower(at).to_owned();
            self.persons.push(Person {
                name: reader.written(at).to_owned(),
                role,
                affiliation,
                gender: gender.or_else(|| given_gender(reader, at)),
                words: vec![word.clone()],
                first: at,
                weight: 1,
                kin: false,
                bare: !titled && !reader.is(at, class::GIVEN),
            });
            self.by_last.entry(word).or_default().push(self.persons.len() - 1);
            self.mentions.push(Mention { at, person: self.persons.len() - 1 });
        }
        makes
    }

    /// The name in full of the body whose capitals make up `acronym` ("Varn Bakers and Millers Union" for "VBMU").
    pub(super) fn spelled_out(&mut self, reader: &Reader<'_>, acronym: &str) -> Option<&str> {
        let letters: String = acronym.chars().filter(|letter| letter.is_alphabetic()).collect();
        if !(2..=6).contains(&letters.len()) || letters.chars().any(char::is_lowercase) {
            return None;
        }
        let initials = self.initials.get_or_insert_with(|| initials(reader));
        initials.get(&letters).map(String::as_str)
    }

    /// The person a bare surname means: of agreeing gender, most often named in full, with an office, and never
    /// somebody introduced only as kin while the surname stood before.
    pub(super) fn bearer(&self, last: &str, gender: Option<Gender>, at: Option<usize>) -> Option<usize> {
        let list = self.namesakes(last)?;
        let fits = |person: &usize| {
            let known = &self.persons[*person];
            let early = at.is_some_and(|at| at < known.first);
            known.gender.is_none_or(|other| gender.is_none_or(|gender| gender == other))
                && !(known.kin && (early || gender.is_some() && list.len() > 1))
        };
        let score = |person: usize| {
            let known = &self.persons[person];
            (!known.kin, known.weight + 2 * u32::from(known.role.is_some()), std::cmp::Reverse(person))
        };
        list.iter().copied().filter(fits).max_by_key(|&person| score(person))
    }

    /// The people whose surname is `last`, in order of their first mention.
    pub(super) fn namesakes(&self, last: &str) -> Option<&[usize]> {
        let list = self.by_last.get(last)?;
        list.get(list.len().saturating_sub(MOST_NAMESAKES)..)
    }

    /// The person whose given name stands alone ("Mira said"), or the first of two surnames ("Ms. Sanz" of Mira Sanz Low).
    pub(super) fn first_named(&self, word: &str) -> Option<usize> {
        self.by_first.get(word).copied()
    }

    /// The gender that pronouns behind bare uses of a surname show, where people of both genders bear it.
    fn gender_of_bearers(&self, reader: &Reader<'_>) -> HashMap<String, Gender, foldhash::fast::FixedState> {
        let mut votes: HashMap<String, i32, foldhash::fast::FixedState> = HashMap::default();
        for bare in &self.bare {
            let word = reader.lower(bare.at);
            if self.by_last.get(word).is_none_or(|list| list.len() < 2) {
                continue;
            }
            let title = title_gender(reader, bare.at, bare.floor);
            let end = (bare.at + 30).min(reader.document.tokens.len());
            let other = (bare.at + 1..end).find(|&at| reader.is_name_word(at)).unwrap_or(end);
            let vote = match pronoun_near(reader, bare.at + 1, other).filter(|_| title.is_none()) {
                Some(Gender::Female) => 1,
                Some(Gender::Male) => -1,
                None => 0,
            };
            *votes.entry(word.to_owned()).or_default() += vote;
        }
        let gender = |vote: i32| if vote > 0 { Gender::Female } else { Gender::Male };
        votes.into_iter().filter(|(_, vote)| *vote != 0).map(|(word, vote)| (word, gender(vote))).collect()
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
            let noun = range.end - 1;
            (role, owner) = role_in(reader, range, None);
            role = role.or_else(|| Some(reader.written(noun).to_owned()));
        }
        if role.is_none() && !possessed {
            (role, owner) = role_of_clause(reader, name.end, sentence.end);
        }
        if role.is_none() && !possessed {
            (role, owner) = stated_role(reader, name.end, sentence.end);
        }
        role = role.or_else(|| listed_role(reader, name.start, sentence.start));
        if role.is_none() && !possessed {
            role = apposed_doer(reader, name.end, sentence.end);
        }
        if role.is_none() {
            owner = owner.or_else(|| body_beside(reader, name, sentence.start, sentence.end));
        }
        let mut gender = (words.len() >= 2).then(|| given_gender(reader, name.start)).flatten();
        for at in phrase_floor(reader, name.start, sentence.start)..name.start {
            if reader.is(at, class::HONORIFIC_F | class::ROLE_F) {
                gender = Some(Gender::Female);
            } else if reader.is(at, class::HONORIFIC_M) || gender.is_none() && reader.is(at, class::ROLE_M) && !reader.is(at, class::GIVEN)
            {
                gender = Some(Gender::Male);
            }
        }
        let kin = from.saturating_sub(3).max(sentence.start)..name.start;
        let kin = role.is_none() && kin.clone().any(|at| reader.is(at, class::KIN) && !kin.clone().any(|at| reader.is(at, class::ROLE)));
        let known = self.namesakes(&last).and_then(|list| {
            list.iter().rev().copied().find(|&person| {
                let other = &self.persons[person];
                let agree = other.gender.is_none_or(|other| gender.is_none_or(|gender| gender == other));
                // "Mr. van Holt" gives no given name to compare.
                // "Jo Mira Holt" is "Mira Holt" as well.
                let within = other.words.len() > words.len() && words.len() >= 2 && other.words.ends_with(&words);
                agree && (same_given(&other.words[0], &words[0]) || within || reader.is(name.start, class::PARTICLE))
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
            for word in words.iter().take(words.len().saturating_sub(1)).filter(|word| word.len() > 2) {
                self.by_first.entry(word.clone()).or_insert(self.persons.len());
            }
            self.persons.push(Person { name: full, role, affiliation: owner, gender, words, first: name.start, weight, kin, bare: false });
            self.by_last.entry(last).or_default().push(self.persons.len() - 1);
            self.persons.len() - 1
        };
        self.mentions.push(Mention { at: name.start, person });
    }

    fn body(&mut self, reader: &Reader<'_>, run: Range<usize>) {
        let head = run.clone().rev().find(|&at| reader.is(at, class::ORGANISATION | class::MEDIA)).unwrap_or(run.end - 1);
        if run.len() >= 2 && (reader.is(head, class::ORGANISATION | class::MEDIA) || self.is_body_like(reader, run.clone())) {
            self.bodies.push(Body { at: run.start, head: reader.stem(head).to_owned(), name: reader.said(run).to_owned() });
        } else if run.len() == 1 && is_brand(reader, run.start) {
            self.bodies.push(Body { at: run.start, head: String::new(), name: reader.said(run).to_owned() });
        }
    }

    /// A run of capitalised words as first written, by its lower case.
    pub(super) fn as_written(&self, lower: &str) -> Option<String> {
        self.written.get(lower).cloned()
    }
}

/// True where a middle or first initial shows a person's name.
fn initialled(reader: &Reader<'_>, name: Range<usize>) -> bool {
    name.clone().any(|at| reader.written(at).ends_with('.') && reader.written(at).chars().count() == 2)
}

/// ", 67," or ", 67, " before the end: an age.
fn is_aged(reader: &Reader<'_>, end: usize) -> bool {
    reader.is_comma(end) && reader.shape(end + 1) == crate::text::Shape::Number && (reader.is_comma(end + 2) || reader.is_stop(end + 2))
}

/// A capitalised word that speaks alone and is nothing else than a name: no group, organisation, document or place.
fn is_lone_name(reader: &Reader<'_>, at: usize, floor: usize) -> bool {
    let other = class::SPEAKING_NOUN | class::ROLE_MODIFIER | class::PORTFOLIO | class::MEDIA | class::DETERMINER | class::CONTRACTED;
    reader.shape(at) == crate::text::Shape::Capitalised
        && (reader.is(at, class::GIVEN) || !reader.is(at, other))
        && !(at > floor && reader.is(at - 1, class::DETERMINER))
        && glued(reader.written(at)).is_none()
        && !is_organisation_name(reader, at..at + 1)
        && !is_demonyms(reader, at)
        && !reader.written(at).chars().any(|letter| letter.is_ascii_digit())
        && reader.is_name_place(at).is_none()
}

/// Every run of two to six capitalised words, with the small words inside it, by their initials.
fn initials(reader: &Reader<'_>) -> HashMap<String, String, foldhash::fast::FixedState> {
    let mut found = HashMap::default();
    let mut at = 0;
    let end = reader.document.tokens.len();
    while at < end {
        if reader.shape(at) != crate::text::Shape::Capitalised {
            at += 1;
            continue;
        }
        let (mut letters, mut last, mut next) = (String::new(), at, at);
        while next < end && letters.len() < 7 {
            if reader.shape(next) == crate::text::Shape::Capitalised {
                letters.extend(reader.written(next).chars().next());
                last = next + 1;
            } else if !matches!(reader.lower(next), "of" | "and" | "the" | "for" | "to" | "on") {
                break;
            }
            next += 1;
        }
        for skip in 0..2 {
            // "The Varn Bakers Union": with and without the article.
            if let Some(rest) = letters.get(skip..).filter(|rest| rest.len() >= 2) {
                found.entry(rest.to_owned()).or_insert_with(|| reader.said(at + skip..last).to_owned());
            }
            if reader.lower(at) != "the" {
                break;
            }
        }
        at = last.max(at + 1);
    }
    found
}
