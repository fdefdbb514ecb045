//! An office whose operators never lack files, alone before one tier: the machine-repair model.

use super::plain::{Named, Plain, SERVED, SOJOURN, UTILISATION, figure};
use crate::measures::open::Open;
use crate::messages::explain::QueueLaw;
use crate::report::explain::launch::Launch;
use crate::report::explain::load::file_s;
use crate::statement::Statement;
use clickday_engine::scenario::{ServiceCurve, TierIndex};
use clickday_engine::theory::closed::Closed;

const LAW: Named = Named {
    law: QueueLaw::MachineRepair,
    source: "Kleinrock, Queueing Systems II (1976), section 4.12",
};

/// The most operators whose law is computed state by state.
const MOST_OPERATORS: u64 = 1_000_000;

pub(super) fn statements(launch: &Launch) -> Option<Vec<Statement>> {
    let ([station], [page], [stream]) = (
        &launch.stations.raw,
        launch.scenario.application(),
        launch.streams.as_slice(),
    ) else {
        return None;
    };
    let office = stream.office?;
    let work = launch.scenario.classes[page.class].work[TierIndex::FIRST].as_ref()?;
    let mean_work = stream.application.work_s[TierIndex::FIRST];
    let operators = office.operators;
    let shared = match station.service {
        Some(speed @ ServiceCurve::Cores(_)) => speed,
        None => ServiceCurve::Cores(station.slots as f64),
        Some(_) => return None,
    };
    // Everybody finds a slot, nobody leaves, and the door is open.
    let plain = operators <= station.slots.min(MOST_OPERATORS)
        && stream.behaviour.patience.is_none()
        && work.is_exponential()
        && office.hours.is_always(launch.scenario.end_us)
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
        say: launch.language.explain(),
        station,
        stream,
        tier: station.name.clone(),
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
