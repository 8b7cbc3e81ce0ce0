//! Across articles: what was met twice, and what an outlet prints under many articles.

use std::collections::{BTreeMap, BTreeSet};

use super::pieces::words;
use super::{Article, Boilerplate, Reject, SetAside};
use crate::config::ReadingParams;
use crate::ids::{Span, stable_hash};

/// An earlier text of an article that the corpus holds in a later one.
#[derive(Debug, Clone, PartialEq)]
pub struct Version {
    /// Id of the article that stays.
    pub of: String,
    /// The earlier text.
    pub earlier: Article,
}

/// Sets aside articles met twice: of one text the first in reading order stays, of several texts under one address the one
/// published last, or read last where that is level. The rest come back sorted by id.
pub fn without_repeats(articles: Vec<Article>) -> (Vec<Article>, Vec<Reject>, Vec<Version>) {
    let mut by_id: BTreeMap<String, usize> = BTreeMap::new();
    let mut by_text: BTreeMap<(u64, u64), usize> = BTreeMap::new();
    let mut by_address: BTreeMap<(u64, u64), usize> = BTreeMap::new();
    let mut kept: Vec<Article> = Vec::with_capacity(articles.len());
    let mut rejects = Vec::new();
    let mut versions: Vec<(usize, Article)> = Vec::new();
    for article in articles {
        let outlet = stable_hash(&article.outlet);
        let text = (outlet, stable_hash(given_text(&article)));
        let address = article.url.as_deref().map(|url| (outlet, stable_hash(&address_key(url))));
        let reject = |of: &Article, reason: &str, detail: String, remedy: &str| Reject::new(&of.path, of.position, reason, detail, remedy);
        let place = |of: &Article| format!("{}, {}", of.path, of.position);
        if let Some(&first) = by_text.get(&text) {
            let detail = format!("the same outlet's same text was met before at {}", place(&kept[first]));
            rejects.push(reject(&article, "duplicate", detail, "none needed").by_intent());
            continue;
        }
        let first = address.as_ref().and_then(|address| by_address.get(address)).copied();
        // An id stands for one article, whatever its address.
        if by_id.get(&article.id).is_some_and(|known| Some(*known) != first) {
            let detail = format!("the id {} was met before with another text", article.id);
            rejects.push(reject(&article, "repeated_id", detail, "give each article an id of its own, or none"));
            continue;
        }
        if let Some(first) = first {
            let when = |of: &Article| (of.published, of.published_time);
            let later = when(&article) >= when(&kept[first]) || article.published.is_none();
            let earlier = if later { std::mem::replace(&mut kept[first], article) } else { article };
            let detail = format!("another text of the same address stands at {}", place(&kept[first]));
            rejects.push(reject(&earlier, "earlier_version", detail, "none needed: changes.csv tells what changed").by_intent());
            // What was met under its own id stays known by it.
            by_id.insert(kept[first].id.clone(), first);
            by_text.insert(text, first);
            versions.push((first, earlier));
            continue;
        }
        let at = kept.len();
        by_text.insert(text, at);
        address.map(|address| by_address.insert(address, at));
        by_id.insert(article.id.clone(), at);
        kept.push(article);
    }
    let versions = versions.into_iter().map(|(at, earlier)| Version { of: kept[at].id.clone(), earlier }).collect();
    kept.sort_by(|a, b| a.id.cmp(&b.id));
    (kept, rejects, versions)
}

/// The text as it was given, without a title put behind it.
fn given_text(article: &Article) -> &str {
    article.text.get(..article.given_bytes).unwrap_or(&article.text)
}

/// An address without what tells one visit from another: scheme, `www.`, fragment, marks of campaigns, a slash at the end.
fn address_key(url: &str) -> String {
    let url = without_visit(url);
    let bare = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let bare = bare.strip_prefix("www.").unwrap_or(bare);
    let (path, query) = bare.split_once('?').unwrap_or((bare, ""));
    let path = path.trim_end_matches('/');
    if query.is_empty() { path.to_owned() } else { format!("{path}?{query}") }
}

/// An address without fragment and marks of campaigns; any other as it stands.
pub(super) fn without_visit(url: &str) -> String {
    let whole = url.split('#').next().unwrap_or_default();
    let Some((path, query)) = whole.split_once('?') else { return whole.to_owned() };
    let campaign = |part: &&str| !["utm_", "fbclid", "gclid", "cmpid", "ftag"].iter().any(|mark| part.starts_with(mark));
    let query: Vec<&str> = query.split('&').filter(campaign).collect();
    if query.iter().all(|part| part.is_empty()) { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn article(id: &str, url: &str, day: i8, text: &str) -> Article {
        Article {
            id: id.to_owned(),
            outlet: "post.example".to_owned(),
            url: (!url.is_empty()).then(|| url.to_owned()),
            published: (day > 0).then(|| jiff::civil::date(2031, 5, day)),
            text: text.to_owned(),
            given_bytes: text.len(),
            ..Article::default()
        }
    }

    /// Ids and texts that stay, reasons, versions as id that stays and text that does not.
    fn check(articles: Vec<Article>, stay: &[(&str, &str)], reasons: &[&str], versions: &[(&str, &str)]) {
        let (kept, rejects, earlier) = without_repeats(articles);
        assert_eq!(kept.iter().map(|article| (article.id.as_str(), article.text.as_str())).collect::<Vec<_>>(), stay);
        assert_eq!(rejects.iter().map(|reject| reject.reason.as_str()).collect::<Vec<_>>(), reasons);
        assert_eq!(earlier.iter().map(|version| (version.of.as_str(), version.earlier.text.as_str())).collect::<Vec<_>>(), versions);
    }

    #[test]
    fn of_one_address_the_text_published_last_stays() {
        let (old, new) =
            (|| article("a", "https://post.example/1", 2, "old"), || article("a", "http://www.post.example/1/?utm_source=x#top", 3, "new"));
        check(vec![old(), new()], &[("a", "new")], &["earlier_version"], &[("a", "old")]);
        check(vec![new(), old()], &[("a", "new")], &["earlier_version"], &[("a", "old")]);
        // Without days the one read last.
        let undated = |text: &str| article("a", "https://post.example/1", 0, text);
        check(vec![undated("one"), undated("two")], &[("a", "two")], &["earlier_version"], &[("a", "one")]);
        check(vec![old(), old()], &[("a", "old")], &["duplicate"], &[]);
    }

    #[test]
    fn an_id_stands_for_one_article() {
        let first = || article("a", "https://post.example/1", 2, "one");
        check(vec![first(), article("a", "https://post.example/2", 2, "two")], &[("a", "one")], &["repeated_id"], &[]);
        // A later text of the first address under the id of the second article would make two articles of one id.
        let second = || article("b", "https://post.example/2", 2, "two");
        check(
            vec![first(), second(), article("b", "https://post.example/1", 3, "three")],
            &[("a", "one"), ("b", "two")],
            &["repeated_id"],
            &[],
        );
        check(vec![first(), article("c", "https://post.example/1", 3, "three")], &[("c", "three")], &["earlier_version"], &[("c", "one")]);
    }

    #[test]
    fn addresses_without_marks_of_a_visit() {
        assert_eq!(address_key("https://www.post.example/a/?id=3&utm_medium=x&fbclid=y#z"), "post.example/a?id=3");
        assert_eq!(address_key("http://post.example/a"), address_key("https://post.example/a/"));
        assert_eq!(without_visit("https://post.example/a?utm_source=x&id=3#z"), "https://post.example/a?id=3");
        assert_eq!(without_visit("https://post.example/a/"), "https://post.example/a/");
        assert_ne!(address_key("https://post.example/a?id=3"), address_key("https://post.example/a?id=4"));
    }
}
