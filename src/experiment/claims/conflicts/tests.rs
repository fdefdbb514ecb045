use super::*;
use crate::experiment::claims::Claims;

/// Claims about a morning: name, quantity, figure, and more keys.
fn conflicts(claims: &[(&str, &str, &str)]) -> Vec<Vec<String>> {
    let mut text = "version = 1\ntitle = \"Said\"\nmodel = \"day.toml\"\npolicy = \"open\"\nseed = 1\nscale = 1\ndraws = 1\n\
                    [world.other]\ntitle = \"Another\"\nset = [\"a=1\"]\n\
                    [world.same]\ntitle = \"The same, larger\"\nset = []\n"
        .to_owned();
    text.extend(claims.iter().map(|(id, quantity, rest)| {
        format!(
            "[[claim]]\nid = \"{id}\"\nsaid = \"\"\nmeans = \"\"\nwho = \"\"\nat = \"2020-04-01 14:00\"\nsource = \"\"\n\
             [claim.says]\nquantity.{quantity}\n{rest}\n"
        )
    }));
    let claims: Claims = toml::from_str(&text).unwrap();
    let calendar = "start = \"2020-04-01 00:00\"\nend = \"2020-04-03 00:00\"";
    let clock = CivilClock::new(&toml::from_str(calendar).unwrap()).unwrap();
    by_words(&claims.own(), &clock)
        .into_iter()
        .map(|conflict| conflict.claims)
        .collect()
}

const AT_11: (&str, &str, &str) = (
    "at-11",
    "count = { by = \"2020-04-01 11:00\" }",
    "value = 350_000\nwording = \"about\"",
);
const AT_14: (&str, &str, &str) = (
    "at-14",
    "count = { by = \"2020-04-01 14:00\" }",
    "value = 339_000",
);

#[test]
fn a_count_does_not_fall() {
    assert_eq!(conflicts(&[AT_11, AT_14]), [["at-11", "at-14"]]);
    let vaguer = ("at-14", AT_14.1, "value = 340_000");
    assert!(
        conflicts(&[AT_11, vaguer]).is_empty(),
        "rounded to ten thousand, 340,000 may be both"
    );
    let later = ("at-9", "count = { by = \"2020-04-01 09:00\" }", "value = 339_000");
    assert!(conflicts(&[AT_11, later]).is_empty());
}

#[test]
fn a_rate_for_an_hour_is_a_count() {
    let early = (
        "night",
        "count = { since = \"2020-04-01 01:00\", by = \"2020-04-01 08:30\" }",
        "value = 300_000",
    );
    let rate = "rate = { from = \"2020-04-01 08:30\", until = \"2020-04-01 09:40\" }";
    let hundred = ("hundred", rate, "value = \"100 per second\"");
    // At least 250,000 in the night and 50 a second for 70 minutes are 460,000: neither alone is
    // more than 360,000 but together.
    assert_eq!(
        conflicts(&[early, AT_11, hundred]),
        [["night", "at-11", "hundred"]]
    );
    assert!(conflicts(&[early, hundred]).is_empty());
    let three_hundred = ("three-hundred", rate, "value = \"300 per second\"");
    assert_eq!(
        conflicts(&[early, AT_11, three_hundred]),
        [["at-11", "three-hundred"]]
    );
    let attempts = (
        "attempts",
        "rate = { from = \"2020-04-01 08:30\", until = \"2020-04-01 09:40\", of = \"attempts\" }",
        "value = \"300 per second\"",
    );
    assert!(
        conflicts(&[early, AT_11, attempts]).is_empty(),
        "attempts are no applications"
    );
    let moment = (
        "moment",
        "rate = { from = \"2020-04-01 08:30\", until = \"2020-04-01 09:40\", reading = \"some-moment\" }",
        "value = \"300 per second\"",
    );
    assert!(
        conflicts(&[early, AT_11, moment]).is_empty(),
        "for a moment it may have been so"
    );
}

#[test]
fn there_is_one_length_of_the_leak_and_one_collapse() {
    let leak = |id, value| (id, "given = { what = \"how long\", in = \"time\" }", value);
    assert_eq!(
        conflicts(&[
            leak("five", "value = \"5 min\""),
            leak("thirty", "value = \"30 min\"\nwording = \"about\"")
        ]),
        [["five", "thirty"]]
    );
    let collapse = |id, until, value| (id, until, value);
    let (one, other) = (
        "collapse = { until = \"2020-04-01 12:00\" }",
        "collapse = { until = \"2020-04-01 13:00\" }",
    );
    assert_eq!(
        conflicts(&[
            collapse(
                "late",
                one,
                "value = \"2020-04-01 11:00\"\nwording = \"at-least\""
            ),
            collapse("early", other, "value = \"2020-04-01 09:30\""),
        ]),
        [["late", "early"]]
    );
    let victims = |id, by, value| (id, by, value);
    let (one, other) = (
        "victims = { by = \"2020-04-01 12:00\" }",
        "victims = { by = \"2020-04-02 12:00\" }",
    );
    assert_eq!(
        conflicts(&[
            victims("more", one, "value = 42\nwording = \"at-least\""),
            victims("fewer", other, "value = 23"),
        ]),
        [["more", "fewer"]]
    );
    assert!(
        conflicts(&[
            victims("fewer", one, "value = 23"),
            victims("more", other, "value = 42")
        ])
        .is_empty(),
        "some were shown later"
    );
}

#[test]
fn two_words_for_one_thing_cannot_both_be_right() {
    let cause = |id, value| (id, "given = { what = \"the cause\", in = \"word\" }", value);
    let (attack, cache, same) = ("value = \"attack\"", "value = \"cache\"", "value = \"attack\"");
    assert_eq!(
        conflicts(&[cause("a", attack), cause("b", cache), cause("c", same)]),
        [["a", "b"], ["b", "c"]]
    );
}

#[test]
fn what_was_closed_and_reopened_was_closed_for_the_time_between() {
    let closed = |id, value| {
        (
            id,
            "model-value = { path = \"a.closed\", in = \"instant\" }",
            value,
        )
    };
    let reopened = |id, value| (id, "model-value = { path = \"a.open\", in = \"instant\" }", value);
    let lasts = |id, value| {
        (
            id,
            "model-value = { path = \"a.open\", since = \"a.closed\", in = \"time\" }",
            value,
        )
    };
    let (at_13_20, at_17_30) = ("value = \"2020-04-01 13:20\"", "value = \"2020-04-01 17:30\"");
    // From 3 h 50 min to 4 h 30 min, as the two are rounded; "3 h" is at most 3 h 30 min.
    let both = [closed("shut", at_13_20), reopened("open", at_17_30)];
    assert_eq!(
        conflicts(&[both[0], both[1], lasts("three", "value = \"3 h\"")]),
        [["shut", "open", "three"]]
    );
    assert!(conflicts(&[both[0], both[1], lasts("four", "value = \"4 h\"")]).is_empty());
    assert_eq!(
        conflicts(&[
            lasts("three", "value = \"3 h\""),
            lasts("five", "value = \"5 h\"")
        ]),
        [["three", "five"]]
    );
    let at_12 = closed("noon", "value = \"2020-04-01 12:00\"");
    assert_eq!(conflicts(&[both[0], at_12]), [["shut", "noon"]]);
}

#[test]
fn what_is_said_of_another_world_contradicts_nothing() {
    let other = ("other", AT_14.1, "value = 339_000\nworld = \"other\"");
    assert!(conflicts(&[AT_11, other]).is_empty());
    let same = ("same", AT_14.1, "value = 339_000\nworld = \"same\"");
    assert_eq!(conflicts(&[AT_11, same]), [["at-11", "same"]]);
}

#[test]
fn never_together_where_chance_would_have_them_meet() {
    let held = |from: usize, to: usize| (0..40).map(|run| (from..to).contains(&run)).collect::<Vec<_>>();
    let all = [
        ("a", held(0, 15)),
        ("b", held(15, 30)),
        ("c", held(10, 20)),
        ("none", Vec::new()),
    ];
    let found = by_model(None, &all);
    // 15 · 15 / 40 = 5.6 meetings are due; a and c, b and c do meet.
    let Because::Model { first, second, runs } = found[0].because else {
        panic!("{found:?}");
    };
    assert_eq!((found.len(), first, second, runs), (1, 15, 15, 40));
    assert_eq!(found[0].claims, ["a", "b"]);
    assert!(
        by_model(None, &[("a", held(0, 10)), ("b", held(30, 40))]).is_empty(),
        "2.5 meetings may well not come"
    );
}
