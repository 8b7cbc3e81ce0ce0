//! `corroborate worker`: a stage of a run, as an engine calls it, and what the driver of such a run needs before and after.

use std::io::{BufReader, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use serde::Serialize;

use crate::corpus;
use crate::error::{Error, Result};
use crate::lexicon::Lexicon;
use crate::report::folder;
use crate::spool::{Room, written};
use crate::worker::{self, Column, Context, Marks, STAGES, Settings};

use super::{ReadArgs, StyleArgs, settings};

const EXIT_STATUS: &str = "Exit status of a stage:
   0  all rows are out
   1  failed
  65  the rows are not what this stage takes: unsorted, broken, of other columns, made for other settings or word tables
  70  a fault of the program";

#[derive(Debug, Clone, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, after_help = EXIT_STATUS)]
pub(super) struct WorkerArgs {
    #[command(subcommand)]
    other: Option<Other>,
    /// The stage: it reads an Arrow IPC stream from standard input and writes one to standard output
    #[arg(required = true, value_name = "STAGE", value_parser = clap::builder::PossibleValuesParser::new(STAGES.iter().map(|stage| stage.name)))]
    stage: Option<String>,
    /// What `worker plan` gave as settings
    #[arg(long, required = true, value_name = "FILE")]
    settings: Option<PathBuf>,
    /// Arrow IPC stream of the stage's side table
    #[arg(long, value_name = "FILE")]
    side: Option<PathBuf>,
    /// Sort the rows here; without it they have to come sorted
    #[arg(long)]
    sort: bool,
    /// Articles of the corpus, or events where these are compared; stage `claims` asks for it, and those over blocks of articles
    #[arg(long, value_name = "N")]
    articles: Option<usize>,
    /// Compare events, to make stories of them, in the stages that compare articles
    #[arg(long)]
    stories: bool,
    /// Threads to use
    #[arg(long, value_name = "N", default_value = "1", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: u16,
    /// Memory for rows while they wait; beyond it they go to a temporary file where the system keeps such files
    #[arg(long, value_name = "SIZE", default_value = "256M")]
    memory: settings::Memory,
}

#[derive(Debug, Clone, Subcommand)]
enum Other {
    /// Print as JSON what the driver of a run needs: files to read, settings for every worker, the tables of each stage
    Plan(PlanArgs),
    /// Put a folder of reports that a driver wrote in the place of the old ones
    Publish {
        /// The folder
        #[arg(value_name = "FOLDER")]
        folder: PathBuf,
        /// Folder of the reports; replaced whole
        #[arg(long, value_name = "OUT", default_value = "reports")]
        out: PathBuf,
    },
}

#[derive(Debug, Clone, Args)]
struct PlanArgs {
    #[command(flatten)]
    read: ReadArgs,
    #[command(flatten)]
    style: StyleArgs,
    /// Folder of the reports: refused here already where it holds anything else
    #[arg(long, value_name = "OUT", default_value = "reports")]
    out: PathBuf,
}

/// What the driver of a run needs.
#[derive(Serialize)]
struct Plan {
    marks: Marks,
    settings: String,
    files: Vec<String>,
    /// Paths that cannot be used, each as the bytes of a reject.
    rejects: Vec<Vec<u8>>,
    /// Corpora of up to so many articles have all of them compared at once.
    compare_all: usize,
    stages: Vec<StagePlan>,
}

#[derive(Serialize)]
struct StagePlan {
    name: &'static str,
    input: &'static [Column],
    keys: usize,
    whole: bool,
    side: &'static [Column],
    output: &'static [Column],
}

pub(super) fn run(args: &WorkerArgs) -> Result<ExitCode> {
    match &args.other {
        Some(Other::Plan(args)) => plan(args),
        Some(Other::Publish { folder, out }) => {
            let staged = folder::stage(out)?;
            staged.take(folder)?;
            staged.publish()?;
            Ok(ExitCode::SUCCESS)
        }
        None => stage(args),
    }
}

fn plan(args: &PlanArgs) -> Result<ExitCode> {
    let config = settings::corpus_config(&args.read)?;
    let compare_all = config.linking.events.compare_all;
    let lexicon = Lexicon::english()?;
    // Refuses a folder that holds something else, and leaves it as it was.
    drop(folder::stage(&args.out)?);
    let settings = Settings { config, since: args.read.since, until: args.read.until, style: args.style.csv() }.text()?;
    let (mut files, mut rejects) = (Vec::new(), Vec::new());
    for found in corpus::files(&args.read.corpus) {
        match found {
            Ok(path) => files.push(path.into_os_string().into_string().map_err(|path| Error::Usage {
                what: format!("the name of the file {} is no text in UTF-8, and an engine takes no other", path.display()),
                remedy: "give it another name".to_owned(),
            })?),
            Err(reject) => rejects.push(written(&reject)),
        }
    }
    let stages = STAGES.iter().map(|stage| StagePlan {
        name: stage.name,
        input: stage.input,
        keys: stage.keys,
        whole: stage.whole,
        side: stage.side,
        output: stage.output,
    });
    let plan = Plan { marks: Marks::of(&settings, &lexicon), settings, files, rejects, compare_all, stages: stages.collect() };
    let text = serde_json::to_string(&plan).map_err(|error| Error::Usage {
        what: format!("the plan cannot be written: {error}"),
        remedy: "this is a fault of the program".to_owned(),
    })?;
    super::print(&format!("{text}\n"))
}

/// sysexits.h: a fault of the program itself.
const PANICKED: u8 = 70;

fn stage(args: &WorkerArgs) -> Result<ExitCode> {
    // clap has seen to it that both are there.
    let (Some(name), Some(path)) = (&args.stage, &args.settings) else { return Ok(ExitCode::from(2)) };
    let Some(stage) = worker::stage(name) else { return Ok(ExitCode::from(2)) };
    let mut text = String::new();
    open(path)?.read_to_string(&mut text).map_err(|source| unreadable(path, source))?;
    let settings = Settings::of(&text)?;
    let lexicon = Lexicon::english()?;
    let marks = Marks::of(&text, &lexicon);
    let room = Room::new(args.memory.bytes(), &std::env::temp_dir());
    let context = Context { settings: &settings, lexicon: &lexicon, room, articles: args.articles, stories: args.stories };
    let mut side = args.side.as_deref().map(open).transpose()?;
    let pool = settings::pool(Some(args.threads))?;
    let side = side.as_mut().map(|side| side as &mut (dyn Read + Send));
    let work = || worker::run(stage, &context, &marks, std::io::stdin(), side, args.sort, std::io::stdout());
    match catch_unwind(AssertUnwindSafe(|| pool.install(work))) {
        Ok(worked) => worked.map(|()| ExitCode::SUCCESS),
        Err(_) => Ok(ExitCode::from(PANICKED)),
    }
}

fn open(path: &Path) -> Result<BufReader<std::fs::File>> {
    #[expect(clippy::disallowed_methods, reason = "files of the driver's")]
    std::fs::File::open(path).map(BufReader::new).map_err(|source| unreadable(path, source))
}

fn unreadable(path: &Path, source: std::io::Error) -> Error {
    Error::Io { doing: "reading", path: path.to_owned(), source, remedy: "give what `worker plan` printed, or the driver wrote".to_owned() }
}
