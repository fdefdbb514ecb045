//! Ways of writing a table to a file: one trait, one file each.

use std::io::{self, Write};

use super::table::Table;

/// A way of writing a table.
pub trait Format {
    /// What its files end in, without the dot.
    fn extension(&self) -> &'static str;

    /// Writes all of `table`. The bytes depend on the table alone.
    ///
    /// # Errors
    /// When `out` refuses them.
    fn write(&self, table: &Table, out: &mut (dyn Write + Send)) -> io::Result<()>;
}
