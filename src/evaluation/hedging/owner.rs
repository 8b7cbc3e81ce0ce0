//! Whose doubt a cue is, against the marked contents of news: a word inside a content is a speaker's.

use std::path::Path;

use rayon::prelude::*;

use super::super::asked::{Asked, Split, folds_of};
use super::super::figures::{Block, Figure, Prediction, Report};
use super::super::gold::{lines_article, polnear};
use super::super::linear::{Example, Fitting, fit};
use super::Attribute;
use crate::error::Result;
use crate::hedging::{Owner, examples};
use crate::lexicon::{HashedModel, Lexicon};
use crate::text::segment;

const HOW: Fitting = Fitting { bits: 15, cost: 0.1, logistic: true, scaled: false };

/// A word that may be somebody's doubt.
struct Ready {
    article: String,
    place: String,
    fires: bool,
    example: Example,
}

fn ready(articles: &[polnear::MarkedArticle], lexicon: &Lexicon, attribute: &Attribute<'_>) -> Vec<Ready> {
    let one = |gold: &polnear::MarkedArticle| -> Vec<Ready> {
        let article = lines_article(&gold.name, &gold.text);
        let document = segment(&article, lexicon);
        let attributions = attribute(&article, &document);
        let contents = || gold.attributions.iter().flat_map(|attribution| &attribution.content);
        examples::owner_examples(&document, &attributions, lexicon)
            .into_iter()
            .map(|found| Ready {
                article: gold.name.clone(),
                place: format!("{} {}-{}", gold.name, found.span.start, found.span.end),
                fires: found.fires,
                example: Example { marks: found.marks, answer: f64::from(contents().any(|span| span.contains(found.span))), weight: 1.0 },
            })
            .collect()
    };
    articles.par_iter().flat_map_iter(one).collect()
}

fn learn<'a>(rows: impl Iterator<Item = &'a Ready>) -> HashedModel {
    let all: Vec<&Example> = rows.map(|row| &row.example).collect();
    let mut model = fit(&all, &HOW).compact(HOW.bits);
    model.positive_share = (all.iter().filter(|row| row.answer > 0.5).count() as f64 / all.len().max(1) as f64) as f32;
    model
}

pub(super) fn evaluate(folder: &Path, asked: &Asked<'_>, report: &mut Report) -> Result<()> {
    let folds = asked.folds.unwrap_or(0);
    let parts: &[&str] = match asked.split {
        Some(Split::Train) => &["train"],
        Some(Split::All) => &["train", "dev"],
        _ => &["dev"],
    };
    let mut articles = Vec::new();
    for part in parts {
        articles.extend(polnear::read(folder, part)?);
    }
    let rows = ready(&articles, asked.lexicon, &|article, document| {
        crate::attribution::attribute(article, document, asked.lexicon, &asked.config.attribution)
    });
    let groups: Vec<&str> = rows.iter().map(|row| row.article.as_str()).collect();
    let fold_of = folds_of(&groups, folds.max(1), asked.seed);
    let models: Vec<HashedModel> = if folds == 0 {
        vec![asked.lexicon.hedging.models.owner.clone()]
    } else {
        (0..folds).into_par_iter().map(|fold| learn(rows.iter().zip(&fold_of).filter(|(_, of)| **of != fold).map(|(row, _)| row))).collect()
    };
    let params = &asked.config.hedging;
    let mut answers = Vec::with_capacity(rows.len());
    for (row, &fold) in rows.iter().zip(&fold_of) {
        let speaker = 1.0 / (1.0 + libm::exp(-models[fold].score(&row.example.marks)));
        let decided = speaker >= params.speaker_from || speaker <= params.narrator_to;
        let gold = row.example.answer > 0.5;
        answers.push((gold, speaker >= 0.5, decided));
        let name = |speaker: bool| if speaker { Owner::Speaker } else { Owner::Narrator }.name();
        report.predictions.push(Prediction {
            set: polnear::NAME.to_owned(),
            question: if row.fires { "owner of a hedge" } else { "owner of a word" }.to_owned(),
            row: row.place.clone(),
            gold: name(gold).to_owned(),
            predicted: if decided { name(speaker >= 0.5) } else { Owner::Unsure.name() }.to_owned(),
            score: Some(speaker),
        });
    }
    let share = |rows: &[usize], of: &dyn Fn(usize) -> bool, right: &dyn Fn(usize) -> bool| {
        let chosen: Vec<usize> = rows.iter().copied().filter(|&row| of(row)).collect();
        (!chosen.is_empty()).then(|| chosen.iter().filter(|&&row| right(row)).count() as f64 / chosen.len() as f64)
    };
    let right = |row: usize| answers[row].0 == answers[row].1;
    let figure = |name: &str, of: &dyn Fn(usize) -> bool, right: &dyn Fn(usize) -> bool| {
        let mut figure = Figure::of(name, &groups, asked.seed, |rows| share(rows, of, right));
        figure.rows = (0..rows.len()).filter(|&row| of(row)).count();
        figure
    };
    let figures = vec![
        figure("owner accuracy", &|_| true, &right),
        figure("owner accuracy, hedges that fire", &|row| rows[row].fires, &right),
        figure("owner accuracy, decided", &|row| answers[row].2, &right),
        figure("share decided", &|_| true, &|row| answers[row].2),
        figure("share of speakers found", &|_| true, &|row| answers[row].1),
        Figure::plain("share of speakers when trained", Some(f64::from(asked.lexicon.hedging.models.owner.positive_share)), rows.len()),
    ];
    let how = if folds == 0 { "as shipped".to_owned() } else { super::folds_said(folds, "article") };
    report.blocks.push(Block {
        set: polnear::NAME.to_owned(),
        split: format!("owner of single words of hedging and condition, {}, {how}", parts.join(" and ")),
        figures,
    });
    Ok(())
}

/// Trains the model on the training part, with what `attribute` finds in each article.
pub(super) fn train(folder: &Path, lexicon: &Lexicon, attribute: &Attribute<'_>) -> Result<(HashedModel, usize)> {
    let rows = ready(&polnear::read(folder, "train")?, lexicon, attribute);
    Ok((learn(rows.iter()), rows.len()))
}
