//! One-coin Dawid-Skene with a Beta prior: Dawid and Skene 1979, Appl. Stat. 28:20, each source with one accuracy
//! instead of a whole confusion matrix.
//!
//! Fine where nobody copies; where a block of sources copies one of its own, it locks on to the block and falls below
//! the vote. Symbols as in `copy_tree.rs` with e = 0.

use crate::config::SettlingParams;

use super::ballot::Ballot;
use super::copy_tree;
use super::outcome::Outcome;

/// Settles by expectation and maximisation, from equal trust.
pub(super) fn settle(ballot: &Ballot, params: &SettlingParams) -> Outcome {
    copy_tree::settle_without_copying(ballot, params)
}

#[cfg(test)]
mod tests {
    use super::super::{Method, settle, world};
    use crate::config::SettlingParams;

    /// One round: p(3) = 400/424 as in the hand calculation of the default method; a is right with that, so its trust
    /// is (4 + 400/424) / 6.
    #[test]
    fn one_round_by_hand() {
        let params = SettlingParams { method: Method::DawidSkene, inner_rounds: 1, outer_rounds: 1, ..SettlingParams::default() };
        let settled = settle(&world(&[("a", "height", "3"), ("b", "height", "3"), ("c", "height", "4")]), &params);
        assert!((settled.values[0].posterior - 400.0 / 424.0).abs() < 1e-12);
        assert!((settled.sources[0].trust - (4.0 + 400.0 / 424.0) / 6.0).abs() < 1e-12);
    }
}
