//! Readings put away: whole ones go to a [`Spool`], what every later stage asks for stays at hand.
//!
//! In: readings in any order. Out: the same readings, but for their profile, which no stage after events and copies needs. Invariant:
//! what stays at hand ([`Shelf::outlines`], [`Outline`]) has no text but the headline, no attributions, no hedging, and of the mentions only those
//! of claims that are listed, without their words.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::attribution::Attributions;
use crate::claims::{Mention, Proposition};
use crate::corpus::Article;
use crate::error::Result;
use crate::hedging::{Hedging, vague_sentences};
use crate::ids::Span;
use crate::spool::{Room, Slot, Spool, written};

use super::same::keys_of;
use super::{Print, Profile, Reading};

/// Whole readings, by their number in the corpus.
#[derive(Debug, Default)]
pub struct Shelf {
    spool: Spool,
    places: Vec<Place>,
    /// For each article the numbers of the mentions that stayed.
    numbers: Vec<Box<[u32]>>,
}

/// Where what belongs to a reading lies.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    article: Slot,
    outline: Slot,
    found: Slot,
    words: Slot,
    prints: Slot,
    keys: Slot,
}

/// What was found in an article, in the parts that are asked for apart, each as it is written down.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// Hedging, attributions and mentions.
    pub found: Vec<u8>,
    /// The profile without its fingerprints.
    pub words: Vec<u8>,
    /// The fingerprints.
    pub prints: Vec<u8>,
    /// The keys of its mentions.
    pub keys: Vec<u8>,
    /// Counts.
    pub totals: Totals,
}

impl Parts {
    /// Of what was found in an article.
    pub fn of(mut profile: Profile, found: &Found) -> Self {
        let prints = written(&std::mem::take(&mut profile.prints));
        let Found { hedging, attributions, mentions } = found;
        let totals = Totals {
            attributions: attributions.items.len() as u64,
            sentences: hedging.sentences.len() as u64,
            vague_sentences: vague_sentences(hedging) as u64,
        };
        Self { found: written(found), words: written(&profile), prints, keys: written(&keys_of(mentions)), totals }
    }

    /// What was found; `None` where it was written down by another build.
    pub fn found(&self) -> Option<Found> {
        postcard::from_bytes(&self.found).ok()
    }
}

/// Everything found in one article by itself that makes claims.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Found {
    /// Hedging of its sentences.
    pub hedging: Hedging,
    /// Who said what.
    pub attributions: Attributions,
    /// What is put forward.
    pub mentions: Vec<Mention>,
}

/// Counts over whole readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Attributions.
    pub attributions: u64,
    /// Sentences.
    pub sentences: u64,
    /// Of these the ones that reach the threshold of the weasel model.
    pub vague_sentences: u64,
}

impl std::ops::AddAssign for Totals {
    fn add_assign(&mut self, other: Self) {
        self.attributions += other.attributions;
        self.sentences += other.sentences;
        self.vague_sentences += other.vague_sentences;
    }
}

/// Puts readings on a shelf, from many threads.
#[derive(Debug)]
pub struct Shelving(Spool);

impl Shelving {
    /// Begins a shelf.
    pub fn new(room: Room) -> Self {
        Self(Spool::new(room))
    }

    /// Puts an article away with what was found in it.
    ///
    /// # Errors
    /// Where the spool cannot be written.
    pub fn put(&self, article: Article, parts: &Parts) -> Result<Place> {
        Ok(Place {
            article: self.0.put(&written(&article))?,
            outline: self.0.put(&written(&outline_of(article)))?,
            found: self.0.put(&parts.found)?,
            words: self.0.put(&parts.words)?,
            prints: self.0.put(&parts.prints)?,
            keys: self.0.put(&parts.keys)?,
        })
    }

    /// Puts bytes away beside the readings.
    ///
    /// # Errors
    /// Where the spool cannot be written.
    pub fn beside(&self, bytes: &[u8]) -> Result<Slot> {
        self.0.put(bytes)
    }

    /// The shelf; `places` are those of the articles in order.
    pub fn finish(self, places: Vec<Place>) -> Shelf {
        Shelf { spool: self.0, places, numbers: Vec::new() }
    }
}

impl Shelf {
    /// The reading of this number, its profile left empty.
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub fn get(&self, article: usize) -> Result<Reading> {
        Ok(Reading::whole(self.part(article, |place| place.article)?, self.part(article, |place| place.found)?))
    }

    /// All articles in outline: their readings have no profile yet, and no mentions before [`Self::note`].
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub fn outlines(&self) -> Result<Vec<Reading>> {
        let outline = |article| Ok(Reading::outline(self.part(article, |place| place.outline)?));
        (0..self.places.len()).map(outline).collect()
    }

    /// The profile of an article, without fingerprints.
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub fn words(&self, article: usize) -> Result<Profile> {
        self.part(article, |place| place.words)
    }

    /// The fingerprints of an article.
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub fn prints(&self, article: usize) -> Result<Vec<Print>> {
        self.part(article, |place| place.prints)
    }

    /// The hashes of the keys of an article's mentions, sorted, each once.
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub fn keys(&self, article: usize) -> Result<Vec<u64>> {
        self.part(article, |place| place.keys)
    }

    fn part<T: DeserializeOwned>(&self, article: usize, of: impl Fn(&Place) -> Slot) -> Result<T> {
        self.read(of(&self.places[article]))
    }

    /// What [`Shelving::beside`] put away.
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub fn read<T: DeserializeOwned>(&self, slot: Slot) -> Result<T> {
        self.spool.value(slot)
    }

    /// The readings of these numbers.
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub fn take(&self, articles: &[usize]) -> Result<Vec<Reading>> {
        articles.iter().map(|article| self.get(*article)).collect()
    }

    /// Adds to the outlines of all articles the mentions that stay.
    pub fn note(&mut self, readings: &mut [Reading], outlines: Vec<Outline>) {
        for (reading, Outline { mentions, numbers }) in readings.iter_mut().zip(outlines) {
            reading.mentions = mentions;
            self.numbers.push(numbers);
        }
    }

    /// The number among all mentions of an article of one that stayed, by its place in the outline.
    pub fn mention(&self, article: usize, place: usize) -> usize {
        self.numbers.get(article).and_then(|numbers| numbers.get(place)).map_or(place, |number| *number as usize)
    }

    /// All of them.
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub fn all(&self) -> Result<Vec<Reading>> {
        (0..self.places.len()).map(|article| self.get(article)).collect()
    }
}

/// What later stages ask of every article: where it comes from and its headline.
pub fn outline_of(mut article: Article) -> Article {
    let title = article.title().to_owned();
    article.headline = article.headline.map(|_| Span::new(0, title.len()));
    article.given_bytes = title.len();
    article.text = title;
    article.paragraphs = Vec::new();
    article.set_aside = Vec::new();
    // That there are any is asked for, not where they stand.
    article.corrections.iter_mut().for_each(|span| *span = Span::new(0, 0));
    article
}

/// What stays of the mentions of an article once its event is linked.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Outline {
    /// The mentions of claims that are listed: their words, cues and slot are left out.
    mentions: Vec<Mention>,
    /// The number of each among all mentions of the article, ascending.
    numbers: Box<[u32]>,
}

impl Outline {
    /// Keeps the mentions of these numbers.
    pub fn of(mentions: &[Mention], numbers: impl IntoIterator<Item = usize>) -> Self {
        let kept: Vec<(u32, Mention)> =
            numbers.into_iter().filter_map(|number| Some((number as u32, outlined(mentions.get(number)?)))).collect();
        Self { numbers: kept.iter().map(|(number, _)| *number).collect(), mentions: kept.into_iter().map(|(_, mention)| mention).collect() }
    }

    /// Where the mention of this number stands among those that stay; 0 for one that does not.
    pub fn place_of(&self, number: usize) -> usize {
        self.numbers.binary_search(&(number as u32)).unwrap_or_default()
    }
}

fn outlined(mention: &Mention) -> Mention {
    Mention {
        span: mention.span,
        sentence: mention.sentence,
        sentence_span: mention.sentence_span,
        kind: mention.kind,
        stance: mention.stance,
        certainty: mention.certainty,
        hedged: mention.hedged,
        vague: mention.vague,
        cues: Vec::new(),
        attribution: mention.attribution,
        in_headline: mention.in_headline,
        in_quotation: mention.in_quotation,
        opinion: mention.opinion,
        proposition: Proposition::default(),
        slot: None,
    }
}
