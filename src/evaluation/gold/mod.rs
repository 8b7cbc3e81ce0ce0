//! Gold readers of the rooms that read one article: one file a set, each to plain rows.
//!
//! A set is found by the files it is made of, so that a folder of any name in the same format does as well.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::corpus::Article;
use crate::error::{Error, Result};
use crate::ids::Span;

pub(super) mod conll;
pub(super) mod ecb;
pub(super) mod fnc;
pub(super) mod labelled;
pub(super) mod outlets;
pub(super) mod pei;
pub(super) mod polnear;
pub(super) mod probabilities;
pub(super) mod szeged;
pub(super) mod webis;

/// The folder of the set `name`: below `data`, or `data` itself where it holds `mark`, a file or folder that every such set has.
pub(super) fn folder(data: &Path, name: &str, mark: &[&str]) -> Option<PathBuf> {
    let holds = |folder: &Path| mark.iter().any(|mark| folder.join(mark).exists());
    let below = data.join(name);
    if holds(&below) {
        Some(below)
    } else if holds(data) {
        Some(data.to_owned())
    } else {
        None
    }
}

/// The text of a file.
///
/// # Errors
/// Where it cannot be read or is not UTF-8.
pub(super) fn text_of(path: &Path) -> Result<String> {
    let mut text = String::new();
    open(path)?.read_to_string(&mut text).map_err(|source| unreadable(path, source))?;
    Ok(text)
}

/// A file of gold.
///
/// # Errors
/// Where it cannot be opened.
pub(super) fn open(path: &Path) -> Result<File> {
    #[expect(clippy::disallowed_methods, reason = "gold is read here")]
    let file = File::open(path);
    file.map_err(|source| unreadable(path, source))
}

/// A file or folder that cannot be read.
pub(super) fn unreadable(path: &Path, source: std::io::Error) -> Error {
    Error::Io {
        doing: "reading",
        path: path.to_owned(),
        source,
        remedy: "give the folder that holds the sets, or the folder of one set".to_owned(),
    }
}

/// What a folder holds, sorted.
///
/// # Errors
/// Where it cannot be read.
pub(super) fn entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).map_err(|source| unreadable(folder, source))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(std::result::Result::ok).map(|entry| entry.path()).collect();
    paths.sort();
    Ok(paths)
}

/// A file that is not what it should be.
pub(super) fn broken(path: &Path, line: usize, what: &str) -> Error {
    Error::Table {
        table: path.display().to_string(),
        line: line as u64,
        what: what.to_owned(),
        remedy: "the README of the set says what each column holds".to_owned(),
    }
}

/// The lines behind the header of a table parted by tabs, with their number and cells; `cells` is how many there must be.
pub(super) fn lines<'a>(path: &Path, text: &'a str, cells: usize) -> Result<Vec<(usize, Vec<&'a str>)>> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.is_empty()) {
        let row: Vec<&str> = line.split('\t').collect();
        if row.len() != cells {
            return Err(broken(path, number + 1, &format!("{} cells where {cells} are wanted", row.len())));
        }
        found.push((number + 1, row));
    }
    Ok(found)
}

/// An article that is one paragraph, for sets of sentences.
pub(super) fn sentence_article(text: &str) -> Article {
    Article { text: text.to_owned(), paragraphs: vec![Span::new(0, text.len())], language: "en".to_owned(), ..Article::default() }
}

/// Where the paragraphs of a text lie: every line that is not empty, without the blanks around it.
pub(super) fn paragraphs(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let kept = line.trim();
        let start = at + (line.len() - line.trim_start().len());
        if !kept.is_empty() {
            found.push(Span::new(start, start + kept.len()));
        }
        at += line.len() + 1;
    }
    found
}

/// An article whose paragraphs are its lines.
pub(super) fn lines_article(id: &str, text: &str) -> Article {
    Article { id: id.to_owned(), text: text.to_owned(), paragraphs: paragraphs(text), language: "en".to_owned(), ..Article::default() }
}

/// Offsets in characters become offsets in bytes.
pub(super) struct Bytes {
    of_char: Vec<usize>,
}

impl Bytes {
    /// Of `text`.
    pub(super) fn of(text: &str) -> Self {
        Self { of_char: text.char_indices().map(|(at, _)| at).chain([text.len()]).collect() }
    }

    /// The span of characters `start..end`; `None` outside the text.
    pub(super) fn span(&self, start: usize, end: usize) -> Option<Span> {
        (start <= end).then_some(Span::new(*self.of_char.get(start)?, *self.of_char.get(end)?))
    }
}

/// An article's title: the document's name without the number that tells its pieces apart (`Harbour_17` is of `Harbour`).
pub(super) fn title(document: &str) -> &str {
    match document.rsplit_once('_') {
        Some((title, number)) if !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => title,
        _ => document,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_offsets() {
        assert_eq!((title("Harbour_17"), title("Harbour_x"), title("A_b_3")), ("Harbour", "Harbour_x", "A_b"));
        // ż takes two bytes.
        assert_eq!(Bytes::of("ażb").span(2, 3), Some(Span::new(3, 4)));
        assert_eq!(Bytes::of("ażb").span(2, 5), None);
        assert_eq!(lines_article("a", " One.\n\nTwo.").paragraphs, [Span::new(1, 5), Span::new(7, 11)]);
    }
}
