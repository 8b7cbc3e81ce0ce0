//! Reads a report folder again, for `explain`.

#![expect(clippy::disallowed_methods, reason = "reading reports back is this file's purpose")]

use std::collections::BTreeMap;
use std::io::BufRead;
use std::path::Path;

use crate::error::{Error, Result};

/// A row of a report table: cell by column name. Unknown columns of other versions are simply there or not.
pub type StoredRow = BTreeMap<String, String>;

/// Walks over the rows of one table of a report folder without holding them all.
///
/// # Errors
/// [`Error::Io`] where the file cannot be read, [`Error::Table`] where it is no CSV.
pub fn each_row(folder: &Path, file: &str, mut visit: impl FnMut(StoredRow)) -> Result<()> {
    let path = folder.join(file);
    let opened = std::fs::File::open(&path).map_err(|source| Error::Io {
        doing: "opening",
        path: path.clone(),
        source,
        remedy: format!("{} should be a folder written by `corroborate score`", folder.display()),
    })?;
    let mut source = std::io::BufReader::new(opened);
    // Column names have letters, digits and `_` only: what follows the first is what parts them.
    let parts = |byte: &u8| matches!(byte, b',' | b';' | b'\t');
    let delimiter = source.fill_buf().ok().and_then(|start| start.iter().copied().find(parts)).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(source);
    let broken = |error: &csv::Error| Error::Table {
        table: path.display().to_string(),
        line: error.position().map_or(1, csv::Position::line),
        what: error.to_string(),
        remedy: "the reports seem to have been changed: run `corroborate score` again".to_owned(),
    };
    let names: Vec<String> =
        reader.headers().map_err(|error| broken(&error))?.iter().map(|name| name.trim_start_matches('\u{feff}').to_owned()).collect();
    for record in reader.records() {
        let record = record.map_err(|error| broken(&error))?;
        visit(names.iter().cloned().zip(record.iter().map(str::to_owned)).collect());
    }
    Ok(())
}

/// A cell by name; empty where the column is missing.
pub fn cell<'a>(row: &'a StoredRow, name: &str) -> &'a str {
    row.get(name).map_or("", String::as_str)
}
