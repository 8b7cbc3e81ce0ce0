//! Findings of science news graded by certainty (Pei and Jurgens 2021): `sentence-level.jsonl`, 1 to 6.

use std::path::Path;

use serde::Deserialize;

use crate::error::Result;

/// Name of the set.
pub(crate) const NAME: &str = "pei-certainty";
/// What its folder holds.
pub(crate) const FILE: &str = "sentence-level.jsonl";

/// A graded finding.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Graded {
    /// Its number.
    pub(crate) id: u64,
    /// The sentence.
    pub(crate) finding: String,
    /// 1 to 6.
    #[serde(rename = "sentence-level-certainty")]
    pub(crate) certainty: f64,
    /// `train` or `val`.
    pub(crate) split: String,
}

/// The graded findings.
///
/// # Errors
/// Where the file cannot be read or a line is broken.
pub(crate) fn read(folder: &Path) -> Result<Vec<Graded>> {
    json_lines(&folder.join(FILE))
}

fn json_lines<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<Vec<T>> {
    let text = super::text_of(path)?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.is_empty());
    lines.map(|(number, line)| serde_json::from_str(line).map_err(|error| super::broken(path, number + 1, &error.to_string()))).collect()
}
