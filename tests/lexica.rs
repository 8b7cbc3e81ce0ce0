//! The word tables: each is sorted, without repeats and in normal form, and each cue fires on the sentence that its
//! row says it fires on and stays silent on the other. What belongs here: rules about rows, for every table.
//!
//! `REWRITE_TABLES=1 cargo test --test lexica` sorts the tables and writes them in normal form instead of complaining.

// The tables are files of the source tree, which this test reads and rewrites; a table that cannot be read fails it.
#![allow(clippy::disallowed_methods, clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use corroborate::attribution::Attributions;
use corroborate::config::HedgingParams;
use corroborate::corpus::Article;
use corroborate::hedging::hedge;
use corroborate::ids::Span;
use corroborate::lexicon::Lexicon;
use corroborate::text::segment;

/// The tables in normal form, with the columns that tell their rows apart, by which they are sorted.
const TABLES: &[(&str, &[&str])] = &[
    ("abbreviations.csv", &["abbreviation"]),
    ("elisions.csv", &["word"]),
    ("hedge_classes.csv", &["class", "word"]),
    ("hedge_exceptions.csv", &["phrase"]),
    ("hedges.csv", &["cue", "match", "kind"]),
    ("hedging_reporting.csv", &["word", "match"]),
    ("sentence_starters.csv", &["word"]),
];

/// A row, by column.
type Row = BTreeMap<String, String>;

fn path(table: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lexicon/en").join(table)
}

fn read(table: &str) -> (Vec<String>, Vec<Row>) {
    let mut reader = csv::Reader::from_path(path(table)).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|record| header.iter().cloned().zip(record.unwrap().iter().map(str::to_owned)).collect()).collect();
    (header, rows)
}

fn normal_form(header: &[String], rows: &[Row], keys: &[&str]) -> String {
    let mut sorted: Vec<&Row> = rows.iter().collect();
    sorted.sort_by_key(|row| keys.iter().map(|key| row[*key].clone()).collect::<Vec<_>>());
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(Vec::new());
    writer.write_record(header).unwrap();
    for row in sorted {
        writer.write_record(header.iter().map(|column| row[column].trim())).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

/// Complains of all rows at once.
fn assert_none(faults: &[String]) {
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn tables_are_sorted_unique_and_in_normal_form() {
    let rewrite = std::env::var_os("REWRITE_TABLES").is_some();
    let mut faults = Vec::new();
    for (table, keys) in TABLES {
        let (header, rows) = read(table);
        let normal = normal_form(&header, &rows, keys);
        if rewrite {
            std::fs::write(path(table), &normal).unwrap();
        } else if std::fs::read_to_string(path(table)).unwrap() != normal {
            faults.push(format!("{table} is not in normal form: run REWRITE_TABLES=1 cargo test --test lexica"));
        }
        let mut seen = BTreeMap::new();
        for (number, row) in rows.iter().enumerate() {
            let key: Vec<&str> = keys.iter().map(|key| row[*key].as_str()).collect();
            if key.iter().any(|part| part.is_empty()) {
                faults.push(format!("{table}, row {}: {keys:?} must not be empty", number + 1));
            }
            if let Some(other) = seen.insert(key.clone(), number) {
                faults.push(format!("{table}, rows {} and {}: {key:?} stands twice", other + 1, number + 1));
            }
        }
    }
    assert_none(&faults);
}

/// A cue found in a sentence: its row's key and where it stands.
struct Fired {
    cue: String,
    kind: String,
    span: Span,
}

/// Checks the two sentences of each row of a cue table: `find` gives what fires in a sentence. The first sentence fires
/// the row's cue and nothing outside it, the second does not fire it.
fn check_cues(table: &str, find: impl Fn(&str) -> Vec<Fired>) {
    let mut faults = Vec::new();
    for row in read(table).1 {
        let (cue, kind) = (&row["cue"], &row["kind"]);
        let mut complain = |what: String| faults.push(format!("{table}, {cue} ({kind}): {what}"));
        let (fires_on, silent_on) = (&row["fires_on"], &row["silent_on"]);
        let fired = find(fires_on);
        let names = |fired: &[Fired]| fired.iter().map(|found| format!("{} ({})", found.cue, found.kind)).collect::<Vec<_>>().join(", ");
        match fired.iter().find(|found| found.cue == *cue && found.kind == *kind) {
            None => complain(format!("is silent on `{fires_on}`, where [{}] fires", names(&fired))),
            Some(own) if !fired.iter().all(|other| own.span.contains(other.span)) => {
                complain(format!("is not alone on `{fires_on}`: [{}] fires", names(&fired)));
            }
            Some(_) => {}
        }
        if find(silent_on).iter().any(|found| found.cue == *cue && found.kind == *kind) {
            complain(format!("fires on `{silent_on}`"));
        }
        if fires_on.is_empty() || silent_on.is_empty() || row["source"].is_empty() {
            complain("needs `fires_on`, `silent_on` and `source`".to_owned());
        }
    }
    assert_none(&faults);
}

/// Without vague phrases that the model adds to the table's.
fn table_alone() -> HedgingParams {
    HedgingParams { vague_margin: f64::INFINITY, ..HedgingParams::default() }
}

fn hedges(lexicon: &Lexicon, sentence: &str) -> Vec<Fired> {
    let article = Article { text: sentence.to_owned(), paragraphs: vec![Span::new(0, sentence.len())], ..Article::default() };
    let document = segment(&article, lexicon);
    let hedging = hedge(&article, &document, &Attributions::default(), lexicon, &table_alone());
    hedging
        .sentences
        .into_iter()
        .flat_map(|sentence| sentence.cues)
        .map(|cue| Fired { cue: cue.cue, kind: cue.kind.name().to_owned(), span: cue.span })
        .collect()
}

#[test]
fn every_hedge_fires_and_stays_silent_as_its_row_says() {
    let lexicon = Lexicon::english().unwrap();
    check_cues("hedges.csv", |sentence| hedges(&lexicon, sentence));
}

#[test]
fn no_cue_fires_in_an_exception() {
    let lexicon = Lexicon::english().unwrap();
    let mut faults = Vec::new();
    for row in read("hedge_exceptions.csv").1 {
        let (phrase, sentence) = (&row["phrase"], &row["silent_on"]);
        if !sentence.to_lowercase().contains(phrase.as_str()) {
            faults.push(format!("`{sentence}` does not hold `{phrase}`"));
        }
        faults.extend(hedges(&lexicon, sentence).into_iter().map(|fired| format!("{phrase}: {} fires on `{sentence}`", fired.cue)));
    }
    assert_none(&faults);
}
