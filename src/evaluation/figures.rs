//! Figures: a number with its spread, gathered into one block a set, as text or JSON.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;

use super::bootstrap::{DRAWS, bootstrap};

/// A measured number.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What is measured ("weasel F1").
    pub name: String,
    /// The number; `None` where there is nothing to measure.
    pub value: Option<f64>,
    /// Lower end of the middle 95 % of the bootstrap; `None` for a plain count or share without one.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Standard deviation of the bootstrap.
    pub standard_error: Option<f64>,
    /// Rows it is measured on.
    pub rows: usize,
}

impl Figure {
    /// A number without spread: a count, a threshold.
    pub fn plain(name: &str, value: Option<f64>, rows: usize) -> Self {
        Self { name: name.to_owned(), value, low: None, high: None, standard_error: None, rows }
    }

    /// A number of `rows` (indices, some of them drawn more than once) with its spread over `groups`, one entry a row.
    pub fn of<G: Ord>(name: &str, groups: &[G], seed: u64, measure: impl Fn(&[usize]) -> Option<f64>) -> Self {
        let all: Vec<usize> = (0..groups.len()).collect();
        let spread = bootstrap(groups, seed, &measure);
        Self {
            name: name.to_owned(),
            value: measure(&all),
            low: spread.as_ref().map(|spread| spread.low),
            high: spread.as_ref().map(|spread| spread.high),
            standard_error: spread.map(|spread| spread.standard_error),
            rows: groups.len(),
        }
    }
}

/// The figures of one question on one set.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Block {
    /// The set ("szeged-wiki").
    pub set: String,
    /// What was measured on which rows ("train, 5 folds by article title").
    pub split: String,
    /// The figures.
    pub figures: Vec<Figure>,
}

/// What a row of gold got: a line of `--predictions`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Prediction {
    /// The set.
    pub set: String,
    /// The question ("weasel").
    pub question: String,
    /// The row of gold: document and place in it.
    pub row: String,
    /// The answer of gold.
    pub gold: String,
    /// The answer given.
    pub predicted: String,
    /// The score behind the answer, where there is one.
    pub score: Option<f64>,
}

/// What `evaluate` found.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Report {
    /// The task ("hedging").
    pub task: String,
    /// Seed of the bootstrap and the folds.
    pub seed: u64,
    /// One block a question and set.
    pub blocks: Vec<Block>,
    /// Sets of the task that the folder does not hold.
    pub missing: Vec<String>,
    /// A line a row of gold.
    #[serde(skip)]
    pub predictions: Vec<Prediction>,
}

impl Report {
    /// The figures as a table.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for block in &self.blocks {
            let _ = writeln!(text, "{}: {}", block.set, block.split);
            for figure in &block.figures {
                let value = figure.value.map_or("-".to_owned(), rounded);
                let spread = match (figure.low, figure.high, figure.standard_error) {
                    (Some(low), Some(high), Some(error)) => format!("  {} to {}, standard error {error:.4}", rounded(low), rounded(high)),
                    _ => String::new(),
                };
                let _ = writeln!(text, "  {:<44} {value:>8}  n {:>6}{spread}", figure.name, figure.rows);
            }
            text.push('\n');
        }
        if !self.missing.is_empty() {
            let _ = writeln!(text, "not in the folder: {}", self.missing.join(", "));
        }
        if self.blocks.iter().flat_map(|block| &block.figures).any(|figure| figure.low.is_some()) {
            let _ = writeln!(text, "spread: the middle 95 % of {DRAWS} draws of whole documents, seed {}", self.seed);
        }
        text
    }

    /// The figures as JSON.
    pub fn json(&self) -> String {
        // A report is strings and numbers: it always serialises.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }
}

fn rounded(value: f64) -> String {
    format!("{value:.4}")
}

/// Counts of a yes-or-no question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Hits {
    /// Yes in gold and answer.
    pub right: usize,
    /// Yes in the answer.
    pub found: usize,
    /// Yes in gold.
    pub gold: usize,
}

impl Hits {
    /// The counts of `rows` of (gold, answer).
    pub fn of(rows: &[usize], answers: &[(bool, bool)]) -> Self {
        rows.iter().filter_map(|&row| answers.get(row)).fold(Self::default(), |sum, &(gold, found)| Self {
            right: sum.right + usize::from(gold && found),
            found: sum.found + usize::from(found),
            gold: sum.gold + usize::from(gold),
        })
    }

    /// Both counts together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { right: self.right + other.right, found: self.found + other.found, gold: self.gold + other.gold }
    }

    /// Share of the found that is right.
    pub fn precision(self) -> Option<f64> {
        (self.found > 0).then(|| self.right as f64 / self.found as f64)
    }

    /// Share of gold that is found.
    pub fn recall(self) -> Option<f64> {
        (self.gold > 0).then(|| self.right as f64 / self.gold as f64)
    }

    /// Harmonic mean of both; `None` where there is nothing to find and nothing found.
    pub fn f1(self) -> Option<f64> {
        (self.found + self.gold > 0).then(|| 2.0 * self.right as f64 / (self.found + self.gold) as f64)
    }
}

/// Precision, recall, F1 and the share of yes of answers, with spread over `groups`.
pub fn yes_no_figures<G: Ord>(name: &str, answers: &[(bool, bool)], groups: &[G], seed: u64) -> Vec<Figure> {
    let share = |rows: &[usize]| (!rows.is_empty()).then(|| Hits::of(rows, answers).found as f64 / rows.len() as f64);
    vec![
        Figure::of(&format!("{name} F1"), groups, seed, |rows| Hits::of(rows, answers).f1()),
        Figure::of(&format!("{name} precision"), groups, seed, |rows| Hits::of(rows, answers).precision()),
        Figure::of(&format!("{name} recall"), groups, seed, |rows| Hits::of(rows, answers).recall()),
        Figure::of(&format!("{name} share found"), groups, seed, share),
    ]
}

/// Pearson correlation of (gold, answer); `None` where one of them does not vary.
pub fn pearson(rows: &[usize], answers: &[(f64, f64)]) -> Option<f64> {
    let pairs = || rows.iter().filter_map(|&row| answers.get(row));
    let count = rows.len().max(1) as f64;
    let (mean_gold, mean_found) = (pairs().map(|pair| pair.0).sum::<f64>() / count, pairs().map(|pair| pair.1).sum::<f64>() / count);
    let (mut both, mut gold, mut found) = (0.0, 0.0, 0.0);
    for pair in pairs() {
        let (a, b) = (pair.0 - mean_gold, pair.1 - mean_found);
        both += a * b;
        gold += a * a;
        found += b * b;
    }
    (gold > 0.0 && found > 0.0).then(|| both / (gold * found).sqrt())
}

/// Spearman correlation of (gold, answer): Pearson of the mean ranks.
pub fn spearman(answers: &[(f64, f64)]) -> Option<f64> {
    let gold = ranks(answers.iter().map(|pair| pair.0));
    let found = ranks(answers.iter().map(|pair| pair.1));
    let pairs: Vec<(f64, f64)> = gold.into_iter().zip(found).collect();
    pearson(&(0..pairs.len()).collect::<Vec<_>>(), &pairs)
}

/// Spearman correlation of (gold, answer) given the group of each row: Pearson of what the groups' mean ranks leave of the ranks.
pub fn spearman_within<G: Ord>(answers: &[(f64, f64, G)]) -> Option<f64> {
    let mut gold = ranks(answers.iter().map(|row| row.0));
    let mut found = ranks(answers.iter().map(|row| row.1));
    let mut groups: BTreeMap<&G, Vec<usize>> = BTreeMap::new();
    for (at, row) in answers.iter().enumerate() {
        groups.entry(&row.2).or_default().push(at);
    }
    for members in groups.values() {
        for ranks in [&mut gold, &mut found] {
            let mean = members.iter().map(|at| ranks[*at]).sum::<f64>() / members.len() as f64;
            for at in members {
                ranks[*at] -= mean;
            }
        }
    }
    let pairs: Vec<(f64, f64)> = gold.into_iter().zip(found).collect();
    pearson(&(0..pairs.len()).collect::<Vec<_>>(), &pairs)
}

/// Area under the curve: the share of pairs in which the one that should be higher is, ties counting half.
pub fn auc(higher: &[f64], lower: &[f64]) -> Option<f64> {
    if higher.is_empty() || lower.is_empty() {
        return None;
    }
    let mut sorted = lower.to_vec();
    sorted.sort_by(f64::total_cmp);
    let below = |value: &f64| {
        let under = sorted.partition_point(|other| other < value);
        let same = sorted.partition_point(|other| other <= value) - under;
        under as f64 + same as f64 / 2.0
    };
    Some(higher.iter().map(below).sum::<f64>() / (higher.len() * lower.len()) as f64)
}

fn ranks(values: impl Iterator<Item = f64>) -> Vec<f64> {
    let values: Vec<f64> = values.collect();
    let rank = |value: &f64| {
        let below = values.iter().filter(|other| other.total_cmp(value).is_lt()).count();
        let same = values.iter().filter(|other| other.total_cmp(value).is_eq()).count();
        below as f64 + (same as f64 - 1.0) / 2.0
    };
    values.iter().map(rank).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_and_correlations() {
        // Gold yes yes no no, answers yes no yes no: one of two found is right, one of two is found.
        let answers = [(true, true), (true, false), (false, true), (false, false)];
        let hits = Hits::of(&[0, 1, 2, 3], &answers);
        assert_eq!((hits.precision(), hits.recall(), hits.f1()), (Some(0.5), Some(0.5), Some(0.5)));
        assert_eq!(Hits::of(&[3], &answers).f1(), None);
        let line = [(1.0, 2.0), (2.0, 4.0), (3.0, 6.0)];
        assert!((pearson(&[0, 1, 2], &line).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(pearson(&[0, 0], &line), None);
        // Ranks 0 1 | 2 3 and 1 0 | 3 2: opposite inside both groups, though alike over all.
        let rows = [(1.0, 2.0, 'a'), (2.0, 1.0, 'a'), (3.0, 4.0, 'b'), (4.0, 3.0, 'b')];
        assert!((spearman_within(&rows).unwrap() + 1.0).abs() < 1e-12);
        // Of four pairs two are in order and one is level.
        assert_eq!(auc(&[2.0, 1.0], &[1.0, 1.5]), Some(0.625));
        assert_eq!(auc(&[], &[1.0]), None);
        // Ranks 0 1 2 and 2 1 0.
        assert!((spearman(&[(1.0, 9.0), (5.0, 4.0), (7.0, 1.0)]).unwrap() + 1.0).abs() < 1e-12);
    }

    #[test]
    fn a_report_reads_as_table_and_json() {
        let figure = Figure::of("share", &["a", "b"], 1, |rows| Some(rows.len() as f64));
        let report = Report {
            task: "hedging".to_owned(),
            blocks: vec![Block { set: "set".to_owned(), split: "train".to_owned(), figures: vec![figure] }],
            missing: vec!["other".to_owned()],
            ..Report::default()
        };
        assert!(report.text().contains("share") && report.text().contains("not in the folder: other"));
        assert!(report.json().contains("\"standard_error\": 0.0"));
    }
}
