//! `corroborate train`: the shipped models trained again.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::attribution::attribute;
use crate::error::Result;
use crate::evaluation::{train_hedging, train_linking};
use crate::lexicon::Lexicon;

use super::progress::start_logging;
use super::{print, settings};

#[derive(Debug, Clone, Args)]
pub(super) struct TrainArgs {
    /// Which model
    #[arg(value_enum)]
    model: TrainModel,
    /// The folder that holds the sets, each in its own folder
    #[arg(value_name = "DATA_DIR")]
    data: PathBuf,
    /// Folder to write the model to [default: src/ROOM/model]
    #[arg(long, value_name = "OUT")]
    out: Option<PathBuf>,
    /// TOML file that changes weights and thresholds
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TrainModel {
    /// All models of hedging: vague sentences, cues, certainty, owners
    Hedging,
    /// Background word statistics and the event model
    Linking,
}

pub(super) fn run(args: &TrainArgs) -> Result<ExitCode> {
    start_logging();
    let config = settings::config(args.config.as_deref())?;
    let lexicon = Lexicon::english()?;
    let out = |room: &str| args.out.clone().unwrap_or_else(|| PathBuf::from(format!("src/{room}/model")));
    match args.model {
        TrainModel::Hedging => {
            let out = out("hedging");
            let trained = train_hedging(&args.data, &out, &lexicon, &|article, document| {
                attribute(article, document, &lexicon, &config.attribution)
            })?;
            print(&format!(
                "{} sentences, {} candidates, {} findings, {} owned words -> {}, {} bytes\n",
                trained.sentences,
                trained.candidates,
                trained.findings,
                trained.owned,
                out.display(),
                trained.bytes
            ))
        }
        TrainModel::Linking => {
            let out = out("linking");
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
    }
}
