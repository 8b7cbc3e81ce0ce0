//! `speakers.csv`: one row a named speaker.

use std::collections::{BTreeMap, BTreeSet};

use crate::attribution::{Manner, SpeakerKind};
use crate::ids::{readable_id, stable_hash};

use super::Findings;
use super::columns::{Cell, Column, ColumnKind, Table};

#[derive(Default)]
pub(super) struct Row<'a> {
    id: String,
    name: &'a str,
    kind: Option<SpeakerKind>,
    roles: BTreeMap<&'a str, usize>,
    affiliations: BTreeMap<&'a str, usize>,
    sources: BTreeSet<&'a str>,
    articles: BTreeSet<usize>,
    mentions: usize,
    attributions: usize,
    direct: usize,
}

pub(super) fn rows(findings: &Findings) -> Vec<Row<'_>> {
    let mut found: BTreeMap<(String, SpeakerKind), Row<'_>> = BTreeMap::new();
    for (at, reading) in findings.readings.iter().enumerate() {
        let mut carried = vec![0; reading.attributions.items.len()];
        for mention in &reading.mentions {
            if let Some(count) = mention.attribution.and_then(|attribution| carried.get_mut(attribution)) {
                *count += 1;
            }
        }
        for (attribution, mentions) in reading.attributions.items.iter().zip(carried) {
            let Some(name) = attribution.name.as_deref().filter(|name| !name.is_empty()) else { continue };
            let row = found.entry((name.to_lowercase(), attribution.kind)).or_default();
            if row.name.is_empty() {
                row.name = name;
                row.kind = Some(attribution.kind);
                row.id = readable_id('p', stable_hash(&format!("{}\u{1f}{}", name.to_lowercase(), attribution.kind.name())));
            }
            if let Some(role) = attribution.role.as_deref() {
                *row.roles.entry(role).or_default() += 1;
            }
            if let Some(affiliation) = attribution.affiliation.as_deref() {
                *row.affiliations.entry(affiliation).or_default() += 1;
            }
            row.sources.insert(&reading.article.outlet);
            row.articles.insert(at);
            row.mentions += mentions;
            row.attributions += 1;
            row.direct += usize::from(attribution.manner != Manner::Indirect);
        }
    }
    let mut rows: Vec<Row<'_>> = found.into_values().collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows
}

/// The commonest word; of equals the first in the alphabet.
fn commonest<'a>(counts: &BTreeMap<&'a str, usize>) -> Cell<'a> {
    counts.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map_or(Cell::Empty, |(&word, _)| Cell::text(word))
}

pub(super) fn table<'a>() -> Table<Row<'a>> {
    use ColumnKind::{Integer, Number, Text};
    Table {
        file: "speakers.csv",
        row_per: "named speaker",
        key: &["speaker_id"],
        prefer: None,
        columns: vec![
            Column::new("speaker_id", Text, |row: &Row<'a>| Cell::text(&row.id))
                .about("Id made from name and kind. Two people of one name share it."),
            Column::new("name", Text, |row: &Row<'a>| Cell::text(row.name)).about("Name as resolved inside the articles."),
            Column::new("role", Text, |row: &Row<'a>| commonest(&row.roles)).about("Commonest role given.").empty("None given."),
            Column::new("affiliation", Text, |row: &Row<'a>| commonest(&row.affiliations))
                .about("Commonest country or organisation given.")
                .empty("None given."),
            Column::new("kind", Text, |row: &Row<'a>| row.kind.map_or(Cell::Empty, |kind| Cell::text(kind.name())))
                .words(SpeakerKind::ALL.iter().map(|kind| kind.name()).collect())
                .about("What sort of speaker."),
            Column::new("sources", Integer, |row: &Row<'a>| Cell::count(row.sources.len()))
                .range(1.0, None)
                .about("Outlets that attribute something to it."),
            Column::new("articles", Integer, |row: &Row<'a>| Cell::count(row.articles.len())).range(1.0, None).about("Articles that do."),
            Column::new("mentions", Integer, |row: &Row<'a>| Cell::count(row.mentions))
                .range(0.0, None)
                .about("Mentions of claims that it carries."),
            Column::new("direct_quote_share", Number, |row: &Row<'a>| Cell::share(row.direct as f64 / row.attributions.max(1) as f64))
                .range(0.0, 1.0)
                .about("Share of what is attributed to it that stands in quotation marks, wholly or in part."),
        ],
    }
}
