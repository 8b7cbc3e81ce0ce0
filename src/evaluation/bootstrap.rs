//! The bootstrap: how far a figure would move on other documents of the same kind.
//!
//! Whole documents are drawn with replacement (Efron 1979), because sentences of one document resemble each other.

use std::collections::BTreeMap;

use super::trees::Draw;

/// Draws.
pub(super) const DRAWS: usize = 1_000;

/// Spread of a figure.
#[derive(Debug, Clone, PartialEq)]
pub struct Spread {
    /// 2.5 % of the draws lie below.
    pub low: f64,
    /// 2.5 % of the draws lie above.
    pub high: f64,
    /// Standard deviation of the draws.
    pub standard_error: f64,
}

/// The spread of `measure` over draws of whole groups; `groups` names the group of each row, `measure` takes row numbers, some
/// of them more than once. `None` where fewer than two draws give a figure.
pub fn bootstrap<G: Ord>(groups: &[G], seed: u64, measure: impl Fn(&[usize]) -> Option<f64>) -> Option<Spread> {
    let mut by_group: BTreeMap<&G, Vec<usize>> = BTreeMap::new();
    for (row, group) in groups.iter().enumerate() {
        by_group.entry(group).or_default().push(row);
    }
    let members: Vec<Vec<usize>> = by_group.into_values().collect();
    let mut draw = Draw(seed);
    let mut rows = Vec::with_capacity(groups.len() * 2);
    let mut figures = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        rows.clear();
        for _ in 0..members.len() {
            rows.extend_from_slice(&members[draw.below(members.len())]);
        }
        figures.extend(measure(&rows));
    }
    if figures.len() < 2 {
        return None;
    }
    figures.sort_by(f64::total_cmp);
    let mean = figures.iter().sum::<f64>() / figures.len() as f64;
    let squares = figures.iter().map(|figure| (figure - mean).powi(2)).sum::<f64>();
    let at = |share: f64| figures[((figures.len() - 1) as f64 * share).round() as usize];
    Some(Spread { low: at(0.025), high: at(0.975), standard_error: (squares / (figures.len() - 1) as f64).sqrt() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_of_a_mean_is_the_standard_error() {
        // 100 groups of one row, half of them 1: the mean has standard error sqrt(.25 / 100) = .05.
        let groups: Vec<usize> = (0..100).collect();
        let mean = |rows: &[usize]| Some(rows.iter().filter(|&&row| row % 2 == 0).count() as f64 / rows.len() as f64);
        let spread = bootstrap(&groups, 7, mean).unwrap();
        assert!((spread.standard_error - 0.05).abs() < 0.005, "{spread:?}");
        assert!(spread.low > 0.35 && spread.high < 0.65);
        assert_eq!(bootstrap(&groups, 7, mean), Some(spread));
        // One group cannot vary.
        assert!(bootstrap(&[1, 1, 1], 7, mean).is_some_and(|spread| spread.standard_error < 1e-12));
        assert_eq!(bootstrap::<u8>(&[], 7, |rows| (!rows.is_empty()).then_some(1.0)), None);
    }
}
