//! Stages over events and claims.

use super::order::{Ordered, groups};
use super::stages::kinds;
use super::wire::{Cell, Out, Row};
use super::{Context, refused};
use crate::error::Result;
use crate::linking::{ClaimLinker, Copied, CopyIndex, Event, Linked, RarityCount, Reading, find_copies, link_events};
use crate::pipeline::events::link_some;
use crate::report::{Maker, Speakers, order_of_lone_row, order_of_row};
use crate::spool::{Spool, written};

/// What a cap left out.
fn dropped(linked: &Linked) -> impl Iterator<Item = Vec<u8>> {
    linked.dropped.iter().map(written)
}

/// Articles become events. They are numbered here, in the order of their ids.
pub(super) fn events(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let spool = Spool::new(context.room.clone());
    let (mut readings, mut words) = (Vec::new(), Vec::new());
    for row in rows {
        let row = row?;
        words.push(spool.put(row.bytes(2)?)?);
        readings.push(Reading::outline(row.value(1)?));
    }
    let linked = link_events(&readings, &|at| spool.value(words[at]), context.lexicon, &context.settings.config.linking, &context.room)?;
    for (number, reading) in readings.iter().enumerate() {
        let event = linked.event_of[number];
        out.put(vec![kinds::MEMBER.into(), reading.article.id.as_str().into(), number.into(), event.into(), Cell::None])?;
    }
    for (number, event) in linked.events.iter().enumerate() {
        out.put(vec![kinds::EVENT.into(), Cell::None, Cell::None, number.into(), written(event).into()])?;
    }
    for (number, dropped) in dropped(&linked).enumerate() {
        out.put(vec![kinds::DROPPED.into(), Cell::None, number.into(), Cell::None, dropped.into()])?;
    }
    Ok(())
}

/// What articles copy from each other.
pub(super) fn copies(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let spool = Spool::new(context.room.clone());
    let (mut readings, mut prints) = (Vec::new(), Vec::new());
    for row in rows {
        let row = row?;
        prints.push(spool.put(row.bytes(3)?)?);
        readings.push(Reading { profile: row.value(2)?, ..Reading::outline(row.value(1)?) });
    }
    let mut linked = Linked::default();
    find_copies(&readings, &|at| spool.value(prints[at]), &mut linked, &context.settings.config.linking)?;
    for (number, (reading, copied)) in readings.iter().zip(linked.copied()).enumerate() {
        out.put(vec![kinds::COPIED.into(), reading.article.id.as_str().into(), number.into(), written(&copied).into()])?;
    }
    for (number, dropped) in dropped(&linked).enumerate() {
        out.put(vec![kinds::DROPPED.into(), Cell::None, number.into(), dropped.into()])?;
    }
    Ok(())
}

/// The keys of an article's mentions, each once, for the engine to count.
pub(super) fn keys(_: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    for row in rows {
        let keys: Vec<u64> = row?.value(0)?;
        for key in keys {
            out.put(vec![key.into()])?;
        }
    }
    Ok(())
}

/// Mentions become claims, event by event, and rows of the two large tables.
pub(super) fn claims(context: &Context<'_>, rows: Ordered<'_>, side: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let settings = context.settings;
    let articles =
        context.articles.ok_or_else(|| refused("stage claims has to know how many articles the corpus has", "give --articles"))?;
    let counted: Vec<(u64, u32)> = side.iter().map(|row| Ok((row.int(0)? as u64, row.int(1)? as u32))).collect::<Result<_>>()?;
    drop(side);
    let linker = ClaimLinker::new(RarityCount::counted(articles, counted), context.lexicon, &settings.config.linking);
    let mut speakers = Speakers::default();
    for group in groups(rows) {
        let group = group?;
        let event: Event = group[0].value(2)?;
        let numbers: Vec<usize> = group.iter().map(|row| row.index(1)).collect::<Result<_>>()?;
        if numbers != event.articles {
            let what = format!("event {} has {} articles, and {} rows came", event.id, event.articles.len(), numbers.len());
            return Err(refused(what, "keep all rows of an event in one partition"));
        }
        let copied: Vec<Copied> = group.iter().map(|row| row.value(5)).collect::<Result<_>>()?;
        let both = || copied.iter().flat_map(|copied| copied.copies.iter().zip(&copied.roots));
        let index = CopyIndex::rooted(both().map(|(copying, _)| copying), both().map(|(copying, root)| (copying.from, *root)));
        let readings: Vec<Reading> = group.iter().map(|row| Ok(Reading::whole(row.value(3)?, row.value(4)?))).collect::<Result<_>>()?;
        let maker = Maker::new(settings.style, context.room.clone());
        let (linking, batch) = link_some(&linker, &maker, &index, [Ok((&event, readings))])?;
        let lines = maker.take_out(batch)?;
        let number = group[0].int(0)?;
        let mut put = |kind: i64, place: Option<usize>, order: [i64; 3], data: Vec<u8>| {
            let [first, second, third] = order.map(Cell::from);
            out.put(vec![kind.into(), number.into(), place.into(), first, second, third, data.into()])
        };
        for ((place, line), claim) in lines.claims.into_iter().enumerate().zip(linking.claims.iter().flatten()) {
            put(kinds::CLAIM_LINE, Some(place), order_of_row(claim), line)?;
        }
        for (order, line) in lines.lone {
            put(kinds::CLAIM_LINE, None, order_of_lone_row(order), line)?;
        }
        for ((id, article, mention), line) in lines.evidence {
            put(kinds::EVIDENCE_LINE, None, [id as i64, i64::from(article), i64::from(mention)], line)?;
        }
        put(kinds::LINKING, None, [0; 3], written(&linking))?;
        speakers.join(maker.into_speakers());
    }
    out.put(vec![kinds::SPEAKERS.into(), Cell::None, Cell::None, Cell::None, Cell::None, Cell::None, written(&speakers).into()])
}
