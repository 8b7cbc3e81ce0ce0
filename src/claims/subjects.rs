//! Who a clause is about: the entities of an article in order, and what its pronouns stand for.
//!
//! In: a [`View`], attributions. Out: tokens that name the subject. Invariant: an answer is always a stretch of the
//! article's own tokens; where nothing fits there is no answer. Method: the speaker for "I" and for "he" in reported
//! speech, else the first fitting entity of the same or a nearby earlier sentence (subjects come first).

use std::collections::BTreeMap;
use std::ops::Range;

use super::view::View;
use crate::attribution::{Attributions, Manner, SpeakerKind};
use crate::lexicon::{CountryKind, WordSet};

/// How many sentences back an antecedent may stand.
const REACH: usize = 3;

/// Something with a name.
#[derive(Debug, Clone)]
struct Entity {
    tokens: Range<usize>,
    sentence: usize,
    person: bool,
}

/// The entities of an article.
pub(super) struct Subjects {
    entities: Vec<Entity>,
    /// By the last word of its name, in lower case, the number of the first entity.
    by_last: BTreeMap<String, usize>,
    /// By attribution: tokens that name its speaker.
    speakers: Vec<Option<Range<usize>>>,
}

impl Subjects {
    /// Lists the entities of the first `sentences` sentences and finds the name of each speaker.
    pub(super) fn new(view: &View<'_>, attributions: &Attributions, sentences: usize) -> Self {
        let mut entities = Vec::new();
        for (number, sentence) in view.document.sentences.iter().enumerate().take(sentences) {
            let mut at = sentence.tokens.start;
            while at < sentence.tokens.end {
                if let Some(hit) = view.country(at) {
                    if hit.kind != CountryKind::Demonym {
                        entities.push(Entity { tokens: at..hit.end, sentence: number, person: false });
                    }
                    at = hit.end.max(at + 1);
                    continue;
                }
                let run = view.name_run(at, sentence.tokens.end);
                if run.is_empty() {
                    if view.is(at, WordSet::OrgNoun)
                        && at.checked_sub(1).is_some_and(|before| view.is(before, WordSet::NotName) || view.country(before).is_some())
                    {
                        let start = if view.country(at - 1).is_some() { at - 1 } else { at };
                        entities.push(Entity { tokens: start..at + 1, sentence: number, person: false });
                    }
                    at += 1;
                    continue;
                }
                let full = view.full_name(run.clone());
                let person = view.person_like(run.clone()) || full.len() > 1;
                entities.push(Entity { tokens: run.clone(), sentence: number, person });
                at = run.end;
            }
        }
        let mut by_last = BTreeMap::new();
        for (number, entity) in entities.iter().enumerate() {
            by_last.entry(view.lower(entity.tokens.end.saturating_sub(1)).to_owned()).or_insert(number);
        }
        let mut subjects = Self { entities, by_last, speakers: Vec::new() };
        subjects.speakers = attributions.items.iter().map(|item| subjects.name_of(view, item)).collect();
        subjects
    }

    /// Tokens that name the speaker of attribution `at`.
    pub(super) fn speaker(&self, at: usize) -> Option<Range<usize>> {
        self.speakers.get(at).cloned().flatten()
    }

    /// What the pronoun at token `at` stands for. `attribution` carries the words around it.
    pub(super) fn antecedent(
        &self,
        view: &View<'_>,
        at: usize,
        attributions: &Attributions,
        attribution: Option<usize>,
    ) -> Option<Range<usize>> {
        let facts = view.facts(at);
        let first = facts.is(WordSet::FirstPerson);
        let person = facts.is(WordSet::PersonPronoun) || facts.is(WordSet::PersonPossessive);
        let thing = facts.is(WordSet::ThingPronoun) || facts.is(WordSet::ThingPossessive);
        let item = attribution.and_then(|number| attributions.items.get(number));
        if first {
            return if view.quoted(at) { attribution.and_then(|number| self.speaker(number)) } else { None };
        }
        if let Some(item) = item {
            let organisation = matches!(item.kind, SpeakerKind::Organisation | SpeakerKind::Group | SpeakerKind::Document);
            let same = person && item.kind == SpeakerKind::Person || thing && organisation;
            if same
                && item.manner != Manner::Direct
                && let Some(found) = attribution.and_then(|number| self.speaker(number))
            {
                return Some(found);
            }
        }
        if !person && !thing {
            return None;
        }
        let sentence = view.document.sentence_of(at)?;
        let before = self.entities.partition_point(|entity| entity.tokens.start < at);
        let earlier = &self.entities[..before];
        for back in 0..=REACH {
            let Some(place) = sentence.checked_sub(back) else { break };
            let start = earlier.partition_point(|entity| entity.sentence < place);
            let fitting = earlier[start..].iter().take_while(|entity| entity.sentence == place);
            if let Some(found) = fitting.into_iter().find(|entity| entity.person == person) {
                return Some(found.tokens.clone());
            }
        }
        None
    }

    fn name_of(&self, view: &View<'_>, item: &crate::attribution::Attribution) -> Option<Range<usize>> {
        if let Some(speaker) = item.speaker {
            let tokens = view.document.tokens_in(speaker);
            let names = |at: usize| view.name(at) || view.country(at).is_some();
            if let Some(first) = tokens.clone().find(|at| names(*at)) {
                let last = tokens.clone().rev().find(|at| names(*at) || view.is(*at, WordSet::OrgNoun)).unwrap_or(first);
                return Some(first..(last + 1).max(first + 1));
            }
            let pronoun = tokens.clone().all(|at| view.is(at, WordSet::Stop));
            if !pronoun && !tokens.is_empty() {
                return Some(tokens);
            }
        }
        let name = item.name.as_deref()?;
        let last = name.split_whitespace().last()?.to_lowercase();
        let entity = self.entities.get(*self.by_last.get(&last)?)?;
        Some(view.full_name(entity.tokens.clone()))
    }
}
