//! Readings put away: whole ones go to a [`Spool`], what every later stage asks for stays at hand.
//!
//! In: readings in any order. Out: the same readings, but for their profile, which no stage after events and copies needs. Invariant:
//! what stays at hand ([`Shelf::outlines`], [`Outline`]) has no text but the headline, no attributions, no hedging, and of the mentions only those
//! of claims that are listed, without their words.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::attribution::Attributions;
use crate::claims::{Mention, Proposition};
use crate::corpus::Article;
use crate::error::Result;
use crate::hedging::Hedging;
use crate::ids::Span;
use crate::spool::{Room, Slot, Spool};

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
    whole: Slot,
    outline: Slot,
    words: Slot,
    prints: Slot,
    keys: Slot,
}

/// Puts readings on a shelf, from many threads.
#[derive(Debug)]
pub struct Shelving(Spool);

impl Shelving {
    /// Begins a shelf.
    pub fn new(room: Room) -> Self {
        Self(Spool::new(room))
    }

    /// Puts a reading away, in the parts that are asked for apart: itself, its outline, its profile without fingerprints, these, and the
    /// keys of its mentions.
    ///
    /// # Errors
    /// Where the spool cannot be written.
    pub fn put(&self, reading: Reading) -> Result<Place> {
        let Reading { article, mut profile, hedging, attributions, mentions } = reading;
        let whole = self.write(&(&article, hedging, attributions, &mentions))?;
        let keys = self.write(&keys_of(&mentions))?;
        let prints = self.write(&std::mem::take(&mut profile.prints))?;
        Ok(Place { whole, outline: self.write(&outline_of(article))?, words: self.write(&profile)?, prints, keys })
    }

    /// Puts anything away beside the readings.
    ///
    /// # Errors
    /// Where the spool cannot be written.
    pub fn write(&self, value: &impl Serialize) -> Result<Slot> {
        // Plain data of ours in memory: there is nothing that could not be written down.
        self.0.put(&postcard::to_stdvec(value).unwrap_or_default())
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
        let (article, hedging, attributions, mentions): (Article, Hedging, Attributions, Vec<Mention>) =
            self.part(article, |place| place.whole)?;
        Ok(Reading { article, profile: Profile::default(), hedging, attributions, mentions })
    }

    /// All articles in outline: their readings have no profile yet, and no mentions before [`Self::note`].
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub fn outlines(&self) -> Result<Vec<Reading>> {
        let outline = |article| {
            let article = self.part(article, |place| place.outline)?;
            Ok(Reading {
                article,
                profile: Profile::default(),
                hedging: Hedging::default(),
                attributions: Attributions::default(),
                mentions: Vec::new(),
            })
        };
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
        self.read(self.places.get(article).map(of).ok_or_else(|| self.spool.damaged())?)
    }

    /// What [`Shelving::write`] put away.
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub fn read<T: DeserializeOwned>(&self, slot: Slot) -> Result<T> {
        postcard::from_bytes(&self.spool.get(slot)?).map_err(|_| self.spool.damaged())
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

    /// Bytes that went to a file.
    pub fn filed(&self) -> u64 {
        self.spool.filed()
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
fn outline_of(mut article: Article) -> Article {
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
#[derive(Debug, Clone, Default)]
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
