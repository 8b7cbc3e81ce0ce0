//! Same statement: how well the score behind claims tells pairs of clauses that state the same from those that do not.
//!
//! In: `same-statement/pairs.tsv`, judged by reading, and the articles of `allsides/`. Out: a block of figures. The clauses of
//! the set were cut by another splitter: a pair is scored by the mentions that overlap its sentences and share most of its
//! words; where there is none, or no two keys are shared, the score is 0.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::figures::{Block, Figure, Prediction};
use super::gold::{broken, text_of};
use super::sets::Labelled;
use crate::claims::Mention;
use crate::config::Config;
use crate::error::Result;
use crate::lexicon::Lexicon;
use crate::linking::claims::likenesses;
use crate::linking::{Reading, profile};
use crate::pipeline::{Analysis, analyse};

/// A judged pair.
struct Judged {
    id: String,
    label: char,
    event: String,
    /// Article, byte range of the sentence where it is in the text, clause.
    sides: [Side; 2],
}

struct Side {
    article: String,
    /// In characters of the text as given; `None` for the title.
    sentence: Option<(usize, usize)>,
    words: BTreeSet<String>,
}

/// Precision that recall is given at.
const DEMANDED: [f64; 2] = [0.85, 0.90];

/// The figures of the set in `folder`; `articles` are those of `allsides`.
///
/// # Errors
/// Where the table cannot be read.
pub(super) fn measured(
    folder: &Path,
    articles: &[Labelled],
    lexicon: &Lexicon,
    config: &Config,
    seed: u64,
    predictions: &mut Vec<Prediction>,
) -> Result<Block> {
    let pairs = judged(&folder.join("pairs.tsv"))?;
    let events: BTreeSet<&str> = pairs.iter().map(|pair| pair.event.as_str()).collect();
    let mut of_event: BTreeMap<&str, Vec<&Labelled>> = BTreeMap::new();
    for labelled in articles {
        if let Some(event) = labelled.event.as_deref().and_then(|event| events.get(event)) {
            of_event.entry(event).or_default().push(labelled);
        }
    }
    let scores: BTreeMap<&str, Vec<(&str, f64)>> = of_event
        .par_iter()
        .map(|(event, members)| {
            let readings: Vec<Reading> = members.iter().map(|labelled| reading(labelled, lexicon, config)).collect();
            let scored: BTreeMap<((usize, usize), (usize, usize)), f64> =
                likenesses(&readings, lexicon, &config.linking).into_iter().map(|(one, other, same)| ((one, other), same)).collect();
            let of_pair = |pair: &Judged| -> f64 {
                let mentions = |side: &Side| -> Vec<(usize, usize)> {
                    readings
                        .iter()
                        .position(|reading| reading.article.id == side.article)
                        .map_or(Vec::new(), |article| nearest(&readings[article], side).into_iter().map(|at| (article, at)).collect())
                };
                let (left, right) = (mentions(&pair.sides[0]), mentions(&pair.sides[1]));
                let all = left.iter().flat_map(|one| right.iter().map(move |other| (*one, *other)));
                let score = |(one, other)| scored.get(&(one, other)).or_else(|| scored.get(&(other, one))).copied().unwrap_or(0.0);
                all.map(score).fold(0.0, f64::max)
            };
            (*event, pairs.iter().filter(|pair| pair.event == *event).map(|pair| (pair.id.as_str(), of_pair(pair))).collect())
        })
        .collect();
    let by_id: BTreeMap<&str, f64> = scores.values().flatten().copied().collect();
    let rows: Vec<(&Judged, f64)> = pairs
        .iter()
        .filter(|pair| pair.label != 'C')
        .map(|pair| (pair, by_id.get(pair.id.as_str()).copied().unwrap_or(0.0)))
        .collect();
    let answers: Vec<(bool, f64)> = rows.iter().map(|(pair, score)| (matches!(pair.label, 'S' | 'P'), *score)).collect();
    let groups: Vec<&str> = rows.iter().map(|(pair, _)| pair.event.as_str()).collect();
    let mut figures = vec![Figure::of("AUC", &groups, seed, |rows| area(rows, &answers))];
    for demanded in DEMANDED {
        figures.push(Figure::of(&format!("recall at precision {demanded:.2}"), &groups, seed, |rows| recall_at(rows, &answers, demanded)));
    }
    let edge = config.linking.claims.edge;
    let linked = |rows: &[usize]| rows.iter().filter(|&&row| answers[row].1 >= edge).count();
    let right = |rows: &[usize]| rows.iter().filter(|&&row| answers[row].1 >= edge && answers[row].0).count();
    let same = |rows: &[usize]| rows.iter().filter(|&&row| answers[row].0).count();
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    figures.push(Figure::of(&format!("precision from {edge:.2} on"), &groups, seed, |rows| share(right(rows), linked(rows))));
    figures.push(Figure::of(&format!("recall from {edge:.2} on"), &groups, seed, |rows| share(right(rows), same(rows))));
    figures.push(Figure::plain("pairs without a score", Some(answers.iter().filter(|(_, score)| *score <= 0.0).count() as f64), rows.len()));
    predictions.extend(rows.iter().map(|(pair, score)| Prediction {
        set: "same-statement".to_owned(),
        question: "same statement".to_owned(),
        row: pair.id.clone(),
        gold: pair.label.to_string(),
        predicted: if *score >= edge { "same" } else { "other" }.to_owned(),
        score: Some((score * 1e6).round() / 1e6),
    }));
    Ok(Block {
        set: "same-statement".to_owned(),
        split: "all pairs but the contradictory ones, score as it ships, spread over events".to_owned(),
        figures,
    })
}

/// The whole pair table.
fn judged(path: &Path) -> Result<Vec<Judged>> {
    let mut found = Vec::new();
    for (number, line) in text_of(path)?.lines().enumerate().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [id, label, _, _, event, a, start_a, end_a, b, start_b, end_b, clause_a, clause_b] = cells.as_slice() else {
            return Err(broken(path, number + 1, "not 13 cells"));
        };
        let side = |article: &str, start: &str, end: &str, clause: &str| Side {
            article: article.to_owned(),
            sentence: start.parse().ok().zip(end.parse().ok()),
            words: words(clause).collect(),
        };
        found.push(Judged {
            id: (*id).to_owned(),
            label: label.chars().next().unwrap_or('U'),
            event: (*event).to_owned(),
            sides: [side(a, start_a, end_a, clause_a), side(b, start_b, end_b, clause_b)],
        });
    }
    Ok(found)
}

fn words(text: &str) -> impl Iterator<Item = String> {
    text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

fn reading(labelled: &Labelled, lexicon: &Lexicon, config: &Config) -> Reading {
    let article = labelled.article.clone();
    let Analysis { document, hedging, attributions, mentions } = analyse(&article, lexicon, config);
    Reading { profile: profile(&article, &document, lexicon, &config.linking), article, hedging, attributions, mentions }
}

/// The mentions of the side's sentence, or of the headline, that share most with its clause; all that tie.
fn nearest(reading: &Reading, side: &Side) -> Vec<usize> {
    let text = &reading.article.text;
    let bytes = side.sentence.map(|(start, end)| {
        let at = |characters: usize| text.char_indices().nth(characters).map_or(text.len(), |(byte, _)| byte);
        (at(start), at(end))
    });
    let here = |mention: &Mention| match bytes {
        Some((start, end)) => mention.sentence_span.start < end && start < mention.sentence_span.end && !mention.in_headline,
        None => mention.in_headline,
    };
    let likeness = |mention: &Mention| -> f64 {
        let own: BTreeSet<String> = words(mention.span.of(text)).collect();
        let both = own.intersection(&side.words).count() as f64;
        2.0 * both / (own.len() + side.words.len()).max(1) as f64
    };
    let scored: Vec<(usize, f64)> =
        reading.mentions.iter().enumerate().filter(|(_, mention)| here(mention)).map(|(at, mention)| (at, likeness(mention))).collect();
    let best = scored.iter().map(|(_, score)| *score).fold(0.0, f64::max);
    scored.into_iter().filter(|(_, score)| *score > 0.0 && *score >= best).map(|(at, _)| at).collect()
}

/// Area under the curve of hits against false alarms; ties count half.
pub(super) fn area(rows: &[usize], answers: &[(bool, f64)]) -> Option<f64> {
    let mut sorted: Vec<(f64, bool)> = rows.iter().map(|&row| (answers[row].1, answers[row].0)).collect();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let yes = sorted.iter().filter(|(_, yes)| *yes).count();
    let no = sorted.len() - yes;
    if yes == 0 || no == 0 {
        return None;
    }
    let (mut below, mut sum) = (0.0, 0.0);
    for group in sorted.chunk_by(|one, other| one.0.total_cmp(&other.0).is_eq()) {
        let hits = group.iter().filter(|(_, yes)| *yes).count() as f64;
        let misses = group.len() as f64 - hits;
        sum += hits * (below + misses / 2.0);
        below += misses;
    }
    Some(sum / (yes as f64 * no as f64))
}

/// The largest recall of a threshold whose precision is at least `demanded`.
pub(super) fn recall_at(rows: &[usize], answers: &[(bool, f64)], demanded: f64) -> Option<f64> {
    let mut sorted: Vec<(f64, bool)> = rows.iter().map(|&row| (answers[row].1, answers[row].0)).collect();
    sorted.sort_by(|one, other| other.0.total_cmp(&one.0));
    let yes = sorted.iter().filter(|(_, yes)| *yes).count();
    let (mut found, mut right, mut best) = (0, 0, 0);
    for group in sorted.chunk_by(|one, other| one.0.total_cmp(&other.0).is_eq()) {
        found += group.len();
        right += group.iter().filter(|(_, yes)| *yes).count();
        if right as f64 >= demanded * found as f64 {
            best = right;
        }
    }
    (yes > 0).then(|| best as f64 / yes as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn area_and_recall_by_hand() {
        // Scores .9 yes, .8 no, .7 yes, .7 no: of the four pairs of yes and no, (.9,.8) (.9,.7) right, (.7,.8) wrong, (.7,.7) half.
        let answers = [(true, 0.9), (false, 0.8), (true, 0.7), (false, 0.7)];
        assert_eq!(area(&[0, 1, 2, 3], &answers), Some(2.5 / 4.0));
        // Precision 1 at the first, 1/2 from then on.
        assert_eq!(recall_at(&[0, 1, 2, 3], &answers, 0.85), Some(0.5));
        assert_eq!(recall_at(&[0, 1, 2, 3], &answers, 0.5), Some(1.0));
        assert_eq!(area(&[0, 2], &answers), None);
    }
}
