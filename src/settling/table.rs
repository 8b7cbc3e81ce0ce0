//! A table `source,item,value` with optional `time`, `weight` and `stance` becomes [`Assertions`].
//!
//! In: a CSV reader with a header row. Out: assertions, their names sorted so that the order of the rows leaves no
//! trace, and one reject for each row that could not be used. Columns may stand in any order; others are ignored.
//! `time` is accepted and not used yet: direction of copying comes from the number of claims. Several spellings of
//! one source count as several sources.

use std::collections::BTreeMap;
use std::io::Read;

use crate::error::{Error, Result};

use super::values::tidy;
use super::{Assertion, Assertions};

/// A row of the table that was set aside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableReject {
    /// Line of the file, from 1.
    pub line: u64,
    /// Short code: `broken_row`, `missing_field`, `bad_weight`, `bad_stance`.
    pub reason: &'static str,
    /// What exactly was found.
    pub detail: String,
    /// What the user can do.
    pub remedy: &'static str,
}

/// A row with its names still in words.
struct Named {
    source: String,
    item: String,
    value: String,
    weight: f64,
    denies: bool,
}

/// Reads the table. `path` only names it in messages.
///
/// # Errors
/// [`Error::Table`] where the header lacks `source`, `item` or `value`, or cannot be read at all.
pub fn read_table<R: Read>(path: &str, reader: &mut csv::Reader<R>) -> Result<(Assertions, Vec<TableReject>)> {
    let broken = |what: String| Error::Table {
        table: path.to_owned(),
        line: 1,
        what,
        remedy: "give a header row with the columns source,item,value and optionally time,weight,stance".to_owned(),
    };
    let header = reader.byte_headers().map_err(|error| broken(error.to_string()))?.clone();
    let column = |name: &str| {
        header.iter().position(|field| String::from_utf8_lossy(field).trim_start_matches('\u{feff}').trim().eq_ignore_ascii_case(name))
    };
    let needed = |name: &str| column(name).ok_or_else(|| broken(format!("no column `{name}`")));
    let (source, item, value) = (needed("source")?, needed("item")?, needed("value")?);
    let (weight, stance) = (column("weight"), column("stance"));
    let (mut rows, mut rejects) = (Vec::new(), Vec::new());
    let mut record = csv::ByteRecord::new();
    loop {
        let line = reader.position().line();
        match reader.read_byte_record(&mut record) {
            Ok(false) => break,
            Ok(true) => {
                let line = record.position().map_or(line, csv::Position::line);
                match row(&record, (source, item, value), weight, stance) {
                    Ok(row) => rows.push(row),
                    Err((reason, detail, remedy)) => rejects.push(TableReject { line, reason, detail, remedy }),
                }
            }
            Err(error) => {
                let remedy = "give every row as many fields as the header and close every quotation mark";
                rejects.push(TableReject { line, reason: "broken_row", detail: error.to_string(), remedy });
                if error.is_io_error() {
                    break;
                }
            }
        }
    }
    Ok((numbered(&rows), rejects))
}

type Refusal = (&'static str, String, &'static str);

fn row(
    record: &csv::ByteRecord,
    (source, item, value): (usize, usize, usize),
    weight: Option<usize>,
    stance: Option<usize>,
) -> std::result::Result<Named, Refusal> {
    // Bytes that are not UTF-8 are kept as replacement characters: one odd name is no reason to lose the row.
    let field = |at: usize| String::from_utf8_lossy(record.get(at).unwrap_or_default()).into_owned();
    let filled = |name: &str, at: usize| {
        let text = tidy(&field(at));
        if text.is_empty() { Err(("missing_field", format!("{name} is empty"), "fill in source, item and value")) } else { Ok(text) }
    };
    let weight = match weight.map(field).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()) {
        None => 1.0,
        Some(text) => match text.parse::<f64>() {
            Ok(weight) if weight > 0.0 && weight <= 1.0 => weight,
            _ => return Err(("bad_weight", format!("weight is `{text}`"), "give a number above 0 and up to 1, or leave it empty for 1")),
        },
    };
    let stance = stance.map(field).map(|text| text.trim().to_ascii_lowercase()).unwrap_or_default();
    let denies = match stance.as_str() {
        "" | "affirms" => false,
        "denies" => true,
        _ => return Err(("bad_stance", format!("stance is `{stance}`"), "write affirms or denies, or leave it empty for affirms")),
    };
    Ok(Named { source: filled("source", source)?, item: tidy_name(&field(item))?, value: filled("value", value)?, weight, denies })
}

/// An item keeps its wording: a clock time in its name is no value.
fn tidy_name(text: &str) -> std::result::Result<String, Refusal> {
    let plain = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if plain.is_empty() { Err(("missing_field", "item is empty".to_owned(), "fill in source, item and value")) } else { Ok(plain) }
}

/// Names become numbers in the order of the sorted names.
fn numbered(rows: &[Named]) -> Assertions {
    fn names<'a>(all: impl Iterator<Item = &'a String>) -> BTreeMap<&'a str, u32> {
        let mut sorted: Vec<&str> = all.map(String::as_str).collect();
        sorted.sort_unstable();
        sorted.dedup();
        sorted.into_iter().zip(0u32..).collect()
    }
    let (sources, items, values) =
        (names(rows.iter().map(|row| &row.source)), names(rows.iter().map(|row| &row.item)), names(rows.iter().map(|row| &row.value)));
    let number = |names: &BTreeMap<&str, u32>, name: &str| names.get(name).copied().unwrap_or(u32::MAX);
    let mut numbered: Vec<Assertion> = rows
        .iter()
        .map(|row| Assertion {
            source: number(&sources, &row.source),
            item: number(&items, &row.item),
            value: number(&values, &row.value),
            weight: row.weight,
            denies: row.denies,
        })
        .collect();
    numbered.sort_by(|one, other| {
        let place = |row: &Assertion| (row.item, row.value, row.source, row.denies);
        place(one).cmp(&place(other)).then(one.weight.total_cmp(&other.weight))
    });
    let words = |names: &BTreeMap<&str, u32>| names.keys().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    Assertions { sources: words(&sources), items: words(&items), values: words(&values), rows: numbered, domain: vec![None; items.len()] }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, rows: usize, rejects: &[(u64, &str)]) -> Assertions {
        let (assertions, found) = read_table("table.csv", &mut csv::Reader::from_reader(text.as_bytes())).expect("a header");
        assert_eq!(assertions.rows.len(), rows);
        assert_eq!(found.iter().map(|reject| (reject.line, reject.reason)).collect::<Vec<_>>(), rejects);
        assertions
    }

    #[test]
    fn good_and_bad_rows() {
        let text = "source,item,value,weight,stance\nLake Post,toll,12,,\nLake Post,,12,,\nHill Echo,toll,14,2,\nHill Echo,toll,14,.5,denies\nx,y\nHill Echo,toll,14,,maybe\n";
        let read = check(text, 2, &[(3, "missing_field"), (4, "bad_weight"), (6, "broken_row"), (7, "bad_stance")]);
        assert_eq!(
            (read.sources, read.items, read.values),
            (vec!["Hill Echo".into(), "Lake Post".into()], vec!["toll".into()], vec!["12".into(), "14".into()])
        );
        assert!(read.rows.iter().any(|row| row.denies && (row.weight - 0.5).abs() < 1e-12));
    }

    #[test]
    fn the_order_of_rows_and_columns_leaves_no_trace() {
        let one = check("source,item,value\na,toll,12\nb,toll,14\n", 2, &[]);
        let other = check("\u{feff}Value,time,Source,item\n14,,b,toll\n12,,a,toll\n", 2, &[]);
        assert_eq!(one, other);
    }

    #[test]
    fn a_table_without_the_columns_is_an_error() {
        let error = read_table("table.csv", &mut csv::Reader::from_reader("name,item\na,b\n".as_bytes())).expect_err("no source");
        assert!(error.to_string().contains("no column `source`"));
    }
}
