//! What the format of a claims file means, and what is said of one that is wrong.

use super::loaded::{self, Loaded};
use super::quantity::Counted;
use super::statement::Effect;
use crate::experiment::statistics::Interval;
use crate::shipped::Location;
use clickday_engine::model::{CivilClock, Document, Problems};

const GOOD: &str = r#"version = 1
title = "What was said of a morning"
model = "day.toml"
policy = "open"
seed = 1
scale = 1
draws = 3

[[parameter]]
path = "portal.tier.web.slots"
from = 2
to = 6
source = "assumed"

[world.calm]
title = "Nobody reloads"
set = []

[[claim]]
id = "many"
said = "Oltre 300 al minuto"
means = "more than 300 a minute"
who = "the porter"
at = "2020-04-01 14:00"
source = "the morning paper"
[claim.says]
quantity.rate = { from = "2020-04-01 09:00", until = "2020-04-01 10:00" }
value = "300 per minute"
wording = "over"
or-as = ["attempts"]
"#;

fn read(text: &str) -> Result<Loaded, Problems> {
    loaded::read(
        Document::of_text("claims.toml", text),
        &Location::on_disk("claims.toml".as_ref()),
    )
}

/// Line and column, what is wrong and what would be right, of each problem.
fn problems(from: &str, to: &str) -> Vec<((usize, usize), String, String)> {
    assert!(GOOD.contains(from), "{from}");
    let problems = read(&GOOD.replace(from, to)).unwrap_err();
    problems
        .iter()
        .map(|p| (p.line_and_column().unwrap(), p.wrong.clone(), p.right.clone()))
        .collect()
}

#[test]
fn what_is_not_said_is_what_most_people_want() {
    let claims = read(GOOD).unwrap().claims;
    assert_eq!(claims.replications.get(), 1);
    assert!((claims.confidence.get() - 0.9).abs() < 1e-12);
    let says = &claims.claim[0].says;
    assert_eq!(says.quantity.counted(), Some(Counted::Applications));
    let calendar = "start = \"2020-04-01 08:00\"\nend = \"2020-04-01 12:00\"";
    let clock = CivilClock::new(&toml::from_str(calendar).unwrap()).unwrap();
    let Interval { low, high } = says.claimed(&clock).unwrap();
    assert!(
        (low - 5.0).abs() < 1e-12 && (high - 400.0 / 60.0).abs() < 1e-12,
        "{low} {high}"
    );
}

#[test]
fn a_problem_points_at_what_is_wrong_and_says_what_would_be_right() {
    let one = |from: &str, to: &str| {
        let mut found = problems(from, to);
        assert_eq!(found.len(), 1, "{found:?}");
        found.remove(0)
    };
    let (place, wrong, right) = one("\"300 per minute\"", "300");
    assert_eq!(
        (place, wrong.as_str()),
        ((28, 9), "\"300\" is no figure for rate")
    );
    assert!(right.starts_with("write a rate, such as"), "{right}");
    assert_eq!(one("or-as", "or-is").0, (30, 1));
    assert_eq!(one("version = 1", "version = 2").0, (1, 11));
    assert_eq!(one("draws = 3", "draws = 0").0, (7, 9));
    assert_eq!(one("to = 6", "to = \"6 s\"").0, (11, 8));
    assert_eq!(one("\"over\"", "\"between\"").0, (28, 9));
    assert_eq!(one("[\"attempts\"]", "[\"applications\"]").0, (30, 10));
    assert_eq!(one("until = \"2020-04-01 10", "until = \"2020-04-01 08").0.0, 27);
    let world = one("wording", "without = \"calmer\"\nwording");
    assert_eq!((world.0, world.2.as_str()), ((29, 11), "the launch has `calm`"));
    assert_eq!(one("wording", "effect = \"share\"\nwording").0, (29, 10));
}

#[test]
fn a_parameter_may_be_nothing_at_all_and_stand_at_several_places() {
    let source = "source = \"assumed\"";
    let more = "also = [\"portal.tier.web.cores\"]\nzero = \"25 %\"\nsource = \"assumed\"";
    let draws = read(&GOOD.replace(source, more))
        .unwrap()
        .own()
        .draws(40)
        .unwrap();
    // A Latin hypercube has one draw of forty in each fortieth: ten in the first quarter.
    let nothing = |settings: &&Vec<String>| settings[0] == "portal.tier.web.slots=0";
    assert_eq!(draws.settings.iter().filter(nothing).count(), 10);
    for settings in &draws.settings {
        let value = |at: usize| settings[at].split_once('=').unwrap().1;
        assert_eq!((settings.len(), value(0)), (2, value(1)));
    }
    let twice = more.replace("cores", "slots");
    let found = problems(source, &twice);
    assert_eq!((found.len(), found[0].0), (1, (13, 9)), "{found:?}");
    assert_eq!(problems(source, &more.replace("25", "100"))[0].0, (14, 8));
}

#[test]
fn what_follows_has_to_be_measured_and_is_said_to_follow() {
    let given = "quantity.given = { what = \"how long it lasted\", in = \"time\" }";
    let leak = GOOD
        .replace(
            "quantity.rate = { from = \"2020-04-01 09:00\", until = \"2020-04-01 10:00\" }",
            given,
        )
        .replace("\"300 per minute\"", "\"5 min\"")
        .replace("or-as = [\"attempts\"]", "");
    let follows = |quantity: &str, because: &str| {
        let value = "value = \"42 min\"\nwording = \"at-least\"";
        read(&format!(
            "{leak}[claim.follows]\n{quantity}\n{value}\n{because}\n"
        ))
    };
    let unreached = leak.replace(
        "value = \"5 min\"",
        "value = \"5 min\"\nbecause = \"it is given\"",
    );
    assert!(read(&unreached).is_ok());
    let unsaid = read(&leak).unwrap_err().to_string();
    assert!(unsaid.contains("it is not said why no run can tell"), "{unsaid}");
    let blocked = "quantity.blocked = { from = \"2020-04-01 10:00\", until = \"2020-04-01 11:00\" }";
    let because = "because = \"it cannot be used meanwhile\"";
    assert!(follows(blocked, because).is_ok());
    let unsaid = follows(blocked, "").unwrap_err().to_string();
    assert!(unsaid.contains("it is not said why this follows"), "{unsaid}");
    let untested = follows(given, because).unwrap_err().to_string();
    assert!(
        untested.contains("name a quantity that is measured"),
        "{untested}"
    );
}

#[test]
fn an_effect_is_a_difference_or_a_share_of_what_there_was() {
    let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}");
    close(Effect::Difference.of(10.0, 8.0), 2.0);
    close(Effect::Share.of(10.0, 8.0), 0.2);
    close(Effect::Share.of(0.0, 0.0), 0.0);
    close(Effect::Share.of(0.0, 3.0), 0.0);
    close(Effect::Difference.of(f64::INFINITY, f64::INFINITY), 0.0);
}
