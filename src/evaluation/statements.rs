//! Same statement: how well the score behind claims tells pairs of clauses that state the same from those that do not.
//!
//! In: `same-statement/pairs.tsv`, judged by reading, and the articles of `allsides/`. Out: figures. The
//! clauses of the set were cut by another splitter, and what was judged are they: each is read by itself and put where it
//! stands in its article, so that it is weighed among the mentions of its event. One that states nothing even so is scored by
//! the mentions that overlap its sentence and share most of its words, else 0.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::asked::folds_of;
use super::figures::{Block, Figure, Prediction};
use super::gold::{broken, text_of};
use super::logistic::{Example, logistic};
use super::sets::Labelled;
use crate::claims::Mention;
use crate::config::{Config, LinkingParams, SAME_WEIGHTS, SameWeights};
use crate::corpus::Article;
use crate::error::Result;
use crate::ids::Span;
use crate::lexicon::{Lexicon, PairModel};
use crate::linking::claims::{Likeness, MentionPlace};
use crate::linking::{ClaimLinker, RarityCount, Reading, profile};
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
    clause: String,
}

/// Precision that recall is given at.
const DEMANDED: [f64; 2] = [0.85, 0.90];

/// The judged pairs with the readings of their events.
pub(super) struct Judgements {
    pairs: Vec<Judged>,
    events: BTreeMap<String, Event>,
}

/// An event: its articles, further ones for clauses that its articles hold no mention of, and where the pairs' mentions are.
struct Event {
    readings: Vec<Reading>,
    /// For each pair of the event: its number, and the mentions of both sides.
    places: Vec<(usize, Sides)>,
}

/// The mentions of both sides of a pair.
type Sides = [Vec<MentionPlace>; 2];

/// What a pair gives to learn from or to judge by.
#[derive(Clone, Copy)]
struct Found {
    same: f64,
    unguarded: f64,
    /// By the judgement of pairs.
    judged: f64,
    numbers: SameWeights,
}

/// Folds of training, by event.
const FOLDS: usize = 10;

/// How strongly the standardised weights are drawn to those that ship (of 3, 10, 30, 100, 300 and 1,000 on these folds: area
/// .772, .773, .776, .777, .774, .770).
const RIDGE: f64 = 100.0;

/// The same for the runs of letters, of which nothing was known before.
const FREE: f64 = 3.0;

/// ... and for runs of four words: pairs with many were left out of the set, so that it cannot tell what they weigh.
const PINNED: f64 = 1e6;

impl Judgements {
    /// Reads the set in `folder`; `articles` are those of `allsides`.
    ///
    /// # Errors
    /// Where the table cannot be read.
    pub(super) fn read(folder: &Path, articles: &[Labelled], lexicon: &Lexicon, config: &Config) -> Result<Self> {
        let pairs = judged(&folder.join("pairs.tsv"))?;
        let mut members: BTreeMap<&str, Vec<&Labelled>> = pairs.iter().map(|pair| (pair.event.as_str(), Vec::new())).collect();
        for labelled in articles {
            if let Some(of_event) = labelled.event.as_deref().and_then(|event| members.get_mut(event)) {
                of_event.push(labelled);
            }
        }
        let events = members
            .into_par_iter()
            .map(|(event, members)| {
                let mut readings: Vec<Reading> = members.iter().map(|labelled| reading(&labelled.article, lexicon, config)).collect();
                let mut places = Vec::new();
                for (number, pair) in pairs.iter().enumerate().filter(|(_, pair)| pair.event == event) {
                    places.push((number, pair.sides.each_ref().map(|side| placed(side, &mut readings, lexicon, config))));
                }
                (event.to_owned(), Event { readings, places })
            })
            .collect();
        Ok(Self { pairs, events })
    }

    /// What each pair gives with these weights; `None` where one side holds no mention at all.
    fn found(&self, weights: &SameWeights, model: &PairModel, lexicon: &Lexicon, params: &LinkingParams) -> Vec<Option<Found>> {
        let mut params = params.clone();
        params.claims.same = *weights;
        let of_events: Vec<Vec<(usize, Option<Found>)>> =
            self.events.par_iter().map(|(_, event)| event.found(model, lexicon, &params)).collect();
        let mut found = vec![None; self.pairs.len()];
        for (number, pair) in of_events.into_iter().flatten() {
            found[number] = pair;
        }
        found
    }

    /// Weights learnt from the pairs in `rows`: first without the margin, which depends on the other weights, then with it.
    fn fit(&self, rows: &[usize], lexicon: &Lexicon, params: &LinkingParams) -> SameWeights {
        let pull = SameWeights {
            bias: 1e-6,
            four_grams: PINNED,
            letters: FREE,
            letters_of_fewer: FREE,
            letters_of_more: FREE,
            ..SameWeights::from_numbers([RIDGE; SAME_WEIGHTS])
        };
        let learn = |weights: &SameWeights, margins: bool| {
            let found = self.found(weights, &PairModel::default(), lexicon, params);
            let examples: Vec<Example<SAME_WEIGHTS>> = rows
                .iter()
                .filter_map(|&row| {
                    let numbers = found[row]?.numbers;
                    let margin = if margins { numbers.margin } else { 0.0 };
                    Some(Example { numbers: SameWeights { margin, ..numbers }.numbers(), yes: self.is_same(row)?, weight: 1.0 })
                })
                .collect();
            SameWeights::from_numbers(logistic(&examples, &SameWeights::default().numbers(), &pull.numbers()))
        };
        // Runs of letters are read only where they count: next to nothing, to begin with.
        let start = SameWeights { letters: f64::EPSILON, ..SameWeights::from_numbers([0.0; SAME_WEIGHTS]) };
        let first = learn(&start, false);
        let second = learn(&first, true);
        SameWeights::from_numbers(second.numbers().map(|weight| (weight * 1e4).round() / 1e4))
    }

    /// Whether both clauses state the same; `None` for a contradictory pair.
    fn is_same(&self, row: usize) -> Option<bool> {
        let label = self.pairs.get(row)?.label;
        (label != 'C').then_some(matches!(label, 'S' | 'P'))
    }

    /// Whether an article is in the set.
    pub(super) fn knows(&self, article: &str) -> bool {
        self.pairs.iter().any(|pair| pair.sides.iter().any(|side| side.article == article))
    }

    /// The figures of the weights that ship, and of weights learnt from this set in folds of whole events: how far wording goes
    /// on pairs that are hard on purpose.
    /// `model` is the judgement of pairs, learnt without the articles of this set.
    pub(super) fn measured(
        &self,
        model: &PairModel,
        lexicon: &Lexicon,
        params: &LinkingParams,
        seed: u64,
        predictions: &mut Vec<Prediction>,
    ) -> Vec<Block> {
        let groups: Vec<&str> = self.pairs.iter().map(|pair| pair.event.as_str()).collect();
        let folds = folds_of(&groups, FOLDS, seed);
        let mut by_fold: Vec<Option<Found>> = vec![None; self.pairs.len()];
        for fold in 0..FOLDS {
            let rows: Vec<usize> = (0..self.pairs.len()).filter(|&row| folds[row] != fold).collect();
            let found = self.found(&self.fit(&rows, lexicon, params), model, lexicon, params);
            for (row, place) in by_fold.iter_mut().enumerate().filter(|(row, _)| folds[*row] == fold) {
                *place = found[row];
            }
        }
        let shipped = self.found(&params.claims.same, model, lexicon, params);
        let edge = params.claims.edge;
        for (row, pair) in self.pairs.iter().enumerate() {
            let score = by_fold[row].map_or(0.0, |found| found.unguarded);
            predictions.push(Prediction {
                set: "same-statement".to_owned(),
                question: "same statement".to_owned(),
                row: pair.id.clone(),
                gold: pair.label.to_string(),
                predicted: if score >= edge { "same" } else { "other" }.to_owned(),
                score: Some((score * 1e6).round() / 1e6),
            });
        }
        let block = |found: &[Option<Found>], split: String| Block {
            set: "same-statement".to_owned(),
            split,
            figures: self.figures(found, edge, seed),
        };
        vec![
            block(&by_fold, format!("all pairs but the contradictory ones, weights learnt in {FOLDS} folds by event")),
            block(&shipped, "the same, weights as they ship".to_owned()),
            Block {
                set: "same-statement".to_owned(),
                split: "the same, by the judgement of pairs, learnt from pairs of other articles".to_owned(),
                figures: self.judged_figures(&shipped, seed),
            },
        ]
    }

    fn judged_figures(&self, found: &[Option<Found>], seed: u64) -> Vec<Figure> {
        let asked = (0..self.pairs.len()).filter_map(|row| Some((row, self.is_same(row)?)));
        let (answers, groups): (Vec<(bool, f64)>, Vec<&str>) =
            asked.map(|(row, same)| ((same, found[row].map_or(0.0, |found| found.judged)), self.pairs[row].event.as_str())).unzip();
        told_apart(&answers, &groups, DEMANDED, seed)
    }

    fn figures(&self, found: &[Option<Found>], edge: f64, seed: u64) -> Vec<Figure> {
        let rows: Vec<(bool, Option<Found>, &str)> =
            (0..self.pairs.len()).filter_map(|row| Some((self.is_same(row)?, found[row], self.pairs[row].event.as_str()))).collect();
        let of = |pick: fn(&Found) -> f64| -> Vec<(bool, f64)> {
            rows.iter().map(|(same, found, _)| (*same, found.as_ref().map_or(0.0, pick))).collect()
        };
        let (answers, guarded) = (of(|found| found.unguarded), of(|found| found.same));
        let groups: Vec<&str> = rows.iter().map(|row| row.2).collect();
        let mut figures = told_apart(&answers, &groups, DEMANDED, seed);
        figures.push(Figure::of("AUC with the guards of claims", &groups, seed, |rows| area(rows, &guarded)));
        let linked = |rows: &[usize]| rows.iter().filter(|&&row| guarded[row].1 >= edge).count();
        let right = |rows: &[usize]| rows.iter().filter(|&&row| guarded[row].1 >= edge && guarded[row].0).count();
        let same = |rows: &[usize]| rows.iter().filter(|&&row| guarded[row].0).count();
        let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
        figures
            .push(Figure::of(&format!("with guards: precision from {edge:.2} on"), &groups, seed, |rows| share(right(rows), linked(rows))));
        figures.push(Figure::of(&format!("with guards: recall from {edge:.2} on"), &groups, seed, |rows| share(right(rows), same(rows))));
        let missing = rows.iter().filter(|row| row.1.is_none()).count();
        figures.push(Figure::plain("pairs with a side that states nothing", Some(missing as f64), rows.len()));
        figures
    }
}

impl Event {
    /// For each pair of the event the best of its mentions.
    fn found(&self, model: &PairModel, lexicon: &Lexicon, params: &LinkingParams) -> Vec<(usize, Option<Found>)> {
        fn both([left, right]: &Sides) -> impl Iterator<Item = (MentionPlace, MentionPlace)> + '_ {
            left.iter().flat_map(|one| right.iter().map(|other| (*one, *other)))
        }
        let asked: Vec<_> = self.places.iter().flat_map(|(_, sides)| both(sides)).collect();
        let linker = ClaimLinker::new(RarityCount::of(&self.readings), lexicon, params);
        let found =
            |Likeness { same, unguarded, numbers, looked_at }| Found { same, unguarded, judged: model.probability(&looked_at), numbers };
        let likenesses = linker.likenesses(&self.readings, &asked, true);
        let scored: BTreeMap<_, Found> =
            asked.iter().copied().zip(likenesses).filter_map(|(pair, likeness)| Some((pair, found(likeness?)))).collect();
        let best = |sides: &Sides| {
            let found = both(sides).filter_map(|pair| scored.get(&pair).copied());
            found.reduce(|best, next| if next.unguarded > best.unguarded { next } else { best })
        };
        self.places.iter().map(|(number, sides)| (*number, best(sides))).collect()
    }
}

/// The clause as it was judged, as a further mention of its article: read by itself, in the place of the mentions nearest to
/// it. Where it states nothing by itself, those.
fn placed(side: &Side, readings: &mut [Reading], lexicon: &Lexicon, config: &Config) -> Vec<MentionPlace> {
    let near = nearest(readings, side);
    let Some(at) = readings.iter().position(|reading| reading.article.id == side.article) else { return Vec::new() };
    let text = side.clause.clone();
    let alone = Article {
        id: side.article.clone(),
        outlet: readings[at].article.outlet.clone(),
        published: readings[at].article.published,
        paragraphs: vec![Span::new(0, text.len())],
        given_bytes: text.len(),
        language: "en".to_owned(),
        text,
        ..Article::default()
    };
    let length = |mention: &Mention| mention.span.end - mention.span.start;
    let read =
        analyse(&alone, lexicon, config).mentions.into_iter().reduce(|most, next| if length(&next) > length(&most) { next } else { most });
    let Some(mut mention) = read else { return near };
    let home = &mut readings[at];
    home.article.text.push_str("\n\n");
    let start = home.article.text.len();
    home.article.text.push_str(&side.clause);
    mention.span = Span::new(start, home.article.text.len());
    mention.sentence_span = mention.span;
    mention.in_headline = side.sentence.is_none();
    let neighbour = near.first().and_then(|(_, near)| home.mentions.get(*near));
    mention.sentence = if mention.in_headline { 0 } else { neighbour.map_or(UNKNOWN_PLACE, |neighbour| neighbour.sentence) };
    mention.attribution = neighbour.and_then(|neighbour| neighbour.attribution);
    home.mentions.push(mention);
    vec![(at, home.mentions.len() - 1)]
}

/// The sentence that a clause counts for whose place is not known.
const UNKNOWN_PLACE: usize = 10;

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
            clause: clause.replace(" ’", "’").replace(" '", "'").replace(" ,", ","),
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

fn reading(article: &Article, lexicon: &Lexicon, config: &Config) -> Reading {
    let Analysis { document, hedging, attributions, mentions } = analyse(article, lexicon, config);
    Reading { profile: profile(article, &document, lexicon, &config.linking), article: article.clone(), hedging, attributions, mentions }
}

/// The mentions of the side's sentence, or of the headline, that share most with its clause; all that tie.
fn nearest(readings: &[Reading], side: &Side) -> Vec<MentionPlace> {
    let Some((article, reading)) = readings.iter().enumerate().find(|(_, reading)| reading.article.id == side.article) else {
        return Vec::new();
    };
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
    scored.into_iter().filter(|(_, score)| *score > 0.0 && *score >= best).map(|(at, _)| (article, at)).collect()
}

/// How well scores tell what is so from what is not: area under the curve, and recall at each demanded precision.
pub(super) fn told_apart(answers: &[(bool, f64)], groups: &[&str], demanded: [f64; 2], seed: u64) -> Vec<Figure> {
    let recall = demanded.map(|demanded| {
        let name = format!("recall at precision {demanded:.2}");
        Figure::of(&name, groups, seed, |rows| recall_at(rows, answers, demanded))
    });
    std::iter::once(Figure::of("AUC", groups, seed, |rows| area(rows, answers))).chain(recall).collect()
}

/// Area under the curve of hits against false alarms; ties count half.
fn area(rows: &[usize], answers: &[(bool, f64)]) -> Option<f64> {
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
fn recall_at(rows: &[usize], answers: &[(bool, f64)], demanded: f64) -> Option<f64> {
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
