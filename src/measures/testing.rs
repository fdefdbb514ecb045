//! Models that tests of several measures share: people who all come at once, and people who come steadily.

use crate::measures::{load, run};
use clickday_engine::model::{Document, Model};
use clickday_engine::sim::{RunOptions, RunResult};

/// A day and a half for `people` who all want to apply at eight, on a portal without limits; `pages` pages, nobody tries twice.
pub(super) fn crowd(people: u64, pages: usize, policy: &str) -> String {
    let page = |i: usize| format!("{{ name = \"p{i}\", request = \"page\" }}");
    let pages: Vec<String> = (0..pages).map(page).collect();
    format!(
        r#"
version = 1
title = "A crowd"
calendar = {{ start = "2020-04-01 00:00", end = "2020-04-04 00:00", time-zone = "Europe/Rome" }}
[people.group.crowd]
size = {people}
role = "citizen"
demand = "at-eight"
[[people.demand.at-eight.part]]
burst = {{ weight = 1, at = "2020-04-01 08:00" }}
[people.role.citizen]
at-closed-door = {{ complies = 0.8 }}
[journey]
page = [{}]
[[portal.tier]]
name = "web"
slots = 1_000_000
[portal.request.page]
work.web = {{ fixed = "1 s" }}
[policy.open]
[policy.p]
{policy}
"#,
        pages.join(", ")
    )
}

/// Customers at so many a second, over two hours, before a web tier of ten cores.
pub(super) fn stream(rate: f64, slots: u64, policy: &str) -> String {
    format!(
        r#"
version = 1
title = "A stream"
calendar = {{ start = "2020-04-01 00:00", end = "2020-04-01 02:00" }}
[people.group.customers]
role = "customer"
arrivals = {{ poisson = "{rate} per second" }}
[people.role.customer]
[journey]
page = [{{ name = "form", request = "page" }}]
[[portal.tier]]
name = "web"
slots = {slots}
cores = 10
[portal.request.page]
work.web = {{ fixed = "1 s" }}
[policy.open]
[policy.p]
{policy}
"#
    )
}

pub(super) fn read(text: &str) -> Model {
    load::read(Document::of_text("model.toml", text), &[]).unwrap_or_else(|problems| panic!("{problems:?}"))
}

pub(super) fn under(model: &Model, policy: &str, replication: u64) -> RunResult {
    let options = RunOptions {
        policy: policy.to_owned(),
        seed: 20_200_401,
        replication,
        ..RunOptions::default()
    };
    run(model, &options, &mut |_| {}).unwrap()
}

/// Of `n`, a share `p` on average, independently: `found` is not surprising.
#[track_caller]
pub(super) fn is_binomial(found: u64, n: u64, p: f64) {
    let n = n as f64;
    let z = (found as f64 - n * p) / (n * p * (1.0 - p)).sqrt();
    assert!(z.abs() < 4.0, "{found} of {n}, expected {}: z = {z}", n * p);
}

pub(super) fn submitted_by(result: &RunResult, time: &str) -> u64 {
    let found = result.submitted_by.iter().find(|c| c.time.starts_with(time));
    found.map_or(0, |c| c.count)
}

pub(super) fn shedding(by: &str, share: f64) -> String {
    format!("[[policy.p.measure]]\nshedding = {{ by = \"{by}\", share = {share} }}\n")
}

pub(super) const GROWING: &str = "[[policy.p.measure]]\nautoscaling = { tier = \"web\", step = 0.2, every = \"10 min\", above = 0.7, \
                       over = \"3 min\", most = 3.0 }\n";
