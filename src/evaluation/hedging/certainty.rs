//! Certainty against findings graded 1 to 6.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;

use super::super::asked::{Asked, Split, folds_of};
use super::super::figures::{Block, Figure, Prediction, Report, pearson};
use super::super::gold::{pei, sentence_article};
use super::super::linear::{Example, Fitting, Stumps, fit, stumps};
use crate::attribution::Attributions;
use crate::corpus::Article;
use crate::error::Result;
use crate::hedging::{examples, hedge};
use crate::lexicon::{HashedModel, Lexicon};
use crate::text::{Document, segment};

const BITS: u32 = 16;
const RIDGE: Fitting = Fitting { bits: BITS, cost: 1.0 / 60.0, logistic: false, scaled: false };
const STUMPS: Stumps = Stumps { rounds: 400, rate: 0.1, least_rows: 10, fact_share: 0.3, row_share: 0.8, ridge: 2.0, seed: 1 };
const FOLDS: usize = 10;
/// Facts of fewer findings are left out.
const LEAST_FINDINGS: usize = 3;

/// A finding ready to learn from.
struct Ready {
    article: Article,
    document: Document,
    example: Example,
}

fn ready(rows: &[pei::Graded], lexicon: &Lexicon) -> Vec<Ready> {
    let one = |row: &pei::Graded| {
        let article = sentence_article(&row.finding);
        let document = segment(&article, lexicon);
        let (_, marks) = examples::sentence_facts(&document, lexicon);
        Ready { article, document, example: Example { marks, answer: row.certainty, weight: 1.0 } }
    };
    rows.par_iter().map(one).collect()
}

fn learn<'a>(rows: impl Iterator<Item = &'a Ready>) -> HashedModel {
    let rows: Vec<&Ready> = rows.collect();
    let mut uses: BTreeMap<u32, usize> = BTreeMap::new();
    for mark in rows.iter().flat_map(|row| &row.example.marks) {
        *uses.entry(*mark).or_default() += 1;
    }
    let kept = |row: &&Ready| {
        let marks = row.example.marks.iter().copied().filter(|mark| uses.get(mark).is_some_and(|count| *count >= LEAST_FINDINGS));
        Example { marks: marks.collect(), ..row.example.clone() }
    };
    let kept: Vec<Example> = rows.iter().map(kept).collect();
    let all: Vec<&Example> = kept.iter().collect();
    let mut model = fit(&all, &RIDGE).mean(&stumps(&all, BITS, &STUMPS)).compact(BITS);
    model.threshold = (all.iter().map(|example| example.answer).sum::<f64>() / all.len().max(1) as f64) as f32;
    model
}

/// Same text, however written, is one group.
fn group(row: &pei::Graded) -> String {
    row.finding.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

pub(super) fn evaluate(folder: &Path, asked: &Asked<'_>, report: &mut Report) -> Result<()> {
    let mut rows = pei::read(folder)?;
    match asked.split {
        Some(Split::Train) => rows.retain(|row| row.split == "train"),
        Some(Split::Dev | Split::Val) => rows.retain(|row| row.split == "val"),
        Some(Split::All) | None => {}
    }
    let ready = ready(&rows, asked.lexicon);
    let groups: Vec<String> = rows.iter().map(group).collect();
    let folds = asked.folds.unwrap_or(FOLDS);
    let fold_of = folds_of(&groups, folds.max(1), asked.seed);
    let lexicons: Vec<Lexicon> = if folds == 0 {
        vec![asked.lexicon.clone()]
    } else {
        let one = |fold: usize| {
            let mut lexicon = asked.lexicon.clone();
            lexicon.hedging.models.certainty = learn(ready.iter().zip(&fold_of).filter(|(_, of)| **of != fold).map(|(ready, _)| ready));
            lexicon
        };
        (0..folds).into_par_iter().map(one).collect()
    };
    let found: Vec<(f64, f64)> = ready
        .par_iter()
        .zip(&fold_of)
        .map(|(ready, &fold)| {
            let hedging = hedge(&ready.article, &ready.document, &Attributions::default(), &lexicons[fold], &asked.config.hedging);
            // A finding of two sentences is as sure as its less sure one.
            let least = |of: fn(&crate::hedging::SentenceHedging) -> f64| hedging.sentences.iter().map(of).fold(1.0, f64::min);
            (least(|sentence| sentence.certainty), least(|sentence| sentence.certainty_by_cues))
        })
        .collect();
    let answers: Vec<(f64, f64)> = rows.iter().zip(&found).map(|(row, found)| (row.certainty, found.0)).collect();
    let by_cues: Vec<(f64, f64)> = rows.iter().zip(&found).map(|(row, found)| (row.certainty, found.1)).collect();
    let params = &asked.config.hedging;
    let grade = |certainty: f64| params.plain_grade + (certainty - params.plain_certainty) / params.certainty_per_grade;
    for (row, found) in rows.iter().zip(&found) {
        report.predictions.push(Prediction {
            set: pei::NAME.to_owned(),
            question: "certainty".to_owned(),
            row: row.id.to_string(),
            gold: row.certainty.to_string(),
            predicted: format!("{:.3}", grade(found.0)),
            score: Some(found.0),
        });
    }
    let error = |rows: &[usize]| {
        let off = |&row: &usize| (answers[row].0 - grade(answers[row].1)).abs();
        (!rows.is_empty()).then(|| rows.iter().map(off).sum::<f64>() / rows.len() as f64)
    };
    report.blocks.push(Block {
        set: pei::NAME.to_owned(),
        split: format!("certainty, {}, {}", asked.split.unwrap_or(Split::All).name(), super::folds_said(folds, "finding")),
        figures: vec![
            Figure::of("certainty Pearson", &groups, asked.seed, |rows| pearson(rows, &answers)),
            Figure::of("certainty mean error in grades", &groups, asked.seed, error),
            Figure::of("certainty by cues alone, Pearson", &groups, asked.seed, |rows| pearson(rows, &by_cues)),
        ],
    });
    Ok(())
}

/// Trains the model on all findings.
pub(super) fn train(folder: &Path, lexicon: &Lexicon) -> Result<(HashedModel, usize)> {
    let ready = ready(&pei::read(folder)?, lexicon);
    Ok((learn(ready.iter()), ready.len()))
}
