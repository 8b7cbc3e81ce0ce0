//! Which articles are compared at all: those within a few days of each other (or undated) that share a heavy word.
//!
//! In: days and vectors. Out: for each article the later ones it is compared with, ascending, and how much the caps
//! left out. A corpus of up to some thousand articles has every pair compared; in larger ones the cost per article is
//! bounded by the caps, whatever the corpus.

use rayon::prelude::*;

use super::pool::Pooled;
use super::vectors::Vectors;
use crate::config::EventParams;

/// An article under one of its heaviest words.
pub(super) struct Posting {
    pub(super) day: Option<i32>,
    pub(super) article: u32,
    pub(super) weight: f32,
}

impl Posting {
    /// Undated first (`None` sorts before any day), then by day.
    fn place(&self) -> (Option<i32>, u32) {
        (self.day, self.article)
    }
}

/// Candidates of each article, and how many postings the caps left out.
pub(super) fn candidates(articles: &[Pooled], vectors: &Vectors, params: &EventParams) -> (Vec<Vec<u32>>, u64) {
    if articles.len() <= params.compare_all {
        return (all_in_window(articles, params.window_days), 0);
    }
    let keys: Vec<Vec<(u32, f32)>> = (0..articles.len()).into_par_iter().map(|at| heaviest(vectors, at, params.keys)).collect();
    let days: Vec<Option<i32>> = articles.iter().map(|article| article.day).collect();
    let found = by_keys(&keys, vectors.df.len(), &days, params);
    let dropped = found.iter().map(|(_, dropped)| dropped).sum();
    (later(found), dropped)
}

/// Every later article in the window.
fn all_in_window(articles: &[Pooled], window_days: i32) -> Vec<Vec<u32>> {
    let near = |left: Option<i32>, right: Option<i32>| match (left, right) {
        (Some(left), Some(right)) => (left - right).abs() <= window_days,
        _ => true,
    };
    (0..articles.len())
        .map(|left| {
            (left + 1..articles.len()).filter(|&right| near(articles[left].day, articles[right].day)).map(|right| right as u32).collect()
        })
        .collect()
}

/// For each article those in its window that share most of its keys, and how many postings the caps left out. `keys` are numbers of words
/// under `words`, with their weights.
pub(super) fn by_keys(keys: &[Vec<(u32, f32)>], words: usize, days: &[Option<i32>], params: &EventParams) -> Vec<(Vec<u32>, u64)> {
    let mut postings: Vec<Vec<Posting>> = Vec::new();
    postings.resize_with(words, Vec::new);
    for (article, keys) in keys.iter().enumerate() {
        for &(id, weight) in keys {
            postings[id as usize].push(Posting { day: days[article], article: article as u32, weight });
        }
    }
    postings.par_iter_mut().for_each(|list| list.sort_unstable_by_key(Posting::place));
    // Undated articles meet the whole of a list, all the same.
    let of_undated: Vec<(Vec<&Posting>, u64)> = postings
        .par_iter()
        .map(|list| if list.first().is_some_and(|first| first.day.is_none()) { at_key(list, None, params) } else { Default::default() })
        .collect();
    (0..keys.len())
        .into_par_iter()
        .map(|article| {
            let mut dropped = 0;
            let mut touched: Vec<(u32, f32)> = Vec::new();
            for &(id, own) in &keys[article] {
                let in_window;
                let (at_key, cut) = if days[article].is_none() {
                    &of_undated[id as usize]
                } else {
                    in_window = at_key(&postings[id as usize], days[article], params);
                    &in_window
                };
                dropped += cut;
                touched.extend(at_key.iter().map(|posting| (posting.article, own * posting.weight)));
            }
            let (partners, cut) = partners(article as u32, touched, params);
            (partners, dropped + cut)
        })
        .collect()
}

/// For each article the later ones it is compared with: a pair is compared where either side chose the other.
fn later(found: Vec<(Vec<u32>, u64)>) -> Vec<Vec<u32>> {
    let mut later: Vec<Vec<u32>> = vec![Vec::new(); found.len()];
    for (article, (others, _)) in found.into_iter().enumerate() {
        for other in others {
            let (left, right) = (other.min(article as u32), other.max(article as u32));
            later[left as usize].push(right);
        }
    }
    later.par_iter_mut().for_each(|list| {
        list.sort_unstable();
        list.dedup();
    });
    later
}

/// The articles under a word that one of them is compared with, by its day, and how many the cap left out; `list` is in the order of
/// [`Posting::place`].
pub(super) fn at_key<'a>(list: &'a [Posting], day: Option<i32>, params: &EventParams) -> (Vec<&'a Posting>, u64) {
    let mut found: Vec<&Posting> = window(list, day, params.window_days);
    let dropped = found.len().saturating_sub(params.articles_per_key);
    if dropped > 0 {
        found.select_nth_unstable_by(params.articles_per_key, |left, right| {
            right.weight.total_cmp(&left.weight).then(left.article.cmp(&right.article))
        });
        found.truncate(params.articles_per_key);
    }
    (found, dropped as u64)
}

/// The articles that one is compared with, of those that share a word with it, each with what it shares, and how many the cap left out.
pub(super) fn partners(article: u32, mut touched: Vec<(u32, f32)>, params: &EventParams) -> (Vec<u32>, u64) {
    touched.retain(|other| other.0 != article);
    touched.sort_unstable_by(|left, right| left.0.cmp(&right.0).then(left.1.total_cmp(&right.1)));
    touched.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    let dropped = touched.len().saturating_sub(params.candidates);
    if dropped > 0 {
        touched.select_nth_unstable_by(params.candidates, |left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
        touched.truncate(params.candidates);
    }
    // Collected anew: the room that was touched is many times what is kept.
    (touched.iter().map(|other| other.0).collect(), dropped as u64)
}

/// The heaviest words of an article that another article holds too; ties by word number.
pub(super) fn heaviest(vectors: &Vectors, article: usize, count: usize) -> Vec<(u32, f32)> {
    let mut words: Vec<(u32, f32)> = vectors.weights(article).filter(|word| vectors.df[word.0 as usize] > 1).collect();
    words.sort_unstable_by(|left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
    words.truncate(count);
    words
}

/// The postings within `window_days` of `day`, and the undated ones; all where `day` is unknown.
fn window(list: &[Posting], day: Option<i32>, window_days: i32) -> Vec<&Posting> {
    let Some(day) = day else { return list.iter().collect() };
    let undated = list.partition_point(|posting| posting.day.is_none());
    let first = list.partition_point(|posting| posting.day.is_none_or(|known| known < day - window_days));
    let end = list.partition_point(|posting| posting.day.is_none_or(|known| known <= day + window_days));
    list[..undated].iter().chain(&list[first..end]).collect()
}
