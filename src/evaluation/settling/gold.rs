//! Gold readers for settling: claims of named sources and the values known to be right, one function a set.
//!
//! Values are compared as the sets' papers compare them: clock times by the minute, author lists by last names, all others
//! as written.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::evaluation::gold::{broken, open, unreadable};
use crate::settling::{Assertion, Assertions};

/// A set: what its sources claim, and what is right.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct GoldSet {
    /// The set's name.
    pub(super) name: String,
    /// Source, item, value.
    pub(super) claims: Vec<(String, String, String)>,
    /// The values that count as right, by item.
    pub(super) gold: BTreeMap<String, BTreeSet<String>>,
    /// True where every value an item can take is claimed somewhere (answers of a crowd).
    pub(super) closed: bool,
    /// The figure's name says how values are compared.
    pub(super) compared: &'static str,
}

/// Where the sets are looked for and how each is read.
type Reader = fn(&Path) -> Result<GoldSet>;

/// The sets, by folder, with a file that marks each.
pub(super) const SETS: [(&str, &str, Reader); 9] = [
    ("truth/flights", "gold-dev.csv", flights),
    ("truth/birthplaces", "hierarchy.csv", birthplaces),
    ("truth/book", "gold-dev.txt", book),
    ("truth/population", "gold-dev-raw.csv", population),
    ("truth/weather", "gold-dev.csv", weather),
    ("crowd/duck", "truth.csv", crowd),
    ("crowd/dog", "truth.csv", crowd),
    ("crowd/product", "truth.csv", crowd),
    ("table", "gold.csv", table),
];

/// The folder of the set `name` below or at `data`; at `data` only where the last part of the path agrees or the set is a
/// plain table, since some sets share their file names.
pub(super) fn folder(data: &Path, name: &str, mark: &str) -> Option<PathBuf> {
    let last = name.rsplit('/').next().unwrap_or(name);
    let own = data.file_name().is_some_and(|folder| folder == last) || name == "table";
    let places = [Some(data.join(name)), Some(data.join(last)), own.then(|| data.to_owned())];
    places.into_iter().flatten().find(|folder| folder.join(mark).is_file())
}

fn flights(folder: &Path) -> Result<GoldSet> {
    let mut set = GoldSet { compared: "times by the minute", ..GoldSet::default() };
    let names = ["sched_dep_time", "act_dep_time", "sched_arr_time", "act_arr_time"];
    for row in rows(&folder.join("claims.csv"), 7)? {
        for (name, cell) in names.iter().zip(row.iter().skip(3)) {
            if let Some(minutes) = minutes(cell) {
                set.claims.push((row[1].clone(), format!("{}, {name}", row[2]), minutes));
            }
        }
    }
    for row in rows(&folder.join("gold-dev.csv"), 3)? {
        if let Some(minutes) = minutes(&row[2]) {
            set.gold.entry(format!("{}, {}", row[0], row[1])).or_default().insert(minutes);
        }
    }
    Ok(set)
}

/// The first clock time in `text` as minutes of the day.
fn minutes(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let bytes = lower.as_bytes();
    let colon = (1..bytes.len()).find(|&at| bytes[at] == b':' && bytes[at - 1].is_ascii_digit())?;
    let start = (0..colon).rev().take_while(|&at| bytes[at].is_ascii_digit()).last()?;
    let hour: u32 = lower.get(start..colon)?.parse().ok()?;
    let minute: u32 = lower.get(colon + 1..colon + 3)?.parse().ok()?;
    let rest = lower.get(colon + 3..)?.trim_start();
    let hour = if rest.starts_with('p') {
        hour % 12 + 12
    } else if rest.starts_with('a') {
        hour % 12
    } else {
        hour
    };
    (hour < 24 && minute < 60).then(|| format!("{}", hour * 60 + minute))
}

fn birthplaces(folder: &Path) -> Result<GoldSet> {
    let mut set = GoldSet { compared: "exact place", ..GoldSet::default() };
    for row in rows(&folder.join("claims.csv"), 3)? {
        set.claims.push((row[1].clone(), row[0].clone(), row[2].clone()));
    }
    for row in rows(&folder.join("gold-dev.csv"), 2)? {
        let finest = row[1].split(',').next().unwrap_or_default().trim();
        set.gold.entry(row[0].clone()).or_default().insert(finest.to_owned());
    }
    Ok(set)
}

fn population(folder: &Path) -> Result<GoldSet> {
    let mut set = properties(folder, "claims-raw.csv.gz", "gold-dev-raw.csv")?;
    set.compared = "raw, exact number";
    Ok(set)
}

fn weather(folder: &Path) -> Result<GoldSet> {
    let mut set = properties(folder, "claims.csv.gz", "gold-dev.csv")?;
    set.compared = "exact value, either of two in gold";
    Ok(set)
}

/// Object, property, value, source.
fn properties(folder: &Path, claims: &str, gold: &str) -> Result<GoldSet> {
    let mut set = GoldSet::default();
    let name = |row: &[String]| format!("{}, {}", row[0], row[1]);
    for row in rows(&folder.join(claims), 4)? {
        set.claims.push((row[3].clone(), name(&row), row[2].clone()));
    }
    for row in rows(&folder.join(gold), 3)? {
        set.gold.entry(name(&row)).or_default().insert(row[2].clone());
    }
    Ok(set)
}

fn book(folder: &Path) -> Result<GoldSet> {
    let mut set = GoldSet { compared: "sets of last names", ..GoldSet::default() };
    for line in text(&folder.join("claims.txt.gz"))?.lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        if let [seller, book, _, authors, ..] = cells.as_slice()
            && let Some(names) = last_names(authors)
        {
            set.claims.push(((*seller).to_owned(), (*book).to_owned(), names));
        }
    }
    for line in text(&folder.join("gold-dev.txt"))?.lines() {
        if let Some((book, authors)) = line.split_once('\t')
            && let Some(names) = last_names(authors)
        {
            set.gold.entry(book.to_owned()).or_default().insert(names);
        }
    }
    Ok(set)
}

/// The last names of an author list, sorted: "Knuth, Donald E.", "Donald Knuth; Ada Low", "By Donald Knuth and Ada Low".
fn last_names(authors: &str) -> Option<String> {
    let clean: String = authors
        .to_lowercase()
        .chars()
        .map(|letter| if letter.is_alphabetic() || matches!(letter, ',' | ';' | '&' | '/' | '-' | '\'') { letter } else { ' ' })
        .collect();
    let clean = format!(" {clean} ").replace(" and ", ";").replace(" with ", ";").replace(" by ", " ").replace(['&', '/'], ";");
    if clean.contains("not available") || clean.trim().is_empty() {
        return None;
    }
    let title =
        |word: &&str| !matches!(*word, "jr" | "sr" | "ph" | "phd" | "dr" | "prof" | "ed" | "eds" | "editor" | "author" | "et" | "al");
    let words = |part: &str| part.split_whitespace().filter(title).map(str::to_owned).collect::<Vec<String>>();
    let last_of = |part: &[String]| part.iter().rev().find(|word| word.chars().count() > 1).or(part.last()).cloned();
    let mut found = BTreeSet::new();
    let groups: Vec<&str> = clean.split(';').filter(|group| !group.trim().is_empty()).collect();
    for group in &groups {
        let parts: Vec<Vec<String>> = group.split(',').map(words).filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] => {}
            [one] => found.extend(last_of(one)),
            // "knuth, donald e": the family name stands first.
            [family, _] if groups.len() > 1 || family.len() == 1 => found.extend(last_of(family)),
            // "knuth, donald, low, ada": pairs.
            many if many.len() % 2 == 0 && many.iter().step_by(2).all(|family| family.len() == 1) => {
                found.extend(many.iter().step_by(2).filter_map(|family| last_of(family)));
            }
            many => found.extend(many.iter().filter_map(|part| last_of(part))),
        }
    }
    (!found.is_empty()).then(|| found.into_iter().collect::<Vec<_>>().join(" "))
}

fn crowd(folder: &Path) -> Result<GoldSet> {
    let mut set = GoldSet { closed: true, compared: "label", ..GoldSet::default() };
    for row in rows(&folder.join("answers.csv"), 3)? {
        set.claims.push((row[1].clone(), row[0].clone(), row[2].clone()));
    }
    for row in rows(&folder.join("truth.csv"), 2)? {
        set.gold.entry(row[0].clone()).or_default().insert(row[1].clone());
    }
    Ok(set)
}

/// A user's own: `claims.csv` with source, item, value and `gold.csv` with item, value, each under a header.
fn table(folder: &Path) -> Result<GoldSet> {
    let mut set = GoldSet { compared: "value as written", ..GoldSet::default() };
    for row in rows(&folder.join("claims.csv"), 3)? {
        set.claims.push((row[0].clone(), row[1].clone(), row[2].clone()));
    }
    for row in rows(&folder.join("gold.csv"), 2)? {
        set.gold.entry(row[0].clone()).or_default().insert(row[1].clone());
    }
    Ok(set)
}

/// The rows of a CSV table behind its header, each with at least `cells` cells.
fn rows(path: &Path, cells: usize) -> Result<Vec<Vec<String>>> {
    let text = text(path)?;
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
    let mut found = Vec::new();
    for (number, row) in reader.records().enumerate() {
        let row = row.map_err(|error| broken(path, number + 2, &error.to_string()))?;
        if row.len() < cells {
            return Err(broken(path, number + 2, &format!("{} cells, not {cells}", row.len())));
        }
        found.push(row.iter().map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).collect());
    }
    Ok(found)
}

/// A file, packed or not; bytes that are no UTF-8 are replaced.
fn text(path: &Path) -> Result<String> {
    let mut file = open(path)?;
    let mut bytes = Vec::new();
    let read = if path.extension().is_some_and(|ending| ending == "gz") {
        flate2::read::MultiGzDecoder::new(file).read_to_end(&mut bytes)
    } else {
        file.read_to_end(&mut bytes)
    };
    read.map_err(|source| unreadable(path, source))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

impl GoldSet {
    /// The claims as assertions; names are numbered in their sorted order.
    pub(super) fn assertions(&self) -> Assertions {
        fn sorted<'a>(names: impl Iterator<Item = &'a String>) -> Vec<String> {
            names.collect::<BTreeSet<_>>().into_iter().cloned().collect()
        }
        let sources = sorted(self.claims.iter().map(|claim| &claim.0));
        let items = sorted(self.claims.iter().map(|claim| &claim.1));
        let values = sorted(self.claims.iter().map(|claim| &claim.2));
        let number = |names: &[String], name: &String| names.binary_search(name).unwrap_or_default() as u32;
        let unique: BTreeSet<(u32, u32, u32)> = self
            .claims
            .iter()
            .map(|(source, item, value)| (number(&items, item), number(&values, value), number(&sources, source)))
            .collect();
        let row = |(item, value, source)| Assertion { source, item, value, weight: 1.0, denies: false };
        let domain = self.closed.then(|| values.len().max(2) as u32);
        Assertions { rows: unique.into_iter().map(row).collect(), domain: vec![domain; items.len()], sources, items, values }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn author_lists_are_sets_of_last_names() {
        for (given, expected) in [
            ("Knuth, Donald E.", Some("knuth")),
            ("Donald E. Knuth; Ada Low", Some("knuth low")),
            ("By Donald E. Knuth and Ada Low", Some("knuth low")),
            ("Knuth, Donald; Low, Ada", Some("knuth low")),
            ("Knuth, Donald, Low, Ada", Some("knuth low")),
            ("Donald Knuth, Ada Low, Jo Hane", Some("hane knuth low")),
            ("Not Available", None),
            ("", None),
        ] {
            assert_eq!(last_names(given).as_deref(), expected, "{given}");
        }
    }

    #[test]
    fn clock_times_are_minutes() {
        for (given, expected) in
            [("7:10 a.m.", Some("430")), ("12:05 p.m. (Estimated)", Some("725")), ("12/02/2011 11:59 PM", Some("1439")), ("not yet", None)]
        {
            assert_eq!(minutes(given).as_deref(), expected, "{given}");
        }
    }
}
