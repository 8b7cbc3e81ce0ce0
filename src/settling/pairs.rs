//! Which sources depend on each other: Bayesian evidence from the items that two of them share.
//!
//! In: the ballot, the present belief of each candidate and trust of each source. Out: for each pair of sources that
//! share enough items, the share of claims that one copies from the other. Source of the idea: Dong,
//! Berti-Équille and Srivastava 2009, PVLDB 2(1), section 3; here with soft truths, several copy rates, and rare values
//! weighing more than common ones. Sums run in the one order of the ballot.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::config::SettlingParams;

use super::ballot::{Ballot, Row};

/// Two rows of one item by two sources that are compared.
#[derive(Debug, Clone, Copy)]
struct Meeting {
    /// Row of the source with the lower number.
    low: u32,
    /// Row of the other.
    high: u32,
    /// Number of the pair.
    pair: u32,
    /// Both say the same.
    same: bool,
}

/// The meetings of every pair of sources worth comparing.
#[derive(Debug, Clone, Default)]
pub(super) struct Pairs {
    meetings: Vec<Meeting>,
    /// For each pair the expected share of claims that one copies from the other, whichever way; in [0, 1]. The two
    /// directions are added: claims alone hardly tell them apart, and with each on its own the blocks were not found.
    pub(super) copies: Vec<f64>,
    /// For each row the chance that two wrong sources meet on what it says.
    coincidence: Vec<f64>,
}

/// The source a row may echo.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Parent {
    pub(super) source: usize,
    /// Share of its claims that the row's source copies from there.
    pub(super) dependence: f64,
    /// The parent says the same.
    pub(super) same: bool,
}

/// Sums of one pair, kept as products that are folded into logarithms before they run out of range.
#[derive(Clone)]
struct Evidence {
    product: Vec<f64>,
    logarithm: Vec<f64>,
    differing: f64,
}

/// A number for each pair of sources, 0 at first: a table where there are few sources, since it is asked at every meeting, else a map.
enum OfPairs {
    Table { sources: usize, numbers: Vec<u32> },
    Map(HashMap<(u32, u32), u32, FixedState>),
}

/// Sources up to which a table is kept: four megabytes of numbers.
const FEW: usize = 1024;

impl OfPairs {
    fn new(sources: usize) -> Self {
        if sources <= FEW { Self::Table { sources, numbers: vec![0; sources * sources] } } else { Self::Map(HashMap::default()) }
    }

    fn get(&self, pair: (u32, u32)) -> u32 {
        match self {
            Self::Table { sources, numbers } => numbers[pair.0 as usize * sources + pair.1 as usize],
            Self::Map(numbers) => numbers.get(&pair).copied().unwrap_or_default(),
        }
    }

    fn at(&mut self, pair: (u32, u32)) -> &mut u32 {
        match self {
            Self::Table { sources, numbers } => &mut numbers[pair.0 as usize * *sources + pair.1 as usize],
            Self::Map(numbers) => numbers.entry(pair).or_default(),
        }
    }
}

impl Pairs {
    /// Lists the meetings.
    pub(super) fn new(ballot: &Ballot, params: &SettlingParams) -> Self {
        let comparisons: usize = items(ballot, params).map(|rows| rows.len() * rows.len().saturating_sub(1) / 2).sum();
        let mut shared = OfPairs::new(ballot.by_source.len());
        let crowded = comparisons > params.most_comparisons;
        if crowded {
            let mut rare = OfPairs::new(ballot.by_source.len());
            for rows in items(ballot, params) {
                for value in rows.chunk_by(|one, other| said(one) == said(other)).filter(|value| 2 * value.len() < rows.len()) {
                    each_two(value, |_, _, sources| *rare.at(sources) += 1);
                }
            }
            for rows in items(ballot, params) {
                each_two(rows, |_, _, sources| {
                    if rare.get(sources) >= 2 {
                        *shared.at(sources) += 1;
                    }
                });
            }
        } else {
            for rows in items(ballot, params) {
                each_two(rows, |_, _, sources| *shared.at(sources) += 1);
            }
        }
        // Of each pair its number and one more; 0 where it has none yet.
        let mut numbers = OfPairs::new(ballot.by_source.len());
        let mut next = 0;
        let mut pairs = Self { coincidence: coincidence(ballot), ..Self::default() };
        for item in ballot.items.iter().filter(|item| item.rows.len() <= params.most_claims_per_item) {
            let first = item.rows.start;
            each_two(&ballot.rows[item.rows.clone()], |one, other, sources| {
                if shared.get(sources) < params.least_shared_items.max(1) {
                    return;
                }
                let (a, b) = (&ballot.rows[first + one], &ballot.rows[first + other]);
                // To deny one value and to affirm another goes together: neither for nor against copying.
                let same = said(a) == said(b);
                if !same && a.candidate != b.candidate && (a.denies || b.denies) {
                    return;
                }
                let number = numbers.at(sources);
                if *number == 0 {
                    next += 1;
                    *number = next;
                }
                let pair = *number - 1;
                let (low, high) = if a.source < b.source { (one, other) } else { (other, one) };
                pairs.meetings.push(Meeting { low: (first + low) as u32, high: (first + high) as u32, pair, same });
            });
        }
        pairs.copies = vec![0.0; next as usize];
        pairs
    }

    /// Estimates dependence anew; returns its largest change.
    ///
    /// For a shared item and copy rate c: where both say f, with p its probability, A and B the trust of the two and
    /// r the chance that wrong sources coincide on f, independence gives I = pAB + (1-p)(1-A)(1-B)r². If the first
    /// copies the second with rate c the same meeting has probability cJ + (1-c)I with J = pB + (1-p)(1-B)r. The
    /// evidence is ln(c J/I + 1 - c); for differing values it is ln(1-c).
    pub(super) fn estimate(&mut self, ballot: &Ballot, posterior: &[f64], trust: &[f64], params: &SettlingParams) -> f64 {
        let rates = &params.copy_rates;
        let empty = Evidence { product: vec![1.0; 2 * rates.len()], logarithm: vec![0.0; 2 * rates.len()], differing: 0.0 };
        let mut sums = vec![empty; self.copies.len()];
        for meeting in &self.meetings {
            let (row, other) = (&ballot.rows[meeting.low as usize], &ballot.rows[meeting.high as usize]);
            let sum = &mut sums[meeting.pair as usize];
            let closed = ballot.items[row.item].closed;
            if !meeting.same {
                sum.differing += if closed { params.two_value_temper } else { 1.0 };
                continue;
            }
            let probability = row.right(posterior);
            let rare = self.coincidence[meeting.low as usize];
            let (a, b) = (trust[row.source], trust[other.source]);
            let wrong = 1.0 - probability;
            let independent = probability * a * b + wrong * (1.0 - a) * (1.0 - b) * rare * rare;
            let low_copies = (probability * b + wrong * (1.0 - b) * rare) / independent;
            let high_copies = (probability * a + wrong * (1.0 - a) * rare) / independent;
            for (at, rate) in rates.iter().enumerate() {
                sum.meet(2 * at, rate * low_copies + 1.0 - rate, closed, params.two_value_temper);
                sum.meet(2 * at + 1, rate * high_copies + 1.0 - rate, closed, params.two_value_temper);
            }
        }
        let prior = params.copy_prior.min(1.0 / ballot.by_source.len().max(1) as f64);
        let mut change: f64 = 0.0;
        for (sum, copies) in sums.iter().zip(&mut self.copies) {
            let found = sum.dependence(rates, prior, params.least_dependence);
            change = change.max((found - *copies).abs());
            *copies = found;
        }
        change
    }

    /// For each row the earlier source on its item that its source depends on most. Sources are ordered by number of
    /// claims, then name, so that nobody is each other's echo.
    pub(super) fn parents(&self, ballot: &Ballot) -> Vec<Option<Parent>> {
        let mut parents: Vec<Option<Parent>> = vec![None; ballot.rows.len()];
        for meeting in &self.meetings {
            let (low, high) = (meeting.low as usize, meeting.high as usize);
            let (low_rank, high_rank) = (ballot.rank[ballot.rows[low].source], ballot.rank[ballot.rows[high].source]);
            let dependence = self.copies[meeting.pair as usize];
            let (child, parent) = if low_rank > high_rank { (low, high) } else { (high, low) };
            let source = ballot.rows[parent].source;
            if dependence <= 0.0 {
                continue;
            }
            let here = Parent { source, dependence, same: meeting.same };
            parents[child] = match parents[child] {
                Some(best) if best.source == source => Some(Parent { same: best.same || meeting.same, ..best }),
                Some(best) => match best.dependence.total_cmp(&dependence).then(ballot.rank[source].cmp(&ballot.rank[best.source])) {
                    std::cmp::Ordering::Less => Some(here),
                    _ => Some(best),
                },
                None => Some(here),
            };
        }
        parents
    }
}

impl Evidence {
    fn meet(&mut self, at: usize, ratio: f64, closed: bool, temper: f64) {
        if closed {
            self.logarithm[at] += temper * ratio.ln();
            return;
        }
        let product = &mut self.product[at];
        *product *= ratio;
        if !(1e-200..=1e200).contains(product) {
            self.logarithm[at] += product.ln();
            *product = 1.0;
        }
    }

    /// Expected copy rate under the posterior over independence and every rate in both directions.
    fn dependence(&self, rates: &[f64], prior: f64, least: f64) -> f64 {
        let each = (prior / (2 * rates.len()).max(1) as f64).ln();
        let evidence = |at: usize| each + self.logarithm[at] + self.product[at].ln() + self.differing * (1.0 - rates[at / 2]).ln();
        let alone = (1.0 - prior).ln();
        let top = (0..self.product.len()).map(evidence).fold(alone, f64::max);
        let mut total = (alone - top).exp();
        let mut found = 0.0;
        for at in 0..self.product.len() {
            let mass = (evidence(at) - top).exp();
            total += mass;
            found += mass * rates[at / 2];
        }
        if found / total < least { 0.0 } else { found / total }
    }
}

/// The rows of each item small enough to compare.
fn items<'a>(ballot: &'a Ballot, params: &'a SettlingParams) -> impl Iterator<Item = &'a [Row]> {
    ballot.items.iter().filter(|item| item.rows.len() <= params.most_claims_per_item).map(|item| &ballot.rows[item.rows.clone()])
}

fn each_two(rows: &[Row], mut visit: impl FnMut(usize, usize, (u32, u32))) {
    for (at, one) in rows.iter().enumerate() {
        for (offset, other) in rows[at + 1..].iter().enumerate() {
            if one.source != other.source {
                let (low, high) = (one.source.min(other.source) as u32, one.source.max(other.source) as u32);
                visit(at, at + 1 + offset, (low, high));
            }
        }
    }
}

fn said(row: &Row) -> (usize, bool) {
    (row.candidate, row.denies)
}

/// For each row r = (max(m - 2, 0) + .5) / (max(N - 2, 0) + .5 K), at most 1, with m the rows that say the same, N the
/// rows of the item and K its possible values: the two that are compared do not count as evidence of popularity.
fn coincidence(ballot: &Ballot) -> Vec<f64> {
    let mut support = vec![[0_usize; 2]; ballot.candidates.len()];
    for row in &ballot.rows {
        support[row.candidate][usize::from(row.denies)] += 1;
    }
    let chance = |row: &Row| {
        let item = &ballot.items[row.item];
        let all = (item.rows.len() as f64 - 2.0).max(0.0) + 0.5 * item.domain;
        let same = support[row.candidate][usize::from(row.denies)] as f64;
        (((same - 2.0).max(0.0) + 0.5) / all).min(1.0)
    };
    ballot.rows.iter().map(chance).collect()
}
