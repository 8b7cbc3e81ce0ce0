//! The shipped weights of the tagger of the attribution room.
//!
//! `src/attribution/model/tagger.bin`, little-endian: magic, number of cue rates, the rates (a word's hash and its bucket, sorted by
//! hash), then for emissions and for edges the number of rows that are not zero, the scale, and the rows: the distance to
//! the row before and one signed byte a label (or pair of labels).

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::error::{Error, Result};

/// Number of labels: nothing, and begin and inside of source, cue and content.
pub const TAGGER_LABELS: usize = 7;
const LABELS: usize = TAGGER_LABELS;
/// Rows of the emission table, as a power of two.
pub const EMISSION_BITS: u32 = 18;
/// Rows of the edge table, as a power of two.
pub const EDGE_BITS: u32 = 13;
const MAGIC: &[u8; 8] = b"corrtag1";
const FILE: &str = "src/attribution/model/tagger.bin";

/// One row of emission weights, one byte a label, each raised by 128 so that bytes can be summed without their signs. One
/// word of memory a row: what costs time is waiting for rows, and so as many as can be are asked for at once.
type EmissionRow = u64;
/// The byte of a weight of 0.
const ZERO: u8 = 128;
/// A row of zeros.
const ZERO_ROW: EmissionRow = u64::from_le_bytes([ZERO; 8]);
/// Every second byte of a row, as four numbers of 16 bits.
const EVERY_SECOND: u64 = 0x00ff_00ff_00ff_00ff;
/// One row of edge weights: for each label before, one a label, padded.
type EdgeRow = [[i8; 8]; LABELS];

/// In how large a share of its uses a word stands in a cue, in buckets; a word's key is the low half of its
/// [`crate::ids::stable_hash`].
#[derive(Debug, Clone, PartialEq, Default)]
pub struct CueRates {
    buckets: HashMap<u32, u8, FixedState>,
}

impl CueRates {
    /// From (word key, bucket) pairs.
    pub fn of(entries: &[(u32, u8)]) -> Self {
        Self { buckets: entries.iter().copied().collect() }
    }

    /// The pairs, by key.
    pub fn entries(&self) -> Vec<(u32, u8)> {
        let mut entries: Vec<(u32, u8)> = self.buckets.iter().map(|(key, bucket)| (*key, *bucket)).collect();
        entries.sort_unstable();
        entries
    }

    /// The bucket of a word; 0 for one that is hardly ever a cue or was never seen.
    pub fn bucket(&self, key: u32) -> u8 {
        self.buckets.get(&key).copied().unwrap_or_default()
    }
}

/// The weights.
#[derive(Clone, PartialEq)]
pub struct TaggerWeights {
    /// How often a word is a cue.
    pub rates: CueRates,
    emissions: Vec<EmissionRow>,
    emission_scale: f32,
    edges: Vec<EdgeRow>,
    edge_scale: f32,
}

impl Default for TaggerWeights {
    /// Weights that are all 0: nothing is ever tagged.
    fn default() -> Self {
        Self {
            rates: CueRates::default(),
            emissions: vec![ZERO_ROW; 1 << EMISSION_BITS],
            emission_scale: 1.0,
            edges: vec![[[0; 8]; LABELS]; 1 << EDGE_BITS],
            edge_scale: 1.0,
        }
    }
}

impl std::fmt::Debug for TaggerWeights {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "TaggerWeights({} rates)", self.rates.buckets.len())
    }
}

impl TaggerWeights {
    /// The weights that ship.
    ///
    /// # Errors
    /// [`Error::Table`] where the file is damaged.
    pub fn shipped() -> Result<Self> {
        Self::from_bytes(include_bytes!("../attribution/model/tagger.bin"))
    }

    /// From float weights, row by row; `emissions` has 2^18 rows of 7, `edges` 2^13 rows of 49.
    pub fn quantised(rates: CueRates, emissions: &[f32], edges: &[f32]) -> Self {
        let scale = |weights: &[f32]| weights.iter().fold(0.0_f32, |top, weight| top.max(weight.abs())).max(1e-6) / 127.0;
        let (emission_scale, edge_scale) = (scale(emissions), scale(edges));
        let mut rows = vec![ZERO_ROW; 1 << EMISSION_BITS];
        for (row, weights) in rows.iter_mut().zip(emissions.chunks_exact(LABELS)) {
            let mut bytes = [0_i8; LABELS];
            for (place, weight) in bytes.iter_mut().zip(weights) {
                *place = (weight / emission_scale).round() as i8;
            }
            *row = raised(bytes);
        }
        let mut steps = vec![[[0_i8; 8]; LABELS]; 1 << EDGE_BITS];
        for (row, weights) in steps.iter_mut().zip(edges.chunks_exact(LABELS * LABELS)) {
            for (before, weights) in row.iter_mut().zip(weights.chunks_exact(LABELS)) {
                for (place, weight) in before.iter_mut().zip(weights) {
                    *place = (weight / edge_scale).round() as i8;
                }
            }
        }
        Self { rates, emissions: rows, emission_scale, edges: steps, edge_scale }
    }

    /// The sum of the emission rows of a token; at most 256 rows.
    #[inline]
    pub fn emission(&self, rows: &[u32]) -> [f32; 8] {
        let (mut even, mut odd) = (0_u64, 0_u64);
        for &number in rows {
            let row = self.emissions[number as usize & ((1 << EMISSION_BITS) - 1)];
            even += row & EVERY_SECOND;
            odd += (row >> 8) & EVERY_SECOND;
        }
        let raised = i32::from(ZERO) * rows.len() as i32;
        let sum = |place: u32| {
            let four = if place.is_multiple_of(2) { even } else { odd };
            let sum = ((four >> (16 * (place / 2))) & 0xffff) as i32;
            (sum - raised) as f32 * self.emission_scale
        };
        [0, 1, 2, 3, 4, 5, 6, 7].map(sum)
    }

    /// The sum of the edge rows of a token.
    #[inline]
    pub fn edge(&self, rows: &[u32]) -> [[f32; 8]; LABELS] {
        let mut sums = [[0_i16; 8]; LABELS];
        for &number in rows {
            let row = &self.edges[number as usize & ((1 << EDGE_BITS) - 1)];
            for (sums, weights) in sums.iter_mut().zip(row) {
                for (sum, weight) in sums.iter_mut().zip(weights) {
                    *sum += i16::from(*weight);
                }
            }
        }
        sums.map(|row| row.map(|sum| f32::from(sum) * self.edge_scale))
    }

    /// The file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        let entries = self.rates.entries();
        bytes.extend((entries.len() as u32).to_le_bytes());
        for (hash, bucket) in entries {
            bytes.extend(hash.to_le_bytes());
            bytes.push(bucket);
        }
        let flat: Vec<[i8; LABELS * LABELS]> = self.edges.iter().map(flat).collect();
        let emissions: Vec<[i8; LABELS]> = self.emissions.iter().map(|row| lowered(*row)).collect();
        put_rows(&mut bytes, self.emission_scale, &emissions);
        put_rows(&mut bytes, self.edge_scale, &flat);
        bytes
    }

    /// Reads the file.
    ///
    /// # Errors
    /// Where it is cut short or no file of this kind.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Self::parse(bytes).ok_or_else(|| Error::Table {
            table: FILE.to_owned(),
            line: 0,
            what: "the file is damaged or of another version".to_owned(),
            remedy: "train it again with `corroborate train attribution`".to_owned(),
        })
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let count = u32::from_le_bytes(take(&mut rest)?);
        let mut entries = Vec::with_capacity(count.min(1 << 20) as usize);
        for _ in 0..count {
            let hash = u32::from_le_bytes(take(&mut rest)?);
            entries.push((hash, take::<1>(&mut rest)?[0]));
        }
        let mut emissions = vec![ZERO_ROW; 1 << EMISSION_BITS];
        let emission_scale = rows::<LABELS>(&mut rest, |at, row| {
            *emissions.get_mut(at)? = raised(row);
            Some(())
        })?;
        let mut edges = vec![[[0_i8; 8]; LABELS]; 1 << EDGE_BITS];
        let edge_scale = rows::<{ LABELS * LABELS }>(&mut rest, |at, row| {
            for (before, weights) in edges.get_mut(at)?.iter_mut().zip(row.chunks_exact(LABELS)) {
                before[..LABELS].copy_from_slice(weights);
            }
            Some(())
        })?;
        rest.is_empty().then(|| Self { rates: CueRates::of(&entries), emissions, emission_scale, edges, edge_scale })
    }
}

/// A row of weights as it is kept.
fn raised(weights: [i8; LABELS]) -> EmissionRow {
    let mut bytes = [ZERO; 8];
    for (byte, weight) in bytes.iter_mut().zip(weights) {
        *byte = (i16::from(weight) + i16::from(ZERO)) as u8;
    }
    u64::from_le_bytes(bytes)
}

/// The weights of a row.
fn lowered(row: EmissionRow) -> [i8; LABELS] {
    let bytes = row.to_le_bytes();
    let mut weights = [0; LABELS];
    for (weight, byte) in weights.iter_mut().zip(bytes) {
        *weight = (i16::from(byte) - i16::from(ZERO)) as i8;
    }
    weights
}

fn flat(row: &EdgeRow) -> [i8; LABELS * LABELS] {
    let mut weights = [0; LABELS * LABELS];
    for (to, from) in weights.chunks_exact_mut(LABELS).zip(row) {
        to.copy_from_slice(&from[..LABELS]);
    }
    weights
}

fn put_rows<const N: usize>(bytes: &mut Vec<u8>, scale: f32, rows: &[[i8; N]]) {
    let full: Vec<usize> = (0..rows.len()).filter(|&at| rows[at].iter().any(|weight| *weight != 0)).collect();
    bytes.extend((full.len() as u32).to_le_bytes());
    bytes.extend(scale.to_le_bytes());
    let mut before = 0;
    for at in full {
        let mut distance = at - before;
        before = at;
        while distance >= 255 {
            bytes.push(255);
            distance -= 255;
        }
        bytes.push(distance as u8);
        bytes.extend(rows[at].iter().map(|weight| weight.to_le_bytes()[0]));
    }
}

/// Reads rows and hands each to `place`; gives their scale.
fn rows<const N: usize>(rest: &mut &[u8], mut place: impl FnMut(usize, [i8; N]) -> Option<()>) -> Option<f32> {
    let count = u32::from_le_bytes(take(rest)?);
    let scale = f32::from_le_bytes(take(rest)?);
    let mut at = 0_usize;
    for _ in 0..count {
        loop {
            let step = take::<1>(rest)?[0];
            at = at.checked_add(usize::from(step))?;
            if step < 255 {
                break;
            }
        }
        place(at, take::<N>(rest)?.map(|byte| i8::from_le_bytes([byte])))?;
    }
    scale.is_finite().then_some(scale)
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = rest.split_first_chunk::<N>()?;
    *rest = tail;
    Some(*head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_reads_as_written_and_a_damaged_one_is_refused() {
        let mut emissions = vec![0.0; LABELS << EMISSION_BITS];
        let mut edges = vec![0.0; (LABELS * LABELS) << EDGE_BITS];
        // The largest weight becomes 127, half of it 64 (63.5 rounded away from 0).
        (emissions[7 * 300 + 2], emissions[7 * 1_000]) = (1.0, -0.5);
        edges[49 * 8_191 + 48] = 2.0;
        let tagger = TaggerWeights::quantised(CueRates::of(&[(9, 3), (4, 1)]), &emissions, &edges);
        assert_eq!((lowered(tagger.emissions[300])[2], lowered(tagger.emissions[1_000])[0], tagger.edges[8_191][6][6]), (127, -64, 127));
        // Twice the one row and once the other: 2 * 127 for label 2, -64 for label 0, in steps of 1 / 127.
        let sums = tagger.emission(&[300, 1_000, 300]).map(|sum| (sum * 127.0).round() as i32);
        assert_eq!(sums, [-64, 0, 254, 0, 0, 0, 0, 0]);
        let bytes = tagger.to_bytes();
        assert!(TaggerWeights::from_bytes(&bytes).unwrap() == tagger);
        assert!(TaggerWeights::from_bytes(&bytes[..bytes.len() - 1]).is_err());
        assert!(TaggerWeights::from_bytes(b"other").is_err());
    }
}
