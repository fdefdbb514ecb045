//! What is wrong with an experiment.

use std::collections::BTreeSet;

use super::{Experiment, FORMAT_VERSION, StageSpec};
use crate::experiment::design::Design;
use crate::experiment::factor::KeyError;
use crate::experiment::goals::Goal;
use crate::experiment::{design, goals};
use crate::metrics::{Quantity, QuantityError, quantity};
use clickday_engine::model::Model;

/// A place in the file, what is wrong there, and what would be right.
type Complaint = (Vec<String>, String, String);

/// Launches of a policy at most.
const MOST_LAUNCHES: u64 = 100_000;

pub(super) fn complaints(experiment: &Experiment) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut complain = |place: &[&str], wrong: String, right: &str| {
        found.push((
            place.iter().map(|&key| key.to_owned()).collect(),
            wrong,
            right.to_owned(),
        ));
    };
    if experiment.version != FORMAT_VERSION {
        let wrong = format!("this build reads experiments of version {FORMAT_VERSION} only");
        complain(&["version"], wrong, "write version = 1");
    }
    if experiment.policies.is_empty() {
        complain(
            &["policies"],
            "there is nothing to compare".to_owned(),
            "name at least one policy",
        );
    }
    for index in repeated(&experiment.policies) {
        let wrong = format!("\"{}\" is there twice", experiment.policies[index]);
        complain(&["policies", &index.to_string()], wrong, "name each policy once");
    }
    let has_policies = !experiment.policies.is_empty();
    if has_policies
        && !experiment
            .policies
            .iter()
            .any(|policy| policy == experiment.baseline())
    {
        let wrong = format!("\"{}\" is not among the policies", experiment.baseline());
        complain(&["baseline"], wrong, "name one of the policies of this file");
    }
    if !(0.5..1.0).contains(&experiment.confidence.get()) {
        let wrong = format!("{} is no confidence for an interval", experiment.confidence);
        complain(
            &["confidence"],
            wrong,
            "write a share from 50 % to below 100 %, such as \"95 %\"",
        );
    }
    for index in repeated(&experiment.percentiles) {
        let wrong = format!("{} is there twice", experiment.percentiles[index]);
        complain(
            &["percentiles", &index.to_string()],
            wrong,
            "name each percentile once",
        );
    }
    stage_complaints(experiment, &mut complain);
    found.extend(of_design(experiment));
    found.extend(goals::complaints(&experiment.goal, &experiment.policies));
    found.extend(of_precision(&experiment.stage));
    found.extend(of_draws(experiment));
    found
}

/// Each group, tier or other part of a run that the experiment names and the model has not.
pub(super) fn of_parts(experiment: &Experiment, model: &Model) -> Vec<Complaint> {
    let mut found = Vec::new();
    for (place, quantities) in named(experiment) {
        let complaint = quantities.iter().find_map(|quantity| quantity.complaint(model));
        found.extend(complaint.map(|told| (place, told.wrong, told.right)));
    }
    found
}

/// The places at which quantities are named, and which these are.
fn named(experiment: &Experiment) -> Vec<(Vec<String>, Vec<Quantity>)> {
    let of_goal = |text: &str| Goal::read(text).map_or_else(|_| Vec::new(), |goal| goal.quantities());
    let of_name = |text: &str| quantity(text).into_iter().collect();
    let place = |keys: &[&str]| keys.iter().map(|&key| key.to_owned()).collect();
    let mut named: Vec<(Vec<String>, Vec<Quantity>)> = Vec::new();
    for (index, goal) in experiment.goal.iter().enumerate() {
        let place = place(&["goal", &index.to_string(), "require"]);
        named.push((place, of_goal(&goal.require)));
    }
    for (index, outcome) in experiment.outcomes.iter().flatten().enumerate() {
        named.push((place(&["outcomes", &index.to_string()]), of_name(outcome)));
    }
    for (index, stage) in experiment.stage.iter().enumerate() {
        if let Some(of) = stage.until.as_ref().and_then(|until| until.of.as_ref()) {
            named.push((place(&["stage", &index.to_string(), "until", "of"]), of_name(of)));
        }
    }
    if let Some(Design::Bisection(bisection)) = &experiment.design
        && let Some(event) = &bisection.event
    {
        named.push((place(&["design", "bisection", "event"]), of_goal(event)));
    }
    named
}

fn stage_complaints(experiment: &Experiment, complain: &mut impl FnMut(&[&str], String, &str)) {
    if experiment.stage.is_empty() {
        complain(
            &["stage"],
            "there is no stage".to_owned(),
            "write at least one [[stage]]",
        );
    }
    for (index, stage) in experiment.stage.iter().enumerate() {
        let index = &index.to_string();
        if stage.scale.get() <= 0.0 {
            complain(
                &["stage", index, "scale"],
                "nobody is left at scale 0".to_owned(),
                "write 0.02, or 1",
            );
        }
        if !(1..=100_000).contains(&stage.replications.get()) {
            let wrong = format!("{} launches cannot be simulated", stage.replications);
            complain(
                &["stage", index, "replications"],
                wrong,
                "write a number from 1 to 100,000",
            );
        }
    }
    for index in repeated(experiment.stage.iter().map(|stage| &stage.name)) {
        let wrong = format!("another stage is called \"{}\"", experiment.stage[index].name);
        complain(
            &["stage", &index.to_string(), "name"],
            wrong,
            "give each stage a name of its own",
        );
    }
}

/// What is wrong with the factors, the outcomes and the design.
fn of_design(experiment: &Experiment) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut complain = |place: &[&str], wrong: String, right: &str| {
        found.push((
            place.iter().map(|&key| key.to_owned()).collect(),
            wrong,
            right.to_owned(),
        ));
    };
    for index in repeated(experiment.factor.iter().map(|factor| &factor.path)) {
        let wrong = format!("{} is varied twice", experiment.factor[index].path);
        let place = ["factor", &index.to_string(), "path"];
        complain(&place, wrong, "name each factor once");
    }
    let mut levels = Vec::new();
    for (index, factor) in experiment.factor.iter().enumerate() {
        let index_text = index.to_string();
        match factor.levels() {
            Ok(these) => levels.push((index_text, factor.path.as_str(), these)),
            Err(KeyError { key, complaint }) => {
                complain(&["factor", &index_text, key], complaint.wrong, &complaint.right);
            }
        }
    }
    for (index, outcome) in experiment.outcomes.iter().flatten().enumerate() {
        if let Err(QuantityError { wrong, right }) = quantity(outcome) {
            complain(&["outcomes", &index.to_string()], wrong, &right);
        }
    }
    if levels.len() == experiment.factor.len() {
        design::complaints(experiment.design.as_ref(), &levels, &mut complain);
    }
    found
}

/// What is wrong with the draws.
fn of_draws(experiment: &Experiment) -> Vec<Complaint> {
    let Some(draws) = &experiment.draws else {
        return Vec::new();
    };
    let mut found = draws.complaints();
    if experiment.design.is_some() || !experiment.factor.is_empty() {
        let wrong = "a sweep has no draws: its design says at which values it runs".to_owned();
        let right = "leave them out, or the factors and the design".to_owned();
        found.push((vec!["draws".to_owned()], wrong, right));
    }
    found
}

/// What is wrong with what stages are to know well.
fn of_precision(stages: &[StageSpec]) -> Vec<(Vec<String>, String, String)> {
    let mut found = Vec::new();
    for (index, stage) in stages.iter().enumerate() {
        let Some(until) = &stage.until else { continue };
        let mut complain = |key: &str, wrong: String, right: &str| {
            let place = ["stage", &index.to_string(), "until", key].map(str::to_owned);
            found.push((place.to_vec(), wrong, right.to_owned()));
        };
        if until.half_width.get() <= 0.0 {
            let wrong = "no number of launches leaves nothing to chance".to_owned();
            complain("half-width", wrong, "write for example \"5 %\"");
        }
        if until.at_most < stage.replications || until.at_most.get() > MOST_LAUNCHES {
            let wrong = format!(
                "{} is no limit for {} launches and more",
                until.at_most, stage.replications
            );
            complain("at-most", wrong, "write a number from `replications` to 100,000");
        }
        if let Some(Err(QuantityError { wrong, right })) = until.of.as_deref().map(quantity) {
            complain("of", wrong, &right);
        }
    }
    found
}

/// Indices of what stands earlier in the list already.
fn repeated<T: Ord>(list: impl IntoIterator<Item = T>) -> Vec<usize> {
    let mut seen = BTreeSet::new();
    let list = list.into_iter().enumerate();
    list.filter_map(|(index, item)| (!seen.insert(item)).then_some(index))
        .collect()
}
