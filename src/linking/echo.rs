//! Who copies whom: narrative text (quotations left out) that an article shares with an earlier one of another outlet.
//!
//! In: days and credits, and where fingerprints are. Out: [`Copying`] with share and spans, each article's share of copied words, and
//! the article it mainly copies from. Quotations are left out because half of the article pairs with long common text
//! share only one speech; common quotations are no copying. The earlier article is the one whose outlet the other
//! credits, else the one of the earlier day and time, else the one of an outlet that others credit, else the one of the
//! outlet that copies less where the order is known, else the one with the smaller id. Deliberately absent: what copying
//! means for a claim (`status.rs`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

use jiff::civil::Time;
use rayon::prelude::*;

use super::profile::{Print, RUN};
use super::{Copying, Reading, day_number};
use crate::config::CopyParams;
use crate::error::Result;
use crate::ids::Span;

/// Copied text of a corpus.
pub(super) struct Echoes {
    /// Sorted by the copying article, then the one copied from.
    pub(super) copies: Vec<Copying>,
    /// For each article the one it mainly copies from.
    pub(super) origin_of: Vec<Option<usize>>,
    /// For each article the share of its narrative words copied from earlier ones.
    pub(super) copied_share: Vec<f64>,
    /// Places of runs of words that stand in too many articles.
    pub(super) dropped: u64,
}

/// What the comparison needs of an article.
struct Text {
    narrative_words: u32,
    outlet: usize,
    day: Option<i32>,
    time: Option<Time>,
    /// Outlets of the corpus credited with the text, its own left out.
    credits: Vec<usize>,
    /// True where another outlet of the corpus credits this one.
    credited: bool,
    /// How much more often its outlet copies than it is copied from, as far as that is sure.
    habit: i64,
}

/// A share of the largest that counts as nearly as large. Chosen by hand: agency text cut by a paragraph.
const NEARLY: f64 = 0.8;

/// The place of a run of words: its hash, the article, the number of its print there.
type Place = (u32, u32, u32);

/// Where the fingerprints of an article are, by its number. Asked from many threads, several times.
pub type Prints<'a> = &'a (dyn Fn(usize) -> Result<Vec<Print>> + Sync);

/// Finds copied text. `readings` are sorted by article id.
pub(super) fn echoes(readings: &[Reading], prints: Prints<'_>, params: &CopyParams) -> Result<Echoes> {
    let mut texts = prepare(readings);
    let runs = SharedRuns::among(&texts, prints, params)?;
    // Who copies where days, times or credits tell decides between two texts of one day.
    let mut habit: BTreeMap<usize, i64> = BTreeMap::new();
    for copy in all_copies(&texts, &runs, prints, params, is_surely_copy)?.iter().flat_map(|(copies, _)| copies) {
        *habit.entry(texts[copy.to].outlet).or_default() += 1;
        *habit.entry(texts[copy.from].outlet).or_default() -= 1;
    }
    for text in &mut texts {
        text.habit = habit.get(&text.outlet).copied().unwrap_or_default();
    }
    let mut echoes = Echoes { copies: Vec::new(), origin_of: Vec::new(), copied_share: Vec::new(), dropped: runs.dropped };
    for (copies, share) in all_copies(&texts, &runs, prints, params, is_copy)? {
        echoes.origin_of.push(main_source(&copies, &texts, params));
        echoes.copied_share.push(share);
        echoes.copies.extend(copies);
    }
    Ok(echoes)
}

/// For each article what it copies, and the share of its narrative words that it copies from anyone.
fn all_copies(
    texts: &[Text],
    runs: &SharedRuns,
    prints: Prints<'_>,
    params: &CopyParams,
    goes: impl Fn(usize, usize, &[Text], &CopyParams) -> bool + Sync,
) -> Result<Vec<(Vec<Copying>, f64)>> {
    (0..texts.len()).into_par_iter().map(|to| copies_into(to, texts, runs, prints, params, &goes)).collect()
}

/// The article that an article mainly copies: of those with nearly the largest share the earliest, since the others
/// copied it too.
fn main_source(copies: &[Copying], texts: &[Text], params: &CopyParams) -> Option<usize> {
    let most = copies.iter().map(|copy| copy.share).fold(0.0, f64::max);
    let near = copies.iter().filter(|copy| copy.share >= params.origin_share.max(most * NEARLY)).map(|copy| copy.from);
    near.reduce(|earliest, next| if is_copy(earliest, next, texts, params) { next } else { earliest })
}

/// Takes from the readings what is needed, outlets as numbers.
fn prepare(readings: &[Reading]) -> Vec<Text> {
    let outlets: BTreeSet<&str> = readings.iter().map(|reading| reading.article.outlet.as_str()).collect();
    let outlets: Vec<&str> = outlets.into_iter().collect();
    // Few names are credited in a corpus, many times each.
    let mut of_name: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for name in readings.iter().flat_map(credited_names) {
        of_name.entry(name).or_insert_with(|| outlets.iter().position(|outlet| names(name, outlet)));
    }
    let mut texts: Vec<Text> = readings
        .iter()
        .map(|reading| {
            let outlet = outlets.binary_search(&reading.article.outlet.as_str()).unwrap_or_default();
            let credits = credited_names(reading).filter_map(|name| of_name.get(name).copied().flatten());
            Text {
                narrative_words: reading.profile.narrative_words,
                outlet,
                day: reading.article.published.map(day_number),
                time: reading.article.published_time,
                credits: credits.filter(|credit| *credit != outlet).collect(),
                credited: false,
                habit: 0,
            }
        })
        .collect();
    let credited: BTreeSet<usize> = texts.iter().flat_map(|text| text.credits.iter().copied()).collect();
    for text in &mut texts {
        text.credited = credited.contains(&text.outlet);
    }
    texts
}

/// Who is credited: in dateline and credit lines, and in the text as the outlet that had it first.
fn credited_names(reading: &Reading) -> impl Iterator<Item = &str> {
    let via = reading.attributions.items.iter().filter_map(|item| item.via.as_deref());
    reading.profile.credited.iter().map(String::as_str).chain(via)
}

/// True where a credit ("Veld News Agency", "(VNA)") means an outlet (`veldnewsagency.example`, `vna`): the same letters
/// in front of the first dot, or its initials.
fn names(credit: &str, outlet: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase();
    let initials = |text: &str| text.split(|mark: char| !mark.is_alphanumeric()).filter_map(|word| word.chars().next()).collect::<String>();
    let (whole, stem) = (letters(outlet), letters(outlet.split('.').next().unwrap_or_default()));
    let bare = credit.strip_prefix("the ").or_else(|| credit.strip_prefix("The ")).unwrap_or(credit);
    [credit, bare].into_iter().any(|credit| {
        let name = letters(credit);
        !name.is_empty()
            && (name == whole
                || name == stem
                || (credit.contains(' ') && initials(&credit.to_lowercase()) == stem)
                || (outlet.contains([' ', '-']) && initials(&outlet.to_lowercase()) == name))
    })
}

/// Runs of words that two or more articles share of which one may copy the other.
struct SharedRuns {
    /// The articles that hold a run, each once; one run after the other.
    holders: Vec<u32>,
    /// Where the holders of each run end.
    ends: Vec<usize>,
    /// For each article its prints that are such runs: the number of the print, and that of the run.
    of: Vec<Vec<(u32, u32)>>,
    /// Places of runs that are stock phrases or one outlet's boilerplate, and count for nothing.
    dropped: u64,
}

/// Fingerprints of which the places are held at once, about; few in tests, so that there is more than one pass.
const PRINTS: u64 = if cfg!(test) { 64 } else { 1 << 23 };

impl SharedRuns {
    fn among(texts: &[Text], prints: Prints<'_>, params: &CopyParams) -> Result<Self> {
        // Most runs stand in one article: they are sieved out by their hashes alone, to save memory.
        let sieve = Sieve::of(texts, prints)?;
        let mut runs = Self { holders: Vec::new(), ends: Vec::new(), of: vec![Vec::new(); texts.len()], dropped: 0 };
        let passes = sieve.prints.div_ceil(PRINTS).max(1);
        for pass in 0..passes {
            let in_pass = |hash: u32| (u64::from(hash) * passes) >> 32 == pass;
            let places: Vec<Vec<Place>> = (0..texts.len())
                .into_par_iter()
                .map(|article| {
                    let kept = prints(article)?.into_iter().enumerate().filter(|(_, print)| in_pass(print.hash) && sieve.holds(print.hash));
                    Ok(kept.map(|(at, print)| (print.hash, article as u32, at as u32)).collect())
                })
                .collect::<Result<_>>()?;
            let mut all: Vec<Place> = Vec::with_capacity(places.iter().map(Vec::len).sum());
            for own in places {
                all.extend(own);
            }
            all.par_sort_unstable();
            for group in all.chunk_by(|left, right| left.0 == right.0) {
                runs.add(group, texts, params);
            }
        }
        Ok(runs)
    }

    /// Adds a run by its places.
    fn add(&mut self, places: &[Place], texts: &[Text], params: &CopyParams) {
        let mut holders: Vec<u32> = places.iter().map(|place| place.1).collect();
        holders.dedup();
        if holders.len() < 2 {
            return;
        }
        let mut outlets: Vec<usize> = holders.iter().map(|&article| texts[article as usize].outlet).collect();
        outlets.sort_unstable();
        let most = outlets.chunk_by(|left, right| left == right).map(<[usize]>::len).max().unwrap_or(0);
        if holders.len() > params.articles_per_run || most > params.articles_per_outlet {
            self.dropped += holders.len() as u64;
            return;
        }
        let start = self.holders.len();
        let meets = |one: u32| holders.iter().any(|&other| comparable(one as usize, other as usize, texts, params));
        self.holders.extend(holders.iter().copied().filter(|&one| meets(one)));
        let staying = &self.holders[start..];
        if staying.is_empty() {
            return;
        }
        for &(_, article, at) in places.iter().filter(|place| staying.binary_search(&place.1).is_ok()) {
            self.of[article as usize].push((at, self.ends.len() as u32));
        }
        self.ends.push(self.holders.len());
    }

    /// The articles that hold a run.
    fn holders(&self, run: u32) -> &[u32] {
        let run = run as usize;
        let start = run.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.holders[start..self.ends[run]]
    }
}

/// Two tables of bits, for hashes met and for hashes met again: what it lets through may have been met once, what it holds back was.
struct Sieve {
    again: Vec<AtomicU64>,
    bits: u32,
    /// How many hashes there were.
    prints: u64,
}

impl Sieve {
    fn of(texts: &[Text], prints: Prints<'_>) -> Result<Self> {
        let words: u64 = texts.iter().map(|text| u64::from(text.narrative_words)).sum();
        // Two bits a word are some five bits a print: about one in five that was met once is let through.
        let bits = (words.max(64) * 2).next_power_of_two().ilog2().clamp(6, 32);
        let table = || (0..1 << (bits - 6)).map(|_| AtomicU64::new(0)).collect::<Vec<_>>();
        let (sieve, met) = (Self { again: table(), bits, prints: 0 }, table());
        let count = (0..texts.len()).into_par_iter().map(|article| {
            let prints = prints(article)?;
            for print in &prints {
                let (word, bit) = sieve.place(print.hash);
                // Whichever of two comes first, the other meets it.
                if met[word].fetch_or(bit, Ordering::Relaxed) & bit != 0 {
                    sieve.again[word].fetch_or(bit, Ordering::Relaxed);
                }
            }
            Ok(prints.len() as u64)
        });
        let count = count.try_reduce(|| 0, |one, other| Ok(one + other))?;
        Ok(Self { prints: count, ..sieve })
    }

    /// The word of a hash's bit, and the bit in it.
    fn place(&self, hash: u32) -> (usize, u64) {
        let place = u64::from(hash) >> (32 - self.bits);
        ((place / 64) as usize, 1 << (place % 64))
    }

    fn holds(&self, hash: u32) -> bool {
        let (word, bit) = self.place(hash);
        self.again[word].load(Ordering::Relaxed) & bit != 0
    }
}

/// What an article copies from earlier ones, and the share of its narrative words that it copies from any of them.
fn copies_into(
    to: usize,
    texts: &[Text],
    runs: &SharedRuns,
    prints: Prints<'_>,
    params: &CopyParams,
    goes: &impl Fn(usize, usize, &[Text], &CopyParams) -> bool,
) -> Result<(Vec<Copying>, f64)> {
    let text = &texts[to];
    // (article copied from, print of this article)
    let mut matches: Vec<(u32, u32)> = Vec::new();
    for (at, run) in &runs.of[to] {
        let holders = runs.holders(*run).iter().filter(|&&from| from as usize != to && goes(to, from as usize, texts, params));
        matches.extend(holders.map(|&from| (from, *at)));
    }
    if matches.is_empty() {
        return Ok((Vec::new(), 0.0));
    }
    let prints = prints(to)?;
    matches.sort_unstable();
    let mut copies = Vec::new();
    let mut all: Vec<u32> = Vec::new();
    for group in matches.chunk_by(|left, right| left.0 == right.0) {
        let from = group[0].0 as usize;
        let chosen: Vec<u32> = group.iter().map(|found| found.1).collect();
        let words = covered(&prints, &chosen);
        let shorter = text.narrative_words.min(texts[from].narrative_words);
        if words < params.least_words || (words as f64) < params.least_share * f64::from(shorter) {
            continue;
        }
        copies.push(Copying { from, to, share: share(words, text.narrative_words), spans: spans(&prints, &chosen) });
        all.extend(chosen);
    }
    all.sort_unstable();
    all.dedup();
    Ok((copies, share(covered(&prints, &all), text.narrative_words)))
}

/// True where text common to both went from `from` to `to`: another outlet, within the window, and earlier.
fn is_copy(to: usize, from: usize, texts: &[Text], params: &CopyParams) -> bool {
    let rank = |at: usize| (!texts[at].credited, texts[at].habit, at);
    comparable(to, from, texts, params) && known_order(to, from, texts).unwrap_or_else(|| rank(from) < rank(to))
}

/// The same, only where credits, days or times say so.
fn is_surely_copy(to: usize, from: usize, texts: &[Text], params: &CopyParams) -> bool {
    comparable(to, from, texts, params) && known_order(to, from, texts) == Some(true)
}

/// Two outlets, within the window.
fn comparable(left: usize, right: usize, texts: &[Text], params: &CopyParams) -> bool {
    let gap = texts[left].day.zip(texts[right].day).map(|(left, right)| (left - right).abs());
    texts[left].outlet != texts[right].outlet && gap.is_none_or(|gap| gap <= params.window_days)
}

/// Whether `from` came before `to`; `None` where neither credits, days nor times tell.
fn known_order(to: usize, from: usize, texts: &[Text]) -> Option<bool> {
    let (copy, source) = (&texts[to], &texts[from]);
    let credits = copy.credits.contains(&source.outlet);
    if credits != source.credits.contains(&copy.outlet) {
        return Some(credits);
    }
    let (copied, written) = copy.day.zip(source.day)?;
    if copied != written {
        return Some(copied > written);
    }
    let (copied, written) = copy.time.zip(source.time)?;
    (copied != written).then_some(copied > written)
}

/// Words under some prints; `chosen` ascending.
fn covered(prints: &[Print], chosen: &[u32]) -> usize {
    let mut words = 0;
    let mut end = 0;
    for print in chosen.iter().filter_map(|&at| prints.get(at as usize)) {
        let (first, next) = (print.word as usize, print.word as usize + RUN);
        words += next.saturating_sub(first.max(end));
        end = end.max(next);
    }
    words
}

/// The stretches of text under some prints, those that share words made one; `chosen` ascending.
fn spans(prints: &[Print], chosen: &[u32]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    for print in chosen.iter().filter_map(|&at| prints.get(at as usize)) {
        let span = Span::new(print.start as usize, print.end as usize);
        match spans.last_mut() {
            // Two bytes hold a blank and a mark; more may hold a quotation, which is not copied text.
            Some(last) if span.start <= last.end + 2 => *last = last.hull(span),
            _ => spans.push(span),
        }
    }
    spans
}

/// Part of a whole, in [0, 1]; 0 of nothing.
fn share(part: usize, whole: u32) -> f64 {
    if whole == 0 { 0.0 } else { (part as f64 / f64::from(whole)).min(1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_credit_means_an_outlet() {
        let check = |credit: &str, outlet: &str, expected: bool| assert_eq!(names(credit, outlet), expected, "{credit} {outlet}");
        check("veld news agency", "veldnewsagency.example", true);
        check("Veld News Agency", "vna.example", true);
        check("VNA", "Veld News Agency", true);
        check("The Tolmere Post", "tolmerepost.example", true);
        check("The Post", "thepost.example", true);
        check("Post", "tolmerepost.example", false);
        check("", "example", false);
        check("...", "...", false);
    }

    #[test]
    fn words_under_prints_count_once() {
        let print = |word: u32| Print { hash: 0, word, start: word * 6, end: word * 6 + 29 };
        let prints = [print(0), print(3), print(20)];
        // Words 0 to 7 and 20 to 24: 8 + 5.
        assert_eq!(covered(&prints, &[0, 1, 2]), 13);
        assert_eq!(covered(&prints, &[]), 0);
        // Bytes 0 to 29 and 18 to 47 are one stretch.
        assert_eq!(spans(&prints, &[0, 1, 2]), vec![Span::new(0, 47), Span::new(120, 149)]);
    }
}
