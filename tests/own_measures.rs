//! Measures of another program: written in TOML, read with their places, and at work in a run.

use std::ops::ControlFlow;

use clickday::ensemble::{Ensemble, Resources};
use clickday::experiment::inputs::Prepared;
use clickday::experiment::reproduce::{Again, Claim, Verdict};
use clickday::experiment::results::{self, Source};
use clickday::experiment::shards::{self, Shards};
use clickday::experiment::store::write_tables;
use clickday::experiment::{calibration, claims, compare, spec, sweep};
use clickday::measures::own::{Formula, Unit};
use clickday::measures::strip::{Bar, Kind as BarKind, whole};
use clickday::measures::{self, ExplainLine, OwnMeasure};
use clickday::model::kinds::Kind;
use clickday::model::units::{Complaint, Count, Share};
use clickday::model::{self, CivilClock, Document, MeasureSet, Model, PolicyFile, Problems};
use clickday::report::charts;
use clickday::report::explain::{Simulated, explain};
use clickday::sim::result::Outcome;
use clickday::sim::{AdmissionRule, AttemptView, Decision, RunResult};
use clickday::{Language, Results, Scenario, Simulation, SimulationBuilder};
use schemars::JsonSchema;
use serde::Deserialize;

/// Ten servers and twenty who wait, at whom twelve come a second.
const MODEL: &str = "models/textbook/mmck.toml";

/// New sessions are refused by lot while more than so many requests wait.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Lottery {
    /// Probability that a new session is let in.
    let_in: Share,
    /// Requests that may wait before anybody is refused.
    #[serde(default)]
    above: Option<Count>,
}

impl Lottery {
    fn rule_at(let_in: f64, above: u64) -> impl AdmissionRule + 'static {
        move |attempt: &AttemptView<'_>| {
            if attempt.is_first_page && attempt.waiting[0] >= above && attempt.chance >= let_in {
                Decision::Refuse(Outcome::Shed)
            } else {
                Decision::Admit
            }
        }
    }
}

impl OwnMeasure for Lottery {
    const ID: &'static str = "lottery";
    const ABOUT: &'static str = "New sessions are refused by lot.";

    fn check(&self, model: &Model) -> Vec<(&'static str, Complaint)> {
        let backlog = model.portal.tier[0].backlog.as_ref();
        let length = backlog.and_then(|backlog| backlog.length).map_or(0, Count::get);
        let wrong = "the backlog is never so long";
        let complaint = || ("above", Complaint::new(wrong, format!("write at most {length}")));
        let above = self.above.filter(|above| above.get() > length);
        above.map(|_| complaint()).into_iter().collect()
    }

    fn rule(&self, _model: &Model, _scale: f64) -> Box<dyn AdmissionRule> {
        let above = self.above.map_or(0, Count::get);
        Box::new(Lottery::rule_at(self.let_in.get(), above))
    }

    fn explain(&self, _model: &Model) -> Vec<ExplainLine> {
        let refused = 1.0 - self.let_in.get();
        vec![ExplainLine {
            id: "lottery_refused",
            label: "refused by lot".to_owned(),
            value: Some((refused, Unit::Share)),
            sentence: "So many of those who are asked are refused.".to_owned(),
            formula: Some(Formula {
                name: "1 - p",
                source: "the lot",
            }),
            assumption: "every session has one page".to_owned(),
            simulated: Some(|run| {
                let did = run.measures.of(Lottery::ID)?;
                Some(did.number("refused")? / did.number("asked")?)
            }),
        }]
    }

    fn strip(&self, clock: &CivilClock) -> Vec<Bar> {
        vec![Bar::new(BarKind::Noted, whole(clock), &["entry by lot"])]
    }
}

/// A measure of this build under a rule of the caller's own: nobody is ever let in.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Shut {}

impl OwnMeasure for Shut {
    const ID: &'static str = "shedding";
    const ABOUT: &'static str = "Everyone is refused.";

    fn rule(&self, _model: &Model, _scale: f64) -> Box<dyn AdmissionRule> {
        Box::new(|_: &AttemptView<'_>| Decision::Refuse(Outcome::Shed))
    }
}

static OWN: [Kind; 2] = [measures::own::<Lottery>(), measures::own::<Shut>()];

/// The model with policies, the first of which has no measure.
fn document(policies: &str) -> Document {
    let mut document = Document::open(MODEL.as_ref());
    document.add_policies(Document::of_text(
        "own.toml",
        &format!("[policy.open]\n{policies}"),
    ));
    document
}

fn with_own(policies: &str) -> Result<Model, Problems> {
    model::load::read(document(policies), &[], WITH_OWN)
}

/// Two hours.
fn simulation(model: &Model) -> SimulationBuilder<'_> {
    Simulation::builder(model).policy("open").seed(3).until(7_200.0)
}

fn json(run: &RunResult) -> String {
    serde_json::to_string(run).expect("JSON")
}

#[test]
fn a_measure_of_another_program_does_in_toml_what_its_rule_does() {
    let written = "[[policy.lot.measure]]\nlottery = { let-in = \"40 %\", above = 2 }";
    let with = with_own(written).unwrap();
    let lottery: &Lottery = with.policy["lot"].measure[0].get().unwrap();
    assert_eq!(lottery.above.map(Count::get), Some(2));
    let of_toml = simulation(&with).policy("lot").run().unwrap();
    assert!(of_toml.attempts.of(Outcome::Shed) > 0);
    let given = simulation(&with).admission("lottery", Lottery::rule_at(0.4, 2));
    let mut of_rule = given.run().unwrap();
    of_rule.policy.clone_from(&of_toml.policy);
    assert_eq!(json(&of_rule), json(&of_toml));
}

#[test]
fn a_measure_of_another_program_is_known_to_its_set_alone() {
    let written = "[[policy.lot.measure]]\nlottery = { let-in = 1 }";
    assert!(with_own(written).is_ok());
    assert!(measures::load::read(document(written), &[]).is_err());
    let schema = model::schema::model(WITH_OWN).to_string();
    assert!(schema.contains("Probability that a new session is let in."));
    assert!(!measures::schema().to_string().contains("a new session is let in"));
}

#[test]
fn a_measure_of_another_program_takes_the_place_of_one_with_its_key() {
    let model = with_own("[[policy.shut.measure]]\nshedding = {}").unwrap();
    let run = simulation(&model).policy("shut").run().unwrap();
    assert_eq!((run.submitted, run.attempts.of(Outcome::Served)), (0, 0));
}

#[test]
fn the_operator_switches_a_measure_of_another_program_on() {
    let rule = "[[policy.lot.operator]]\nat = \"2020-01-01 01:00\"\nstart = [\"lottery\"]";
    let model = with_own(&format!(
        "[[policy.lot.measure]]\nlottery = {{ let-in = 0 }}\n{rule}"
    ))
    .unwrap();
    let shed = |until_s: f64| {
        let run = simulation(&model).policy("lot").until(until_s).run().unwrap();
        run.attempts.of(Outcome::Shed)
    };
    assert_eq!(shed(3_600.0), 0);
    assert!(shed(7_200.0) > 0);
}

#[test]
fn an_experiment_is_read_with_measures_of_another_program() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let lot = "[[policy.lot.measure]]\nlottery = { let-in = 0.4 }";
    write(
        "model.toml",
        &format!(
            "{}\n[policy.open]\n{lot}",
            std::fs::read_to_string(MODEL).unwrap()
        ),
    );
    let experiment = "version = 1\ntitle = \"Two ways\"\nmodel = \"model.toml\"\n\
                      policies = [\"open\", \"lot\"]\nseed = 1\n\
                      [[stage]]\nname = \"all\"\nscale = 1\nreplications = 2\n";
    let loaded = spec::load(&write("experiment.toml", experiment)).unwrap();
    assert!(loaded.model(&[]).is_err());
    let loaded = loaded.with_measures(WITH_OWN);
    let model = loaded.model(&[]).unwrap().model;
    assert_eq!(
        model.value("policy.lot.measure.lottery.let-in").as_deref(),
        Some("0.4")
    );
    assert!(simulation(&model).policy("lot").run().is_ok());
}

#[test]
fn what_is_wrong_in_a_measure_of_another_program_is_told_with_its_place() {
    for (measure, column, wrong, right) in [
        (
            "lotery = { let-in = 1 }",
            1,
            "`lotery` is not a kind",
            "`lottery`",
        ),
        (
            "lottery = { let-inn = 1 }",
            13,
            "`let-inn` is not a key here",
            "`let-in`",
        ),
        (
            "lottery = { let-in = 7 }",
            22,
            "7 is more than the whole",
            "\"7 %\"",
        ),
        (
            "lottery = { above = 2 }",
            11,
            "`let-in` is missing",
            "probability that a new session",
        ),
        (
            "lottery = { let-in = 1, above = 21 }",
            33,
            "never so long",
            "write at most 20",
        ),
    ] {
        let problems = with_own(&format!("[[policy.lot.measure]]\n{measure}")).unwrap_err();
        let problem = problems.iter().next().unwrap();
        assert_eq!(
            problem.line_and_column(),
            Some((3, column)),
            "{measure}: {problem:?}"
        );
        assert_eq!(problem.file, "own.toml");
        assert!(problem.wrong.contains(wrong), "{measure}: {}", problem.wrong);
        assert!(problem.right.contains(right), "{measure}: {}", problem.right);
    }
}

/// The measures of this build and the two above.
const WITH_OWN: MeasureSet = measures::SET.with(&OWN);

/// Ten minutes of the same, and a policy with the lottery.
fn desk() -> String {
    let launch = std::fs::read_to_string(MODEL).unwrap();
    let short = launch
        .replacen("end = \"2020-01-02 00:00\"", "end = \"2020-01-01 00:10\"", 1)
        .replacen("bin = \"1 h\"", "bin = \"1 min\"", 1);
    assert_ne!(short, launch);
    format!("{short}\n[policy.open]\n[[policy.lot.measure]]\nlottery = {{ let-in = 0.4 }}")
}

/// An experiment of the desk, in memory; `more` are factors.
fn experiment(more: &str) -> spec::Loaded {
    let text = format!(
        "version = 1\ntitle = \"Lots\"\nmodel = \"desk.toml\"\npolicies = [\"open\", \"lot\"]\nseed = 1\n\
         outcomes = [\"served_share\"]\n{more}\n[[stage]]\nname = \"all\"\nscale = 1\nreplications = 2\n"
    );
    let files = [
        Source::of_text("experiment.toml", text),
        Source::of_text("desk.toml", desk()),
    ];
    spec::from_files(&files).unwrap()
}

const FACTOR: &str = "[[factor]]\npath = \"policy.lot.measure.lottery.let-in\"\nvalues = [0.2, 0.6]\n";

fn ensemble() -> Ensemble {
    Ensemble::new(Resources::default()).unwrap()
}

/// A file beside the desk, and the desk, in memory.
fn beside_the_desk(text: &str) -> [Source; 2] {
    [
        Source::of_text("asked.toml", text),
        Source::of_text("desk.toml", desk()),
    ]
}

#[test]
fn a_comparison_has_measures_of_another_program() {
    let loaded = experiment("");
    assert!(compare(&loaded, &[], &ensemble(), &|_| ControlFlow::Continue(())).is_err());
    let loaded = loaded.with_measures(WITH_OWN);
    let found = compare(&loaded, &[], &ensemble(), &|_| ControlFlow::Continue(())).unwrap();
    let of_lot: Vec<&RunResult> = found.stages[0].of("lot").collect();
    assert_eq!(of_lot.len(), 2);
    for run in of_lot {
        let own = Simulation::builder(&found.model).policy("lot").seed(1);
        let own = own.replication(run.replication).run().unwrap();
        assert_eq!((run.submitted, run.events), (own.submitted, own.events));
    }
}

/// The folder of a comparison is read back by everybody, since its tables are plain; made again it is
/// by a program with the measures alone.
#[test]
fn a_folder_of_results_has_measures_of_another_program_and_proves_itself() {
    let go_on = |_| ControlFlow::Continue(());
    let loaded = experiment("").with_measures(WITH_OWN);
    let found = compare(&loaded, &[], &ensemble(), &go_on).unwrap();
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("results");
    found.write(&loaded, &folder, &|_| Ok(())).unwrap();
    let read = Results::open(&folder).unwrap();
    for written in results::tables(&found.stages, &loaded.experiment.metrics()) {
        assert_eq!(read.table(written.name).unwrap(), written);
    }
    let refused = Claim::read(&folder).unwrap_err().to_string();
    assert!(refused.contains("with lottery, shedding"), "{refused}");
    let claim = Claim::read_with(&folder, WITH_OWN).unwrap();
    let Again::Compare { loaded, set, quick } = claim.again().unwrap() else {
        panic!("it is a comparison");
    };
    assert!(set.is_empty() && !quick);
    let again = compare(&loaded, &set, &ensemble(), &go_on).unwrap();
    let fresh = place.path().join("fresh");
    again.write(&loaded, &fresh, &|_| Ok(())).unwrap();
    let verdict = claim.compare(&fresh).unwrap();
    assert!(matches!(verdict, Verdict::Holds(_)), "{verdict:?}");
}

/// A plan, its shards and what is gathered of them are of the same runs as the sweep; and so are the
/// results made again. A program without the measures refuses both, and says why.
#[test]
fn a_plan_has_measures_of_another_program_from_its_first_shard_to_its_proof() {
    let prepared = Prepared::of_loaded(experiment(FACTOR).with_measures(WITH_OWN), &[]).unwrap();
    let go_on = |_| ControlFlow::Continue(());
    let swept = sweep(&prepared, &ensemble(), &go_on).unwrap();
    assert_eq!(swept.rows.len(), 8);
    assert!(swept.rows.values().all(|row| row.failure.is_none()));

    let folder = tempfile::tempdir().unwrap();
    let (_, manifest) = shards::plan(&prepared, 2, folder.path()).unwrap();
    let refused = Shards::open(&manifest).unwrap_err().to_string();
    assert!(refused.contains("with lottery, shedding"), "{refused}");
    let opened = Shards::open_with(&manifest, WITH_OWN).unwrap();
    for index in [1, 0, 1] {
        let part = opened.make(index, &ensemble(), &go_on).unwrap();
        assert_eq!(part.rows.len(), 4);
    }
    let whole = opened.whole().unwrap();
    assert_eq!(whole.rows, swept.rows);

    let study = &opened.prepared.study;
    write_tables(folder.path(), study, &whole.rows, &whole.analysis, &|_, _| false).unwrap();
    let refused = Claim::read(folder.path()).unwrap_err().to_string();
    assert!(refused.contains("with lottery, shedding"), "{refused}");
    let claim = Claim::read_with(folder.path(), WITH_OWN).unwrap();
    let Again::Sweep(again) = claim.again().unwrap() else {
        panic!("a plan is of a sweep");
    };
    assert_eq!(sweep(&again, &ensemble(), &go_on).unwrap().rows, swept.rows);
}

/// Of 7,200 who come 2,880 are let in, so that the record tells how many the lottery lets in.
#[test]
fn a_calibration_finds_the_value_of_a_measure_of_another_program() {
    let files = beside_the_desk(
        r#"
version = 1
title = "How many are let in"
model = "desk.toml"
policy = "lot"
seed = 1
scale = 1
known-until = "2020-01-01 00:10"
effort = { wave = 30, repeats = 4, population = 20, runs = 300, rows = 10 }

[[parameter]]
name = "let in"
path = "policy.lot.measure.lottery.let-in"
from = 0.1
to = 0.9
source = "assumed"

[[observation]]
at = "2020-01-01 00:10"
applications = 2_880
tolerance = 0.05
source = "made up"
"#,
    );
    let loaded = calibration::spec::from_files(&files).unwrap();
    assert!(loaded.model(&[]).is_err());
    let loaded = loaded.with_measures(WITH_OWN);
    loaded.try_values().unwrap();
    let go_on = |_| ControlFlow::Continue(());
    let found = calibration::calibrate(&loaded, &ensemble(), &go_on, &mut |_| ()).unwrap();
    let [low, high] = found.findings.parameters[0].interval.each_ref();
    let [low, high]: [f64; 2] = [low, high].map(|end| end.parse().unwrap());
    assert!(low < 0.45 && high > 0.35 && high - low < 0.4, "{low} to {high}");
}

#[test]
fn claims_are_judged_with_measures_of_another_program() {
    let files = beside_the_desk(
        r#"
version = 1
title = "What was said of the desk"
model = "desk.toml"
policy = "lot"
seed = 1
scale = 1
draws = 3

[[parameter]]
path = "policy.lot.measure.lottery.let-in"
from = 0.39
to = 0.41
source = "assumed"

[[claim]]
id = "four-in-ten"
said = "2.900 in dieci minuti"
means = "2,900 in ten minutes"
who = "the desk"
at = "1 January"
source = "made up"
[claim.says]
quantity.count = { by = "2020-01-01 00:10" }
value = 2_900
wording = "about"
"#,
    );
    let loaded = claims::from_files(&files).unwrap();
    assert!(loaded.check().is_err());
    let loaded = loaded.with_measures(WITH_OWN);
    loaded.check().unwrap();
    let go_on = |_| ControlFlow::Continue(());
    let found = claims::judge_all(&loaded, None, &ensemble(), &go_on).unwrap();
    assert_eq!(found.claims.len(), 1);
    let of_launch = found.claims[0].readings.first().unwrap();
    assert!(of_launch.judged.seen.is_some(), "{of_launch:?}");
}

#[test]
fn a_measure_of_another_program_has_its_lines_in_explain_and_its_bars_in_charts() {
    let model = with_own("[[policy.lot.measure]]\nlottery = { let-in = 0.4 }").unwrap();
    let run = simulation(&model).policy("lot").run().unwrap();
    let scenario = Scenario::new(&model, "lot", 1.0, None).unwrap();
    let mut explanation = explain(&scenario, 1.0, Language::English).unwrap();
    let line = explanation.find("lottery_refused").unwrap();
    assert!(
        line.text.starts_with("60") && line.text.ends_with('%'),
        "{}",
        line.text
    );
    assert_eq!(line.formula.map(|formula| formula.source), Some("the lot"));
    explanation.check(&run);
    let line = explanation.find("lottery_refused").unwrap();
    let Some(Simulated::Value { value, .. }) = &line.simulated else {
        panic!("{line:?}");
    };
    assert!((value - 0.6).abs() < 0.02, "{value}");
    let open = Scenario::new(&model, "open", 1.0, None).unwrap();
    let of_open = explain(&open, 1.0, Language::English).unwrap();
    assert!(of_open.find("lottery_refused").is_none());

    let chart = charts::draw_one(&model, &[&run], "day-lot", Language::English).unwrap();
    assert!(chart.alt.contains("entry by lot"), "{}", chart.alt);
}

#[test]
fn a_policy_with_a_measure_of_another_program_is_written_and_read_back() {
    let model = with_own("[[policy.lot.measure]]\nlottery = { let-in = \"40 %\", above = 2 }").unwrap();
    let text = toml::to_string(&PolicyFile::of("again", model.policy["lot"].clone())).unwrap();
    assert!(measures::load::read_policies(Document::of_text("again.toml", &text)).is_err());
    let again = model::load::read_policies(Document::of_text("again.toml", &text), WITH_OWN).unwrap();
    let lottery: &Lottery = again.policy["again"].measure[0].get().unwrap();
    assert_eq!(lottery.above.map(Count::get), Some(2));
    assert!((lottery.let_in.get() - 0.4).abs() < 1e-12);
}
