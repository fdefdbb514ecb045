//! Claims of several launches: each is tested in its own, by what theory says of it, and says nothing of another's.

use std::fs;

use serde_json::{Value, json};

use super::{CLAIMS, KNOWN, claim, clickday, folder, json};

/// Ten people a second come and ask for one page, which each of three slots gives in a second; who finds twenty waiting leaves. What is
/// waiting gets through within 20 / 3 s, before anybody's patience ends.
///
/// The slots are never idle: three applications a second and ten attempts, whatever the patience. With twenty slots they are idle half
/// of the time and nobody is turned away: ten applications a second.
const EVENING: &str = r#"
version = 1
title = "An evening"
calendar = { start = "2020-05-13 18:00", end = "2020-05-13 20:00", bin = "10 min" }
policy = { first-come = {} }

[people]
group.all = { role = "citizen", arrivals = { poisson = "10 per second" } }
role.citizen = { patience = { law = { fixed = "20 s" } } }

[portal]
request.page = { work = { web = { fixed = "1 s" } } }

[[portal.tier]]
name = "web"
slots = 3
backlog = { length = 20 }

[[journey.page]]
name = "form"
request = "page"
"#;

const LAUNCH: &str = r#"[launch.evening]
model = "evening.toml"
policy = "first-come"
draws = 4

[[launch.evening.parameter]]
path = "people.role.citizen.patience.law.fixed"
from = "20 s"
to = "40 s"
source = "assumed"

[launch.evening.world.wide]
title = "twenty slots"
set = ["portal.tier.web.slots=20"]

"#;

/// The rate of an hour, of either launch.
fn rate(from: &str, until: &str, value: &str) -> String {
    format!("quantity.rate = {{ from = \"{from}\", until = \"{until}\" }}\nvalue = \"{value}\"")
}

fn morning(value: &str) -> String {
    rate("2020-04-01 08:00", "2020-04-01 10:00", value)
}

fn evening(value: &str) -> String {
    rate("2020-05-13 18:00", "2020-05-13 19:00", value)
}

/// A claim of the launch of the evening.
fn of_evening(id: &str, says: &str) -> String {
    claim(id, says).replacen("[claim.says]", "launch = \"evening\"\n[claim.says]", 1)
}

const DOOR: &str =
    "quantity.given = { what = \"the door\", in = \"word\" }\nbecause = \"the model has no door\"\n";
const TITLE: &str = "quantity.model-value = { path = \"title\", in = \"word\" }\nvalue = \"An evening\"";

/// Claims of both launches, with the verdicts that theory gives.
fn both() -> Vec<(String, &'static str)> {
    vec![
        (claim("two-m", &morning("2 per second")), "consistent"),
        (of_evening("two-e", &evening("2 per second")), "inconsistent"),
        (claim("three-m", &morning("3 per second")), "inconsistent"),
        (claim("four-m", &morning("4 per second")), "inconsistent"),
        (of_evening("three-e", &evening("3 per second")), "consistent"),
        (
            of_evening("ten", &(evening("10 per second") + "\nor-as = [\"attempts\"]")),
            "only as attempts",
        ),
        (
            of_evening("ten-wide", &(evening("10 per second") + "\nworld = \"wide\"")),
            "consistent",
        ),
        (claim("title-m", TITLE), "not as the model is given it"),
        (of_evening("title-e", TITLE), "as the model is given it"),
        (
            claim("green", &format!("{DOOR}value = \"green\"")),
            "cannot tell: out of reach",
        ),
        (
            of_evening("red", &format!("{DOOR}value = \"red\"")),
            "cannot tell: out of reach",
        ),
    ]
}

/// A folder with both models and such a claims file.
fn two(claims: &str) -> tempfile::TempDir {
    let folder = folder(claims);
    fs::write(folder.path().join("evening.toml"), EVENING).unwrap();
    folder
}

/// The file of claims of both launches.
fn file() -> String {
    let claims: String = both().into_iter().map(|(claim, _)| claim).collect();
    format!("{CLAIMS}\n{LAUNCH}{claims}")
}

#[test]
fn a_claim_is_true_of_its_own_launch_and_false_of_another() {
    let found = json(two(&file()).path(), &[]);
    let claims = found["claims"].as_array().unwrap();
    assert_eq!(claims.len(), both().len());
    for (claim, (text, verdict)) in claims.iter().zip(both()) {
        assert_eq!(claim["verdict"], verdict, "{claim:#}");
        let launch = text.contains("launch = \"evening\"").then_some("evening");
        assert_eq!(claim["launch"], json!(launch), "{claim:#}");
    }
    // Never more than the slots can serve; less by the first second, and by those who are served at the end.
    let reading = &claims[4]["readings"][0];
    let seen = |end: &str| reading["seen"][end].as_f64().unwrap();
    assert!(seen("low") > 2.99 && seen("high") <= 3.0, "{reading:#}");
    assert_eq!(
        (&reading["runs"], &claims[0]["readings"][0]["runs"]),
        (&json!(4), &json!(3))
    );
    let launch = &found["launches"]["evening"];
    assert_eq!(
        (&launch["model"], &found["model"]),
        (&json!("An evening"), &json!("A morning"))
    );
    assert_eq!((&launch["draws"], &found["draws"]), (&json!(4), &json!(3)));
    assert_eq!(
        (&launch["scale"], &launch["policy"]),
        (&json!(1.0), &json!("first-come"))
    );
}

#[test]
fn only_claims_of_one_launch_contradict_each_other() {
    let found = json(two(&file()).path(), &[]);
    let conflicts: Vec<(&Value, &Value)> = found["conflicts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|conflict| (&conflict["launch"], &conflict["claims"]))
        .collect();
    let own = json!(null);
    let of_evening = json!("evening");
    // The doors are of two launches, and so are two a second and ten.
    assert_eq!(
        conflicts,
        [
            (&own, &json!(["two-m", "four-m"])),
            (&of_evening, &json!(["two-e", "ten"])),
            (&of_evening, &json!(["three-e", "ten"])),
        ]
    );
    let same_door = file().replacen("id = \"green\"", "launch = \"evening\"\nid = \"green\"", 1);
    let found = json(two(&same_door).path(), &[]);
    let doors = json!(["green", "red"]);
    let met = found["conflicts"].as_array().unwrap().iter();
    assert!(met.into_iter().any(|conflict| conflict["claims"] == doors));
}

#[test]
fn another_launch_changes_nothing_of_the_files_own() {
    let known: String = KNOWN.iter().map(|(id, says, _)| claim(id, says)).collect();
    let world = "[world.as-it-was]\ntitle = \"as it was\"\nset = []\n";
    let evening: String = both()
        .into_iter()
        .filter(|(text, _)| text.contains("launch = "))
        .map(|(text, _)| text)
        .collect();
    let alone = json(folder(&format!("{CLAIMS}{world}{known}")).path(), &[]);
    // Some before, some after: the order of the file is that of the claims.
    let file = format!("{CLAIMS}{world}{LAUNCH}{evening}{known}");
    let mut beside = json(two(&file).path(), &[]);
    assert_eq!(alone["launches"], json!({}));
    assert!(beside["launches"]["evening"].is_object());
    beside["launches"] = json!({});
    for list in ["claims", "conflicts"] {
        let all = beside[list].as_array_mut().unwrap();
        let before = all.len();
        all.retain(|one| one["launch"].is_null());
        assert!(all.len() < before, "{list}");
    }
    assert_eq!(alone, beside);
}

#[test]
fn the_report_tells_the_launch_of_everything_where_there_are_several() {
    let text = |folder: &tempfile::TempDir| {
        let output = clickday(folder.path(), &["claims", "claims.toml"]);
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    let several = text(&two(&file()));
    for said in [
        "\nown: A morning, open-to-all: 3 launches at 1:1, 3 draws",
        "\nevening: An evening, first-come: 4 launches at 1:1, 4 draws",
        "\ntwo-m (own): consistent\n",
        "\ntwo-e (evening): inconsistent\n",
        "    two-m and four-m (own)\n",
        "Only claims about the same launch are compared.",
        " per second: consistent",
        ", with twenty slots\n",
    ] {
        assert!(several.contains(said), "{said}: {several}");
    }
    let one = text(&folder(&(CLAIMS.to_owned() + &claim("true", KNOWN[0].1))));
    for unsaid in ["launch ", "own:", "(own)", "same launch are compared"] {
        assert!(!one.contains(unsaid), "{unsaid}: {one}");
    }
}

#[test]
fn a_bad_launch_is_told_where_it_stands() {
    let good = format!(
        "{CLAIMS}\n{LAUNCH}{}{}",
        claim("two-m", &morning("2 per second")),
        of_evening("three-e", &evening("3 per second"))
    );
    let line = |of: &str| 1 + good.lines().position(|line| line.contains(of)).unwrap();
    let own_claim = line("id = \"two-m\"");
    let parameter = "[[launch.evening.parameter]]";
    let further = |name: &str| {
        format!("[launch.{name}]\nmodel = \"day.toml\"\npolicy = \"open-to-all\"\n\n{parameter}")
    };
    let (noon, own, nameless) = (further("noon"), further("own"), further("\"\""));
    for (from, to, line, said) in [
        (
            "launch = \"evening\"",
            "launch = \"noon\"",
            line("launch = \"evening\""),
            "there is no launch `noon`",
        ),
        (
            "id = \"two-m\"",
            "id = \"two-m\"\nlaunch = \"own\"",
            own_claim + 1,
            "there is no launch `own`",
        ),
        (
            "first-come",
            "last-come",
            line("first-come"),
            "there is no policy `last-come`",
        ),
        ("law.fixed\"", "law.fix\"", line("law.fixed\""), "fix"),
        (
            "from = \"20 s\"",
            "from = \"50 s\"",
            line("from = \"20 s\""),
            "is not below",
        ),
        (
            "draws = 4",
            "draws = 0",
            line("draws = 4"),
            "0 draws cannot be simulated",
        ),
        (
            "draws = 4",
            "scale = 0",
            line("draws = 4"),
            "nobody is left at scale 0",
        ),
        (
            "draws = 4",
            "drawn = 4",
            line("draws = 4"),
            "`drawn` is not a key here",
        ),
        ("slots=20", "slits=20", line("slots=20"), "slits"),
        (
            "value = \"3 per second\"",
            "value = \"3 per second\"\nwithout = \"quiet\"",
            line("value = \"3 per second\"") + 1,
            "there is no world `quiet`",
        ),
        (
            "until = \"2020-05-13 19:00\"",
            "until = \"2020-05-13 21:00\"",
            line("until = \"2020-05-13 19:00\""),
            "the model runs from 2020-05-13 18:00",
        ),
        (
            parameter,
            noon.as_str(),
            line(parameter),
            "no claim is of this launch",
        ),
        (
            parameter,
            own.as_str(),
            line(parameter),
            "the file's own launch is called `own`",
        ),
        (
            parameter,
            nameless.as_str(),
            line(parameter),
            "a launch has no name",
        ),
        (parameter, "[launch.evening]\n", line(parameter), "duplicate"),
    ] {
        assert!(good.contains(from), "{from}");
        let folder = two(&good.replacen(from, to, 1));
        let output = clickday(folder.path(), &["claims", "claims.toml"]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{to}: {errors}");
        assert!(output.stdout.is_empty(), "problems are no result");
        assert!(
            errors.contains(said) && errors.contains(&format!("claims.toml:{line}:")),
            "{to}, {line}: {errors}"
        );
    }
}

#[test]
fn what_launches_there_are_is_told_with_a_claim_of_none() {
    let errors = |file: &str| {
        let output = clickday(two(file).path(), &["check", "claims.toml"]);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8(output.stderr).unwrap()
    };
    let own = claim("two-m", &morning("2 per second"));
    let of_evening = of_evening("three-e", &evening("3 per second"));
    let noon = claim("noon", KNOWN[0].1).replacen("[claim.says]", "launch = \"noon\"\n[claim.says]", 1);
    let several = errors(&format!("{CLAIMS}\n{LAUNCH}{own}{of_evening}{noon}"));
    assert!(
        several.contains("the file has `evening`; leave it out for its own"),
        "{several}"
    );
    let none = errors(&format!("{CLAIMS}\n{own}{noon}"));
    assert!(none.contains("[launch.NAME]"), "{none}");
    let none_of_its_own = errors(&format!("{CLAIMS}\n{LAUNCH}{of_evening}"));
    assert!(
        none_of_its_own.contains("no claim is of the file's own launch"),
        "{none_of_its_own}"
    );
    assert!(none_of_its_own.contains("claims.toml:3:"), "{none_of_its_own}");
    let both_models = errors(
        &format!("{CLAIMS}\n{LAUNCH}{own}{of_evening}")
            .replace("day.toml", "no-day.toml")
            .replace("evening.toml", "no-evening.toml"),
    );
    assert!(
        both_models.contains("no-day.toml") && both_models.contains("no-evening.toml"),
        "{both_models}"
    );
}
