//! Report: what was found becomes rows, files, and a folder that is replaced whole.
//!
//! In: [`Findings`]. Out: the files of a report folder. Invariant: every column is defined once, with what it means and
//! how it is filled ([`columns`]); header, data dictionary, data package and tests all come from there. The same
//! findings give the same bytes. Deliberately absent: any measuring.
//!
//! | file | what |
//! |---|---|
//! | `columns.rs` | what a column and a table are; cells and how they are written |
//! | `sources.rs` … `rejects.rs` | one table a file |
//! | `dictionary.rs` | `DATA_DICTIONARY.md` and `datapackage.json` |
//! | `folder.rs` | writing to a temporary folder and moving it into place |
//! | `page.rs`, `page/` | `index.html`: the same for reading, in one file |
//! | `stored.rs` | reading a report folder again |

pub mod annotation;
pub mod columns;
pub mod comparison;
pub mod dictionary;
pub mod explanation;
pub mod folder;
pub mod settled;
pub mod stored;

mod articles;
mod calibration;
mod changes;
mod claims;
mod events;
mod evidence;
mod history;
mod index;
mod page;
mod rejects;
mod signals;
mod source_pairs;
mod sources;
mod speakers;

use std::collections::BTreeMap;
use std::io::Write;

use crate::corpus::Reject;
use crate::linking::{Linked, Reading};
use crate::settling::Beliefs;
use crate::store::{Change, PastNight};
use crate::weighing::{Measures, SourceScore};

use columns::{Cell, Column, ColumnKind, Table, TableSpec};
use index::Index;
pub use index::mention_id;
pub use page::HistoryRow;

/// Everything a run found, ready to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Findings {
    /// The articles with what was found in each, sorted by article id.
    pub readings: Vec<Reading>,
    /// Counts for weighing, parallel to `readings`.
    pub measures: Vec<Measures>,
    /// Events, claims and copies.
    pub linked: Linked,
    /// Belief of claims and trust of outlets.
    pub beliefs: Beliefs,
    /// One entry an outlet.
    pub scores: Vec<SourceScore>,
    /// Inputs set aside.
    pub rejects: Vec<Reject>,
    /// What became of articles since an earlier text or night.
    pub changes: Vec<Change>,
    /// For articles with an earlier text in the corpus, its id.
    pub version_of: BTreeMap<String, String>,
    /// Scores of this night and those before; empty without a state.
    pub history: Vec<PastNight>,
}

/// How reports are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Style {
    /// Begin each CSV file with a byte-order mark.
    pub bom: bool,
    /// Keep in `evidence.csv` only claims that two or more sources carry or that are contested.
    pub shared_evidence_only: bool,
}

/// A fact of the run: a row of `run.csv`.
pub type Fact = (String, String);

/// The definitions of all tables, in the order of the data dictionary.
pub fn tables() -> Vec<TableSpec> {
    vec![
        sources::table().spec(),
        claims::table().spec(),
        evidence::table().spec(),
        articles::table().spec(),
        events::table().spec(),
        source_pairs::table().spec(),
        speakers::table().spec(),
        signals::table().spec(),
        calibration::table().spec(),
        changes::table().spec(),
        history::table().spec(),
        rejects::table().spec(),
        run_table().spec(),
    ]
}

/// Writes every table to `open(file name)`.
///
/// # Errors
/// Whatever `open` or the writer says.
pub fn write_tables<W: Write>(
    findings: &Findings,
    facts: &[Fact],
    style: Style,
    mut open: impl FnMut(&str) -> std::io::Result<W>,
) -> std::io::Result<()> {
    let index = Index::new(findings);
    sources::table().write(open("sources.csv")?, style, &sources::rows(findings))?;
    claims::table().write(open("claims.csv")?, style, &claims::rows(findings, &index))?;
    evidence::table().write(open("evidence.csv")?, style, &evidence::rows(findings, &index, style))?;
    articles::table().write(open("articles.csv")?, style, &articles::rows(findings))?;
    events::table().write(open("events.csv")?, style, &events::rows(findings))?;
    source_pairs::table().write(open("source_pairs.csv")?, style, &source_pairs::rows(findings))?;
    speakers::table().write(open("speakers.csv")?, style, &speakers::rows(findings))?;
    signals::table().write(open("signals.csv")?, style, &signals::rows(findings))?;
    calibration::table().write(open("calibration.csv")?, style, &calibration::rows(findings))?;
    changes::table().write(open("changes.csv")?, style, &changes::rows(findings))?;
    history::table().write(open("history.csv")?, style, &history::rows(findings))?;
    rejects::table().write(open("rejects.csv")?, style, &rejects::rows(findings))?;
    run_table().write(open("run.csv")?, style, facts)
}

/// `run.csv`: the only file with a clock in it.
fn run_table() -> Table<Fact> {
    Table {
        file: "run.csv",
        row_per: "fact of the run",
        key: &["key"],
        columns: vec![
            Column::new("key", ColumnKind::Text, |fact: &Fact| Cell::text(&fact.0)).about("Name of the fact."),
            Column::new("value", ColumnKind::Text, |fact: &Fact| Cell::text(&fact.1))
                .about("Its value, as text.")
                .empty("The fact has no value in this run."),
        ],
    }
}
