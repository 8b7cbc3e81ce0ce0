//! Settle: which value is right where sources differ, how far each is believed, and how far each source is trusted.
//!
//! In: [`Assertions`] (source, item, value). Out: [`Settled`]. Invariant: the result does not depend on the order of
//! the rows; how it ended is part of it; a tie leaves no winner. One file a method, its paper in the header.
//! Deliberately absent: text.
//!
//! | file | what |
//! |---|---|
//! | `ballot.rs` | assertions in their one order |
//! | `copy_tree.rs`, `pairs.rs` | the default method and its evidence for copying |
//! | `vote.rs` `truthfinder.rs` `accu.rs` `accu_copy.rs` `dawid_skene.rs` `crh.rs` | the other methods |
//! | `outcome.rs`, `spread.rs`, `stop.rs` | beliefs, winners and ties; intervals; when to stop |
//! | `table.rs`, `values.rs` | a CSV table becomes assertions; near values are merged |
//! | `claims.rs` | linked claims become assertions, and what settles becomes beliefs |

use serde::{Deserialize, Serialize};

use crate::config::SettlingParams;
pub use crate::ids::Method;

mod accu;
mod accu_copy;
mod ballot;
mod claims;
mod copy_tree;
mod crh;
mod dawid_skene;
mod outcome;
mod pairs;
mod spread;
mod stop;
mod table;
mod truthfinder;
mod values;
mod vote;

pub use claims::settle_claims;
pub use stop::StopRule;
pub use table::{TableReject, read_table};
pub use values::merge_near_numbers;

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
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ClaimBelief {
    /// Probability that it is so, in [0, 1].
    pub belief: f64,
    /// 90 % interval.
    pub interval: (f64, f64),
    /// Share of the sources on its item that affirm it, in [0, 1].
    pub majority_share: f64,
    /// For each outlet that starts an origin on its item: the belief with that outlet left out. Empty where nobody
    /// else would be left.
    pub without: Vec<(String, f64)>,
}

/// Settles a table of assertions.
///
/// ```
/// use corroborate::config::SettlingParams;
/// use corroborate::settling::{Assertion, Assertions, settle};
/// // Two outlets give a toll of 12, one of 14; nobody is known yet.
/// let row = |source, value| Assertion { source, item: 0, value, weight: 1.0, denies: false };
/// let settled = settle(
///     &Assertions {
///         sources: vec!["Varn Courier".into(), "Lake Post".into(), "Hill Echo".into()],
///         items: vec!["killed in the Varn landslide".into()],
///         values: vec!["12".into(), "14".into()],
///         rows: vec![row(0, 0), row(1, 0), row(2, 1)],
///         domain: vec![None],
///     },
///     &SettlingParams::default(),
/// );
/// assert!(settled.values[0].chosen && settled.values[0].belief > 0.75);
/// assert!((settled.values[0].majority_share - 2.0 / 3.0).abs() < 1e-12);
/// ```
pub fn settle(assertions: &Assertions, params: &SettlingParams) -> Settled {
    let ballot = ballot::Ballot::new(assertions, params);
    by_method(&ballot, params).settled(&ballot, params)
}

fn by_method(ballot: &ballot::Ballot, params: &SettlingParams) -> outcome::Outcome {
    match params.method {
        Method::CopyTree => copy_tree::settle(ballot, params),
        Method::Vote => vote::settle(ballot, params),
        Method::Truthfinder => truthfinder::settle(ballot, params),
        Method::Accu => accu::settle(ballot, params),
        Method::AccuCopy => accu_copy::settle(ballot, params),
        Method::DawidSkene => dawid_skene::settle(ballot, params),
        Method::Crh => crh::settle(ballot, params),
    }
}

/// A small world for tests: source, item, value; a value with `!` before it is denied. Names are numbered in order of
/// first use.
#[cfg(test)]
fn world(rows: &[(&str, &str, &str)]) -> Assertions {
    fn number(names: &mut Vec<String>, name: &str) -> u32 {
        let at = names.iter().position(|other| other == name).unwrap_or_else(|| {
            names.push(name.to_owned());
            names.len() - 1
        });
        at as u32
    }
    let mut result = Assertions::default();
    for (source, item, value) in rows {
        let (value, denies) = value.strip_prefix('!').map_or((*value, false), |value| (value, true));
        let source = number(&mut result.sources, source);
        let item = number(&mut result.items, item);
        let value = number(&mut result.values, value);
        result.rows.push(Assertion { source, item, value, weight: 1.0, denies });
    }
    result.domain = vec![None; result.items.len()];
    result
}
