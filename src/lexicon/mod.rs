//! Words are data: the tables in `src/lexicon/en/*.csv`, loaded and checked once, and a phrase matcher over words.
//!
//! One file per table group, named for the room that reads it. Invariant: a broken table is an error that names the
//! line, never a silent gap. Deliberately absent: what a word means for a score.

use crate::error::Result;

mod attribution;
mod claims;
mod cleaning;
mod clusters;
mod hedging;
mod hedging_model;
mod linking;
mod matcher;
mod segmentation;
mod stance;
mod table;
mod tables;
mod tagger;
mod trees;
mod voice;
mod weighing;

pub use attribution::{AttributionLexicon, PlaceWord, ReportingCue, SpeakerPhrase, class, frame};
pub use claims::{Bound, Calendar, ClaimLexicon, CountryKind, NumberKind, OfficeLevel, Table, UnitKind, VerbForms, WordFacts, WordSet};
pub use cleaning::{Agency, AgencyKind, BylineWord, CleaningLexicon, LabelPlace, LineKind, LinePattern, Place};
pub use clusters::{WordClusters, without_digits};
pub use hedging::{Condition, ContextTest, CueKind, HedgeCue, HedgingLexicon, HedgingModels, WordList, word_class};
pub use hedging_model::HashedModel;
pub use linking::{Background, BackgroundStem, EVENT_FEATURES, EventModel, LinkingLexicon, PAIR_FEATURES, PairModel};
pub use matcher::{Hit, PhraseMatcher};
pub use segmentation::{Abbreviation, AbbreviationClass, Dot, SegmentationLexicon};
pub use stance::{STANCE_FEATURES, STANCE_LINEAR, STANCE_SAID, STANCE_ZONES, StanceLexicon, StanceModel, StanceWeights, StanceWord};
pub use tagger::{CueRates, EDGE_BITS, EMISSION_BITS, TAGGER_LABELS, TaggerWeights};
#[cfg(feature = "evaluation")]
pub(crate) use trees::leaf;
pub use trees::{TreeNode, Trees};
pub use voice::{VOICE_FEATURES, VoiceClass, VoiceLexicon, voice_weights_csv};
pub use weighing::{RedFlag, Signal, WeighingLexicon, WeighingWord, WordKind, WordKinds};

/// All tables of one language.
#[derive(Debug, Clone)]
pub struct Lexicon {
    /// For reading: labels, credits, service lines, abbreviations.
    pub cleaning: CleaningLexicon,
    /// How articles sound that argue in their own voice.
    pub voice: VoiceLexicon,
    /// Abbreviations and the like, for cutting text into words and sentences.
    pub segmentation: SegmentationLexicon,
    /// Classes of words by their neighbours in news.
    pub clusters: WordClusters,
    /// Cues of hedging.
    pub hedging: HedgingLexicon,
    /// Reporting words, roles, nouns for people, documents, groups.
    pub attribution: AttributionLexicon,
    /// Countries, months, units, stages, stop words.
    pub claims: ClaimLexicon,
    /// Synonyms, antonyms, background statistics.
    pub linking: LinkingLexicon,
    /// Loaded words, insults, overstatement.
    pub weighing: WeighingLexicon,
}

impl Lexicon {
    /// A hash over every shipped table and model: it changes when a word does.
    pub fn hash(&self) -> u64 {
        tables::hash()
    }

    /// The English tables that ship with the program.
    ///
    /// # Errors
    /// [`crate::error::Error::Table`] with table and line where a table is broken.
    pub fn english() -> Result<Self> {
        Ok(Self {
            cleaning: CleaningLexicon::english()?,
            voice: VoiceLexicon::english()?,
            segmentation: SegmentationLexicon::english()?,
            clusters: WordClusters::english()?,
            hedging: HedgingLexicon::english()?,
            attribution: AttributionLexicon::english()?,
            claims: ClaimLexicon::english()?,
            linking: LinkingLexicon::english()?,
            weighing: WeighingLexicon::english()?,
        })
    }
}
