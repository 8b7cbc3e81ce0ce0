//! The default: one-coin Dawid-Skene in which a claim may be the echo of one earlier source that its own depends on.
//! A claim equal to its parent's is weak evidence; a claim that departs from it is full evidence.
//!
//! After Dawid and Skene 1979, Appl. Stat. 28:20 (one coin, Beta prior), with pair evidence after Dong, Berti-Équille
//! and Srivastava 2009, PVLDB 2(1):550. The tree of parents is this project's own: discounting every member of a
//! cluster damps honest sources that agree on a minority truth, which cost more than it gained on flight times.
//!
//! Symbols: A trust of the source; e its dependence on the parent; m 1 where the parent says the same, else 0; n the
//! number of wrong values. A claim adds w (ln(e m + (1-e) A) - ln(e m + (1-e) (1-A)/n)) to its value; a value's
//! probability is the softmax over the item, unseen values at 0. Limits: two camps of equal size and habit cannot be
//! told apart without outside evidence, and with a source left out at random the wrong camp may win.

use crate::config::SettlingParams;

use super::ballot::{Ballot, Row};
use super::outcome::{Echo, Outcome, believe, trust};
use super::pairs::{Pairs, Parent};
use super::{Ending, StopRule};

/// Settles with copying.
pub(super) fn settle(ballot: &Ballot, params: &SettlingParams) -> Outcome {
    let mut posterior = round_zero(ballot);
    let mut found = vec![params.first_trust; ballot.by_source.len()];
    trust(ballot, &posterior, params, &mut found);
    let mut pairs = Pairs::new(ballot, params);
    pairs.estimate(ballot, &posterior, &found, params);
    let mut parents = pairs.parents(ballot);
    found.fill(params.first_trust);
    let (mut push, mut score) = (vec![0.0; ballot.rows.len()], vec![0.0; ballot.candidates.len()]);
    add_up(ballot, &found, &parents, params, &mut push, &mut score);
    believe(ballot, &score, &mut posterior);
    let mut inner = Ending::Converged(0);
    let outer = StopRule { tolerance: params.outer_tolerance, limit: params.outer_rounds }.run(|| {
        trust(ballot, &posterior, params, &mut found);
        let change = pairs.estimate(ballot, &posterior, &found, params);
        parents = pairs.parents(ballot);
        inner = StopRule { tolerance: params.inner_tolerance, limit: params.inner_rounds }.run(|| {
            add_up(ballot, &found, &parents, params, &mut push, &mut score);
            believe(ballot, &score, &mut posterior);
            trust(ballot, &posterior, params, &mut found)
        });
        change
    });
    let ending = match (outer, inner) {
        (Ending::Converged(rounds), Ending::LimitReached(_)) => Ending::LimitReached(rounds),
        _ => outer,
    };
    let echo = ballot.rows.iter().zip(&parents).map(|(row, parent)| echo(ballot, row, (*parent)?, &posterior, &found, params)).collect();
    Outcome { score, posterior, trust: found, push, echo, ending }
}

/// Settles without copying: the same start and steps, no pair evidence.
pub(super) fn settle_without_copying(ballot: &Ballot, params: &SettlingParams) -> Outcome {
    let mut posterior = vec![0.0; ballot.candidates.len()];
    let mut found = vec![params.first_trust; ballot.by_source.len()];
    let parents = vec![None; ballot.rows.len()];
    let (mut push, mut score) = (vec![0.0; ballot.rows.len()], vec![0.0; ballot.candidates.len()]);
    let limit = params.inner_rounds * params.outer_rounds;
    let ending = StopRule { tolerance: params.inner_tolerance, limit }.run(|| {
        add_up(ballot, &found, &parents, params, &mut push, &mut score);
        believe(ballot, &score, &mut posterior);
        trust(ballot, &posterior, params, &mut found)
    });
    Outcome { score, posterior, trust: found, push, echo: Vec::new(), ending }
}

/// Vote shares with one voice for "none of these": no truth is assumed yet.
fn round_zero(ballot: &Ballot) -> Vec<f64> {
    let mut posterior = vec![0.0; ballot.candidates.len()];
    for item in &ballot.items {
        let mut all = 1.0;
        for row in &ballot.rows[item.rows.clone()] {
            all += row.weight;
            if !row.denies {
                posterior[row.candidate] += row.weight;
            }
        }
        for candidate in item.candidates.clone() {
            posterior[candidate] /= all;
        }
    }
    posterior
}

/// What each row adds, and the sums. A denial takes away from its value what an affirmation by the same source would
/// add among two values: ln A for every other value against ln(1-A) for this one.
fn add_up(ballot: &Ballot, trust: &[f64], parents: &[Option<Parent>], params: &SettlingParams, push: &mut [f64], score: &mut [f64]) {
    let odds: Vec<f64> = trust.iter().map(|trust| (trust / (1.0 - trust)).ln()).collect();
    let spread: Vec<f64> = (0..ballot.items.len()).map(|item| ballot.wrong_values(item).ln()).collect();
    score.fill(0.0);
    for (at, row) in ballot.rows.iter().enumerate() {
        let support = match parents[at] {
            Some(parent) if parent.same => {
                let wrong_values = if row.denies { 1.0 } else { ballot.wrong_values(row.item) };
                let copied = parent.dependence.min(params.most_dependence);
                let own = 1.0 - copied;
                let trust = trust[row.source];
                (copied + own * trust).ln() - (copied + own * (1.0 - trust) / wrong_values).ln()
            }
            // Without a parent, and where the row departs from it, the share of own claims cancels out.
            _ => odds[row.source] + if row.denies { 0.0 } else { spread[row.item] },
        };
        push[at] = row.weight * if row.denies { -support } else { support };
        score[row.candidate] += push[at];
    }
}

/// How far a row echoes its parent: e m / (e m + (1-e) P) with P the chance to say so independently.
fn echo(ballot: &Ballot, row: &Row, parent: Parent, posterior: &[f64], trust: &[f64], params: &SettlingParams) -> Option<Echo> {
    if !parent.same {
        return None;
    }
    let copied = parent.dependence.min(params.most_dependence);
    let wrong_values = if row.denies { 1.0 } else { ballot.wrong_values(row.item) };
    let (right, trust) = (row.right(posterior), trust[row.source]);
    let alone = right * trust + (1.0 - right) * (1.0 - trust) / wrong_values;
    Some(Echo { of: parent.source, discount: copied, probability: copied / (copied + (1.0 - copied) * alone) })
}

#[cfg(test)]
mod tests {
    use super::super::{settle as settle_table, world};
    use super::*;

    /// One item, two sources for 3 and one for 4; nobody shares five items, so nothing is an echo. First round: A = .8,
    /// n = 5, each claim adds ln(.8 / (.2/5)) = ln 20. Scores ln 400, ln 20, and four unseen values at 0: the sum of
    /// exponentials is 400 + 20 + 4, so p(3) = 400/424, p(4) = 20/424.
    #[test]
    fn the_first_round_by_hand() {
        let params = SettlingParams { inner_rounds: 0, outer_rounds: 0, ..SettlingParams::default() };
        let settled = settle_table(&world(&[("a", "height", "3"), ("b", "height", "3"), ("c", "height", "4")]), &params);
        assert!((settled.values[0].posterior - 400.0 / 424.0).abs() < 1e-12);
        assert!((settled.values[1].posterior - 20.0 / 424.0).abs() < 1e-12);
        // Printed belief: mean with the vote share 2/3.
        assert!((settled.values[0].belief - 0.5 * (400.0 / 424.0 + 2.0 / 3.0)).abs() < 1e-12);
        assert!(settled.values[0].chosen && !settled.values[1].chosen);
    }

    /// Two claims .5 against .5: a tie has no winner, and beliefs are equal.
    #[test]
    fn a_tie_is_a_tie() {
        let settled = settle_table(&world(&[("a", "height", "3"), ("b", "height", "4")]), &SettlingParams::default());
        assert!(settled.values.iter().all(|value| !value.chosen));
        assert!((settled.values[0].posterior - settled.values[1].posterior).abs() < 1e-12);
    }

    /// A denial weighs against: one affirms, two deny, two values possible, so "not so" wins and nothing is chosen.
    #[test]
    fn two_denials_outweigh_one_affirmation() {
        let mut assertions = world(&[("a", "bridge open", "so"), ("b", "bridge open", "!so"), ("c", "bridge open", "!so")]);
        assertions.domain = vec![Some(2)];
        let settled = settle_table(&assertions, &SettlingParams::default());
        assert!(settled.values[0].posterior < 0.5 && !settled.values[0].chosen);
        // On an open item a denial speaks against its value only.
        let open = settle_table(
            &world(&[("a", "mayor", "Orla Venn"), ("b", "mayor", "!Orla Venn"), ("b", "mayor", "Pim Tarr")]),
            &SettlingParams::default(),
        );
        assert!(open.values[1].posterior > open.values[0].posterior);
    }
}
