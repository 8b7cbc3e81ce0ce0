//! `DATA_DICTIONARY.md` and `datapackage.json`: what every column means, for people and for programs.

use std::fmt::Write;

use serde_json::{Value, json};

use super::Style;
use super::columns::{ColumnSpec, TableSpec};

/// How the folder is recognised as this program's own.
pub const MADE_BY: &str = "corroborate";

/// The data dictionary as Markdown.
pub fn data_dictionary(tables: &[TableSpec]) -> String {
    let mut text = String::from(
        "# Data dictionary\n\n\
         Every column of every table that `corroborate score` writes. Made by the program; do not edit.\n\n\
         - UTF-8, RFC 4180, comma, CRLF; the first row is the header. An empty cell means unknown or not applicable, never 0.\n\
         - All `_low` and `_high` are 90 % intervals.\n\
         - A text cell that a spreadsheet would run as a formula begins with `'`. Numbers are never touched.\n\
         - Ids are text; none looks like a number or a date. They join the tables: `claim_id`, `article_id`, `event_id`, `mention_id`.\n",
    );
    for table in tables {
        let _ = write!(text, "\n## {}\n\nOne row per {}.", table.file, table.row_per);
        if !table.key.is_empty() {
            let _ = write!(text, " Key: `{}`.", table.key.join("`, `"));
        }
        text.push_str("\n\n| column | type | unit | range | meaning | empty means | source |\n|---|---|---|---|---|---|---|\n");
        for column in &table.columns {
            let _ = writeln!(
                text,
                "| `{}` | {} | {} | {} | {} | {} | {} |",
                column.name,
                column.kind.name(),
                column.unit,
                range(column),
                column.about,
                if column.empty.is_empty() { "never empty" } else { &column.empty },
                column.source
            );
        }
    }
    text
}

fn range(column: &ColumnSpec) -> String {
    if !column.words.is_empty() {
        return column.words.join(", ");
    }
    match column.range {
        (None, None) => String::new(),
        (Some(low), None) => format!("{low} and up"),
        (None, Some(high)) => format!("up to {high}"),
        (Some(low), Some(high)) => format!("{low} to {high}"),
    }
}

/// The Frictionless data package as JSON.
pub fn data_package(tables: &[TableSpec], version: &str, style: Style) -> String {
    let resources: Vec<Value> = tables
        .iter()
        .map(|table| {
            let mut schema = json!({
                "fields": table.columns.iter().map(field).collect::<Vec<_>>(),
                "missingValues": [""],
            });
            if !table.key.is_empty() {
                schema["primaryKey"] = json!(table.key);
            }
            json!({
                "name": table.file.trim_end_matches(".csv").replace('_', "-"),
                "path": table.file,
                "profile": "tabular-data-resource",
                "description": format!("One row per {}.", table.row_per),
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": if style.bom { "utf-8-sig" } else { "utf-8" },
                "dialect": { "delimiter": char::from(style.delimiter.byte()).to_string(), "lineTerminator": "\r\n" },
                "schema": schema,
            })
        })
        .collect();
    let package = json!({
        "name": "corroborate-reports",
        "title": "How credibly news outlets report: scores, claims and the evidence behind them",
        "profile": "tabular-data-package",
        "made_by": MADE_BY,
        "version": version,
        "resources": resources,
    });
    let mut text = serde_json::to_string_pretty(&package).unwrap_or_default();
    text.push('\n');
    text
}

fn field(column: &ColumnSpec) -> Value {
    let mut constraints = serde_json::Map::new();
    if column.empty.is_empty() {
        constraints.insert("required".into(), json!(true));
    }
    if let Some(low) = column.range.0 {
        constraints.insert("minimum".into(), bound(column, low));
    }
    if let Some(high) = column.range.1 {
        constraints.insert("maximum".into(), bound(column, high));
    }
    if !column.words.is_empty() {
        constraints.insert("enum".into(), json!(column.words));
    }
    let mut field = json!({ "name": column.name, "type": column.kind.name(), "description": column.about });
    if !column.unit.is_empty() {
        field["unit"] = json!(column.unit);
    }
    if !constraints.is_empty() {
        field["constraints"] = Value::Object(constraints);
    }
    field
}

/// Whole numbers have whole bounds: validators refuse `0.0` for an integer.
#[expect(clippy::cast_possible_truncation, reason = "the bounds in the column definitions are small whole numbers")]
fn bound(column: &ColumnSpec, bound: f64) -> Value {
    if column.kind == super::columns::ColumnKind::Integer { json!(bound as i64) } else { json!(bound) }
}

#[cfg(test)]
mod tests {
    use crate::report::tables;

    #[test]
    fn every_column_is_explained() {
        for table in tables() {
            for column in &table.columns {
                assert!(column.about.ends_with('.'), "{}: {} has no sentence", table.file, column.name);
                assert!(!column.about.contains('|') && !column.empty.contains('|'), "{}: {}", table.file, column.name);
            }
            let mut names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), table.columns.len(), "{} has a column twice", table.file);
            for key in table.key {
                let column = table.columns.iter().find(|column| column.name == *key).unwrap();
                assert!(column.empty.is_empty(), "{}: key {key} may be empty", table.file);
            }
        }
    }
}
