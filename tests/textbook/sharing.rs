//! Requests that share a processor: M/G/1-PS, M/G/c-PS, with a limit, and in a closed system.

use clickday::scenario::ServiceCurve;
use clickday::theory::closed::Closed;
use clickday::theory::sharing::Sharing;

use crate::Checked;
use crate::common::replicate;
use crate::estimates::*;

#[test]
fn shared_processors_do_not_care_how_uneven_the_work_is() -> Checked {
    let queue = Sharing::unbounded(0.8, 1.0, 1.0)?;
    for law in [
        "{ fixed = \"1 s\" }",
        "{ exponential = \"1 s\" }",
        "{ hyperexponential = { mean = \"1 s\", cv = 2.0 } }",
        "{ lognormal = { mean = \"1 s\", cv = 2.0 } }",
    ] {
        let set = format!("portal.request.service.work.server={law}");
        let runs = replicate("models/textbook/mg1-ps.toml", &[&set], 1_500, 100_000, 20);
        has_settled(queue.chain(), &runs);
        mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
        mean_sojourn(&runs).agrees_with(queue.mean_sojourn());
        utilisation(&runs).agrees_with(0.8);
    }
    Ok(())
}

#[test]
fn shared_processors_with_several_cores_and_a_limit() -> Checked {
    let cores = [
        "portal.tier.0.cores=4",
        "people.group.customers.arrivals.poisson=\"3.2 per second\"",
    ];
    let open = replicate("models/textbook/mg1-ps.toml", &cores, 500, 40_000, 20);
    let queue = Sharing::unbounded(3.2, 1.0, 4.0)?;
    has_settled(queue.chain(), &open);
    mean_sojourn(&open).agrees_with(queue.mean_sojourn());
    utilisation(&open).agrees_with(0.8);

    // M/G/10/K-PS with four cores and too much work.
    let set = [
        cores[0],
        "people.group.customers.arrivals.poisson=\"4.4 per second\"",
        "portal.tier.0.slots=10",
    ];
    let limited = replicate("models/textbook/mg1-ps.toml", &set, 200, 20_000, 20);
    let queue = Sharing::new(4.4, 1.0, 10, ServiceCurve::Cores(4.0))?;
    has_settled(queue.chain(), &limited);
    p_refused(&limited).agrees_with(queue.p_refused());
    mean_in_tier(&limited).agrees_with(queue.mean_in_tier());
    mean_sojourn(&limited).agrees_with(queue.mean_sojourn());
    throughput(&limited).agrees_with(queue.throughput());
    Ok(())
}

#[test]
fn operators_and_one_processor() -> Checked {
    let system = Closed::new(100, 10.0, 0.1, ServiceCurve::Cores(1.0))?;
    let runs = replicate("models/textbook/machine-repair.toml", &[], 200, 10_000, 20);
    throughput(&runs).agrees_with(system.throughput());
    page_time(&runs).agrees_with(system.mean_response());
    mean_in_tier(&runs).agrees_with(system.law().mean_state());
    utilisation(&runs).agrees_with(1.0 - system.law().p(0));
    Ok(())
}
