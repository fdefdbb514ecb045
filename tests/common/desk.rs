//! A folder with a small model and an experiment, and the command at work in it.

// Each test binary uses its own part of this.
#![allow(dead_code)]

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use assert_cmd::prelude::*;

/// A portal that is too small for a busy hour.
const MODEL: &str = r#"
version = 1
title = "A busy hour"
calendar = { start = "2020-04-01 08:00", end = "2020-04-01 09:00", bin = "10 min" }
policy = { open-to-all = {}, lunch-break = { measure = [
    { closure = { from = "2020-04-01 08:20", until = "2020-04-01 08:40" } },
] } }

[people]
group.all = { role = "citizen", arrivals = { poisson = "1 per second" } }
role.citizen = { patience = { law = { exponential = "30 s" } }, retry = 0.6, retry-after = { exponential = "10 s" } }

[portal]
request.page = { work = { web = { exponential = "1 s" } } }

[[portal.tier]]
name = "web"
slots = 3
backlog = { length = 40 }

[[journey.page]]
name = "form"
request = "page"
think = { exponential = "10 s" }
"#;

const EXPERIMENT: &str = r#"
version = 1
title = "How many slots?"
model = "hour.toml"
policies = ["open-to-all", "lunch-break"]
seed = 7
outcomes = ["submitted_people", "failure_share"]

FACTORS

[[stage]]
name = "full"
scale = 1
replications = 4
"#;

/// The factor that the experiments vary.
pub(crate) const SLOTS: &str = "[[factor]]\npath = \"portal.tier.web.slots\"\n";

/// A folder with the model and the experiment.
pub(crate) struct Desk(tempfile::TempDir);

impl Desk {
    pub(crate) fn new(factors: &str) -> Self {
        let desk = Desk(tempfile::tempdir().unwrap());
        fs::write(desk.path("hour.toml"), MODEL).unwrap();
        desk.ask(factors);
        desk
    }

    pub(crate) fn ask(&self, factors: &str) {
        fs::write(self.path("slots.toml"), EXPERIMENT.replace("FACTORS", factors)).unwrap();
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn sweep(&self, arguments: &[&str]) -> Command {
        let mut command = self.clickday(&["sweep", "slots.toml"]);
        command.args(arguments);
        command
    }

    /// The command, in the folder.
    pub(crate) fn clickday(&self, arguments: &[&str]) -> Command {
        let mut command = Command::cargo_bin("clickday").unwrap();
        command.current_dir(self.0.path()).args(arguments);
        command
    }

    pub(crate) fn read(&self, arguments: &[&str]) -> String {
        let output = self.sweep(arguments).assert().success();
        String::from_utf8(output.get_output().stdout.clone()).unwrap()
    }

    pub(crate) fn refusal(&self, arguments: &[&str]) -> String {
        let output = self.sweep(arguments).assert().code(2);
        String::from_utf8(output.get_output().stderr.clone()).unwrap()
    }

    pub(crate) fn summary(&self, folder: &str) -> serde_json::Value {
        serde_json::from_slice(&fs::read(self.path(folder).join("summary.json")).unwrap()).unwrap()
    }

    /// The tables and the summary of a folder.
    pub(crate) fn tables(&self, folder: &str) -> Vec<Vec<u8>> {
        ["runs.csv", "runs.parquet", "summary.json"]
            .iter()
            .map(|name| fs::read(self.path(folder).join(name)).unwrap())
            .collect()
    }
}
