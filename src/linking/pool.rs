//! A corpus as linking sees it: word vectors, how alike everything is to everything, each article's nearest.
//!
//! In: profiles with their days, the shipped background. Out: [`Pool`]. One rule serves two articles and 25,000: word
//! weights mix the corpus's counts with the background's, so that a small corpus lives on the background and a large
//! one on its own, and the likeness of two articles is read against the mean likeness of each to its window. Sums over
//! articles are kept in millionths, so that nothing depends on the order of addition.

use std::collections::BTreeMap;

use rayon::prelude::*;

use super::blocking;
use super::profile::Profile;
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

/// Sparse vectors of length one, one article after the other.
pub(crate) struct Vectors {
    /// Where each article's entries start; one more at the end.
    offsets: Vec<usize>,
    /// Word numbers, ascending within an article, parallel to the article's `Profile::terms`.
    ids: Vec<u32>,
    /// Weights from the corpus's own counts mixed with the background's.
    pool: Vec<f32>,
    /// Weights from the background alone.
    back: Vec<f32>,
    /// Background weight of each word number.
    pub(crate) idf: Vec<f32>,
    /// How many articles of the corpus hold each word number.
    pub(crate) df: Vec<u32>,
}

/// The vector of one article, and its cosine with the background's centroid.
struct Entries {
    ids: Vec<u32>,
    pool: Vec<f32>,
    back: Vec<f32>,
    typical: f32,
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
const TINY: usize = 30;
/// Articles that share one scratch vector.
const CHUNK: usize = 256;
/// Rows of vectors that are made at once.
const ROWS: usize = 2_048;
/// Sums are kept in this fraction.
const MILLION: f32 = 1e6;

impl Pool {
    /// Prepares a corpus.
    pub(crate) fn new(mut articles: Vec<Pooled>, background: &Background, params: &EventParams) -> Self {
        let (mut vectors, typical) = Vectors::new(&articles, background, params.background_articles);
        for article in &mut articles {
            (article.profile.terms, article.profile.counts) = Default::default();
        }
        let (candidates, dropped) = blocking::candidates(&articles, &vectors, params);
        let least = if articles.len() <= TINY { 0.0 } else { params.least_cosine as f32 };
        let pairs = vectors.compare(&candidates, least);
        drop(candidates);
        // Each pair has its background cosine now.
        vectors.back = Vec::new();
        let nearest = nearest(articles.len(), &pairs);
        let (density, window) = densities(&articles, &vectors, &nearest, &typical, params.window_days);
        let count = articles.len().max(1) as f32;
        let offsets = (0..=articles.len()).map(|left| pairs.partition_point(|pair| (pair.left as usize) < left)).collect();
        Self {
            mean_density: density.iter().sum::<f32>() / count,
            mean_log_window: window.iter().map(|&size| (1.0 + size as f32).ln()).sum::<f32>() / count,
            date_evidence: date_evidence(&articles, params.window_days),
            articles,
            pairs,
            vectors,
            nearest,
            typical,
            density,
            offsets,
            dropped,
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

impl Vectors {
    /// Vectors and, for each article, its cosine with the background's centroid.
    fn new(articles: &[Pooled], background: &Background, prior: f64) -> (Self, Vec<f32>) {
        let mut vocabulary: Vec<u64> = articles.iter().flat_map(|article| article.profile.terms.iter().copied()).collect();
        vocabulary.par_sort_unstable();
        let mut df: Vec<u32> = Vec::new();
        let mut known = 0;
        for at in 0..vocabulary.len() {
            if at == 0 || vocabulary[at] != vocabulary[known - 1] {
                vocabulary[known] = vocabulary[at];
                known += 1;
                df.push(0);
            }
            df[known - 1] += 1;
        }
        vocabulary.truncate(known);
        vocabulary.shrink_to_fit();

        let reference = f64::from(background.articles.max(1));
        let pool_size = articles.len() as f64 + prior;
        let weights: Vec<(f32, f32, f32)> = vocabulary
            .par_iter()
            .zip(&df)
            .map(|(&hash, &df)| {
                let stem = background.find(hash);
                // A stem in fewer than three reference articles counts as in one.
                let common = stem.map_or(1.0, |stem| f64::from(stem.df));
                let back = ((reference + 1.0) / (common + 0.5)).ln().clamp(0.0, ((reference + 1.0) / 1.5).ln());
                let pool = ((pool_size + 1.0) / (f64::from(df) + prior * common / reference + 0.5)).ln().max(0.0);
                (back as f32, pool as f32, stem.map_or(0.0, |stem| stem.centroid))
            })
            .collect();

        let row = |article: &Pooled| {
            let Profile { terms, counts, .. } = &article.profile;
            let ids: Vec<u32> = terms.iter().filter_map(|term| vocabulary.binary_search(term).ok()).map(|at| at as u32).collect();
            let counts = counts.iter().map(|count| 1.0 + f32::from((*count).max(1)).ln());
            let mut back: Vec<f32> = counts.clone().zip(&ids).map(|(count, &id)| count * weights[id as usize].0).collect();
            let mut pool: Vec<f32> = counts.zip(&ids).map(|(count, &id)| count * weights[id as usize].1).collect();
            to_unit(&mut back);
            to_unit(&mut pool);
            let typical = back.iter().zip(&ids).map(|(weight, &id)| weight * weights[id as usize].2).sum();
            Entries { ids, pool, back, typical }
        };
        let entries: usize = articles.iter().map(|article| article.profile.terms.len()).sum();
        let mut vectors = Self {
            offsets: vec![0],
            ids: Vec::with_capacity(entries),
            pool: Vec::with_capacity(entries),
            back: Vec::with_capacity(entries),
            idf: weights.iter().map(|weight| weight.0).collect(),
            df,
        };
        let mut typical = Vec::with_capacity(articles.len());
        // Some at a time: all rows beside what they are copied to would take twice the memory.
        for some in articles.chunks(ROWS) {
            for entries in some.par_iter().map(row).collect::<Vec<Entries>>() {
                vectors.ids.extend(entries.ids);
                vectors.pool.extend(entries.pool);
                vectors.back.extend(entries.back);
                vectors.offsets.push(vectors.ids.len());
                typical.push(entries.typical);
            }
        }
        (vectors, typical)
    }

    /// The word numbers of an article, parallel to its `Profile::terms`.
    pub(crate) fn ids(&self, article: usize) -> &[u32] {
        &self.ids[self.offsets[article]..self.offsets[article + 1]]
    }

    /// Word numbers and pool weights of an article.
    pub(crate) fn weights(&self, article: usize) -> impl Iterator<Item = (u32, f32)> + Clone {
        let range = self.offsets[article]..self.offsets[article + 1];
        self.ids[range.clone()].iter().copied().zip(self.pool[range].iter().copied())
    }

    /// Both cosines of each article with its candidates (later articles, ascending); pairs under `least` are left out.
    fn compare(&self, candidates: &[Vec<u32>], least: f32) -> Vec<Pair> {
        let chunks: Vec<Vec<Pair>> = candidates
            .par_chunks(CHUNK)
            .enumerate()
            .map(|(chunk, candidates)| {
                let mut spread = vec![(0.0_f32, 0.0_f32); self.df.len()];
                let mut pairs = Vec::new();
                for (at, candidates) in candidates.iter().enumerate().filter(|(_, candidates)| !candidates.is_empty()) {
                    let left = chunk * CHUNK + at;
                    let own = self.offsets[left]..self.offsets[left + 1];
                    for at in own.clone() {
                        spread[self.ids[at] as usize] = (self.pool[at], self.back[at]);
                    }
                    for &right in candidates {
                        let (mut pool, mut back) = (0.0, 0.0);
                        for at in self.offsets[right as usize]..self.offsets[right as usize + 1] {
                            let (own_pool, own_back) = spread[self.ids[at] as usize];
                            pool += own_pool * self.pool[at];
                            back += own_back * self.back[at];
                        }
                        if pool >= least {
                            pairs.push(Pair { left: left as u32, right, pool, back });
                        }
                    }
                    for at in own {
                        spread[self.ids[at] as usize] = (0.0, 0.0);
                    }
                }
                pairs
            })
            .collect();
        chunks.concat()
    }
}

/// Scales to length one; an empty or weightless vector stays zero.
fn to_unit(weights: &mut [f32]) {
    let length = weights.iter().map(|weight| weight * weight).sum::<f32>().sqrt();
    if length > 0.0 {
        for weight in weights {
            *weight /= length;
        }
    }
}

/// Each article's nearest ten, nearest first, ties by index.
fn nearest(articles: usize, pairs: &[Pair]) -> Vec<Vec<(u32, f32)>> {
    let mut nearest: Vec<Vec<(u32, f32)>> = vec![Vec::new(); articles];
    let before = |one: &(u32, f32), other: &(u32, f32)| other.1.total_cmp(&one.1).then(one.0.cmp(&other.0)).is_lt();
    for pair in pairs {
        for (of, found) in [(pair.left, (pair.right, pair.pool)), (pair.right, (pair.left, pair.pool))] {
            let list = &mut nearest[of as usize];
            if list.len() == NEAREST && list.last().is_some_and(|last| before(last, &found)) {
                continue;
            }
            let place = list.partition_point(|near| before(near, &found));
            list.truncate(NEAREST - 1);
            list.insert(place, found);
        }
    }
    nearest
}

/// Mean cosine of each article to its window (its two nearest left out), drawn towards its typical one, and the
/// window's size. No pairs are needed: the sum of an article's cosines is its cosine with the sum of the vectors.
fn densities(
    articles: &[Pooled],
    vectors: &Vectors,
    nearest: &[Vec<(u32, f32)>],
    typical: &[f32],
    window_days: i32,
) -> (Vec<f32>, Vec<u32>) {
    let rounded = |weight: f32| (weight * MILLION).round() as i64;
    let mut undated_sum = vec![0_i64; vectors.df.len()];
    let mut undated = 0_u32;
    let mut days: BTreeMap<i32, Vec<usize>> = BTreeMap::new();
    for (at, article) in articles.iter().enumerate() {
        if let Some(day) = article.day {
            days.entry(day).or_default().push(at);
        } else {
            undated += 1;
            vectors.weights(at).for_each(|(id, weight)| undated_sum[id as usize] += rounded(weight));
        }
    }
    let mut density = vec![0.0; articles.len()];
    let mut window = vec![0; articles.len()];
    let mut settle = |at: usize, sum: &[i64], size: u32| {
        let all: f64 = vectors.weights(at).map(|(id, weight)| f64::from(weight) * sum[id as usize] as f64).sum();
        let own: f64 = vectors.weights(at).map(|(_, weight)| f64::from(weight) * rounded(weight) as f64).sum();
        let others = size.saturating_sub(1);
        let best: f64 = nearest[at].iter().take(2).map(|near| f64::from(near.1)).sum();
        let rest = ((all - own) / f64::from(MILLION) - best).max(0.0);
        let mean = (rest + DENSITY_PRIOR * f64::from(typical[at])) / (f64::from(others.saturating_sub(2)) + DENSITY_PRIOR);
        density[at] = mean as f32;
        window[at] = others;
    };

    let mut sum = undated_sum;
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
            settle(at, &sum, size);
        }
    }
    // An undated article may belong to any day: its window is everything.
    for &day in order.iter().take(leaving) {
        for &at in &days[&day] {
            vectors.weights(at).for_each(|(id, weight)| sum[id as usize] += rounded(weight));
            size += 1;
        }
    }
    for (at, article) in articles.iter().enumerate() {
        if article.day.is_none() {
            settle(at, &sum, size);
        }
    }
    (density, window)
}

/// How much a gap of 0, 1, 2, ... days speaks for one event: ln of its share among pairs on one event over its share
/// among all dated pairs of the corpus. In a corpus of one night "the same day" says nothing.
fn date_evidence(articles: &[Pooled], window_days: i32) -> Vec<f32> {
    let mut days: BTreeMap<i32, f64> = BTreeMap::new();
    for day in articles.iter().filter_map(|article| article.day) {
        *days.entry(day).or_default() += 1.0;
    }
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
