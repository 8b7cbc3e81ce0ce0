//! Across articles: what was met twice, and what an outlet prints under many articles.

use std::collections::{BTreeMap, BTreeSet};

use super::pieces::words;
use super::{Article, Boilerplate, Reject, SetAside};
use crate::config::ReadingParams;
use crate::ids::{Span, stable_hash};

/// Sets aside articles met twice: the first in reading order stays. The rest come back sorted by id.
pub fn without_repeats(articles: Vec<Article>) -> (Vec<Article>, Vec<Reject>) {
    let mut by_id: BTreeMap<String, u64> = BTreeMap::new();
    let mut seen: BTreeMap<(u64, u64), String> = BTreeMap::new();
    let mut kept = Vec::with_capacity(articles.len());
    let mut rejects = Vec::new();
    for article in articles {
        let text = stable_hash(article.text.get(..article.given_bytes).unwrap_or(&article.text));
        let outlet = stable_hash(&article.outlet);
        let place = format!("{}, {}", article.path, article.position);
        let mut reject = |skipped: bool, reason: &str, detail: String, remedy: &str| {
            rejects.push(Reject {
                path: article.path.clone(),
                position: Some(article.position),
                skipped,
                reason: reason.to_owned(),
                detail,
                remedy: remedy.to_owned(),
            });
        };
        if let Some(held) = by_id.get(&article.id) {
            if *held == text {
                reject(true, "duplicate", format!("the article {} was met before", article.id), "none needed");
            } else {
                let detail = format!("the id {} was met before with another text", article.id);
                reject(false, "repeated_id", detail, "give each article an id of its own, or none");
            }
            continue;
        }
        // Text and address are told apart by their second key, so that the one never passes for the other.
        let keys = [Some((outlet, text)), article.url.as_ref().map(|url| (outlet, !stable_hash(url)))];
        if let Some(first) = keys.iter().flatten().find_map(|key| seen.get(key)) {
            reject(true, "duplicate", format!("the same outlet's same text or address was met before at {first}"), "none needed");
            continue;
        }
        for key in keys.into_iter().flatten() {
            seen.insert(key, place.clone());
        }
        by_id.insert(article.id.clone(), text);
        kept.push(article);
    }
    kept.sort_by(|a, b| a.id.cmp(&b.id));
    (kept, rejects)
}

/// Sets aside short paragraphs that recur in many articles of one outlet. A text that was run several times recurs
/// too: articles that share their longest paragraph count as one.
pub fn set_aside_recurring(articles: &mut [Article], params: &ReadingParams) {
    let mut by_outlet: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, article) in articles.iter().enumerate() {
        by_outlet.entry(article.outlet.clone()).or_default().push(at);
    }
    for members in by_outlet.into_values() {
        let needed = params.recurring_articles.max((params.recurring_share * members.len() as f64).ceil() as usize).max(2);
        if members.len() < needed {
            continue;
        }
        // (paragraph, body it stands in), sorted: one row for each different body.
        let mut rows: Vec<(u64, u64)> = Vec::new();
        for &at in &members {
            let article = &articles[at];
            let body = longest(article);
            rows.extend(short_paragraphs(article, params).map(|(hash, _)| (hash, body)));
        }
        rows.sort_unstable();
        rows.dedup();
        let mut recurring = BTreeSet::new();
        let mut start = 0;
        while start < rows.len() {
            let count = rows[start..].iter().take_while(|(hash, _)| *hash == rows[start].0).count();
            if count >= needed {
                recurring.insert(rows[start].0);
            }
            start += count;
        }
        if recurring.is_empty() {
            continue;
        }
        for &at in &members {
            take_off(&mut articles[at], &recurring, params);
        }
    }
}

fn take_off(article: &mut Article, recurring: &BTreeSet<u64>, params: &ReadingParams) {
    let found: BTreeSet<Span> =
        short_paragraphs(article, params).filter(|(hash, _)| recurring.contains(hash)).map(|(_, span)| span).collect();
    // An article that would lose all its text is kept as it is.
    if found.is_empty() || found.len() == article.paragraphs.len() {
        return;
    }
    article.paragraphs.retain(|span| !found.contains(span));
    article.set_aside.extend(found.into_iter().map(|span| SetAside { span, why: Boilerplate::Recurring }));
    article.set_aside.sort_by_key(|aside| (aside.span.start, aside.span.end));
    article.words = article.paragraphs.iter().chain(&article.headline).map(|span| words(span.of(&article.text))).sum();
}

/// Hash and span of the short paragraphs. What recurs is put in by a machine, so it recurs letter by letter.
fn short_paragraphs<'a>(article: &'a Article, params: &ReadingParams) -> impl Iterator<Item = (u64, Span)> + 'a {
    let limit = params.recurring_max_words;
    article.paragraphs.iter().filter_map(move |span| {
        let raw = span.of(&article.text);
        // A word has six bytes on average with its blank: far longer paragraphs need no count.
        (raw.len() <= limit * 10 && words(raw) <= limit).then(|| (stable_hash(raw), *span))
    })
}

/// Hash of the longest paragraph: what tells one body from another.
fn longest(article: &Article) -> u64 {
    article.paragraphs.iter().map(|span| span.of(&article.text)).max_by_key(|raw| raw.len()).map_or(0, stable_hash)
}
