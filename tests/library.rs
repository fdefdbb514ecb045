//! The library as another program uses it: a run that its owner drives event by event, to an instant, with rules of the owner's own;
//! and a results folder that is read back.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use clickday::ensemble::{Ensemble, Identity, Resources, Unfinished};
use clickday::experiment::inputs::Prepared;
use clickday::experiment::results::{self, Contents, LAYOUT_VERSION, Manifest, Source};
use clickday::experiment::study::Row;
use clickday::experiment::summary::SummaryRequest;
use clickday::experiment::{
    CompareError, Stage, StageRuns, Summary, calibration, claims, compare, spec, sweep, sweep_from,
};
use clickday::measures;
use clickday::measures::load::{read, read_policies};
use clickday::metrics::{Dimension, Quantity, SUBMITTED_BY_DEADLINE, quantity};
use clickday::model::units::Complaint;
use clickday::model::{Document, Model, PolicyFile, Problems, Texts};
use clickday::report::charts;
use clickday::sim::result::Outcome;
use clickday::sim::{AttemptView, Decision, RunOptions, RunResult, SimError};
use clickday::{Language, Results, Run, Simulation, SimulationBuilder};
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
    use clickday::ensemble::{RunError, StoreError};
    use clickday::experiment::calibration::{FitError, ValidateError};
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
    is_handed_on::<CompareError>();
    is_handed_on::<ValidateError>();
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

#[test]
fn a_run_of_the_builder_is_stopped_or_the_same() {
    let model = model();
    let mut heard = 0;
    let run = simulation(&model).run_cancellable(&mut |_| {
        heard += 1;
        ControlFlow::Continue(())
    });
    assert!(heard > 1);
    let run: Run = run.unwrap();
    assert_eq!(json(&run), json(&simulation(&model).run().unwrap()));
    let stopped = simulation(&model).run_cancellable(&mut |_| ControlFlow::Break(()));
    assert!(matches!(stopped, Err(SimError::Cancelled)));
}

#[test]
fn texts_are_made_of_one_pair_or_many_whatever_holds_the_text() {
    let (path, text) = ("launch/model.toml", MODEL.to_owned());
    for texts in [
        Texts::from((path, text.clone())),
        Texts::from([(path, text.clone())]),
        Texts::from(vec![(path, text.clone())]),
        Texts::from([(path, MODEL)]),
        [(path, text.into_bytes())].into_iter().collect(),
    ] {
        let model = read(Document::open_in(&texts, "launch".as_ref()), &[]).unwrap();
        assert_eq!(model.title, "One hour");
    }
}

#[test]
fn a_quantity_of_a_part_is_that_of_its_text() {
    let p99 = "99".parse().unwrap();
    let wait = quantity("p99 wait").unwrap().metric();
    for (of_types, text) in [
        (
            Quantity::of_run(&SUBMITTED_BY_DEADLINE).of_part(Dimension::Group, "citizens"),
            "submitted by deadline of group citizens",
        ),
        (
            Quantity::at(wait, p99).of_part(Dimension::Group, "citizens"),
            "p99 wait of group citizens",
        ),
        (
            quantity("served share")
                .unwrap()
                .of_part(Dimension::Skill, "none"),
            "served_share of skill none",
        ),
    ] {
        assert_eq!(of_types.unwrap(), quantity(text).unwrap(), "{text}");
    }
    for (dimension, told) in [
        (Dimension::Tier, "cannot be read of a tier"),
        (Dimension::Run, "has no name"),
        (Dimension::State, "has no name"),
    ] {
        let refused = Quantity::of_run(&SUBMITTED_BY_DEADLINE).of_part(dimension, "web");
        let refused = refused.unwrap_err().to_string();
        assert!(refused.contains(told), "{refused}");
    }
}

#[test]
fn one_chart_is_the_one_of_all_and_an_unknown_one_is_told() {
    let model = model();
    let runs: Vec<Run> = ["open", "late"]
        .map(|policy| simulation(&model).policy(policy).run().unwrap())
        .into();
    let runs: Vec<&Run> = runs.iter().collect();
    let all = charts::draw_all(&model, &runs, Language::English).unwrap();
    for chart in all.first().into_iter().chain(all.last()) {
        let one = charts::draw_one(&model, &runs, &chart.stem, Language::English).unwrap();
        assert_eq!(&one, chart);
    }
    let unknown = charts::draw_one(&model, &runs, "cumulativ", Language::English).unwrap_err();
    let told = unknown.to_string();
    assert!(
        all.iter().all(|chart| told.contains(&chart.stem)) && told.contains("\"cumulativ\""),
        "{told}"
    );
}

#[test]
fn a_summary_of_runs_is_that_of_their_stages_said_in_full() {
    let model = model();
    let run = |policy: &str, replication| {
        let builder = simulation(&model).policy(policy);
        builder.replication(replication).run().unwrap()
    };
    let mixed = vec![run("late", 1), run("open", 0), run("late", 0), run("open", 1)];
    let sorted = [("late", 0), ("late", 1), ("open", 0), ("open", 1)];
    let stage = StageRuns {
        stage: Stage {
            name: StageRuns::of_runs(mixed.clone())[0].stage.name.clone(),
            scale: 1.0,
            replications: 2,
        },
        runs: sorted.map(|(policy, number)| run(policy, number)).into(),
        failed: Vec::new(),
    };
    let policies = ["late", "open"].map(|name| (name.to_owned(), String::new()));
    let asked = SummaryRequest {
        title: "One hour",
        policies: &policies,
        baseline: "late",
        confidence: 0.95,
        metrics: &clickday::metrics::summary([]),
        goals: &[],
    };
    let in_full = Summary::of(asked, &[stage], Vec::new());
    assert_eq!(Summary::of_runs(&model, mixed).unwrap(), in_full);
}

/// An experiment of the hour, in memory; `more` are factors.
fn experiment(more: &str) -> spec::Loaded {
    let text = format!(
        "version = 1\ntitle = \"Ways in\"\nmodel = \"model.toml\"\npolicies = [\"open\", \"late\"]\nseed = 3\n{more}\n\
         [[stage]]\nname = \"all\"\nscale = 1\nreplications = 2\n"
    );
    let files = [
        Source::of_text("experiment.toml", text),
        Source::of_text("model.toml", MODEL),
    ];
    spec::from_files(&files).unwrap()
}

#[test]
fn a_comparison_in_one_call_is_the_summary_of_its_runs_and_can_be_stopped() {
    let ensemble = Ensemble::new(Resources::default()).unwrap();
    let loaded = experiment("");
    let found = compare(&loaded, &[], &ensemble, &|_| ControlFlow::Continue(())).unwrap();
    assert_eq!(found.stages.len(), 1);
    for run in &found.stages[0].runs {
        let own = simulation(&found.model).policy(&run.policy);
        let own = own.replication(run.replication).run().unwrap();
        assert_eq!((run.submitted, run.events), (own.submitted, own.events));
    }
    let shortcut = Summary::of_runs(&found.model, found.stages[0].runs.clone()).unwrap();
    assert_eq!(shortcut.stages[0].policies, found.summary.stages[0].policies);
    let stopped = compare(&loaded, &[], &ensemble, &|_| ControlFlow::Break(()));
    assert!(matches!(
        stopped,
        Err(CompareError::Unfinished(Unfinished::Stopped { left: 4 }))
    ));
}

#[test]
fn a_sweep_in_one_call_has_a_row_for_each_run_and_is_no_comparison() {
    const FACTOR: &str = "[[factor]]\npath = \"portal.tier.web.slots\"\nvalues = [2, 8]\n";
    let ensemble = Ensemble::new(Resources::default()).unwrap();
    let go_on = |_| ControlFlow::Continue(());
    let loaded = experiment(FACTOR);
    let refused = compare(&loaded, &[], &ensemble, &go_on);
    assert!(matches!(refused, Err(CompareError::IsSweep)));
    let prepared = Prepared::of_loaded(loaded, &[]).unwrap();
    let whole = sweep(&prepared, &ensemble, &go_on).unwrap();
    assert_eq!(whole.rows.len(), 8);
    // Rows that are there are not made again.
    let half = whole.rows.clone().into_iter().take(5).collect();
    let made = AtomicUsize::new(0);
    let keep = |_: &Row| {
        made.fetch_add(1, Ordering::Relaxed);
        Ok(())
    };
    let again = sweep_from(&prepared, half, &keep, &ensemble, &go_on).unwrap();
    assert_eq!((again.rows, made.into_inner()), (whole.rows, 3));
    assert_eq!(again.analysis, whole.analysis);
}

/// What is read from the disk and what is read from texts of the same names are the same: the files,
/// the model and the samples that they name.
#[test]
fn a_calibration_and_claims_are_read_from_texts_as_from_files() {
    let fit = r#"
version = 1
title = "What the hour tells"
model = "model.toml"
policy = "open"
seed = 1
scale = 1
known-until = "2020-04-01 01:00"

[[parameter]]
name = "slots"
path = "portal.tier.web.slots"
from = 2
to = 8
source = "assumed"

[[observation]]
at = "2020-04-01 01:00"
applications = 2_000
tolerance = 0.05
source = "made up"

[validation]
posterior = "sample.csv"
"#;
    let asked = r#"
version = 1
title = "What was said of the hour"
model = "model.toml"
policy = "open"
seed = 1
scale = 1
draws = 2
sample = "sample.csv"

[[claim]]
id = "many"
said = "many"
means = "two thousand in the hour"
who = "somebody"
at = "1 April"
source = "made up"
[claim.says]
quantity.count = { by = "2020-04-01 01:00" }
value = 2_000
"#;
    let files = [
        ("fit.toml", fit),
        ("claims.toml", asked),
        ("model.toml", MODEL),
        ("sample.csv", "portal.tier.web.slots\n3\n5\n"),
    ];
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let beginning_with = |first: &str| -> Vec<Source> {
        let (own, others): (Vec<_>, Vec<_>) = files.into_iter().partition(|(name, _)| *name == first);
        let all = own.into_iter().chain(others);
        all.map(|(name, text)| Source::of_text(name, text)).collect()
    };
    let of_disk = calibration::spec::load(&folder.path().join("fit.toml")).unwrap();
    let of_texts = calibration::spec::from_files(&beginning_with("fit.toml")).unwrap();
    assert_eq!(of_texts.calibration, of_disk.calibration);
    assert_eq!(of_texts.sources(), of_disk.sources());
    let sample = of_texts.sample("sample.csv").unwrap();
    assert_eq!(sample.rows, of_disk.sample("sample.csv").unwrap().rows);
    assert_eq!(sample.rows.len(), 2);
    assert!(of_texts.sample("no.csv").is_err());

    let of_disk = claims::load(&folder.path().join("claims.toml")).unwrap();
    let of_texts = claims::from_files(&beginning_with("claims.toml")).unwrap();
    of_texts.check().unwrap();
    let settings = |loaded: &claims::Loaded| -> Vec<Vec<String>> {
        let draws = loaded.draws(None).unwrap();
        draws.into_iter().flat_map(|draws| draws.settings).collect()
    };
    assert_eq!(settings(&of_texts), settings(&of_disk));
    assert_eq!(settings(&of_texts).len(), 2);
}

/// Every policy that ships, and those of every launch, are the same when they were written and read.
#[test]
fn a_policy_that_is_written_and_read_again_is_the_same() {
    let mut files = Vec::new();
    for entry in std::fs::read_dir("models/policies").unwrap() {
        files.push(entry.unwrap().path());
    }
    assert!(files.len() > 20);
    let mut seen = 0;
    for path in files {
        let file = read_policies(Document::open(&path)).unwrap();
        for (name, policy) in file.policy {
            let shown = format!("{policy:?}");
            let text = toml::to_string(&PolicyFile::of("again", policy)).unwrap();
            let again = read_policies(Document::of_text("again.toml", &text)).unwrap();
            let again = again.policy["again"].clone();
            assert_eq!(format!("{again:?}"), shown, "{name} of {}", path.display());
            assert_eq!(toml::to_string(&PolicyFile::of("again", again)).unwrap(), text);
            seen += 1;
        }
    }
    assert!(seen > 20);
}

#[test]
fn a_policy_alone_is_written_with_its_overrides_and_does_in_a_run_what_it_did() {
    let set = ["policy.late.measure.open.from=2020-04-01 00:30".to_owned()];
    let model = read(Document::of_text("model.toml", MODEL), &set).unwrap();
    let late = serde_json::to_value(&model.policy["late"]).unwrap();
    let from = late["measure"][0]["open"]["from"].as_str().unwrap();
    assert!(from.starts_with("2020-04-01 00:30"), "{from}");
    let text = toml::to_string(&PolicyFile::of("later", model.policy["late"].clone())).unwrap();
    let mut document = Document::of_text("model.toml", MODEL);
    document.add_policies(Document::of_text("later.toml", &text));
    let with = read(document, &[]).unwrap();
    let mut again = simulation(&with).policy("later").run().unwrap();
    again.policy = "late".to_owned();
    let before = simulation(&model).policy("late").run().unwrap();
    assert_eq!(json(&again), json(&before));
}

#[test]
fn a_policy_without_a_file_is_written_if_it_has_no_measure() {
    let open = clickday::Policy::open();
    let text = toml::to_string(&PolicyFile::of("open", open)).unwrap();
    let again = read_policies(Document::of_text("open.toml", &text)).unwrap();
    assert_eq!(again.policy["open"].title, "Open to all");
    // The measures of a file are known by their text, which a policy put together by hand has not.
    let file = Document::open("models/policies/waiting-room.toml".as_ref());
    let read = read_policies(file).unwrap();
    let mut by_hand = clickday::Policy::open();
    by_hand.measure = read.policy.into_values().flat_map(|p| p.measure).collect();
    let refused = toml::to_string(&by_hand).unwrap_err().to_string();
    assert!(refused.contains("was not read by"), "{refused}");
}
