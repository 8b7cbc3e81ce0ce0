//! Word tables of the weighing room: words that count, common words, the signals with their points, the red flags.
//!
//! | table | what |
//! |---|---|
//! | `weighing_words.csv` | cues by kind; no political words, no names |
//! | `weighing_common.csv` | common words: a headline in capitals is told from `NATO` by them |
//! | `weighing_signals.csv` | each signal with group, sign, points, median and scale |
//! | `weighing_flags.csv` | each red flag with its signal and threshold |

use std::collections::{BTreeMap, HashMap};
use std::sync::LazyLock;

use foldhash::fast::FixedState;
use rust_stemmers::{Algorithm, Stemmer};
use serde::{Deserialize, Serialize};

use super::table::{broken, rows};
use crate::error::Result;
use crate::ids::names;

const WORDS: &str = include_str!("en/weighing_words.csv");
const COMMON: &str = include_str!("en/weighing_common.csv");
const SIGNALS: &str = include_str!("en/weighing_signals.csv");
const FLAGS: &str = include_str!("en/weighing_flags.csv");

/// What a cue shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WordKind {
    /// "outrageous": praise or blame in the writer's own voice.
    Loaded,
    /// "moron".
    Insult,
    /// "reportedly": hearsay without a voice.
    Rumour,
    /// "sadly": the writer comments.
    EvaluativeAdverb,
    /// "slammed".
    LoadedVerb,
    /// "said".
    PlainVerb,
    /// "declined to comment", "denied".
    CommentSought,
    /// "police": an official without a name, where it names a speaker.
    Official,
    /// "destroys": counted in headlines.
    Overstatement,
}

names!(WordKind { Loaded => "loaded", Insult => "insult", Rumour => "rumour", EvaluativeAdverb => "evaluative_adverb", LoadedVerb => "loaded_verb", PlainVerb => "plain_verb", CommentSought => "comment_sought", Official => "official", Overstatement => "overstatement" });

/// A set of kinds: one cue may be of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordKinds(u16);

impl WordKinds {
    /// True where `kind` is in the set.
    pub fn has(self, kind: WordKind) -> bool {
        self.0 & (1 << kind as u16) != 0
    }

    /// Every kind in the set.
    pub fn each(self) -> impl Iterator<Item = WordKind> {
        WordKind::ALL.iter().copied().filter(move |kind| self.has(*kind))
    }

    fn add(&mut self, kind: WordKind) {
        self.0 |= 1 << kind as u16;
    }
}

/// A cue of `weighing_words.csv`, with the sentences that hold it to its word.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct WeighingWord {
    /// Words parted by single blanks, lower case.
    pub cue: String,
    /// `exact` or `stem`.
    #[serde(rename = "match")]
    pub matching: String,
    /// What it shows.
    pub kind: WordKind,
    /// A sentence (a headline for [`WordKind::Overstatement`]) in which it counts.
    pub fires_on: String,
    /// One in which it does not.
    pub silent_on: String,
}

/// A measured signal of an article, as `weighing_signals.csv` has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Signal {
    /// Column name, unit included.
    pub signal: String,
    /// Which part of the score it belongs to: `attribution`, `language` or `headline`.
    pub group: String,
    /// `+` where more is better, `-` where less is: said before any rating is looked at.
    pub sign: String,
    /// Points, of 100 over all signals.
    pub points: f64,
    /// Median of the reference set; where the logistic curve gives half.
    pub median: f64,
    /// Scale of the logistic curve.
    pub scale: f64,
    /// Its average over the outlets of the reference set.
    pub average: f64,
    /// Mean share of its points that the outlets of the reference set earn, in [0, 1].
    pub mean: f64,
    /// Counts above this are cut.
    pub cap: Option<f64>,
    /// Unit.
    pub unit: String,
    /// Lowest possible value.
    pub low: Option<f64>,
    /// Highest possible value.
    pub high: Option<f64>,
    /// One sentence for readers of the table.
    pub meaning: String,
    /// Why it is there.
    pub reason: String,
    /// Where median and scale come from.
    pub source: String,
}

/// Something an article does that few articles of trusted outlets do, as `weighing_flags.csv` has it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RedFlag {
    /// Name.
    pub flag: String,
    /// The signal it looks at.
    pub signal: String,
    /// `above` or `below` the threshold.
    pub side: String,
    /// The threshold, in the unit of the signal.
    pub threshold: f64,
    /// Share of articles of the reference set that raise it.
    pub base_rate: f64,
}

/// A first word's cues: the words after it and their kinds, longest first.
type Tails = Vec<(Vec<String>, WordKinds)>;

/// The tables.
#[derive(Debug, Clone, Default)]
pub struct WeighingLexicon {
    exact: HashMap<String, Tails, FixedState>,
    stem: HashMap<String, Tails, FixedState>,
    /// Word, and whether it is a function word.
    common: HashMap<String, bool, FixedState>,
    words: Vec<WeighingWord>,
}

impl WeighingLexicon {
    /// The English tables that ship with the program.
    ///
    /// # Errors
    /// Where a table is broken.
    pub fn english() -> Result<Self> {
        signals_of(SIGNALS)?;
        flags_of(FLAGS)?;
        let mut lexicon = Self { words: words_of(WORDS)?, common: common_of(COMMON)?, ..Self::default() };
        let stemmer = Stemmer::create(Algorithm::English);
        for word in &lexicon.words {
            let by_stem = word.matching == "stem";
            let form = |part: &str| if by_stem { stemmer.stem(part).into_owned() } else { part.to_owned() };
            let mut parts = word.cue.split(' ').map(form);
            let Some(first) = parts.next() else { continue };
            let rest: Vec<String> = parts.collect();
            let table = if by_stem { &mut lexicon.stem } else { &mut lexicon.exact };
            let tails = table.entry(first).or_default();
            if let Some((_, kinds)) = tails.iter_mut().find(|(tail, _)| *tail == rest) {
                kinds.add(word.kind);
            } else {
                let mut kinds = WordKinds::default();
                kinds.add(word.kind);
                let at = tails.partition_point(|(tail, _)| tail.len() >= rest.len());
                tails.insert(at, (rest, kinds));
            }
        }
        Ok(lexicon)
    }

    /// Every cue, for tests and listings.
    pub fn words(&self) -> &[WeighingWord] {
        &self.words
    }

    /// True where some cue begins with this word.
    pub fn begins(&self, lower: &str, stem: &str) -> bool {
        self.exact.contains_key(lower) || self.stem.contains_key(stem)
    }

    /// The kinds of the longest cue at word `at` and how many words it has; `lower` and `stem` give the forms of the
    /// i-th word, empty past the end. A cue by exact form goes before one of equal length by stem.
    pub fn at<'a>(&self, at: usize, lower: impl Fn(usize) -> &'a str, stem: impl Fn(usize) -> &'a str) -> Option<(WordKinds, usize)> {
        let exact = longest(self.exact.get(lower(at)), at, &lower);
        let by_stem = longest(self.stem.get(stem(at)), at, &stem);
        match (exact, by_stem) {
            (Some(one), Some(other)) if other.1 > one.1 => Some(other),
            (Some((one, words)), Some((other, same))) if words == same => Some((WordKinds(one.0 | other.0), words)),
            (Some(one), _) => Some(one),
            (None, other) => other,
        }
    }

    /// True for a common word.
    pub fn is_common(&self, lower: &str) -> bool {
        self.common.contains_key(lower)
    }

    /// True for an article, pronoun, preposition or the like.
    pub fn is_function_word(&self, lower: &str) -> bool {
        self.common.get(lower).copied().unwrap_or(false)
    }

    /// The signals, sorted by name.
    pub fn signals() -> &'static [Signal] {
        static READ: LazyLock<Vec<Signal>> = LazyLock::new(|| signals_of(SIGNALS).unwrap_or_default());
        &READ
    }

    /// The red flags, sorted by name.
    pub fn flags() -> &'static [RedFlag] {
        static READ: LazyLock<Vec<RedFlag>> = LazyLock::new(|| flags_of(FLAGS).unwrap_or_default());
        &READ
    }
}

fn longest<'a>(tails: Option<&Tails>, at: usize, word: impl Fn(usize) -> &'a str) -> Option<(WordKinds, usize)> {
    let fits = |tail: &[String]| tail.iter().zip(at + 1..).all(|(wanted, place)| word(place) == wanted);
    tails?.iter().find(|(tail, _)| fits(tail)).map(|(tail, kinds)| (*kinds, tail.len() + 1))
}

fn words_of(text: &str) -> Result<Vec<WeighingWord>> {
    let table = "weighing_words.csv";
    let mut found: Vec<WeighingWord> = Vec::new();
    for (line, word) in rows::<WeighingWord>(table, text)? {
        let key = |word: &WeighingWord| (word.cue.clone(), word.matching.clone(), word.kind.name());
        if word.cue.is_empty() || word.cue != word.cue.to_lowercase() || word.cue.split(' ').any(str::is_empty) {
            return Err(broken(table, line, "a cue is words in lower case, parted by single blanks"));
        }
        if word.matching != "exact" && word.matching != "stem" {
            return Err(broken(table, line, "match is exact or stem"));
        }
        if word.fires_on.is_empty() || word.silent_on.is_empty() {
            return Err(broken(table, line, "a cue needs a sentence it fires on and one it does not"));
        }
        if found.last().is_some_and(|last| key(last) >= key(&word)) {
            return Err(broken(table, line, "rows are sorted by cue, match and kind, each once"));
        }
        found.push(word);
    }
    Ok(found)
}

#[derive(Deserialize)]
struct CommonWord {
    word: String,
    class: String,
}

fn common_of(text: &str) -> Result<HashMap<String, bool, FixedState>> {
    let table = "weighing_common.csv";
    let mut found: BTreeMap<String, bool> = BTreeMap::new();
    for (line, CommonWord { word, class }) in rows::<CommonWord>(table, text)? {
        if !["function", "content"].contains(&class.as_str()) {
            return Err(broken(table, line, "class is function or content"));
        }
        if word.is_empty() || found.last_key_value().is_some_and(|(last, _)| *last >= word) {
            return Err(broken(table, line, "words are sorted, each once"));
        }
        found.insert(word, class == "function");
    }
    Ok(found.into_iter().collect())
}

fn signals_of(text: &str) -> Result<Vec<Signal>> {
    let table = "weighing_signals.csv";
    let mut found: Vec<Signal> = Vec::new();
    for (line, signal) in rows::<Signal>(table, text)? {
        if !["attribution", "language", "headline", "agreement"].contains(&signal.group.as_str()) {
            return Err(broken(table, line, "group is attribution, language, headline or agreement"));
        }
        let scaled = signal.scale > 0.0 && (0.0..=1.0).contains(&signal.mean);
        if !scaled || signal.points < 0.0 || !["+", "-"].contains(&signal.sign.as_str()) {
            return Err(broken(table, line, "a signal has a sign, no fewer than 0 points, a scale above 0 and a mean from 0 to 1"));
        }
        if found.last().is_some_and(|last| last.signal >= signal.signal) {
            return Err(broken(table, line, "rows are sorted by signal, each once"));
        }
        found.push(signal);
    }
    let total: f64 = found.iter().map(|signal| signal.points).sum();
    if (total - 100.0).abs() > 1e-9 {
        return Err(broken(table, 1, &format!("points add up to {total}, not to 100")));
    }
    Ok(found)
}

fn flags_of(text: &str) -> Result<Vec<RedFlag>> {
    let table = "weighing_flags.csv";
    let signals = signals_of(SIGNALS)?;
    let mut found: Vec<RedFlag> = Vec::new();
    for (line, flag) in rows::<RedFlag>(table, text)? {
        if !signals.iter().any(|signal| signal.signal == flag.signal) {
            return Err(broken(table, line, "the signal is not in weighing_signals.csv"));
        }
        if !["above", "below"].contains(&flag.side.as_str()) {
            return Err(broken(table, line, "side is above or below"));
        }
        if found.last().is_some_and(|last| last.flag >= flag.flag) {
            return Err(broken(table, line, "rows are sorted by flag, each once"));
        }
        found.push(flag);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Option<(&[WordKind], usize)>) {
        let lexicon = WeighingLexicon::english().expect("sound tables");
        let words: Vec<&str> = text.split(' ').collect();
        let word = |at: usize| words.get(at).copied().unwrap_or_default();
        let found = lexicon.at(0, word, word).map(|(kinds, length)| (kinds.each().collect::<Vec<_>>(), length));
        assert_eq!(found, expected.map(|(kinds, length)| (kinds.to_vec(), length)), "{text}");
    }

    #[test]
    fn the_tables_are_sound() {
        assert!(WeighingLexicon::english().is_ok());
        assert_eq!((WeighingLexicon::signals().len(), WeighingLexicon::flags().len()), (22, 12));
    }

    #[test]
    fn cues_are_found_with_all_their_kinds() {
        check("outrageous plan", Some((&[WordKind::Loaded], 1)));
        check("liar again", Some((&[WordKind::Loaded, WordKind::Insult, WordKind::Overstatement], 1)));
        check("declined to comment on it", Some((&[WordKind::CommentSought], 3)));
        check("declined to sing", None);
        check("ferry plan", None);
    }

    #[test]
    fn a_broken_row_is_named_with_its_line() {
        let header = "cue,match,kind,strength,fires_on,silent_on,source,note\n";
        for rows in [
            "b,exact,loaded,,x,y,hand,\na,exact,loaded,,x,y,hand,\n",
            "b,exact,loaded,,x,y,hand,\nC,exact,loaded,,x,y,hand,\n",
            "b,exact,loaded,,x,y,hand,\nc,like,loaded,,x,y,hand,\n",
            "b,exact,loaded,,x,y,hand,\nc,exact,odd,,x,y,hand,\n",
        ] {
            let error = words_of(&format!("{header}{rows}")).expect_err(rows);
            assert!(error.to_string().contains("line 3"), "{error}");
        }
    }
}
