//! `corroborate train`: the shipped models trained again.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::evaluation::{
    cross_fitted, train_attribution, train_genre, train_hedging, train_linking, train_stance, train_statements, train_words,
};
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
    /// The tagger of sources, cues and contents
    Attribution,
    /// The voice of opinion
    Genre,
    /// All models of hedging: vague sentences, cues, certainty, owners
    Hedging,
    /// Background word statistics and the event model
    Linking,
    /// What an article makes of a headline
    Stance,
    /// Which clauses state the same
    Statements,
    /// Classes of words by their neighbours
    Words,
}

pub(super) fn run(args: &TrainArgs) -> Result<ExitCode> {
    start_logging();
    let config = settings::config(args.config.as_deref())?;
    let lexicon = Lexicon::english()?;
    // Before minutes of work that could not be written down.
    if let Some(folder) = &args.out {
        std::fs::create_dir_all(folder).map_err(|source| Error::Io {
            doing: "making",
            path: folder.clone(),
            source,
            remedy: "name a folder that can be written to with --out".to_owned(),
        })?;
    }
    let out = |room: &str| args.out.clone().unwrap_or_else(|| PathBuf::from(format!("src/{room}/model")));
    match args.model {
        TrainModel::Attribution => {
            let out = out("attribution");
            let trained = train_attribution(&args.data, &out, &lexicon, &config)?;
            print(&format!(
                "tagger from {} tokens of {} articles, {} bytes -> {}\n",
                trained.tokens,
                trained.articles,
                trained.bytes,
                out.display()
            ))
        }
        TrainModel::Genre => {
            let out = out("corpus");
            let trained = train_genre(&args.data, &out, &lexicon, &config)?;
            print(&format!(
                "voice of {} columns among {} articles of {} outlets -> {}\n",
                trained.opinion,
                trained.articles,
                trained.outlets,
                out.display()
            ))
        }
        TrainModel::Hedging => {
            let out = out("hedging");
            // The shipped tagger has seen these articles: owners are learnt from attributions of taggers that have not.
            let attribute = cross_fitted(&args.data, &lexicon, &config)?;
            let trained = train_hedging(&args.data, &out, &lexicon, &attribute)?;
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
        TrainModel::Stance => {
            let out = out("linking");
            let trained = train_stance(&args.data, &out, &lexicon)?;
            print(&format!("{} words from {} pairs, {} bytes -> {}\n", trained.words, trained.pairs, trained.bytes, out.display()))
        }
        TrainModel::Statements => {
            let out = out("linking");
            let pairs = train_statements(&args.data, &out, &lexicon, &config)?;
            print(&format!("weights from {pairs} judged pairs -> {}\n", out.display()))
        }
        TrainModel::Words => {
            let out = out("text");
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
