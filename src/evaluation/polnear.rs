//! Gold reader for attribution: a folder of articles with brat stand-off, `NAME.txt` beside `NAME.ann`.
//!
//! Offsets of the files are characters; [`Span`]s here are bytes. Of each attribution the source, cue and content are
//! kept with all their pieces; events of other types (discarded, discussed) are left out.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::ids::Span;

/// An article with its attributions.
pub(super) struct GoldArticle {
    /// File name without its ending.
    pub(super) name: String,
    /// The text as it stands in the file.
    pub(super) text: String,
    /// In the order of the file.
    pub(super) attributions: Vec<GoldAttribution>,
}

/// An attribution: each part in order of its bytes, one span a piece; empty where there is none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct GoldAttribution {
    /// Who speaks.
    pub(super) source: Vec<Span>,
    /// The words that attribute.
    pub(super) cue: Vec<Span>,
    /// What is attributed.
    pub(super) content: Vec<Span>,
}

/// The articles of a folder, in order of their names.
///
/// # Errors
/// Where a file cannot be read, an article lacks its annotations, or a line of them is broken.
pub(super) fn articles(folder: &Path) -> Result<Vec<GoldArticle>> {
    let entries = std::fs::read_dir(folder).map_err(|source| super::sets::unreadable(folder, source))?;
    let mut paths: Vec<PathBuf> = entries.filter_map(std::result::Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    paths.sort();
    paths.iter().map(|path| article(path)).collect()
}

/// Where the paragraphs of a text lie: every line that is not empty, without the blanks around it.
pub(super) fn paragraphs(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = 0;
    for line in text.split('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            let offset = start + (line.len() - line.trim_start().len());
            found.push(Span::new(offset, offset + trimmed.len()));
        }
        start += line.len() + 1;
    }
    found
}

fn article(path: &Path) -> Result<GoldArticle> {
    let text = super::sets::text_of(path)?;
    let gold = path.with_extension("ann");
    let attributions = read(&text, &super::sets::text_of(&gold)?)
        .map_err(|(line, what)| Error::Usage { what: format!("{}:{line}: {what}", gold.display()), remedy: "mend the line".to_owned() })?;
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(GoldArticle { name, text, attributions })
}

/// The attributions of a stand-off file; an error is a line and what is wrong with it.
fn read(text: &str, gold: &str) -> std::result::Result<Vec<GoldAttribution>, (usize, String)> {
    // Byte of each character, and of the end.
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let mut spans: HashMap<&str, Vec<Span>> = HashMap::new();
    for (number, line) in gold.lines().enumerate().filter(|(_, line)| is_of(line, b'T')) {
        let broken = |what: &str| (number + 1, format!("{what} in `{line}`"));
        let mut cells = line.split('\t');
        let (Some(id), Some(cell)) = (cells.next(), cells.next()) else { return Err(broken("no offsets")) };
        let offsets = cell.split_once(' ').ok_or_else(|| broken("no offsets"))?.1;
        let mut pieces = Vec::new();
        for piece in offsets.split(';') {
            let ends = piece.split_once(' ').and_then(|(from, to)| Some((from.parse().ok()?, to.parse().ok()?)));
            let (from, to): (usize, usize) = ends.ok_or_else(|| broken("an offset that is no number"))?;
            match (bytes.get(from), bytes.get(to)) {
                (Some(&start), Some(&end)) if start < end => pieces.push(Span::new(start, end)),
                _ => return Err(broken("an offset outside the text")),
            }
        }
        pieces.sort();
        spans.insert(id, pieces);
    }
    let mut found = Vec::new();
    for (number, line) in gold.lines().enumerate().filter(|(_, line)| is_of(line, b'E')) {
        let broken = |what: &str| (number + 1, format!("{what} in `{line}`"));
        let parts = line.split('\t').nth(1).ok_or_else(|| broken("no parts"))?;
        let mut attribution = GoldAttribution::default();
        let mut kept = false;
        for part in parts.split_whitespace() {
            let (role, id) = part.split_once(':').ok_or_else(|| broken("a part without a name"))?;
            let slot = match role.trim_end_matches(|letter: char| letter.is_ascii_digit()) {
                "Source" => &mut attribution.source,
                "Cue" => &mut attribution.cue,
                "Content" => &mut attribution.content,
                "Attribution" | "Attribution-no-source" => {
                    kept = true;
                    continue;
                }
                _ => continue,
            };
            slot.extend(spans.get(id).ok_or_else(|| broken("a part that is defined nowhere"))?);
            slot.sort();
        }
        if kept && !(attribution.cue.is_empty() && attribution.content.is_empty()) {
            found.push(attribution);
        }
    }
    Ok(found)
}

/// True for a line of that kind: a letter and a number. The notes of annotators run over several lines.
fn is_of(line: &str, kind: u8) -> bool {
    matches!(line.as_bytes(), [letter, digit, ..] if *letter == kind && digit.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "“Café,” said Mira. She left.\n\n  Low agreed.";

    #[test]
    fn offsets_are_characters_and_pieces_are_kept() {
        let gold = "T1\tSource 13 17\tMira\nT2\tCue 8 12\tsaid\nT3\tContent 0 7;19 28\t“Café,” She left.\n\
                    T4\tAttribution 8 12\tsaid\nE1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n#1\tAnnotatorNotes T3\tsure?\nThis one too?\n";
        let found = read(TEXT, gold).unwrap();
        let written = |spans: &[Span]| spans.iter().map(|span| span.of(TEXT)).collect::<Vec<_>>();
        assert_eq!(found.len(), 1);
        assert_eq!(written(&found[0].source), ["Mira"]);
        assert_eq!(written(&found[0].cue), ["said"]);
        assert_eq!(written(&found[0].content), ["“Café,”", "She left."]);
    }

    #[test]
    fn other_events_and_bare_heads_are_left_out() {
        let gold = "T1\tDiscard 8 12\tsaid\nT2\tCue 8 12\tsaid\nT3\tAttribution 8 12\tsaid\nE1\tDiscard:T1 Cue:T2\nE2\tAttribution:T3\n";
        assert_eq!(read(TEXT, gold), Ok(Vec::new()));
    }

    #[test]
    fn broken_lines_are_named() {
        let line = |gold: &str| read(TEXT, gold).unwrap_err().0;
        assert_eq!(line("T1\tSource 13 x\tMira\n"), 1);
        assert_eq!(line("T1\tSource 13 17\tMira\nT2\tCue 8 999\tsaid\n"), 2);
        assert_eq!(line("T1\tSource 13 17\tMira\nE1\tAttribution:T9 Cue:T8\n"), 2);
    }

    #[test]
    fn paragraphs_are_lines() {
        let written: Vec<&str> = paragraphs(TEXT).iter().map(|span| span.of(TEXT)).collect();
        assert_eq!(written, ["“Café,” said Mira. She left.", "Low agreed."]);
    }
}
