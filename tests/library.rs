//! The library as another program uses it: a run that its owner drives event by event, to an instant, with rules of the owner's own;
//! and a results folder that is read back.

use clickday::ensemble::Identity;
use clickday::experiment::results::{self, Contents, LAYOUT_VERSION, Manifest};
use clickday::experiment::summary::SummaryRequest;
use clickday::experiment::{Stage, StageRuns, Summary};
use clickday::measures;
use clickday::measures::load::read;
use clickday::metrics::{Quantity, quantity};
use clickday::model::units::Complaint;
use clickday::model::{Document, Model, Problems};
use clickday::sim::result::Outcome;
use clickday::sim::{AttemptView, Decision, RunOptions, RunResult, SimError};
use clickday::{Results, Simulation, SimulationBuilder};
use proptest::prelude::*;

/// An hour of people who come at a portal that is too small for them, and try again.
const MODEL: &str = r#"
version = 1
title = "One hour"

[calendar]
start = "2020-04-01 00:00"
end = "2020-04-01 01:00"
bin = "5 min"

[people.role.citizen]
patience = { law = { exponential = "20 s" }, covers = "response" }

[people.group.citizens]
role = "citizen"
arrivals = { poisson = "3 per second" }

[journey]
page = [{ name = "home", request = "page", think = { exponential = "5 s" } }, { name = "form", request = "page" }]

[[portal.tier]]
name = "web"
slots = 4
backlog = { length = 20 }

[portal.request.page]
work.web = { exponential = "1 s" }

[policy.open]

[policy.late]
measure = [{ open = { from = "2020-04-01 00:20" } }]
"#;

fn model() -> Model {
    read(Document::of_text("model.toml", MODEL), &[]).expect("a model")
}

fn simulation(model: &Model) -> SimulationBuilder<'_> {
    Simulation::builder(model).policy("open").seed(3)
}

fn json(run: &RunResult) -> String {
    serde_json::to_string(run).expect("JSON")
}

#[test]
fn steps_lead_to_the_bytes_of_a_run() {
    let model = model();
    let whole = simulation(&model).run().unwrap();
    let mut stepped = simulation(&model).build().unwrap();
    let mut steps = 0;
    while stepped.step().unwrap() {
        steps += 1;
        assert_eq!(stepped.progress().events, steps, "a step is an event");
    }
    assert_eq!(steps, whole.events);
    assert!(!stepped.step().unwrap(), "a run that is over stays so");
    assert_eq!(stepped.submitted(), whole.submitted);
    assert_eq!(json(&stepped.run().unwrap()), json(&whole));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]

    #[test]
    fn however_a_run_is_driven_its_bytes_are_the_same(
        parts in proptest::collection::vec((0.0..4_000.0, 0..2_000_usize), 0..6)
    ) {
        let model = model();
        let whole = simulation(&model).policy("late").run().unwrap();
        let mut driven = simulation(&model).policy("late").build().unwrap();
        for (until_s, steps) in parts {
            driven.run_until(until_s).unwrap();
            prop_assert!(driven.progress().now_us < 4_000_000_000);
            for _ in 0..steps {
                driven.step().unwrap();
            }
        }
        prop_assert_eq!(json(&driven.run().unwrap()), json(&whole));
    }
}

#[test]
fn a_run_until_an_instant_has_its_events_and_no_later_one() {
    let model = model();
    let mut simulation = simulation(&model).build().unwrap();
    simulation.run_until(900.0).unwrap();
    let at = simulation.progress();
    assert!(at.now_us < 900_000_000 && at.now_us > 890_000_000, "{at:?}");
    assert_eq!(simulation.clock(), "2020-04-01 00:14:59");
    simulation.step().unwrap();
    assert!(simulation.progress().now_us >= 900_000_000);
}

#[test]
fn a_run_with_too_many_events_is_refused_however_it_is_driven() {
    let model = model();
    let options = clickday::sim::RunOptions {
        most_events: Some(100),
        ..Default::default()
    };
    let mut simulation = Simulation::builder(&model).options(options).build().unwrap();
    let refusal = loop {
        match simulation.step() {
            Ok(goes_on) => assert!(goes_on),
            Err(refusal) => break refusal,
        }
    };
    assert!(
        matches!(refusal, SimError::TooManyEvents { events: 101, .. }),
        "{refusal}"
    );
}

/// What a rule does that a measure does too gives the run of the measure, but for the figures that
/// the rule tells.
#[test]
fn a_rule_that_does_what_a_measure_does_gives_the_run_of_the_measure() {
    const OPENS_S: f64 = 1_200.0;
    let model = model();
    let of_measure = simulation(&model).policy("late").run().unwrap();
    let opens = |attempt: &AttemptView<'_>| {
        if attempt.now_s < OPENS_S {
            Decision::Closed {
                reopens_s: Some(OPENS_S),
            }
        } else {
            Decision::Admit
        }
    };
    let mut of_rule = simulation(&model).admission("opens-late", opens).run().unwrap();
    let told = of_rule.measures.named.pop().unwrap();
    assert_eq!(told.kind, "opens-late");
    of_rule.policy.clone_from(&of_measure.policy);
    assert_eq!(json(&of_rule), json(&of_measure));
}

/// Each attempt at the first page is refused by a draw of its own, so that the refused are binomial
/// given those who were asked: within 4 standard deviations but for one chance in 16,000.
#[test]
fn chance_of_a_rule_is_uniform_and_independent() {
    const REFUSED: f64 = 0.3;
    let model = model();
    for seed in 1..=5 {
        let (mut asked, mut refused) = (0_u32, 0_u32);
        let counts = std::sync::Arc::new(std::sync::Mutex::new((0_u32, 0_u32)));
        let told = std::sync::Arc::clone(&counts);
        let rule = move |attempt: &AttemptView<'_>| {
            if !attempt.is_first_page {
                return Decision::Admit;
            }
            asked += 1;
            let is_refused = attempt.chance < REFUSED;
            refused += u32::from(is_refused);
            *told.lock().unwrap() = (asked, refused);
            if is_refused {
                Decision::Refuse(Outcome::Shed)
            } else {
                Decision::Admit
            }
        };
        let run = simulation(&model)
            .seed(seed)
            .admission("by-chance", rule)
            .run()
            .unwrap();
        let (asked, refused) = *counts.lock().unwrap();
        assert!(asked > 5_000, "{asked}");
        let deviation = (f64::from(asked) * REFUSED * (1.0 - REFUSED)).sqrt();
        let off = (f64::from(refused) - f64::from(asked) * REFUSED) / deviation;
        assert!(
            off.abs() < 4.0,
            "seed {seed}: {refused} of {asked} refused, {off} deviations off"
        );
        assert_eq!(run.attempts.of(Outcome::Shed), u64::from(refused));
    }
}

#[test]
fn a_rule_sees_the_person_as_the_model_names_them() {
    let model = model();
    let rule = |attempt: &AttemptView<'_>| {
        assert_eq!((attempt.role, attempt.waiting.len()), ("citizen", 1));
        assert_eq!(attempt.is_first_page, attempt.page == "home");
        assert!(attempt.attempt >= 1 && attempt.waiting[0] <= 20);
        Decision::Admit
    };
    let with = simulation(&model).admission("looks-on", rule).run().unwrap();
    let without = simulation(&model).run().unwrap();
    assert_eq!(
        with.submitted, without.submitted,
        "who only looks on changes nothing"
    );
}

#[test]
fn a_value_of_a_model_is_found_by_its_path() {
    let set = ["portal.tier.web.slots=5".to_owned()];
    let model = read(Document::of_text("model.toml", MODEL), &set).unwrap();
    for (path, value) in [
        ("portal.tier.web.slots", Some("5")),
        ("portal.tier.0.backlog.length", Some("20")),
        ("people.group.citizens.arrivals.poisson", Some("3 per second")),
        ("policy.late.measure.open.from", Some("2020-04-01 00:20")),
        ("journey.page.form.request", Some("page")),
        ("portal.tier.web", None),
        ("portal.tier.wep.slots", None),
        ("", None),
    ] {
        assert_eq!(model.value(path).as_deref(), value, "{path}");
    }
}

#[test]
fn a_model_that_is_written_and_read_again_is_the_same() {
    let set = ["portal.tier.web.slots=5".to_owned()];
    let model = read(Document::of_text("model.toml", MODEL), &set).unwrap();
    let text = toml::to_string(&model).unwrap();
    let again = read(Document::of_text("again.toml", &text), &[]).unwrap();
    assert_eq!(again.portal.tier[0].slots.get(), 5);
    assert_eq!(toml::to_string(&again).unwrap(), text);
    for policy in ["open", "late"] {
        let run = |model: &Model| json(&simulation(model).policy(policy).run().unwrap());
        assert_eq!(run(&again), run(&model));
    }
    let value = serde_json::to_value(&model).unwrap();
    let tier = &value["portal"]["tier"][0];
    assert_eq!(tier["name"], "web");
    assert_eq!(tier["slots"], 5);
}

#[test]
fn series_and_tables_are_written_as_json() {
    let model = model();
    let run = simulation(&model).run().unwrap();
    let series = serde_json::to_value(&run.series).unwrap();
    let bins = series["counts"].as_array().unwrap();
    let submitted: u64 = bins.iter().filter_map(|bin| bin["submitted"].as_u64()).sum();
    assert_eq!(submitted, run.submitted);
    let (_folder, stages, metrics) = a_results_folder();
    for table in results::tables(&stages, &metrics) {
        let written = serde_json::to_value(&table).unwrap();
        assert_eq!(written["name"], table.name);
        let columns = written["columns"].as_array().unwrap();
        assert_eq!(columns.len(), table.columns.len());
        let rows = columns
            .iter()
            .map(|column| column["values"].as_array().unwrap().len());
        assert!(rows.into_iter().all(|rows| rows == table.rows()));
    }
}

/// A results folder of two runs of an hour, with a percentile that is asked for.
fn a_results_folder() -> (tempfile::TempDir, Vec<StageRuns>, Vec<Quantity>) {
    let model = model();
    let options = |replication| RunOptions {
        policy: "open".to_owned(),
        seed: 7,
        replication,
        ..RunOptions::default()
    };
    let runs =
        (0..2).map(|replication| measures::run(&model, &options(replication), &mut |_| {}).expect("a run"));
    let stage = Stage {
        name: "all".to_owned(),
        scale: 1.0,
        replications: 2,
    };
    let stages = vec![StageRuns {
        stage,
        runs: runs.collect(),
        failed: Vec::new(),
    }];
    let metrics = clickday::metrics::summary([quantity("p99.9 page").expect("a quantity")]);
    let policies = [("open".to_owned(), String::new())];
    let request = SummaryRequest {
        title: "Two runs",
        policies: &policies,
        baseline: "open",
        confidence: 0.95,
        metrics: &metrics,
        goals: &[],
    };
    let manifest = Manifest {
        format: LAYOUT_VERSION,
        title: "Two runs".to_owned(),
        identity: Identity::new(Vec::new(), Vec::new(), 7),
        shipped: Vec::new(),
        platform: None,
        policies: vec!["open".to_owned()],
        baseline: "open".to_owned(),
        planned: Vec::new(),
        finished: vec!["all".to_owned()],
        failed: Vec::new(),
        files: Vec::new(),
    };
    let folder = tempfile::tempdir().expect("a folder");
    let contents = Contents {
        manifest: &manifest,
        sources: &[],
        stages: &stages,
        draws: None,
        metrics: &metrics,
        summary: &Summary::of(request, &stages, Vec::new()),
    };
    results::write(contents, folder.path(), &|_| Ok(())).expect("results");
    (folder, stages, metrics)
}

#[test]
fn a_results_folder_that_is_read_back_has_the_tables_that_were_written() {
    let (folder, stages, metrics) = a_results_folder();
    let read = Results::open(folder.path()).unwrap();
    let mut seen = 0;
    for written in results::tables(&stages, &metrics) {
        assert_eq!(read.table(written.name).unwrap(), written, "{}", written.name);
        seen += 1;
    }
    assert_eq!((seen, read.tables().count()), (7, 7));
    assert!(
        read.table("tiers")
            .unwrap()
            .columns
            .iter()
            .any(|c| c.name.contains("p99.9"))
    );
    assert_eq!(read.manifest().title, "Two runs");
    assert_eq!(read.summary()["title"], "Two runs");
}

#[test]
fn a_results_folder_with_a_changed_byte_is_refused_and_its_file_is_named() {
    let (folder, ..) = a_results_folder();
    let files: Vec<_> = ["runs", "groups", "tiers", "equity", "series", "state", "waits"]
        .map(|table| format!("{table}.csv"))
        .into_iter()
        .chain(["summary.json".to_owned()])
        .collect();
    for name in &files {
        let path = folder.path().join(name);
        let whole = std::fs::read(&path).unwrap();
        // Some places of each file, its first and last byte among them.
        for place in (0..whole.len())
            .step_by(whole.len() / 20 + 1)
            .chain([whole.len() - 1])
        {
            let mut bytes = whole.clone();
            bytes[place] ^= 1;
            std::fs::write(&path, &bytes).unwrap();
            let error = Results::open(folder.path()).unwrap_err().to_string();
            assert!(
                error.contains(name) && error.contains("has been changed"),
                "{error}"
            );
        }
        std::fs::remove_file(&path).unwrap();
        let error = Results::open(folder.path()).unwrap_err().to_string();
        assert!(error.contains(name), "{error}");
        std::fs::write(&path, &whole).unwrap();
    }
    Results::open(folder.path()).unwrap();
}

/// What a program needs of errors, to hand them on from any thread.
fn is_handed_on<T: std::error::Error + Send + Sync + 'static>() {}

#[test]
fn errors_of_the_library_can_be_handed_on_from_any_thread() {
    use clickday::ensemble::{RunError, StoreError, Unfinished};
    use clickday::experiment::calibration::FitError;
    use clickday::experiment::claims::JudgeError;
    use clickday::experiment::claims::figure::FigureError;
    use clickday::experiment::factor::KeyError;
    use clickday::experiment::inputs::InputError;
    use clickday::experiment::points::PointsError;
    use clickday::experiment::reproduce::ReproduceError;
    use clickday::experiment::results::{ReadError, RestoreError, TargetError};
    use clickday::experiment::sensitivity::SensitivityError;
    use clickday::experiment::shards::{PartError, ShardError};
    use clickday::experiment::study::StudyError;
    use clickday::metrics::QuantityError;
    use clickday::model::Problem;
    use clickday::model::civil::CivilError;
    use clickday::report::charts::ChartError;
    use clickday::scenario::ScenarioError;
    use clickday::shipped::StartError;
    use clickday::theory::TheoryError;

    is_handed_on::<Problem>();
    is_handed_on::<Problems>();
    is_handed_on::<Complaint>();
    is_handed_on::<CivilError>();
    is_handed_on::<StartError>();
    is_handed_on::<ScenarioError>();
    is_handed_on::<SimError>();
    is_handed_on::<TheoryError>();
    is_handed_on::<QuantityError>();
    is_handed_on::<RunError>();
    is_handed_on::<StoreError>();
    is_handed_on::<Unfinished>();
    is_handed_on::<InputError>();
    is_handed_on::<PointsError>();
    is_handed_on::<KeyError>();
    is_handed_on::<StudyError>();
    is_handed_on::<SensitivityError>();
    is_handed_on::<FitError<RunError>>();
    is_handed_on::<JudgeError>();
    is_handed_on::<FigureError>();
    is_handed_on::<ReadError>();
    is_handed_on::<RestoreError>();
    is_handed_on::<TargetError>();
    is_handed_on::<ReproduceError>();
    is_handed_on::<ShardError>();
    is_handed_on::<PartError>();
    is_handed_on::<ChartError>();
}

#[test]
fn models_results_and_runs_under_way_can_be_sent_to_other_threads() {
    fn is_shared<T: Send + Sync + 'static>() {}
    fn is_sent<T: Send>() {}
    is_shared::<Model>();
    is_shared::<RunResult>();
    is_shared::<Results>();
    is_sent::<Simulation<'_>>();
}
