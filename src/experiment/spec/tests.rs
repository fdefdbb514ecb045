use super::*;
use crate::shipped::Location;
use clickday_engine::model::{Document, Problems};

const GOOD: &str = r#"version = 1
title = "How to open the door"
model = "../models/day"
policies = ["open", "queue"]
seed = 2020

[[stage]]
name = "quick"
scale = "2 %"
replications = 20
"#;

const PEOPLE: &str = r#"version = 1
title = "A day"
calendar = { start = "2020-04-01 00:00", end = "2020-04-02 00:00" }
policy = { open = {}, queue = {} }

[people]
role.citizen = {}
group.all = { role = "citizen", arrivals = { poisson = "1 per minute" } }
"#;

const PORTAL: &str = r#"
[portal]
request.page = { work = { web = { fixed = "1 s" } } }

[[portal.tier]]
name = "web"
slots = 2

[[journey.page]]
name = "form"
request = "page"
"#;

fn read(text: &str) -> Result<Loaded, Problems> {
    super::read(
        Document::of_text("rollout.toml", text),
        &Location::on_disk("rollout.toml".as_ref()),
    )
}

/// Line and column, what is wrong and what would be right, of each problem.
fn problems(from: &str, to: &str) -> Vec<((usize, usize), String, String)> {
    assert!(GOOD.contains(from));
    let problems = read(&GOOD.replace(from, to)).unwrap_err();
    problems
        .iter()
        .map(|p| (p.line_and_column().unwrap(), p.wrong.clone(), p.right.clone()))
        .collect()
}

#[test]
fn what_is_not_said_is_what_most_people_want() {
    let loaded = read(GOOD).unwrap();
    assert_eq!(loaded.experiment.baseline(), "open");
    assert_eq!(loaded.experiment.percentiles, [50, 90].map(Percentile::whole));
    assert!((loaded.experiment.confidence.get() - 0.95).abs() < 1e-12);
    let stage = &loaded.experiment.stages()[0];
    assert_eq!(
        (stage.scale.to_bits(), stage.replications),
        (0.02_f64.to_bits(), 20)
    );
    assert_eq!(
        (loaded.name().as_str(), loaded.stem().as_str()),
        ("rollout.toml", "rollout")
    );
}

#[test]
fn a_model_is_read_with_what_the_experiment_changes_in_it() {
    let folder = tempfile::tempdir().unwrap();
    let model = folder.path().join("day");
    std::fs::create_dir(&model).unwrap();
    std::fs::write(model.join("people.toml"), PEOPLE).unwrap();
    std::fs::write(model.join("portal.toml"), PORTAL).unwrap();
    let path = folder.path().join("rollout.toml");
    let text = GOOD
        .replace("../models/day", "day/")
        .replace("seed", "deadline = \"2020-04-01 12:00\"\nseed");
    std::fs::write(&path, text).unwrap();

    let loaded = load(&path).unwrap();
    let read = loaded.model(&["portal.tier.web.slots=3".to_owned()]).unwrap();
    assert_eq!(
        read.model.calendar.deadline.map(|d| d.to_string()).as_deref(),
        Some("2020-04-01 12:00")
    );
    assert_eq!(read.model.portal.tier[0].slots.get(), 3);
    assert_eq!(
        read.overrides,
        [
            r#"calendar.deadline="2020-04-01 12:00""#,
            "portal.tier.web.slots=3"
        ]
    );
    let sources = loaded.sources();
    let names: Vec<&str> = sources.iter().map(|source| source.name.as_str()).collect();
    assert_eq!(names, ["rollout.toml", "day/people.toml", "day/portal.toml"]);

    std::fs::write(
        &path,
        GOOD.replace("../models/day", "day").replace("queue", "quiet"),
    )
    .unwrap();
    let problems = load(&path).unwrap().model(&[]).unwrap_err();
    assert!(
        problems
            .to_string()
            .contains("rollout.toml:4:21: there is no policy `quiet`"),
        "{problems}"
    );
}

#[test]
fn a_problem_points_at_what_is_wrong_and_says_what_would_be_right() {
    let (place, wrong, right) = problems("scale = \"2 %\"", "scale = 20").remove(0);
    assert_eq!(place, (9, 9));
    assert_eq!(wrong, "20 is more than the whole");
    assert_eq!(right, "write 0.2 or \"20 %\"");
    assert_eq!(problems("seed", "sede")[0].0, (5, 1));
    assert_eq!(problems("version = 1", "version = 2")[0].0, (1, 11));
    assert_eq!(problems("\"queue\"", "\"open\"")[0].0, (4, 21));
    assert_eq!(problems("seed", "baseline = \"none\"\nseed")[0].0, (5, 12));
    assert_eq!(
        problems("seed", "percentiles = [50, 100.1]\nseed")[0],
        (
            (5, 20),
            "100.1 is not a percentile".to_owned(),
            "write a number above 0 and up to 100, with at most four decimals, for example 95 or 99.9"
                .to_owned()
        )
    );
    let twice = &problems("seed", "percentiles = [50, 99.9, 50.0]\nseed")[0];
    assert_eq!((twice.0, twice.1.as_str()), ((5, 26), "50 is there twice"));
}

#[test]
fn goals_and_precision_are_checked_before_anything_runs() {
    let goal = "[[goal]]\nrequire = 'p90 wait < 2'\npolicies = [\"open\", \"shut\"]\n\n[[stage]]";
    let found = problems("[[stage]]", goal);
    let places: Vec<(usize, usize)> = found.iter().map(|(place, ..)| *place).collect();
    assert_eq!(places, [(8, 11), (9, 21)]);
    assert_eq!(found[0].1, "\"2\" is no value of wait p90");
    assert_eq!(found[1].2, "name one of the policies of this file");
    let until = "replications = 20\nuntil = { half-width = 0, at-most = 10, of = \"luck\" }";
    let places: Vec<usize> = problems("replications = 20", until)
        .iter()
        .map(|p| p.0.0)
        .collect();
    assert_eq!(places, [11, 11, 11]);
    let good = GOOD.replace(
        "replications = 20",
        "replications = 20\nuntil = { half-width = \"5 %\", at-most = 400 }",
    );
    assert_eq!(
        read(&good).unwrap().experiment.stage[0]
            .until
            .as_ref()
            .map(|u| u.at_most.get()),
        Some(400)
    );
}

#[test]
fn all_problems_are_told_at_once() {
    let found = problems(
        "replications = 20",
        "replications = 0\n\n[[stage]]\nname = \"quick\"\nscale = 0\nreplications = 1",
    );
    let places: Vec<(usize, usize)> = found.iter().map(|(place, ..)| *place).collect();
    assert_eq!(places, [(10, 16), (13, 8), (14, 9)]);
}

#[test]
fn every_metric_that_is_named_is_a_metric_of_the_experiment() {
    let named = "percentiles = [12.5]\noutcomes = [\"p99.9 page\"]\n\n[[goal]]\nrequire = 'p97.5 wait < \"2 h\"'\n\n[[stage]]";
    let until =
        "replications = 20\nuntil = { half-width = \"5 %\", of = \"submitted_wait_p80_s\", at-most = 30 }";
    let text = GOOD
        .replace("[[stage]]", named)
        .replace("replications = 20", until);
    let loaded = read(&text).unwrap();
    let all: Vec<String> = loaded.experiment.metrics().iter().map(Quantity::name).collect();
    for name in [
        "wait_p12.5_s",
        "page_p99.9_s",
        "wait_p97.5_s",
        "submitted_wait_p80_s",
    ] {
        assert!(all.contains(&name.to_owned()), "{name} of {all:?}");
    }
}

#[test]
fn a_part_that_the_model_has_not_is_told_with_the_one_that_was_meant() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("day.toml"), format!("{PEOPLE}{PORTAL}")).unwrap();
    let told = |named: &str| -> Vec<String> {
        let text = GOOD
            .replace("../models/day", "day.toml")
            .replace("[[stage]]", &format!("{named}\n[[stage]]"));
        let path = folder.path().join("rollout.toml");
        std::fs::write(&path, text).unwrap();
        let found = load(&path).unwrap().model(&[]);
        let problems = found
            .err()
            .into_iter()
            .flat_map(|problems| problems.iter().cloned().collect::<Vec<_>>());
        problems
            .map(|p| format!("{:?}: {}; {}", p.line_and_column().unwrap(), p.wrong, p.right))
            .collect()
    };
    let fine = "outcomes = [\"p99.9 page of group all\", \"utilisation of tier web\", \"tried of channel own hand\"]";
    assert!(told(fine).is_empty());
    let wrong = "outcomes = [\"submitted\", \"utilisation of tier wep\"]\n[[goal]]\nrequire = 'p99.9 page_s of group al < \"10 s\"'";
    assert_eq!(
        told(wrong),
        [
            "(7, 26): there is no tier \"wep\"; did you mean \"web\"? The model has web",
            "(9, 11): there is no group \"al\"; did you mean \"all\"? The model has all",
        ]
    );
    assert_eq!(
        told("outcomes = [\"tried of skill low\"]"),
        ["(7, 13): there is no skill \"low\"; the model has no skill at all"]
    );
}
