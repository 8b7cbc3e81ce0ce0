//! Stages over records and articles.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::order::{Ordered, groups};
use super::stages::kinds;
use super::wire::{Out, Row};
use super::{Context, refused};
use crate::corpus::{self, Article, Card, Choice, Record, Recurring, Reject};
use crate::error::Result;
use crate::linking::{Found, Profile, Reading, day_number, outline_of};
use crate::pipeline::{found, measured_anew, outside};
use crate::spool::written;
use crate::store::{self, Change, Fate, version_id};

/// A record as it was met in a file, or why there is none.
#[derive(Serialize, Deserialize)]
enum Met {
    Record(Box<Record>),
    Reject(Reject),
}

/// Records that a file may hold: its number takes the other bits.
const OF_FILE: i64 = 1 << 32;

/// Files become records. Their numbers ascend as they are met in the files, and the files as they are listed.
pub(super) fn read(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    for row in rows {
        let row = row?;
        let (file, path) = (row.int(0)?, PathBuf::from(row.text(1)?));
        for (at, met) in (0_i64..).zip(corpus::records(&[path], &context.settings.config.reading)) {
            if at == OF_FILE {
                return Err(refused(format!("{} holds more than 4,294,967,296 records", row.text(1)?), "part the file"));
            }
            let met = met.map_or_else(Met::Reject, |record| Met::Record(Box::new(record)));
            out.put(vec![(file * OF_FILE + at).into(), written(&met).into()])?;
        }
    }
    Ok(())
}

/// Records become articles, each with its card and the keys by which it may meet others.
pub(super) fn admit(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let settings = context.settings;
    let reading = &settings.config.reading;
    for row in rows {
        let row = row?;
        let number = row.int(0)?;
        let outcome = match row.value(1)? {
            Met::Record(record) => corpus::admit(*record, context.lexicon, reading),
            Met::Reject(reject) => Err(reject),
        };
        let outcome = outcome.and_then(|article| outside(&article, (settings.since, settings.until)).map_or(Ok(article), Err));
        out.put(match outcome {
            Ok(article) => {
                let card = Card::of(&article, reading);
                let (id, text, address) = card.keys();
                vec![
                    kinds::ARTICLE.into(),
                    number.into(),
                    article.id.as_str().into(),
                    article.outlet.as_str().into(),
                    id.into(),
                    text.into(),
                    address.into(),
                    written(&card).into(),
                    written(&article).into(),
                ]
            }
            Err(reject) => {
                let none = || None::<i64>.into();
                vec![kinds::REJECT.into(), number.into(), none(), none(), none(), none(), none(), none(), written(&reject).into()]
            }
        })?;
    }
    Ok(())
}

/// Chooses among articles met twice. A piece holds all cards that are joined by keys, themselves or through others.
pub(super) fn choose(_: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    for piece in groups(rows) {
        let piece = piece?;
        let cards: Vec<Card> = piece.iter().map(|row| row.value(2)).collect::<Result<_>>()?;
        let numbers: Vec<i64> = piece.iter().map(|row| row.int(1)).collect::<Result<_>>()?;
        let Choice { kept, rejects, versions } = corpus::without_repeats(&cards);
        let mut stays = vec![false; cards.len()];
        for at in kept {
            stays[at] = true;
        }
        let mut version_of: Vec<Option<(i64, i64)>> = vec![None; cards.len()];
        for (nth, (of, earlier)) in (0..).zip(versions) {
            version_of[earlier] = Some((numbers[of], nth));
        }
        // Every article that does not stay has one reject, which names it by its place.
        let mut rejects: std::collections::BTreeMap<(String, u64), Reject> =
            rejects.into_iter().map(|reject| ((reject.path.clone(), reject.position.unwrap_or_default()), reject)).collect();
        for (at, card) in cards.into_iter().enumerate() {
            let reject = if stays[at] { None } else { rejects.remove(&(card.path, card.position)) };
            out.put(vec![
                numbers[at].into(),
                i64::from(stays[at]).into(),
                i64::from(at == 0).into(),
                version_of[at].map(|(of, _)| of).into(),
                version_of[at].map(|(_, nth)| nth).into(),
                reject.map(|reject| written(&reject)).into(),
            ])?;
        }
    }
    Ok(())
}

/// What recurs in the articles of each outlet.
pub(super) fn recurring(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    for group in groups(rows) {
        let group = group?;
        let cards: Vec<Card> = group.iter().map(|row| row.value(2)).collect::<Result<_>>()?;
        let found = Recurring::among(&cards, &context.settings.config.reading);
        if !found.is_empty() {
            out.put(vec![group[0].text(0)?.into(), written(&found).into()])?;
        }
    }
    Ok(())
}

/// Measures articles, what recurs in their outlets set aside.
pub(super) fn analyse(context: &Context<'_>, rows: Ordered<'_>, side: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let mut recurring = Recurring::default();
    for row in side {
        recurring.join(row.value(1)?);
    }
    let config = &context.settings.config;
    for row in rows {
        let mut article: Article = row?.value(0)?;
        recurring.take_off(&mut article, &config.reading);
        let measured = measured_anew(&article, context.lexicon, config);
        let parts = measured.parts;
        let day = article.published.map(|day| i64::from(day_number(day)));
        out.put(vec![
            article.id.as_str().into(),
            written(&article).into(),
            written(&outline_of(article)).into(),
            parts.found.into(),
            parts.words.clone().into(),
            credits(&parts.words)?.into(),
            parts.prints.into(),
            parts.keys.into(),
            measured.measures.into(),
            written(&parts.totals).into(),
            day.into(),
        ])?;
    }
    Ok(())
}

/// Of a profile as it is written down what copies are found by, but for the fingerprints.
fn credits(words: &[u8]) -> Result<Vec<u8>> {
    let mut profile: Profile = postcard::from_bytes(words)
        .map_err(|error| refused(format!("a profile cannot be read: {error}"), "this is a fault of the program"))?;
    profile.forget_words();
    Ok(written(&profile))
}

/// What changed between earlier texts of an article and the one that stays; of several the last one counts as its version.
pub(super) fn versions(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    for group in groups(rows) {
        let group = group?;
        let mut all: Vec<Change> = Vec::new();
        let mut version = String::new();
        for row in &group {
            let earlier: Article = row.value(2)?;
            let later = Reading::whole(row.value(3)?, row.value(4)?);
            let Found { attributions, mentions, .. } = found(&earlier, context.lexicon, &context.settings.config);
            all.extend(store::changes(&earlier, &mentions, &attributions, &later, Fate::Version));
            version = version_id(&earlier);
        }
        out.put(vec![group[0].text(0)?.into(), written(&(group[0].text(0)?, version, all)).into()])?;
    }
    Ok(())
}
