//! Requests that share a processor, and may have two states.

use super::plain::{Figure, IN_TIER, Named, Plain, REFUSED, SERVED, SOJOURN, TOPIC, UTILISATION, figure};
use crate::scenario::ServiceCurve;
use crate::statement::words::{number, time};
use crate::statement::{Statement, Unit};
use crate::theory::TheoryError;
use crate::theory::sharing::{Modes, Sharing};

/// Beyond so many slots a processor without a penalty is taken to hold any number.
const AS_GOOD_AS_ANY: u64 = 100_000;

const LAW: Named = Named {
    name: "processor sharing, M/G/K-PS",
    source: "Cohen, Acta Informatica 12 (1979); Kelly, Reversibility and Stochastic Networks (1979)",
    supposing: "people come at random (Poisson), nobody leaves or tries again, and the run is \
        long (a steady state); of the law of work only the mean counts",
};

const MODES: Named = Named {
    name: "processor sharing with two modes, and hitting times of a birth-death chain",
    source: "Cohen (1979); Kleinrock, Queueing Systems I (1975), section 3.1",
    supposing: "people come at random (Poisson), work is exponential, and the run is shorter than \
        the life of the state it begins in",
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
    let mut said = range(plain, least / plain.mean_work, most / plain.mean_work, modes);
    said.extend(lives(collapse, recovery, modes));
    // The law of one state describes a run only while it lasts.
    if let (Some(served), Some(inside), true) = (served, inside, life > 10.0 * plain.horizon_s) {
        said.push(figure(plain, MODES, &SERVED, served));
        said.push(figure(plain, MODES, &IN_TIER, inside));
    }
    said
}

fn range(plain: &Plain, least: f64, most: f64, modes: Modes) -> Vec<Statement> {
    let tell = |id, label, value, words: String| {
        Statement::new(id, TOPIC, label, (value, Unit::PerSecond("requests")), words)
            .formula(MODES.name, MODES.source)
            .assuming(MODES.supposing)
            .not_simulated("a range shows in a sweep of the demand, not in one run")
    };
    vec![
        tell(
            "two_states_from",
            "Two states from a demand of",
            least,
            format!(
                "Full, the processor still does {} a second; below that it always recovers.",
                number(least)
            ),
        ),
        tell(
            "two_states_until",
            "Two states up to a demand of",
            most,
            format!(
                "At its best it does {} a second. At {} it is well with {} inside, and lost beyond {}.",
                number(most),
                number(plain.rate),
                modes.good,
                modes.unstable
            ),
        ),
    ]
}

fn lives(collapse: f64, recovery: f64, modes: Modes) -> [Statement; 2] {
    let tell = |id, label, value, words| {
        Statement::new(id, TOPIC, label, (value, Unit::Seconds), words)
            .formula(MODES.name, MODES.source)
            .assuming(
                "people come at random (Poisson) and work is exponential; it is a mean \
                over many runs",
            )
            .not_simulated("one run collapses or recovers once, or not at all")
    };
    [
        tell(
            "time_to_collapse",
            "Mean time until it collapses",
            collapse,
            format!(
                "From {} inside, all being well, until {} are inside: {}.",
                modes.good,
                modes.bad,
                time(collapse)
            ),
        ),
        tell(
            "time_to_recovery",
            "Mean time until it recovers",
            recovery,
            format!(
                "From {} inside until all is well again: {}.",
                modes.bad,
                time(recovery)
            ),
        ),
    ]
}
