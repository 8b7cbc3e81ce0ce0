//! What `compare` prints of two report folders: scores that moved, articles that came, went or changed, claims whose status did.
//!
//! In: two report folders, the earlier first. Out: text. A score moved where the two differ by more than the interval of a difference
//! allows, taking the two as independent: they share articles, so this errs on the quiet side.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use crate::error::Result;

use super::stored::{StoredRow, cell, each_row};

/// Rows of a kind that are named one by one.
const SHOWN: usize = 20;

/// Compares two report folders.
///
/// # Errors
/// Where a folder cannot be read.
pub fn compare_nights(old: &Path, new: &Path) -> Result<String> {
    let mut text = String::new();
    scores(&rows(old, "sources.csv", "source")?, &rows(new, "sources.csv", "source")?, &mut text);
    articles(&rows(old, "articles.csv", "article_id")?, &rows(new, "articles.csv", "article_id")?, &mut text);
    claims(&rows(old, "claims.csv", "claim_id")?, &rows(new, "claims.csv", "claim_id")?, &mut text);
    Ok(text)
}

type Rows = BTreeMap<String, StoredRow>;

fn rows(folder: &Path, file: &str, key: &str) -> Result<Rows> {
    let mut rows = Rows::new();
    each_row(folder, file, |row| {
        rows.insert(cell(&row, key).to_owned(), row);
    })?;
    Ok(rows)
}

fn scores(old: &Rows, new: &Rows, text: &mut String) {
    let number = |row: &StoredRow, name: &str| cell(row, name).parse::<f64>().ok();
    let half = |row: &StoredRow| Some((number(row, "score_high")? - number(row, "score_low")?) / 2.0);
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let width = names.iter().map(|name| name.len()).max().unwrap_or(0).max(6);
    let _ =
        writeln!(text, "{:<width$}  {:>6}  {:>6}  {:>7}  {:>12}  {:>12}", "source", "before", "now", "change", "rank before", "rank now");
    let (mut moved, mut unscored) = (Vec::new(), 0);
    for name in names {
        let (before, now) = (old.get(name), new.get(name));
        let score = |row: Option<&StoredRow>| row.and_then(|row| number(row, "score"));
        if score(before).is_none() && score(now).is_none() {
            unscored += 1;
            continue;
        }
        let shown = |row: Option<&StoredRow>| {
            score(row).map_or_else(|| if row.is_none() { "absent".into() } else { "too few".into() }, |score| format!("{score:.2}"))
        };
        let ranks = |row: Option<&StoredRow>| {
            let range = row.map(|row| (cell(row, "rank_low"), cell(row, "rank_high"))).filter(|(low, _)| !low.is_empty());
            range.map_or_else(String::new, |(low, high)| if low == high { low.to_owned() } else { format!("{low} to {high}") })
        };
        let change = score(now).zip(score(before)).map(|(now, before)| now - before);
        let allowed = before.and_then(half).zip(now.and_then(half)).map(|(before, now)| before.hypot(now));
        let mark = change.zip(allowed).is_some_and(|(change, allowed)| change.abs() > allowed);
        if mark {
            moved.push(name.as_str());
        }
        let change = change.map_or_else(String::new, |change| format!("{change:+.2}{}", if mark { "*" } else { "" }));
        let line =
            format!("{name:<width$}  {:>6}  {:>6}  {change:>7}  {:>12}  {:>12}", shown(before), shown(now), ranks(before), ranks(now));
        let _ = writeln!(text, "{}", line.trim_end());
    }
    if unscored > 0 {
        let _ = writeln!(text, "{unscored} more have too few articles on both nights.");
    }
    let verdict = match moved.as_slice() {
        [] => "No score moved by more than its intervals allow.".to_owned(),
        moved => format!("* moved by more than the intervals allow: {}.", moved.join(", ")),
    };
    let _ = writeln!(text, "{verdict}");
}

fn articles(old: &Rows, new: &Rows, text: &mut String) {
    let came = new.keys().filter(|id| !old.contains_key(*id)).count();
    let went = old.keys().filter(|id| !new.contains_key(*id)).count();
    let differ =
        |id: &&String| old.get(*id).is_some_and(|before| ["title", "words"].iter().any(|name| cell(before, name) != cell(&new[*id], name)));
    let changed: Vec<&String> = new.keys().filter(differ).collect();
    let _ = writeln!(
        text,
        "\nArticles: {} before, {} now; {came} new, {went} gone, {} with another title or length.",
        old.len(),
        new.len(),
        changed.len()
    );
    for id in changed.iter().take(SHOWN) {
        let row = &new[*id];
        let _ = writeln!(
            text,
            "  {id}  {}: {} ({} words, {} before)",
            cell(row, "source"),
            cell(row, "title"),
            cell(row, "words"),
            cell(&old[*id], "words")
        );
    }
    more(changed.len(), text);
}

fn claims(old: &Rows, new: &Rows, text: &mut String) {
    let status = |rows: &Rows, id: &str| rows.get(id).map(|row| cell(row, "status").to_owned());
    let changed: Vec<(&String, String, String)> =
        new.keys().filter_map(|id| Some((id, status(old, id)?, status(new, id)?))).filter(|(_, before, now)| before != now).collect();
    let _ =
        writeln!(text, "\nClaims: {} before, {} now; {} of those on both nights have another status.", old.len(), new.len(), changed.len());
    for (id, before, now) in changed.iter().take(SHOWN) {
        let _ = writeln!(text, "  {id}  {before} -> {now}: {}", cell(&new[*id], "text"));
    }
    more(changed.len(), text);
    let contested: Vec<&String> = new.keys().filter(|id| !old.contains_key(*id) && cell(&new[*id], "status") == "contested").collect();
    let _ = writeln!(text, "\nContested and not there before: {}.", contested.len());
    for id in contested.iter().take(SHOWN) {
        let _ = writeln!(text, "  {id}  {}", cell(&new[*id], "text"));
    }
    more(contested.len(), text);
}

fn more(rows: usize, text: &mut String) {
    if rows > SHOWN {
        let _ = writeln!(text, "  and {} more", rows - SHOWN);
    }
}
