//! The cues of hedging: words and phrases with kind, strength and the context that each needs.
//!
//! `hedges.csv` holds the cues, `hedge_exceptions.csv` phrases in which no cue fires, `hedge_classes.csv` the word
//! classes that contexts name (`@class`), `hedging_reporting.csv` the words that pass on what others say. What the
//! context codes mean is told in the README beside the tables and implemented in `hedging/context.rs`. The trained
//! models of the room are loaded here as well.

use std::collections::{BTreeMap, HashMap, HashSet};

use foldhash::fast::FixedState;
use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};

use super::hedging_model::HashedModel;
use super::table;
use crate::error::Result;
use crate::ids::{names, stable_hash};

const TABLE: &str = "hedges.csv";

/// What a cue does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CueKind {
    /// Possibility and probability: "may", "likely".
    Epistemic,
    /// Belief: "thought to be".
    Doxastic,
    /// Hearsay: "reportedly", "alleged".
    Evidential,
    /// "if", "unless": counted on its own, not a hedge.
    Conditional,
    /// "whether", "under investigation": an open question.
    Investigation,
    /// "about 300", "often": precision of a number or frequency, not doubt.
    Approximator,
    /// "many analysts", "widely seen": who or how many is left open.
    Vague,
    /// "clearly", "undoubtedly": more certainty.
    Booster,
}

names!(CueKind {
    Epistemic => "epistemic",
    Doxastic => "doxastic",
    Evidential => "evidential",
    Conditional => "conditional",
    Investigation => "investigation",
    Approximator => "approximator",
    Vague => "vague",
    Booster => "booster",
});

/// A row of `hedges.csv`.
#[derive(Debug, Clone, PartialEq)]
pub struct HedgeCue {
    /// The word or phrase as the table has it.
    pub cue: String,
    /// Its words: lower case, or stems where `stemmed`.
    pub words: Vec<String>,
    /// True where stems are compared.
    pub stemmed: bool,
    /// What it does.
    pub kind: CueKind,
    /// The probability that people read into it, in [0, 1]; `None` where it has none.
    pub strength: Option<f64>,
    /// True where the doubt is always the writer's ("reportedly").
    pub narrator: bool,
    /// Hash of cue and kind, for the models.
    pub hash: u64,
    /// All conditions of at least one of these lists must hold.
    pub context: Vec<Vec<Condition>>,
}

/// A condition on the words around a cue.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// True where the test must fail.
    pub negated: bool,
    /// What is asked.
    pub test: ContextTest,
    /// The words it is asked about; empty for tests that need none.
    pub words: WordList,
}

/// What a [`Condition`] asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ContextTest {
    /// The next token is in the list.
    Before,
    /// One of the next four tokens is in the list.
    Near,
    /// The token before is in the list.
    After,
    /// One of the four tokens before is in the list.
    Since,
    /// A token of the sentence is in the list.
    With,
    /// First word of its sentence or clause.
    First,
    /// A month, not the verb "may".
    Month,
    /// After a form of "be", adverbs apart.
    Passive,
    /// After a form of "be", "seem", "remain" and the like, adverbs apart.
    Predicative,
    /// Before a plural noun for people, adjectives apart.
    GroupNoun,
}

const TESTS: &[(&str, ContextTest)] = &[
    ("before", ContextTest::Before),
    ("near", ContextTest::Near),
    ("after", ContextTest::After),
    ("since", ContextTest::Since),
    ("with", ContextTest::With),
    ("first", ContextTest::First),
    ("month", ContextTest::Month),
    ("passive", ContextTest::Passive),
    ("predicative", ContextTest::Predicative),
    ("group_noun", ContextTest::GroupNoun),
];

/// A list of words, endings and the class of numbers.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct WordList {
    words: HashSet<String, FixedState>,
    endings: Vec<String>,
    /// Numbers written in digits belong to it as well.
    pub digits: bool,
}

impl WordList {
    /// True where the lower-case `word` is in the list or has one of its endings.
    pub fn holds(&self, word: &str) -> bool {
        self.words.contains(word) || self.endings.iter().any(|ending| word.len() > ending.len() + 1 && word.ends_with(ending.as_str()))
    }
}

/// The tables.
#[derive(Debug, Clone, Default)]
pub struct HedgingLexicon {
    cues: Vec<HedgeCue>,
    /// By first word or stem: the cues that start with it, longest first, then in table order.
    by_word: HashMap<String, Vec<u32>, FixedState>,
    by_stem: HashMap<String, Vec<u32>, FixedState>,
    exceptions: HashMap<String, Vec<Vec<String>>, FixedState>,
    classes: BTreeMap<String, WordList>,
    reporting_words: HashSet<String, FixedState>,
    reporting_stems: HashSet<String, FixedState>,
    /// By word or stem: bits of [`word_class`].
    word_classes: HashMap<String, u32, FixedState>,
    /// What was trained.
    pub models: HedgingModels,
}

/// The trained models of the room.
#[derive(Debug, Clone, Default)]
pub struct HedgingModels {
    /// Whether a sentence is vague, in log-odds.
    pub weasel: HashedModel,
    /// Whether a cue of the table is one here, in log-odds.
    pub cues: HashedModel,
    /// The cues that it saw in training, as (cue, kind), and the share of the places where the table lets them fire that gold
    /// calls a cue; the others go by the table alone.
    pub known_cues: BTreeMap<(String, CueKind), f64>,
    /// How sure a sentence sounds, 1 to 6.
    pub certainty: HashedModel,
    /// Whether a cue is a speaker's, in log-odds.
    pub owner: HashedModel,
}

/// Word classes that the models ask about, as bits.
pub mod word_class {
    /// "some", "many", "various".
    pub const QUANTIFIER: u32 = 1;
    /// A form of "be".
    pub const BE: u32 = 1 << 1;
    /// An adverb that may stand between "be" and a participle.
    pub const ADVERB: u32 = 1 << 2;
    /// A participle that does not end in -ed.
    pub const PARTICIPLE: u32 = 1 << 3;
    /// A function word.
    pub const CLOSED: u32 = 1 << 4;
    /// "may", "perhaps".
    pub const MAY: u32 = 1 << 5;
    /// "suggest", "seem".
    pub const SEEM: u32 = 1 << 6;
    /// "likely", "about".
    pub const LIKELY: u32 = 1 << 7;
    /// "show", "clearly".
    pub const SHOW: u32 = 1 << 8;
    /// Passes on what is said or thought.
    pub const REPORTING: u32 = 1 << 9;
    /// Of speaking or writing.
    pub const SPEECH: u32 = 1 << 10;
    /// "I", "we".
    pub const FIRST_PERSON: u32 = 1 << 11;
    /// "you".
    pub const SECOND_PERSON: u32 = 1 << 12;
    /// Breaks clauses ("but").
    pub const CLAUSE_BREAK: u32 = 1 << 13;
    /// A plural without -s ("people").
    pub const PLURAL: u32 = 1 << 14;
    /// "he", "they", "who".
    pub const PRONOUN: u32 = 1 << 15;
    /// Class of `hedge_classes.csv` for each bit.
    pub(super) const NAMES: &[(&str, u32)] = &[
        ("quantifier", QUANTIFIER),
        ("be", BE),
        ("adverb", ADVERB),
        ("participle", PARTICIPLE),
        ("function_word", CLOSED),
        ("may_word", MAY),
        ("seem_word", SEEM),
        ("likely_word", LIKELY),
        ("show_word", SHOW),
        ("speech", SPEECH),
        ("first_person", FIRST_PERSON),
        ("second_person", SECOND_PERSON),
        ("clause_break", CLAUSE_BREAK),
        ("plural", PLURAL),
        ("pronoun", PRONOUN),
    ];
    /// Classes whose members are compared as stems too.
    pub(super) const STEMMED: u32 = SEEM | LIKELY | SHOW;
}

#[derive(Deserialize)]
struct CueRow {
    cue: String,
    #[serde(rename = "match")]
    compare: Compare,
    kind: CueKind,
    strength: Option<u8>,
    context: String,
    owner: String,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
enum Compare {
    Exact,
    Stem,
}

#[derive(Deserialize)]
struct ClassRow {
    class: String,
    word: String,
}

#[derive(Deserialize)]
struct PhraseRow {
    phrase: String,
}

#[derive(Deserialize)]
struct KnownRow {
    cue: String,
    kind: CueKind,
    share: f64,
}

#[derive(Deserialize)]
struct ReportingRow {
    word: String,
    #[serde(rename = "match")]
    compare: Compare,
}

impl HedgingLexicon {
    /// The English tables that ship with the program.
    ///
    /// # Errors
    /// Where a table is broken.
    pub fn english() -> Result<Self> {
        let stemmer = Stemmer::create(Algorithm::English);
        let mut lexicon = Self::default();
        for (_, row) in table::rows::<ClassRow>("hedge_classes.csv", include_str!("en/hedge_classes.csv"))? {
            let class = lexicon.classes.entry(row.class).or_default();
            match row.word.strip_prefix('*') {
                Some(ending) => class.endings.push(ending.to_owned()),
                None => drop(class.words.insert(row.word)),
            }
        }
        if let Some(numbers) = lexicon.classes.get_mut("number") {
            numbers.digits = true;
        }
        for (line, row) in table::rows::<CueRow>(TABLE, include_str!("en/hedges.csv"))? {
            lexicon.add(line, &row, &stemmer)?;
        }
        let longest_first =
            |cues: &[HedgeCue], list: &mut Vec<u32>| list.sort_by_key(|&at| (usize::MAX - cues[at as usize].words.len(), at));
        for at in 0..lexicon.cues.len() {
            let cue = &lexicon.cues[at];
            let index = if cue.stemmed { &mut lexicon.by_stem } else { &mut lexicon.by_word };
            let list = index.entry(cue.words[0].clone()).or_default();
            list.push(at as u32);
            longest_first(&lexicon.cues, list);
        }
        for (line, row) in table::rows::<PhraseRow>("hedge_exceptions.csv", include_str!("en/hedge_exceptions.csv"))? {
            let words: Vec<String> = row.phrase.split(' ').map(str::to_owned).collect();
            let Some(first) = words.first().filter(|first| !first.is_empty()).cloned() else {
                return Err(table::broken("hedge_exceptions.csv", line, "the phrase is empty"));
            };
            lexicon.exceptions.entry(first).or_default().push(words);
        }
        for (_, row) in table::rows::<ReportingRow>("hedging_reporting.csv", include_str!("en/hedging_reporting.csv"))? {
            match row.compare {
                Compare::Exact => lexicon.reporting_words.insert(row.word),
                Compare::Stem => lexicon.reporting_stems.insert(stemmer.stem(&row.word).into_owned()),
            };
        }
        for (name, bit) in word_class::NAMES {
            for word in lexicon.classes.get(*name).iter().flat_map(|class| &class.words) {
                *lexicon.word_classes.entry(word.clone()).or_default() |= bit;
            }
        }
        let model = |name: &str, bytes: &[u8]| HashedModel::from_bytes(name, bytes);
        let known = table::rows::<KnownRow>("cues.csv", include_str!("../hedging/model/cues.csv"))?;
        lexicon.models = HedgingModels {
            weasel: model("weasel.bin", include_bytes!("../hedging/model/weasel.bin"))?,
            cues: model("cues.bin", include_bytes!("../hedging/model/cues.bin"))?,
            known_cues: known.into_iter().map(|(_, row)| ((row.cue, row.kind), row.share)).collect(),
            certainty: model("certainty.bin", include_bytes!("../hedging/model/certainty.bin"))?,
            owner: model("owner.bin", include_bytes!("../hedging/model/owner.bin"))?,
        };
        Ok(lexicon)
    }

    fn add(&mut self, line: u64, row: &CueRow, stemmer: &Stemmer) -> Result<()> {
        let stemmed = row.compare == Compare::Stem;
        let words: Vec<String> =
            row.cue.split(' ').map(|word| if stemmed { stemmer.stem(word).into_owned() } else { word.to_owned() }).collect();
        if words.iter().any(String::is_empty) {
            return Err(table::broken(TABLE, line, "a cue is one or more words parted by single blanks"));
        }
        if row.strength.is_some_and(|strength| strength > 100) {
            return Err(table::broken(TABLE, line, "a strength is a probability in percent, 0 to 100, or empty"));
        }
        let narrator = match row.owner.as_str() {
            "" => false,
            "narrator" => true,
            _ => return Err(table::broken(TABLE, line, "the owner is `narrator` or empty")),
        };
        let alternative = |codes: &str| codes.split_whitespace().map(|code| self.condition(line, code)).collect::<Result<_>>();
        let context = row.context.split('/').map(alternative).collect::<Result<_>>()?;
        let hash = stable_hash(&row.cue).wrapping_add(row.kind as u64);
        let strength = row.strength.map(|percent| f64::from(percent) / 100.0);
        self.cues.push(HedgeCue { cue: row.cue.clone(), words, stemmed, kind: row.kind, strength, narrator, hash, context });
        Ok(())
    }

    fn condition(&self, line: u64, code: &str) -> Result<Condition> {
        let (negated, rest) = code.strip_prefix("not_").map_or((false, code), |rest| (true, rest));
        let (name, items) = rest.split_once(':').unwrap_or((rest, ""));
        let Some((_, test)) = TESTS.iter().find(|(known, _)| *known == name) else {
            return Err(table::broken(TABLE, line, &format!("context code `{code}` is unknown")));
        };
        let mut words = WordList::default();
        for item in items.split('|').filter(|item| !item.is_empty()) {
            if let Some(ending) = item.strip_prefix('*') {
                words.endings.push(ending.to_owned());
            } else if let Some(name) = item.strip_prefix('@') {
                let Some(class) = self.classes.get(name) else {
                    return Err(table::broken(TABLE, line, &format!("hedge_classes.csv has no class `{name}`")));
                };
                words.words.extend(class.words.iter().cloned());
                words.endings.extend(class.endings.iter().cloned());
                words.digits |= class.digits;
            } else {
                words.words.insert(item.to_owned());
            }
        }
        Ok(Condition { negated, test: *test, words })
    }

    /// All cues, in table order.
    pub fn cues(&self) -> &[HedgeCue] {
        &self.cues
    }

    /// The numbers of the cues whose first word is `lower` or has the stem `stem`, longest first, exact before stems.
    pub fn starting_with(&self, lower: &str, stem: &str) -> Vec<u32> {
        let mut found: Vec<u32> = self.by_word.get(lower).cloned().unwrap_or_default();
        found.extend(self.by_stem.get(stem).into_iter().flatten());
        found.sort_by_key(|&at| usize::MAX - self.cues[at as usize].words.len());
        found
    }

    /// The phrases without a cue that start with `lower`.
    pub fn exceptions(&self, lower: &str) -> &[Vec<String>] {
        self.exceptions.get(lower).map_or(&[], Vec::as_slice)
    }

    /// The words of a class of `hedge_classes.csv`; empty where there is no such class.
    pub fn class(&self, name: &str) -> Option<&WordList> {
        self.classes.get(name)
    }

    /// The classes that the models ask about, as bits of [`word_class`].
    pub fn word_classes(&self, lower: &str, stem: &str) -> u32 {
        let own = self.word_classes.get(lower).copied().unwrap_or(0);
        let of_stem = self.word_classes.get(stem).copied().unwrap_or(0) & word_class::STEMMED;
        let reporting = if self.is_reporting(lower, stem) { word_class::REPORTING } else { 0 };
        own | of_stem | reporting
    }

    /// True for words that pass on what somebody says or thinks ("said", "claims").
    pub fn is_reporting(&self, lower: &str, stem: &str) -> bool {
        self.reporting_words.contains(lower) || self.reporting_stems.contains(stem)
    }
}
