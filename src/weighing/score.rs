//! The score of an outlet, its parts, its interval and rank.
//!
//! With A the shrunk mean of article points and F the shrunk share of flagged articles,
//! S = w (A - mean) / spread - (1 - w) (F - mean) / spread, the second quotient held to four spreads, and the score is 50 + 15 S, held to 0..100 and rounded to
//! hundredths. Each group of signals has the part of it that its own points make; what rounding and the limits leave
//! over goes to `base_points`, so that the parts add up exactly. Intervals: the articles are drawn anew with
//! replacement (Efron 1979, Ann. Stat. 7:1), each outlet from a seed of its own.

use std::collections::BTreeMap;

use crate::config::WeighingParams;
use crate::ids::stable_hash;

use super::points::reference;

/// Groups of signals and the column of their part.
pub(super) const GROUPS: [(&str, &str); 4] = [
    ("attribution", "attribution_points"),
    ("language", "language_points"),
    ("headline", "headline_points"),
    ("agreement", "agreement_points"),
];
/// The column of the red flags' part.
const FLAG_COLUMN: &str = "red_flag_points";
/// The column of what is left.
const BASE_COLUMN: &str = "base_points";

/// An article as the score sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Scored {
    /// Points of each group, in millionths of the article points' range.
    pub(super) groups: [i64; GROUPS.len()],
    /// It raises so many red flags that it counts as flagged.
    pub(super) flagged: bool,
}

impl Scored {
    /// From the points by group.
    pub(super) fn new(group_points: &BTreeMap<&'static str, f64>, flagged: bool) -> Self {
        let millionths = |(group, _): &(&str, &str)| (1e6 * group_points.get(group).copied().unwrap_or(0.0)).round() as i64;
        Self { groups: [millionths(&GROUPS[0]), millionths(&GROUPS[1]), millionths(&GROUPS[2]), millionths(&GROUPS[3])], flagged }
    }
}

/// A score with its parts, in hundredths.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Score {
    pub(super) score: i64,
    pub(super) parts: BTreeMap<&'static str, i64>,
}

/// The mean of `articles` observations with the given sum, drawn towards `prior` as if the reference set had added
/// `strength` observations of its mean.
pub(super) fn shrunk(sum: f64, articles: usize, prior: f64, strength: f64) -> f64 {
    let all = articles as f64 + strength;
    if all > 0.0 { (sum + strength * prior) / all } else { prior }
}

/// The score of these articles and its parts.
pub(super) fn score(articles: &[Scored], params: &WeighingParams) -> Score {
    let reference = reference(params);
    let mut parts = BTreeMap::new();
    let mut unrounded = 100.0 * params.middle;
    for (at, (_, column)) in GROUPS.iter().enumerate() {
        let sum: i64 = articles.iter().map(|article| article.groups[at]).sum();
        let term = group_term(sum, articles.len(), reference[at], params);
        unrounded += term;
        parts.insert(*column, term.round() as i64);
    }
    let flagged = articles.iter().filter(|article| article.flagged).count();
    let term = flag_term(flagged, articles.len(), params);
    unrounded += term;
    parts.insert(FLAG_COLUMN, term.round() as i64);
    let score = clamped(unrounded);
    let rest = score - parts.values().sum::<i64>();
    parts.insert(BASE_COLUMN, rest);
    Score { score, parts }
}

/// Scores of resamples of an outlet's articles, in hundredths.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Resamples {
    /// With the weights as they are: for the interval.
    pub(super) scores: Vec<i64>,
    /// With other weights, those of the n-th resample the same for every outlet: for the ranks.
    pub(super) reweighed: Vec<i64>,
}

/// Scores of as many resamples as the parameters ask for.
pub(super) fn resampled(outlet: &str, articles: &[Scored], params: &WeighingParams) -> Resamples {
    let mut found = Resamples::default();
    if articles.is_empty() {
        return found;
    }
    let reference = reference(params);
    let mut random = SplitMix64(params.seed ^ stable_hash(outlet));
    for draw in 0..params.resamples {
        let (mut sums, mut flagged) = ([0; GROUPS.len()], 0);
        for _ in 0..articles.len() {
            let drawn = articles[random.below(articles.len())];
            for (sum, points) in sums.iter_mut().zip(drawn.groups) {
                *sum += points;
            }
            flagged += usize::from(drawn.flagged);
        }
        let mut weights = SplitMix64(params.seed ^ draw as u64);
        let (mut plain, mut other) = (100.0 * params.middle, 100.0 * params.middle);
        let groups = sums.iter().zip(reference).map(|(sum, prior)| group_term(*sum, articles.len(), prior, params));
        for term in groups.chain([flag_term(flagged, articles.len(), params)]) {
            plain += term;
            other += term * (1.0 + params.weight_range * (2.0 * weights.unit() - 1.0));
        }
        found.scores.push(clamped(plain));
        found.reweighed.push(clamped(other));
    }
    found
}

/// What the points of a group add to the score, in hundredths: how far they lie from the reference set's.
fn group_term(millionths: i64, articles: usize, prior: f64, params: &WeighingParams) -> f64 {
    let mean = shrunk(millionths as f64 / 1e6, articles, prior, params.shrinkage);
    100.0 * params.unit * params.points_weight * (mean - prior) / params.spread_points
}

fn flag_term(flagged: usize, articles: usize, params: &WeighingParams) -> f64 {
    let share = shrunk(flagged as f64, articles, params.mean_flagged, params.shrinkage);
    let spreads = ((share - params.mean_flagged) / params.spread_flagged).clamp(-params.most_spreads, params.most_spreads);
    -100.0 * params.unit * (1.0 - params.points_weight) * spreads
}

/// What each signal of a group adds to the score, in hundredths, given the shares it earned in `articles` articles: sums of share,
/// worth and mean of the signals. They add up to `part`.
pub(super) fn signal_parts(part: i64, earned: &[(f64, f64, f64)], articles: usize, params: &WeighingParams) -> Vec<i64> {
    let raw: Vec<f64> = earned
        .iter()
        .map(|(sum, worth, mean)| {
            let shrunk = shrunk(*sum, articles, *mean, params.shrinkage);
            100.0 * params.unit * params.points_weight * worth * (shrunk - mean) / params.spread_points
        })
        .collect();
    split(part, &raw)
}

/// Whole numbers near `raw` that add up to `total`: rounded down, what is left to the largest remainders, equal ones in order.
fn split(total: i64, raw: &[f64]) -> Vec<i64> {
    let mut whole: Vec<i64> = raw.iter().map(|value| value.floor() as i64).collect();
    let mut order: Vec<usize> = (0..raw.len()).collect();
    order.sort_by(|a, b| (raw[*b] - raw[*b].floor()).total_cmp(&(raw[*a] - raw[*a].floor())).then(a.cmp(b)));
    let rest = total - whole.iter().sum::<i64>();
    for at in order.iter().cycle().take(if raw.is_empty() { 0 } else { rest.unsigned_abs() as usize }) {
        whole[*at] += rest.signum();
    }
    whole
}

fn clamped(hundredths: f64) -> i64 {
    hundredths.clamp(0.0, 10_000.0).round() as i64
}

/// The 5 % and 95 % quantiles of a sample, by nearest rank outwards, widened to hold `centre`.
pub(super) fn interval(mut sample: Vec<i64>, centre: i64) -> (i64, i64) {
    sample.sort_unstable();
    let Some(last) = sample.len().checked_sub(1) else { return (centre, centre) };
    let low = sample[(0.05 * last as f64).floor() as usize];
    let high = sample[(0.95 * last as f64).ceil() as usize];
    (low.min(centre), high.max(centre))
}

/// For each outlet its best and worst rank over the resamples (5 % and 95 %), widened to hold its rank by score. Equal
/// scores share the better rank. `samples` of outlets without a score are empty; they get none.
pub(super) fn ranks(scores: &[Option<i64>], samples: &[Vec<i64>]) -> Vec<Option<(usize, usize)>> {
    let place = |sorted: &[i64], score: i64| sorted.len() - sorted.partition_point(|other| *other <= score) + 1;
    let mut sorted: Vec<i64> = scores.iter().flatten().copied().collect();
    sorted.sort_unstable();
    let mut found: Vec<Vec<i64>> = vec![Vec::new(); scores.len()];
    for draw in 0..samples.iter().map(Vec::len).max().unwrap_or(0) {
        let mut here: Vec<i64> = samples.iter().filter_map(|sample| sample.get(draw)).copied().collect();
        here.sort_unstable();
        for (ranks, sample) in found.iter_mut().zip(samples) {
            if let Some(score) = sample.get(draw) {
                ranks.push(place(&here, *score) as i64);
            }
        }
    }
    let bounds = |(score, ranks): (&Option<i64>, Vec<i64>)| {
        let (low, high) = interval(ranks, place(&sorted, (*score)?) as i64);
        Some((low as usize, high as usize))
    };
    scores.iter().zip(found).map(bounds).collect()
}

/// `SplitMix64`: Steele, Lea and Flood 2014, OOPSLA p. 453. Small, fast and the same everywhere.
pub(crate) struct SplitMix64(u64);

impl SplitMix64 {
    /// A stream of numbers of its own for each seed.
    pub(crate) fn seeded(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// In [0, 1).
    pub(crate) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A number below `limit`, by the high half of the product (Lemire 2019); its bias is below 1 in 2^32 here.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn article(points: [f64; 3], flagged: bool) -> Scored {
        Scored::new(&BTreeMap::from([("attribution", points[0]), ("language", points[1]), ("headline", points[2])]), flagged)
    }

    /// Round constants, so that the sums can be done by hand whatever the measured ones are.
    fn by_hand() -> WeighingParams {
        WeighingParams { spread_points: 0.056, mean_flagged: 0.1, spread_flagged: 0.1, ..WeighingParams::default() }
    }

    fn check(articles: &[Scored], score_expected: i64, parts_expected: &[(&str, i64)]) {
        let found = score(articles, &by_hand());
        assert_eq!(found.score, score_expected, "{:?}", found.parts);
        for (part, expected) in parts_expected {
            assert_eq!(found.parts[part], *expected, "{part}");
        }
    }

    #[test]
    fn shrinkage_by_hand() {
        // Sum 5.6 of 8 articles (mean .7) with prior .5 at strength 8: (5.6 + 4) / 16.
        assert!((shrunk(5.6, 8, 0.5, 8.0) - 0.6).abs() < 1e-12);
        assert!((shrunk(0.0, 0, 0.5, 8.0) - 0.5).abs() < 1e-12);
    }

    /// Eight articles with .056 of attribution points above the reference shrink halfway to it: .056/2 above it, a part of
    /// 15 * .5 * .028/.056 = 3.75 points. The other groups lie on their means. No article is flagged: F = .05, .05
    /// below the mean, a part of 7.5 * .05/.1 = 3.75.
    #[test]
    fn parts_by_hand() {
        let [attribution, language, headline, _] = reference(&by_hand());
        check(
            &[article([attribution + 0.056, language, headline], false); 8],
            5750,
            &[
                ("attribution_points", 375),
                ("language_points", 0),
                ("headline_points", 0),
                ("agreement_points", 0),
                ("red_flag_points", 375),
                ("base_points", 5000),
            ],
        );
    }

    /// 10 by 2.6, 2.6 and 4.8: 2, 2, 4 and the two that are left to the largest remainders; -1 by -.5 and -.5: to the first.
    #[test]
    fn a_part_is_split_without_a_rest() {
        assert_eq!(split(10, &[2.6, 2.6, 4.8]), [3, 2, 5]);
        assert_eq!(split(-1, &[-0.5, -0.5]), [0, -1]);
        assert_eq!(split(3, &[]), Vec::<i64>::new());
    }

    /// Everything flagged and no points: far below 0, so the base makes up for the limit.
    #[test]
    fn the_limits_go_to_the_base() {
        let found = score(&[article([0.0; 3], true); 50], &WeighingParams::default());
        assert_eq!(found.score, 0);
        assert!(found.parts[BASE_COLUMN] > 5000);
        // Red flags alone cost no more than four spreads of 7.5 points.
        assert_eq!(found.parts[FLAG_COLUMN], -3000);
    }

    #[test]
    fn intervals_and_ranks_by_hand() {
        // 21 values: the 5 % quantile is the second, the 95 % the last but one.
        assert_eq!(interval((0..=20).collect(), 10), (1, 19));
        assert_eq!(interval((0..=20).collect(), 20), (1, 20));
        assert_eq!(interval(Vec::new(), 7), (7, 7));
        // The first outlet leads in both resamples, the others change places; the last has no score.
        let samples = [vec![90, 90], vec![50, 60], vec![60, 50], Vec::new()];
        assert_eq!(ranks(&[Some(90), Some(55), Some(55), None], &samples), vec![Some((1, 1)), Some((2, 3)), Some((2, 3)), None]);
    }

    #[test]
    fn resampling_is_the_same_each_time_and_differs_by_outlet() {
        let articles: Vec<Scored> = (0..20).map(|at| article([0.02 * f64::from(at), 0.2, 0.07], at % 3 == 0)).collect();
        let params = WeighingParams { resamples: 50, ..WeighingParams::default() };
        assert_eq!(resampled("varn.example", &articles, &params), resampled("varn.example", &articles, &params));
        assert_ne!(resampled("varn.example", &articles, &params), resampled("lake.example", &articles, &params));
        // Articles that are all alike leave nothing to chance.
        let alike = resampled("varn.example", &articles[..1], &params);
        assert!(alike.scores.iter().all(|score| *score == alike.scores[0]) && alike.scores.len() == 50);
        // Other weights move it all the same, and not at all where they may not.
        assert!(alike.reweighed.iter().any(|score| *score != alike.scores[0]));
        let fixed = resampled("varn.example", &articles, &WeighingParams { weight_range: 0.0, ..params });
        assert_eq!(fixed.scores, fixed.reweighed);
    }

    proptest! {
        #[test]
        fn splits_add_up_exactly(total in -5000_i64..5000, raw in proptest::collection::vec(-900.0..900.0_f64, 1..20)) {
            prop_assert_eq!(split(total, &raw).iter().sum::<i64>(), total);
        }

        #[test]
        fn parts_add_up_exactly(points in proptest::collection::vec((0.0..0.48, 0.0..0.38, 0.0..0.14, any::<bool>()), 0..40)) {
            let articles: Vec<Scored> = points.into_iter().map(|(one, two, three, flagged)| article([one, two, three], flagged)).collect();
            let found = score(&articles, &WeighingParams::default());
            prop_assert_eq!(found.parts.values().sum::<i64>(), found.score);
            prop_assert!((0..=10_000).contains(&found.score));
        }
    }
}
