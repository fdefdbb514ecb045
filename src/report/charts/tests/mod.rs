//! Charts of made-up runs: that they are written, say what they should, and survive odd days. To look at them, name a
//! folder in `CLICKDAY_TEST_CHARTS`.

mod fixture;

use std::fs;
use std::path::{Path, PathBuf};

use super::*;

fn written(model: &Model, runs: &[RunResult]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let dir = tempfile::tempdir().unwrap();
    let files = write_all(dir.path(), model, &runs.iter().collect::<Vec<_>>()).unwrap();
    (dir, files)
}

fn text(dir: &Path, name: &str) -> String {
    fs::read_to_string(dir.join(name)).unwrap()
}

fn titles(model: &Model, runs: &[RunResult]) -> Vec<(String, String)> {
    let runs: Vec<&RunResult> = runs.iter().collect();
    let study = Study::new(model, &runs).unwrap();
    charts(&study)
        .into_iter()
        .map(|chart| (chart.stem, chart.title))
        .collect()
}

fn title_of(titles: &[(String, String)], stem: &str) -> String {
    titles
        .iter()
        .find(|(name, _)| name == stem)
        .map(|(_, title)| title.clone())
        .unwrap()
}

/// Whether every tag that is opened is closed, in order.
fn well_formed(svg: &str) -> bool {
    let mut open = Vec::new();
    for piece in svg.split('<').skip(1) {
        let Some((tag, _)) = piece.split_once('>') else {
            return false;
        };
        let name = tag
            .trim_matches('/')
            .split_whitespace()
            .next()
            .unwrap_or("")
            .to_owned();
        if tag.starts_with('/') {
            if open.pop() != Some(name) {
                return false;
            }
        } else if !tag.ends_with('/') {
            open.push(name);
        }
    }
    open.is_empty() && !svg.contains("NaN")
}

#[test]
fn every_chart_comes_as_svg_png_and_csv_and_is_listed() {
    let (dir, files) = written(&fixture::model(), &fixture::runs());
    // Four charts of all policies, a day for each, and a waiting room.
    assert_eq!(files.len(), (4 + 4 + 1) * 3 + 1);
    for file in &files {
        assert!(
            fs::metadata(file).unwrap().len() > 500,
            "{} is nearly empty",
            file.display()
        );
        if file.extension().is_some_and(|e| e == "svg") {
            assert!(
                well_formed(&fs::read_to_string(file).unwrap()),
                "{}",
                file.display()
            );
        }
        if file.extension().is_some_and(|e| e == "png") {
            assert!(fs::read(file).unwrap().starts_with(b"\x89PNG\r\n"));
        }
    }
    let listed: serde_json::Value = serde_json::from_str(&text(dir.path(), "charts.json")).unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 9);
    assert!(listed[0]["alt"].as_str().unwrap().contains("applications"));
    if let Ok(to) = std::env::var("CLICKDAY_TEST_CHARTS") {
        for file in &files {
            fs::copy(file, Path::new(&to).join(file.file_name().unwrap())).unwrap();
        }
    }
}

#[test]
fn the_policy_stands_above_the_time_axis_in_clock_time() {
    let (dir, _) = written(&fixture::model(), &fixture::runs());
    let day = text(dir.path(), "day-as-it-happened.svg");
    for label in [
        "closed",
        "office 08:00-16:00",
        "citizen 16:00-08:00",
        "00:00",
        "12:00",
        "1 Apr",
        "clickday",
    ] {
        assert!(day.contains(label), "{label} is missing");
    }
    let room = text(dir.path(), "waiting-room-queue-with-tickets.svg");
    assert!(
        room.contains("waiting room, 40,000 inside at most, 25 called a second, first come, first called")
    );
    assert!(room.contains("queue, nobody called yet") || room.contains("queue\n"));
    assert!(text(dir.path(), "cumulative.svg").contains("on record"));
}

#[test]
fn titles_state_what_the_data_say() {
    let mut runs = fixture::runs();
    runs[1].tried = 1200;
    runs[1].submitted_by_deadline = 100;
    let titles = titles(&fixture::model(), &runs);
    assert_eq!(
        title_of(&titles, "day-open-to-all"),
        "Open to all: 1 in 12 of those who tried was served by the deadline"
    );
    assert!(title_of(&titles, "cumulative").ends_with("100 under “Open to all”"));
    assert!(title_of(&titles, "tiers").ends_with("never under “Queue with tickets”"));
}

#[test]
fn one_person_is_not_people() {
    let mut run = fixture::nobody("open-to-all");
    run.tried = 1;
    run.submitted = 1;
    run.submitted_by_deadline = 1;
    run.attempts.total = 1;
    let titles = titles(&fixture::model(), &[run]);
    assert_eq!(
        title_of(&titles, "day-open-to-all"),
        "Open to all: the one person who tried was served by the deadline"
    );
    assert_eq!(
        title_of(&titles, "cumulative"),
        "Open to all: 1 application by the deadline"
    );
    assert_eq!(
        title_of(&titles, "failures"),
        "Open to all: the one attempt succeeded"
    );
    assert_eq!(
        title_of(&titles, "tiers"),
        "Open to all: the portal did not collapse"
    );
}

#[test]
fn a_day_on_which_nobody_came_is_drawn() {
    let runs = ["open-to-all", "queue-with-tickets"].map(fixture::nobody);
    let (dir, files) = written(&fixture::model(), &runs);
    assert_eq!(files.len(), (4 + 2 + 1) * 3 + 1);
    assert!(text(dir.path(), "waits.svg").contains("Nobody came"));
    assert!(text(dir.path(), "day-open-to-all.svg").contains("nobody came"));
}

#[test]
fn the_same_runs_give_the_same_bytes() {
    let (model, runs) = (fixture::model(), fixture::runs());
    let ((_one, first), (_two, second)) = (written(&model, &runs[2..]), written(&model, &runs[2..]));
    for (a, b) in first.iter().zip(&second) {
        assert!(
            fs::read(a).unwrap() == fs::read(b).unwrap(),
            "{} differs",
            a.display()
        );
    }
}

#[test]
fn replications_at_a_small_scale_give_bands_and_counts_are_multiplied_back() {
    let full = fixture::run("open-to-all", 0, 1.0);
    let small: Vec<RunResult> = (1..=20).map(|i| fixture::run("open-to-all", i, 0.02)).collect();
    let runs: Vec<&RunResult> = small.iter().chain([&full]).collect();
    let model = fixture::model();
    let study = Study::new(&model, &runs).unwrap();
    assert!(study.cases[0].run.scale > 0.9);
    assert_eq!(study.cases[0].days.len(), 20);
    let cumulative = cumulative::chart(&study);
    assert!(
        cumulative
            .subtitle
            .contains("9 in 10 of 20 days simulated at 1:50"),
        "{}",
        cumulative.subtitle
    );
    let last = cumulative
        .table
        .rows
        .iter()
        .rfind(|row| row[6] == "simulated")
        .unwrap();
    let value = |i: usize| last[i].parse::<f64>().unwrap();
    assert!(
        value(4) <= value(3) * 1.02 && value(3) <= value(5) * 1.02,
        "{last:?}"
    );
    if let Ok(to) = std::env::var("CLICKDAY_TEST_CHARTS") {
        let (svg, png) = draw(&cumulative, &study.footer()).unwrap();
        fs::write(Path::new(&to).join("bands.png"), png).unwrap();
        fs::write(Path::new(&to).join("bands.svg"), svg).unwrap();
    }
}

#[test]
fn no_runs_make_no_charts() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(
        write_all(dir.path(), &fixture::model(), &[]),
        Err(ChartError::NoRuns)
    ));
}
