//! `rejects.csv`: one row an input that was set aside.

use crate::corpus::Reject;

use super::Findings;
use super::columns::{Cell, Column, ColumnKind, Table};

pub(super) fn rows(findings: &Findings) -> Vec<Reject> {
    let mut rows = findings.rejects.clone();
    rows.sort_by(|a, b| (&a.path, a.position, &a.reason, &a.detail).cmp(&(&b.path, b.position, &b.reason, &b.detail)));
    rows
}

pub(super) fn table() -> Table<Reject> {
    use ColumnKind::{Integer, Text};
    Table {
        file: "rejects.csv",
        row_per: "input set aside",
        // No key: the position is empty where a whole file is meant.
        key: &[],
        prefer: None,
        columns: vec![
            Column::new("path", Text, |row: &Reject| Cell::text(&row.path)).about("The file or folder, as the user named it."),
            Column::new("position", Integer, |row: &Reject| {
                row.position.map_or(Cell::Empty, |at| Cell::Integer(i64::try_from(at).unwrap_or(i64::MAX)))
            })
            .range(1.0, None)
            .about("Line (JSON Lines) or record (CSV, header not counted); 1 for a file of one article.")
            .empty("The whole file is meant."),
            Column::new("kind", Text, |row: &Reject| Cell::text(if row.skipped { "skipped" } else { "rejected" }))
                .words(vec!["rejected", "skipped"])
                .about("Trouble (rejected), or left out by intent (skipped), which does not change the exit status."),
            Column::new("reason", Text, |row: &Reject| Cell::text(&row.reason)).about("Short code of the reason."),
            Column::new("detail", Text, |row: &Reject| Cell::text(&row.detail)).about("What exactly was found.").empty("Nothing to add."),
            Column::new("remedy", Text, |row: &Reject| Cell::text(&row.remedy)).about("What can be done.").empty("Nothing need be done."),
        ],
    }
}
