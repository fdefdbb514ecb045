//! Appointments are kept at the rate booked times those who come.

use crate::measures::testing::{crowd, is_binomial, read, submitted_by, under};
use clickday_engine::sim::result::Outcome;

fn appointments(no_show: f64, overbooking: f64) -> String {
    format!(
        r#"
[[policy.p.measure]]
[policy.p.measure.appointments]
booking = "page"
from = "2020-04-01 09:00"
slot = "10 min"
capacity = 60
overbooking = {overbooking}
no-show = {no_show}
grace = "10 min"
"#
    )
}

#[test]
fn appointments_are_kept_at_the_rate_booked_times_those_who_come() {
    let people = 5_000;
    let result = under(&read(&crowd(people, 1, &appointments(0.2, 1.25))), "p", 0);
    let figures = result.measures.of("appointments").unwrap();
    let count = |name| figures.count(name);
    assert_eq!((count("booked"), count("without_place")), (people, 0));
    assert_eq!(count("kept") + count("missed"), people);
    is_binomial(result.submitted, people, 0.8);
    // 75 bookings for 60 places a slot: over three hours 18 · 75 are booked and 18 · 60 come, on average; the last second's are
    // still at it.
    is_binomial(submitted_by(&result, "2020-04-01 12:00"), 18 * 75, 0.8);
    // The booking page, and the one page of the application.
    assert_eq!(result.attempts.of(Outcome::Served), people + result.submitted);
    assert_eq!(
        result.given_up,
        count("missed"),
        "who does not come, does not come back"
    );
}

#[test]
fn without_no_shows_every_slot_is_as_full_as_it_may_be() {
    let result = under(&read(&crowd(5_000, 1, &appointments(0.0, 1.0))), "p", 0);
    assert_eq!(result.submitted, 5_000);
    // Everybody comes within the slot: one is 60 people.
    for (time, most) in [("2020-04-01 10:00", 360), ("2020-04-01 15:00", 36 * 60)] {
        let by = submitted_by(&result, time);
        assert!(most - 2 <= by && by <= most, "{by} of {most}");
    }
    // At the screen they wait for the booking page and for the page of the application, and nobody sits there in between.
    let screen_s = result.page_s.mean.unwrap() * result.attempts.of(Outcome::Served) as f64;
    let attended_s = result.equity.unwrap().all.attended_h * 3_600.0;
    // Times away are kept in 32 bits: to a hundredth of a second over a day.
    assert!(
        (attended_s - screen_s).abs() < 0.01 * 5_000.0,
        "{attended_s} at the screen, {screen_s} for pages"
    );
}
