//! Stages over the whole corpus: outlines of articles, claims that anything bears on, counts.

use std::collections::BTreeMap;
use std::io::Write;
use std::sync::{Arc, Mutex};

use super::order::{Ordered, groups};
use super::stages::{kinds, parts};
use super::wire::{Cell, Out, Row};
use super::{Context, refused};
use crate::error::Result;
use crate::linking::{Event, Linked, Reading, Shelf, Totals};
use crate::pipeline::events::{Asked, Joining, again, asked};
use crate::pipeline::settle_and_weigh;
use crate::report::{self, Fact, Findings, Made, Maker, Passage, Speakers, order_of_row};
use crate::spool::written;
use crate::store::Change;

/// The findings that the rows of the whole corpus stand for, with what the page quotes and what the driver knows.
fn findings(context: &Context<'_>, rows: Ordered<'_>) -> Result<(Findings, Vec<Fact>)> {
    let (mut readings, mut linked, mut findings) = (Vec::new(), Linked::default(), Findings::default());
    let mut joining: Option<Joining> = None;
    let mut dropped: BTreeMap<String, u64> = BTreeMap::new();
    let (mut speakers, mut passages, mut facts) = (Speakers::default(), BTreeMap::<usize, Passage>::new(), Vec::new());
    for row in rows {
        let row = row?;
        let in_turn = |known: usize| {
            let number = row.index(1)?;
            let what = format!("row {number} of the whole corpus came where row {known} should");
            if number == known { Ok(()) } else { Err(refused(what, "join the tables as the driver script does")) }
        };
        match row.int(0)? {
            parts::EVENT => {
                in_turn(linked.events.len())?;
                linked.events.push(row.value::<Event>(2)?);
            }
            parts::ARTICLE => {
                in_turn(readings.len())?;
                readings.push(Reading::outline(row.value(2)?));
                findings.measures.push(row.value(3)?);
                findings.totals += row.value::<Totals>(4)?;
            }
            parts::COPIED => {
                in_turn(linked.origin_of.len())?;
                linked.add_copied(row.value(2)?);
            }
            parts::LINKING => joining.get_or_insert_with(|| Joining::new(readings.len())).add(row.value(2)?),
            parts::SPEAKERS => speakers.join(row.value(2)?),
            parts::REJECT => findings.rejects.push(row.value(2)?),
            parts::CHANGES => {
                let (id, version, changes): (String, String, Vec<Change>) = row.value(2)?;
                findings.version_of.insert(id, version);
                findings.changes.extend(changes);
            }
            parts::DROPPED => {
                let (cap, members): (String, u64) = row.value(2)?;
                *dropped.entry(cap).or_default() += members;
            }
            parts::PASSAGE => {
                passages.insert(row.index(1)?, row.value(2)?);
            }
            parts::FACT => {
                let fact = String::from_utf8_lossy(row.bytes(2)?).into_owned();
                facts.extend(fact.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned())));
            }
            other => return Err(refused(format!("there are no rows of kind {other}"), "use the driver script of this version")),
        }
    }
    // Every partition tells of its caps.
    linked.dropped = dropped.into_iter().collect();
    let Linked { events, event_of, .. } = Linked::of_events(linked.events, readings.len());
    (linked.events, linked.event_of) = (events, event_of);
    let mut shelf = Shelf::default();
    joining.unwrap_or_else(|| Joining::new(readings.len())).finish(&mut readings, &mut linked, &mut shelf);
    (findings.readings, findings.linked, findings.shelf) = (readings, linked, Arc::new(shelf));
    settle_and_weigh(&mut findings, &context.settings.config, &|_| {});
    findings.made = Arc::new(Made::elsewhere(context.settings.style, speakers, passages));
    Ok((findings, facts))
}

/// Settles and weighs, and names the events of which rows have to be made once more.
pub(super) fn settle(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let (findings, _) = findings(context, rows)?;
    for (event, asked) in asked(&findings) {
        out.put(vec![event.into(), written(&asked).into()])?;
    }
    Ok(())
}

/// Makes rows once more that need both their event and the corpus, and what the page quotes.
pub(super) fn gather(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    for group in groups(rows) {
        let group = group?;
        let number = group[0].int(0)?;
        let event: Event = group[0].value(2)?;
        let asked: Asked = group[0].value(3)?;
        let claims: BTreeMap<usize, (usize, [i64; 3])> =
            asked.places().map(|(place, number, claim)| (number, (place, order_of_row(claim)))).collect();
        let readings: Vec<Reading> = group.iter().map(|row| Ok(Reading::whole(row.value(4)?, row.value(5)?))).collect::<Result<_>>()?;
        let made = Maker::new(context.settings.style, context.room.clone()).finish(Vec::new(), &[])?;
        let again = again(&made, [Ok((&event, readings, asked))])?;
        for (claim, line, passage) in made.take_out(again)? {
            let (place, order) = claims.get(&claim).copied().unwrap_or_default();
            let [first, second, third] = order.map(Cell::from);
            out.put(vec![kinds::CLAIM_LINE.into(), number.into(), place.into(), claim.into(), first, second, third, line.into()])?;
            let none = || Cell::None;
            out.put(vec![
                kinds::PASSAGE.into(),
                number.into(),
                place.into(),
                claim.into(),
                none(),
                none(),
                none(),
                written(&passage).into(),
            ])?;
        }
    }
    Ok(())
}

/// Writes every file of the report folder; of the two large tables only their first line, since their other lines lie elsewhere.
pub(super) fn report(context: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let (findings, known) = findings(context, rows)?;
    let mut facts = report::facts(&findings, &context.settings.config, context.lexicon);
    facts.extend(known);
    let files = Files::default();
    let written = report::folder::write_elsewhere(&findings, &facts, &|name| Ok(files.open(name)));
    written.map_err(|error| refused(format!("the reports cannot be made: {error}"), "give the worker more memory"))?;
    for (name, bytes) in files.take() {
        for (part, some) in bytes.chunks(PART_BYTES).enumerate() {
            out.put(vec![name.as_str().into(), part.into(), some.to_vec().into()])?;
        }
        if bytes.is_empty() {
            out.put(vec![name.into(), 0_i64.into(), Vec::new().into()])?;
        }
    }
    Ok(())
}

/// Bytes of a file that go into one row, about.
const PART_BYTES: usize = 1 << 18;

/// Joins lines to blocks, each with the keys of its first and last line. Where the lines were parted by ranges of their keys, the blocks in
/// the order of their keys are the table.
pub(super) fn lines(_: &Context<'_>, rows: Ordered<'_>, _: Vec<Row>, out: &mut dyn Out) -> Result<()> {
    let mut block = Block::default();
    for row in rows {
        let row = row?;
        if block.data.len() >= PART_BYTES || block.range != Some(row.int(0)?) {
            std::mem::take(&mut block).put(out)?;
            block.range = Some(row.int(0)?);
        }
        block.add(&row)?;
    }
    block.put(out)
}

/// Lines that follow each other.
#[derive(Default)]
struct Block {
    range: Option<i64>,
    first: Vec<Cell>,
    last: Vec<Cell>,
    rows: i64,
    data: Vec<u8>,
}

impl Block {
    fn add(&mut self, row: &Row) -> Result<()> {
        let keys = &row.0[1..4];
        if self.rows == 0 {
            keys.clone_into(&mut self.first);
        }
        keys.clone_into(&mut self.last);
        self.rows += 1;
        self.data.extend_from_slice(row.bytes(4)?);
        Ok(())
    }

    fn put(self, out: &mut dyn Out) -> Result<()> {
        let cells = std::iter::once(self.range.into()).chain(self.first).chain(self.last);
        let bytes = self.data.len();
        let cells = cells.chain([self.rows.into(), bytes.into(), self.data.into()]);
        if self.rows > 0 { out.put(cells.collect()) } else { Ok(()) }
    }
}

/// Files in memory.
#[derive(Default)]
struct Files(Arc<Mutex<BTreeMap<String, Vec<u8>>>>);

impl Files {
    fn open(&self, name: &str) -> File {
        File { name: name.to_owned(), bytes: Vec::new(), files: Arc::clone(&self.0) }
    }

    fn take(self) -> BTreeMap<String, Vec<u8>> {
        self.0.lock().map(|mut files| std::mem::take(&mut *files)).unwrap_or_default()
    }
}

/// One of them, under way until it is flushed.
struct File {
    name: String,
    bytes: Vec<u8>,
    files: Arc<Mutex<BTreeMap<String, Vec<u8>>>>,
}

impl Write for File {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let mut files = self.files.lock().map_err(|_| std::io::Error::other("a file could not be kept"))?;
        files.entry(self.name.clone()).or_default().append(&mut self.bytes);
        Ok(())
    }
}
