//! Policies: measures, and what the operator does.

use proptest::prelude::*;

use super::{Text, always, law, lines, moment, number, perhaps, seconds, share};

/// When a room begins, and when it calls the first: in this order, where both are told.
fn begins() -> Text {
    let minute = || prop::option::of(0..=60_u32);
    (minute(), minute())
        .prop_map(|(from, opens)| {
            let line = |key: &str, minute: Option<u32>| {
                minute.map_or(String::new(), |m| {
                    format!("{key} = \"2020-04-01 {:02}:{:02}\"\n", m / 60, m % 60)
                })
            };
            let opens = opens.map(|opens| opens.max(from.unwrap_or_default()));
            line("from", from) + &line("opens", opens)
        })
        .boxed()
}

fn waiting_room() -> Text {
    lines(vec![
        Just("[policy.p.measure.waiting-room]\n".to_owned()).boxed(),
        always(
            "order",
            prop_oneof![Just("\"arrival\""), Just("\"lottery\"")].prop_map(str::to_owned),
        ),
        begins(),
        always(
            "cap",
            prop_oneof![Just(1_u32), 1..60_u32, Just(1_000_000)].prop_map(|n| n.to_string()),
        ),
        perhaps(
            "release",
            (1..2_000_u32, 1..5_u32).prop_map(|(n, burst)| format!("\"{n} per hour\"\nburst = {burst}")),
        ),
        always("poll", prop_oneof![Just("\"1 us\"".to_owned()), seconds(1, 120)]),
        always("lease", seconds(120, 600)),
        always("claim", seconds(1, 600)),
        perhaps("leaves-after", seconds(10, 3_600)),
        always("no-show", share()),
        always(
            "tickets-per-person",
            prop_oneof![Just(1.0), 1.0..3.5_f64].prop_map(|n| format!("{n:.2}")),
        ),
        always("idle", seconds(1, 900)),
        perhaps("stay", seconds(1, 3_600)),
    ])
}

/// Who may come, and when.
fn hours() -> Text {
    let citizens = prop_oneof![Just("00:00-02:00"), Just("01:30-04:00"), Just("22:00-03:00")];
    let clerks = prop_oneof![Just("00:00-02:00"), Just("01:00-04:00")];
    let classes = prop_oneof![Just(("birth-month", 6, 12)), Just(("tax-code", 20, 26))];
    prop_oneof![
        1 => (moment(0, 60), moment(150, 239))
            .prop_map(|(from, until)| format!("open = {{ from = {from}, until = {until} }}\n")),
        2 => (moment(20, 100), moment(101, 150), any::<bool>()).prop_map(|(from, until, announced)| {
            format!("closure = {{ from = {from}, until = {until}, announced = {announced} }}\n")
        }),
        2 => (citizens, clerks, moment(0, 100), moment(120, 239)).prop_map(|(citizens, clerks, from, until)| format!(
            "[policy.p.measure.role-windows]\nfrom = {from}\nuntil = {until}\nwindow = [\
             {{ role = \"citizen\", hours = \"{citizens}\" }}, {{ role = \"clerk\", hours = \"{clerks}\" }}]\n"
        )),
        2 => (classes, moment(0, 60), moment(90, 200)).prop_map(|((key, first, last), from, until)| format!(
            "[policy.p.measure.key-windows]\nkey = \"{key}\"\nfrom = {from}\nuntil = {until}\nwindow = [\
             {{ classes = [1, {first}], hours = \"00:00-02:00\" }}, {{ classes = [{first}, {last}], hours = \"01:00-04:00\" }}]\n"
        )),
    ]
    .boxed()
}

/// Who is turned away, and what is served by others.
fn protection() -> Text {
    let by = prop_oneof![Just("request"), Just("session")];
    let shedding = (by, 0.0..0.9_f64, prop::option::of(1..60_u32)).prop_map(|(by, share, in_flight)| {
        let in_flight = in_flight.map_or(String::new(), |n| format!(", in-flight = {n}"));
        format!("shedding = {{ by = \"{by}\", share = {share:.2}{in_flight} }}\n")
    });
    let cache = lines(vec![
        Just("[policy.p.measure.emergency-cache]\nfrom = \"2020-04-01 00:20\"\nuntil = \"2020-04-01 02:00\"\npages = [\"p0\"]\n".to_owned())
            .boxed(),
        always("lifetime", seconds(1, 600)),
        always("nodes", number(1..4)),
        always("stored", share()),
        always("reported", share()),
        perhaps("reported-after", law(1_000, 600_000)),
        perhaps("collapses", seconds(1, 30)),
    ]);
    let scaling = (1..4_u32, 60..300_u32).prop_map(|(most, every)| format!(
        "autoscaling = {{ tier = \"t0\", step = 0.5, every = \"{every} s\", above = 0.2, over = \"1 min\", most = {most} }}\n"
    ));
    prop_oneof![2 => shedding, 2 => cache, 1 => scaling].boxed()
}

fn defence() -> Text {
    let bucket = (1..60_u32, 1..20_u32, any::<bool>()).prop_map(|(rate, burst, ticks)| {
        let refill = if ticks { "ticks" } else { "continuous" };
        format!(
            "address-limit = {{ rate = \"{rate} per minute\", burst = {burst}, refill = \"{refill}\" }}\n"
        )
    });
    let challenge = (0.01..1.0_f64, 1..1_800_u32).prop_map(|(pass, clearance)| {
        format!("challenge = {{ people-pass = {pass:.2}, takes = \"2 s\", clearance = \"{clearance} s\" }}\n")
    });
    let scrubbing = (share(), 0.0..0.9_f64, 0..2_000_u32).prop_map(|(efficacy, wrong, latency)| format!(
        "scrubbing = {{ from = \"2020-04-01 00:20\", detection = \"2 min\", activation = \"1 min\", efficacy = {efficacy}, \
         false-positives = {wrong:.2}, latency = \"{latency} ms\" }}\n"
    ));
    let lockout = (1..6_u32, 60..3_600_u32).prop_map(|(after, lasts)| {
        format!("lockout = {{ page = \"p0\", after = {after}, for = \"{lasts} s\" }}\n")
    });
    let border = Just("geo-block = { from = \"2020-04-01 00:30\" }\n".to_owned());
    prop_oneof![bucket, challenge, scrubbing, lockout, border].boxed()
}

fn appointments() -> Text {
    lines(vec![
        Just("[policy.p.measure.appointments]\nbooking = \"other\"\n".to_owned()).boxed(),
        perhaps("from", moment(0, 60)),
        always("slot", seconds(60, 1_200)),
        always("capacity", number(1..30)),
        always(
            "overbooking",
            prop_oneof![Just("1".to_owned()), Just("1.5".to_owned())],
        ),
        always("no-show", share()),
        always("grace", seconds(0, 1_200)),
    ])
}

/// What the operator does, by the clock and when half of the attempts fail.
fn operator() -> Text {
    let rules = "
[[policy.p.operator]]
when = { errors = { above = 0.5, over = \"10 min\" } }
after = \"1 min\"
close = true
alarm = true

[[policy.p.operator]]
at = \"2020-04-01 02:10\"
reopen = true
purge = true
capacity = { t0 = 2 }
";
    prop_oneof![3 => Just(String::new()), 1 => Just(rules.to_owned())].boxed()
}

/// The kind of a measure: its first word, behind the path if it is a table.
fn kind(measure: &str) -> &str {
    measure
        .trim_start_matches("[policy.p.measure.")
        .split([' ', ']'])
        .next()
        .unwrap_or_default()
}

pub(super) fn policy() -> Text {
    let measure = prop_oneof![3 => hours(), 3 => waiting_room(), 3 => protection(), 4 => defence(), 1 => appointments()];
    (prop::collection::vec(measure, 0..6), operator())
        .prop_map(|(measures, operator)| {
            // One of a kind.
            let first = |i: &usize| measures[..*i].iter().all(|m| kind(m) != kind(&measures[*i]));
            let measures: Vec<String> = (0..measures.len())
                .filter(first)
                .map(|i| format!("\n[[policy.p.measure]]\n{}", measures[i]))
                .collect();
            let measures = measures.concat();
            // A tier that grows by itself is left alone by the operator.
            let operator = if measures.contains("autoscaling") {
                operator.replace("capacity = { t0 = 2 }\n", "")
            } else {
                operator
            };
            format!("\n[policy.p]\ntitle = \"The policy\"\n{measures}{operator}")
        })
        .boxed()
}
