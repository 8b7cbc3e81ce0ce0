//! The tables as Parquet files, for programs that read columns: types as in the data dictionary, unknown is null.
//!
//! In: the same rows as the CSV files. Out: `NAME.parquet`, packed with Zstandard. Texts stand as they are: no program runs them, so they are
//! not guarded as in CSV.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical, ZstdLevel};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::columns::{Cell, Column, ColumnKind, Table};

/// Rows of a row group: a reader holds one at a time.
const GROUP: usize = 100_000;

fn failed(error: &ParquetError) -> std::io::Error {
    std::io::Error::other(error.to_string())
}

/// Writes a table.
pub(super) fn write<R>(out: impl Write + Send, table: &Table<R>, rows: impl IntoIterator<Item = R>) -> std::io::Result<()> {
    put(out, table, rows).map_err(|error| failed(&error))
}

fn put<R>(out: impl Write + Send, table: &Table<R>, rows: impl IntoIterator<Item = R>) -> Result<(), ParquetError> {
    let fields = table.columns.iter().map(|column| field(&column.spec.name, column.spec.kind).map(Arc::new));
    let schema = Type::group_type_builder("row").with_fields(fields.collect::<Result<Vec<_>, _>>()?).build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_created_by("corroborate".to_owned())
        .build();
    let mut file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
    let mut rows = rows.into_iter();
    loop {
        let rows: Vec<R> = rows.by_ref().take(GROUP).collect();
        if rows.is_empty() {
            break;
        }
        let mut group = file.next_row_group()?;
        for column in &table.columns {
            let Some(mut writer) = group.next_column()? else { break };
            fill(writer.untyped(), column, &rows)?;
            writer.close()?;
        }
        group.close()?;
    }
    file.close()?;
    Ok(())
}

fn field(name: &str, kind: ColumnKind) -> Result<Type, ParquetError> {
    let (physical, logical) = match kind {
        ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnKind::Integer => (Physical::INT64, None),
        ColumnKind::Number => (Physical::DOUBLE, None),
        ColumnKind::Boolean => (Physical::BOOLEAN, None),
        ColumnKind::Date => (Physical::INT32, Some(LogicalType::Date)),
    };
    let builder =
        Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL).with_converted_type(ConvertedType::NONE);
    builder.with_logical_type(logical).build()
}

/// Writes a column of a row group: a level of 1 for each cell that is there, and the values of those.
fn fill<R>(writer: &mut ColumnWriter<'_>, column: &Column<R>, rows: &[R]) -> Result<(), ParquetError> {
    let cells: Vec<Cell<'_>> = rows.iter().map(|row| column.cell(row)).collect();
    let levels: Vec<i16> = cells.iter().map(|cell| i16::from(*cell != Cell::Empty)).collect();
    let there = || cells.iter().filter(|cell| **cell != Cell::Empty);
    match writer {
        ColumnWriter::ByteArrayColumnWriter(writer) => {
            let values: Vec<ByteArray> = there().map(|cell| ByteArray::from(text(cell).as_bytes().to_vec())).collect();
            writer.write_batch(&values, Some(&levels), None)?;
        }
        ColumnWriter::Int64ColumnWriter(writer) => {
            let values: Vec<i64> = there().map(|cell| if let Cell::Integer(number) = cell { *number } else { 0 }).collect();
            writer.write_batch(&values, Some(&levels), None)?;
        }
        ColumnWriter::DoubleColumnWriter(writer) => {
            // The same number as in the CSV, places and all.
            let values: Vec<f64> = there().map(|cell| cell.written().parse().unwrap_or(f64::NAN)).collect();
            writer.write_batch(&values, Some(&levels), None)?;
        }
        ColumnWriter::BoolColumnWriter(writer) => {
            let values: Vec<bool> = there().map(|cell| *cell == Cell::Boolean(true)).collect();
            writer.write_batch(&values, Some(&levels), None)?;
        }
        ColumnWriter::Int32ColumnWriter(writer) => {
            let values: Vec<i32> =
                there().map(|cell| if let Cell::Date(day) = cell { crate::linking::day_number(*day) } else { 0 }).collect();
            writer.write_batch(&values, Some(&levels), None)?;
        }
        _ => return Err(ParquetError::General("a column of a type that no table has".to_owned())),
    }
    Ok(())
}

fn text<'r>(cell: &'r Cell<'_>) -> std::borrow::Cow<'r, str> {
    match cell {
        Cell::Text(text) => std::borrow::Cow::Borrowed(text),
        other => other.written(),
    }
}
