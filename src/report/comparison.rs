//! What `compare` prints of two outlets: scores side by side, then only what both carry: events and claims, pair by pair.
//!
//! In: a report folder and two outlets. Out: text. Intervals are 90 %, by drawing events or claims anew; whether the order of the
//! scores survives is tried by drawing from their intervals, then under other weights of their parts too.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use crate::config::WeighingParams;
use crate::error::{Error, Result};
use crate::weighing::{SplitMix64, WIDE};

use super::stored::{StoredRow, cell, each_row};

/// Parts of the score that are weighed.
const PARTS: [&str; 5] = ["attribution_points", "language_points", "headline_points", "agreement_points", "red_flag_points"];
/// Claims told apart by name at most.
const SHOWN: usize = 5;

/// Compares two outlets of a report folder.
///
/// # Errors
/// Where the folder cannot be read or does not know one of them.
pub fn compare_sources(reports: &Path, outlets: [&str; 2], params: &WeighingParams) -> Result<String> {
    let mut rows: [Option<StoredRow>; 2] = [None, None];
    each_row(reports, "sources.csv", |row| {
        if let Some(at) = outlets.iter().position(|outlet| cell(&row, "source") == *outlet) {
            rows[at] = Some(row);
        }
    })?;
    let [Some(one), Some(other)] = rows else {
        let missing = outlets.iter().zip(&rows).filter(|(_, row)| row.is_none()).map(|(outlet, _)| *outlet).collect::<Vec<_>>();
        return Err(Error::Usage {
            what: format!("{} knows no source {}", reports.display(), missing.join(" and no source ")),
            remedy: "give two sources as they stand in sources.csv, parted by a comma".to_owned(),
        });
    };
    let mut text = String::new();
    scores(&one, &other, params, &mut text);
    events(reports, outlets, params, &mut text)?;
    claims(reports, outlets, params, &mut text)?;
    Ok(text)
}

fn number(row: &StoredRow, name: &str) -> Option<f64> {
    cell(row, name).parse().ok()
}

fn scores(one: &StoredRow, other: &StoredRow, params: &WeighingParams, text: &mut String) {
    let [first, second] = [one, other].map(|row| cell(row, "source"));
    let width = first.len().max(second.len()).max(8);
    let _ = writeln!(text, "{:<28}  {first:>width$}  {second:>width$}", "");
    for name in ["articles", "scored_articles", "score", "score_low", "score_high"].into_iter().chain(PARTS).chain([
        "attribution_score",
        "hedging_score",
        "agreement_score",
        "opinion_score",
    ]) {
        let shown = |row| match (number(row, name), name.ends_with("articles")) {
            (None, _) => "unknown".to_owned(),
            (Some(value), true) => format!("{value:.0}"),
            (Some(value), false) => format!("{value:.2}"),
        };
        let _ = writeln!(text, "{:<28}  {:>width$}  {:>width$}", name.replace('_', " "), shown(one), shown(other));
    }
    let standing = |row| Some((number(row, "score")?, (number(row, "score_high")? - number(row, "score_low")?) / (2.0 * WIDE)));
    let (Some(left), Some(right)) = (standing(one), standing(other)) else {
        text.push_str("\nOne of them has no score: too few articles. Only what both carry can be compared.\n");
        return;
    };
    let (ahead, gap) = if left.0 >= right.0 { (first, left.0 - right.0) } else { (second, right.0 - left.0) };
    let error = left.1.hypot(right.1);
    let sign = if left.0 >= right.0 { 1.0 } else { -1.0 };
    let parts = PARTS.map(|part| sign * (number(one, part).unwrap_or(0.0) - number(other, part).unwrap_or(0.0)));
    let mut random = SplitMix64::seeded(params.seed);
    let (mut kept, mut kept_reweighed) = (0, 0);
    for _ in 0..params.resamples {
        let noise = error * normal(&mut random);
        let reweighed: f64 = parts.iter().map(|part| part * (1.0 + params.weight_range * (2.0 * random.unit() - 1.0))).sum();
        kept += usize::from(gap + noise > 0.0);
        kept_reweighed += usize::from(reweighed + noise > 0.0);
    }
    let share = |kept: usize| kept as f64 / params.resamples.max(1) as f64;
    let _ = writeln!(
        text,
        "\n{ahead} is ahead by {gap:.2}, 90 % interval {:.2} to {:.2}. It stays ahead in {:.2} of draws from both intervals, and in {:.2} where each \
         part also counts half as much to half as much again.",
        gap - WIDE * error,
        gap + WIDE * error,
        share(kept),
        share(kept_reweighed)
    );
    let verdict = if share(kept_reweighed) >= 0.95 { "The order holds." } else { "The two are tied: the order does not hold." };
    let _ = writeln!(text, "{verdict}");
}

/// A standard normal number (Box and Muller 1958).
fn normal(random: &mut SplitMix64) -> f64 {
    let (one, other) = (1.0 - random.unit(), random.unit());
    (-2.0 * libm::log(one)).sqrt() * libm::cos(std::f64::consts::TAU * other)
}

/// Mean of pairwise differences with its 90 % interval by drawing pairs anew; `None` for fewer than two pairs.
fn paired(differences: &[f64], params: &WeighingParams) -> Option<(f64, f64, f64)> {
    if differences.len() < 2 {
        return None;
    }
    let mean = |values: &mut dyn Iterator<Item = f64>| values.sum::<f64>() / differences.len() as f64;
    let mut random = SplitMix64::seeded(params.seed);
    let mut draws: Vec<f64> = (0..params.resamples.max(20))
        .map(|_| mean(&mut (0..differences.len()).map(|_| differences[random.below(differences.len())])))
        .collect();
    draws.sort_by(f64::total_cmp);
    let last = draws.len() - 1;
    let at = |share: f64| draws[(share * last as f64).round() as usize];
    Some((mean(&mut differences.iter().copied()), at(0.05), at(0.95)))
}

fn tell(what: &str, unit: &str, differences: &[f64], outlets: [&str; 2], params: &WeighingParams, text: &mut String) {
    match paired(differences, params) {
        None => {
            let _ = writeln!(text, "  {what}: too few to compare.");
        }
        Some((mean, low, high)) => {
            let lead = match (low > 0.0, high < 0.0) {
                (true, _) => format!("{} more", outlets[0]),
                (_, true) => format!("{} more", outlets[1]),
                _ => "no difference that chance would not make".to_owned(),
            };
            let _ = writeln!(text, "  {what}: {mean:+.2}{unit}, 90 % interval {low:+.2} to {high:+.2}: {lead}.");
        }
    }
}

/// Article points within the events that both report.
fn events(reports: &Path, outlets: [&str; 2], params: &WeighingParams, text: &mut String) -> Result<()> {
    let mut points: BTreeMap<String, [Vec<f64>; 2]> = BTreeMap::new();
    let mut shared: BTreeMap<String, BTreeSet<usize>> = BTreeMap::new();
    each_row(reports, "articles.csv", |row| {
        let Some(at) = outlets.iter().position(|outlet| cell(&row, "source") == *outlet) else { return };
        let event = cell(&row, "event_id");
        if event.is_empty() {
            return;
        }
        shared.entry(event.to_owned()).or_default().insert(at);
        if let Some(value) = number(&row, "score_points") {
            points.entry(event.to_owned()).or_default()[at].push(value);
        }
    })?;
    let events = shared.values().filter(|both| both.len() == 2).count();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let differences: Vec<f64> =
        points.values().filter(|[one, other]| !one.is_empty() && !other.is_empty()).map(|[one, other]| mean(one) - mean(other)).collect();
    let _ = writeln!(text, "\nEvents that both report: {events}");
    if events > 0 {
        let higher = differences.iter().filter(|difference| **difference > 0.0).count();
        let lower = differences.iter().filter(|difference| **difference < 0.0).count();
        let _ = writeln!(text, "  {} scores higher in {higher}, {} in {lower} (articles of 100 words or more).", outlets[0], outlets[1]);
        tell("article points, first less second", " of 100", &differences, outlets, params, text);
    }
    Ok(())
}

/// What an outlet says on a claim.
#[derive(Debug, Default)]
struct Said {
    stances: BTreeSet<String>,
    certainty: f64,
    named: bool,
    echo: bool,
    day: Option<String>,
}

/// Certainty, attribution, stance and order in time on the claims that both carry.
fn claims(reports: &Path, outlets: [&str; 2], params: &WeighingParams, text: &mut String) -> Result<()> {
    let mut said: BTreeMap<String, [Option<Said>; 2]> = BTreeMap::new();
    let mut rivals: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    each_row(reports, "evidence.csv", |row| {
        let Some(at) = outlets.iter().position(|outlet| cell(&row, "source") == *outlet) else { return };
        // Opinion belongs to no claim.
        if cell(&row, "claim_id").is_empty() {
            return;
        }
        let said = said.entry(cell(&row, "claim_id").to_owned()).or_default()[at].get_or_insert_with(Said::default);
        said.stances.insert(cell(&row, "stance").to_owned());
        said.certainty = said.certainty.max(number(&row, "certainty").unwrap_or(0.0));
        said.named |= matches!(cell(&row, "attribution_grade"), "named" | "named_role");
        said.echo |= !cell(&row, "echo_of").is_empty();
        let day = cell(&row, "published");
        if !day.is_empty() && said.day.as_deref().is_none_or(|known| day < known) {
            said.day = Some(day.to_owned());
        }
    })?;
    each_row(reports, "claims.csv", |row| {
        let id = cell(&row, "claim_id");
        if said.contains_key(id) {
            let others = cell(&row, "rival_claim_ids").split("; ").filter(|rival| !rival.is_empty()).map(str::to_owned).collect();
            rivals.insert(id.to_owned(), others);
            texts.insert(id.to_owned(), cell(&row, "text").split_whitespace().collect::<Vec<_>>().join(" "));
        }
    })?;
    let both: BTreeMap<&String, (&Said, &Said)> =
        said.iter().filter_map(|(id, [one, other])| Some((id, (one.as_ref()?, other.as_ref()?)))).collect();
    let _ = writeln!(text, "\nClaims that both carry: {}", both.len());
    let opposed = |(one, other): &(&Said, &Said)| {
        one.stances.contains("affirms") && other.stances.contains("denies")
            || one.stances.contains("denies") && other.stances.contains("affirms")
    };
    let mut against: Vec<&String> = both.iter().filter(|(_, pair)| opposed(pair)).map(|(id, _)| *id).collect();
    // Rival claims: one carries this, the other carries that.
    for (id, [one, other]) in &said {
        if one.is_some() && other.is_none() {
            let rivalled = rivals.get(id).into_iter().flatten().any(|rival| said.get(rival).is_some_and(|[_, other]| other.is_some()));
            against.extend(rivalled.then_some(id));
        }
    }
    if !both.is_empty() {
        let certainty: Vec<f64> = both.values().map(|(one, other)| one.certainty - other.certainty).collect();
        let named: Vec<f64> = both.values().map(|(one, other)| f64::from(u8::from(one.named)) - f64::from(u8::from(other.named))).collect();
        tell("certainty, first less second", "", &certainty, outlets, params, text);
        tell("share with a named speaker, first less second", "", &named, outlets, params, text);
        let before = |early: usize| {
            let days = both.values().filter_map(|(one, other)| Some((one.day.as_ref()?, other.day.as_ref()?)));
            days.filter(|(one, other)| if early == 0 { one < other } else { other < one }).count()
        };
        let _ = writeln!(text, "  A day or more before the other: {} in {}, {} in {}.", outlets[0], before(0), outlets[1], before(1));
        let echoes = both.values().fold((0, 0), |sum, (one, other)| (sum.0 + usize::from(one.echo), sum.1 + usize::from(other.echo)));
        let _ = writeln!(text, "  An echo of an earlier report: {} in {}, {} in {}.", outlets[0], echoes.0, outlets[1], echoes.1);
    }
    let _ = writeln!(text, "Against each other: {}", against.len());
    for id in against.iter().take(SHOWN) {
        let _ = writeln!(text, "  {id}  {}", texts.get(*id).map_or("", String::as_str));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_by_hand() {
        let params = WeighingParams::default();
        assert_eq!(paired(&[1.0], &params), None);
        // All pairs alike: nothing to draw differently.
        assert_eq!(paired(&[2.0; 5], &params), Some((2.0, 2.0, 2.0)));
        // Half +1, half -1, 100 of them: the mean is 0, its standard error .1, so 90 % lie within .1645.
        let halves: Vec<f64> = (0..100).map(|at| if at % 2 == 0 { 1.0 } else { -1.0 }).collect();
        let (mean, low, high) = paired(&halves, &params).unwrap();
        assert!(mean.abs() < 1e-12 && (low + 0.165).abs() < 0.03 && (high - 0.165).abs() < 0.03, "{low} {high}");
        let mut random = SplitMix64::seeded(7);
        let draws: Vec<f64> = (0..10_000).map(|_| normal(&mut random)).collect();
        let mean = draws.iter().sum::<f64>() / 10_000.0;
        let variance = draws.iter().map(|draw| (draw - mean).powi(2)).sum::<f64>() / 10_000.0;
        assert!(mean.abs() < 0.04 && (variance - 1.0).abs() < 0.05, "{mean} {variance}");
    }
}
