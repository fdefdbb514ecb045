//! The textbook queues where they are hard to simulate: near saturation, far above it, with very uneven work, with a thousand servers, with
//! hardly any patience; and at every scale.

use clickday::theory::finite_room::FiniteRoom;
use clickday::theory::general_service::{GeneralService, ServiceTime};
use clickday::theory::impatience::Impatience;
use clickday::theory::many_servers::ManyServers;
use clickday::theory::sharing::Sharing;

use crate::Checked;
use crate::common::{Estimate, Replications, Subject, replicate, tier};
use crate::estimates::*;

fn share_abandoned(runs: &Replications) -> Estimate {
    runs.ratio(
        "share that hangs up",
        |r| tier(r).abandoned as f64,
        |r| tier(r).arrivals as f64,
    )
}

#[track_caller]
fn many_servers_follow(runs: &Replications, queue: &ManyServers) -> Checked {
    has_settled(&queue.chain()?, runs);
    mean_in_tier(runs).agrees_with(queue.mean_in_tier());
    mean_sojourn(runs).agrees_with(queue.mean_sojourn());
    mean_backlog_wait(runs).agrees_with(queue.mean_backlog_wait());
    p_wait(runs).agrees_with(queue.p_wait());
    utilisation(runs).agrees_with(queue.utilisation());
    Ok(())
}

#[test]
fn nineteen_parts_in_twenty_of_what_one_desk_can_do() -> Checked {
    let set = ["people.group.customers.arrivals.poisson=\"0.95 per second\""];
    let runs = replicate("models/textbook/mm1.toml", &set, 15_000, 150_000, 20);
    many_servers_follow(&runs, &ManyServers::new(0.95, 1.0, 1)?)
}

#[test]
fn forty_nine_parts_in_fifty_of_what_ten_desks_can_do() -> Checked {
    let set = ["people.group.customers.arrivals.poisson=\"9.8 per second\""];
    let runs = replicate("models/textbook/mmc.toml", &set, 8_000, 60_000, 20);
    many_servers_follow(&runs, &ManyServers::new(9.8, 1.0, 10)?)
}

#[test]
fn a_thousand_desks() -> Checked {
    let set = [
        "portal.tier.0.slots=1_000",
        "people.group.customers.arrivals.poisson=\"970 per second\"",
    ];
    let runs = replicate("models/textbook/mmc.toml", &set, 100, 400, 12);
    many_servers_follow(&runs, &ManyServers::new(970.0, 1.0, 1_000)?)
}

#[test]
fn very_uneven_work() -> Checked {
    for (law, work) in [
        (
            "{ hyperexponential = { mean = \"1 s\", cv = 4.0 } }",
            ServiceTime::hyperexponential(1.0, 4.0)?,
        ),
        (
            "{ lognormal = { mean = \"1 s\", cv = 4.0 } }",
            ServiceTime::lognormal(1.0, 4.0)?,
        ),
    ] {
        let queue = GeneralService::new(0.5, work)?;
        let set = [
            "people.group.customers.arrivals.poisson=\"0.5 per second\"".to_owned(),
            format!("portal.request.service.work.desk={law}"),
        ];
        let runs = replicate(
            "models/textbook/mg1.toml",
            &[&set[0], &set[1]],
            10_000,
            250_000,
            40,
        );
        mean_backlog_wait(&runs).agrees_with(queue.mean_backlog_wait());
        mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
        p_wait(&runs).agrees_with(queue.utilisation());
        utilisation(&runs).agrees_with(queue.utilisation());
    }
    Ok(())
}

#[test]
fn a_shared_processor_near_saturation_does_not_care_how_uneven_the_work_is() -> Checked {
    let queue = Sharing::unbounded(0.95, 1.0, 1.0)?;
    let set = [
        "people.group.customers.arrivals.poisson=\"0.95 per second\"",
        "portal.request.service.work.server={ hyperexponential = { mean = \"1 s\", cv = 3.0 } }",
    ];
    let runs = replicate("models/textbook/mg1-ps.toml", &set, 40_000, 100_000, 20);
    mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
    mean_sojourn(&runs).agrees_with(queue.mean_sojourn());
    utilisation(&runs).agrees_with(0.95);
    Ok(())
}

#[test]
fn half_as_much_again_as_ten_desks_can_do() -> Checked {
    let set = ["people.group.customers.arrivals.poisson=\"15 per second\""];
    let queue = FiniteRoom::new(15.0, 1.0, 10, 30)?;
    let runs = replicate("models/textbook/mmck.toml", &set, 100, 10_000, 20);
    has_settled(queue.chain(), &runs);
    p_refused(&runs).agrees_with(queue.p_refused());
    mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
    mean_sojourn(&runs).agrees_with(queue.mean_sojourn());
    throughput(&runs).agrees_with(queue.throughput());
    Ok(())
}

#[test]
fn half_as_much_again_as_a_hundred_operators_can_do_and_hardly_any_patience() -> Checked {
    // A patience of 2 s, and one of 20 ms: nearly Erlang's loss system.
    for (rate, patience_ms) in [(150.0, 2_000), (110.0, 20)] {
        let leaving = 1_000.0 / f64::from(patience_ms);
        let queue = Impatience::new(rate, 1.0, 100, leaving)?;
        let set = [
            format!("people.group.callers.arrivals.poisson=\"{rate} per second\""),
            format!("people.role.caller.patience.law.exponential=\"{patience_ms} ms\""),
        ];
        let runs = replicate(
            "models/textbook/erlang-a.toml",
            &[&set[0], &set[1]],
            100,
            1_500,
            20,
        );
        has_settled(queue.chain(), &runs);
        p_wait(&runs).agrees_with(queue.p_wait());
        share_abandoned(&runs).agrees_with(queue.p_abandon());
        mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
        mean_backlog_wait(&runs).agrees_with(queue.mean_served_wait());
        utilisation(&runs).agrees_with(queue.utilisation());
    }
    Ok(())
}

#[test]
fn scale_matters_at_saturation_and_not_beyond() -> Checked {
    // A thousand operators and patience of 10 s, at full scale, at a tenth and at a hundredth: each is the smaller queue's exact value.
    for rho in [1.0, 1.2] {
        for (scale, operators, seconds) in [(0.01, 10, 20_000), (0.1, 100, 4_000), (1.0, 1_000, 600)] {
            let set = [
                format!(
                    "people.group.callers.arrivals.poisson=\"{} per second\"",
                    1_000.0 * rho
                ),
                "portal.tier.0.slots=1_000".to_owned(),
                "people.role.caller.patience.law.exponential=\"10 s\"".to_owned(),
            ];
            let set: Vec<&str> = set.iter().map(String::as_str).collect();
            let subject = Subject::new("models/textbook/erlang-a.toml", &set).at_scale(scale);
            let runs = subject.replicate(200, seconds, 10);
            let queue = Impatience::new(rho * operators as f64, 1.0, operators, 0.1)?;
            has_settled(queue.chain(), &runs);
            share_abandoned(&runs).agrees_with(queue.p_abandon());
            p_wait(&runs).agrees_with(queue.p_wait());
            mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
        }
    }
    Ok(())
}
