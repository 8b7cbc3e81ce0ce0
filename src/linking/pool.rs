//! A corpus as linking sees it: word vectors, how alike everything is to everything, each article's nearest.
//!
//! In: profiles with their days, the shipped background. Out: [`Pool`]. One rule serves two articles and 25,000: word
//! weights mix the corpus's counts with the background's, so that a small corpus lives on the background and a large
//! one on its own, and the likeness of two articles is read against the mean likeness of each to its window. Sums over
//! articles are kept in millionths, so that nothing depends on the order of addition.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::blocking;
use super::model::WITNESSES;
use super::profile::Profile;
use super::vectors::Vectors;
use crate::config::EventParams;
use crate::lexicon::Background;

/// An article as a member of a pool.
#[derive(Debug, Clone)]
pub(crate) struct Pooled {
    /// What is known of its text.
    pub(crate) profile: Profile,
    /// Days since 1 January 1970; `None` where undated.
    pub(crate) day: Option<i32>,
}

/// Two articles that are compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pair {
    /// The one with the smaller index.
    pub(crate) left: u32,
    /// The other.
    pub(crate) right: u32,
    /// Cosine with the corpus's word weights.
    pub(crate) pool: f32,
    /// Cosine with the background's word weights.
    pub(crate) back: f32,
}

/// A corpus prepared for comparing.
pub(crate) struct Pool {
    /// Its articles; of their words what their vectors hold too is left out.
    pub(crate) articles: Vec<Pooled>,
    /// Articles of the corpus: these, or more where they are a block of it.
    pub(crate) size: usize,
    /// The pairs that are compared, by index.
    pub(crate) pairs: Vec<Pair>,
    /// Word vectors.
    pub(crate) vectors: Vectors,
    /// Each article's nearest ten in its window with the pool cosine, nearest first.
    pub(crate) nearest: Vec<Vec<(u32, f32)>>,
    /// Background cosine that each article has to a random reference article on average.
    pub(crate) typical: Vec<f32>,
    /// Mean pool cosine of each article to its window, drawn towards `typical`.
    pub(crate) density: Vec<f32>,
    /// Mean of `density`.
    pub(crate) mean_density: f32,
    /// Mean of ln(1 + window).
    pub(crate) mean_log_window: f32,
    /// Evidence in a gap of 0, 1, 2, ... days, in natural-log units.
    pub(crate) date_evidence: Vec<f32>,
    /// For each article where the pairs begin of which it is the left one; one more at the end.
    offsets: Vec<usize>,
    /// What the caps of blocking left out.
    pub(crate) dropped: u64,
}

/// Share of pairs on one event that are 0, 1, 2, 3 days apart, of those at most three days apart (measured on groups of
/// articles that editors put together).
const SAME_EVENT_GAPS: [f64; 4] = [0.66, 0.29, 0.03, 0.01];
/// Pairs that the above counts for beside the corpus's own.
const GAP_PRIOR: f64 = 5.0;
/// Articles that the background's typical likeness counts for beside an article's window.
const DENSITY_PRIOR: f64 = 20.0;
/// Nearest articles that are remembered.
const NEAREST: usize = 10;
/// In a corpus of at most so many articles every pair is scored, however unlike.
pub(super) const TINY: usize = 30;
/// Sums are kept in this fraction.
const MILLION: f32 = 1e6;

/// What is only known of a pool as a whole.
#[derive(Debug, Clone, Default)]
pub(super) struct Whole {
    /// Articles of the corpus.
    pub(super) size: usize,
    /// Sum of the densities of all articles, in millionths.
    pub(super) density: i64,
    /// Sum of ln(1 + window) of all articles, in millionths.
    pub(super) log_window: i64,
    /// How many articles each day has.
    pub(super) days: BTreeMap<i32, u64>,
}

/// What is known of an article's place among the others.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Standing {
    /// Its nearest ten in its window with the pool cosine, nearest first.
    pub(crate) nearest: Vec<(u32, f32)>,
    /// Background cosine to a random reference article on average.
    pub(crate) typical: f32,
    /// Mean pool cosine to its window, drawn towards `typical`.
    pub(crate) density: f32,
    /// Other articles in its window.
    pub(crate) window: u32,
}

impl Standing {
    /// Its nearest whose likeness to others is looked at.
    pub(crate) fn witnesses(&self) -> impl Iterator<Item = u32> {
        self.nearest.iter().take(WITNESSES).map(|near| near.0)
    }

    /// Density in millionths.
    pub(crate) fn density_millionths(&self) -> i64 {
        (f64::from(self.density) * 1e6).round() as i64
    }

    /// ln(1 + window) in millionths.
    pub(crate) fn log_window_millionths(&self) -> i64 {
        (libm::log(1.0 + f64::from(self.window)) * 1e6).round() as i64
    }
}

impl Pool {
    /// Prepares a corpus.
    pub(crate) fn new(mut articles: Vec<Pooled>, background: &Background, params: &EventParams) -> Self {
        let (mut vectors, typical) = Vectors::new(&articles, background, params.background_articles);
        for article in &mut articles {
            article.profile.forget_terms();
        }
        let (candidates, dropped) = blocking::candidates(&articles, &vectors, params);
        let least = if articles.len() <= TINY { 0.0 } else { params.least_cosine as f32 };
        let pairs = vectors.compare(&candidates, least);
        drop(candidates);
        // Each pair has its background cosine now.
        vectors.forget_background();
        let standings: Vec<Standing> = (masses(&articles, &vectors, params.window_days).into_iter())
            .zip(nearest(articles.len(), &pairs))
            .zip(typical)
            .map(|((mass, nearest), typical)| mass.standing(nearest, typical))
            .collect();
        let mut days: BTreeMap<i32, u64> = BTreeMap::new();
        for day in articles.iter().filter_map(|article| article.day) {
            *days.entry(day).or_default() += 1;
        }
        let whole = Whole {
            size: articles.len(),
            density: standings.iter().map(Standing::density_millionths).sum(),
            log_window: standings.iter().map(Standing::log_window_millionths).sum(),
            days,
        };
        Self { dropped, ..Self::of(articles, vectors, pairs, standings, &whole, params) }
    }

    /// Of articles that are compared already; `pairs` come by their left article.
    pub(super) fn of(
        articles: Vec<Pooled>,
        vectors: Vectors,
        pairs: Vec<Pair>,
        standings: Vec<Standing>,
        whole: &Whole,
        params: &EventParams,
    ) -> Self {
        let mean = |millionths: i64| (millionths as f64 / 1e6 / whole.size.max(1) as f64) as f32;
        let offsets = (0..=articles.len()).map(|left| pairs.partition_point(|pair| (pair.left as usize) < left)).collect();
        let (mut near, mut typical, mut density) = (Vec::new(), Vec::new(), Vec::new());
        for standing in standings {
            near.push(standing.nearest);
            typical.push(standing.typical);
            density.push(standing.density);
        }
        Self {
            size: whole.size,
            mean_density: mean(whole.density),
            mean_log_window: mean(whole.log_window),
            date_evidence: date_evidence(&whole.days, params.window_days),
            articles,
            pairs,
            vectors,
            nearest: near,
            typical,
            density,
            offsets,
            dropped: 0,
        }
    }

    /// Pool cosine of two articles, where they were compared and share enough.
    pub(crate) fn known_cosine(&self, left: u32, right: u32) -> Option<f32> {
        let (left, right) = (left.min(right) as usize, left.max(right));
        let pairs = &self.pairs[self.offsets[left]..self.offsets[left + 1]];
        pairs.binary_search_by_key(&right, |pair| pair.right).ok().map(|at| pairs[at].pool)
    }

    /// Days between two articles; `None` where one is undated.
    pub(crate) fn gap(&self, left: u32, right: u32) -> Option<i32> {
        Some((self.articles[left as usize].day? - self.articles[right as usize].day?).abs())
    }
}

/// True where an article with this cosine is nearer than another; ties by index.
fn nearer(one: (u32, f32), other: (u32, f32)) -> bool {
    other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)).is_lt()
}

/// Puts an article among the nearest ten of another.
pub(super) fn take_near(list: &mut Vec<(u32, f32)>, found: (u32, f32)) {
    if list.len() == NEAREST && list.last().is_some_and(|last| nearer(*last, found)) {
        return;
    }
    let place = list.partition_point(|near| nearer(*near, found));
    list.truncate(NEAREST - 1);
    list.insert(place, found);
}

/// Each article's nearest ten, nearest first, ties by index.
pub(super) fn nearest(articles: usize, pairs: &[Pair]) -> Vec<Vec<(u32, f32)>> {
    let mut nearest: Vec<Vec<(u32, f32)>> = vec![Vec::new(); articles];
    for pair in pairs {
        take_near(&mut nearest[pair.left as usize], (pair.right, pair.pool));
        take_near(&mut nearest[pair.right as usize], (pair.left, pair.pool));
    }
    nearest
}

/// How much an article has in common with its window. No pairs are needed: the sum of an article's cosines is its cosine with the sum of
/// the vectors.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub(crate) struct Mass {
    /// Sum of its cosines with the other articles of its window, in millionths.
    cosines: f64,
    /// Other articles in its window.
    window: u32,
}

impl Mass {
    /// Of an article in a window of `size` articles, whose vectors add up to `sum`, by word.
    pub(super) fn of(vectors: &Vectors, article: usize, sum: impl Fn(u32) -> i64, size: u32) -> Self {
        let all: f64 = vectors.weights(article).map(|(id, weight)| f64::from(weight) * sum(id) as f64).sum();
        let own: f64 = vectors.weights(article).map(|(_, weight)| f64::from(weight) * rounded(weight) as f64).sum();
        Self { cosines: all - own, window: size.saturating_sub(1) }
    }

    /// With the nearest of the article; the nearest two are left out of the mean, which is drawn towards `typical`.
    pub(super) fn standing(self, nearest: Vec<(u32, f32)>, typical: f32) -> Standing {
        let best: f64 = nearest.iter().take(2).map(|near| f64::from(near.1)).sum();
        let rest = (self.cosines / f64::from(MILLION) - best).max(0.0);
        let mean = (rest + DENSITY_PRIOR * f64::from(typical)) / (f64::from(self.window.saturating_sub(2)) + DENSITY_PRIOR);
        Standing { nearest, typical, density: mean as f32, window: self.window }
    }
}

/// A weight in millionths.
pub(super) fn rounded(weight: f32) -> i64 {
    (weight * MILLION).round() as i64
}

/// The masses of articles that are a whole corpus.
fn masses(articles: &[Pooled], vectors: &Vectors, window_days: i32) -> Vec<Mass> {
    let (mut all, mut undated) = (vec![0; vectors.df.len()], vec![0; vectors.df.len()]);
    for (at, article) in articles.iter().enumerate() {
        for (id, weight) in vectors.weights(at) {
            all[id as usize] += rounded(weight);
            undated[id as usize] += if article.day.is_none() { rounded(weight) } else { 0 };
        }
    }
    let without_day = articles.iter().filter(|article| article.day.is_none()).count() as u32;
    let mut masses = dated_masses(articles, vectors, window_days, undated, without_day);
    // An undated article may belong to any day: its window is everything.
    for (at, _) in articles.iter().enumerate().filter(|(_, article)| article.day.is_none()) {
        masses[at] = Mass::of(vectors, at, |id| all[id as usize], articles.len() as u32);
    }
    masses
}

/// The masses of articles with a day, among themselves and undated ones: `undated` of these, whose vectors add up to `sum`.
pub(super) fn dated_masses(articles: &[Pooled], vectors: &Vectors, window_days: i32, mut sum: Vec<i64>, undated: u32) -> Vec<Mass> {
    let mut days: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for (at, article) in articles.iter().enumerate() {
        if let Some(day) = article.day {
            days.entry(day).or_default().push(at);
        }
    }
    let mut masses = vec![Mass::default(); articles.len()];
    let mut size = undated;
    let order: Vec<i32> = days.keys().copied().collect();
    let (mut entering, mut leaving) = (0, 0);
    for &day in &order {
        while entering < order.len() && order[entering] <= day + window_days {
            for &at in &days[&order[entering]] {
                vectors.weights(at).for_each(|(id, weight)| sum[id as usize] += rounded(weight));
                size += 1;
            }
            entering += 1;
        }
        while order[leaving] < day - window_days {
            for &at in &days[&order[leaving]] {
                vectors.weights(at).for_each(|(id, weight)| sum[id as usize] -= rounded(weight));
                size -= 1;
            }
            leaving += 1;
        }
        for &at in &days[&day] {
            masses[at] = Mass::of(vectors, at, |id| sum[id as usize], size);
        }
    }
    masses
}

/// How much a gap of 0, 1, 2, ... days speaks for one event: ln of its share among pairs on one event over its share
/// among all dated pairs of the corpus. In a corpus of one night "the same day" says nothing.
fn date_evidence(days: &BTreeMap<i32, u64>, window_days: i32) -> Vec<f32> {
    let days: BTreeMap<i32, f64> = days.iter().map(|(day, count)| (*day, *count as f64)).collect();
    let dated: f64 = days.values().sum();
    let all = dated * (dated - 1.0) / 2.0;
    (0..=window_days.max(0))
        .map(|gap| {
            let at_gap: f64 = if gap == 0 {
                days.values().map(|count| count * (count - 1.0) / 2.0).sum()
            } else {
                days.iter().filter_map(|(day, count)| days.get(&(day + gap)).map(|other| count * other)).sum()
            };
            let same = SAME_EVENT_GAPS.get(gap as usize).copied().unwrap_or(SAME_EVENT_GAPS[3] / 2.0);
            (same / ((at_gap + GAP_PRIOR * same) / (all.max(0.0) + GAP_PRIOR))).ln() as f32
        })
        .collect()
}
