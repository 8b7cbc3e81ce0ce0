//! Hedging and certainty against gold: weasel sentences, semantic cues, owners, strengths, graded certainty.
//!
//! In: the sets that the folder holds. Out: a block of figures for each, and a prediction for each row.

use std::path::{Path, PathBuf};

use super::asked::Asked;
use super::figures::Report;
use super::gold::{conll, folder, pei, polnear, probabilities, szeged};
use super::linking::write;
use crate::attribution::Attributions;
use crate::corpus::Article;
use crate::error::{Error, Result};
use crate::lexicon::{HashedModel, Lexicon};
use crate::text::Document;

mod certainty;
mod cues;
mod owner;
mod strengths;
mod weasel;

/// Finds what an article attributes; a trainer that must not see its own training articles passes cross-fitted answers.
pub type Attribute<'a> = dyn Fn(&Article, &Document) -> Attributions + Sync + 'a;

/// What `train hedging` made: examples of each model.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TrainedHedging {
    /// Sentences of the weasel model.
    pub sentences: usize,
    /// Candidates of the cue model.
    pub candidates: usize,
    /// Graded findings.
    pub findings: usize,
    /// Words of the owner model.
    pub owned: usize,
    /// Bytes of all files together.
    pub bytes: usize,
}

/// How many folds, in words.
fn folds_said(folds: usize, by: &str) -> String {
    if folds == 0 { "as shipped (trained on these rows)".to_owned() } else { format!("{folds} folds by {by}") }
}

/// Trains all models of hedging on the sets under `data` and writes them to `out`. `attribute` gives the attributions of the
/// articles that the owner model is trained on.
///
/// # Errors
/// Where a set is missing or cannot be read, or a file not written.
pub fn train_hedging(data: &Path, out: &Path, lexicon: &Lexicon, attribute: &Attribute<'_>) -> Result<TrainedHedging> {
    let set = |name: &str, mark: &[&str]| -> Result<PathBuf> {
        folder(data, name, mark).ok_or_else(|| Error::Usage {
            what: format!("{} does not hold the set {name}", data.display()),
            remedy: "name the folder that holds the sets, each in its own folder".to_owned(),
        })
    };
    let mut trained = TrainedHedging::default();
    let mut keep = |name: &str, bytes: Vec<u8>| {
        trained.bytes += bytes.len();
        write(&out.join(name), &bytes)
    };
    let model = |model: &HashedModel| model.to_bytes();
    let (weasel, sentences) = weasel::train(&set(conll::NAME, &[conll::FILE])?, lexicon)?;
    keep("weasel.bin", model(&weasel))?;
    let (cues, known, candidates) = cues::train(&set(szeged::NAME, &[szeged::FILE])?, lexicon)?;
    keep("cues.bin", model(&cues))?;
    let mut table = "cue,kind,share\n".to_owned();
    for ((cue, kind), share) in &known {
        table.extend([cue, ",", kind.name(), ",", &share.to_string(), "\n"]);
    }
    keep("cues.csv", table.into_bytes())?;
    let (certainty, findings) = certainty::train(&set(pei::NAME, &[pei::FILE])?, lexicon)?;
    keep("certainty.bin", model(&certainty))?;
    let (owner, owned) = owner::train(&set(polnear::NAME, &polnear::FOLDERS)?, lexicon, attribute)?;
    keep("owner.bin", model(&owner))?;
    Ok(TrainedHedging { sentences, candidates, findings, owned, ..trained })
}

/// Measures vague sentences, cues, their owners and strengths on the sets that are there.
///
/// # Errors
/// Where a set cannot be read.
pub fn evaluate_hedging(asked: &Asked<'_>) -> Result<Report> {
    let mut report = Report { task: "hedging".to_owned(), seed: asked.seed, ..Report::default() };
    match folder(asked.data, conll::NAME, &[conll::FILE]) {
        Some(folder) => weasel::evaluate(&folder, asked, &mut report)?,
        None => report.missing.push(conll::NAME.to_owned()),
    }
    match folder(asked.data, szeged::NAME, &[szeged::FILE]) {
        Some(folder) => cues::evaluate(&folder, asked, &mut report)?,
        None => report.missing.push(szeged::NAME.to_owned()),
    }
    match folder(asked.data, polnear::NAME, &polnear::FOLDERS) {
        Some(folder) => owner::evaluate(&folder, asked, &mut report)?,
        None => report.missing.push(polnear::NAME.to_owned()),
    }
    match folder(asked.data, probabilities::NAME, &[probabilities::FILE]) {
        Some(folder) => strengths::evaluate(&folder, asked, &mut report)?,
        None => report.missing.push(probabilities::NAME.to_owned()),
    }
    Ok(report)
}

/// Measures certainty against graded findings.
///
/// # Errors
/// Where the set cannot be read.
pub fn evaluate_certainty(asked: &Asked<'_>) -> Result<Report> {
    let mut report = Report { task: "certainty".to_owned(), seed: asked.seed, ..Report::default() };
    match folder(asked.data, pei::NAME, &[pei::FILE]) {
        Some(folder) => certainty::evaluate(&folder, asked, &mut report)?,
        None => report.missing.push(pei::NAME.to_owned()),
    }
    Ok(report)
}
