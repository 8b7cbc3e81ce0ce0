//! Articles as sparse vectors: words weighed by how rare they are in the corpus, and in the background.
//!
//! In: profiles, how many articles of the corpus hold each word, the shipped background. Out: [`Vectors`]. Invariant: the weights of an
//! article are the same whichever articles of its corpus they are made together with.

use std::collections::HashMap;

use rayon::prelude::*;

use super::pool::{Pair, Pooled};
use super::profile::Profile;
use crate::lexicon::Background;

/// Articles that share one scratch vector.
const CHUNK: usize = 256;
/// Rows of vectors that are made at once.
const ROWS: usize = 2_048;

/// Sparse vectors of length one, one article after the other.
pub(crate) struct Vectors {
    /// The words, by their numbers: hashes of stems, ascending.
    pub(crate) terms: Vec<u64>,
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

impl Vectors {
    /// Vectors of articles that are the whole corpus, and each one's cosine with the background's centroid.
    pub(super) fn new(articles: &[Pooled], background: &Background, prior: f64) -> (Self, Vec<f32>) {
        let (terms, df) = counted(articles);
        Self::weighed(articles, articles.len(), terms, df, background, prior)
    }

    /// Vectors of some articles of a corpus, as they would be made among all of them.
    pub(super) fn among(articles: &[Pooled], corpus: &Frequencies, background: &Background, prior: f64) -> (Self, Vec<f32>) {
        let (terms, _) = counted(articles);
        let df = terms.iter().map(|term| corpus.shared.get(term).copied().unwrap_or(1)).collect();
        Self::weighed(articles, corpus.articles, terms, df, background, prior)
    }

    fn weighed(
        articles: &[Pooled],
        corpus: usize,
        vocabulary: Vec<u64>,
        df: Vec<u32>,
        background: &Background,
        prior: f64,
    ) -> (Self, Vec<f32>) {
        let reference = f64::from(background.articles.max(1));
        let pool_size = corpus as f64 + prior;
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
            terms: Vec::new(),
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
        vectors.terms = vocabulary;
        (vectors, typical)
    }

    /// Lets go of the background's weights, once each pair has its cosine.
    pub(super) fn forget_background(&mut self) {
        self.back = Vec::new();
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
    pub(super) fn compare(&self, candidates: &[Vec<u32>], least: f32) -> Vec<Pair> {
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

/// How many articles of a corpus hold each of its words.
#[derive(Debug, Clone, Default)]
pub(crate) struct Frequencies {
    /// Articles of the corpus.
    pub(crate) articles: usize,
    /// For each word that two or more of them hold how many do.
    pub(crate) shared: HashMap<u64, u32>,
}

/// The words of some articles, ascending, and how many of them hold each.
fn counted(articles: &[Pooled]) -> (Vec<u64>, Vec<u32>) {
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
    (vocabulary, df)
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
