//! `corroborate evaluate`: quality against gold.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::error::{Error, Result};
use crate::evaluation::{
    Asked, Prediction, Report, Split, evaluate_attribution, evaluate_certainty, evaluate_contradiction, evaluate_genre, evaluate_hedging,
    evaluate_linking, evaluate_settling, evaluate_sources, evaluate_stance,
};
use crate::lexicon::Lexicon;

use super::progress::start_logging;
use super::{print, settings};

#[derive(Debug, Clone, Args)]
pub(super) struct EvaluateArgs {
    /// What to measure
    #[arg(value_enum)]
    task: EvaluateTask,
    /// The folder that holds the sets, each in its own folder, or the folder of one set
    #[arg(value_name = "DATA_DIR")]
    data: PathBuf,
    /// Part of the sets to measure on [default: what the task is used to]
    #[arg(long, value_enum)]
    split: Option<SplitName>,
    /// Train again in so many folds of whole documents and measure on what each left out; 0 measures the models as they ship
    /// [default: what the task is used to]
    #[arg(long, value_name = "N", value_parser = folds)]
    folds: Option<usize>,
    /// Seed of folds and spread
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Write the figures as JSON
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write a CSV table with a row for each row of gold
    #[arg(long, value_name = "FILE")]
    predictions: Option<PathBuf>,
    /// TOML file that changes weights and thresholds
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EvaluateTask {
    /// Who said what: sources, cues, contents
    Attribution,
    /// How sure a sentence sounds, against graded findings
    Certainty,
    /// Whether two texts on one event that contradict each other make a contested claim
    Contradiction,
    /// Which articles argue in their own voice, on outlets not learnt from
    Genre,
    /// Vague sentences, cues, their owners and strengths
    Hedging,
    /// Which articles report one event, and who copies whom; which clauses state the same
    Linking,
    /// Which of the values that sources differ on is right, and what beliefs and trust are worth
    Settling,
    /// How the scores of outlets fare against ratings, verdicts on articles, and their own halves
    Sources,
    /// What an article makes of a headline: affirms, denies, reports it, or speaks of something else
    Stance,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum SplitName {
    /// For training
    Train,
    /// For tuning
    Dev,
    /// The same under another name
    Val,
    /// Everything there is
    All,
}

/// Nought, or from 2 to 100: one fold leaves nothing to train on.
fn folds(text: &str) -> std::result::Result<usize, String> {
    match text.parse() {
        Ok(folds) if folds == 0 || (2..=100).contains(&folds) => Ok(folds),
        _ => Err(format!("{text:?} is neither 0 nor a number from 2 to 100")),
    }
}

pub(super) fn run(args: &EvaluateArgs) -> Result<ExitCode> {
    start_logging();
    let config = settings::config(args.config.as_deref())?;
    let lexicon = Lexicon::english()?;
    let split = args.split.map(|split| match split {
        SplitName::Train => Split::Train,
        SplitName::Dev => Split::Dev,
        SplitName::Val => Split::Val,
        SplitName::All => Split::All,
    });
    let asked = Asked { data: &args.data, lexicon: &lexicon, config: &config, split, folds: args.folds, seed: args.seed };
    let report = match args.task {
        EvaluateTask::Attribution => evaluate_attribution(&asked)?,
        EvaluateTask::Certainty => evaluate_certainty(&asked)?,
        EvaluateTask::Contradiction => evaluate_contradiction(&asked)?,
        EvaluateTask::Genre => evaluate_genre(&asked)?,
        EvaluateTask::Hedging => evaluate_hedging(&asked)?,
        EvaluateTask::Settling => evaluate_settling(&asked)?,
        EvaluateTask::Sources => evaluate_sources(&asked)?,
        EvaluateTask::Linking => evaluate_linking(&asked)?,
        EvaluateTask::Stance => evaluate_stance(&asked)?,
    };
    if report.blocks.is_empty() {
        return Err(Error::Usage {
            what: format!("{} holds none of the sets {}", args.data.display(), report.missing.join(", ")),
            remedy: "name the folder that holds the sets, each in its own folder, or the folder of one set".to_owned(),
        });
    }
    write_out(args, &report)?;
    print(&report.text())
}

fn write_out(args: &EvaluateArgs, report: &Report) -> Result<()> {
    if let Some(path) = &args.json {
        write(path, report.json().as_bytes())?;
    }
    if let Some(path) = &args.predictions {
        write(path, table(&report.predictions).as_bytes())?;
    }
    Ok(())
}

fn table(predictions: &[Prediction]) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    for prediction in predictions {
        // A table in memory takes every row.
        let _ = writer.serialize(prediction);
    }
    writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    #[expect(clippy::disallowed_methods, reason = "the user named this file on the command line")]
    std::fs::write(path, bytes).map_err(|source| Error::Io {
        doing: "writing",
        path: path.to_owned(),
        source,
        remedy: "name a file that can be written".to_owned(),
    })
}
