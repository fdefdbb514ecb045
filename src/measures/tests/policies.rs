//! What holds of policies whatever their measures: what they set, what an operator does, and what is off.

use crate::measures::load;
use crate::measures::testing::{GROWING, crowd, read, shedding, stream, under};
use clickday_engine::model::{Document, Model};
use clickday_engine::sim::RunResult;
use clickday_engine::sim::result::Outcome;

#[test]
fn an_operator_adds_capacity_at_an_instant_or_when_pages_are_slow() {
    let rule = |when: &str, factor: f64| {
        format!("[[policy.p.operator]]\nname = \"more\"\n{when}\ncapacity = {{ web = {factor} }}\n")
    };
    // 40 a second for ten cores and a second each; twice as many after an hour, and what asks for less changes nothing.
    let at_one = "at = \"2020-04-01 01:00\"";
    let policy = rule(at_one, 2.0) + &rule("at = \"2020-04-01 01:30\"", 1.5);
    let result = under(&read(&stream(40.0, 50, &policy)), "p", 0);
    let acts = result.operator.unwrap().acts;
    assert_eq!(acts.len(), 2);
    assert_eq!(
        (acts[0].at.as_str(), acts[0].capacity.as_slice()),
        ("2020-04-01 01:00", [("web".to_owned(), 2.0)].as_slice())
    );
    assert!(acts[1].capacity.is_empty(), "it is as large already");
    // All work is done but that of those who are inside, half of it on average; it had nothing to do for the first quarter of a second.
    let done = result.tiers[0].1.served as f64 + 0.5 * 100.0;
    let capacity = 10.0 * 3_600.0 + 20.0 * 3_600.0;
    assert!((done / capacity - 1.0).abs() < 1e-3, "{done} of {capacity}");

    // A full tier serves a page in five seconds. The operator looks after ten minutes, and it takes ten more.
    let slow = "when = { page-time = { above = \"3 s\", over = \"10 min\" } }\nafter = \"10 min\"";
    let result = under(&read(&stream(40.0, 50, &rule(slow, 3.0))), "p", 0);
    let acts = result.operator.unwrap().acts;
    assert_eq!(acts[0].at, "2020-04-01 00:20");
    let done = result.tiers[0].1.served as f64 + 0.5 * 150.0;
    let capacity = 10.0 * 1_200.0 + 30.0 * 6_000.0;
    assert!((done / capacity - 1.0).abs() < 1e-3, "{done} of {capacity}");

    // One that makes nothing larger is the same run.
    let alone = under(&read(&stream(40.0, 50, &rule(at_one, 1.0))), "p", 0);
    let none = under(&read(&stream(40.0, 50, "")), "p", 0);
    assert_eq!((alone.tiers, alone.attempts), (none.tiers, none.attempts));
}

/// People and a flood are both served: what people got is the tier's goodput, what the flood got is not, and neither is lost.
#[test]
fn answers_to_a_flood_are_not_goodput() {
    let attack = |rate: u32| {
        format!(
            "[attack.flood.flood]\nrequest = \"page\"\n\
             pulse = [{{ from = \"2020-04-01 00:00\", until = \"2020-04-01 02:00\", rate = \"{rate} per second\" }}]\n"
        )
    };
    for rate in [0, 2, 40] {
        let result = under(&read(&stream(5.0, 50, &attack(rate))), "p", 0);
        let (seconds, tier) = (7_200.0, &result.tiers[0].1);
        let people = result.attempts.of(Outcome::Served) as f64;
        let flood = result.attacks[0].1.requests.of(Outcome::Served) as f64;
        assert!(
            people > 0.0 && (flood > 0.0) == (rate > 0),
            "{people} and {flood}"
        );
        assert!((tier.goodput_per_s - people / seconds).abs() < 1e-9, "{tier:?}");
        assert!(
            (tier.attack_answers_per_s - flood / seconds).abs() < 1e-9,
            "{tier:?}"
        );
        assert!(
            (people + flood - tier.served as f64).abs() < 1e-9,
            "nobody has left: {tier:?}"
        );
    }
}

#[test]
fn one_light_page_is_all_that_asynchronous_submission_asks() {
    let set = "set = ['journey.page=[{ name = \"form\", request = \"page\" }]']";
    let model = read(&crowd(1_000, 12, set));
    let (before, after) = (under(&model, "open", 0), under(&model, "p", 0));
    assert_eq!((before.submitted, before.attempts.total), (1_000, 12_000));
    assert_eq!((after.submitted, after.attempts.total), (1_000, 1_000));
}

/// The same but for the name of the policy.
#[track_caller]
fn is_open_to_all(model: &Model) {
    let open = under(model, "open", 0);
    let off = RunResult {
        policy: open.policy.clone(),
        ..under(model, "p", 0)
    };
    assert_eq!(off, open);
}

#[test]
fn a_measure_that_is_off_changes_nothing() {
    let every_day = r#"
[[policy.p.measure]]
[policy.p.measure.key-windows]
key = "tax-code"
window = [{ classes = [1, 26] }]
"#;
    for policy in [
        every_day,
        &shedding("request", 0.0),
        &shedding("session", 0.0),
        "set = []",
    ] {
        is_open_to_all(&read(&crowd(2_000, 3, policy)));
    }
    for off in [
        GROWING.replace("most = 3.0", "most = 1.0"),
        GROWING.replace("step = 0.2", "step = 0.0"),
    ] {
        let model = read(&stream(40.0, 50, &off));
        let (open, mut off) = (under(&model, "open", 0), under(&model, "p", 0));
        off.policy.clone_from(&open.policy);
        off.measures = open.measures.clone();
        off.events = open.events;
        assert_eq!(off, open);
    }
}

#[test]
fn what_a_policy_sets_holds_under_that_policy_alone_and_is_checked() {
    let model = read(&crowd(1_000, 1, "set = [\"people.group.crowd.size=300\"]"));
    assert_eq!(
        (under(&model, "open", 0).eligible, under(&model, "p", 0).eligible),
        (1_000, 300)
    );
    for (set, wrong) in [
        ("calendar.end=2020-04-09 00:00", "a policy cannot set `calendar`"),
        ("people.group.crowd.sise=300", "sise"),
        ("people.group.crowd.size=many", "many"),
    ] {
        let text = crowd(10, 1, &format!("set = [\"{set}\"]"));
        let problems = load::read(Document::of_text("model.toml", &text), &[]).unwrap_err();
        assert!(
            problems.into_iter().any(|p| p.wrong.contains(wrong)),
            "{set} has to be refused for `{wrong}`"
        );
    }
}
