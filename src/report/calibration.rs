//! `calibration.csv`: the reliability table, one row an outlet and fifth of certainty.

use crate::weighing::{CERTAINTY_BINS, Reliability, SourceScore};

use super::Findings;
use super::columns::{Cell, Column, ColumnKind, Table};

/// An outlet with one of its rows.
type Row = (String, Reliability);

pub(super) fn rows(findings: &Findings) -> Vec<Row> {
    let of = |score: &SourceScore| score.reliability.iter().map(|row| (score.outlet.clone(), *row)).collect::<Vec<_>>();
    findings.scores.iter().flat_map(of).collect()
}

pub(super) fn table() -> Table<Row> {
    use ColumnKind::{Integer, Number, Text};
    let edge = |bin: usize| bin as f64 / CERTAINTY_BINS as f64;
    Table {
        file: "calibration.csv",
        row_per: "source and fifth of the scale of certainty",
        key: &["source", "certainty_from"],
        prefer: None,
        columns: vec![
            Column::new("source", Text, |row: &Row| Cell::text(&row.0)).about("The outlet."),
            Column::new("certainty_from", Number, move |row: &Row| Cell::number(Some(edge(row.1.bin)), 1))
                .range(0.0, Some(0.8))
                .about("The fifth holds claims that the outlet puts forward with this certainty or more."),
            Column::new("certainty_to", Number, move |row: &Row| Cell::number(Some(edge(row.1.bin + 1)), 1))
                .range(0.2, Some(1.0))
                .about("It holds those below this; the last fifth includes 1."),
            Column::new("claims", Integer, |row: &Row| Cell::count(row.1.claims))
                .range(1.0, None)
                .about("Settled claims in it that other outlets speak to as well; affirmed and denied ones count apart."),
            Column::new("mean_certainty", Number, |row: &Row| Cell::number(Some(row.1.certainty), 4))
                .range(0.0, Some(1.0))
                .about("How sure the outlet sounds of them, by its surest mention of each."),
            Column::new("mean_belief", Number, |row: &Row| Cell::number(Some(row.1.belief), 4))
                .range(0.0, Some(1.0))
                .about("How far the other outlets bear them out: the belief they lead to, this outlet left out. Well calibrated is where both means agree."),
        ],
    }
}
