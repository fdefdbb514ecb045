//! Names that a user chose, wherever the program writes them: files, terminals, XML, spreadsheets.
//!
//! A name in a model is data. It may be `queue 24/7`, `../../x`, 260 letters, a line break or
//! `=1+1`. The program keeps every name as it is in its results. It is changed only where another
//! program would take it for something else:
//!
//! | written to | by | so that |
//! |---|---|---|
//! | the name of a file | [`file_stems`] | it is safe on every system, unique and short |
//! | a terminal | [`in_text`], [`in_line`] | no letter of it acts on the terminal or hides others |
//! | XML | [`in_xml`] | the document can be read |
//! | a cell of CSV | [`in_cell`], and back by [`from_cell`] | no spreadsheet takes it for a formula |

mod cell;
mod file;
mod shown;

pub use cell::{from_cell, in_cell};
pub use file::{file_stem, file_stems};
pub(crate) use shown::is_seen;
pub use shown::{in_line, in_text, in_xml};
