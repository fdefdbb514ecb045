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

fn assert_row(text: &str, label: &str, simulated: &Value, scale: f64, whole: Option<f64>) {
    let simulated = simulated.as_u64().unwrap() as f64;
    let mut expected = vec![count(simulated / scale)];
    if scale < 1.0 {
        expected.push(format!("({})", count(simulated)));
    }
    expected.extend(whole.map(|whole| percent(simulated / whole)));
    let found = line(text, label).replace(" %", "_%");
    let found: Vec<String> = found
        .split_whitespace()
        .map(|word| word.replace('_', " "))
        .collect();
    assert_eq!(found, expected, "{label}");
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
        let (eligible, tried) = (Some(of("eligible")), Some(of("tried")));
        assert_row(&text, "people entitled", &json["eligible"], scale, None);
        assert_row(&text, "first intent by now", &json["tried"], scale, eligible);
        assert_row(&text, "submitted", &json["submitted"], scale, tried);
        assert_row(&text, "still trying", &json["still_trying"], scale, tried);
        assert_row(&text, "gave up", &json["given_up"], scale, tried);

        let attempts = &json["attempts"];
        let ended = attempts["total"].as_u64().unwrap() - attempts["in_flight"].as_u64().unwrap();
        assert_row(&text, "attempts (requests)", &attempts["total"], scale, None);
        assert_row(&text, "served ", &attempts["served"], scale, Some(ended as f64));

        let room = &json["waiting_room"];
        let tickets = room["tickets"].as_u64().unwrap() as f64;
        let told = format!("{} ({}) tickets", count(tickets / scale), count(tickets));
        assert!(
            line(&text, "waiting room:").starts_with(&told),
            "{told} is not in\n{text}"
        );
        for (tier, figures) in json["tiers"].as_object().unwrap() {
            let arrivals = figures["arrivals"].as_u64().unwrap() as f64;
            let told = format!("{} ({}) requests", count(arrivals / scale), count(arrivals));
            assert!(
                line(&text, &format!("tier {tier}:")).starts_with(&told),
                "{told} is not in\n{text}"
            );
        }
    }
}

/// The same launch at two scales is the same launch.
#[test]
fn the_people_entitled_are_as_many_at_every_scale() {
    let entitled = |scale: &str| {
        let text = run(scale, &[]);
        let number = line(&text, "people entitled")
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
    for label in ["people entitled", "submitted", "tier"] {
        assert!(!line(&text, label).contains('('), "{text}");
    }
}
