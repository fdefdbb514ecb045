//! Comma-separated values (RFC 4180), for spreadsheets and eyes: a header, UTF-8, `.` as the
//! decimal point, an empty field where there is no value.
//!
//! A text that a spreadsheet would take for a formula has an apostrophe before it:
//! [`in_cell`](crate::names::in_cell).

use std::io::{self, Write};

use super::format::Format;
use super::table::{Table, Values};
use clickday_engine::names::in_cell;

/// Comma-separated values.
#[derive(Debug, Clone, Copy)]
pub struct Csv;

impl Format for Csv {
    fn extension(&self) -> &'static str {
        "csv"
    }

    fn write(&self, table: &Table, out: &mut (dyn Write + Send)) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(table.columns.iter().map(|column| &column.name))?;
        let mut field = Vec::new();
        for row in 0..table.rows() {
            for column in &table.columns {
                field.clear();
                render(&column.values, row, &mut field)?;
                writer.write_field(&field)?;
            }
            writer.write_record(None::<&[u8]>)?;
        }
        writer.flush()
    }
}

/// Numbers are written in the fewest digits that read back as the same number.
fn render(values: &Values, row: usize, field: &mut Vec<u8>) -> io::Result<()> {
    match values {
        Values::Text(v) => field.write_all(in_cell(v[row]).as_bytes()),
        Values::Time(v) => field.write_all(v[row].unwrap_or_default().as_bytes()),
        Values::Count(v) => write!(field, "{}", v[row]),
        Values::Number(v) => v[row].map_or(Ok(()), |x| write!(field, "{x}")),
        Values::Flag(v) => write!(field, "{}", v[row]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_of_spreadsheets_gets_a_header_and_empty_fields_for_what_is_not_there() {
        let mut table = Table::new("waits");
        table.text("policy", ["open, to all", "queue"].into_iter());
        table.count("people", "people", [3, 4].into_iter());
        table.number("wait_s", "s", [Some(0.1), None].into_iter());
        table.time("since", [Some("2020-04-01 08:30"), None].into_iter());
        table.flag("collapsed", [true, false].into_iter());
        let mut out = Vec::new();
        Csv.write(&table, &mut out).unwrap();
        let expected = "policy,people,wait_s,since,collapsed\n\
                        \"open, to all\",3,0.1,2020-04-01 08:30,true\n\
                        queue,4,,,false\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn a_name_is_no_formula_and_a_number_below_zero_stays_a_number() {
        let mut table = Table::new("runs");
        table.text("policy", ["=1+1", "-3"].into_iter());
        table.number("gain_s", "s", [Some(-0.5), Some(-1e-9)].into_iter());
        let mut out = Vec::new();
        Csv.write(&table, &mut out).unwrap();
        let expected = "policy,gain_s\n'=1+1,-0.5\n-3,-0.000000001\n";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
