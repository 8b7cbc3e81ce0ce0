//! What an article makes of a headline: the words looked at, and the trained models.
//!
//! In: `stance_words.csv` and the files `stance_*` under `src/linking/model/`, compiled in. Out: [`StanceLexicon`]. Invariant: all
//! are checked whole at load. The vocabulary ships as hashes; it holds only what occurs in many stories, so that no story
//! can be read off it.

use std::collections::HashMap;

use serde::Deserialize;

use super::table;
use super::trees::Trees;
use crate::error::{Error, Result};
use crate::ids::names;

/// What a word of `stance_words.csv` is a sign of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StanceWord {
    /// That something is held untrue ("hoax", "denied").
    Refuting,
    /// That it is not known ("unconfirmed", "whether").
    Doubt,
    /// That somebody says so ("said", "according").
    Report,
    /// Negation ("not").
    Negation,
}

names!(StanceWord { Refuting => "refuting", Doubt => "doubt", Report => "report", Negation => "negation" });

/// The numbers known of a headline and a body, in the order of the models; see `linking/stance.rs` for what each one means.
/// The last six are what the linear models say, which only the deciding trees see.
pub const STANCE_FEATURES: [&str; 51] = [
    "cover_body",
    "cover_lead",
    "cover_best",
    "cover_words",
    "pairs",
    "triples",
    "longest_run",
    "best_place",
    "covering_sentences",
    "largest_found",
    "largest_missing",
    "numbers_found",
    "numbers_missing",
    "like_lead",
    "like_best",
    "names_missing",
    "headline_words",
    "body_words",
    "question",
    "colon",
    "quotes",
    "headline_refuting",
    "headline_doubt",
    "headline_report",
    "headline_negation",
    "best_refuting",
    "best_doubt",
    "best_report",
    "best_negation",
    "near_refuting",
    "near_doubt",
    "near_report",
    "near_negation",
    "lead_refuting",
    "lead_doubt",
    "lead_report",
    "lead_negation",
    "end_refuting",
    "end_doubt",
    "end_report",
    "end_negation",
    "body_refuting",
    "body_doubt",
    "body_report",
    "body_negation",
    "says_affirms",
    "says_denies",
    "says_reports",
    "says_refuted",
    "headline_refutes",
    "refutes_apart",
];

/// The first of the six numbers that only the deciding trees see.
pub const STANCE_SAID: usize = STANCE_FEATURES.len() - 6;

/// Stretches of an article whose words are told apart: the sentences nearest to the headline, the lead, the body, the headline.
pub const STANCE_ZONES: usize = 4;

/// The linear models: affirms, denies, reports, and whether the body holds its story untrue.
pub const STANCE_LINEAR: usize = 4;

/// A linear model over the vocabulary, a weight a word and zone.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StanceWeights {
    /// What it says of no words at all.
    pub bias: f32,
    /// What a weight of one stands for.
    pub scale: f32,
    /// Weight of word `w` in zone `z`: at `w * STANCE_ZONES + z`.
    pub weights: Vec<i8>,
}

/// The models.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StanceModel {
    /// Is the body about what the headline says?
    pub related: Trees,
    /// Where it is: does it affirm, deny, or only report it? One model each.
    pub deciding: [Trees; 3],
    /// Hashes of words and pairs of words that occur in many stories, ascending.
    pub vocabulary: Vec<u32>,
    /// What the words say.
    pub linear: [StanceWeights; STANCE_LINEAR],
}

/// The tables.
#[derive(Debug, Clone, Default)]
pub struct StanceLexicon {
    /// Bits of [`StanceWord::bit`] by word, lower case.
    words: HashMap<String, u8, foldhash::fast::FixedState>,
    /// The models.
    pub model: StanceModel,
}

/// First bytes of the table of words: name and version of the format.
const MAGIC: &[u8; 8] = b"stance01";

impl StanceModel {
    /// Takes vocabulary and linear models from their compact form: `stance01`, xxh3 of all that follows it, the number of words,
    /// the words, then for each model bias, scale and weights; numbers little-endian.
    ///
    /// # Errors
    /// [`crate::error::Error::Table`] where it is cut short, unsorted or not what its checksum says.
    pub fn set_words(&mut self, bytes: &[u8]) -> Result<()> {
        let broken = |what: &str| Error::Table {
            table: "stance_words.bin".to_owned(),
            line: 0,
            what: what.to_owned(),
            remedy: "train it again: `corroborate train stance DATA_DIR`".to_owned(),
        };
        let word = |at: usize| bytes.get(at..at + 4).and_then(|part| part.try_into().ok()).map(u32::from_le_bytes);
        if bytes.get(..8) != Some(MAGIC) || bytes.len() < 20 {
            return Err(broken("is no table of words"));
        }
        let sum = bytes.get(8..16).and_then(|part| part.try_into().ok()).map(u64::from_le_bytes);
        if sum != Some(xxhash_rust::xxh3::xxh3_64(&bytes[16..])) {
            return Err(broken("its checksum does not fit its content"));
        }
        let count = word(16).unwrap_or(0) as usize;
        let of_model = 8 + count * STANCE_ZONES;
        if bytes.len() != 20 + 4 * count + STANCE_LINEAR * of_model {
            return Err(broken("its length does not fit its number of words"));
        }
        let vocabulary: Vec<u32> = (0..count).filter_map(|at| word(20 + 4 * at)).collect();
        if !vocabulary.is_sorted_by(|left, right| left < right) {
            return Err(broken("its words are not sorted"));
        }
        let start = 20 + 4 * count;
        for (which, model) in self.linear.iter_mut().enumerate() {
            let at = start + which * of_model;
            let number = |at: usize| word(at).map(f32::from_bits).filter(|number| number.is_finite());
            let (Some(bias), Some(scale)) = (number(at), number(at + 4)) else { return Err(broken("a number of it is not finite")) };
            *model = StanceWeights { bias, scale, weights: bytes[at + 8..at + of_model].iter().map(|byte| byte.cast_signed()).collect() };
        }
        self.vocabulary = vocabulary;
        Ok(())
    }

    /// The compact form that [`StanceModel::set_words`] reads.
    pub fn words_to_bytes(&self) -> Vec<u8> {
        let mut body = (self.vocabulary.len() as u32).to_le_bytes().to_vec();
        body.extend(self.vocabulary.iter().flat_map(|word| word.to_le_bytes()));
        for model in &self.linear {
            body.extend(model.bias.to_bits().to_le_bytes());
            body.extend(model.scale.to_bits().to_le_bytes());
            body.extend(model.weights.iter().map(|weight| weight.cast_unsigned()));
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend(xxhash_rust::xxh3::xxh3_64(&body).to_le_bytes());
        bytes.extend(body);
        bytes
    }
}

impl StanceWord {
    /// Its bit in a set of them.
    pub fn bit(self) -> u8 {
        1 << self as u8
    }
}

#[derive(Deserialize)]
struct Row {
    word: String,
    class: String,
}

impl StanceLexicon {
    /// The English tables that ship with the program.
    ///
    /// # Errors
    /// Where a table is broken.
    pub fn english() -> Result<Self> {
        let mut lexicon = Self { words: HashMap::default(), model: StanceModel::default() };
        for (line, row) in table::rows::<Row>("stance_words.csv", include_str!("en/stance_words.csv"))? {
            let class = StanceWord::ALL.iter().find(|class| class.name() == row.class);
            let class = class.ok_or_else(|| table::broken("stance_words.csv", line, "unknown class"))?;
            *lexicon.words.entry(row.word).or_default() |= class.bit();
        }
        let trees = |name: &str, text: &str| Trees::from_csv(text, name, "stance", &STANCE_FEATURES);
        lexicon.model = StanceModel {
            related: trees("stance_related.csv", include_str!("../linking/model/stance_related.csv"))?,
            deciding: [
                trees("stance_affirms.csv", include_str!("../linking/model/stance_affirms.csv"))?,
                trees("stance_denies.csv", include_str!("../linking/model/stance_denies.csv"))?,
                trees("stance_reports.csv", include_str!("../linking/model/stance_reports.csv"))?,
            ],
            ..StanceModel::default()
        };
        lexicon.model.set_words(include_bytes!("../linking/model/stance_words.bin"))?;
        Ok(lexicon)
    }

    /// What a word, lower case, is a sign of: bits of [`StanceWord::bit`].
    pub fn signs(&self, lower: &str) -> u8 {
        self.words.get(lower).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_of_words_survives_its_compact_form() {
        let weights = |sign: i8| StanceWeights { bias: 0.5, scale: 0.25, weights: vec![sign, 0, 3, -127, 1, 2, 3, 4] };
        let model =
            StanceModel { vocabulary: vec![7, 9], linear: [weights(1), weights(-1), weights(2), weights(-2)], ..StanceModel::default() };
        let mut bytes = model.words_to_bytes();
        let mut read = StanceModel::default();
        read.set_words(&bytes).expect("sound");
        assert_eq!(read, model);
        bytes[17] ^= 1;
        assert!(read.set_words(&bytes).is_err());
        assert!(read.set_words(&bytes[..19]).is_err() && read.set_words(b"").is_err());
        let unsorted = StanceModel { vocabulary: vec![9, 7], ..model };
        assert!(read.set_words(&unsorted.words_to_bytes()).is_err());
    }

    #[test]
    fn the_shipped_tables_are_sound() {
        let lexicon = StanceLexicon::english().expect("sound");
        assert_eq!(lexicon.signs("hoax"), StanceWord::Refuting.bit());
        assert_eq!(lexicon.signs("harbour"), 0);
        assert!(lexicon.model.vocabulary.len() > 500);
    }
}
