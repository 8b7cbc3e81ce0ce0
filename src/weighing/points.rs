//! From signals to article points and red flags.
//!
//! Each signal x becomes u = 1/(1 + exp(-(x - median)/scale)), its points times u (times 1 - u where less is better)
//! are added up and divided by 100. A missing signal counts as u = .5. Medians and scales are constants of a reference
//! set, never of the batch at hand: else a score would change with the company an outlet keeps.

use std::collections::BTreeMap;

use crate::lexicon::{Signal, WeighingLexicon};

/// Points of each group of signals, each in [0, its points / 100]; together they are the article points in [0, 1].
pub(super) fn points(signals: &BTreeMap<&'static str, f64>) -> BTreeMap<&'static str, f64> {
    let mut groups: BTreeMap<&'static str, f64> = BTreeMap::new();
    for signal in WeighingLexicon::signals().iter().filter(|signal| signal.points > 0.0) {
        let value = signals.get(signal.signal.as_str()).copied();
        if let Some(share) = share(signal, value) {
            *groups.entry(signal.group.as_str()).or_default() += signal.points * share / 100.0;
        }
    }
    groups
}

/// What share of its points a signal earns, in [0, 1]; `None` for a signal without a scale.
pub(super) fn share(signal: &Signal, value: Option<f64>) -> Option<f64> {
    let (median, scale) = (signal.median?, signal.scale?);
    let above = value.filter(|value| value.is_finite()).map_or(0.5, |value| 1.0 / (1.0 + (-(value - median) / scale).exp()));
    match signal.sign.as_str() {
        "+" => Some(above),
        "-" => Some(1.0 - above),
        _ => None,
    }
}

/// Names of the red flags raised, sorted.
pub(super) fn flags(signals: &BTreeMap<&'static str, f64>) -> Vec<&'static str> {
    let raised = WeighingLexicon::flags().iter().filter(|flag| {
        signals
            .get(flag.signal.as_str())
            .is_some_and(|value| if flag.side == "above" { *value > flag.threshold } else { *value < flag.threshold })
    });
    raised.map(|flag| flag.flag.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(signals: &[(&'static str, f64)], expected: &[(&str, f64)]) {
        let found = points(&signals.iter().copied().collect());
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
        let raised = |signals: &[(&'static str, f64)]| flags(&signals.iter().copied().collect());
        assert_eq!(
            raised(&[("named_speakers_count", 0.0), ("rumour_words_per_100_words", 0.11)]),
            vec!["no_named_speaker", "rumour_words"]
        );
        assert!(
            raised(&[("named_speakers_count", 1.0), ("rumour_words_per_100_words", 0.09), ("exclamation_marks_per_100_words", 0.0)])
                .is_empty()
        );
    }
}
