//! What raters say of whole outlets: `pc1.csv` (a consensus of six raters, 0 to 1), `mbfc.tsv` (factual reporting in six
//! steps, and the political side), `emnlp18.tsv` (the side, where the second list has another word in its place).

use std::collections::BTreeMap;
use std::path::Path;

use super::{broken, lines, open, text_of};
use crate::error::Result;

/// Name of the set.
pub(in super::super) const NAME: &str = "outlet-labels";
/// A file that every such set has.
pub(in super::super) const MARK: &str = "pc1.csv";

/// Steps of factual reporting, lowest first.
const LEVELS: [&str; 6] = ["very-low", "low", "mixed", "mostly-factual", "high", "very-high"];
/// The step from which reporting counts as high.
const HIGH: usize = 4;

/// The political side, by which ratings differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in super::super) enum Side {
    /// Left, or left of the center.
    Left,
    Center,
    /// Right, or right of the center.
    Right,
    /// Neither list tells.
    Untold,
}

impl Side {
    /// Of the word in a list.
    fn of(word: &str) -> Self {
        match word {
            "left" | "left-center" => Self::Left,
            "center" | "pro-science" => Self::Center,
            "right" | "right-center" => Self::Right,
            _ => Self::Untold,
        }
    }
}

/// What is said of an outlet in both lists.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in super::super) struct Rating {
    /// 0 to 1, the better the higher.
    pub(in super::super) pc1: f64,
    /// 0 (very low) to 5 (very high).
    pub(in super::super) level: usize,
    pub(in super::super) side: Side,
}

impl Rating {
    /// Factual reporting is called high or very high.
    pub(in super::super) fn is_high(&self) -> bool {
        self.level >= HIGH
    }
}

/// The outlets that the first two lists rate, by domain.
///
/// # Errors
/// Where a file cannot be read or a line is broken.
pub(in super::super) fn read(folder: &Path) -> Result<BTreeMap<String, Rating>> {
    let path = folder.join("pc1.csv");
    let mut pc1: BTreeMap<String, f64> = BTreeMap::new();
    for (at, row) in csv::Reader::from_reader(open(&path)?).deserialize::<(String, f64)>().enumerate() {
        let (domain, rating) = row.map_err(|source| broken(&path, at + 2, &source.to_string()))?;
        pc1.insert(domain, rating);
    }
    let path = folder.join("emnlp18.tsv");
    let text = text_of(&path)?;
    let sides: BTreeMap<&str, Side> = lines(&path, &text, 5)?.into_iter().map(|(_, cells)| (cells[1], Side::of(cells[4]))).collect();
    let path = folder.join("mbfc.tsv");
    let text = text_of(&path)?;
    let mut found = BTreeMap::new();
    for (_, cells) in lines(&path, &text, 7)? {
        let (domain, level) = (cells[0], LEVELS.iter().position(|level| *level == cells[3]));
        if let (Some(pc1), Some(level)) = (pc1.get(domain), level) {
            let side = match Side::of(cells[2]) {
                Side::Untold => sides.get(domain).copied().unwrap_or(Side::Untold),
                told => told,
            };
            found.insert(domain.to_owned(), Rating { pc1: *pc1, level, side });
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sides_come_from_the_second_list_or_else_the_third() {
        let folder = tempfile::tempdir().unwrap();
        #[expect(clippy::disallowed_methods, reason = "gold of the test's own")]
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("pc1.csv", "domain,pc1\nvarn.example,0.9\nlake.example,0.2\nfen.example,0.1\n");
        write(
            "mbfc.tsv",
            "domain\tname\tbias\treporting\tcredibility\tquestionable\ttraffic\nvarn.example\tVarn\tleft-center\thigh\t\t\t\n\
             lake.example\tLake\tfake-news\tlow\t\t\t\nfen.example\tFen\tfake-news\tmixed\t\t\t\nnone.example\tNone\tleft\thigh\t\t\t\n",
        );
        write("emnlp18.tsv", "a\tb\tc\td\te\nhttp://lake.example\tlake.example\tr\tlow\tright-center\n");
        let found = read(folder.path()).unwrap();
        let shown: Vec<_> = found.iter().map(|(domain, rating)| (domain.as_str(), rating.level, rating.side, rating.is_high())).collect();
        assert_eq!(
            shown,
            [("fen.example", 2, Side::Untold, false), ("lake.example", 1, Side::Right, false), ("varn.example", 4, Side::Left, true)]
        );
    }
}
