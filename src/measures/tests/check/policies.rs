//! What is said of measures, and of what an operator does.

use super::{expect, said};

#[test]
fn measures_must_be_possible() {
    expect("cap = 500", "cap = 0", "0 is too few", "0");
    let release = "cap = 500\nrelease = \"0 per second\"";
    expect(
        "cap = 500",
        release,
        "nobody would ever be called",
        "\"0 per second\"",
    );
    let lease = "a place kept for 5 s is lost between two polls, 20 s apart";
    expect("lease = \"2 min\"", "lease = \"5 s\"", lease, "\"5 s\"");
    expect(
        "cap = 500",
        "cap = 500\ntickets-per-person = 0.5",
        "0.5 is too few",
        "0.5",
    );
    let until = "until = \"2020-04-01 17:30\"";
    expect(
        until,
        "until = \"2020-04-01 13:00\"",
        "this ends before it begins",
        "\"2020-04-01 13:00\"",
    );
}

#[test]
fn a_policy_must_let_everybody_in_at_some_time() {
    let closure = "from = \"2020-04-01 13:20\", until = \"2020-04-01 17:30\"";
    let never = "the policy `all` never lets anybody in";
    let header = "[[policy.all.measure]]";
    expect(
        closure,
        "from = \"2020-03-01 00:00\", until = \"2020-05-01 00:00\"",
        never,
        header,
    );
    let office = "{ role = \"office\", hours = \"08:00-16:00\" }, ";
    assert_eq!(said(office, ""), [], "before the rule holds, offices are let in");
    let text = format!("from = \"2020-04-02 00:00\"\nwindow = [{office}");
    expect(
        &text,
        "window = [",
        "the policy `all` never lets the role `office` in",
        header,
    );
    // The door opens when the only window has passed.
    let late = "open = { from = \"2020-04-03 17:00\" }";
    let wrong = "the policy `all` never lets the role `office` in";
    expect("open = { from = \"2020-04-01 00:00\" }", late, wrong, header);
}

#[test]
fn an_operator_makes_tiers_larger_that_do_not_grow_by_themselves() {
    let rule = |tier: &str, factor: &str| {
        format!(
            "[[policy.all.operator]]\nat = \"2020-04-01 09:00\"\ncapacity = {{ {tier} = {factor} }}\n\n[[policy.all.measure]]"
        )
    };
    let header = "[[policy.all.measure]]";
    assert_eq!(said(header, &rule("web", "2.5")), []);
    expect(header, &rule("wbe", "2"), "there is no tier called `wbe`", "2");
    expect(header, &rule("web", "0.5"), "0.5 times is not possible", "0.5");
    let grows = "autoscaling = { tier = \"web\", step = 0.2, every = \"10 min\", above = 0.7, over = \"3 min\", most = 3.0 }";
    let both = format!("{}\n{grows}\n\n{header}", rule("web", "2"));
    expect(header, &both, "the tier `web` grows by itself", "2");
}

#[test]
fn a_waiting_room_begins_before_it_calls_anybody_and_within_the_run() {
    let room = |lines: &str| format!("cap = 500\n{lines}");
    for well in [
        "from = \"2020-04-01 17:30\"",
        "from = \"2020-04-01 17:30\"\nopens = \"2020-04-01 17:30\"",
        "from = \"2020-04-01 17:30\"\nopens = \"2020-04-01 18:00\"",
        "from = \"2019-01-01 00:00\"",
    ] {
        assert_eq!(said("cap = 500", &room(well)), [], "{well}");
    }
    expect(
        "cap = 500",
        &room("from = \"2020-04-01 17:30\"\nopens = \"2020-04-01 17:00\""),
        "tickets would be called before the room begins",
        "\"2020-04-01 17:00\"",
    );
    expect(
        "cap = 500",
        &room("from = \"2021-04-01 17:30\""),
        "this is after the end of the run",
        "\"2021-04-01 17:30\"",
    );
    expect(
        "cap = 500",
        &room("from = \"2020-04-01 17:30\"\nopens = \"2021-04-01 17:30\""),
        "this is after the end of the run",
        "\"2021-04-01 17:30\"",
    );
}

#[test]
fn before_a_waiting_room_begins_everybody_is_let_in() {
    // The service ends before the room calls anybody.
    let ends = "open = { from = \"2020-04-01 00:00\", until = \"2020-04-01 12:00\" }";
    let begin = "open = { from = \"2020-04-01 00:00\" }";
    let with = |instants: &str| {
        let room = format!("cap = 500\n{instants}");
        let text = super::LAUNCH
            .replacen(begin, ends, 1)
            .replacen("cap = 500", &room, 1);
        let read = crate::measures::load::read(
            clickday_engine::model::Document::of_text("launch.toml", &text),
            &[],
        );
        let problems = read.err().unwrap_or_default();
        problems.into_iter().map(|p| p.wrong).collect::<Vec<_>>()
    };
    let never = "the policy `all` never lets anybody in";
    assert_eq!(with("opens = \"2020-04-01 17:30\""), [never]);
    assert_eq!(
        with("from = \"2020-04-01 11:00\"\nopens = \"2020-04-01 17:30\""),
        [] as [&str; 0]
    );
    assert_eq!(
        with("from = \"2020-04-01 00:00\"\nopens = \"2020-04-01 17:30\""),
        [never]
    );
}
