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
