//! Whose doubt a cue is, against the marked contents of news: a cue inside a content is a speaker's.

use std::path::Path;

use super::super::asked::{Asked, Split};
use super::super::figures::{Block, Figure, Prediction, Report};
use super::super::gold::{lines_article, polnear};
use crate::error::Result;
use crate::hedging::{CueKind, Owner, hedge};
use crate::text::segment;

pub(super) fn evaluate(folder: &Path, asked: &Asked<'_>, report: &mut Report) -> Result<()> {
    let parts: &[&str] = match asked.split {
        Some(Split::Train) => &["train"],
        Some(Split::All) => &["train", "dev"],
        _ => &["dev"],
    };
    let (mut answers, mut groups) = (Vec::new(), Vec::new());
    for part in parts {
        for gold in polnear::read(folder, part)? {
            let article = lines_article(&gold.name, &gold.text);
            let hedging = hedge(&article, &segment(&article, asked.lexicon), asked.lexicon, &asked.config.hedging);
            for cue in hedging.sentences.iter().flat_map(|sentence| &sentence.cues) {
                if !matches!(cue.kind, CueKind::Epistemic | CueKind::Doxastic | CueKind::Evidential) {
                    continue;
                }
                let reported = gold.attributions.iter().flat_map(|attribution| &attribution.content).any(|span| span.contains(cue.span));
                let owner = if reported { Owner::Speaker } else { Owner::Narrator };
                report.predictions.push(Prediction {
                    set: polnear::NAME.to_owned(),
                    question: "owner".to_owned(),
                    row: format!("{} {}-{}", gold.name, cue.span.start, cue.span.end),
                    gold: owner.name().to_owned(),
                    predicted: cue.owner.name().to_owned(),
                    score: None,
                });
                answers.push((owner, cue.owner));
                groups.push(gold.name.clone());
            }
        }
    }
    let decided = |rows: &[usize]| rows.iter().filter(|&&row| answers[row].1 != Owner::Unsure).count();
    let right = |rows: &[usize]| rows.iter().filter(|&&row| answers[row].0 == answers[row].1).count();
    let share = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    report.blocks.push(Block {
        set: polnear::NAME.to_owned(),
        split: format!("owner of hedges that fire, {}, as shipped", parts.join(" and ")),
        figures: vec![
            Figure::of("right of the decided", &groups, asked.seed, |rows| share(right(rows), decided(rows))),
            Figure::of("share decided", &groups, asked.seed, |rows| share(decided(rows), rows.len())),
        ],
    });
    Ok(())
}
