//! From signals to article points and red flags.
//!
//! Each signal x becomes u = 1/(1 + exp(-(x - median)/scale)), its points times u (times 1 - u where less is better)
//! are added up and divided by 100. A missing signal counts as u = .5. Medians and scales are constants of a reference
//! set, never of the batch at hand: else a score would change with the company an outlet keeps.

use std::collections::BTreeMap;

use crate::config::WeighingParams;
use crate::lexicon::{RedFlag, Signal, WeighingLexicon};

use super::score::GROUPS;

/// The signals with points above 0, and what of the whole each is worth: the points of the table or the configuration, scaled so
/// that they add up to 1.
pub(super) fn priced(params: &WeighingParams) -> Vec<(&'static Signal, f64)> {
    let points = |signal: &'static Signal| (signal, params.points.get(&signal.signal).copied().unwrap_or(signal.points));
    let priced: Vec<(&Signal, f64)> = WeighingLexicon::signals().iter().map(points).filter(|(_, points)| *points > 0.0).collect();
    let all: f64 = priced.iter().map(|(_, points)| points).sum();
    priced.into_iter().map(|(signal, points)| (signal, points / all)).collect()
}

/// Points of each group of signals, each in [0, its share]; together they are the article points in [0, 1].
pub(super) fn points(signals: &BTreeMap<&'static str, f64>, params: &WeighingParams) -> BTreeMap<&'static str, f64> {
    let mut groups: BTreeMap<&'static str, f64> = BTreeMap::new();
    for (signal, worth) in priced(params) {
        *groups.entry(signal.group.as_str()).or_default() += worth * share(signal, signals.get(signal.signal.as_str()).copied());
    }
    groups
}

/// Mean points of the outlets of the reference set by group, in the order of [`GROUPS`]: what an outlet's parts are counted from.
pub(super) fn reference(params: &WeighingParams) -> [f64; GROUPS.len()] {
    let mut means = [0.0; GROUPS.len()];
    for (signal, worth) in priced(params) {
        for (mean, _) in means.iter_mut().zip(GROUPS).filter(|(_, (group, _))| *group == signal.group) {
            *mean += worth * signal.mean;
        }
    }
    means
}

/// What share of its points a signal earns, in [0, 1]; half where it is missing.
pub fn share(signal: &Signal, value: Option<f64>) -> f64 {
    let above = value.filter(|value| value.is_finite()).map_or(0.5, |value| 1.0 / (1.0 + (-(value - signal.median) / signal.scale).exp()));
    if signal.sign == "+" { above } else { 1.0 - above }
}

/// The threshold of a red flag: of the configuration, or else of the table.
pub(super) fn threshold(flag: &RedFlag, params: &WeighingParams) -> f64 {
    params.red_flags.get(&flag.flag).copied().unwrap_or(flag.threshold)
}

/// Names of the red flags raised, sorted.
pub(super) fn flags(signals: &BTreeMap<&'static str, f64>, params: &WeighingParams) -> Vec<&'static str> {
    let raised = WeighingLexicon::flags().iter().filter(|flag| {
        let threshold = threshold(flag, params);
        signals.get(flag.signal.as_str()).is_some_and(|value| if flag.side == "above" { *value > threshold } else { *value < threshold })
    });
    raised.map(|flag| flag.flag.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(signals: &[(&'static str, f64)], expected: &[(&str, f64)]) {
        let found = points(&signals.iter().copied().collect(), &WeighingParams::default());
        for (group, expected) in expected {
            assert!((found[group] - expected).abs() < 1e-6, "{group} is {}, not {expected}", found[group]);
        }
    }

    /// Nothing measured: half of 30, 56 and 14 points.
    #[test]
    fn missing_signals_earn_half() {
        check(&[], &[("attribution", 0.15), ("language", 0.28), ("headline", 0.07)]);
    }

    /// Speakers at the median plus one scale: u = 1/(1 + exp(-1)) = .731059, so 8 * (.731059 - .5) = 1.848469 points
    /// above half. Loaded words at median plus two scales: 1 - u = .119203, so 7 * (.119203 - .5) = -2.665580.
    #[test]
    fn logistic_points_by_hand() {
        check(
            &[("named_speakers_count", 4.5), ("loaded_words_per_100_words", 0.182)],
            &[("attribution", 0.15 + 0.018_484_69), ("language", 0.28 - 0.026_655_80)],
        );
    }

    #[test]
    fn flags_are_raised_past_their_threshold_only() {
        let raised = |signals: &[(&'static str, f64)]| flags(&signals.iter().copied().collect(), &WeighingParams::default());
        assert_eq!(
            raised(&[("named_speakers_count", 0.0), ("rumour_words_per_100_words", 0.11)]),
            vec!["no_named_speaker", "rumour_words"]
        );
        assert!(
            raised(&[("named_speakers_count", 1.0), ("rumour_words_per_100_words", 0.09), ("exclamation_marks_per_100_words", 0.0)])
                .is_empty()
        );
    }

    /// Speakers alone count, 3 of them more than the rest of the table: the one missing signal earns half of everything.
    #[test]
    fn the_configuration_prices_and_flags() {
        let points_of = WeighingLexicon::signals().iter().map(|signal| (signal.signal.clone(), 0.0)).collect();
        let mut params = WeighingParams { points: points_of, ..WeighingParams::default() };
        params.points.insert("named_speakers_count".into(), 3.0);
        let found = points(&BTreeMap::new(), &params);
        assert_eq!(found.keys().copied().collect::<Vec<_>>(), ["attribution"]);
        assert!((found["attribution"] - 0.5).abs() < 1e-12);
        let speakers = WeighingLexicon::signals().iter().find(|signal| signal.signal == "named_speakers_count").unwrap();
        assert!((reference(&params)[0] - speakers.mean).abs() < 1e-12);
        params.red_flags.insert("no_named_speaker".into(), 5.0);
        assert_eq!(flags(&BTreeMap::from([("named_speakers_count", 4.0)]), &params), ["no_named_speaker"]);
    }
}
