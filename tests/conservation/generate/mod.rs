//! Random small models, written as TOML.

mod attack;
mod people;
mod policy;
mod portal;

use proptest::prelude::*;

/// The run lasts from midnight to this hour.
pub(crate) const HOURS: u64 = 4;
/// The widest bin of the time series, and an odd one [min].
const BINS: [&str; 3] = ["10 min", "7 min", "90 min"];

pub(crate) type Text = BoxedStrategy<String>;

/// A law of times between about `low` and `high` [ms].
fn law(low: u32, high: u32) -> Text {
    let mean = low..=high;
    prop_oneof![
        mean.clone().prop_map(|m| format!("{{ fixed = \"{m} ms\" }}")),
        mean.clone()
            .prop_map(|m| format!("{{ exponential = \"{m} ms\" }}")),
        mean.clone()
            .prop_map(|m| format!("{{ uniform = {{ from = \"0 ms\", to = \"{m} ms\" }} }}")),
        mean.clone()
            .prop_map(|m| format!("{{ lognormal = {{ median = \"{m} ms\", sigma = 1.5 }} }}")),
        mean.clone()
            .prop_map(|m| format!("{{ erlang = {{ mean = \"{m} ms\", stages = 3 }} }}")),
        mean.clone()
            .prop_map(|m| format!("{{ hyperexponential = {{ mean = \"{m} ms\", cv = 3 }} }}")),
        mean.prop_map(|m| format!("{{ weibull = {{ mean = \"{m} ms\", shape = 0.5 }} }}")),
    ]
    .boxed()
}

/// A line, or none.
fn perhaps(key: &'static str, value: impl Strategy<Value = String> + 'static) -> Text {
    prop::option::of(value)
        .prop_map(move |value| value.map_or(String::new(), |v| format!("{key} = {v}\n")))
        .boxed()
}

fn always(key: &'static str, value: impl Strategy<Value = String> + 'static) -> Text {
    value.prop_map(move |v| format!("{key} = {v}\n")).boxed()
}

fn share() -> Text {
    prop_oneof![
        Just("0.0".to_owned()),
        Just("1.0".to_owned()),
        (0.0..1.0).prop_map(|s| format!("{s:.3}"))
    ]
    .boxed()
}

fn number(range: std::ops::Range<u32>) -> Text {
    range.prop_map(|n| n.to_string()).boxed()
}

/// A duration between two bounds [s].
fn seconds(from: u32, to: u32) -> Text {
    (from..=to).prop_map(|s| format!("\"{s} s\"")).boxed()
}

/// An instant of the run, to the minute.
fn moment(from_min: u32, to_min: u32) -> Text {
    (from_min..=to_min)
        .prop_map(|m| format!("\"2020-04-01 {:02}:{:02}\"", m / 60, m % 60))
        .boxed()
}

/// Lines one below the other.
fn lines(parts: Vec<Text>) -> Text {
    parts.prop_map(|lines| lines.concat()).boxed()
}

/// A small model.
pub(crate) fn model() -> Text {
    let calendar = prop::sample::select(&BINS[..]).prop_map(|bin| {
        format!(
            "version = 1\ntitle = \"Random\"\n\n[calendar]\nstart = \"2020-04-01 00:00\"\nend = \"2020-04-01 0{HOURS}:00\"\ntime-zone = \"Europe/Rome\"\nbin = \"{bin}\"\n"
        )
    });
    lines(vec![
        calendar.boxed(),
        people::people(),
        people::journey(),
        portal::portal(),
        attack::attacks(),
        policy::policy(),
    ])
}
