//! Credentials and the helpline on days so simple that what must happen can be worked out by hand.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use clickday::measures::load;
use clickday::measures::run;
use clickday::model::Document;
use clickday::sim::result::{CredentialSummary, HelplineSummary};
use clickday::sim::{RunOptions, RunResult};

/// A hundred people who come at midnight with nothing to show. Pages take no time but 1 s of work each; two are asked for a credential on,
/// two make up the application.
const DAY: &str = r#"
version = 1
title = "A hundred people"
calendar = { start = "2020-04-01 00:00", end = "2020-04-02 00:00", time-zone = "Europe/Rome" }

[people.group.people]
role = "citizen"
size = 100
demand = "midnight"
credential = { missing = 1 }

[[people.demand.midnight.part]]
burst = { weight = 1, at = "2020-04-01 00:00" }

[people.role.citizen]

[people.credentials]
page = [{ name = "ask", request = "page" }, { name = "confirm", request = "page" }]
gateway = { delay = { fixed = "1 min" } }
overdue-after = "2 h"
login = "login"

[[journey.page]]
name = "login"
request = "page"
[[journey.page]]
name = "form"
request = "page"

[[portal.tier]]
name = "portal"
slots = 1_000

[portal.request.page]
work = { portal = { fixed = "1 s" } }
"#;

const HELPLINE: &str = r#"
[people.helpline]
operators = 1_000
hours = "08:00-20:00"
handling = { fixed = "5 min" }
redial-after = { fixed = "30 min" }
"#;

fn simulate(more: &str, set: &[&str]) -> RunResult {
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let text = format!("{DAY}{more}");
    let model = load::read(Document::of_text("day.toml", &text), &set).unwrap_or_else(|e| panic!("{e}"));
    let options = RunOptions {
        policy: "open".to_owned(),
        ..RunOptions::default()
    };
    run(&model, &options, &mut |_| {}).unwrap()
}

fn credentials(run: &RunResult) -> CredentialSummary {
    run.credentials.unwrap()
}

fn helpline(run: &RunResult) -> HelplineSummary {
    run.helpline.unwrap()
}

#[track_caller]
fn all_wait(run: &RunResult, seconds: f64) {
    assert_eq!(run.submitted, 100);
    let mean = run.wait_s.submitted_mean.unwrap();
    assert!((mean - seconds).abs() < 1e-3, "{mean} s instead of {seconds} s");
}

#[test]
fn a_credential_is_asked_for_on_pages_of_its_own_and_comes_as_a_message() {
    let run = simulate("", &[]);
    // Two pages, a minute, two pages.
    all_wait(&run, 2.0 + 60.0 + 2.0);
    assert_eq!(run.attempts.total, 400);
    let c = credentials(&run);
    assert_eq!((c.lacking, c.asked, c.received_in_time), (100, 100, 100));
}

/// The n-th message is sent after n tenths of a second.
#[test]
fn a_gateway_sends_one_message_after_the_other() {
    let run = simulate("", &["people.credentials.gateway.rate=\"10 per second\""]);
    all_wait(&run, 2.0 + 60.0 + 2.0 + 0.1 * 50.5);
    let c = credentials(&run);
    assert!((c.gateway_mean_wait_s.unwrap() - 0.1 * 49.5).abs() < 1e-6);
    assert!((c.gateway_longest_wait_s - 9.9).abs() < 1e-6);
}

/// All messages are lost. At two o'clock everyone wants to call; the helpline opens at eight; they call half an hour later, and speak for
/// five minutes.
#[test]
fn who_gets_no_message_calls_when_the_helpline_opens() {
    let run = simulate(HELPLINE, &["people.credentials.gateway.loss=1"]);
    all_wait(&run, 8.5 * 3600.0 + 300.0 + 2.0);
    let (c, h) = (credentials(&run), helpline(&run));
    assert_eq!((c.lost, c.overdue, c.validated), (100, 100, 100));
    assert_eq!((h.callers, h.calls, h.answered, h.helped), (100, 100, 100, 100));
    assert_eq!(h.about.overdue, 100);
    assert_eq!(h.wait_s.p99, Some(0.0));
}

/// Without a helpline they wait for a message that never comes.
#[test]
fn without_a_helpline_a_lost_message_is_the_end() {
    let run = simulate("", &["people.credentials.gateway.loss=1"]);
    assert_eq!(
        (run.submitted, run.still_trying, credentials(&run).waiting),
        (0, 100, 100)
    );
}

/// One operator, and lines for ten: at half past eight a hundred call at once, one is answered, nine wait, ninety hear the busy signal and
/// dial again every half hour, when five minutes each have freed six lines.
#[test]
fn few_lines_are_busy() {
    let run = simulate(
        HELPLINE,
        &[
            "people.credentials.gateway.loss=1",
            "people.helpline.operators=1",
            "people.helpline.trunks=10",
            "people.helpline.redial=1",
        ],
    );
    let h = helpline(&run);
    // In the first half hour ten lines are taken; in each of the next 22, from 9:00 to 19:30, six are free for those left.
    let mut left = 90;
    let (mut calls, mut busy) = (100, 90);
    for _ in 0..22 {
        let taken = left.min(6);
        calls += left;
        left -= taken;
        busy += left;
    }
    assert_eq!((h.calls, h.busy, left), (calls, busy, 0));
    assert_eq!((h.answered, h.redials), (100, calls - 100));
    assert_eq!(run.submitted, 100);
}

/// Who is in line when the helpline closes is still answered; who calls later waits for the morning.
#[test]
fn a_line_is_worked_off_after_closing_time() {
    let run = simulate(
        HELPLINE,
        &[
            "people.credentials.gateway.loss=1",
            "people.helpline.operators=1",
            "people.helpline.hours=\"08:00-09:00\"",
        ],
    );
    // A hundred calls at 08:30, one after the other for five minutes each: the last is over at 16:50.
    let h = helpline(&run);
    assert_eq!((h.calls, h.answered, h.in_line, h.talking), (100, 100, 0, 0));
    all_wait(&run, 8.5 * 3600.0 + 300.0 * 50.5 + 2.0);
}

/// The portal wants the whole credential of everyone: they call, or the letter comes first.
#[test]
fn who_is_asked_for_the_whole_credential_calls_or_waits_for_the_post() {
    let wanted = "people.credentials.whole-one-wanted=1";
    let run = simulate(HELPLINE, &[wanted]);
    let c = credentials(&run);
    assert_eq!((c.whole_one_wanted, c.whole_one_validated), (100, 100));
    // They meet the login twice: once in vain, at a minute past midnight.
    all_wait(&run, 8.5 * 3600.0 + 300.0 + 2.0);
    assert_eq!(run.attempts.total, 500);
    let run = simulate(HELPLINE, &[wanted, "people.credentials.post={ fixed = \"3 h\" }"]);
    let c = credentials(&run);
    assert_eq!((c.whole_one_wanted, c.whole_one_by_post), (100, 100));
    assert_eq!(helpline(&run).calls, 0);
    all_wait(&run, 2.0 + 3.0 * 3600.0 + 2.0);
}

/// The second product needs the whole credential: who has just asked for one applies for the main thing alone.
#[test]
fn the_second_product_waits_for_the_post() {
    let second = "people.credentials.second-product={ page = [{ name = \"second\", request = \"page\" }] }";
    let set = |missing: &'static str| {
        [
            second,
            missing,
            "people.group.people.credential.second-product=1",
            "journey.next-file-from=\"form\"",
        ]
    };
    let run = simulate("", &set("people.group.people.credential.missing=1"));
    let p = credentials(&run).second_product;
    assert_eq!((p.wanted, p.applied, p.without_whole), (100, 0, 100));
    assert_eq!(run.submitted, 100);
    let run = simulate("", &set("people.group.people.credential.missing=0"));
    let p = credentials(&run).second_product;
    assert_eq!((p.wanted, p.applied, p.without_whole), (100, 100, 0));
    // Its page, and the form under the same login.
    assert_eq!(run.attempts.total, 200);
}

/// A provider that confirms nobody at first: the login is asked for until it does.
#[test]
fn an_identity_provider_is_asked_until_it_confirms() {
    let run = simulate(
        "",
        &[
            "people.group.people.size=20_000",
            "people.group.people.credential={ missing = 0, identity-provider = 1 }",
            "people.credentials.identity-provider={ request = \"page\", fails = 0.5 }",
            "portal.tier.0.slots=1_000_000",
        ],
    );
    assert_eq!(run.submitted, 20_000);
    let failures = credentials(&run).provider_failures;
    assert_eq!(run.attempts.total, 40_000 + failures);
    // Geometric: one failure before each success on average, variance 2.
    let z = (failures as f64 - 20_000.0) / (2.0_f64 * 20_000.0).sqrt();
    assert!(z.abs() < 4.0, "z = {z}");
}

#[test]
fn what_cannot_be_is_refused() {
    for (set, wrong) in [
        ("people.credentials.login=\"lobby\"", "no page called `lobby`"),
        (
            "people.group.people.credential.second-product=0.1",
            "nothing describes the second product",
        ),
        ("people.credentials.page=[]", "no page on which a credential"),
        (
            "people.credentials.gateway.rate=\"0 per second\"",
            "never sends anything",
        ),
        (
            "people.helpline={ operators = 5, trunks = 4, handling = { fixed = \"1 s\" } }",
            "fewer lines than operators",
        ),
        (
            "people.helpline={ operators = 5, redial = 0.5, handling = { fixed = \"1 s\" } }",
            "nothing says how much later",
        ),
    ] {
        let problems = load::read(Document::of_text("day.toml", DAY), &[set.to_owned()]);
        let text = problems.unwrap_err().to_string();
        assert!(text.contains(wrong), "{set}: {text}");
    }
}
