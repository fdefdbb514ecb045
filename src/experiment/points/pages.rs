//! The pages of a Parquet file, unpacked within bounds.
//!
//! The `parquet` crate reads snappy and lz4 in pure Rust, but zstd, which is what Polars writes
//! unless told otherwise, with a library in C. And it unpacks a page of gzip to its end, whatever
//! the page says of its size. So the pages of both are taken out as they are, and unpacked here.
//! Of the others, the size that a page says of itself is looked at before it is unpacked.

use std::io::Read;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use flate2::read::MultiGzDecoder;
use parquet::basic::{Compression, Encoding};
use parquet::bloom_filter::Sbbf;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result as Outcome};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{ChunkReader, Length, RowGroupReader};
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::record::reader::RowIter;
use parquet::schema::types::Type;
use ruzstd::decoding::StreamingDecoder;

use super::error::PointsError;

/// How much the pages of a file have unpacked to so far, and may at most.
#[derive(Debug, Clone)]
pub(super) struct Room {
    used: Arc<AtomicU64>,
    most: u64,
}

impl Room {
    /// Room for so many bytes.
    pub(super) fn of(most: u64) -> Self {
        Room {
            used: Arc::default(),
            most,
        }
    }

    /// Takes room for more bytes, if there is any.
    fn take(&self, bytes: u64) -> Outcome<()> {
        let before = self.used.fetch_add(bytes, Ordering::Relaxed);
        if before.saturating_add(bytes) > self.most {
            return Err(damaged("it unpacks to too much"));
        }
        Ok(())
    }

    /// How much is left of it.
    fn left(&self) -> u64 {
        self.most.saturating_sub(self.used.load(Ordering::Relaxed))
    }

    /// Whether something did not fit.
    pub(super) fn is_full(&self) -> bool {
        self.used.load(Ordering::Relaxed) > self.most
    }

    /// What is said of a file that does not fit.
    pub(super) fn too_large(&self, name: &str) -> PointsError {
        PointsError::TooLarge {
            name: name.to_owned(),
            reason: format!("it unpacks to more than {} MiB", self.most >> 20),
        }
    }
}

/// A group of rows, whose pages are unpacked within the room.
pub(super) struct Group<'a> {
    rows: Box<dyn RowGroupReader + 'a>,
    bytes: Bytes,
    room: Room,
}

impl<'a> Group<'a> {
    /// A group of a file of these bytes.
    pub(super) fn new(rows: Box<dyn RowGroupReader + 'a>, bytes: &Bytes, room: &Room) -> Self {
        Group {
            rows,
            bytes: bytes.clone(),
            room: room.clone(),
        }
    }
}

impl RowGroupReader for Group<'_> {
    fn metadata(&self) -> &RowGroupMetaData {
        self.rows.metadata()
    }

    fn num_columns(&self) -> usize {
        self.rows.num_columns()
    }

    fn get_column_page_reader(&self, i: usize) -> Outcome<Box<dyn PageReader>> {
        let mut column = self.metadata().column(i).clone();
        let packing = Packing::of(column.compression());
        if packing != Packing::Theirs {
            // Read as if they were not compressed, pages are what stands in the file.
            let plain = column.into_builder().set_compression(Compression::UNCOMPRESSED);
            column = plain.build()?;
        }
        let chunks = Chunks {
            bytes: self.bytes.clone(),
            room: (packing == Packing::Theirs).then(|| self.room.clone()),
        };
        let rows = usize::try_from(self.metadata().num_rows())?;
        Ok(Box::new(Pages {
            packed: SerializedPageReader::new(Arc::new(chunks), &column, rows, None)?,
            packing,
            is_optional: column.column_descr().max_def_level() > 0,
            room: self.room.clone(),
        }))
    }

    fn get_column_bloom_filter(&self, i: usize) -> Option<&Sbbf> {
        self.rows.get_column_bloom_filter(i)
    }

    fn get_row_iter(&self, projection: Option<Type>) -> Outcome<RowIter<'_>> {
        RowIter::from_row_group(projection, self)
    }
}

/// Who unpacks a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    /// The `parquet` crate.
    Theirs,
    Gzip,
    Zstd,
}

impl Packing {
    fn of(compression: Compression) -> Self {
        match compression {
            Compression::GZIP(_) => Packing::Gzip,
            Compression::ZSTD(_) => Packing::Zstd,
            _ => Packing::Theirs,
        }
    }
}

/// The bytes of a file. Where a page begins, its size is looked at, if there is a bound for it.
struct Chunks {
    bytes: Bytes,
    room: Option<Room>,
}

impl Length for Chunks {
    fn len(&self) -> u64 {
        self.bytes.len() as u64
    }
}

impl ChunkReader for Chunks {
    type T = <Bytes as ChunkReader>::T;

    /// Only the head of a page is read in this way.
    fn get_read(&self, start: u64) -> Outcome<Self::T> {
        if let Some(room) = &self.room {
            let head = usize::try_from(start)
                .ok()
                .and_then(|start| self.bytes.get(start..));
            let size = head.and_then(unpacked_size);
            room.take(size.ok_or_else(|| damaged("the head of a page is damaged"))?)?;
        }
        self.bytes.get_read(start)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Outcome<Bytes> {
        self.bytes.get_bytes(start, length)
    }
}

/// How a whole number of 32 bits begins in Thrift's compact protocol, as the next field.
const NEXT_IS_NUMBER: u8 = 0x15;

/// The size of a page once it is unpacked, as its head says: the second field, after the type.
///
/// Source: `PageHeader` of parquet.thrift, and the compact protocol of Apache Thrift.
fn unpacked_size(head: &[u8]) -> Option<u64> {
    let (_, rest) = varint(head.strip_prefix(&[NEXT_IS_NUMBER])?)?;
    let (size, _) = varint(rest.strip_prefix(&[NEXT_IS_NUMBER])?)?;
    // Odd ones are below zero.
    size.is_multiple_of(2).then_some(size / 2)
}

/// A number in groups of seven bits, and what follows it.
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    const LONGEST: usize = 5;
    let mut number = 0;
    for (i, byte) in bytes.iter().take(LONGEST).enumerate() {
        number |= u64::from(byte & 0x7f) << (7 * i);
        if byte & 0x80 == 0 {
            return Some((number, &bytes[i + 1..]));
        }
    }
    None
}

/// The pages of a column, unpacked.
struct Pages {
    packed: SerializedPageReader<Chunks>,
    packing: Packing,
    /// Whether values may be missing.
    is_optional: bool,
    room: Room,
}

impl PageReader for Pages {
    fn get_next_page(&mut self) -> Outcome<Option<Page>> {
        let Some(page) = self.packed.get_next_page()? else {
            return Ok(None);
        };
        let page = match self.packing {
            Packing::Theirs => page,
            packing => self.unpacked(page, packing)?,
        };
        believable(&page, self.is_optional)?;
        Ok(Some(page))
    }

    fn peek_next_page(&mut self) -> Outcome<Option<PageMetadata>> {
        self.packed.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Outcome<()> {
        self.packed.skip_next_page()
    }
}

impl Iterator for Pages {
    type Item = Outcome<Page>;

    fn next(&mut self) -> Option<Outcome<Page>> {
        self.get_next_page().transpose()
    }
}

impl Pages {
    /// A page whose values are unpacked.
    fn unpacked(&self, mut page: Page, packing: Packing) -> Outcome<Page> {
        let unpack = |bytes: &Bytes, start: usize| {
            let all = unpack(bytes, start, packing, self.room.left())?;
            self.room.take(all.len() as u64)?;
            Ok::<Bytes, ParquetError>(all)
        };
        match &mut page {
            Page::DataPage { buf, .. } | Page::DictionaryPage { buf, .. } => *buf = unpack(buf, 0)?,
            // What says which values are missing comes first, and is not compressed.
            Page::DataPageV2 {
                buf,
                def_levels_byte_len,
                rep_levels_byte_len,
                is_compressed: true,
                ..
            } => *buf = unpack(buf, *def_levels_byte_len as usize + *rep_levels_byte_len as usize)?,
            Page::DataPageV2 { .. } => {}
        }
        Ok(page)
    }
}

/// Makes sure that a page is not read into far more than it holds. A dictionary has no more values
/// than bytes. Numbers as differences have no more of them than the page has values. And texts do
/// not stand in it as continuations of each other: a few bytes may say any number of long texts.
fn believable(page: &Page, is_optional: bool) -> Outcome<()> {
    if let Page::DictionaryPage { buf, num_values, .. } = page
        && *num_values as usize > buf.len()
    {
        return Err(damaged("a dictionary is shorter than it says"));
    }
    match page.encoding() {
        Encoding::DELTA_BINARY_PACKED | Encoding::DELTA_LENGTH_BYTE_ARRAY => {
            let values = values(page, is_optional);
            let most = u64::from(page.num_values());
            let fits = values.is_some_and(|values| has_differences(values, most));
            fits.then_some(())
                .ok_or_else(|| damaged("a page has fewer values than it says"))
        }
        Encoding::DELTA_BYTE_ARRAY => {
            let words = format!("the encoding {} is not read", page.encoding());
            Err(ParquetError::General(words))
        }
        _ => Ok(()),
    }
}

/// The values of a page: after what says which of them are missing.
fn values(page: &Page, is_optional: bool) -> Option<&[u8]> {
    match page {
        Page::DataPage { buf, .. } if is_optional => {
            let (length, rest) = buf.split_first_chunk()?;
            rest.get(u32::from_le_bytes(*length) as usize..)
        }
        Page::DataPageV2 {
            buf,
            def_levels_byte_len,
            rep_levels_byte_len,
            ..
        } => buf.get(*def_levels_byte_len as usize + *rep_levels_byte_len as usize..),
        page => Some(page.buffer()),
    }
}

/// The most values of a block of differences. Writers take 128 or 256.
const MOST_OF_BLOCK: u64 = 1 << 16;

/// Whether values begin as differences do, of which there are at most so many.
///
/// Source: the encoding `DELTA_BINARY_PACKED` of the Parquet format.
fn has_differences(values: &[u8], most: u64) -> bool {
    let head = || {
        let (block, rest) = varint(values)?;
        let (parts, rest) = varint(rest)?;
        let (number, _) = varint(rest)?;
        Some((1..=MOST_OF_BLOCK).contains(&block) && (1..=block).contains(&parts) && number <= most)
    };
    head().unwrap_or(false)
}

/// Bytes of which all from `start` on are packed. Where they are more than there is room for,
/// a few more come.
fn unpack(bytes: &Bytes, start: usize, packing: Packing, room: u64) -> Outcome<Bytes> {
    let (plain, mut packed) = bytes
        .split_at_checked(start)
        .ok_or_else(|| damaged("a page is too short"))?;
    let mut all = plain.to_vec();
    let most = room.saturating_add(1);
    if packing == Packing::Gzip {
        if !packed.is_empty() {
            MultiGzDecoder::new(packed).take(most).read_to_end(&mut all)?;
        }
        return Ok(all.into());
    }
    while !packed.is_empty() && (all.len() as u64) < most {
        let frame = StreamingDecoder::new(&mut packed)
            .map_err(|error| ParquetError::General(format!("zstd: {error}")))?;
        let left = most.saturating_sub(all.len() as u64);
        frame.take(left).read_to_end(&mut all)?;
    }
    Ok(all.into())
}

fn damaged(words: &str) -> ParquetError {
    ParquetError::General(words.to_owned())
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use flate2::write::GzEncoder;
    use ruzstd::encoding::{CompressionLevel, compress_to_vec};

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        compress_to_vec(bytes, CompressionLevel::Fastest)
    }

    #[test]
    fn what_is_packed_is_unpacked_and_what_stands_before_it_stays() {
        for (pack, packing) in [
            (zstd as fn(&[u8]) -> Vec<u8>, Packing::Zstd),
            (gzip, Packing::Gzip),
        ] {
            let page = [b"levels".to_vec(), pack(b"values "), pack(b"and more")].concat();
            let all = unpack(&page.into(), "levels".len(), packing, 100).unwrap();
            assert_eq!(&all[..], b"levelsvalues and more");
            let plain = unpack(&Bytes::from_static(b"levels"), 6, packing, 100).unwrap();
            assert_eq!(&plain[..], b"levels");
        }
    }

    #[test]
    fn no_more_is_unpacked_than_there_is_room_for() {
        let zeros = vec![0; 1 << 22];
        for (pack, packing) in [
            (zstd as fn(&[u8]) -> Vec<u8>, Packing::Zstd),
            (gzip, Packing::Gzip),
        ] {
            let packed = pack(&zeros);
            assert!(packed.len() < 1 << 16, "{packing:?}: {}", packed.len());
            let many = packed.repeat(3);
            for page in [packed, many] {
                let all = unpack(&page.into(), 0, packing, 1_000).unwrap();
                assert_eq!(all.len(), 1_001, "{packing:?}");
            }
        }
    }

    #[test]
    fn what_was_unpacked_before_leaves_less_room() {
        let page = Bytes::from(zstd(&[0; 600]).repeat(3));
        assert_eq!(unpack(&page, 0, Packing::Zstd, 1_000).unwrap().len(), 1_001);
        let room = Room::of(1_000);
        room.take(700).unwrap();
        assert_eq!(room.left(), 300);
        assert_eq!(unpack(&page, 0, Packing::Zstd, room.left()).unwrap().len(), 301);
    }

    #[test]
    fn what_is_not_packed_is_refused() {
        for packing in [Packing::Zstd, Packing::Gzip] {
            for (page, start) in [(&b"no such thing"[..], 0), (b"short", 9), (b"levels()", 6)] {
                assert!(unpack(&Bytes::copy_from_slice(page), start, packing, 100).is_err());
            }
        }
    }

    #[test]
    fn a_page_says_its_size_before_it_is_unpacked() {
        // Type 0, then sizes of 100, 300 and -1, in zigzag.
        for (head, size) in [
            (&[0x15, 0x00, 0x15, 0xc8, 0x01, 0x15, 0x02][..], Some(100)),
            (&[0x15, 0x04, 0x15, 0xd8, 0x04], Some(300)),
            (&[0x15, 0x00, 0x15, 0x01], None),
            (&[0x15, 0x00, 0x15, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], None),
            (&[0x15, 0x00], None),
            (&[], None),
        ] {
            assert_eq!(unpacked_size(head), size, "{head:?}");
        }
        let room = Room::of(7);
        room.take(7).unwrap();
        assert!(!room.is_full());
        assert!(room.take(1).is_err() && room.is_full());
    }

    #[test]
    fn a_dictionary_has_no_more_values_than_bytes() {
        let dictionary = |num_values| Page::DictionaryPage {
            buf: Bytes::from_static(b"\x01\0\0\0a"),
            num_values,
            encoding: Encoding::PLAIN,
            is_sorted: false,
        };
        assert!(believable(&dictionary(1), false).is_ok());
        assert!(believable(&dictionary(2_000_000_000), false).is_err());
    }

    #[test]
    fn differences_are_no_more_than_the_values_of_their_page() {
        let page = |head: &[u8], encoding| Page::DataPage {
            buf: Bytes::copy_from_slice(head),
            num_values: 3,
            encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let level = [2, 0, 0, 0, 6, 1];
        // Blocks of 128 in 4 parts, and 3 values.
        let plain = [0x80, 0x01, 4, 3, 0];
        let optional = [&level[..], &plain].concat();
        for encoding in [Encoding::DELTA_BINARY_PACKED, Encoding::DELTA_LENGTH_BYTE_ARRAY] {
            assert!(believable(&page(&plain, encoding), false).is_ok());
            assert!(believable(&page(&optional, encoding), true).is_ok());
            for wrong in [
                &[0x80, 0x01, 4, 4, 0][..],
                &[0x80, 0x01, 4, 0xff, 0xff, 0xff, 0xff, 0x0f],
                &[0x80, 0x01, 4, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
                &[0x80, 0x80, 0x80, 0x80, 0x08, 4, 3, 0],
                &[0x80, 0x01, 0, 3, 0],
                &[0x80],
            ] {
                assert!(believable(&page(wrong, encoding), false).is_err(), "{wrong:?}");
            }
            assert!(believable(&page(&[9, 0, 0, 0], encoding), true).is_err());
        }
        assert!(believable(&page(&plain, Encoding::DELTA_BYTE_ARRAY), false).is_err());
    }
}
