//! `clickday explain`, as a user meets it.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use assert_cmd::Command;
use clickday::theory::many_servers::ManyServers;
use serde_json::Value;

fn clickday(args: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("clickday").unwrap();
    command
        .env("NO_COLOR", "1")
        .arg("explain")
        .args(args)
        .output()
        .unwrap()
}

fn text(args: &[&str]) -> String {
    let output = clickday(args);
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{args:?}: {err}");
    String::from_utf8(output.stdout).unwrap()
}

fn json(args: &[&str]) -> Value {
    let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
    serde_json::from_str(&text(&args)).unwrap()
}

/// The statement of that name.
fn statement<'a>(explanation: &'a Value, id: &str) -> &'a Value {
    let statements = explanation["statements"].as_array().unwrap();
    let found = statements.iter().find(|s| s["id"] == id);
    found.unwrap_or_else(|| panic!("no statement {id}"))
}

fn theory(explanation: &Value, id: &str) -> f64 {
    statement(explanation, id)["value"].as_f64().unwrap()
}

fn simulated(explanation: &Value, id: &str) -> f64 {
    statement(explanation, id)["simulated"]["value"]["value"]
        .as_f64()
        .unwrap()
}

const INPS: &str = "models/inps-2020-04-01";

#[test]
fn inps_open_to_all() {
    insta::assert_snapshot!(text(&[INPS, "--policy", "open-to-all"]));
}

#[test]
fn inps_with_a_waiting_room() {
    insta::assert_snapshot!(text(&[INPS, "--policy", "queue-with-tickets"]));
}

#[test]
fn a_line_is_at_most_a_hundred_columns_wide() {
    for args in [
        [INPS, "--policy", "as-it-happened"],
        ["models/physics/waiting-room-cliff.toml", "--policy", "room"],
    ] {
        for line in text(&args).lines() {
            assert!(line.chars().count() <= 100, "{line}");
        }
    }
}

#[test]
fn one_desk_is_simulated_as_theory_says() {
    let told = json(&["models/textbook/mm1.toml", "--check"]);
    let queue = ManyServers::new(0.8, 1.0, 1).unwrap();
    for (id, exact) in [
        ("utilisation", 0.8),
        ("mean_in_tier", 4.0),
        ("mean_sojourn", 5.0),
        ("mean_backlog_wait", 4.0),
        ("p_wait", 0.8),
    ] {
        assert!((theory(&told, id) - exact).abs() < 1e-9, "{id}");
    }
    // How much a run of four days scatters around the mean number inside is exact too (Whitt 1992): |z| < 4.
    let average = queue.chain().unwrap().time_average(|n| n as f64);
    let seconds = 4.0 * 86_400.0;
    let z = (simulated(&told, "mean_in_tier") - average.expected(seconds, 0))
        / average.standard_deviation(seconds);
    assert!(z.abs() < 4.0, "z = {z}");
    assert_eq!(told["run"]["scale"], 1.0, "an open model is simulated whole");
}

#[test]
fn json_gives_each_statement_with_its_formula() {
    let told = json(&[INPS, "--policy", "queue-with-tickets"]);
    assert_eq!(told["policy"], "queue-with-tickets");
    assert!(told["run"].is_null());
    let cliff = statement(&told, "saturation_point");
    assert_eq!(cliff["topic"], "waiting_room");
    assert_eq!(cliff["unit"]["count"], "people");
    assert!(
        cliff["formula"]["name"]
            .as_str()
            .unwrap()
            .contains("N* = C (Z + S)")
    );
    assert!(!cliff["assumption"].as_str().unwrap().is_empty());
    let absent = statement(&told, "leak");
    assert!(absent["value"].is_null() && absent["sentence"].as_str().unwrap().contains("no cache"));
}

#[test]
fn a_check_says_at_which_scale_and_why_a_line_has_no_counterpart() {
    let told = json(&[INPS, "--policy", "queue-with-tickets", "--check"]);
    assert_eq!(told["run"]["scale"], 0.03, "the smallest that the model bears");
    let advised = statement(&told, "advised_cap");
    assert_eq!(advised["simulated"]["none"], "it is advice");
    // Who comes is the profile, give or take chance: a binomial count of 150,000 people, four standard deviations.
    let (people, came) = (theory(&told, "people_coming"), simulated(&told, "people_coming"));
    let share = people / 5e6;
    let scatter = (150_000.0 * share * (1.0 - share)).sqrt() / 0.03;
    assert!((came - people).abs() < 4.0 * scatter, "{came} and {people}");
}

#[test]
fn a_policy_that_does_not_exist_is_refused_with_those_that_do() {
    let output = clickday(&[INPS, "--policy", "queue-with-ticket"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(
        err.contains("`queue-with-tickets`") && err.contains("`open-to-all`"),
        "{err}"
    );
    let several = clickday(&[INPS]);
    assert_eq!(several.status.code(), Some(2));
    assert!(
        String::from_utf8(several.stderr)
            .unwrap()
            .contains("pick one with --policy")
    );
}

#[test]
fn a_scale_that_makes_no_sense_is_refused() {
    let output = clickday(&["models/textbook/mm1.toml", "--check", "--scale", "2"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(
        String::from_utf8(output.stderr)
            .unwrap()
            .contains("the scale 2 is not possible")
    );
}

#[test]
fn what_is_set_is_explained() {
    let set = ["--set", "portal.tier.web.cores=270"];
    let args: Vec<&str> = [INPS, "--policy", "open-to-all"].into_iter().chain(set).collect();
    let (before, after) = (json(&args[..3]), json(&args));
    // Twice the cores and the same thrashing beyond: very nearly twice the capacity.
    let ratio = theory(&after, "capacity") / theory(&before, "capacity");
    assert!((ratio - 2.0).abs() < 1e-3, "{ratio}");
    assert_eq!(after["what_if"][0], set[1]);
    assert!(before.get("what_if").is_none());
    let said = format!("WHAT-IF, not the model of the files. Changed: {}.\n", set[1]);
    assert!(text(&args).contains(&said) && !text(&args[..3]).contains("WHAT-IF"));
}

/// Models at the ends of what is valid: they are explained like any other.
#[test]
fn odd_models_are_explained() {
    let room = "policy.room.measure.0.waiting-room.";
    let cliff = "models/physics/waiting-room-cliff.toml";
    let odd: [(&str, &str, Vec<String>); 9] = [
        (cliff, "room", vec![format!("{room}no-show=1")]),
        (
            cliff,
            "room",
            vec![
                format!("{room}cap=1"),
                format!("{room}opens=\"2020-01-01 00:44\""),
            ],
        ),
        (cliff, "room", vec!["people.group.applicants.apply=0".to_owned()]),
        (cliff, "open", vec!["portal.request.page.work={}".to_owned()]),
        (
            cliff,
            "open",
            vec!["portal.tier.0.slots=9_000_000_000_000".to_owned()],
        ),
        (
            cliff,
            "open",
            vec!["people.role.applicant.patience.law={ fixed = \"1 us\" }".to_owned()],
        ),
        (
            "models/textbook/retrial.toml",
            "open",
            vec!["people.role.caller.retry=0.999".to_owned()],
        ),
        (
            "models/textbook/mm1.toml",
            "open",
            vec!["people.group.customers.arrivals.poisson=\"0 per second\"".to_owned()],
        ),
        (
            "models/textbook/mg1.toml",
            "open",
            vec![
                "portal.request.service.work.desk={ lognormal = { median = \"1 s\", sigma = 20 } }"
                    .to_owned(),
            ],
        ),
    ];
    for (path, policy, set) in odd {
        let mut args = vec![path, "--policy", policy];
        args.extend(set.iter().flat_map(|s| ["--set", s.as_str()]));
        let page = text(&args);
        assert!(page.contains("Symbols in the formulas"), "{set:?}");
        assert!(!page.contains("NaN") && !page.contains("inf "), "{set:?}: {page}");
    }
}

/// Every model that is shipped, and each of its policies.
fn shipped() -> Vec<(String, Vec<String>)> {
    let mut models = vec![INPS.to_owned()];
    for folder in ["models/textbook", "models/physics"] {
        let files = std::fs::read_dir(folder).unwrap();
        models.extend(files.map(|f| f.unwrap().path().display().to_string()));
    }
    models.sort();
    models
        .into_iter()
        .map(|path| {
            let model = clickday::measures::load::load(path.as_ref(), &[]).unwrap();
            let policies = model.policy.keys().cloned().collect();
            (path, policies)
        })
        .collect()
}

#[test]
fn every_shipped_model_is_explained() {
    let models = shipped();
    assert!(models.len() > 15);
    for (path, policies) in models {
        let alone = text(&if policies.is_empty() {
            vec![path.as_str()]
        } else {
            vec![path.as_str(), "--policy", &policies[0]]
        });
        assert!(alone.contains("Sources"), "{path}");
        for policy in &policies {
            let told = json(&[&path, "--policy", policy]);
            for s in told["statements"].as_array().unwrap() {
                assert!(!s["sentence"].as_str().unwrap().is_empty(), "{path}: {s}");
                assert_eq!(s["value"].is_null(), s["unit"].is_null(), "{path}: {s}");
                assert!(
                    s["value"].is_null() || !s["text"].as_str().unwrap().is_empty(),
                    "{path}: {s}"
                );
                assert!(s["value"].is_null() || !s["formula"].is_null(), "{path}: {s}");
            }
        }
    }
}
