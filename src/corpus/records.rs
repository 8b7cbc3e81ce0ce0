//! Files become records, streamed: at most one line, record or text file is held at a time.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use flate2::read::MultiGzDecoder;

use super::fields::{Fields, from_json};
use super::lines::{Line, Lines};
use super::table::{Row, Table};
use super::walk::{Found, Walk, unreadable};
use super::{Reject, decode, front};
use crate::config::ReadingParams;

/// One article as it stands in a file, not yet judged.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Record {
    /// The file, as the user named it or as found below a folder the user named.
    pub path: String,
    /// 1 for a file of one article, else line or record from 1.
    pub position: u64,
    /// What it gives.
    pub fields: Fields,
    /// True for a text file, where the folder may name the outlet and the first line may be the title.
    pub is_text_file: bool,
    /// What was odd about file or record.
    pub warnings: Vec<String>,
}

/// Reads `paths`, files and folders mixed, in byte order: every record met comes out as a [`Record`] or a [`Reject`].
/// Never holds more than one line, record or text file.
pub fn records(paths: &[PathBuf], params: &ReadingParams) -> Records {
    Records { walk: Walk::new(paths), params: params.clone(), open: None }
}

/// The iterator behind [`records`].
pub struct Records {
    walk: Walk,
    params: ReadingParams,
    open: Option<OpenFile>,
}

struct OpenFile {
    path: String,
    format: Open,
    guess: Option<&'static Encoding>,
    warning: Option<String>,
}

enum Open {
    JsonLines { lines: Lines, position: u64 },
    Csv(Box<Table>),
}

#[derive(Clone, Copy)]
enum Format {
    Text,
    JsonLines,
    Csv,
}

impl Iterator for Records {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(file) = &mut self.open {
                match file.next() {
                    Some(found) => return Some(found),
                    None => self.open = None,
                }
            }
            match self.walk.next()? {
                Found::Trouble(reject) => return Some(Err(reject)),
                Found::File(path) => match self.begin(&path) {
                    Ok(Some(record)) => return Some(Ok(record)),
                    Ok(None) => {}
                    Err(reject) => return Some(Err(reject)),
                },
            }
        }
    }
}

impl Records {
    /// Opens `path`: a text file gives its record at once, the other formats stay open.
    fn begin(&mut self, path: &Path) -> Result<Option<Record>, Reject> {
        let shown = path.to_string_lossy().into_owned();
        let Some((format, zipped)) = format_of(path) else {
            return Err(Reject {
                skipped: true,
                reason: "unknown_format".to_owned(),
                ..unreadable(
                    path,
                    "the file's name ends in none of the known ways",
                    "name it .txt, .md, .jsonl or .csv, each also with .gz",
                )
            });
        };
        #[expect(clippy::disallowed_methods, reason = "this room is the one that reads articles")]
        let file = File::open(path).map_err(|error| unreadable(path, &error.to_string(), "check the file and its permissions"))?;
        let source: Box<dyn Read + Send> = if zipped { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
        let decode::Decoded { reader, guess, warning } = decode::open(source, self.params.detect_bytes.clamp(64, 1 << 24));
        let limit = self.params.max_line_bytes;
        let format = match format {
            Format::Text => return self.text_file(path, reader, guess, warning).map(Some),
            Format::JsonLines => Open::JsonLines { lines: Lines::new(reader, limit), position: 0 },
            Format::Csv => match Table::open(Lines::new(reader, limit), limit) {
                Ok(Ok(table)) => Open::Csv(Box::new(table)),
                Ok(Err((reason, detail))) => {
                    let remedy = "give the file a header line with the columns text, outlet, title, published";
                    return Err(Reject { reason: reason.to_owned(), ..unreadable(path, &detail, remedy) });
                }
                Err(error) => return Err(broken_stream(shown, None, &error)),
            },
        };
        self.open = Some(OpenFile { path: shown, format, guess, warning });
        Ok(None)
    }

    fn text_file(
        &self,
        path: &Path,
        reader: Box<dyn std::io::BufRead + Send>,
        guess: Option<&'static Encoding>,
        warning: Option<String>,
    ) -> Result<Record, Reject> {
        let limit = self.params.max_article_bytes;
        let mut bytes = Vec::new();
        if let Err(error) = reader.take(limit as u64 + 1).read_to_end(&mut bytes) {
            return Err(broken_stream(path.to_string_lossy().into_owned(), None, &error));
        }
        if bytes.len() > limit {
            return Err(Reject { reason: "too_large".to_owned(), ..unreadable(path, &format!("over {limit} bytes"), TOO_LARGE) });
        }
        let (text, decoded) = decode::text(&bytes, guess);
        let (fields, front) = front::front_matter(text.into_owned());
        Ok(Record {
            path: path.to_string_lossy().into_owned(),
            position: 1,
            fields,
            is_text_file: true,
            warnings: warning.into_iter().chain(decoded).chain(front).collect(),
        })
    }
}

impl OpenFile {
    /// The next record or reject; `None` at the end. A fault of the stream is the last thing given.
    fn next(&mut self) -> Option<Result<Record, Reject>> {
        match &mut self.format {
            Open::JsonLines { lines, position } => loop {
                *position += 1;
                let reject = |reason: &str, detail: String, remedy: &str| Reject {
                    path: self.path.clone(),
                    position: Some(*position),
                    skipped: false,
                    reason: reason.to_owned(),
                    detail,
                    remedy: remedy.to_owned(),
                };
                let line = match lines.next() {
                    Err(error) => {
                        let fault = broken_stream(self.path.clone(), Some(*position), &error);
                        *lines = Lines::new(Box::new(std::io::empty()), 0);
                        return Some(Err(fault));
                    }
                    Ok(Line::End) => return None,
                    Ok(Line::TooLong) => return Some(Err(reject("too_large", "the line is over the limit".to_owned(), TOO_LARGE))),
                    Ok(Line::Whole(line)) => line,
                };
                let (text, decoded) = decode::text(&line, self.guess);
                let text = text.trim();
                if text.is_empty() {
                    continue;
                }
                return Some(match from_json(text) {
                    Ok(fields) => Ok(Record {
                        path: self.path.clone(),
                        position: *position,
                        fields,
                        is_text_file: false,
                        warnings: self.warning.clone().into_iter().chain(decoded).collect(),
                    }),
                    Err(error) => {
                        let reason = if error.is_data() { "wrong_type" } else { "broken_line" };
                        // The parser counts lines of its input, which is one line here: only the column helps.
                        let detail = error.to_string().replace(" at line 1 column ", ", column ");
                        Err(reject(reason, detail, "write one JSON object a line, as text in UTF-8, control characters escaped"))
                    }
                });
            },
            Open::Csv(table) => {
                let row = table.row();
                let position = table.position;
                Some(match row {
                    Err(error) => {
                        let fault = broken_stream(self.path.clone(), Some(position + 1), &error);
                        self.format = Open::JsonLines { lines: Lines::new(Box::new(std::io::empty()), 0), position: 0 };
                        Err(fault)
                    }
                    Ok(Row::End) => return None,
                    Ok(Row::Broken(reason, detail)) => Err(Reject {
                        path: self.path.clone(),
                        position: Some(position),
                        skipped: false,
                        reason: reason.to_owned(),
                        detail,
                        remedy: "put cells with commas, line ends or quotation marks in quotation marks, and double the marks inside"
                            .to_owned(),
                    }),
                    Ok(Row::Cells(cells)) => {
                        let mut warnings: Vec<String> = self.warning.clone().into_iter().collect();
                        let guess = self.guess;
                        let fields = table.fields(&cells, |cell| {
                            let (text, warning) = decode::text(cell, guess);
                            if let Some(warning) = warning.filter(|warning| !warnings.contains(warning)) {
                                warnings.push(warning);
                            }
                            text.into_owned()
                        });
                        Ok(Record { path: self.path.clone(), position, fields, is_text_file: false, warnings })
                    }
                })
            }
        }
    }
}

const TOO_LARGE: &str = "split it, or raise max_line_bytes or max_article_bytes in the configuration";

/// The format by the end of the file's name, and whether it is compressed.
fn format_of(path: &Path) -> Option<(Format, bool)> {
    let name = path.file_name()?.to_string_lossy().to_ascii_lowercase();
    let (stem, zipped) = name.strip_suffix(".gz").map_or((name.as_str(), false), |stem| (stem, true));
    let (_, ending) = stem.rsplit_once('.')?;
    let format = match ending {
        "txt" | "md" => Format::Text,
        "jsonl" => Format::JsonLines,
        "csv" => Format::Csv,
        _ => return None,
    };
    Some((format, zipped))
}

fn broken_stream(path: String, position: Option<u64>, error: &std::io::Error) -> Reject {
    Reject {
        path,
        position,
        skipped: false,
        reason: "unreadable".to_owned(),
        detail: format!("reading stopped here: {error}"),
        remedy: "get the file again: it is cut off or damaged; what stands before this place was read".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_may_be_read_on_another_thread() {
        fn check<T: Send>(_: &T) {}
        check(&records(&[], &ReadingParams::default()));
    }

    #[test]
    fn formats_by_name() {
        let check = |name: &str, known: bool, zipped: bool| {
            let found = format_of(Path::new(name));
            assert_eq!((found.is_some(), found.is_some_and(|(_, zipped)| zipped)), (known, zipped), "{name}");
        };
        check("a.TXT", true, false);
        check("a.jsonl.gz", true, true);
        check("a.gz", false, false);
        check("a", false, false);
    }
}
