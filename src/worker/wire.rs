//! Rows as they go over the pipe: Arrow IPC streams of whole numbers, texts and bytes.
//!
//! Engines differ in what else they know, so there are three types and no more: no unsigned numbers, dictionaries, views, lists or
//! floats. Bytes are values of ours as they are written down elsewhere too ([`crate::spool::written`]), which no engine looks into.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::sync::Arc;

use arrow_array::builder::{BinaryBuilder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::Int64Type;
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_ipc::reader::StreamReader;
use arrow_ipc::writer::StreamWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Marks, refused};
use crate::error::{Error, Result};

/// The type of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Whole numbers of 64 bits, with a sign.
    Int,
    /// Text in UTF-8.
    Text,
    /// Bytes that no engine looks into.
    Bytes,
}

/// A column of a table between two stages. Any cell may be missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// Its type.
    pub kind: Kind,
}

/// A cell. Missing ones come first; texts are ordered by their bytes.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(super) enum Cell {
    None,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<usize> for Cell {
    fn from(number: usize) -> Self {
        Self::Int(number as i64)
    }
}

/// A hash: its bits, whatever sign they make.
impl From<u64> for Cell {
    fn from(hash: u64) -> Self {
        Self::Int(hash as i64)
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<Vec<u8>> for Cell {
    fn from(bytes: Vec<u8>) -> Self {
        Self::Bytes(bytes)
    }
}

impl<T: Into<Self>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Self::None, Into::into)
    }
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row(pub(super) Vec<Cell>);

impl Row {
    /// The number in a column.
    pub(super) fn int(&self, column: usize) -> Result<i64> {
        match self.0.get(column) {
            Some(Cell::Int(number)) => Ok(*number),
            _ => Err(missing(column)),
        }
    }

    /// The number of an article, event or claim.
    pub(super) fn index(&self, column: usize) -> Result<usize> {
        usize::try_from(self.int(column)?).map_err(|_| missing(column))
    }

    /// The text in a column.
    pub(super) fn text(&self, column: usize) -> Result<&str> {
        match self.0.get(column) {
            Some(Cell::Text(text)) => Ok(text),
            _ => Err(missing(column)),
        }
    }

    /// The bytes in a column.
    pub(super) fn bytes(&self, column: usize) -> Result<&[u8]> {
        match self.0.get(column) {
            Some(Cell::Bytes(bytes)) => Ok(bytes),
            _ => Err(missing(column)),
        }
    }

    /// The value that the bytes in a column stand for.
    pub(super) fn value<T: DeserializeOwned>(&self, column: usize) -> Result<T> {
        postcard::from_bytes(self.bytes(column)?).map_err(|error| {
            refused(format!("column {column} was written by another build: {error}"), "give every worker the same program")
        })
    }
}

fn missing(column: usize) -> Error {
    refused(format!("a row has nothing to go by in column {column}"), "join the tables as the driver script does")
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Int => DataType::Int64,
        Kind::Text => DataType::Utf8,
        Kind::Bytes => DataType::Binary,
    }
}

fn broken(error: &ArrowError) -> Error {
    refused(format!("the stream of rows cannot be read: {error}"), "give an Arrow IPC stream of columns as `worker plan` lists them")
}

/// Rows as they come in.
pub(super) struct Rows<R> {
    reader: StreamReader<std::io::BufReader<R>>,
    batch: Option<RecordBatch>,
    at: usize,
}

impl<R: Read> Rows<R> {
    /// Opens a stream, and sees that it has these columns and marks.
    pub(super) fn open(input: R, columns: &[Column], marks: Option<&Marks>) -> Result<Self> {
        let reader = StreamReader::try_new_buffered(input, None).map_err(|error| broken(&error))?;
        let schema = reader.schema();
        let found: Vec<String> = schema.fields().iter().map(|field| format!("{} {}", field.name(), field.data_type())).collect();
        let asked: Vec<String> = columns.iter().map(|column| format!("{} {}", column.name, data_type(column.kind))).collect();
        if found != asked {
            let what = format!("the rows have the columns {}; asked for are {}", found.join(", "), asked.join(", "));
            return Err(refused(what, "use the driver script of this version"));
        }
        for (name, mark) in marks.into_iter().flat_map(Marks::pairs) {
            let found = schema.metadata().get(name).map_or("nothing", String::as_str);
            if found != mark {
                let what = format!("the rows were made for {name} = {found}, and this worker has {mark}");
                return Err(refused(what, "give every worker the same program, configuration and word tables"));
            }
        }
        Ok(Self { reader, batch: None, at: 0 })
    }
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(batch) = self.batch.as_ref().filter(|batch| self.at < batch.num_rows()) {
                let row = Row(batch.columns().iter().map(|column| cell(column, self.at)).collect());
                self.at += 1;
                return Some(Ok(row));
            }
            match self.reader.next()? {
                Ok(batch) => (self.batch, self.at) = (Some(batch), 0),
                Err(error) => return Some(Err(broken(&error))),
            }
        }
    }
}

/// A cell of a column, whose type was seen to be one of the three.
fn cell(column: &ArrayRef, at: usize) -> Cell {
    if column.is_null(at) {
        return Cell::None;
    }
    if let Some(numbers) = column.as_primitive_opt::<Int64Type>() {
        Cell::Int(numbers.value(at))
    } else if let Some(texts) = column.as_string_opt::<i32>() {
        Cell::Text(texts.value(at).to_owned())
    } else {
        column.as_binary_opt::<i32>().map_or(Cell::None, |bytes| Cell::Bytes(bytes.value(at).to_vec()))
    }
}

/// Bytes after which a batch goes out.
const BATCH_BYTES: usize = 4 << 20;
/// Rows after which it does.
const BATCH_ROWS: usize = 8_192;

enum Builder {
    Int(Int64Builder),
    Text(StringBuilder),
    Bytes(BinaryBuilder),
}

impl Builder {
    fn of(kind: Kind) -> Self {
        match kind {
            Kind::Int => Self::Int(Int64Builder::new()),
            Kind::Text => Self::Text(StringBuilder::new()),
            Kind::Bytes => Self::Bytes(BinaryBuilder::new()),
        }
    }

    /// Adds a cell; one of another type counts as missing.
    fn add(&mut self, cell: Cell) -> usize {
        match (self, cell) {
            (Self::Int(numbers), Cell::Int(number)) => {
                numbers.append_value(number);
                8
            }
            (Self::Text(texts), Cell::Text(text)) => {
                texts.append_value(&text);
                text.len()
            }
            (Self::Bytes(all), Cell::Bytes(bytes)) => {
                all.append_value(&bytes);
                bytes.len()
            }
            (Self::Int(numbers), _) => {
                numbers.append_null();
                8
            }
            (Self::Text(texts), _) => {
                texts.append_null();
                0
            }
            (Self::Bytes(all), _) => {
                all.append_null();
                0
            }
        }
    }

    fn finish(&mut self) -> ArrayRef {
        match self {
            Self::Int(numbers) => Arc::new(numbers.finish()),
            Self::Text(texts) => Arc::new(texts.finish()),
            Self::Bytes(all) => Arc::new(all.finish()),
        }
    }
}

/// Where a stage puts its rows.
pub(super) trait Out {
    /// Puts a row out.
    fn put(&mut self, row: Vec<Cell>) -> Result<()>;
}

/// Rows as they go out. Where there are none the columns are told all the same.
pub(super) struct Writer<W: Write> {
    stream: StreamWriter<std::io::BufWriter<W>>,
    schema: SchemaRef,
    builders: Vec<Builder>,
    rows: usize,
    bytes: usize,
}

impl<W: Write> Writer<W> {
    pub(super) fn begin(output: W, columns: &[Column], marks: &Marks) -> Result<Self> {
        let fields: Vec<Field> = columns.iter().map(|column| Field::new(column.name, data_type(column.kind), true)).collect();
        let metadata: HashMap<String, String> = marks.pairs().map(|(name, mark)| (name.to_owned(), mark.to_owned())).into_iter().collect();
        let schema = Arc::new(Schema::new_with_metadata(fields, metadata));
        Ok(Self {
            stream: StreamWriter::try_new_buffered(output, &schema).map_err(unwritten)?,
            schema,
            builders: columns.iter().map(|column| Builder::of(column.kind)).collect(),
            rows: 0,
            bytes: 0,
        })
    }

    fn flush(&mut self) -> Result<()> {
        if self.rows > 0 {
            let columns = self.builders.iter_mut().map(Builder::finish).collect();
            let batch = RecordBatch::try_new(Arc::clone(&self.schema), columns).map_err(unwritten)?;
            self.stream.write(&batch).map_err(unwritten)?;
            (self.rows, self.bytes) = (0, 0);
        }
        Ok(())
    }

    pub(super) fn finish(mut self) -> Result<()> {
        self.flush()?;
        self.stream.finish().map_err(unwritten)
    }
}

impl<W: Write> Out for Writer<W> {
    fn put(&mut self, row: Vec<Cell>) -> Result<()> {
        for (builder, cell) in self.builders.iter_mut().zip(row) {
            self.bytes += builder.add(cell);
        }
        self.rows += 1;
        if self.bytes >= BATCH_BYTES || self.rows >= BATCH_ROWS { self.flush() } else { Ok(()) }
    }
}

fn unwritten(error: ArrowError) -> Error {
    let source = match error {
        ArrowError::IoError(_, source) => source,
        other => std::io::Error::other(other),
    };
    Error::Io { doing: "writing", path: "standard output".into(), source, remedy: "see whether what reads the rows still runs".to_owned() }
}
