//! Lines of a stream, each held to a limit; a longer one is passed over without being kept.

use std::io::{BufRead, Result};

/// What came next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// A line, with its end (LF, CRLF or lone CR).
    Whole(Vec<u8>),
    /// A line over the limit, passed over.
    TooLong,
    /// The stream is at its end.
    End,
}

/// Reads lines, and takes back those that a reader wants to see again.
pub(super) struct Lines {
    reader: Box<dyn BufRead + Send>,
    limit: usize,
    /// Lines given back, the next one last.
    returned: Vec<Vec<u8>>,
}

impl Lines {
    /// Lines of `reader`, none longer than `limit` bytes.
    pub(super) fn new(reader: Box<dyn BufRead + Send>, limit: usize) -> Self {
        Self { reader, limit, returned: Vec::new() }
    }

    /// Puts `lines` back, to be read again in the same order.
    pub(super) fn give_back(&mut self, lines: Vec<Vec<u8>>) {
        self.returned.extend(lines.into_iter().rev());
    }

    /// The next line.
    pub(super) fn next(&mut self) -> Result<Line> {
        if let Some(line) = self.returned.pop() {
            return Ok(Line::Whole(line));
        }
        let mut line = Vec::new();
        let mut too_long = false;
        let mut seen = false;
        loop {
            let bytes = match self.reader.fill_buf() {
                Ok(bytes) => bytes,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if bytes.is_empty() {
                break;
            }
            seen = true;
            let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
            let taken = end.map_or(bytes.len(), |at| at + 1);
            let is_return = end.is_some_and(|at| bytes[at] == b'\r');
            if line.len() + taken > self.limit.saturating_add(2) {
                too_long = true;
                line = Vec::new();
            }
            if !too_long {
                line.extend_from_slice(&bytes[..taken]);
            }
            self.reader.consume(taken);
            if end.is_some() {
                if is_return && self.reader.fill_buf().is_ok_and(|next| next.first() == Some(&b'\n')) {
                    self.reader.consume(1);
                    if !too_long {
                        line.push(b'\n');
                    }
                }
                break;
            }
        }
        Ok(match (seen, too_long) {
            (false, _) => Line::End,
            (true, true) => Line::TooLong,
            (true, false) => Line::Whole(line),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(input: &str, limit: usize, expected: &[&str]) {
        let mut lines = Lines::new(Box::new(std::io::Cursor::new(input.to_owned().into_bytes())), limit);
        let mut found = Vec::new();
        loop {
            match lines.next().unwrap() {
                Line::Whole(line) => found.push(String::from_utf8(line).unwrap()),
                Line::TooLong => found.push("TOO LONG".to_owned()),
                Line::End => break,
            }
        }
        assert_eq!(found, expected);
    }

    #[test]
    fn every_line_end_and_the_limit() {
        check("a\nb\r\nc\rd", 9, &["a\n", "b\r\n", "c\r", "d"]);
        check("ab\n123456789\ncd", 4, &["ab\n", "TOO LONG", "cd"]);
        check("", 4, &[]);
    }
}
