//! Files become records, streamed: at most one line, record, XML element, page or text file is held at a time.

use std::io::Read;
use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fields::{Fields, from_json};
use super::formats::{Format, format_of, open};
use super::lines::{Line, Lines};
use super::markup::Elements;
use super::page::Page;
use super::table::{Row, Table};
use super::walk::{Found, Walk, unreadable};
use super::warc::Warc;
use super::{Reject, decode, front, wires};
use crate::config::ReadingParams;

/// One article as it stands in a file, not yet judged.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Record {
    /// The file, as the user named it or as found below a folder the user named.
    pub path: String,
    /// 1 for a file of one article, else line, record or element from 1.
    pub position: u64,
    /// What it gives; nothing yet where it is a page or a line still to be read.
    pub fields: Fields,
    /// A line of JSON that has still to be read.
    pub line: Option<JsonLine>,
    /// A web page whose text has still to be taken out.
    pub page: Option<Page>,
    /// True for a text file or a saved page, where the folder may name the outlet and, in a text file, the first line may be the title.
    pub is_text_file: bool,
    /// What was odd about file or record.
    pub warnings: Vec<String>,
}

/// A line of a JSON Lines file as it stands there. It is read where the article is judged: many threads do that, one walks through the
/// files.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct JsonLine {
    /// Its bytes, with its end.
    pub bytes: Vec<u8>,
    /// What to take for bytes that are not UTF-8, where the file's beginning showed it.
    pub guess: Option<&'static Encoding>,
}

impl JsonLine {
    /// True where nothing stands in it.
    fn is_blank(&self) -> bool {
        match self.bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
            None => true,
            Some(byte) if byte.is_ascii() && *byte >= b' ' => false,
            Some(_) => decode::text(&self.bytes, self.guess).0.trim().is_empty(),
        }
    }
}

impl Record {
    /// Reads the line of JSON, where there is one still to be read.
    ///
    /// # Errors
    /// The reject where it is no object, or its fields are of other types than they should be.
    pub fn read(mut self) -> Result<Self, Reject> {
        let Some(JsonLine { bytes, guess }) = self.line.take() else { return Ok(self) };
        let (text, decoded) = decode::text(&bytes, guess);
        match from_json(text.trim()) {
            Ok(fields) => {
                self.fields = fields;
                self.warnings.extend(decoded);
                Ok(self)
            }
            Err(error) => {
                let reason = if error.is_data() { "wrong_type" } else { "broken_line" };
                // The parser counts lines of its input, which is one line here: only the column helps.
                let detail = error.to_string().replace(" at line 1 column ", ", column ");
                let remedy = "write one JSON object a line, as text in UTF-8, control characters escaped";
                Err(Reject::new(&self.path, self.position, reason, detail, remedy))
            }
        }
    }
}

/// Reads `paths`, files and folders mixed, in byte order: every record met comes out as a [`Record`] or a [`Reject`].
/// Never holds more than one line, record, element, page or text file.
pub fn records(paths: &[PathBuf], params: &ReadingParams) -> Records {
    Records { walk: Walk::new(paths), params: params.clone(), open: None }
}

/// The files that [`records`] reads, in its order, and the paths that cannot be used.
pub fn files(paths: &[PathBuf]) -> impl Iterator<Item = Result<PathBuf, Reject>> {
    Walk::new(paths).map(|found| match found {
        Found::File(path) => Ok(path),
        Found::Trouble(reject) => Err(reject),
    })
}

/// The records of one file.
type OfFile = Box<dyn Iterator<Item = Result<Record, Reject>> + Send>;

/// The iterator behind [`records`].
pub struct Records {
    walk: Walk,
    params: ReadingParams,
    open: Option<OfFile>,
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
                    Ok(records) => self.open = Some(records),
                    Err(reject) => return Some(Err(reject)),
                },
            }
        }
    }
}

impl Records {
    /// Opens `path` by its format.
    fn begin(&self, path: &Path) -> Result<OfFile, Reject> {
        let shown = path.to_string_lossy().into_owned();
        let Some((format, packing)) = format_of(path) else {
            let remedy = if cfg!(not(feature = "parquet")) && path.extension().is_some_and(|ending| ending == "parquet") {
                "build the program with --features parquet, or give the table as .csv or .jsonl"
            } else {
                "name it .txt, .md, .jsonl, .json, .csv, .html, .xml or .warc, each also with .gz or .zst"
            };
            let reject = unreadable(path, "the file's name ends in none of the known ways", remedy);
            return Err(Reject { skipped: true, reason: "unknown_format".to_owned(), ..reject });
        };
        let source = open(path, packing).map_err(|error| unreadable(path, &error.to_string(), "check the file and its permissions"))?;
        let (largest, limit) = (self.params.max_article_bytes, self.params.max_line_bytes);
        let detect_bytes = self.params.detect_bytes.clamp(64, 1 << 24);
        match format {
            Format::Page => {
                let html = whole(path, source, largest)?;
                let page = Page { html, ..Page::default() };
                return Ok(single(Record { path: shown, position: 1, page: Some(page), is_text_file: true, ..Record::default() }));
            }
            Format::Warc => return Ok(Box::new(Warc::new(Box::new(std::io::BufReader::with_capacity(64 << 10, source)), shown, largest))),
            Format::Xml => {
                let elements = Elements::new(decode::xml(source, detect_bytes), wires::ARTICLES, largest);
                return Ok(Box::new(XmlFile { path: shown, elements, position: 0 }));
            }
            #[cfg(feature = "parquet")]
            Format::Parquet => return super::parquet::rows(path).map(|rows| Box::new(rows) as OfFile),
            Format::Text | Format::Json | Format::JsonLines | Format::Csv => {}
        }
        let decode::Decoded { reader, guess, warning } = decode::open(source, detect_bytes);
        Ok(match format {
            Format::JsonLines => Box::new(OpenFile {
                path: shown,
                format: Open::JsonLines { lines: Lines::new(reader, limit), position: 0 },
                guess,
                warning,
            }),
            Format::Csv => match Table::open(Lines::new(reader, limit), limit) {
                Ok(Ok(table)) => Box::new(OpenFile { path: shown, format: Open::Csv(Box::new(table)), guess, warning }),
                Ok(Err((reason, detail))) => {
                    let remedy = "give the file a header line with the columns text, outlet, title, published";
                    return Err(Reject { reason: reason.to_owned(), ..unreadable(path, &detail, remedy) });
                }
                Err(error) => return Err(broken_stream(&shown, None, &error)),
            },
            Format::Json => {
                let bytes = whole(path, reader, largest)?;
                let (text, decoded) = decode::text(&bytes, guess);
                json_file(&shown, &text, &warning.into_iter().chain(decoded).collect::<Vec<_>>())
            }
            _ => {
                let bytes = whole(path, reader, largest)?;
                let (text, decoded) = decode::text(&bytes, guess);
                let (fields, front) = front::front_matter(text.into_owned());
                let warnings = warning.into_iter().chain(decoded).chain(front).collect();
                single(Record { path: shown, position: 1, fields, is_text_file: true, warnings, ..Record::default() })
            }
        })
    }
}

fn single(record: Record) -> OfFile {
    Box::new(std::iter::once(Ok(record)))
}

/// All bytes of a file that holds one article.
fn whole(path: &Path, source: impl Read, limit: usize) -> Result<Vec<u8>, Reject> {
    let mut bytes = Vec::new();
    if let Err(error) = source.take(limit as u64 + 1).read_to_end(&mut bytes) {
        return Err(broken_stream(&path.to_string_lossy(), None, &error));
    }
    if bytes.len() > limit {
        return Err(Reject { reason: "too_large".to_owned(), ..unreadable(path, &format!("over {limit} bytes"), TOO_LARGE) });
    }
    Ok(bytes)
}

/// The objects of a JSON file: one, a list of them, or one after the other.
fn json_file(path: &str, text: &str, warnings: &[String]) -> OfFile {
    let mut found: Vec<Result<Record, Reject>> = Vec::new();
    let put = |found: &mut Vec<Result<Record, Reject>>, fields: Result<Fields, serde_json::Error>| {
        let position = found.len() as u64 + 1;
        found.push(match fields {
            Ok(fields) => Ok(Record { path: path.to_owned(), position, fields, warnings: warnings.to_vec(), ..Record::default() }),
            Err(error) => {
                let reason = if error.is_data() { "wrong_type" } else { "broken_line" };
                // An object of a list was written out anew before it was looked at: where in that it stumbled helps nobody.
                let detail = if error.is_data() {
                    error.to_string().split(" at line ").next().unwrap_or_default().to_owned()
                } else {
                    error.to_string()
                };
                let remedy = "write an object an article, or a list of them, as text in UTF-8, control characters escaped";
                Err(Reject::new(path, position, reason, detail, remedy))
            }
        });
    };
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        match value {
            Ok(Value::Array(items)) => items.iter().for_each(|item| put(&mut found, from_json(&item.to_string()))),
            Ok(item) => put(&mut found, from_json(&item.to_string())),
            Err(error) => put(&mut found, Err(error)),
        }
    }
    Box::new(found.into_iter())
}

/// The articles of an XML file.
struct XmlFile {
    path: String,
    elements: Elements,
    position: u64,
}

impl Iterator for XmlFile {
    type Item = Result<Record, Reject>;

    fn next(&mut self) -> Option<Self::Item> {
        self.position += 1;
        let position = self.position;
        let reject = |reason: &str, detail: String, remedy: &str| Reject::new(&self.path, position, reason, detail, remedy);
        Some(match self.elements.next() {
            Ok(None) if position == 1 => {
                let detail = "no RSS item, Atom entry, NITF document or NewsML-G2 news item stands in the file";
                Err(reject("no_text", detail.to_owned(), "give one of these formats, or another file"))
            }
            Ok(None) => return None,
            Err(detail) => {
                let remedy = "get the file again; what stands before this place was read";
                Err(reject("broken_xml", format!("reading stopped here: {detail}"), remedy))
            }
            Ok(Some(element)) => match wires::fields(&element) {
                Ok(fields) => Ok(Record { path: self.path.clone(), position, fields, ..Record::default() }),
                Err((true, reason, detail)) => {
                    Err(reject(reason, detail, "none needed; to score these articles fetch their pages").by_intent())
                }
                Err((false, reason, detail)) => Err(reject(reason, detail, "get the file again")),
            },
        })
    }
}

/// A file of lines or records under way.
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

impl Iterator for OpenFile {
    type Item = Result<Record, Reject>;

    /// A fault of the stream is the last thing given.
    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.format {
            Open::JsonLines { lines, position } => loop {
                *position += 1;
                let reject = |reason: &str, detail: String, remedy: &str| Reject::new(&self.path, *position, reason, detail, remedy);
                let line = match lines.next() {
                    Err(error) => {
                        let fault = broken_stream(&self.path, Some(*position), &error);
                        *lines = Lines::new(Box::new(std::io::empty()), 0);
                        return Some(Err(fault));
                    }
                    Ok(Line::End) => return None,
                    Ok(Line::TooLong) => return Some(Err(reject("too_large", "the line is over the limit".to_owned(), TOO_LARGE))),
                    Ok(Line::Whole(line)) => line,
                };
                let line = JsonLine { bytes: line, guess: self.guess };
                if line.is_blank() {
                    continue;
                }
                return Some(Ok(Record {
                    path: self.path.clone(),
                    position: *position,
                    line: Some(line),
                    warnings: self.warning.iter().cloned().collect(),
                    ..Record::default()
                }));
            },
            Open::Csv(table) => {
                let row = table.row();
                let position = table.position;
                Some(match row {
                    Err(error) => {
                        let fault = broken_stream(&self.path, Some(position + 1), &error);
                        self.format = Open::JsonLines { lines: Lines::new(Box::new(std::io::empty()), 0), position: 0 };
                        Err(fault)
                    }
                    Ok(Row::End) => return None,
                    Ok(Row::Broken(reason, detail)) => {
                        let remedy = "put cells with commas, line ends or quotation marks in quotation marks, and double the marks inside";
                        Err(Reject::new(&self.path, position, reason, detail, remedy))
                    }
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
                        Ok(Record { path: self.path.clone(), position, fields, warnings, ..Record::default() })
                    }
                })
            }
        }
    }
}

const TOO_LARGE: &str = "split it, or raise max_line_bytes or max_article_bytes in the configuration";

pub(super) fn broken_stream(path: &str, position: Option<u64>, error: &std::io::Error) -> Reject {
    let remedy = "get the file again: it is cut off or damaged; what stands before this place was read";
    Reject::new(path, position, "unreadable", format!("reading stopped here: {error}"), remedy)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_files_of_one_object_a_list_or_several() {
        let check = |text: &str, expected: &[&str]| {
            let shown: Vec<String> = json_file("a.json", text, &[])
                .map(|met| met.map_or_else(|reject| reject.reason, |record| format!("{} {}", record.position, record.fields.text)))
                .collect();
            assert_eq!(shown, expected, "{text}");
        };
        check("{\n \"text\": \"a\"\n}", &["1 a"]);
        check(r#"[{"text":"a"},7,{"text":"b"}]"#, &["1 a", "wrong_type", "3 b"]);
        check("{\"text\":\"a\"}\n{\"text\":\"b\"}\n{", &["1 a", "2 b", "broken_line"]);
        check("", &[]);
    }

    #[test]
    fn records_may_be_read_on_another_thread() {
        fn check<T: Send>(_: &T) {}
        check(&records(&[], &ReadingParams::default()));
    }
}
