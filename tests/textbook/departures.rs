//! Work for senders who have gone: desks and shared cores that do not notice a departure, or do.

use clickday::theory::departures::Departures;

use crate::Checked;
use crate::common::{Replications, replicate, tier};
use crate::estimates::*;

const PATIENCE: &str = "people.role.customer.patience={ law = { exponential = \"4 s\" } }";

#[track_caller]
fn work_follows(runs: &Replications, exact: &Departures) {
    work_after_departure(runs).agrees_with(exact.after_departure);
    undelivered_work(runs).agrees_with(exact.undelivered);
}

/// M/M/1 with a load of 0.8 and a patience of four services: 5/9 of the work is done after the sender has gone, 29/45 of it on requests
/// whose answer nobody receives (`theory::departures`).
#[test]
fn one_desk_that_does_not_notice_departures() -> Checked {
    let exact = Departures::many_servers(0.8, 1.0, 1, 0.25)?;
    let runs = replicate("models/textbook/mm1.toml", &[PATIENCE], 2_000, 100_000, 20);
    work_follows(&runs, &exact);
    Ok(())
}

#[test]
fn ten_desks_that_do_not_notice_departures() -> Checked {
    let exact = Departures::many_servers(8.0, 1.0, 10, 0.25)?;
    let runs = replicate("models/textbook/mmc.toml", &[PATIENCE], 500, 10_000, 20);
    work_follows(&runs, &exact);
    Ok(())
}

#[test]
fn fixed_work_that_does_not_notice_departures() -> Checked {
    let exact = Departures::fixed_work(0.8, 1.0, 0.25)?;
    let set = [PATIENCE, "portal.request.service.work.desk={ fixed = \"1 s\" }"];
    let runs = replicate("models/textbook/mm1.toml", &set, 1_000, 60_000, 20);
    work_follows(&runs, &exact);
    Ok(())
}

/// On a shared core what is left of a request's work when its sender goes depends on who else was there.
#[test]
fn a_shared_core_that_does_not_notice_departures() -> Checked {
    for load in [0.5, 0.8] {
        let exact = Departures::sharing(load, 1.0, 0.25)?;
        let arrivals = format!("people.group.customers.arrivals.poisson=\"{load} per second\"");
        let work = "portal.request.service.work.server={ exponential = \"1 s\" }";
        let runs = replicate(
            "models/textbook/mg1-ps.toml",
            &[PATIENCE, work, &arrivals],
            1_500,
            60_000,
            20,
        );
        work_follows(&runs, &exact);
    }
    Ok(())
}

/// A desk that stops at a departure does nothing afterwards, to the bit; what it did before was for nobody all the same.
#[test]
fn who_cancels_does_nothing_after_a_departure() {
    let cancels = "portal.tier.0.cancel-on-disconnect=true";
    let exponential = "portal.request.service.work.server={ exponential = \"1 s\" }";
    let desk = replicate("models/textbook/mm1.toml", &[PATIENCE, cancels], 0, 5_000, 2);
    let core = replicate(
        "models/textbook/mg1-ps.toml",
        &[PATIENCE, cancels, exponential],
        0,
        5_000,
        2,
    );
    for run in desk.ends().chain(core.ends()) {
        assert_eq!(tier(run).work_after_departure_share.to_bits(), 0.0_f64.to_bits());
        assert!(tier(run).undelivered_work_share > 0.05, "{:?}", tier(run));
    }
}

/// With nobody who leaves there is no work for nobody.
#[test]
fn endless_patience_leaves_no_work_for_nobody() {
    for model in ["mm1", "mg1-ps"] {
        let runs = replicate(&format!("models/textbook/{model}.toml"), &[], 0, 5_000, 2);
        for run in runs.ends() {
            let shares = [
                tier(run).work_after_departure_share,
                tier(run).undelivered_work_share,
            ];
            assert_eq!(shares.map(f64::to_bits), [0.0_f64.to_bits(); 2]);
        }
    }
}
