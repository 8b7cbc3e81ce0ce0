//! The stages of a run as an engine calls them: rows in, rows out, over a pipe.
//!
//! In: rows of one partition as an Arrow IPC stream. Out: rows of the next table. Each stage calls the functions that the whole run in
//! one process calls too ([`crate::pipeline`]); what lies between two stages (distinct, joins, connected components, order) is the
//! engine's. Invariant: what comes out of all partitions together does not depend on how rows were shared out among them, nor on their
//! order. Deliberately absent: numbers that an engine would have to add up, other than counts: sums of floating-point numbers depend on
//! their order.
//!
//! | file | what |
//! |---|---|
//! | `wire.rs` | rows and columns as they go over the pipe |
//! | `order.rs` | sorting a partition, and seeing that it is sorted |
//! | `stages.rs` | the table of stages, what goes in and what comes out |
//! | `reading.rs` | stages over records and articles |
//! | `events.rs` | stages over articles that become events, in blocks |
//! | `linking.rs` | stages over events and claims |
//! | `reporting.rs` | stages over the whole corpus |

use std::io::{Read, Write};

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::error::{Error, Result};
use crate::ids::stable_hash;
use crate::lexicon::Lexicon;
use crate::report::Style;
use crate::spool::Room;

mod events;
mod linking;
mod order;
mod reading;
mod reporting;
mod stages;
mod wire;

pub use stages::{STAGES, Stage, stage};
pub use wire::{Column, Kind};

use order::in_order;
use wire::{Rows, Writer};

/// Version of what goes over the pipe: tables, their columns, what they hold.
pub const CONTRACT: &str = "2";
/// Under these names a stream says what it was made for.
const CONTRACT_KEY: &str = "corroborate.contract";
const SETTINGS_KEY: &str = "corroborate.settings";
const LEXICON_KEY: &str = "corroborate.lexicon";

/// What every worker of a run is told alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The configuration, the user's table of outlets in it.
    pub config: Config,
    /// Earliest day of publication.
    pub since: Option<jiff::civil::Date>,
    /// Latest day of publication.
    pub until: Option<jiff::civil::Date>,
    /// How reports are written.
    pub style: Style,
}

impl Settings {
    /// As text, for a file that goes to every worker.
    ///
    /// # Errors
    /// [`Error::Usage`] where the configuration cannot be written down.
    pub fn text(&self) -> Result<String> {
        toml::to_string(self).map_err(|error| Error::Usage {
            what: format!("the configuration cannot be passed on: {error}"),
            remedy: "give plain numbers in the configuration".to_owned(),
        })
    }

    /// From that text.
    ///
    /// # Errors
    /// [`Error::Refused`] where it is none.
    pub fn of(text: &str) -> Result<Self> {
        toml::from_str(text).map_err(|error| refused(format!("the settings cannot be read: {error}"), "give what `worker plan` printed"))
    }
}

/// What a stream has to be marked with, so that every worker works by the same rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Marks {
    /// Version of the contract.
    #[serde(rename = "corroborate.contract")]
    pub contract: String,
    /// Hash of the settings.
    #[serde(rename = "corroborate.settings")]
    pub settings: String,
    /// Hash of the word tables and trained models.
    #[serde(rename = "corroborate.lexicon")]
    pub lexicon: String,
}

impl Marks {
    /// Those of a run.
    pub fn of(settings: &str, lexicon: &Lexicon) -> Self {
        Self {
            contract: CONTRACT.to_owned(),
            settings: format!("{:016x}", stable_hash(settings)),
            lexicon: format!("{:016x}", lexicon.hash()),
        }
    }

    fn pairs(&self) -> [(&'static str, &str); 3] {
        [(CONTRACT_KEY, &self.contract), (SETTINGS_KEY, &self.settings), (LEXICON_KEY, &self.lexicon)]
    }
}

/// What a stage works with.
pub struct Context<'a> {
    /// What every worker is told alike.
    pub settings: &'a Settings,
    /// Word tables and models.
    pub lexicon: &'a Lexicon,
    /// Where rows wait that have no room in memory.
    pub room: Room,
    /// Articles of the corpus; stage `claims` and those of events in blocks ask for it. Events where these are compared with each other.
    pub articles: Option<usize>,
    /// True where events are compared with each other, to make stories of them.
    pub stories: bool,
}

/// Runs a stage over one partition: `input` is an Arrow IPC stream, `side` another one where the stage has a side table. Where `sort` is
/// not set, rows have to come in the order of the stage's keys.
///
/// # Errors
/// [`Error::Refused`] where a stream is broken, has other columns, was made for other settings or another lexicon, or is not sorted.
pub fn run(
    stage: &'static Stage,
    context: &Context<'_>,
    marks: &Marks,
    input: impl Read,
    side: Option<&mut (dyn Read + Send)>,
    sort: bool,
    output: impl Write,
) -> Result<()> {
    let rows = Rows::open(input, stage.input, Some(marks))?;
    let side = match (stage.side.is_empty(), side) {
        (true, _) => Vec::new(),
        (false, Some(side)) => Rows::open(side, stage.side, None)?.collect::<Result<Vec<_>>>()?,
        (false, None) => return Err(refused(format!("stage {} has a side table", stage.name), "give it with --side")),
    };
    let mut writer = Writer::begin(output, stage.output, marks)?;
    let rows = in_order(rows, stage, sort, &context.room)?;
    (stage.run)(context, rows, side, &mut writer)?;
    writer.finish()
}

/// An input that a worker does not take.
fn refused(what: impl Into<String>, remedy: &str) -> Error {
    Error::Refused { what: what.into(), remedy: remedy.to_owned() }
}
