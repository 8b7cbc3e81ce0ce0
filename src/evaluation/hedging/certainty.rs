//! Certainty against findings graded 1 to 6.

use std::path::Path;

use super::super::asked::{Asked, Split};
use super::super::figures::{Block, Figure, Prediction, Report, pearson};
use super::super::gold::{pei, sentence_article};
use crate::error::Result;
use crate::hedging::hedge;
use crate::text::segment;

pub(super) fn evaluate(folder: &Path, asked: &Asked<'_>, report: &mut Report) -> Result<()> {
    let mut rows = pei::read(folder)?;
    match asked.split {
        Some(Split::Train) => rows.retain(|row| row.split == "train"),
        Some(Split::Dev | Split::Val) => rows.retain(|row| row.split == "val"),
        Some(Split::All) | None => {}
    }
    let mut answers = Vec::with_capacity(rows.len());
    for row in &rows {
        let article = sentence_article(&row.finding);
        let hedging = hedge(&article, &segment(&article, asked.lexicon), asked.lexicon, &asked.config.hedging);
        // A finding of two sentences is as sure as its less sure one.
        let found = hedging.sentences.iter().map(|sentence| sentence.certainty).fold(1.0, f64::min);
        answers.push((row.certainty, 1.0 + 5.0 * found));
        report.predictions.push(Prediction {
            set: pei::NAME.to_owned(),
            question: "certainty".to_owned(),
            row: row.id.to_string(),
            gold: row.certainty.to_string(),
            predicted: format!("{:.3}", 1.0 + 5.0 * found),
            score: Some(found),
        });
    }
    let groups: Vec<&str> = rows.iter().map(|row| row.finding.as_str()).collect();
    let error = |rows: &[usize]| {
        (!rows.is_empty()).then(|| rows.iter().map(|&row| (answers[row].0 - answers[row].1).abs()).sum::<f64>() / rows.len() as f64)
    };
    report.blocks.push(Block {
        set: pei::NAME.to_owned(),
        split: format!("certainty 1 to 6, {}, as shipped", asked.split.unwrap_or(Split::All).name()),
        figures: vec![
            Figure::of("certainty Pearson", &groups, asked.seed, |rows| pearson(rows, &answers)),
            Figure::of("certainty mean error", &groups, asked.seed, error),
        ],
    });
    Ok(())
}
