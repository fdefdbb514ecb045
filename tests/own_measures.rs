//! Measures of another program: written in TOML, read with their places, and at work in a run.

use clickday::experiment::spec;
use clickday::measures::{self, OwnMeasure};
use clickday::model::kinds::Kind;
use clickday::model::units::{Complaint, Count, Share};
use clickday::model::{self, Document, Model, Problems};
use clickday::sim::result::Outcome;
use clickday::sim::{AdmissionRule, AttemptView, Decision, RunResult};
use clickday::{Simulation, SimulationBuilder};
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
    model::load::read(document(policies), &[], measures::SET.with(&OWN))
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
    let schema = model::schema::model(measures::SET.with(&OWN)).to_string();
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
    let loaded = loaded.with_measures(measures::SET.with(&OWN));
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
