//! Requests that share a processor, and may have two states.

use super::plain::{Figure, IN_TIER, Named, Plain, REFUSED, SERVED, SOJOURN, TOPIC, UTILISATION, figure};
use crate::messages::Words;
use crate::messages::explain::{QueueLaw, TwoStates};
use crate::statement::{Statement, Unit};
use clickday_engine::scenario::ServiceCurve;
use clickday_engine::theory::TheoryError;
use clickday_engine::theory::sharing::{Modes, Sharing};

/// Beyond so many slots a processor without a penalty is taken to hold any number.
const AS_GOOD_AS_ANY: u64 = 100_000;

const LAW: Named = Named {
    law: QueueLaw::Sharing,
    source: "Cohen, Acta Informatica 12 (1979); Kelly, Reversibility and Stochastic Networks (1979)",
};

const MODES: Named = Named {
    law: QueueLaw::TwoModes,
    source: "Cohen (1979); Kleinrock, Queueing Systems I (1975), section 3.1",
};

pub(super) fn statements(plain: &Plain) -> Result<Vec<Statement>, TheoryError> {
    let role = plain.stream.role;
    let again = role.retry.get() > 0.0
        || role.come_back.get() > 0.0
        || role.retry_first.is_some_and(|s| s.get() > 0.0);
    let Some(speed) = plain
        .station
        .service
        .filter(|_| plain.is_patient() && !again && plain.backlog() == Some(0))
    else {
        return Ok(Vec::new());
    };
    let sharing = match speed {
        ServiceCurve::Cores(cores) if plain.station.slots > AS_GOOD_AS_ANY => {
            Sharing::unbounded(plain.rate, plain.mean_work, cores)?
        }
        _ => Sharing::new(plain.rate, plain.mean_work, plain.station.slots as usize, speed)?,
    };
    if let (Some(modes), true) = (sharing.modes(), plain.is_exponential()) {
        return Ok(two_states(plain, &sharing, modes));
    }
    let done = sharing.throughput() * plain.mean_work / plain.station.most_work;
    Ok(told(
        plain,
        &[
            (&UTILISATION, done),
            (&IN_TIER, sharing.mean_in_tier()),
            (&SOJOURN, sharing.mean_sojourn()),
            (&REFUSED, sharing.p_refused()),
        ],
    ))
}

fn told(plain: &Plain, figures: &[(&'static Figure, f64)]) -> Vec<Statement> {
    figures
        .iter()
        .map(|(which, value)| figure(plain, LAW, which, *value))
        .collect()
}

/// A processor that has two states at this demand: which it is in depends on where it began.
fn two_states(plain: &Plain, sharing: &Sharing, modes: Modes) -> Vec<Statement> {
    let top = sharing.chain().top();
    let collapse = sharing.chain().mean_time_to(modes.good, modes.bad);
    let recovery = sharing.chain().mean_time_to(modes.bad, modes.good);
    let full = plain.station.start_full_of.is_some();
    let life = if full { recovery } else { collapse };
    let states = if full {
        modes.unstable..=top
    } else {
        0..=modes.unstable.saturating_sub(1)
    };
    let within = |f: &dyn Fn(usize) -> f64| sharing.law().mean_within(states.clone(), f);
    let served = within(&|n| sharing.chain().death(n));
    let inside = within(&|n| n as f64);
    let (least, most) = (
        plain.station.work_at(plain.station.slots),
        plain.station.most_work,
    );
    let mut said = Vec::from(range(
        plain,
        least / plain.mean_work,
        most / plain.mean_work,
        modes,
    ));
    said.extend(lives(plain, collapse, recovery, modes));
    // The law of one state describes a run only while it lasts.
    if let (Some(served), Some(inside), true) = (served, inside, life > 10.0 * plain.horizon_s) {
        said.push(figure(plain, MODES, &SERVED, served));
        said.push(figure(plain, MODES, &IN_TIER, inside));
    }
    said
}

fn range(plain: &Plain, least: f64, most: f64, modes: Modes) -> [Statement; 2] {
    let tell = |id, per_s, words: Words| {
        let value = (per_s, Unit::PerSecond("requests"));
        Statement::worded(id, TOPIC, value, words).source(MODES.source)
    };
    let until = plain.say.two_states_until(most, plain.rate, states(modes));
    [
        tell("two_states_from", least, plain.say.two_states_from(least)),
        tell("two_states_until", most, until),
    ]
}

fn lives(plain: &Plain, collapse: f64, recovery: f64, modes: Modes) -> [Statement; 2] {
    let tell = |id, life: f64, words: Words| {
        Statement::worded(id, TOPIC, (life, Unit::Seconds), words).source(MODES.source)
    };
    let (say, states) = (plain.say, states(modes));
    [
        tell(
            "time_to_collapse",
            collapse,
            say.time_to_collapse(collapse, states),
        ),
        tell(
            "time_to_recovery",
            recovery,
            say.time_to_recovery(recovery, states),
        ),
    ]
}

fn states(modes: Modes) -> TwoStates {
    TwoStates {
        good: modes.good as f64,
        unstable: modes.unstable as f64,
        bad: modes.bad as f64,
    }
}
