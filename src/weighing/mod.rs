//! Weigh: what the evidence says of each outlet: measurements, the score and its exact parts, intervals.
//!
//! In: every article's [`Measures`], the links and the beliefs. Out: one [`SourceScore`] an outlet. Invariant: the
//! parts add up to the score exactly (hundredths); an outlet's score does not depend on which other outlets are in
//! the corpus, save for agreement; missing is missing, not 0. Deliberately absent: names, political words, ratings.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::attribution::Attributions;
use crate::config::WeighingParams;
use crate::corpus::Article;
use crate::hedging::Hedging;
use crate::ids::names;
use crate::lexicon::Lexicon;
use crate::linking::{Linked, Reading};
use crate::settling::Beliefs;
use crate::text::Document;

/// What is counted in one article for weighing its outlet.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Measures {
    /// Raw signals by column name, unit in the name; missing where not measurable.
    pub signals: BTreeMap<&'static str, f64>,
    /// Counts that are summed over an outlet's articles, by name.
    pub counts: BTreeMap<&'static str, u64>,
    /// Article points in [0, 1]; `None` below 100 words.
    pub points: Option<f64>,
    /// Names of the red flags raised.
    pub red_flags: Vec<&'static str>,
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
    /// Every other column by name: measurements, signals, single scores; missing where unknown.
    pub columns: BTreeMap<&'static str, f64>,
}

/// Counts the signals of one article.
pub fn measure(
    article: &Article,
    document: &Document,
    hedging: &Hedging,
    attributions: &Attributions,
    lexicon: &Lexicon,
    params: &WeighingParams,
) -> Measures {
    let _ = (article, document, hedging, attributions, lexicon, params);
    Measures::default()
}

/// Weighs every outlet. `measures` runs parallel to `readings`; the result is sorted by outlet.
pub fn weigh(readings: &[Reading], measures: &[Measures], linked: &Linked, beliefs: &Beliefs, params: &WeighingParams) -> Vec<SourceScore> {
    let _ = (readings, measures, linked, beliefs, params);
    Vec::new()
}
