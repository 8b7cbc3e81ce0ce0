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
//! | `made.rs` | the rows of the two large tables, made event by event |
//! | `dictionary.rs` | `DATA_DICTIONARY.md` and `datapackage.json` |
//! | `folder.rs` | writing to a temporary folder and moving it into place |
//! | `page.rs`, `page/` | `index.html`: the same for reading, in one file |
//! | `xlsx.rs` | the tables as sheets of a workbook |
//! | `stored.rs` | reading a report folder again |

pub mod annotation;
pub mod columns;
pub mod comparison;
pub mod dictionary;
pub mod explanation;
pub mod folder;
pub mod nights;
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
mod lines;
mod made;
mod page;
#[cfg(feature = "parquet")]
mod parquet;
mod rejects;
mod signals;
mod source_pairs;
mod sources;
mod speakers;
mod xlsx;

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::corpus::Reject;
use crate::error::Result;
use crate::ids::stable_hash;
use crate::lexicon::Lexicon;
use crate::linking::{Linked, Reading, Shelf, Totals};
use crate::settling::{Beliefs, Ending};
use crate::store::{Change, PastNight};
use crate::weighing::{Measures, SourceScore};

pub use claims::{order_of_lone_row, order_of_row};
use columns::{Cell, Column, ColumnKind, Table, TableSpec};
pub use index::mention_id;
pub use made::{Again, Batch, Lines, Made, Maker};
pub use page::Passage;
pub use speakers::Speakers;

/// Everything a run found, ready to be written.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// The articles with what was found in each, sorted by article id: in outline (see [`Shelf`]), or whole as [`Self::whole`] has them.
    pub readings: Vec<Reading>,
    /// The same as a whole.
    pub shelf: Arc<Shelf>,
    /// What is counted over whole readings.
    pub totals: Totals,
    /// What was made of each event while its articles were at hand.
    pub made: Arc<Made>,
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

impl Findings {
    /// The same with whole readings: all texts in memory at once. Claims that are not listed stay so.
    ///
    /// # Errors
    /// Where the readings cannot be read.
    pub fn whole(&self) -> Result<Self> {
        let mut whole = Self { readings: self.shelf.all()?, ..self.clone() };
        for member in whole.linked.claims.iter_mut().flat_map(|claim| &mut claim.members) {
            member.mention = self.shelf.mention(member.article, member.mention);
        }
        Ok(whole)
    }
}

/// How reports are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Style {
    /// Begin each CSV file with a byte-order mark.
    pub bom: bool,
    /// What parts the cells of CSV files.
    pub delimiter: Delimiter,
    /// Keep in `evidence.csv` only claims that two or more sources carry or that are contested.
    pub shared_evidence_only: bool,
    /// Write the evidence of each source into a file of its own too.
    pub per_source: bool,
    /// Write `reports.xlsx` too.
    pub xlsx: bool,
    /// Write each table as Parquet too; needs the feature `parquet`.
    pub parquet: bool,
}

/// What parts the cells of a CSV file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum Delimiter {
    /// As RFC 4180 has it.
    #[default]
    Comma,
    /// As spreadsheets expect where the comma marks decimals.
    Semicolon,
    /// For tools that know no quotation marks.
    Tab,
}

impl Delimiter {
    /// The byte.
    pub fn byte(self) -> u8 {
        match self {
            Self::Comma => b',',
            Self::Semicolon => b';',
            Self::Tab => b'\t',
        }
    }
}

/// A fact of the run: a row of `run.csv`.
pub type Fact = (String, String);

/// What the findings themselves tell of the run: what made them and how many there are of each thing.
pub fn facts(findings: &Findings, config: &Config, lexicon: &Lexicon) -> Vec<Fact> {
    let configuration = toml::to_string(config).unwrap_or_default();
    let words: usize = findings.readings.iter().map(|reading| reading.article.words).sum();
    let skipped = findings.rejects.iter().filter(|reject| reject.skipped).count();
    let ended = findings.beliefs.ending.map(|ending| match ending {
        Ending::Converged(rounds) => format!("converged after {rounds} rounds"),
        Ending::LimitReached(rounds) => format!("stopped at the limit of {rounds} rounds"),
    });
    let mut facts: Vec<Fact> = vec![
        ("version".into(), env!("CARGO_PKG_VERSION").into()),
        ("configuration_hash".into(), format!("x{:016x}", stable_hash(&configuration))),
        ("lexicon_hash".into(), format!("x{:016x}", lexicon.hash())),
        ("settling_method".into(), config.settling.method.name().into()),
        ("settling_ended".into(), ended.unwrap_or_default()),
        ("articles".into(), findings.readings.len().to_string()),
        ("words".into(), words.to_string()),
        ("sources".into(), findings.scores.len().to_string()),
        ("events".into(), findings.linked.events.len().to_string()),
        ("claims".into(), findings.linked.number_of_claims().to_string()),
        ("mentions".into(), findings.measures.iter().map(|measures| u64::from(measures.mentions.all)).sum::<u64>().to_string()),
        ("attributions".into(), findings.totals.attributions.to_string()),
        ("rejected".into(), (findings.rejects.len() - skipped).to_string()),
        ("skipped".into(), skipped.to_string()),
    ];
    facts.extend(findings.linked.dropped.iter().map(|(cap, count)| (format!("dropped_{cap}"), count.to_string())));
    facts
}

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

/// Takes the tables one after the other. Rows are made while they are taken: those of the two large tables would fill more memory than
/// the findings themselves.
trait TakeTable {
    fn take<R>(&mut self, table: &Table<R>, rows: impl IntoIterator<Item = R>) -> std::io::Result<()>;
}

/// Hands every table with its rows to `taker`, in the order of the data dictionary. `findings` are whole.
fn each_table(findings: &Findings, facts: &[Fact], style: Style, taker: &mut impl TakeTable) -> std::io::Result<()> {
    taker.take(&sources::table(), sources::rows(findings))?;
    taker.take(&claims::table(), claims::rows(findings))?;
    let listing = evidence::Listing::new(findings, style);
    taker.take(&evidence::table(), listing.rows())?;
    small_tables(findings, facts, taker)
}

/// The tables after the two large ones.
fn small_tables(findings: &Findings, facts: &[Fact], taker: &mut impl TakeTable) -> std::io::Result<()> {
    taker.take(&articles::table(), articles::rows(findings))?;
    taker.take(&events::table(), events::rows(findings))?;
    taker.take(&source_pairs::table(), source_pairs::rows(findings))?;
    taker.take(&speakers::table(), speakers::rows(findings))?;
    taker.take(&signals::table(), signals::rows(findings))?;
    taker.take(&calibration::table(), calibration::rows(findings))?;
    taker.take(&changes::table(), changes::rows(findings))?;
    taker.take(&history::table(), history::rows(findings))?;
    taker.take(&rejects::table(), rejects::rows(findings))?;
    taker.take(&run_table(), facts.iter().cloned())
}

/// Opens a file of the report folder by its name; called from several threads.
pub type Open<'a, W> = &'a (dyn Fn(&str) -> std::io::Result<W> + Sync);

/// Writes every table to `open(file name)`, in the style that the findings were made for. The two that hold nearly all of the bytes are written beside the others.
///
/// # Errors
/// Whatever `open` or the writer says.
pub fn write_tables<W: Write + Send>(findings: &Findings, facts: &[Fact], open: Open<'_, W>) -> std::io::Result<()> {
    struct Csv<'a, W>(Open<'a, W>, Style);
    impl<W: Write> TakeTable for Csv<'_, W> {
        fn take<R>(&mut self, table: &Table<R>, rows: impl IntoIterator<Item = R>) -> std::io::Result<()> {
            table.write((self.0)(table.file)?, self.1, rows)
        }
    }
    let made = &findings.made;
    let style = made.style();
    std::thread::scope(|scope| {
        let claims = scope.spawn(|| made.write_claims(findings, open("claims.csv")?));
        let evidence = scope.spawn(|| {
            made.write_evidence(open("evidence.csv")?)?;
            if style.per_source {
                made.write_by_source(findings, |source| open(&format!("by_source/{}.csv", file_name(source))))
            } else {
                Ok(())
            }
        });
        let mut csv = Csv(open, style);
        let others = csv.take(&sources::table(), sources::rows(findings)).and_then(|()| small_tables(findings, facts, &mut csv));
        others.and(folder::joined(claims)).and(folder::joined(evidence))
    })?;
    if !style.xlsx && !style.parquet {
        return Ok(());
    }
    let findings = &findings.whole().map_err(std::io::Error::other)?;
    #[cfg(feature = "parquet")]
    if style.parquet {
        struct Columns<'a, W>(Open<'a, W>);
        impl<W: Write + Send> TakeTable for Columns<'_, W> {
            fn take<R>(&mut self, table: &Table<R>, rows: impl IntoIterator<Item = R>) -> std::io::Result<()> {
                // The facts of the run are no columns to compute with.
                let name = table.file.replace(".csv", ".parquet");
                if table.file == "run.csv" { Ok(()) } else { parquet::write((self.0)(&name)?, table, rows) }
            }
        }
        each_table(findings, facts, style, &mut Columns(open))?;
    }
    if style.xlsx {
        struct Sheets(xlsx::Book);
        impl TakeTable for Sheets {
            fn take<R>(&mut self, table: &Table<R>, rows: impl IntoIterator<Item = R>) -> std::io::Result<()> {
                // The facts of the run hold its clock; a workbook is the same for the same findings.
                if table.file == "run.csv" { Ok(()) } else { self.0.table(table, rows) }
            }
        }
        let mut sheets = Sheets(xlsx::Book::new()?);
        each_table(findings, facts, style, &mut sheets)?;
        sheets.0.finish(&tables(), open("reports.xlsx")?)?;
    }
    Ok(())
}

/// An outlet's name as the name of a file on any system; two outlets never share one.
fn file_name(outlet: &str) -> String {
    let safe: String =
        outlet.chars().map(|char| if char.is_alphanumeric() || matches!(char, '.' | '-' | '_') { char } else { '_' }).take(80).collect();
    let hidden = safe.starts_with('.') || safe.ends_with('.');
    if safe == outlet && !hidden { safe } else { format!("{}-{:08x}", safe.trim_matches('.'), crate::ids::stable_hash(outlet) as u32) }
}

/// `run.csv`: the only file with a clock in it.
fn run_table() -> Table<Fact> {
    Table {
        file: "run.csv",
        row_per: "fact of the run",
        key: &["key"],
        prefer: None,
        columns: vec![
            Column::new("key", ColumnKind::Text, |fact: &Fact| Cell::text(&fact.0)).about("Name of the fact."),
            Column::new("value", ColumnKind::Text, |fact: &Fact| Cell::text(&fact.1))
                .about("Its value, as text.")
                .empty("The fact has no value in this run."),
        ],
    }
}
