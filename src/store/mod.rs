//! Store: what a nightly run remembers between nights: what it measured, which articles it met, each outlet's scores.
//!
//! In: a folder of the user's. Out: what was measured before, so that a night measures only what is new; the articles of the
//! night before, so that changes can be told; the history of scores. Invariant: it only saves work: a value that is missing,
//! damaged or of another build, configuration or word table counts as not there, and a run with it writes the same reports as
//! one without. Nothing in it is changed but by whole transactions, and one run at a time holds it.
//!
//! | file | what |
//! |---|---|
//! | `memory.rs` | what was measured: looked up and added while a run goes on |
//! | `nights.rs` | which articles a night had, and its scores |
//! | `changes.rs` | what became of an article between two readings of it |
//! | `history.rs` | scores over nights: change, trend, alerts |

mod changes;
mod history;
mod memory;
mod nights;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::Once;

use redb::{Database, ReadableDatabase, ReadableTable, TableDefinition};

use crate::error::{Error, Result};

pub use changes::{Change, ChangeKind, Fate, changes, since, version_id};
pub use history::{Alert, NightScore, PastNight, history};
pub use memory::{Measured, Memory};
pub use nights::{Night, Seen, Tonight};

/// The file inside the user's folder.
const FILE: &str = "corroborate.redb";
/// Bytes of the store that the library holds in memory; each value is read once a night.
const CACHE: usize = 64 << 20;
/// Changed with every change of what the tables hold.
const FORMAT: u64 = 1;
const FACTS: TableDefinition<'_, &str, u64> = TableDefinition::new("facts");

/// The store, open for this run alone.
#[derive(Debug)]
pub struct Store {
    database: Database,
    path: PathBuf,
    /// Build, configuration and word tables as one number.
    fingerprint: u64,
}

impl Store {
    /// Opens the store in `folder`, or makes it. `fingerprint` stands for everything but the articles that results depend on.
    ///
    /// # Errors
    /// [`Error::Usage`] where another run holds it or it is of a later version; [`Error::Io`] where it is damaged or the disk refuses.
    pub fn open(folder: &Path, fingerprint: u64) -> Result<Self> {
        std::fs::create_dir_all(folder).map_err(|source| Error::Io {
            doing: "making",
            path: folder.to_owned(),
            source,
            remedy: "make the folder writable or choose another with --state".to_owned(),
        })?;
        let path = folder.join(FILE);
        let database = guarded(&path, || Ok(Database::builder().set_cache_size(CACHE).create(&path)?))?;
        let store = Self { database, path, fingerprint };
        let format = store.guarded(|| {
            let begun = store.database.begin_write()?;
            let format = {
                let mut facts = begun.open_table(FACTS)?;
                let known = facts.get("format")?.map(|format| format.value());
                if known.is_none() {
                    facts.insert("format", FORMAT)?;
                }
                known.unwrap_or(FORMAT)
            };
            begun.commit()?;
            Ok(format)
        })?;
        if format != FORMAT {
            return Err(Error::Usage {
                what: format!("{} is of format {format}, this program reads {FORMAT}", store.path.display()),
                remedy: "use the program that wrote it, or another folder with --state".to_owned(),
            });
        }
        Ok(store)
    }

    /// Build, configuration and word tables as one number.
    pub fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    /// Runs what touches the database; its faults become this program's, also where the library panics over a damaged file.
    fn guarded<T>(&self, doing: impl FnOnce() -> std::result::Result<T, redb::Error>) -> Result<T> {
        guarded(&self.path, doing)
    }

    fn reader(&self) -> Result<redb::ReadTransaction> {
        self.guarded(|| Ok(self.database.begin_read()?))
    }
}

thread_local! {
    /// This thread is inside the database.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Runs `doing`; `None` where the library panics, as it does over pages that contradict each other. Such a panic is told as damage,
/// not printed.
fn unpanicked<T>(doing: impl FnOnce() -> T) -> Option<T> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !INSIDE.get() {
                usual(info);
            }
        }));
    });
    INSIDE.set(true);
    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(doing));
    INSIDE.set(false);
    done.ok()
}

fn guarded<T>(path: &Path, doing: impl FnOnce() -> std::result::Result<T, redb::Error>) -> Result<T> {
    let done = unpanicked(doing);
    let damaged = |detail: String| {
        Error::Io {
        doing: "reading",
        path: path.to_owned(),
        source: std::io::Error::new(std::io::ErrorKind::InvalidData, detail),
        remedy: "the store is damaged: move it aside and run again; everything is measured anew, and history.csv of the last reports holds the scores so far; \
            the old reports are untouched"
            .to_owned(),
    }
    };
    match done {
        Some(Ok(value)) => Ok(value),
        Some(Err(redb::Error::DatabaseAlreadyOpen)) => Err(Error::Usage {
            what: format!("another run is using {}", path.display()),
            remedy: "wait for it to end, or give this run another --state".to_owned(),
        }),
        Some(Err(redb::Error::Io(source)))
            if source.kind() != std::io::ErrorKind::InvalidData && source.kind() != std::io::ErrorKind::UnexpectedEof =>
        {
            let remedy = match source.kind() {
                std::io::ErrorKind::StorageFull | std::io::ErrorKind::FileTooLarge | std::io::ErrorKind::QuotaExceeded => {
                    "free some space on this disk, then run again; the old reports are untouched"
                }
                _ => "see that the file can be read and written, or choose another folder with --state; the old reports are untouched",
            };
            Err(Error::Io { doing: "using", path: path.to_owned(), source, remedy: remedy.to_owned() })
        }
        Some(Err(error)) => Err(damaged(error.to_string())),
        None => Err(damaged("its pages contradict each other".to_owned())),
    }
}

/// A value with a checksum in front, as it is kept.
fn sealed<T: serde::Serialize>(value: &T) -> Option<Vec<u8>> {
    let mut bytes = vec![0; 8];
    bytes = postcard::to_extend(value, bytes).ok()?;
    let sum = xxhash_rust::xxh3::xxh3_64(&bytes[8..]);
    bytes[..8].copy_from_slice(&sum.to_le_bytes());
    Some(bytes)
}

/// What was sealed; `None` where it is damaged or of another shape.
fn opened<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    let (sum, value) = bytes.split_at_checked(8)?;
    if sum != xxhash_rust::xxh3::xxh3_64(value).to_le_bytes() {
        return None;
    }
    postcard::from_bytes(value).ok()
}
