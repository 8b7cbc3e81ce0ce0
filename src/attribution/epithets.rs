//! People called by what they are: "the president", "the former senator".
//!
//! In: the people of an article with their roles and mentions. Out: further mentions, and roles that only such a name tells.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::people::{Mention, People};
use super::reader::Reader;
use crate::lexicon::class;

impl People {
    /// "The president" is a mention of whoever alone holds that office in the article.
    pub(super) fn by_office(&mut self, reader: &Reader<'_>) {
        let mut holders: HashMap<String, Option<usize>, foldhash::fast::FixedState> = HashMap::default();
        for (number, person) in self.persons.iter().enumerate() {
            let Some(head) = person.role.as_deref().and_then(|role| role.split_whitespace().next_back()) else { continue };
            holders.entry(office(head)).and_modify(|holder| *holder = None).or_insert(Some(number));
        }
        if holders.is_empty() {
            return;
        }
        for at in 1..reader.document.tokens.len() {
            if !reader.is(at, class::ROLE) || reader.lower(at - 1) != "the" || reader.is_name_word(at + 1) || reader.lower(at + 1) == "of" {
                continue;
            }
            if let Some(&Some(person)) = holders.get(office(reader.lower(at)).as_str()) {
                self.mentions.push(Mention { at: at - 1, person });
            }
        }
    }

    /// "Mira Holt came first. The former senator spoke": what a sentence calls its subject is the role of the one person
    /// that the nearest sentence before names, where none is known of her and nobody else of the article holds it.
    pub(super) fn by_epithet(&mut self, reader: &Reader<'_>) {
        let roles = self.persons.iter().filter_map(|person| person.role.as_deref()?.split_whitespace().next_back());
        let mut held: HashSet<String, foldhash::fast::FixedState> = roles.map(office).collect();
        for (number, sentence) in reader.document.sentences.iter().enumerate() {
            let Range { start, end } = sentence.tokens.clone();
            // "Low's former strategist said" of whom the sentence before names.
            let owner = (start + 1..end.min(start + 4)).find(|&at| reader.is_possessive_mark(at)).filter(|_| reader.is_name_word(start));
            if sentence.in_headline || reader.lower(start) != "the" && owner.is_none() || reader.quotation_at(start).is_some() {
                continue;
            }
            let possessor = owner.and_then(|mark| {
                let first = self.mentions.get(self.mentions.partition_point(|mention| mention.at < start))?;
                (first.at < mark).then_some(first.person)
            });
            let start = owner.unwrap_or(start);
            let modifies = |at: usize| {
                reader.is(at, class::ROLE_MODIFIER | class::PORTFOLIO | class::ROLE)
                    || reader.is_name_place(at).is_some()
                    || reader.is_name_word(at)
            };
            let last = (start + 1..end.min(start + 7)).take_while(|&at| modifies(at)).last();
            let Some(noun) = last.filter(|&noun| reader.is(noun, class::ROLE) && (owner.is_some() || reader.is(noun, class::EPITHET)))
            else {
                continue;
            };
            // "the secretary of state": the office goes on.
            let stop = if reader.lower(noun + 1) == "of" && reader.is(noun + 2, class::PORTFOLIO) { noun + 3 } else { noun + 1 };
            let told = reader.is_finite(stop) || reader.is(stop, class::AUXILIARY | class::RELATIVE) || reader.is_comma(stop);
            if !told || reader.shape(noun) != crate::text::Shape::Lower || held.contains(&office(reader.lower(noun))) {
                continue;
            }
            let named = (1..=3).filter_map(|back| number.checked_sub(back)).find_map(|number| {
                let tokens = reader.document.sentences.get(number)?.tokens.clone();
                let from = self.mentions.partition_point(|mention| mention.at < tokens.start);
                let mut here = self
                    .mentions
                    .get(from..)?
                    .iter()
                    .take_while(|mention| mention.at < tokens.end)
                    .filter(|mention| Some(mention.person) != possessor);
                let first = here.next()?.person;
                Some((first, here.all(|mention| mention.person == first)))
            });
            if let Some((person, true)) = named
                && let Some(known) = self.persons.get_mut(person).filter(|known| known.role.is_none() && !known.bare)
            {
                known.role = Some(reader.said(start + 1..stop).to_owned());
                held.insert(office(reader.lower(noun)));
            }
        }
    }
}

/// The word for an office in full ("Sen.": "senator").
pub(super) fn office(word: &str) -> String {
    match word.trim_end_matches('.').to_lowercase().as_str() {
        "sen" | "senator" => "senator".to_owned(),
        "rep" | "congressman" | "congresswoman" | "representative" => "representative".to_owned(),
        "gov" | "governor" => "governor".to_owned(),
        "pres" | "president" | "potus" => "president".to_owned(),
        word => word.to_owned(),
    }
}
