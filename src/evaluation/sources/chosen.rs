//! Everything that was chosen by looking at ratings, chosen again without the outlet at hand.
//!
//! Which signals earn points, which raise red flags, how many flags make an article flagged: each was picked because it went with
//! ratings, so a score that is fitted and measured on the same outlets flatters itself. Here each outlet is left out in turn, the
//! rule that picks is itself picked on the others by leaving out one more, and the outlet is scored by what they picked. Signs,
//! scales and thresholds are set without any rating, and the points are equal.

use std::collections::BTreeMap;
use std::sync::Mutex;

use rayon::prelude::*;

use super::reference::{Scale, scales};
use super::{Outlet, with_rating, within_sides};
use crate::evaluation::figures::{Block, Figure, spearman, spearman_within};
use crate::lexicon::{Signal, WeighingLexicon};
use crate::weighing::{Measures, earned_share};

/// Articles of an outlet that are looked at: more would not tell more of 44 outlets.
const ARTICLES: usize = 300;
/// A signal is picked where, with its sign, it goes with the rating by this much over all outlets …
const OVERALL: [f64; 5] = [0.1, 0.15, 0.2, 0.25, 0.3];
/// … and by this much within sides.
const WITHIN: [f64; 4] = [0.05, 0.1, 0.15, 0.2];
/// Red flags of a flagged article.
const FLAGS: [u32; 2] = [3, 4];
/// Shrinkage of the score, in articles.
const SHRINKAGE: f64 = 8.0;

/// A way to pick.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Rule {
    overall: f64,
    within: f64,
    flags: u32,
}

/// What an outlet's articles earn by each signal, without any rating.
struct Earned {
    /// For each article and signal the share of its points.
    shares: Vec<Vec<f64>>,
    /// For each article the signals that raise a flag, as bits.
    flags: Vec<u32>,
    /// Mean share by signal.
    means: Vec<f64>,
}

/// Sums over an outlet's articles for one pick.
type Sums = Vec<(f64, f64, f64)>;

struct Picker<'a> {
    rated: &'a [Outlet<'a>],
    earned: Vec<Earned>,
    signals: usize,
    /// Sums already made, by picked signals and flags.
    made: Mutex<BTreeMap<(u32, u32), Sums>>,
}

pub(super) fn block(rated: &[Outlet<'_>], seed: u64) -> Block {
    let picker = Picker::new(rated);
    let all: Vec<usize> = (0..rated.len()).collect();
    let honest: Vec<(f64, Rule)> = all
        .par_iter()
        .map(|&left_out| {
            let others: Vec<usize> = all.iter().copied().filter(|row| *row != left_out).collect();
            let rule = picker.best_rule(&others);
            (picker.scores(picker.pick(&others, rule), rule.flags, &others)[left_out], rule)
        })
        .collect();
    let score = |row: usize| honest.get(row).map(|(score, _)| *score);
    let mut figures = vec![
        Figure::of("left out, Spearman with pc1", &all, seed, |rows| with_rating(rated, rows, &score)),
        Figure::of("the same given side", &all, seed, |rows| within_sides(rated, rows, &score)),
        Figure::plain(
            "left out, Spearman with factual reporting",
            spearman(&all.iter().map(|&row| (rated[row].rating.level as f64, honest[row].0)).collect::<Vec<_>>()),
            rated.len(),
        ),
    ];
    let rule = picker.best_rule(&all);
    let picked = picker.pick(&all, rule);
    let fitted = picker.scores(picked, rule.flags, &all);
    let fit = |row: usize| fitted.get(row).copied();
    figures.push(Figure::plain("picked on all of them, Spearman with pc1", with_rating(rated, &all, &fit), rated.len()));
    figures.push(Figure::plain("picked on all of them, given side", within_sides(rated, &all, &fit), rated.len()));
    for (name, value) in [
        ("rule picked on all: overall at least", rule.overall),
        ("rule picked on all: within sides at least", rule.within),
        ("rule picked on all: flags of a flagged article", f64::from(rule.flags)),
    ] {
        let same = honest.iter().filter(|(_, other)| *other == rule).count();
        figures.push(Figure::plain(name, Some(value), same));
    }
    for (at, signal) in WeighingLexicon::signals().iter().enumerate().filter(|(at, _)| picked & (1 << at) != 0) {
        let overall = with_rating(rated, &all, &|row| Some(picker.earned[row].means[at]));
        figures.push(Figure::plain(&format!("picked: {}", signal.signal), overall, rated.len()));
    }
    Block { set: "allsides and outlet-labels".to_owned(), split: "each outlet scored by what the others pick".to_owned(), figures }
}

impl<'a> Picker<'a> {
    fn new(rated: &'a [Outlet<'a>]) -> Self {
        let signals = WeighingLexicon::signals();
        let scales = scales(rated);
        let earned = rated.iter().map(|outlet| Earned::of(&outlet.scored, signals, &scales)).collect();
        Self { rated, earned, signals: signals.len(), made: Mutex::new(BTreeMap::new()) }
    }

    /// The signals that go with the rating over `rows` as their signs say, as bits.
    fn pick(&self, rows: &[usize], rule: Rule) -> u32 {
        let picked = |at: &usize| {
            let value = |row: usize| Some(self.earned[row].means[*at]);
            with_rating(self.rated, rows, &value).is_some_and(|found| found >= rule.overall)
                && within_sides(self.rated, rows, &value).is_some_and(|found| found >= rule.within)
        };
        (0..self.signals).filter(picked).fold(0, |bits, at| bits | 1 << at)
    }

    /// The rule by which each of `rows`, left out, is scored best.
    fn best_rule(&self, rows: &[usize]) -> Rule {
        let mut best: Option<(f64, Rule)> = None;
        for overall in OVERALL {
            for within in WITHIN {
                for flags in FLAGS {
                    let rule = Rule { overall, within, flags };
                    let worth = self.worth(rows, rule);
                    if best.is_none_or(|(known, _)| worth > known) {
                        best = Some((worth, rule));
                    }
                }
            }
        }
        best.map_or(Rule { overall: OVERALL[2], within: WITHIN[1], flags: FLAGS[0] }, |(_, rule)| rule)
    }

    fn worth(&self, rows: &[usize], rule: Rule) -> f64 {
        let left_out = |at: usize| {
            let others: Vec<usize> = rows.iter().copied().filter(|row| *row != at).collect();
            self.scores(self.pick(&others, rule), rule.flags, &others)[at]
        };
        let scored: Vec<(f64, f64, super::Side)> =
            rows.iter().map(|&row| (self.rated[row].rating.pc1, left_out(row), self.rated[row].rating.side)).collect();
        let pairs: Vec<(f64, f64)> = scored.iter().map(|row| (row.0, row.1)).collect();
        spearman(&pairs).unwrap_or(-1.0) + spearman_within(&scored).unwrap_or(-1.0)
    }

    /// Half points, half flagged share, as the score has it; where outlets lie is counted on `rows`.
    fn scores(&self, picked: u32, flags: u32, rows: &[usize]) -> Vec<f64> {
        let sums = self.sums(picked, flags);
        let points = |row: usize| sums[row].0 / sums[row].2;
        let flagged = |row: usize| sums[row].1 / sums[row].2;
        let place = |value: &dyn Fn(usize) -> f64| {
            let mean = super::mean(rows.iter().map(|row| value(*row)));
            let spread = super::mean(rows.iter().map(|row| (value(*row) - mean).powi(2))).sqrt();
            (mean, spread.max(f64::EPSILON))
        };
        let ((mean_points, spread_points), (mean_flagged, spread_flagged)) = (place(&points), place(&flagged));
        let score = |(sum, flagged, articles): &(f64, f64, f64)| {
            let shrunk = |sum: f64, mean: f64| (sum + SHRINKAGE * mean) / (articles + SHRINKAGE);
            0.5 * (shrunk(*sum, mean_points) - mean_points) / spread_points
                - 0.5 * (shrunk(*flagged, mean_flagged) - mean_flagged) / spread_flagged
        };
        sums.iter().map(score).collect()
    }

    fn sums(&self, picked: u32, flags: u32) -> Sums {
        let known = self.made.lock().ok().and_then(|made| made.get(&(picked, flags)).cloned());
        known.unwrap_or_else(|| {
            let sums: Sums = self.earned.iter().map(|earned| earned.sums(picked, flags)).collect();
            if let Ok(mut made) = self.made.lock() {
                made.insert((picked, flags), sums.clone());
            }
            sums
        })
    }
}

impl Earned {
    fn of(articles: &[&Measures], signals: &[Signal], scales: &[Option<Scale>]) -> Self {
        let (mut shares, mut flags) = (Vec::new(), Vec::new());
        for measures in articles.iter().take(ARTICLES) {
            let mut own = Vec::with_capacity(signals.len());
            let mut raised = 0;
            for (at, (signal, scale)) in signals.iter().zip(scales).enumerate() {
                let value = measures.signals.get(signal.signal.as_str()).copied();
                raised |= u32::from(value.zip(*scale).is_some_and(|(value, scale)| scale.is_flagged(signal, value))) << at;
                own.push(earned_share(signal, value));
            }
            shares.push(own);
            flags.push(raised);
        }
        let means = (0..signals.len()).map(|at| super::mean(shares.iter().map(|own: &Vec<f64>| own[at]))).collect();
        Self { shares, flags, means }
    }

    /// Points, flagged articles, articles.
    fn sums(&self, picked: u32, flags: u32) -> (f64, f64, f64) {
        let points: f64 = self
            .shares
            .iter()
            .map(|own| {
                let earned = own.iter().enumerate().filter(|(at, _)| picked & (1 << at) != 0).map(|(_, share)| share).sum::<f64>();
                earned / f64::from(picked.count_ones().max(1))
            })
            .sum();
        let flagged = self.flags.iter().filter(|raised| (**raised & picked).count_ones() >= flags).count();
        (points, flagged as f64, self.shares.len() as f64)
    }
}
