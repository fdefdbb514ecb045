//! Standard output and standard error, as everything that is written for people goes there.
//!
//! What a name holds is seen and never acts: see [`clickday::names`]. The program itself writes one
//! escape code, that of a bold line ([`Styling`]). JSON, scripts and pages of a manual are for other
//! programs, and do not go through here.

use std::io::{self, IsTerminal, StderrLock, StdoutLock, Write};

use clickday::Language;
use clickday::commands::CommandText;
use clickday::names::in_text;
use clickday::report::table::Styling;

const BOLD: &str = "\x1b[1m";
const PLAIN: &str = "\x1b[0m";

/// A stream that people read.
pub(crate) struct Screen<W> {
    stream: W,
    /// Whether lines may be bold.
    bold: bool,
    /// The first bytes of a character whose others are still to come.
    begun: Vec<u8>,
}

/// The messages of commands, in the language of the program.
pub(crate) fn say() -> &'static dyn CommandText {
    Language::default().commands()
}

/// Standard output.
pub(crate) fn out() -> Screen<StdoutLock<'static>> {
    Screen::on(io::stdout().lock())
}

/// Standard error.
pub(crate) fn err() -> Screen<StderrLock<'static>> {
    Screen::on(io::stderr().lock())
}

/// Says on standard error what may not be meant. Where nobody hears it, the command goes on.
pub(crate) fn tell_notes(notes: &[String]) {
    for note in notes {
        tell(&say().note(note));
    }
}

/// Says a line on standard error that is no result. Where nobody hears it, the command goes on.
pub(crate) fn tell(line: &str) {
    let _ = writeln!(err(), "{line}");
}

impl<W: Write + IsTerminal> Screen<W> {
    fn on(stream: W) -> Self {
        Screen {
            bold: stream.is_terminal() && std::env::var_os("NO_COLOR").is_none(),
            stream,
            begun: Vec::new(),
        }
    }
}

impl<W: Write> Screen<W> {
    /// How a report is dressed that goes here.
    pub(crate) fn styling(&self) -> Styling {
        Styling {
            bold: self.bold,
            ..Styling::default()
        }
    }

    fn put(&mut self, text: &str) -> io::Result<()> {
        for line in text.split_inclusive('\n') {
            let (line, end) = match line.strip_suffix('\n') {
                Some(line) => (line, "\n"),
                None => (line, ""),
            };
            let bold = line
                .strip_prefix(BOLD)
                .and_then(|line| line.strip_suffix(PLAIN))
                .filter(|_| self.bold);
            match bold {
                Some(line) => write!(self.stream, "{BOLD}{}{PLAIN}{end}", in_text(line))?,
                None => write!(self.stream, "{}{end}", in_text(line))?,
            }
        }
        Ok(())
    }
}

impl<W: Write> Write for Screen<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let joined = [self.begun.as_slice(), bytes].concat();
        self.begun.clear();
        let mut rest = joined.as_slice();
        while !rest.is_empty() {
            match std::str::from_utf8(rest) {
                Ok(text) => {
                    self.put(text)?;
                    break;
                }
                Err(error) => {
                    let (text, other) = rest.split_at(error.valid_up_to());
                    self.put(&String::from_utf8_lossy(text))?;
                    let Some(wrong) = error.error_len() else {
                        self.begun = other.to_vec();
                        break;
                    };
                    self.put("\u{fffd}")?;
                    rest = &other[wrong..];
                }
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(bold: bool, parts: &[&[u8]]) -> String {
        let (stream, begun) = (Vec::new(), Vec::new());
        let mut screen = Screen { stream, bold, begun };
        for part in parts {
            screen.write_all(part).unwrap();
        }
        String::from_utf8(screen.stream).unwrap()
    }

    #[test]
    fn codes_of_a_name_are_seen_and_those_of_the_program_act() {
        let text = b"\x1b[1mHeading\x1b[0m\nqueue \x1b[31mred\x1b[0m\ta\xc2\x9bb\r\n";
        let after = "queue \\u{1b}[31mred\\u{1b}[0m\ta\\u{9b}b\\r\n";
        assert_eq!(shown(true, &[text]), format!("\x1b[1mHeading\x1b[0m\n{after}"));
        let codes = "\\u{1b}[1mHeading\\u{1b}[0m\n";
        assert_eq!(shown(false, &[text]), format!("{codes}{after}"));
        let within = shown(true, &[b"queue \x1b[1mbold\x1b[0m here\n"]);
        assert!(!within.contains('\x1b'), "{within:?}");
    }

    #[test]
    fn a_character_may_come_in_parts_and_bytes_that_are_none_are_told() {
        let (first, second) = "pi\u{f9} \u{202e}".as_bytes().split_at(3);
        assert_eq!(shown(false, &[first, second]), "pi\u{f9} \\u{202e}");
        assert_eq!(shown(false, &[b"a\xff\xfeb"]), "a\u{fffd}\u{fffd}b");
    }
}
