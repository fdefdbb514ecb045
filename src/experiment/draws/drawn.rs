//! Draws: values of what nobody knows, from a sample and from priors.

use std::collections::BTreeMap;

use super::same::is_same;
use super::spec::DrawsSpec;
use crate::experiment::cube::latin_hypercube;
use crate::experiment::parameter::ParameterSpec;
use crate::experiment::points::Points;

/// One set of values of what nobody knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draw {
    /// Its number, from 0. Its launches are of this replication: each draw has people of its own, the same under every policy.
    pub number: u64,
    /// Its values, as `path=value`.
    pub settings: Vec<String>,
    /// The row of the sample that it has its values from, from 0.
    pub row: Option<usize>,
}

/// The draws of an experiment, and at which scales they are launched.
#[derive(Debug, Clone, PartialEq)]
pub struct Draws {
    /// The draws. Any first few of them are spread over the sample as well. Only all of them together
    /// are spread over the priors.
    pub draws: Vec<Draw>,
    /// Share of full scale at which all are launched.
    pub scale: f64,
    /// Share of full scale at which the first are launched too.
    pub larger_scale: f64,
    /// How many are.
    pub at_larger_scale: usize,
    /// What is drawn.
    pub unknown: Vec<Unknown>,
}

/// A value that is drawn, as it is listed.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Unknown {
    /// Its path.
    pub path: String,
    /// What it is, in words; `None` of a column of the sample.
    pub name: Option<String>,
    /// Its range, as the file writes both ends; `None` of a column of the sample.
    pub range: Option<(String, String)>,
    /// Where the range comes from; `None` of a column of the sample.
    pub source: Option<String>,
}

impl Draws {
    /// The draws that a file asks for: rows picked from its sample by their weights
    /// ([`Points::pick`]), joined to points of a Latin hypercube over its priors. `set` (`path=value` each) is known, since
    /// somebody said it, and not drawn. `spec` is free of complaints.
    pub fn of(spec: &DrawsSpec, sample: Option<&Points>, seed: u64, set: &[String]) -> Draws {
        let number = spec.number.get() as usize;
        let is_set = |path: &str| set.iter().any(|setting| is_same(path_of(setting), path));
        let rows = sample.map(|points| points.pick(number, seed));
        let priors: Vec<_> = spec
            .prior
            .iter()
            .filter_map(|parameter| Some((parameter, parameter.prior().ok()?)))
            .collect();
        let positions = if priors.is_empty() {
            vec![Vec::new(); number]
        } else {
            latin_hypercube(priors.len(), number, seed)
        };
        let draw = |(index, position): (usize, &Vec<f64>)| {
            let row = rows.as_ref().map(|rows| rows[index]);
            let of_sample = sample.zip(row).map(|(points, row)| points.settings(row));
            let of_priors = priors
                .iter()
                .zip(position)
                .flat_map(|((parameter, prior), at)| parameter.settings_at(prior, *at));
            let settings = of_sample.into_iter().flatten().chain(of_priors);
            Draw {
                number: index as u64,
                settings: settings.filter(|setting| !is_set(path_of(setting))).collect(),
                row,
            }
        };
        let mut unknown = listed(spec, sample);
        unknown.retain(|unknown| !is_set(&unknown.path));
        Draws {
            draws: positions.iter().enumerate().map(draw).collect(),
            scale: spec.scale.get(),
            larger_scale: spec.larger_scale.get(),
            at_larger_scale: spec.at_larger_scale.get() as usize,
            unknown,
        }
    }

    /// The draws that are launched at the larger scale too.
    pub fn larger(&self) -> &[Draw] {
        &self.draws[..self.at_larger_scale.min(self.draws.len())]
    }

    /// For each draw the number of the first one that has its row of the sample: those of one number are not independent.
    pub fn groups(&self) -> Vec<usize> {
        let mut first: BTreeMap<usize, usize> = BTreeMap::new();
        let draws = self.draws.iter().enumerate();
        draws
            .map(|(index, draw)| draw.row.map_or(index, |row| *first.entry(row).or_insert(index)))
            .collect()
    }
}

/// What is drawn, the columns of the sample first.
fn listed(spec: &DrawsSpec, sample: Option<&Points>) -> Vec<Unknown> {
    let of_sample = sample.into_iter().flat_map(|points| &points.columns);
    let of_sample = of_sample.map(|path| Unknown {
        path: path.clone(),
        name: None,
        range: None,
        source: None,
    });
    let with_prior = |parameter: &ParameterSpec| -> Vec<Unknown> {
        let unknown = |path: &String| Unknown {
            path: path.clone(),
            name: Some(parameter.name.clone()),
            range: Some((parameter.from.to_string(), parameter.to.to_string())),
            source: Some(parameter.source.clone()),
        };
        parameter.paths().map(unknown).collect()
    };
    of_sample.chain(spec.prior.iter().flat_map(with_prior)).collect()
}

/// The path of a setting.
fn path_of(setting: &str) -> &str {
    setting.split_once('=').map_or(setting, |(path, _)| path).trim()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const SPEC: &str = r#"
        [[prior]]
        name = "no-show"
        path = "policy.queue.measure.waiting-room.no-show"
        also = ["policy.second.measure.waiting-room.no-show"]
        from = 0.0
        to = 0.24
        source = "assumed"
    "#;

    fn sample() -> Points {
        let rows = (0..200).map(|row| vec![format!("{} h", row / 2)]);
        Points::new(vec!["people.role.citizen.retry".to_owned()], rows.collect(), None)
    }

    fn draws(set: &[&str]) -> Draws {
        let set: Vec<String> = set.iter().map(|setting| (*setting).to_owned()).collect();
        Draws::of(&toml::from_str(SPEC).unwrap(), Some(&sample()), 7, &set)
    }

    #[test]
    fn rows_of_the_sample_are_joined_to_points_of_the_priors() {
        let draws = draws(&[]);
        assert_eq!((draws.draws.len(), draws.larger().len()), (24, 8));
        let mut shares = BTreeSet::new();
        for (number, draw) in draws.draws.iter().enumerate() {
            assert_eq!(draw.number, number as u64);
            let [retry, first, second] = draw.settings.as_slice() else {
                panic!("{:?}", draw.settings);
            };
            assert_eq!(path_of(retry), "people.role.citizen.retry");
            let value = |setting: &str| setting.split_once('=').unwrap().1.to_owned();
            assert_eq!(
                value(first),
                value(second),
                "paths that always have the same value"
            );
            shares.insert(value(first));
        }
        // Every slice of the range is used once: 0.005, 0.015, and so on.
        assert_eq!(shares.len(), 24, "{shares:?}");
        assert!(shares.contains("0.005") && shares.contains("0.235"), "{shares:?}");
        let rows: BTreeSet<&String> = draws.draws.iter().map(|draw| &draw.settings[0]).collect();
        assert_eq!(rows.len(), 24, "no row is due more than once");
        assert_eq!(draws, self::draws(&[]), "the same again");
    }

    #[test]
    fn what_is_set_is_known() {
        let draws = draws(&["people.role.citizen.retry=0.9"]);
        assert!(draws.draws.iter().all(|draw| draw.settings.len() == 2));
        let paths: Vec<&str> = draws
            .unknown
            .iter()
            .map(|unknown| unknown.path.as_str())
            .collect();
        assert_eq!(
            paths,
            [
                "policy.queue.measure.waiting-room.no-show",
                "policy.second.measure.waiting-room.no-show"
            ]
        );
    }

    #[test]
    fn what_is_set_is_known_however_its_path_is_written() {
        let draws = draws(&["policy.queue.measure.0.waiting-room.no-show=0.1"]);
        assert!(draws.draws.iter().all(|draw| draw.settings.len() == 2));
    }

    /// A row that is due twice has two launches, which are not independent.
    #[test]
    fn launches_of_one_row_are_of_one_group() {
        let columns = vec!["people.role.citizen.retry".to_owned()];
        let points = Points::new(
            columns,
            vec![vec!["0.5".to_owned()], vec!["0.6".to_owned()]],
            None,
        );
        let draws = Draws::of(&DrawsSpec::default(), Some(&points), 7, &[]);
        let groups: BTreeSet<usize> = draws.groups().into_iter().collect();
        assert_eq!(groups.len(), 2);
        let without = Draws::of(&toml::from_str(SPEC).unwrap(), None, 7, &[]);
        assert_eq!(without.groups(), (0..24).collect::<Vec<_>>());
    }
}
