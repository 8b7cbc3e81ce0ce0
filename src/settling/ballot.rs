//! Assertions put in order: rows grouped by item, candidates numbered, one row a source and value.
//!
//! In: [`Assertions`]. Out: [`Ballot`]. Invariant: the ballot is the same for any order of the rows; every method sums
//! in the order given here. A denial on an item of two values is turned into an assertion of the other value.

use std::ops::Range;

use crate::config::SettlingParams;

use super::{Assertion, Assertions};

/// One source for or against one candidate.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Row {
    pub(super) source: usize,
    pub(super) item: usize,
    pub(super) candidate: usize,
    pub(super) weight: f64,
    pub(super) denies: bool,
}

/// An item with its rows and candidates.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// Index into [`Assertions::items`].
    pub(super) number: u32,
    pub(super) rows: Range<usize>,
    pub(super) candidates: Range<usize>,
    /// How many values the item could take, seen or not.
    pub(super) domain: f64,
    /// That number is known, not assumed.
    pub(super) closed: bool,
}

/// Rows, candidates and items in their one order.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Ballot {
    pub(super) rows: Vec<Row>,
    /// For each candidate its index into [`Assertions::values`]; `None` for the unnamed "not so".
    pub(super) candidates: Vec<Option<u32>>,
    pub(super) items: Vec<Item>,
    /// For each source its rows.
    pub(super) by_source: Vec<Vec<usize>>,
    /// For each source its place by number of claims (most first), then name.
    pub(super) rank: Vec<usize>,
}

impl Ballot {
    /// Puts assertions in order. Rows that point past the name lists or weigh nothing are left out; of repeated rows
    /// the heaviest counts; a source that affirms and denies one value with equal weight says nothing of it.
    pub(super) fn new(assertions: &Assertions, params: &SettlingParams) -> Self {
        let mut given: Vec<Assertion> = assertions.rows.iter().filter(|row| fits(row, assertions)).copied().collect();
        for row in &mut given {
            row.weight = row.weight.clamp(params.least_weight.clamp(f64::MIN_POSITIVE, 1.0), 1.0);
        }
        given.sort_by_key(|row| row.item);
        let mut ballot = Self { by_source: vec![Vec::new(); assertions.sources.len()], ..Self::default() };
        for group in given.chunk_by(|one, other| one.item == other.item) {
            ballot.add_item(group, assertions, params);
        }
        for (at, row) in ballot.rows.iter().enumerate() {
            ballot.by_source[row.source].push(at);
        }
        let mut order: Vec<usize> = (0..assertions.sources.len()).collect();
        order.sort_by(|&one, &other| {
            let claims = ballot.by_source[other].len().cmp(&ballot.by_source[one].len());
            claims.then_with(|| assertions.sources[one].cmp(&assertions.sources[other])).then(one.cmp(&other))
        });
        ballot.rank = vec![0; order.len()];
        for (place, source) in order.into_iter().enumerate() {
            ballot.rank[source] = place;
        }
        ballot
    }

    fn add_item(&mut self, group: &[Assertion], assertions: &Assertions, params: &SettlingParams) {
        let Some(number) = group.first().map(|row| row.item) else { return };
        let mut named: Vec<u32> = group.iter().map(|row| row.value).collect();
        named.sort_unstable();
        named.dedup();
        let known = assertions.domain.get(number as usize).copied().flatten();
        let two = known == Some(2) && named.len() <= 2;
        // One entry a source and value; `None` stands for "not so", which sorts first but is numbered last.
        let mut entries: Vec<(Option<u32>, u32, bool, f64)> = group
            .iter()
            .map(|row| match (two && row.denies, named.len()) {
                (true, 1) => (None, row.source, false, row.weight),
                (true, _) => (named.iter().copied().find(|value| *value != row.value), row.source, false, row.weight),
                _ => (Some(row.value), row.source, row.denies, row.weight),
            })
            .collect();
        entries.sort_by(|one, other| {
            let place = |entry: &(Option<u32>, u32, bool, f64)| (entry.0.is_none(), entry.0, entry.1);
            place(one).cmp(&place(other)).then(other.3.total_cmp(&one.3)).then(one.2.cmp(&other.2))
        });
        let item = self.items.len();
        let (first_row, first_candidate) = (self.rows.len(), self.candidates.len());
        for same in entries.chunk_by(|one, other| one.0 == other.0 && one.1 == other.1) {
            let (value, source, denies, weight) = same[0];
            let undecided = same.iter().any(|other| other.2 != denies && other.3.total_cmp(&weight).is_eq());
            if self.candidates.len() == first_candidate || self.candidates.last() != Some(&value) {
                self.candidates.push(value);
            }
            if !undecided {
                self.rows.push(Row { source: source as usize, item, candidate: self.candidates.len() - 1, weight, denies });
            }
        }
        let seen = self.candidates.len() - first_candidate;
        let domain = match known {
            Some(known) => (known as usize).max(seen).max(2),
            None => (seen + 1).max(params.least_domain as usize).max(2),
        };
        self.items.push(Item {
            number,
            rows: first_row..self.rows.len(),
            candidates: first_candidate..self.candidates.len(),
            domain: domain as f64,
            closed: known.is_some(),
        });
    }

    /// The number of wrong values of an item, seen or not.
    pub(super) fn wrong_values(&self, item: usize) -> f64 {
        self.items[item].domain - 1.0
    }
}

impl Row {
    /// The probability that the row is right, given the probability of each candidate.
    pub(super) fn right(&self, posterior: &[f64]) -> f64 {
        if self.denies { 1.0 - posterior[self.candidate] } else { posterior[self.candidate] }
    }
}

fn fits(row: &Assertion, assertions: &Assertions) -> bool {
    (row.source as usize) < assertions.sources.len()
        && (row.item as usize) < assertions.items.len()
        && (row.value as usize) < assertions.values.len()
        && row.weight > 0.0
}

#[cfg(test)]
mod tests {
    use super::super::world;
    use super::*;

    #[test]
    fn repeated_rows_count_once_and_a_source_against_itself_says_nothing() {
        let assertions =
            world(&[("a", "height", "3"), ("a", "height", "3"), ("b", "height", "4"), ("b", "height", "!4"), ("c", "height", "!4")]);
        let ballot = Ballot::new(&assertions, &SettlingParams::default());
        let rows: Vec<(usize, usize, bool)> = ballot.rows.iter().map(|row| (row.source, row.candidate, row.denies)).collect();
        assert_eq!(rows, vec![(0, 0, false), (2, 1, true)]);
        assert_eq!(ballot.items[0].candidates, 0..2);
    }

    #[test]
    fn a_denial_of_the_only_value_of_two_is_the_unnamed_other() {
        let mut assertions = world(&[("a", "open", "so"), ("b", "open", "!so")]);
        assertions.domain = vec![Some(2)];
        let ballot = Ballot::new(&assertions, &SettlingParams::default());
        assert_eq!(ballot.candidates, vec![Some(0), None]);
        assert!(ballot.rows.iter().all(|row| !row.denies));
    }
}
