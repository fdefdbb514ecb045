//! Charts of made-up runs: that they are written, say what they should, and survive odd days. To look at them, name a
//! folder in `CLICKDAY_TEST_CHARTS`.

mod boxes;
mod fixture;

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;
use crate::experiment::Stage;
use crate::experiment::schedule::StageRuns;
use crate::experiment::summary::{Summary, SummaryRequest};
use crate::messages::Language;
use crate::report::table::Styling;
use clickday_engine::figures;
use clickday_engine::model::units::Percentile;
use clickday_engine::sim::result::{AttemptCounts, BinCounts, Collapse, Outcome, TimeDistribution};

fn written(model: &Model, runs: &[RunResult]) -> (tempfile::TempDir, Vec<PathBuf>) {
    let dir = tempfile::tempdir().unwrap();
    let files = write_all(
        dir.path(),
        model,
        &runs.iter().collect::<Vec<_>>(),
        Language::English,
    )
    .unwrap();
    (dir, files)
}

fn text(dir: &Path, name: &str) -> String {
    fs::read_to_string(dir.join(name)).unwrap()
}

fn titles(model: &Model, runs: &[RunResult]) -> Vec<(String, String)> {
    let runs: Vec<&RunResult> = runs.iter().collect();
    let study = Study::new(model, &runs, Language::English).unwrap();
    charts(&study)
        .into_iter()
        .map(|chart| (chart.name, chart.title))
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
    assert!(text(dir.path(), "cumulative.svg").contains("on public record"));
}

#[test]
fn titles_state_what_the_data_say() {
    let mut runs = fixture::runs();
    runs[1].tried = 1200;
    runs[1].submitted_by_deadline = 100;
    let titles = titles(&fixture::model(), &runs);
    assert_eq!(
        title_of(&titles, "day-open-to-all"),
        "Open to all: 8.3 % of those who came were served by the deadline"
    );
    assert!(title_of(&titles, "cumulative").ends_with("100 under “Open to all” (fewest)"));
    assert!(title_of(&titles, "tiers").ends_with("never under “Queue with tickets”"));
}

#[test]
fn one_person_is_not_people() {
    let mut run = fixture::nobody("open-to-all");
    run.tried = 1;
    run.submitted = 1;
    run.submitted_by_deadline = 1;
    run.attempts.total = 1;
    run.attempts.by_outcome[Outcome::Served as usize] = 1;
    let titles = titles(&fixture::model(), &[run]);
    assert_eq!(
        title_of(&titles, "day-open-to-all"),
        "Open to all: the one person who came was served by the deadline"
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
    let study = Study::new(&model, &runs, Language::English).unwrap();
    assert!(study.cases[0].run.scale > 0.9);
    assert_eq!(study.cases[0].days.len(), 20);
    let cumulative = cumulative::chart(&study);
    assert!(
        cumulative.subtitle.contains("90 % of 20 launches at 1:50"),
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
        let (svg, png) = draw(&cumulative, &study.footer(&cumulative.sources)).unwrap();
        fs::write(Path::new(&to).join("bands.png"), png).unwrap();
        fs::write(Path::new(&to).join("bands.svg"), svg).unwrap();
    }
}

#[test]
fn charts_in_memory_are_those_in_the_folder() {
    let (model, runs) = (fixture::model(), &fixture::runs()[2..]);
    let drawn = draw_all(&model, &runs.iter().collect::<Vec<_>>(), Language::English).unwrap();
    let (dir, files) = written(&model, runs);
    assert_eq!(files.len(), drawn.len() * 3 + 1);
    for chart in &drawn {
        let file = |ending: &str| fs::read(dir.path().join(format!("{}.{ending}", chart.stem))).unwrap();
        assert!(
            file("svg") == chart.svg.as_bytes(),
            "{}.svg is another",
            chart.stem
        );
        assert!(file("png") == chart.png, "{}.png is another", chart.stem);
        assert!(
            file("csv") == chart.csv.as_bytes(),
            "{}.csv is another",
            chart.stem
        );
    }
}

#[test]
fn signs_and_units_are_explained_on_the_page() {
    let (dir, _) = written(&fixture::model(), &fixture::runs());
    let tiers = text(dir.path(), "tiers.svg");
    for said in ["closed to everybody", "queue, nobody let in yet", "of places"] {
        assert!(tiers.contains(said), "{said} is missing");
    }
    let listed = text(dir.path(), "charts.json");
    let rule = Language::English
        .charts()
        .collapse_rule(Collapse::SHORTEST_S as f64, Collapse::COMPLETED_BELOW);
    assert!(rule.starts_with("Collapse: for at least 20 min, "), "{rule}");
    assert!(rule.contains("under 30 % of the applications"), "{rule}");
    assert!(listed.contains(&rule), "{rule} is missing");
    assert!(text(dir.path(), "failures.svg").contains("per second"));
}

#[test]
fn a_panel_without_failures_says_so() {
    let mut runs = fixture::runs();
    runs.truncate(2);
    for counts in &mut runs[1].series.counts {
        counts.outcomes = BinCounts::default().outcomes;
    }
    let (dir, _) = written(&fixture::model(), &runs);
    assert!(text(dir.path(), "failures.svg").contains("no failures"));
}

#[test]
fn numbers_of_several_launches_are_said_to_be_means_and_peaks_to_be_of_the_first() {
    let runs: Vec<RunResult> = (0..3)
        .map(|i| fixture::run("queue-with-tickets", i, 1.0))
        .collect();
    let titles = titles(&fixture::model(), &runs);
    for stem in ["cumulative", "waits", "failures", "day-queue-with-tickets"] {
        let title = title_of(&titles, stem);
        assert!(title.ends_with(", mean of 3 launches"), "{title}");
    }
    let room = title_of(&titles, "waiting-room-queue-with-tickets");
    assert!(room.starts_with("Queue with tickets, launch 1: up to "), "{room}");
    assert!(room.contains("(mean of 10 min)"), "{room}");
}

/// The text that an SVG shows, without its blanks: a line may be broken anywhere.
fn shown(svg: &str) -> String {
    let texts = svg.split('>').filter_map(|piece| piece.split('<').next());
    texts.flat_map(str::split_whitespace).collect()
}

#[test]
fn every_chart_of_a_what_if_says_so_wherever_it_is_seen() {
    let set = "portal.tier.web.slots=500";
    let model = fixture::overridden(&[set]);
    let runs = fixture::runs();
    let drawn = draw_all(&model, &runs.iter().collect::<Vec<_>>(), Language::English).unwrap();
    let said = format!("WHAT-IF, not the model of the files. Changed: {set}.");
    for chart in &drawn {
        assert!(chart.stem.starts_with("what-if-"), "{}", chart.stem);
        assert!(chart.title.starts_with("What-if: "), "{}", chart.title);
        assert!(chart.subtitle.starts_with(&said), "{}", chart.subtitle);
        assert!(chart.alt.starts_with(&said), "{}", chart.alt);
        let written: String = said.split_whitespace().collect();
        let foot = format!("{written}Simulated,notmeasured.");
        let drawn = shown(&chart.svg);
        assert!(drawn.contains(&foot), "{}: no mark at the foot", chart.stem);
        assert!(
            drawn.matches(&written).count() >= 3,
            "{}: no mark at the head",
            chart.stem
        );
        assert_eq!(chart.what_if, [set]);
    }
    let (dir, files) = written(&model, &runs);
    for file in files.iter().filter(|file| !file.ends_with("charts.json")) {
        let name = file.file_name().unwrap().to_string_lossy();
        assert!(name.starts_with("what-if-"), "{name}");
    }
    let listed: serde_json::Value = serde_json::from_str(&text(dir.path(), "charts.json")).unwrap();
    for chart in listed.as_array().unwrap() {
        assert_eq!(chart["what_if"][0], set);
    }
}

#[test]
fn the_record_never_stands_beside_a_what_if_without_a_word() {
    let runs = fixture::runs();
    let runs: Vec<&RunResult> = runs.iter().collect();
    let key = |model: &Model| {
        let drawn = draw_all(model, &runs, Language::English).unwrap();
        let chart = drawn
            .iter()
            .find(|chart| chart.stem.ends_with("cumulative"))
            .unwrap();
        shown(&chart.svg)
    };
    let (plain, changed) = (
        key(&fixture::model()),
        key(&fixture::overridden(&["portal.tier.web.slots=500"])),
    );
    assert!(plain.contains("countonpublicrecord") && !plain.contains("what-if"));
    assert!(!changed.contains("countonpublicrecord"));
    assert!(changed.contains("publicrecordoftherealday(notofthiswhat-if)"));
}

#[test]
fn every_chart_below_full_scale_names_its_scale() {
    let run = fixture::run("queue-with-tickets", 0, 0.25);
    let drawn = draw_all(&fixture::model(), &[&run], Language::English).unwrap();
    for chart in &drawn {
        assert!(chart.stem.starts_with("at-1-4-"), "{}", chart.stem);
        assert!(
            chart.subtitle.starts_with("Simulated at 1:4, not at full scale."),
            "{}",
            chart.subtitle
        );
        assert!(chart.what_if.is_empty() && (chart.scale - 0.25).abs() < 1e-12);
    }
    let full = fixture::run("queue-with-tickets", 0, 1.0);
    let drawn = draw_all(&fixture::model(), &[&full], Language::English).unwrap();
    assert!(
        drawn
            .iter()
            .all(|chart| !chart.stem.starts_with("at-") && !chart.subtitle.contains("full scale"))
    );
}

#[test]
fn source_days_version_and_licence_stand_on_every_picture_and_each_title_has_a_figure() {
    let (model, runs) = (fixture::model(), fixture::runs());
    let drawn = draw_all(&model, &runs.iter().collect::<Vec<_>>(), Language::English).unwrap();
    let version = env!("CARGO_PKG_VERSION");
    let expected = [
        "Simulated, not measured. Model: A made-up launch of 1 April 2020".to_owned(),
        "31 March 2020 to 3 April 2020, times of Europe/Rome".to_owned(),
        format!("source: clickday {version}, licence MIT OR Apache-2.0."),
    ];
    for chart in &drawn {
        let texts = shown(&chart.svg);
        for said in &expected {
            let said: String = said.split_whitespace().collect();
            assert!(texts.contains(&said), "{}: {said} is missing", chart.stem);
        }
        let has_record = texts.contains("Publicrecord:madeup.");
        assert_eq!(has_record, chart.stem == "cumulative", "{}", chart.stem);
        assert!(
            chart.title.contains(|letter: char| letter.is_ascii_digit()),
            "{}",
            chart.title
        );
    }
}

#[test]
fn no_runs_make_no_charts() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(
        write_all(dir.path(), &fixture::model(), &[], Language::English),
        Err(ChartError::NoRuns)
    ));
}

/// The table of a stage of some runs, those of a policy one after another.
fn table_of(runs: &[RunResult]) -> String {
    let stage = Stage {
        name: "full".to_owned(),
        scale: 1.0,
        replications: 1,
    };
    let mut names: Vec<(String, String)> = runs
        .iter()
        .map(|run| (run.policy.clone(), String::new()))
        .collect();
    names.dedup();
    let asked = SummaryRequest {
        title: "T",
        policies: &names,
        baseline: &names[0].0,
        confidence: 0.95,
        metrics: &crate::metrics::summary([]),
        goals: &[],
    };
    let runs = StageRuns {
        stage,
        runs: runs.to_vec(),
        failed: Vec::new(),
    };
    let summary = Summary::of(asked, &[runs], Vec::new());
    crate::report::table::report(&summary, &[Percentile::MEDIAN], Styling::default())
}

/// The row of failing attempts with the odds below it, in words; numbers without the zeros that fill a column.
fn failing_row(table: &str) -> String {
    let row = table
        .lines()
        .skip_while(|line| !line.starts_with("Attempts that fail"));
    let words = row.take(2).flat_map(str::split_whitespace);
    words
        .map(figures::spoken::trim_zeros)
        .collect::<Vec<_>>()
        .join(" ")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn table_and_charts_give_one_number_for_one_share(
        ended in 2_u64..10_000_000, part in 0.0_f64..1.0, power in 0.0_f64..6.0, in_flight in 0_u64..100,
    ) {
        let failed = ((ended as f64 * part / 10_f64.powf(power)) as u64).clamp(1, ended - 1);
        let mut run = fixture::nobody("open-to-all");
        run.tried = ended;
        run.submitted_by_deadline = failed;
        run.attempts = AttemptCounts { total: ended + in_flight, in_flight, ..AttemptCounts::default() };
        run.attempts.by_outcome[Outcome::Served as usize] = ended - failed;
        run.attempts.by_outcome[Outcome::Refused as usize] = failed;
        let share = failed as f64 / ended as f64;
        let (said, percent) = (figures::share(share), figures::percent(share));

        let runs = [&run];
        let model = fixture::model();
        let study = Study::new(&model, &runs, Language::English).unwrap();
        for chart in charts(&study) {
            if ["failures", "day-open-to-all"].contains(&chart.name.as_str()) {
                prop_assert!(chart.title.contains(&format!(" {said} ")), "{}", chart.title);
                prop_assert!(chart.alt.contains(&said), "{}", chart.alt);
            }
        }
        let row = failing_row(&table_of(std::slice::from_ref(&run)));
        prop_assert!(row.contains(&format!(" {percent}")), "{percent} is not in {row}");
        prop_assert!(said == percent || row.contains(&said), "{said} is not in {row}");
    }

    #[test]
    fn over_several_launches_table_and_charts_give_one_mean(
        // Four launches may have two modes, and the table then gives no mean.
        launches in prop::collection::vec((1_000_u64..1_000_000, 0.2_f64..0.4), 2..4),
    ) {
        let run = |(i, (ended, share)): (usize, &(u64, f64))| {
            let failed = (*ended as f64 * share) as u64;
            let mut run = fixture::nobody("open-to-all");
            run.replication = i as u64;
            run.tried = *ended;
            run.attempts = AttemptCounts { total: *ended, ..AttemptCounts::default() };
            run.attempts.by_outcome[Outcome::Served as usize] = ended - failed;
            run.attempts.by_outcome[Outcome::Refused as usize] = failed;
            run
        };
        let runs: Vec<RunResult> = launches.iter().enumerate().map(run).collect();
        let mean = runs.iter().map(|run| run.attempts.failure_rate()).sum::<f64>() / runs.len() as f64;
        let said = figures::share(mean);

        let drawn: Vec<&RunResult> = runs.iter().collect();
        let model = fixture::model();
        let study = Study::new(&model, &drawn, Language::English).unwrap();
        let chart = failures::chart(&study);
        prop_assert!(chart.title.contains(&format!(" {said} ")), "{said}: {}", chart.title);
        let row = failing_row(&table_of(&runs));
        prop_assert!(row.contains(&format!(" {said}")), "{said} is not in {row}");
    }

    #[test]
    fn the_text_of_the_waits_chart_says_what_is_drawn(
        counts in prop::collection::vec(0_u64..1_000, 1..12), unserved in 0_u64..1_000, bins_until in 0.2_f64..4.0,
    ) {
        // Waits a quarter apart, up to the end of the run at most: nobody's wait is longer than the run.
        let mut run = fixture::run("open-to-all", 0, 1.0);
        let end = run.series.start_s.last().unwrap() + run.series.bin_s;
        let ratio = 1.26_f64;
        let first = end * bins_until / ratio.powf(counts.len() as f64);
        let waits = counts.iter().enumerate().map(|(i, n)| {
            let wait = first * ratio.powf(i as f64);
            (wait, if wait < end { *n } else { 0 })
        });
        let waits: Vec<(f64, u64)> = waits.collect();
        let served: u64 = waits.iter().map(|(_, n)| n).sum();
        run.times.waits = TimeDistribution::of(waits, unserved);
        let model = fixture::model();
        let runs = [&run];
        let study = Study::new(&model, &runs, Language::English).unwrap();
        let chart = waits::chart(&study);
        let drawn: f64 = chart.table.rows.last().unwrap()[3].parse().unwrap();
        let share = if served + unserved == 0 { 0.0 } else { served as f64 / (served + unserved) as f64 };
        prop_assert!((drawn - share).abs() < 1e-12, "drawn {drawn}, served by the end {share}");
        let said = format!("served by the end: {} under", figures::percent(drawn));
        prop_assert!(chart.alt.contains(&said), "{said} is not in {}", chart.alt);
    }
}

#[test]
fn the_numbers_beside_the_curves_of_the_waits_are_those_of_the_text() {
    let (model, runs) = (fixture::model(), fixture::runs());
    let (dir, _) = written(&model, &runs);
    let listed: serde_json::Value = serde_json::from_str(&text(dir.path(), "charts.json")).unwrap();
    let waits = listed
        .as_array()
        .unwrap()
        .iter()
        .find(|chart| chart["chart"] == "waits")
        .unwrap();
    let alt = waits["alt"].as_str().unwrap().to_owned();
    // A long label stands on two lines.
    let svg = text(dir.path(), "waits.svg");
    let without_blanks = |text: &str| text.split_whitespace().collect::<String>();
    let texts = svg.split('>').filter_map(|piece| piece.split('<').next());
    let drawn: String = texts.map(without_blanks).collect();
    let end = alt
        .split("served by the end: ")
        .nth(1)
        .unwrap()
        .trim_end_matches('.');
    for told in end.split(" and ").flat_map(|told| told.split(", ")) {
        let (share, policy) = told.split_once(" under ").unwrap();
        let label = format!("{policy}: {share}");
        let label = label.replace('>', "&gt;").replace('<', "&lt;");
        assert!(drawn.contains(&without_blanks(&label)), "{label} is not drawn");
    }
}

#[test]
fn a_tier_is_full_by_the_size_that_its_policy_gives_it() {
    let run = fixture::run("open-to-all", 0, 1.0);
    let shares = |set: &str| -> Vec<f64> {
        let model = fixture::read_under("open-to-all", set);
        let study = Study::new(&model, &[&run], Language::English).unwrap();
        let drawn = charts(&study)
            .into_iter()
            .find(|chart| chart.name == "tiers")
            .unwrap();
        let rows = drawn.table.rows.iter().filter(|row| row[3] == "web");
        rows.map(|row| row[4].parse().unwrap()).collect()
    };
    // 400 slots and a backlog of 200 become 1,000 slots and that backlog.
    let before = shares("");
    let after = shares("portal.tier.web.slots=1000");
    assert!(before.iter().any(|share| *share > 0.5));
    for (small, large) in before.iter().zip(&after).filter(|(small, _)| **small < 1.0) {
        assert!((large - small / 2.0).abs() < 1e-12, "{small} became {large}");
    }
}
