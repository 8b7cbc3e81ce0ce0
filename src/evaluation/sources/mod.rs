//! Outlet scores against what raters and fact-checkers say, and against themselves.
//!
//! In: `allsides/` with `outlet-labels/`, and `webis-buzzfeed/`. Out: figures. Ratings are opinions and follow political sides, so
//! every correlation is also given within the sides; scores are those of a whole run, linked and settled.
//!
//! | file | what |
//! |---|---|
//! | `chosen.rs` | everything that was chosen by looking at ratings, chosen again without the outlet at hand |
//! | `halves.rs` | do two halves of an outlet's articles agree, as often as their intervals say? |
//! | `reference.rs` | medians, scales and means of the reference set |

mod chosen;
mod halves;
mod reference;

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::asked::Asked;
use super::figures::{Block, Figure, Prediction, Report, auc, spearman, spearman_within};
use super::gold::outlets::{self, Rating, Side};
use super::gold::{self, webis};
use super::sets::event_members;
use crate::config::WeighingParams;
use crate::corpus::{self, Article};
use crate::error::Result;
use crate::ids::Genre;
use crate::pipeline;
use crate::report::Findings;
use crate::weighing::{Evidence, Measures, SourceScore, measure, rate, signal_columns};

/// Difference in the first rating from which one of two outlets counts as better.
const BETTER: f64 = 0.05;
/// The same for pairs of outlets drawn at random.
const BETTER_OUTLET: f64 = 0.1;
/// What a red flag costs an article, on the scale of article points: only here, where single articles are compared. From .01 to .05
/// the area over all checked articles falls from .807 to .797, so little hangs on it.
const FLAG_COST: f64 = 0.02;

/// A rated outlet with enough articles.
struct Outlet<'a> {
    score: &'a SourceScore,
    rating: Rating,
    /// Those that the score rests on, in the order of their ids.
    scored: Vec<&'a Measures>,
    /// All that are long enough.
    every: Vec<&'a Measures>,
}

/// Measures scores: over outlets, within events, by fact-checked articles, half against half, signal by signal.
///
/// # Errors
/// Where a set cannot be read, or a split or folds are asked for.
pub fn evaluate_sources(asked: &Asked<'_>) -> Result<Report> {
    asked.without_parts("sources are measured whole, and outlet by outlet")?;
    let mut report = Report { task: "sources".to_owned(), seed: asked.seed, ..Report::default() };
    let allsides = gold::folder(asked.data, "allsides", &["articles.jsonl.gz"]);
    let labels = gold::folder(asked.data, outlets::NAME, &[outlets::MARK]);
    report.missing.extend(allsides.is_none().then(|| "allsides".to_owned()));
    report.missing.extend(labels.is_none().then(|| outlets::NAME.to_owned()));
    if let (Some(allsides), Some(labels)) = (allsides, labels) {
        let ratings = outlets::read(&labels)?;
        let findings = pipeline::score(&[allsides.join("articles.jsonl.gz")], asked.lexicon, asked.config, &|_| ())?;
        let rated = rated(&findings, &ratings, &asked.config.weighing);
        let params = &asked.config.weighing;
        report.blocks.push(outlet_block(&rated, params, asked.seed));
        report.blocks.push(chosen::block(&rated, asked.seed));
        report.blocks.push(event_block(&event_members(&allsides)?, &findings, &ratings, asked.seed));
        report.blocks.push(halves::block(&rated, &findings, params, asked.seed));
        report.blocks.push(column_block(&rated, asked.seed));
        report.blocks.push(reference::block(&rated, params));
        report.predictions.extend(rated.iter().map(|outlet| Prediction {
            set: "allsides".to_owned(),
            question: "rating".to_owned(),
            row: outlet.score.outlet.clone(),
            gold: format!("{:.4}", outlet.rating.pc1),
            predicted: outlet.score.score.map(|score| format!("{:.2}", score as f64 / 100.0)).unwrap_or_default(),
            score: outlet.score.score.map(|score| score as f64 / 100.0),
        }));
    }
    match gold::folder(asked.data, webis::NAME, &[webis::MARK]) {
        Some(folder) => report.blocks.push(checked_block(&folder, asked, &mut report.predictions)?),
        None => report.missing.push(webis::NAME.to_owned()),
    }
    Ok(report)
}

/// The outlets with a rating and as many articles as a sure score takes, by name.
fn rated<'a>(findings: &'a Findings, ratings: &BTreeMap<String, Rating>, params: &WeighingParams) -> Vec<Outlet<'a>> {
    let mut articles: BTreeMap<&str, Vec<(Genre, &Measures)>> = BTreeMap::new();
    for (reading, measures) in findings.readings.iter().zip(&findings.measures).filter(|(_, measures)| measures.points.is_some()) {
        articles.entry(&reading.article.outlet).or_default().push((reading.article.genre, measures));
    }
    let scores = findings.scores.iter().filter(|score| score.evidence == Evidence::Enough);
    let rated = scores.filter_map(|score| {
        let own = articles.get(score.outlet.as_str())?;
        let every: Vec<&Measures> = own.iter().map(|(_, measures)| *measures).collect();
        let news: Vec<&Measures> = own.iter().filter(|(genre, _)| *genre == Genre::News).map(|(_, measures)| *measures).collect();
        let scored = if news.len() >= params.least_news_articles { news } else { every.clone() };
        Some(Outlet { score, rating: *ratings.get(&score.outlet)?, scored, every })
    });
    rated.collect()
}

/// Spearman with the first rating over some rows; `None` where an outlet has no value.
fn with_rating(rated: &[Outlet<'_>], rows: &[usize], value: &dyn Fn(usize) -> Option<f64>) -> Option<f64> {
    let pairs: Vec<(f64, f64)> = rows.iter().filter_map(|&row| Some((rated[row].rating.pc1, value(row)?))).collect();
    spearman(&pairs)
}

/// The same within political sides.
fn within_sides(rated: &[Outlet<'_>], rows: &[usize], value: &dyn Fn(usize) -> Option<f64>) -> Option<f64> {
    let rows: Vec<(f64, f64, Side)> =
        rows.iter().filter_map(|&row| Some((rated[row].rating.pc1, value(row)?, rated[row].rating.side))).collect();
    spearman_within(&rows)
}

fn outlet_block(rated: &[Outlet<'_>], params: &WeighingParams, seed: u64) -> Block {
    let groups: Vec<usize> = (0..rated.len()).collect();
    let score = |row: usize| rated[row].score.score.map(|score| score as f64);
    let on_all: Vec<f64> = rated.iter().map(|outlet| rate(&outlet.score.outlet, &outlet.every, params).0 as f64).collect();
    let points: Vec<f64> = rated.iter().map(|outlet| mean(outlet.scored.iter().filter_map(|measures| measures.points))).collect();
    let flagged = |measures: &&&Measures| measures.red_flags.len() >= params.flags_of_a_flagged_article;
    let flags: Vec<f64> =
        rated.iter().map(|outlet| -(outlet.scored.iter().filter(flagged).count() as f64) / outlet.scored.len() as f64).collect();
    let level =
        |rows: &[usize]| spearman(&rows.iter().filter_map(|&row| Some((rated[row].rating.level as f64, score(row)?))).collect::<Vec<_>>());
    let high = |rows: &[usize]| {
        let of = |high: bool| {
            rows.iter().filter(|row| rated[**row].rating.is_high() == high).filter_map(|row| score(*row)).collect::<Vec<f64>>()
        };
        auc(&of(true), &of(false))
    };
    let figure = |name: &str, measure: &dyn Fn(&[usize]) -> Option<f64>| Figure::of(name, &groups, seed, measure);
    let mut figures = vec![
        figure("score, Spearman with pc1", &|rows| with_rating(rated, rows, &score)),
        figure("the same given side", &|rows| within_sides(rated, rows, &score)),
        figure("score, Spearman with factual reporting", &level),
        figure("score, high or better above the rest (AUC)", &high),
        figure("score, pairs of outlets in order", &|rows| in_order(rated, rows, &score, false)),
        figure("score, pairs of one side in order", &|rows| in_order(rated, rows, &score, true)),
        figure("all genres, Spearman with pc1", &|rows| with_rating(rated, rows, &|row| Some(on_all[row]))),
        figure("all genres, the same given side", &|rows| within_sides(rated, rows, &|row| Some(on_all[row]))),
        figure("article points alone, Spearman with pc1", &|rows| with_rating(rated, rows, &|row| Some(points[row]))),
        figure("article points alone, the same given side", &|rows| within_sides(rated, rows, &|row| Some(points[row]))),
        figure("flagged share alone, Spearman with pc1", &|rows| with_rating(rated, rows, &|row| Some(flags[row]))),
        figure("flagged share alone, the same given side", &|rows| within_sides(rated, rows, &|row| Some(flags[row]))),
    ];
    for (side, name) in [(Side::Left, "left"), (Side::Center, "center"), (Side::Right, "right")] {
        let own: Vec<usize> = groups.iter().copied().filter(|row| rated[*row].rating.side == side).collect();
        figures.push(Figure::of(&format!("score, {name} alone, Spearman with pc1"), &own, seed, |rows| {
            with_rating(rated, &rows.iter().map(|row| own[*row]).collect::<Vec<_>>(), &score)
        }));
    }
    let labels: Vec<(f64, f64)> = rated.iter().map(|outlet| (outlet.rating.pc1, outlet.rating.level as f64)).collect();
    figures.push(Figure::plain("the two ratings with each other", spearman(&labels), labels.len()));
    let enough = params.enough_articles;
    Block { set: "allsides and outlet-labels".to_owned(), split: format!("outlets with {enough} or more articles"), figures }
}

/// Share of the pairs of outlets whose ratings are well apart in which the better one scores higher.
fn in_order(rated: &[Outlet<'_>], rows: &[usize], score: &dyn Fn(usize) -> Option<f64>, of_one_side: bool) -> Option<f64> {
    let (mut right, mut all) = (0.0, 0.0);
    for (at, &one) in rows.iter().enumerate() {
        for &other in &rows[..at] {
            let gap = rated[one].rating.pc1 - rated[other].rating.pc1;
            if gap.abs() < BETTER_OUTLET || of_one_side && rated[one].rating.side != rated[other].rating.side {
                continue;
            }
            let (Some(one), Some(other)) = (score(one), score(other)) else { continue };
            right += ordered(gap * (one - other));
            all += 1.0;
        }
    }
    (all > 0.0).then(|| right / all)
}

/// 1 for a pair in order, .5 for a tie, 0 for one the other way round.
fn ordered(product: f64) -> f64 {
    if product > 0.0 {
        1.0
    } else if product < 0.0 {
        0.0
    } else {
        0.5
    }
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
    sum / f64::max(count, 1.0)
}

/// What a single article is worth where articles are compared.
fn article_score(measures: &Measures) -> Option<f64> {
    Some(measures.points? - FLAG_COST * measures.red_flags.len() as f64)
}

/// Articles on one event: does that of the better outlet score higher?
fn event_block(members: &[(String, String)], findings: &Findings, ratings: &BTreeMap<String, Rating>, seed: u64) -> Block {
    let by_id: BTreeMap<&str, usize> =
        findings.readings.iter().enumerate().map(|(at, reading)| (reading.article.id.trim_start_matches("id:"), at)).collect();
    let mut events: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (event, article) in members {
        if let Some(at) = by_id.get(article.as_str()) {
            events.entry(event).or_default().push(*at);
        }
    }
    let enough: BTreeMap<&str, bool> =
        findings.scores.iter().map(|score| (score.outlet.as_str(), score.evidence == Evidence::Enough)).collect();
    let facts = |at: usize| {
        let outlet = findings.readings[at].article.outlet.as_str();
        let known = enough.get(outlet).copied().unwrap_or(false);
        Some((ratings.get(outlet).filter(|_| known)?.pc1, article_score(&findings.measures[at])?))
    };
    let mut pairs: Vec<(&str, f64)> = Vec::new();
    for (event, members) in &events {
        for (at, &one) in members.iter().enumerate() {
            for &other in &members[..at] {
                if let (Some(one), Some(other)) = (facts(one), facts(other))
                    && (one.0 - other.0).abs() >= BETTER
                {
                    pairs.push((event, ordered((one.0 - other.0) * (one.1 - other.1))));
                }
            }
        }
    }
    let groups: Vec<&str> = pairs.iter().map(|pair| pair.0).collect();
    let share = |rows: &[usize]| (!rows.is_empty()).then(|| mean(rows.iter().map(|row| pairs[*row].1)));
    Block {
        set: "allsides".to_owned(),
        split: "pairs of articles on one event, of outlets rated apart".to_owned(),
        figures: vec![Figure::of("better outlet's article scores higher", &groups, seed, share)],
    }
}

/// An article with a verdict and a score.
struct Row<'a> {
    outlet: &'a str,
    hyperpartisan: bool,
    is_true: bool,
    score: f64,
}

/// Articles that fact-checkers judged: do those that are mostly true score higher?
fn checked_block(folder: &Path, asked: &Asked<'_>, predictions: &mut Vec<Prediction>) -> Result<Block> {
    let (lexicon, config) = (asked.lexicon, asked.config);
    let mut verdicts: BTreeMap<String, (bool, Option<bool>)> = BTreeMap::new();
    let mut articles: Vec<Article> = Vec::new();
    for checked in webis::read(folder)? {
        verdicts.insert(checked.record.path.clone(), (checked.hyperpartisan, checked.is_true));
        articles.extend(corpus::admit(checked.record, lexicon, &config.reading));
    }
    corpus::set_aside_recurring(&mut articles, &config.reading);
    let scores: Vec<Option<f64>> = articles
        .par_iter()
        .map(|article| {
            let found = pipeline::analyse(article, lexicon, config);
            article_score(&measure(article, &found.document, &found.hedging, &found.attributions, lexicon, &config.weighing))
        })
        .collect();
    let mut rows: Vec<Row<'_>> = Vec::new();
    for (article, score) in articles.iter().zip(scores) {
        if let (Some((hyperpartisan, Some(is_true))), Some(score)) = (verdicts.get(&article.path).copied(), score) {
            rows.push(Row { outlet: &article.outlet, hyperpartisan, is_true, score });
            predictions.push(Prediction {
                set: webis::NAME.to_owned(),
                question: "mostly true".to_owned(),
                row: article.id.clone(),
                gold: is_true.to_string(),
                predicted: format!("{score:.4}"),
                score: Some(score),
            });
        }
    }
    let area = |of: &[&Row<'_>]| {
        let scores = |is_true: bool| of.iter().filter(|row| row.is_true == is_true).map(|row| row.score).collect::<Vec<f64>>();
        auc(&scores(true), &scores(false))
    };
    let inside = |of: &[&Row<'_>]| {
        let mut by_outlet: BTreeMap<&str, Vec<&Row<'_>>> = BTreeMap::new();
        for row in of {
            by_outlet.entry(row.outlet).or_default().push(row);
        }
        let areas: Vec<(f64, f64)> = by_outlet.values().filter_map(|rows| Some((area(rows)?, rows.len() as f64))).collect();
        let all: f64 = areas.iter().map(|(_, rows)| rows).sum();
        (all > 0.0).then(|| areas.iter().map(|(area, rows)| area * rows).sum::<f64>() / all)
    };
    let groups: Vec<usize> = (0..rows.len()).collect();
    let of = |drawn: &[usize]| drawn.iter().map(|row| &rows[*row]).collect::<Vec<_>>();
    let partisan: Vec<usize> = groups.iter().copied().filter(|row| rows[*row].hyperpartisan).collect();
    let of_partisan = |drawn: &[usize]| drawn.iter().map(|row| &rows[partisan[*row]]).collect::<Vec<_>>();
    let mut outlets: BTreeMap<&str, Vec<&Row<'_>>> = BTreeMap::new();
    for row in &rows {
        outlets.entry(row.outlet).or_default().push(row);
    }
    let by_outlet: Vec<(f64, f64)> = outlets
        .values()
        .map(|rows| (mean(rows.iter().map(|row| f64::from(u8::from(row.is_true)))), mean(rows.iter().map(|row| row.score))))
        .collect();
    let figures = vec![
        Figure::of("mostly true above the rest (AUC)", &groups, asked.seed, |drawn| area(&of(drawn))),
        Figure::of("the same, hyperpartisan outlets", &partisan, asked.seed, |drawn| area(&of_partisan(drawn))),
        Figure::of("the same inside one outlet, mean by articles", &groups, asked.seed, |drawn| inside(&of(drawn))),
        Figure::plain("outlets: mean score with share true, Spearman", spearman(&by_outlet), by_outlet.len()),
    ];
    Ok(Block { set: webis::NAME.to_owned(), split: "articles of 100 words or more with a verdict".to_owned(), figures })
}

/// Every column of `sources.csv` that is measured: how it goes with the first rating, and within sides.
fn column_block(rated: &[Outlet<'_>], seed: u64) -> Block {
    let mut names: Vec<&str> = rated.iter().flat_map(|outlet| outlet.score.columns.keys().copied()).collect();
    names.sort_unstable();
    names.dedup();
    let all: Vec<usize> = (0..rated.len()).collect();
    let mut figures = Vec::new();
    for name in names {
        let value = |row: usize| rated[row].score.columns.get(name).copied();
        let known = all.iter().filter(|row| value(**row).is_some()).count();
        if signal_columns().iter().any(|signal| signal.signal == name) {
            figures.push(Figure::of(&format!("{name}: pc1"), &all, seed, |rows| with_rating(rated, rows, &value)));
            figures.push(Figure::of(&format!("{name}: given side"), &all, seed, |rows| within_sides(rated, rows, &value)));
            continue;
        }
        figures.push(Figure::plain(&format!("{name}: pc1"), with_rating(rated, &all, &value), known));
        figures.push(Figure::plain(&format!("{name}: given side"), within_sides(rated, &all, &value), known));
    }
    Block {
        set: "allsides and outlet-labels".to_owned(),
        split: "every measured column, Spearman with pc1 (standard error about .14)".to_owned(),
        figures,
    }
}
