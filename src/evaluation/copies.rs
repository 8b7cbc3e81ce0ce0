//! Copied narrative against edits: pairs made from real articles, of which it is known who copied what.
//!
//! In: the articles of a set. Out: precision and recall of "copies", by kind. A copy has one word in ten replaced by a word of
//! another article, and is whole, has its paragraphs shuffled, or is a stretch of paragraphs inside another article of its topic.
//! Against them stand articles of two outlets on one event: the same told anew, which is no copy.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::asked::Asked;
use super::figures::{Block, Figure, Hits, Prediction};
use super::gold::lines_article;
use super::sets::{self, Labelled};
use super::trees::Draw;
use crate::attribution::Attributions;
use crate::corpus::Article;
use crate::error::Result;
use crate::hedging::Hedging;
use crate::linking::{Reading, copies, profile};
use crate::text::segment;

/// Pairs of each kind.
const PAIRS: usize = 75;
/// Share of the words that are replaced.
const EDITED: f64 = 0.10;
/// Share of the paragraphs that an embedded copy takes.
const TAKEN: f64 = 0.30;
/// Articles with fewer words or paragraphs are not drawn.
const LEAST_WORDS: usize = 250;
const LEAST_PARAGRAPHS: usize = 6;
/// The kinds; the last is no copy.
const KINDS: [&str; 4] = ["whole", "shuffled", "embedded", "told anew"];

/// A pair: the kind, the earlier text, the later one.
struct Pair {
    kind: usize,
    row: String,
    texts: [String; 2],
}

fn paragraphs(article: &Article) -> Vec<&str> {
    article.paragraphs.iter().map(|span| span.of(&article.text)).collect()
}

/// One word in ten replaced by one of `words`; marks and spaces stay.
fn edited(text: &str, words: &[&str], draw: &mut Draw) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in text.split_inclusive(' ') {
        let word = part.trim_end();
        let whole = !word.is_empty() && word.chars().all(char::is_alphabetic);
        if whole && draw.unit() < EDITED && !words.is_empty() {
            parts.push(words[draw.below(words.len())]);
            parts.push(&part[word.len()..]);
        } else {
            parts.push(part);
        }
    }
    parts.concat()
}

/// The pairs of each kind, drawn from the articles.
fn pairs(articles: &[Labelled], known: &BTreeSet<(String, String)>, seed: u64) -> Vec<Pair> {
    let mut draw = Draw(seed);
    let fits = |labelled: &&Labelled| {
        let paragraphs = paragraphs(&labelled.article);
        paragraphs.len() >= LEAST_PARAGRAPHS
            && paragraphs.iter().map(|paragraph| paragraph.split_whitespace().count()).sum::<usize>() >= LEAST_WORDS
    };
    let mut drawn: Vec<&Labelled> = articles.iter().filter(fits).collect();
    draw.shuffle(&mut drawn);
    let words: Vec<&str> = drawn
        .iter()
        .rev()
        .take(200)
        .flat_map(|labelled| labelled.article.text.split(' '))
        .filter(|word| word.chars().all(char::is_alphabetic))
        .collect();
    let mut by_topic: BTreeMap<&str, Vec<&Labelled>> = BTreeMap::new();
    for labelled in drawn.iter().skip(3 * PAIRS).filter(|labelled| !labelled.topic.is_empty()) {
        by_topic.entry(&labelled.topic).or_default().push(labelled);
    }
    let mut found = Vec::new();
    for (at, labelled) in drawn.iter().take(3 * PAIRS).enumerate() {
        let kind = at / PAIRS;
        let mut own = paragraphs(&labelled.article);
        let row = format!("{} {}", KINDS[kind], labelled.article.id);
        let earlier = own.join("\n");
        let later = match kind {
            0 => edited(&own.join("\n"), &words, &mut draw),
            1 => {
                draw.shuffle(&mut own);
                edited(&own.join("\n"), &words, &mut draw)
            }
            _ => {
                let count = ((own.len() as f64 * TAKEN).round() as usize).max(2);
                let start = draw.below(own.len() - count + 1);
                let taken = edited(&own[start..start + count].join("\n"), &words, &mut draw);
                let hosts = by_topic.get(labelled.topic.as_str()).filter(|hosts| !hosts.is_empty());
                let host = hosts.map_or(drawn[drawn.len() - 1 - at], |hosts| hosts[draw.below(hosts.len())]);
                let host = paragraphs(&host.article);
                let (before, behind) = host.split_at(host.len() / 2);
                [before.join("\n"), taken, behind.join("\n")].join("\n")
            }
        };
        found.push(Pair { kind, row, texts: [earlier, later] });
    }
    let mut by_event: BTreeMap<&str, Vec<&Labelled>> = BTreeMap::new();
    for labelled in articles.iter().filter(fits) {
        if let Some(event) = &labelled.event {
            by_event.entry(event).or_default().push(labelled);
        }
    }
    let mut events: Vec<Vec<&Labelled>> = by_event.into_values().collect();
    draw.shuffle(&mut events);
    let told_anew = |event: &Vec<&Labelled>| {
        let (one, other) = (event.first()?, event.get(1)?);
        let (one, other) = (&one.article, &other.article);
        let known = known.contains(&(one.id.clone(), other.id.clone())) || known.contains(&(other.id.clone(), one.id.clone()));
        (one.outlet != other.outlet && !known).then(|| Pair {
            kind: 3,
            row: format!("{} {} {}", KINDS[3], one.id, other.id),
            texts: [paragraphs(one).join("\n"), paragraphs(other).join("\n")],
        })
    };
    found.extend(events.iter().filter_map(told_anew).take(PAIRS));
    found
}

/// True where the program says that the later text copies the earlier one or the other way round.
fn is_copy(pair: &Pair, asked: &Asked<'_>) -> bool {
    let reading = |side: usize| {
        let mut article = lines_article(&side.to_string(), &pair.texts[side]);
        article.outlet = format!("outlet-{side}");
        article.published = jiff::civil::Date::new(2026, 1, 1 + side as i8).ok();
        let document = segment(&article, asked.lexicon);
        Reading {
            profile: profile(&article, &document, asked.lexicon, &asked.config.linking),
            article,
            hedging: Hedging::default(),
            attributions: Attributions::default(),
            mentions: Vec::new(),
        }
    };
    !copies(&[reading(0), reading(1)], &asked.config.linking.copies).is_empty()
}

/// Measures copies made from the articles of `folder`.
pub(super) fn block(folder: &Path, articles: &[Labelled], asked: &Asked<'_>, predictions: &mut Vec<Prediction>) -> Result<Block> {
    let known: BTreeSet<(String, String)> = sets::near_copies(folder)?.into_iter().collect();
    let pairs = pairs(articles, &known, asked.seed);
    let found: Vec<bool> = pairs.par_iter().map(|pair| is_copy(pair, asked)).collect();
    let answers: Vec<(bool, bool)> = pairs.iter().zip(&found).map(|(pair, found)| (pair.kind < 3, *found)).collect();
    let groups: Vec<usize> = (0..pairs.len()).collect();
    let mut figures = vec![
        Figure::of("copies: precision", &groups, asked.seed, |rows| Hits::of(rows, &answers).precision()),
        Figure::of("copies: recall", &groups, asked.seed, |rows| Hits::of(rows, &answers).recall()),
    ];
    for (kind, name) in KINDS.iter().enumerate() {
        let of: Vec<bool> = pairs.iter().zip(&found).filter(|(pair, _)| pair.kind == kind).map(|(_, found)| *found).collect();
        let share = (!of.is_empty()).then(|| of.iter().filter(|found| **found).count() as f64 / of.len() as f64);
        figures.push(Figure::plain(&format!("{name}: taken for a copy"), share, of.len()));
    }
    predictions.extend(pairs.iter().zip(&found).map(|(pair, found)| Prediction {
        set: "allsides".to_owned(),
        question: "copies".to_owned(),
        row: pair.row.clone(),
        gold: (pair.kind < 3).to_string(),
        predicted: found.to_string(),
        score: None,
    }));
    Ok(Block {
        set: "copies".to_owned(),
        split: format!("pairs made from allsides, {:.0} % of the words replaced; against them two outlets on one event", 100.0 * EDITED),
        figures,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_word_in_ten_is_replaced_and_nothing_else() {
        let text = vec!["ferry"; 2_000].join(" ") + ", \"12\".";
        let edited = edited(&text, &["bridge"], &mut Draw(5));
        let replaced = edited.split(' ').filter(|word| *word == "bridge").count();
        // 200 expected, standard deviation 13.4.
        assert!((150..=250).contains(&replaced), "{replaced}");
        assert!(edited.ends_with(", \"12\"."));
        assert_eq!(edited.split(' ').count(), text.split(' ').count());
    }

    #[test]
    fn every_kind_is_made_of_what_it_says() {
        let labelled = |number: usize| {
            let paragraph = |at: usize| format!("Ferry {number} sails to harbour {at} ") + &"with cargo and crew ".repeat(15);
            let text = (0..8).map(paragraph).collect::<Vec<_>>().join("\n");
            let mut article = lines_article(&format!("a{number:03}"), &text);
            article.outlet = format!("outlet-{}", number % 2);
            Labelled { article, event: Some(format!("e{}", number / 2)), topic: "ferries".to_owned() }
        };
        let articles: Vec<Labelled> = (0..400).map(labelled).collect();
        let made = pairs(&articles, &BTreeSet::new(), 1);
        assert_eq!(made.len(), 4 * PAIRS);
        let lines = |pair: &Pair, side: usize| pair.texts[side].lines().count();
        for pair in &made {
            match pair.kind {
                // Eight of the host and .3 of eight of the source.
                2 => assert_eq!((lines(pair, 0), lines(pair, 1)), (8, 10)),
                _ => assert_eq!((lines(pair, 0), lines(pair, 1)), (8, 8)),
            }
        }
        let known: BTreeSet<(String, String)> =
            (0..200).map(|event| (format!("a{:03}", 2 * event), format!("a{:03}", 2 * event + 1))).collect();
        assert!(pairs(&articles, &known, 1).iter().all(|pair| pair.kind < 3));
    }
}
