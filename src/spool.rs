//! A place for bytes that are needed again later: in memory while there is room, then in a file without a name.
//!
//! In: stretches of bytes, from many threads. Out: the same bytes by their [`Slot`]. Invariant: what is given back does not depend on
//! where it lay. The file belongs to the system's temporary files or to a folder of the caller's; it is gone when the spool is,
//! also where the program is killed.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock, RwLock};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Memory that several spools share, and the folder that they go on in when it is full.
#[derive(Debug, Clone)]
pub struct Room {
    left: Arc<AtomicU64>,
    filed: Arc<AtomicU64>,
    folder: PathBuf,
}

impl Room {
    /// `memory` bytes, then files in `folder`.
    pub fn new(memory: u64, folder: &Path) -> Self {
        Self { left: Arc::new(AtomicU64::new(memory)), filed: Arc::default(), folder: folder.to_owned() }
    }

    /// Bytes of all its spools that went to files.
    pub fn filed(&self) -> u64 {
        self.filed.load(Ordering::Relaxed)
    }

    /// Takes so many bytes, where they are left.
    fn take(&self, bytes: u64) -> bool {
        self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes)).is_ok()
    }
}

impl Default for Room {
    /// 64 MiB, then the system's folder of temporary files.
    fn default() -> Self {
        Self::new(64 << 20, &std::env::temp_dir())
    }
}

/// Where a stretch lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    /// Number of the stretch in memory, or its first byte in the file, by the highest bit.
    place: u64,
    /// Bytes.
    length: u32,
}

const FILED: u64 = 1 << 63;

impl Slot {
    /// A part of the stretch: `length` bytes from `start`.
    pub fn part(self, start: u32, length: u32) -> Part {
        Part { place: self.place, start, length }
    }
}

/// A part of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part {
    place: u64,
    start: u32,
    length: u32,
}

/// Bytes of [`Part::bytes`].
pub const PART_BYTES: usize = 16;

impl Part {
    /// As bytes, to be put away itself.
    pub fn bytes(self) -> [u8; PART_BYTES] {
        (u128::from(self.place) << 64 | u128::from(self.start) << 32 | u128::from(self.length)).to_le_bytes()
    }

    /// From its bytes.
    pub fn of(bytes: &[u8; PART_BYTES]) -> Self {
        let all = u128::from_le_bytes(*bytes);
        Self { place: (all >> 64) as u64, start: (all >> 32) as u32, length: all as u32 }
    }
}

/// Bytes put away. Shared between threads. Dropped, it gives its room the memory back.
#[derive(Debug, Default)]
pub struct Spool {
    room: Room,
    held: RwLock<Vec<Box<[u8]>>>,
    file: OnceLock<File>,
    end: AtomicU64,
}

impl Drop for Spool {
    fn drop(&mut self) {
        let held = self.held.get_mut().map_or(0, |held| held.iter().map(|stretch| stretch.len() as u64).sum());
        self.room.left.fetch_add(held, Ordering::Relaxed);
    }
}

/// A value as bytes. Plain data of ours in memory: there is nothing that could not be written down.
pub fn written(value: &impl Serialize) -> Vec<u8> {
    postcard::to_stdvec(value).unwrap_or_default()
}

impl Spool {
    /// An empty one.
    pub fn new(room: Room) -> Self {
        Self { room, held: RwLock::default(), file: OnceLock::new(), end: AtomicU64::new(0) }
    }

    /// Puts a stretch away.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be written, with the folder.
    pub fn put(&self, bytes: &[u8]) -> Result<Slot> {
        let length = u32::try_from(bytes.len()).map_err(|_| self.failed("writing", std::io::ErrorKind::FileTooLarge.into()))?;
        if self.room.take(u64::from(length))
            && let Ok(mut held) = self.held.write()
        {
            held.push(bytes.into());
            return Ok(Slot { place: held.len() as u64 - 1, length });
        }
        self.room.filed.fetch_add(u64::from(length), Ordering::Relaxed);
        let place = self.end.fetch_add(u64::from(length), Ordering::Relaxed);
        self.file()
            .and_then(|file| write_at(file, bytes, place))
            .map_err(|source| self.failed("writing", source))
            .map(|()| Slot { place: place | FILED, length })
    }

    /// Reads a stretch.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be read, with the folder.
    pub fn get(&self, slot: Slot) -> Result<Vec<u8>> {
        self.part(slot.part(0, slot.length))
    }

    /// Reads a part of a stretch.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn part(&self, Part { place, start, length }: Part) -> Result<Vec<u8>> {
        let missing = || self.failed("reading", std::io::ErrorKind::UnexpectedEof.into());
        if place & FILED == 0 {
            let held = self.held.read().map_err(|_| missing())?;
            let stretch = held.get(place as usize).ok_or_else(missing)?;
            return Ok(stretch.get(start as usize..(start + length) as usize).ok_or_else(missing)?.to_vec());
        }
        let mut bytes = vec![0; length as usize];
        let file = self.file.get().ok_or_else(missing)?;
        read_at(file, &mut bytes, (place & !FILED) + u64::from(start)).map_err(|source| self.failed("reading", source))?;
        Ok(bytes)
    }

    /// Reads a value that was put away as [`written`] has it.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be read, or does not hold what was put there, with the folder.
    pub fn value<T: DeserializeOwned>(&self, slot: Slot) -> Result<T> {
        postcard::from_bytes(&self.get(slot)?).map_err(|_| self.failed("reading", std::io::ErrorKind::InvalidData.into()))
    }

    fn file(&self) -> std::io::Result<&File> {
        if self.file.get().is_none() {
            let file = tempfile::tempfile_in(&self.room.folder)?;
            // Where two threads come here at once, one file is closed again, unused.
            let _ = self.file.set(file);
        }
        self.file.get().ok_or_else(|| std::io::ErrorKind::NotFound.into())
    }

    fn failed(&self, doing: &'static str, source: std::io::Error) -> Error {
        Error::Io {
            doing,
            path: self.room.folder.clone(),
            source,
            remedy: "a temporary file of the texts goes there, about 80 kB an article: make room on that disk, or give more --memory"
                .to_owned(),
        }
    }
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], place: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::write_all_at(file, bytes, place)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], place: u64) -> std::io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, bytes, place)
}

#[cfg(windows)]
fn write_at(file: &File, mut bytes: &[u8], mut place: u64) -> std::io::Result<()> {
    while !bytes.is_empty() {
        let written = std::os::windows::fs::FileExt::seek_write(file, bytes, place)?;
        bytes = &bytes[written..];
        place += written as u64;
    }
    Ok(())
}

#[cfg(windows)]
fn read_at(file: &File, mut bytes: &mut [u8], mut place: u64) -> std::io::Result<()> {
    while !bytes.is_empty() {
        let read = std::os::windows::fs::FileExt::seek_read(file, bytes, place)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes = &mut bytes[read..];
        place += read as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_room_in_memory_lies_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let room = Room::new(5, folder.path());
        let spool = Spool::new(room.clone());
        let slots: Vec<Slot> = ["four", "seven..", "1", "two"].iter().map(|text| spool.put(text.as_bytes()).unwrap()).collect();
        // "four" takes four of five bytes and "1" the last one; the others go to the file.
        assert_eq!(room.filed(), 10);
        let read: Vec<Vec<u8>> = slots.iter().map(|slot| spool.get(*slot).unwrap()).collect();
        assert_eq!(read, [&b"four"[..], b"seven..", b"1", b"two"]);
        assert_eq!(spool.part(slots[1].part(2, 3)).unwrap(), b"ven");
        assert_eq!(spool.part(slots[0].part(1, 2)).unwrap(), b"ou");
        // The file has no name.
        assert_eq!(folder.path().read_dir().unwrap().count(), 0);
        // What the spool held can be held by another one.
        drop(spool);
        let another = Spool::new(room.clone());
        let (value, wrong) = (another.put(&written(&(7_u8, "ab"))).unwrap(), another.put(b"\xff").unwrap());
        assert_eq!(room.filed(), 10);
        assert_eq!(another.value::<(u8, String)>(value).unwrap(), (7, "ab".to_owned()));
        assert!(another.value::<(u8, String)>(wrong).is_err());
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let spool = Spool::new(Room::new(0, Path::new("/nowhere/at all")));
        let error = spool.put(b"text").unwrap_err();
        assert!(error.to_string().contains("/nowhere/at all"), "{error}");
    }

    #[test]
    fn many_threads_share_a_spool() {
        let folder = tempfile::tempdir().unwrap();
        let room = Room::new(4_000, folder.path());
        let spool = Spool::new(room.clone());
        std::thread::scope(|scope| {
            for thread in 0..4_u8 {
                let spool = &spool;
                scope.spawn(move || {
                    let slots: Vec<Slot> = (0..100).map(|at| spool.put(&vec![thread; 1 + at % 37]).unwrap()).collect();
                    for (at, slot) in slots.into_iter().enumerate() {
                        assert_eq!(spool.get(slot).unwrap(), vec![thread; 1 + at % 37]);
                    }
                });
            }
        });
        assert!(room.filed() > 0);
    }
}
