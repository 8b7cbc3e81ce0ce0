//! The whole main job: the only file that names every room, and the parallel map over articles.
//!
//! Invariant: the result does not depend on the number of threads. Articles are read in the order of paths and
//! positions, numbered before they are shared out, and put back in order; every later stage sees them sorted by id.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

use jiff::civil::Date;
use rayon::iter::{
    IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelBridge, ParallelIterator,
};

use crate::attribution::{Attributions, attribute};
use crate::claims::{Mention, extract};
use crate::config::Config;
use crate::corpus::{self, Article, Card, Choice, Record, Recurring, Reject};
use crate::error::Result;
use crate::hedging::{Hedging, hedge};
use crate::lexicon::Lexicon;
use crate::linking::{Found, Parts, Place, Profile, Reading, Shelf, Shelving, Totals, find_copies, link_events, profile};
use crate::report::{Findings, Style};
use crate::settling::settle_claims;
use crate::spool::{Room, Slot, Spool, written};
use crate::store::{self, Change, Fate, Measured, Memory, Seen, Tonight, version_id};
use crate::text::{Document, segment};
use crate::weighing::{Measures, MentionCounts, measure, weigh};

pub(crate) mod events;

/// A piece of news on how far the work is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// A stage begins; its number of articles where known.
    Begin(&'static str, Option<u64>),
    /// So many articles more are done.
    Done(u64),
}

/// Who is told how far the work is. Called from many threads.
pub type Watch<'a> = &'a (dyn Fn(Step) + Sync);

/// Everything that the rooms above claims find in one article.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// Sentences and tokens.
    pub document: Document,
    /// Hedging of the sentences.
    pub hedging: Hedging,
    /// Who said what.
    pub attributions: Attributions,
    /// What is put forward.
    pub mentions: Vec<Mention>,
}

/// What the main job works on beside the corpus.
#[derive(Default)]
pub struct Scope<'a> {
    /// Earliest and latest day of publication; articles outside, or of unknown day where one is set, are passed over.
    pub days: (Option<Date>, Option<Date>),
    /// What earlier nights measured.
    pub memory: Option<&'a Memory<'a>>,
    /// Articles of earlier nights that are scored again unless the corpus holds them, by id.
    pub kept: BTreeMap<String, Seen>,
    /// What this night is called.
    pub night: Date,
    /// Where texts and rows wait until they are needed.
    pub room: Room,
    /// How reports will be written: lines are made while the articles are at hand.
    pub style: Style,
}

/// A corpus as read: the articles wait in a spool until they are asked for.
#[derive(Debug, Default)]
pub struct ReadCorpus {
    /// The articles, sorted by id.
    pub articles: Vec<Waiting>,
    /// What was set aside.
    pub rejects: Vec<Reject>,
    /// Earlier texts of articles that are among them, with the id of the one that stays.
    pub versions: Vec<(String, Waiting)>,
    /// Ids of articles that the corpus holds and the scope's days leave out.
    pub passed_over: BTreeSet<String>,
    spool: Spool,
    /// What recurs in the articles of an outlet.
    recurring: Recurring,
}

/// An article that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    slot: Slot,
    /// The key of its record, where there is a memory.
    record: Option<u128>,
    /// Its id, where an earlier night held it and the corpus does not.
    kept: Option<String>,
}

impl ReadCorpus {
    /// An article, without what recurs in its outlet.
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub fn article(&self, waiting: &Waiting, config: &Config) -> Result<Article> {
        let mut article = self.earlier(waiting)?;
        self.recurring.take_off(&mut article, &config.reading);
        Ok(article)
    }

    /// An article that does not stay, as it was read.
    fn earlier(&self, waiting: &Waiting) -> Result<Article> {
        self.spool.value(waiting.slot)
    }
}

/// Reads a corpus: the articles sorted by id, and what was set aside. Uses the current rayon pool.
///
/// # Errors
/// [`crate::error::Error::Io`] where texts have no room in memory and cannot be put away.
pub fn read(paths: &[PathBuf], lexicon: &Lexicon, config: &Config, watch: Watch<'_>) -> Result<(Vec<Article>, Vec<Reject>)> {
    let read = read_within(paths, lexicon, config, &Scope::default(), watch)?;
    let articles = read.articles.iter().map(|waiting| read.article(waiting, config)).collect::<Result<_>>()?;
    Ok((articles, read.rejects))
}

/// Reads a corpus within a scope. Uses the current rayon pool.
///
/// # Errors
/// As [`read`].
pub fn read_within(paths: &[PathBuf], lexicon: &Lexicon, config: &Config, scope: &Scope<'_>, watch: Watch<'_>) -> Result<ReadCorpus> {
    watch(Step::Begin("reading", None));
    let spool = Spool::new(scope.room.clone());
    let put = |article: &Article| spool.put(&written(article));
    let mut met: Vec<(usize, Met)> = corpus::records(paths, &config.reading)
        .enumerate()
        .par_bridge()
        .map(|(number, record)| {
            let (key, outcome) = match record {
                Ok(record) => admitted(record, lexicon, config, scope.memory),
                Err(reject) => (None, Err(reject)),
            };
            watch(Step::Done(1));
            let met = match outcome {
                Ok(article) => match outside(&article, scope.days) {
                    Some(reject) => Met::Outside(article.id, reject),
                    None => Met::Article(Card::of(&article, &config.reading), Waiting { slot: put(&article)?, record: key, kept: None }),
                },
                Err(reject) => Met::Reject(reject),
            };
            Ok((number, met))
        })
        .collect::<Result<_>>()?;
    met.sort_by_key(|(number, _)| *number);
    let mut read = ReadCorpus::default();
    let (mut cards, mut waiting) = (Vec::with_capacity(met.len()), Vec::with_capacity(met.len()));
    for (_, met) in met {
        match met {
            Met::Article(card, article) => {
                cards.push(card);
                waiting.push(article);
            }
            Met::Outside(id, reject) => {
                read.passed_over.insert(id);
                read.rejects.push(reject);
            }
            Met::Reject(reject) => read.rejects.push(reject),
        }
    }
    if let Some(memory) = scope.memory {
        let tonight: BTreeSet<String> = cards.iter().map(|card| card.id.clone()).collect();
        for (id, seen) in scope.kept.iter().filter(|(id, _)| !tonight.contains(*id)) {
            let earlier = memory.earlier(seen.record, seen.article).map(|(article, _)| article);
            if let Some(article) = earlier.filter(|article| article.id == *id && outside(article, scope.days).is_none()) {
                memory.keep(seen.record, seen.article);
                cards.push(Card::of(&article, &config.reading));
                waiting.push(Waiting { slot: put(&article)?, record: Some(seen.record), kept: Some(id.clone()) });
            }
        }
    }
    let Choice { kept, rejects, versions } = corpus::without_repeats(&cards);
    read.rejects.extend(rejects);
    read.versions = versions.into_iter().map(|(of, earlier)| (cards[of].id.clone(), waiting[earlier].clone())).collect();
    read.recurring = Recurring::among(kept.iter().map(|at| &cards[*at]), &config.reading);
    read.articles = kept.into_iter().map(|at| waiting[at].clone()).collect();
    Ok(ReadCorpus { spool, ..read })
}

/// What was met in the corpus.
enum Met {
    Article(Card, Waiting),
    /// An article of another day, by its id.
    Outside(String, Reject),
    Reject(Reject),
}

/// What a record came to, with its key where there is a memory.
type Admitted = (Option<u128>, std::result::Result<Article, Reject>);

/// A record judged, or what it came to on an earlier night.
fn admitted(record: Record, lexicon: &Lexicon, config: &Config, memory: Option<&Memory<'_>>) -> Admitted {
    let Some(memory) = memory else { return (None, corpus::admit(record, lexicon, &config.reading)) };
    let folder = if record.is_text_file { corpus::folder_name(&record.path) } else { None };
    let key = memory.record_key(&record, folder.as_deref());
    let (path, position) = (record.path.clone(), record.position);
    let outcome = memory.admitted(key).unwrap_or_else(|| {
        let outcome = corpus::admit(record, lexicon, &config.reading);
        memory.admit(key, &outcome);
        outcome
    });
    let here = match outcome {
        Ok(article) => Ok(Article { path, position, ..article }),
        Err(reject) => Err(Reject { path, position: Some(position), ..reject }),
    };
    (Some(key), here)
}

/// Why an article is passed over: its day lies outside `days`, or cannot be held against them.
pub(crate) fn outside(article: &Article, days: (Option<Date>, Option<Date>)) -> Option<Reject> {
    let (reason, detail) = match (days, article.published) {
        ((None, None), _) => return None,
        (_, None) => ("undated", "without a day it cannot be said to lie between --since and --until".to_owned()),
        ((since, until), Some(day)) if since.is_some_and(|since| day < since) || until.is_some_and(|until| day > until) => {
            ("out_of_range", format!("published on {day}"))
        }
        _ => return None,
    };
    let remedy = "none needed; leave --since and --until away to score it";
    Some(Reject::new(&article.path, article.position, reason, detail, remedy).by_intent())
}

/// Analyses one article by itself.
pub fn analyse(article: &Article, lexicon: &Lexicon, config: &Config) -> Analysis {
    let document = segment(article, lexicon);
    let attributions = attribute(article, &document, lexicon, &config.attribution);
    let hedging = hedge(article, &document, &attributions, lexicon, &config.hedging);
    let mentions = extract(article, &document, &hedging, &attributions, lexicon, &config.claims);
    Analysis { document, hedging, attributions, mentions }
}

pub(crate) fn found(article: &Article, lexicon: &Lexicon, config: &Config) -> Found {
    let Analysis { hedging, attributions, mentions, .. } = analyse(article, lexicon, config);
    Found { hedging, attributions, mentions }
}

/// Analyses many articles in parallel, in their order. Uses the current rayon pool.
pub fn analyse_all(articles: &[Article], lexicon: &Lexicon, config: &Config) -> Vec<Analysis> {
    articles.par_iter().map(|article| analyse(article, lexicon, config)).collect()
}

/// One article measured, by memory where it knows it; `memory` comes with the key of the article's record.
fn measured(article: &Article, lexicon: &Lexicon, config: &Config, memory: Option<(&Memory<'_>, u128)>) -> (Option<u128>, Measured) {
    let memory = memory.map(|(memory, record)| (memory, memory.article_key(record, article)));
    let key = memory.map(|(_, key)| key);
    if let Some(known) = memory.and_then(|(memory, key)| memory.measured(key)) {
        return (key, known);
    }
    let measured = measured_anew(article, lexicon, config);
    if let Some((memory, key)) = memory {
        memory.measure(key, &measured);
    }
    (key, measured)
}

/// One article measured.
pub(crate) fn measured_anew(article: &Article, lexicon: &Lexicon, config: &Config) -> Measured {
    let Analysis { document, hedging, attributions, mentions } = analyse(article, lexicon, config);
    let mut profile = profile(article, &document, lexicon, &config.linking);
    // Whom it credits second-hand tells which way a copy went, as credit lines do.
    profile.credited.extend(attributions.items.iter().filter_map(|item| item.via.clone()));
    let mut measures = measure(article, &document, &hedging, &attributions, lexicon, &config.weighing);
    measures.mentions = MentionCounts::of(&mentions);
    Measured { parts: Parts::of(profile, &Found { hedging, attributions, mentions }), measures: written(&measures) }
}

/// The main job: a corpus in, everything found out. Uses the current rayon pool.
///
/// # Errors
/// [`crate::error::Error::Io`] where texts have no room in memory and cannot be put away.
pub fn score(paths: &[PathBuf], lexicon: &Lexicon, config: &Config, watch: Watch<'_>) -> Result<Findings> {
    Ok(score_within(paths, lexicon, config, &Scope::default(), watch)?.0)
}

/// The main job within a scope; beside what was found, which articles there were, for a later night to look for.
///
/// # Errors
/// As [`score`].
pub fn score_within(
    paths: &[PathBuf],
    lexicon: &Lexicon,
    config: &Config,
    scope: &Scope<'_>,
    watch: Watch<'_>,
) -> Result<(Findings, Tonight)> {
    let corpus = read_within(paths, lexicon, config, scope, watch)?;
    watch(Step::Begin("analysing", Some(corpus.articles.len() as u64)));
    let shelving = Shelving::new(scope.room.clone());
    let analysed: Vec<Analysed> = corpus
        .articles
        .par_iter()
        .map(|waiting| {
            let article = corpus.article(waiting, config)?;
            let (key, measured) = measured(&article, lexicon, config, scope.memory.zip(waiting.record));
            watch(Step::Done(1));
            let seen = key.zip(waiting.record).map(|(key, record)| {
                let last = waiting.kept.as_ref().and_then(|id| scope.kept.get(id)).map_or(scope.night, |known| known.last);
                (article.id.clone(), Seen::of(&article, record, key, last))
            });
            let Measured { parts, measures } = measured;
            Ok(Analysed { place: shelving.put(article, &parts)?, measures: shelving.beside(&measures)?, totals: parts.totals, seen })
        })
        .collect::<Result<_>>()?;
    let earlier: Vec<(String, Article)> =
        corpus.versions.iter().map(|(of, earlier)| Ok((of.clone(), corpus.earlier(earlier)?))).collect::<Result<_>>()?;
    let ReadCorpus { rejects, passed_over, .. } = corpus;
    let mut seen = BTreeMap::new();
    let (mut places, mut measured) = (Vec::with_capacity(analysed.len()), Vec::with_capacity(analysed.len()));
    let mut totals = Totals::default();
    for article in analysed {
        seen.extend(article.seen);
        places.push(article.place);
        measured.push(article.measures);
        totals += article.totals;
    }
    let mut shelf = shelving.finish(places);
    let mut readings = shelf.outlines()?;
    let mut changes = Vec::new();
    for (of, earlier) in &earlier {
        changes.extend(versions_changes(of, earlier, &readings, &shelf, lexicon, config)?);
    }
    watch(Step::Begin("linking", None));
    let mut linked = link_events(&readings, &|at| shelf.words(at), lexicon, &config.linking, &scope.room)?;
    readings.par_iter_mut().enumerate().try_for_each(|(at, reading)| {
        reading.profile = shelf.words(at)?;
        reading.profile.forget_words();
        Ok(())
    })?;
    find_copies(&readings, &|at| shelf.prints(at), &mut linked, &config.linking)?;
    for reading in &mut readings {
        reading.profile = Profile::default();
    }
    let mut made = events::link(&mut readings, &mut linked, &mut shelf, (lexicon, config, scope))?;
    let measures: Vec<Measures> = measured.into_par_iter().map(|slot| shelf.read(slot)).collect::<Result<_>>()?;
    let version_of = earlier.into_iter().map(|(of, earlier)| (of, version_id(&earlier))).collect();
    let shelf = Arc::new(shelf);
    let mut findings = Findings { readings, shelf, totals, measures, linked, rejects, changes, version_of, ..Findings::default() };
    settle_and_weigh(&mut findings, config, watch);
    watch(Step::Begin("gathering", None));
    events::gather(&findings, &mut made)?;
    findings.made = Arc::new(made);
    Ok((findings, Tonight { seen, passed_over }))
}

/// Fills in beliefs and scores from all else.
pub(crate) fn settle_and_weigh(findings: &mut Findings, config: &Config, watch: Watch<'_>) {
    watch(Step::Begin("settling", None));
    findings.beliefs = settle_claims(&findings.readings, &findings.linked, &config.settling);
    watch(Step::Begin("weighing", None));
    let Findings { readings, measures, linked, beliefs, .. } = &*findings;
    findings.scores = weigh(readings, measures, linked, beliefs, &config.weighing);
}

/// Where what was found in an article waits.
struct Analysed {
    place: Place,
    measures: Slot,
    totals: Totals,
    seen: Option<(String, Seen)>,
}

/// What changed between an earlier text of the corpus and the one that stays.
fn versions_changes(
    of: &str,
    earlier: &Article,
    readings: &[Reading],
    shelf: &Shelf,
    lexicon: &Lexicon,
    config: &Config,
) -> Result<Vec<Change>> {
    let Ok(at) = readings.binary_search_by(|reading| reading.article.id.as_str().cmp(of)) else { return Ok(Vec::new()) };
    let Found { attributions, mentions, .. } = found(earlier, lexicon, config);
    Ok(store::changes(earlier, &mentions, &attributions, &shelf.get(at)?, Fate::Version))
}
