//! Weigh: what the evidence says of each outlet: measurements, the score and its exact parts, intervals.
//!
//! In: every article's [`Measures`], the links and the beliefs. Out: one [`SourceScore`] an outlet. Invariant: the
//! parts add up to the score exactly (hundredths); an outlet's score does not depend on which other outlets are in
//! the corpus, save for agreement; missing is missing, not 0. Deliberately absent: names, political words, ratings.
//!
//! | file | what |
//! |---|---|
//! | `count.rs` | signals of one article |
//! | `named.rs` | names of signals read back from where they were kept |
//! | `points.rs` | from signals to article points and red flags |
//! | `shared.rs` | what the claims say of each outlet |
//! | `score.rs` | the score, its parts, interval and rank |
//! | `outlets.rs` | every outlet's row |

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::claims::Mention;
use crate::ids::{Stance, names};
use crate::lexicon::{Signal, WeighingLexicon};

mod count;
mod named;
mod outlets;
mod points;
mod score;
mod shared;

pub use count::measure;
pub use outlets::{rate, weigh, weigh_some};
pub use points::share as earned_share;
pub(crate) use score::SplitMix64;

/// What is counted in one article for weighing its outlet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Measures {
    /// Raw signals by column name, unit in the name; missing where not measurable.
    #[serde(deserialize_with = "named::map")]
    pub signals: BTreeMap<&'static str, f64>,
    /// Counts that are summed over an outlet's articles, by name.
    #[serde(deserialize_with = "named::map")]
    pub counts: BTreeMap<&'static str, u64>,
    /// Article points in [0, 1]; `None` below 100 words.
    pub points: Option<f64>,
    /// The same by group of signals; they add up to the points. Empty below 100 words.
    #[serde(deserialize_with = "named::map")]
    pub group_points: BTreeMap<&'static str, f64>,
    /// Names of the red flags raised.
    #[serde(deserialize_with = "named::list")]
    pub red_flags: Vec<&'static str>,
    /// Counts of its mentions.
    pub mentions: MentionCounts,
}

/// What is counted of the mentions of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct MentionCounts {
    /// All of them, but for the figures besides what their clauses state.
    pub all: u32,
    /// Those that put something forward: no opinion.
    pub put_forward: u32,
    /// Of these the ones that stand on somebody's word.
    pub attributed: u32,
    /// The headline puts something forward as so.
    pub headline_affirms: bool,
}

impl MentionCounts {
    /// Counts mentions.
    pub fn of(mentions: &[Mention]) -> Self {
        let clauses = || mentions.iter().filter(|mention| !mention.is_figure());
        let put_forward = || clauses().filter(|mention| !mention.opinion);
        Self {
            all: clauses().count() as u32,
            put_forward: put_forward().count() as u32,
            attributed: put_forward().filter(|mention| mention.attribution.is_some()).count() as u32,
            headline_affirms: put_forward().any(|mention| mention.in_headline && mention.stance == Stance::Affirms),
        }
    }
}

/// Standard errors to either side of a normal 90 % interval.
pub(crate) const WIDE: f64 = 1.645;

/// Bins of the reliability table: fifths of the scale of certainty.
pub const CERTAINTY_BINS: usize = 5;

/// A row of the reliability table: claims that an outlet puts forward about so certainly, and how far the others bear them out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Reliability {
    /// Number of the fifth, from 0.
    pub bin: usize,
    /// Claims, at least one.
    pub claims: usize,
    /// Mean certainty of the outlet, in [0, 1].
    pub certainty: f64,
    /// Mean belief by the others, in [0, 1].
    pub belief: f64,
}

/// What a signal makes of an outlet's score.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct SignalPart {
    /// The signal.
    #[serde(skip)]
    pub signal: &'static Signal,
    /// Mean over the scored articles in which it can be measured, in its unit.
    pub value: Option<f64>,
    /// Its points, of 100 over all signals.
    pub of_100: f64,
    /// What it adds to the score, in hundredths; those of a group add up to the group's part. `None` where too few.
    pub points: Option<i64>,
    /// Beyond it an article raises a red flag, as configured; `None` for a signal that raises none.
    pub threshold: Option<f64>,
    /// Scored articles that it raises a red flag in; `None` for a signal that raises none.
    pub flagged: Option<usize>,
}

/// How much evidence carries an outlet's score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// 20 articles or more.
    Enough,
    /// 10 to 19.
    Provisional,
    /// Below 10: no score, interval or rank.
    TooFew,
}

names!(Evidence { Enough => "enough", Provisional => "provisional", TooFew => "too_few" });

/// Everything measured of an outlet.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SourceScore {
    /// The outlet.
    pub outlet: String,
    /// Articles read.
    pub articles: usize,
    /// Of these news.
    pub news_articles: usize,
    /// Of these opinion.
    pub opinion_articles: usize,
    /// Words read.
    pub words: usize,
    /// First and last known day.
    pub days: Option<(Date, Date)>,
    /// Mentions and claims.
    pub mentions: usize,
    /// Claims with at least one mention of this outlet.
    pub claims: usize,
    /// How much evidence carries the score.
    pub evidence: Evidence,
    /// 0 to 100, in hundredths; `None` where too few.
    pub score: Option<i64>,
    /// 90 % interval of the score, in hundredths.
    pub interval: Option<(i64, i64)>,
    /// Best and worst rank that resampling leaves possible, from 1.
    pub ranks: Option<(usize, usize)>,
    /// Parts that add up to `score` exactly, in hundredths, by column name.
    pub parts: BTreeMap<&'static str, i64>,
    /// Every signal with points or a red flag, by name.
    pub signals: Vec<SignalPart>,
    /// How certainty stated fits belief by the others; only fifths with claims.
    pub reliability: Vec<Reliability>,
    /// Every other column by name: measurements, signals, single scores; missing where unknown.
    pub columns: BTreeMap<&'static str, f64>,
}

/// The signals behind the score, sorted by column name: unit, range, points and meaning, for listings and the data
/// dictionary. Each is a column of [`SourceScore::columns`]: the mean over the articles in which it can be measured.
pub fn signal_columns() -> &'static [Signal] {
    WeighingLexicon::signals()
}
