//! Do two clauses of two outlets state the same? What decides which pairs may make a claim.
//!
//! In: the mentions of an event with what `same.rs` found of each pair by itself. Out: a probability for every pair that
//! could be one statement. The score of `same.rs` knows a pair and its best rivals; here it is weighed together with what
//! each side holds that the other lacks, how the pair stands among all pairs of the two articles, and how each clause
//! begins and ends. Learnt from pairs of whole corpora that were judged by reading (`model/README.md`). Invariant: the
//! numbers of a pair are the same whichever side comes first: shares, counts and log odds, no weights as they are, so that a
//! corpus of two articles and one of a million give numbers of one kind.

use std::cell::OnceCell;
use std::collections::HashMap;

use foldhash::fast::FixedState;

use super::Reading;
use super::same::{self, Comparison, Rarity, Site, Weighed};
use crate::claims::KeyClass;
use crate::config::ClaimLinkingParams;
use crate::lexicon::{Lexicon, PAIR_FEATURES, WordSet};

/// The numbers of a pair, in the order of [`PAIR_FEATURES`].
pub(crate) type PairNumbers = [f64; PAIR_FEATURES.len()];

/// What is asked of a clause only where one of its pairs is judged.
struct Clause {
    /// Its runs of three letters, sorted, each once.
    letters: Vec<u16>,
    /// The weight of each key by rarity alone.
    plain: Vec<f64>,
    /// It says what is planned, expected or to come.
    prospect: bool,
    /// It asks or promises an answer ("Why Holt resigned", "What to know", "whether he will"): it states nothing itself.
    asks: bool,
    /// It opens with a word that leads on from something cut off.
    opens_amiss: bool,
    /// It ends with a word that leads on to something cut off.
    ends_amiss: bool,
}

/// How a pair of articles stands: the best score by wording of any of their pairs, and how many are likely.
#[derive(Clone, Copy)]
struct Between {
    best: f64,
    likely: u32,
}

/// Pairs of two articles from here on count as likely: the logit of wording.
const LIKELY: f64 = 0.5;

/// Clauses longer than this are as long as this.
const MOST_WORDS: f64 = 80.0;

/// Judges the pairs of one event.
pub(super) struct Judge<'a> {
    readings: &'a [Reading],
    sites: &'a [Site<'a>],
    clauses: Vec<OnceCell<Clause>>,
    /// By site and the other article: the best score by wording of its pairs there.
    best: HashMap<(u32, usize), f64, FixedState>,
    /// By both articles, the lower number first.
    between: HashMap<(usize, usize), Between, FixedState>,
    rarity: &'a Rarity,
    lexicon: &'a Lexicon,
    params: &'a ClaimLinkingParams,
}

impl<'a> Judge<'a> {
    /// `pairs`: every scored pair of the event, by the numbers of their sites.
    pub(super) fn new(
        readings: &'a [Reading],
        sites: &'a [Site<'a>],
        pairs: impl Iterator<Item = (u32, u32, Comparison)>,
        (rarity, lexicon, params): (&'a Rarity, &'a Lexicon, &'a ClaimLinkingParams),
    ) -> Self {
        let mut best: HashMap<(u32, usize), f64, FixedState> = HashMap::default();
        let mut between: HashMap<(usize, usize), Between, FixedState> = HashMap::default();
        for (a, b, comparison) in pairs {
            let (one, other) = (&sites[a as usize], &sites[b as usize]);
            if one.outlet == other.outlet {
                continue;
            }
            for (from, to) in [(a, other.article), (b, one.article)] {
                let best = best.entry((from, to)).or_insert(f64::NEG_INFINITY);
                *best = best.max(comparison.local);
            }
            let articles = (one.article.min(other.article), one.article.max(other.article));
            let between = between.entry(articles).or_insert(Between { best: f64::NEG_INFINITY, likely: 0 });
            between.best = between.best.max(comparison.local);
            between.likely += u32::from(comparison.local > LIKELY);
        }
        let clauses = sites.iter().map(|_| OnceCell::new()).collect();
        Self { readings, sites, clauses, best, between, rarity, lexicon, params }
    }

    /// Whether a pair is judged at all: of two outlets, and not too far from one statement by the score of wording.
    pub(super) fn considers(&self, a: u32, b: u32, comparison: &Comparison) -> bool {
        let (one, other) = (&self.sites[a as usize], &self.sites[b as usize]);
        let from = if one.leads() && other.leads() { self.params.judged_from_lead } else { self.params.judged_from };
        one.outlet != other.outlet && comparison.unguarded >= from
    }

    /// The probability that both sides of a pair state the same, in [0, 1].
    pub(super) fn judge(&self, a: u32, b: u32, comparison: &Comparison) -> f64 {
        if self.clause(a).asks || self.clause(b).asks {
            return 0.0;
        }
        self.lexicon.linking.pair_model.probability(&self.numbers(a, b, comparison))
    }

    /// The numbers of a pair.
    pub(super) fn numbers(&self, a: u32, b: u32, comparison: &Comparison) -> PairNumbers {
        let heavier = |site: u32| {
            let site = &self.sites[site as usize];
            (site.total, site.article, site.index)
        };
        let (a, b) = if heavier(a) <= heavier(b) { (a, b) } else { (b, a) };
        let (one, other) = (&self.sites[a as usize], &self.sites[b as usize]);
        let (left, right) = (self.clause(a), self.clause(b));
        let params = self.params;
        let share = |part: f64, whole: f64| if whole > 0.0 { (part / whole).min(1.0) } else { 0.0 };
        let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
        let (p, q) = (&one.mention.proposition, &other.mention.proposition);
        let found = same::features(one, other, params);
        let (of_one, of_other) = (same::matched(one, other, params.soft_match), same::matched(other, one, params.soft_match));
        let behind = |site: u32, to: &Site<'_>| self.best.get(&(site, to.article)).map_or(0.0, |best| comparison.local - best);
        let articles = (one.article.min(other.article), one.article.max(other.article));
        let between = self.between.get(&articles).copied().unwrap_or(Between { best: comparison.local, likely: 0 });
        let (lacks, lacked) = (Missing::of(one, left, other), Missing::of(other, right, one));
        // Of the heaviest key that there can be.
        let most = self.rarity.most().min(params.max_key_weight);
        let (low, high) = (lacks.cover.min(lacked.cover), lacks.cover.max(lacked.cover));
        let runs = same::shared(&left.letters, &right.letters) as f64;
        let (fewer, more) = (left.letters.len().min(right.letters.len()) as f64, left.letters.len().max(right.letters.len()) as f64);
        let first = |site: &Site<'_>| site.mention.proposition.keys.iter().find(|key| key.class == KeyClass::Name).map(|key| key.hash);
        let strange = same::strange_verbs(one, other);
        let sentence = |site: &Site<'_>| (site.mention.sentence as f64).ln_1p();
        [
            comparison.local,
            comparison.margin,
            behind(a, other),
            behind(b, one),
            between.best,
            f64::from(between.likely).ln_1p(),
            found.cover,
            found.word_cover,
            share(of_one.all, one.total),
            share(of_other.all, other.total),
            share(of_one.words, one.word_total),
            share(of_other.words, other.word_total),
            same::harmonic(low, high),
            low,
            high,
            share(lacks.heaviest.max(lacked.heaviest), most),
            share(lacks.heaviest.min(lacked.heaviest), most),
            share(runs, fewer + more - runs),
            share(runs, fewer),
            share(runs, more),
            found.bigrams,
            (found.four_grams.min(MOST_RUNS) as f64).ln_1p(),
            order(one, other),
            lacks.words,
            lacked.words,
            lacks.names,
            lacked.names,
            one.keys.iter().filter(|own| own.key.class == KeyClass::Number && same::find(other, own.key.hash).is_some()).count() as f64,
            flag(same::same_figure(one, other)),
            if first(one).is_none() || first(other).is_none() { 0.5 } else { flag(first(one) == first(other)) },
            flag(p.keys.first().map(|key| key.hash) == q.keys.first().map(|key| key.hash)),
            found.subject,
            flag(p.subject.is_none()) + flag(q.subject.is_none()),
            found.predicate,
            flag(strange),
            found.speaker,
            f64::from(p.words).min(MOST_WORDS),
            f64::from(q.words).min(MOST_WORDS),
            if strange && !same::other_stage(one, other) { 0.0 } else { found.lead },
            sentence(one).min(sentence(other)),
            sentence(one).max(sentence(other)),
            flag(one.mention.hedged != other.mention.hedged),
            flag(one.negation != other.negation),
            flag(one.conditional != other.conditional),
            flag(one.called_for != other.called_for),
            flag(left.prospect != right.prospect),
            flag(left.prospect && right.prospect),
            flag(same::other_stage(one, other)),
            flag(left.opens_amiss) + flag(right.opens_amiss),
            flag(left.ends_amiss) + flag(right.ends_amiss),
            lacks.numbers.min(lacked.numbers),
        ]
    }

    fn clause(&self, site: u32) -> &Clause {
        self.clauses[site as usize].get_or_init(|| {
            let site = &self.sites[site as usize];
            let text = site.mention.span.of(&self.readings[site.article].article.text);
            let [prospect] = same::hold_words(text, [WordSet::Prospect], self.lexicon);
            let mut words = text.split(|letter: char| !letter.is_alphanumeric()).filter(|word| !word.is_empty());
            let (first, last) = (words.next(), words.next_back());
            let is_of = |word: Option<&str>, sets: &[WordSet]| {
                word.is_some_and(|word| {
                    let facts = self.lexicon.claims.facts(&word.to_lowercase());
                    sets.iter().any(|set| facts.is(*set))
                })
            };
            let asks = is_of(first, &[WordSet::Asking]) || site.mention.in_headline && is_of(first, &[WordSet::QuestionStart]);
            Clause {
                asks,
                letters: same::letter_runs(&text[..text.floor_char_boundary(MOST_LETTERS)]),
                plain: site.keys.iter().map(|own| self.rarity.weight(&own.key, self.lexicon, self.params)).collect(),
                // "Holt to step down".
                prospect: prospect || site.mention.in_headline && words.any(|word| word == "to"),
                opens_amiss: is_of(first, &LEADS_ON),
                ends_amiss: is_of(last, &LEADS_ON) || is_of(last, &[WordSet::Determiner]),
            }
        })
    }
}

/// Words that no whole clause ends with, and few begin with.
const LEADS_ON: [WordSet; 3] = [WordSet::Preposition, WordSet::Conjunction, WordSet::Relative];

/// Bytes of a clause whose letters are looked at: what is longer has lost its breaks.
const MOST_LETTERS: usize = 1_000;

/// Runs of four words that count, at most.
const MOST_RUNS: usize = 12;

/// What one side holds and the other lacks.
struct Missing {
    words: f64,
    names: f64,
    numbers: f64,
    /// Weight of the heaviest word or name, by rarity alone.
    heaviest: f64,
    /// Share of the weight by rarity alone that the other side holds to the letter.
    cover: f64,
}

impl Missing {
    fn of(from: &Site<'_>, clause: &Clause, to: &Site<'_>) -> Self {
        let mut missing = Self { words: 0.0, names: 0.0, numbers: 0.0, heaviest: 0.0, cover: 0.0 };
        let (mut held, mut all) = (0.0, 0.0);
        for (own, plain) in from.keys.iter().zip(&clause.plain) {
            all += plain;
            let exact = same::find(to, own.key.hash).is_some();
            if exact {
                held += plain;
                continue;
            }
            if matches!(own.key.class, KeyClass::Word | KeyClass::Name) {
                missing.heaviest = missing.heaviest.max(*plain);
            }
            if to.keys.iter().any(|other: &Weighed| same::akin(&own.key, &other.key)) {
                continue;
            }
            match own.key.class {
                KeyClass::Word => missing.words += 1.0,
                KeyClass::Name => missing.names += 1.0,
                KeyClass::Number => missing.numbers += 1.0,
                KeyClass::Date => {}
            }
        }
        missing.cover = if all > 0.0 { held / all } else { 0.0 };
        missing
    }
}

/// Of every two keys that both sides hold, the share that stands in one order; a half where there are no two.
fn order(one: &Site<'_>, other: &Site<'_>) -> f64 {
    let places: Vec<usize> = one
        .mention
        .proposition
        .keys
        .iter()
        .filter_map(|key| other.mention.proposition.keys.iter().position(|second| second.hash == key.hash))
        .take(MOST_SHARED)
        .collect();
    let (mut rising, mut all) = (0_u32, 0_u32);
    for (at, place) in places.iter().enumerate() {
        for later in places[at + 1..].iter().filter(|later| *later != place) {
            all += 1;
            rising += u32::from(later > place);
        }
    }
    if all == 0 { 0.5 } else { f64::from(rising) / f64::from(all) }
}

/// Shared keys whose order is looked at.
const MOST_SHARED: usize = 40;
