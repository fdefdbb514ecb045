//! The table `[draws]` of an experiment file.
//!
//! ```toml
//! [draws]
//! sample = "../models/inps-2020-04-01/posterior.csv"    # what the record tells
//! number = 24
//!
//! [[draws.prior]]                                        # what no record tells
//! name = "people called who do not come"
//! path = "policy.queue-with-tickets.measure.waiting-room.no-show"
//! from = 0.02
//! to = 0.15
//! source = "assumed"
//! ```

use schemars::JsonSchema;
use serde::Deserialize;

use super::same::is_same;
use crate::experiment::factor::KeyError;
use crate::experiment::parameter::ParameterSpec;
use crate::experiment::statistics::FEWEST_PAIRS;
use crate::measures::is_chosen;
use clickday_engine::model::units::{Count, Share};

/// With fewer draws, "better in all of them" says too little of those that were not made.
const FEWEST: u64 = 24;
/// Draws are spread over the priors by comparing all pairs.
const MOST: u64 = 10_000;

/// What nobody knows: under how many of its values each policy is launched, and which these are.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct DrawsSpec {
    /// The sample of values that agree with the record, CSV or Parquet, by its path from this file: a column for each value, named
    /// by its path, and perhaps `weight`. Absent: no value is taken from a record.
    pub sample: Option<String>,
    /// How many draws are made; at least 24. Each policy is launched once under each.
    pub number: Count,
    /// Share of full scale at which they are launched.
    pub scale: Share,
    /// Share of full scale at which the first of them are launched too, so that the bias of the small scale is known.
    pub larger_scale: Share,
    /// How many are; at least 6, with different rows of the sample.
    pub at_larger_scale: Count,
    /// Values that no record tells, each drawn from its range.
    pub prior: Vec<ParameterSpec>,
}

impl Default for DrawsSpec {
    fn default() -> Self {
        let count = |text: &str| text.parse().unwrap_or_default();
        let share = |text: &str| text.parse().unwrap_or_default();
        DrawsSpec {
            sample: None,
            number: count("24"),
            scale: share("3 %"),
            larger_scale: share("10 %"),
            at_larger_scale: count("8"),
            prior: Vec::new(),
        }
    }
}

/// A place in the file, what is wrong there, and what would be right.
type Complaint = (Vec<String>, String, String);

/// What to do about a value that the operator chooses.
pub(in crate::experiment) const LEAVE_OUT: &str =
    "leave it out: only what nobody knows is drawn; to compare choices, write a policy for each";

impl DrawsSpec {
    /// What is wrong with it, each with its place in the file and what would be right.
    pub(in crate::experiment) fn complaints(&self) -> Vec<Complaint> {
        let mut found = Vec::new();
        let mut complain = |place: &[&str], wrong: String, right: &str| {
            let place = std::iter::once("draws").chain(place.iter().copied());
            found.push((place.map(str::to_owned).collect(), wrong, right.to_owned()));
        };
        if self.sample.is_none() && self.prior.is_empty() {
            let wrong = "nothing is drawn".to_owned();
            complain(
                &[],
                wrong,
                "write sample = \"...\", or at least one [[draws.prior]]",
            );
        }
        if !(FEWEST..=MOST).contains(&self.number.get()) {
            let wrong = format!("{} draws are too few, or too many", self.number);
            complain(&["number"], wrong, "write a number from 24 to 10,000");
        }
        self.of_scales(&mut complain);
        self.of_priors(&mut complain);
        found
    }

    fn of_scales(&self, complain: &mut impl FnMut(&[&str], String, &str)) {
        let (scale, larger) = (self.scale.get(), self.larger_scale.get());
        if scale <= 0.0 {
            complain(
                &["scale"],
                "nobody is left at scale 0".to_owned(),
                "write \"3 %\"",
            );
        } else if larger <= scale {
            let wrong = format!("{} is not larger than {}", self.larger_scale, self.scale);
            complain(&["larger-scale"], wrong, "write \"10 %\", or 1");
        }
        let fewest = FEWEST_PAIRS as u64;
        if self.at_larger_scale.get() < fewest || self.at_larger_scale > self.number {
            let wrong = format!(
                "{} draws at the larger scale are out of bounds",
                self.at_larger_scale
            );
            let right = format!("write a number from {fewest} to that of all draws");
            complain(&["at-larger-scale"], wrong, &right);
        }
    }

    fn of_priors(&self, complain: &mut impl FnMut(&[&str], String, &str)) {
        let mut named: Vec<&str> = Vec::new();
        for (index, prior) in self.prior.iter().enumerate() {
            let place = index.to_string();
            for (number, path) in prior.paths().enumerate() {
                let (wrong, right) = if is_chosen(path) {
                    (format!("the operator chooses {path}"), LEAVE_OUT)
                } else if named.iter().any(|known| is_same(known, path)) {
                    (format!("{path} is drawn twice"), "name each path once")
                } else {
                    named.push(path);
                    continue;
                };
                match number.checked_sub(1) {
                    None => complain(&["prior", &place, "path"], wrong, right),
                    Some(also) => complain(&["prior", &place, "also", &also.to_string()], wrong, right),
                }
            }
            if prior.zero.get() >= 1.0 {
                let wrong = "it is 0 for sure, and so nothing is drawn".to_owned();
                complain(&["prior", &place, "zero"], wrong, "write a share below 100 %");
            }
            if let Err(KeyError { key, complaint }) = prior.prior() {
                complain(&["prior", &place, key], complaint.wrong, &complaint.right);
            }
        }
    }

    /// What is wrong with the columns of its sample: a value that the operator chooses, or one that has
    /// a prior.
    pub(in crate::experiment) fn complaints_of_sample(&self, columns: &[String]) -> Vec<Complaint> {
        let at_sample = || vec!["draws".to_owned(), "sample".to_owned()];
        let chosen = columns.iter().filter(|path| is_chosen(path));
        let mut found: Vec<Complaint> = chosen
            .map(|path| {
                let wrong = format!("the operator chooses {path}, which is a column of it");
                (at_sample(), wrong, LEAVE_OUT.to_owned())
            })
            .collect();
        for path in self.prior.iter().flat_map(ParameterSpec::paths) {
            if columns.iter().any(|column| is_same(column, path)) {
                let wrong = format!("{path} is a column of it, and has a prior");
                found.push((at_sample(), wrong, "take it from one of them".to_owned()));
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PRIOR: &str = r#"
        [[prior]]
        name = "no-show"
        path = "policy.queue.measure.waiting-room.no-show"
        from = 0.02
        to = 0.15
        source = "assumed"
    "#;

    fn spec(text: &str) -> DrawsSpec {
        toml::from_str(text).unwrap()
    }

    fn wrong(text: &str) -> Vec<(String, String)> {
        let complaints = spec(text).complaints();
        complaints
            .into_iter()
            .map(|(place, wrong, _)| (place.join("."), wrong))
            .collect()
    }

    #[test]
    fn a_prior_is_enough() {
        let spec = spec(PRIOR);
        assert_eq!(spec.complaints(), []);
        assert_eq!((spec.number.get(), spec.at_larger_scale.get()), (24, 8));
        assert!((spec.scale.get() - 0.03).abs() < 1e-12 && (spec.larger_scale.get() - 0.1).abs() < 1e-12);
    }

    #[test]
    fn what_the_operator_chooses_is_not_drawn() {
        let of_cap = PRIOR.replace("no-show\"\n        from", "cap\"\n        from");
        assert_eq!(
            wrong(&of_cap),
            [(
                "draws.prior.0.path".to_owned(),
                "the operator chooses policy.queue.measure.waiting-room.cap".to_owned()
            )]
        );
        let also = PRIOR.replace(
            "from = 0.02",
            "also = [\"policy.queue.measure.waiting-room.lease\"]\nfrom = 0.02",
        );
        assert_eq!(wrong(&also)[0].0, "draws.prior.0.also.0");
        let columns = ["portal.tier.web.cores", "policy.queue.measure.waiting-room.claim"].map(str::to_owned);
        let of_sample = spec(PRIOR).complaints_of_sample(&columns);
        assert_eq!(of_sample.len(), 1);
        assert!(
            of_sample[0]
                .1
                .ends_with("waiting-room.claim, which is a column of it"),
            "{of_sample:?}"
        );
        let columns = ["policy.queue.measure.waiting-room.no-show".to_owned()];
        assert!(
            spec(PRIOR).complaints_of_sample(&columns)[0]
                .1
                .ends_with("and has a prior")
        );
    }

    #[test]
    fn what_cannot_be_is_told_where_it_stands() {
        let places =
            |text: &str| -> Vec<String> { wrong(text).into_iter().map(|(place, _)| place).collect() };
        assert_eq!(places(""), ["draws"]);
        for (keys, place) in [
            ("number = 23", "draws.number"),
            ("scale = 0", "draws.scale"),
            ("larger-scale = \"3 %\"", "draws.larger-scale"),
            ("at-larger-scale = 5", "draws.at-larger-scale"),
            ("at-larger-scale = 25", "draws.at-larger-scale"),
        ] {
            assert_eq!(places(&format!("{keys}\n{PRIOR}")), [place], "{keys}");
        }
        assert_eq!(places(&format!("{PRIOR}{PRIOR}")), ["draws.prior.1.path"]);
        let by_number = PRIOR.replace("measure.waiting-room", "measure.0.waiting-room");
        assert_eq!(places(&format!("{PRIOR}{by_number}")), ["draws.prior.1.path"]);
        assert_eq!(
            places(&PRIOR.replace("to = 0.15", "to = 0.01")),
            ["draws.prior.0.from"]
        );
        assert_eq!(
            places(&PRIOR.replace("to = 0.15", "to = 0.15\nzero = 1")),
            ["draws.prior.0.zero"]
        );
    }
}
