//! The probabilities of the table against what people read into the phrases.

use std::path::Path;

use super::super::asked::Asked;
use super::super::figures::{Block, Figure, Prediction, Report, spearman};
use super::super::gold::probabilities;
use crate::error::Result;

pub(super) fn evaluate(folder: &Path, asked: &Asked<'_>, report: &mut Report) -> Result<()> {
    let mut pairs = Vec::new();
    let mut absent = 0;
    for (term, median, _) in probabilities::medians(folder)? {
        // "may happen" asks about "may".
        let phrase = term.strip_suffix(" happen").unwrap_or(&term);
        let Some(strength) = asked.lexicon.hedging.cues().iter().filter(|cue| cue.cue == phrase).find_map(|cue| cue.strength) else {
            absent += 1;
            continue;
        };
        pairs.push((median / 100.0, strength));
        report.predictions.push(Prediction {
            set: probabilities::NAME.to_owned(),
            question: "probability".to_owned(),
            row: phrase.to_owned(),
            gold: format!("{:.2}", median / 100.0),
            predicted: format!("{strength:.2}"),
            score: None,
        });
    }
    let furthest = pairs.iter().map(|pair| (pair.0 - pair.1).abs()).reduce(f64::max);
    report.blocks.push(Block {
        set: probabilities::NAME.to_owned(),
        split: "probabilities of the table against median answers".to_owned(),
        figures: vec![
            Figure::plain("Spearman", spearman(&pairs), pairs.len()),
            Figure::plain("largest difference", furthest, pairs.len()),
            Figure::plain("phrases that the table lacks", Some(f64::from(absent)), pairs.len()),
        ],
    });
    Ok(())
}
