//! Extract: what an article puts forward, as [`Mention`]s in a normal form that other articles' mentions can be held
//! against.
//!
//! In: one article's text, sentences, hedging and attributions. Out: its mentions. Invariant: a mention's span is a
//! stretch of one sentence of article text; "X said" and "reportedly" are taken off and remembered. Opinion,
//! questions and boilerplate are no claims. Deliberately absent: any other article.

use jiff::civil::Date;
use serde::Serialize;

use crate::attribution::Attributions;
use crate::config::ClaimParams;
use crate::corpus::Article;
use crate::hedging::Hedging;
use crate::ids::{ClaimKind, Span, Stance};
use crate::lexicon::Lexicon;
use crate::text::Document;

/// One place in one article where a claim is put forward.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Mention {
    /// The clause that puts it forward, attribution taken off: one stretch inside one sentence.
    pub span: Span,
    /// Index into `Document::sentences`.
    pub sentence: usize,
    /// The whole sentence around it.
    pub sentence_span: Span,
    /// What sort of claim.
    pub kind: ClaimKind,
    /// How the voice that carries it stands to it.
    pub stance: Stance,
    /// How sure that voice sounds of what it says, in [0, 1], whatever its direction.
    pub certainty: f64,
    /// A hedge bears on it.
    pub hedged: bool,
    /// A vague cue bears on it.
    pub vague: bool,
    /// The cues that bear on it: index into the cues of its sentence.
    pub cues: Vec<usize>,
    /// The attribution that carries it: index into `Attributions::items`; `None` in the outlet's own voice.
    pub attribution: Option<usize>,
    /// True for the headline.
    pub in_headline: bool,
    /// True where its words stand in quotation marks.
    pub in_quotation: bool,
    /// True where the clause comments rather than reports; such mentions are counted as opinion, not linked.
    pub opinion: bool,
    /// Its normal form.
    pub proposition: Proposition,
    /// What it says of a fixed slot (office, toll, sum, day); `None` for a plain statement.
    pub slot: Option<Slot>,
}

/// A clause in normal form: order-free keys with what is needed to weigh and compare them.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Proposition {
    /// The keys in order of the text, subject first where a pronoun was replaced by its name.
    pub keys: Vec<Key>,
    /// Hashes of neighbouring word pairs, sorted, unique.
    pub bigrams: Vec<u64>,
    /// Hashes of runs of four words, sorted, unique.
    pub four_grams: Vec<u64>,
    /// Stem hash of the main verb; `None` where none was found.
    pub predicate: Option<u64>,
    /// The clause is negated as a whole.
    pub negated: bool,
    /// Step on a ladder of stages (planned, proposed, passed, in force; accused, charged, convicted).
    pub stage: Option<Stage>,
    /// The subject in words, as far as it was recognised; names in full.
    pub subject: Option<String>,
    /// Words in the clause.
    pub words: u16,
}

/// A word, name, number or date of a clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Key {
    /// Stable hash of the normal form.
    pub hash: u64,
    /// What sort of key; sets its weight and whether a synonym may match it.
    pub class: KeyClass,
    /// True inside the scope of a negation.
    pub negated: bool,
    /// For words: hash of the first five letters of the stem, for soft matches; else 0.
    pub prefix: u64,
    /// For words: number of its synonym set in the lexicon, from 1; 0 for none.
    pub synset: u32,
}

/// What sort of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyClass {
    /// A name of a person, place, organisation; countries by their own name whatever the wording.
    Name,
    /// A number with its unit.
    Number,
    /// A day, month, weekday or year.
    Date,
    /// Any other content word.
    Word,
}

/// A step on a ladder of stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Stage {
    /// Which ladder (row group of the lexicon table).
    pub ladder: u8,
    /// Which step, from 1.
    pub step: u8,
}

/// A fixed slot and what the mention puts in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Slot {
    /// The question answered, in normal form: `foreign minister of bulgaria`, `killed`, `votes for`, `sum:bridge`.
    pub item: String,
    /// The answer as written, tidied: a full name, a number, a day.
    pub value: String,
    /// Unit of a number ("people", "%", "euro"); empty for none.
    pub unit: String,
    /// Lowest and highest number that would fit ("at least 12" is 12 to infinity; infinity is `f64::MAX`).
    pub bounds: Option<(f64, f64)>,
    /// The day, month or year meant, as far as known.
    pub date: Option<PartialDate>,
    /// For names: lower-case words of the name without initials and titles, for comparison by any shared word.
    pub names: Vec<String>,
}

/// A date of which parts may be unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize)]
pub struct PartialDate {
    /// Year.
    pub year: Option<i16>,
    /// Month, 1 to 12.
    pub month: Option<i8>,
    /// Day of the month, 1 to 31.
    pub day: Option<i8>,
}

impl From<Date> for PartialDate {
    fn from(date: Date) -> Self {
        Self { year: Some(date.year()), month: Some(date.month()), day: Some(date.day()) }
    }
}

/// Finds what an article puts forward.
pub fn extract(
    article: &Article,
    document: &Document,
    hedging: &Hedging,
    attributions: &Attributions,
    lexicon: &Lexicon,
    params: &ClaimParams,
) -> Vec<Mention> {
    let _ = (article, document, hedging, attributions, lexicon, params);
    Vec::new()
}
