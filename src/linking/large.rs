//! The links of a corpus of more articles than are held at once, in one process: block after block.
//!
//! In: days, and where words are. Out: the links that one pool of all articles gives, to the last bit ([`super::blocks`]). Invariant: the
//! words of one block are in memory at a time; of every article its partners, its nearest and its day.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use rayon::prelude::*;

use super::Words;
use super::blocking;
use super::blocks::{Block, Cosines, Gathered, Key, Known, Numbered, Rules, Standings, Sums};
use super::events::Link;
use super::pool::{Pooled, Standing};
use crate::error::Result;
use crate::spool::{Room, Slot, Spool, written};

/// Articles of which a thread holds the words at once.
const CHUNK: usize = 256;
/// Articles that are taken together where all of them are gone through.
const BATCH: usize = 2_048;

/// A corpus by its days and words.
#[derive(Clone, Copy)]
pub(super) struct Corpus<'a> {
    /// The day of each article.
    pub(super) days: &'a [Option<i32>],
    /// The words of each article.
    pub(super) words: Words<'a>,
}

impl Corpus<'_> {
    fn article(&self, number: u32) -> Result<Pooled> {
        Ok(Pooled { profile: (self.words)(number as usize)?, day: self.days[number as usize] })
    }

    pub(super) fn articles(&self, numbers: &[u32]) -> Result<Vec<Pooled>> {
        numbers.par_iter().map(|&number| self.article(number)).collect()
    }
}

/// The links of all articles, and how many pairs the caps left out.
pub(super) fn links(corpus: Corpus<'_>, rules: &Rules<'_>, room: &Room) -> Result<(Vec<Link>, u64)> {
    let mut known = Known::default();
    known.frequencies.articles = corpus.days.len();
    for day in corpus.days.iter().flatten() {
        *known.days.entry(*day).or_default() += 1;
    }
    known.block_of = rules.blocks_of_days(&known.days);
    known.frequencies.shared = shared(corpus)?;
    let found = partners(corpus, rules, &mut known)?;
    let dropped = found.iter().map(|(_, dropped)| dropped).sum();
    let partners: Vec<Vec<u32>> = found.into_iter().map(|(partners, _)| partners).collect();

    let spool = Spool::new(room.clone());
    let mut gathered = vec![Gathered::default(); corpus.days.len()];
    let mut pairs: Vec<Slot> = Vec::new();
    for (core, numbers) in blocks(corpus, &partners, rules, &known) {
        let block = Block {
            articles: corpus.articles(&numbers)?,
            core: numbers.iter().map(|number| core.contains(number)).collect(),
            partners: numbers.iter().map(|&number| partners[number as usize].clone()).collect(),
            numbers,
        };
        let compared = rules.compare(block, &known);
        for (number, near) in compared.near {
            gathered[number as usize].near(near);
        }
        for (number, typical, mass) in compared.masses {
            gathered[number as usize].mass(typical, mass);
        }
        pairs.push(spool.put(&written(&compared.pairs))?);
    }
    drop(partners);
    let standings: Vec<Standing> = gathered.into_iter().map(|gathered| gathered.standing().unwrap_or_default()).collect();
    known.density = standings.iter().map(Standing::density_millionths).sum();
    known.log_window = standings.iter().map(Standing::log_window_millionths).sum();

    let mut links = Vec::new();
    for slot in pairs {
        let pairs: Vec<(u32, Cosines)> = spool.value(slot)?;
        let members: BTreeSet<u32> = pairs.iter().flat_map(|(left, others)| others.iter().map(|other| other.0).chain([*left])).collect();
        let witnesses = members.iter().flat_map(|&member| standings[member as usize].witnesses());
        let numbers: Vec<u32> = witnesses.chain(members.iter().copied()).collect::<BTreeSet<_>>().into_iter().collect();
        let block = Standings {
            articles: corpus.articles(&numbers)?,
            known: numbers.iter().map(|number| members.contains(number).then(|| standings[*number as usize].clone())).collect(),
            pairs,
            numbers,
        };
        let found = rules.links(block, &known);
        debug_assert!(found.is_ok(), "every article of a pair was put among the numbers, and so were its witnesses");
        links.extend(found.unwrap_or_default());
    }
    Ok((links, dropped))
}

/// In how many articles each word stands, of those that stand in two or more.
fn shared(corpus: Corpus<'_>) -> Result<HashMap<u64, u32>> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for some in numbers(corpus).chunks(BATCH) {
        let terms: Vec<Box<[u64]>> = some.par_iter().map(|&number| Ok(corpus.article(number)?.profile.terms)).collect::<Result<_>>()?;
        let mut terms: Vec<u64> = terms.iter().flat_map(|terms| terms.iter().copied()).collect();
        terms.par_sort_unstable();
        for same in terms.chunk_by(|one, next| one == next) {
            *counts.entry(same[0]).or_default() += same.len() as u32;
        }
    }
    counts.retain(|_, count| *count > 1);
    Ok(counts)
}

fn numbers(corpus: Corpus<'_>) -> Vec<u32> {
    (0..corpus.days.len() as u32).collect()
}

/// For each article those that it is compared with, and how many pairs the caps left out. Sums of vectors are added to what is known.
fn partners(corpus: Corpus<'_>, rules: &Rules<'_>, known: &mut Known) -> Result<Vec<(Vec<u32>, u64)>> {
    let mut all: Vec<Key> = Vec::new();
    for some in numbers(corpus).chunks(BATCH) {
        let found: Vec<(Vec<Key>, Sums)> = some
            .par_chunks(CHUNK)
            .map(|some| {
                let article = |&number: &u32| Ok(Numbered { number, article: corpus.article(number)? });
                let mut sums = Sums::new();
                let keys = rules.keys(some.iter().map(article).collect::<Result<_>>()?, known, &mut sums);
                Ok((keys, sums))
            })
            .collect::<Result<_>>()?;
        for (keys, sums) in found {
            all.extend(keys);
            #[expect(clippy::iter_over_hash_type, reason = "sums are the same in any order")]
            for (word, (undated, all)) in sums {
                *known.undated.entry(word).or_default() += undated;
                *known.all.entry(word).or_default() += all;
            }
        }
    }
    let mut words: Vec<u64> = all.iter().map(|key| key.word).collect();
    words.par_sort_unstable();
    words.dedup();
    let mut keys: Vec<Vec<(u32, f32)>> = vec![Vec::new(); corpus.days.len()];
    for key in all {
        let word = words.binary_search(&key.word).unwrap_or_default();
        keys[key.number as usize].push((word as u32, key.weight));
    }
    Ok(blocking::by_keys(&keys, words.len(), corpus.days, rules.params()))
}

/// The articles of each block that belong to it, and all that it needs, ascending.
fn blocks(corpus: Corpus<'_>, partners: &[Vec<u32>], rules: &Rules<'_>, known: &Known) -> impl Iterator<Item = (BTreeSet<u32>, Vec<u32>)> {
    let mut on_day: BTreeMap<i32, Vec<u32>> = BTreeMap::new();
    let mut core: BTreeMap<i64, BTreeSet<u32>> = BTreeMap::new();
    let mut visitors: BTreeMap<i64, BTreeSet<u32>> = BTreeMap::new();
    for ((number, &day), partners) in (0..).zip(corpus.days).zip(partners) {
        let block = day.map_or_else(|| rules.block_of_undated(number), |day| known.block_of[&day]);
        core.entry(block).or_default().insert(number);
        if let Some(day) = day {
            on_day.entry(day).or_default().push(number);
        }
        let with_days = partners.iter().map(|&other| (other, corpus.days[other as usize]));
        for (block, visitor) in rules.visits((number, day), with_days, known) {
            visitors.entry(block).or_default().insert(visitor);
        }
    }
    let days_of = rules.days_of_blocks(&known.block_of);
    core.into_iter().map(move |(block, core)| {
        let mut numbers = visitors.remove(&block).unwrap_or_default();
        numbers.extend(&core);
        if let Some((first, last)) = days_of.get(&block) {
            numbers.extend(on_day.range(first..=last).flat_map(|(_, articles)| articles));
        }
        (core, numbers.into_iter().collect())
    })
}

#[cfg(test)]
mod tests {
    use super::super::blocks::Pass;
    use super::super::pool::Pool;
    use super::super::profile::Profile;
    use super::*;
    use crate::config::EventParams;
    use crate::ids::stable_hash;
    use crate::lexicon::Lexicon;

    /// An article on one of some topics, each with words of its own and a few days; words, day and whether it has one are drawn.
    fn drawn(seed: u64, number: u64) -> Pooled {
        let draw = |what: &str, below: u64| stable_hash(&format!("{seed} {number} {what}")) % below;
        let topic = draw("topic", 30);
        let own = (0..20).filter(|word| draw(&format!("own {word}"), 3) > 0).map(|word| stable_hash(&format!("{topic} {word}")));
        let common = (0..40).filter(|word| draw(&format!("common {word}"), 4) == 0).map(|word| stable_hash(&format!("common {word}")));
        let alone = (0..draw("alone", 3)).map(|word| stable_hash(&format!("{seed} {number} alone {word}")));
        let terms: BTreeSet<u64> = own.chain(common).chain(alone).collect();
        let profile = Profile {
            counts: terms.iter().map(|term| 1 + (term % 3) as u16).collect(),
            title: (0..(terms.len() as u16).min(5)).collect(),
            lead: (0..(terms.len() as u16).min(15)).collect(),
            bigrams: (0..6).map(|pair| (topic * 10 + pair) as u32).collect(),
            words: 60 + draw("words", 400) as u32,
            terms: terms.into_iter().collect(),
            ..Profile::default()
        };
        let day = (draw("dated", 7) > 0).then(|| (topic + draw("day", 4)) as i32);
        Pooled { profile, day }
    }

    #[test]
    fn blocks_give_the_links_of_one_pool() {
        let lexicon = Lexicon::english().unwrap();
        let given =
            EventParams { compare_all: 0, at_once: 0, block_articles: 9, articles_per_key: 12, candidates: 9, ..EventParams::default() };
        for (seed, count) in [(1, 400), (2, 250), (3, 31), (4, 30), (5, 1), (6, 0)] {
            let articles: Vec<Pooled> = (0..count).map(|number| drawn(seed, number)).collect();
            let days: Vec<Option<i32>> = articles.iter().map(|article| article.day).collect();
            for pass in [Pass::Events, Pass::Stories] {
                let rules = Rules::new(pass, &lexicon.linking, &given);
                let pool = Pool::new(articles.clone(), &lexicon.linking.background, rules.params());
                let words = |at: usize| Ok(articles[at].profile.clone());
                let (mut links, dropped) = links(Corpus { days: &days, words: &words }, &rules, &Room::default()).unwrap();
                links.sort_by_key(|link| (link.left, link.right));
                assert_eq!((&links, dropped), (&rules.links_of(&pool), pool.dropped), "seed {seed}, {pass:?}");
                // The caps cut, and there is something to find.
                assert!(count < 100 || (dropped > 0 && links.iter().filter(|link| link.linked).count() > 100), "{}", links.len());
                assert!(
                    count < 100
                        || links.iter().any(|link| days[link.left as usize].is_none() && days[link.right as usize].is_none())
                        || pass == Pass::Stories
                );
            }
        }
    }
}
