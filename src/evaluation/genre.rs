//! Opinion told from news by its voice: the model learnt from articles whose address names them opinion, and measured on outlets
//! it has not seen.

use std::collections::BTreeMap;
use std::path::Path;

use super::asked::Asked;
use super::figures::{Block, Figure, Hits, Prediction, Report, auc};
use super::gold;
use super::linking::write;
use super::logistic::{Example, logistic};
use crate::config::Config;
use crate::corpus::genre::of_address;
use crate::corpus::voice::{VoiceNumbers, argues, voice_numbers};
use crate::corpus::{Article, Boilerplate};
use crate::error::{Error, Result};
use crate::ids::Genre;
use crate::lexicon::{Lexicon, VOICE_FEATURES, voice_weights_csv};
use crate::pipeline;

/// Name of the set and a file that every such set has.
const SET: (&str, &str) = ("allsides", "articles.jsonl.gz");
/// Fewest columns, by address, of an outlet whose other articles pass for news: others do not name their columns there.
const LEAST_COLUMNS: usize = 10;
/// How strongly the standardised weights are drawn to nought.
const RIDGE: f64 = 5.0;
/// What is measured of an outlet.
const FIGURES: [&str; 3] = ["area under the curve", "columns called opinion", "news called opinion"];
const NUMBERS: usize = VOICE_FEATURES.len() + 1;

/// What `train genre` made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TrainedGenre {
    /// Articles learnt from.
    pub articles: usize,
    /// Of these named opinion by their address.
    pub opinion: usize,
    /// Outlets they are of.
    pub outlets: usize,
}

/// An article whose genre its address tells.
struct Row {
    id: String,
    outlet: String,
    opinion: bool,
    numbers: VoiceNumbers,
}

/// Learns the voice of opinion from the articles under `data` and writes `voice.csv` to `out`.
///
/// # Errors
/// Where the set is missing or has too few articles of either kind, or the file cannot be written.
pub fn train_genre(data: &Path, out: &Path, lexicon: &Lexicon, config: &Config) -> Result<TrainedGenre> {
    let missing = || Error::Usage {
        what: format!("{} holds no folder {}", data.display(), SET.0),
        remedy: "name the folder that holds the sets, each in its own folder".to_owned(),
    };
    let folder = gold::folder(data, SET.0, &[SET.1]).ok_or_else(missing)?;
    let rows = rows(&folder, lexicon, config)?;
    if rows.is_empty() {
        return Err(Error::Usage {
            what: format!("no outlet of {} names {LEAST_COLUMNS} articles opinion in their addresses", folder.display()),
            remedy: "give a set with such outlets, or keep the model that ships".to_owned(),
        });
    }
    write(&out.join("voice.csv"), voice_weights_csv(&fit(rows.iter())).as_bytes())?;
    let mut outlets: Vec<&str> = rows.iter().map(|row| row.outlet.as_str()).collect();
    outlets.dedup();
    Ok(TrainedGenre { articles: rows.len(), opinion: rows.iter().filter(|row| row.opinion).count(), outlets: outlets.len() })
}

/// Measures each outlet by a model that has not seen it.
///
/// # Errors
/// Where a split or folds are asked for.
pub fn evaluate_genre(asked: &Asked<'_>) -> Result<Report> {
    asked.without_parts("genre is measured outlet by outlet")?;
    let mut report = Report { task: "genre".to_owned(), seed: asked.seed, ..Report::default() };
    let Some(folder) = gold::folder(asked.data, SET.0, &[SET.1]) else {
        report.missing.push(SET.0.to_owned());
        return Ok(report);
    };
    let rows = rows(&folder, asked.lexicon, asked.config)?;
    let mut by_outlet: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in &rows {
        by_outlet.entry(&row.outlet).or_default().push(row);
    }
    let least = asked.config.reading.opinion_voice;
    let mut figures = Vec::new();
    let mut outlets = Vec::new();
    for (outlet, own) in &by_outlet {
        let weights = fit(rows.iter().filter(|row| row.outlet != *outlet));
        let scores: Vec<(bool, f64)> = own.iter().map(|row| (row.opinion, argues(&row.numbers, &weights))).collect();
        let of = |opinion: bool| scores.iter().filter(|score| score.0 == opinion).map(|score| score.1).collect::<Vec<f64>>();
        let share =
            |scores: &[f64]| Hits { right: scores.iter().filter(|score| **score >= least).count(), found: 0, gold: scores.len() }.recall();
        let (columns, news) = (of(true), of(false));
        let found = [auc(&columns, &news), share(&columns), share(&news)];
        for (name, value) in FIGURES.into_iter().zip(found) {
            figures.push(Figure::plain(&format!("{outlet}: {name}"), value, scores.len()));
        }
        outlets.push(found);
        report.predictions.extend(own.iter().zip(&scores).map(|(row, (opinion, score))| Prediction {
            set: SET.0.to_owned(),
            question: "opinion".to_owned(),
            row: row.id.clone(),
            gold: opinion.to_string(),
            predicted: (*score >= least).to_string(),
            score: Some(*score),
        }));
    }
    let groups: Vec<usize> = (0..outlets.len()).collect();
    let mean = |rows: &[usize], at: usize| {
        let values: Vec<f64> = rows.iter().filter_map(|&row| outlets.get(row)?[at]).collect();
        (!values.is_empty()).then(|| values.iter().sum::<f64>() / values.len() as f64)
    };
    let overall = FIGURES
        .into_iter()
        .enumerate()
        .map(|(at, name)| Figure::of(&format!("mean over outlets: {name}"), &groups, asked.seed, |rows| mean(rows, at)));
    let overall = overall.collect();
    let split = format!("articles of outlets that name {LEAST_COLUMNS} or more opinion in their addresses; each by a model of the others");
    report.blocks.push(Block { set: SET.0.to_owned(), split: split.clone(), figures: overall });
    report.blocks.push(Block { set: SET.0.to_owned(), split: format!("{split}, one by one"), figures });
    Ok(report)
}

/// The articles whose address tells, sorted by outlet: opinion by name, and what else an outlet that so names its columns prints
/// without any label.
fn rows(folder: &Path, lexicon: &Lexicon, config: &Config) -> Result<Vec<Row>> {
    let (articles, _) = pipeline::read(&[folder.join(SET.1)], lexicon, config, &|_| ())?;
    let mut by_outlet: BTreeMap<&str, Vec<Row>> = BTreeMap::new();
    for article in &articles {
        if let Some(opinion) = told(article, lexicon)
            && let Some(numbers) = voice_numbers(&article.text, &article.paragraphs, &lexicon.voice, config.reading.opinion_words)
        {
            by_outlet.entry(&article.outlet).or_default().push(Row {
                id: article.id.clone(),
                outlet: article.outlet.clone(),
                opinion,
                numbers,
            });
        }
    }
    Ok(by_outlet.into_values().filter(|rows| rows.iter().filter(|row| row.opinion).count() >= LEAST_COLUMNS).flatten().collect())
}

/// Opinion by its address, or plain: of no label of any kind. What the voice says is not asked.
fn told(article: &Article, lexicon: &Lexicon) -> Option<bool> {
    match of_address(article.url.as_deref().unwrap_or_default(), &lexicon.cleaning) {
        Some(Genre::Opinion) => Some(true),
        Some(_) => None,
        None => {
            let labelled = article.set_aside.iter().any(|aside| aside.why == Boilerplate::Label);
            (!labelled && matches!(article.genre, Genre::News | Genre::Opinion)).then_some(false)
        }
    }
}

/// The weights of these rows; columns and news of an outlet count the same, and each outlet as much as another.
fn fit<'a>(rows: impl Iterator<Item = &'a Row>) -> [f64; NUMBERS] {
    let rows: Vec<&Row> = rows.collect();
    let mut counts: BTreeMap<(&str, bool), usize> = BTreeMap::new();
    for row in &rows {
        *counts.entry((&row.outlet, row.opinion)).or_default() += 1;
    }
    let each = rows.len() as f64 / counts.len().max(1) as f64;
    let examples: Vec<Example<NUMBERS>> = rows
        .iter()
        .map(|row| {
            let alike = counts.get(&(row.outlet.as_str(), row.opinion)).copied().unwrap_or(1);
            Example { numbers: row.numbers, yes: row.opinion, weight: each / alike as f64 }
        })
        .collect();
    let mut pull = [RIDGE; NUMBERS];
    pull[0] = 1e-6;
    logistic(&examples, &[0.0; NUMBERS], &pull).map(|weight| (weight * 1e4).round() / 1e4)
}
