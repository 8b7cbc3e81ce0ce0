//! Do two articles report one event? What is known of a pair, as numbers for the trained trees.
//!
//! In: a [`Pool`] and one of its pairs. Out: the features of [`EVENT_FEATURES`], in that order, and the probability.
//! What "one event" means was learnt from groups that editors put together; the model card has the figures.

use super::pool::{Pair, Pool};
use crate::lexicon::{EVENT_FEATURES, EventModel};

/// The numbers of a pair.
pub(crate) type Features = [f32; EVENT_FEATURES.len()];

/// Place of the date evidence, which stories leave out of account.
const DATE: usize = 18;
/// Place of the profile gap, which may only lower a probability.
const PROFILE_GAP: usize = 4;
/// Near articles of each side whose likeness to the other side is looked at.
const WITNESSES: usize = 6;
/// Words of a lead rarer than this (natural-log units; in less than one of 55 articles) are rare.
const RARE: f32 = 4.0;
/// Keeps the profile gap finite for articles that share nothing.
const GAP_FLOOR: f32 = 0.05;

/// The features of a pair.
#[cfg(feature = "evaluation")]
pub(crate) fn features(pool: &Pool, pair: &Pair) -> Features {
    let mut numbers = at_best(pool, pair);
    compare_texts(pool, pair, &mut numbers);
    numbers[PROFILE_GAP] = profile_gap(pool, pair);
    numbers
}

/// Probability that a pair reports one event; `None` where it must be under `least`. Most pairs are settled by what is
/// cheap to know: the trees may only rise with the rest, so that its best value gives an upper bound. `dated` is false
/// where the days are to be left out of account.
pub(super) fn probability(pool: &Pool, pair: &Pair, model: &EventModel, least: f64, dated: bool) -> Option<f64> {
    let mut numbers = at_best(pool, pair);
    if !dated {
        numbers[DATE] = 0.0;
    }
    if model.probability(&numbers) < least {
        return None;
    }
    compare_texts(pool, pair, &mut numbers);
    if model.probability(&numbers) < least {
        return None;
    }
    numbers[PROFILE_GAP] = profile_gap(pool, pair);
    Some(model.probability(&numbers)).filter(|probability| *probability >= least)
}

/// The features that are cheap; the others (profile gap and places 10 to 16) as good as they could be.
fn at_best(pool: &Pool, pair: &Pair) -> Features {
    let (left, right) = (pair.left as usize, pair.right as usize);
    let best = |at: usize| pool.nearest[at].first().map_or(0.0, |near| near.1);
    let dates = pool.gap(pair.left, pair.right).and_then(|gap| pool.date_evidence.get(gap as usize));
    let shorter = pool.articles[left].profile.words.min(pool.articles[right].profile.words);
    [
        pair.back,
        pair.pool,
        pair.pool - f32::midpoint(pool.density[left], pool.density[right]),
        pair.back - f32::midpoint(pool.typical[left], pool.typical[right]),
        0.0,
        common_neighbours(pool, pair.left, pair.right),
        f32::midpoint(best(left), best(right)),
        (pool.articles.len() as f32).ln(),
        pool.mean_log_window,
        pool.mean_density,
        f32::MAX,
        f32::MAX,
        f32::MAX,
        f32::MAX,
        f32::MAX,
        f32::MAX,
        f32::MAX,
        (shorter as f32 + 20.0).ln(),
        dates.copied().unwrap_or(0.0),
    ]
}

/// How much nearer each one's nearest are to it than to the other.
fn profile_gap(pool: &Pool, pair: &Pair) -> f32 {
    f32::midpoint(unlike(pool, pair.left, pair.right), unlike(pool, pair.right, pair.left)) / (pair.pool + GAP_FLOOR)
}

/// Fills in what [`at_best`] left open, all but the profile gap, which costs most.
fn compare_texts(pool: &Pool, pair: &Pair, numbers: &mut Features) {
    let (left, right) = (pair.left as usize, pair.right as usize);
    let (first, second) = (pool.articles[left].profile, pool.articles[right].profile);
    let (first_ids, second_ids) = (pool.vectors.ids(left), pool.vectors.ids(right));
    let idf = |id: u32| pool.vectors.idf[id as usize];
    let weight = |ids: &[u32], terms: &[u16]| words(ids, terms).map(idf).sum::<f32>();
    let (first_weight, second_weight) = (weight(first_ids, &first.title), weight(second_ids, &second.title));
    let common = |one: &[u16], other: &[u16], value: &dyn Fn(f32) -> f32| -> f32 {
        common_words(words(first_ids, one), words(second_ids, other)).map(|id| value(idf(id))).sum()
    };
    let whole = |idf: f32| idf;
    let share = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
    let overlap = common(&first.title, &second.title, &whole);
    let first_in_second = share(common(&first.title, &second.lead, &whole), first_weight);
    let second_in_first = share(common(&first.lead, &second.title, &whole), second_weight);
    let rare = common(&first.lead, &second.lead, &|idf| (idf - RARE).max(0.0));
    let bigrams = ((first.bigrams.len() * second.bigrams.len()) as f32).sqrt();
    numbers[10] = share(overlap, (first_weight * second_weight).sqrt());
    numbers[11] = first_in_second.min(second_in_first);
    numbers[12] = first_in_second.max(second_in_first);
    numbers[13] = (1.0 + shared(&first.quotes, &second.quotes)).ln();
    numbers[14] = (1.0 + shared(&first.runs, &second.runs)).ln();
    numbers[15] = share(shared(&first.bigrams, &second.bigrams), bigrams);
    numbers[16] = (1.0 + rare).ln();
}

/// The word numbers of some of an article's terms, ascending.
fn words<'a>(ids: &'a [u32], terms: &'a [u16]) -> impl Iterator<Item = u32> + use<'a> {
    terms.iter().filter_map(|&at| ids.get(at as usize).copied())
}

/// What two ascending lists share.
fn common_words(left: impl Iterator<Item = u32>, right: impl Iterator<Item = u32>) -> impl Iterator<Item = u32> {
    let (mut left, mut right) = (left.peekable(), right.peekable());
    std::iter::from_fn(move || {
        loop {
            let (&first, &second) = (left.peek()?, right.peek()?);
            if first <= second {
                left.next();
            }
            if second <= first {
                right.next();
            }
            if first == second {
                return Some(first);
            }
        }
    })
}

/// How many hashes two ascending lists share.
fn shared(left: &[u32], right: &[u32]) -> f32 {
    let (mut a, mut b, mut count) = (0, 0, 0_u32);
    while let (Some(&first), Some(&second)) = (left.get(a), right.get(b)) {
        count += u32::from(first == second);
        a += usize::from(first <= second);
        b += usize::from(second <= first);
    }
    count as f32
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ascending_lists_share() {
        let check = |left: &[u32], right: &[u32], expected: &[u32]| {
            let common: Vec<u32> = common_words(left.iter().copied(), right.iter().copied()).collect();
            assert_eq!(common, expected);
            assert_eq!(shared(left, right) as usize, expected.len());
        };
        check(&[1, 3, 5, 9], &[2, 3, 9, 12], &[3, 9]);
        check(&[1, 2], &[3], &[]);
        check(&[], &[3], &[]);
        assert_eq!(words(&[10, 20, 30], &[0, 2, 7]).collect::<Vec<_>>(), [10, 30]);
    }
}
