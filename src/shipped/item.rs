//! What ships, thing by thing: its name, its title, and a line about it.

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde::Serialize;
use toml::{Table, Value};

use super::tree;

/// What a thing is, for a command that takes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// A launch or a textbook queue.
    Model,
    /// A file of policies.
    Policy,
    /// An experiment: a comparison or a sweep.
    Experiment,
    /// A calibration.
    Calibration,
    /// A file of claims.
    Claims,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 5] = [
        Kind::Model,
        Kind::Policy,
        Kind::Experiment,
        Kind::Calibration,
        Kind::Claims,
    ];

    /// The kinds that are listed as experiments.
    pub(super) const EXPERIMENTS: [Kind; 3] = [Kind::Experiment, Kind::Calibration, Kind::Claims];

    /// What it is called in a sentence.
    pub(crate) fn noun(self) -> &'static str {
        match self {
            Kind::Model => "model",
            Kind::Policy => "policy",
            Kind::Experiment => "experiment",
            Kind::Calibration => "calibration",
            Kind::Claims => "file of claims",
        }
    }

    /// The same with its article.
    pub fn with_article(self) -> &'static str {
        match self {
            Kind::Model => "a model",
            Kind::Policy => "a policy",
            Kind::Experiment => "an experiment",
            Kind::Calibration => "a calibration",
            Kind::Claims => "a file of claims",
        }
    }
}

/// A heading under which things are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Real launches.
    Launches,
    /// Policies for them.
    Policies,
    /// Experiments.
    Experiments,
    /// Queues with an exact solution.
    Textbook,
    /// Small models of one mechanism each.
    Physics,
}

impl Group {
    /// What the things of the group are; those of the experiments may be calibrations or claims.
    pub fn kind(self) -> Kind {
        match self {
            Group::Launches | Group::Textbook | Group::Physics => Kind::Model,
            Group::Policies => Kind::Policy,
            Group::Experiments => Kind::Experiment,
        }
    }

    /// The group of the thing at a path, and the name of the thing.
    fn of(path: &str) -> Option<(Group, &str)> {
        let parts: Vec<&str> = path.split('/').collect();
        match parts[..] {
            ["models", launch, "model.toml"] => Some((Group::Launches, launch)),
            ["models", folder, file] => {
                let group = match folder {
                    "policies" => Group::Policies,
                    "textbook" => Group::Textbook,
                    "physics" => Group::Physics,
                    _ => return None,
                };
                Some((group, file.strip_suffix(".toml")?))
            }
            ["experiments", file] => Some((Group::Experiments, file.strip_suffix(".toml")?)),
            _ => None,
        }
    }
}

/// A thing that ships with the program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Item {
    /// Where it is listed.
    pub group: Group,
    /// Its short name, such as `rollout`.
    pub name: String,
    /// Its path, such as `experiments/rollout.toml`; that of a launch is a folder.
    pub path: PathBuf,
    /// Its title.
    pub title: String,
    /// The first sentence of what its file says about it.
    pub about: String,
    /// The subcommand that takes it.
    pub command: &'static str,
    /// The policies within a model, by name; none for what is no model.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<ItemPolicy>,
}

impl Item {
    /// What it is, by the command that takes it.
    pub fn kind(&self) -> Kind {
        match self.command {
            CALIBRATE => Kind::Calibration,
            CLAIMS => Kind::Claims,
            _ => self.group.kind(),
        }
    }
}

/// A policy within a model that ships.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ItemPolicy {
    /// Its name, for `--policy`.
    pub name: String,
    /// Its title.
    pub title: String,
}

/// Everything that ships, group by group and sorted by name.
pub fn items() -> &'static [Item] {
    static ITEMS: LazyLock<Vec<Item>> = LazyLock::new(|| {
        let mut items: Vec<Item> = tree::files().paths().filter_map(item).collect();
        items.sort_by(|a, b| (a.group, &a.name).cmp(&(b.group, &b.name)));
        items
    });
    &ITEMS
}

/// The thing whose main file stands at a path.
fn item(path: &Path) -> Option<Item> {
    let (group, name) = Group::of(path.to_str()?)?;
    let text = std::str::from_utf8(tree::files().get(path)?).ok()?;
    let table: Table = text.parse().ok()?;
    let path = match group {
        Group::Launches => path.parent()?,
        _ => path,
    };
    Some(Item {
        group,
        name: name.to_owned(),
        path: path.to_owned(),
        policies: match group.kind() {
            Kind::Model => policies(path),
            _ => Vec::new(),
        },
        title: title(&table),
        about: first_sentence(text),
        command: command(group, &table),
    })
}

/// The title of a file; of a file of policies that of its first policy.
fn title(table: &Table) -> String {
    let of = |table: &Table| table.get("title").and_then(Value::as_str).map(str::to_owned);
    let policies = table.get("policy").and_then(Value::as_table);
    let first = || of(policies?.values().next()?.as_table()?);
    of(table).or_else(first).unwrap_or_default()
}

/// The policies in the files of a model: at a path, or in the folder there.
fn policies(model: &Path) -> Vec<ItemPolicy> {
    let files = tree::files().paths().filter(|path| path.starts_with(model));
    let tables = files.filter_map(|path| {
        let text = std::str::from_utf8(tree::files().get(path)?).ok()?;
        text.parse::<Table>().ok()
    });
    let found = tables.filter_map(|table| table.get("policy")?.as_table().cloned());
    let named = found.flatten().map(|(name, policy)| ItemPolicy {
        title: policy
            .get("title")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned(),
        name,
    });
    let mut named: Vec<ItemPolicy> = named.collect();
    named.sort_by(|a, b| a.name.cmp(&b.name));
    named
}

/// The first sentence of the comment at the head of a file.
fn first_sentence(text: &str) -> String {
    let comment = text.lines().map_while(|line| line.strip_prefix('#'));
    let lines = comment.map(str::trim).take_while(|line| !line.is_empty());
    let words = lines.collect::<Vec<_>>().join(" ");
    let end = [". ", "? "].iter().filter_map(|stop| words.find(stop)).min();
    end.map_or(words.clone(), |end| words[..=end].to_owned())
}

/// The subcommands that tell kinds of experiments apart.
const CALIBRATE: &str = "calibrate";
const CLAIMS: &str = "claims";

/// The subcommand that takes a thing.
fn command(group: Group, table: &Table) -> &'static str {
    let has = |key: &str| table.contains_key(key);
    match group.kind() {
        Kind::Experiment if has("claim") => CLAIMS,
        Kind::Experiment if has("observation") => CALIBRATE,
        Kind::Experiment if has("design") || has("factor") => "sweep",
        Kind::Experiment => "compare",
        _ => "run",
    }
}

#[cfg(test)]
#[cfg(feature = "shipped")]
mod tests {
    use super::*;

    #[test]
    fn everything_has_a_title_and_a_line() {
        let groups = [
            Group::Launches,
            Group::Policies,
            Group::Experiments,
            Group::Textbook,
            Group::Physics,
        ];
        for group in groups {
            assert!(
                items().iter().filter(|item| item.group == group).count() >= 4,
                "{group:?}"
            );
        }
        for item in items() {
            assert!(!item.title.is_empty(), "{} has no title", item.name);
            let about = &item.about;
            assert!(about.len() > 10, "{} says nothing of itself", item.name);
            assert!(about.ends_with(['.', '?', ':']), "{about}");
        }
    }

    #[test]
    fn every_launch_has_its_policies() {
        for launch in items().iter().filter(|item| item.group == Group::Launches) {
            assert!(launch.policies.len() >= 2, "{}", launch.name);
            for policy in &launch.policies {
                assert!(!policy.title.is_empty(), "{} of {}", policy.name, launch.name);
            }
        }
    }

    #[test]
    fn a_name_is_given_once_for_each_kind() {
        let mut names: Vec<_> = items()
            .iter()
            .map(|item| (item.kind().noun(), &item.name))
            .collect();
        names.sort();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
