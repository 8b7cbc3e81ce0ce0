//! What an article makes of a headline: the models trained, and measured against the headlines and bodies of a public challenge.
//!
//! In: `fnc-1/` or a folder in the same format. Out: the files `stance_*` under `src/linking/model/`, or figures. Folds are whole
//! stories: bodies joined by headlines that are about both, and headlines that share a body. A pair counts where headline and body
//! are in one fold.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::asked::{Asked, folds_of};
use super::figures::{Block, Figure, Prediction, Report};
use super::gold::fnc::{self, Pair, STANCES};
use super::gold::{self, lines_article, sentence_article};
use super::linear::{Example, Fitting, fit};
use super::linking::write;
use super::trees::{Boosting, Rows, boost};
use crate::corpus::Article;
use crate::error::{Error, Result};
use crate::ids::BodyStance as Stance;
use crate::lexicon::{Lexicon, STANCE_FEATURES, STANCE_LINEAR, STANCE_ZONES, StanceLexicon, StanceModel, StanceWeights};
use crate::linking::stance::{Beside, Numbers, Text, decide, fill, headline_refutes, is_of_body, places, said, text};
use crate::text::segment;

const FOLDS: usize = 5;
/// Folds inside the training rows, from which the deciding trees learn what the linear models say of rows they have not seen.
const INNER: usize = 4;
/// A word is in the vocabulary where it occurs in so many stories.
const LEAST_STORIES: usize = 25;
/// Share of unrelated pairs that the figures are weighed to: that of the challenge's test part.
const UNRELATED: f64 = 0.722;

/// What `train stance` made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TrainedStance {
    /// Pairs of headline and body.
    pub pairs: usize,
    /// Words and pairs of words of the vocabulary.
    pub words: usize,
    /// Bytes of the files.
    pub bytes: usize,
}

fn name(stance: Stance) -> &'static str {
    STANCES.iter().find(|(known, _)| *known == stance).map_or("", |(_, name)| name)
}

/// The set, read for stance.
struct Set {
    headlines: Vec<Text>,
    bodies: Vec<Text>,
    /// Story of each headline and body.
    headline_story: Vec<usize>,
    body_story: Vec<usize>,
    pairs: Vec<Pair>,
}

/// A pair ready to learn from or judge.
struct Ready {
    numbers: Numbers,
    /// Places of the vocabulary; empty for unrelated pairs in training.
    items: [Vec<u32>; STANCE_ZONES],
}

fn read(folder: &Path, lexicon: &Lexicon, signs: &StanceLexicon) -> Result<Set> {
    let set = fnc::read(folder)?;
    let (headline_story, body_story) = set.stories();
    let one = |article: Article| {
        let document = segment(&article, lexicon);
        text(&document, 0..document.sentences.len(), lexicon, signs)
    };
    Ok(Set {
        headlines: set.headlines.par_iter().map(|headline| one(sentence_article(headline))).collect(),
        bodies: set.bodies.par_iter().map(|(id, body)| one(lines_article(&id.to_string(), body))).collect(),
        headline_story,
        body_story,
        pairs: set.pairs,
    })
}

fn ready(set: &Set) -> Vec<Ready> {
    let one = |pair: &Pair| {
        let beside = Beside::new(&set.headlines[pair.headline], &set.bodies[pair.body]);
        Ready { numbers: beside.numbers(), items: beside.items() }
    };
    set.pairs.par_iter().map(one).collect()
}

/// The words of many stories.
fn vocabulary(set: &Set, ready: &[Ready], related: &[usize]) -> Vec<u32> {
    let mut stories: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for &at in related {
        for &item in ready[at].items.iter().flatten() {
            stories.entry(item).or_default().insert(set.body_story[set.pairs[at].body]);
        }
    }
    stories.into_iter().filter(|(_, stories)| stories.len() >= LEAST_STORIES).map(|(item, _)| item).collect()
}

/// Answers of the four linear models for a pair: is it so?
fn answers(stance: Stance, row: &Numbers) -> [bool; STANCE_LINEAR] {
    let refuted = (stance == Stance::Denies) != headline_refutes(row);
    [stance == Stance::Affirms, stance == Stance::Denies, stance == Stance::Reports, refuted]
}

/// A pair of which it is known which words it has.
struct Worded {
    at: usize,
    places: Vec<u32>,
    weight: f64,
}

fn linear_models(set: &Set, ready: &[Ready], rows: &[&Worded], words: usize) -> [StanceWeights; STANCE_LINEAR] {
    let slots = (words * STANCE_ZONES).max(2);
    let bits = usize::BITS - (slots - 1).leading_zeros();
    let how = Fitting { bits, cost: 4.0, logistic: true, scaled: true };
    let one = |which: usize| {
        let examples: Vec<Example> = rows
            .iter()
            .map(|row| {
                // Whether the body refutes its story is read off the body alone.
                let kept = row.places.iter().filter(|&&place| which < 3 || is_of_body(place));
                Example {
                    marks: kept.map(|place| place << (32 - bits)).collect(),
                    answer: f64::from(u8::from(answers(set.pairs[row.at].stance, &ready[row.at].numbers)[which])),
                    weight: row.weight,
                }
            })
            .collect();
        let compact = fit(&examples.iter().collect::<Vec<_>>(), &how).compact(bits);
        StanceWeights { bias: compact.bias, scale: compact.scale, weights: compact.weights[..words * STANCE_ZONES].to_vec() }
    };
    let models: Vec<StanceWeights> = (0..STANCE_LINEAR).into_par_iter().map(one).collect();
    let mut models = models.into_iter();
    std::array::from_fn(|_| models.next().unwrap_or_default())
}

/// Learns from the pairs whose headline and body are both in `stories`.
fn learn(set: &Set, ready: &[Ready], inside: &dyn Fn(usize) -> bool, seed: u64) -> StanceModel {
    let both = |pair: &Pair| inside(set.headline_story[pair.headline]) && inside(set.body_story[pair.body]);
    let all: Vec<usize> = (0..set.pairs.len()).filter(|&at| both(&set.pairs[at])).collect();
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    for &at in all.iter().filter(|&&at| set.pairs[at].stance != Stance::Unrelated) {
        *sizes.entry(set.body_story[set.pairs[at].body]).or_default() += 1;
    }
    let weight = |at: usize| 1.0 / (sizes.get(&set.body_story[set.pairs[at].body]).copied().unwrap_or(1) as f64).sqrt();
    let related: Vec<usize> = all.iter().copied().filter(|&at| set.pairs[at].stance != Stance::Unrelated).collect();

    let mut rows = Rows::default();
    for &at in &all {
        rows.features.push(ready[at].numbers);
        rows.labels.push(set.pairs[at].stance != Stance::Unrelated);
        rows.weights.push(1.0);
    }
    let how = |trees, leaves, least_rows, ridge| Boosting {
        trees,
        leaves,
        rate: 0.1,
        least_rows,
        row_share: 0.8,
        feature_share: 0.5,
        ridge,
        signs: [0; STANCE_FEATURES.len()],
        seed: 4,
    };
    let model_of_related = boost(&rows, &how(120, 12, 20, 1.0));

    let vocabulary = vocabulary(set, ready, &related);
    let worded: Vec<Worded> =
        related.par_iter().map(|&at| Worded { at, places: places(&ready[at].items, &vocabulary), weight: weight(at) }).collect();
    let stories: Vec<usize> = worded.iter().map(|row| set.body_story[set.pairs[row.at].body]).collect();
    let inner = folds_of(&stories, INNER, seed);
    let mut rows = [(); 3].map(|()| Rows::default());
    for fold in 0..INNER {
        let rest: Vec<&Worded> = worded.iter().zip(&inner).filter(|(_, of)| **of != fold).map(|(row, _)| row).collect();
        let models = linear_models(set, ready, &rest, vocabulary.len());
        for (row, _) in worded.iter().zip(&inner).filter(|(_, of)| **of == fold) {
            let mut numbers = ready[row.at].numbers;
            fill(&mut numbers, said(&models, &row.places));
            for (which, rows) in rows.iter_mut().enumerate() {
                rows.features.push(numbers);
                rows.labels.push(answers(set.pairs[row.at].stance, &numbers)[which]);
                rows.weights.push(row.weight as f32);
            }
        }
    }
    let mut deciding = rows.iter().map(|rows| boost(rows, &how(100, 8, 20, 5.0)));
    StanceModel {
        related: model_of_related,
        deciding: std::array::from_fn(|_| deciding.next().unwrap_or_default()),
        linear: linear_models(set, ready, &worded.iter().collect::<Vec<_>>(), vocabulary.len()),
        vocabulary,
    }
}

/// Trains the models on the set under `data` and writes them to `out`.
///
/// # Errors
/// Where the set cannot be read or a file not written.
pub fn train_stance(data: &Path, out: &Path, lexicon: &Lexicon) -> Result<TrainedStance> {
    let Some(folder) = gold::folder(data, fnc::NAME, &[fnc::MARK]) else {
        return Err(Error::Usage {
            what: format!("{} holds no folder {}", data.display(), fnc::NAME),
            remedy: "name the folder that holds the sets, each in its own folder".to_owned(),
        });
    };
    let set = read(&folder, lexicon, &StanceLexicon::english()?)?;
    if set.pairs.iter().all(|pair| pair.stance == Stance::Unrelated) {
        return Err(Error::Usage {
            what: format!("{} holds no pair that is related", folder.display()),
            remedy: "download the set again: a model of nothing would take the place of the one that ships".to_owned(),
        });
    }
    let ready = ready(&set);
    let model = learn(&set, &ready, &|_| true, 1);
    let words = model.words_to_bytes();
    let mut bytes = words.len();
    let [affirms, denies, reports] = &model.deciding;
    for (name, trees) in [("related", &model.related), ("affirms", affirms), ("denies", denies), ("reports", reports)] {
        let text = trees.to_csv(&STANCE_FEATURES);
        bytes += text.len();
        write(&out.join(format!("stance_{name}.csv")), text.as_bytes())?;
    }
    write(&out.join("stance_words.bin"), &words)?;
    Ok(TrainedStance { pairs: set.pairs.len(), words: model.vocabulary.len(), bytes })
}

/// Measures what articles make of headlines.
///
/// # Errors
/// Where the set cannot be read, or a split is asked for.
pub fn evaluate_stance(asked: &Asked<'_>) -> Result<Report> {
    let mut report = Report { task: "stance".to_owned(), seed: asked.seed, ..Report::default() };
    if asked.split.is_some() {
        return Err(Error::Usage { what: "stance has folds of its own".to_owned(), remedy: "leave out --split".to_owned() });
    }
    let Some(folder) = gold::folder(asked.data, fnc::NAME, &[fnc::MARK]) else {
        report.missing.push(fnc::NAME.to_owned());
        return Ok(report);
    };
    let signs = StanceLexicon::english()?;
    let set = read(&folder, asked.lexicon, &signs)?;
    let ready = ready(&set);
    let params = &asked.config.linking.stance;
    let folds = asked.folds.unwrap_or(FOLDS);
    let mut stories: Vec<usize> = set.headline_story.iter().chain(&set.body_story).copied().collect();
    stories.sort_unstable();
    stories.dedup();
    let fold_of: BTreeMap<usize, usize> = stories.iter().copied().zip(folds_of(&stories, folds.max(1), asked.seed)).collect();
    let mut found: Vec<(usize, Stance)> = Vec::new();
    for fold in 0..folds.max(1) {
        let of = |story: usize| fold_of.get(&story).copied().unwrap_or(0);
        let learnt;
        let model = if folds == 0 {
            &signs.model
        } else {
            learnt = learn(&set, &ready, &|story| of(story) != fold, asked.seed);
            &learnt
        };
        let here = |pair: &Pair| of(set.headline_story[pair.headline]) == fold && of(set.body_story[pair.body]) == fold;
        for (at, pair) in set.pairs.iter().enumerate().filter(|(_, pair)| here(pair)) {
            let (stance, related, shares) = decide(ready[at].numbers, &places(&ready[at].items, &model.vocabulary), model, params);
            let share = match stance {
                Stance::Affirms => shares[0],
                Stance::Denies => shares[1],
                Stance::Reports => shares[2],
                Stance::Unrelated => 1.0 - related,
            };
            found.push((at, stance));
            report.predictions.push(Prediction {
                set: fnc::NAME.to_owned(),
                question: "stance".to_owned(),
                row: pair.line.to_string(),
                gold: name(pair.stance).to_owned(),
                predicted: name(stance).to_owned(),
                score: Some(share),
            });
        }
    }
    let answers: Vec<(Stance, Stance)> = found.iter().map(|(at, stance)| (set.pairs[*at].stance, *stance)).collect();
    let groups: Vec<usize> = found.iter().map(|(at, _)| set.body_story[set.pairs[*at].body]).collect();
    let related = answers.iter().filter(|(gold, _)| *gold != Stance::Unrelated).count() as f64;
    let others = answers.len() as f64 - related;
    // Each unrelated pair counts so much that they make up the share of the challenge.
    let weight = if others > 0.0 { UNRELATED / (1.0 - UNRELATED) * related / others } else { 1.0 };
    let seed = asked.seed;
    let mut figures = vec![
        Figure::of("FNC score", &groups, seed, |rows| fnc(rows, &answers, weight)),
        Figure::of("macro F1", &groups, seed, |rows| {
            let each: Vec<f64> = STANCES.iter().filter_map(|(stance, _)| f1(rows, &answers, weight, *stance)).collect();
            (!each.is_empty()).then(|| each.iter().sum::<f64>() / each.len() as f64)
        }),
    ];
    for (stance, name) in STANCES {
        figures.push(Figure::of(&format!("F1 {name}"), &groups, seed, |rows| f1(rows, &answers, weight, stance)));
    }
    let said = if folds == 0 { "model as it ships (trained on these pairs)".to_owned() } else { format!("{folds} folds by story") };
    let split = format!("train, {said}, headline and body in one fold, unrelated weighed to {:.1} %", 100.0 * UNRELATED);
    report.blocks.push(Block { set: fnc::NAME.to_owned(), split, figures });
    Ok(report)
}

fn weight_of(gold: Stance, weight: f64) -> f64 {
    if gold == Stance::Unrelated { weight } else { 1.0 }
}

/// The score of the challenge, as a share of the best there could be: a quarter for related or not, three for the right stance.
fn fnc(rows: &[usize], answers: &[(Stance, Stance)], weight: f64) -> Option<f64> {
    let (mut got, mut best) = (0.0, 0.0);
    for &(gold, found) in rows.iter().filter_map(|&row| answers.get(row)) {
        let (full, points) = match (gold, found) {
            (Stance::Unrelated, Stance::Unrelated) => (0.25, 0.25),
            (Stance::Unrelated, _) => (0.25, 0.0),
            (_, Stance::Unrelated) => (1.0, 0.0),
            (gold, found) if gold == found => (1.0, 1.0),
            _ => (1.0, 0.25),
        };
        got += weight_of(gold, weight) * points;
        best += weight_of(gold, weight) * full;
    }
    (best > 0.0).then(|| got / best)
}

fn f1(rows: &[usize], answers: &[(Stance, Stance)], weight: f64, stance: Stance) -> Option<f64> {
    let (mut right, mut both) = (0.0, 0.0);
    for &(gold, found) in rows.iter().filter_map(|&row| answers.get(row)) {
        let weight = weight_of(gold, weight);
        right += if gold == stance && found == stance { 2.0 * weight } else { 0.0 };
        both += weight * (f64::from(u8::from(gold == stance)) + f64::from(u8::from(found == stance)));
    }
    (both > 0.0).then(|| right / both)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Stance::{Affirms, Denies, Reports, Unrelated};

    #[test]
    fn the_score_of_the_challenge_by_hand() {
        // A right stance (1), a wrong one among related (.25), a related one missed (0), an unrelated one found (.25 of .25).
        let answers = [(Affirms, Affirms), (Reports, Denies), (Denies, Unrelated), (Unrelated, Unrelated)];
        assert!((fnc(&[0, 1, 2, 3], &answers, 1.0).unwrap() - 1.5 / 3.25).abs() < 1e-9);
        // Unrelated pairs count twice: (1 + .25 + .5) / (3 + .5).
        assert!((fnc(&[0, 1, 2, 3], &answers, 2.0).unwrap() - 1.75 / 3.5).abs() < 1e-9);
        assert_eq!(fnc(&[], &answers, 1.0), None);
        // Unrelated: right with weight 2; found 2 + 1, gold 2.
        assert!((f1(&[0, 1, 2, 3], &answers, 2.0, Unrelated).unwrap() - 4.0 / 5.0).abs() < 1e-9);
        assert_eq!(f1(&[0], &answers, 1.0, Denies), None);
    }

    #[test]
    fn a_model_of_nothing_takes_no_place() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| super::write(&folder.path().join(name), text.as_bytes()).unwrap();
        write("train_bodies.csv", "Body ID,articleBody\n4,Bread is dear.\n");
        write(fnc::MARK, "Headline,Body ID,Stance\nBridge falls,4,unrelated\n");
        assert!(train_stance(folder.path(), folder.path(), &Lexicon::english().unwrap()).is_err());
        assert!(!folder.path().join("stance_related.csv").exists());
    }
}
