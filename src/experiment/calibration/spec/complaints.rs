//! What is wrong with a calibration file, beyond the form of its values.

use std::collections::BTreeSet;

use super::{Calibration, EffortSpec};
use crate::experiment::factor::KeyError;
use crate::experiment::spec::FORMAT_VERSION;

/// The most values that are set for every run. Assumed.
const MOST_SET: usize = 255;

/// A place, what is wrong there, and what would be right.
type Complaint = (Vec<String>, String, String);

/// Everything that is wrong with it, each with its place in the file and what would be right.
pub(super) fn complaints(calibration: &Calibration) -> Vec<Complaint> {
    let mut found = Vec::new();
    let mut complain = |place: &[&str], wrong: String, right: &str| {
        let place = place.iter().map(|&key| key.to_owned()).collect();
        found.push((place, wrong, right.to_owned()));
    };
    if calibration.version != FORMAT_VERSION {
        let wrong = format!("this build reads calibrations of version {FORMAT_VERSION} only");
        complain(&["version"], wrong, "write version = 1");
    }
    if calibration.scale.get() <= 0.0 {
        complain(
            &["scale"],
            "nobody is left at scale 0".to_owned(),
            "write \"1.5 %\", or 1",
        );
    }
    if calibration.set.len() > MOST_SET {
        let wrong = format!("{} values that are set are too many", calibration.set.len());
        complain(&["set"], wrong, &format!("at most {MOST_SET} are possible"));
    }
    of_parameters(calibration, &mut complain);
    of_observations(calibration, &mut complain);
    of_effort(&calibration.effort, &mut complain);
    for (index, prediction) in calibration
        .validation
        .iter()
        .flat_map(|v| &v.prediction)
        .enumerate()
    {
        if prediction.at <= calibration.known_until {
            let wrong = format!("{} is not after known-until: it was fitted to", prediction.at);
            let place = ["validation", "prediction", &index.to_string(), "at"];
            complain(&place, wrong, "predict what comes later");
        }
    }
    found
}

fn of_parameters(calibration: &Calibration, complain: &mut impl FnMut(&[&str], String, &str)) {
    if calibration.parameter.is_empty() {
        complain(
            &["parameter"],
            "nothing is fitted".to_owned(),
            "write at least one [[parameter]]",
        );
    }
    let mut named = BTreeSet::new();
    for (index, parameter) in calibration.parameter.iter().enumerate() {
        let place = index.to_string();
        for (number, path) in parameter.paths().enumerate() {
            if named.insert(path) {
                continue;
            }
            let wrong = format!("{path} is fitted twice");
            let right = "name each path once";
            match number.checked_sub(1) {
                None => complain(&["parameter", &place, "path"], wrong, right),
                Some(also) => complain(&["parameter", &place, "also", &also.to_string()], wrong, right),
            }
        }
        if parameter.zero.get() >= 1.0 {
            let wrong = "it is 0 for sure, and so nothing is fitted".to_owned();
            complain(&["parameter", &place, "zero"], wrong, "write a share below 100 %");
        }
        if let Err(KeyError { key, complaint }) = parameter.prior() {
            complain(&["parameter", &place, key], complaint.wrong, &complaint.right);
        }
    }
}

fn of_observations(calibration: &Calibration, complain: &mut impl FnMut(&[&str], String, &str)) {
    if calibration.observation.is_empty() {
        let wrong = "there is nothing to fit to".to_owned();
        complain(&["observation"], wrong, "write at least one [[observation]]");
    }
    for (index, observation) in calibration.observation.iter().enumerate() {
        let place = index.to_string();
        if observation.at > calibration.known_until {
            let wrong = format!("{} is after known-until: it is to be predicted", observation.at);
            complain(
                &["observation", &place, "at"],
                wrong,
                "move it to [[validation.prediction]]",
            );
        }
        if observation.from.is_some_and(|from| from >= observation.at) {
            let wrong = "it is not before `at`".to_owned();
            complain(
                &["observation", &place, "from"],
                wrong,
                "write an earlier instant",
            );
        }
        if observation.applications.is_some() == observation.rate.is_some() {
            let wrong = "an observation has either applications or a rate".to_owned();
            complain(&["observation", &place], wrong, "write one of the two");
        } else if observation.rate.is_some() && observation.from.is_none() {
            let wrong = "nothing says from when".to_owned();
            complain(&["observation", &place, "rate"], wrong, "write from = \"...\"");
        }
        if observation.value() * observation.tolerance.get() <= 0.0 {
            let wrong = "without a number above 0 and a tolerance nothing is near".to_owned();
            complain(
                &["observation", &place, "tolerance"],
                wrong,
                "write both, such as \"5 %\"",
            );
        }
    }
}

fn of_effort(effort: &EffortSpec, complain: &mut impl FnMut(&[&str], String, &str)) {
    let mut within = |key: &str, found: u64, least: u64, most: u64| {
        if !(least..=most).contains(&found) {
            let wrong = format!("{found} is out of bounds");
            let right = format!("write a number from {least} to {most}");
            complain(&["effort", key], wrong, &right);
        }
    };
    // The wave is a Latin hypercube, of which all pairs are compared; and generations are compared point by point.
    within("wave", effort.wave.get(), 10, 10_000);
    within("repeats", effort.repeats.get(), 2, 1_000);
    within("population", effort.population.get(), 10, 10_000);
    within("rows", effort.rows.get(), 1, 100_000);
    within(
        "runs",
        effort.runs.get(),
        effort.wave.get() + effort.repeats.get(),
        10_000_000,
    );
    if !(0.05..=0.95).contains(&effort.nearest.get()) {
        let wrong = format!("{} leaves no way to go", effort.nearest);
        complain(
            &["effort", "nearest"],
            wrong,
            "write a share from 5 % to 95 %, such as \"50 %\"",
        );
    }
}
