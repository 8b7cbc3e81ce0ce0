//! Word clusters: words that stand between the same neighbours in news share a class, as reporting verbs, titles or given
//! names do.
//!
//! In: the file `src/text/model/words.bin`, compiled in. Out: [`WordClusters`]. Invariant: checked whole at load. Only
//! hashes ship, no words: a word the table does not know is taken for one it knows about once in 114,000. What it was
//! learnt from stands in the model card beside it.

use std::borrow::Cow;

use crate::error::{Error, Result};
use crate::ids::stable_hash;

/// Two sizes of classes: fine ones, and coarse ones that hold whole fine ones.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct WordClusters {
    /// The upper 32 bits of the hash of each word, sorted.
    keys: Vec<u32>,
    /// The fine class of each.
    classes: Vec<u16>,
    /// Coarse class by fine class; the first is for unknown words.
    coarse: Vec<u8>,
    /// Where the keys that share their first [`FIRST_BITS`] bits begin.
    starts: Vec<u32>,
}

/// First bytes of the table: name and version of the format.
const MAGIC: &[u8; 8] = b"wordcl01";
/// Bytes before the coarse classes: magic, checksum, number of fine classes, number of words.
const HEADER: usize = 8 + 8 + 4 + 4;
/// Bytes of a record: key (4), class (2).
const RECORD: usize = 6;
/// Bits of a key that are looked up at once: about eight keys share them in the shipped table.
const FIRST_BITS: u32 = 12;
/// Longer words, in bytes, are unknown.
const LONGEST: usize = 64;

impl WordClusters {
    /// The English table that ships with the program.
    ///
    /// # Errors
    /// Where the table is broken.
    pub fn english() -> Result<Self> {
        Self::from_bytes(include_bytes!("../text/model/words.bin"))
    }

    /// A table of lower-case words with their fine classes, from 1 on, the most important first: of two words with one
    /// key the first is kept. `coarse` holds the coarse class of each fine class, 0 for class 0.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a str, u16)>, coarse: Vec<u8>) -> Self {
        let mut records: Vec<(u32, u16)> = words.into_iter().map(|(word, class)| (key(word), class)).collect();
        records.sort_by_key(|record| record.0);
        records.dedup_by_key(|record| record.0);
        Self::sorted(&records, coarse)
    }

    fn sorted(records: &[(u32, u16)], coarse: Vec<u8>) -> Self {
        let starts = (0..=1_u64 << FIRST_BITS)
            .map(|first| records.partition_point(|record| u64::from(record.0) < first << (32 - FIRST_BITS)) as u32)
            .collect();
        Self {
            keys: records.iter().map(|record| record.0).collect(),
            classes: records.iter().map(|record| record.1).collect(),
            coarse,
            starts,
        }
    }

    /// The fine class of a lower-case word, from 1 on; 0 for an unknown one. Digits count by their number alone: all
    /// years are one word.
    pub fn fine(&self, lower: &str) -> u16 {
        if lower.len() > LONGEST {
            return 0;
        }
        let key = key(lower);
        let first = (key >> (32 - FIRST_BITS)) as usize;
        let Some(&[start, end]) = self.starts.get(first..first + 2) else { return 0 };
        let keys = self.keys.get(start as usize..end as usize).unwrap_or_default();
        keys.iter().position(|known| *known == key).and_then(|at| self.classes.get(start as usize + at)).copied().unwrap_or(0)
    }

    /// The coarse class that holds the fine class, from 1 on; 0 for unknown words.
    pub fn coarse(&self, fine: u16) -> u8 {
        self.coarse.get(usize::from(fine)).copied().unwrap_or(0)
    }

    /// How many words are known.
    pub fn words(&self) -> usize {
        self.keys.len()
    }

    /// How many fine classes there are; they are numbered from 1 to this.
    pub fn fine_classes(&self) -> usize {
        self.coarse.len().saturating_sub(1)
    }

    /// How many coarse classes there are; they are numbered from 1 to this.
    pub fn coarse_classes(&self) -> usize {
        self.coarse.iter().copied().max().map_or(0, usize::from)
    }

    /// Reads the compact form: `wordcl01`, xxh3 of all that follows it, little-endian numbers of fine classes and of
    /// words, the coarse class of each fine class, then the words by key.
    ///
    /// # Errors
    /// [`Error::Table`] with the number of the record where it is cut short, unsorted or names a class that is not there.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let broken = |line: usize, what: &str| Error::Table {
            table: "words.bin".to_owned(),
            line: line as u64,
            what: what.to_owned(),
            remedy: "train it again: `corroborate train words DATA_DIR`".to_owned(),
        };
        let (Some((head, rest)), true) = (bytes.split_at_checked(HEADER), bytes.starts_with(MAGIC)) else {
            return Err(broken(0, "is no table of word clusters"));
        };
        if number(&head[8..16]) != xxhash_rust::xxh3::xxh3_64(&bytes[16..]) {
            return Err(broken(0, "its checksum does not fit its content"));
        }
        let (fine, words) = (number(&head[16..20]) as usize, number(&head[20..24]) as usize);
        let Some((coarse, body)) = rest.split_at_checked(fine).filter(|(_, body)| body.len() == words * RECORD) else {
            return Err(broken(0, "its length does not fit its number of words"));
        };
        if coarse.contains(&0) {
            return Err(broken(0, "a fine class lies in no coarse one"));
        }
        let mut records: Vec<(u32, u16)> = Vec::with_capacity(words);
        for (at, record) in body.chunks_exact(RECORD).enumerate() {
            let (key, class) = (number(&record[..4]) as u32, number(&record[4..]) as u16);
            if records.last().is_some_and(|last| last.0 >= key) {
                return Err(broken(at + 1, "words are not sorted"));
            }
            if class == 0 || usize::from(class) > fine {
                return Err(broken(at + 1, "names a class that is not there"));
            }
            records.push((key, class));
        }
        Ok(Self::sorted(&records, std::iter::once(0).chain(coarse.iter().copied()).collect()))
    }

    /// The compact form that [`WordClusters::from_bytes`] reads.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Vec::with_capacity(8 + self.coarse.len() + self.keys.len() * RECORD);
        body.extend((self.fine_classes() as u32).to_le_bytes());
        body.extend((self.keys.len() as u32).to_le_bytes());
        body.extend(self.coarse.iter().skip(1));
        for (key, class) in self.keys.iter().zip(&self.classes) {
            body.extend(key.to_le_bytes());
            body.extend(class.to_le_bytes());
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend(xxhash_rust::xxh3::xxh3_64(&body).to_le_bytes());
        bytes.extend(body);
        bytes
    }
}

/// A lower-case word as the clusters know it: every digit is a nought.
pub fn without_digits(lower: &str) -> Cow<'_, str> {
    if lower.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        Cow::Owned(lower.replace(|letter: char| letter.is_ascii_digit(), "0"))
    } else {
        Cow::Borrowed(lower)
    }
}

fn key(lower: &str) -> u32 {
    (stable_hash(&without_digits(lower)) >> 32) as u32
}

/// A little-endian number of up to eight bytes.
fn number(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |sum, &byte| (sum << 8) | u64::from(byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_survives_its_compact_form() {
        let table = WordClusters::new([("said", 1), ("told", 1), ("0000", 2), ("mayor", 3), ("said", 3)], vec![0, 1, 2, 1]);
        let mut bytes = table.to_bytes();
        assert_eq!(bytes.len(), HEADER + 3 + 4 * RECORD);
        let read = WordClusters::from_bytes(&bytes).unwrap();
        assert_eq!(read, table);
        assert_eq!((read.words(), read.fine_classes(), read.coarse_classes()), (4, 3, 2));
        assert_eq!(["said", "told", "1987", "mayor", "walrus", "12", ""].map(|word| read.fine(word)), [1, 1, 2, 3, 0, 0, 0]);
        assert_eq!([0, 1, 2, 3, 4].map(|fine| read.coarse(fine)), [0, 1, 2, 1, 0]);
        assert_eq!(read.fine(&"said".repeat(40)), 0);
        bytes[HEADER] ^= 1;
        assert!(WordClusters::from_bytes(&bytes).is_err());
        assert!(WordClusters::from_bytes(&bytes[..HEADER + 3]).is_err());
        assert!(WordClusters::from_bytes(b"").is_err());
        assert_eq!(WordClusters::default().fine("said"), 0);
    }

    #[test]
    fn broken_records_are_named() {
        for (records, coarse) in
            [(vec![(2, 1), (1, 1)], vec![0, 1]), (vec![(1, 0)], vec![0, 1]), (vec![(1, 2)], vec![0, 1]), (vec![(1, 1)], vec![0, 0])]
        {
            assert!(WordClusters::from_bytes(&WordClusters::sorted(&records, coarse).to_bytes()).is_err(), "{records:?}");
        }
    }

    #[test]
    fn the_shipped_table_is_sound() {
        let table = WordClusters::english().unwrap();
        assert!((30_000..=40_000).contains(&table.words()), "{}", table.words());
        assert_eq!((table.fine_classes(), table.coarse_classes()), (512, 64));
        assert!(table.keys.is_sorted() && table.to_bytes().len() <= 250_000);
        assert_eq!((table.fine("varnholm-upon-orsk"), table.coarse(0)), (0, 0));
        for alike in [["said", "says"], ["tuesday", "friday"], ["march", "october"], ["mr.", "ms."], ["would", "could"], ["1987", "2016"]] {
            assert!(table.fine(alike[0]) > 0 && table.fine(alike[0]) == table.fine(alike[1]), "{alike:?}");
        }
        for unlike in [["said", "tuesday"], ["mr.", "quickly"], ["he", "million"]] {
            assert_ne!(table.fine(unlike[0]), table.fine(unlike[1]), "{unlike:?}");
        }
    }
}
