//! Sentences with a cue against the semantic uncertainty cues of Wikipedia, with and without conditions.

use std::path::Path;

use super::super::asked::Asked;
use super::super::figures::{Block, Prediction, Report, yes_no_figures};
use super::super::gold::szeged::{self, CueClass};
use super::super::gold::{sentence_article, title};
use crate::error::Result;
use crate::hedging::{CueKind, hedge};
use crate::text::segment;

pub(super) fn evaluate(folder: &Path, asked: &Asked<'_>, report: &mut Report) -> Result<()> {
    let rows = szeged::read(folder)?;
    let (mut any, mut bare) = (Vec::with_capacity(rows.len()), Vec::with_capacity(rows.len()));
    for row in &rows {
        let article = sentence_article(&row.text);
        let hedging = hedge(&article, &segment(&article, asked.lexicon), asked.lexicon, &asked.config.hedging);
        let has = |kinds: &[CueKind]| hedging.sentences.iter().flat_map(|sentence| &sentence.cues).any(|cue| kinds.contains(&cue.kind));
        let doubt = has(&[CueKind::Epistemic, CueKind::Doxastic, CueKind::Evidential, CueKind::Investigation]);
        let found = doubt || has(&[CueKind::Conditional]);
        let gold = !row.cues.is_empty();
        any.push((gold, found));
        bare.push((row.cues.iter().any(|cue| cue.0 != CueClass::Condition), doubt));
        report.predictions.push(Prediction {
            set: szeged::NAME.to_owned(),
            question: "sentence with cue".to_owned(),
            row: format!("{} {}", row.document, row.sentence),
            gold: gold.to_string(),
            predicted: found.to_string(),
            score: None,
        });
    }
    let groups: Vec<&str> = rows.iter().map(|row| title(&row.document)).collect();
    let mut figures = yes_no_figures("sentence with cue", &any, &groups, asked.seed);
    figures.extend(yes_no_figures("without condition", &bare, &groups, asked.seed));
    let split = "sentences with an uncertainty cue, all rows, as shipped".to_owned();
    report.blocks.push(Block { set: szeged::NAME.to_owned(), split, figures });
    Ok(())
}
