//! Do two mentions state the same?
//!
//! In: two mentions of one event with the weights of their keys. Out: a [`Comparison`]: a probability, what speaks
//! against the pair, and whether one side says the opposite of the other. The score is a logistic over cover of both
//! sides, so that a short clause inside a long one counts for less than two clauses that cover each other; cover of
//! the words that are no names counts most, for two clauses about the same actors are mostly two statements.
//! Invariant: the score is symmetric and depends on nothing but the two mentions and the weights of their keys.

use std::collections::{BTreeMap, HashMap};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::Reading;
use crate::claims::{Key, KeyClass, Mention};
use crate::config::{ClaimLinkingParams, SameWeights};
use crate::ids::{ClaimKind, Stance, stable_hash};
use crate::lexicon::{Lexicon, WordSet};

/// How rare each key is in corpus and background together.
pub(super) struct Rarity {
    /// Articles, the background's share included.
    articles: f64,
    /// For each key the articles that hold it; those that one holds are left out.
    holders: HashMap<u64, u32, FixedState>,
    /// Background articles mixed in.
    mixed: f64,
    /// Month and day by the hash of their key.
    days: BTreeMap<u64, (i8, i8)>,
}

/// The hashes of an article's keys, sorted, each once.
pub(super) fn keys_of(mentions: &[Mention]) -> Box<[u64]> {
    let mut own: Vec<u64> = mentions.iter().flat_map(|mention| mention.proposition.keys.iter().map(|key| key.hash)).collect();
    own.sort_unstable();
    own.dedup();
    own.into_boxed_slice()
}

/// Counts in how many articles each key stands.
#[derive(Debug, Default)]
pub struct RarityCount {
    articles: usize,
    held: Vec<u64>,
    counted: Vec<(u64, u32)>,
}

impl RarityCount {
    /// From counts made elsewhere: of all articles, and for each key that two or more of them hold how many do.
    pub fn counted(articles: usize, counted: Vec<(u64, u32)>) -> Self {
        Self { articles, held: Vec::new(), counted }
    }

    /// Adds the keys of an article, each once.
    pub fn add(&mut self, keys: &[u64]) {
        self.articles += 1;
        self.held.extend_from_slice(keys);
    }

    /// Counts some readings.
    pub(crate) fn of(readings: &[Reading]) -> Self {
        let mut count = Self::default();
        for reading in readings {
            count.add(&keys_of(&reading.mentions));
        }
        count
    }
}

impl Rarity {
    /// From the keys of a corpus.
    pub(super) fn of(RarityCount { articles, mut held, counted }: RarityCount, params: &ClaimLinkingParams) -> Self {
        // All of them in order: a map of every key would be asked millions of times. Most stand in one article only.
        held.par_sort_unstable();
        let again = held.chunk_by(|one, next| one == next).filter(|same| same.len() > 1);
        let holders = again.map(|same| (same[0], same.len() as u32)).chain(counted).collect();
        Self { articles: articles as f64 + params.background_articles, holders, mixed: params.background_articles, days: days() }
    }

    /// Articles that hold a key, the background's share included.
    fn held_by(&self, hash: u64, lexicon: &Lexicon) -> f64 {
        let own = f64::from(self.holders.get(&hash).copied().unwrap_or(1));
        own + self.mixed * background_share(hash, lexicon)
    }

    /// The weight of a key that no article holds.
    pub(super) fn most(&self) -> f64 {
        ((self.articles + 1.0) / 0.5).ln()
    }

    /// Weight of a key by rarity alone.
    pub(super) fn weight(&self, key: &Key, lexicon: &Lexicon, params: &ClaimLinkingParams) -> f64 {
        match key.class {
            KeyClass::Number => params.number_weight,
            KeyClass::Date => params.date_weight,
            KeyClass::Name | KeyClass::Word => {
                let rarity = ((self.articles + 1.0) / (self.held_by(key.hash, lexicon) + 0.5)).ln();
                rarity.clamp(0.0, params.max_key_weight)
            }
        }
    }
}

/// Every day of a year by the hash of its key.
fn days() -> BTreeMap<u64, (i8, i8)> {
    let of_month = |month: i8| (1..=31i8).map(move |day| (stable_hash(&format!("day {month}-{day}")), (month, day)));
    (1..=12i8).flat_map(of_month).collect()
}

/// Share of background articles that hold a word; 0 where there is no background. A word too rare for the table counts
/// as held by one article.
fn background_share(hash: u64, lexicon: &Lexicon) -> f64 {
    match lexicon.linking.background_n() {
        0 => 0.0,
        articles => f64::from(lexicon.linking.background_df(hash).unwrap_or(1)) / f64::from(articles),
    }
}

/// A key with its weight inside one event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Weighed {
    /// The key.
    pub(super) key: Key,
    /// Its weight, at least 0.
    pub(super) weight: f64,
}

/// A mention of an event, ready to be compared.
#[derive(Debug, Clone)]
pub(super) struct Site<'a> {
    /// Index of its article.
    pub(super) article: usize,
    /// Index into the article's mentions.
    pub(super) index: usize,
    /// Number of its outlet within the event.
    pub(super) outlet: u32,
    /// The mention.
    pub(super) mention: &'a Mention,
    /// It holds "if", "whether" or the like: what it states it does not state as so.
    pub(super) conditional: bool,
    /// It says what must, should or is yet to be.
    pub(super) called_for: bool,
    /// It holds "no", "nothing" or the like.
    pub(super) negation: bool,
    /// Month and day of the days it names.
    pub(super) days: Vec<(i8, i8)>,
    /// Hash of the speaker whose words it passes on, where the speaker can be told.
    voice: Option<u64>,
    /// Its keys, sorted by hash, each once.
    pub(super) keys: Vec<Weighed>,
    /// Weight of all keys.
    pub(super) total: f64,
    /// Weight of the keys that are no names.
    pub(super) word_total: f64,
    /// Its runs of three letters, sorted, each once; empty where they count nothing.
    letters: Vec<u16>,
}

impl Site<'_> {
    /// It stands on top of its article.
    pub(super) fn leads(&self) -> bool {
        self.mention.sentence < 4
    }

    /// True where the voice says that what the words state is not so: a denied clause, or a negated one, not both.
    pub(super) fn says_not(&self) -> bool {
        (self.mention.stance == Stance::Denies) != self.mention.proposition.negated
    }
}

/// Makes the mentions of an event comparable: `members` are (article, mention, outlet) in order.
pub(super) fn sites<'a>(
    readings: &'a [Reading],
    members: &[(usize, usize, u32)],
    rarity: &Rarity,
    lexicon: &Lexicon,
    params: &ClaimLinkingParams,
) -> Vec<Site<'a>> {
    let mut holders: HashMap<u64, u32, FixedState> = HashMap::default();
    let mut sites: Vec<Site<'a>> = Vec::with_capacity(members.len());
    let letters_count = params.same.counts_letters();
    for &(article, index, outlet) in members {
        let Some(reading) = readings.get(article) else { continue };
        let Some(mention) = reading.mentions.get(index) else { continue };
        let mut keys: Vec<Weighed> = mention.proposition.keys.iter().map(|key| Weighed { key: *key, weight: 0.0 }).collect();
        keys.sort_by_key(|weighed| (weighed.key.hash, !weighed.key.negated));
        keys.dedup_by_key(|weighed| weighed.key.hash);
        for weighed in &keys {
            *holders.entry(weighed.key.hash).or_default() += 1;
        }
        let voice = super::status::voice_of(reading, mention);
        let [conditional, called_for, negation] =
            hold_words(mention.span.of(&reading.article.text), [WordSet::Condition, WordSet::Obligation, WordSet::Negation], lexicon);
        let dates = keys.iter().filter(|weighed| weighed.key.class == KeyClass::Date);
        let days = dates.filter_map(|weighed| rarity.days.get(&weighed.key.hash).copied()).collect();
        let letters = if letters_count { letter_runs(mention.span.of(&reading.article.text)) } else { Vec::new() };
        sites.push(Site {
            article,
            index,
            outlet,
            mention,
            conditional,
            called_for,
            negation,
            days,
            voice,
            keys,
            total: 0.0,
            word_total: 0.0,
            letters,
        });
    }
    let pool = sites.len() as f64 + params.background_mentions;
    for site in &mut sites {
        for weighed in &mut site.keys {
            let rarity_weight = rarity.weight(&weighed.key, lexicon, params);
            weighed.weight = match weighed.key.class {
                KeyClass::Number | KeyClass::Date => rarity_weight,
                KeyClass::Name | KeyClass::Word => {
                    let held = f64::from(holders.get(&weighed.key.hash).copied().unwrap_or_default());
                    rarity_weight * (0.4 + 0.6 * ((pool + 1.0) / (held + 0.5)).ln().max(0.0) / (pool + 1.0).ln().max(1.0))
                }
            };
        }
        site.total = site.keys.iter().map(|weighed| weighed.weight).sum();
        site.word_total = site.keys.iter().filter(|weighed| weighed.key.class != KeyClass::Name).map(|weighed| weighed.weight).sum();
    }
    sites
}

/// The runs of three letters or digits of a clause, words apart by one blank, sorted, each once. A run is a number of base 37.
pub(super) fn letter_runs(clause: &str) -> Vec<u16> {
    let mut runs = Vec::with_capacity(clause.len());
    let (mut before, mut last) = (0_u16, 0_u16);
    for letter in clause.chars().map(|letter| letter.to_ascii_lowercase()).chain(" ".chars()) {
        let number = match letter {
            'a'..='z' => letter as u16 - 96,
            '0'..='9' => letter as u16 - 21,
            // Letters of other kinds fall together with those of this one.
            letter if letter.is_alphabetic() => (letter as u32 % 26) as u16 + 1,
            _ => 0,
        };
        if number == 0 && last == 0 {
            continue;
        }
        runs.push((before * 37 + last) * 37 + number);
        (before, last) = (last, number);
    }
    runs.sort_unstable();
    runs.dedup();
    runs
}

/// How many words of a clause are looked at for what kind of clause it is.
const WORDS_READ: usize = 80;

/// For each set whether a word of the clause is in it.
pub(super) fn hold_words<const SETS: usize>(clause: &str, sets: [WordSet; SETS], lexicon: &Lexicon) -> [bool; SETS] {
    let mut found = [false; SETS];
    let mut lower = String::new();
    let words = clause.split(|letter: char| !letter.is_alphanumeric() && letter != '\'').filter(|word| !word.is_empty());
    for word in words.take(WORDS_READ) {
        lower.clear();
        if word.is_ascii() {
            lower.push_str(&word[..word.len().min(24)]);
            lower.make_ascii_lowercase();
        } else {
            lower.extend(word.chars().take(24).flat_map(char::to_lowercase));
        }
        let facts = lexicon.claims.facts(&lower);
        for (found, set) in found.iter_mut().zip(sets) {
            *found |= facts.is(set);
        }
    }
    found
}

/// What the comparison of two mentions found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Comparison {
    /// Probability that both state the same, guards applied, polarity aside, in [0, 1].
    pub(super) same: f64,
    /// The same without any guard.
    pub(super) unguarded: f64,
    /// Probability that both state the same by all that is known of the pair and its articles ([`super::judge`]), where it was asked for.
    pub(super) judged: Option<f64>,
    /// The same as `same` without the guards of ladder, date and condition: how near the pair would be were it not for them.
    pub(super) but_for_stage: f64,
    /// By how much the logit of wording exceeds that of the best other counterpart, as far as it counts.
    pub(super) margin: f64,
    /// Logit by wording alone: what margins are taken of.
    pub(super) local: f64,
    /// Logit with the place of both mentions in their articles.
    placed: f64,
    /// A guard other than the ladder's speaks against the pair.
    guarded: bool,
    /// Both stand on one ladder, on different steps.
    other_stage: bool,
    /// Exactly one states it under a condition or leaves it open.
    pub(super) other_condition: bool,
    /// Neither clause holds the other's main verb, and their other words do not cover each other.
    other_verb: bool,
    /// Both name days, and none in common.
    pub(super) other_date: bool,
    /// Same main verb: 1, other verb: 0, unknown: a half.
    pub(super) predicate: f64,
    /// One says what the other says is not so.
    pub(super) opposite: bool,
    /// The opposition rests on a denial ("X denied that") or on a negated main verb, guarded, and the score is high
    /// enough for it.
    pub(super) trusted_opposite: bool,
    /// What the score must reach for the opposition to be trusted.
    needed: f64,
    /// Both name the same two parties or more and nobody else, and share a word beside them.
    pub(super) same_parties: bool,
    /// The recognised subjects share a word.
    pub(super) same_subject: bool,
}

impl Comparison {
    /// Fixes the probabilities: `margin` is by how much the pair's logit of wording exceeds that of the best other
    /// counterpart either side has in the other's article, the greater of both.
    pub(super) fn settle(&mut self, margin: f64, params: &ClaimLinkingParams) {
        self.margin = margin.clamp(-MOST_MARGIN, MOST_MARGIN);
        let probability = probability(self.placed + params.same.margin * self.margin);
        self.unguarded = probability;
        self.but_for_stage = if self.guarded { probability.min(params.guarded) } else { probability };
        self.trusted_opposite = self.opposite && self.but_for_stage >= self.needed;
        self.same = if self.other_stage || self.other_date || self.other_condition || self.other_verb {
            self.but_for_stage.min(params.guarded)
        } else {
            self.but_for_stage
        };
    }
}

impl Comparison {
    /// The same with log odds of the judgement higher by `ease`.
    pub(super) fn eased(self, ease: f64) -> Self {
        let eased = |judged: f64| probability(libm::log(judged / (1.0 - judged).max(f64::MIN_POSITIVE)) + ease);
        Self { judged: self.judged.map(eased), ..self }
    }

    /// The score that decides whether the two come to be one claim; below 0 where they must not.
    pub(super) fn score(&self, params: &ClaimLinkingParams) -> f64 {
        let Some(judged) = self.judged else { return if self.same < self.but_for_stage { -1.0 } else { self.same } };
        // Whether only actors are shared and whether verbs differ is among what the judgement weighs.
        let apart = (self.other_stage || self.other_date || self.other_condition) && self.unguarded > params.guarded;
        if apart { -1.0 } else { judged }
    }
}

/// The features of a pair; see [`crate::config::SameWeights`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Features {
    pub(super) cover: f64,
    pub(super) word_cover: f64,
    pub(super) matched: f64,
    pub(super) unmatched: f64,
    pub(super) bigrams: f64,
    pub(super) predicate: f64,
    pub(super) negation: f64,
    pub(super) quoted: f64,
    pub(super) subject: f64,
    pub(super) speaker: f64,
    pub(super) names: f64,
    pub(super) stage: f64,
    pub(super) lead: f64,
    pub(super) depth: f64,
    /// Runs of four words that both share.
    pub(super) four_grams: usize,
    /// Runs of three letters that both share, over those of either, of the side with fewer, of the side with more.
    pub(super) letters: [f64; 3],
}

/// Takes the features of a pair.
pub(super) fn features(one: &Site<'_>, other: &Site<'_>, params: &ClaimLinkingParams) -> Features {
    let (a, b) = if (one.total, one.article, one.index) <= (other.total, other.article, other.index) { (one, other) } else { (other, one) };
    let (left, right) = (matched(a, b, params.soft_match), matched(b, a, params.soft_match));
    let share = |part: f64, whole: f64| if whole > 0.0 { (part / whole).min(1.0) } else { 0.0 };
    let flag = |yes: bool| if yes { 1.0 } else { 0.0 };
    let (p, q) = (&a.mention.proposition, &b.mention.proposition);
    let fewer = p.bigrams.len().min(q.bigrams.len());
    let depth = |site: &Site<'_>| (site.mention.sentence as f64).ln_1p();
    let both = shared(&a.letters, &b.letters);
    let (runs, others) = (a.letters.len(), b.letters.len());
    Features {
        cover: harmonic(share(left.all, a.total), share(right.all, b.total)),
        word_cover: harmonic(share(left.words, a.word_total), share(right.words, b.word_total)),
        matched: left.all.max(0.0).ln_1p(),
        unmatched: (a.total - left.all).clamp(0.0, 15.0) / 5.0,
        bigrams: share(shared(&p.bigrams, &q.bigrams) as f64, fewer as f64),
        predicate: same_predicate(a, b),
        negation: flag(p.negated != q.negated),
        quoted: flag(a.mention.in_quotation && b.mention.in_quotation),
        subject: flag(same_subject(p.subject.as_deref(), q.subject.as_deref())),
        speaker: flag(a.voice.is_some() && a.voice == b.voice),
        names: flag(left.names > 2),
        stage: flag(p.stage.is_some() && p.stage == q.stage),
        lead: flag(a.leads() && b.leads()),
        depth: depth(a) + depth(b),
        four_grams: shared(&p.four_grams, &q.four_grams),
        letters: [runs + others - both, runs.min(others), runs.max(others)].map(|all| share(both as f64, all as f64)),
    }
}

/// The probability of a logit.
fn probability(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// Margins count up to this.
const MOST_MARGIN: f64 = 1.6;

/// What the weights are multiplied with, but for the margin.
pub(super) fn numbers(a: &Site<'_>, b: &Site<'_>, found: &Features) -> SameWeights {
    let opposite = a.says_not() != b.says_not();
    let strange = stranger_verbs(a, b);
    let [letters, letters_of_fewer, letters_of_more] = found.letters;
    SameWeights {
        bias: 1.0,
        cover: found.cover,
        word_cover: found.word_cover,
        matched: found.matched,
        unmatched: found.unmatched,
        bigrams: found.bigrams,
        four_grams: (found.four_grams as f64).ln_1p(),
        predicate: found.predicate,
        strange_verbs: if strange { 1.0 } else { 0.0 },
        subject: found.subject,
        speaker: found.speaker,
        names: found.names,
        stage: found.stage,
        // Negation demotes only where it makes the two sides disagree: "denies that it did" and "it did not" agree.
        negation: if opposite { found.negation } else { 0.0 },
        quoted: found.quoted,
        lead: if strange { 0.0 } else { found.lead },
        depth: found.depth,
        margin: 0.0,
        letters,
        letters_of_fewer,
        letters_of_more,
    }
}

/// Two headlines on one matter with verbs of their own mostly tell two things. Steps of a ladder differ by their verbs.
fn stranger_verbs(a: &Site<'_>, b: &Site<'_>) -> bool {
    strange_verbs(a, b) && !other_stage(a, b)
}

/// Compares two mentions; the probabilities are fixed by [`Comparison::settle`] once their neighbours are known.
pub(super) fn compare(a: &Site<'_>, b: &Site<'_>, params: &ClaimLinkingParams) -> Comparison {
    let found = features(a, b, params);
    let (p, q) = (&a.mention.proposition, &b.mention.proposition);
    let opposite = a.says_not() != b.says_not();
    let parties = same_parties(a, b) && found.word_cover > 0.0;
    let strange = stranger_verbs(a, b);
    let (weights, numbers) = (&params.same, numbers(a, b, &found));
    let local = weights.dot(&SameWeights { lead: 0.0, depth: 0.0, ..numbers });
    let placed = local + weights.lead * numbers.lead + weights.depth * numbers.depth;
    let only_actors = found.word_cover < params.word_gate && found.four_grams < params.gate_four_grams;
    let mut comparison = Comparison {
        same: 0.0,
        unguarded: 0.0,
        judged: None,
        but_for_stage: 0.0,
        margin: 0.0,
        local,
        placed,
        guarded: only_actors,
        other_condition: a.conditional != b.conditional,
        other_verb: strange
            && found.word_cover < params.strange_verbs_gate
            && found.four_grams < params.gate_four_grams
            && !same_figure(a, b),
        other_date: other_date(a, b),
        other_stage: other_stage(a, b),
        predicate: found.predicate,
        opposite,
        trusted_opposite: false,
        needed: if found.speaker > 0.5 || a.conditional || b.conditional || a.called_for != b.called_for || denied_thing(a, b) {
            // Nobody contests himself: one of the two tells his words wrongly or in part. Nor does what is under a condition,
            // what ought to be, or a thing denied of which the other side says something.
            f64::INFINITY
        } else if denial_frame(a, b) {
            // "Denied any wrongdoing in the three cases" does not deny that there are three cases.
            if found.predicate > 0.9 { params.denial } else { params.denial_other_verb }
        } else if p.negated != q.negated && negated_verb(a, b, &found) {
            params.negation_denial
        } else {
            f64::INFINITY
        },
        same_parties: parties,
        same_subject: found.subject > 0.5,
    };
    comparison.settle(0.0, params);
    comparison
}

/// Both name the same two names or more, the same one first, and no others.
fn same_parties(a: &Site<'_>, b: &Site<'_>) -> bool {
    let names = |site: &Site<'_>| -> Vec<u64> {
        site.keys.iter().filter(|weighed| weighed.key.class == KeyClass::Name).map(|weighed| weighed.key.hash).collect()
    };
    let (one, other) = (names(a), names(b));
    let first = |site: &Site<'_>| site.mention.proposition.keys.iter().find(|key| key.class == KeyClass::Name).map(|key| key.hash);
    one.len() > 1 && one == other && first(a) == first(b)
}

/// Both stand on one ladder, on different steps.
pub(super) fn other_stage(a: &Site<'_>, b: &Site<'_>) -> bool {
    match (a.mention.proposition.stage, b.mention.proposition.stage) {
        (Some(p), Some(q)) => p.ladder == q.ladder && p.step != q.step,
        _ => false,
    }
}

/// Both name days, and none in common.
pub(super) fn other_date(a: &Site<'_>, b: &Site<'_>) -> bool {
    !a.days.is_empty() && !b.days.is_empty() && !a.days.iter().any(|day| b.days.contains(day))
}

/// One side denies a thing ("the allegations by Holt"), of which the other says something ("Holt's allegations could cost votes").
fn denied_thing(a: &Site<'_>, b: &Site<'_>) -> bool {
    let thing = |site: &Site<'_>| site.mention.stance == Stance::Denies && site.mention.proposition.predicate.is_none();
    thing(a) && b.mention.proposition.predicate.is_some() || thing(b) && a.mention.proposition.predicate.is_some()
}

/// One side is a denial ("X denied that"), the other a plain statement without any denial or negation.
fn denial_frame(a: &Site<'_>, b: &Site<'_>) -> bool {
    let denies = |site: &Site<'_>| site.mention.stance == Stance::Denies && !site.mention.proposition.negated;
    let plain = |site: &Site<'_>| {
        !matches!(site.mention.stance, Stance::Denies | Stance::Questions) && !site.mention.proposition.negated && !site.negation
    };
    (denies(a) && plain(b)) || (denies(b) && plain(a))
}

/// One side negates the main verb that both share, and they do not quote the same words: a clipped quotation is no
/// contradiction.
fn negated_verb(a: &Site<'_>, b: &Site<'_>, found: &Features) -> bool {
    let (negated, plain) = if a.mention.proposition.negated { (a, b) } else { (b, a) };
    let open = |site: &Site<'_>| !matches!(site.mention.stance, Stance::Denies | Stance::Questions);
    let verb = negated.mention.proposition.predicate;
    let verb_negated =
        negated.keys.iter().any(|weighed| weighed.key.negated && Some(weighed.key.hash) == verb && weighed.key.class == KeyClass::Word);
    let (p, q) = (&a.mention.proposition.subject, &b.mention.proposition.subject);
    // "He will not vote for it" and "the chamber votes for it": another subject.
    let one_subject = p.is_none() || q.is_none() || found.subject > 0.5;
    one_subject
        && open(negated)
        && open(plain)
        && !plain.negation
        && verb_negated
        && found.predicate > 0.9
        && found.word_cover >= 0.5
        && !(negated.mention.in_quotation && plain.mention.in_quotation && found.four_grams > 0)
}

/// Whether two mentions may be compared at all: plain statements only, slots are compared by value.
pub(super) fn comparable(mention: &Mention) -> bool {
    mention.kind == ClaimKind::Statement && !mention.opinion
}

/// Weight of the keys of one side found on the other.
pub(super) struct Matched {
    pub(super) all: f64,
    pub(super) words: f64,
    names: usize,
}

pub(super) fn matched(from: &Site<'_>, to: &Site<'_>, soft: f64) -> Matched {
    let mut sum = Matched { all: 0.0, words: 0.0, names: 0 };
    for weighed in &from.keys {
        let share = if find(to, weighed.key.hash).is_some() {
            1.0
        } else if to.keys.iter().any(|other| akin(&weighed.key, &other.key)) {
            soft
        } else {
            continue;
        };
        sum.all += share * weighed.weight;
        if weighed.key.class == KeyClass::Name {
            sum.names += 1;
        } else {
            sum.words += share * weighed.weight;
        }
    }
    sum
}

pub(super) fn find<'a>(site: &'a Site<'_>, hash: u64) -> Option<&'a Weighed> {
    site.keys.binary_search_by_key(&hash, |weighed| weighed.key.hash).ok().and_then(|at| site.keys.get(at))
}

/// Words with the same start or in one synonym set. Names, numbers and dates are never akin.
pub(super) fn akin(a: &Key, b: &Key) -> bool {
    a.class == KeyClass::Word
        && b.class == KeyClass::Word
        && ((a.prefix != 0 && a.prefix == b.prefix) || (a.synset != 0 && a.synset == b.synset))
}

/// 1 where the main verbs are equal or akin, 0 where they differ, a half where one is unknown.
fn same_predicate(a: &Site<'_>, b: &Site<'_>) -> f64 {
    let (Some(p), Some(q)) = (a.mention.proposition.predicate, b.mention.proposition.predicate) else { return 0.5 };
    if p == q {
        return 1.0;
    }
    match (find(a, p), find(b, q)) {
        (Some(left), Some(right)) if akin(&left.key, &right.key) => 1.0,
        _ => 0.0,
    }
}

/// Both main verbs are known, and neither stands in the other clause in any form.
pub(super) fn strange_verbs(a: &Site<'_>, b: &Site<'_>) -> bool {
    let found_in = |from: &Site<'_>, to: &Site<'_>| -> Option<bool> {
        let verb = from.mention.proposition.predicate?;
        if to.mention.proposition.predicate == Some(verb) || find(to, verb).is_some() {
            return Some(true);
        }
        Some(find(from, verb).is_some_and(|own| to.keys.iter().any(|other| akin(&own.key, &other.key))))
    };
    found_in(a, b) == Some(false) && found_in(b, a) == Some(false)
}

/// Both hold one figure or name one day: "stood at 5.1 percent" and "was 5.1 percent higher".
pub(super) fn same_figure(a: &Site<'_>, b: &Site<'_>) -> bool {
    let number = |weighed: &&Weighed| weighed.key.class == KeyClass::Number;
    a.keys.iter().filter(number).any(|weighed| find(b, weighed.key.hash).is_some()) || a.days.iter().any(|day| b.days.contains(day))
}

/// The recognised subjects share a word: one of four letters or more, or one in capitals.
fn same_subject(a: Option<&str>, b: Option<&str>) -> bool {
    let (Some(a), Some(b)) = (a, b) else { return false };
    let words = |text: &str| -> Vec<String> {
        let telling = |word: &&str| word.chars().count() > 3 || (word.len() > 1 && word.chars().all(char::is_uppercase));
        text.split(|letter: char| !letter.is_alphanumeric()).filter(telling).take(20).map(str::to_lowercase).collect()
    };
    let known = words(b);
    words(a).iter().any(|word| known.contains(word))
}

pub(super) fn harmonic(a: f64, b: f64) -> f64 {
    if a + b > 0.0 { 2.0 * a * b / (a + b) } else { 0.0 }
}

/// How many values two sorted lists share.
pub(super) fn shared<T: Ord>(a: &[T], b: &[T]) -> usize {
    let (mut i, mut j, mut count) = (0, 0, 0);
    while let (Some(left), Some(right)) = (a.get(i), b.get(j)) {
        match left.cmp(right) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                count += 1;
                i += 1;
                j += 1;
            }
        }
    }
    count
}
