//! Readings put away: whole ones go to a [`Spool`], what every later stage asks for stays at hand.
//!
//! In: readings in any order. Out: the same readings, but for their profile, which no stage after events and copies needs. Invariant:
//! what stays at hand ([`Reading::outline`]) has no text but the headline, no attributions, no hedging, and mentions without words.

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
        Shelf { spool: self.0, slots }
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
    /// [`outlined`].
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

/// What later stages ask of every mention: its words, cues and slot are left out.
pub fn outlined(mentions: &[Mention]) -> Vec<Mention> {
    let outline = |mention: &Mention| Mention {
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
    };
    mentions.iter().map(outline).collect()
}
