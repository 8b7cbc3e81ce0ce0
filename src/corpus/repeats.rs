//! Across articles: what was met twice, and what an outlet prints under many articles.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};

use super::pieces::words;
use super::{Article, Boilerplate, Reject, SetAside};
use crate::config::ReadingParams;
use crate::ids::{Span, stable_hash};

/// What has to be known of an article to hold it against all others: a few hundred bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Card {
    /// Its id.
    pub id: String,
    /// Its outlet.
    pub outlet: String,
    /// Day and time of publication.
    pub published: (Option<Date>, Option<Time>),
    /// Where it was read.
    pub path: String,
    /// Position there.
    pub position: u64,
    /// Hash of the text as given.
    text: u64,
    /// Hash of the address without what tells one visit from another.
    address: Option<u64>,
    /// Hashes of its short paragraphs.
    short: Box<[u64]>,
    /// Hash of its longest paragraph: what tells one body from another.
    body: u64,
}

impl Card {
    /// The card of an article.
    pub fn of(article: &Article, params: &ReadingParams) -> Self {
        Self {
            id: article.id.clone(),
            outlet: article.outlet.clone(),
            published: (article.published, article.published_time),
            path: article.path.clone(),
            position: article.position,
            text: stable_hash(given_text(article)),
            address: article.url.as_deref().map(|url| stable_hash(&address_key(url))),
            short: short_paragraphs(article, params).map(|(hash, _)| hash).collect(),
            body: longest(article),
        }
    }

    /// What two cards share where one of them may not stay: hashes of the id, of outlet and text, of outlet and address. Cards that are not
    /// joined by such keys, themselves or through others, can be chosen among apart.
    pub fn keys(&self) -> (u64, u64, Option<u64>) {
        let of_outlet = |what: &str, hash: u64| stable_hash(&format!("{what} {} {hash:x}", self.outlet));
        (stable_hash(&format!("id {}", self.id)), of_outlet("text", self.text), self.address.map(|hash| of_outlet("address", hash)))
    }
}

/// Which of some articles stay, meant by their place among these.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Choice {
    /// Those that stay, sorted by id.
    pub kept: Vec<usize>,
    /// Why others do not.
    pub rejects: Vec<Reject>,
    /// Articles that stay with earlier texts of them that do not.
    pub versions: Vec<(usize, usize)>,
}

/// Chooses among articles met twice: of one text the first in reading order stays, of several texts under one address the one
/// published last, or read last where that is level.
pub fn without_repeats(cards: &[Card]) -> Choice {
    let mut by_id: BTreeMap<&str, usize> = BTreeMap::new();
    let mut by_text: BTreeMap<(u64, u64), usize> = BTreeMap::new();
    let mut by_address: BTreeMap<(u64, u64), usize> = BTreeMap::new();
    let mut kept: Vec<usize> = Vec::with_capacity(cards.len());
    let mut rejects = Vec::new();
    let mut versions: Vec<(usize, usize)> = Vec::new();
    for (at, card) in cards.iter().enumerate() {
        let outlet = stable_hash(&card.outlet);
        let text = (outlet, card.text);
        let address = card.address.map(|address| (outlet, address));
        let reject = |of: &Card, reason: &str, detail: String, remedy: &str| Reject::new(&of.path, of.position, reason, detail, remedy);
        let place = |of: &Card| format!("{}, {}", of.path, of.position);
        if let Some(&first) = by_text.get(&text) {
            let detail = format!("the same outlet's same text was met before at {}", place(&cards[kept[first]]));
            rejects.push(reject(card, "duplicate", detail, "none needed").by_intent());
            continue;
        }
        let first = address.as_ref().and_then(|address| by_address.get(address)).copied();
        // An id stands for one article, whatever its address.
        if by_id.get(card.id.as_str()).is_some_and(|known| Some(*known) != first) {
            let detail = format!("the id {} was met before with another text", card.id);
            rejects.push(reject(card, "repeated_id", detail, "give each article an id of its own, or none"));
            continue;
        }
        if let Some(first) = first {
            let later = card.published >= cards[kept[first]].published || card.published.0.is_none();
            let earlier = if later { std::mem::replace(&mut kept[first], at) } else { at };
            let detail = format!("another text of the same address stands at {}", place(&cards[kept[first]]));
            rejects.push(reject(&cards[earlier], "earlier_version", detail, "none needed: changes.csv tells what changed").by_intent());
            // What was met under its own id stays known by it.
            by_id.insert(&cards[kept[first]].id, first);
            by_text.insert(text, first);
            versions.push((first, earlier));
            continue;
        }
        let number = kept.len();
        by_text.insert(text, number);
        address.map(|address| by_address.insert(address, number));
        by_id.insert(&card.id, number);
        kept.push(at);
    }
    let versions = versions.into_iter().map(|(first, earlier)| (kept[first], earlier)).collect();
    kept.sort_by(|a, b| cards[*a].id.cmp(&cards[*b].id));
    Choice { kept, rejects, versions }
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

/// Short paragraphs that recur in many articles of one outlet.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Recurring(BTreeMap<String, BTreeSet<u64>>);

impl Recurring {
    /// Those of some articles. A text that was run several times recurs too: articles that share their longest paragraph count as one.
    pub fn among<'a>(cards: impl IntoIterator<Item = &'a Card>, params: &ReadingParams) -> Self {
        let mut by_outlet: BTreeMap<&str, Vec<&Card>> = BTreeMap::new();
        for card in cards {
            by_outlet.entry(&card.outlet).or_default().push(card);
        }
        let found = by_outlet.into_iter().filter_map(|(outlet, members)| {
            let needed = params.recurring_articles.max((params.recurring_share * members.len() as f64).ceil() as usize).max(2);
            if members.len() < needed {
                return None;
            }
            // (paragraph, body it stands in), sorted: one row for each different body.
            let mut rows: Vec<(u64, u64)> = members.iter().flat_map(|card| card.short.iter().map(|hash| (*hash, card.body))).collect();
            rows.sort_unstable();
            rows.dedup();
            let same = rows.chunk_by(|one, next| one.0 == next.0).filter(|same| same.len() >= needed);
            let recurring: BTreeSet<u64> = same.map(|same| same[0].0).collect();
            (!recurring.is_empty()).then(|| (outlet.to_owned(), recurring))
        });
        Self(found.collect())
    }

    /// True where nothing recurs.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds those of other outlets.
    pub fn join(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Sets them aside in an article.
    pub fn take_off(&self, article: &mut Article, params: &ReadingParams) {
        if let Some(recurring) = self.0.get(&article.outlet) {
            take_off(article, recurring, params);
        }
    }
}

/// Sets aside short paragraphs that recur in many articles of one outlet.
pub fn set_aside_recurring(articles: &mut [Article], params: &ReadingParams) {
    let cards: Vec<Card> = articles.iter().map(|article| Card::of(article, params)).collect();
    let recurring = Recurring::among(&cards, params);
    for article in articles {
        recurring.take_off(article, params);
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
    fn check(articles: &[Article], stay: &[(&str, &str)], reasons: &[&str], versions: &[(&str, &str)]) {
        let cards: Vec<Card> = articles.iter().map(|article| Card::of(article, &ReadingParams::default())).collect();
        let Choice { kept, rejects, versions: earlier } = without_repeats(&cards);
        assert_eq!(kept.iter().map(|at| (articles[*at].id.as_str(), articles[*at].text.as_str())).collect::<Vec<_>>(), stay);
        assert_eq!(rejects.iter().map(|reject| reject.reason.as_str()).collect::<Vec<_>>(), reasons);
        let earlier = earlier.iter().map(|(of, earlier)| (articles[*of].id.as_str(), articles[*earlier].text.as_str()));
        assert_eq!(earlier.collect::<Vec<_>>(), versions);
    }

    #[test]
    fn of_one_address_the_text_published_last_stays() {
        let (old, new) =
            (|| article("a", "https://post.example/1", 2, "old"), || article("a", "http://www.post.example/1/?utm_source=x#top", 3, "new"));
        check(&[old(), new()], &[("a", "new")], &["earlier_version"], &[("a", "old")]);
        check(&[new(), old()], &[("a", "new")], &["earlier_version"], &[("a", "old")]);
        // Without days the one read last.
        let undated = |text: &str| article("a", "https://post.example/1", 0, text);
        check(&[undated("one"), undated("two")], &[("a", "two")], &["earlier_version"], &[("a", "one")]);
        check(&[old(), old()], &[("a", "old")], &["duplicate"], &[]);
    }

    #[test]
    fn an_id_stands_for_one_article() {
        let first = || article("a", "https://post.example/1", 2, "one");
        check(&[first(), article("a", "https://post.example/2", 2, "two")], &[("a", "one")], &["repeated_id"], &[]);
        // A later text of the first address under the id of the second article would make two articles of one id.
        let second = || article("b", "https://post.example/2", 2, "two");
        check(
            &[first(), second(), article("b", "https://post.example/1", 3, "three")],
            &[("a", "one"), ("b", "two")],
            &["repeated_id"],
            &[],
        );
        check(&[first(), article("c", "https://post.example/1", 3, "three")], &[("c", "three")], &["earlier_version"], &[("c", "one")]);
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
