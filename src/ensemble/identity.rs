//! What tells one experiment from another: program, files, overrides and seed.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use clickday_engine::model::MeasureSet;
use clickday_engine::names::in_line;

/// What tells one experiment from another: the same identity gives the same bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// The program and its version.
    pub tool: String,
    /// The files that were read, the experiment first.
    pub inputs: Vec<Input>,
    /// What was changed in the model, as `path=value`.
    pub overrides: Vec<String>,
    /// Master seed.
    pub seed: u64,
}

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Input {
    /// Its name; for the model, as the experiment writes it.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
}

/// One hash for a set of files, whatever their order: that of the lines `name sha256`, sorted.
pub fn hash_of(inputs: &[Input]) -> String {
    let mut lines: Vec<String> = inputs
        .iter()
        .map(|input| format!("{} {}", input.name, input.sha256))
        .collect();
    lines.sort_unstable();
    lines.dedup();
    sha256(lines.join("\n").as_bytes())
}

impl Identity {
    /// This program and its version.
    pub fn tool() -> String {
        concat!("clickday ", env!("CARGO_PKG_VERSION")).to_owned()
    }

    /// The same, with the keys of the measures of another program that the set has. The build knows
    /// nothing else of them: a program that changes what its measure does also changes its key, or
    /// begins new folders.
    pub fn tool_with(measures: MeasureSet) -> String {
        let own: Vec<&str> = measures.own_names().collect();
        let tool = Identity::tool();
        if own.is_empty() {
            tool
        } else {
            format!("{tool} with {}", own.join(", "))
        }
    }

    /// The same experiment, whose model is read with the measures of a set.
    #[must_use]
    pub fn with_measures(self, measures: MeasureSet) -> Self {
        Identity {
            tool: Identity::tool_with(measures),
            ..self
        }
    }

    /// The identity of what this build makes of an experiment.
    pub fn new(inputs: Vec<Input>, overrides: Vec<String>, seed: u64) -> Self {
        Identity {
            tool: Identity::tool(),
            inputs,
            overrides,
            seed,
        }
    }

    /// The name of the file of the experiment.
    fn experiment(&self) -> Option<&str> {
        self.inputs.first().map(|input| input.name.as_str())
    }

    /// How this experiment, found on the disk, differs from `ours`, in words; `None` when they are the same.
    pub fn difference(&self, ours: &Identity) -> Option<String> {
        // Names are those of somebody's files.
        let told = self.difference_of_names(ours)?;
        Some(in_line(&told).into_owned())
    }

    fn difference_of_names(&self, ours: &Identity) -> Option<String> {
        let changed = |a: &Identity, b: &Identity| {
            a.inputs
                .iter()
                .find(|input| !b.inputs.contains(input))
                .map(|input| input.name.clone())
        };
        if self == ours {
            None
        } else if self.tool != ours.tool {
            Some(format!("it was made by {}, this is {}", self.tool, ours.tool))
        } else if let Some((theirs, own)) = self.experiment().zip(ours.experiment()).filter(|(a, b)| a != b) {
            Some(format!("it was made from {theirs}, not {own}"))
        } else if let Some(name) = changed(ours, self).or_else(|| changed(self, ours)) {
            Some(format!("{name} is not the same"))
        } else if self.seed != ours.seed {
            Some(format!("its seed is {}, not {}", self.seed, ours.seed))
        } else {
            let list = |overrides: &[String]| {
                if overrides.is_empty() {
                    "without --set".to_owned()
                } else {
                    format!("with --set {}", overrides.join(" --set "))
                }
            };
            Some(format!(
                "it was made {}, not {}",
                list(&self.overrides),
                list(&ours.overrides)
            ))
        }
    }
}

/// SHA-256, hexadecimal.
pub fn sha256(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or_default();
    let digest = Sha256::digest(bytes);
    digest
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_difference_is_told_as_the_user_would_have_written_it() {
        let of = |file: &str, set: &[&str]| {
            let input = Input {
                name: file.to_owned(),
                sha256: String::new(),
            };
            let set = set.iter().map(|set| (*set).to_owned()).collect();
            Identity::new(vec![input], set, 1)
        };
        let plain = of("rollout.toml", &[]);
        for (other, told) in [
            (
                of("rollout.toml", &["a=1", "b=2"]),
                "it was made without --set, not with --set a=1 --set b=2",
            ),
            (
                of("lunch.toml", &[]),
                "it was made from rollout.toml, not lunch.toml",
            ),
        ] {
            assert_eq!(plain.difference(&other).as_deref(), Some(told));
        }
        assert_eq!(plain.difference(&plain.clone()), None);
    }

    #[test]
    fn hashes_are_those_of_sha256sum() {
        assert_eq!(
            sha256(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
