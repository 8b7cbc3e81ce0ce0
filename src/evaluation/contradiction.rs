//! Contradiction, end to end: two texts as articles of two outlets on one event, and whether a claim of it is contested.
//!
//! In: pairs of short texts that people judged, in three formats. Out: precision and recall of "contradicts", and by tag where the
//! gold has tags. Nothing is trained here: this is what a report would say. Sets that only tell what follows from what count
//! everything that does not follow as gold, so that only their precision says anything.

use std::collections::BTreeMap;
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;

use super::asked::Asked;
use super::figures::{Block, Figure, Hits, Prediction, Report};
use super::gold::{self, broken, lines_article, open, text_of};
use crate::error::Result;
use crate::linking::claims::link_claims;
use crate::linking::{Reading, Status, profile};
use crate::pipeline::{Analysis, analyse};

/// The sets: name, file, and what the gold tells.
const SETS: [(&str, &str, Kind); 9] = [
    ("mnli dev", "mnli-dev.csv", Kind::Three),
    ("snli dev", "snli-dev.csv", Kind::Three),
    ("sick dev", "sick-dev.csv", Kind::Three),
    ("anli r1 dev", "anli-r1-dev.csv", Kind::Tagged),
    ("rte-1 dev", "rte1_dev.xml", Kind::Two),
    ("rte-1 test", "rte1_test.xml", Kind::Two),
    ("rte-2 dev", "rte2_dev.xml", Kind::Two),
    ("rte-2 test", "rte2_test.xml", Kind::Two),
    ("rte-3 dev", "rte3_dev.xml", Kind::Two),
];

/// Tags of the hand-tagged set that rules could serve.
const TAGS: [&str; 5] = ["Numerical", "Cardinal", "Dates", "Names", "Negation"];

/// The outlets, which nobody is called.
const OUTLETS: [&str; 2] = ["one.example", "other.example"];

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Entailment, neutral, contradiction.
    Three,
    /// The same with tags by hand.
    Tagged,
    /// Follows or does not.
    Two,
}

/// A pair of texts.
#[derive(Debug, Clone, PartialEq, Default)]
struct Pair {
    row: String,
    texts: [String; 2],
    /// Contradicts, or does not follow where no more is told.
    contradicts: bool,
    tags: Vec<&'static str>,
}

#[derive(Deserialize)]
struct ThreeRow {
    premise: String,
    hypothesis: String,
    label: String,
}

#[derive(Deserialize)]
struct TaggedRow {
    context: String,
    statement: String,
    gold_label: String,
    tags: String,
}

fn read(path: &Path, kind: Kind) -> Result<Vec<Pair>> {
    let mut pairs = Vec::new();
    match kind {
        Kind::Three => {
            for (at, row) in csv::Reader::from_reader(open(path)?).deserialize::<ThreeRow>().enumerate() {
                let row = row.map_err(|source| broken(path, at + 2, &source.to_string()))?;
                let contradicts = row.label == "contradiction";
                pairs.push(Pair { row: (at + 2).to_string(), texts: [row.premise, row.hypothesis], contradicts, tags: Vec::new() });
            }
        }
        Kind::Tagged => {
            for (at, row) in csv::Reader::from_reader(open(path)?).deserialize::<TaggedRow>().enumerate() {
                let row = row.map_err(|source| broken(path, at + 2, &source.to_string()))?;
                let tags = TAGS.into_iter().filter(|tag| row.tags.contains(&format!("'{tag}'"))).collect();
                pairs.push(Pair {
                    row: (at + 2).to_string(),
                    texts: [row.context, row.statement],
                    contradicts: row.gold_label == "c",
                    tags,
                });
            }
        }
        Kind::Two => pairs = entailment(path, &text_of(path)?)?,
    }
    Ok(pairs)
}

/// The pairs of an `<entailment-corpus>`: `<pair id="1" entailment="YES"><t>…</t><h>…</h></pair>`, or `value="TRUE"`.
fn entailment(path: &Path, text: &str) -> Result<Vec<Pair>> {
    let document = roxmltree::Document::parse_with_options(text, roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() })
        .map_err(|source| broken(path, source.pos().row as usize, &source.to_string()))?;
    let mut pairs = Vec::new();
    for pair in document.descendants().filter(|node| node.has_tag_name("pair")) {
        let line = document.text_pos_at(pair.range().start).row as usize;
        let of = |name: &str| {
            let node = pair.children().find(|node| node.has_tag_name(name));
            node.and_then(|node| node.text()).map(|text| text.trim().to_owned()).ok_or_else(|| broken(path, line, &format!("no <{name}>")))
        };
        let answer = pair.attribute("entailment").or_else(|| pair.attribute("value"));
        let follows = answer.ok_or_else(|| broken(path, line, "neither 'entailment' nor 'value'"))?;
        pairs.push(Pair {
            row: pair.attribute("id").unwrap_or_default().to_owned(),
            texts: [of("t")?, of("h")?],
            contradicts: !matches!(follows, "YES" | "TRUE"),
            tags: Vec::new(),
        });
    }
    Ok(pairs)
}

/// For each pair, whether a claim of its event is contested.
fn contested(pairs: &[Pair], asked: &Asked<'_>) -> Vec<bool> {
    let (lexicon, config) = (asked.lexicon, asked.config);
    let texts: Vec<(&str, &str, String)> = pairs
        .iter()
        .enumerate()
        .flat_map(|(number, pair)| {
            let id = move |side: usize| format!("{number:06}-{side}");
            OUTLETS.iter().enumerate().map(move |(side, outlet)| (*outlet, pair.texts[side].as_str(), id(side)))
        })
        .collect();
    let readings: Vec<Reading> = texts
        .par_iter()
        .map(|(outlet, text, id)| {
            let mut article = lines_article(id, text);
            (*outlet).clone_into(&mut article.outlet);
            // Of one day, so that a later figure is no news.
            article.published = jiff::civil::Date::new(2026, 1, 5).ok();
            let Analysis { document, hedging, attributions, mentions } = analyse(&article, lexicon, config);
            Reading { profile: profile(&article, &document, lexicon, &config.linking), article, hedging, attributions, mentions }
        })
        .collect();
    let event_of: Vec<usize> = (0..readings.len()).map(|at| at / 2).collect();
    let origin_of = vec![None; readings.len()];
    let (claims, _) = link_claims(&readings, &event_of, &[], &origin_of, lexicon, &config.linking);
    let mut found = vec![false; pairs.len()];
    for claim in claims.iter().filter(|claim| claim.status == Status::Contested) {
        if let Some(place) = found.get_mut(claim.event) {
            *place = true;
        }
    }
    found
}

/// Measures whether contradictions are found.
///
/// # Errors
/// Where a set cannot be read, or a split or folds are asked for.
pub fn evaluate_contradiction(asked: &Asked<'_>) -> Result<Report> {
    asked.without_parts("contradiction has neither splits nor folds: nothing is trained")?;
    let mut report = Report { task: "contradiction".to_owned(), seed: asked.seed, ..Report::default() };
    for (name, file, kind) in SETS {
        let Some(folder) = gold::folder(asked.data, "contradiction", &[file]) else {
            report.missing.push(format!("contradiction/{file}"));
            continue;
        };
        let pairs = read(&folder.join(file), kind)?;
        let found = contested(&pairs, asked);
        let answers: Vec<(bool, bool)> = pairs.iter().zip(&found).map(|(pair, found)| (pair.contradicts, *found)).collect();
        let groups: Vec<usize> = (0..answers.len()).collect();
        let base = pairs.iter().filter(|pair| pair.contradicts).count() as f64 / pairs.len().max(1) as f64;
        let seed = asked.seed;
        let mut figures = vec![
            Figure::plain(if kind == Kind::Two { "share that does not follow" } else { "share that contradicts" }, Some(base), pairs.len()),
            Figure::plain("contested", Some(found.iter().filter(|found| **found).count() as f64), pairs.len()),
            Figure::of("precision", &groups, seed, |rows| Hits::of(rows, &answers).precision()),
            Figure::of("recall", &groups, seed, |rows| Hits::of(rows, &answers).recall()),
        ];
        let mut by_tag: BTreeMap<&str, Hits> = BTreeMap::new();
        for (pair, answer) in pairs.iter().zip(&answers) {
            for tag in &pair.tags {
                let hits = by_tag.entry(tag).or_default();
                *hits = hits.and(Hits::of(&[0], &[*answer]));
            }
        }
        for (tag, hits) in by_tag {
            figures.push(Figure::plain(&format!("{tag}: precision"), hits.precision(), hits.found));
            figures.push(Figure::plain(&format!("{tag}: recall"), hits.recall(), hits.gold));
        }
        let split = "as it ships, each pair two articles of two outlets of one day on one event; a claim of it is contested".to_owned();
        report.blocks.push(Block { set: name.to_owned(), split, figures });
        report.predictions.extend(pairs.iter().zip(&found).map(|(pair, found)| Prediction {
            set: name.to_owned(),
            question: "contradicts".to_owned(),
            row: pair.row.clone(),
            gold: pair.contradicts.to_string(),
            predicted: found.to_string(),
            score: None,
        }));
    }
    Ok(report)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::lexicon::Lexicon;

    #[test]
    fn both_forms_of_entailment_are_read() {
        let text = "<entailment-corpus>\n<pair id=\"1\" entailment=\"YES\"><t>A ferry sank.</t>\n<h>A boat sank.</h></pair>\n\
                    <pair id=\"2\" value=\"FALSE\"><t>A ferry sank.</t><h>A ferry swam.</h></pair></entailment-corpus>";
        let pairs = entailment(Path::new("x.xml"), text).unwrap();
        assert_eq!(pairs.iter().map(|pair| pair.contradicts).collect::<Vec<_>>(), [false, true]);
        assert_eq!(pairs[0].texts, ["A ferry sank.", "A boat sank."]);
        assert!(entailment(Path::new("x.xml"), "<a><pair id=\"1\" value=\"TRUE\"><t>A</t></pair></a>").is_err());
        assert!(entailment(Path::new("x.xml"), "<a>").is_err());
    }

    #[test]
    fn a_contested_toll_is_found_and_a_plain_echo_is_not() {
        let (lexicon, config) = (Lexicon::english().unwrap(), Config::default());
        let pair = |one: &str, other: &str| Pair { texts: [one.to_owned(), other.to_owned()], ..Pair::default() };
        let pairs = [
            pair("The mayor of Varn signed the harbour treaty on Monday.", "The mayor of Varn did not sign the harbour treaty on Monday."),
            pair(
                "The mayor of Varn signed the harbour treaty on Monday.",
                "The mayor of Varn signed the harbour treaty on Monday in a tent.",
            ),
        ];
        let asked = Asked { data: Path::new("."), lexicon: &lexicon, config: &config, split: None, folds: None, seed: 1 };
        assert_eq!(contested(&pairs, &asked), [true, false]);
    }
}
