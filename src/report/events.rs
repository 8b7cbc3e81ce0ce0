//! `events.csv`: one row an event.

use std::collections::BTreeSet;

use crate::linking::Status;

use super::Findings;
use super::columns::{Cell, Column, ColumnKind, Table};

pub(super) struct Row<'a> {
    findings: &'a Findings,
    event: usize,
    sources: usize,
    origins: usize,
    claims: usize,
    contested: usize,
}

pub(super) fn rows(findings: &Findings) -> Vec<Row<'_>> {
    let mut claims = vec![0; findings.linked.events.len()];
    let mut contested = vec![0; findings.linked.events.len()];
    for claim in &findings.linked.claims {
        if claim.event < claims.len() {
            claims[claim.event] += 1;
            contested[claim.event] += usize::from(claim.status == Status::Contested);
        }
    }
    for (article, lone) in findings.linked.lone.iter().enumerate() {
        claims[findings.linked.event_of[article]] += *lone as usize;
    }
    findings
        .linked
        .events
        .iter()
        .enumerate()
        .map(|(at, event)| {
            let sources: BTreeSet<&str> =
                event.articles.iter().map(|&article| findings.readings[article].article.outlet.as_str()).collect();
            let origins = event
                .articles
                .iter()
                .filter(|&&article| findings.linked.origin_of[article].is_none_or(|origin| !event.articles.contains(&origin)))
                .count();
            Row { findings, event: at, sources: sources.len(), origins, claims: claims[at], contested: contested[at] }
        })
        .collect()
}

impl Row<'_> {
    fn event(&self) -> &crate::linking::Event {
        &self.findings.linked.events[self.event]
    }
}

pub(super) fn table<'a>() -> Table<Row<'a>> {
    use ColumnKind::{Date, Integer, Text};
    Table {
        file: "events.csv",
        row_per: "event",
        key: &["event_id"],
        prefer: None,
        columns: vec![
            Column::new("event_id", Text, |row: &Row<'a>| Cell::text(&row.event().id)).about("Id of the event."),
            Column::new("story_id", Text, |row: &Row<'a>| Cell::text(&row.event().story_id))
                .about("Events that follow from each other share it."),
            Column::new("title", Text, |row: &Row<'a>| {
                let article = &row.findings.readings[row.event().title_article].article;
                Cell::text(article.title())
            })
            .about("Headline of the article that is most like the others.")
            .empty("That article has no headline."),
            Column::new("first_published", Date, |row: &Row<'a>| Cell::day(row.event().days.map(|days| days.0)))
                .about("First known day.")
                .empty("No article of it is dated."),
            Column::new("last_published", Date, |row: &Row<'a>| Cell::day(row.event().days.map(|days| days.1)))
                .about("Last known day.")
                .empty("No article of it is dated."),
            Column::new("articles", Integer, |row: &Row<'a>| Cell::count(row.event().articles.len()))
                .range(1.0, None)
                .about("Articles on it."),
            Column::new("sources", Integer, |row: &Row<'a>| Cell::count(row.sources)).range(1.0, None).about("Outlets that report it."),
            Column::new("origins", Integer, |row: &Row<'a>| Cell::count(row.origins))
                .range(0.0, None)
                .about("Articles on it that are not mainly copied from another of them."),
            Column::new("claims", Integer, |row: &Row<'a>| Cell::count(row.claims)).range(0.0, None).about("Claims put forward in it."),
            Column::new("contested_claims", Integer, |row: &Row<'a>| Cell::count(row.contested))
                .range(0.0, None)
                .about("Of these contested."),
        ],
    }
}
