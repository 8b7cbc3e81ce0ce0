//! Readings put away: whole ones go to a [`Spool`], what every later stage asks for stays at hand.
//!
//! In: readings in any order. Out: the same readings, but for their profile, which no stage after events and copies needs. Invariant:
//! what stays at hand ([`Reading::outline`], [`Outline`]) has no text but the headline, no attributions, no hedging, and of the mentions only those
//! of claims that are listed, without their words.

use crate::attribution::Attributions;
use crate::claims::{Mention, Proposition};
use crate::corpus::Article;
use crate::error::Result;
use crate::hedging::Hedging;
use crate::ids::Span;
use crate::spool::{Room, Slot, Spool};

use super::{Profile, Reading};

/// Whole readings, by their number in the corpus.
#[derive(Debug, Default)]
pub struct Shelf {
    spool: Spool,
    slots: Vec<Slot>,
    /// For each article the numbers of the mentions that stayed.
    numbers: Vec<Box<[u32]>>,
}

/// Puts readings on a shelf, from many threads.
#[derive(Debug)]
pub struct Shelving(Spool);

impl Shelving {
    /// Begins a shelf.
    pub fn new(room: Room) -> Self {
        Self(Spool::new(room))
    }

    /// Puts a reading away.
    ///
    /// # Errors
    /// Where the spool cannot be written.
    pub fn put(&self, reading: &Reading) -> Result<Slot> {
        let Reading { article, hedging, attributions, mentions, .. } = reading;
        // Plain data of ours in memory: there is nothing that could not be written down.
        self.0.put(&postcard::to_stdvec(&(article, hedging, attributions, mentions)).unwrap_or_default())
    }

    /// The shelf; `slots` are those of the articles in order.
    pub fn finish(self, slots: Vec<Slot>) -> Shelf {
        Shelf { spool: self.0, slots, numbers: Vec::new() }
    }
}

impl Shelf {
    /// The reading of this number, its profile left empty.
    ///
    /// # Errors
    /// Where the spool cannot be read.
    pub fn get(&self, article: usize) -> Result<Reading> {
        let bytes = self.slots.get(article).map_or_else(|| Ok(Vec::new()), |slot| self.spool.get(*slot))?;
        let (article, hedging, attributions, mentions): (Article, Hedging, Attributions, Vec<Mention>) =
            postcard::from_bytes(&bytes).map_err(|_| self.spool.damaged())?;
        Ok(Reading { article, profile: Profile::default(), hedging, attributions, mentions })
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
        (0..self.slots.len()).map(|article| self.get(article)).collect()
    }
}

impl Reading {
    /// What later stages ask of every article: where it comes from, its headline, its profile; mentions are added by
    /// [`Shelf::note`].
    #[must_use]
    pub fn outline(self) -> Self {
        let Self { mut article, profile, .. } = self;
        let title = article.title().to_owned();
        article.headline = article.headline.map(|_| Span::new(0, title.len()));
        article.given_bytes = title.len();
        article.text = title;
        article.text.shrink_to_fit();
        article.paragraphs = Vec::new();
        article.set_aside = Vec::new();
        // That there are any is asked for, not where they stand.
        article.corrections.iter_mut().for_each(|span| *span = Span::new(0, 0));
        Self { article, profile, hedging: Hedging::default(), attributions: Attributions::default(), mentions: Vec::new() }
    }
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
