//! Event after event: whole readings are taken from the shelf, linked into claims, made into rows, and let go.
//!
//! Invariant: at any time a thread holds the whole readings of few events; which events go together changes no byte of any row.

use std::collections::BTreeSet;
use std::ops::Range;

use rayon::iter::{IntoParallelIterator, ParallelIterator};
use serde::{Deserialize, Serialize};

use super::Scope;
use crate::config::Config;
use crate::error::Result;
use crate::lexicon::Lexicon;
use crate::linking::{Claim, ClaimLinker, Event, Linked, Outline, RarityCount, Reading, Shelf, number};
use crate::report::{Batch, Findings, Made, Maker};
use crate::settling::Beliefs;
use crate::spool::{Slot, Spool, written};

/// Articles that a thread takes from the shelf at once, about: an event is never parted.
const ARTICLES: usize = 24;

/// Some events by themselves.
struct Part {
    findings: Findings,
    /// The number in the corpus of each article.
    numbers: Vec<usize>,
}

/// What came of some events. It waits in a spool: allocated among readings that come and go, it would keep pages from being given back.
#[derive(Serialize, Deserialize)]
struct Linking {
    /// The claims of each event that are to be listed; members mean articles by their number in the corpus, and mentions by their
    /// place among those that stay.
    claims: Vec<Vec<Claim>>,
    dropped: u64,
    articles: Vec<Rest>,
}

/// What stays of an article once its event is linked.
#[derive(Serialize, Deserialize)]
struct Rest {
    number: usize,
    /// Claims that are not listed.
    lone: u32,
    outline: Outline,
}

/// Links the mentions of every event into claims and makes the rows that need no more than the event. Mentions that stay are added to
/// `readings`, claims to `linked`; the shelf notes which mentions they are.
pub(super) fn link(
    readings: &mut [Reading],
    linked: &mut Linked,
    shelf: &mut Shelf,
    (lexicon, config, scope): (&Lexicon, &Config, &Scope<'_>),
) -> Result<Made> {
    let mut rarity = RarityCount::default();
    for article in 0..readings.len() {
        rarity.add(&shelf.keys(article)?);
    }
    let linker = ClaimLinker::new(rarity, &linked.copies, &linked.origin_of, lexicon, &config.linking);
    let maker = Maker::new(scope.style, scope.room.clone());
    let all: Vec<usize> = (0..linked.events.len()).collect();
    let on_shelf = &*shelf;
    let aside = Spool::new(scope.room.clone());
    let worked: Vec<(Slot, Batch)> = batches(&linked.events, &all)
        .into_par_iter()
        .map(|range| {
            let mut part = Part { findings: Findings::default(), numbers: Vec::new() };
            let mut dropped = 0;
            for event in &linked.events[range] {
                let readings = on_shelf.take(&event.articles)?;
                let (claims, cut) = linker.of_event(&readings, &event.articles);
                dropped += cut;
                part.add(event, readings, claims);
            }
            let mut batch = maker.make(&part.findings, &part.numbers)?;
            let linking = reduced(part, &mut batch, dropped, maker.leaves_out());
            Ok((aside.put(&written(&linking))?, batch))
        })
        .collect::<Result<_>>()?;
    let (mut claims, mut made, mut dropped) = (Vec::new(), Vec::new(), 0);
    linked.lone = vec![0; readings.len()];
    let mut outlines: Vec<Outline> = vec![Outline::default(); readings.len()];
    for (slot, batch) in worked {
        let linking: Linking = aside.value(slot)?;
        claims.extend(linking.claims);
        made.push(batch);
        dropped += linking.dropped;
        for Rest { number, lone, outline } in linking.articles {
            linked.lone[number] = lone;
            outlines[number] = outline;
        }
    }
    shelf.note(readings, outlines);
    let (claims, place) = number(claims);
    linked.claims = claims;
    linked.note_dropped_postings(dropped);
    Ok(maker.finish(made, &place))
}

/// What stays of some events.
fn reduced(part: Part, batch: &mut Batch, dropped: u64, leave_out: bool) -> Linking {
    let Part { findings, numbers } = part;
    let Findings { readings, linked: Linked { claims, events, .. }, .. } = findings;
    let mut is_rival = vec![false; claims.len()];
    for rival in claims.iter().flat_map(|claim| &claim.rivals) {
        is_rival[*rival] = true;
    }
    let is_lone: Vec<bool> = claims.iter().zip(is_rival).map(|(claim, is_rival)| leave_out && claim.is_lone() && !is_rival).collect();
    batch.set_apart(claims.iter().zip(&is_lone).map(|(claim, lone)| lone.then_some(claim.id.as_str())));
    let mut lone = vec![0; readings.len()];
    let mut staying: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); readings.len()];
    // For each claim that stays its place among those of its event that do.
    let mut place = vec![0; claims.len()];
    let mut claims_of: Vec<Vec<Claim>> = vec![Vec::new(); events.len()];
    for (at, claim) in claims.into_iter().enumerate() {
        if is_lone[at] {
            lone[claim.members[0].article] += 1;
            continue;
        }
        for member in &claim.members {
            staying[member.article].insert(member.mention);
        }
        place[at] = claims_of[claim.event].len();
        claims_of[claim.event].push(claim);
    }
    let outlines: Vec<Outline> = readings.iter().zip(staying).map(|(reading, staying)| Outline::of(&reading.mentions, staying)).collect();
    for claim in claims_of.iter_mut().flatten() {
        for member in &mut claim.members {
            member.mention = outlines[member.article].place_of(member.mention);
            member.article = numbers[member.article];
        }
        claim.rivals.iter_mut().for_each(|rival| *rival = place[*rival]);
    }
    let articles = numbers.into_iter().zip(lone).zip(outlines).map(|((number, lone), outline)| Rest { number, lone, outline });
    Linking { claims: claims_of, dropped, articles: articles.collect() }
}

/// Makes what needs both the articles of an event and the corpus: the rows of claims that were settled, what the page quotes.
pub(super) fn gather(findings: &Findings, made: &mut Made) -> Result<()> {
    let wanted = Made::wanted(findings);
    let mut of_event: Vec<Vec<usize>> = vec![Vec::new(); findings.linked.events.len()];
    for (at, claim) in findings.linked.claims.iter().enumerate() {
        of_event[claim.event].push(at);
    }
    let events: Vec<usize> = (0..of_event.len()).filter(|event| of_event[*event].iter().any(|claim| wanted[*claim])).collect();
    let known = &*made;
    let again = batches(&findings.linked.events, &events)
        .into_par_iter()
        .map(|range| {
            let mut part = Part { findings: Findings::default(), numbers: Vec::new() };
            let mut beliefs = Vec::new();
            let mut claims = Vec::new();
            for event in &events[range] {
                let own = &of_event[*event];
                let event = &findings.linked.events[*event];
                let place = |number: &usize| event.articles.binary_search(number).unwrap_or_default();
                let local = own.iter().map(|at| {
                    let mut claim = findings.linked.claims[*at].clone();
                    for member in &mut claim.members {
                        member.mention = findings.shelf.mention(member.article, member.mention);
                        member.article = place(&member.article);
                    }
                    claim.rivals.iter_mut().for_each(|rival| *rival = own.binary_search(rival).unwrap_or_default());
                    claim
                });
                part.add(event, findings.shelf.take(&event.articles)?, local.collect());
                beliefs.extend(own.iter().map(|at| findings.beliefs.claims.get(*at).cloned().flatten()));
                claims.extend_from_slice(own);
            }
            part.findings.beliefs = Beliefs { claims: beliefs, ..Beliefs::default() };
            known.make_again(&part.findings, &claims, &wanted)
        })
        .collect::<Result<Vec<_>>>()?;
    made.take(again);
    Ok(())
}

/// Cuts a list of events into stretches of about [`ARTICLES`] articles.
fn batches(events: &[Event], chosen: &[usize]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let (mut start, mut articles) = (0, 0);
    for (at, event) in chosen.iter().enumerate() {
        articles += events[*event].articles.len();
        if articles >= ARTICLES {
            found.push(start..at + 1);
            (start, articles) = (at + 1, 0);
        }
    }
    if start < chosen.len() {
        found.push(start..chosen.len());
    }
    found
}

impl Part {
    /// Adds an event with its articles and claims; these mean articles and rivals by their place in the event.
    fn add(&mut self, event: &Event, readings: Vec<Reading>, claims: Vec<Claim>) {
        let Linked { events, claims: known, .. } = &mut self.findings.linked;
        let (first, first_claim) = (self.findings.readings.len(), known.len());
        let title = event.articles.iter().position(|article| *article == event.title_article).unwrap_or_default();
        known.extend(claims.into_iter().map(|mut claim| {
            claim.event = events.len();
            claim.members.iter_mut().for_each(|member| member.article += first);
            claim.rivals.iter_mut().for_each(|rival| *rival += first_claim);
            claim
        }));
        events.push(Event { title_article: first + title, articles: (first..first + readings.len()).collect(), ..event.clone() });
        self.numbers.extend_from_slice(&event.articles);
        self.findings.readings.extend(readings);
    }
}
