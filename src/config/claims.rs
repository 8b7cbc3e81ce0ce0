//! Limits and certainties of the extraction of claims. All chosen by hand unless a source is named.

use serde::{Deserialize, Serialize};

/// Parameters of the room.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ClaimParams {
    /// Sentences of an article that are searched for claims, headline included; 1 and up. The news is told early, and
    /// the cost of linking grows with mentions. 60 was used when the same-statement score was fitted.
    pub sentences: usize,
    /// Fewest words of a clause that is a claim; 1 and up. Shorter ones are headings and exclamations.
    pub fewest_words: usize,
    /// Most tokens of a sentence that is read; longer ones are lists or run-on text.
    pub most_tokens: usize,
    /// Fewest words on both sides of ", and" and its like for the sentence to be split there. With fewer, one side is
    /// mostly a member of a list.
    pub split_words: usize,
    /// How far a finite verb may stand behind a word at which a clause is split, in tokens.
    pub verb_window: usize,
    /// Certainty of a clause on which no cue bears, in [0, 1]: what readers give a bare statement.
    pub plain_certainty: f64,
    /// Certainty of a firm denial, in [0, 1].
    pub denial_certainty: f64,
    /// Certainty of "no decision has been made on …", which neither affirms nor rules out, in [0, 1].
    pub undecided_certainty: f64,
    /// Certainty of what is passed on as a report or asked as a question, in [0, 1].
    pub reported_certainty: f64,
    /// From this probability down ("unlikely" is .20) a cue turns the clause round instead of weakening it.
    pub reversal_probability: f64,
    /// Half width of "about" and "some", as a share of the number.
    pub about_share: f64,
    /// A country stands for the article's own where it makes up at least this share of all countries named. At .70 an
    /// article on another country's spies gave its own president to that country.
    pub home_country_share: f64,
}

impl Default for ClaimParams {
    fn default() -> Self {
        Self {
            sentences: 60,
            fewest_words: 4,
            most_tokens: 90,
            split_words: 6,
            verb_window: 6,
            plain_certainty: 0.95,
            denial_certainty: 0.9,
            undecided_certainty: 0.5,
            reported_certainty: 0.5,
            reversal_probability: 0.25,
            about_share: 0.1,
            home_country_share: 0.95,
        }
    }
}
