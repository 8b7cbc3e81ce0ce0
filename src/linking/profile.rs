//! What linking needs to know of an article, small enough to hold a million of.
//!
//! Counts and positions instead of text: words by the hash of their stem, runs of words by a hash of four bytes.
//! "Content" words are told by the background table (in less than half of the reference articles), so that no list of
//! stop words is needed here and another language only needs another table. Fingerprints are chosen by winnowing
//! (Schleimer, Wilkerson and Aiken 2003, section 3.2): the least hash of every window, so that two texts that share a
//! run of `RUN + WINDOW - 1` words share a fingerprint, wherever in the texts it stands.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::corpus::Article;
use crate::lexicon::LinkingLexicon;
use crate::text::{Document, QuoteState, Shape};

/// What linking needs to know of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
pub struct Profile {
    /// Stem hash of each content word of title and first 600 words, sorted.
    pub terms: Box<[u64]>,
    /// How often each of `terms` stands there, the title counted twice.
    pub counts: Box<[u16]>,
    /// The words of the title: indices into `terms`, ascending, unique.
    pub title: Box<[u16]>,
    /// The words of title and lead (first 150 words): indices into `terms`, ascending, unique.
    pub lead: Box<[u16]>,
    /// Pairs of neighbouring content words in the first 600 words: hashes, sorted, unique.
    pub bigrams: Box<[u32]>,
    /// Runs of four words inside quotations: hashes, sorted, unique.
    pub quotes: Box<[u32]>,
    /// Every other run of five words in the first 600 words (those with an even hash): sorted, unique.
    pub runs: Box<[u32]>,
    /// Words counted in `terms`, title once.
    pub words: u32,
    /// Fingerprints of the narrative (body without quotations), in the order of the text.
    pub prints: Vec<Print>,
    /// Words of the narrative.
    pub narrative_words: u32,
    /// Agencies and outlets credited with the text, lower case: those of dateline and credit lines.
    pub credited: Vec<String>,
}

impl Profile {
    /// Lets go of what a vector of the article holds too.
    pub(super) fn forget_terms(&mut self) {
        (self.terms, self.counts) = Default::default();
    }

    /// Lets go of what only events are made by; what copies are found by stays.
    pub fn forget_words(&mut self) {
        let Self { prints, narrative_words, credited, .. } = std::mem::take(self);
        *self = Self { prints, narrative_words, credited, ..Self::default() };
    }
}

/// A run of narrative words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Print {
    /// Hash of its stems.
    pub hash: u32,
    /// Number of its first word among the narrative words, from 0.
    pub word: u32,
    /// First byte in the article's text.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// Words of the body that tell what an article is about; what follows adds noise and cost.
const BODY_WORDS: usize = 600;
/// Words of the body that stand for its lead.
const LEAD_WORDS: usize = 150;
/// Longest first sentence that stands in for a missing title, in words.
const TITLE_WORDS: usize = 30;
/// Words in a fingerprint. Five keep .75 of their number when 5 % of the words are edited; three match by chance.
pub(super) const RUN: usize = 5;
/// Neighbouring runs of which one becomes a fingerprint.
const WINDOW: usize = 4;
/// Words in a run inside quotations.
const QUOTE_RUN: usize = 4;
/// A word in a larger share of the reference articles is no content word.
const CONTENT_SHARE: f64 = 0.5;

/// Takes from an article what linking needs.
pub(super) fn profile(article: &Article, document: &Document, lexicon: &LinkingLexicon) -> Profile {
    let common = (f64::from(lexicon.background_n()) * CONTENT_SHARE) as u32;
    let content: Vec<bool> = document.words.iter().map(|word| lexicon.background_df(word.hash).is_none_or(|df| df < common)).collect();
    let is_word = |at: &usize| document.tokens.get(*at).is_some_and(|token| token.shape != Shape::Mark);
    let is_content = |at: usize| content.get(document.tokens[at].word as usize).copied().unwrap_or(false);

    let headline = headline_tokens(document);
    let body: Vec<usize> = (headline.end..document.tokens.len()).filter(is_word).collect();
    let mut title: Vec<usize> = headline.filter(is_word).collect();
    if title.is_empty() {
        let first = document.sentences.iter().map(|sentence| sentence.tokens.clone()).find(|tokens| tokens.clone().any(|at| is_word(&at)));
        title = first.unwrap_or(0..0).filter(is_word).take(TITLE_WORDS).collect();
    }
    let about = &body[..body.len().min(BODY_WORDS)];
    let lead = &body[..body.len().min(LEAD_WORDS)];

    let mut counts: BTreeMap<u64, u16> = BTreeMap::new();
    for &at in title.iter().chain(&title).chain(about) {
        if is_content(at) {
            let count = counts.entry(document.stem_hash(at)).or_default();
            *count = count.saturating_add(1);
        }
    }
    let (terms, counts): (Vec<u64>, Vec<u16>) = counts.into_iter().unzip();
    let indices = |tokens: &mut dyn Iterator<Item = usize>| {
        let hashes = tokens.filter(|&at| is_content(at)).map(|at| document.stem_hash(at));
        sorted(hashes.filter_map(|hash| terms.binary_search(&hash).ok()).map(|at| at as u16).collect())
    };
    let title_terms = indices(&mut title.iter().copied());
    let lead_terms = indices(&mut title.iter().chain(lead).copied());

    let contents: Vec<u64> = about.iter().filter(|&&at| is_content(at)).map(|&at| document.stem_hash(at)).collect();
    let stems: Vec<u64> = about.iter().map(|&at| document.stem_hash(at)).collect();
    let (prints, narrative_words) = fingerprints(document, &body);
    Profile {
        title: title_terms.into(),
        lead: lead_terms.into(),
        bigrams: sorted(contents.windows(2).map(run_hash).collect()).into(),
        quotes: quote_runs(document).into(),
        runs: sorted(stems.windows(RUN).map(run_hash).filter(|hash| hash % 2 == 0).collect()).into(),
        words: about.len() as u32,
        prints,
        narrative_words,
        credited: credited(article),
        terms: terms.into_boxed_slice(),
        counts: counts.into_boxed_slice(),
    }
}

/// The tokens of the headline, which come first.
fn headline_tokens(document: &Document) -> Range<usize> {
    let last = document.sentences.iter().take_while(|sentence| sentence.in_headline).last();
    0..last.map_or(0, |sentence| sentence.tokens.end).min(document.tokens.len())
}

/// Who is credited with the text, lower case, sorted, unique.
fn credited(article: &Article) -> Vec<String> {
    let agency = article.dateline.iter().filter_map(|dateline| dateline.agency.as_ref());
    sorted(article.credits.iter().chain(agency).map(|name| name.to_lowercase()).collect())
}

/// Runs of words inside quotations, none of them over the end of one.
fn quote_runs(document: &Document) -> Vec<u32> {
    let mut runs = Vec::new();
    for quotation in &document.quotations {
        let tokens = document.tokens.get(quotation.tokens.clone()).unwrap_or_default();
        let stems: Vec<u64> =
            tokens.iter().filter(|token| token.shape != Shape::Mark).map(|token| document.words[token.word as usize].hash).collect();
        runs.extend(stems.windows(QUOTE_RUN).map(run_hash));
    }
    sorted(runs)
}

/// Winnowed fingerprints of the body without its quotations, and the number of its words. A run never reaches over a
/// quotation, so that the words under it are one stretch of text.
fn fingerprints(document: &Document, body: &[usize]) -> (Vec<Print>, u32) {
    let mut prints = Vec::new();
    let mut narrative = 0;
    for stretch in body.chunk_by(|&left, &right| outside(document, left) == outside(document, right)) {
        if !stretch.first().is_some_and(|&at| outside(document, at)) {
            continue;
        }
        let stems: Vec<u64> = stretch.iter().map(|&at| document.stem_hash(at)).collect();
        let hashes: Vec<u32> = stems.windows(RUN).map(run_hash).collect();
        let mut chosen: Vec<usize> = hashes
            .windows(WINDOW)
            .enumerate()
            // The rightmost of equal hashes, so that neighbouring windows choose the same one.
            .filter_map(|(first, window)| (0..window.len()).min_by_key(|&at| (window[at], WINDOW - at)).map(|at| first + at))
            .collect();
        // The ends of a stretch too: a text copied whole is then covered to its first and last word.
        chosen.extend([0, hashes.len().saturating_sub(1)]);
        chosen.retain(|&at| at < hashes.len());
        for at in sorted(chosen) {
            prints.push(Print {
                hash: hashes[at],
                word: narrative + at as u32,
                start: document.tokens[stretch[at]].span.start as u32,
                end: document.tokens[stretch[at + RUN - 1]].span.end as u32,
            });
        }
        narrative += stretch.len() as u32;
    }
    prints.shrink_to_fit();
    (prints, narrative)
}

/// True for a token outside quotations.
fn outside(document: &Document, at: usize) -> bool {
    document.tokens.get(at).is_some_and(|token| token.quote == QuoteState::Outside)
}

/// Hash of a run of stems, in order.
fn run_hash(stems: &[u64]) -> u32 {
    // Multiply and add, then mix: stems are good hashes already, the order only has to count.
    let sum = stems.iter().fold(0_u64, |sum, stem| sum.rotate_left(23).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(*stem));
    ((sum ^ (sum >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93) >> 32) as u32
}

/// Sorted, each once.
fn sorted<T: Ord>(mut items: Vec<T>) -> Vec<T> {
    items.sort_unstable();
    items.dedup();
    items.shrink_to_fit();
    items
}
