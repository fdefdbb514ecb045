//! Each class comes on its day; who does not comply is a binomial share.

use crate::measures::testing::{crowd, is_binomial, read, submitted_by, under};
use clickday_engine::sim::result::Outcome;

const BY_MONTH: &str = r#"
[[policy.p.measure]]
[policy.p.measure.key-windows]
key = "birth-month"
window = [{ classes = [1, 4], days = "Wed" }, { classes = [5, 8], days = "Thu" }, { classes = [9, 12], days = "Fri" }]
"#;

#[test]
fn each_class_comes_on_its_day_and_who_does_not_know_is_turned_away() {
    let people = 100_000;
    let result = under(&read(&crowd(people, 1, BY_MONTH)), "p", 0);
    // Days in four years: January to April 481, May to August 492, September to December 488, of 1,461. 80 % wait for their day.
    let (first, second) = (481.0 / 1461.0, 492.0 / 1461.0);
    let by = |time| submitted_by(&result, time);
    assert_eq!(by("2020-04-01 08:00"), 0);
    assert_eq!(
        by("2020-04-01 09:00"),
        by("2020-04-02 00:00"),
        "one day a class, and all of it came at eight"
    );
    is_binomial(by("2020-04-01 09:00"), people, first);
    is_binomial(
        by("2020-04-02 01:00") - by("2020-04-01 09:00"),
        people,
        0.8 * second,
    );
    assert_eq!(by("2020-04-02 01:00"), by("2020-04-03 00:00"));
    is_binomial(result.attempts.of(Outcome::Closed), people, 0.2 * (1.0 - first));
    assert_eq!(
        result.given_up,
        result.attempts.of(Outcome::Closed),
        "they do not try twice"
    );
}

#[test]
fn on_free_days_every_class_may_come() {
    let free = BY_MONTH.replace("key = ", "free = \"Wed\"\nkey = ");
    let result = under(&read(&crowd(5_000, 1, &free)), "p", 0);
    assert_eq!(
        (result.submitted, result.attempts.of(Outcome::Closed)),
        (5_000, 0)
    );
}

#[test]
fn tax_codes_sort_alike_into_twenty_six() {
    let policy = r#"
[[policy.p.measure]]
[policy.p.measure.key-windows]
key = "tax-code"
window = [{ classes = [1, 1], days = "Wed" }, { classes = [2, 26], days = "Thu" }]
"#;
    let result = under(&read(&crowd(100_000, 1, policy)), "p", 0);
    is_binomial(submitted_by(&result, "2020-04-01 09:00"), 100_000, 1.0 / 26.0);
}
