//! Word tables of the claims room: what a word can be (stop word, verb form, month, number, …), phrases for countries,
//! offices, stages, slots, and synonym sets.
//!
//! In: the CSV tables under `en/`. Out: one record of facts for each known word form and a matcher for each kind of
//! phrase. Invariant: a row that cannot be used is an error with its line; a form in two synonym sets is refused.

use std::collections::HashMap;

use rust_stemmers::{Algorithm, Stemmer};

use super::matcher::{Hit, PhraseMatcher};
use super::table;
use crate::error::Result;
use crate::ids::stable_hash;

mod word_set;

pub use word_set::WordSet;

/// Forms a word can be of a verb.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct VerbForms(u8);

impl VerbForms {
    /// The base form.
    pub const BASE: u8 = 1;
    /// Third person singular.
    pub const THIRD: u8 = 2;
    /// Past tense.
    pub const PAST: u8 = 4;
    /// Past participle.
    pub const PARTICIPLE: u8 = 8;
    /// Present participle.
    pub const ING: u8 = 16;
    /// The base and third person are as often nouns.
    pub const NOUN: u8 = 32;

    /// True where all of `forms` hold.
    pub fn has(self, forms: u8) -> bool {
        self.0 & forms == forms
    }

    /// True where some of `forms` hold.
    pub fn any(self, forms: u8) -> bool {
        self.0 & forms != 0
    }
}

/// What a word does in a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NumberKind {
    /// "twelve".
    Value,
    /// "million", "dozen".
    Scale,
    /// "half (a million)".
    Half,
    /// "dozens", "hundreds".
    Vague,
}

/// A place in the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// Month, 1 to 12.
    Month(i8),
    /// Weekday, Monday is 1.
    Weekday(i8),
    /// Days from the day of publication.
    Offset(i8),
}

/// What kind of unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnitKind {
    /// A share of a hundred.
    Percent,
    /// Money.
    Currency,
}

/// How a bound word changes a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// "at least".
    Least,
    /// "up to".
    Most,
    /// "more than".
    Over,
    /// "less than".
    Under,
    /// "about".
    About,
}

/// What kind of form of a country.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountryKind {
    /// Its name or an abbreviation.
    Name,
    /// "Bulgarian".
    Demonym,
    /// Its capital: stands for it only as one who acts.
    Capital,
}

/// What an office is held over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfficeLevel {
    /// A country.
    Country,
    /// A town, state or province.
    Place,
    /// There is one in the world.
    World,
}

/// What is known of a word form.
#[derive(Debug, Clone, Copy, Default)]
pub struct WordFacts {
    sets: u128,
    /// Forms of a verb it can be.
    pub verb: VerbForms,
    /// Number of its lemma, for [`ClaimLexicon::lemma`]; `None` where the form stands for itself.
    pub lemma: Option<u32>,
    /// What it does in a number: kind, lowest, highest.
    pub number: Option<(NumberKind, f64, f64)>,
    /// Its place in the calendar.
    pub calendar: Option<Calendar>,
    /// Its unit: kind and number for [`ClaimLexicon::unit`].
    pub unit: Option<(UnitKind, u8)>,
    starts: u8,
}

impl WordFacts {
    /// True where the word is in `set`.
    pub fn is(&self, set: WordSet) -> bool {
        self.sets & (1 << set as u8) != 0
    }

    /// True where a phrase of `table` can start with the word.
    pub fn starts(&self, table: Table) -> bool {
        self.starts & (1 << table as u8) != 0
    }
}

/// A table of phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Table {
    /// Countries, by lower-case form.
    Country,
    /// Offices, by lower-case form.
    Office,
    /// Bounds of numbers, by lower-case form.
    Bound,
    /// Stages, by lemma.
    Stage,
    /// Synonyms of more than one word, by lemma.
    Synonym,
    /// Slot words behind a number, by lower-case form.
    SlotAfter,
    /// Slot words before a number, by lower-case form.
    SlotBefore,
}

/// The tables.
#[derive(Debug, Clone, Default)]
pub struct ClaimLexicon {
    words: HashMap<String, WordFacts, foldhash::fast::FixedState>,
    lemmas: Vec<(String, u64)>,
    units: Vec<String>,
    synset_by_stem: HashMap<u64, u16, foldhash::fast::FixedState>,
    matchers: [PhraseMatcher; 7],
    countries: Vec<(CountryKind, u16)>,
    country_names: Vec<(String, u64)>,
    offices: Vec<(String, OfficeLevel)>,
    bounds: Vec<Bound>,
    stages: Vec<(u8, u8)>,
    ladders: Vec<String>,
    synonym_phrases: Vec<u16>,
    slots_after: Vec<String>,
    slots_before: Vec<String>,
}

impl ClaimLexicon {
    /// The English tables that ship with the program.
    ///
    /// # Errors
    /// [`crate::error::Error::Table`] with table and line where a row is broken.
    pub fn english() -> Result<Self> {
        let mut lexicon = Self::default();
        let stemmer = Stemmer::create(Algorithm::English);
        rows("stopwords.csv", include_str!("en/stopwords.csv"), 1, |row| {
            lexicon.put(cell(row, 0)?, WordSet::Stop);
            Some(())
        })?;
        rows("claim_words.csv", include_str!("en/claim_words.csv"), 2, |row| {
            let set = WordSet::ALL.iter().find(|set| Some(set.name()) == cell(row, 0))?;
            lexicon.put(cell(row, 1)?, *set);
            Some(())
        })?;
        rows("verbs.csv", include_str!("en/verbs.csv"), 5, |row| lexicon.add_verb(row, &stemmer))?;
        rows("calendar.csv", include_str!("en/calendar.csv"), 4, |row| {
            let number: i8 = cell(row, 2)?.parse().ok()?;
            let calendar = match cell(row, 1)? {
                "month" if (1..=12).contains(&number) => Calendar::Month(number),
                "weekday" if (1..=7).contains(&number) => Calendar::Weekday(number),
                "offset" => Calendar::Offset(number),
                _ => return None,
            };
            lexicon.word(cell(row, 0)?).calendar = Some(calendar);
            Some(())
        })?;
        rows("number_words.csv", include_str!("en/number_words.csv"), 4, |row| {
            let low: f64 = cell(row, 1)?.parse().ok()?;
            let high: f64 = match cell(row, 2)? {
                "" => low,
                written => written.parse().ok()?,
            };
            let kind = match cell(row, 3)? {
                "value" => NumberKind::Value,
                "scale" => NumberKind::Scale,
                "half" => NumberKind::Half,
                "vague" => NumberKind::Vague,
                _ => return None,
            };
            lexicon.word(cell(row, 0)?).number = Some((kind, low, high));
            Some(())
        })?;
        rows("units.csv", include_str!("en/units.csv"), 3, |row| {
            let kind = match cell(row, 2)? {
                "percent" => UnitKind::Percent,
                "currency" => UnitKind::Currency,
                _ => return None,
            };
            let unit = number_of(&mut lexicon.units, cell(row, 1)?);
            lexicon.word(cell(row, 0)?).unit = Some((kind, u8::try_from(unit).ok()?));
            Some(())
        })?;
        rows("bounds.csv", include_str!("en/bounds.csv"), 2, |row| {
            let bound = match cell(row, 1)? {
                "least" => Bound::Least,
                "most" => Bound::Most,
                "over" => Bound::Over,
                "under" => Bound::Under,
                "about" => Bound::About,
                _ => return None,
            };
            lexicon.phrase(Table::Bound, cell(row, 0)?);
            lexicon.bounds.push(bound);
            Some(())
        })?;
        rows("countries.csv", include_str!("en/countries.csv"), 3, |row| {
            let kind = match cell(row, 1)? {
                "name" | "alias" => CountryKind::Name,
                "demonym" => CountryKind::Demonym,
                "capital" => CountryKind::Capital,
                _ => return None,
            };
            let name = cell(row, 2)?;
            let place = lexicon.country_names.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                lexicon.country_names.push((name.to_owned(), stable_hash(name)));
                lexicon.country_names.len() - 1
            });
            lexicon.phrase(Table::Country, cell(row, 0)?);
            lexicon.countries.push((kind, place as u16));
            Some(())
        })?;
        rows("offices.csv", include_str!("en/offices.csv"), 3, |row| {
            let level = match cell(row, 2)? {
                "country" => OfficeLevel::Country,
                "place" => OfficeLevel::Place,
                "" => OfficeLevel::World,
                _ => return None,
            };
            lexicon.phrase(Table::Office, cell(row, 0)?);
            lexicon.offices.push((cell(row, 1)?.to_owned(), level));
            Some(())
        })?;
        rows("stages.csv", include_str!("en/stages.csv"), 3, |row| {
            let ladder = number_of(&mut lexicon.ladders, cell(row, 1)?);
            let step: u8 = cell(row, 2)?.parse().ok().filter(|step| *step > 0)?;
            lexicon.phrase(Table::Stage, cell(row, 0)?);
            lexicon.stages.push((u8::try_from(ladder).ok()?, step));
            Some(())
        })?;
        let mut set = 0;
        rows("synonyms.csv", include_str!("en/synonyms.csv"), 2, |row| {
            set += 1;
            let members = std::iter::once(cell(row, 0)?).chain(cell(row, 1)?.split('|'));
            members.map(|member| lexicon.add_synonym(member, set, &stemmer)).collect::<Option<Vec<()>>>()?;
            Some(())
        })?;
        rows("quantities.csv", include_str!("en/quantities.csv"), 3, |row| {
            let slot = cell(row, 0)?.to_owned();
            match cell(row, 1)? {
                "after" => {
                    lexicon.phrase(Table::SlotAfter, cell(row, 2)?);
                    lexicon.slots_after.push(slot);
                }
                "before" => {
                    lexicon.phrase(Table::SlotBefore, cell(row, 2)?);
                    lexicon.slots_before.push(slot);
                }
                _ => return None,
            }
            Some(())
        })?;
        lexicon.spread_starts();
        Ok(lexicon)
    }

    /// What is known of the lower-case form `word`; nothing for an unknown word.
    pub fn facts(&self, word: &str) -> WordFacts {
        self.words.get(word).copied().unwrap_or_default()
    }

    /// Lemma of number `lemma` and the stable hash of its stem.
    pub fn lemma(&self, lemma: u32) -> Option<(&str, u64)> {
        self.lemmas.get(lemma as usize).map(|(word, hash)| (word.as_str(), *hash))
    }

    /// Name of unit number `unit`; empty past the end.
    pub fn unit(&self, unit: u8) -> &str {
        self.units.get(usize::from(unit)).map_or("", String::as_str)
    }

    /// Number of the synonym set that holds the stem with this hash, from 1; 0 for none.
    pub fn synset(&self, stem: u64) -> u16 {
        self.synset_by_stem.get(&stem).copied().unwrap_or_default()
    }

    /// The longest phrase of `table` that starts at word `at`.
    pub fn find<'a>(&self, table: Table, at: usize, word: impl Fn(usize) -> &'a str) -> Option<Hit> {
        self.matchers[table as usize].at(at, word)
    }

    /// Kind and number of the country of phrase `phrase`.
    pub fn country(&self, phrase: usize) -> Option<(CountryKind, u16)> {
        self.countries.get(phrase).copied()
    }

    /// Number of the country that a whole phrase in lower case names, as name, demonym or capital.
    pub fn country_of(&self, phrase: &str) -> Option<u16> {
        let words: Vec<&str> = phrase.split_whitespace().collect();
        let hit = self.find(Table::Country, 0, |at| words.get(at).copied().unwrap_or_default())?;
        (hit.end == words.len()).then(|| self.country(hit.phrase).map(|(_, country)| country)).flatten()
    }

    /// Name of country number `country` and its hash.
    pub fn country_name(&self, country: u16) -> (&str, u64) {
        self.country_names.get(usize::from(country)).map_or(("", 0), |(name, hash)| (name.as_str(), *hash))
    }

    /// Office of phrase `phrase` and what it is held over.
    pub fn office(&self, phrase: usize) -> Option<(&str, OfficeLevel)> {
        self.offices.get(phrase).map(|(office, level)| (office.as_str(), *level))
    }

    /// Bound of phrase `phrase`.
    pub fn bound(&self, phrase: usize) -> Option<Bound> {
        self.bounds.get(phrase).copied()
    }

    /// Ladder and step of phrase `phrase`.
    pub fn stage(&self, phrase: usize) -> Option<(u8, u8)> {
        self.stages.get(phrase).copied()
    }

    /// Number of the ladder of that name.
    pub fn ladder(&self, name: &str) -> Option<u8> {
        self.ladders.iter().position(|ladder| ladder == name).map(|place| place as u8)
    }

    /// Synonym set of phrase `phrase` of [`Table::Synonym`].
    pub fn synonym_phrase(&self, phrase: usize) -> u16 {
        self.synonym_phrases.get(phrase).copied().unwrap_or_default()
    }

    /// Slot of phrase `phrase` of [`Table::SlotAfter`] or [`Table::SlotBefore`].
    pub fn slot(&self, table: Table, phrase: usize) -> &str {
        let slots = if table == Table::SlotAfter { &self.slots_after } else { &self.slots_before };
        slots.get(phrase).map_or("", String::as_str)
    }

    fn word(&mut self, word: &str) -> &mut WordFacts {
        self.words.entry(word.to_owned()).or_default()
    }

    fn put(&mut self, word: &str, set: WordSet) {
        self.word(word).sets |= 1 << set as u8;
    }

    fn phrase(&mut self, table: Table, phrase: &str) {
        self.matchers[table as usize].add(phrase);
        if let Some(first) = phrase.split_whitespace().next() {
            self.word(first).starts |= 1 << table as u8;
        }
    }

    fn add_verb(&mut self, row: &[String], stemmer: &Stemmer) -> Option<()> {
        let (base, past, participle) = (cell(row, 0)?, cell(row, 1)?, cell(row, 2)?);
        let noun = if cell(row, 3)? == "1" { VerbForms::NOUN } else { 0 };
        if base.is_empty() || past.is_empty() || participle.is_empty() {
            return None;
        }
        let lemma = self.lemmas.len() as u32;
        self.lemmas.push((base.to_owned(), stable_hash(&stemmer.stem(base))));
        let mut form = |word: &str, forms: u8| {
            let facts = self.word(word);
            facts.verb.0 |= forms;
            // Where a form belongs to two verbs ("found"), the first row stands; a base form always stands for itself.
            if facts.lemma.is_none() || forms & VerbForms::BASE != 0 {
                facts.lemma = Some(lemma);
            }
        };
        form(base, VerbForms::BASE | noun);
        form(past, VerbForms::PAST);
        form(participle, VerbForms::PARTICIPLE);
        form(&third_person(base), VerbForms::THIRD | noun);
        form(&present_participle(base, past), VerbForms::ING);
        for other in cell(row, 4)?.split('|').filter(|other| !other.is_empty()) {
            form(other, VerbForms::THIRD);
        }
        Some(())
    }

    fn add_synonym(&mut self, member: &str, set: u16, stemmer: &Stemmer) -> Option<()> {
        if member.is_empty() {
            return None;
        }
        if member.contains(' ') {
            self.phrase(Table::Synonym, member);
            self.synonym_phrases.push(set);
            return Some(());
        }
        let lemma = self.facts(member).lemma.and_then(|lemma| self.lemma(lemma)).map(|(_, hash)| hash);
        let hash = lemma.unwrap_or_else(|| stable_hash(&stemmer.stem(member)));
        let known = *self.synset_by_stem.entry(hash).or_insert(set);
        (known == set).then_some(())
    }

    /// A phrase over lemmas may start with any form of its first word.
    fn spread_starts(&mut self) {
        let by_lemma = (1 << Table::Stage as u8) | (1 << Table::Synonym as u8);
        let starts: Vec<u8> = self.lemmas.iter().map(|(word, _)| self.words.get(word).map_or(0, |facts| facts.starts & by_lemma)).collect();
        #[allow(clippy::iter_over_hash_type, reason = "every entry is changed by itself")]
        for facts in self.words.values_mut() {
            if let Some(lemma) = facts.lemma {
                facts.starts |= starts.get(lemma as usize).copied().unwrap_or_default();
            }
        }
    }
}

/// "denies", "watches", "plays".
fn third_person(base: &str) -> String {
    if base.ends_with('y') && !ends_vowel_y(base) {
        format!("{}ies", &base[..base.len() - 1])
    } else if base.ends_with(['s', 'x', 'z', 'o']) || base.ends_with("ch") || base.ends_with("sh") {
        format!("{base}es")
    } else {
        format!("{base}s")
    }
}

fn ends_vowel_y(base: &str) -> bool {
    ["ay", "ey", "oy", "uy"].iter().any(|end| base.ends_with(end))
}

/// "denying", "planning" (doubled as in "planned"), "accusing", "lying".
fn present_participle(base: &str, past: &str) -> String {
    if let Some(stem) = base.strip_suffix("ie") {
        return format!("{stem}ying");
    }
    if base.ends_with("ee") || base.ends_with("ye") || base.ends_with("oe") || base == "be" {
        return format!("{base}ing");
    }
    if let Some(stem) = base.strip_suffix('e') {
        return format!("{stem}ing");
    }
    if let Some(stem) = past.strip_suffix("ed").filter(|stem| stem.len() == base.len() + 1 && stem.starts_with(base)) {
        return format!("{stem}ing");
    }
    let letters: Vec<char> = base.chars().rev().take(3).collect();
    let vowel = |at: usize| letters.get(at).is_some_and(|letter| "aeiou".contains(*letter));
    let doubled = base.len() <= 4 && !past.ends_with("ed") && !vowel(0) && !base.ends_with(['w', 'x', 'y']) && vowel(1) && !vowel(2);
    match letters.first() {
        Some(last) if doubled || base.ends_with("gin") || base.ends_with("get") => format!("{base}{last}ing"),
        _ => format!("{base}ing"),
    }
}

fn number_of(known: &mut Vec<String>, name: &str) -> usize {
    known.iter().position(|other| other == name).unwrap_or_else(|| {
        known.push(name.to_owned());
        known.len() - 1
    })
}

fn cell(row: &[String], at: usize) -> Option<&str> {
    row.get(at).map(String::as_str)
}

/// Reads a table: header, then rows of `columns` cells, sorted by their cells, unique. `take` returns `None` for a row
/// it cannot use.
fn rows(table: &str, text: &str, columns: usize, mut take: impl FnMut(&[String]) -> Option<()>) -> Result<()> {
    let mut before: Vec<String> = Vec::new();
    for (line, row) in table::rows::<Vec<String>>(table, text)? {
        if row.len() != columns {
            return Err(table::broken(table, line, "wrong number of cells"));
        }
        if !before.is_empty() && row <= before {
            return Err(table::broken(table, line, "out of order or there twice"));
        }
        take(&row).ok_or_else(|| table::broken(table, line, "a cell is not understood"))?;
        before = row;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    #[test]
    fn the_tables_load() {
        let lexicon = ClaimLexicon::english().unwrap();
        assert!(lexicon.facts("the").is(WordSet::Stop) && !lexicon.facts("bridge").is(WordSet::Stop));
        assert_eq!(lexicon.facts("met").lemma.and_then(|lemma| lexicon.lemma(lemma)).map(|(word, _)| word), Some("meet"));
        assert_eq!(lexicon.facts("march").calendar, Some(Calendar::Month(3)));
        assert_eq!(lexicon.facts("bridge").calendar, None);
    }

    #[test]
    fn every_word_set_has_words() {
        let lexicon = ClaimLexicon::english().unwrap();
        for set in WordSet::ALL {
            #[allow(clippy::iter_over_hash_type, reason = "asks only whether there is one")]
            let found = lexicon.words.values().any(|facts| facts.is(*set));
            assert!(found, "{}", set.name());
        }
    }

    #[test]
    fn a_broken_row_is_named() {
        let check = |text: &str, expected: Option<u64>| {
            let found = rows("t.csv", text, 2, |row| (cell(row, 1) != Some("bad")).then_some(()));
            let line = found.err().map(|error| match error {
                Error::Table { line, .. } => line,
                other => panic!("{other}"),
            });
            assert_eq!(line, expected, "{text}");
        };
        check("a,b\nx,1\ny,2\n", None);
        check("a,b\ny,1\nx,2\n", Some(3));
        check("a,b\nx,1\nx,1\n", Some(3));
        check("a,b\nx,bad\n", Some(2));
        check("a,b\nx\n", Some(2));
    }

    #[test]
    fn forms_follow_the_rules_of_spelling() {
        let check = |base: &str, past: &str, third: &str, ing: &str| {
            assert_eq!((third_person(base).as_str(), present_participle(base, past).as_str()), (third, ing));
        };
        check("deny", "denied", "denies", "denying");
        check("plan", "planned", "plans", "planning");
        check("play", "played", "plays", "playing");
        check("accuse", "accused", "accuses", "accusing");
        check("watch", "watched", "watches", "watching");
        check("win", "won", "wins", "winning");
        check("begin", "began", "begins", "beginning");
        check("lie", "lied", "lies", "lying");
        check("speak", "spoke", "speaks", "speaking");
    }
}
