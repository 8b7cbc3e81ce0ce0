//! Sentences with a cue against the semantic uncertainty cues of Wikipedia, with and without conditions.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;
use serde::Deserialize;

use super::super::asked::{Asked, folds_of};
use super::super::figures::{Block, Figure, Prediction, Report, yes_no_figures};
use super::super::gold::szeged::{self, CueClass};
use super::super::gold::{sentence_article, title};
use super::super::linear::{Example, Fitting, fit};
use crate::attribution::Attributions;
use crate::config::HedgingParams;
use crate::corpus::Article;
use crate::error::Result;
use crate::hedging::{CueKind, examples, hedge};
use crate::lexicon::{HashedModel, Lexicon};
use crate::text::{Document, segment};

/// Cues that a model saw, as (cue, kind), with the share of the places where the table fires them that gold calls a cue.
type KnownCues = BTreeMap<(String, CueKind), f64>;

const HOW: Fitting = Fitting { bits: 17, cost: 1.0, logistic: true, scaled: false };
const FOLDS: usize = 5;
/// A cue seen less often in training goes by the table. Two uses instead of one cost about .003 of F1.
const LEAST_USES: usize = 1;
/// What a sentence of the table's own rows counts for; 3 and 5 cost .002 and .004 of F1.
const OWN_WEIGHT: f64 = 1.0;

/// A sentence with its candidates.
struct Ready {
    article: Article,
    document: Document,
    /// Cue and kind, whether the table lets it fire, and the example of each.
    examples: Vec<((String, CueKind), bool, Example)>,
}

fn ready(rows: &[szeged::CueRow], lexicon: &Lexicon) -> Vec<Ready> {
    let one = |row: &szeged::CueRow| {
        let article = sentence_article(&row.text);
        let document = segment(&article, lexicon);
        let examples = examples::cue_examples(&document, lexicon)
            .into_iter()
            .map(|found| {
                let answer = f64::from(row.cues.iter().any(|cue| cue.1.overlaps(found.span)));
                ((found.cue, found.kind), found.fires, Example { marks: found.marks, answer, weight: 1.0 })
            })
            .collect();
        Ready { article, document, examples }
    };
    rows.par_iter().map(one).collect()
}

/// A row of the table of cues, with its two sentences.
#[derive(Deserialize)]
struct OwnRow {
    cue: String,
    kind: CueKind,
    fires_on: String,
    silent_on: String,
}

/// Examples from the sentences that the table's rows carry.
fn own_examples(lexicon: &Lexicon) -> Vec<((String, CueKind), Example)> {
    let table = include_str!("../../lexicon/en/hedges.csv");
    let mut found = Vec::new();
    for row in csv::Reader::from_reader(table.as_bytes()).deserialize::<OwnRow>().filter_map(std::result::Result::ok) {
        for (text, answer) in [(&row.fires_on, 1.0), (&row.silent_on, 0.0)] {
            let document = segment(&sentence_article(text), lexicon);
            let here = examples::cue_examples(&document, lexicon).into_iter();
            let own = here.filter(|found| found.cue == row.cue && found.kind == row.kind);
            found.extend(own.map(|found| ((found.cue, found.kind), Example { marks: found.marks, answer, weight: OWN_WEIGHT })));
        }
    }
    found
}

/// The model of `rows` and the cues it saw.
fn learn<'a>(rows: impl Iterator<Item = &'a Ready>, own: &[((String, CueKind), Example)]) -> (HashedModel, KnownCues) {
    let mut all: Vec<&Example> = own.iter().map(|own| &own.1).collect();
    // Uses, uses where the table lets it fire, those of them in gold.
    let mut uses: BTreeMap<&(String, CueKind), (usize, usize, usize)> = BTreeMap::new();
    for (cue, fires, example) in rows.flat_map(|row| &row.examples) {
        let count = uses.entry(cue).or_default();
        count.0 += 1;
        count.1 += usize::from(*fires);
        count.2 += usize::from(*fires && example.answer > 0.5);
        all.push(example);
    }
    let mut model = fit(&all, &HOW).compact(HOW.bits);
    let gold = &all[own.len()..];
    model.positive_share = (gold.iter().filter(|example| example.answer > 0.5).count() as f64 / gold.len().max(1) as f64) as f32;
    let share = |count: (usize, usize, usize)| if count.1 == 0 { 1.0 } else { (count.2 as f64 / count.1 as f64 * 100.0).round() / 100.0 };
    // A cue whose own sentences the model reads wrongly goes by the table.
    let misread = own.iter().filter(|(_, example)| (model.score(&example.marks) >= f64::from(model.threshold)) != (example.answer > 0.5));
    let misread: BTreeSet<&(String, CueKind)> = misread.map(|own| &own.0).collect();
    let known = uses
        .into_iter()
        .filter(|(cue, count)| count.0 >= LEAST_USES && !misread.contains(cue))
        .map(|(cue, count)| (cue.clone(), share(count)))
        .collect();
    (model, known)
}

pub(super) fn evaluate(folder: &Path, asked: &Asked<'_>, report: &mut Report) -> Result<()> {
    let rows = szeged::read(folder)?;
    let ready = ready(&rows, asked.lexicon);
    let groups: Vec<&str> = rows.iter().map(|row| title(&row.document)).collect();
    let folds = asked.folds.unwrap_or(FOLDS);
    let fold_of = folds_of(&groups, folds.max(1), asked.seed);
    let lexicons: Vec<Lexicon> = if folds == 0 {
        vec![asked.lexicon.clone()]
    } else {
        let own = own_examples(asked.lexicon);
        let one = |fold: usize| {
            let rest = ready.iter().zip(&fold_of).filter(|(_, of)| **of != fold).map(|(ready, _)| ready);
            let mut lexicon = asked.lexicon.clone();
            (lexicon.hedging.models.cues, lexicon.hedging.models.known_cues) = learn(rest, &own);
            lexicon
        };
        (0..folds).into_par_iter().map(one).collect()
    };
    let read = |params: &HedgingParams| -> Vec<(bool, bool, usize)> {
        let one = |(ready, &fold): (&Ready, &usize)| {
            let hedging = hedge(&ready.article, &ready.document, &Attributions::default(), &lexicons[fold], params);
            let count = |kinds: &[CueKind]| {
                hedging.sentences.iter().flat_map(|sentence| &sentence.cues).filter(|cue| kinds.contains(&cue.kind)).count()
            };
            let doubt = count(&[CueKind::Epistemic, CueKind::Doxastic, CueKind::Evidential, CueKind::Investigation]);
            let condition = count(&[CueKind::Conditional]);
            (doubt > 0, condition > 0, doubt + condition)
        };
        ready.par_iter().zip(&fold_of).map(one).collect()
    };
    let found = read(&asked.config.hedging);
    let of_gold = read(&HedgingParams { convention_by_table: false, ..asked.config.hedging.clone() });
    let any = |found: &[(bool, bool, usize)]| -> Vec<(bool, bool)> {
        rows.iter().zip(found).map(|(row, found)| (!row.cues.is_empty(), found.0 || found.1)).collect()
    };
    let bare = |found: &[(bool, bool, usize)]| -> Vec<(bool, bool)> {
        rows.iter().zip(found).map(|(row, found)| (row.cues.iter().any(|cue| cue.0 != CueClass::Condition), found.0)).collect()
    };
    for (row, answer) in rows.iter().zip(any(&found)) {
        report.predictions.push(Prediction {
            set: szeged::NAME.to_owned(),
            question: "sentence with cue".to_owned(),
            row: format!("{} {}", row.document, row.sentence),
            gold: answer.0.to_string(),
            predicted: answer.1.to_string(),
            score: None,
        });
    }
    let mut figures = yes_no_figures("sentence with cue", &any(&found), &groups, asked.seed);
    figures.extend(yes_no_figures("without condition", &bare(&found), &groups, asked.seed));
    // The gold leaves out half of the hearsay and some words altogether; the program does not.
    figures.extend(yes_no_figures("by gold's convention: with cue", &any(&of_gold), &groups, asked.seed));
    figures.extend(yes_no_figures("by gold's convention: without condition", &bare(&of_gold), &groups, asked.seed));
    let candidates: usize = ready.iter().map(|ready| ready.examples.len()).sum();
    let fired: usize = found.iter().map(|found| found.2).sum();
    figures.push(Figure::plain("share of candidates that fire", Some(fired as f64 / candidates.max(1) as f64), candidates));
    let trained = f64::from(asked.lexicon.hedging.models.cues.positive_share);
    figures.push(Figure::plain("share of candidates in gold when trained", Some(trained), candidates));
    let split = format!("sentences with an uncertainty cue, all rows, {}", super::folds_said(folds, "article title"));
    report.blocks.push(Block { set: szeged::NAME.to_owned(), split, figures });
    Ok(())
}

/// Trains the model on all rows.
pub(super) fn train(folder: &Path, lexicon: &Lexicon) -> Result<(HashedModel, KnownCues, usize)> {
    let ready = ready(&szeged::read(folder)?, lexicon);
    let (model, known) = learn(ready.iter(), &own_examples(lexicon));
    Ok((model, known, ready.iter().map(|ready| ready.examples.len()).sum()))
}
