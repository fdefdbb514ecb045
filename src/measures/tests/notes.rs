//! What the notes on a model say, with the measures of this build.

use clickday_engine::model::{Document, notes};

use crate::measures::load;

const MODEL: &str = r#"version = 1
title = "A night"
calendar = { start = "2026-03-29 02:30", end = "2026-03-29 06:00", time-zone = "Europe/Rome" }

[people]
role.citizen = {}
group.all = { role = "citizen", arrivals = { poisson = "1 per minute" } }

[portal]
request.page = { work = { web = { fixed = "1 s" } } }
tier = [{ name = "web", slots = 2 }]

[journey]
page = [{ name = "form", request = "page" }]
"#;

#[test]
fn a_time_that_no_clock_shows_and_one_before_the_start_are_told() {
    let mut document = Document::of_text("night.toml", MODEL);
    let other = "version = 1\n[[policy.door.measure]]\nopen = { from = \"2020-04-01 00:00\" }\n";
    let names = document.add_policies(Document::of_text("door.toml", other));
    let model = load::read(document.clone(), &[]).unwrap();
    assert_eq!(
        notes(&document, &model, &names),
        [
            "calendar.start: 2026-03-29 02:30 does not exist in Europe/Rome, where the clocks go forward; \
             2026-03-29 03:00 is used",
            "policy door: `from` is 2020-04-01 00:00, before this model starts (2026-03-29 02:30): \
             it holds from the start",
        ]
    );
    assert_eq!(notes(&document, &model, &[]).len(), 1);
}

/// Wherever a time is written: in every part of a model, in a policy, and in what `--set` changes.
#[test]
fn a_time_that_no_clock_shows_is_told_wherever_it_stands() {
    let night = MODEL.replace("2026-03-29 02:30\", end", "2026-03-28 22:00\", end");
    let told = |text: &str, set: &[&str]| {
        let document = Document::of_text("night.toml", text);
        let set: Vec<String> = set.iter().map(|set| (*set).to_owned()).collect();
        let model = load::read(document.clone(), &set).unwrap_or_else(|problems| panic!("{problems}"));
        notes(&document, &model, &[])
    };
    let words = "2026-03-29 02:30 does not exist in Europe/Rome, where the clocks go forward; \
                 2026-03-29 03:00 is used";
    assert!(told(&night, &[]).is_empty());
    for (path, added) in [
        (
            "policy.p.measure.0.closure.from",
            "[[policy.p.measure]]\nclosure = { from = \"MISSING\", until = \"2026-03-29 04:00\" }\n",
        ),
        (
            "policy.p.measure.0.closure.until",
            "[[policy.p.measure]]\nclosure = { from = \"2026-03-29 01:00\", until = \"MISSING\" }\n",
        ),
        (
            "policy.p.operator.0.at",
            "[[policy.p.operator]]\nat = \"MISSING\"\nclose = true\n",
        ),
        (
            "attack.a.flood.pulse.0.from",
            "[attack.a.flood]\nrequest = \"page\"\n\
             pulse = [{ from = \"MISSING\", until = \"2026-03-29 04:00\", rate = \"1 per second\" }]\n",
        ),
    ] {
        let text = format!("{night}{}", added.replace("MISSING", "2026-03-29 02:30"));
        assert_eq!(told(&text, &[]), [format!("{path}: {words}")]);
    }
    let set = ["calendar.deadline=2026-03-29 02:30"];
    assert_eq!(told(&night, &set), [format!("calendar.deadline: {words}")]);
    // A title says nothing of the run.
    assert!(told(&night, &["title=\"2026-03-29 02:30\""]).is_empty());
}
