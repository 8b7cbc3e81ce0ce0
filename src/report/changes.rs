//! `changes.csv`: one row a change of an article since the night before, or between two texts of it in one corpus.

use crate::store::{Change, ChangeKind, Fate};

use super::Findings;
use super::columns::{Cell, Column, ColumnKind, Table};

/// Sorted by article, what happened, how.
pub(super) fn rows(findings: &Findings) -> Vec<&Change> {
    let mut rows: Vec<&Change> = findings.changes.iter().collect();
    rows.sort_by(|one, other| {
        (&one.article_id, one.fate, one.kind, &one.before, &one.after).cmp(&(
            &other.article_id,
            other.fate,
            other.kind,
            &other.before,
            &other.after,
        ))
    });
    rows
}

pub(super) fn table<'a>() -> Table<&'a Change> {
    use ColumnKind::{Date, Number, Text};
    Table {
        file: "changes.csv",
        row_per: "change of an article",
        key: &[],
        prefer: None,
        columns: vec![
            Column::new("article_id", Text, |row: &&'a Change| Cell::text(&row.article_id)).about("The article."),
            Column::new("source", Text, |row: &&'a Change| Cell::text(&row.outlet)).about("Its outlet."),
            Column::new("title", Text, |row: &&'a Change| Cell::text(&row.title)).about("Its headline, the later one.").empty("It has none."),
            Column::new("url", Text, |row: &&'a Change| Cell::text(&row.url)).about("Its address.").empty("None was given."),
            Column::new("published", Date, |row: &&'a Change| Cell::day(row.published)).about("Its day of publication.").empty("Unknown."),
            Column::new("change", Text, |row: &&'a Change| Cell::text(row.fate.name()))
                .words(Fate::ALL.iter().map(|fate| fate.name()).collect())
                .about("What happened to it: not met the night before; met with another text; met then and not now; kept by --keep-days until its days were over; or met twice in one corpus under one address."),
            Column::new("kind", Text, |row: &&'a Change| row.kind.map_or(Cell::Empty, |kind| Cell::text(kind.name())))
                .words(ChangeKind::ALL.iter().map(|kind| kind.name()).collect())
                .about("How its text changed. A silent edit is a change of the article's text that no correction notice goes with; mentions are compared where they share .6 of their keys.")
                .empty("Its text did not change, or how cannot be told since another build or configuration measured it."),
            Column::new("before", Text, |row: &&'a Change| Cell::text(&row.before)).about("The words before, 200 characters at most.").empty("There are none to show."),
            Column::new("after", Text, |row: &&'a Change| Cell::text(&row.after)).about("The words now, 200 characters at most.").empty("There are none to show."),
            Column::new("changed_share", Number, |row: &&'a Change| Cell::share(row.changed_share))
                .range(0.0, Some(1.0))
                .about("Words that differ: 1 - 2 common / (words before + words now).")
                .empty("The two texts were not compared."),
        ],
    }
}
