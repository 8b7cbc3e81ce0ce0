//! Lines in the order of their keys, few of them in memory: runs are sorted as they come and merged when they are read.
//!
//! In: where lines lie in a [`Spool`], in any order. Out: the same in order. Invariant: the order depends on the keys alone, which are
//! unique: ids may meet by chance, an article and a mention in it do not.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::error::Result;
use crate::spool::{PART_BYTES, Part, Slot, Spool};

/// A line and what orders it: its id, then its article and the mention there.
#[derive(Debug, Clone, Copy)]
pub(super) struct Line {
    pub(super) key: (u64, u32, u32),
    pub(super) part: Part,
}

/// Lines in a run: 8 MB.
const RUN: usize = 1 << 18;
/// Lines of a run that are read at once.
const SOME: usize = 4_096;
/// Bytes of a line as it is put away.
const LINE_BYTES: usize = 16 + PART_BYTES;

impl Line {
    fn write(&self, out: &mut Vec<u8>) {
        let (id, first, second) = self.key;
        out.extend_from_slice(&id.to_le_bytes());
        out.extend_from_slice(&first.to_le_bytes());
        out.extend_from_slice(&second.to_le_bytes());
        out.extend_from_slice(&self.part.bytes());
    }

    /// From [`LINE_BYTES`] bytes.
    fn read(bytes: &[u8]) -> Option<Self> {
        let (id, rest) = bytes.split_first_chunk()?;
        let (first, rest) = rest.split_first_chunk()?;
        let (second, rest) = rest.split_first_chunk()?;
        let key = (u64::from_le_bytes(*id), u32::from_le_bytes(*first), u32::from_le_bytes(*second));
        Some(Self { key, part: Part::of(rest.first_chunk()?) })
    }
}

/// Lines that are read in the order of their keys.
#[derive(Debug, Default)]
pub(super) struct Sorted {
    runs: Vec<(Slot, usize)>,
    held: Vec<Line>,
}

impl Sorted {
    /// Adds lines that lie in `spool`; what is not held goes there too.
    ///
    /// # Errors
    /// Where the spool cannot be written.
    pub(super) fn add(&mut self, lines: impl IntoIterator<Item = Line>, spool: &Spool) -> Result<()> {
        for line in lines {
            self.held.push(line);
            if self.held.len() == RUN {
                self.sort();
                let mut bytes = Vec::with_capacity(RUN * LINE_BYTES);
                self.held.iter().for_each(|line| line.write(&mut bytes));
                self.runs.push((spool.put(&bytes)?, RUN));
                self.held.clear();
            }
        }
        Ok(())
    }

    /// Ends the adding: lines can be read now.
    pub(super) fn sort(&mut self) {
        self.held.sort_unstable_by_key(|line| line.key);
    }

    /// The lines in order.
    pub(super) fn lines<'s>(&'s self, spool: &'s Spool) -> impl Iterator<Item = Result<Line>> + 's {
        let mut runs: Vec<Box<dyn Iterator<Item = Result<Line>> + 's>> = Vec::new();
        for &(slot, lines) in &self.runs {
            runs.push(Box::new((0..lines).step_by(SOME).flat_map(move |start| some(spool, slot, start, SOME.min(lines - start)))));
        }
        runs.push(Box::new(self.held.iter().copied().map(Ok)));
        let mut next: Vec<Option<Result<Line>>> = runs.iter_mut().map(Iterator::next).collect();
        // A fault comes first.
        let key = |line: &Result<Line>| line.as_ref().map_or((0, 0, 0), |line| line.key);
        let mut order: BinaryHeap<Reverse<_>> =
            next.iter().enumerate().filter_map(|(run, line)| Some(Reverse((key(line.as_ref()?), run)))).collect();
        std::iter::from_fn(move || {
            let Reverse((_, run)) = order.pop()?;
            let line = std::mem::replace(&mut next[run], runs[run].next());
            order.extend(next[run].as_ref().map(|line| Reverse((key(line), run))));
            line
        })
    }
}

/// Some lines of a run.
fn some(spool: &Spool, slot: Slot, start: usize, lines: usize) -> Vec<Result<Line>> {
    match spool.part(slot.part((start * LINE_BYTES) as u32, (lines * LINE_BYTES) as u32)) {
        Ok(bytes) => bytes.chunks(LINE_BYTES).filter_map(Line::read).map(Ok).collect(),
        Err(error) => vec![Err(error)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::stable_hash;
    use crate::spool::Room;

    #[test]
    fn runs_are_merged() {
        let spool = Spool::new(Room::new(1 << 20, &std::env::temp_dir()));
        let place = spool.put(b"0123456789").unwrap();
        for count in [0, 1, RUN - 1, RUN, RUN + 1, RUN * 2 + 77] {
            let key = |at: usize| (stable_hash(&at.to_string()) % 1_000, at as u32 % 7, at as u32);
            let part = |at: usize| place.part(at as u32 % 10, 1);
            let mut sorted = Sorted::default();
            sorted.add((0..count).map(|at| Line { key: key(at), part: part(at) }), &spool).unwrap();
            sorted.sort();
            let mut expected: Vec<(u64, u32, u32)> = (0..count).map(key).collect();
            expected.sort_unstable();
            let found: Vec<Line> = sorted.lines(&spool).map(Result::unwrap).collect();
            assert!(found.iter().map(|line| line.key).eq(expected), "{count}");
            assert!(found.iter().all(|line| line.part == part(line.key.2 as usize)));
        }
    }
}
