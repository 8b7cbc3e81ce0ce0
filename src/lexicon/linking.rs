//! What linking learnt beforehand: a background table (how many of some thousand reference articles hold a stem), the trees
//! that judge whether two articles report one event, and the weights that judge whether two clauses state the same.
//!
//! In: three files under `src/linking/model/`, compiled in. Out: [`LinkingLexicon`]. Invariant: all are checked
//! whole at load; a broken record is an error that names it. Only statistics ship: the stems themselves are not in the
//! table, only their hashes. What they were learnt from stands in the model card beside them.

use super::trees::Trees;
use crate::error::{Error, Result};

/// The features of a pair of articles, in the order of the model; see `linking/model.rs` for what each one means.
pub const EVENT_FEATURES: [&str; 19] = [
    "background_cosine",
    "pool_cosine",
    "pool_margin",
    "background_margin",
    "profile_gap",
    "shared_neighbours",
    "best_neighbours",
    "pool_size",
    "window_size",
    "pool_density",
    "title_cosine",
    "title_in_lead_low",
    "title_in_lead_high",
    "quotes",
    "runs",
    "bigram_cosine",
    "rare_lead",
    "length",
    "date",
];

/// What the judgement of a pair of clauses looks at, in the order of the model; see `linking/judge.rs` for what each one means.
pub const PAIR_FEATURES: [&str; 51] = [
    "local",
    "margin",
    "behind_of_lighter",
    "behind_of_heavier",
    "best_of_articles",
    "likely_of_articles",
    "cover",
    "word_cover",
    "cover_of_lighter",
    "cover_of_heavier",
    "word_cover_of_lighter",
    "word_cover_of_heavier",
    "plain_cover",
    "plain_cover_low",
    "plain_cover_high",
    "missing_high",
    "missing_low",
    "letters",
    "letters_of_fewer",
    "letters_of_more",
    "bigrams",
    "four_grams",
    "order",
    "missing_words_of_lighter",
    "missing_words_of_heavier",
    "missing_names_of_lighter",
    "missing_names_of_heavier",
    "numbers",
    "figure",
    "first_name",
    "first_key",
    "subject",
    "subjects_unknown",
    "predicate",
    "strange_verbs",
    "speaker",
    "words_of_lighter",
    "words_of_heavier",
    "lead",
    "sentence_low",
    "sentence_high",
    "one_hedged",
    "one_negation",
    "one_condition",
    "one_called_for",
    "one_prospect",
    "both_prospects",
    "other_stage",
    "opens_amiss",
    "ends_amiss",
    "numbers_missing",
];

/// The tables.
#[derive(Debug, Clone, Default)]
pub struct LinkingLexicon {
    /// Do two clauses state the same?
    pub pair_model: PairModel,
    /// How common stems are.
    pub background: Background,
    /// Do two articles report one event?
    pub event_model: EventModel,
}

impl LinkingLexicon {
    /// The English tables that ship with the program.
    ///
    /// # Errors
    /// Where a table is broken.
    pub fn english() -> Result<Self> {
        Ok(Self {
            background: Background::from_bytes(include_bytes!("../linking/model/background.bin"))?,
            event_model: EventModel::from_csv(include_str!("../linking/model/events.csv"))?,
            pair_model: PairModel::from_csv(include_str!("../linking/model/pairs.csv"))?,
        })
    }

    /// How many of the reference articles hold the stem with this hash ([`crate::text::Word::hash`]); `None` for a stem
    /// in fewer than three of them.
    pub fn background_df(&self, hash: u64) -> Option<u32> {
        self.background.find(hash).map(|stem| stem.df)
    }

    /// How many reference articles there are.
    pub fn background_n(&self) -> u32 {
        self.background.articles
    }
}

/// Statistics over reference articles that report none of the events the model was trained on.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Background {
    /// Number of reference articles.
    pub articles: u32,
    /// The stems that at least three of them hold, by [`BackgroundStem::key`].
    pub stems: Vec<BackgroundStem>,
}

/// One stem of the background table.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BackgroundStem {
    /// The upper 40 bits of the stem's hash.
    pub key: u64,
    /// How many reference articles hold it.
    pub df: u32,
    /// Mean of its normalised weight over the reference articles, in [0, 1].
    pub centroid: f32,
}

/// First bytes of a background table: name and version of the format.
const MAGIC: &[u8; 8] = b"stemdf01";
/// Bytes before the records: magic, checksum, number of articles, number of records.
const HEADER: usize = 8 + 8 + 4 + 4;
/// Bytes of a record: key (5), articles (2), centroid weight (2).
const RECORD: usize = 9;
/// Centroid weights are stored as multiples of this; the largest is about .016, so two bytes hold them.
const CENTROID_STEP: f32 = 1e-6;

impl Background {
    /// The record of a stem.
    pub fn find(&self, hash: u64) -> Option<&BackgroundStem> {
        let key = hash >> 24;
        self.stems.binary_search_by_key(&key, |stem| stem.key).ok().and_then(|at| self.stems.get(at))
    }

    /// Reads the compact form: `stemdf01`, xxh3 of all that follows it, then little-endian numbers.
    ///
    /// # Errors
    /// [`Error::Table`] with the number of the record where it is cut short, unsorted or holds an impossible count.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let broken = |line: usize, what: &str| Error::Table {
            table: "background.bin".to_owned(),
            line: line as u64,
            what: what.to_owned(),
            remedy: "train it again: `corroborate train linking DATA_DIR`".to_owned(),
        };
        if bytes.len() < HEADER || !bytes.starts_with(MAGIC) {
            return Err(broken(0, "is no background table"));
        }
        if number(&bytes[8..16]) != xxhash_rust::xxh3::xxh3_64(&bytes[16..]) {
            return Err(broken(0, "its checksum does not fit its content"));
        }
        let articles = number(&bytes[16..20]) as u32;
        let count = number(&bytes[20..24]) as usize;
        if bytes.len() != HEADER + count * RECORD {
            return Err(broken(0, "its length does not fit its number of records"));
        }
        let mut stems: Vec<BackgroundStem> = Vec::with_capacity(count);
        for (at, record) in bytes[HEADER..].chunks_exact(RECORD).enumerate() {
            let stem = BackgroundStem {
                key: number(&record[..5]),
                df: number(&record[5..7]) as u32,
                centroid: number(&record[7..9]) as f32 * CENTROID_STEP,
            };
            if stems.last().is_some_and(|last| last.key >= stem.key) {
                return Err(broken(at + 1, "records are not sorted"));
            }
            if stem.df == 0 || stem.df > articles {
                return Err(broken(at + 1, "counts more articles than there are"));
            }
            stems.push(stem);
        }
        Ok(Self { articles, stems })
    }

    /// The compact form that [`Background::from_bytes`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(HEADER + self.stems.len() * RECORD);
        body.extend(self.articles.to_le_bytes());
        body.extend((self.stems.len() as u32).to_le_bytes());
        for stem in &self.stems {
            body.extend(&stem.key.to_le_bytes()[..5]);
            body.extend((stem.df.min(u32::from(u16::MAX)) as u16).to_le_bytes());
            body.extend(((stem.centroid / CENTROID_STEP).round().clamp(0.0, 65_535.0) as u16).to_le_bytes());
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend(xxhash_rust::xxh3::xxh3_64(&body).to_le_bytes());
        bytes.extend(body);
        bytes
    }
}

/// A little-endian number of up to eight bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |sum, &byte| (sum << 8) | u64::from(byte))
}

/// Do two articles report one event? Probability by boosted trees over [`EVENT_FEATURES`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EventModel {
    /// The trees.
    pub trees: Trees,
}

impl EventModel {
    /// Probability that two articles report one event, in [0, 1]; features in the order of [`EVENT_FEATURES`].
    pub fn probability(&self, features: &[f32; EVENT_FEATURES.len()]) -> f64 {
        self.trees.probability(features)
    }

    /// Reads what [`EventModel::to_csv`] writes.
    ///
    /// # Errors
    /// As [`Trees::from_csv`].
    pub fn from_csv(text: &str) -> Result<Self> {
        Ok(Self { trees: Trees::from_csv(text, "events.csv", "linking", &EVENT_FEATURES)? })
    }

    /// The table that [`EventModel::from_csv`] reads.
    pub fn to_csv(&self) -> String {
        self.trees.to_csv(&EVENT_FEATURES)
    }
}

/// Do two clauses of two outlets state the same? A logistic regression over [`PAIR_FEATURES`].
#[derive(Debug, Clone, PartialEq)]
pub struct PairModel {
    /// Log odds where every number is 0.
    pub bias: f64,
    /// What each number adds to the log odds, by its place.
    pub weights: [f64; PAIR_FEATURES.len()],
}

impl Default for PairModel {
    fn default() -> Self {
        Self { bias: 0.0, weights: [0.0; PAIR_FEATURES.len()] }
    }
}

impl PairModel {
    /// Probability that both state the same, in [0, 1].
    pub fn probability(&self, features: &[f64; PAIR_FEATURES.len()]) -> f64 {
        let log_odds = self.weights.iter().zip(features).fold(self.bias, |sum, (weight, number)| sum + weight * number);
        1.0 / (1.0 + libm::exp(-log_odds))
    }

    /// Reads what [`PairModel::to_csv`] writes.
    ///
    /// # Errors
    /// [`Error::Table`] with the line where a row is no feature in its place with a number.
    pub fn from_csv(text: &str) -> Result<Self> {
        let mut model = Self::default();
        let mut rows = text.lines().enumerate().skip(1);
        for (name, weight) in std::iter::once((&"bias", &mut model.bias)).chain(PAIR_FEATURES.iter().zip(&mut model.weights)) {
            let (at, line) = rows.next().unwrap_or((PAIR_FEATURES.len() + 1, ""));
            let number = line.strip_prefix(name).and_then(|rest| rest.strip_prefix(',')).and_then(|cell| cell.parse::<f64>().ok());
            *weight = number.filter(|number| number.is_finite()).ok_or_else(|| Error::Table {
                table: "pairs.csv".to_owned(),
                line: at as u64 + 1,
                what: format!("is not '{name}' with a number"),
                remedy: "train it again: `corroborate train statements DATA_DIR`".to_owned(),
            })?;
        }
        Ok(model)
    }

    /// The table that [`PairModel::from_csv`] reads.
    pub fn to_csv(&self) -> String {
        let rows = PAIR_FEATURES.iter().zip(&self.weights).map(|(name, weight)| format!("{name},{weight}\n"));
        format!("feature,weight\nbias,{}\n", self.bias) + &rows.collect::<String>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_model_survives_its_table() {
        let mut model = PairModel { bias: -1.5, ..PairModel::default() };
        model.weights[1] = 0.25;
        assert_eq!(PairModel::from_csv(&model.to_csv()).expect("sound"), model);
        // -1.5 + 2 * .25 = -1: 1 / (1 + e) = .2689.
        let mut numbers = [0.0; PAIR_FEATURES.len()];
        numbers[1] = 2.0;
        assert!((model.probability(&numbers) - 0.268_941).abs() < 1e-6);
        let broken = model.to_csv().replace("margin,", "margins,");
        assert!(PairModel::from_csv(&broken).is_err_and(|error| error.to_string().contains("margin")));
        assert!(PairModel::from_csv(&model.to_csv().replace("0.25", "inf")).is_err());
        assert!(PairModel::from_csv("feature,weight\nbias,0\n").is_err());
    }

    #[test]
    fn a_background_table_survives_its_compact_form() {
        let stems = vec![
            BackgroundStem { key: 5, df: 3, centroid: 0.0 },
            BackgroundStem { key: (1 << 40) - 1, df: 9, centroid: 4.0 * CENTROID_STEP },
        ];
        let table = Background { articles: 10, stems };
        let mut bytes = table.to_bytes();
        assert_eq!(bytes.len(), HEADER + 2 * RECORD);
        assert_eq!(Background::from_bytes(&bytes).expect("sound"), table);
        assert_eq!(table.find((5 << 24) + 77).map(|stem| stem.df), Some(3));
        assert_eq!(table.find(6 << 24), None);
        bytes[HEADER] ^= 1;
        assert!(Background::from_bytes(&bytes).is_err());
        assert!(Background::from_bytes(&bytes[..HEADER + 3]).is_err());
        assert!(Background::from_bytes(b"").is_err());
    }

    #[test]
    fn the_shipped_tables_are_sound() {
        let tables = LinkingLexicon::english().expect("sound");
        let stem = |word: &str| tables.background_df(crate::ids::stable_hash(word)).unwrap_or(0);
        // An article of news without "the" is rare, one with "walrus" is too.
        assert!(stem("the") > tables.background_n() / 2 && stem("walrus") < tables.background_n() / 20);
    }
}
