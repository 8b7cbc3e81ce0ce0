//! Events of a corpus that is worked on in parts: the numbers that [`Pool`] gives at once, in steps.
//!
//! In: some articles at a time, with what is known of the whole corpus by then ([`Known`]). Out: the same links, to the last bit, as one
//! pool of all articles gives. Articles with a day are compared in blocks of days, each with the days around it and with the undated
//! articles that have partners there; undated articles among themselves in blocks of their numbers. Invariant: each pair is made in one
//! block, that of its article with a day, or of its first article where both have one or none.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::blocking::{self, Posting};
use super::events::Link;
use super::pool::{Mass, Pair, Pool, Pooled, Standing, TINY, Whole, dated_masses, nearest, rounded, take_near};
use super::profile::Profile;
use super::vectors::{Frequencies, Vectors};
use super::{events, stories};
use crate::config::EventParams;
use crate::error::Result;
use crate::lexicon::LinkingLexicon;

/// What is known of a corpus before its parts are looked at.
#[derive(Debug, Clone, Default)]
pub(crate) struct Known {
    /// Articles of the corpus, and in how many of them each word stands.
    pub(crate) frequencies: Frequencies,
    /// The vectors of all articles added up, by word, in millionths; words of one article are left out.
    pub(crate) all: HashMap<u64, i64>,
    /// The same of the undated ones.
    pub(crate) undated: HashMap<u64, i64>,
    /// How many articles each day has.
    pub(crate) days: BTreeMap<i32, u64>,
    /// The block of each day.
    pub(crate) block_of: BTreeMap<i32, i64>,
    /// Sum of all densities, in millionths.
    pub(crate) density: i64,
    /// Sum of all ln(1 + window), in millionths.
    pub(crate) log_window: i64,
}

/// What is compared: articles, or events by one article of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pass {
    /// Articles that may report one event.
    Events,
    /// Events that may follow from each other.
    Stories,
}

/// Tables and parameters of a pass.
#[derive(Clone)]
pub(crate) struct Rules<'a> {
    pass: Pass,
    lexicon: &'a LinkingLexicon,
    /// As the user gave them.
    given: &'a EventParams,
    /// As they are in this pass.
    params: EventParams,
}

/// Undated articles are a few of a hundred: numbers that make a block of them, by articles of a block.
const SPAN: u32 = 4;

/// Vectors added up by word, in millionths: those of undated articles, those of all.
pub(crate) type Sums = HashMap<u64, (i64, i64)>;

/// An article by its number.
#[derive(Debug, Clone)]
pub(crate) struct Numbered {
    /// Its number in the corpus.
    pub(crate) number: u32,
    /// The article.
    pub(crate) article: Pooled,
}

/// One of its heaviest words, by which an article is looked for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Key {
    /// The word.
    pub(crate) word: u64,
    /// Number of the article.
    pub(crate) number: u32,
    /// Its day.
    pub(crate) day: Option<i32>,
    /// Weight of the word.
    pub(crate) weight: f32,
}

/// An article that shares a word with another: number, day, what both weigh there.
pub(crate) type Touched = (u32, Option<i32>, f32);

impl<'a> Rules<'a> {
    /// Those of a pass.
    pub(crate) fn new(pass: Pass, lexicon: &'a LinkingLexicon, params: &'a EventParams) -> Self {
        let own = if pass == Pass::Stories { stories::wide(params) } else { params.clone() };
        Self { pass, lexicon, given: params, params: own }
    }

    /// Parameters as they are in this pass.
    pub(crate) fn params(&self) -> &EventParams {
        &self.params
    }

    fn vectors(&self, articles: &[Pooled], known: &Known) -> (Vectors, Vec<f32>) {
        Vectors::among(articles, &known.frequencies, &self.lexicon.background, self.params.background_articles)
    }

    /// The keys of some articles; their vectors are added to `sums`: by word those of undated ones and of all, in millionths.
    pub(crate) fn keys(&self, articles: Vec<Numbered>, known: &Known, sums: &mut Sums) -> Vec<Key> {
        let (numbers, articles): (Vec<u32>, Vec<Pooled>) = articles.into_iter().map(|one| (one.number, one.article)).unzip();
        let (vectors, _) = self.vectors(&articles, known);
        let mut keys = Vec::new();
        for (at, (number, article)) in numbers.into_iter().zip(&articles).enumerate() {
            let day = article.day;
            let heaviest = blocking::heaviest(&vectors, at, self.params.keys).into_iter();
            keys.extend(heaviest.map(|(id, weight)| Key { word: vectors.terms[id as usize], number, day, weight }));
            for (id, weight) in vectors.weights(at).filter(|word| vectors.df[word.0 as usize] > 1) {
                let (undated, all) = sums.entry(vectors.terms[id as usize]).or_default();
                *all += rounded(weight);
                *undated += if day.is_none() { rounded(weight) } else { 0 };
            }
        }
        keys
    }

    /// For each article under a word those that it is compared with for it, and how many the cap left out; `keys` are sorted by day, then
    /// number, undated ones first.
    ///
    /// # Errors
    /// Where `found` gives one.
    pub(crate) fn under_word(&self, keys: &[Key], mut found: impl FnMut(&Key, Vec<Touched>, u64) -> Result<()>) -> Result<()> {
        let list: Vec<Posting> = keys.iter().map(|key| Posting { day: key.day, article: key.number, weight: key.weight }).collect();
        // Undated ones meet the whole list, all the same.
        let whole = if keys.first().is_some_and(|key| key.day.is_none()) {
            blocking::at_key(&list, None, &self.params)
        } else {
            Default::default()
        };
        for key in keys {
            let own;
            let (others, dropped) = if key.day.is_none() {
                &whole
            } else {
                own = blocking::at_key(&list, key.day, &self.params);
                &own
            };
            let others = others.iter().filter(|other| other.article != key.number);
            found(key, others.map(|other| (other.article, other.day, key.weight * other.weight)).collect(), *dropped)?;
        }
        Ok(())
    }

    /// The articles that one is compared with, with their days, and how many the cap left out.
    pub(crate) fn partners(&self, number: u32, touched: &[Touched]) -> (Vec<(u32, Option<i32>)>, u64) {
        let days: HashMap<u32, Option<i32>> = touched.iter().map(|(other, day, _)| (*other, *day)).collect();
        let weights = touched.iter().map(|(other, _, weight)| (*other, *weight)).collect();
        let (partners, dropped) = blocking::partners(number, weights, &self.params);
        (partners.into_iter().map(|other| (other, days.get(&other).copied().flatten())).collect(), dropped)
    }

    /// The block in which an undated article meets others.
    pub(crate) fn block_of_undated(&self, number: u32) -> i64 {
        -1 - i64::from(number / (self.given.block_articles.max(1) as u32).saturating_mul(SPAN))
    }

    /// The blocks that an undated article, this one or a partner of it, has to be brought to.
    pub(crate) fn visits(
        &self,
        (number, day): (u32, Option<i32>),
        partners: impl Iterator<Item = (u32, Option<i32>)>,
        known: &Known,
    ) -> BTreeSet<(i64, u32)> {
        let block = |day: i32| known.block_of.get(&day).copied().unwrap_or_default();
        let visit = |(other, other_day): (u32, Option<i32>)| match (day, other_day) {
            (Some(_), Some(_)) => None,
            (None, None) => Some((self.block_of_undated(number.min(other)), number.max(other))),
            (Some(day), None) => Some((block(day), other)),
            (None, Some(day)) => Some((block(day), number)),
        };
        partners.filter_map(visit).collect()
    }

    /// Cuts days into blocks, of as many articles as the configuration has it and as many days as a window, or more; by day.
    pub(crate) fn blocks_of_days(&self, counts: &BTreeMap<i32, u64>) -> BTreeMap<i32, i64> {
        let mut block_of = BTreeMap::new();
        let (mut block, mut held, mut first) = (0, 0, None);
        for (&day, &count) in counts {
            if held >= self.given.block_articles as u64 && first.is_some_and(|first| day - first >= self.params.window_days) {
                (block, held, first) = (block + 1, 0, None);
            }
            first = first.or(Some(day));
            held += count;
            block_of.insert(day, block);
        }
        block_of
    }

    /// The days that each block needs: its own, and those around it.
    pub(crate) fn days_of_blocks(&self, block_of: &BTreeMap<i32, i64>) -> BTreeMap<i64, (i32, i32)> {
        let mut days: BTreeMap<i64, (i32, i32)> = BTreeMap::new();
        for (&day, &block) in block_of {
            let needed = days.entry(block).or_insert((day - self.params.window_days, day));
            needed.1 = day + self.params.window_days;
        }
        days
    }

    /// Compares the articles of a block.
    pub(crate) fn compare(&self, block: Block, known: &Known) -> Compared {
        let Block { numbers, mut articles, core, partners } = block;
        let (mut vectors, typical) = self.vectors(&articles, known);
        for article in &mut articles {
            article.profile = Profile::default();
        }
        let count = articles.len();
        let is_dated = |at: usize| articles[at].day.is_some();
        let owned = |left: usize, right: usize| core[if is_dated(left) == is_dated(right) || is_dated(left) { left } else { right }];
        let mut later: Vec<Vec<u32>> = vec![Vec::new(); count];
        for (at, others) in partners.iter().enumerate() {
            for other in others.iter().filter_map(|other| numbers.binary_search(other).ok()) {
                let (left, right) = (at.min(other), at.max(other));
                // The pair belongs to another block, but the nearest of the right one are looked for here.
                if owned(left, right) || (is_dated(left) && is_dated(right) && core[right]) {
                    later[left].push(right as u32);
                }
            }
        }
        for list in &mut later {
            list.sort_unstable();
            list.dedup();
        }
        let least = if known.frequencies.articles <= TINY { 0.0 } else { self.params.least_cosine as f32 };
        let pairs = vectors.compare(&later, least);
        vectors.forget_background();

        let sum_of = |sums: &HashMap<u64, i64>| -> Vec<i64> {
            vectors.terms.iter().map(|word| sums.get(word).copied().unwrap_or_default()).collect()
        };
        let dated: u64 = known.days.values().sum();
        let undated = (known.frequencies.articles as u64).saturating_sub(dated) as u32;
        let mut masses = dated_masses(&articles, &vectors, self.params.window_days, sum_of(&known.undated), undated);
        let all = sum_of(&known.all);
        let mut compared = Compared::default();
        for (at, near) in nearest(count, &pairs).into_iter().enumerate() {
            if core[at] || !is_dated(at) {
                let near = near.into_iter().map(|(other, cosine)| (numbers[other as usize], cosine)).collect();
                compared.near.push((numbers[at], near));
            }
            if !core[at] {
                continue;
            }
            if !is_dated(at) {
                // Words of this article alone are in no sum.
                let own: BTreeMap<u32, i64> = vectors.weights(at).map(|(id, weight)| (id, rounded(weight))).collect();
                let sum = |id: u32| if vectors.df[id as usize] > 1 { all[id as usize] } else { own.get(&id).copied().unwrap_or_default() };
                masses[at] = Mass::of(&vectors, at, sum, known.frequencies.articles as u32);
            }
            compared.masses.push((numbers[at], typical[at], masses[at]));
        }
        let mut members = BTreeSet::new();
        for own in pairs.chunk_by(|one, next| one.left == next.left) {
            let own: Vec<&Pair> = own.iter().filter(|pair| owned(pair.left as usize, pair.right as usize)).collect();
            let Some(first) = own.first() else { continue };
            members.insert(numbers[first.left as usize]);
            members.extend(own.iter().map(|pair| numbers[pair.right as usize]));
            let others = own.iter().map(|pair| (numbers[pair.right as usize], pair.pool, pair.back)).collect();
            compared.pairs.push((numbers[first.left as usize], others));
        }
        compared.members = members.into_iter().collect();
        compared
    }

    /// The links among the articles of a block, the faint ones left out.
    ///
    /// # Errors
    /// The number of an article that is asked for and not there.
    pub(crate) fn links(&self, block: Standings, known: &Known) -> std::result::Result<Vec<Link>, u32> {
        let Standings { numbers, mut articles, known: standings, pairs } = block;
        let (mut vectors, _) = self.vectors(&articles, known);
        vectors.forget_background();
        for article in &mut articles {
            article.profile.forget_terms();
        }
        let mut own = Vec::new();
        let place = |number: u32| numbers.binary_search(&number).map(|at| at as u32).map_err(|_| number);
        for (left, others) in pairs {
            let left = place(left)?;
            for (right, pool, back) in others {
                own.push(Pair { left, right: place(right)?, pool, back });
            }
        }
        own.sort_unstable_by_key(|pair| (pair.left, pair.right));
        for at in own.iter().flat_map(|pair| [pair.left, pair.right]) {
            let Some(standing) = &standings[at as usize] else { return Err(numbers[at as usize]) };
            for witness in standing.witnesses() {
                place(witness)?;
            }
        }
        // Of others among the nearest it only counts which they are.
        let mut elsewhere: BTreeMap<u32, u32> = BTreeMap::new();
        let mut local = |number: u32| {
            place(number).unwrap_or_else(|_| {
                let next = (numbers.len() + elsewhere.len()) as u32;
                *elsewhere.entry(number).or_insert(next)
            })
        };
        let standings = standings.into_iter().map(|standing| {
            let mut standing = standing.unwrap_or_default();
            standing.nearest.iter_mut().for_each(|near| near.0 = local(near.0));
            standing
        });
        let standings: Vec<Standing> = standings.collect();
        let whole =
            Whole { size: known.frequencies.articles, density: known.density, log_window: known.log_window, days: known.days.clone() };
        let pool = Pool::of(articles, vectors, own, standings, &whole, &self.params);
        let mut links = self.links_of(&pool);
        for link in &mut links {
            (link.left, link.right) = (numbers[link.left as usize], numbers[link.right as usize]);
        }
        Ok(links)
    }

    /// The links among the articles of a pool.
    pub(crate) fn links_of(&self, pool: &Pool) -> Vec<Link> {
        let trees = &self.lexicon.event_model;
        match self.pass {
            Pass::Events => events::links(pool, trees, self.given),
            Pass::Stories => stories::links(pool, trees, self.given),
        }
    }

    /// Groups of articles that are joined by links, and no others: their places, ascending, in the order of their first members. The links
    /// mean articles by their places from then on.
    ///
    /// # Errors
    /// The number of an article that a link names and that is not there.
    pub(crate) fn groups(&self, numbers: &[u32], is_dated: &[bool], links: &mut [Link]) -> std::result::Result<Vec<Vec<usize>>, u32> {
        for link in &mut *links {
            let place = |number: u32| numbers.binary_search(&number).map(|at| at as u32).map_err(|_| number);
            (link.left, link.right) = (place(link.left)?, place(link.right)?);
        }
        links.sort_unstable_by_key(|link| (link.left, link.right));
        Ok(match self.pass {
            Pass::Events => events::group(is_dated, links, self.given),
            Pass::Stories => stories::follow(numbers.len(), links, self.given),
        })
    }
}

/// What articles of one block are compared by; by article, in the order of their numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Block {
    /// Numbers of the articles.
    pub(crate) numbers: Vec<u32>,
    /// The articles.
    pub(crate) articles: Vec<Pooled>,
    /// Whether they belong to the block; others are brought to be compared with.
    pub(crate) core: Vec<bool>,
    /// The numbers of those that each chose.
    pub(crate) partners: Vec<Vec<u32>>,
}

/// The partners of an article: number, both cosines.
pub(crate) type Cosines = Vec<(u32, f32, f32)>;

/// What comes of a block.
#[derive(Debug, Clone, Default)]
pub(crate) struct Compared {
    /// The pairs that belong to it, by their left article.
    pub(crate) pairs: Vec<(u32, Cosines)>,
    /// The nearest of its articles; of an undated one those of this block.
    pub(crate) near: Vec<(u32, Vec<(u32, f32)>)>,
    /// What its own articles have in common with the background and with their windows.
    pub(crate) masses: Vec<(u32, f32, Mass)>,
    /// The articles of its pairs.
    pub(crate) members: Vec<u32>,
}

/// What links are made of; by article, in the order of their numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Standings {
    /// Numbers of the articles.
    pub(crate) numbers: Vec<u32>,
    /// The articles.
    pub(crate) articles: Vec<Pooled>,
    /// Where those stand that are in a pair.
    pub(crate) known: Vec<Option<Standing>>,
    /// The pairs, by their left article.
    pub(crate) pairs: Vec<(u32, Cosines)>,
}

/// What several blocks tell of one article, and one of them of its window.
#[derive(Debug, Clone, Default)]
pub(crate) struct Gathered {
    nearest: Vec<(u32, f32)>,
    mass: Option<(f32, Mass)>,
}

impl Gathered {
    /// Takes in the nearest that a block knows.
    pub(crate) fn near(&mut self, near: Vec<(u32, f32)>) {
        for near in near {
            take_near(&mut self.nearest, near);
        }
    }

    /// Takes in its cosine with the background and its mass.
    pub(crate) fn mass(&mut self, typical: f32, mass: Mass) {
        self.mass = Some((typical, mass));
    }

    /// Where the article stands; `None` where no block was its own.
    pub(crate) fn standing(self) -> Option<Standing> {
        let (typical, mass) = self.mass?;
        Some(mass.standing(self.nearest, typical))
    }
}

/// An event of articles by their numbers, before it is known which story it is part of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Grouped {
    /// Number of the article whose headline names it.
    pub(crate) title: u32,
    /// Numbers of its articles, ascending.
    pub(crate) articles: Vec<u32>,
    /// First and last known day.
    pub(crate) days: Option<(i32, i32)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexicon::Lexicon;

    #[test]
    fn what_did_not_come_is_named() {
        let lexicon = Lexicon::english().unwrap();
        let params = EventParams::default();
        let rules = Rules::new(Pass::Events, &lexicon.linking, &params);
        let known = Known { frequencies: Frequencies { articles: 9, ..Frequencies::default() }, ..Known::default() };
        // Articles 3 and 4; the nearest of 4 is given.
        let found = |right: u32, nearest: u32| {
            let standing = Standing { nearest: vec![(nearest, 0.5)], ..Standing::default() };
            let block = Standings {
                numbers: vec![3, 4],
                articles: vec![Pooled { profile: Profile::default(), day: None }; 2],
                known: vec![Some(Standing::default()), Some(standing)],
                pairs: vec![(3, vec![(right, 0.9, 0.9)])],
            };
            rules.links(block, &known).err()
        };
        assert_eq!((found(4, 3), found(4, 7), found(8, 3)), (None, Some(7), Some(8)));
    }
}
