//! Reads a table that is compiled in: CSV with a header, one row a record; a broken row is an error with its line.

use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// The rows of `text` with their lines (from 1, the header being line 1).
///
/// # Errors
/// [`Error::Table`] where a row does not have the shape of `T`.
pub(super) fn rows<T: DeserializeOwned>(table: &str, text: &str) -> Result<Vec<(u64, T)>> {
    let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
    let mut rows = Vec::new();
    let headers = reader.headers().cloned().map_err(|source| broken(table, 1, &source.to_string()))?;
    let mut record = csv::StringRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_record(&mut record) {
            Ok(false) => return Ok(rows),
            Ok(true) => rows.push((line, record.deserialize(Some(&headers)).map_err(|source| broken(table, line, &source.to_string()))?)),
            Err(source) => return Err(broken(table, line, &source.to_string())),
        }
    }
}

/// The error of a broken row.
pub(super) fn broken(table: &str, line: u64, what: &str) -> Error {
    Error::Table {
        table: table.to_owned(),
        line,
        what: what.to_owned(),
        remedy: "mend the row; the header and the README beside the tables say what each column holds".to_owned(),
    }
}
