//! What a column is: its name, type, unit, range, what an empty cell means, one sentence, and how it is filled.
//!
//! Invariant: unknown is an empty cell, never 0 and never NaN; numbers are written with a fixed number of places, so
//! that equal values are equal bytes; a text cell that a spreadsheet would run as a formula begins with `'`.

use std::borrow::Cow;
use std::fmt::Write as _;
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
        let mut made = String::new();
        match self {
            Self::Text(text) => guarded(text),
            other => Cow::Owned(other.written_with(&mut made).to_owned()),
        }
    }

    /// The same, with `made` for what has to be put together; a table has millions of cells.
    fn written_with<'s>(&'s self, made: &'s mut String) -> &'s str {
        made.clear();
        // Writing into a text cannot fail.
        let _ = match self {
            Self::Empty => return "",
            Self::Text(text) => match guarded(text) {
                Cow::Borrowed(text) => return text,
                Cow::Owned(text) => write!(made, "{text}"),
            },
            Self::Integer(number) => write!(made, "{number}"),
            Self::Number(value, places) => {
                write_decimal(made, *value, *places);
                Ok(())
            }
            Self::Hundredths(value) => {
                let sign = if *value < 0 { "-" } else { "" };
                write!(made, "{sign}{}.{:02}", value.unsigned_abs() / 100, value.unsigned_abs() % 100)
            }
            Self::Boolean(yes) => return if *yes { "true" } else { "false" },
            Self::Date(day) => write!(made, "{day}"),
        };
        made
    }
}

/// `value` with `places` decimals, rounded as the standard library rounds. Where the digit that decides is plain to see, integers
/// do: a tenth of the time.
fn write_decimal(out: &mut String, value: f64, places: usize) {
    const POWERS: [f64; 7] = [1.0, 10.0, 100.0, 1e3, 1e4, 1e5, 1e6];
    let scaled = POWERS.get(places).map(|power| value.abs() * power).filter(|scaled| *scaled < 1e9);
    // The product is off by less than a millionth, so further than that from a half it rounds as the exact one does.
    let plain = scaled.filter(|scaled| (scaled.fract() - 0.5).abs() > 1e-6);
    let _ = match plain {
        Some(scaled) => {
            let (whole, power) = (scaled.round() as u64, POWERS[places] as u64);
            let sign = if value < 0.0 && whole > 0 { "-" } else { "" };
            if places == 0 { write!(out, "{sign}{whole}") } else { write!(out, "{sign}{}.{:0places$}", whole / power, whole % power) }
        }
        None => write!(out, "{}", without_minus_zero(format!("{value:.places$}"))),
    };
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

    /// Writes header and rows; a row lives no longer than it takes to write it.
    ///
    /// # Errors
    /// What the writer says.
    pub fn write(&self, mut out: impl Write, style: Style, rows: impl IntoIterator<Item = R>) -> std::io::Result<()> {
        if style.bom {
            out.write_all("\u{feff}".as_bytes())?;
        }
        let mut csv = writer(out, style);
        csv.write_record(self.columns.iter().map(|column| column.spec.name.as_str()))?;
        let mut made = String::new();
        for row in rows {
            self.write_row(&mut csv, &row, &mut made)?;
        }
        csv.flush()
    }

    fn write_row<W: Write>(&self, csv: &mut csv::Writer<W>, row: &R, made: &mut String) -> std::io::Result<()> {
        for column in &self.columns {
            csv.write_field(column.cell(row).written_with(made))?;
        }
        Ok(csv.write_record(None::<&[u8]>)?)
    }

    /// The lines of some rows as [`Self::write`] writes them, and where each ends.
    ///
    /// # Errors
    /// What the writer says; none where memory suffices.
    pub fn lines(&self, style: Style, rows: impl IntoIterator<Item = R>) -> std::io::Result<(Vec<u8>, Vec<usize>)> {
        let mut csv = writer(Vec::new(), style);
        let (mut made, mut ends) = (String::new(), Vec::new());
        for row in rows {
            self.write_row(&mut csv, &row, &mut made)?;
            csv.flush()?;
            ends.push(csv.get_ref().len());
        }
        Ok((csv.into_inner().map_err(csv::IntoInnerError::into_error)?, ends))
    }
}

fn writer<W: Write>(out: W, style: Style) -> csv::Writer<W> {
    csv::WriterBuilder::new().delimiter(style.delimiter.byte()).terminator(csv::Terminator::CRLF).from_writer(out)
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
    fn decimals_are_those_of_the_standard_library() {
        // Halves that binary fractions hold exactly go to the even digit; 1.005 lies a little under its half.
        let by_hand = [(0.125, 2, "0.12"), (0.375, 2, "0.38"), (1.005, 2, "1.00"), (2.5, 0, "2"), (-0.05, 1, "-0.1"), (-0.0, 3, "0.000")];
        for (value, places, expected) in by_hand {
            check(&Cell::Number(value, places), expected);
        }
        proptest::proptest!(|(value in -2e6_f64..2e6, thousandths in -4_000_000_i64..4_000_000, places in 0_usize..8)| {
            for value in [value, value / 1e6, thousandths as f64 / 1000.0, thousandths as f64 / 2000.0, value * 1e9] {
                check(&Cell::Number(value, places), &without_minus_zero(format!("{value:.places$}")));
            }
        });
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
