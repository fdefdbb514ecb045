//! Shedding requests destroys sessions, as runs of success say; shedding sessions does not.

use crate::measures::testing::{crowd, is_binomial, read, shedding, under};
use clickday_engine::sim::RunResult;
use clickday_engine::sim::result::Outcome;
use clickday_engine::theory::session::Session;

#[test]
fn shedding_requests_destroys_sessions_and_shedding_sessions_does_not() {
    let (people, pages, share) = (100_000, 12, 0.3);
    let by_request = under(&read(&crowd(people, pages, &shedding("request", share))), "p", 0);
    let theory = Session::new(pages, 1.0 - share, 0.0, 0.0).unwrap();
    is_binomial(by_request.submitted, people, theory.completion());
    let useful = |r: &RunResult| (12 * r.submitted) as f64 / r.attempts.of(Outcome::Served) as f64;
    // The efficiency is a ratio of means: its relative error is mostly that of the completed, one over their square root.
    let (found, exact) = (useful(&by_request), theory.efficiency());
    let error = exact / (people as f64 * theory.completion()).sqrt();
    assert!((found - exact).abs() < 4.0 * error, "{found} instead of {exact}");
    let by_session = under(&read(&crowd(people, pages, &shedding("session", share))), "p", 0);
    is_binomial(by_session.submitted, people, 1.0 - share);
    assert_eq!(
        by_session.attempts.of(Outcome::Served),
        12 * by_session.submitted,
        "no work is lost"
    );
    assert_eq!(by_session.attempts.of(Outcome::Shed), by_session.given_up);
}

#[test]
fn a_limit_on_requests_in_flight_is_never_passed() {
    let limit = "[[policy.p.measure]]\nshedding = { by = \"request\", in-flight = 700 }\n";
    let result = under(&read(&crowd(5_000, 1, limit)), "p", 0);
    // All come at once: the first 700 are let in.
    assert_eq!(
        (result.submitted, result.attempts.of(Outcome::Shed)),
        (700, 4_300)
    );
}
