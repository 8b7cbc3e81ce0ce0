//! Mentions become claims: groups that state the same, their rivals, origins and status.
//!
//! In: the readings of the corpus with their events and copies. Out: every [`Claim`], sorted by id, also those of one
//! mention. Invariant: a mention that is no opinion belongs to exactly one claim (a figure beside what its
//! clause states to none, unless another outlet gives it too); mentions are grouped only within an
//! event; every event is worked on by itself and the results are put in order afterwards, so neither threads nor the
//! order of events matter. Method: candidates through an inverted index of the event, the score of `same.rs`, average
//! link of `cluster.rs` for plain statements; equal slot and fitting value for offices, quantities and dates.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use foldhash::fast::FixedState;
use rayon::prelude::*;

use super::cluster::{Demands, Pair, average_link, millionths};
use super::figures;
use super::judge::{Judge, PairNumbers};
use super::rivals::{self, Near};
use super::same::{self, Comparison, Rarity, RarityCount, Site, comparable, compare, sites};
use super::status::{self, Copies, CopyIndex};
use super::{Claim, Copying, Member, Reading};
use crate::claims::{KeyClass, Mention};
use crate::config::{ClaimLinkingParams, LinkingParams, SameWeights};
use crate::ids::{ClaimKind, Stance, readable_id, stable_hash};
use crate::lexicon::Lexicon;

/// A claim while its event is worked on; rivals are meant by their place in the event's list.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    /// What sort of claim.
    pub(super) kind: ClaimKind,
    /// Its mentions, by article and position.
    pub(super) members: Vec<Member>,
    /// Index into `members`.
    pub(super) text_member: usize,
    /// What it cannot be true together with.
    pub(super) rivals: BTreeSet<usize>,
    /// A later value or step replaces it.
    pub(super) superseded: bool,
}

/// Groups the mentions of a corpus into claims; returns the claims and what caps left out. Articles of one event are
/// compared whether linked themselves or through a third.
pub(crate) fn link_claims(
    readings: &[Reading],
    event_of: &[usize],
    copies: &[Copying],
    origin_of: &[Option<usize>],
    lexicon: &Lexicon,
    params: &LinkingParams,
) -> (Vec<Claim>, u64) {
    let linker = ClaimLinker::new(RarityCount::of(readings), lexicon, params);
    let copies = Copies { index: &CopyIndex::of(copies, origin_of), numbers: None };
    let events = event_of.iter().copied().max().map_or(0, |last| last + 1);
    let mut articles: Vec<Vec<usize>> = vec![Vec::new(); events];
    for (article, event) in event_of.iter().enumerate().take(readings.len()) {
        articles[*event].push(article);
    }
    let worked: Vec<(Vec<Claim>, u64)> = articles.par_iter().map(|articles| linker.claims(readings, articles, copies)).collect();
    let dropped: u64 = worked.iter().map(|(_, dropped)| dropped).sum();
    (number(worked.into_iter().map(|(claims, _)| claims).collect()).0, dropped)
}

/// Groups the mentions of one event after the other into claims: it holds what they need to know of the whole corpus.
pub struct ClaimLinker<'a> {
    rarity: Rarity,
    lexicon: &'a Lexicon,
    params: &'a ClaimLinkingParams,
}

impl<'a> ClaimLinker<'a> {
    /// `count`: of all articles.
    pub fn new(count: RarityCount, lexicon: &'a Lexicon, params: &'a LinkingParams) -> Self {
        Self { rarity: Rarity::of(count, &params.claims), lexicon, params: &params.claims }
    }

    /// The claims of an event, sorted by id, and how many mentions the posting cap kept from being candidates. `readings` are all
    /// of its articles and `numbers` their numbers in the corpus, ascending; `copies` holds at least what these copy. Members mean
    /// articles by their place in `readings`, rivals mean claims by their place in the result, and the event is 0.
    pub fn of_event(&self, readings: &[Reading], numbers: &[usize], copies: &CopyIndex<'_>) -> (Vec<Claim>, u64) {
        let articles: Vec<usize> = (0..readings.len()).collect();
        self.claims(readings, &articles, Copies { index: copies, numbers: Some(numbers) })
    }

    fn claims(&self, readings: &[Reading], articles: &[usize], copies: Copies<'_>) -> (Vec<Claim>, u64) {
        let (drafts, dropped) = link_event(readings, articles, &self.rarity, copies, self.lexicon, self.params);
        (named(readings, drafts), dropped)
    }
}

/// The claims of one event and how many mentions the posting cap kept from being candidates of a key.
fn link_event(
    readings: &[Reading],
    articles: &[usize],
    rarity: &Rarity,
    copies: Copies<'_>,
    lexicon: &Lexicon,
    params: &ClaimLinkingParams,
) -> (Vec<Draft>, u64) {
    let outlets = outlet_numbers(readings, articles);
    let members = members(readings, articles, &outlets, comparable);
    let sites = sites(readings, &members, rarity, lexicon, params);
    let (scored, dropped) = if outlets.len() < 2 && articles.len() < 2 && sites.len() > params.posting_cap {
        (Vec::new(), 0)
    } else {
        let (mut scored, dropped) = score_candidates(&sites, params);
        hold_against_neighbours(&sites, &mut scored, params);
        judge_pairs(readings, &sites, &mut scored, (rarity, lexicon, params));
        scored.retain(|scored| scored.comparison.but_for_stage >= NOT_WORTH_KEEPING);
        (scored, dropped)
    };
    let (mut drafts, group_of) = statement_drafts(readings, &sites, &scored, params);
    let nears: Vec<Near> = scored
        .iter()
        .filter_map(|scored| {
            let (a, b) = (group_of.get(scored.a as usize)?, group_of.get(scored.b as usize)?);
            (a != b).then_some(Near { a: *a, b: *b, site_a: scored.a as usize, site_b: scored.b as usize, comparison: scored.comparison })
        })
        .collect();
    rivals::statements(readings, &mut drafts, &sites, &nears, lexicon, params);
    let filled =
        |mention: &Mention| mention.slot.is_some() && !mention.opinion && mention.kind != ClaimKind::Statement && !mention.is_figure();
    let slots = self::members(readings, articles, &outlets, filled);
    let slot_sites = same::sites(readings, &slots, rarity, lexicon, params);
    rivals::slots(readings, &slot_sites, &mut drafts, lexicon, params);
    let given = self::members(readings, articles, &outlets, |mention| !mention.opinion && mention.is_figure());
    figures::add(readings, &given, &mut drafts);
    rivals::pass_on(readings, &mut drafts);
    for draft in &mut drafts {
        status::origins(readings, &mut draft.members, copies, lexicon, params);
    }
    (drafts, dropped)
}

/// A number for each outlet of an event, in the order of their names.
fn outlet_numbers<'a>(readings: &'a [Reading], articles: &[usize]) -> BTreeMap<&'a str, u32> {
    let names: BTreeSet<&str> = articles.iter().map(|article| readings[*article].article.outlet.as_str()).collect();
    names.into_iter().zip(0..).collect()
}

/// The mentions of an event that `keep` takes: article, place in it, number of its outlet.
fn members(
    readings: &[Reading],
    articles: &[usize],
    outlets: &BTreeMap<&str, u32>,
    keep: impl Fn(&Mention) -> bool,
) -> Vec<(usize, usize, u32)> {
    let mut members = Vec::new();
    for &article in articles {
        let reading = &readings[article];
        let outlet = outlets.get(reading.article.outlet.as_str()).copied().unwrap_or_default();
        let kept = reading.mentions.iter().enumerate().filter(|(_, mention)| keep(mention));
        members.extend(kept.map(|(at, _)| (article, at, outlet)));
    }
    members
}

/// An article, and the place of a mention in it.
pub(crate) type MentionPlace = (usize, usize);

/// What comparing two mentions gave.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Likeness {
    /// The probability that both state the same by their words, guards applied.
    pub(crate) same: f64,
    /// The same without the guards.
    pub(crate) unguarded: f64,
    /// What the weights of the words' score were multiplied with.
    pub(crate) numbers: SameWeights,
    /// What the judgement of pairs looks at.
    pub(crate) looked_at: PairNumbers,
}

impl ClaimLinker<'_> {
    /// Compares the mentions of one event, before any threshold, and gives what was found for the pairs that are asked for; `None` where
    /// one side is no plain statement, or with `whatever_kind` no mention at all. `readings` are all articles of the event. For
    /// measuring and training.
    pub(crate) fn likenesses(
        &self,
        readings: &[Reading],
        asked: &[(MentionPlace, MentionPlace)],
        whatever_kind: bool,
    ) -> Vec<Option<Likeness>> {
        let params = self.params;
        let articles: Vec<usize> = (0..readings.len()).collect();
        let outlets = outlet_numbers(readings, &articles);
        let members = members(readings, &articles, &outlets, |mention| whatever_kind || comparable(mention));
        let sites = sites(readings, &members, &self.rarity, self.lexicon, params);
        let number: HashMap<MentionPlace, u32> = sites.iter().zip(0u32..).map(|(site, at)| ((site.article, site.index), at)).collect();
        let asked: Vec<Option<(u32, u32)>> = asked
            .iter()
            .map(|(one, other)| {
                let (one, other) = (*number.get(one)?, *number.get(other)?);
                (one != other).then_some((one.min(other), one.max(other)))
            })
            .collect();
        let (mut scored, _) = score_candidates(&sites, params);
        // What shares too little to be a candidate is compared all the same where it is asked for.
        let known: BTreeSet<(u32, u32)> = scored.iter().map(|pair| (pair.a, pair.b)).collect();
        let missing: BTreeSet<(u32, u32)> = asked.iter().flatten().filter(|pair| !known.contains(pair)).copied().collect();
        let added = |(a, b): (u32, u32)| Scored { a, b, comparison: compare(&sites[a as usize], &sites[b as usize], params) };
        scored.extend(missing.into_iter().map(added));
        hold_against_neighbours(&sites, &mut scored, params);
        let pairs = scored.iter().map(|pair| (pair.a, pair.b, pair.comparison));
        let judge = Judge::new(readings, &sites, pairs, (&self.rarity, self.lexicon, params));
        let found: HashMap<(u32, u32), &Comparison> = scored.iter().map(|pair| ((pair.a, pair.b), &pair.comparison)).collect();
        let likeness = |(at, other): (u32, u32)| {
            let comparison = found.get(&(at, other))?;
            let (a, b) = (&sites[at as usize], &sites[other as usize]);
            Some(Likeness {
                same: comparison.same,
                unguarded: comparison.unguarded,
                numbers: SameWeights { margin: comparison.margin, ..same::numbers(a, b, &same::features(a, b, params)) },
                looked_at: judge.numbers(at, other, comparison),
            })
        };
        asked.into_iter().map(|pair| pair.and_then(likeness)).collect()
    }
}

/// Two mentions and what comparing them found.
struct Scored {
    a: u32,
    b: u32,
    comparison: Comparison,
}

/// Finds the pairs of mentions that share two keys or more and compares them, each by itself.
fn score_candidates(sites: &[Site<'_>], params: &ClaimLinkingParams) -> (Vec<Scored>, u64) {
    let mut postings: Vec<(u64, u32)> = Vec::new();
    for (at, site) in (0u32..).zip(sites) {
        for weighed in &site.keys {
            postings.extend(terms(&weighed.key).into_iter().flatten().map(|term| (term, at)));
        }
    }
    postings.sort_unstable();
    postings.dedup();
    let mut runs: BTreeMap<u64, std::ops::Range<usize>> = BTreeMap::new();
    let mut start = 0;
    for at in 1..=postings.len() {
        if postings.get(at).map(|posting| posting.0) != postings.get(start).map(|posting| posting.0) {
            runs.insert(postings[start].0, start..at);
            start = at;
        }
    }
    let mut cap = params.posting_cap.max(2);
    let visits = |cap: usize| -> usize { runs.values().filter(|run| run.len() <= cap).map(|run| run.len() * run.len() / 2).sum() };
    while cap > 16 && visits(cap) > params.pair_cap {
        cap /= 2;
    }
    let dropped: usize = runs.values().filter(|run| run.len() > cap).map(std::ops::Range::len).sum();

    let mut shared = vec![0u8; sites.len()];
    let mut last_key = vec![usize::MAX; sites.len()];
    let mut touched: Vec<u32> = Vec::new();
    let mut scored = Vec::new();
    for (a, site) in (0u32..).zip(sites) {
        for (number, weighed) in site.keys.iter().enumerate() {
            for term in terms(&weighed.key).into_iter().flatten() {
                let Some(run) = runs.get(&term).filter(|run| run.len() <= cap) else { continue };
                for &(_, b) in &postings[run.clone()] {
                    let other = b as usize;
                    if b <= a || last_key[other] == number {
                        continue;
                    }
                    if shared[other] == 0 {
                        touched.push(b);
                    }
                    last_key[other] = number;
                    shared[other] = shared[other].saturating_add(1);
                }
            }
        }
        touched.sort_unstable();
        for b in touched.drain(..) {
            let other = &sites[b as usize];
            let enough = shared[b as usize] >= 2;
            shared[b as usize] = 0;
            last_key[b as usize] = usize::MAX;
            let one_sentence = site.article == other.article && site.mention.sentence == other.mention.sentence;
            if !enough || one_sentence {
                continue;
            }
            scored.push(Scored { a, b, comparison: compare(site, other, params) });
        }
    }
    (scored, dropped as u64)
}

/// Pairs below this probability count as 0 in the means: they are most of all pairs and change none.
const NOT_WORTH_KEEPING: f64 = 0.1;

/// Holds each pair against the best other counterpart that either side has in the other's article: where two articles
/// state the same, the clauses that do so are each other's best match.
fn hold_against_neighbours(sites: &[Site<'_>], scored: &mut [Scored], params: &ClaimLinkingParams) {
    // By mention and the other article: the two best counterparts from different sentences.
    let mut best: HashMap<(u32, u32), [(f64, usize); 2], FixedState> = HashMap::default();
    for pair in scored.iter() {
        for (from, to) in [(pair.a, pair.b), (pair.b, pair.a)] {
            let to = &sites[to as usize];
            let entry = best.entry((from, to.article as u32)).or_insert([(f64::NEG_INFINITY, usize::MAX); 2]);
            let new = (pair.comparison.local, to.mention.sentence);
            if new.1 == entry[0].1 {
                entry[0].0 = entry[0].0.max(new.0);
            } else if new.0 > entry[0].0 {
                entry[1] = entry[0];
                entry[0] = new;
            } else if new.0 > entry[1].0 {
                entry[1] = new;
            }
        }
    }
    let other_best = |from: u32, to: &Site<'_>| -> f64 {
        let found = best.get(&(from, to.article as u32));
        let other = found.and_then(|found| found.iter().find(|(_, sentence)| *sentence != to.mention.sentence));
        other.map_or(params.same.bias, |(score, _)| score.max(params.same.bias))
    };
    for pair in scored.iter_mut() {
        let (a, b) = (&sites[pair.a as usize], &sites[pair.b as usize]);
        let (left, right) = (pair.comparison.local - other_best(pair.a, b), pair.comparison.local - other_best(pair.b, a));
        pair.comparison.settle(left.max(right), params);
    }
}

/// Judges the pairs that could be one statement.
fn judge_pairs(readings: &[Reading], sites: &[Site<'_>], scored: &mut [Scored], known: (&Rarity, &Lexicon, &ClaimLinkingParams)) {
    let judge = Judge::new(readings, sites, scored.iter().map(|pair| (pair.a, pair.b, pair.comparison)), known);
    let judged: Vec<Option<f64>> = scored
        .iter()
        .map(|pair| judge.considers(pair.a, pair.b, &pair.comparison).then(|| judge.judge(pair.a, pair.b, &pair.comparison)))
        .collect();
    for (pair, judged) in scored.iter_mut().zip(judged) {
        pair.comparison.judged = judged;
    }
}

/// Under what a key is found: words by prefix and synonym set, all else by itself.
fn terms(key: &crate::claims::Key) -> [Option<u64>; 2] {
    // Half of a hash is enough to find by, and all that there is of a prefix.
    let whole = key.hash as u32;
    if key.class != KeyClass::Word {
        return [Some(u64::from(whole)), None];
    }
    let stem = if key.prefix == 0 { whole } else { key.prefix };
    [Some(u64::from(stem)), (key.synset != 0).then(|| u64::from(key.synset).wrapping_mul(0x9e37_79b9_7f4a_7c15))]
}

/// Groups plain statements. Returns the drafts and for each site the number of its draft.
fn statement_drafts(readings: &[Reading], sites: &[Site<'_>], scored: &[Scored], params: &ClaimLinkingParams) -> (Vec<Draft>, Vec<usize>) {
    let outlets: Vec<u32> = sites.iter().map(|site| site.outlet).collect();
    let pairs: Vec<Pair> = scored
        .iter()
        .filter_map(|scored| {
            let (a, b) = (&sites[scored.a as usize], &sites[scored.b as usize]);
            let found = scored.comparison;
            let score = if found.opposite {
                // Kept apart unless the opposition can be trusted: then the one denies what the other puts forward.
                if found.trusted_opposite && a.outlet != b.outlet { found.but_for_stage.max(params.edge) } else { -1.0 }
            } else {
                // One day to come that both set for one thing: what two days would contest, one day confirms, on whatever step.
                let confirmed = !found.other_condition && rivals::agree_on_day(readings, a, b, &found, params);
                let found = if a.leads() && b.leads() { found.eased(params.lead_ease) } else { found };
                match found.judged {
                    Some(judged) if confirmed && judged >= params.floor => judged.max(params.same_day),
                    None if confirmed => found.but_for_stage,
                    _ => found.score(params),
                }
            };
            // Of one outlet only near-repetitions count; a lower score says nothing.
            (a.outlet != b.outlet || score < 0.0 || score >= params.same_outlet).then(|| Pair {
                a: scored.a,
                b: scored.b,
                score: millionths(score),
            })
        })
        .collect();
    let unit_of = units(sites, &pairs, params);
    let demands =
        Demands { start: params.edge, merge: params.merge, second_clause: params.second_clause, floor: params.floor, stray: params.stray };
    let labels = average_link(&outlets, &pooled(&pairs, &unit_of, params), demands);
    let labels: Vec<usize> = unit_of.iter().map(|unit| labels[*unit]).collect();
    let mut numbers: BTreeMap<usize, usize> = BTreeMap::new();
    for label in &labels {
        let next = numbers.len();
        numbers.entry(*label).or_insert(next);
    }
    let group_of: Vec<usize> = labels.iter().map(|label| numbers.get(label).copied().unwrap_or_default()).collect();
    let mut groups: Vec<Vec<usize>> = vec![Vec::new(); numbers.len()];
    for (site, group) in group_of.iter().enumerate() {
        groups[*group].push(site);
    }
    let drafts = groups.iter().map(|group| statement_draft(readings, sites, group, params)).collect();
    (drafts, group_of)
}

/// For each site the first of its article that states the same as it does: headline and lead are one voice, and what one of them
/// shares with another outlet they share both.
fn units(sites: &[Site<'_>], pairs: &[Pair], params: &ClaimLinkingParams) -> Vec<usize> {
    let same = millionths(params.same_outlet);
    let mut unit_of: Vec<usize> = (0..sites.len()).collect();
    for pair in pairs {
        let (a, b) = (pair.a as usize, pair.b as usize);
        if pair.score >= same && sites[a].article == sites[b].article {
            let (a, b) = (first_of(&mut unit_of, a), first_of(&mut unit_of, b));
            unit_of[a.max(b)] = a.min(b);
        }
    }
    (0..sites.len()).map(|at| first_of(&mut unit_of, at)).collect()
}

/// The first of the unit of a site; the way there is halved.
fn first_of(unit_of: &mut [usize], mut at: usize) -> usize {
    while unit_of[at] != at {
        unit_of[at] = unit_of[unit_of[at]];
        at = unit_of[at];
    }
    at
}

/// The pairs of units: as near as their nearest mentions are, and apart where no fewer must not stand together than do.
fn pooled(pairs: &[Pair], unit_of: &[usize], params: &ClaimLinkingParams) -> Vec<Pair> {
    #[derive(Default)]
    struct Between {
        best: i64,
        firm: u32,
        apart: u32,
    }
    let floor = millionths(params.floor);
    let mut found: BTreeMap<(u32, u32), Between> = BTreeMap::new();
    for pair in pairs {
        let (a, b) = (unit_of[pair.a as usize] as u32, unit_of[pair.b as usize] as u32);
        if a != b {
            let between = found.entry((a.min(b), a.max(b))).or_default();
            between.best = between.best.max(pair.score);
            between.firm += u32::from(pair.score >= floor);
            between.apart += u32::from(pair.score < 0);
        }
    }
    let apart = millionths(-1.0);
    let score = |between: &Between| if between.apart > 0 && between.apart >= between.firm { apart } else { between.best };
    found.into_iter().map(|((a, b), between)| Pair { a, b, score: score(&between) }).collect()
}

fn statement_draft(readings: &[Reading], sites: &[Site<'_>], group: &[usize], params: &ClaimLinkingParams) -> Draft {
    let mut group: Vec<&usize> = group.iter().collect();
    group.sort_by_key(|site| (sites[**site].article, sites[**site].mention.span.start, sites[**site].index));
    // The claim is worded without the negation where any member is, so that "denies" means what it says.
    let worded_plainly = group.iter().any(|site| !sites[**site].mention.proposition.negated);
    let members: Vec<Member> = group
        .iter()
        .map(|site| {
            let site = &sites[**site];
            let stance = match (site.mention.stance, site.says_not() == worded_plainly) {
                (Stance::Questions, _) => Stance::Questions,
                (_, true) => Stance::Denies,
                (Stance::Reports, false) => Stance::Reports,
                (_, false) => Stance::Affirms,
            };
            Member { article: site.article, mention: site.index, stance, origin: 0, echo_of: None }
        })
        .collect();
    let group: Vec<&Site<'_>> = group.iter().map(|site| &sites[**site]).take(MOST_HELD_AGAINST).collect();
    let held: Vec<f64> = group.iter().map(|site| held_by_all(site, &group, params)).collect();
    let text_member = status::clearest(readings, &members, &held, worded_plainly);
    Draft { kind: ClaimKind::Statement, members, text_member, rivals: BTreeSet::new(), superseded: false }
}

/// Mentions of a claim that its wording is looked for among, from the first on.
const MOST_HELD_AGAINST: usize = 40;

/// The share of a clause's weight that even the one of another outlet holds which holds least of it, in [0, 1].
fn held_by_all(site: &Site<'_>, group: &[&Site<'_>], params: &ClaimLinkingParams) -> f64 {
    let others = group.iter().filter(|other| other.outlet != site.outlet);
    let share =
        |other: &&Site<'_>| if site.total > 0.0 { (same::matched(site, other, params.soft_match).all / site.total).min(1.0) } else { 0.0 };
    others.map(share).reduce(f64::min).unwrap_or_default()
}

/// Gives the drafts of an event their ids and puts them in order of these; rivals become places in that order.
fn named(readings: &[Reading], drafts: Vec<Draft>) -> Vec<Claim> {
    let mut taken: HashSet<u64, FixedState> = HashSet::default();
    let mut order: Vec<(String, usize)> = Vec::with_capacity(drafts.len());
    for (at, draft) in drafts.iter().enumerate() {
        let mut hash = first_mention_hash(readings, draft);
        while !taken.insert(hash) {
            hash = hash.wrapping_add(1);
        }
        order.push((readable_id('c', hash), at));
    }
    order.sort_unstable();
    let mut place = vec![0; drafts.len()];
    for (to, (_, from)) in order.iter().enumerate() {
        place[*from] = to;
    }
    let affirmed: Vec<bool> = drafts.iter().map(status::is_affirmed).collect();
    let mut drafts: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    let claim = |(id, at): (String, usize)| {
        let draft = drafts[at].take()?;
        let mut rivals: Vec<usize> = draft.rivals.iter().filter_map(|rival| place.get(*rival).copied()).collect();
        rivals.sort_unstable();
        let rivalled = draft.rivals.iter().any(|rival| affirmed.get(*rival).copied().unwrap_or_default());
        let (status, origins, echoes) = status::settle(readings, &draft, rivalled);
        let (kind, text_member) = (draft.kind, draft.text_member);
        Some(Claim { id, event: 0, kind, members: draft.members, text_member, rivals, status, origins, echoes })
    };
    order.into_iter().filter_map(claim).collect()
}

/// Puts the claims of all events, as [`ClaimLinker::of_event`] gives them in the order of the events, into the order of their ids;
/// with the place that each came to. Members must mean articles by their number in the corpus.
pub fn number(events: Vec<Vec<Claim>>) -> (Vec<Claim>, Vec<usize>) {
    let mut claims: Vec<(Claim, usize)> = Vec::with_capacity(events.iter().map(Vec::len).sum());
    for (event, of_event) in events.into_iter().enumerate() {
        let first = claims.len();
        for (at, mut claim) in of_event.into_iter().enumerate() {
            claim.event = event;
            claim.rivals.iter_mut().for_each(|rival| *rival += first);
            claims.push((claim, first + at));
        }
    }
    claims.par_sort_unstable_by(|one, other| one.0.id.cmp(&other.0.id).then(one.1.cmp(&other.1)));
    let mut place = vec![0; claims.len()];
    for (to, (_, from)) in claims.iter().enumerate() {
        place[*from] = to;
    }
    let mut numbered: Vec<Claim> = claims.into_iter().map(|(claim, _)| claim).collect();
    numbered.par_iter_mut().for_each(|claim| {
        claim.rivals.iter_mut().for_each(|rival| *rival = place[*rival]);
        claim.rivals.sort_unstable();
    });
    (numbered, place)
}

/// The hash behind a claim's id: its first mention in time, so that a later article does not change it.
fn first_mention_hash(readings: &[Reading], draft: &Draft) -> u64 {
    let first = draft.members.iter().min_by_key(|member| (status::when(&readings[member.article]), member.article, member.mention));
    let Some(member) = first else { return 0 };
    let reading = &readings[member.article];
    let Some(mention) = reading.mentions.get(member.mention) else { return 0 };
    let item = mention.slot.as_ref().map_or("", |slot| slot.item.as_str());
    stable_hash(&format!(
        "{}\u{1f}{}\u{1f}{}\u{1f}{}\u{1f}{item}",
        reading.article.id,
        mention.span.start,
        mention.span.end,
        draft.kind.name()
    ))
}

#[cfg(test)]
#[path = "worlds.rs"]
pub(super) mod tests;
