//! `corroborate evaluate` and `corroborate train`: quality against gold, and the shipped models trained again.

use std::fmt::Write as _;
use std::process::ExitCode;

use crate::error::Result;
use crate::evaluation::{LinkFigures, evaluate_linking, evaluate_whole, train_linking, train_words};
use crate::lexicon::Lexicon;

use super::progress::start_logging;
use super::{EvaluateArgs, EvaluateTask, TrainArgs, TrainModel, print, settings};

pub(super) fn evaluate(args: &EvaluateArgs) -> Result<ExitCode> {
    start_logging();
    let config = settings::config(args.config.as_deref())?;
    let lexicon = Lexicon::english()?;
    let EvaluateTask::Linking = args.task;
    let mut text = String::from("Article links, four folds by event, one threshold; train parts only.\n");
    for figures in evaluate_linking(&args.data, &lexicon, &config.linking)? {
        line(&mut text, &figures);
    }
    let whole = evaluate_whole(&args.data, &lexicon, &config.linking)?;
    let _ = writeln!(text, "\nAll {} articles in one run, shipped model (trained on these events):", whole.articles);
    line(&mut text, &whole.pairs);
    let _ = writeln!(text, "largest event {} articles, largest story {} events", whole.largest, whole.largest_story);
    let _ = writeln!(
        text,
        "known copies found: {} of {}; other pairs on one event taken for copies: {} of {}",
        whole.copies.1, whole.copies.0, whole.false_copies.1, whole.false_copies.0
    );
    print(&text)
}

fn line(text: &mut String, figures: &LinkFigures) {
    let cell = |value: Option<f64>| value.map_or("   - ".to_owned(), |value| format!("{value:.3}"));
    let _ = writeln!(
        text,
        "{:<28} pools {:>5}  true pairs {:>6}  P {}  R {}  F {}",
        figures.name,
        figures.pools,
        figures.gold,
        cell(figures.precision()),
        cell(figures.recall()),
        cell(figures.f1())
    );
}

pub(super) fn train(args: &TrainArgs) -> Result<ExitCode> {
    start_logging();
    let config = settings::config(args.config.as_deref())?;
    let lexicon = Lexicon::english()?;
    let out = |shipped: &str| args.out.clone().unwrap_or_else(|| shipped.into());
    match args.model {
        TrainModel::Linking => {
            let out = out("src/linking/model");
            let trained = train_linking(&args.data, &out, &lexicon, &config.linking)?;
            print(&format!(
                "background of {} stems from {} articles, event model from {} pairs of {} pools -> {}\n",
                trained.stems,
                trained.articles,
                trained.pairs,
                trained.pools,
                out.display()
            ))
        }
        TrainModel::Words => {
            let out = out("src/text/model");
            let trained = train_words(&args.data, &out, &lexicon)?;
            print(&format!(
                "classes of {} words, which are {:.1} % of the {} words and marks of {} articles, {} bytes -> {}\n",
                trained.words,
                trained.known_share * 100.0,
                trained.tokens,
                trained.articles,
                trained.bytes,
                out.display()
            ))
        }
    }
}
