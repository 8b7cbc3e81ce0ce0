//! Do two articles report one event? What is known of a pair, as numbers for the trained trees.
//!
//! In: a [`Pool`] and one of its pairs. Out: the features of [`EVENT_FEATURES`], in that order, and the probability.
//! What "one event" means was learnt from groups that editors put together; the model card has the figures.

use super::pool::{Pair, Pool};
use crate::lexicon::EVENT_FEATURES;

/// The numbers of a pair.
pub(crate) type Features = [f32; EVENT_FEATURES.len()];

/// Place of the date evidence, which stories leave out of account.
pub(super) const DATE: usize = 18;
/// Near articles of each side whose likeness to the other side is looked at.
const WITNESSES: usize = 6;
/// Words of a lead rarer than this (natural-log units; in less than one of 55 articles) are rare.
const RARE: f32 = 4.0;
/// Keeps the profile gap finite for articles that share nothing.
const GAP_FLOOR: f32 = 0.05;

/// The features of a pair.
pub(crate) fn features(pool: &Pool, pair: &Pair) -> Features {
    let (left, right) = (pair.left as usize, pair.right as usize);
    let (first, second) = (pool.articles[left].profile, pool.articles[right].profile);
    let own = |article: usize, terms: &[u16]| -> Vec<u32> {
        let ids = pool.vectors.ids(article);
        terms.iter().filter_map(|&at| ids.get(at as usize).copied()).collect()
    };
    let (first_title, second_title) = (own(left, &first.title), own(right, &second.title));
    let (first_lead, second_lead) = (own(left, &first.lead), own(right, &second.lead));
    let idf = |id: u32| pool.vectors.idf[id as usize];
    let weight = |ids: &[u32]| ids.iter().map(|&id| idf(id)).sum::<f32>();
    let (first_weight, second_weight) = (weight(&first_title), weight(&second_title));
    let overlap = shared(&first_title, &second_title, idf);
    let share = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
    let first_in_second = share(shared(&first_title, &second_lead, idf), first_weight);
    let second_in_first = share(shared(&second_title, &first_lead, idf), second_weight);
    let rare = shared(&first_lead, &second_lead, |id| (idf(id) - RARE).max(0.0));
    let bigrams = ((first.bigrams.len() * second.bigrams.len()) as f32).sqrt();
    let best = |at: usize| pool.nearest[at].first().map_or(0.0, |near| near.1);
    let dates = pool.gap(pair.left, pair.right).and_then(|gap| pool.date_evidence.get(gap as usize));
    [
        pair.back,
        pair.pool,
        pair.pool - f32::midpoint(pool.density[left], pool.density[right]),
        pair.back - f32::midpoint(pool.typical[left], pool.typical[right]),
        f32::midpoint(unlike(pool, pair.left, pair.right), unlike(pool, pair.right, pair.left)) / (pair.pool + GAP_FLOOR),
        common_neighbours(pool, pair.left, pair.right),
        f32::midpoint(best(left), best(right)),
        (pool.articles.len() as f32).ln(),
        pool.mean_log_window,
        pool.mean_density,
        share(overlap, (first_weight * second_weight).sqrt()),
        first_in_second.min(second_in_first),
        first_in_second.max(second_in_first),
        (1.0 + shared(&first.quotes, &second.quotes, |_| 1.0)).ln(),
        (1.0 + shared(&first.runs, &second.runs, |_| 1.0)).ln(),
        share(shared(&first.bigrams, &second.bigrams, |_| 1.0), bigrams),
        (1.0 + rare).ln(),
        (first.words.min(second.words) as f32 + 20.0).ln(),
        dates.copied().unwrap_or(0.0),
    ]
}

/// Sum of `value` over what two ascending lists share.
fn shared(left: &[u32], right: &[u32], value: impl Fn(u32) -> f32) -> f32 {
    let (mut a, mut b, mut sum) = (0, 0, 0.0);
    while let (Some(&first), Some(&second)) = (left.get(a), right.get(b)) {
        if first == second {
            sum += value(first);
        }
        a += usize::from(first <= second);
        b += usize::from(second <= first);
    }
    sum
}

/// How much nearer than `other` an article's nearest are to it, on average: on one event they are as near to both.
fn unlike(pool: &Pool, article: u32, other: u32) -> f32 {
    let witnesses = pool.nearest[article as usize].iter().take(WITNESSES).filter(|near| near.0 != other);
    let (sum, count) =
        witnesses.fold((0.0, 0.0), |(sum, count), &(witness, cosine)| (sum + (cosine - pool.cosine(other, witness)).max(0.0), count + 1.0));
    sum / (count + 1.0)
}

/// Share of the two articles' nearest ten, themselves included, that both have.
fn common_neighbours(pool: &Pool, left: u32, right: u32) -> f32 {
    let around = |article: u32| pool.nearest[article as usize].iter().map(|near| near.0).chain([article]);
    let common = around(left).filter(|&one| around(right).any(|other| other == one)).count();
    common as f32 / 11.0
}
