//! Outlets against themselves: two halves of the articles should rank outlets alike and differ by no more than their intervals say.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::Outlet;
use crate::config::WeighingParams;
use crate::evaluation::figures::{Block, Figure, spearman};
use crate::evaluation::trees::Draw;
use crate::ids::stable_hash;
use crate::report::Findings;
use crate::weighing::{Measures, WIDE, rate, weigh_some};

/// Seeded halvings.
const HALVINGS: u64 = 200;
/// Articles of a half.
const SIZES: [usize; 3] = [20, 50, 100];
/// The scores that stand by themselves.
const SINGLE: [&str; 3] = ["attribution_score", "hedging_score", "agreement_score"];
/// Articles of a half there, and halvings: each weighs the whole corpus twice.
const SINGLE_SIZE: usize = 50;
const SINGLE_HALVINGS: u64 = 20;
/// Resamples of a half, for its standard error.
const RESAMPLES: usize = 100;

pub(super) fn block(rated: &[Outlet<'_>], findings: &Findings, params: &WeighingParams, seed: u64) -> Block {
    let params = &WeighingParams { resamples: RESAMPLES, ..params.clone() };
    let mut figures = Vec::new();
    for size in SIZES {
        let outlets: Vec<&Outlet<'_>> = rated.iter().filter(|outlet| outlet.scored.len() >= 2 * size).collect();
        let alike: Vec<f64> = (0..HALVINGS)
            .into_par_iter()
            .filter_map(|halving| {
                let without = WeighingParams { resamples: 0, ..params.clone() };
                let pairs: Vec<(f64, f64)> = outlets
                    .iter()
                    .map(|outlet| {
                        let [one, other] =
                            halves(outlet, size, seed, halving).map(|half| rate(&outlet.score.outlet, &half, &without).0 as f64);
                        (one, other)
                    })
                    .collect();
                spearman(&pairs)
            })
            .collect();
        let mean = (!alike.is_empty()).then(|| super::mean(alike.iter().copied()));
        figures.push(Figure::plain(&format!("halves of {size} articles rank outlets alike"), mean, outlets.len()));
    }
    figures.extend(single_scores(findings, params, seed));
    let kept: Vec<(usize, f64)> = rated
        .par_iter()
        .enumerate()
        .map(|(at, outlet)| {
            let size = outlet.scored.len() / 2;
            let near = (0..HALVINGS).filter(|halving| {
                let [one, other] = halves(outlet, size, seed, *halving).map(|half| {
                    let (score, sample) = rate(&outlet.score.outlet, &half, params);
                    (score as f64, variance(&sample))
                });
                (one.0 - other.0).abs() <= WIDE * (one.1 + other.1).sqrt()
            });
            (at, near.count() as f64 / HALVINGS as f64)
        })
        .collect();
    let by_outlet: BTreeMap<usize, f64> = kept.into_iter().collect();
    let groups: Vec<usize> = (0..rated.len()).collect();
    figures.push(Figure::of("halves differ by no more than 90 % intervals say", &groups, seed, |rows| {
        (!rows.is_empty()).then(|| super::mean(rows.iter().filter_map(|row| by_outlet.get(row)).copied()))
    }));
    Block { set: "allsides".to_owned(), split: format!("{HALVINGS} seeded halvings of each rated outlet"), figures }
}

/// How alike halves of [`SINGLE_SIZE`] articles rank outlets by each of the scores that stand by themselves. Every outlet with as
/// many articles counts, rated or not.
fn single_scores(findings: &Findings, params: &WeighingParams, seed: u64) -> Vec<Figure> {
    let mut articles: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (at, reading) in findings.readings.iter().enumerate() {
        articles.entry(&reading.article.outlet).or_default().push(at);
    }
    articles.retain(|_, own| own.len() >= 2 * SINGLE_SIZE);
    let params = WeighingParams { resamples: 0, ..params.clone() };
    let alike: Vec<[Option<f64>; SINGLE.len()]> = (0..SINGLE_HALVINGS)
        .into_par_iter()
        .map(|halving| {
            let mut half_of = vec![0_u8; findings.readings.len()];
            for (outlet, own) in &articles {
                let mut order = own.clone();
                Draw(seed ^ stable_hash(&format!("{outlet} {halving}"))).shuffle(&mut order);
                order
                    .iter()
                    .take(2 * SINGLE_SIZE)
                    .enumerate()
                    .for_each(|(at, article)| half_of[*article] = 1 + u8::from(at >= SINGLE_SIZE));
            }
            let [one, other] = [1, 2].map(|half| {
                let Findings { readings, measures, linked, beliefs, .. } = findings;
                weigh_some(readings, measures, linked, beliefs, &params, &|article| half_of[article] == half)
            });
            SINGLE.map(|name| {
                let pairs: Vec<(f64, f64)> =
                    one.iter().zip(&other).filter_map(|(one, other)| Some((*one.columns.get(name)?, *other.columns.get(name)?))).collect();
                spearman(&pairs)
            })
        })
        .collect();
    let mean = |at: usize| {
        let known: Vec<f64> = alike.iter().filter_map(|alike| alike[at]).collect();
        (!known.is_empty()).then(|| super::mean(known.into_iter()))
    };
    let figure =
        |(at, name): (usize, &str)| Figure::plain(&format!("{name}: halves of {SINGLE_SIZE} rank alike"), mean(at), articles.len());
    SINGLE.into_iter().enumerate().map(figure).collect()
}

/// Two sets of `size` articles without one in common.
fn halves<'a>(outlet: &Outlet<'a>, size: usize, seed: u64, halving: u64) -> [Vec<&'a Measures>; 2] {
    let mut order = outlet.scored.clone();
    Draw(seed ^ stable_hash(&format!("{} {halving}", outlet.score.outlet))).shuffle(&mut order);
    let second = order.split_off(size.min(order.len()));
    [order, second.into_iter().take(size).collect()]
}

fn variance(sample: &[i64]) -> f64 {
    let mean = super::mean(sample.iter().map(|score| *score as f64));
    super::mean(sample.iter().map(|score| (*score as f64 - mean).powi(2)))
}
