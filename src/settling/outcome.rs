//! What a method returns, and what becomes of it in the tables: beliefs, intervals, winners, ties.
//!
//! Printed belief is the mean of posterior and vote share: on development sets the raw posterior was overconfident
//! (expected calibration error .177, Brier score .188); the mean came to .119 and .160, best of eight forms.

use crate::config::SettlingParams;

use super::ballot::{Ballot, Item};
use super::spread::{beta_interval, wilson};
use super::{Ending, Settled, SettledSource, SettledValue};

/// Scores nearer than this are a tie: sums of equal terms in different order differ by less.
const TIE: f64 = 1e-9;

/// What a method found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outcome {
    /// For each candidate what the method ranks by; the largest of an item wins.
    pub(super) score: Vec<f64>,
    /// For each candidate the probability that it is right.
    pub(super) posterior: Vec<f64>,
    /// For each source the probability that what it asserts is right.
    pub(super) trust: Vec<f64>,
    /// For each row what it adds to the score of its candidate; empty where the method does not add up.
    pub(super) push: Vec<f64>,
    /// For each row the share of it that echoes another source, in [0, 1], and that source; empty where copying is
    /// not modelled.
    pub(super) echo: Vec<Option<Echo>>,
    /// How it ended.
    pub(super) ending: Ending,
}

/// How far a row echoes another source.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Echo {
    /// The source it may echo.
    pub(super) of: usize,
    /// Weight lost to the dependence, in [0, 1): 1 - this is what the row counts as an origin.
    pub(super) discount: f64,
    /// Probability that this very row was copied, in [0, 1].
    pub(super) probability: f64,
}

/// Turns scores that are log odds against an unseen wrong value into probabilities within each item: the values
/// nobody named share the rest, each at score 0.
pub(super) fn believe(ballot: &Ballot, score: &[f64], posterior: &mut [f64]) {
    for item in &ballot.items {
        believe_item(item, score, posterior);
    }
}

/// The same for one item.
pub(super) fn believe_item(item: &Item, score: &[f64], posterior: &mut [f64]) {
    let unseen = (item.domain - item.candidates.len() as f64).max(0.0);
    let floor = if unseen > 0.0 { 0.0 } else { f64::MIN };
    let top = score[item.candidates.clone()].iter().copied().fold(floor, f64::max);
    let mut total = unseen * (-top).exp();
    for candidate in item.candidates.clone() {
        posterior[candidate] = (score[candidate] - top).exp();
        total += posterior[candidate];
    }
    for candidate in item.candidates.clone() {
        posterior[candidate] /= total;
    }
}

/// Trust of every source: the share of its claims that is right, with pseudo-claims of the prior, within bounds.
/// Returns the largest change.
pub(super) fn trust(ballot: &Ballot, posterior: &[f64], params: &SettlingParams, trust: &mut [f64]) -> f64 {
    let (right_before, wrong_before) = params.prior;
    // In the order of the rows, which is that of each source's own too: source by source every row would be waited for.
    let mut sums = vec![(right_before, right_before + wrong_before); ballot.by_source.len()];
    for row in &ballot.rows {
        let (right, all) = &mut sums[row.source];
        *right += row.weight * row.right(posterior);
        *all += row.weight;
    }
    let mut change: f64 = 0.0;
    for (source, (right, all)) in sums.into_iter().enumerate() {
        let found = (right / all).clamp(params.trust_bounds.0, params.trust_bounds.1);
        change = change.max((found - trust[source]).abs());
        trust[source] = found;
    }
    change
}

/// Interval of a trust from the probabilities that the source's claims are right: the Beta distribution around the
/// share with its variance widened by the doubt that is left in each claim.
///
/// With n the weight of the claims and p their probabilities: mean (a + sum p)/(a + b + n), variance
/// mean(1 - mean)/(n + 6) + sum p(1 - p)/n^2. It speaks of accuracy on these items, not of ability: where some items
/// are hard for everybody, coverage falls far below 90 %.
pub(super) fn trust_interval(claims: impl Iterator<Item = (f64, f64)>, prior: (f64, f64)) -> (f64, (f64, f64)) {
    let (mut right, mut all, mut doubt) = (0.0, 0.0, 0.0);
    for (weight, probability) in claims {
        right += weight * probability;
        all += weight;
        doubt += weight * probability * (1.0 - probability);
    }
    let mean = (prior.0 + right) / (prior.0 + prior.1 + all);
    let left = if all > 0.0 { doubt / (all * all) } else { 0.0 };
    (mean, beta_interval(mean, mean * (1.0 - mean) / (all + prior.0 + prior.1 + 1.0) + left))
}

impl Outcome {
    /// The tables.
    pub(super) fn settled(&self, ballot: &Ballot, params: &SettlingParams) -> Settled {
        let mut values = Vec::new();
        for item in &ballot.items {
            let rows = &ballot.rows[item.rows.clone()];
            let mut sources: Vec<usize> = rows.iter().map(|row| row.source).collect();
            sources.sort_unstable();
            sources.dedup();
            let effective: f64 = item.rows.clone().map(|row| self.origin_weight(ballot, row)).sum();
            let winner = self.winner(ballot, item.candidates.clone(), item.rows.clone());
            for candidate in item.candidates.clone() {
                let Some(value) = ballot.candidates[candidate] else { continue };
                let for_it = |row: &usize| ballot.rows[*row].candidate == candidate && !ballot.rows[*row].denies;
                let asserting = item.rows.clone().filter(for_it).count();
                let origins: f64 = item.rows.clone().filter(for_it).map(|row| self.origin_weight(ballot, row)).sum();
                let share = asserting as f64 / sources.len().max(1) as f64;
                let belief = 0.5 * (self.posterior[candidate] + share);
                values.push(SettledValue {
                    item: item.number,
                    value,
                    belief,
                    posterior: self.posterior[candidate],
                    belief_interval: wilson(belief, effective),
                    sources: asserting,
                    origins,
                    majority_share: share,
                    chosen: winner == Some(candidate),
                });
            }
        }
        let sources = (0..ballot.by_source.len()).map(|source| self.source(ballot, source, params)).collect();
        Settled { values, sources, ending: self.ending }
    }

    /// What a row counts as an independent origin: its weight, less what it may have echoed.
    pub(super) fn origin_weight(&self, ballot: &Ballot, row: usize) -> f64 {
        let discount = self.echo.get(row).copied().flatten().map_or(0.0, |echo| echo.discount);
        ballot.rows[row].weight * (1.0 - discount)
    }

    /// The candidate that somebody affirms and that stands above all others, or none.
    fn winner(&self, ballot: &Ballot, candidates: std::ops::Range<usize>, rows: std::ops::Range<usize>) -> Option<usize> {
        let top = candidates.clone().max_by(|&one, &other| self.score[one].total_cmp(&self.score[other]))?;
        let near = |candidate: &usize| (self.score[top] - self.score[*candidate]).abs() <= TIE * self.score[top].abs().max(1.0);
        let affirmed = ballot.rows[rows].iter().any(|row| row.candidate == top && !row.denies);
        (affirmed && candidates.filter(near).count() == 1).then_some(top)
    }

    fn source(&self, ballot: &Ballot, source: usize, params: &SettlingParams) -> SettledSource {
        let rows = &ballot.by_source[source];
        let claims = rows.iter().map(|&row| (ballot.rows[row].weight, ballot.rows[row].right(&self.posterior)));
        let (_, trust_interval) = trust_interval(claims, params.prior);
        let mut copied: std::collections::BTreeMap<usize, f64> = std::collections::BTreeMap::new();
        for echo in rows.iter().filter_map(|&row| self.echo.get(row).copied().flatten()) {
            *copied.entry(echo.of).or_default() += echo.probability;
        }
        let number = rows.len().max(1) as f64;
        // An empty sum is -0, which would be printed with its sign.
        let share = (copied.values().sum::<f64>() + 0.0) / number;
        // `max_by` keeps the last of equals; reversed, that is the source with the lowest number.
        let main = copied.iter().rev().max_by(|one, other| one.1.total_cmp(other.1));
        let trust = self.trust[source];
        SettledSource {
            trust,
            trust_interval: (trust_interval.0.min(trust), trust_interval.1.max(trust)),
            claims: rows.len(),
            copies_from: main.filter(|(_, sum)| **sum / number >= params.least_dependence).map(|(of, _)| *of as u32),
            copy_share: share.clamp(0.0, 1.0),
        }
    }
}
