//! What happened since the night before: outlets that call for a look, articles that came, went and changed.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::store::{Change, ChangeKind, Fate};

use super::super::Findings;
use super::written::{address, hundredths, plain, thousands};

/// Changes of text that are shown; the rest stand in `changes.csv`.
const SHOWN: usize = 60;

/// What the template shows; `None` of it where there is nothing to tell.
#[derive(Serialize)]
pub(super) struct Since<'a> {
    night: Option<String>,
    alerts: Vec<Alert<'a>>,
    /// Articles by what happened to them.
    counts: Vec<(&'static str, String)>,
    changes: Vec<Row<'a>>,
    left_out: Option<String>,
}

#[derive(Serialize)]
struct Alert<'a> {
    name: &'a str,
    what: &'static str,
    score: Option<String>,
    change: Option<String>,
}

#[derive(Serialize)]
struct Row<'a> {
    name: &'a str,
    title: &'a str,
    link: Option<&'a str>,
    kind: String,
    before: String,
    after: String,
}

impl<'a> Since<'a> {
    /// What there is to tell, if anything.
    pub(super) fn new(findings: &'a Findings) -> Option<Self> {
        let last = findings.history.iter().map(|row| row.night).max();
        let tonight = findings.history.iter().filter(|row| Some(row.night) == last);
        let alerts: Vec<Alert<'_>> = tonight
            .filter_map(|row| {
                let what = row.alert?.name();
                Some(Alert { name: &row.found.outlet, what, score: row.found.score.map(hundredths), change: row.change.map(hundredths) })
            })
            .collect();
        if alerts.is_empty() && findings.changes.is_empty() {
            return None;
        }
        let mut articles: BTreeMap<Fate, Vec<&str>> = BTreeMap::new();
        for change in &findings.changes {
            articles.entry(change.fate).or_default().push(&change.article_id);
        }
        let counts = articles.into_iter().map(|(fate, mut ids)| {
            ids.sort_unstable();
            ids.dedup();
            (fate.name(), thousands(ids.len()))
        });
        // What readers of a newsroom would ask about first; a silent edit that nothing else explains comes last.
        let mut told: Vec<&Change> = findings.changes.iter().filter(|change| change.kind.is_some()).collect();
        let order = |change: &Change| (change.kind == Some(ChangeKind::SilentEdit), change.kind);
        told.sort_by(|one, other| {
            (order(one), &one.article_id, &one.before, &one.after).cmp(&(order(other), &other.article_id, &other.before, &other.after))
        });
        let rows = told.iter().take(SHOWN).map(|change| Row {
            name: &change.outlet,
            title: &change.title,
            link: address(Some(&change.url)),
            kind: change.kind.map_or("", ChangeKind::name).replace('_', " "),
            before: plain(&change.before),
            after: plain(&change.after),
        });
        Some(Self {
            night: last.map(|night| night.to_string()),
            alerts,
            counts: counts.collect(),
            changes: rows.collect(),
            left_out: (told.len() > SHOWN).then(|| thousands(told.len() - SHOWN)),
        })
    }
}
