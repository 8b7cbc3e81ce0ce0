//! Abbreviations, words that begin sentences and words that begin with an apostrophe: what cutting text needs to know.

use std::collections::{HashMap, HashSet};

use foldhash::fast::FixedState;
use serde::Deserialize;

use super::table;
use crate::error::Result;

/// The tables.
#[derive(Debug, Clone, Default)]
pub struct SegmentationLexicon {
    abbreviations: HashMap<String, Abbreviation, FixedState>,
    starters: HashSet<String, FixedState>,
    elisions: HashSet<String, FixedState>,
}

/// What is known of an abbreviation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Abbreviation {
    /// What it is short for.
    pub class: AbbreviationClass,
    /// When the full stop is part of it.
    pub dot: Dot,
}

/// What an abbreviation is short for; decides whether a sentence may end with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AbbreviationClass {
    /// "Mr.", "Gen.": a name follows, so no sentence ends here.
    Title,
    /// "Jan.": a number may follow.
    Month,
    /// "Inc.", "Corp.".
    Company,
    /// "Calif.", "St.".
    Place,
    /// "a.m.", "e.g.", "No.".
    Other,
}

/// When a full stop belongs to the word before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dot {
    /// Always.
    Always,
    /// Where the word begins with a capital.
    Capitalised,
    /// Where a digit follows ("No. 10").
    BeforeNumber,
    /// Where the word and the next one begin with a capital ("Ind. Police" is the price of "Ind. Code").
    BeforeCapital,
}

#[derive(Deserialize)]
struct AbbreviationRow {
    abbreviation: String,
    class: AbbreviationClass,
    dot: Dot,
}

#[derive(Deserialize)]
struct WordRow {
    word: String,
}

impl SegmentationLexicon {
    /// The English tables that ship with the program.
    ///
    /// # Errors
    /// Where a table is broken.
    pub fn english() -> Result<Self> {
        let mut lexicon = Self::default();
        for (line, row) in table::rows::<AbbreviationRow>("abbreviations.csv", include_str!("en/abbreviations.csv"))? {
            let Some(word) = row.abbreviation.strip_suffix('.') else {
                return Err(table::broken("abbreviations.csv", line, "an abbreviation ends in a full stop"));
            };
            lexicon.abbreviations.insert(word.to_owned(), Abbreviation { class: row.class, dot: row.dot });
        }
        lexicon.starters = words("sentence_starters.csv", include_str!("en/sentence_starters.csv"))?;
        lexicon.elisions = words("elisions.csv", include_str!("en/elisions.csv"))?;
        Ok(lexicon)
    }

    /// The abbreviation `word`, lower case, without its last full stop.
    pub fn abbreviation(&self, word: &str) -> Option<Abbreviation> {
        self.abbreviations.get(word).copied()
    }

    /// True for lower-case words that often begin a sentence and seldom a name ("the", "but").
    pub fn starts_sentences(&self, word: &str) -> bool {
        self.starters.contains(word)
    }

    /// True for what follows an apostrophe that stands for left-out letters ("em" of "'em").
    pub fn is_elision(&self, word: &str) -> bool {
        self.elisions.contains(word)
    }
}

fn words(name: &str, text: &str) -> Result<HashSet<String, FixedState>> {
    Ok(table::rows::<WordRow>(name, text)?.into_iter().map(|(_, row)| row.word).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_load_and_know_their_words() {
        let lexicon = SegmentationLexicon::english().unwrap();
        assert_eq!(lexicon.abbreviation("mr").map(|entry| entry.class), Some(AbbreviationClass::Title));
        assert_eq!(lexicon.abbreviation("mayor"), None);
        assert!(lexicon.starts_sentences("the") && !lexicon.starts_sentences("orsk"));
        assert!(lexicon.is_elision("em") && !lexicon.is_elision("they"));
    }
}
