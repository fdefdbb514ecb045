//! `timings.csv`: what each run cost on this machine. No machine repeats it, so its hash cannot be in
//! the manifest, which is the same on every machine. The table has it itself, in a last column.
//!
//! ```text
//! stage,...,events,wall_s,...,sha256
//! full,...,1200,0.25,...,SHA-256 of the table without this column, the same in every row
//! ```

use std::io;

use super::csv::Csv;
use super::format::Format as _;
use super::rows;
use super::table::Table;
use crate::ensemble::sha256;
use crate::experiment::schedule::StageRuns;

/// The name of the column that holds the hash.
const HASH: &str = "sha256";

/// What each run cost on this machine; the runs of a process share its peak of memory.
pub(super) fn table(stages: &[StageRuns]) -> Table<'_> {
    let runs = rows::all(stages);
    let mut table = Table::new("timings");
    table.keys(runs.iter().copied());
    let results = || runs.iter().map(|run| run.result);
    table.count("events", "events", results().map(|r| r.events));
    table.number("wall_s", "s", results().map(|r| Some(r.wall_s)));
    table.number(
        "events_per_s",
        "events per second",
        results().map(|r| Some(r.events as f64 / r.wall_s)),
    );
    table.number("peak_rss_mib", "MiB", results().map(|r| r.peak_rss_mib));
    table
}

/// The bytes of the file.
pub(super) fn bytes(stages: &[StageRuns]) -> io::Result<Vec<u8>> {
    let mut plain = Vec::new();
    Csv.write(&table(stages), &mut plain)?;
    sealed(&plain)
}

/// Whether a file of timings has the bytes that were written.
pub(in crate::experiment) fn is_intact(bytes: &[u8]) -> bool {
    let again = without_last(bytes).and_then(|plain| sealed(&plain));
    // There is a header at least.
    !bytes.is_empty() && again.is_ok_and(|again| again == bytes)
}

/// Whether a file of timings is as earlier revisions wrote it, without a hash: nothing tells whether
/// it was changed.
pub(in crate::experiment) fn is_older(bytes: &[u8]) -> bool {
    let records = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes)
        .into_byte_records();
    // A record of another length than the header is an error.
    let records: Result<Vec<_>, _> = records.collect();
    let columns = table(&[]).columns;
    records.is_ok_and(|records| {
        let header = records.first();
        header.is_some_and(|header| {
            let names = columns.iter().map(|column| column.name.as_bytes());
            header.iter().eq(names)
        })
    })
}

/// A table with its hash as a last column.
fn sealed(plain: &[u8]) -> io::Result<Vec<u8>> {
    let hash = sha256(plain);
    rewritten(plain, |row, record| {
        let cell = if row == 0 { HASH } else { hash.as_str() };
        record.push_field(cell.as_bytes());
    })
}

/// A table without its last column.
fn without_last(bytes: &[u8]) -> io::Result<Vec<u8>> {
    rewritten(bytes, |_, record| {
        record.truncate(record.len().saturating_sub(1));
    })
}

/// A table with each record changed, by its number; the header is the first.
fn rewritten(bytes: &[u8], change: impl Fn(usize, &mut csv::ByteRecord)) -> io::Result<Vec<u8>> {
    let records = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(bytes)
        .into_byte_records();
    let mut writer = csv::Writer::from_writer(Vec::new());
    for (row, record) in records.enumerate() {
        let mut record = record?;
        change(row, &mut record);
        writer.write_byte_record(&record)?;
    }
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name with a line break and a comma, and a cell without a value.
    const PLAIN: &str = "policy,events,wall_s,peak\nopen,7,0.25,\n\"a, \"\"b\"\"\nc\",8,0.5,12\n";

    #[test]
    fn every_change_of_a_byte_is_noticed() {
        let whole = sealed(PLAIN.as_bytes()).unwrap();
        assert!(is_intact(&whole));
        assert_eq!(without_last(&whole).unwrap(), PLAIN.as_bytes());
        for place in 0..whole.len() {
            for byte in 0..=255 {
                let mut bytes = whole.clone();
                bytes[place] = byte;
                assert_eq!(is_intact(&bytes), bytes == whole, "byte {place} is {byte}");
            }
        }
    }

    #[test]
    fn a_table_without_a_hash_is_older_and_no_change_of_a_byte_makes_one() {
        let mut plain = Vec::new();
        Csv.write(&table(&[]), &mut plain).unwrap();
        assert!(is_older(&plain) && !is_intact(&plain));
        assert!(!is_older(b"") && !is_older(PLAIN.as_bytes()));
        let whole = sealed(&plain).unwrap();
        for place in 0..whole.len() {
            for byte in 0..=255 {
                let mut bytes = whole.clone();
                bytes[place] = byte;
                assert!(!is_older(&bytes), "byte {place} is {byte}");
            }
        }
    }

    #[test]
    fn what_is_cut_short_or_longer_is_not_as_it_was() {
        let whole = sealed(PLAIN.as_bytes()).unwrap();
        let rows = whole.split_inclusive(|byte| *byte == b'\n');
        let all_but_one: Vec<u8> = rows.take(2).flatten().copied().collect();
        for bytes in [&whole[1..], &whole[..whole.len() - 1], &all_but_one, b""] {
            assert!(!is_intact(bytes), "{}", String::from_utf8_lossy(bytes));
        }
        assert!(!is_intact(&[&whole[..], b"\n"].concat()));
        assert!(!is_intact(PLAIN.as_bytes()), "it has no hash");
    }
}
