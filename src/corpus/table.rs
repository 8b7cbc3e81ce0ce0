//! CSV: records with a header, read so that one broken record costs no other.
//!
//! A quotation mark that is never closed would swallow the rest of the file; here the record is set aside as soon as
//! the quoting cannot be right, and reading goes on at the line after its first.

use super::fields::{Collected, Field, Fields, field_named};
use super::lines::{Line, Lines};

/// A record, or what is wrong with it.
pub(super) enum Row {
    /// The cells as raw bytes.
    Cells(Vec<Vec<u8>>),
    /// Reason, detail.
    Broken(&'static str, String),
    /// The file is at its end.
    End,
}

/// A CSV file being read.
pub(super) struct Table {
    lines: Lines,
    limit: usize,
    delimiter: u8,
    columns: Vec<Option<(Field, usize)>>,
    /// Record number of the record given last, from 1; the header is not counted.
    pub(super) position: u64,
}

impl Table {
    /// Reads the header.
    ///
    /// # Errors
    /// Reason and detail where there is no header or no column with the text; or the system's fault.
    pub(super) fn open(lines: Lines, limit: usize) -> std::io::Result<Result<Self, (&'static str, String)>> {
        let mut table = Self { lines, limit, delimiter: b',', columns: Vec::new(), position: 0 };
        let header = match table.lines.next()? {
            Line::End => return Ok(Err(("no_text", "the file is empty".to_owned()))),
            Line::TooLong => return Ok(Err(("too_large", "the header is over the limit for a line".to_owned()))),
            Line::Whole(line) => line,
        };
        // Exports of spreadsheets part cells with semicolons or tabs in many countries.
        let count = |mark: u8| header.split(|byte| *byte == mark).count();
        table.delimiter = [b',', b';', b'\t'].into_iter().max_by_key(|mark| (count(*mark), *mark == b',')).unwrap_or(b',');
        table.lines.give_back(vec![header]);
        match table.row()? {
            Row::Cells(names) => table.columns = names.iter().map(|name| field_named(&String::from_utf8_lossy(name))).collect(),
            Row::Broken(reason, detail) => return Ok(Err((reason, format!("the header: {detail}")))),
            Row::End => return Ok(Err(("no_text", "the file is empty".to_owned()))),
        }
        if !table.columns.iter().flatten().any(|(field, _)| *field == Field::Text) {
            return Ok(Err(("no_text", "no column is named text, content, maintext or body".to_owned())));
        }
        table.position = 0;
        Ok(Ok(table))
    }

    /// The next record. A blank line is none.
    pub(super) fn row(&mut self) -> std::io::Result<Row> {
        loop {
            let mut held: Vec<Vec<u8>> = Vec::new();
            let mut size = 0;
            let mut state = State::FieldStart;
            let fault = loop {
                match self.lines.next()? {
                    Line::End if held.is_empty() => return Ok(Row::End),
                    Line::End => break Some(("broken_line", "a quotation mark that opens a cell is never closed".to_owned())),
                    Line::TooLong => break Some(("too_large", "a line is over the limit".to_owned())),
                    Line::Whole(line) => {
                        size += line.len();
                        let after = state.over(&line, self.delimiter);
                        held.push(line);
                        match after {
                            State::Wrong => break Some(("broken_line", "text follows a closing quotation mark inside a cell".to_owned())),
                            State::Quoted if size > self.limit => break Some(("too_large", "the record is over the limit".to_owned())),
                            State::Quoted => state = State::Quoted,
                            _ => break None,
                        }
                    }
                }
            };
            if let Some((reason, detail)) = fault {
                self.position += 1;
                let passed = self.resume(held)?;
                let more = if passed == 0 { String::new() } else { format!("; {passed} following lines belong to it") };
                return Ok(Row::Broken(reason, format!("{detail}{more}")));
            }
            let raw = held.concat();
            if raw.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            self.position += 1;
            let cells = parse(&raw, self.delimiter);
            if !self.columns.is_empty() && cells.len() != self.columns.len() {
                let (found, wanted) = (cells.len(), self.columns.len());
                return Ok(Row::Broken("broken_line", format!("{found} cells where the header has {wanted}")));
            }
            return Ok(Row::Cells(cells));
        }
    }

    /// Passes over the lines of a broken record: reading goes on at the first line after its first that is a whole
    /// record by itself, or opens one. Gives the number of lines passed over.
    fn resume(&mut self, held: Vec<Vec<u8>>) -> std::io::Result<usize> {
        self.lines.give_back(held.into_iter().skip(1).collect());
        let mut passed = 0;
        loop {
            let Line::Whole(line) = self.lines.next()? else { return Ok(passed) };
            let after = State::FieldStart.over(&line, self.delimiter);
            let cells = parse(&line, self.delimiter).len();
            let begins_a_record = match after {
                State::Wrong => false,
                // A record that goes on over more lines: it has begun at least its second cell.
                State::Quoted => cells >= 2,
                _ => cells == self.columns.len(),
            };
            if begins_a_record {
                self.lines.give_back(vec![line]);
                return Ok(passed);
            }
            passed += 1;
        }
    }

    /// The cells of a record as fields; `decode` turns bytes into text.
    pub(super) fn fields(&self, cells: &[Vec<u8>], mut decode: impl FnMut(&[u8]) -> String) -> Fields {
        let mut collected = Collected::default();
        for (cell, column) in cells.iter().zip(&self.columns) {
            if let Some((field, rank)) = column {
                collected.offer(*field, *rank, decode(cell));
            }
        }
        collected.finish()
    }
}

/// Where a reader of CSV stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Bare,
    Quoted,
    Closed,
    Wrong,
}

impl State {
    /// The state after `line`, its end included.
    fn over(self, line: &[u8], delimiter: u8) -> State {
        let mut state = self;
        for &byte in line {
            state = match (state, byte) {
                (State::Quoted, b'"') => State::Closed,
                (State::Quoted, _) | (State::FieldStart | State::Closed, b'"') => State::Quoted,
                (_, b'\n' | b'\r') => State::FieldStart,
                (_, byte) if byte == delimiter => State::FieldStart,
                (State::Closed, _) => return State::Wrong,
                _ => State::Bare,
            };
        }
        state
    }
}

fn parse(raw: &[u8], delimiter: u8) -> Vec<Vec<u8>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .buffer_capacity(raw.len().clamp(64, 8192))
        .from_reader(raw);
    let mut record = csv::ByteRecord::new();
    match reader.read_byte_record(&mut record) {
        Ok(true) => record.iter().map(<[u8]>::to_vec).collect(),
        _ => Vec::new(),
    }
}
