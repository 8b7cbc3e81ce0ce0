//! What was measured: looked up while a run goes on, and added to it.
//!
//! An article is found again by its content, never by its path or the hour of a file, so files may be moved, packed or joined.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use redb::{Database, ReadOnlyTable, TableDefinition};
use xxhash_rust::xxh3::Xxh3;

use super::{Store, opened, sealed, unpanicked};
use crate::corpus::{Article, Record, Reject};
use crate::error::Result;
use crate::linking::{Found, Parts, Totals};

const ADMITTED: TableDefinition<'_, u128, &[u8]> = TableDefinition::new("admitted");
const MEASURED: TableDefinition<'_, u128, &[u8]> = TableDefinition::new("measured");

/// Bytes that are held before they are written.
const BATCH: usize = 32 << 20;

/// Everything that is measured in one article by itself, written down in parts: a night that knows an article passes them on unread.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Measured {
    /// What linking asks for.
    pub parts: Parts,
    /// [`crate::weighing::Measures`].
    pub measures: Vec<u8>,
}

impl Measured {
    /// One stretch of bytes: a checksum, the counts, the length of each part, the parts.
    fn to_bytes(&self) -> Vec<u8> {
        let Self { parts: Parts { found, words, prints, keys, totals }, measures } = self;
        let parts = [found, words, prints, keys, measures];
        let mut bytes = vec![0; 8];
        bytes.reserve_exact(8 * (3 + parts.len()) + parts.iter().map(|part| part.len()).sum::<usize>());
        let counts = [totals.attributions, totals.sentences, totals.vague_sentences];
        let numbers = counts.into_iter().chain(parts.iter().map(|part| part.len() as u64));
        bytes.extend(numbers.flat_map(u64::to_le_bytes));
        bytes.extend(parts.into_iter().flatten());
        let sum = xxhash_rust::xxh3::xxh3_64(&bytes[8..]);
        bytes[..8].copy_from_slice(&sum.to_le_bytes());
        bytes
    }

    /// `None` where the bytes are damaged.
    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (sum, bytes) = bytes.split_at_checked(8)?;
        if sum != xxhash_rust::xxh3::xxh3_64(bytes).to_le_bytes() {
            return None;
        }
        let (numbers, mut rest) = bytes.split_at_checked(8 * 8)?;
        let mut numbers = numbers.chunks_exact(8).map(|number| number.try_into().map_or(0, u64::from_le_bytes));
        let mut next = || numbers.next().unwrap_or_default();
        let totals = Totals { attributions: next(), sentences: next(), vague_sentences: next() };
        let lengths = [next(), next(), next(), next(), next()];
        let mut part = |length: u64| {
            let (part, behind) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            rest = behind;
            Some(part.to_vec())
        };
        let [found, words, prints, keys, measures] = lengths.map(&mut part);
        Some(Self { parts: Parts { found: found?, words: words?, prints: prints?, keys: keys?, totals }, measures: measures? })
    }
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
        self.look_up(Which::Admitted, key, opened)
    }

    /// Remembers what became of a record.
    pub fn admit(&self, key: u128, outcome: &std::result::Result<Article, Reject>) {
        self.add(Which::Admitted, key, sealed(outcome));
    }

    /// What was measured in an article.
    pub fn measured(&self, key: u128) -> Option<Measured> {
        self.look_up(Which::Measured, key, Measured::from_bytes)
    }

    /// Remembers what was measured in an article.
    pub fn measure(&self, key: u128, measured: &Measured) {
        self.add(Which::Measured, key, Some(measured.to_bytes()));
    }

    /// What was measured in an article of the night before; `None` where another build or configuration did it.
    pub fn earlier(&self, record: u128, article: u128) -> Option<(Article, Found)> {
        if !self.knows_earlier {
            return None;
        }
        let admitted: std::result::Result<Article, Reject> = get(self.admitted.as_ref()?, record, opened)?;
        Some((admitted.ok()?, get(self.measured.as_ref()?, article, Measured::from_bytes)?.parts.found()?))
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

    fn look_up<T>(&self, which: Which, key: u128, open: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
        if let Ok(mut added) = self.added.lock() {
            added.used[which as usize].insert(key);
        }
        let table = match which {
            Which::Admitted => self.admitted.as_ref(),
            Which::Measured => self.measured.as_ref(),
        };
        let value = if self.anew { None } else { table.and_then(|table| get(table, key, open)) };
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

fn get<T>(table: &ReadOnlyTable<u128, &'static [u8]>, key: u128, open: impl Fn(&[u8]) -> Option<T>) -> Option<T> {
    // A damaged page makes the library fail or panic: what it holds is then measured anew.
    unpanicked(|| table.get(key).ok().flatten().and_then(|value| open(value.value()))).flatten()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_measured_comes_back_whole_or_not_at_all() {
        let totals = Totals { attributions: 3, sentences: 20, vague_sentences: 2 };
        let parts = Parts { found: vec![1, 2, 3], words: vec![], prints: vec![4], keys: vec![5, 6], totals };
        let measured = Measured { parts, measures: vec![7; 300] };
        let bytes = measured.to_bytes();
        assert_eq!(bytes.len(), 8 + 8 * 8 + 3 + 1 + 2 + 300);
        assert_eq!(Measured::from_bytes(&bytes), Some(measured));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            assert_eq!(Measured::from_bytes(&damaged), None);
            assert_eq!(Measured::from_bytes(&bytes[..at]), None);
        }
    }
}
