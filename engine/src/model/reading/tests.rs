//! Reading grows no faster than what is read.

use std::fmt::Write;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Path, nearest, steps};
use crate::model::kinds::{Checks, Kind};
use crate::model::measure::Form;
use crate::model::units::Moment;
use crate::model::{Checker, Document, MeasureSet, load};

/// A measure like the one that closes a portal for a while.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Closure {
    from: Moment,
    until: Moment,
}

impl Form for Closure {}

impl Checks for Closure {
    fn check(&self, cx: &mut Checker<'_>, path: &Path) {
        cx.within_run(&self.from, &self.until, path);
    }
}

static KINDS: [Kind; 1] = [Kind::of::<Closure>("closure", "Closed for everyone for a while.")];

static MEASURES: MeasureSet = MeasureSet::new(&KINDS);

/// A text that says something for each number below `n`.
fn each(n: usize, start: &str, say: impl Fn(&mut String, usize)) -> String {
    let mut text = start.to_owned();
    for i in 0..n {
        say(&mut text, i);
    }
    text
}

/// Texts of a size, each of another kind of which a file may hold very many things.
fn large(n: usize) -> [(&'static str, String); 8] {
    let closure = "{ closure = { from = \"2020-04-01 08:00\", until = \"2020-04-01 08:20\" } }";
    [
        (
            "keys at the top that are none",
            each(n, "", |text, i| writeln!(text, "key-{i} = 1").unwrap()),
        ),
        (
            "keys of a table that are none",
            each(n, "version = 1\n[calendar]\n", |text, i| {
                writeln!(text, "k{i} = 1").unwrap();
            }),
        ),
        (
            "policies",
            each(n, "version = 1\ntitle = \"x\"\n", |text, i| {
                writeln!(text, "[policy.p{i}]\nmeasure = [{closure}]").unwrap();
            }),
        ),
        (
            "policies with measures that are none",
            each(n, "version = 1\ntitle = \"x\"\n", |text, i| {
                writeln!(text, "[policy.p{i}]\nmeasure = [{{ closed = {i} }}]").unwrap();
            }),
        ),
        (
            "measures of one policy",
            each(n, "[policy]\n", |text, _| {
                writeln!(text, "[[policy.p.measure]]\nclosure = {{}}").unwrap();
            }),
        ),
        (
            "tables on one line that lack keys",
            each(n, "journey.page = [", |text, _| text.push_str("{},")) + "]",
        ),
        (
            "groups of roles that are not there",
            each(n, "", |text, i| {
                writeln!(text, "[people.group.g{i}]\nrole = \"r{i}\"").unwrap();
            }),
        ),
        (
            "ways to share an address",
            each(n, "[network]\n", |text, i| {
                writeln!(text, "[[network.shared-address]]\nrole = \"r{i}\"\npeople = 2").unwrap();
            }),
        ),
    ]
}

#[test]
fn reading_looks_at_keys_and_names_in_proportion_to_the_file() {
    let looked_at = |text: &str, set: &[String]| {
        steps::of(|| {
            let document = Document::of_text("large.toml", text);
            assert!(load::read(document, set, MEASURES).is_err());
        })
    };
    // The last two overrides lead nowhere.
    let set = [
        "title=x",
        "calendar.bin=1 h",
        "people.rule.x.retry=1",
        "nowhere=1",
    ]
    .map(str::to_owned);
    for ((what, half), (_, whole)) in large(2_000).into_iter().zip(large(4_000)) {
        for set in [&[][..], &set] {
            let (of_half, of_whole) = (looked_at(&half, set), looked_at(&whole, set));
            assert!(of_half > 0, "{what}");
            assert!(
                of_whole <= 2 * of_half + 100,
                "{what}: {of_half}, then {of_whole}"
            );
        }
    }
}

#[test]
fn files_of_a_folder_are_put_together_in_proportion_to_their_number() {
    let looked_at = |files: usize| {
        let texts: Vec<(String, String)> = (0..files)
            .map(|i| {
                (
                    format!("f/{i}.toml"),
                    format!("a{i} = 1\nb{i} = 2\n[policy.p{i}]\n[policy.q{i}]\n"),
                )
            })
            .collect();
        let texts = texts.iter().map(|(name, text)| (name.as_str(), text.as_str()));
        steps::of(|| assert_eq!(Document::of_texts("f", texts).policies().count(), 2 * files))
    };
    let (half, whole) = (looked_at(200), looked_at(400));
    assert!(whole <= 2 * half + 100, "{half}, then {whole}");
}

#[test]
fn a_name_is_looked_for_among_a_thousand_at_most() {
    let names: Vec<String> = (0..100_000).map(|i| format!("name-{i}")).collect();
    let looked_at = steps::of(|| assert_eq!(nearest("nam-7", &names), Some("name-7")));
    assert!(looked_at <= 1_000, "{looked_at}");
}
