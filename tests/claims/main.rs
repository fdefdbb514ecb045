//! `clickday claims`, as a user meets it: on a launch whose truth is known, true claims are consistent and false ones are not.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

mod launches;

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use clickday::experiment::claims::spec::Parameter;
use clickday::experiment::{calibration, claims};
use serde_json::Value;

/// Two people a second come, ask for two pages each, and get them at once; but from 10:00 to 11:00 ten times as many requests as the
/// portal can serve come from an attacker.
const MODEL: &str = r#"
version = 1
title = "A morning"
calendar = { start = "2020-04-01 08:00", end = "2020-04-01 12:00", bin = "10 min" }
policy = { open-to-all = {} }

[people]
group.all = { role = "citizen", arrivals = { poisson = "2 per second" } }
role.citizen = { patience = { law = { fixed = "20 s" } } }

[portal]
request.page = { work = { web = { fixed = "1 s" } } }

[[portal.tier]]
name = "web"
slots = 20
backlog = { length = 20 }

[[journey.page]]
name = "form"
request = "page"

[[journey.page]]
name = "send"
request = "page"

[attack.flood.flood]
request = "page"
patience = { fixed = "20 s" }
pulse = [{ from = "2020-04-01 10:00", until = "2020-04-01 11:00", rate = "200 per second" }]
"#;

const CLAIMS: &str = r#"version = 1
title = "What was said of a morning"
model = "day.toml"
policy = "open-to-all"
seed = 7
scale = 1
draws = 3
sample = "posterior.csv"

[[parameter]]
path = "portal.tier.web.slots"
from = 18
to = 24
source = "assumed"

[world.quiet]
title = "the attack switched off"
set = ["attack.flood.flood.pulse.0.rate=0 per second"]
"#;

/// Names of claims, what they say, and the verdict that the truth of the model gives.
const KNOWN: [(&str, &str, &str); 18] = [
    (
        "true",
        r#"quantity.rate = { from = "2020-04-01 08:00", until = "2020-04-01 10:00" }
value = "2 per second"
or-as = ["attempts"]"#,
        "consistent",
    ),
    (
        "false",
        r#"quantity.rate = { from = "2020-04-01 08:00", until = "2020-04-01 10:00" }
value = "20 per second"
or-as = ["attempts"]"#,
        "inconsistent",
    ),
    // Two pages for each application: four attempts a second.
    (
        "attempts",
        r#"quantity.rate = { from = "2020-04-01 08:00", until = "2020-04-01 10:00" }
value = "4 per second"
or-as = ["attempts"]"#,
        "only as attempts",
    ),
    (
        "minute",
        r#"quantity.rate = { from = "2020-04-01 08:00", until = "2020-04-01 10:00" }
value = "100 per minute"
wording = "over""#,
        "consistent",
    ),
    // Under the attack nearly nobody gets through, so that some moments had half a person a second.
    (
        "moment",
        r#"quantity.rate = { from = "2020-04-01 08:00", until = "2020-04-01 12:00", reading = "some-moment" }
value = "0.5 per second"
wording = "about""#,
        "consistent",
    ),
    // Two a second for two hours are 14,400.
    (
        "count",
        r#"quantity.count = { by = "2020-04-01 10:00" }
value = 14_000"#,
        "consistent",
    ),
    (
        "fewer",
        r#"quantity.count = { by = "2020-04-01 11:00" }
value = 12_000"#,
        "inconsistent",
    ),
    (
        "cause",
        r#"quantity.blocked = { from = "2020-04-01 08:00", until = "2020-04-01 12:00" }
without = "quiet"
effect = "share"
value = "50 %"
wording = "at-least""#,
        "consistent",
    ),
    (
        "before",
        r#"quantity.blocked = { from = "2020-04-01 08:00", until = "2020-04-01 10:00" }
without = "quiet"
effect = "share"
value = "50 %"
wording = "at-least""#,
        "inconsistent",
    ),
    (
        "worse",
        r#"quantity.count = { by = "2020-04-01 12:00" }
world = "quiet"
without = "as-it-was"
value = 1
wording = "at-least""#,
        "consistent",
    ),
    (
        "given",
        r#"quantity.given = { what = "the colour of the door", in = "word" }
value = "green"
because = "the model has no door""#,
        "cannot tell: out of reach",
    ),
    (
        "attack-at-ten",
        r#"quantity.model-value = { path = "attack.flood.flood.pulse.0.from", in = "instant" }
value = "2020-04-01 10:00""#,
        "as the model is given it",
    ),
    // 12:00 is meant to the hour: from 11:30 on.
    (
        "attack-at-twelve",
        r#"quantity.model-value = { path = "attack.flood.flood.pulse.0.from", in = "instant" }
value = "2020-04-01 12:00""#,
        "not as the model is given it",
    ),
    (
        "attack-for-an-hour",
        r#"quantity.model-value = { path = "attack.flood.flood.pulse.0.until", since = "attack.flood.flood.pulse.0.from", in = "time" }
value = "1 h""#,
        "as the model is given it",
    ),
    // 7,200 in an hour are two a second.
    (
        "adds-up",
        r#"quantity.reckoned = { from = { number = 7_200, over = "1 h" }, in = "rate" }
value = "2 per second""#,
        "the figures add up",
    ),
    (
        "does-not",
        r#"quantity.reckoned = { from = { number = 372, over = 477 }, in = "share" }
value = "79 %""#,
        "the figures do not add up",
    ),
    (
        "unit",
        r#"quantity.alike = { to = { number = "300 per minute" }, in = "rate" }
value = "300 per second""#,
        "the same number in another unit, factor 60",
    ),
    (
        "unlike",
        r#"quantity.alike = { to = { number = 996_000 }, in = "number" }
value = 966_000"#,
        "unlike, factor 1.03",
    ),
];

/// The file of all known claims.
fn known() -> String {
    let claims = KNOWN.iter().map(|(id, says, _)| claim(id, says));
    let world = "[world.as-it-was]\ntitle = \"as it was\"\nset = []\n";
    format!("{CLAIMS}{world}{}", claims.collect::<String>())
}

fn claim(id: &str, says: &str) -> String {
    format!(
        "[[claim]]\nid = \"{id}\"\nsaid = \"{id}\"\nmeans = \"{id}\"\nwho = \"the porter\"\nat = \"noon\"\nsource = \"heard\"\n\
         [claim.says]\n{says}\n"
    )
}

fn folder(claims: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("day.toml"), MODEL).unwrap();
    fs::write(folder.path().join("claims.toml"), claims).unwrap();
    folder
}

fn clickday(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::cargo_bin("clickday").unwrap();
    command.env("NO_COLOR", "1").current_dir(folder);
    command.args(args).output().unwrap()
}

fn json(folder: &Path, more: &[&str]) -> Value {
    let output = clickday(folder, &[&["claims", "claims.toml", "--json"], more].concat());
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn where_the_truth_is_known_the_verdict_is_the_truth() {
    let folder = folder(&known());
    let found = json(folder.path(), &[]);
    for (claim, (id, _, verdict)) in found["claims"].as_array().unwrap().iter().zip(KNOWN) {
        assert_eq!(claim["id"], id);
        assert_eq!(claim["verdict"], verdict, "{claim:#}");
    }
    // What was seen is in the claim's own unit: 4 attempts a second, 120 applications a minute. A Poisson count of 14,400 has a
    // standard deviation of 120; four of them are 4 a minute, and 0.134 attempts a second.
    let seen = |claim: usize, reading: usize, end: &str| {
        found["claims"][claim]["readings"][reading]["seen"][end]
            .as_f64()
            .unwrap()
    };
    for end in ["low", "high"] {
        assert!((seen(2, 1, end) - 4.0).abs() < 0.134, "{}", seen(2, 1, end));
        assert!((seen(3, 0, end) - 120.0).abs() < 4.0, "{}", seen(3, 0, end));
    }
    // The whole hour was blocked by the attack, and none of it without.
    assert!((seen(7, 0, "low") - 100.0).abs() < 1e-9);
    let conflicts: Vec<Vec<&str>> = found["conflicts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|conflict| {
            let names = conflict["claims"].as_array().unwrap();
            names.iter().map(|name| name.as_str().unwrap()).collect()
        })
        .collect();
    for pair in [
        ["true", "false"],
        ["true", "attempts"],
        ["false", "count"],
        ["count", "fewer"],
        ["attack-at-ten", "attack-at-twelve"],
    ] {
        assert!(
            conflicts.contains(&pair.to_vec()),
            "{pair:?} not in {conflicts:?}"
        );
    }
    assert!(
        !conflicts.iter().any(|conflict| conflict.contains(&"moment")),
        "{conflicts:?}"
    );
}

#[test]
fn what_comes_out_does_not_depend_on_the_number_of_threads() {
    let folder = folder(&known());
    assert_eq!(
        json(folder.path(), &["--threads", "1"]),
        json(folder.path(), &["--threads", "3"])
    );
}

#[test]
fn the_report_says_first_where_the_parameters_come_from() {
    let folder = folder(&(CLAIMS.to_owned() + &claim("true", KNOWN[0].1)));
    let text = |more: &[&str]| {
        let output = clickday(folder.path(), &[&["claims", "claims.toml"], more].concat());
        assert_eq!(output.status.code(), Some(0));
        String::from_utf8(output.stdout).unwrap()
    };
    let prior = text(&[]);
    assert!(
        prior.contains("PROVISIONAL: there is no posterior sample posterior.csv yet."),
        "{prior}"
    );
    assert!(
        prior.contains("not fitted to the record:\n  portal.tier.web.slots\n"),
        "{prior}"
    );

    let sample =
        "role,weight\n".replace("role", "people.role.citizen.patience.law.fixed") + "20 s,1\n25 s,3\n";
    fs::write(folder.path().join("posterior.csv"), sample).unwrap();
    let posterior = text(&["--draws", "4"]);
    assert!(!posterior.contains("PROVISIONAL"), "{posterior}");
    assert!(posterior.contains("4 draws of the parameters"), "{posterior}");
    assert!(
        posterior.contains("from the posterior sample posterior.csv (2 rows):"),
        "{posterior}"
    );
    let besides = "the sample does not have, drawn from assumed ranges:\n  portal.tier.web.slots\n";
    assert!(posterior.contains(besides), "{posterior}");

    fs::write(
        folder.path().join("posterior.csv"),
        "portal.tier.web.slots\n19\n21\n",
    )
    .unwrap();
    assert!(
        !text(&[]).contains("the sample does not have"),
        "the sample speaks of every parameter"
    );
}

#[test]
fn a_bad_file_is_told_where_and_nothing_is_run() {
    let good = CLAIMS.to_owned() + &claim("true", KNOWN[0].1);
    for (from, to, line, said) in [
        (
            "policy = \"open-to-all\"",
            "policy = \"shut\"",
            4,
            "there is no policy `shut`",
        ),
        ("from = 18", "from = 30", 12, "is not below"),
        (
            "path = \"portal.tier.web.slots\"",
            "path = \"portal.tier.web.slits\"",
            11,
            "slits",
        ),
        (
            "value = \"2 per second\"",
            "value = 2",
            28,
            "is no figure for rate",
        ),
        (
            "until = \"2020-04-01 10:00\"",
            "until = \"2020-04-02 10:00\"",
            27,
            "outside of the model's calendar",
        ),
        (
            "source = \"heard\"",
            "sorce = \"heard\"",
            25,
            "`sorce` is not a key here",
        ),
    ] {
        assert!(good.contains(from), "{from}");
        let folder = folder(&good.replacen(from, to, 1));
        for command in ["claims", "check"] {
            let output = clickday(folder.path(), &[command, "claims.toml"]);
            let errors = String::from_utf8(output.stderr).unwrap();
            assert_eq!(output.status.code(), Some(2), "{to}: {errors}");
            assert!(output.stdout.is_empty(), "problems are no result");
            assert!(
                errors.contains(said) && errors.contains(&format!(":{line}:")),
                "{to}: {errors}"
            );
            assert!(errors.contains("1 problem\n"), "{to}: {errors}");
        }
    }
}

#[test]
fn what_no_run_decides_is_told_where_it_is_wrong() {
    let given = r#"quantity.given = { what = "the door", in = "word" }
value = "green""#;
    let path = |path: &str, kind: &str| {
        format!(
            "quantity.model-value = {{ path = \"{path}\", in = \"{kind}\" }}\nvalue = \"2020-04-01 10:00\""
        )
    };
    let sum = |sum: &str| format!("quantity.reckoned = {{ from = {{ {sum} }}, in = \"number\" }}\nvalue = 5");
    for (says, line, said) in [
        (given.to_owned(), 26, "it is not said why no run can tell"),
        (
            path("attack.flood.flood.pulse.3.from", "instant"),
            27,
            "have no single value at",
        ),
        (
            path("attack.flood.flood.pulse", "instant"),
            27,
            "have no single value at",
        ),
        (
            path("portal.tier.web.slots", "instant"),
            27,
            "which is no instant",
        ),
        (sum("number = 5, plus = [\"3 h\"]"), 27, "in another unit"),
        (sum("number = 5, over = 0"), 27, "divided by 0"),
        (sum("number = 5, over = \"2 h\""), 27, "is of another unit"),
        (sum("number = \"many\""), 27, "is no number, rate"),
        (
            sum("number = 5") + "\nworld = \"quiet\"",
            29,
            "no run shows reckoned",
        ),
    ] {
        let folder = folder(&(CLAIMS.to_owned() + &claim("one", &says)));
        let output = clickday(folder.path(), &["check", "claims.toml"]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{says}: {errors}");
        let place = format!(":{line}:");
        assert!(
            errors.contains(said) && errors.contains(&place),
            "{says}: {errors}"
        );
        assert!(errors.contains("1 problem\n"), "{says}: {errors}");
    }
}

#[test]
fn a_sample_that_does_not_fit_the_model_is_refused() {
    let folder = folder(&(CLAIMS.to_owned() + &claim("true", KNOWN[0].1)));
    for (sample, said) in [
        ("portal.tier.web.slots\nmany\n", "many"),
        ("portal.tier.web.slits\n20\n", "slits"),
        ("portal.tier.web.slots\n", "there is no row below the header"),
    ] {
        fs::write(folder.path().join("posterior.csv"), sample).unwrap();
        let output = clickday(folder.path(), &["claims", "claims.toml"]);
        let errors = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{errors}");
        assert!(errors.contains(said), "{errors}");
    }
}

#[test]
fn the_shipped_claims_fit_the_shipped_model() {
    let loaded = claims::load("experiments/claims.toml".as_ref()).unwrap();
    loaded.check().unwrap();
    for id in ["100-a-second", "300-a-second", "300-a-minute"] {
        let claim = loaded.claims.claim.iter().find(|claim| claim.id == id).unwrap();
        assert!(
            claim.says.or_as.contains(&claims::Counted::Attempts),
            "{id} has to be asked as attempts too"
        );
    }
    for claim in &loaded.claims.claim {
        assert!(
            !claim.source.is_empty() && !claim.who.is_empty(),
            "{} has no source",
            claim.id
        );
    }
}

#[test]
fn without_the_sample_the_shipped_claims_are_tested_over_the_ranges_it_was_fitted_over() {
    let fitted = calibration::spec::load("experiments/calibration.toml".as_ref())
        .unwrap()
        .calibration;
    let claims = claims::load("experiments/claims.toml".as_ref()).unwrap().claims;
    assert_eq!((claims.model, claims.policy), (fitted.model, fitted.policy));
    for prior in &fitted.parameter {
        let same_path = |parameter: &&Parameter| parameter.path == prior.path;
        let range = claims.parameter.iter().find(same_path);
        let range = range.unwrap_or_else(|| panic!("{} has no range", prior.path));
        assert_eq!(
            (&range.also, &range.from, &range.to, range.spread, range.zero),
            (&prior.also, &prior.from, &prior.to, prior.spread, prior.zero),
            "{}",
            prior.path
        );
    }
}

#[test]
fn editors_and_check_know_the_file() {
    let folder = folder(&known());
    let output = clickday(folder.path(), &["check", "claims.toml"]);
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "claims.toml: ok (claims)\n"
    );
    let output = clickday(folder.path(), &["schema", "claims"]);
    let schema: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(schema["properties"]["claim"].is_object() && schema["$defs"]["Quantity"].is_object());
}
