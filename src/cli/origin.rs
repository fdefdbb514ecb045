//! The line that says what was read: from the disk, or shipped with the program.

use std::io::{self, Write};

use clickday::commands::NamedPaths;
use clickday::names::in_line;
use clickday::shipped::{Location, Origin};

use super::screen;

/// Most paths of one origin that are named; how many more there are is said.
const MOST_NAMED: usize = 3;

/// Writes the line, first of all that a command prints.
pub(crate) fn write<'a>(
    out: &mut impl Write,
    locations: impl IntoIterator<Item = &'a Location>,
) -> io::Result<()> {
    let locations: Vec<&Location> = locations.into_iter().collect();
    let of = |origin: Origin| {
        let of_origin = locations.iter().filter(|location| location.origin() == origin);
        let paths: Vec<String> = of_origin
            .map(|location| in_line(&location.shown()).into_owned())
            .collect();
        paths
    };
    let (disk, shipped) = (of(Origin::Disk), of(Origin::Shipped));
    let version = env!("CARGO_PKG_VERSION");
    let line = screen::say().input(first(&disk), first(&shipped), version);
    writeln!(out, "{line}")
}

/// The first of some paths, and how many more there are.
fn first(paths: &[String]) -> NamedPaths<'_> {
    let (named, more) = paths.split_at(paths.len().min(MOST_NAMED));
    NamedPaths {
        named,
        more: more.len(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_says_what_was_read_and_from_where() {
        let files = ["mine.toml", "a.toml", "b.toml", "c.toml", "d.toml"];
        let files = files.map(|file| Location::on_disk(file.as_ref()));
        let shipped = clickday::shipped::find("mm1".as_ref(), &[clickday::shipped::Kind::Model]);
        let mut line = Vec::new();
        write(&mut line, files.iter().chain(&shipped)).unwrap();
        let version = env!("CARGO_PKG_VERSION");
        assert_eq!(
            String::from_utf8(line).unwrap(),
            format!(
                "Input: mine.toml, a.toml, b.toml and 2 more (from disk); \
                 models/textbook/mm1.toml (shipped with clickday {version})\n"
            )
        );
    }
}
