//! The outlets: their rows and places on the plot, and the details that the script opens.
//!
//! In: the scores, the pairs of outlets, earlier nights. Out: rows for the template and data for the script. Invariant: the rows
//! with a score come by score, the best first, then those without one by name; an outlet without a score has no place on the plot.

use serde::Serialize;
use serde_json::{Value, json};

use crate::weighing::{CERTAINTY_BINS, Evidence, SourceScore};

use super::super::source_pairs;
use super::super::sources::TELLING;
use super::Findings;
use super::written::{hundredths, places, rank};
use crate::store::PastNight;

/// The scale of the plot widens in steps of so many points.
const STEP: i64 = 10;

/// The scores that stand by themselves, in the order in which the script names them.
const OWN: &[&str] = &["attribution_score", "hedging_score", "agreement_score", "opinion_score"];

/// The parts of the score in the order in which they are shown, with what the page calls them.
const PARTS: &[(&str, &str)] = &[
    ("base_points", "base"),
    ("attribution_points", "attribution"),
    ("language_points", "language"),
    ("headline_points", "headline"),
    ("agreement_points", "agreement"),
    ("red_flag_points", "red flags"),
];

/// All rows and the scale of their plot.
#[derive(Serialize)]
pub(super) struct Outlets<'a> {
    rows: Vec<Row<'a>>,
    /// Place of each tick in percent of the width, and its label.
    ticks: Vec<(String, i64)>,
    scored: usize,
    unscored: usize,
}

/// A row of the table and of the plot.
#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    articles: usize,
    news: usize,
    score: Option<String>,
    low: Option<String>,
    high: Option<String>,
    rank: Option<String>,
    best_rank: Option<usize>,
    level_with: usize,
    evidence: &'static str,
    evidence_label: &'static str,
    attribution: Option<String>,
    hedging: Option<String>,
    agreement: Option<String>,
    plot: Option<Plot>,
}

/// Places in percent of the plot's width.
#[derive(Serialize)]
struct Plot {
    score: String,
    low: String,
    high: String,
}

/// The scores in the order of the rows.
pub(super) fn in_order(findings: &Findings) -> Vec<&SourceScore> {
    let mut order: Vec<&SourceScore> = findings.scores.iter().collect();
    order.sort_by(|a, b| b.score.cmp(&a.score).then_with(|| a.outlet.cmp(&b.outlet)));
    order
}

/// Enough, provisional or too few, in words for readers.
fn label(evidence: Evidence) -> &'static str {
    match evidence {
        Evidence::Enough => "enough",
        Evidence::Provisional => "provisional",
        Evidence::TooFew => "too few articles",
    }
}

impl<'a> Outlets<'a> {
    pub(super) fn new(findings: &'a Findings) -> Self {
        let scores = in_order(findings);
        let ends = |score: &SourceScore| {
            score.score.map(|at| score.interval.map_or((at, at), |interval| (interval.0.min(at), interval.1.max(at))))
        };
        let low = scores.iter().filter_map(|score| ends(score)).map(|ends| ends.0).min().unwrap_or(0).div_euclid(100 * STEP) * STEP;
        let high =
            -(-scores.iter().filter_map(|score| ends(score)).map(|ends| ends.1).max().unwrap_or(100 * STEP)).div_euclid(100 * STEP) * STEP;
        let high = high.max(low + STEP);
        let place = |points: i64| places((points as f64 / 100.0 - low as f64) / (high - low) as f64 * 100.0, 2).unwrap_or_default();
        let rows: Vec<Row<'a>> = scores
            .iter()
            .map(|score| {
                let column = |name: &str| score.columns.get(name).and_then(|value| places(*value, 1));
                Row {
                    name: &score.outlet,
                    articles: score.articles,
                    news: score.news_articles,
                    score: score.score.map(hundredths),
                    low: score.interval.map(|interval| hundredths(interval.0)),
                    high: score.interval.map(|interval| hundredths(interval.1)),
                    rank: score.ranks.map(rank),
                    best_rank: score.ranks.map(|ranks| ranks.0),
                    level_with: level_with(score, &scores),
                    evidence: score.evidence.name(),
                    evidence_label: label(score.evidence),
                    attribution: column("attribution_score"),
                    hedging: column("hedging_score"),
                    agreement: column("agreement_score"),
                    plot: score.score.zip(ends(score)).map(|(at, ends)| Plot { score: place(at), low: place(ends.0), high: place(ends.1) }),
                }
            })
            .collect();
        let scored = rows.iter().filter(|row| row.plot.is_some()).count();
        let ticks = (low / STEP..=high / STEP).map(|tick| (place(tick * STEP * 100), tick * STEP)).collect();
        Self { unscored: rows.len() - scored, scored, rows, ticks }
    }
}

/// How many other outlets' ranges of ranks overlap with this one's.
fn level_with(score: &SourceScore, all: &[&SourceScore]) -> usize {
    let Some((low, high)) = score.ranks else { return 0 };
    let overlaps =
        |other: &&&SourceScore| other.outlet != score.outlet && other.ranks.is_some_and(|ranks| ranks.0 <= high && low <= ranks.1);
    all.iter().filter(overlaps).count()
}

/// Nights that a trend line shows.
const NIGHTS: usize = 90;

/// What the script shows of an outlet when it is opened: the exact parts of its score, its signals, calibration and echoes.
/// Of the history it has the last [`NIGHTS`] nights.
pub(super) fn details(findings: &Findings, pairs: &[source_pairs::Row<'_>]) -> Value {
    let round = |value: f64| (value * 1e4).round() / 1e4;
    let order = in_order(findings);
    let number = |name: &str| order.iter().position(|score| score.outlet == name);
    let signals = findings.scores.first().map_or(&[][..], |score| &score.signals);
    let signals: Vec<Value> = signals
        .iter()
        .map(|part| {
            let signal = part.signal;
            json!([signal.signal.replace('_', " "), signal.group, signal.sign, round(signal.average), signal.meaning, signal.reason])
        })
        .collect();
    let outlets: Vec<Value> = order
        .iter()
        .map(|score| {
            let column = |name: &str| score.columns.get(name).map(|value| round(*value));
            let own: Vec<&PastNight> = findings.history.iter().filter(|row| row.found.outlet == score.outlet).collect();
            let nights: Vec<Value> = own[own.len().saturating_sub(NIGHTS)..]
                .iter()
                .map(|row| {
                    let found = &row.found;
                    let (low, high) = found.interval.unzip();
                    json!([row.night.to_string(), found.score, low, high, found.evidence])
                })
                .collect();
            json!({
                "name": score.outlet,
                "articles": score.articles,
                "news": score.news_articles,
                "opinion": score.opinion_articles,
                "words": score.words,
                "days": score.days.map(|days| [days.0.to_string(), days.1.to_string()]),
                "mentions": score.mentions,
                "claims": score.claims,
                "evidence": label(score.evidence),
                "score": score.score,
                "interval": score.interval,
                "ranks": score.ranks,
                "scored": column("scored_articles"),
                "newsOnly": column("scored_news_only"),
                "parts": PARTS.iter().map(|(name, _)| score.parts.get(name)).collect::<Vec<_>>(),
                "own": OWN.iter().map(|name| column(name)).collect::<Vec<_>>(),
                "signals": score.signals.iter().map(|part| json!([part.value.map(round), part.points, part.flagged])).collect::<Vec<_>>(),
                "calibration": score.reliability.iter().map(|row| json!([row.bin, row.claims, round(row.certainty), round(row.belief)])).collect::<Vec<_>>(),
                "measured": TELLING.iter().map(|name| column(name)).collect::<Vec<_>>(),
                "nights": if nights.len() > 1 { nights } else { Vec::new() },
            })
        })
        .collect();
    let echoes: Vec<Value> = pairs
        .iter()
        .flat_map(|pair| [(pair.a, pair.b, pair.counts.a_echoes_b), (pair.b, pair.a, pair.counts.b_echoes_a)])
        .filter(|(_, _, count)| *count > 0)
        .map(|(copier, copied, count)| json!([number(copier), number(copied), count]))
        .collect();
    json!({
        "bins": CERTAINTY_BINS,
        "parts": PARTS.iter().map(|(_, label)| label).collect::<Vec<_>>(),
        "measured": TELLING.iter().map(|name| name.replace('_', " ")).collect::<Vec<_>>(),
        "signals": signals,
        "outlets": outlets,
        "echoes": echoes,
    })
}
