//! Weights and thresholds of weighing; each with its reason, unit and range. The points, medians and scales of the
//! signals stand in `src/lexicon/en/weighing_signals.csv`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// Parameters of weighing. "Reference set": 60 articles from each of 44 outlets of every kind, see
/// `src/lexicon/en/weighing.md`; figures called *measured* come from there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WeighingParams {
    /// Articles with fewer words get no points: rates of so few words are noise.
    pub least_words: usize,
    /// Rates are taken per so many words at least, so that one word in a short text is not a flood.
    pub least_rate_words: usize,
    /// Red flags from which an article counts as flagged: picked with the signals, see `src/lexicon/en/weighing.md`.
    pub flags_of_a_flagged_article: usize,
    /// Strength of the shrinkage, in articles: an outlet with so many articles stands halfway between the mean of the
    /// reference set and its own. From the variance within and between outlets in an
    /// earlier count (1.9 for points, 9.8 for flags).
    pub shrinkage: f64,
    /// Points of signals by name, in place of those of the table; 0 leaves a signal out. All are scaled to add up to 100.
    pub points: BTreeMap<String, f64>,
    /// Thresholds of red flags by name, in place of those of the table.
    pub red_flags: BTreeMap<String, f64>,
    /// Spread of outlets' mean article points in the reference set (measured).
    pub spread_points: f64,
    /// Mean share of flagged articles in the reference set, in [0, 1] (measured).
    pub mean_flagged: f64,
    /// Spread of outlets' share of flagged articles (measured).
    pub spread_flagged: f64,
    /// How many spreads the flagged share counts for at most: beyond, an outlet is as bad as it can be told. Chosen.
    pub most_spreads: f64,
    /// Weight of article points in the score, in [0, 1]; the share of flagged articles has the rest. Learned weights
    /// did no better than half and half.
    pub points_weight: f64,
    /// Where an outlet like the reference set stands on the scale of 0 to 100; chosen.
    pub middle: f64,
    /// How many points of the scale one spread between outlets is worth; chosen.
    pub unit: f64,
    /// News articles needed for the score to rest on them alone; below, all genres count.
    pub least_news_articles: usize,
    /// Articles from which a score is given, and from which it rests on enough. With 10 articles two halves of an
    /// outlet rank it alike at .73, with 20 at .83 (an earlier count).
    pub least_articles: usize,
    /// See there.
    pub enough_articles: usize,
    /// Resamples for intervals and ranks: 1,000 leave an error of about .7 % in the tails.
    pub resamples: usize,
    /// How far ranks are tried under other weights, in [0, 1]: in each resample the part of each group and of the red flags is
    /// multiplied by a number between 1 less this and 1 plus this, the same for every outlet. Chosen: half as much to half as
    /// much again is as far as reasonable people differ.
    pub weight_range: f64,
    /// Seed of the resampling; each outlet draws its own numbers from it and its name.
    pub seed: u64,
    /// From this share of copied words on an article is not original, in [0, 1]; chosen by hand, not measured.
    pub copied_share: f64,
    /// The headline says more than the body where it sounds surer by so much, in [0, 1]; chosen by hand, not measured.
    pub headline_gap: f64,
    /// It says more, too, where the body neither puts its claim forward again nor takes up this share of its content
    /// words, in [0, 1]; chosen by hand, not measured.
    pub headline_words_held: f64,
    /// What each grade of attribution is worth in `attribution_score`, in [0, 1], strongest first (named with role,
    /// named, organisation, document, role only, group, anonymous, vague, nobody); chosen by hand, not measured.
    pub grade_values: [f64; 9],
    /// What is left of it second-hand, in [0, 1]; chosen by hand, not measured.
    pub second_hand_value: f64,
    /// Brier score of certainty against belief, in [0, 1], that an outlet's own is shrunk to: about the mean over the rated outlets
    /// (`evaluate sources`, "reference set").
    pub mean_calibration_error: f64,
    /// Strength of that shrinkage, in settled claims; chosen by hand, not measured.
    pub calibration_shrinkage: f64,
    /// Share of claims borne out among those borne out or contradicted, and of echoes among mentions, in articles that are no
    /// copies, of claims that others carry too, each in [0, 1], that an outlet's own are shrunk to: about the means over the same outlets.
    pub mean_borne_out: f64,
    /// See there.
    pub mean_echo: f64,
    /// Strength of that shrinkage, in claims and in mentions; chosen by hand, not measured.
    pub agreement_shrinkage: f64,
    /// Settled claims needed before calibration enters `hedging_score`; chosen by hand, not measured.
    pub least_settled_claims: usize,
}

impl Default for WeighingParams {
    fn default() -> Self {
        Self {
            least_words: 100,
            least_rate_words: 50,
            flags_of_a_flagged_article: 4,
            shrinkage: 8.0,
            points: BTreeMap::new(),
            red_flags: BTreeMap::new(),
            spread_points: 0.037,
            mean_flagged: 0.0211,
            spread_flagged: 0.028,
            most_spreads: 4.0,
            points_weight: 0.5,
            middle: 50.0,
            unit: 15.0,
            least_news_articles: 10,
            least_articles: 10,
            enough_articles: 20,
            resamples: 1_000,
            weight_range: 0.5,
            seed: 20_250_401,
            copied_share: 0.3,
            headline_gap: 0.3,
            headline_words_held: 0.5,
            grade_values: [1.0, 0.85, 0.7, 0.8, 0.55, 0.5, 0.3, 0.1, 0.0],
            second_hand_value: 0.8,
            mean_calibration_error: 0.025,
            calibration_shrinkage: 50.0,
            mean_borne_out: 0.99,
            mean_echo: 0.37,
            agreement_shrinkage: 20.0,
            least_settled_claims: 5,
        }
    }
}
