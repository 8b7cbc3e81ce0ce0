//! What `settle` writes: `sources.csv` and `claims.csv` of a settled table, and `rejects.csv` with the rows set aside.

use std::io::Write;

use crate::corpus::Reject;
use crate::settling::{Assertions, Settled, SettledSource, SettledValue};

use super::columns::{Cell, Column, ColumnKind, Table, TableSpec};
use super::{Style, rejects};

type SourceRow<'a> = (&'a Assertions, usize, &'a SettledSource);
type ValueRow<'a> = (&'a Assertions, &'a SettledValue);

/// The definitions of the tables.
pub fn tables() -> Vec<TableSpec> {
    vec![sources().spec(), values().spec(), rejects::table().spec()]
}

/// Writes every table to `open(file name)`.
///
/// # Errors
/// Whatever `open` or the writer says.
pub fn write_tables<W: Write>(
    assertions: &Assertions,
    settled: &Settled,
    set_aside: &[Reject],
    mut open: impl FnMut(&str) -> std::io::Result<W>,
) -> std::io::Result<()> {
    let mut source_rows: Vec<SourceRow<'_>> = settled.sources.iter().enumerate().map(|(at, source)| (assertions, at, source)).collect();
    source_rows.sort_by(|a, b| assertions.sources[a.1].cmp(&assertions.sources[b.1]));
    let mut value_rows: Vec<ValueRow<'_>> = settled.values.iter().map(|value| (assertions, value)).collect();
    let name = |value: &SettledValue| (&assertions.items[value.item as usize], &assertions.values[value.value as usize]);
    value_rows.sort_by(|a, b| name(a.1).cmp(&name(b.1)));
    sources().write(open("sources.csv")?, Style::default(), source_rows)?;
    values().write(open("claims.csv")?, Style::default(), value_rows)?;
    rejects::table().write(open("rejects.csv")?, Style::default(), set_aside.iter().cloned())
}

fn sources<'a>() -> Table<SourceRow<'a>> {
    use ColumnKind::{Integer, Number, Text};
    Table {
        file: "sources.csv",
        row_per: "source",
        key: &["source"],
        prefer: None,
        columns: vec![
            Column::new("source", Text, |row: &SourceRow<'a>| Cell::text(&row.0.sources[row.1])).about("Name as given."),
            Column::new("trust", Number, |row: &SourceRow<'a>| Cell::share(row.2.trust))
                .unit("probability")
                .range(0.0, 1.0)
                .about("Probability that what it asserts is right."),
            Column::new("trust_low", Number, |row: &SourceRow<'a>| Cell::share(row.2.trust_interval.0))
                .unit("probability")
                .range(0.0, 1.0)
                .about("Lower end of its 90 % interval."),
            Column::new("trust_high", Number, |row: &SourceRow<'a>| Cell::share(row.2.trust_interval.1))
                .unit("probability")
                .range(0.0, 1.0)
                .about("Upper end of its 90 % interval."),
            Column::new("claims", Integer, |row: &SourceRow<'a>| Cell::count(row.2.claims)).range(0.0, None).about("Assertions made."),
            Column::new("copies_from", Text, |row: &SourceRow<'a>| {
                row.2.copies_from.map_or(Cell::Empty, |at| Cell::text(&row.0.sources[at as usize]))
            })
            .about("The source it mainly copies from.")
            .empty("No copying was found, or the method does not look for it."),
            Column::new("copy_share", Number, |row: &SourceRow<'a>| Cell::share(row.2.copy_share))
                .range(0.0, 1.0)
                .about("Share of its assertions that echo another source."),
        ],
    }
}

fn values<'a>() -> Table<ValueRow<'a>> {
    use ColumnKind::{Boolean, Integer, Number, Text};
    Table {
        file: "claims.csv",
        row_per: "item and value",
        key: &["item", "value"],
        prefer: None,
        columns: vec![
            Column::new("item", Text, |row: &ValueRow<'a>| Cell::text(&row.0.items[row.1.item as usize])).about("Name as given."),
            Column::new("value", Text, |row: &ValueRow<'a>| Cell::text(&row.0.values[row.1.value as usize])).about("Value as given."),
            Column::new("belief", Number, |row: &ValueRow<'a>| Cell::share(row.1.belief))
                .unit("probability")
                .range(0.0, 1.0)
                .about("Probability that it is right: mean of posterior and vote share."),
            Column::new("sources", Integer, |row: &ValueRow<'a>| Cell::count(row.1.sources))
                .range(0.0, None)
                .about("Sources that assert it."),
            Column::new("origins", Number, |row: &ValueRow<'a>| Cell::number(row.1.origins, 2))
                .range(0.0, None)
                .about("Effective number of independent sources behind it."),
            Column::new("majority_share", Number, |row: &ValueRow<'a>| Cell::share(row.1.majority_share))
                .range(0.0, 1.0)
                .about("Share of the item's sources that assert it."),
            Column::new("chosen", Boolean, |row: &ValueRow<'a>| Cell::Boolean(row.1.chosen))
                .about("True for the winner of the item; a tie has none."),
        ],
    }
}
