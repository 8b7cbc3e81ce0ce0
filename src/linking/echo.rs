//! Who copies whom: narrative text (quotations left out) that an article shares with an earlier one of another outlet.
//!
//! In: fingerprints, days, credits. Out: [`Copying`] with share and spans, each article's share of copied words, and
//! the article it mainly copies from. Quotations are left out because half of the article pairs with long common text
//! share only one speech; common quotations are no copying. The earlier article is the one whose outlet the other
//! credits, else the one of the earlier day and time, else the one of an outlet that others credit, else the one with
//! the smaller id. Deliberately absent: what copying means for a claim (`status.rs`).

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Time;
use rayon::prelude::*;

use super::profile::{Print, Profile, RUN};
use super::{Copying, Reading, day_number};
use crate::config::CopyParams;
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
struct Text<'a> {
    profile: &'a Profile,
    outlet: usize,
    day: Option<i32>,
    time: Option<Time>,
    /// Outlets of the corpus credited with the text, its own left out.
    credits: Vec<usize>,
    /// True where another outlet of the corpus credits this one.
    credited: bool,
}

/// The place of a run of words: its hash, the article, the number of its print there.
type Place = (u32, u32, u32);

/// Finds copied text. `readings` are sorted by article id.
pub(super) fn echoes(readings: &[Reading], params: &CopyParams) -> Echoes {
    let texts = prepare(readings);
    let (places, dropped) = shared_runs(&texts, params);
    let found: Vec<(Vec<Copying>, f64)> = (0..texts.len()).into_par_iter().map(|to| copies_into(to, &texts, &places, params)).collect();
    let mut echoes = Echoes { copies: Vec::new(), origin_of: Vec::new(), copied_share: Vec::new(), dropped };
    for (copies, share) in found {
        let main = copies.iter().filter(|copy| copy.share >= params.origin_share);
        let main = main.max_by(|left, right| left.share.total_cmp(&right.share).then(right.from.cmp(&left.from)));
        echoes.origin_of.push(main.map(|copy| copy.from));
        echoes.copied_share.push(share);
        echoes.copies.extend(copies);
    }
    echoes
}

/// Takes from the readings what is needed, outlets as numbers.
fn prepare(readings: &[Reading]) -> Vec<Text<'_>> {
    let outlets: BTreeSet<&str> = readings.iter().map(|reading| reading.article.outlet.as_str()).collect();
    let outlets: Vec<&str> = outlets.into_iter().collect();
    // Few names are credited in a corpus, many times each.
    let mut of_name: BTreeMap<&str, Option<usize>> = BTreeMap::new();
    for name in readings.iter().flat_map(|reading| &reading.profile.credited) {
        of_name.entry(name).or_insert_with(|| outlets.iter().position(|outlet| names(name, outlet)));
    }
    let mut texts: Vec<Text> = readings
        .iter()
        .map(|reading| {
            let outlet = outlets.binary_search(&reading.article.outlet.as_str()).unwrap_or_default();
            let credits = reading.profile.credited.iter().filter_map(|name| of_name.get(name.as_str()).copied().flatten());
            Text {
                profile: &reading.profile,
                outlet,
                day: reading.article.published.map(day_number),
                time: reading.article.published_time,
                credits: credits.filter(|credit| *credit != outlet).collect(),
                credited: false,
            }
        })
        .collect();
    let credited: BTreeSet<usize> = texts.iter().flat_map(|text| text.credits.iter().copied()).collect();
    for text in &mut texts {
        text.credited = credited.contains(&text.outlet);
    }
    texts
}

/// True where a credit ("Veld News Agency", "(VNA)") means an outlet (`veldnewsagency.example`, `vna`): the same letters
/// in front of the first dot, or its initials.
fn names(credit: &str, outlet: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|letter| letter.is_alphanumeric()).collect::<String>().to_lowercase();
    let initials = |text: &str| text.split(|mark: char| !mark.is_alphanumeric()).filter_map(|word| word.chars().next()).collect::<String>();
    let (whole, stem) = (letters(outlet), letters(outlet.split('.').next().unwrap_or_default()));
    let credit_letters = letters(credit);
    !credit_letters.is_empty()
        && (credit_letters == whole
            || credit_letters == stem
            || (credit.contains(' ') && initials(&credit.to_lowercase()) == stem)
            || (outlet.contains([' ', '-']) && initials(&outlet.to_lowercase()) == credit_letters))
}

/// Where runs stand that two or more articles share, sorted; and how many places were dropped because the run is a
/// stock phrase or one outlet's boilerplate. Of an article that repeats itself the first place counts.
fn shared_runs(texts: &[Text], params: &CopyParams) -> (Vec<Place>, u64) {
    // Most runs stand in one article: they are sieved out by their hashes alone, to save memory.
    let mut hashes: Vec<u32> = texts.iter().flat_map(|text| text.profile.prints.iter().map(|print| print.hash)).collect();
    hashes.par_sort_unstable();
    let mut repeated: Vec<u32> = hashes.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    drop(hashes);
    repeated.dedup();
    let mut places: Vec<Place> = texts
        .par_iter()
        .enumerate()
        .flat_map_iter(|(article, text)| {
            let prints = text.profile.prints.iter().enumerate();
            let repeated = &repeated;
            prints
                .filter(move |(_, print)| repeated.binary_search(&print.hash).is_ok())
                .map(move |(at, print)| (print.hash, article as u32, at as u32))
        })
        .collect();
    places.par_sort_unstable();
    places.dedup_by_key(|place| (place.0, place.1));
    let mut dropped = 0;
    let mut kept = Vec::with_capacity(places.len());
    let mut outlets: Vec<usize> = Vec::new();
    for group in places.chunk_by(|left, right| left.0 == right.0).filter(|group| group.len() > 1) {
        outlets.clear();
        outlets.extend(group.iter().map(|place| texts[place.1 as usize].outlet));
        outlets.sort_unstable();
        let most = outlets.chunk_by(|left, right| left == right).map(<[usize]>::len).max().unwrap_or(0);
        if group.len() > params.articles_per_run || most > params.articles_per_outlet {
            dropped += group.len() as u64;
        } else {
            kept.extend_from_slice(group);
        }
    }
    (kept, dropped)
}

/// What an article copies from earlier ones, and the share of its narrative words that it copies from any of them.
fn copies_into(to: usize, texts: &[Text], places: &[Place], params: &CopyParams) -> (Vec<Copying>, f64) {
    let text = &texts[to];
    // (article copied from, print of this article)
    let mut matches: Vec<(u32, u32)> = Vec::new();
    for (at, print) in text.profile.prints.iter().enumerate() {
        let first = places.partition_point(|place| place.0 < print.hash);
        for place in places[first..].iter().take_while(|place| place.0 == print.hash) {
            let from = place.1 as usize;
            if from != to && is_copy(to, from, texts, params) {
                matches.push((place.1, at as u32));
            }
        }
    }
    matches.sort_unstable();
    let mut copies = Vec::new();
    let mut all: Vec<u32> = Vec::new();
    for group in matches.chunk_by(|left, right| left.0 == right.0) {
        let from = group[0].0 as usize;
        let prints: Vec<u32> = group.iter().map(|found| found.1).collect();
        let words = covered(&text.profile.prints, &prints);
        let shorter = text.profile.narrative_words.min(texts[from].profile.narrative_words);
        if words < params.least_words || (words as f64) < params.least_share * f64::from(shorter) {
            continue;
        }
        copies.push(Copying { from, to, share: share(words, text.profile.narrative_words), spans: spans(&text.profile.prints, &prints) });
        all.extend(prints);
    }
    all.sort_unstable();
    all.dedup();
    (copies, share(covered(&text.profile.prints, &all), text.profile.narrative_words))
}

/// True where text common to both went from `from` to `to`: another outlet, within the window, and earlier.
fn is_copy(to: usize, from: usize, texts: &[Text], params: &CopyParams) -> bool {
    let (copy, source) = (&texts[to], &texts[from]);
    let gap = copy.day.zip(source.day).map(|(copy, source)| copy - source);
    if copy.outlet == source.outlet || gap.is_some_and(|gap| gap.abs() > params.window_days) {
        return false;
    }
    let (credits, is_credited) = (copy.credits.contains(&source.outlet), source.credits.contains(&copy.outlet));
    if credits != is_credited {
        return credits;
    }
    match gap {
        Some(gap) if gap != 0 => return gap > 0,
        _ => {}
    }
    if let (Some(0), Some(copied), Some(written)) = (gap, copy.time, source.time)
        && copied != written
    {
        return copied > written;
    }
    (!source.credited, from) < (!copy.credited, to)
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
