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
use crate::linking::{Claim, ClaimLinker, CopyIndex, Event, Linked, Outline, RarityCount, Reading, Shelf, number};
use crate::report::{Again, Batch, Findings, Made, Maker};
use crate::settling::ClaimBelief;
use crate::spool::{Slot, Spool, written};

/// Articles that a thread takes from the shelf at once, about: an event is never parted.
const ARTICLES: usize = 24;

/// Some events by themselves.
#[derive(Default)]
struct Part {
    findings: Findings,
    /// The number in the corpus of each article.
    numbers: Vec<usize>,
}

/// What came of some events. It waits in a spool: allocated among readings that come and go, it would keep pages from being given back.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Linking {
    /// The claims of each event that are to be listed; members mean articles by their number in the corpus, and mentions by their
    /// place among those that stay.
    pub(crate) claims: Vec<Vec<Claim>>,
    dropped: u64,
    articles: Vec<Rest>,
}

/// What stays of an article once its event is linked.
#[derive(Debug, Serialize, Deserialize)]
struct Rest {
    number: usize,
    /// Claims that are not listed.
    lone: u32,
    outline: Outline,
}

/// Links the mentions of some events into claims and makes the rows that need no more than the event. Each event comes with its whole
/// readings; `copies` holds at least what these copy.
pub(crate) fn link_some<'e>(
    linker: &ClaimLinker<'_>,
    maker: &Maker,
    copies: &CopyIndex<'_>,
    events: impl IntoIterator<Item = Result<(&'e Event, Vec<Reading>)>>,
) -> Result<(Linking, Batch)> {
    let mut part = Part::default();
    let mut dropped = 0;
    for event in events {
        let (event, readings) = event?;
        let (claims, cut) = linker.of_event(&readings, &event.articles, copies);
        dropped += cut;
        part.add(event, readings, claims);
    }
    let mut batch = maker.make(&part.findings, &part.numbers)?;
    let linking = reduced(part, &mut batch, dropped, maker.leaves_out());
    Ok((linking, batch))
}

/// What came of all events, put together in their order.
pub(crate) struct Joining {
    claims: Vec<Vec<Claim>>,
    dropped: u64,
    lone: Vec<u32>,
    outlines: Vec<Outline>,
}

impl Joining {
    /// For a corpus of so many articles.
    pub(crate) fn new(articles: usize) -> Self {
        Self { claims: Vec::new(), dropped: 0, lone: vec![0; articles], outlines: vec![Outline::default(); articles] }
    }

    /// Adds the next events.
    pub(crate) fn add(&mut self, linking: Linking) {
        self.claims.extend(linking.claims);
        self.dropped += linking.dropped;
        for Rest { number, lone, outline } in linking.articles {
            self.lone[number] = lone;
            self.outlines[number] = outline;
        }
    }

    /// Adds mentions that stay to `readings` and claims to `linked`; the shelf notes which mentions they are. Returns where each claim came to.
    pub(crate) fn finish(self, readings: &mut [Reading], linked: &mut Linked, shelf: &mut Shelf) -> Vec<usize> {
        let Self { claims, dropped, lone, outlines } = self;
        linked.lone = lone;
        shelf.note(readings, outlines);
        let (claims, place) = number(claims);
        linked.claims = claims;
        linked.note_dropped_postings(dropped);
        place
    }
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
    let linker = ClaimLinker::new(rarity, lexicon, &config.linking);
    let maker = Maker::new(scope.style, scope.room.clone());
    let copies = CopyIndex::of(&linked.copies, &linked.origin_of);
    let all: Vec<usize> = (0..linked.events.len()).collect();
    let on_shelf = &*shelf;
    let aside = Spool::new(scope.room.clone());
    let worked: Vec<(Slot, Batch)> = batches(&linked.events, &all)
        .into_par_iter()
        .map(|range| {
            let events = linked.events[range].iter().map(|event| Ok((event, on_shelf.take(&event.articles)?)));
            let (linking, mut batch) = link_some(&linker, &maker, &copies, events)?;
            maker.file(&mut batch)?;
            Ok((aside.put(&written(&linking))?, batch))
        })
        .collect::<Result<_>>()?;
    let (mut joining, mut made) = (Joining::new(readings.len()), Vec::new());
    for (slot, batch) in worked {
        joining.add(aside.value(slot)?);
        made.push(batch);
    }
    let place = joining.finish(readings, linked, shelf);
    maker.finish(made, &place)
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
    batch.set_apart(claims.iter().zip(&is_lone).map(|(claim, lone)| {
        let member = claim.members.first().filter(|_| *lone)?;
        Some((claim.id.as_str(), numbers[member.article], member.mention))
    }));
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

/// The claims of an event of which rows have to be made once more, with what only the whole corpus tells of them.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// All listed claims of the event; members mean articles by their place in it, and mentions by their number in the article.
    claims: Vec<Claim>,
    beliefs: Vec<Option<ClaimBelief>>,
    /// Number of each claim in the corpus.
    numbers: Vec<usize>,
    /// Whether its rows are asked for.
    wanted: Vec<bool>,
}

impl Asked {
    /// The claims whose rows are asked for: place in the event, number in the corpus, claim.
    pub(crate) fn places(&self) -> impl Iterator<Item = (usize, usize, &Claim)> {
        let all = self.claims.iter().zip(&self.numbers).zip(&self.wanted).enumerate();
        all.filter_map(|(place, ((claim, number), wanted))| wanted.then_some((place, *number, claim)))
    }
}

/// What has to be made once more, by event, in their order.
pub(crate) fn asked(findings: &Findings) -> Vec<(usize, Asked)> {
    let wanted = Made::wanted(findings);
    let mut of_event: Vec<Vec<usize>> = vec![Vec::new(); findings.linked.events.len()];
    for (at, claim) in findings.linked.claims.iter().enumerate() {
        of_event[claim.event].push(at);
    }
    let asked = of_event.into_iter().enumerate().filter(|(_, own)| own.iter().any(|claim| wanted[*claim]));
    asked
        .map(|(event, numbers)| {
            let articles = &findings.linked.events[event].articles;
            let local = numbers.iter().map(|at| {
                let mut claim = findings.linked.claims[*at].clone();
                for member in &mut claim.members {
                    member.mention = findings.shelf.mention(member.article, member.mention);
                    member.article = articles.binary_search(&member.article).unwrap_or_default();
                }
                claim.rivals.iter_mut().for_each(|rival| *rival = numbers.binary_search(rival).unwrap_or_default());
                claim
            });
            let asked = Asked {
                claims: local.collect(),
                beliefs: numbers.iter().map(|at| findings.beliefs.claims.get(*at).cloned().flatten()).collect(),
                wanted: numbers.iter().map(|at| wanted[*at]).collect(),
                numbers,
            };
            (event, asked)
        })
        .collect()
}

/// Makes what needs both the articles of some events and the corpus: the rows of claims that were settled, what the page quotes. Each
/// event comes with its whole readings.
pub(crate) fn again<'e>(made: &Made, events: impl IntoIterator<Item = Result<(&'e Event, Vec<Reading>, Asked)>>) -> Result<Again> {
    let mut part = Part::default();
    let mut chosen = Vec::new();
    for event in events {
        let (event, readings, Asked { claims, beliefs, numbers, wanted }) = event?;
        let first = part.findings.linked.claims.len();
        chosen.extend((first..).zip(numbers).zip(wanted).filter_map(|(place, wanted)| wanted.then_some(place)));
        part.add(event, readings, claims);
        part.findings.beliefs.claims.extend(beliefs);
    }
    made.make_again(&part.findings, &chosen)
}

/// Makes once more what [`asked`] names.
pub(super) fn gather(findings: &Findings, made: &mut Made) -> Result<()> {
    let asked = asked(findings);
    let events: Vec<usize> = asked.iter().map(|(event, _)| *event).collect();
    let mut rest = asked.into_iter();
    let batches: Vec<Vec<(usize, Asked)>> =
        batches(&findings.linked.events, &events).into_iter().map(|range| rest.by_ref().take(range.len()).collect()).collect();
    let known = &*made;
    let found = batches
        .into_par_iter()
        .map(|batch| {
            let events = batch.into_iter().map(|(event, asked)| {
                let event = &findings.linked.events[event];
                Ok((event, findings.shelf.take(&event.articles)?, asked))
            });
            again(known, events)
        })
        .collect::<Result<Vec<_>>>()?;
    made.take(found);
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
