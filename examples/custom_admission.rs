//! A rule of admission of one's own: new sessions are turned away while a tier's backlog is long. It is
//! compared with the same launch without the rule.
//!
//! The rule is written in TOML, as a measure of a policy. It says what it amounts to before any run, and
//! charts show it above their time axis. A rule can also be given to one run, without
//! TOML: `Simulation::builder(&model).admission("turn-away", rule)`.

#![allow(clippy::print_stdout, reason = "an example tells what it found")]

use clickday::measures::own::Unit;
use clickday::measures::strip::{Bar, Kind as BarKind, whole};
use clickday::measures::{self, ExplainLine, OwnMeasure};
use clickday::model::kinds::Kind;
use clickday::model::units::{Complaint, Count};
use clickday::model::{self, CivilClock, Document, Model};
use clickday::report::explain::explain;
use clickday::shipped;
use clickday::sim::result::Outcome;
use clickday::sim::{AdmissionRule, AttemptView, Decision};
use clickday::{Language, RunResult, Scenario, Simulation};
use schemars::JsonSchema;
use serde::Deserialize;

/// The policy, as a file would have it.
const POLICY: &str = r#"
[[policy.turn-away.measure]]
open = { from = "2020-04-01 00:00" }

[[policy.turn-away.measure]]
# Half of the backlog.
turn-away = { tier = "web", above = 1_000 }
"#;

/// New sessions are turned away while the backlog of a tier is long.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct TurnAway {
    /// Whose backlog is looked at: a name of a tier.
    tier: String,
    /// Requests that may wait before anybody is turned away. It shrinks with the scale.
    above: Count,
}

impl OwnMeasure for TurnAway {
    const ID: &'static str = "turn-away";
    const ABOUT: &'static str = "New sessions are turned away while a backlog is long.";

    fn check(&self, model: &Model) -> Vec<(&'static str, Complaint)> {
        if model.portal.tier.iter().any(|tier| tier.name == self.tier) {
            return Vec::new();
        }
        let wrong = format!("there is no tier called `{}`", self.tier);
        vec![(
            "tier",
            Complaint::new(wrong, "write the name of a tier of the portal"),
        )]
    }

    fn explain(&self, model: &Model) -> Vec<ExplainLine> {
        let tier = model.portal.tier.iter().find(|tier| tier.name == self.tier);
        let length = tier.and_then(|tier| tier.backlog.as_ref()?.length);
        let share = length.map(|length| self.above.get() as f64 / length.get() as f64);
        vec![ExplainLine {
            id: "turn_away_backlog_used",
            label: "backlog before anybody is turned away".to_owned(),
            value: share.map(|share| (share, Unit::Share)),
            sentence: format!(
                "New sessions are turned away while more than {} requests wait at {}.",
                self.above.get(),
                self.tier
            ),
            formula: None,
            assumption: String::new(),
            simulated: None,
        }]
    }

    fn strip(&self, clock: &CivilClock) -> Vec<Bar> {
        vec![Bar::new(BarKind::Noted, whole(clock), &["turned away when full"])]
    }

    fn rule(&self, model: &Model, scale: f64) -> Box<dyn AdmissionRule> {
        let place = model.portal.tier.iter().position(|tier| tier.name == self.tier);
        let above = (self.above.get() as f64 * scale) as u64;
        Box::new(move |attempt: &AttemptView<'_>| {
            let waiting = place.map_or(0, |place| attempt.waiting[place]);
            if attempt.is_first_page && waiting > above {
                Decision::Refuse(Outcome::Shed)
            } else {
                Decision::Admit
            }
        })
    }
}

static OWN: [Kind; 1] = [measures::own::<TurnAway>()];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let launch = shipped::find("models/inps-2020-04-01".as_ref(), &[shipped::Kind::Model])?;
    let mut document = launch.document();
    document.add_policies(Document::of_text("turn-away.toml", POLICY));
    let model = model::load::read(document, &[], measures::SET.with(&OWN))?;
    let explained = explain(
        &Scenario::new(&model, "turn-away", 1.0, None)?,
        1.0,
        Language::English,
    )?;
    if let Some(line) = explained.find("turn_away_backlog_used") {
        println!("{}: {}. {}", line.label, line.text, line.sentence);
    }
    let run = |policy: &str| -> Result<RunResult, clickday::sim::SimError> {
        Simulation::builder(&model)
            .policy(policy)
            .scale(0.03)
            .until(36.0 * 3_600.0)
            .run()
    };
    for policy in ["open-to-all", "turn-away"] {
        let run = run(policy)?;
        println!(
            "{policy}: {} submitted, {} attempts",
            run.submitted, run.attempts.total
        );
        for figures in &run.measures.named {
            println!("{}: {:?}", figures.kind, figures.figures);
        }
    }
    Ok(())
}
