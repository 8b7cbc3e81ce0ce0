//! What was measured: looked up while a run goes on, and added to it.
//!
//! An article is found again by its content, never by its path or the hour of a file, so files may be moved, packed or joined.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use redb::{Database, ReadOnlyTable, TableDefinition};
use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::Xxh3;

use super::{Store, opened, sealed, unpanicked};
use crate::attribution::Attributions;
use crate::claims::Mention;
use crate::corpus::{Article, Record, Reject};
use crate::error::Result;
use crate::hedging::Hedging;
use crate::linking::Profile;
use crate::weighing::Measures;

const ADMITTED: TableDefinition<'_, u128, &[u8]> = TableDefinition::new("admitted");
const MEASURED: TableDefinition<'_, u128, &[u8]> = TableDefinition::new("measured");

/// Bytes that are held before they are written.
const BATCH: usize = 32 << 20;

/// Everything that is measured in one article by itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// What linking needs.
    pub profile: Profile,
    /// Hedging of its sentences.
    pub hedging: Hedging,
    /// Who said what.
    pub attributions: Attributions,
    /// What is put forward.
    pub mentions: Vec<Mention>,
    /// Counts for weighing.
    pub measures: Measures,
}

/// What earlier nights measured, and what this one adds. Shared between threads.
pub struct Memory<'a> {
    store: &'a Store,
    admitted: Option<ReadOnlyTable<u128, &'static [u8]>>,
    measured: Option<ReadOnlyTable<u128, &'static [u8]>>,
    added: Mutex<Added>,
    /// Look nothing up: measure everything anew.
    anew: bool,
    /// The night before was measured as this one is.
    knows_earlier: bool,
    found: AtomicU64,
    missed: AtomicU64,
}

#[derive(Default)]
struct Added {
    values: Vec<(Which, u128, Vec<u8>)>,
    bytes: usize,
    /// The first fault of writing; looked up values stay good after it.
    fault: Option<crate::error::Error>,
    /// Keys that this run used: what else there is can go.
    used: [std::collections::BTreeSet<u128>; 2],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    Admitted,
    Measured,
}

impl Store {
    /// Begins to look up and add. Where `anew` is set nothing is found, and everything is added again. `before` is the fingerprint of the night
    /// whose articles may be asked for: what another build or configuration measured cannot be read by this one.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub fn memory(&self, anew: bool, before: Option<u64>) -> Result<Memory<'_>> {
        let reader = self.reader()?;
        let table = |definition| {
            self.guarded(|| match reader.open_table(definition) {
                Ok(table) => Ok(Some(table)),
                Err(redb::TableError::TableDoesNotExist(_)) => Ok(None),
                Err(error) => Err(error.into()),
            })
        };
        Ok(Memory {
            store: self,
            admitted: table(ADMITTED)?,
            measured: table(MEASURED)?,
            added: Mutex::new(Added::default()),
            anew,
            knows_earlier: before == Some(self.fingerprint),
            found: AtomicU64::new(0),
            missed: AtomicU64::new(0),
        })
    }
}

impl Memory<'_> {
    /// The key of a record: everything that its admission depends on. A text file's folder may name its outlet; a line of JSON counts as
    /// it is written, so that what is known need not be read.
    pub fn record_key(&self, record: &Record, folder: Option<&str>) -> u128 {
        let mut hasher = Xxh3::with_seed(self.store.fingerprint);
        let fields = &record.fields;
        let page = record.page.as_ref();
        let line = record.line.as_ref();
        let parts: [&[u8]; 15] = [
            fields.text.as_bytes(),
            fields.title.as_bytes(),
            fields.outlet.as_bytes(),
            fields.published.as_bytes(),
            fields.url.as_bytes(),
            fields.language.as_bytes(),
            fields.id.as_bytes(),
            fields.section.as_bytes(),
            page.map_or(&[], |page| page.html.as_slice()),
            page.map_or(&[], |page| page.url.as_bytes()),
            page.and_then(|page| page.charset.as_deref()).unwrap_or_default().as_bytes(),
            folder.unwrap_or_default().as_bytes(),
            line.map_or(&[], |line| line.bytes.as_slice()),
            line.and_then(|line| line.guess).map_or(&[], |guess| guess.name().as_bytes()),
            &[u8::from(record.is_text_file), u8::from(page.is_some()), u8::from(line.is_some())],
        ];
        let lists = fields.authors.iter().map(String::as_bytes).chain([&b"\x1f"[..]]).chain(record.warnings.iter().map(String::as_bytes));
        for part in parts.into_iter().chain(lists) {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part);
        }
        hasher.digest128()
    }

    /// The key of what is measured in an article: its record, and which paragraphs the whole corpus leaves it (paragraphs that recur
    /// in many articles of an outlet count for none).
    pub fn article_key(&self, record: u128, article: &Article) -> u128 {
        let mut hasher = Xxh3::with_seed(self.store.fingerprint);
        hasher.update(&record.to_le_bytes());
        for span in &article.paragraphs {
            hasher.update(&(span.start as u64).to_le_bytes());
            hasher.update(&(span.end as u64).to_le_bytes());
        }
        hasher.digest128()
    }

    /// What became of a record on an earlier night; path and position are those of then.
    pub fn admitted(&self, key: u128) -> Option<std::result::Result<Article, Reject>> {
        self.look_up(Which::Admitted, key)
    }

    /// Remembers what became of a record.
    pub fn admit(&self, key: u128, outcome: &std::result::Result<Article, Reject>) {
        self.add(Which::Admitted, key, sealed(outcome));
    }

    /// What was measured in an article.
    pub fn measured(&self, key: u128) -> Option<Measured> {
        self.look_up(Which::Measured, key)
    }

    /// Remembers what was measured in an article.
    pub fn measure(&self, key: u128, measured: &Measured) {
        self.add(Which::Measured, key, sealed(measured));
    }

    /// What was measured in an article of the night before; `None` where another build or configuration did it.
    pub fn earlier(&self, record: u128, article: u128) -> Option<(Article, Measured)> {
        if !self.knows_earlier {
            return None;
        }
        let admitted: std::result::Result<Article, Reject> = get(self.admitted.as_ref()?, record)?;
        Some((admitted.ok()?, get(self.measured.as_ref()?, article)?))
    }

    /// Keeps what a record came to although this run does not read it.
    pub fn keep(&self, record: u128, article: u128) {
        if let Ok(mut added) = self.added.lock() {
            added.used[0].insert(record);
            added.used[1].insert(article);
        }
    }

    /// Looked up with success, and without.
    pub fn counts(&self) -> (u64, u64) {
        (self.found.load(Ordering::Relaxed), self.missed.load(Ordering::Relaxed))
    }

    fn look_up<T: serde::de::DeserializeOwned>(&self, which: Which, key: u128) -> Option<T> {
        if let Ok(mut added) = self.added.lock() {
            added.used[which as usize].insert(key);
        }
        let table = match which {
            Which::Admitted => self.admitted.as_ref(),
            Which::Measured => self.measured.as_ref(),
        };
        let value = if self.anew { None } else { table.and_then(|table| get(table, key)) };
        let counter = if value.is_some() { &self.found } else { &self.missed };
        counter.fetch_add(1, Ordering::Relaxed);
        value
    }

    fn add(&self, which: Which, key: u128, value: Option<Vec<u8>>) {
        let (Some(value), Ok(mut added)) = (value, self.added.lock()) else { return };
        added.bytes += value.len();
        added.values.push((which, key, value));
        if added.bytes >= BATCH {
            self.write(&mut added);
        }
    }

    fn write(&self, added: &mut Added) {
        let values = std::mem::take(&mut added.values);
        added.bytes = 0;
        if added.fault.is_some() || values.is_empty() {
            return;
        }
        let written = self.store.guarded(|| insert(&self.store.database, &values));
        added.fault = written.err();
    }

    /// Writes what is left and lets go of everything that this run did not use.
    ///
    /// # Errors
    /// Where the store could not be written, now or before.
    pub fn finish(self) -> Result<()> {
        let Self { store, admitted, measured, added, .. } = self;
        drop((admitted, measured));
        let Ok(added) = added.into_inner() else { return Ok(()) };
        if let Some(fault) = added.fault {
            return Err(fault);
        }
        store.guarded(|| {
            insert(&store.database, &added.values)?;
            let begun = store.database.begin_write()?;
            for (definition, used) in [ADMITTED, MEASURED].into_iter().zip(&added.used) {
                let mut table = begun.open_table(definition)?;
                table.retain(|key, _| used.contains(&key))?;
            }
            Ok(begun.commit()?)
        })
    }
}

fn get<T: serde::de::DeserializeOwned>(table: &ReadOnlyTable<u128, &'static [u8]>, key: u128) -> Option<T> {
    // A damaged page makes the library fail or panic: what it holds is then measured anew.
    unpanicked(|| table.get(key).ok().flatten().and_then(|value| opened(value.value()))).flatten()
}

fn insert(database: &Database, values: &[(Which, u128, Vec<u8>)]) -> std::result::Result<(), redb::Error> {
    let begun = database.begin_write()?;
    {
        let mut admitted = begun.open_table(ADMITTED)?;
        let mut measured = begun.open_table(MEASURED)?;
        for (which, key, value) in values {
            match which {
                Which::Admitted => admitted.insert(key, value.as_slice())?,
                Which::Measured => measured.insert(key, value.as_slice())?,
            };
        }
    }
    Ok(begun.commit()?)
}
