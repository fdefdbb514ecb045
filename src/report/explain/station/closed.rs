//! An office whose operators never lack files, alone before one tier: the machine-repair model.

use super::{Named, SERVED, SOJOURN, Statement, UTILISATION, figure};
use crate::measures::open::Open;
use crate::report::explain::launch::Launch;
use crate::report::explain::law::is_exponential;
use crate::report::explain::load::file_s;
use crate::theory::closed::Closed;
use crate::theory::sharing::Speed;

use super::Plain;

const LAW: Named = Named {
    name: "machine repair, a closed system",
    source: "Kleinrock, Queueing Systems II (1976), section 4.12",
    supposing: "work is exponential, there are always files, nobody else comes, and the run is \
        long (a steady state)",
};

/// The most operators whose law is computed state by state.
const MOST_OPERATORS: u64 = 1_000_000;

pub(super) fn statements(launch: &Launch) -> Option<Vec<Statement>> {
    let ([station], [page], [stream]) = (
        launch.stations.as_slice(),
        launch.model.journey.page.as_slice(),
        launch.streams.as_slice(),
    ) else {
        return None;
    };
    let office = stream.office?;
    let work = launch
        .model
        .portal
        .request
        .get(&page.request)?
        .work
        .get(&station.tier.name)?;
    let mean_work = stream.application.work_s[0];
    let operators = office.operators.get();
    let shared = match station.speed {
        Some(speed @ Speed::Cores(_)) => speed,
        None => Speed::Cores(station.slots as f64),
        Some(_) => return None,
    };
    let always = launch.clock.intervals(&office.hours, &office.days) == [(0, launch.clock.horizon_us())];
    // Everybody finds a slot, nobody leaves, and the door is open.
    let plain = operators <= station.slots.min(MOST_OPERATORS)
        && stream.role.patience.is_none()
        && is_exponential(work)
        && always
        && launch.measures.iter().all(|m| {
            m.get::<Open>()
                .is_some_and(|open| open.from.is_none() && open.until.is_none())
        })
        && launch.model.attack.is_empty();
    let think = file_s(stream) - mean_work;
    let system = Closed::new(usize::try_from(operators).ok()?, think, mean_work, shared).ok()?;
    // Files enough, and from the beginning.
    let enough = stream.intents.before(1e-6) >= 1.2 * system.throughput() * launch.horizon_s;
    if !plain || !enough {
        return None;
    }
    let plain = Plain {
        station,
        stream,
        tier: station.tier.name.clone(),
        rate: system.throughput(),
        work,
        mean_work,
        horizon_s: launch.horizon_s,
    };
    let busy = system.throughput() * mean_work / station.most_work;
    Some(vec![
        figure(&plain, LAW, &SERVED, system.throughput()),
        figure(&plain, LAW, &SOJOURN, system.mean_response()),
        figure(&plain, LAW, &UTILISATION, busy),
    ])
}
