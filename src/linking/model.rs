//! Do two articles report one event? What is known of a pair, as numbers for the trained trees.
//!
//! In: a [`Pool`] and one of its pairs. Out: the features of [`EVENT_FEATURES`], in that order, and the probability.
//! What "one event" means was learnt from groups that editors put together; the model card has the figures.

use rayon::prelude::*;

use super::pool::{Pair, Pool};
use super::profile::Profile;
use crate::lexicon::{EVENT_FEATURES, EventModel};

/// The numbers of a pair.
pub(crate) type Features = [f32; EVENT_FEATURES.len()];

/// Place of the date evidence, which stories leave out of account.
const DATE: usize = 18;
/// Place of the profile gap, which may only lower a probability.
const PROFILE_GAP: usize = 4;
/// Near articles of each side whose likeness to the other side is looked at.
pub(super) const WITNESSES: usize = 6;
/// Words of a lead rarer than this (natural-log units; in less than one of 55 articles) are rare.
const RARE: f32 = 4.0;
/// Keeps the profile gap finite for articles that share nothing.
const GAP_FLOOR: f32 = 0.05;

/// The features of a pair.
#[cfg(feature = "evaluation")]
pub(crate) fn features(pool: &Pool, pair: &Pair) -> Features {
    let mut numbers = at_best(pool, pair);
    let mut left = Left::default();
    left.take(pool, pair.left as usize);
    left.compare_words(pool, pair, &mut numbers);
    left.compare_runs(pool, pair, &mut numbers);
    numbers[PROFILE_GAP] = left.profile_gap(pool, pair);
    numbers
}

/// What `keep` makes of each pair and the probability that it reports one event, in the order of the pairs; those that must be under
/// `least` are left out. `dated` is false where the days are to be left out of account.
pub(super) fn likely<T: Send>(
    pool: &Pool,
    model: &EventModel,
    least: f64,
    dated: bool,
    keep: impl Fn(&Pair, f64) -> Option<T> + Sync,
) -> Vec<T> {
    // Pairs come by their left article, which is prepared once for all of them.
    let of_left: Vec<Vec<T>> = pool
        .pairs
        .par_chunk_by(|one, next| one.left == next.left)
        .map_init(Left::default, |left, pairs| {
            pairs.iter().filter_map(|pair| keep(pair, probability(pool, pair, model, least, dated, left)?)).collect()
        })
        .collect();
    of_left.into_iter().flatten().collect()
}

/// Probability that a pair reports one event; `None` where it must be under `least`. Most pairs are settled by what is
/// cheap to know: the trees may only rise with the rest, so that its best value gives an upper bound.
fn probability(pool: &Pool, pair: &Pair, model: &EventModel, least: f64, dated: bool, left: &mut Left) -> Option<f64> {
    let mut numbers = at_best(pool, pair);
    if !dated {
        numbers[DATE] = 0.0;
    }
    if model.probability(&numbers) < least {
        return None;
    }
    left.take(pool, pair.left as usize);
    left.compare_words(pool, pair, &mut numbers);
    if model.probability(&numbers) < least {
        return None;
    }
    left.compare_runs(pool, pair, &mut numbers);
    if model.probability(&numbers) < least {
        return None;
    }
    numbers[PROFILE_GAP] = left.profile_gap(pool, pair);
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
        (pool.size as f32).ln(),
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

/// The left article of a pair, made ready to be compared with many.
#[derive(Default)]
struct Left {
    article: Option<usize>,
    /// Weight of the words of its title.
    title_weight: f32,
    title: Marked,
    lead: Marked,
    quotes: Marked,
    runs: Marked,
    bigrams: Marked,
    near: Near,
}

impl Left {
    /// How much nearer each one's nearest are to it than to the other.
    fn profile_gap(&mut self, pool: &Pool, pair: &Pair) -> f32 {
        self.near.take(pool, pair.left);
        let (of_left, of_right) = (&pool.nearest[pair.left as usize], &pool.nearest[pair.right as usize]);
        let to_right = self.near.cosines(pool, pair.right);
        let left = unlike(pair.right, of_left, |place, _| to_right[place + 1]);
        let right = unlike(pair.left, of_right, |_, witness| {
            pool.known_cosine(pair.left, witness).unwrap_or_else(|| self.near.cosine(pool, witness))
        });
        f32::midpoint(left, right) / (pair.pool + GAP_FLOOR)
    }

    fn take(&mut self, pool: &Pool, article: usize) {
        if self.article == Some(article) {
            return;
        }
        let (profile, ids) = (&pool.articles[article].profile, pool.vectors.ids(article));
        self.article = Some(article);
        self.title_weight = weight(pool, ids, &profile.title);
        self.title.hold(words(ids, &profile.title));
        self.lead.hold(words(ids, &profile.lead));
        self.quotes.hold(profile.quotes.iter().copied());
        self.runs.hold(profile.runs.iter().copied());
        self.bigrams.hold(profile.bigrams.iter().copied());
    }

    /// Fills in what titles and leads tell.
    fn compare_words(&self, pool: &Pool, pair: &Pair, numbers: &mut Features) {
        let second: &Profile = &pool.articles[pair.right as usize].profile;
        let second_ids = pool.vectors.ids(pair.right as usize);
        let second_weight = weight(pool, second_ids, &second.title);
        let common = |of_left: &Marked, of_right: &[u16], value: &dyn Fn(f32) -> f32| -> f32 {
            words(second_ids, of_right).filter(|&id| of_left.holds(id)).map(|id| value(pool.vectors.idf[id as usize])).sum()
        };
        let whole = |idf: f32| idf;
        let share = |part: f32, whole: f32| if whole > 0.0 { part / whole } else { 0.0 };
        let overlap = common(&self.title, &second.title, &whole);
        let first_in_second = share(common(&self.title, &second.lead, &whole), self.title_weight);
        let second_in_first = share(common(&self.lead, &second.title, &whole), second_weight);
        let rare = common(&self.lead, &second.lead, &|idf| (idf - RARE).max(0.0));
        numbers[10] = share(overlap, (self.title_weight * second_weight).sqrt());
        numbers[11] = first_in_second.min(second_in_first);
        numbers[12] = first_in_second.max(second_in_first);
        numbers[16] = (1.0 + rare).ln();
    }

    /// Fills in what runs of words tell: the rest of what [`at_best`] left open, but for the profile gap, which costs most.
    fn compare_runs(&self, pool: &Pool, pair: &Pair, numbers: &mut Features) {
        let second: &Profile = &pool.articles[pair.right as usize].profile;
        let bigrams = ((self.bigrams.items.len() * second.bigrams.len()) as f32).sqrt();
        numbers[13] = (1.0 + self.quotes.shared(&second.quotes)).ln();
        numbers[14] = (1.0 + self.runs.shared(&second.runs)).ln();
        numbers[15] = if bigrams > 0.0 { self.bigrams.shared(&second.bigrams) / bigrams } else { 0.0 };
    }
}

/// Weight of some of an article's terms.
fn weight(pool: &Pool, ids: &[u32], terms: &[u16]) -> f32 {
    words(ids, terms).map(|id| pool.vectors.idf[id as usize]).sum::<f32>()
}

/// The word numbers of some of an article's terms, ascending.
fn words<'a>(ids: &'a [u32], terms: &'a [u16]) -> impl Iterator<Item = u32> + use<'a> {
    terms.iter().filter_map(|&at| ids.get(at as usize).copied())
}

/// Numbers of one article with a bit for each in a small table, which says of nearly every number of another article that it is not
/// among them. Walking two lists side by side instead took three times as long (by profiles of 24,760 articles).
#[derive(Default)]
struct Marked {
    /// Ascending, each once.
    items: Vec<u32>,
    bits: Vec<u64>,
}

/// Bits of a table: a hundred for each of a few hundred numbers, and small enough for the nearest cache.
const BITS: u32 = 1 << 15;

impl Marked {
    /// The word of a number's bit, and the bit in it.
    fn place(item: u32) -> (usize, u64) {
        // Hashes are spread already, word numbers are not.
        let bit = item.wrapping_mul(0x9E37_79B1) >> (32 - BITS.ilog2());
        ((bit / 64) as usize, 1 << (bit % 64))
    }

    fn hold(&mut self, items: impl Iterator<Item = u32>) {
        self.bits.resize((BITS / 64) as usize, 0);
        for item in self.items.drain(..) {
            self.bits[Self::place(item).0] = 0;
        }
        for item in items {
            let (word, bit) = Self::place(item);
            self.bits[word] |= bit;
            self.items.push(item);
        }
    }

    fn holds(&self, item: u32) -> bool {
        let (word, bit) = Self::place(item);
        self.bits[word] & bit != 0 && self.items.binary_search(&item).is_ok()
    }

    /// How many of `others`, each there once, are among these.
    fn shared(&self, others: &[u32]) -> f32 {
        others.iter().filter(|&&other| self.holds(other)).count() as f32
    }
}

/// How much nearer than `other` an article's `nearest` are to it, on average: on one event they are as near to both. `cosine` tells how
/// near a witness is to `other`, by its place among the nearest and its number.
fn unlike(other: u32, nearest: &[(u32, f32)], cosine: impl Fn(usize, u32) -> f32) -> f32 {
    let witnesses = nearest.iter().take(WITNESSES).enumerate().filter(|(_, near)| near.0 != other);
    let (sum, count) =
        witnesses.fold((0.0, 0.0), |(sum, count), (place, &(witness, own))| (sum + (own - cosine(place, witness)).max(0.0), count + 1.0));
    sum / (count + 1.0)
}

/// Columns of [`Near`]: the article, its witnesses, and what fills a row up to a power of two.
const COLUMNS: usize = 8;

/// The vectors of an article and its witnesses side by side, so that another one is held against all of them in one pass over its words.
#[derive(Default)]
struct Near {
    article: Option<u32>,
    /// For each word of the vocabulary its row; 0 for words of none of them.
    row_of: Vec<u16>,
    rows: Vec<[f32; COLUMNS]>,
    /// The words that have a row.
    words: Vec<u32>,
}

impl Near {
    fn take(&mut self, pool: &Pool, article: u32) {
        if self.article == Some(article) {
            return;
        }
        self.article = Some(article);
        for word in self.words.drain(..) {
            self.row_of[word as usize] = 0;
        }
        self.row_of.resize(pool.vectors.df.len(), 0);
        self.rows.clear();
        self.rows.push([0.0; COLUMNS]);
        let witnesses = pool.nearest[article as usize].iter().take(WITNESSES).map(|near| near.0);
        for (column, of) in std::iter::once(article).chain(witnesses).enumerate() {
            for (word, weight) in pool.vectors.weights(of as usize) {
                let row = &mut self.row_of[word as usize];
                if *row == 0 {
                    // Seven texts of some hundred different words each.
                    *row = self.rows.len() as u16;
                    self.rows.push([0.0; COLUMNS]);
                    self.words.push(word);
                }
                self.rows[*row as usize][column] = weight;
            }
        }
    }

    /// Cosines of `other` with the article and each witness, in this order.
    fn cosines(&self, pool: &Pool, other: u32) -> [f32; COLUMNS] {
        let mut sums = [0.0; COLUMNS];
        for (word, weight) in pool.vectors.weights(other as usize) {
            let row = &self.rows[self.row_of[word as usize] as usize];
            for (sum, own) in sums.iter_mut().zip(row) {
                *sum += own * weight;
            }
        }
        sums
    }

    /// The cosine of `other` with the article.
    fn cosine(&self, pool: &Pool, other: u32) -> f32 {
        pool.vectors.weights(other as usize).map(|(word, weight)| self.rows[self.row_of[word as usize] as usize][0] * weight).sum()
    }
}

/// Share of the two articles' nearest ten, themselves included, that both have.
fn common_neighbours(pool: &Pool, left: u32, right: u32) -> f32 {
    let around = |article: u32| pool.nearest[article as usize].iter().map(|near| near.0).chain([article]);
    let common = around(left).filter(|&one| around(right).any(|other| other == one)).count();
    common as f32 / 11.0
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::super::pool::Pooled;
    use super::*;
    use crate::config::EventParams;
    use crate::ids::stable_hash;
    use crate::lexicon::Background;

    #[test]
    fn what_two_lists_share() {
        let mut marked = Marked::default();
        let mut check = |left: &[u32], right: &[u32], expected: usize| {
            marked.hold(left.iter().copied());
            assert_eq!(marked.shared(right) as usize, expected, "{left:?} {right:?}");
        };
        check(&[1, 3, 5, 9], &[2, 3, 9, 12], 2);
        // What was held before is forgotten.
        check(&[1, 2], &[3, 9], 0);
        check(&[], &[3], 0);
        // More numbers than bits: many share one.
        let all: Vec<u32> = (0..BITS * 2).collect();
        let odd: Vec<u32> = all.iter().copied().filter(|item| item % 2 == 1).collect();
        check(&odd, &all, BITS as usize);
        assert_eq!(words(&[10, 20, 30], &[0, 2, 7]).collect::<Vec<_>>(), [10, 30]);
    }

    /// Forty articles whose words are drawn from sixty, three to thirty words each: every cosine as its sum over common words.
    #[test]
    fn an_article_and_its_witnesses_are_held_against_another_in_one_pass() {
        let profiles: Vec<Profile> = (0..40_u64)
            .map(|article| {
                let drawn = |word: &u64| stable_hash(&format!("{article} {word}")) % 60 < 3 + article % 28;
                let terms: Box<[u64]> = (0..60).filter(drawn).collect();
                Profile { counts: terms.iter().map(|term| 1 + (term % 3) as u16).collect(), terms, ..Profile::default() }
            })
            .collect();
        let articles = profiles.into_iter().map(|profile| Pooled { profile, day: Some(3) }).collect();
        let pool = Pool::new(articles, &Background::default(), &EventParams::default());
        let by_hand = |one: u32, other: u32| -> f32 {
            let other: BTreeMap<u32, f32> = pool.vectors.weights(other as usize).collect();
            pool.vectors.weights(one as usize).filter_map(|(word, weight)| Some(weight * other.get(&word)?)).sum()
        };
        let mut near = Near::default();
        for left in 0..40 {
            near.take(&pool, left);
            let witnesses: Vec<u32> = pool.nearest[left as usize].iter().take(WITNESSES).map(|near| near.0).collect();
            assert_eq!(witnesses.len(), WITNESSES);
            for right in 0..40 {
                let found = near.cosines(&pool, right);
                for (column, of) in std::iter::once(left).chain(witnesses.iter().copied()).enumerate() {
                    assert!((found[column] - by_hand(of, right)).abs() < 1e-6, "{of} and {right}: {}", found[column]);
                }
                assert!((near.cosine(&pool, right) - found[0]).abs() < 1e-6);
            }
        }
    }
}
