//! A table of points as Parquet: as this program writes it, and as Polars and pandas do.
//!
//! The `parquet` crate reads snappy, gzip and lz4 in pure Rust, but zstd, which is what Polars
//! writes unless told otherwise, with a library in C. So the pages of such columns are taken out
//! as they are and unpacked by `ruzstd`, which is pure Rust.

use std::io::Read;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::Compression;
use parquet::bloom_filter::Sbbf;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result as Outcome};
use parquet::file::metadata::{ColumnChunkMetaData, RowGroupMetaData};
use parquet::file::reader::{FileReader, RowGroupReader, SerializedFileReader};
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::record::Field;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;
use ruzstd::decoding::StreamingDecoder;

use super::error::PointsError;
use super::text::Table;

/// The most bytes of a page once it is unpacked. Assumed: writers make pages of about a MiB.
const MOST_PAGE_BYTES: u64 = 1 << 28;

/// Reads a table.
pub(super) fn table(name: &str, bytes: &[u8]) -> Result<Table, PointsError> {
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
    let fields = metadata.file_metadata().schema().get_fields().iter();
    let columns = fields.map(|field| field.name().to_owned()).collect();
    let mut rows = Vec::new();
    for number in 0..file.num_row_groups() {
        let group = Group {
            group: file.get_row_group(number).map_err(unreadable)?,
            bytes: Arc::new(bytes.clone()),
        };
        for row in group.get_row_iter(None).map_err(unreadable)? {
            let row = row.map_err(unreadable)?;
            rows.push(row.get_column_iter().map(|(_, field)| text(field)).collect());
        }
    }
    Ok((columns, rows))
}

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

/// A group of rows, whose pages of zstd are unpacked here.
struct Group<'a> {
    group: Box<dyn RowGroupReader + 'a>,
    bytes: Arc<Bytes>,
}

impl RowGroupReader for Group<'_> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.group.metadata()
    }

    fn num_columns(&self) -> usize {
        self.group.num_columns()
    }

    fn get_column_page_reader(&self, i: usize) -> Outcome<Box<dyn PageReader>> {
        let column = self.metadata().column(i);
        if !matches!(column.compression(), Compression::ZSTD(_)) {
            return self.group.get_column_page_reader(i);
        }
        // Read as if they were not compressed, pages are what stands in the file.
        let as_it_stands = column
            .clone()
            .into_builder()
            .set_compression(Compression::UNCOMPRESSED);
        let rows = usize::try_from(self.metadata().num_rows())?;
        let pages = SerializedPageReader::new(self.bytes.clone(), &as_it_stands.build()?, rows, None)?;
        Ok(Box::new(Pages(pages)))
    }

    fn get_column_bloom_filter(&self, i: usize) -> Option<&Sbbf> {
        self.group.get_column_bloom_filter(i)
    }

    fn get_row_iter(&self, projection: Option<Type>) -> Outcome<RowIter<'_>> {
        RowIter::from_row_group(projection, self)
    }
}

/// The pages of a column, unpacked.
struct Pages(SerializedPageReader<Bytes>);

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Outcome<Option<Page>> {
        self.0.get_next_page()?.map(unpacked).transpose()
    }

    fn peek_next_page(&mut self) -> Outcome<Option<PageMetadata>> {
        self.0.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Outcome<()> {
        self.0.skip_next_page()
    }
}

impl Iterator for Pages {
    type Item = Outcome<Page>;

    fn next(&mut self) -> Option<Outcome<Page>> {
        self.get_next_page().transpose()
    }
}

/// A page whose values are unpacked.
fn unpacked(mut page: Page) -> Outcome<Page> {
    match &mut page {
        Page::DataPage { buf, .. } | Page::DictionaryPage { buf, .. } => *buf = unzstd(buf, 0)?,
        // What says which values are missing comes first, and is not compressed.
        Page::DataPageV2 {
            buf,
            def_levels_byte_len,
            rep_levels_byte_len,
            is_compressed: true,
            ..
        } => *buf = unzstd(buf, *def_levels_byte_len as usize + *rep_levels_byte_len as usize)?,
        Page::DataPageV2 { .. } => {}
    }
    Ok(page)
}

/// Bytes of which all from `start` on are zstd.
fn unzstd(bytes: &Bytes, start: usize) -> Outcome<Bytes> {
    let (plain, mut packed) = bytes
        .split_at_checked(start)
        .ok_or_else(|| ParquetError::General("a page is too short".to_owned()))?;
    let mut all = plain.to_vec();
    while !packed.is_empty() {
        let frame = StreamingDecoder::new(&mut packed)
            .map_err(|error| ParquetError::General(format!("zstd: {error}")))?;
        let read = frame.take(MOST_PAGE_BYTES).read_to_end(&mut all)?;
        if read as u64 == MOST_PAGE_BYTES {
            return Err(ParquetError::General("a page is too large".to_owned()));
        }
    }
    Ok(all.into())
}

#[cfg(test)]
mod tests {
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    #[test]
    fn what_is_packed_is_unpacked_and_what_stands_before_it_stays() {
        let packed = |text: &str| compress_to_vec(text.as_bytes(), CompressionLevel::Fastest);
        let page = [b"levels".to_vec(), packed("values "), packed("and more")].concat();
        let all = unzstd(&page.into(), "levels".len()).unwrap();
        assert_eq!(&all[..], b"levelsvalues and more");
        assert_eq!(&unzstd(&Bytes::from_static(b"levels"), 6).unwrap()[..], b"levels");
    }

    #[test]
    fn what_is_no_zstd_is_refused() {
        for (page, start) in [(&b"no such thing"[..], 0), (b"short", 9), (b"levels()", 6)] {
            assert!(unzstd(&Bytes::copy_from_slice(page), start).is_err());
        }
    }
}
