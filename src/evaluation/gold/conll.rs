//! Weasel sentences of Wikipedia (CoNLL-2010 shared task 1): `train.tsv` with `doc_id sent_id weasel how semantic_cue text`.

use std::path::Path;

use crate::error::Result;

/// Name of the set.
pub(crate) const NAME: &str = "conll2010-wiki";
/// What its folder holds.
pub(crate) const FILE: &str = "train.tsv";

/// A sentence.
#[derive(Debug, Clone)]
pub(crate) struct WeaselRow {
    /// Document.
    pub(crate) document: String,
    /// Sentence in it.
    pub(crate) sentence: String,
    /// It holds a weasel phrase.
    pub(crate) weasel: bool,
    /// The text.
    pub(crate) text: String,
}

/// The sentences whose label is known, titles among them.
///
/// # Errors
/// Where the file cannot be read or a row is broken.
pub(crate) fn read(folder: &Path) -> Result<Vec<WeaselRow>> {
    let path = folder.join(FILE);
    let text = super::text_of(&path)?;
    let mut rows = Vec::new();
    for (line, cells) in super::lines(&path, &text, 6)? {
        let weasel = match cells[2] {
            "0" => false,
            "1" => true,
            "NA" => continue,
            _ => return Err(super::broken(&path, line, "weasel is 0, 1 or NA")),
        };
        rows.push(WeaselRow { document: cells[0].to_owned(), sentence: cells[1].to_owned(), weasel, text: cells[5].to_owned() });
    }
    Ok(rows)
}
