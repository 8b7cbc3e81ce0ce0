//! Every cell of a real run fits what its column says, and the data dictionary in `reports/` is the one the program
//! makes. `REWRITE_TABLES=1 cargo test --test columns` writes the dictionary anew.

#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "helpers of tests stand outside the functions marked as tests")]

use std::path::{Path, PathBuf};
use std::process::Command;

use corroborate::report::columns::{ColumnKind, ColumnSpec};
use corroborate::report::{dictionary, tables};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The reports on the sample corpus, in a folder that goes with the first value.
fn sample_reports() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    assert!(
        Command::new(env!("CARGO_BIN_EXE_corroborate"))
            .current_dir(root())
            .args(["score", "corpus", "--out"])
            .arg(&out)
            .status()
            .unwrap()
            .success()
    );
    (folder, out)
}

fn fault(column: &ColumnSpec, cell: &str) -> Option<String> {
    if cell.is_empty() {
        return column.empty.is_empty().then(|| "is empty, which it never is".to_owned());
    }
    let number = match column.kind {
        ColumnKind::Text => None,
        ColumnKind::Boolean => return (!matches!(cell, "true" | "false")).then(|| "is not true or false".to_owned()),
        ColumnKind::Date => return cell.parse::<jiff::civil::Date>().err().map(|error| error.to_string()),
        ColumnKind::Integer => match cell.parse::<i64>() {
            Ok(number) => Some(number as f64),
            Err(error) => return Some(error.to_string()),
        },
        ColumnKind::Number => match cell.parse::<f64>() {
            Ok(number) if number.is_finite() => Some(number),
            _ => return Some("is no number".to_owned()),
        },
    };
    if let Some(number) = number
        && (column.range.0.is_some_and(|low| number < low) || column.range.1.is_some_and(|high| number > high))
    {
        return Some(format!("is outside {:?}", column.range));
    }
    (!column.words.is_empty() && !column.words.contains(&cell)).then(|| format!("is none of {:?}", column.words))
}

fn check_folder(out: &Path) {
    for table in tables() {
        let mut reader = csv::Reader::from_path(out.join(table.file)).unwrap();
        let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let expected: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, expected, "{}", table.file);
        let mut keys = Vec::new();
        for record in reader.records() {
            let record = record.unwrap();
            for (column, cell) in table.columns.iter().zip(record.iter()) {
                if let Some(fault) = fault(column, cell) {
                    panic!("{}: {} = {cell:?} {fault}\n{record:?}", table.file, column.name);
                }
            }
            keys.push(
                table.key.iter().map(|key| record[names.iter().position(|name| name == key).unwrap()].to_owned()).collect::<Vec<_>>(),
            );
        }
        let rows = keys.len();
        keys.sort();
        keys.dedup();
        assert!(table.key.is_empty() || keys.len() == rows, "{} has a key twice", table.file);
    }
}

#[test]
fn every_cell_fits_its_column_and_sources_add_up() {
    let (_folder, out) = sample_reports();
    check_folder(&out);
    let mut reader = csv::Reader::from_path(out.join("sources.csv")).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let hundredths = |cell: &str| (cell.parse::<f64>().unwrap() * 100.0).round() as i64;
    let mut scored = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let cell = |name: &str| &record[names.iter().position(|other| other == name).unwrap()];
        if cell("score").is_empty() {
            assert_eq!(cell("evidence"), "too_few");
            continue;
        }
        scored += 1;
        let parts = ["attribution_points", "language_points", "headline_points", "agreement_points", "red_flag_points", "base_points"];
        assert_eq!(parts.iter().map(|part| hundredths(cell(part))).sum::<i64>(), hundredths(cell("score")), "{record:?}");
    }
    assert_eq!(scored, 7, "seven of the eight outlets have ten articles or more");
}

#[test]
fn every_mention_is_the_text_under_its_span() {
    let (_folder, out) = sample_reports();
    let annotated = Command::new(env!("CARGO_BIN_EXE_corroborate")).current_dir(root()).args(["annotate", "corpus"]).output().unwrap();
    let texts: std::collections::BTreeMap<String, String> = String::from_utf8(annotated.stdout)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap())
        .map(|article| (article["article_id"].as_str().unwrap().to_owned(), article["text"].as_str().unwrap().to_owned()))
        .collect();
    let mut reader = csv::Reader::from_path(out.join("evidence.csv")).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let mut rows = 0;
    for record in reader.records() {
        let record = record.unwrap();
        let cell = |name: &str| &record[names.iter().position(|other| other == name).unwrap()];
        let text = &texts[cell("article_id")];
        let cut = &text[cell("start").parse::<usize>().unwrap()..cell("end").parse::<usize>().unwrap()];
        assert_eq!(cell("text").trim_start_matches('\''), cut.trim_start_matches('\''));
        assert!(cell("sentence").contains(cut), "{record:?}");
        rows += 1;
    }
    assert!(rows > 500, "only {rows} mentions in the sample corpus");
}

#[test]
fn the_data_dictionary_is_up_to_date() {
    let path = root().join("reports/DATA_DICTIONARY.md");
    let made = dictionary::data_dictionary(&tables());
    if std::env::var_os("REWRITE_TABLES").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == made, "reports/DATA_DICTIONARY.md is not what the columns say; run the test with REWRITE_TABLES=1");
}

#[test]
fn the_kept_sample_run_is_what_the_program_makes() {
    let (_folder, out) = sample_reports();
    for file in ["sources.csv", "signals.csv", "calibration.csv", "events.csv", "source_pairs.csv", "rejects.csv", "datapackage.json"] {
        let made = std::fs::read(out.join(file)).unwrap();
        let kept = root().join("reports").join(file);
        if std::env::var_os("REWRITE_TABLES").is_some() {
            std::fs::write(&kept, &made).unwrap();
        }
        assert!(
            std::fs::read(&kept).unwrap_or_default() == made,
            "reports/{file} is not of this version; run the test with REWRITE_TABLES=1"
        );
    }
}

/// To the last digit: the signals of a group to its part, the parts to the score.
#[test]
fn signals_and_parts_add_up() {
    let (_folder, out) = sample_reports();
    let rows = |file: &str| -> Vec<std::collections::BTreeMap<String, String>> {
        csv::Reader::from_path(out.join(file)).unwrap().deserialize().map(Result::unwrap).collect()
    };
    let hundredths = |cell: &str| (cell.parse::<f64>().unwrap() * 100.0).round() as i64;
    let signals = rows("signals.csv");
    let mut scored = 0;
    for source in rows("sources.csv").iter().filter(|source| !source["score"].is_empty()) {
        let own = || signals.iter().filter(|row| row["source"] == source["source"] && !row["score_points"].is_empty());
        for group in ["attribution", "language", "headline"] {
            let sum: i64 = own().filter(|row| row["group"] == group).map(|row| hundredths(&row["score_points"])).sum();
            assert_eq!(sum, hundredths(&source[&format!("{group}_points")]), "{group} of {}", source["source"]);
        }
        let parts: i64 = source.iter().filter(|(name, _)| PARTS.contains(&name.as_str())).map(|(_, cell)| hundredths(cell)).sum();
        assert_eq!(parts, hundredths(&source["score"]), "{}", source["source"]);
        scored += 1;
    }
    assert_eq!(scored, 7);
}

const PARTS: [&str; 6] = ["attribution_points", "language_points", "headline_points", "agreement_points", "red_flag_points", "base_points"];
