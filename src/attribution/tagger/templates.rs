//! Which facts the tagger looks at together.
//!
//! Each template hashes its own number with one to four facts to a row of the emission table, or of the edge table.

use super::facts::{Facts, MARGIN};
use crate::lexicon::{EDGE_BITS, EMISSION_BITS};

/// Emission features of a token.
pub(crate) const EMISSIONS: usize = 93;
/// Edge features of a token.
pub(crate) const EDGES: usize = 15;

const MIX: u64 = 0x9E37_79B9_7F4A_7C15;

#[inline]
fn mix(hash: u64, value: u32) -> u64 {
    let mixed = (hash ^ u64::from(value)).wrapping_mul(MIX);
    mixed ^ mixed >> 29
}

/// Collects the rows of one table.
struct Rows<'a, const N: usize> {
    places: &'a mut [u32; N],
    next: usize,
    bits: u32,
}

impl<const N: usize> Rows<'_, N> {
    #[inline]
    fn put(&mut self, facts: &[u32]) {
        let mut hash = (self.next as u64 + 1).wrapping_mul(0xD6E8_FEB8_6659_FD93);
        for &fact in facts {
            hash = mix(hash, fact);
        }
        if let Some(row) = self.places.get_mut(self.next) {
            *row = (hash.wrapping_mul(MIX) >> (64 - self.bits)) as u32;
        }
        self.next += 1;
    }
}

impl Facts {
    /// The rows of the token at `at` of the paragraph.
    #[inline]
    pub(crate) fn features(&self, at: usize, emissions: &mut [u32; EMISSIONS], edges: &mut [u32; EDGES]) {
        let Some([c, b, a, t, n, m, l]) = self.facts.get(at..at + 2 * MARGIN + 1).and_then(|facts| facts.first_chunk::<7>()) else {
            return;
        };
        let mut rows = Rows { places: emissions, next: 0, bits: EMISSION_BITS };
        let x = |rows: &mut Rows<'_, EMISSIONS>, facts: &[u32]| rows.put(facts);
        // Words.
        for fact in [c, b, a, t, n, m, l] {
            x(&mut rows, &[fact.word]);
        }
        for pair in [[b.word, a.word], [a.word, t.word], [t.word, n.word], [n.word, m.word], [a.word, n.word]] {
            x(&mut rows, &pair);
        }
        for fact in [a, t, n] {
            x(&mut rows, &[fact.stem]);
        }
        for pair in [[a.stem, t.stem], [t.stem, n.stem]] {
            x(&mut rows, &pair);
        }
        x(&mut rows, &[a.shape, t.shape, n.shape]);
        for fact in [a, t, n] {
            x(&mut rows, &[fact.suffix]);
        }
        // Classes of the tables, clusters.
        x(&mut rows, &[a.class, t.class, n.class]);
        x(&mut rows, &[b.class, a.class, t.class]);
        x(&mut rows, &[t.class, n.class, m.class]);
        x(&mut rows, &[a.class, t.word]);
        x(&mut rows, &[t.word, n.class]);
        for fact in [a, t, n] {
            x(&mut rows, &[fact.classes]);
        }
        for fact in [b, a, t, n, m] {
            x(&mut rows, &[fact.fine]);
        }
        for pair in [[a.fine, t.fine], [t.fine, n.fine], [a.fine, n.fine]] {
            x(&mut rows, &pair);
        }
        x(&mut rows, &[a.coarse, t.coarse, n.coarse]);
        x(&mut rows, &[b.coarse, a.coarse, t.coarse]);
        x(&mut rows, &[t.coarse, n.coarse, m.coarse]);
        // Cue rates and the table of cues.
        x(&mut rows, &[a.rate, t.rate, n.rate]);
        x(&mut rows, &[a.rate, t.rate]);
        x(&mut rows, &[t.rate, n.rate]);
        x(&mut rows, &[t.table]);
        x(&mut rows, &[a.table, t.class]);
        x(&mut rows, &[n.table, t.class]);
        x(&mut rows, &[t.table, t.quote, t.rule]);
        // Quotation.
        x(&mut rows, &[t.quote]);
        x(&mut rows, &[t.quote, t.word]);
        x(&mut rows, &[t.quote, t.rate, t.frame]);
        x(&mut rows, &[t.since]);
        x(&mut rows, &[t.since, t.class, t.run]);
        x(&mut rows, &[a.quote, t.quote, n.quote, t.frame]);
        // Candidates for a cue nearby.
        x(&mut rows, &[t.left]);
        x(&mut rows, &[t.right]);
        x(&mut rows, &[t.left, t.class, t.run]);
        x(&mut rows, &[t.right, t.class, t.run]);
        x(&mut rows, &[t.left, t.word]);
        x(&mut rows, &[t.right, t.word]);
        x(&mut rows, &[t.left, t.left_word]);
        x(&mut rows, &[t.right, t.right_word]);
        x(&mut rows, &[t.seen, t.left]);
        x(&mut rows, &[t.seen, t.left_word]);
        x(&mut rows, &[t.seen, t.word]);
        x(&mut rows, &[t.left, t.right, t.candidates, t.quote]);
        // Marks of the sentence.
        x(&mut rows, &[t.mark_before, t.mark_behind]);
        x(&mut rows, &[t.mark_before, t.mark_behind, t.word]);
        x(&mut rows, &[t.mark_before, t.mark_behind, t.rate]);
        x(&mut rows, &[t.mark_before, t.before_mark]);
        x(&mut rows, &[t.pattern, t.rate]);
        x(&mut rows, &[t.pattern, t.quote]);
        x(&mut rows, &[t.pattern, t.left, t.right]);
        x(&mut rows, &[t.place, t.class]);
        x(&mut rows, &[t.to_end, t.class]);
        x(&mut rows, &[t.first]);
        x(&mut rows, &[t.first, t.left, t.quote]);
        x(&mut rows, &[t.run, t.shape]);
        x(&mut rows, &[t.run, t.place, t.right]);
        // What the rules marked.
        x(&mut rows, &[t.rule]);
        x(&mut rows, &[a.rule, t.rule, n.rule]);
        x(&mut rows, &[b.rule, a.rule, t.rule]);
        x(&mut rows, &[t.rule, n.rule, m.rule]);
        x(&mut rows, &[t.rule, t.word]);
        x(&mut rows, &[t.rule, n.rule, n.word]);
        x(&mut rows, &[a.rule, t.rule, a.word]);
        x(&mut rows, &[t.rule, t.ruled, t.quote]);
        x(&mut rows, &[t.rule, t.rate, t.left]);
        x(&mut rows, &[t.rule, t.class, n.class]);
        x(&mut rows, &[t.rule, t.mark_behind, t.to_end]);
        x(&mut rows, &[t.ruled, t.candidates, t.pattern]);
        x(&mut rows, &[t.speaks]);
        x(&mut rows, &[t.speaks, t.run]);
        x(&mut rows, &[t.speaks, t.right, t.class]);
        debug_assert_eq!(rows.next, EMISSIONS);

        let mut rows = Rows { places: edges, next: 0, bits: EDGE_BITS };
        let e = |rows: &mut Rows<'_, EDGES>, facts: &[u32]| rows.put(facts);
        e(&mut rows, &[t.word]);
        e(&mut rows, &[a.word]);
        e(&mut rows, &[a.class, t.class]);
        e(&mut rows, &[a.quote, t.quote]);
        e(&mut rows, &[t.mark_before, t.left]);
        e(&mut rows, &[t.rate]);
        e(&mut rows, &[a.rate]);
        e(&mut rows, &[a.run, t.run]);
        e(&mut rows, &[t.seen, t.left]);
        e(&mut rows, &[t.place]);
        e(&mut rows, &[t.word, t.quote]);
        e(&mut rows, &[t.mark_behind, t.quote]);
        e(&mut rows, &[a.rule, t.rule]);
        e(&mut rows, &[a.coarse, t.coarse]);
        e(&mut rows, &[a.word, t.class]);
        debug_assert_eq!(rows.next, EDGES);
    }
}
