//! Ways in which a file goes wrong: slips of the hand, damaged disks, and values nobody thought of.

use clickday::sim::random::{Chance, Purpose};

use super::corpus::{Corpus, last_key};

/// Values at and beyond the edges of what each place takes, and of other types.
pub(crate) const STRANGERS: &[&str] = &[
    "0",
    "1",
    "-1",
    "0.0",
    "1e-300",
    "1e300",
    "1e15",
    "nan",
    "inf",
    "-inf",
    "9000000000000000",
    "18446744073709551615",
    "99999999999999999999999999999999999999999",
    "0xffffffffffffffffffff",
    "true",
    "\"\"",
    "[]",
    "{}",
    "[[]]",
    "[1, 2, 3]",
    "{ a = 1 }",
    "2020-04-01",
    "2020-04-01T00:00:00Z",
    "\"0 s\"",
    "\"1 us\"",
    "\"0.001 us\"",
    "\"100000 d\"",
    "\"104249 d\"",
    "\"9e18\"",
    "\"0 %\"",
    "\"100 %\"",
    "\"0 per second\"",
    "\"1 per day\"",
    "\"4 billion per second\"",
    "\"999999 billion per us\"",
    "\"1900-01-01 00:00\"",
    "\"2200-12-31 23:59\"",
    "\"2020-04-01 00:00\"",
    "\"2020-04-01 24:00\"",
    "\"00:00-24:00\"",
    "\"23:59-00:01\"",
    "\"Mon\"",
    "'é'",
    "\"lifo\"",
    "\"slack\"",
    "\"lottery\"",
    "{ fixed = \"0 s\" }",
    "{ fixed = \"1 d\" }",
    "{ exponential = \"1 us\" }",
    "{ uniform = { from = \"0 s\", to = \"1 us\" } }",
    "{ lognormal = { median = \"1 s\", sigma = 20 } }",
    "{ lognormal = { mean = \"1 s\", cv = 0 } }",
    "{ erlang = { mean = \"1 s\", stages = 9_000_000_000_000_000 } }",
    "{ hyperexponential = { mean = \"1 s\", cv = 1000 } }",
    "{ weibull = { mean = \"1 s\", shape = 0.02 } }",
    "{ half-at = 1 }",
    "{ usl = { sigma = 1e15, kappa = 1e15 } }",
    "{ poisson = \"0 per second\" }",
];

const UNITS: [&str; 16] = [
    "us",
    "ms",
    "s",
    "min",
    "h",
    "d",
    "days",
    "%",
    "per second",
    "per hour",
    "per us",
    "million",
    "billion",
    "thousand",
    "weeks",
    "",
];

/// The chance of one mutant.
pub(crate) struct Dice {
    chance: Chance,
    mutant: u64,
    drawn: u64,
}

impl Dice {
    pub(crate) fn of(mutant: u64) -> Self {
        Dice {
            chance: Chance::new(20_200_401, 0),
            mutant,
            drawn: 0,
        }
    }

    /// A number below `n`; 0 when `n` is.
    pub(crate) fn below(&mut self, n: usize) -> usize {
        self.drawn += 1;
        let bits = self
            .chance
            .block(self.mutant, Purpose::Traits, self.drawn)
            .bits(0);
        ((u128::from(bits) * n as u128) >> 64) as usize
    }

    pub(crate) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

/// A mutant of `text`: a few changes, one after the other.
pub(crate) fn mutant(text: &str, corpus: &Corpus, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    // One in sixteen is changed beyond recognition.
    let changes = if dice.below(16) == 0 {
        24
    } else {
        1 + dice.below(2)
    };
    for _ in 0..changes {
        bytes = change(&bytes, corpus, dice);
    }
    bytes
}

fn change(bytes: &[u8], corpus: &Corpus, dice: &mut Dice) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return damaged(bytes, dice);
    };
    // Most changes leave a file that still is TOML, so that what it says is put to the test.
    match dice.below(23) {
        0..=1 => damaged(bytes, dice),
        2..=4 => lines_changed(text, corpus, dice),
        5 => table_doubled(text, dice),
        6..=8 => replaced(text, &tokens(text, number), dice, |dice, old| extreme(old, dice)),
        9..=10 => replaced(text, &tokens(text, unit), dice, |dice, _| {
            (*dice.pick(&UNITS)).to_owned()
        }),
        11..=12 => replaced(text, &tokens(text, word), dice, |dice, _| {
            dice.pick(&corpus.words).clone()
        }),
        13..=15 => replaced(text, &values(text), dice, |dice, _| {
            (*dice.pick(STRANGERS)).to_owned()
        }),
        16 => replaced(text, &values(text), dice, |dice, _| {
            dice.pick(&corpus.values).clone()
        }),
        17..=20 => another_of_its_kind(text, corpus, dice),
        21 => replaced(text, &keys(text), dice, |dice, _| {
            dice.pick(&corpus.words).clone()
        }),
        _ => two_swapped(text, dice),
    }
    .into_iter()
    .collect()
}

/// Bytes flipped, lost, doubled, put in, or the end cut off: need not be text any more.
pub(crate) fn damaged(bytes: &[u8], dice: &mut Dice) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = dice.below(bytes.len());
    let to = (at + 1 + dice.below(24)).min(bytes.len());
    match dice.below(5) {
        0 if !bytes.is_empty() => bytes[at] ^= 1 << dice.below(8),
        1 => drop(bytes.drain(at..to)),
        2 => {
            let piece = bytes[at..to].to_vec();
            bytes.splice(at..at, piece);
        }
        3 => {
            let strangers = [0x00, 0xff, 0xc3, 0x80, b'"', b'[', b'}', b'\n', b'\\'];
            bytes.insert(at, *dice.pick(&strangers));
        }
        _ => bytes.truncate(at),
    }
    bytes
}

/// Lines lost, doubled, swapped, or put in from another file.
fn lines_changed(text: &str, corpus: &Corpus, dice: &mut Dice) -> Vec<u8> {
    let mut lines: Vec<&str> = text.lines().collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let (at, other) = (dice.below(lines.len()), dice.below(lines.len()));
    match dice.below(4) {
        0 => drop(lines.remove(at)),
        1 => lines.insert(other, lines[at]),
        2 => lines.swap(at, other),
        _ => {
            let stranger: Vec<&str> = dice.pick(&corpus.files).text.lines().collect();
            let from = dice.below(stranger.len());
            let to = (from + 1 + dice.below(12)).min(stranger.len());
            lines.splice(at..at, stranger[from..to].iter().copied());
        }
    }
    lines.join("\n").into_bytes()
}

/// A table with its header, written once more at the end: under its own name, or under another.
fn table_doubled(text: &str, dice: &mut Dice) -> Vec<u8> {
    let lines: Vec<&str> = text.lines().collect();
    let is_header = |i: &usize| lines[*i].starts_with('[');
    let headers: Vec<usize> = (0..lines.len()).filter(is_header).collect();
    if headers.is_empty() {
        return text.as_bytes().to_vec();
    }
    let from = *dice.pick(&headers);
    let to = (from + 1..lines.len()).find(is_header).unwrap_or(lines.len());
    let again = lines[from..to].join("\n");
    let again = match dice.below(2) {
        0 => again,
        _ => again.replacen(']', "-again]", 1),
    };
    format!("{text}\n{again}\n").into_bytes()
}

type Span = std::ops::Range<usize>;

/// The text with one of these spans replaced.
fn replaced(text: &str, spans: &[Span], dice: &mut Dice, by: impl Fn(&mut Dice, &str) -> String) -> Vec<u8> {
    if spans.is_empty() {
        return text.as_bytes().to_vec();
    }
    let span = dice.pick(spans).clone();
    let new = by(dice, &text[span.clone()]);
    format!("{}{new}{}", &text[..span.start], &text[span.end..]).into_bytes()
}

/// A value replaced by one that the same key has elsewhere: what it says may be strange, but how it is written is right.
fn another_of_its_kind(text: &str, corpus: &Corpus, dice: &mut Dice) -> Vec<u8> {
    let lines: Vec<&str> = text.lines().collect();
    let settings: Vec<usize> = (0..lines.len())
        .filter(|i| lines[*i].contains(" = ") && !lines[*i].starts_with('#'))
        .collect();
    if settings.is_empty() {
        return text.as_bytes().to_vec();
    }
    let at = *dice.pick(&settings);
    let key = lines[at].split(" = ").next().unwrap_or_default();
    let Some(alike) = corpus.by_key.get(last_key(key.trim())) else {
        return text.as_bytes().to_vec();
    };
    let line = format!("{key} = {}", dice.pick(alike));
    [&lines[..at], &[line.as_str()], &lines[at + 1..]]
        .concat()
        .join("\n")
        .into_bytes()
}

/// Two values in each other's place.
fn two_swapped(text: &str, dice: &mut Dice) -> Vec<u8> {
    let spans = values(text);
    if spans.len() < 2 {
        return text.as_bytes().to_vec();
    }
    let (i, j) = (dice.below(spans.len()), dice.below(spans.len()));
    let (a, b) = (spans[i.min(j)].clone(), spans[i.max(j)].clone());
    if a.end > b.start {
        return text.as_bytes().to_vec();
    }
    [
        &text[..a.start],
        &text[b.clone()],
        &text[a.end..b.start],
        &text[a],
        &text[b.end..],
    ]
    .concat()
    .into_bytes()
}

/// What stands after ` = ` up to the end of the line, a comma or a closing brace, and whole tables in braces.
fn values(text: &str) -> Vec<Span> {
    let mut spans = Vec::new();
    for (i, _) in text.match_indices(" = ") {
        let start = i + 3;
        let rest = &text[start..];
        let short = rest.find([',', '\n', '}', '#']).unwrap_or(rest.len());
        spans.push(start..start + rest[..short].trim_end().len());
        let line = rest.split('\n').next().unwrap_or_default();
        let whole = line.split(" #").next().unwrap_or_default().trim_end();
        spans.push(start..start + whole.len());
    }
    spans
}

/// The keys before ` = `.
fn keys(text: &str) -> Vec<Span> {
    let is_key = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    text.match_indices(" = ")
        .map(|(end, _)| {
            let before = text[..end].trim_end_matches(is_key);
            before.len()..end
        })
        .filter(|span| !span.is_empty())
        .collect()
}

/// Stretches of characters that belong together, outside of comments.
fn tokens(text: &str, belongs: fn(&str) -> bool) -> Vec<Span> {
    let mut spans = Vec::new();
    let mut start = None;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '%' | ':');
    for (i, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (is_part(c), start) {
            (true, None) => start = Some(i),
            (false, Some(from)) => {
                if belongs(&text[from..i]) {
                    spans.push(from..i);
                }
                start = None;
            }
            _ => {}
        }
    }
    spans
}

fn number(token: &str) -> bool {
    token.replace('_', "").parse::<f64>().is_ok()
}

fn unit(token: &str) -> bool {
    UNITS.contains(&token)
}

fn word(token: &str) -> bool {
    token.starts_with(|c: char| c.is_ascii_alphabetic()) && !unit(token)
}

/// Another number in the place of `old`: an edge, or the same many times larger or smaller.
fn extreme(old: &str, dice: &mut Dice) -> String {
    let edges = [
        "0",
        "1",
        "-1",
        "0.5",
        "1e-9",
        "1e9",
        "4_000_000_000",
        "4294967296",
        "9007199254740993",
        "1e308",
        "1e400",
        "00",
    ];
    match (dice.below(3), old.replace('_', "").parse::<f64>()) {
        (0, Ok(x)) => format!("{}", x * 10_f64.powf(dice.below(19) as f64 - 9.0)),
        (1, Ok(x)) => format!("{:.0}", x + 1.0),
        _ => (*dice.pick(&edges)).to_owned(),
    }
}
