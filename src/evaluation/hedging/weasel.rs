//! Vague sentences against the weasel sentences of Wikipedia; titles count, as sentences without.

use std::path::Path;

use super::super::asked::Asked;
use super::super::figures::{Block, Prediction, Report, yes_no_figures};
use super::super::gold::{conll, sentence_article, title};
use crate::error::Result;
use crate::hedging::hedge;
use crate::text::segment;

pub(super) fn evaluate(folder: &Path, asked: &Asked<'_>, report: &mut Report) -> Result<()> {
    let rows = conll::read(folder)?;
    let mut answers = Vec::with_capacity(rows.len());
    for row in &rows {
        let article = sentence_article(&row.text);
        let hedging = hedge(&article, &segment(&article, asked.lexicon), asked.lexicon, &asked.config.hedging);
        let vague = hedging.sentences.iter().any(|sentence| sentence.vague);
        answers.push((row.weasel, vague));
        report.predictions.push(Prediction {
            set: conll::NAME.to_owned(),
            question: "weasel".to_owned(),
            row: format!("{} {}", row.document, row.sentence),
            gold: row.weasel.to_string(),
            predicted: vague.to_string(),
            score: None,
        });
    }
    let groups: Vec<&str> = rows.iter().map(|row| title(&row.document)).collect();
    report.blocks.push(Block {
        set: conll::NAME.to_owned(),
        split: "weasel sentences, all labelled rows, as shipped".to_owned(),
        figures: yes_no_figures("weasel", &answers, &groups, asked.seed),
    });
    Ok(())
}
