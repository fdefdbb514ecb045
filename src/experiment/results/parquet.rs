//! Parquet, for Polars, pandas, `DuckDB` and R: typed columns, compressed with Snappy, units in the
//! file's key-value metadata under `unit.<column>`.
//!
//! Written through the low-level column writer: the Arrow layer above it would triple the time this
//! program takes to build, and tables of five types do not need it.

use std::io::{self, Write};
use std::ops::Range;
use std::sync::Arc;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::Type;

use super::format::Format;
use super::table::{Column, Table, Values};

/// Parquet.
#[derive(Debug, Clone, Copy)]
pub struct Parquet;

/// Rows to a row group, the unit a reader can skip.
const GROUP_ROWS: usize = 1 << 20;

impl Format for Parquet {
    fn extension(&self) -> &'static str {
        "parquet"
    }

    fn write(&self, table: &Table, out: &mut (dyn Write + Send)) -> io::Result<()> {
        write(table, out).map_err(|error| match error {
            ParquetError::External(inner) => match inner.downcast::<io::Error>() {
                Ok(error) => *error,
                Err(other) => io::Error::other(other),
            },
            other => io::Error::other(other),
        })
    }
}

fn write(table: &Table, out: &mut (dyn Write + Send)) -> Result<()> {
    let fields = table
        .columns
        .iter()
        .map(|c| field(c).map(Arc::new))
        .collect::<Result<Vec<_>>>()?;
    let schema = Type::group_type_builder(table.name).with_fields(fields).build()?;
    let units = table.columns.iter().filter(|column| !column.unit.is_empty());
    let units = units
        .map(|c| KeyValue::new(format!("unit.{}", c.name), c.unit.to_owned()))
        .collect();
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(concat!("clickday ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_key_value_metadata(Some(units))
        .build();
    let mut file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties))?;
    for first in (0..table.rows()).step_by(GROUP_ROWS) {
        let rows = first..table.rows().min(first + GROUP_ROWS);
        let mut group = file.next_row_group()?;
        for column in &table.columns {
            write_column(&column.values, rows.clone(), &mut group)?;
        }
        group.close()?;
    }
    file.close().map(|_| ())
}

/// The Parquet type of a column.
fn field(column: &Column) -> Result<Type> {
    let civil = LogicalType::timestamp(false, TimeUnit::MICROS);
    let (physical, logical, repetition) = match column.values {
        Values::Text(_) => (
            Physical::BYTE_ARRAY,
            Some(LogicalType::String),
            Repetition::REQUIRED,
        ),
        Values::Time(_) => (Physical::INT64, Some(civil), Repetition::OPTIONAL),
        Values::Count(_) => (Physical::INT64, None, Repetition::REQUIRED),
        Values::Number(_) => (Physical::DOUBLE, None, Repetition::OPTIONAL),
        Values::Flag(_) => (Physical::BOOLEAN, None, Repetition::REQUIRED),
    };
    Type::primitive_type_builder(&column.name, physical)
        .with_logical_type(logical)
        .with_repetition(repetition)
        .build()
}

fn write_column<W: Write + Send>(
    values: &Values,
    rows: Range<usize>,
    group: &mut SerializedRowGroupWriter<'_, W>,
) -> Result<()> {
    match values {
        Values::Text(v) => {
            let bytes: Vec<ByteArray> = v[rows].iter().map(|text| ByteArray::from(*text)).collect();
            put::<ByteArrayType, _>(&bytes, None, group)
        }
        Values::Time(v) => {
            let (micros, present) = dense(&v[rows], |text| civil_micros(text))?;
            put::<Int64Type, _>(&micros, Some(&present), group)
        }
        Values::Count(v) => {
            let counts: Vec<i64> = v[rows].iter().map(|n| n.cast_signed()).collect();
            put::<Int64Type, _>(&counts, None, group)
        }
        Values::Number(v) => {
            let (numbers, present) = dense(&v[rows], |x| Ok(*x))?;
            put::<DoubleType, _>(&numbers, Some(&present), group)
        }
        Values::Flag(v) => put::<BoolType, _>(&v[rows], None, group),
    }
}

/// The values that are there, and for each row 1 or 0 for whether it is (Parquet's definition
/// level).
fn dense<T, U>(values: &[Option<T>], convert: impl Fn(&T) -> Result<U>) -> Result<(Vec<U>, Vec<i16>)> {
    let present = values.iter().map(|value| i16::from(value.is_some())).collect();
    Ok((
        values.iter().flatten().map(convert).collect::<Result<_>>()?,
        present,
    ))
}

fn put<T: DataType, W: Write + Send>(
    values: &[T::T],
    present: Option<&[i16]>,
    group: &mut SerializedRowGroupWriter<'_, W>,
) -> Result<()> {
    let mut column = group
        .next_column()?
        .ok_or_else(|| ParquetError::General("a column too many".to_owned()))?;
    column.typed::<T>().write_batch(values, present, None)?;
    column.close()
}

/// Microseconds from the midnight that began 1970 to a civil time, by the calendar and without a
/// time zone.
fn civil_micros(text: &str) -> Result<i64> {
    let parsed: std::result::Result<DateTime, _> = text.parse();
    parsed
        .and_then(|time| time.to_zoned_datetime(TimeZone::UTC))
        .map(|zoned| zoned.timestamp().as_microsecond())
        .map_err(|error| ParquetError::General(format!("\"{text}\" is not a civil time: {error}")))
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Seek;

    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;

    use super::*;

    fn table() -> Table<'static> {
        let mut table = Table::new("state");
        table.text("policy", ["open-to-all", "queue"].into_iter());
        table.time("time", [Some("2020-04-01 08:30"), None].into_iter());
        table.count("came", "people", [7, 1 << 40].into_iter());
        table.number("page_s", "s", [None, Some(0.25)].into_iter());
        table.flag("collapsed", [true, false].into_iter());
        table
    }

    fn read(bytes: &[u8]) -> SerializedFileReader<File> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        file.rewind().unwrap();
        SerializedFileReader::new(file).unwrap()
    }

    #[test]
    fn what_is_read_back_is_what_was_written() {
        let mut out = Vec::new();
        Parquet.write(&table(), &mut out).unwrap();
        let reader = read(&out);
        let rows: Vec<Vec<Field>> = reader
            .get_row_iter(None)
            .unwrap()
            .map(|row| {
                row.unwrap()
                    .get_column_iter()
                    .map(|(_, field)| field.clone())
                    .collect()
            })
            .collect();
        // 1 April 2020 is day 18,353.
        let half_past_eight = (18_353 * 86_400 + 8 * 3600 + 1800) * 1_000_000;
        assert_eq!(rows[0][0], Field::Str("open-to-all".to_owned()));
        assert_eq!(rows[0][1], Field::TimestampMicros(half_past_eight));
        assert_eq!(rows[0][2..], [Field::Long(7), Field::Null, Field::Bool(true)]);
        assert_eq!(
            rows[1][1..],
            [
                Field::Null,
                Field::Long(1 << 40),
                Field::Double(0.25),
                Field::Bool(false)
            ]
        );
    }

    #[test]
    fn units_travel_with_the_file_and_the_bytes_with_the_table() {
        let write = || {
            let mut out = Vec::new();
            Parquet.write(&table(), &mut out).unwrap();
            out
        };
        assert_eq!(write(), write());
        let reader = read(&write());
        let metadata = reader
            .metadata()
            .file_metadata()
            .key_value_metadata()
            .unwrap()
            .clone();
        let unit = |name: &str| {
            metadata
                .iter()
                .find(|kv| kv.key == name)
                .and_then(|kv| kv.value.clone())
        };
        assert_eq!(unit("unit.page_s").as_deref(), Some("s"));
        assert_eq!(unit("unit.came").as_deref(), Some("people"));
        assert_eq!(unit("unit.policy"), None);
    }

    #[test]
    fn names_are_written_once_and_referred_to() {
        let mut table = Table::new("runs");
        let policies = ["as-it-happened-on-the-first-of-april", "queue-with-tickets"];
        table.text("policy", policies.iter().copied().cycle().take(10_000));
        let mut out = Vec::new();
        Parquet.write(&table, &mut out).unwrap();
        let reader = read(&out);
        let column = reader.metadata().row_group(0).column(0).clone();
        assert!(column.dictionary_page_offset().is_some(), "{column:?}");
        assert!(out.len() < 5_000, "{} bytes for one bit a row", out.len());
    }

    #[test]
    fn an_empty_table_is_a_file_with_columns() {
        let mut table = Table::new("state");
        table.text("policy", std::iter::empty());
        let mut out = Vec::new();
        Parquet.write(&table, &mut out).unwrap();
        assert_eq!(read(&out).metadata().num_row_groups(), 0);
    }
}
