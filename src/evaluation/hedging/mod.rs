//! Hedging and certainty against gold: weasel sentences, semantic cues, owners, strengths, graded certainty.
//!
//! In: the sets that the folder holds. Out: a block of figures for each, and a prediction for each row.

use super::asked::Asked;
use super::figures::Report;
use super::gold::{conll, folder, pei, polnear, probabilities, szeged};
use crate::error::Result;

mod certainty;
mod cues;
mod owner;
mod strengths;
mod weasel;

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
