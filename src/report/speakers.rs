//! `speakers.csv`: one row a named speaker.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::attribution::{Manner, SpeakerKind};
use crate::ids::{readable_id, stable_hash};
use crate::linking::Reading;

use super::Findings;
use super::columns::{Cell, Column, ColumnKind, Table};

/// What is counted of a speaker.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Row {
    id: String,
    /// As written in the first article.
    name: String,
    kind: Option<SpeakerKind>,
    roles: BTreeMap<String, usize>,
    affiliations: BTreeMap<String, usize>,
    sources: BTreeSet<String>,
    /// The first article and the last counted, by number.
    first: usize,
    last: usize,
    articles: usize,
    mentions: usize,
    attributions: usize,
    direct: usize,
}

/// Speakers by name in lower case and kind, counted over some articles.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Speakers(BTreeMap<(String, SpeakerKind), Row>);

impl Speakers {
    /// Counts an article.
    pub(super) fn count(&mut self, reading: &Reading, number: usize) {
        let mut carried = vec![0; reading.attributions.items.len()];
        for mention in reading.mentions.iter().filter(|mention| !mention.is_figure()) {
            if let Some(count) = mention.attribution.and_then(|attribution| carried.get_mut(attribution)) {
                *count += 1;
            }
        }
        for (attribution, mentions) in reading.attributions.items.iter().zip(carried) {
            let Some(name) = attribution.name.as_deref().filter(|name| !name.is_empty()) else { continue };
            let row = self.0.entry((name.to_lowercase(), attribution.kind)).or_default();
            if row.name.is_empty() || number < row.first {
                name.clone_into(&mut row.name);
                row.first = number;
            }
            if row.kind.is_none() {
                row.kind = Some(attribution.kind);
                row.id = readable_id('p', stable_hash(&format!("{}\u{1f}{}", name.to_lowercase(), attribution.kind.name())));
            }
            if let Some(role) = attribution.role.as_deref() {
                add(&mut row.roles, role, 1);
            }
            if let Some(affiliation) = attribution.affiliation.as_deref() {
                add(&mut row.affiliations, affiliation, 1);
            }
            if !row.sources.contains(&reading.article.outlet) {
                row.sources.insert(reading.article.outlet.clone());
            }
            row.articles += usize::from(row.articles == 0 || row.last != number);
            row.last = number;
            row.mentions += mentions;
            row.attributions += 1;
            row.direct += usize::from(attribution.manner != Manner::Indirect);
        }
    }

    /// Adds what was counted over other articles.
    pub fn join(&mut self, others: Self) {
        for (key, other) in others.0 {
            let std::collections::btree_map::Entry::Occupied(mut known) = self.0.entry(key.clone()) else {
                self.0.insert(key, other);
                continue;
            };
            let row = known.get_mut();
            if other.first < row.first {
                (row.first, row.name) = (other.first, other.name);
            }
            other.roles.iter().for_each(|(role, count)| add(&mut row.roles, role, *count));
            other.affiliations.iter().for_each(|(affiliation, count)| add(&mut row.affiliations, affiliation, *count));
            row.sources.extend(other.sources);
            row.articles += other.articles;
            row.mentions += other.mentions;
            row.attributions += other.attributions;
            row.direct += other.direct;
        }
    }
}

fn add(counts: &mut BTreeMap<String, usize>, word: &str, more: usize) {
    match counts.get_mut(word) {
        Some(count) => *count += more,
        None => {
            counts.insert(word.to_owned(), more);
        }
    }
}

pub(super) fn rows(findings: &Findings) -> Vec<&Row> {
    let mut rows: Vec<&Row> = findings.made.speakers.0.values().collect();
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows
}

/// The commonest word; of equals the first in the alphabet.
fn commonest(counts: &BTreeMap<String, usize>) -> Cell<'_> {
    counts.iter().max_by(|a, b| a.1.cmp(b.1).then(b.0.cmp(a.0))).map_or(Cell::Empty, |(word, _)| Cell::text(word))
}

pub(super) fn table<'a>() -> Table<&'a Row> {
    use ColumnKind::{Integer, Number, Text};
    Table {
        file: "speakers.csv",
        row_per: "named speaker",
        key: &["speaker_id"],
        prefer: None,
        columns: vec![
            Column::new("speaker_id", Text, |row: &&'a Row| Cell::text(&row.id))
                .about("Id made from name and kind. Two people of one name share it."),
            Column::new("name", Text, |row: &&'a Row| Cell::text(&row.name)).about("Name as resolved inside the articles."),
            Column::new("role", Text, |row: &&'a Row| commonest(&row.roles)).about("Commonest role given.").empty("None given."),
            Column::new("affiliation", Text, |row: &&'a Row| commonest(&row.affiliations))
                .about("Commonest country or organisation given.")
                .empty("None given."),
            Column::new("kind", Text, |row: &&'a Row| row.kind.map_or(Cell::Empty, |kind| Cell::text(kind.name())))
                .words(SpeakerKind::ALL.iter().map(|kind| kind.name()).collect())
                .about("What sort of speaker."),
            Column::new("sources", Integer, |row: &&'a Row| Cell::count(row.sources.len()))
                .range(1.0, None)
                .about("Outlets that attribute something to it."),
            Column::new("articles", Integer, |row: &&'a Row| Cell::count(row.articles)).range(1.0, None).about("Articles that do."),
            Column::new("mentions", Integer, |row: &&'a Row| Cell::count(row.mentions))
                .range(0.0, None)
                .about("Mentions of claims that it carries."),
            Column::new("direct_quote_share", Number, |row: &&'a Row| Cell::share(row.direct as f64 / row.attributions.max(1) as f64))
                .range(0.0, 1.0)
                .about("Share of what is attributed to it that stands in quotation marks, wholly or in part."),
        ],
    }
}
