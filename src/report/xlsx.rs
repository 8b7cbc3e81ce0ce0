//! `reports.xlsx`: the tables as sheets of one workbook, for people who open reports in a spreadsheet.
//!
//! In: the same rows as the CSV files. Out: a workbook: a sheet a table with frozen header, filters, widths and data bars on scores,
//! and the data dictionary as the last sheet. Invariant: types are those of the columns, and no text becomes a formula or a link.
//! A spreadsheet has limits that CSV has not: what does not fit is told in the first line of the sheet, and stays in the CSV.

use std::io::Write;

use rust_xlsxwriter::{Color, ConditionalFormatDataBar, DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::columns::{Cell, ColumnKind, ColumnSpec, Table, TableSpec};

/// Rows of a sheet at most; spreadsheets grow slow long before their own limit of 1,048,576.
const ROWS: usize = 200_000;
/// Characters of a cell at most: the format's limit.
const CHARACTERS: usize = 32_767;
/// Rows that widths are taken from.
const SAMPLE: usize = 200;

/// A workbook under way.
pub(super) struct Book {
    workbook: Workbook,
    header: Format,
    note: Format,
    day: Format,
}

fn failed(error: XlsxError) -> std::io::Error {
    match error {
        XlsxError::IoError(error) => error,
        other => std::io::Error::other(other.to_string()),
    }
}

impl Book {
    pub(super) fn new() -> std::io::Result<Self> {
        let mut workbook = Workbook::new();
        // The same findings give the same bytes: no clock, not even in the properties.
        let made = ExcelDateTime::from_ymd(2000, 1, 1).map_err(failed)?;
        workbook.set_properties(&DocProperties::new().set_title("corroborate").set_creation_datetime(&made));
        let header = Format::new().set_bold().set_background_color(Color::RGB(0x00E3_E8EF)).set_align(FormatAlign::Top);
        let note = Format::new().set_italic();
        let day = Format::new().set_num_format("yyyy-mm-dd");
        Ok(Self { workbook, header, note, day })
    }

    /// Adds a sheet with the rows of a table. Where they are too many, the preferred ones come first.
    pub(super) fn table<R>(&mut self, table: &Table<R>, rows: impl IntoIterator<Item = R>) -> std::io::Result<()> {
        self.sheet(table, rows, ROWS).map_err(failed)
    }

    fn sheet<R>(&mut self, table: &Table<R>, rows: impl IntoIterator<Item = R>, most: usize) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name(table.file.trim_end_matches(".csv"))?;
        // As many as the sheet holds, and those of later rows that are preferred.
        let (mut chosen, mut later, mut all) = (Vec::new(), Vec::new(), 0_usize);
        for row in rows {
            all += 1;
            if chosen.len() < most {
                chosen.push(row);
            } else if later.len() < most && table.prefer.is_some_and(|prefer| prefer(&row)) {
                later.push(row);
            }
        }
        if let Some(prefer) = table.prefer.filter(|_| all > most) {
            let (first, rest): (Vec<R>, Vec<R>) = chosen.into_iter().partition(prefer);
            chosen = first.into_iter().chain(later).chain(rest).take(most).collect();
        }
        let mut top = 0;
        let long =
            |row: &R| table.columns.iter().any(|column| matches!(column.cell(row), Cell::Text(text) if text.chars().count() > CHARACTERS));
        let cut = chosen.iter().filter(|row| long(row)).count();
        if chosen.len() < all || cut > 0 {
            let mut told = String::new();
            if chosen.len() < all {
                told = format!("{} of {} rows stand here; all of them stand in {}. ", chosen.len(), all, table.file);
            }
            if cut > 0 {
                told = format!("{told}{cut} rows hold texts cut at {CHARACTERS} characters; whole they stand in {}.", table.file);
            }
            sheet.write_string_with_format(0, 0, told.trim_end(), &self.note)?;
            top = 1;
        }
        let last = u16::try_from(table.columns.len().saturating_sub(1)).unwrap_or(u16::MAX);
        for (at, column) in (0_u16..).zip(&table.columns) {
            let sample = chosen.iter().take(SAMPLE).map(|row| column.cell(row).written().chars().count());
            let widest = sample.max().unwrap_or(0).max(column.spec.name.len() + 3);
            sheet.set_column_width(at, widest.clamp(8, 60) as f64 + 1.0)?;
        }
        for (at, column) in (0_u16..).zip(&table.columns) {
            sheet.write_string_with_format(top, at, &column.spec.name, &self.header)?;
        }
        for (down, row) in (top + 1..).zip(&chosen) {
            for (at, column) in (0_u16..).zip(&table.columns) {
                write(sheet, down, at, &column.cell(row), &self.day)?;
            }
        }
        let bottom = top + u32::try_from(chosen.len()).unwrap_or(0);
        sheet.set_freeze_panes(top + 1, 1)?;
        if !chosen.is_empty() {
            sheet.autofilter(top, 0, bottom, last)?;
            for (at, _) in (0_u16..).zip(&table.columns).filter(|(_, column)| is_score(&column.spec)) {
                let bar = ConditionalFormatDataBar::new()
                    .set_fill_color(Color::RGB(0x0079_A9D1))
                    .set_solid_fill(true)
                    .set_minimum(rust_xlsxwriter::ConditionalFormatType::Number, 0)
                    .set_maximum(rust_xlsxwriter::ConditionalFormatType::Number, 100);
                sheet.add_conditional_format(top + 1, at, bottom, at, &bar)?;
            }
        }
        Ok(())
    }

    /// Adds the data dictionary and writes the workbook.
    pub(super) fn finish(mut self, tables: &[TableSpec], mut out: impl Write) -> std::io::Result<()> {
        self.dictionary(tables).map_err(failed)?;
        let bytes = self.workbook.save_to_buffer().map_err(failed)?;
        out.write_all(&bytes)?;
        out.flush()
    }

    fn dictionary(&mut self, tables: &[TableSpec]) -> Result<(), XlsxError> {
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_name("data dictionary")?;
        let names = ["table", "column", "type", "unit", "smallest", "largest", "words", "meaning", "empty means", "source"];
        for (at, width) in (0_u16..).zip([16.0, 30.0, 10.0, 16.0, 10.0, 10.0, 30.0, 90.0, 50.0, 30.0]) {
            sheet.set_column_width(at, width)?;
        }
        for (at, name) in (0_u16..).zip(names) {
            sheet.write_string_with_format(0, at, name, &self.header)?;
        }
        let columns = tables.iter().flat_map(|table| table.columns.iter().map(move |column| (table.file, column)));
        let mut down = 0;
        for (file, column) in columns {
            down += 1;
            let words = column.words.join(", ");
            let texts = [
                (0, file),
                (1, column.name.as_str()),
                (2, column.kind.name()),
                (3, column.unit),
                (6, words.as_str()),
                (7, &column.about),
                (8, &column.empty),
                (9, &column.source),
            ];
            // A sheet of constant memory is written from left to right.
            for at in 0..10_u16 {
                match (at, column.range) {
                    (4, (Some(low), _)) => sheet.write_number(down, at, low).map(|_| ())?,
                    (5, (_, Some(high))) => sheet.write_number(down, at, high).map(|_| ())?,
                    _ => {
                        if let Some((_, text)) = texts.iter().find(|(place, text)| *place == at && !text.is_empty()) {
                            sheet.write_string(down, at, *text)?;
                        }
                    }
                }
            }
        }
        sheet.set_freeze_panes(1, 2)?;
        sheet.autofilter(0, 0, down, 9)?;
        Ok(())
    }
}

/// Columns that get a data bar: scores of 0 to 100.
fn is_score(column: &ColumnSpec) -> bool {
    column.kind == ColumnKind::Number
        && column.range == (Some(0.0), Some(100.0))
        && (column.name == "score" || column.name.ends_with("_score"))
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, cell: &Cell<'_>, day: &Format) -> Result<(), XlsxError> {
    match cell {
        Cell::Empty => {}
        // A workbook knows texts from formulas by type, so the guard of the CSV files is not needed.
        Cell::Text(text) => {
            let cut = text.char_indices().nth(CHARACTERS).map(|(at, _)| &text[..at]);
            sheet.write_string(row, column, cut.unwrap_or(text))?;
        }
        Cell::Integer(number) => {
            sheet.write_number(row, column, *number as f64)?;
        }
        // What is shown and what is kept are the same number as in the CSV.
        Cell::Number(..) | Cell::Hundredths(_) => {
            sheet.write_number(row, column, cell.written().parse::<f64>().unwrap_or_default())?;
        }
        Cell::Boolean(yes) => {
            sheet.write_boolean(row, column, *yes)?;
        }
        Cell::Date(date) => match ExcelDateTime::from_ymd(u16::try_from(date.year()).unwrap_or(0), date.month() as u8, date.day() as u8) {
            Ok(known) => {
                sheet.write_datetime_with_format(row, column, &known, day)?;
            }
            // Days before 1900 have no number in a spreadsheet.
            Err(_) => {
                sheet.write_string(row, column, date.to_string())?;
            }
        },
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::columns::Column;
    use super::*;

    fn table() -> Table<(i64, String)> {
        Table {
            file: "things.csv",
            row_per: "thing",
            key: &["number"],
            prefer: Some(|row: &(i64, String)| row.0 > 2),
            columns: vec![
                Column::new("number", ColumnKind::Integer, |row: &(i64, String)| Cell::Integer(row.0)),
                Column::new("text", ColumnKind::Text, |row: &(i64, String)| Cell::text(&row.1)),
            ],
        }
    }

    fn book(rows: &[(i64, String)], most: usize) -> String {
        let mut book = Book::new().unwrap();
        book.sheet(&table(), rows.to_vec(), most).unwrap();
        let mut bytes = Vec::new();
        book.finish(&[table().spec()], &mut bytes).unwrap();
        assert_eq!(bytes, {
            let mut again = Book::new().unwrap();
            again.sheet(&table(), rows.to_vec(), most).unwrap();
            let mut bytes = Vec::new();
            again.finish(&[table().spec()], &mut bytes).unwrap();
            bytes
        });
        sheet_of(&bytes)
    }

    /// The first sheet of a workbook as XML: a ZIP archive's entries stand one after the other, deflated.
    fn sheet_of(bytes: &[u8]) -> String {
        let name = b"xl/worksheets/sheet1.xml";
        let at = bytes.windows(name.len()).position(|window| window == name).unwrap();
        let extra = usize::from(u16::from_le_bytes([bytes[at - 2], bytes[at - 1]]));
        let mut text = String::new();
        let mut inflated = flate2::read::DeflateDecoder::new(&bytes[at + name.len() + extra..]);
        std::io::Read::read_to_string(&mut inflated, &mut text).unwrap();
        text
    }

    #[test]
    fn formulas_stay_text_and_numbers_are_numbers() {
        let sheet = book(&[(1, "=1+1".into()), (2, "https://a.example".into())], 9);
        assert!(sheet.contains("<t>=1+1</t>") && !sheet.contains("<f>") && !sheet.contains("<hyperlink"), "{sheet}");
        assert!(
            sheet.contains("<v>1</v>") && sheet.contains("<autoFilter ref=\"A1:B3\"/>") && sheet.contains("state=\"frozen\""),
            "{sheet}"
        );
    }

    #[test]
    fn what_does_not_fit_is_told_and_the_preferred_come_first() {
        let rows: Vec<(i64, String)> = (1..=4).map(|number| (number, "x".to_owned())).collect();
        let sheet = book(&rows, 3);
        assert!(sheet.contains("3 of 4 rows stand here; all of them stand in things.csv."), "{sheet}");
        let order: Vec<usize> = ["<v>3</v>", "<v>4</v>", "<v>1</v>"].iter().map(|cell| sheet.find(cell).unwrap()).collect();
        assert!(order.is_sorted() && !sheet.contains("<v>2</v>"));
        let long = book(&[(1, "y".repeat(40_000))], 3);
        assert!(long.contains("1 rows hold texts cut at 32767 characters") && !long.contains(&"y".repeat(32_768)));
    }
}
