//! The queue is a birth and death chain, and the refused are a binomial share of those who came while it was long.

use crate::measures::{load, run};
use crate::messages::Language;
use crate::report::explain::explain;
use clickday_engine::model::{Document, Model, Problems};
use clickday_engine::scenario::Scenario;
use clickday_engine::sim::result::{NamedFigures, Outcome};
use clickday_engine::sim::{RunOptions, RunResult};
use clickday_engine::theory::birth_death::BirthDeath;

/// Customers a second. Each server serves one a second, on average.
const ARRIVALS: f64 = 4.0;
const SERVERS: usize = 3;
/// Customers that may wait before anybody is refused, and how likely it is then.
const ABOVE: usize = 2;
const P: f64 = 0.4;
/// Longer backlogs have a probability below 1e-15.
const LONGEST: usize = 200;
/// Independent replications of two hours.
const REPLICATIONS: u64 = 20;
/// Most standard errors by which an estimate may be off: 6 in 100,000 by bad luck.
const LIMIT: f64 = 4.0;

fn station(refusal: &str) -> Result<Model, Problems> {
    let text = format!(
        r#"
version = 1
title = "M/M/c with births thinned above a length"
calendar = {{ start = "2020-01-01 00:00", end = "2020-01-01 02:00" }}
[people.group.customers]
role = "customer"
arrivals = {{ poisson = "{ARRIVALS} per second" }}
[people.role.customer]
retry = 0
[journey]
page = [{{ name = "service", request = "service" }}]
[[portal.tier]]
name = "desk"
slots = {SERVERS}
backlog = {{ length = {LONGEST} }}
[portal.request.service]
work.desk = {{ exponential = "1 s" }}
[policy.none]
[[policy.p.measure]]
random-early-refusal = {{ {refusal} }}
"#
    );
    load::read(Document::of_text("station.toml", &text), &[])
}

fn under(policy: &str, probability: f64, replication: u64) -> RunResult {
    let refusal = format!("tier = \"desk\", above = {ABOVE}, probability = {probability}");
    let options = RunOptions {
        policy: policy.to_owned(),
        replication,
        ..RunOptions::default()
    };
    run(&station(&refusal).unwrap(), &options, &mut |_| {}).unwrap()
}

fn figures(run: &RunResult) -> &NamedFigures {
    run.measures.of("random-early-refusal").unwrap()
}

/// The chain of the customers inside: births are thinned while more than `ABOVE` wait.
fn chain() -> BirthDeath {
    let is_long = |inside: usize| inside.saturating_sub(SERVERS) > ABOVE;
    let birth = |inside| {
        if is_long(inside) {
            (1.0 - P) * ARRIVALS
        } else {
            ARRIVALS
        }
    };
    let death = |inside: usize| inside.min(SERVERS) as f64;
    BirthDeath::new(SERVERS + LONGEST, birth, death).unwrap()
}

/// Holds the mean of a sample to its exact value.
fn agrees(sample: &[f64], exact: f64) {
    let n = sample.len() as f64;
    let mean = sample.iter().sum::<f64>() / n;
    let variance = sample.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (n - 1.0);
    let error = (variance / n).sqrt();
    let off = (mean - exact) / error;
    assert!(
        off.abs() < LIMIT,
        "{mean} ± {error} instead of {exact}: {off} standard errors"
    );
}

#[test]
fn the_queue_is_that_of_a_chain_with_thinned_births() {
    let exact = chain().stationary();
    let runs: Vec<RunResult> = (0..REPLICATIONS).map(|r| under("p", P, r)).collect();
    let of = |figure: fn(&RunResult) -> f64| runs.iter().map(figure).collect::<Vec<f64>>();
    let inside = of(|run| run.tiers[0].1.mean_in_tier);
    agrees(&inside, exact.mean(|n| n as f64));
    // Arrivals of a Poisson stream see time averages.
    let refused = of(|run| run.attempts.of(Outcome::Shed) as f64 / run.attempts.total as f64);
    agrees(&refused, P * exact.at_least(SERVERS + ABOVE + 1));
    let served = of(|run| run.tiers[0].1.served as f64 / 7_200.0);
    agrees(&served, exact.mean(|n| n.min(SERVERS) as f64));
}

#[test]
fn the_refused_are_a_binomial_share_of_those_who_came_while_it_was_long() {
    let (mut came, mut refused) = (0, 0);
    for replication in 0..REPLICATIONS {
        let run = under("p", P, replication);
        assert_eq!(figures(&run).count("refused"), run.attempts.of(Outcome::Shed));
        came += figures(&run).count("came_above");
        refused += figures(&run).count("refused");
    }
    let off = (refused as f64 - P * came as f64) / (P * (1.0 - P) * came as f64).sqrt();
    assert!(
        off.abs() < LIMIT,
        "{refused} of {came} are refused: {off} standard deviations"
    );
}

#[test]
fn with_probability_zero_the_run_is_that_without_it() {
    let (off, without) = (under("p", 0.0, 0), under("none", 0.0, 0));
    assert_eq!(figures(&off).count("refused"), 0);
    assert_eq!(
        (off.attempts, off.submitted),
        (without.attempts, without.submitted)
    );
    assert_eq!(off.tiers, without.tiers);
}

#[test]
fn with_probability_one_nobody_joins_a_backlog_that_is_long() {
    let run = under("p", 1.0, 0);
    assert_eq!(figures(&run).count("refused"), figures(&run).count("came_above"));
    assert!(run.tiers[0].1.mean_in_tier < (SERVERS + ABOVE + 1) as f64);
}

#[test]
fn what_can_never_happen_is_told() {
    for (refusal, wrong) in [
        (
            "tier = \"desc\", above = 2, probability = 0.4",
            "there is no tier called `desc`",
        ),
        (
            "tier = \"desk\", above = 200, probability = 0.4",
            "the backlog of `desk` is never longer than 200",
        ),
        ("tier = \"desk\", above = 2", "`probability` is missing"),
    ] {
        let problems = station(refusal).unwrap_err().to_string();
        assert!(problems.contains(wrong), "{problems}");
    }
}

#[test]
fn the_policy_to_copy_fits_the_shipped_launch() {
    let mut launch = Document::open("models/inps-2020-04-01".as_ref());
    launch.add_policies(Document::of_text("policy.toml", include_str!("policy.toml")));
    let model = load::read(launch, &[])
        .map_err(|problems| problems.to_string())
        .unwrap();
    let scenario = Scenario::new(&model, "random-early-refusal", 1.0, None).unwrap();
    let explained = explain(&scenario, 1.0, Language::English).unwrap();
    let said = explained.find("early_refusal_bears").unwrap();
    assert!(said.value.unwrap() > 0.0 && !said.sentence.is_empty());
}
