//! Link: which articles report one event, which mentions state the same, who contradicts whom, who copies whom.
//!
//! In: every article's [`Profile`] and mentions. Out: [`Linked`]. Invariant: mentions are compared only inside linked
//! articles; the result does not depend on the order of the input beyond the articles' ids, nor on the number of
//! threads. Deliberately absent: who is right.
//!
//! | file | what |
//! |---|---|
//! | `profile.rs` | what linking needs to know of an article |
//! | `pool.rs`, `blocking.rs` | the corpus as word vectors; which articles are compared |
//! | `model.rs` | is it one event? the numbers of a pair for the trained trees |
//! | `vectors.rs` | articles as weights of words |
//! | `blocks.rs`, `large.rs` | the same links from a part of the corpus at a time |
//! | `events.rs`, `stories.rs` | articles on one happening; happenings that follow from each other |
//! | `echo.rs` | copied text, its spans and direction; origins |
//! | `shelf.rs` | readings put away until their event is linked |
//! | `same.rs` | do two mentions state the same? by their words |
//! | `judge.rs` | ... by all that is known of both and of their articles |
//! | `cluster.rs` | average link: mentions to claims |
//! | `rivals.rs` | denials, other names, numbers, dates, stages for the same thing |
//! | `figures.rs` | any other figure that two outlets give |
//! | `status.rs` | origins and echoes of a claim, its status |

mod blocking;
pub(crate) mod blocks;
pub(crate) mod claims;
mod cluster;
mod echo;
pub(crate) mod events;
mod figures;
#[cfg(test)]
mod folders;
pub(crate) mod judge;
mod large;
pub(crate) mod model;
pub(crate) mod pool;
mod profile;
mod rivals;
mod same;
mod shelf;
pub(crate) mod stance;
mod status;
mod stories;
mod vectors;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use blocks::{Pass, Rules};
pub use claims::{ClaimLinker, number};
pub use echo::Prints;
use events::Link;
use large::Corpus;
use pool::Pool;
pub use profile::{Print, Profile};
pub use same::RarityCount;
pub use shelf::{Found, Outline, Parts, Place, Shelf, Shelving, Totals, outline_of};
pub use stance::{HeadlineStance, headline_stance};
pub use status::CopyIndex;

use crate::attribution::Attributions;
use crate::claims::Mention;
use crate::config::{CopyParams, LinkingParams};
use crate::corpus::Article;
use crate::error::Result;
use crate::hedging::Hedging;
use crate::ids::{self, ClaimKind, Span, Stance, names};
use crate::lexicon::Lexicon;
use crate::spool::Room;
use crate::text::Document;

/// An article with all that the rooms above found in it: the unit that linking works on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reading {
    /// The article.
    pub article: Article,
    /// What is needed to link it.
    pub profile: Profile,
    /// Hedging of its sentences.
    pub hedging: Hedging,
    /// Its attributions.
    pub attributions: Attributions,
    /// Its mentions.
    pub mentions: Vec<Mention>,
}

impl Reading {
    /// Of an article with what was found in it, without a profile: no stage after events and copies needs one.
    pub fn whole(article: Article, Found { hedging, attributions, mentions }: Found) -> Self {
        Self { article, profile: Profile::default(), hedging, attributions, mentions }
    }

    /// Of an article in outline, with nothing found yet.
    pub fn outline(article: Article) -> Self {
        Self::whole(article, Found::default())
    }
}

/// What was found between articles. Articles are meant by their index in the input, which is sorted by article id.
#[derive(Debug, Clone, PartialEq, Serialize, Default)]
pub struct Linked {
    /// Every event, also those of one article; sorted by id.
    pub events: Vec<Event>,
    /// For each article the index of its event.
    pub event_of: Vec<usize>,
    /// Every claim, also those of one mention, but for those that `lone` counts; sorted by id.
    pub claims: Vec<Claim>,
    /// For each article the claims of one mention in it that nothing else bears on ([`Claim::is_lone`]), where they are left out of
    /// `claims`: nine of ten, that no later stage asks for. Empty where none are left out.
    pub lone: Vec<u32>,
    /// Copied text between articles.
    pub copies: Vec<Copying>,
    /// For each article the article it mainly copies from; `None` for an original.
    pub origin_of: Vec<Option<usize>>,
    /// For each article the share of its narrative words copied from earlier articles, in [0, 1].
    pub copied_share: Vec<f64>,
    /// What block caps left out: name of the cap and how many members it dropped.
    pub dropped: Vec<(String, u64)>,
}

/// Articles on one happening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Readable id (`e…`), made from the ids of its articles' first member.
    pub id: String,
    /// Events that follow from each other share it (`s…`).
    pub story_id: String,
    /// Index of the article whose headline names it.
    pub title_article: usize,
    /// Its articles, ascending.
    pub articles: Vec<usize>,
    /// First and last known day of publication.
    pub days: Option<(Date, Date)>,
}

/// Text that one article shares with an earlier one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Copying {
    /// The article copied from.
    pub from: usize,
    /// The article that copies.
    pub to: usize,
    /// Share of the copying article's narrative words (quotations left out) found in the other, in [0, 1].
    pub share: f64,
    /// Where, in the copying article.
    pub spans: Vec<Span>,
}

/// One checkable statement and the mentions that put it forward.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Readable id (`c…`), made from its first mention.
    pub id: String,
    /// Index of its event.
    pub event: usize,
    /// What sort of claim.
    pub kind: ClaimKind,
    /// Its mentions, sorted by article and position.
    pub members: Vec<Member>,
    /// Index into `members` of the mention whose text stands for the claim.
    pub text_member: usize,
    /// The claims that cannot be true together with this one, ascending.
    pub rivals: Vec<usize>,
    /// What its origins make of it.
    pub status: Status,
    /// Independent starting points.
    pub origins: usize,
    /// Sources beyond the origins.
    pub echoes: usize,
}

/// A mention as part of a claim.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Member {
    /// Index of the article.
    pub article: usize,
    /// Index into its mentions.
    pub mention: usize,
    /// Stance towards the claim as the claim is worded (a mention that says "not so" denies it).
    pub stance: Stance,
    /// Number of the origin within the claim, from 0.
    pub origin: usize,
    /// Index of the member it echoes; `None` for the member that starts its origin.
    pub echo_of: Option<usize>,
}

/// What its origins make of a claim; first match wins, in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// An affirming and a denying or rival origin, both valid at the same time.
    Contested,
    /// Only denying origins.
    Denied,
    /// A later value of the same quantity or stage replaces it without conflict.
    Superseded,
    /// Two or more affirming origins.
    Corroborated,
    /// Two or more sources quote one speaker's same utterance: it shows only that it was said.
    OneVoice,
    /// Two or more sources, one origin.
    EchoOnly,
    /// One source.
    SingleSource,
}

names!(Status { Contested => "contested", Denied => "denied", Superseded => "superseded", Corroborated => "corroborated", OneVoice => "one_voice", EchoOnly => "echo_only", SingleSource => "single_source" });

/// Copied text of a corpus; `readings` are sorted by article id.
pub fn copies(readings: &[Reading], params: &CopyParams) -> Vec<Copying> {
    // Profiles are at hand: nothing is read that could fail.
    echo::echoes(readings, &|at| Ok(readings[at].profile.prints.clone()), params).map(|found| found.copies).unwrap_or_default()
}

/// Takes from an article what linking needs.
pub fn profile(article: &Article, document: &Document, lexicon: &Lexicon, params: &LinkingParams) -> Profile {
    let _ = params;
    profile::profile(article, document, &lexicon.linking)
}

/// Days since 1 January 1970.
pub(crate) fn day_number(date: Date) -> i32 {
    const EPOCH: Date = jiff::civil::date(1970, 1, 1);
    date.since(EPOCH).map_or(0, |span| span.get_days())
}

/// The day of such a number; `None` where no calendar has it.
pub(crate) fn day_of(number: i32) -> Option<Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}

/// The stories of events, each by one article: their places, ascending.
///
/// # Errors
/// As [`link_events`].
pub(crate) fn stories_of(
    days: &[Option<i32>],
    words: Words<'_>,
    lexicon: &Lexicon,
    params: &LinkingParams,
    room: &Room,
) -> Result<Vec<Vec<usize>>> {
    let (links, _) = links(Pass::Stories, Corpus { days, words }, lexicon, params, room)?;
    Ok(stories::follow(days.len(), &links, &params.events))
}

/// Links articles into events and mentions into claims. `readings` are sorted by article id.
pub fn link(readings: &[Reading], lexicon: &Lexicon, params: &LinkingParams) -> Linked {
    // Profiles are at hand, and what waits stays in memory: nothing is read or written that could fail.
    let words = |at: usize| Ok(readings[at].profile.clone());
    let room = Room::new(u64::MAX, &std::env::temp_dir());
    let mut linked = link_events(readings, &words, lexicon, params, &room).unwrap_or_default();
    let _ = find_copies(readings, &|at| Ok(readings[at].profile.prints.clone()), &mut linked, params);
    let (claims, dropped) = claims::link_claims(readings, &linked.event_of, &linked.copies, &linked.origin_of, lexicon, params);
    linked.claims = claims;
    linked.note_dropped_postings(dropped);
    linked
}

/// Where the profile of an article is, by its number. Asked from many threads.
pub type Words<'a> = &'a (dyn Fn(usize) -> Result<Profile> + Sync);

/// Links articles into events; no copies and no claims yet. `readings` are sorted by article id; their profiles are asked of `words`, each
/// several times.
///
/// # Errors
/// Where `words` gives one, or pairs have no room in memory and cannot be put away.
pub fn link_events(readings: &[Reading], words: Words<'_>, lexicon: &Lexicon, params: &LinkingParams, room: &Room) -> Result<Linked> {
    let days: Vec<Option<i32>> = readings.iter().map(|reading| reading.article.published.map(day_number)).collect();
    let is_dated: Vec<bool> = days.iter().map(Option::is_some).collect();
    let (mut links, dropped) = links(Pass::Events, Corpus { days: &days, words }, lexicon, params, room)?;
    let groups = events::group(&is_dated, &mut links, &params.events);
    let titles = events::titles(readings.len(), &groups, &links);
    drop(links);

    let days: Vec<Option<i32>> = titles.iter().map(|&at| days[at]).collect();
    let stories = stories_of(&days, &|event| words(titles[event]), lexicon, params, room)?;
    let events = collect_events(readings, &groups, &titles, &stories);
    Ok(Linked { dropped: vec![("article_pairs".to_owned(), dropped)], ..Linked::of_events(events, readings.len()) })
}

/// The links of a pass over articles, or one article of each event: of all at once, or block by block where there are many.
fn links(pass: Pass, corpus: Corpus<'_>, lexicon: &Lexicon, params: &LinkingParams, room: &Room) -> Result<(Vec<Link>, u64)> {
    let (lexicon, params) = (&lexicon.linking, &params.events);
    let rules = Rules::new(pass, lexicon, params);
    if corpus.days.len() > params.at_once.max(params.compare_all) {
        return large::links(corpus, &rules, room);
    }
    let numbers: Vec<u32> = (0..corpus.days.len() as u32).collect();
    let pool = Pool::new(corpus.articles(&numbers)?, &lexicon.background, rules.params());
    Ok((rules.links_of(&pool), pool.dropped))
}

/// Finds what articles copy from each other, by their fingerprints, of which those in `readings` are not asked, and whom they credit.
///
/// # Errors
/// Where `prints` gives one.
pub fn find_copies(readings: &[Reading], prints: Prints<'_>, linked: &mut Linked, params: &LinkingParams) -> Result<()> {
    let echo::Echoes { copies, origin_of, copied_share, dropped } = echo::echoes(readings, prints, &params.copies)?;
    linked.dropped.push(("copied_runs".to_owned(), dropped));
    (linked.copies, linked.origin_of, linked.copied_share) = (copies, origin_of, copied_share);
    Ok(())
}

/// What an article copies, so that it can be passed on by itself.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Copied {
    /// What it copies, in the order of [`Linked::copies`].
    pub copies: Vec<Copying>,
    /// Where the chain of main copies starts of the article that each is copied from.
    pub roots: Vec<usize>,
    /// The article it mainly copies from.
    pub origin: Option<usize>,
    /// Share of its narrative words copied from earlier articles.
    pub share: f64,
}

impl Claim {
    /// One mention of one outlet that affirms or passes on, and no rival.
    pub fn is_lone(&self) -> bool {
        self.members.len() == 1 && self.rivals.is_empty() && self.status == Status::SingleSource
    }
}

impl Linked {
    /// Of events, sorted by id, that hold so many articles together.
    pub fn of_events(events: Vec<Event>, articles: usize) -> Self {
        let mut event_of = vec![0; articles];
        for (at, event) in events.iter().enumerate() {
            for &article in &event.articles {
                event_of[article] = at;
            }
        }
        Self { events, event_of, ..Self::default() }
    }

    /// What each article copies.
    pub fn copied(&self) -> Vec<Copied> {
        let mut of: Vec<Copied> = (self.origin_of.iter().zip(&self.copied_share))
            .map(|(origin, share)| Copied { origin: *origin, share: *share, ..Copied::default() })
            .collect();
        for copying in &self.copies {
            of[copying.to].roots.push(status::root(copying.from, &self.origin_of));
            of[copying.to].copies.push(copying.clone());
        }
        of
    }

    /// Takes in what the next article copies.
    pub fn add_copied(&mut self, copied: Copied) {
        self.copies.extend(copied.copies);
        self.origin_of.push(copied.origin);
        self.copied_share.push(copied.share);
    }

    /// How many claims there are, with those that are not listed.
    pub fn number_of_claims(&self) -> usize {
        self.claims.len() + self.lone.iter().map(|claims| *claims as usize).sum::<usize>()
    }

    /// Tells how many mentions the cap on postings kept from being compared, where it did.
    pub fn note_dropped_postings(&mut self, mentions: u64) {
        if mentions > 0 {
            self.dropped.push(("claim_posting_cap".to_owned(), mentions));
        }
    }
}

/// Events with id, story, headline and days, sorted by id. `groups` hold the articles of each, `titles` the one that names it, `stories`
/// the numbers of groups that follow from each other.
fn collect_events(readings: &[Reading], groups: &[Vec<usize>], titles: &[usize], stories: &[Vec<usize>]) -> Vec<Event> {
    let id = |prefix: char, group: usize| {
        let first = groups[group].first().map_or("", |&at| readings[at].article.id.as_str());
        ids::readable_id(prefix, ids::stable_hash(first))
    };
    let mut events = Vec::with_capacity(groups.len());
    for story in stories {
        let story_id = story.first().map_or_else(String::new, |&group| id('s', group));
        for &group in story {
            let days = || groups[group].iter().filter_map(|&at| readings[at].article.published);
            events.push(Event {
                id: id('e', group),
                story_id: story_id.clone(),
                title_article: titles[group],
                articles: groups[group].clone(),
                days: days().min().zip(days().max()),
            });
        }
    }
    events.sort_by(|left, right| left.id.cmp(&right.id).then_with(|| left.articles.cmp(&right.articles)));
    events
}
