//! Which articles are compared at all: those within a few days of each other (or undated) that share a heavy word.
//!
//! In: days and vectors. Out: for each article the later ones it is compared with, ascending, and how much the caps
//! left out. A corpus of up to some thousand articles has every pair compared; in larger ones the cost per article is
//! bounded by the caps, whatever the corpus.

use rayon::prelude::*;

use super::pool::{Pooled, Vectors};
use crate::config::EventParams;

/// An article under one of its heaviest words.
struct Posting {
    day: Option<i32>,
    article: u32,
    weight: f32,
}

/// Candidates of each article, and how many postings the caps left out.
pub(super) fn candidates(articles: &[Pooled], vectors: &Vectors, params: &EventParams) -> (Vec<Vec<u32>>, u64) {
    if articles.len() <= params.compare_all { (all_in_window(articles, params.window_days), 0) } else { by_keys(articles, vectors, params) }
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

/// Later articles in the window that share a key.
fn by_keys(articles: &[Pooled], vectors: &Vectors, params: &EventParams) -> (Vec<Vec<u32>>, u64) {
    let keys: Vec<Vec<(u32, f32)>> = (0..articles.len()).into_par_iter().map(|at| heaviest(vectors, at, params.keys)).collect();
    let mut postings: Vec<Vec<Posting>> = Vec::new();
    postings.resize_with(vectors.df.len(), Vec::new);
    for (article, keys) in keys.iter().enumerate() {
        for &(id, weight) in keys {
            postings[id as usize].push(Posting { day: articles[article].day, article: article as u32, weight });
        }
    }
    // Undated first (`None` sorts before any day), then by day.
    postings.par_iter_mut().for_each(|list| list.sort_unstable_by_key(|posting| (posting.day, posting.article)));

    let found: Vec<(Vec<u32>, u64)> = (0..articles.len())
        .into_par_iter()
        .map(|article| {
            let mut dropped = 0;
            let mut touched: Vec<(u32, f32)> = Vec::new();
            for &(id, own) in &keys[article] {
                let list = &postings[id as usize];
                let mut at_key: Vec<&Posting> = window(list, articles[article].day, params.window_days);
                if at_key.len() > params.articles_per_key {
                    dropped += (at_key.len() - params.articles_per_key) as u64;
                    at_key.select_nth_unstable_by(params.articles_per_key, |left, right| {
                        right.weight.total_cmp(&left.weight).then(left.article.cmp(&right.article))
                    });
                    at_key.truncate(params.articles_per_key);
                }
                touched.extend(at_key.iter().map(|posting| (posting.article, own * posting.weight)));
            }
            touched.retain(|other| other.0 as usize != article);
            touched.sort_unstable_by(|left, right| left.0.cmp(&right.0).then(left.1.total_cmp(&right.1)));
            touched.dedup_by(|next, kept| {
                let same = next.0 == kept.0;
                if same {
                    kept.1 += next.1;
                }
                same
            });
            if touched.len() > params.candidates {
                dropped += (touched.len() - params.candidates) as u64;
                touched.select_nth_unstable_by(params.candidates, |left, right| right.1.total_cmp(&left.1).then(left.0.cmp(&right.0)));
                touched.truncate(params.candidates);
            }
            // Collected anew: the room that was touched is many times what is kept.
            (touched.iter().map(|other| other.0).collect(), dropped)
        })
        .collect();

    // A pair is compared where either side chose the other.
    let dropped = found.iter().map(|(_, dropped)| dropped).sum();
    let mut later: Vec<Vec<u32>> = vec![Vec::new(); articles.len()];
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
    (later, dropped)
}

/// The heaviest words of an article that another article holds too; ties by word number.
fn heaviest(vectors: &Vectors, article: usize, count: usize) -> Vec<(u32, f32)> {
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
