//! Weights and thresholds of settling; each with its reason, unit and range.

use serde::{Deserialize, Serialize};

use crate::ids::Method;

/// Parameters of settling. Unless a line says otherwise they were chosen by accuracy on development sets of
/// conflicting claims (flight times, book authors, birthplaces, weather, crowd labels) and on synthetic worlds; among
/// about a hundred settings tried there, differences below one point are selection noise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SettlingParams {
    /// Which method settles.
    pub method: Method,
    /// Pseudo-claims taken as right and as wrong before anything is seen: mean trust .8 at the strength of five
    /// claims. Both above 0.
    pub prior: (f64, f64),
    /// Lowest and highest trust a source may reach, in (0, 1): keeps logarithms finite.
    pub trust_bounds: (f64, f64),
    /// Trust at the start, in (0, 1).
    pub first_trust: f64,
    /// Least number of values an open item is taken to have; with fewer, small items are settled by a hair.
    pub least_domain: u32,
    /// Shares of its claims that a copier may copy, each in (0, 1). Low rates are left out on purpose: they mistake
    /// items that are hard for everybody for copying.
    pub copy_rates: Vec<f64>,
    /// Highest prior probability that one of two sources copies the other, in (0, 1).
    pub copy_prior: f64,
    /// Two sources are compared only where they share so many items.
    pub least_shared_items: u32,
    /// Dependence below this counts as none, in [0, 1].
    pub least_dependence: f64,
    /// Dependence is held below this, so that an echo keeps a trace of weight; in [0, 1).
    pub most_dependence: f64,
    /// Factor on the evidence for copying from items with two possible values, in [0, 1]: no value is rare there, and
    /// hard items look like copying. Chosen on one crowd set only.
    pub two_value_temper: f64,
    /// Items with more claims than this are left out of the comparison of sources, for time; not measured.
    pub most_claims_per_item: usize,
    /// Beyond so many comparisons only pairs of sources that share two values held by less than half of an item are
    /// compared, for time; not measured.
    pub most_comparisons: usize,
    /// Rounds in which dependence is estimated again.
    pub outer_rounds: usize,
    /// Change of dependence below which these rounds end.
    pub outer_tolerance: f64,
    /// Rounds of belief and trust inside each.
    pub inner_rounds: usize,
    /// Change of trust below which these rounds end.
    pub inner_tolerance: f64,
    /// Limit of rounds for the methods without an inner loop; chosen by hand.
    pub plain_rounds: usize,
    /// Numbers of one item that differ by no more than this share are merged into the best supported one; `None`
    /// leaves them apart. Applies to `settle` on a table, not to claims found in articles.
    pub merge_numbers_within: Option<f64>,
    /// Least weight of an assertion, in (0, 1]: even the least certain voice says something.
    pub least_weight: f64,
}

impl Default for SettlingParams {
    fn default() -> Self {
        Self {
            method: Method::CopyTree,
            prior: (4.0, 1.0),
            trust_bounds: (0.02, 0.99),
            first_trust: 0.8,
            least_domain: 6,
            copy_rates: vec![0.5, 0.8, 0.95],
            copy_prior: 0.1,
            least_shared_items: 5,
            least_dependence: 0.05,
            most_dependence: 0.995,
            two_value_temper: 0.5,
            most_claims_per_item: 200,
            most_comparisons: 10_000_000,
            outer_rounds: 6,
            outer_tolerance: 0.01,
            inner_rounds: 10,
            inner_tolerance: 1e-4,
            plain_rounds: 100,
            merge_numbers_within: None,
            least_weight: 0.1,
        }
    }
}
