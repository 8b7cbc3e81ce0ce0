//! `signals.csv`: one row an outlet and signal: what the score is made of.

use crate::weighing::{SignalPart, SourceScore};

use super::Findings;
use super::columns::{Cell, Column, ColumnKind, Table};

/// An outlet with one of its signals.
type Row = (String, SignalPart);

pub(super) fn rows(findings: &Findings) -> Vec<Row> {
    let of = |score: &SourceScore| score.signals.iter().map(|part| (score.outlet.clone(), *part)).collect::<Vec<_>>();
    findings.scores.iter().flat_map(of).collect()
}

pub(super) fn table() -> Table<Row> {
    use ColumnKind::{Integer, Number, Text};
    Table {
        file: "signals.csv",
        row_per: "source and signal of the score",
        key: &["source", "signal"],
        prefer: None,
        columns: vec![
            Column::new("source", Text, |row: &Row| Cell::text(&row.0)).about("The outlet."),
            Column::new("signal", Text, |row: &Row| Cell::text(&row.1.signal.signal))
                .about("The signal: the column of `sources.csv` of that name says what it is and why it counts."),
            Column::new("group", Text, |row: &Row| Cell::text(&row.1.signal.group))
                .words(vec!["attribution", "language", "headline", "agreement"])
                .about("The part of the score it belongs to."),
            Column::new("sign", Text, |row: &Row| Cell::text(if row.1.signal.sign == "+" { "more" } else { "less" }))
                .words(vec!["more", "less"])
                .about("Whether more or less of it is better."),
            Column::new("value", Number, |row: &Row| Cell::number(row.1.value, 4))
                .about("Mean over the scored articles, in the unit of its name.")
                .empty("Not measurable in any scored article."),
            Column::new("typical", Number, |row: &Row| Cell::number(Some(row.1.signal.average), 4))
                .about("Its average over the outlets of the reference set."),
            Column::new("of_100", Number, |row: &Row| Cell::number(Some(row.1.of_100), 2))
                .range(0.0, Some(100.0))
                .about("Its points, of 100 over all signals."),
            Column::new("score_points", Number, |row: &Row| row.1.points.map_or(Cell::Empty, Cell::Hundredths))
                .unit("points")
                .about("What it adds to the score, or takes off. Those of a group add up to the group's column of `sources.csv`.")
                .empty("No points, or too few articles for a score."),
            Column::new("flag_threshold", Number, |row: &Row| Cell::number(row.1.threshold, 4))
                .about("Beyond it (below it where more is better) an article raises a red flag.")
                .empty("Raises no red flag."),
            Column::new("flagged_articles", Integer, |row: &Row| row.1.flagged.map_or(Cell::Empty, Cell::count))
                .range(0.0, None)
                .about("Scored articles in which it raises one. An article with four or more counts as flagged.")
                .empty("Raises no red flag."),
        ],
    }
}
