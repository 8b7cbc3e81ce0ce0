//! How articles sound that argue in their own voice: classes of words, and what each weighs.
//!
//! In: `en/voice.csv` (words by class) and `src/corpus/model/voice.csv` (learnt weights; its card stands beside it). Out:
//! [`VoiceLexicon`]. Invariant: every feature has one weight.

use std::collections::HashMap;

use foldhash::fast::FixedState;
use serde::Deserialize;

use super::table::{broken, rows};
use crate::error::Result;

const WORDS: &str = include_str!("en/voice.csv");
const WEIGHTS: &str = include_str!("../corpus/model/voice.csv");
const WORDS_NAME: &str = "voice.csv";
const WEIGHTS_NAME: &str = "corpus/model/voice.csv";

/// Classes of words that tell an argument from a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum VoiceClass {
    /// "I", "my".
    FirstSingular,
    /// "we", "our".
    FirstPlural,
    /// "you".
    Second,
    /// "must", "should".
    Duty,
    /// "always", "nothing".
    Absolute,
    /// "really", "clearly".
    Intensifier,
    /// "Monday".
    Weekday,
    /// "said", "according".
    Reporting,
    /// "wrong", "better".
    Judgement,
    /// "because", "but".
    Argument,
}

/// The features of an article's voice, in the order of the model: ln(1 + so many per 100 words outside quotations), save for the
/// share of words inside.
pub const VOICE_FEATURES: [&str; 14] = [
    "first_singular",
    "first_plural",
    "second",
    "duty",
    "absolute",
    "intensifier",
    "weekday",
    "reporting",
    "judgement",
    "argument",
    "questions",
    "numbers",
    "contractions",
    "quoted_share",
];

/// The tables.
#[derive(Debug, Clone, Default)]
pub struct VoiceLexicon {
    classes: HashMap<String, VoiceClass, FixedState>,
    longest: usize,
    /// The constant, then a weight for each of [`VOICE_FEATURES`].
    pub weights: [f64; VOICE_FEATURES.len() + 1],
}

#[derive(Deserialize)]
struct WordRow {
    word: String,
    class: VoiceClass,
}

#[derive(Deserialize)]
struct WeightRow {
    feature: String,
    weight: f64,
}

impl VoiceLexicon {
    /// The English tables that ship with the program.
    ///
    /// # Errors
    /// Where a table is broken.
    pub fn english() -> Result<Self> {
        let mut lexicon = Self { weights: weights_of(WEIGHTS)?, ..Self::default() };
        for (line, row) in rows::<WordRow>(WORDS_NAME, WORDS)? {
            lexicon.longest = lexicon.longest.max(row.word.len());
            if lexicon.classes.insert(row.word, row.class).is_some() {
                return Err(broken(WORDS_NAME, line, "a word of two classes"));
            }
        }
        Ok(lexicon)
    }

    /// The class of a word in lower case.
    pub fn class(&self, lower: &str) -> Option<VoiceClass> {
        if lower.len() > self.longest { None } else { self.classes.get(lower).copied() }
    }
}

/// The table of weights as it ships: the constant, then each feature.
pub fn voice_weights_csv(weights: &[f64; VOICE_FEATURES.len() + 1]) -> String {
    let names = std::iter::once("constant").chain(VOICE_FEATURES);
    names.zip(weights).fold("feature,weight\n".to_owned(), |text, (name, weight)| format!("{text}{name},{weight}\n"))
}

fn weights_of(text: &str) -> Result<[f64; VOICE_FEATURES.len() + 1]> {
    let mut weights = [0.0; VOICE_FEATURES.len() + 1];
    let rows = rows::<WeightRow>(WEIGHTS_NAME, text)?;
    if rows.len() != weights.len() {
        return Err(broken(WEIGHTS_NAME, rows.len() as u64 + 1, &format!("{} weights are wanted", weights.len())));
    }
    for ((weight, (line, row)), name) in weights.iter_mut().zip(rows).zip(std::iter::once("constant").chain(VOICE_FEATURES)) {
        if row.feature != name || !row.weight.is_finite() {
            return Err(broken(WEIGHTS_NAME, line, &format!("a finite weight of {name} is wanted here")));
        }
        *weight = row.weight;
    }
    Ok(weights)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_weights_are_read() {
        let lexicon = VoiceLexicon::english().unwrap();
        assert_eq!((lexicon.class("must"), lexicon.class("ferry")), (Some(VoiceClass::Duty), None));
        let mut weights = [0.5; VOICE_FEATURES.len() + 1];
        weights[3] = -1.25;
        assert_eq!(weights_of(&voice_weights_csv(&weights)).unwrap().map(f64::to_bits), weights.map(f64::to_bits));
        for broken in
            [WEIGHTS.replacen("duty", "dirt", 1), "feature,weight\nconstant,1\n".to_owned(), WEIGHTS.replacen("constant,", "constant,x", 1)]
        {
            assert!(weights_of(&broken).is_err(), "{broken}");
        }
    }
}
