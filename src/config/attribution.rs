//! Weights and thresholds of the attribution room; each with its reason, unit and range.

use serde::{Deserialize, Serialize};

/// Parameters of the attribution room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AttributionParams {
    /// Quotations of at most this many words that no cue claims are scare quotes, titles or nicknames, not speech
    /// (words, 0 and up; chosen by hand, not measured).
    pub longest_scare_quote_words: usize,
    /// How many mentions of people before a pronoun are looked at (mentions, 1 and up; bounds the cost).
    pub pronoun_window: usize,
    /// Score a candidate loses where the text does not show its gender (0 and up; chosen by hand, checked by eye).
    pub unknown_gender_cost: f64,
    /// Score the person who spoke last gains when a pronoun speaks next (0 and up; chosen by hand, not measured).
    pub last_speaker_bonus: f64,
    /// Score a candidate gains who has spoken before (0 and up; chosen by hand, not measured).
    pub spoken_bonus: f64,
    /// Score a candidate gains whose name opens its sentence (0 and up; chosen by hand, not measured).
    pub subject_bonus: f64,
    /// A pronoun whose best candidate scores below minus this stays unresolved (0 and up; chosen by hand).
    pub pronoun_reach: f64,
    /// Added to the tagger's score of every token that might begin a cue: more finds more of what is attributed, and more
    /// that is not (0 and up; .4 costs no accuracy and finds 3 % more of indirect speech, on articles left out of training).
    pub cue_bias: f64,
    /// Names of outlets that may be credited second-hand, beside those of the table (such as the outlets of the corpus).
    pub known_outlets: Vec<String>,
}

impl Default for AttributionParams {
    fn default() -> Self {
        Self {
            longest_scare_quote_words: 4,
            pronoun_window: 40,
            unknown_gender_cost: 1.5,
            last_speaker_bonus: 1.0,
            spoken_bonus: 0.7,
            subject_bonus: 1.2,
            pronoun_reach: 6.0,
            cue_bias: 0.4,
            known_outlets: Vec::new(),
        }
    }
}
