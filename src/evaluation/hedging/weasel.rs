//! Vague sentences against the weasel sentences of Wikipedia; titles count, as sentences without.

use std::path::Path;

use rayon::prelude::*;

use super::super::asked::{Asked, folds_of};
use super::super::figures::{Block, Figure, Prediction, Report, yes_no_figures};
use super::super::gold::{conll, sentence_article, title};
use super::super::linear::{Example, Fitting, best_threshold, fit};
use crate::attribution::Attributions;
use crate::config::HedgingParams;
use crate::corpus::Article;
use crate::error::Result;
use crate::hedging::{examples, hedge};
use crate::lexicon::{HashedModel, Lexicon};
use crate::text::{Document, segment};

/// Chosen on the same folds: cost 2, 3 and 5 and 2^18 slots were within .003 of each other.
const HOW: Fitting = Fitting { bits: 17, cost: 3.0, logistic: true, scaled: true };
pub(super) const FOLDS: usize = 5;

/// A sentence ready to learn from.
struct Ready {
    article: Article,
    document: Document,
    example: Example,
}

fn ready(rows: &[conll::WeaselRow], lexicon: &Lexicon) -> Vec<Ready> {
    let one = |row: &conll::WeaselRow| {
        let article = sentence_article(&row.text);
        let document = segment(&article, lexicon);
        let (marks, _) = examples::sentence_facts(&document, lexicon);
        Ready { article, document, example: Example { marks, answer: f64::from(row.weasel), weight: 1.0 } }
    };
    rows.par_iter().map(one).collect()
}

/// Score of a row by the model of `lexicon`, above its threshold, and whether the row is called vague.
fn score(ready: &Ready, lexicon: &Lexicon, params: &HedgingParams) -> (f64, bool) {
    let hedging = hedge(&ready.article, &ready.document, &Attributions::default(), lexicon, params);
    let most = hedging.sentences.iter().map(|sentence| sentence.vagueness).fold(f64::NEG_INFINITY, f64::max);
    (most, hedging.sentences.iter().any(|sentence| sentence.vague))
}

/// The fold of each row, and a lexicon a fold whose model has not seen it; its threshold is nought.
fn fold_lexicons(ready: &[Ready], groups: &[&str], folds: usize, seed: u64, lexicon: &Lexicon) -> (Vec<usize>, Vec<Lexicon>) {
    let fold_of = folds_of(groups, folds, seed);
    let one = |fold: usize| {
        let rest: Vec<&Example> = ready.iter().zip(&fold_of).filter(|(_, of)| **of != fold).map(|(ready, _)| &ready.example).collect();
        let mut lexicon = lexicon.clone();
        lexicon.hedging.models.weasel = fit(&rest, &HOW).compact(HOW.bits);
        lexicon
    };
    let lexicons = (0..folds).into_par_iter().map(one).collect();
    (fold_of, lexicons)
}

/// Scores of all rows, each by the lexicon of its fold.
fn scores(ready: &[Ready], fold_of: &[usize], lexicons: &[Lexicon], params: &HedgingParams) -> Vec<(f64, bool)> {
    ready.par_iter().zip(fold_of).map(|(ready, &fold)| score(ready, &lexicons[fold], params)).collect()
}

pub(super) fn evaluate(folder: &Path, asked: &Asked<'_>, report: &mut Report) -> Result<()> {
    let rows = conll::read(folder)?;
    let ready = ready(&rows, asked.lexicon);
    let groups: Vec<&str> = rows.iter().map(|row| title(&row.document)).collect();
    let folds = asked.folds.unwrap_or(FOLDS);
    let shipped = &asked.lexicon.hedging.models.weasel;
    let (fold_of, mut lexicons) = if folds == 0 {
        (vec![0; rows.len()], vec![asked.lexicon.clone()])
    } else {
        fold_lexicons(&ready, &groups, folds, asked.seed, asked.lexicon)
    };
    let params = &asked.config.hedging;
    let scores_found = scores(&ready, &fold_of, &lexicons, params);
    let labelled: Vec<(bool, f64)> = rows.iter().zip(&scores_found).map(|(row, score)| (row.weasel, score.0)).collect();
    let threshold = if folds == 0 { 0.0 } else { best_threshold(&labelled).0 };
    for lexicon in &mut lexicons {
        lexicon.hedging.models.weasel.threshold += threshold as f32;
    }
    let answers: Vec<(bool, bool)> = labelled.iter().map(|(gold, score)| (*gold, *score >= threshold)).collect();
    let mut figures = yes_no_figures("weasel", &answers, &groups, asked.seed);
    if folds > 0 {
        // Threshold of each fold from the scores of the others.
        let by_fold: Vec<f64> = (0..folds)
            .map(|fold| {
                best_threshold(&labelled.iter().zip(&fold_of).filter(|(_, of)| **of != fold).map(|(row, _)| *row).collect::<Vec<_>>()).0
            })
            .collect();
        let answers: Vec<(bool, bool)> =
            labelled.iter().zip(&fold_of).map(|((gold, score), &fold)| (*gold, *score >= by_fold[fold])).collect();
        figures.extend(yes_no_figures("threshold from other folds: weasel", &answers, &groups, asked.seed).into_iter().take(1));
    }
    let reported = scores(&ready, &fold_of, &lexicons, params);
    let shown: Vec<(bool, bool)> = rows.iter().zip(&reported).map(|(row, score)| (row.weasel, score.1)).collect();
    figures.extend(yes_no_figures("vague as reported", &shown, &groups, asked.seed));
    figures.push(Figure::plain("share found when the model was trained", Some(f64::from(shipped.positive_share)), rows.len()));
    for ((row, answer), score) in rows.iter().zip(&answers).zip(&scores_found) {
        report.predictions.push(Prediction {
            set: conll::NAME.to_owned(),
            question: "weasel".to_owned(),
            row: format!("{} {}", row.document, row.sentence),
            gold: row.weasel.to_string(),
            predicted: answer.1.to_string(),
            score: Some(score.0 - threshold),
        });
    }
    report.blocks.push(Block {
        set: conll::NAME.to_owned(),
        split: format!("weasel sentences, all labelled rows, titles as negatives, {}", super::folds_said(folds, "article title")),
        figures,
    });
    Ok(())
}

/// Trains the model on all labelled rows; its threshold comes from folds.
pub(super) fn train(folder: &Path, lexicon: &Lexicon) -> Result<(HashedModel, usize)> {
    let rows = conll::read(folder)?;
    let ready = ready(&rows, lexicon);
    let groups: Vec<&str> = rows.iter().map(|row| title(&row.document)).collect();
    let (fold_of, lexicons) = fold_lexicons(&ready, &groups, FOLDS, 1, lexicon);
    let found = scores(&ready, &fold_of, &lexicons, &HedgingParams::default());
    let (threshold, share) = best_threshold(&rows.iter().zip(&found).map(|(row, score)| (row.weasel, score.0)).collect::<Vec<_>>());
    let mut model = fit(&ready.iter().map(|ready| &ready.example).collect::<Vec<_>>(), &HOW).compact(HOW.bits);
    model.threshold = threshold as f32;
    model.positive_share = share as f32;
    Ok((model, rows.len()))
}
