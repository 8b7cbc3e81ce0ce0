//! What a user asks of `evaluate`, and the folds it asks for.

use std::collections::BTreeMap;
use std::path::Path;

use super::trees::Draw;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::ids::names;
use crate::lexicon::Lexicon;

/// A part of a set.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Split {
    /// For training.
    Train,
    /// For tuning.
    Dev,
    /// The same under another name.
    Val,
    /// Everything there is.
    All,
}

names!(Split { Train => "train", Dev => "dev", Val => "val", All => "all" });

/// A question to `evaluate`.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The folder of one set, or the folder that holds the sets.
    pub data: &'a Path,
    /// The tables that ship.
    pub lexicon: &'a Lexicon,
    /// Weights and thresholds.
    pub config: &'a Config,
    /// Which part; `None` for the one the task is used to.
    pub split: Option<Split>,
    /// In how many folds to train again; 0 for the models as they ship; `None` for what the task is used to.
    pub folds: Option<usize>,
    /// Seed of folds and bootstrap.
    pub seed: u64,
}

impl Asked<'_> {
    /// For a task that has neither splits nor folds to choose from; `why` says so in a sentence.
    ///
    /// # Errors
    /// Where one was asked for.
    pub(super) fn without_parts(&self, why: &str) -> Result<()> {
        if self.split.is_some() || self.folds.is_some() {
            return Err(Error::Usage { what: why.to_owned(), remedy: "leave out --split and --folds".to_owned() });
        }
        Ok(())
    }
}

/// The fold of each row, below `folds`: whole groups, drawn at random.
pub(super) fn folds_of<G: Ord>(groups: &[G], folds: usize, seed: u64) -> Vec<usize> {
    let mut by_group: BTreeMap<&G, usize> = groups.iter().map(|group| (group, 0)).collect();
    let mut order: Vec<usize> = (0..by_group.len()).collect();
    Draw(seed).shuffle(&mut order);
    for (fold, place) in by_group.values_mut().zip(order) {
        *fold = place % folds.max(1);
    }
    groups.iter().map(|group| by_group.get(group).copied().unwrap_or(0)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_in_one_fold() {
        let groups = ["a", "b", "a", "c", "d", "b"];
        let folds = folds_of(&groups, 2, 1);
        assert_eq!((folds[0], folds[1]), (folds[2], folds[5]));
        // Four groups, two folds: two groups each.
        let first: std::collections::BTreeSet<&str> =
            groups.iter().zip(&folds).filter(|(_, fold)| **fold == 0).map(|(group, _)| *group).collect();
        assert_eq!(first.len(), 2);
    }
}
