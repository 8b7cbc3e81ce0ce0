//! Semantic uncertainty cues of Wikipedia (Szeged Uncertainty Corpus): `cues.tsv` with `doc_id sent_id cues text`, where cues are
//! `class:start-end|...` in characters of the text.

use std::path::Path;

use super::Bytes;
use crate::error::Result;
use crate::ids::Span;

/// Name of the set.
pub(crate) const NAME: &str = "szeged-wiki";
/// What its folder holds.
pub(crate) const FILE: &str = "cues.tsv";

/// Class of a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CueClass {
    /// "may", "likely".
    Epistemic,
    /// "believed".
    Doxastic,
    /// "if".
    Condition,
    /// "whether", "investigate".
    Investigation,
}

impl CueClass {
    fn named(name: &str) -> Option<Self> {
        match name {
            "modal_probable" => Some(Self::Epistemic),
            "hypo_doxastic" => Some(Self::Doxastic),
            "hypo_condition" => Some(Self::Condition),
            "hypo_investigation" => Some(Self::Investigation),
            _ => None,
        }
    }
}

/// A sentence.
#[derive(Debug, Clone)]
pub(crate) struct CueRow {
    /// Document.
    pub(crate) document: String,
    /// Sentence in it.
    pub(crate) sentence: String,
    /// Its cues, in bytes of the text.
    pub(crate) cues: Vec<(CueClass, Span)>,
    /// The text.
    pub(crate) text: String,
}

/// All sentences.
///
/// # Errors
/// Where the file cannot be read or a row is broken.
pub(crate) fn read(folder: &Path) -> Result<Vec<CueRow>> {
    let path = folder.join(FILE);
    let text = super::text_of(&path)?;
    let mut rows = Vec::new();
    for (line, cells) in super::lines(&path, &text, 4)? {
        let bytes = Bytes::of(cells[3]);
        let cue = |code: &str| {
            let (class, place) = code.split_once(':')?;
            let (start, end) = place.split_once('-')?;
            Some((CueClass::named(class)?, bytes.span(start.parse().ok()?, end.parse().ok()?)?))
        };
        let mut cues = Vec::new();
        for code in cells[2].split('|').filter(|code| !code.is_empty()) {
            cues.push(cue(code).ok_or_else(|| super::broken(&path, line, "a cue is class:start-end within the text"))?);
        }
        rows.push(CueRow { document: cells[0].to_owned(), sentence: cells[1].to_owned(), cues, text: cells[3].to_owned() });
    }
    Ok(rows)
}
