//! What `clickday run` prints: people of the real launch, whatever the scale, with the simulated ones in brackets.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::process::Command;

use clickday::figures::{count, number, percent};
use serde_json::Value;

/// Half an hour of the INPS launch, as text or as JSON.
fn run(scale: &str, more: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_clickday"))
        .args(["run", "models/inps-2020-04-01", "--policy", "queue-with-tickets"])
        .args(["--until", "2020-04-01 00:30", "--seed", "3", "--scale", scale])
        .args(more)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

/// The line that begins with `label`, without it.
fn line<'a>(text: &'a str, label: &str) -> &'a str {
    let found = text
        .lines()
        .find_map(|line| line.trim_start().strip_prefix(label));
    found
        .unwrap_or_else(|| panic!("no line begins with {label}:\n{text}"))
        .trim()
}

/// A line has a count of the real launch, the simulated one in brackets, and the share of a whole, in words.
fn assert_row(text: &str, label: &str, simulated: &Value, scale: f64, whole: Option<(f64, &str)>) {
    let simulated = simulated.as_u64().unwrap() as f64;
    let mut expected = vec![count(simulated / scale)];
    if scale < 1.0 {
        expected.push(format!("({})", count(simulated)));
    }
    expected.extend(whole.map(|(whole, said)| format!("{} of {said}", percent(simulated / whole))));
    let found: Vec<&str> = line(text, label).split_whitespace().collect();
    assert_eq!(found.join(" "), expected.join(" "), "{label}");
}

#[test]
fn the_text_is_of_the_real_launch_and_the_json_of_the_simulated_people() {
    for (written, scale) in [("0.03", 0.03), ("1:25", 0.04), ("5 %", 0.05)] {
        let (text, json) = (run(written, &[]), run(written, &["--json"]));
        let json: Value = serde_json::from_str(&json).unwrap();
        assert_eq!(json["scale"].as_f64(), Some(scale));
        let stands_for = json["people_per_simulated_person"].as_f64().unwrap();
        assert!((stands_for * scale - 1.0).abs() < 1e-12);
        let header = format!("1 simulated person stands for {} people", number(1.0 / scale));
        assert!(text.contains(&header), "{header} is not in\n{text}");

        let of = |key: &str| json[key].as_u64().unwrap() as f64;
        let (eligible, tried) = (of("eligible"), of("tried"));
        let (entitled, came) = (
            Some((eligible, "those entitled")),
            Some((tried, "those who came")),
        );
        assert_row(&text, "entitled", &json["eligible"], scale, None);
        assert_row(&text, "came (wanted to apply)", &json["tried"], scale, entitled);
        assert_row(&text, "submitted", &json["submitted"], scale, came);
        assert_row(
            &text,
            "still trying at the end",
            &json["still_trying"],
            scale,
            came,
        );
        assert_row(&text, "gave up", &json["given_up"], scale, came);

        let attempts = &json["attempts"];
        let ended = attempts["total"].as_u64().unwrap() - attempts["in_flight"].as_u64().unwrap();
        let ended = Some((ended as f64, "those that ended"));
        assert_row(&text, "all attempts", &attempts["total"], scale, None);
        assert_row(&text, "served ", &attempts["served"], scale, ended);

        let room = &json["waiting_room"];
        assert_row(&text, "tickets taken", &room["tickets"], scale, None);
        assert_row(&text, "tickets called", &room["called"], scale, None);
        for (tier, figures) in json["tiers"].as_object().unwrap() {
            let heading = format!("\nTier {tier}\n");
            let (_, of_tier) = text.split_once(&heading).unwrap();
            assert_row(of_tier, "requests", &figures["arrivals"], scale, None);
        }
    }
}

/// The same launch at two scales is the same launch.
#[test]
fn the_people_entitled_are_as_many_at_every_scale() {
    let entitled = |scale: &str| {
        let text = run(scale, &[]);
        let number = line(&text, "entitled")
            .split_whitespace()
            .next()
            .unwrap()
            .replace(',', "");
        number.parse::<f64>().unwrap()
    };
    let (small, large) = (entitled("0.03"), entitled("0.06"));
    // Each group is rounded to a whole simulated person.
    assert!((small - large).abs() < 500.0, "{small} and {large}");
}

#[test]
fn at_full_scale_nothing_stands_in_brackets() {
    let output = Command::new(env!("CARGO_BIN_EXE_clickday"))
        .args(["run", "models/textbook/mm1.toml"])
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success() && text.contains("scale 1:1\n"), "{text}");
    assert!(!text.contains("stands for"), "{text}");
    // The model has arrivals, and nobody who is entitled.
    for label in ["people", "submitted", "requests", "pages delivered per second"] {
        assert!(!line(&text, label).contains('('), "{text}");
    }
}

#[test]
fn a_run_of_a_changed_model_says_so() {
    let set = "portal.tier.web.cores=270";
    let said = format!("\nWHAT-IF, not the model of the files. Changed: {set}.\n");
    let text = run("0.03", &["--set", set]);
    assert!(text.contains(&said), "{text}");
    let json: Value = serde_json::from_str(&run("0.03", &["--set", set, "--json"])).unwrap();
    assert_eq!(json["what_if"][0], set);
    assert!(json["submitted"].is_u64());
}
