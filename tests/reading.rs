//! Whatever stands in a file or an override, reading gives a model or problems with places in the text: never a panic.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use clickday::measures::load;
use clickday::model::{Document, Problems};
use proptest::prelude::*;

/// All the files of the small launch, in one text.
fn launch() -> String {
    let folder = std::path::Path::new("tests/models/launch");
    let files = [
        "launch.toml",
        "people.toml",
        "portal.toml",
        "policies/queue.toml",
        "policies/windows.toml",
    ];
    files
        .map(|file| std::fs::read_to_string(folder.join(file)).unwrap())
        .join("\n")
}

/// Things that do not belong everywhere.
const STRANGERS: [&str; 28] = [
    "0",
    "-1",
    "1e300",
    "nan",
    "-inf",
    "true",
    "\"\"",
    "\"20 s\"",
    "\"45 %\"",
    "[]",
    "{}",
    "[[]]",
    "{ a = 1 }",
    "2020-04-01",
    "2020-04-01T00:00:00Z",
    "99999999999999999999999999999999999999999",
    "0xffffffffffffffffffff",
    "\"2200-12-31 23:59\"",
    "\"1900-01-01 00:00\"",
    "\"5 per second\"",
    "\"00:00-24:00\"",
    "\"Mon-Fri\"",
    "'é'",
    "\"fifo\"",
    "{ fixed = \"0 s\" }",
    "{ exponential = 0 }",
    "\"office\"",
    "\"9e18\"",
];

#[derive(Debug, Clone)]
enum Change {
    /// The line is left out.
    Drop(prop::sample::Index),
    /// The line comes twice.
    Double(prop::sample::Index),
    /// Another value stands after the `n`-th `=`.
    Value(prop::sample::Index, &'static str),
    /// A word is misspelt.
    Slip(prop::sample::Index),
    /// A character more.
    Insert(prop::sample::Index, char),
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        1 => any::<prop::sample::Index>().prop_map(Change::Drop),
        1 => any::<prop::sample::Index>().prop_map(Change::Double),
        4 => (any::<prop::sample::Index>(), prop::sample::select(&STRANGERS[..])).prop_map(|(i, v)| Change::Value(i, v)),
        2 => any::<prop::sample::Index>().prop_map(Change::Slip),
        1 => (any::<prop::sample::Index>(), prop::sample::select(vec!['"', '[', ']', '{', '=', '.', '\n', 'é'])).prop_map(|(i, c)| Change::Insert(i, c)),
    ]
}

fn changed(text: &str, change: &Change) -> String {
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let boundaries: Vec<usize> = text.char_indices().map(|(i, _)| i).collect();
    match change {
        Change::Drop(i) => {
            lines.remove(i.index(lines.len()));
        }
        Change::Double(i) => {
            let i = i.index(lines.len());
            lines.insert(i, lines[i].clone());
        }
        Change::Value(i, value) => {
            let equals: Vec<usize> = text.match_indices("= ").map(|(i, _)| i + 2).collect();
            let start = equals[i.index(equals.len())];
            let end = text[start..]
                .find([',', '\n', '}'])
                .map_or(text.len(), |length| start + length);
            return format!("{}{value}{}", &text[..start], &text[end..]);
        }
        Change::Slip(i) => {
            let at = boundaries[i.index(boundaries.len())];
            let mut slipped = text.to_owned();
            slipped.remove(at);
            return slipped;
        }
        Change::Insert(i, c) => {
            let mut longer = text.to_owned();
            longer.insert(boundaries[i.index(boundaries.len())], *c);
            return longer;
        }
    }
    lines.join("\n")
}

/// Problems have something to say, and a place that can be shown.
fn assert_showable(problems: &Problems) {
    assert!(!problems.is_empty());
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor());
    for problem in problems {
        assert!(!problem.wrong.is_empty());
        if let Some(span) = &problem.span {
            assert!(problem.text.get(span.clone()).is_some(), "{problem:?}");
        }
        handler.render_report(&mut String::new(), problem).unwrap();
    }
}

#[test]
fn the_launch_itself_is_a_model() {
    let document = Document::of_text("launch.toml", &launch());
    assert_eq!(
        load::read(document, &[])
            .map(|model| model.title)
            .map_err(|p| p.to_string()),
        Ok("A small launch".to_owned())
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_changed_file_gives_a_model_or_problems(changes in prop::collection::vec(change(), 1..5)) {
        let text = changes.iter().fold(launch(), |text, change| changed(&text, change));
        if let Err(problems) = load::read(Document::of_text("launch.toml", &text), &[]) {
            assert_showable(&problems);
        }
    }

    #[test]
    fn any_override_gives_a_model_or_problems(
        path in prop_oneof![
            prop::sample::select(vec![
                "title", "calendar.end", "people.group.artisans.size", "people.role.citizen.patience", "portal.tier.web",
                "portal.tier.0.slots", "policy.queue.measure.0", "policy.windows.measure.role-windows.window",
                "journey.page.login.think.fixed", "people.demand.launch.part.diurnal.hours", "attack", "portal.tier.9",
            ]).prop_map(str::to_owned),
            "[a-z.\"' ]{0,12}",
        ],
        value in prop_oneof![prop::sample::select(&STRANGERS[..]).prop_map(str::to_owned), ".{0,12}"],
    ) {
        if let Err(problems) = load::read(Document::of_text("launch.toml", &launch()), &[format!("{path}={value}")]) {
            assert_showable(&problems);
        }
    }
}
