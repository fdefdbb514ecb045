//! Every command that fills a folder is killed again and again, each time at another moment, and is
//! started again. Nothing that it had kept is lost or made twice, and at its end the folder holds
//! the bytes of a run that nobody disturbed, and nothing else.
//!
//! `CLICKDAY_KILLS` says how often each command is killed (`scripts/release-check.sh`: 200). Two
//! kills of three are SIGKILL; the others are SIGINT and SIGTERM in turn. The moments are drawn, the
//! same ones each time, over the time that the command takes if it is left alone. `clickday claims`,
//! `validate` and `reproduce` keep nothing, and are not here.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(
    clippy::print_stdout,
    reason = "how much of the work the kills met is worth seeing"
)]

#[path = "common/desk.rs"]
mod desk;

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread::sleep;
use std::time::{Duration, Instant, SystemTime};

use assert_cmd::prelude::*;
use clickday::Results;
use clickday::ensemble::sha256;
use clickday::ensemble::store::opened;
use clickday::sim::random::{Chance, Purpose};
use desk::{Desk, SLOTS};

/// How often each command is killed, unless `CLICKDAY_KILLS` says otherwise.
const KILLS: u64 = 30;
/// The seed of all moments.
const SEED: u64 = 20_200_401;
/// SIGINT, SIGKILL and SIGTERM.
const SIGNALS: [i32; 3] = [2, 9, 15];
/// The codes of a command that a signal stopped in its own time.
const STOPPED: [i32; 2] = [130, 143];
/// How many commands are killed side by side.
const AT_ONCE: usize = 2;

/// What lies in the folder of the command that is killed, and of the one that is left alone.
const KILLED: &str = "killed";
const WHOLE: &str = "whole";

/// Two stages of two policies, with charts.
const COMPARISON: &str = r#"
version = 1
title = "Is a lunch break wise?"
model = "hour.toml"
policies = ["open-to-all", "lunch-break"]
seed = 7

[[stage]]
name = "quick"
scale = 0.5
replications = 8

[[stage]]
name = "full"
scale = 1
replications = 8
"#;

/// What nobody knows of the hour.
const DRAWS: &str = r#"
[draws]
scale = 0.5
larger-scale = 1

[[draws.prior]]
name = "people who try again"
path = "people.role.citizen.retry"
from = 0.3
to = 0.8
source = "assumed"
"#;

const CALIBRATION: &str = r#"
version = 1
title = "What an hour tells"
model = "hour.toml"
policy = "lunch-break"
seed = 3
scale = 1
known-until = "2020-04-01 08:40"

[[parameter]]
name = "who tries again"
path = "people.role.citizen.retry"
from = 0.1
to = 0.9
source = "assumed"

[[observation]]
at = "2020-04-01 08:40"
applications = 900
tolerance = "20 %"
source = "made up"

[effort]
wave = 20
repeats = 3
population = 10
runs = 60
rows = 5
"#;

/// A place among the commands that are killed side by side.
struct Turn;

static TAKEN: Mutex<usize> = Mutex::new(0);
static LEFT: Condvar = Condvar::new();

impl Turn {
    fn take() -> Turn {
        let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let taken = LEFT.wait_while(taken, |taken| *taken >= AT_ONCE);
        *taken.unwrap_or_else(PoisonError::into_inner) += 1;
        Turn
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) -= 1;
        LEFT.notify_one();
    }
}

/// A command that is killed.
struct Victim<'a> {
    desk: &'a Desk,
    command: &'a [&'a str],
    /// How long it takes if it is left alone.
    usual: Duration,
    /// The stream of its moments.
    stream: u64,
    /// How often it is killed.
    kills: u64,
}

impl<'a> Victim<'a> {
    /// A command that takes as long as another that is left alone.
    fn like(desk: &'a Desk, alone: &[&str], command: &'a [&'a str], stream: u64) -> Self {
        let begun = Instant::now();
        desk.clickday(alone).assert().success();
        Victim {
            desk,
            command,
            usual: begun.elapsed(),
            stream,
            kills: std::env::var("CLICKDAY_KILLS").map_or(KILLS, |kills| kills.parse().unwrap()),
        }
    }

    /// Kills it as often as is asked, and lets it come to its end. `look` is given what each kill
    /// leaves; `end` is called whenever the command came to its end, and has to make room for
    /// another beginning.
    fn kill(&self, look: &mut dyn FnMut(), end: &mut dyn FnMut()) {
        let kills = self.kills;
        let (mut killed, mut ended) = (0, 0);
        for attempt in 0.. {
            assert!(
                attempt < 100 * kills,
                "{:?} is too quick to be killed",
                self.command
            );
            let output = self.attempt(attempt);
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(!told.contains("is left out"), "a row was half written: {told}");
            let by_signal = output
                .status
                .signal()
                .is_some_and(|signal| SIGNALS.contains(&signal));
            if by_signal || output.status.code().is_some_and(|code| STOPPED.contains(&code)) {
                look();
                killed += 1;
            } else {
                assert!(output.status.success(), "{:?}: {told}", self.command);
                end();
                ended += 1;
            }
            if killed == kills {
                break;
            }
        }
        self.desk.clickday(self.command).assert().success();
        end();
        println!(
            "{:?}: {killed} kills, {ended} ends before them, {:?} alone",
            self.command, self.usual
        );
    }

    /// Starts it, and sends it a signal at a moment that is drawn, unless it ends before.
    fn attempt(&self, number: u64) -> Output {
        let mut command = self.desk.clickday(self.command);
        let mut child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let moment = self.usual.mul_f64(share(self.stream, number));
        let begun = Instant::now();
        while begun.elapsed() < moment && child.try_wait().unwrap().is_none() {
            sleep(Duration::from_millis(1).min(moment));
        }
        let signal = match number % 6 {
            2 => "INT",
            5 => "TERM",
            _ => "KILL",
        };
        let kill = format!("kill -{signal} {}", child.id());
        Command::new("sh").args(["-c", &kill]).status().unwrap();
        child.wait_with_output().unwrap()
    }
}

/// The share of the usual time after which an attempt is killed.
fn share(stream: u64, number: u64) -> f64 {
    Chance::new(SEED, stream)
        .block(number, Purpose::Bootstrap, 0)
        .uniform(0)
}

/// The files below a folder with their bytes, but for those that no two runs share.
fn bytes(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if !path.ends_with("timings.csv") {
                let bytes = fs::read(&path).unwrap();
                found.insert(path.strip_prefix(folder).unwrap().to_owned(), bytes);
            }
        }
    }
    found
}

/// Makes sure that a folder has the bytes of one that nobody disturbed, and that nothing of what was
/// killed is left anywhere.
fn is_whole(desk: &Desk, folder: &str, whole: &BTreeMap<PathBuf, Vec<u8>>) {
    let there = bytes(&desk.path(folder));
    assert_eq!(there.keys().collect::<Vec<_>>(), whole.keys().collect::<Vec<_>>());
    for (name, bytes) in there {
        assert!(bytes == whole[&name], "{} differs", name.display());
    }
    nothing_is_left(desk);
}

/// What is written for the time being has hidden names.
fn nothing_is_left(desk: &Desk) {
    let is_hidden = |path: &&PathBuf| path.iter().any(|part| part.to_string_lossy().starts_with('.'));
    let there = bytes(&desk.path(""));
    let left: Vec<&PathBuf> = there.keys().filter(is_hidden).collect();
    assert!(left.is_empty(), "{left:?}");
    let hidden = fs::read_dir(desk.path("")).unwrap().filter(|entry| {
        let name = entry.as_ref().unwrap().file_name();
        name.to_string_lossy().starts_with('.')
    });
    assert_eq!(hidden.count(), 0, "an empty folder is left");
}

/// Makes what was being written to a folder that machines share as old as it has to be to go.
fn age(folder: &Path) {
    let old = SystemTime::now() - Duration::from_secs(7_200);
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_file() && path.extension().is_some_and(|ending| ending == "partial") {
            let file = fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(old).unwrap();
        }
    }
}

/// The manifest of a comparison lists every other file of its folder.
fn lists_every_file(folder: &Path) {
    let files = manifest(folder).unwrap()["files"].take();
    let files = files.as_array().unwrap().iter();
    let mut listed: Vec<PathBuf> = files.map(|file| file["name"].as_str().unwrap().into()).collect();
    listed.extend([PathBuf::from("manifest.json"), PathBuf::from("timings.csv")]);
    listed.sort();
    listed.dedup();
    let mut there: Vec<PathBuf> = bytes(folder).into_keys().collect();
    there.push("timings.csv".into());
    there.sort();
    assert_eq!(there, listed);
}

/// A manifest, if it is there, is whole.
fn manifest(folder: &Path) -> Option<serde_json::Value> {
    let bytes = fs::read(folder.join("manifest.json")).ok()?;
    let read = opened::<serde_json::Value>(&bytes).unwrap();
    assert!(read.is_intact, "{}", String::from_utf8_lossy(&bytes));
    Some(read.manifest)
}

/// The rows that were kept: their files, when each was written, and its bytes.
#[derive(Default)]
struct Kept(BTreeMap<PathBuf, (SystemTime, Vec<u8>)>);

impl Kept {
    /// Every row that is there proves itself, and every one that was there is there still, as it
    /// was: none is lost, and none was made again.
    fn look(&mut self, folder: &Path) {
        let mut now = BTreeMap::new();
        for entry in fs::read_dir(folder.join("rows")).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|ending| ending != "row") {
                continue;
            }
            let bytes = fs::read(&path).unwrap();
            let (before, hash) = bytes.split_at(bytes.len().saturating_sub(65));
            assert_eq!(
                format!("{}\n", sha256(before)).as_bytes(),
                hash,
                "{}",
                path.display()
            );
            now.insert(
                path.clone(),
                (fs::metadata(&path).unwrap().modified().unwrap(), bytes),
            );
        }
        for (path, before) in &self.0 {
            let row = now.get(path);
            assert!(row.is_some(), "{} is lost", path.display());
            assert!(row == Some(before), "{} was made again", path.display());
        }
        self.0 = now;
    }
}

/// Kills a command that keeps rows in the folder that it fills.
fn kill_with_rows(desk: &Desk, command: [&str; 2], stream: u64) {
    let _turn = Turn::take();
    let to = |out: &'static str| [command[0], command[1], "--quiet", "--threads", "1", "--out", out];
    let again = to(KILLED);
    let victim = Victim::like(desk, &to(WHOLE), &again, stream);
    let whole = bytes(&desk.path(WHOLE));
    let folder = desk.path(KILLED);
    let kept = std::cell::RefCell::new(Kept::default());
    let mut look = || {
        kept.borrow_mut().look(&folder);
        manifest(&folder);
    };
    let mut end = || {
        kept.borrow_mut().look(&folder);
        is_whole(desk, KILLED, &whole);
        fs::remove_dir_all(&folder).unwrap();
        kept.replace(Kept::default());
    };
    victim.kill(&mut look, &mut end);
}

#[test]
fn a_sweep() {
    let desk = Desk::new(&format!("{SLOTS}values = [1, 2, 3, 4, 5, 6]"));
    kill_with_rows(&desk, ["sweep", "slots.toml"], 1);
}

/// Where to run next depends on the runs before.
#[test]
fn a_sweep_that_searches() {
    let desk = Desk::new(&format!(
        "{SLOTS}from = 1\nto = 9\n\n[design.bisection]\nalong = \"portal.tier.web.slots\"\ntolerance = \"5 %\"\n\
         event = 'failure < \"20 %\"'"
    ));
    kill_with_rows(&desk, ["sweep", "slots.toml"], 2);
}

#[test]
fn a_calibration() {
    let desk = Desk::new("");
    fs::write(desk.path("fit.toml"), CALIBRATION).unwrap();
    kill_with_rows(&desk, ["calibrate", "fit.toml"], 3);
}

/// Its runs are kept beside its results until all of them are in there.
#[test]
fn a_comparison() {
    let desk = Desk::new("");
    fs::write(desk.path("lunch.toml"), COMPARISON).unwrap();
    kill_comparison(&desk, 4, 1);
}

/// The launches under draws come first, and are kept in a folder of their own.
#[test]
fn a_comparison_over_draws() {
    let desk = Desk::new("");
    fs::write(desk.path("lunch.toml"), format!("{COMPARISON}{DRAWS}")).unwrap();
    kill_comparison(&desk, 8, 10);
}

/// Kills it as often as is asked, or a part of that: one of so many.
fn kill_comparison(desk: &Desk, stream: u64, one_of: u64) {
    let _turn = Turn::take();
    let to = |out: &'static str| ["compare", "lunch.toml", "--quiet", "--threads", "1", "--out", out];
    let again = to(KILLED);
    let victim = Victim::like(desk, &to(WHOLE), &again, stream);
    let kills = victim.kills.div_ceil(one_of);
    let victim = Victim { kills, ..victim };
    let whole = bytes(&desk.path(WHOLE));
    lists_every_file(&desk.path(WHOLE));
    let folder = desk.path(KILLED);
    let beside = [".killed.runs", ".killed.draws"].map(|name| desk.path(name));
    let kept = std::cell::RefCell::new(<[Kept; 2]>::default());
    let mut look = || {
        let there = manifest(&folder);
        if there.is_some() {
            // Whatever stages it holds, it holds them whole.
            Results::open(&folder).unwrap();
            lists_every_file(&folder);
        }
        let finished = there.map(|there| there["finished"].as_array().unwrap().len());
        if finished == Some(2) {
            // All runs are in the results: what is beside them goes.
            kept.replace(<[Kept; 2]>::default());
        }
        for (kept, beside) in kept.borrow_mut().iter_mut().zip(&beside) {
            kept.look(beside);
        }
    };
    let mut end = || {
        is_whole(desk, KILLED, &whole);
        lists_every_file(&folder);
        fs::remove_dir_all(&folder).unwrap();
        kept.replace(<[Kept; 2]>::default());
    };
    victim.kill(&mut look, &mut end);
}

#[test]
fn a_plan() {
    let desk = Desk::new(&format!("{SLOTS}values = [1, 2, 3, 4, 5, 6]"));
    let _turn = Turn::take();
    let to = |out: &'static str| ["plan", "slots.toml", "--shards", "7", "--out", out];
    let again = to(KILLED);
    let victim = Victim::like(&desk, &to(WHOLE), &again, 5);
    let whole = bytes(&desk.path(WHOLE));
    let folder = desk.path(KILLED);
    let mut look = || {
        manifest(&folder);
        age(&folder);
    };
    let mut end = || {
        is_whole(&desk, KILLED, &whole);
        fs::remove_dir_all(&folder).unwrap();
    };
    victim.kill(&mut look, &mut end);
}

/// A part is there whole or not at all. What a shard was writing is removed when all parts are
/// gathered: before that, another machine may be writing it.
#[test]
fn a_shard() {
    let desk = Desk::new(&format!("{SLOTS}values = [1, 2, 3]"));
    let _turn = Turn::take();
    let plan = ["plan", "slots.toml", "--shards", "2", "--out", KILLED];
    desk.clickday(&plan).assert().success();
    let shard = ["shard", KILLED, "--index", "0", "--threads", "1"];
    let victim = Victim::like(&desk, &shard, &shard, 6);
    let path = desk.path("killed/parts/00000.jsonl");
    let whole = fs::read(&path).unwrap();
    fs::remove_file(&path).unwrap();
    let is_whole_or_missing = || {
        if path.exists() {
            assert!(fs::read(&path).unwrap() == whole, "a part is never half there");
            fs::remove_file(&path).unwrap();
        }
    };
    let mut look = is_whole_or_missing;
    let mut end = || {
        assert!(path.exists());
        is_whole_or_missing();
    };
    victim.kill(&mut look, &mut end);
    for index in ["0", "1"] {
        desk.clickday(&["shard", KILLED, "--index", index])
            .assert()
            .success();
    }
    age(&desk.path("killed/parts"));
    age(&desk.path(KILLED));
    desk.clickday(&["gather", KILLED]).assert().success();
    assert!(fs::read(&path).unwrap() == whole);
    assert!(!desk.path("killed/parts/00000.failed").exists());
    nothing_is_left(&desk);
}

#[test]
fn what_gathers_the_parts() {
    let desk = Desk::new(&format!("{SLOTS}values = [1, 2]"));
    let _turn = Turn::take();
    let plan = ["plan", "slots.toml", "--shards", "2", "--out", KILLED];
    desk.clickday(&plan).assert().success();
    for index in ["0", "1"] {
        desk.clickday(&["shard", KILLED, "--index", index])
            .assert()
            .success();
    }
    let gather = ["gather", KILLED, "--quiet"];
    let victim = Victim::like(&desk, &gather, &gather, 7);
    let folder = desk.path(KILLED);
    let whole = bytes(&folder);
    let tables = ["runs.csv", "runs.parquet", "summary.json"];
    let remove = || {
        for table in tables {
            fs::remove_file(folder.join(table)).unwrap();
        }
    };
    remove();
    let mut look = || {
        for table in tables {
            if let Ok(bytes) = fs::read(folder.join(table)) {
                assert!(bytes == whole[Path::new(table)], "{table} is whole, or not there");
            }
        }
        age(&folder);
        age(&folder.join("parts"));
    };
    let mut end = || {
        is_whole(&desk, KILLED, &whole);
        remove();
    };
    victim.kill(&mut look, &mut end);
}
