//! What commands say beside their reports.

use super::English;
use crate::messages::Numbers;
use crate::messages::commands::{Checked, CommandText, Effort, NamedPaths, StageName, SweepSize};
use crate::shipped::Group;
use clickday_engine::names::in_line;

impl CommandText for English {
    fn input(&self, disk: NamedPaths<'_>, shipped: NamedPaths<'_>, version: &str) -> String {
        let (disk, shipped) = (paths(disk), paths(shipped));
        match (disk.as_str(), shipped.as_str()) {
            (disk, "") => format!("Input: {disk} (from disk)"),
            ("", shipped) => format!("Input: {shipped} (shipped with clickday {version})"),
            (disk, shipped) => {
                format!("Input: {disk} (from disk); {shipped} (shipped with clickday {version})")
            }
        }
    }

    fn note(&self, note: &str) -> String {
        format!("note: {note}")
    }

    fn results(&self, folder: &str) -> String {
        let folder = in_line(folder);
        format!("Results: {folder}")
    }

    fn results_and_more(&self, folder: &str) -> String {
        let folder = in_line(folder);
        format!("Results: {folder} holds these already, and those of later stages")
    }

    fn written(&self, folder: &str) -> String {
        let folder = in_line(folder);
        format!("Written: {folder}")
    }

    fn left_out(&self, file: &str, reason: &str) -> String {
        let file = in_line(file);
        let reason = in_line(reason);
        format!("{file} is left out, and its run made again: {reason}")
    }

    fn group(&self, group: Group) -> &'static str {
        match group {
            Group::Launches => "LAUNCHES",
            Group::Policies => "POLICIES for any launch that has what they name",
            Group::Experiments => "EXPERIMENTS",
            Group::Textbook => "TEXTBOOK QUEUES",
            Group::Physics => "MODELS OF ONE MECHANISM",
        }
    }

    fn use_of_group(&self, group: Group) -> &'static str {
        match group {
            Group::Launches => "To run one: clickday run NAME --policy POLICY --scale 0.03",
            Group::Policies => {
                "To run a launch under one: clickday run inps-2020-04-01 --policy NAME --scale 0.05"
            }
            Group::Experiments => "To run one: clickday COMMAND NAME. The command is in brackets.",
            Group::Textbook | Group::Physics => {
                "To run one: clickday run NAME. Where policies are listed, add --policy POLICY."
            }
        }
    }

    fn experiment(&self, title: &str, command: &str) -> String {
        let title = in_line(title);
        format!("{title} ({command})")
    }

    fn policies_below(&self) -> &'static str {
        "Policies:"
    }

    fn policies(&self, names: &[&str]) -> String {
        format!("Policies: {}", names.join(", "))
    }

    fn use_of_models(&self) -> &'static str {
        "Every command takes these by name or by path. A file on disk with the same path is used instead.\n\
         To copy one and change it: clickday new model|policy|experiment NEW-NAME --from NAME"
    }

    fn checked(&self, path: &str, is_shipped: bool, what: Checked<'_>) -> String {
        let path = in_line(path);
        let origin = if is_shipped { ", shipped" } else { "" };
        match what {
            Checked::Model(zone) => format!("{path}{origin}: ok (model, times of {zone})"),
            Checked::Policies => format!("{path}{origin}: ok (policy)"),
            Checked::Experiment => format!("{path}{origin}: ok (experiment)"),
            Checked::Calibration => format!("{path}{origin}: ok (calibration)"),
            Checked::Claims => format!("{path}{origin}: ok (claims)"),
        }
    }

    fn wrote(&self, path: &str) -> String {
        let path = in_line(path);
        format!("Wrote {path}")
    }

    fn next(&self) -> &'static str {
        "Next:"
    }

    fn preliminary(&self) -> &'static str {
        "PRELIMINARY: more launches are under way."
    }

    fn sweep(&self, size: &SweepSize<'_>, effort: Effort) -> String {
        let most = if size.is_at_most { "at most " } else { "" };
        let there = match size.there {
            0 => String::new(),
            there => format!(", {there} of them there already"),
        };
        format!(
            "{}: {}, {}, {}, {} of each: {most}{} at scale {}{there}: {}",
            in_line(size.title),
            size.design,
            of_things(size.points as u64, "point", "points"),
            of_things(size.policies as u64, "policy", "policies"),
            of_things(size.launches, "launch", "launches"),
            runs(size.runs),
            size.scale,
            takes(effort)
        )
    }

    fn generation(&self, number: usize, tolerances: f64, runs_made: usize) -> String {
        format!(
            "generation {number}: within {tolerances:.2} tolerances, {}",
            runs(runs_made as u64)
        )
    }

    fn plan(&self, title: &str, runs_planned: usize, shards: usize) -> String {
        let title = in_line(title);
        format!(
            "{title}: {} in {}, indices 0 to {}",
            runs(runs_planned as u64),
            of_things(shards as u64, "shard", "shards"),
            shards.saturating_sub(1)
        )
    }

    fn manifest(&self, path: &str) -> String {
        let path = in_line(path);
        format!("Manifest: {path}")
    }

    fn empty_shards(&self, empty: usize, enough: usize) -> String {
        let have = if empty == 1 {
            "1 shard has".to_owned()
        } else {
            format!("{empty} shards have")
        };
        let are = if enough == 1 { "is" } else { "are" };
        format!("{have} no run: {enough} {are} enough")
    }

    fn damaged_shard(&self, index: usize, file: &str, reason: &str) -> String {
        let file = in_line(file);
        let reason = in_line(reason);
        format!("shard {index} is damaged: {file}: {reason}; it is made anew")
    }

    fn made_again(&self, title: &str, files: usize) -> String {
        let title = in_line(title);
        format!(
            "{title}: {} made again, the same to the last byte",
            of_things(files as u64, "file", "files")
        )
    }

    fn other_platform(&self, theirs: Option<&str>, ours: &str) -> String {
        let theirs = theirs.unwrap_or("a platform that the manifest does not name");
        format!("They were made on {theirs}; this is {ours}. Hence:")
    }

    fn near(&self, file: &str, difference: f64) -> String {
        let file = in_line(file);
        format!("{file}: statistics, the same within {difference:e}")
    }

    fn not_compared(&self, file: &str) -> String {
        let file = in_line(file);
        format!("{file}: a chart, not compared")
    }

    fn not_looked_at(&self, file: &str) -> String {
        let file = in_line(file);
        format!("Not of these results, and not looked at: {file}")
    }

    fn promise(&self) -> &'static str {
        "Tables of runs are the same bytes on every platform. Statistics (summary.json) and charts are\n\
         the same bytes on one platform, and statistics agree to 1e-12 on another."
    }

    fn bar_of_run(&self) -> &'static str {
        "{elapsed_precise} {wide_bar} {percent:>3} %, {eta} left"
    }

    fn bar_of_runs(&self) -> &'static str {
        "{wide_bar}  {pos} of {len} runs, {per_sec}, {eta} left"
    }

    fn bar_of_stage(&self) -> &'static str {
        "{prefix}  {wide_bar}  {percent:>3} %  {msg}, {eta} left"
    }

    fn stage(&self, stage: StageName<'_>) -> String {
        format!("{}, {} of full scale", stage.name, self.percent(stage.scale))
    }

    fn ended(&self, runs_ended: usize, of: usize) -> String {
        if runs_ended == 0 {
            return "no run has ended".to_owned();
        }
        format!("{runs_ended} of {}", runs(of as u64))
    }

    fn stage_ended(&self, stage: StageName<'_>, runs_made: usize, seconds: f64) -> String {
        format!(
            "{}, {} of full scale: {} in {seconds:.1} s",
            stage.name,
            self.percent(stage.scale),
            runs(runs_made as u64)
        )
    }
}

/// Paths, and how many more there are.
fn paths(paths: NamedPaths<'_>) -> String {
    let named: Vec<_> = paths.named.iter().map(|path| in_line(path)).collect();
    let named = named.join(", ");
    match paths.more {
        0 => named,
        more => format!("{named} and {more} more"),
    }
}

fn of_things(number: u64, one: &str, many: &str) -> String {
    let noun = if number == 1 { one } else { many };
    format!("{number} {noun}")
}

fn runs(number: u64) -> String {
    of_things(number, "run", "runs")
}

/// What runs take, of time and of the disk.
fn takes(effort: Effort) -> String {
    let time = match effort.seconds {
        s if s < 90.0 => format!("{:.0} s", s.max(1.0)),
        s if s < 5_400.0 => format!("{:.0} min", s / 60.0),
        s => format!("{:.1} h", s / 3_600.0),
    };
    let mib = effort.bytes as f64 / f64::from(1 << 20);
    let disk = if mib < 10.0 {
        format!("{mib:.1} MiB")
    } else {
        format!("{mib:.0} MiB")
    };
    let at_once = match effort.at_once {
        1 => "one at a time".to_owned(),
        many => format!("{many} at once"),
    };
    match effort.broken_off_after_s {
        None => format!("about {time}, {at_once}, and {disk} on the disk"),
        Some(after_s) => format!(
            "at least {time}, {at_once}, and at least {disk} on the disk (a small run was broken off after {after_s:.0} s)"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sweep_is_told_with_what_it_takes() {
        let size = SweepSize {
            title: "Slots",
            design: "grid",
            points: 2,
            policies: 1,
            launches: 4,
            runs: 8,
            is_at_most: false,
            there: 0,
            scale: 1.0,
        };
        let effort = Effort {
            seconds: 180.0,
            at_once: 1,
            bytes: 1 << 20,
            broken_off_after_s: None,
        };
        assert_eq!(
            English.sweep(&size, effort),
            "Slots: grid, 2 points, 1 policy, 4 launches of each: 8 runs at scale 1: about 3 min, \
             one at a time, and 1.0 MiB on the disk"
        );
        let more = SweepSize {
            is_at_most: true,
            there: 3,
            ..size
        };
        let effort = Effort {
            seconds: 7_200.0,
            at_once: 2,
            bytes: 20 << 20,
            broken_off_after_s: None,
        };
        assert!(English.sweep(&more, effort).ends_with(
            "at most 8 runs at scale 1, 3 of them there already: about 2.0 h, 2 at once, and 20 MiB on the disk"
        ));
        let least = Effort {
            broken_off_after_s: Some(30.0),
            ..effort
        };
        assert!(English.sweep(&more, least).ends_with(
            "at least 2.0 h, 2 at once, and at least 20 MiB on the disk (a small run was broken off after 30 s)"
        ));
    }

    #[test]
    fn a_name_with_line_breaks_writes_no_line_of_its_own() {
        let name = "a\nerror: none\r";
        let named = [name.to_owned()];
        let (disk, none) = (
            NamedPaths {
                named: &named,
                more: 0,
            },
            NamedPaths { named: &[], more: 0 },
        );
        for told in [
            English.input(disk, none, "1.0"),
            English.results(name),
            English.results_and_more(name),
            English.written(name),
            English.left_out(name, name),
            English.checked(name, false, Checked::Policies),
            English.wrote(name),
            English.plan(name, 1, 1),
            English.manifest(name),
            English.damaged_shard(1, name, name),
            English.made_again(name, 1),
            English.near(name, 0.1),
            English.not_compared(name),
            English.not_looked_at(name),
        ] {
            assert!(!told.contains(['\n', '\r']), "{told:?}");
        }
    }

    #[test]
    fn one_of_a_thing_is_told_in_the_singular() {
        assert_eq!(
            English.plan("Slots", 1, 2),
            "Slots: 1 run in 2 shards, indices 0 to 1"
        );
        assert_eq!(English.empty_shards(1, 1), "1 shard has no run: 1 is enough");
        assert_eq!(English.empty_shards(3, 5), "3 shards have no run: 5 are enough");
        let stage = StageName {
            name: "quick",
            scale: 0.5,
        };
        assert_eq!(
            English.stage_ended(stage, 1, 1.26),
            "quick, 50 % of full scale: 1 run in 1.3 s"
        );
        assert_eq!(English.ended(0, 12), "no run has ended");
        assert_eq!(English.ended(3, 12), "3 of 12 runs");
    }

    #[test]
    fn what_was_read_is_told_with_where_it_was_found() {
        let (mine, shipped) = (["mine.toml".to_owned()], ["models/a".to_owned()]);
        let of = |named, more| NamedPaths { named, more };
        assert_eq!(
            English.input(of(&mine, 2), of(&[], 0), "1.0"),
            "Input: mine.toml and 2 more (from disk)"
        );
        assert_eq!(
            English.input(of(&[], 0), of(&shipped, 0), "1.0"),
            "Input: models/a (shipped with clickday 1.0)"
        );
        assert_eq!(
            English.input(of(&mine, 0), of(&shipped, 0), "1.0"),
            "Input: mine.toml (from disk); models/a (shipped with clickday 1.0)"
        );
    }
}
