//! Settling: how often the chosen value is right, what beliefs and intervals are worth, and whether copiers win.
//!
//! In: sets of claims with gold, and worlds drawn here. Out: figures. Every method settles all claims of a set without
//! seeing gold; gold only judges. Ties count by chance: a value chosen among k counts 1/k. The spread is over items.

mod gold;
mod worlds;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use super::asked::Asked;
use super::figures::{Block, Figure, Prediction, Report, spearman};
use super::trees::Draw;
use crate::config::SettlingParams;
use crate::error::Result;
use crate::settling::{Assertions, Method, Settled, settle};
use gold::{GoldSet, SETS, folder};
use worlds::{VALUES, WORLDS};

/// Seeds of each world.
const SEEDS: u64 = 20;

/// Draws of sources that leave some out, and the share that is left out.
const DROPS: u64 = 48;
const DROPPED: f64 = 0.15;

/// A source's accuracy is compared with its trust from so many gold items on.
const LEAST_ITEMS: usize = 5;

/// Bins of the calibration error.
const BINS: usize = 10;

/// Measures settling.
///
/// # Errors
/// Where a set cannot be read.
pub fn evaluate_settling(asked: &Asked<'_>) -> Result<Report> {
    let mut report = Report { task: "settling".to_owned(), seed: asked.seed, ..Report::default() };
    let params = &asked.config.settling;
    let mut errors = Vec::new();
    for (name, mark, read) in SETS {
        let Some(folder) = folder(asked.data, name, mark) else {
            if name != "table" {
                report.missing.push(name.to_owned());
            }
            continue;
        };
        let mut set = read(&folder)?;
        name.clone_into(&mut set.name);
        let block = measured(&set, params, asked.seed, &mut report.predictions);
        errors.extend(block.figures.iter().find(|figure| figure.name == CALIBRATION).and_then(|figure| figure.value));
        report.blocks.push(block);
        if name == "truth/flights" {
            report.blocks.push(dropped(&set, params, asked.seed));
        }
    }
    if report.blocks.is_empty() {
        return Ok(report);
    }
    let mean = (!errors.is_empty()).then(|| errors.iter().sum::<f64>() / errors.len() as f64);
    report.blocks.push(Block {
        set: "all sets".to_owned(),
        split: "mean over the sets above".to_owned(),
        figures: vec![Figure::plain(CALIBRATION, mean, errors.len())],
    });
    report.blocks.extend(WORLDS.iter().map(|world| in_world(world, params, asked.seed)));
    Ok(report)
}

/// The figure of calibration.
const CALIBRATION: &str = "calibration error of printed belief";

/// What one method makes of a set, for each gold item in order.
struct Judged {
    /// The chance that the chosen value is right.
    right: Vec<f64>,
    /// The chosen value, the printed belief in it, whether it is right.
    belief: Vec<(u32, f64, f64)>,
}

fn measured(set: &GoldSet, params: &SettlingParams, seed: u64, predictions: &mut Vec<Prediction>) -> Block {
    let assertions = set.assertions();
    let items: BTreeMap<&str, u32> = assertions.items.iter().map(String::as_str).zip(0u32..).collect();
    let gold: Vec<(u32, &BTreeSet<String>)> =
        set.gold.iter().filter_map(|(item, values)| Some((*items.get(item.as_str())?, values))).collect();
    let settled: Vec<(Method, Settled)> =
        Method::ALL.par_iter().map(|&method| (method, settle(&assertions, &SettlingParams { method, ..params.clone() }))).collect();
    let of = |method: Method| settled.iter().find(|(other, _)| *other == method).map(|(_, settled)| settled);
    let (Some(own), Some(vote)) = (of(params.method), of(Method::Vote)) else {
        return Block { set: set.name.clone(), split: String::new(), figures: Vec::new() };
    };
    let (judged, majority) = (judge(&assertions, own, &gold), judge(&assertions, vote, &gold));
    let rows: Vec<usize> = (0..gold.len()).collect();
    let mean =
        |values: &[f64], rows: &[usize]| (!rows.is_empty()).then(|| rows.iter().map(|&row| values[row]).sum::<f64>() / rows.len() as f64);
    let difference: Vec<f64> = judged.right.iter().zip(&majority.right).map(|(own, vote)| own - vote).collect();
    let mut figures = vec![
        Figure::of("accuracy", &rows, seed, |rows| mean(&judged.right, rows)),
        Figure::of("accuracy of the majority", &rows, seed, |rows| mean(&majority.right, rows)),
        Figure::of("accuracy above the majority", &rows, seed, |rows| mean(&difference, rows)),
    ];
    for (method, settled) in settled.iter().filter(|(method, _)| *method != params.method && *method != Method::Vote) {
        let judged = judge(&assertions, settled, &gold);
        figures.push(Figure::plain(&format!("accuracy of {}", method.name()), mean(&judged.right, &rows), rows.len()));
    }
    figures.push(Figure::of(CALIBRATION, &rows, seed, |rows| calibration(&judged.belief, rows)));
    figures.push(Figure::of("Brier score of printed belief", &rows, seed, |rows| {
        (!rows.is_empty()).then(|| {
            let squares = rows.iter().map(|&row| (judged.belief[row].1 - judged.belief[row].2).powi(2));
            squares.sum::<f64>() / rows.len() as f64
        })
    }));
    let accuracy = accuracy_of_sources(&assertions, &gold);
    let pairs: Vec<(f64, f64)> =
        accuracy.iter().enumerate().filter_map(|(source, accuracy)| Some(((*accuracy)?, own.sources.get(source)?.trust))).collect();
    let correlation = (pairs.len() >= 5).then(|| spearman(&pairs)).flatten();
    figures.push(Figure::plain("rank correlation of trust and accuracy", correlation, pairs.len()));
    for ((item, values), (chosen, belief, _)) in gold.iter().zip(&judged.belief) {
        predictions.push(Prediction {
            set: set.name.clone(),
            question: "value".to_owned(),
            row: assertions.items.get(*item as usize).cloned().unwrap_or_default(),
            gold: values.iter().cloned().collect::<Vec<_>>().join(" or "),
            predicted: assertions.values.get(*chosen as usize).cloned().unwrap_or_default(),
            score: Some((belief * 1e6).round() / 1e6),
        });
    }
    Block {
        set: set.name.clone(),
        split: format!("{}; {} gold items with claims; method {}", set.compared, gold.len(), params.method.name()),
        figures,
    }
}

/// For each gold item the best value, or those that share the first place.
fn judge(assertions: &Assertions, settled: &Settled, gold: &[(u32, &BTreeSet<String>)]) -> Judged {
    let mut judged = Judged { right: Vec::with_capacity(gold.len()), belief: Vec::with_capacity(gold.len()) };
    for (item, values) in gold {
        let from = settled.values.partition_point(|value| value.item < *item);
        let of_item = settled.values[from..].iter().take_while(|value| value.item == *item);
        let chosen: Vec<_> = of_item.clone().filter(|value| value.chosen).collect();
        let best = of_item.clone().map(|value| value.posterior).fold(f64::MIN, f64::max);
        let first: Vec<_> = if chosen.is_empty() { of_item.filter(|value| value.posterior >= best - 1e-12).collect() } else { chosen };
        let is_right = |value: u32| assertions.values.get(value as usize).is_some_and(|name| values.contains(name));
        let right = first.iter().filter(|value| is_right(value.value)).count() as f64 / first.len().max(1) as f64;
        judged.right.push(right);
        judged
            .belief
            .push(first.first().map_or((u32::MAX, 0.0, 0.0), |value| (value.value, value.belief, f64::from(is_right(value.value)))));
    }
    judged
}

/// Expected calibration error: the mean distance of stated belief and share right over bins of belief, weighted by size.
fn calibration(belief: &[(u32, f64, f64)], rows: &[usize]) -> Option<f64> {
    let mut bins = [(0.0, 0.0, 0.0); BINS];
    for &row in rows {
        let (_, stated, right) = belief[row];
        let bin = &mut bins[((stated * BINS as f64) as usize).min(BINS - 1)];
        *bin = (bin.0 + 1.0, bin.1 + stated, bin.2 + right);
    }
    (!rows.is_empty()).then(|| bins.iter().map(|(_, stated, right)| (stated - right).abs()).sum::<f64>() / rows.len() as f64)
}

/// The share of each source's claims on gold items that is right; `None` where there are too few.
fn accuracy_of_sources(assertions: &Assertions, gold: &[(u32, &BTreeSet<String>)]) -> Vec<Option<f64>> {
    let gold: BTreeMap<u32, &BTreeSet<String>> = gold.iter().copied().collect();
    let mut counts = vec![(0_usize, 0_usize); assertions.sources.len()];
    for row in &assertions.rows {
        if let Some(values) = gold.get(&row.item)
            && let Some(count) = counts.get_mut(row.source as usize)
        {
            count.1 += 1;
            count.0 += usize::from(assertions.values.get(row.value as usize).is_some_and(|name| values.contains(name)));
        }
    }
    counts.into_iter().map(|(right, all)| (all >= LEAST_ITEMS).then(|| right as f64 / all as f64)).collect()
}

/// How often settling falls below the majority where some sources are left out at random.
fn dropped(set: &GoldSet, params: &SettlingParams, seed: u64) -> Block {
    let sources: BTreeSet<&String> = set.claims.iter().map(|claim| &claim.0).collect();
    let sources: Vec<&String> = sources.into_iter().collect();
    let draws: Vec<(f64, f64)> = (0..DROPS)
        .into_par_iter()
        .map(|number| {
            let mut order = sources.clone();
            Draw(seed.wrapping_mul(1_000).wrapping_add(number)).shuffle(&mut order);
            let left_out: BTreeSet<&String> = order.into_iter().take((sources.len() as f64 * DROPPED).round() as usize).collect();
            let claims = set.claims.iter().filter(|claim| !left_out.contains(&claim.0)).cloned().collect();
            let part = GoldSet { claims, ..set.clone() };
            let assertions = part.assertions();
            let items: BTreeMap<&str, u32> = assertions.items.iter().map(String::as_str).zip(0u32..).collect();
            let gold: Vec<(u32, &BTreeSet<String>)> =
                part.gold.iter().filter_map(|(item, values)| Some((*items.get(item.as_str())?, values))).collect();
            let share = |method: Method| {
                let right = judge(&assertions, &settle(&assertions, &SettlingParams { method, ..params.clone() }), &gold).right;
                right.iter().sum::<f64>() / right.len().max(1) as f64
            };
            (share(params.method), share(Method::Vote))
        })
        .collect();
    let below = draws.iter().filter(|(own, vote)| own < vote).count();
    let mean = |pick: fn(&(f64, f64)) -> f64| Some(draws.iter().map(pick).sum::<f64>() / draws.len().max(1) as f64);
    let least = draws.iter().map(|draw| draw.0).fold(f64::INFINITY, f64::min);
    Block {
        set: set.name.clone(),
        split: format!("{DROPS} draws without {:.0} % of the sources", DROPPED * 100.0),
        figures: vec![
            Figure::plain("draws below the majority", Some(below as f64), draws.len()),
            Figure::plain("mean accuracy", mean(|draw| draw.0), draws.len()),
            Figure::plain("least accuracy", Some(least), draws.len()),
            Figure::plain("mean accuracy of the majority", mean(|draw| draw.1), draws.len()),
        ],
    }
}

/// Accuracy and coverage in a world of copiers.
fn in_world(world: &worlds::World, params: &SettlingParams, seed: u64) -> Block {
    let runs: Vec<(f64, f64, Vec<bool>)> = (0..SEEDS)
        .into_par_iter()
        .map(|number| {
            let (assertions, accuracy) = world.drawn(seed.wrapping_mul(1_000).wrapping_add(number));
            let share = |settled: &Settled| {
                settled.values.iter().filter(|value| value.chosen && value.value == 0).count() as f64 / world.items as f64
            };
            let own = settle(&assertions, params);
            let vote = settle(&assertions, &SettlingParams { method: Method::Vote, ..params.clone() });
            let held = own
                .sources
                .iter()
                .zip(&accuracy)
                .map(|(source, accuracy)| source.trust_interval.0 <= *accuracy && *accuracy <= source.trust_interval.1);
            (share(&own), share(&vote), held.collect())
        })
        .collect();
    let groups: Vec<usize> = (0..runs.len()).collect();
    let mean = |rows: &[usize], pick: &dyn Fn(usize) -> f64| {
        (!rows.is_empty()).then(|| rows.iter().map(|&row| pick(row)).sum::<f64>() / rows.len() as f64)
    };
    let held = |row: usize| runs[row].2.iter().filter(|held| **held).count() as f64 / runs[row].2.len().max(1) as f64;
    Block {
        set: "worlds".to_owned(),
        split: format!("{}, {} items, {} claims an item, {VALUES} values, {SEEDS} seeds", world.name, world.items, world.claims),
        figures: vec![
            Figure::of("accuracy", &groups, seed, |rows| mean(rows, &|row| runs[row].0)),
            Figure::of("accuracy of the majority", &groups, seed, |rows| mean(rows, &|row| runs[row].1)),
            Figure::of("90 % trust intervals that hold", &groups, seed, |rows| mean(rows, &held)),
        ],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(claims: &[(&str, &str, &str)], gold: &[(&str, &str)]) -> GoldSet {
        GoldSet {
            name: "hand".to_owned(),
            claims: claims.iter().map(|(source, item, value)| ((*source).into(), (*item).into(), (*value).into())).collect(),
            gold: gold.iter().map(|(item, value)| ((*item).into(), BTreeSet::from([(*value).to_owned()]))).collect(),
            ..GoldSet::default()
        }
    }

    #[test]
    fn a_tie_counts_by_chance_and_items_without_claims_do_not() {
        // Two of three say 12 of the toll; one each says 5 and 6 of the boats; nobody speaks of the bridge.
        let claims = [("a", "toll", "12"), ("b", "toll", "12"), ("c", "toll", "14"), ("a", "boats", "5"), ("c", "boats", "6")];
        let set = set(&claims, &[("toll", "12"), ("boats", "6"), ("bridge", "1")]);
        let mut predictions = Vec::new();
        let params = SettlingParams { method: Method::Vote, ..SettlingParams::default() };
        let block = measured(&set, &params, 1, &mut predictions);
        // Toll right, boats by chance: (1 + 1/2) / 2.
        assert_eq!(block.figures[0].value, Some(0.75));
        assert_eq!(predictions.len(), 2);
    }

    #[test]
    fn calibration_is_the_distance_of_stated_and_right() {
        // Two at .8 of which one is right, one at .3 that is wrong: (|1.6 - 1| + |.3 - 0|) / 3.
        let belief = [(0, 0.8, 1.0), (0, 0.8, 0.0), (0, 0.3, 0.0)];
        assert!((calibration(&belief, &[0, 1, 2]).unwrap() - 0.3).abs() < 1e-12);
        assert_eq!(calibration(&belief, &[]), None);
    }

    #[test]
    fn a_world_is_the_same_for_the_same_seed_and_its_copiers_say_what_they_copy() {
        let world = worlds::World { name: "small", sources: 5, copiers: 2, items: 30, claims: 5 };
        let (one, accuracy) = world.drawn(3);
        assert_eq!(one, world.drawn(3).0);
        assert_ne!(one, world.drawn(4).0);
        assert_eq!(&accuracy[2..], &[0.55; 3]);
        for item in 0..30 {
            let value = |source: u32| one.rows.iter().find(|row| row.item == item && row.source == source).map(|row| row.value);
            assert_eq!(value(2), value(3));
            assert_eq!(value(2), value(4));
        }
    }
}
