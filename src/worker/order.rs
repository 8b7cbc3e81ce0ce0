//! The rows of a partition in the order of their keys.
//!
//! Engines may drop a sort that they think nobody asks for, so a worker sorts by itself, and always sees that what it works on is sorted.

use std::io::Read;

use super::refused;
use super::stages::Stage;
use super::wire::{Cell, Row, Rows};
use crate::error::Result;
use crate::spool::{Room, Slot, Spool, written};

/// Rows in order.
pub(super) type Ordered<'r> = Box<dyn Iterator<Item = Result<Row>> + 'r>;

/// The rows in the order of the stage's keys: sorted here, or as they come, which must be sorted then.
pub(super) fn in_order<'r, R: Read + 'r>(rows: Rows<R>, stage: &'static Stage, sort: bool, room: &Room) -> Result<Ordered<'r>> {
    if stage.keys == 0 {
        return Ok(Box::new(rows));
    }
    let rows: Ordered<'r> = if sort { sorted(rows, stage.keys, room)? } else { Box::new(rows) };
    Ok(Box::new(Seen { rows, stage, last: Vec::new() }))
}

/// Sorts rows by their first `keys` cells. Rows with equal keys stay in the order they came in, which no stage may depend on. Only keys
/// and places are held in memory, the rows wait in a spool.
fn sorted(rows: impl Iterator<Item = Result<Row>>, keys: usize, room: &Room) -> Result<Ordered<'static>> {
    let spool = Spool::new(room.clone());
    let mut places: Vec<(Vec<Cell>, Slot)> = Vec::new();
    for row in rows {
        let row = row?;
        places.push((row.0[..keys.min(row.0.len())].to_vec(), spool.put(&written(&row))?));
    }
    places.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(Box::new(places.into_iter().map(move |(_, slot)| spool.value(slot))))
}

/// Rows that are seen to be in order.
struct Seen<'r> {
    rows: Ordered<'r>,
    stage: &'static Stage,
    last: Vec<Cell>,
}

impl Iterator for Seen<'_> {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        let row = match self.rows.next()? {
            Ok(row) => row,
            Err(error) => return Some(Err(error)),
        };
        let keys = &row.0[..self.stage.keys.min(row.0.len())];
        if keys < self.last.as_slice() {
            let names: Vec<&str> = self.stage.input[..self.stage.keys].iter().map(|column| column.name).collect();
            let what = format!("the rows of stage {} are not sorted by {}", self.stage.name, names.join(", "));
            return Some(Err(refused(what, "sort each partition, or let the worker do it with --sort")));
        }
        keys.clone_into(&mut self.last);
        Some(Ok(row))
    }
}

/// Rows of one group after the other: those that have their first cell in common.
pub(super) fn groups(rows: Ordered<'_>) -> impl Iterator<Item = Result<Vec<Row>>> {
    let mut rows = rows.peekable();
    std::iter::from_fn(move || {
        let mut group = match rows.next()? {
            Ok(row) => vec![row],
            Err(error) => return Some(Err(error)),
        };
        while let Some(next) = rows.next_if(|next| next.as_ref().is_ok_and(|next| next.0.first() == group[0].0.first())) {
            match next {
                Ok(row) => group.push(row),
                Err(error) => return Some(Err(error)),
            }
        }
        Some(Ok(group))
    })
}
