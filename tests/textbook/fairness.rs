//! Fairness where it is known exactly: how unequal waits of a known law are, and how many are overtaken in a random order.

use clickday::theory::fairness::{
    gini_of_erlang, gini_of_lognormal, gini_of_uniform, mean_inversions, variance_of_inversions,
};

use crate::Checked;
use crate::common::{Estimate, replicate};

/// A desk for everybody: a stay is the time of the service, and the inequality of stays that of its law.
#[test]
fn stays_are_as_unequal_as_their_law() -> Checked {
    for (law, exact) in [
        ("{ exponential = \"1 s\" }", gini_of_erlang(1)?),
        ("{ erlang = { mean = \"1 s\", stages = 4 } }", gini_of_erlang(4)?),
        (
            "{ lognormal = { median = \"1 s\", sigma = 1.0 } }",
            gini_of_lognormal(1.0)?,
        ),
        (
            "{ uniform = { from = \"0 s\", to = \"2 s\" } }",
            gini_of_uniform(0.0, 2.0)?,
        ),
        ("{ fixed = \"1 s\" }", 0.0),
    ] {
        let set = [
            "people.group.citizens.size=20_000".to_owned(),
            "portal.tier.0.slots=20_000".to_owned(),
            "calendar.end=\"2020-01-01 01:00\"".to_owned(),
            format!("portal.request.service.work.desk={law}"),
        ];
        let set: Vec<&str> = set.iter().map(String::as_str).collect();
        let runs = replicate("models/textbook/crowd.toml", &set, 0, 3_600, 20);
        assert!(runs.ends().all(|r| r.submitted == 20_000));
        let sample: Vec<f64> = runs
            .ends()
            .filter_map(|r| r.equity.as_ref().and_then(|e| e.gini_wait))
            .collect();
        Estimate::of_sample("Gini of the stays", &sample).agrees_with(exact);
    }
    Ok(())
}

/// Ten thousand people come one by one before the opening, and are called by lot: as many pairs are turned round as stay, on average,
/// and their number scatters as in a random order.
#[test]
fn a_lottery_turns_half_of_the_pairs_round() {
    let people = 10_000;
    let set = [
        "people.demand.opening.part=[{ even = { weight = 1.0, from = \"2020-01-01 00:00\", until = \"2020-01-01 00:10\" } }]",
        "policy.by-lot.measure.0.waiting-room.opens=\"2020-01-01 00:20\"",
    ];
    let runs = replicate("models/textbook/waiting-room-lottery.toml", &set, 0, 3_600, 40);
    assert!(runs.ends().all(|r| r.submitted == people));
    let pairs = people as f64 * (people - 1) as f64 / 2.0;
    let sample: Vec<f64> = runs
        .ends()
        .filter_map(|r| r.equity.as_ref().and_then(|e| e.overtaking))
        .collect();
    let overtaken = Estimate::of_sample("share of the pairs overtaken", &sample);
    overtaken.agrees_with(mean_inversions(people) / pairs);
    overtaken.scatters_like(variance_of_inversions(people).sqrt() / pairs);
}
