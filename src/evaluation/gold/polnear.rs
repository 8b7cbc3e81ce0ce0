//! Who said what in US political news (PolNeAR): folders `train/` and `dev/` of `NAME.txt` and `NAME.ann` (brat stand-off).

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::Bytes;
use crate::error::{Error, Result};
use crate::ids::Span;

/// Name of the set.
pub(crate) const NAME: &str = "polnear";
/// What its folder holds, one of them at least.
pub(crate) const FOLDERS: [&str; 2] = ["train", "dev"];

/// An article.
#[derive(Debug, Clone)]
pub(crate) struct MarkedArticle {
    /// Name of its files.
    pub(crate) name: String,
    /// The text.
    pub(crate) text: String,
    /// What is attributed in it, in order of the file.
    pub(crate) attributions: Vec<MarkedAttribution>,
}

/// An attribution; pieces in bytes of the text, in order, empty where it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct MarkedAttribution {
    /// Who speaks.
    pub(crate) source: Vec<Span>,
    /// The words that attribute.
    pub(crate) cue: Vec<Span>,
    /// What is said.
    pub(crate) content: Vec<Span>,
}

/// The articles of a part (`train`, `dev`), by name; none where the set lacks it.
///
/// # Errors
/// Where a file cannot be read or a line is broken.
pub(crate) fn read(folder: &Path, part: &str) -> Result<Vec<MarkedArticle>> {
    let folder = folder.join(part);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let failed = |source| Error::Io { doing: "reading", path: folder.clone(), source, remedy: "see that it is a folder".to_owned() };
    let entries = std::fs::read_dir(&folder).map_err(failed)?;
    let mut paths: Vec<PathBuf> = entries.filter_map(std::result::Result::ok).map(|entry| entry.path()).collect();
    paths.retain(|path| path.extension().is_some_and(|end| end == "txt"));
    paths.sort();
    paths.iter().map(|path| article(path)).collect()
}

fn article(path: &Path) -> Result<MarkedArticle> {
    let text = super::text_of(path)?;
    let marks = path.with_extension("ann");
    let attributions = attributions(&text, &super::text_of(&marks)?).map_err(|line| super::broken(&marks, line, "no brat stand-off"))?;
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    Ok(MarkedArticle { name, text, attributions })
}

/// The attributions of a stand-off file; the number of the line that is broken.
fn attributions(text: &str, marks: &str) -> std::result::Result<Vec<MarkedAttribution>, usize> {
    let bytes = Bytes::of(text);
    let mut spans: BTreeMap<&str, Vec<Span>> = BTreeMap::new();
    let mut found = Vec::new();
    for (number, line) in marks.lines().enumerate() {
        let mut cells = line.split('\t');
        let (id, rest) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let number_of = id.strip_prefix('T').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
        // A line that is none of these goes on with the text of the one before.
        if number_of {
            let (_, places) = rest.split_once(' ').ok_or(number + 1)?;
            let mut pieces = Vec::new();
            for place in places.split(';') {
                let (start, end) = place.split_once(' ').ok_or(number + 1)?;
                let ends = (start.parse().map_err(|_| number + 1)?, end.parse().map_err(|_| number + 1)?);
                pieces.push(bytes.span(ends.0, ends.1).ok_or(number + 1)?);
            }
            pieces.sort();
            spans.insert(id, pieces);
        }
    }
    // Events may stand before the spans they name.
    for line in marks.lines().filter(|line| line.starts_with('E')) {
        let Some((_, event)) = line.split_once('\t') else { continue };
        if !event.starts_with("Attribution") {
            continue;
        }
        let mut attribution = MarkedAttribution::default();
        for role in event.split(' ').skip(1) {
            let Some((role, id)) = role.split_once(':') else { continue };
            let pieces = spans.get(id).cloned().unwrap_or_default();
            match role.trim_end_matches(|letter: char| letter.is_ascii_digit()) {
                "Source" => attribution.source.extend(pieces),
                "Cue" => attribution.cue.extend(pieces),
                "Content" => attribution.content.extend(pieces),
                _ => {}
            }
        }
        for pieces in [&mut attribution.source, &mut attribution.cue, &mut attribution.content] {
            pieces.sort();
        }
        found.push(attribution);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stand_off_becomes_attributions() {
        let text = "“Żal,” said Anka. “Zelk.”";
        let marks = "T1\tSource 12 16\tAnka\nT2\tCue 7 11\tsaid\nT3\tContent 0 6;18 25\t…\nT4\tAttribution 7 11\tsaid\n\
            E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\nE2\tDiscard:T2 Content:T3\n";
        let found = attributions(text, marks).unwrap();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].source[0].of(text), "Anka");
        assert_eq!(found[0].cue[0].of(text), "said");
        assert_eq!(found[0].content.iter().map(|span| span.of(text)).collect::<Vec<_>>(), ["“Żal,”", "“Zelk.”"]);
        assert_eq!(attributions(text, "T1\tSource 12 99\tAnka"), Err(1));
    }
}
