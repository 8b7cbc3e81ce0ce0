//! Writes a report folder beside its place and moves it in whole.
//!
//! OUT is new, empty, or holds a `datapackage.json` made by this program; anything else is refused. The new folder is
//! written to `.NAME.partial` beside OUT and exchanged with OUT in one step where the system can (Linux
//! `renameat2`); else OUT is renamed aside to `.NAME.previous` and the next run repairs what a kill left between the two
//! steps. So a run killed at any point leaves the old reports whole.

#![expect(clippy::disallowed_methods, reason = "this file is where reports touch the disk")]

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use crate::error::{Error, Result};

use crate::corpus::Reject;
use crate::settling::{Assertions, Settled};

use super::columns::TableSpec;
use super::dictionary::{self, MADE_BY};
use super::{Fact, Findings, Open, Style, page, settled, tables, write_tables};

const PACKAGE: &str = "datapackage.json";
const PAGE: &str = "index.html";
const LOCK: &str = ".lock";

/// A report folder under way. Dropped before [`Staged::publish`], it leaves OUT as it was, and nothing beside it.
#[derive(Debug)]
pub struct Staged {
    out: PathBuf,
    partial: PathBuf,
    previous: PathBuf,
    /// Held until the folder under way is gone.
    _lock: File,
    published: bool,
}

impl Drop for Staged {
    fn drop(&mut self) {
        // What has moved into place may have made room for the next run's.
        if !self.published {
            let _ = fs::remove_dir_all(&self.partial);
        }
    }
}

fn failed(doing: &'static str, path: &Path, source: std::io::Error) -> Error {
    let remedy = match source.kind() {
        std::io::ErrorKind::StorageFull => "free some space on this disk, then run again; the old reports are untouched",
        std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem => {
            "make the folder writable or choose another with --out; the old reports are untouched"
        }
        _ => "see that the folder exists and can be written, or choose another with --out; the old reports are untouched",
    };
    Error::Io { doing, path: path.to_owned(), source, remedy: remedy.to_owned() }
}

/// Checks that OUT may be replaced, repairs what a killed run left, and opens the folder to write into. Meant to be
/// called before any work, so that a wrong OUT is refused at once.
///
/// # Errors
/// [`Error::Usage`] where OUT holds something else or another run is writing to it; [`Error::Io`] where the disk refuses.
pub fn stage(out: &Path) -> Result<Staged> {
    let out = if out.is_symlink() { out.canonicalize().map_err(|source| failed("following", out, source))? } else { out.to_owned() };
    let absolute = std::path::absolute(&out).map_err(|source| failed("finding", &out, source))?;
    let (Some(parent), Some(name)) = (absolute.parent(), absolute.file_name()) else {
        return Err(Error::Usage {
            what: format!("{} cannot be a report folder", out.display()),
            remedy: "name a folder with --out, for instance --out reports".to_owned(),
        });
    };
    let name = name.to_string_lossy();
    let partial = parent.join(format!(".{name}.partial"));
    let previous = parent.join(format!(".{name}.previous"));
    if previous.exists() {
        repair(&absolute, &previous)?;
    }
    refuse_foreign(&absolute)?;
    fs::create_dir_all(&partial).map_err(|source| failed("making", &partial, source))?;
    let lock_path = partial.join(LOCK);
    let lock = File::create(&lock_path).map_err(|source| failed("making", &lock_path, source))?;
    if let Err(error) = lock.try_lock() {
        return match error {
            fs::TryLockError::WouldBlock => Err(Error::Usage {
                what: format!("another run is writing to {}", out.display()),
                remedy: "wait for it to end, or give this run another --out".to_owned(),
            }),
            fs::TryLockError::Error(source) => Err(failed("locking", &lock_path, source)),
        };
    }
    clear(&partial)?;
    Ok(Staged { out: absolute, partial, previous, _lock: lock, published: false })
}

/// A kill between the two renames of the fallback leaves OUT missing: the old reports go back. A kill after them leaves
/// the old reports to be removed.
fn repair(out: &Path, previous: &Path) -> Result<()> {
    if out.exists() {
        fs::remove_dir_all(previous).map_err(|source| failed("removing", previous, source))
    } else {
        fs::rename(previous, out).map_err(|source| failed("restoring", out, source))
    }
}

fn refuse_foreign(out: &Path) -> Result<()> {
    let refuse = |what: String| {
        Err(Error::Usage {
            what,
            remedy: "OUT is replaced whole, so name a new or empty folder, or one that this program wrote".to_owned(),
        })
    };
    match fs::metadata(out) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(source) => return Err(failed("looking at", out, source)),
        Ok(metadata) if !metadata.is_dir() => return refuse(format!("{} is not a folder", out.display())),
        Ok(_) => {}
    }
    let mut entries = fs::read_dir(out).map_err(|source| failed("reading", out, source))?;
    if entries.next().is_none() {
        return Ok(());
    }
    let package = out.join(PACKAGE);
    let ours = fs::read(&package)
        .ok()
        .and_then(|bytes| serde_json::from_slice::<serde_json::Value>(&bytes).ok())
        .is_some_and(|package| package["made_by"] == MADE_BY);
    if ours { Ok(()) } else { refuse(format!("{} is not empty and holds no {PACKAGE} made by {MADE_BY}", out.display())) }
}

/// Removes what a killed run left, all but the lock.
fn clear(partial: &Path) -> Result<()> {
    let entries = fs::read_dir(partial).map_err(|source| failed("reading", partial, source))?;
    for entry in entries {
        let path = entry.map_err(|source| failed("reading", partial, source))?.path();
        if path.file_name().is_some_and(|name| name == LOCK) {
            continue;
        }
        let removed = if path.is_dir() { fs::remove_dir_all(&path) } else { fs::remove_file(&path) };
        removed.map_err(|source| failed("removing", &path, source))?;
    }
    Ok(())
}

/// A hash of the history that the report folder `out` holds, which names its night; `None` where it holds none.
pub fn night_in_place(out: &Path) -> Option<u64> {
    fs::read(out.join("history.csv")).ok().map(|bytes| xxhash_rust::xxh3::xxh3_64(&bytes))
}

impl Staged {
    /// Refuses findings without any article where reports stand already: a crawl that could not be reached must not empty them.
    ///
    /// # Errors
    /// [`Error::NothingRead`] with the first input that was set aside.
    pub fn refuse_nothing(&self, findings: &Findings) -> Result<()> {
        if !findings.readings.is_empty() || !self.out.join(PACKAGE).exists() {
            return Ok(());
        }
        let first = findings
            .rejects
            .first()
            .map(|reject| format!("; the first of {} inputs set aside: {}: {}", findings.rejects.len(), reject.path, reject.detail));
        let remedy = "see whether the crawl is where it should be; to have empty reports name another --out, or remove these";
        Err(Error::NothingRead { out: self.out.clone(), first: first.unwrap_or_default(), remedy: remedy.to_owned() })
    }

    /// The folder that the new reports are written to.
    pub fn folder(&self) -> &Path {
        &self.partial
    }

    /// The same of what was written: by it a later run knows whether this night was published.
    pub fn night_written(&self) -> Option<u64> {
        night_in_place(&self.partial)
    }

    /// Writes every file of the report folder of the main job.
    ///
    /// # Errors
    /// [`Error::Io`] where the disk refuses; OUT stays as it was.
    pub fn write(&self, findings: &Findings, facts: &[Fact]) -> Result<()> {
        self.write_files(&tables(), findings.made.style(), |place| tables_and_page(findings, facts, &|file| place.open(file)))
    }

    /// Writes what a table was settled to.
    ///
    /// # Errors
    /// [`Error::Io`] where the disk refuses; OUT stays as it was.
    pub fn write_settled(&self, assertions: &Assertions, settled: &Settled, set_aside: &[Reject]) -> Result<()> {
        self.write_files(&settled::tables(), Style::default(), |place| {
            settled::write_tables(assertions, settled, set_aside, |file| place.open(file))
        })
    }

    fn write_files(&self, tables: &[TableSpec], style: Style, write: impl FnOnce(&Place) -> std::io::Result<()>) -> Result<()> {
        let place = Place { folder: self.partial.clone(), fault: Arc::default() };
        let written = write(&place).and_then(|()| descriptions(tables, style, &|file| place.open(file)));
        written.map_err(|source| failed("writing", &place.fault(), source))
    }

    /// Takes the files of a folder that were written elsewhere.
    ///
    /// # Errors
    /// [`Error::Io`] where the disk refuses; OUT stays as it was.
    pub fn take(&self, from: &Path) -> Result<()> {
        let entries = fs::read_dir(from).map_err(|source| failed("reading", from, source))?;
        for entry in entries {
            let entry = entry.map_err(|source| failed("reading", from, source))?;
            let to = self.partial.join(entry.file_name());
            let copied = fs::copy(entry.path(), &to).and_then(|_| File::open(&to)?.sync_data());
            copied.map_err(|source| failed("writing", &to, source))?;
        }
        if self.partial.join(PACKAGE).exists() {
            return Ok(());
        }
        let remedy = format!("name the folder that the driver wrote; a finished one holds {PACKAGE}");
        Err(Error::Usage { what: format!("{} is no finished report folder", from.display()), remedy })
    }

    /// Puts the new folder in the place of the old one.
    ///
    /// # Errors
    /// [`Error::Io`] where the system refuses; OUT is then the old one or, after the fallback's first step, repaired by
    /// the next run.
    pub fn publish(mut self) -> Result<()> {
        let lock = self.partial.join(LOCK);
        fs::remove_file(&lock).map_err(|source| failed("removing", &lock, source))?;
        if self.out.exists() {
            if exchange(&self.partial, &self.out).is_err() {
                fs::rename(&self.out, &self.previous).map_err(|source| failed("moving aside", &self.out, source))?;
                fs::rename(&self.partial, &self.out).map_err(|source| failed("moving into place", &self.out, source))?;
                fs::rename(&self.previous, &self.partial).map_err(|source| failed("moving", &self.previous, source))?;
            }
            fs::remove_dir_all(&self.partial).map_err(|source| failed("removing", &self.partial, source))?;
        } else {
            fs::rename(&self.partial, &self.out).map_err(|source| failed("moving into place", &self.out, source))?;
        }
        self.published = true;
        Ok(())
    }
}

#[cfg(target_os = "linux")]
fn exchange(one: &Path, other: &Path) -> std::io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE)?)
}

#[cfg(not(target_os = "linux"))]
fn exchange(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}

/// Writes every file of a report folder through `open`.
///
/// # Errors
/// Whatever `open` or the writer says.
pub fn write_elsewhere<W: Write + Send>(findings: &Findings, facts: &[Fact], open: Open<'_, W>) -> std::io::Result<()> {
    tables_and_page(findings, facts, open)?;
    descriptions(&tables(), findings.made.style(), open)
}

fn tables_and_page<W: Write + Send>(findings: &Findings, facts: &[Fact], open: Open<'_, W>) -> std::io::Result<()> {
    std::thread::scope(|scope| {
        let page = scope.spawn(|| {
            let mut out = open(PAGE)?;
            out.write_all(page::page(findings, facts)?.as_bytes())?;
            out.flush()
        });
        let tables = write_tables(findings, facts, open);
        tables.and(joined(page))
    })
}

fn descriptions<W: Write>(tables: &[TableSpec], style: Style, open: Open<'_, W>) -> std::io::Result<()> {
    for (file, text) in [
        ("DATA_DICTIONARY.md", dictionary::data_dictionary(tables)),
        // The package comes last: a folder without it is never taken for a finished one.
        (PACKAGE, dictionary::data_package(tables, env!("CARGO_PKG_VERSION"), style)),
    ] {
        let mut out = open(file)?;
        out.write_all(text.as_bytes())?;
        out.flush()?;
    }
    Ok(())
}

/// What a thread that wrote came to.
pub(super) fn joined(thread: std::thread::ScopedJoinHandle<'_, std::io::Result<()>>) -> std::io::Result<()> {
    thread.join().unwrap_or_else(|_| Err(std::io::Error::other("a table could not be made")))
}

/// The folder that files are written to, from several threads at once.
struct Place {
    folder: PathBuf,
    /// The first file that could not be written.
    fault: Arc<Mutex<Option<PathBuf>>>,
}

impl Place {
    fn open(&self, file: &str) -> std::io::Result<Synced> {
        let path = self.folder.join(file);
        let opened = match path.parent() {
            Some(folder) if file.contains('/') => fs::create_dir_all(folder).and_then(|()| File::create(&path)),
            _ => File::create(&path),
        };
        let fault = Arc::clone(&self.fault);
        let opened = opened.inspect_err(|_| note(&fault, &path))?;
        Ok(Synced { file: BufWriter::with_capacity(1 << 18, opened), path, fault })
    }

    fn fault(&self) -> PathBuf {
        self.fault.lock().ok().and_then(|fault| fault.clone()).unwrap_or_else(|| self.folder.clone())
    }
}

fn note(fault: &Mutex<Option<PathBuf>>, path: &Path) {
    if let Ok(mut fault) = fault.lock() {
        fault.get_or_insert_with(|| path.to_owned());
    }
}

/// A buffered file that reaches the disk when flushed: after a power cut the folder in place is a whole one.
struct Synced {
    file: BufWriter<File>,
    path: PathBuf,
    fault: Arc<Mutex<Option<PathBuf>>>,
}

impl Write for Synced {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.file.write(bytes).inspect_err(|_| note(&self.fault, &self.path))
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let flushed = self.file.flush().and_then(|()| self.file.get_ref().sync_data());
        flushed.inspect_err(|_| note(&self.fault, &self.path))
    }
}
