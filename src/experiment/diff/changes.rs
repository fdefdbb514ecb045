//! What was changed between two results folders.

use std::collections::BTreeMap;

use serde::Serialize;

use super::folder::Folder;
use crate::ensemble::Input;
use crate::experiment::schedule::Stage;

/// Something that is not the same in two folders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// What it is.
    pub what: Changed,
    /// Its name: the path of a value, the name of a file, a stage or a policy. Empty where there is
    /// only one of the kind.
    pub name: String,
    /// What it is in A; `None` where it is not there.
    pub a: Option<String>,
    /// What it is in B; `None` where it is not there.
    pub b: Option<String>,
}

/// A kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Changed {
    /// A value of the model, as it is written in the files or was overridden.
    Value,
    /// An override of the model, where this version cannot read the model's values.
    Override,
    /// The file of the experiment has another name.
    Experiment,
    /// A file that was read, by the beginning of its SHA-256.
    File,
    /// A policy is compared.
    Policy,
    /// The policy that the others are compared with.
    Baseline,
    /// The seed.
    Seed,
    /// The scale of a stage.
    Scale,
    /// Launches of each policy in a stage.
    Replications,
    /// The confidence of intervals.
    Confidence,
    /// The program and its version.
    Version,
}

/// How many digits of a hash tell one file from another.
const DIGITS: usize = 12;

/// What is not the same in two folders.
pub(super) fn changes(a: &Folder, b: &Folder) -> Vec<Change> {
    let mut changes = values(a, b);
    changes.extend(files(a, b));
    changes.extend(policies(a, b));
    let (one, other) = (a.manifest(), b.manifest());
    let single = |what, of_a: &str, of_b: &str| changed(what, "", Some(of_a), Some(of_b));
    changes.extend(single(Changed::Baseline, &one.baseline, &other.baseline));
    let (seed, seed_of_b) = (one.identity.seed.to_string(), other.identity.seed.to_string());
    changes.extend(single(Changed::Seed, &seed, &seed_of_b));
    changes.extend(stages(&a.stages(), &b.stages()));
    let (sure, sure_of_b) = (a.confidence().to_string(), b.confidence().to_string());
    changes.extend(single(Changed::Confidence, &sure, &sure_of_b));
    let (tool, tool_of_b) = (&one.identity.tool, &other.identity.tool);
    changes.extend(single(Changed::Version, tool, tool_of_b));
    changes
}

/// A change, unless both are the same.
fn changed(what: Changed, name: &str, a: Option<&str>, b: Option<&str>) -> Option<Change> {
    (a != b).then(|| Change {
        what,
        name: name.to_owned(),
        a: a.map(str::to_owned),
        b: b.map(str::to_owned),
    })
}

/// The changes between two sets of named values.
fn between<'a>(
    what: Changed,
    a: &'a BTreeMap<String, String>,
    b: &'a BTreeMap<String, String>,
) -> impl Iterator<Item = Change> + 'a {
    let only_in_b = b.keys().filter(|name| !a.contains_key(*name));
    let names = a.keys().chain(only_in_b);
    names.filter_map(move |name| {
        let of = |values: &'a BTreeMap<String, String>| values.get(name).map(String::as_str);
        changed(what, name, of(a), of(b))
    })
}

/// The values of the two models; or their overrides, where a model cannot be read.
fn values(a: &Folder, b: &Folder) -> Vec<Change> {
    if let (Some(one), Some(other)) = (&a.made_of, &b.made_of) {
        let compared = |path: &str| {
            let policies = || a.manifest().policies.iter().chain(&b.manifest().policies);
            path.strip_prefix("policy.").is_none_or(|below| {
                policies().any(|policy| {
                    let rest = below.trim_start_matches('"').strip_prefix(policy.as_str());
                    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '"']))
                })
            })
        };
        return between(Changed::Value, &one.values, &other.values)
            .filter(|change| compared(&change.name))
            .collect();
    }
    let overrides = |folder: &Folder| -> BTreeMap<String, String> {
        let overrides = folder.manifest().identity.overrides.iter();
        let parts = overrides.filter_map(|set| set.split_once('='));
        parts
            .map(|(path, value)| (path.trim().to_owned(), value.trim().to_owned()))
            .collect()
    };
    between(Changed::Override, &overrides(a), &overrides(b)).collect()
}

/// The files that were read. That of the experiment is the first, whatever it is called.
fn files(a: &Folder, b: &Folder) -> Vec<Change> {
    let (one, other) = (&a.manifest().identity.inputs, &b.manifest().identity.inputs);
    let experiment = |inputs: &[Input]| inputs.first().map(|input| input.name.clone());
    let (name, name_of_b) = (experiment(one), experiment(other));
    let by_name = |inputs: &[Input]| -> BTreeMap<String, String> {
        let hashed = inputs.iter().enumerate().map(|(index, input)| {
            // The experiments are held against each other, also where their files have two names.
            let name = name.as_ref().filter(|_| index == 0);
            let hash = input.sha256.chars().take(DIGITS).collect();
            (name.unwrap_or(&input.name).clone(), hash)
        });
        hashed.collect()
    };
    let renamed = changed(Changed::Experiment, "", name.as_deref(), name_of_b.as_deref());
    let (one, other) = (by_name(one), by_name(other));
    let mut changes: Vec<Change> = renamed.into_iter().collect();
    changes.extend(between(Changed::File, &one, &other));
    changes
}

/// The policies that are compared in one of them alone.
fn policies(a: &Folder, b: &Folder) -> Vec<Change> {
    let named = |folder: &Folder| -> BTreeMap<String, String> {
        let policies = folder.manifest().policies.iter();
        policies.map(|policy| (policy.clone(), policy.clone())).collect()
    };
    between(Changed::Policy, &named(a), &named(b)).collect()
}

/// Scale and launches of the finished stages.
fn stages(a: &[Stage], b: &[Stage]) -> Vec<Change> {
    let named = |stages: &[Stage], value: &dyn Fn(&Stage) -> String| -> BTreeMap<String, String> {
        let values = stages.iter().map(|stage| (stage.name.clone(), value(stage)));
        values.collect()
    };
    let scale: &dyn Fn(&Stage) -> String = &|stage| stage.scale.to_string();
    let replications: &dyn Fn(&Stage) -> String = &|stage| stage.replications.to_string();
    let mut changes = Vec::new();
    for (what, value) in [(Changed::Scale, scale), (Changed::Replications, replications)] {
        changes.extend(between(what, &named(a, value), &named(b, value)));
    }
    changes
}
