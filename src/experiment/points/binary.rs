//! A table of points as Parquet: as this program writes it, and as Polars and pandas do.

use bytes::Bytes;
use parquet::basic::{Compression, Repetition};
use parquet::errors::ParquetError;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::reader::{FileReader, RowGroupReader as _, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::Type;

use super::bounds::{MOST_ROWS, MOST_UNPACKED, Size};
use super::error::PointsError;
use super::pages::{Group, Room};
use super::places::{Cell, Places};
use super::text::Table;
use clickday_engine::model::Problems;

/// Reads a table.
pub(super) fn table(name: &str, bytes: &[u8]) -> Result<Table, PointsError> {
    within(name, bytes, MOST_UNPACKED)
}

/// Reads a table that unpacks to at most so many bytes.
pub(super) fn within(name: &str, bytes: &[u8], most: u64) -> Result<Table, PointsError> {
    let room = Room::of(most);
    rows(name, bytes, &room).map_err(|error| match error {
        // Whatever is said of it, this is why.
        _ if room.is_full() => room.too_large(name),
        error => error,
    })
}

fn rows(name: &str, bytes: &[u8], room: &Room) -> Result<Table, PointsError> {
    let bytes = Bytes::copy_from_slice(bytes);
    let unreadable = |error: ParquetError| PointsError::unreadable(name, &error);
    let file = SerializedFileReader::new(bytes.clone()).map_err(unreadable)?;
    let metadata = file.metadata();
    let groups = metadata.row_groups().iter();
    let mut codecs = groups.flat_map(|group| group.columns().iter().map(ColumnChunkMetaData::compression));
    if let Some(codec) = codecs.find_map(unread) {
        return Err(PointsError::Compression {
            name: name.to_owned(),
            codec: codec.to_owned(),
        });
    }
    let said = usize::try_from(metadata.file_metadata().num_rows()).unwrap_or(0);
    if said > MOST_ROWS {
        return Err(Size::too_many_rows(name));
    }
    let fields = metadata.file_metadata().schema().get_fields();
    single_values(name, fields.iter().map(AsRef::as_ref))?;
    let columns: Vec<String> = fields.iter().map(|field| field.name().to_owned()).collect();
    let mut size = Size::default();
    size.add(name, columns.len(), columns.iter().map(String::len).sum())?;
    let mut rows = Vec::new();
    for number in 0..file.num_row_groups() {
        let group = Group::new(file.get_row_group(number).map_err(unreadable)?, &bytes, room);
        for row in group.get_row_iter(None).map_err(unreadable)? {
            let row = row.map_err(unreadable)?;
            let values: Vec<String> = row.get_column_iter().map(|(_, field)| text(field)).collect();
            size.add(name, values.len(), values.iter().map(String::len).sum())?;
            rows.push(values);
        }
    }
    Ok((columns, rows))
}

/// Makes sure that a row has one value in each column: a list may have any number of them.
fn single_values<'a>(name: &str, fields: impl Iterator<Item = &'a Type>) -> Result<(), Problems> {
    let places = Places::of(name, None);
    let is_single = |field: &Type| {
        let info = field.get_basic_info();
        field.is_primitive() && !(info.has_repetition() && info.repetition() == Repetition::REPEATED)
    };
    let problem = |(number, field): (usize, &Type)| {
        let wrong = format!("`{}` holds lists or structures", field.name());
        places.problem(
            Cell::Header(number),
            wrong,
            "write one value in each row, or leave it out",
        )
    };
    let wrong_ones = fields.enumerate().filter(|(_, field)| !is_single(field));
    wrong_ones
        .map(problem)
        .take(MOST_TOLD)
        .collect::<Problems>()
        .or(())
}

/// The most columns that are told.
const MOST_TOLD: usize = 20;

/// What a compression is called that is not read.
fn unread(codec: Compression) -> Option<&'static str> {
    match codec {
        Compression::BROTLI(_) => Some("brotli"),
        Compression::LZO => Some("lzo"),
        _ => None,
    }
}

/// A value as text.
fn text(field: &Field) -> String {
    match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        // Rust's shortest text that reads back as the same number; Parquet's own display rounds.
        Field::Double(number) => number.to_string(),
        Field::Float(number) => number.to_string(),
        other => other.to_string(),
    }
}
