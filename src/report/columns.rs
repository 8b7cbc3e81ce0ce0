//! What a column is: its name, type, unit, range, what an empty cell means, one sentence, and how it is filled.
//!
//! Invariant: unknown is an empty cell, never 0 and never NaN; numbers are written with a fixed number of places, so
//! that equal values are equal bytes; a text cell that a spreadsheet would run as a formula begins with `'`.

use std::borrow::Cow;
use std::io::Write;

use jiff::civil::Date;
use serde::Serialize;

use super::Style;

/// Type of a column, by the names of Frictionless Table Schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnKind {
    /// Text.
    #[serde(rename = "string")]
    Text,
    /// Whole number.
    Integer,
    /// Decimal number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// ISO 8601 day.
    Date,
}

impl ColumnKind {
    /// Its name in Table Schema.
    pub fn name(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
        }
    }
}

/// A value on its way into a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Unknown or not applicable.
    Empty,
    /// Text; guarded against formulas when written.
    Text(Cow<'a, str>),
    /// Whole number.
    Integer(i64),
    /// Decimal number and its places.
    Number(f64, usize),
    /// Hundredths, written with two places without passing through floating point.
    Hundredths(i64),
    /// Yes or no.
    Boolean(bool),
    /// Day.
    Date(Date),
}

impl<'a> Cell<'a> {
    /// Text; empty text is an empty cell.
    pub fn text(text: &'a str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Cow::Borrowed(text)) }
    }

    /// Text made on the spot; empty text is an empty cell.
    pub fn owned(text: String) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(Cow::Owned(text)) }
    }

    /// Several texts, parted by `; `.
    pub fn list<S: AsRef<str>>(parts: impl IntoIterator<Item = S>) -> Self {
        let mut joined = String::new();
        for part in parts {
            if !joined.is_empty() {
                joined.push_str("; ");
            }
            joined.push_str(part.as_ref());
        }
        Self::owned(joined)
    }

    /// A count.
    pub fn count(count: usize) -> Self {
        Self::Integer(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A number with `places` decimals; what is missing or not finite is empty.
    pub fn number(value: impl Into<Option<f64>>, places: usize) -> Self {
        match value.into() {
            Some(value) if value.is_finite() => Self::Number(value, places),
            _ => Self::Empty,
        }
    }

    /// A number in [0, 1] with four decimals.
    pub fn share(value: impl Into<Option<f64>>) -> Self {
        Self::number(value, 4)
    }

    /// A day, where known.
    pub fn day(day: Option<Date>) -> Self {
        day.map_or(Self::Empty, Self::Date)
    }

    /// What is written to the file.
    pub fn written(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => Cow::Borrowed(""),
            Self::Text(text) => guarded(text),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Number(value, places) => Cow::Owned(without_minus_zero(format!("{value:.places$}"))),
            Self::Hundredths(value) => {
                let sign = if *value < 0 { "-" } else { "" };
                Cow::Owned(format!("{sign}{}.{:02}", value.unsigned_abs() / 100, value.unsigned_abs() % 100))
            }
            Self::Boolean(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
            Self::Date(day) => Cow::Owned(day.to_string()),
        }
    }
}

/// A text that a spreadsheet would run as a formula gets a leading `'`. The characters are those of the OWASP note on
/// CSV injection; a leading blank does not protect, so it is looked through.
fn guarded(text: &str) -> Cow<'_, str> {
    let dangerous = text.starts_with(['\t', '\r']) || text.trim_start().starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠']);
    if dangerous { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// `-0.000` is `0.000`.
fn without_minus_zero(text: String) -> String {
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|byte| byte == b'0' || byte == b'.') => rest.to_owned(),
        _ => text,
    }
}

/// How a cell is taken from a row.
type Fill<R> = Box<dyn for<'r> Fn(&'r R) -> Cell<'r> + Send + Sync>;

/// A column: what it means and how it is filled from a row of type `R`.
pub struct Column<R> {
    /// What it means.
    pub spec: ColumnSpec,
    fill: Fill<R>,
}

/// What a column means.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ColumnSpec {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: ColumnKind,
    /// Unit; empty where there is none.
    pub unit: &'static str,
    /// Smallest and largest value; `None` where open.
    pub range: (Option<f64>, Option<f64>),
    /// The words that may stand in it; empty where any may.
    pub words: Vec<&'static str>,
    /// What an empty cell means; empty where none occurs.
    pub empty: Cow<'static, str>,
    /// What it says, in a sentence.
    pub about: Cow<'static, str>,
    /// Where the definition comes from; empty where it is this program's own.
    pub source: Cow<'static, str>,
}

impl<R> Column<R> {
    /// A column filled by `fill`.
    pub fn new(name: impl Into<String>, kind: ColumnKind, fill: impl for<'r> Fn(&'r R) -> Cell<'r> + Send + Sync + 'static) -> Self {
        let spec = ColumnSpec {
            name: name.into(),
            kind,
            unit: "",
            range: (None, None),
            words: Vec::new(),
            empty: Cow::Borrowed(""),
            about: Cow::Borrowed(""),
            source: Cow::Borrowed(""),
        };
        Self { spec, fill: Box::new(fill) }
    }

    /// What stands in the column for a row.
    pub fn cell<'r>(&self, row: &'r R) -> Cell<'r> {
        (self.fill)(row)
    }

    /// Sets the sentence.
    #[must_use]
    pub fn about(mut self, about: impl Into<Cow<'static, str>>) -> Self {
        self.spec.about = about.into();
        self
    }

    /// Sets what an empty cell means.
    #[must_use]
    pub fn empty(mut self, empty: impl Into<Cow<'static, str>>) -> Self {
        self.spec.empty = empty.into();
        self
    }

    /// Sets the unit.
    #[must_use]
    pub fn unit(mut self, unit: &'static str) -> Self {
        self.spec.unit = unit;
        self
    }

    /// Sets the smallest and largest value.
    #[must_use]
    pub fn range(mut self, low: impl Into<Option<f64>>, high: impl Into<Option<f64>>) -> Self {
        self.spec.range = (low.into(), high.into());
        self
    }

    /// Sets the words that may stand in it.
    #[must_use]
    pub fn words(mut self, words: Vec<&'static str>) -> Self {
        self.spec.words = words;
        self
    }

    /// Sets where the definition comes from.
    #[must_use]
    pub fn source(mut self, source: impl Into<Cow<'static, str>>) -> Self {
        self.spec.source = source.into();
        self
    }
}

/// A table: a file, what a row is, its key and its columns.
pub struct Table<R> {
    /// File name.
    pub file: &'static str,
    /// What one row stands for.
    pub row_per: &'static str,
    /// The columns that name a row.
    pub key: &'static [&'static str],
    /// The rows that come first where a format has no room for all; `None` where they are as good as each other.
    pub prefer: Option<fn(&R) -> bool>,
    /// The columns in order.
    pub columns: Vec<Column<R>>,
}

/// A table's definition, without the means to fill it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TableSpec {
    /// File name.
    pub file: &'static str,
    /// What one row stands for.
    pub row_per: &'static str,
    /// The columns that name a row.
    pub key: &'static [&'static str],
    /// The columns in order.
    pub columns: Vec<ColumnSpec>,
}

impl<R> Table<R> {
    /// The definition.
    pub fn spec(&self) -> TableSpec {
        TableSpec {
            file: self.file,
            row_per: self.row_per,
            key: self.key,
            columns: self.columns.iter().map(|column| column.spec.clone()).collect(),
        }
    }

    /// Writes header and rows.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, mut out: impl Write, style: Style, rows: &[R]) -> std::io::Result<()> {
        if style.bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut csv = csv::WriterBuilder::new().delimiter(style.delimiter.byte()).terminator(csv::Terminator::CRLF).from_writer(out);
        csv.write_record(self.columns.iter().map(|column| column.spec.name.as_str()))?;
        for row in rows {
            for column in &self.columns {
                csv.write_field(column.cell(row).written().as_bytes())?;
            }
            csv.write_record(None::<&[u8]>)?;
        }
        csv.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(cell: &Cell<'_>, expected: &str) {
        assert_eq!(cell.written(), expected);
    }

    #[test]
    fn unknown_is_an_empty_cell() {
        check(&Cell::Empty, "");
        check(&Cell::share(None), "");
        check(&Cell::number(f64::NAN, 2), "");
        check(&Cell::number(f64::INFINITY, 2), "");
        check(&Cell::text(""), "");
    }

    #[test]
    fn numbers_have_fixed_places_and_no_minus_zero() {
        check(&Cell::share(0.5), "0.5000");
        check(&Cell::number(-0.0004, 3), "0.000");
        check(&Cell::number(-0.5, 1), "-0.5");
        check(&Cell::Hundredths(-5), "-0.05");
        check(&Cell::Hundredths(5012), "50.12");
    }

    #[test]
    fn formulas_are_defused_and_numbers_are_not_touched() {
        check(&Cell::text("=1+1"), "'=1+1");
        check(&Cell::text("  @SUM(A1)"), "'  @SUM(A1)");
        check(&Cell::text("a-b"), "a-b");
        check(&Cell::Integer(-3), "-3");
    }

    #[test]
    fn lists_are_joined() {
        check(&Cell::list(["one", "two"]), "one; two");
        check(&Cell::list(Vec::<String>::new()), "");
    }
}
