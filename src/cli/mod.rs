//! The command line as typed, and what each subcommand does with it. Only this room and `main` print, exit and read
//! the clock.

mod annotate;
mod compare;
#[cfg(feature = "evaluation")]
mod evaluate;
mod explain;
mod init;
mod progress;
mod score;
mod settings;
mod settle;
#[cfg(feature = "evaluation")]
mod train;
#[cfg(feature = "cluster")]
mod worker;

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::error::{Error, Result};
use crate::report::{self, Style};
use crate::settling::Method;

/// Scores how credibly news outlets report: hedging, attribution and cross-source agreement, with the evidence behind
/// every number.
#[derive(Debug, Clone, Parser)]
#[command(name = "corroborate", version, max_term_width = 110, after_help = EXIT_STATUS)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

const EXIT_STATUS: &str = "Exit status:
  0  all read and scored
  1  failed; the reports are as they were
  2  wrong usage or configuration
  3  finished, but inputs were rejected: rejects.csv has each with path, position, reason and remedy

Set CORROBORATE_LOG=info (or debug) to see more on standard error, CORROBORATE_LOG_FORMAT=json for JSON Lines.";

#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// Read a corpus and write the reports: the main job
    Score(ScoreArgs),
    /// Print everything found in each article, as JSON Lines
    Annotate(AnnotateArgs),
    /// Truth discovery alone, on a CSV table source,item,value[,time,weight,stance]
    Settle(SettleArgs),
    /// Show the evidence behind a source's score or a claim's status
    Explain(ExplainArgs),
    /// Compare two nights, or two sources on what both carry
    Compare(CompareArgs),
    /// Write a commented configuration
    Init(InitArgs),
    /// Print completions for a shell
    Completions {
        /// The shell
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
    /// One stage of a run, as an engine calls it: rows in, rows out (see scripts/cluster)
    #[cfg(feature = "cluster")]
    Worker(worker::WorkerArgs),
    /// Measure quality against gold data
    #[cfg(feature = "evaluation")]
    Evaluate(evaluate::EvaluateArgs),
    /// Train a shipped model again
    #[cfg(feature = "evaluation")]
    Train(train::TrainArgs),
}

#[derive(Debug, Clone, Args)]
struct CorpusArgs {
    #[command(flatten)]
    read: ReadArgs,
    /// Threads to use; the reports do not depend on it [default: all cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Memory for texts and rows while they wait for their turn; beyond it they go to a temporary file: beside the reports, or for
    /// `annotate` where the system keeps such files
    #[arg(long, value_name = "SIZE", default_value = "64M")]
    memory: settings::Memory,
    /// Let up to N, or P%, of the inputs be rejected and still exit with 0
    #[arg(long, value_name = "N|P%", default_value = "0")]
    allow_rejects: settings::Allowance,
}

/// What is read, and how.
#[derive(Debug, Clone, Args)]
struct ReadArgs {
    /// Files and folders of articles: .txt, .md, .jsonl, .json, .csv, .html, .xml (RSS, Atom, NITF, NewsML-G2), .warc; each also .gz or .zst
    #[arg(required = true, value_name = "CORPUS")]
    corpus: Vec<PathBuf>,
    /// TOML file that changes weights and thresholds
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// CSV table `outlet,alias_of,owner,leave_out`: other names of an outlet, outlets of one owner, outlets to pass over
    #[arg(long, value_name = "FILE.csv")]
    outlets: Option<PathBuf>,
    /// Score only articles published on this day or later (YYYY-MM-DD)
    #[arg(long, value_name = "DAY")]
    since: Option<jiff::civil::Date>,
    /// Score only articles published on this day or before (YYYY-MM-DD)
    #[arg(long, value_name = "DAY")]
    until: Option<jiff::civil::Date>,
}

#[derive(Debug, Clone, Args)]
struct ScoreArgs {
    #[command(flatten)]
    corpus: CorpusArgs,
    /// Folder to write the reports to; replaced whole
    #[arg(long, value_name = "OUT", default_value = "reports")]
    out: PathBuf,
    #[command(flatten)]
    style: StyleArgs,
    /// Write the evidence of each source to `by_source/SOURCE.csv` too
    #[arg(long)]
    per_source: bool,
    /// Formats to write beside CSV, parted by commas
    #[arg(long, value_enum, value_delimiter = ',', value_name = "FORMATS")]
    format: Vec<Format>,
    /// Folder that remembers what was measured, which articles there were, and every night's scores
    #[arg(long, value_name = "DIR")]
    state: Option<PathBuf>,
    /// Score articles of earlier nights too, up to N days after they were last met
    #[arg(long, value_name = "N", requires = "state")]
    keep_days: Option<u16>,
    /// What to call this night in history.csv (YYYY-MM-DD) [default: today, UTC]
    #[arg(long, value_name = "DAY", requires = "state")]
    night: Option<jiff::civil::Date>,
    /// Measure everything anew although the state has it
    #[arg(long, requires = "state")]
    anew: bool,
}

/// How CSV files are written.
#[derive(Debug, Clone, Args)]
struct StyleArgs {
    /// Which mentions evidence.csv keeps
    #[arg(long, value_enum, default_value_t = EvidenceRows::All)]
    evidence: EvidenceRows,
    /// Begin each CSV file with a byte-order mark, for spreadsheets that ask for one
    #[arg(long)]
    bom: bool,
    /// What parts the cells of the CSV files
    #[arg(long, value_enum, default_value_t = Delimiter::Comma)]
    delimiter: Delimiter,
}

impl StyleArgs {
    /// The style of the CSV files; other formats are left out.
    fn csv(&self) -> Style {
        Style {
            bom: self.bom,
            delimiter: match self.delimiter {
                Delimiter::Comma => report::Delimiter::Comma,
                Delimiter::Semicolon => report::Delimiter::Semicolon,
                Delimiter::Tab => report::Delimiter::Tab,
            },
            shared_evidence_only: self.evidence == EvidenceRows::Shared,
            ..Style::default()
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum EvidenceRows {
    /// Every mention
    All,
    /// Only of claims that two or more sources carry or that are contested
    Shared,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Delimiter {
    /// ,
    Comma,
    /// ; for spreadsheets set to a country that writes decimals with a comma
    Semicolon,
    /// Tab
    Tab,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Always written; may be named
    Csv,
    /// reports.xlsx: a sheet a table, with filters and data bars
    Xlsx,
    /// Each table as NAME.parquet
    #[cfg(feature = "parquet")]
    Parquet,
}

#[derive(Debug, Clone, Args)]
struct AnnotateArgs {
    #[command(flatten)]
    corpus: CorpusArgs,
    /// File to write to, - for standard output
    #[arg(long, value_name = "FILE", default_value = "-")]
    out: PathBuf,
    /// What offsets count
    #[arg(long, value_enum, default_value_t = OffsetUnit::Bytes)]
    offsets: OffsetUnit,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum OffsetUnit {
    /// Bytes of the UTF-8 text
    Bytes,
    /// Characters, as Python counts
    Chars,
}

#[derive(Debug, Clone, Args)]
struct SettleArgs {
    /// The table; - for standard input
    #[arg(value_name = "ASSERTIONS.csv")]
    assertions: PathBuf,
    /// Folder to write sources.csv and claims.csv to
    #[arg(long, value_name = "DIR", default_value = "settled")]
    out: PathBuf,
    /// Method: copy-tree, vote, truthfinder, accu, accu-copy, dawid-skene or crh
    #[arg(long, value_name = "NAME", value_parser = settings::method)]
    method: Option<Method>,
    /// TOML file that changes weights and thresholds
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
struct ExplainArgs {
    /// A folder written by `corroborate score`
    #[arg(value_name = "REPORTS")]
    reports: PathBuf,
    /// A source (outlet) or a claim id
    #[arg(value_name = "ID")]
    id: String,
}

#[derive(Debug, Clone, Args)]
struct CompareArgs {
    /// A folder written by `corroborate score`; without --sources the earlier of two
    #[arg(value_name = "REPORTS")]
    reports: PathBuf,
    /// The later one
    #[arg(value_name = "NEW_REPORTS", required_unless_present = "sources", conflicts_with = "sources")]
    later: Option<PathBuf>,
    /// Two sources as they stand in sources.csv, parted by a comma
    #[arg(long, value_name = "A,B", value_delimiter = ',', num_args = 1)]
    sources: Vec<String>,
    /// TOML file that changes weights and thresholds: seed, number of resamples, range of weights
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

#[derive(Debug, Clone, Args)]
struct InitArgs {
    /// File to write; - for standard output
    #[arg(value_name = "FILE", default_value = "corroborate.toml")]
    file: PathBuf,
}

/// Runs what was typed.
///
/// # Errors
/// [`crate::error::Error`] with what failed, where and what to do; nothing is lost then.
pub fn run(cli: Cli) -> Result<ExitCode> {
    match cli.command {
        Command::Score(args) => score::run(&args),
        Command::Annotate(args) => annotate::run(&args),
        Command::Settle(args) => settle::run(&args),
        Command::Explain(args) => explain::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Init(args) => init::run(&args),
        Command::Completions { shell } => init::completions(shell),
        Command::Man => init::man(),
        #[cfg(feature = "cluster")]
        Command::Worker(args) => worker::run(&args),
        #[cfg(feature = "evaluation")]
        Command::Evaluate(args) => evaluate::run(&args),
        #[cfg(feature = "evaluation")]
        Command::Train(args) => train::run(&args),
    }
}

/// Prints to standard output; a reader that closes it early surfaces as a broken pipe, which `main` takes for success.
fn print(text: &str) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush()).map_err(|source| Error::Io {
        doing: "writing",
        path: "standard output".into(),
        source,
        remedy: "see where the output goes".to_owned(),
    })?;
    Ok(ExitCode::SUCCESS)
}
