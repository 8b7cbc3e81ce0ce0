//! Parquet files: each row is an article, under the field names of the other tables.
//!
//! In: a path. Out: a [`Record`] a row. A file is read a row group at a time; other columns are not read.

use std::path::Path;

use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;

use super::Reject;
use super::fields::{field_named, from_json};
use super::records::Record;
use super::walk::unreadable;

/// The rows of a file.
pub(super) struct Rows {
    path: String,
    read: RowIter<'static>,
    position: u64,
    ended: bool,
}

/// Opens `path`.
///
/// # Errors
/// Where it cannot be read, is no Parquet, or has no column with the text.
pub(super) fn rows(path: &Path) -> Result<Rows, Reject> {
    let remedy = "get the file again, or give the table as .csv or .jsonl";
    #[expect(clippy::disallowed_methods, reason = "this room is the one that reads articles")]
    let file = std::fs::File::open(path).map_err(|error| unreadable(path, &error.to_string(), "check the file and its permissions"))?;
    let reader = SerializedFileReader::new(file).map_err(|error| unreadable(path, &error.to_string(), remedy))?;
    let schema = reader.metadata().file_metadata().schema();
    let known = schema.get_fields().iter().filter(|field| field_named(field.name()).is_some()).cloned().collect::<Vec<_>>();
    if !known.iter().any(|field| ["text", "content", "maintext", "body"].iter().any(|name| name.eq_ignore_ascii_case(field.name()))) {
        let reject = unreadable(path, "no column is named text, content, maintext or body", "name the column with the text so");
        return Err(Reject { reason: "no_text".to_owned(), ..reject });
    }
    let projection =
        Type::group_type_builder(schema.name()).with_fields(known).build().map_err(|error| unreadable(path, &error.to_string(), remedy))?;
    let rows = RowIter::from_file_into(Box::new(reader))
        .project(Some(projection))
        .map_err(|error| unreadable(path, &error.to_string(), remedy))?;
    Ok(Rows { path: path.to_string_lossy().into_owned(), read: rows, position: 0, ended: false })
}

impl Iterator for Rows {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        self.position += 1;
        let reject = |reason: &str, detail: String, remedy: &str| Reject::new(&self.path, self.position, reason, detail, remedy);
        Some(match self.read.next()? {
            Ok(row) => match from_json(&row.to_json_value().to_string()) {
                Ok(fields) => Ok(Record { path: self.path.clone(), position: self.position, fields, ..Record::default() }),
                Err(error) => Err(reject("wrong_type", error.to_string(), "give the text as text")),
            },
            Err(error) => {
                self.ended = true;
                Err(reject(
                    "unreadable",
                    format!("reading stopped here: {error}"),
                    "get the file again: it is damaged; what stands before this place was read",
                ))
            }
        })
    }
}
