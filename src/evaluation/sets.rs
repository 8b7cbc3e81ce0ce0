//! Gold readers for article links: one function a set, each to the same [`Labelled`] articles.
//!
//! The sets are public; their texts belong to their outlets and are never copied into the program.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;

use jiff::civil::Date;
use serde::Deserialize;

use super::gold::{broken, ecb, entries, fnc, open, text_of, unreadable};
use crate::corpus::Article;
use crate::error::{Error, Result};
use crate::ids::Span;

/// An article of a gold set.
pub(super) struct Labelled {
    /// The article, cleaned no further than into paragraphs.
    pub(super) article: Article,
    /// The event it reports, where the gold says; articles without one only stand around.
    pub(super) event: Option<String>,
    /// Topic as given.
    pub(super) topic: String,
}

/// A line of `articles.jsonl.gz`.
#[derive(Deserialize)]
struct Line {
    id: String,
    outlet: String,
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    date: Option<String>,
    #[serde(default)]
    topic: Option<String>,
    #[serde(default)]
    text: Option<String>,
}

/// The articles of many outlets in `allsides/`, with the events of `events-train.tsv`.
///
/// # Errors
/// Where a file cannot be read.
pub(super) fn allsides(folder: &Path) -> Result<Vec<Labelled>> {
    let events: BTreeMap<String, String> = event_members(folder)?.into_iter().map(|(event, article)| (article, event)).collect();
    let path = folder.join("articles.jsonl.gz");
    let mut found = Vec::new();
    for line in BufReader::new(flate2::read::GzDecoder::new(open(&path)?)).lines() {
        let line = line.map_err(|source| unreadable(&path, source))?;
        let Ok(line) = serde_json::from_str::<Line>(&line) else { continue };
        let published = line.date.and_then(|date| date.parse::<Date>().ok());
        let title = line.title.unwrap_or_default();
        let article = article(line.id, line.outlet, &line.text.unwrap_or_default(), &title, published);
        found.push(Labelled { event: events.get(&article.id).cloned(), article, topic: line.topic.unwrap_or_default() });
    }
    found.sort_by(|left, right| left.article.id.cmp(&right.article.id));
    Ok(found)
}

/// The events of `allsides/events-train.tsv`: event and article, by id, in the order of the table.
///
/// # Errors
/// Where the file cannot be read.
pub(super) fn event_members(folder: &Path) -> Result<Vec<(String, String)>> {
    let text = text_of(&folder.join("events-train.tsv"))?;
    let member = |line: &str| {
        let mut cells = line.split('\t');
        Some((cells.next()?.to_owned(), cells.nth(1)?.to_owned()))
    };
    Ok(text.lines().skip(1).filter_map(member).collect())
}

/// Pairs of articles with shared text in `allsides/near_duplicates_silver.tsv`, by id.
///
/// # Errors
/// Where the file cannot be read.
pub(super) fn near_copies(folder: &Path) -> Result<Vec<(String, String)>> {
    let text = text_of(&folder.join("near_duplicates_silver.tsv"))?;
    let pair = |line: &str| {
        let cells: Vec<&str> = line.split('\t').collect();
        Some((cells.get(2)?.to_string(), cells.get(5)?.to_string()))
    };
    Ok(text.lines().skip(1).filter_map(pair).collect())
}

/// The bodies of `fnc-1/`; an event is a story: bodies joined by headlines that are related to both.
///
/// # Errors
/// Where a file cannot be read.
pub(super) fn fnc(folder: &Path) -> Result<Vec<Labelled>> {
    let set = fnc::read(folder)?;
    let (_, stories) = set.stories();
    // A story is named by its first body.
    let first = |story: usize| stories.iter().position(|other| *other == story).and_then(|at| set.bodies.get(at)).map(|body| body.0);
    let labelled = set.bodies.iter().zip(&stories).map(|((id, body), &story)| Labelled {
        article: article(format!("fnc-{id}"), format!("outlet-{id}"), body, "", None),
        event: first(story).map(|first| format!("fnc-{first}")),
        topic: String::new(),
    });
    Ok(labelled.collect())
}

/// The texts of `ecbplus/`; each topic holds two events of one kind (`ecb` and `ecbplus` files).
///
/// # Errors
/// Where a folder or file cannot be read.
pub(super) fn ecbplus(folder: &Path) -> Result<Vec<Labelled>> {
    let labelled = ecb::read(folder)?.into_iter().map(|document| {
        let half = if document.name.ends_with("plus") { "plus" } else { "ecb" };
        let text = document.sentences.iter().fold(String::new(), |text, sentence| format!("{text}\n{sentence}"));
        Labelled {
            article: article(document.name.clone(), document.name, &text, "", None),
            event: Some(format!("ecb-{}-{half}", document.topic)),
            topic: document.topic.to_string(),
        }
    });
    Ok(labelled.collect())
}

/// An article of `basil/articles`.
#[derive(Deserialize)]
struct Triplet {
    source: String,
    #[serde(rename = "triplet-uuid")]
    event: String,
    title: String,
    date: String,
    #[serde(rename = "body-paragraphs")]
    paragraphs: Vec<Vec<String>>,
}

/// The articles of `basil/`: three outlets on each event.
///
/// # Errors
/// Where a folder or file cannot be read.
pub(super) fn basil(folder: &Path) -> Result<Vec<Labelled>> {
    let mut found = Vec::new();
    for year in entries(&folder.join("articles"))?.into_iter().filter(|path| path.is_dir()) {
        for path in entries(&year)?.into_iter().filter(|path| path.extension().is_some_and(|end| end == "json")) {
            let text = text_of(&path)?;
            let Ok(read) = serde_json::from_str::<Triplet>(&text) else {
                return Err(Error::Usage { what: format!("{}: no article", path.display()), remedy: "download the set again".to_owned() });
            };
            let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            let text = read.paragraphs.iter().map(|paragraph| paragraph.join(" ")).collect::<Vec<_>>().join("\n");
            let day = read.date.get(..10).and_then(|day| day.parse::<Date>().ok());
            found.push(Labelled {
                article: article(format!("basil-{name}"), read.source.clone(), &text, &read.title, day),
                event: Some(format!("basil-{}", read.event)),
                topic: String::new(),
            });
        }
    }
    found.sort_by(|left, right| left.article.id.cmp(&right.article.id));
    Ok(found)
}

/// The articles of `newswcl50/conll.csv`: five outlets on each event, without dates.
///
/// # Errors
/// Where the file cannot be read.
pub(super) fn newswcl(folder: &Path) -> Result<Vec<Labelled>> {
    let path = folder.join("conll.csv");
    let mut texts: BTreeMap<String, (String, String)> = BTreeMap::new();
    for (number, row) in csv::ReaderBuilder::new().flexible(true).from_reader(open(&path)?).records().enumerate() {
        let row = row.map_err(|error| broken(&path, number + 2, &error.to_string()))?;
        let (Some(document), Some(sentence), Some(word)) = (row.get(2), row.get(3), row.get(5)) else {
            return Err(broken(&path, number + 2, "fewer than 6 cells"));
        };
        let (current, text) = texts.entry(document.to_owned()).or_default();
        if current != sentence {
            text.push('\n');
            sentence.clone_into(current);
        } else if !matches!(word, "," | "." | ";" | ":" | "?" | "!" | "'s" | "n't" | "’s") {
            text.push(' ');
        }
        text.push_str(word);
    }
    let labelled = texts.into_iter().map(|(document, (_, text))| {
        let (event, outlet) = document.split_once('_').unwrap_or((&document, ""));
        Labelled {
            event: Some(format!("newswcl50-{event}")),
            article: article(format!("newswcl50-{document}"), outlet.to_owned(), text.trim(), "", None),
            topic: String::new(),
        }
    });
    Ok(labelled.collect())
}

/// An article of bare text: every line is a paragraph, the title follows the text.
fn article(id: String, outlet: String, text: &str, title: &str, published: Option<Date>) -> Article {
    let given_bytes = text.len();
    let mut text = text.to_owned();
    let mut paragraphs = super::gold::paragraphs(&text);
    paragraphs.retain(|span| span.of(&text) != title.trim());
    let mut headline = None;
    if !title.trim().is_empty() {
        text.push_str("\n\n");
        headline = Some(Span::new(text.len(), text.len() + title.trim().len()));
        text.push_str(title.trim());
    }
    Article { id, outlet, text, given_bytes, headline, published, paragraphs, language: "en".to_owned(), ..Article::default() }
}
