//! Event after event: whole readings are taken from the shelf, linked into claims, made into rows, and let go.
//!
//! Invariant: at any time a thread holds the whole readings of few events; which events go together changes no byte of any row.

use std::ops::Range;

use rayon::iter::{IntoParallelIterator, ParallelIterator};

use super::Scope;
use crate::config::Config;
use crate::error::Result;
use crate::lexicon::Lexicon;
use crate::linking::{Claim, ClaimLinker, Event, Linked, Reading, Shelf, number, outlined};
use crate::report::{Batch, Findings, Made, Maker};
use crate::settling::Beliefs;

/// Articles that a thread takes from the shelf at once, about: an event is never parted.
const ARTICLES: usize = 24;

/// Some events by themselves.
struct Part {
    findings: Findings,
    /// The number in the corpus of each article.
    numbers: Vec<usize>,
}

/// What came of some events.
struct Linking {
    /// The claims of each event; members mean articles by their number in the corpus.
    claims: Vec<Vec<Claim>>,
    dropped: u64,
    /// Number and mentions of each article.
    outlines: Vec<(usize, Vec<crate::claims::Mention>)>,
    batch: Batch,
}

/// Links the mentions of every event into claims and makes the rows that need no more than the event. Mentions are added to `readings`,
/// claims to `linked`.
pub(super) fn link(
    readings: &mut [Reading],
    linked: &mut Linked,
    keys: Vec<Box<[u64]>>,
    shelf: &Shelf,
    (lexicon, config, scope): (&Lexicon, &Config, &Scope<'_>),
) -> Result<Made> {
    let linker = ClaimLinker::new(&keys, &linked.copies, &linked.origin_of, lexicon, &config.linking);
    drop(keys);
    let maker = Maker::new(scope.style, scope.room.clone());
    let all: Vec<usize> = (0..linked.events.len()).collect();
    let linkings: Vec<Linking> = batches(&linked.events, &all)
        .into_par_iter()
        .map(|range| {
            let mut part = Part { findings: Findings::default(), numbers: Vec::new() };
            let mut dropped = 0;
            let mut ends = Vec::with_capacity(range.len());
            for event in &linked.events[range] {
                let readings = shelf.take(&event.articles)?;
                let (claims, cut) = linker.of_event(&readings, &event.articles);
                dropped += cut;
                part.add(event, readings, claims);
                ends.push(part.findings.linked.claims.len());
            }
            let batch = maker.make(&part.findings, &part.numbers)?;
            let Part { findings, numbers } = part;
            let outlines = findings.readings.iter().zip(&numbers).map(|(reading, number)| (*number, outlined(&reading.mentions))).collect();
            Ok(Linking { claims: parted(findings.linked.claims, &ends, &numbers), dropped, outlines, batch })
        })
        .collect::<Result<_>>()?;
    let (mut claims, mut made, mut dropped) = (Vec::new(), Vec::new(), 0);
    for linking in linkings {
        claims.extend(linking.claims);
        made.push(linking.batch);
        dropped += linking.dropped;
        for (article, mentions) in linking.outlines {
            readings[article].mentions = mentions;
        }
    }
    let (claims, place) = number(claims);
    linked.claims = claims;
    linked.note_dropped_postings(dropped);
    Ok(maker.finish(made, &place))
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
                    claim.members.iter_mut().for_each(|member| member.article = place(&member.article));
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

/// The claims of each event, as they were before they were put together: rivals by their place in the event, articles by `numbers`.
fn parted(claims: Vec<Claim>, ends: &[usize], numbers: &[usize]) -> Vec<Vec<Claim>> {
    let mut claims = claims.into_iter();
    let mut start = 0;
    ends.iter()
        .map(|&end| {
            let of_event = claims.by_ref().take(end - start).map(|mut claim| {
                claim.members.iter_mut().for_each(|member| member.article = numbers[member.article]);
                claim.rivals.iter_mut().for_each(|rival| *rival -= start);
                claim
            });
            let of_event = of_event.collect();
            start = end;
            of_event
        })
        .collect()
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
