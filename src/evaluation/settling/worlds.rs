//! Worlds with known truth: sources that copy one another, as many as are asked for.

use super::super::trees::Draw;
use crate::settling::{Assertion, Assertions};

/// A world: the value 0 of every item is right.
#[derive(Debug, Clone, Copy)]
pub(super) struct World {
    /// What is told of it.
    pub(super) name: &'static str,
    /// Sources.
    pub(super) sources: usize,
    /// How many of them copy the one of accuracy .55, word for word.
    pub(super) copiers: usize,
    /// Items.
    pub(super) items: usize,
    /// Claims an item.
    pub(super) claims: usize,
}

/// The values an item may take.
pub(super) const VALUES: usize = 6;

/// Those that are measured.
pub(super) const WORLDS: [World; 2] = [
    World { name: "15 of 50 sources copy one of .55", sources: 50, copiers: 15, items: 2_000, claims: 12 },
    World { name: "25 of 50 sources copy one of .55", sources: 50, copiers: 25, items: 300, claims: 12 },
];

impl World {
    /// The world of a seed, and how often each source is right in it, of what it claims. Honest sources are right with
    /// probability .6 to .95.
    pub(super) fn drawn(&self, seed: u64) -> (Assertions, Vec<f64>) {
        let mut draw = Draw(seed);
        let leader = self.sources - self.copiers - 1;
        let accuracy: Vec<f64> = (0..self.sources).map(|source| if source < leader { 0.6 + 0.35 * draw.unit() } else { 0.55 }).collect();
        let (mut right, mut all) = (vec![0_u32; self.sources], vec![0_u32; self.sources]);
        let mut order: Vec<usize> = (0..self.sources).collect();
        let mut rows = Vec::with_capacity(self.items * self.claims);
        for item in 0..self.items {
            let says: Vec<usize> =
                accuracy.iter().map(|accuracy| if draw.unit() < *accuracy { 0 } else { 1 + draw.below(VALUES - 1) }).collect();
            draw.shuffle(&mut order);
            for &source in &order[..self.claims.min(order.len())] {
                let value = says[source.min(leader)];
                all[source] += 1;
                right[source] += u32::from(value == 0);
                rows.push(Assertion { source: source as u32, item: item as u32, value: value as u32, weight: 1.0, denies: false });
            }
        }
        let world = Assertions {
            sources: (0..self.sources).map(|source| format!("source {source:02}")).collect(),
            items: (0..self.items).map(|item| format!("item {item:04}")).collect(),
            values: (0..VALUES).map(|value| format!("value {value}")).collect(),
            rows,
            domain: vec![Some(VALUES as u32); self.items],
        };
        // A copier's chance of being right is that of whom it copies.
        (world, accuracy)
    }
}
