//! The reference set: what medians, scales, thresholds, means and spreads of the score are counted on. No rating is looked at; that
//! the outlets have one only picks them.

use std::collections::BTreeMap;

use super::Outlet;
use crate::config::WeighingParams;
use crate::evaluation::figures::{Block, Figure};
use crate::lexicon::{Signal, WeighingLexicon};
use crate::weighing::{Measures, earned_share};

/// Articles of each outlet, so that no large one sets the scale.
const ARTICLES: usize = 60;
/// Share of the reference articles that lie beyond a red flag's threshold.
const FLAGGED: f64 = 0.1;

/// Where a signal lies in the reference set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scale {
    pub(super) median: f64,
    /// The larger of half the quartile range and half the standard deviation.
    pub(super) width: f64,
    /// 10 % of the articles lie below.
    pub(super) low: f64,
    /// 10 % of the articles lie above.
    pub(super) high: f64,
}

impl Scale {
    /// Of values in any order; `None` where they do not vary.
    fn of(mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        let at = |share: f64| values[(share * last as f64).round() as usize];
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let deviation = (values.iter().map(|value| (value - mean).powi(2)).sum::<f64>() / values.len() as f64).sqrt();
        let width = ((at(0.75) - at(0.25)) / 2.0).max(deviation / 2.0);
        (width > 0.0).then_some(Self { median: at(0.5), width, low: at(FLAGGED), high: at(1.0 - FLAGGED) })
    }

    /// A value that few articles have: above the threshold where less is better, below where more is.
    pub(super) fn is_flagged(&self, signal: &Signal, value: f64) -> bool {
        if signal.sign == "-" { value > self.high } else { value < self.low }
    }
}

/// The scale of each signal, in the order of the table.
pub(super) fn scales(rated: &[Outlet<'_>]) -> Vec<Option<Scale>> {
    let articles: Vec<&Measures> = rated.iter().flat_map(|outlet| outlet.every.iter().take(ARTICLES).copied()).collect();
    let of =
        |signal: &Signal| Scale::of(articles.iter().filter_map(|measures| measures.signals.get(signal.signal.as_str())).copied().collect());
    WeighingLexicon::signals().iter().map(of).collect()
}

/// The constants as counted again, to compare with those that ship.
pub(super) fn block(rated: &[Outlet<'_>], params: &WeighingParams) -> Block {
    let articles: usize = rated.iter().map(|outlet| outlet.every.len().min(ARTICLES)).sum();
    let mut figures = Vec::new();
    for (signal, scale) in WeighingLexicon::signals().iter().zip(scales(rated)) {
        for (name, value) in [
            ("median", scale.map(|scale| scale.median)),
            ("scale", scale.map(|scale| scale.width)),
            ("10 % below", scale.map(|scale| scale.low)),
            ("10 % above", scale.map(|scale| scale.high)),
        ] {
            figures.push(Figure::plain(&format!("{}: {name}", signal.signal), value, articles));
        }
    }
    for signal in WeighingLexicon::signals() {
        let share = |measures: &&Measures| earned_share(signal, measures.signals.get(signal.signal.as_str()).copied());
        let of_outlets = rated.iter().map(|outlet| super::mean(outlet.scored.iter().map(share)));
        figures.push(Figure::plain(&format!("{}: mean share earned", signal.signal), Some(super::mean(of_outlets)), rated.len()));
        let value = |measures: &&Measures| measures.signals.get(signal.signal.as_str()).copied();
        let averages = rated.iter().map(|outlet| super::mean(outlet.scored.iter().filter_map(value)));
        figures.push(Figure::plain(&format!("{}: average", signal.signal), Some(super::mean(averages)), rated.len()));
    }
    // Means over outlets of what their scores rest on; spreads between them.
    let of_outlets = |value: &dyn Fn(&Measures) -> f64| -> Vec<f64> {
        rated.iter().map(|outlet| super::mean(outlet.scored.iter().map(|measures| value(measures)))).collect()
    };
    let mut put = |name: &str, values: &[f64]| {
        let mean = super::mean(values.iter().copied());
        let spread = super::mean(values.iter().map(|value| (value - mean).powi(2))).sqrt();
        figures.push(Figure::plain(&format!("{name}: mean"), Some(mean), rated.len()));
        figures.push(Figure::plain(&format!("{name}: spread between outlets"), Some(spread), rated.len()));
    };
    for group in ["attribution", "language", "headline"] {
        put(&format!("points of {group}"), &of_outlets(&|measures| measures.group_points.get(group).copied().unwrap_or(0.0)));
    }
    put("article points", &of_outlets(&|measures| measures.points.unwrap_or(0.0)));
    put("flagged share", &of_outlets(&|measures| f64::from(u8::from(measures.red_flags.len() >= params.flags_of_a_flagged_article))));
    for name in ["calibration_error", "borne_out_share", "echo_share"] {
        let known: Vec<f64> = rated.iter().filter_map(|outlet| outlet.score.columns.get(name)).copied().collect();
        let mean = (!known.is_empty()).then(|| super::mean(known.iter().copied()));
        figures.push(Figure::plain(&format!("{name}: mean"), mean, known.len()));
    }
    let mut raised: BTreeMap<&str, usize> = BTreeMap::new();
    let reference = || rated.iter().flat_map(|outlet| outlet.every.iter().take(ARTICLES));
    reference().flat_map(|measures| &measures.red_flags).for_each(|flag| *raised.entry(flag).or_default() += 1);
    for flag in WeighingLexicon::flags() {
        let share = raised.get(flag.flag.as_str()).copied().unwrap_or(0) as f64 / articles.max(1) as f64;
        figures.push(Figure::plain(&format!("red flag {}: share of articles", flag.flag), Some(share), articles));
    }
    Block { set: "allsides".to_owned(), split: format!("reference set: up to {ARTICLES} articles of each rated outlet"), figures }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_by_hand() {
        // 0, 1, …, 10: median 5, quartiles 3 and 8 (2.5 and 7.5 rounded away from 0), standard deviation sqrt(10).
        let scale = Scale::of((0..=10).rev().map(f64::from).collect()).unwrap();
        assert!((scale.median - 5.0).abs() < 1e-12 && (scale.width - 2.5).abs() < 1e-12, "{scale:?}");
        assert!((scale.low - 1.0).abs() < 1e-12 && (scale.high - 9.0).abs() < 1e-12, "{scale:?}");
        assert_eq!((Scale::of(vec![2.0; 9]), Scale::of(Vec::new())), (None, None));
    }
}
