//! Which standard queue it is, and its figures.

use super::metastable;
use super::plain::{
    ABANDONED, Figure, IN_TIER, Named, P_WAIT, Plain, REFUSED, SERVED, SOJOURN, TOPIC, UTILISATION, WAIT,
    figure, growing,
};
use crate::messages::explain::QueueLaw;
use crate::statement::{Statement, Unit};
use clickday_engine::model::units::Share;
use clickday_engine::scenario::{Distribution, MICROS};
use clickday_engine::theory::TheoryError;
use clickday_engine::theory::erlang;
use clickday_engine::theory::finite_room::FiniteRoom;
use clickday_engine::theory::general_service::{GeneralService, ServiceTime};
use clickday_engine::theory::impatience::Impatience;
use clickday_engine::theory::many_servers::ManyServers;
use clickday_engine::theory::retrial::{Retrial, RetrialParameters};

/// The most slots whose law is computed state by state.
const MOST_SLOTS: u64 = 1_000_000;
/// The most slots of a retrial queue, whose law has two dimensions.
const MOST_RETRIAL_SLOTS: u64 = 2_000;
/// The most people who may wait in a room whose law is computed state by state.
const MOST_ROOM: u64 = 5_000_000;

pub(super) fn statements(plain: &Plain) -> Vec<Statement> {
    if plain.station.slots > MOST_SLOTS {
        return Vec::new();
    }
    let found = if plain.station.service.is_some() {
        metastable::statements(plain)
    } else {
        line(plain)
    };
    match found {
        Ok(said) => said,
        Err(TheoryError::Unstable { load }) => vec![growing(plain, load)],
        Err(_) => Vec::new(),
    }
}

type StationResult = Result<Vec<Statement>, TheoryError>;

/// A processor for each slot: servers and a line.
fn line(plain: &Plain) -> StationResult {
    let retry = plain
        .stream
        .role
        .retry
        .get()
        .max(plain.stream.role.retry_first.map_or(0.0, Share::get));
    let never_again = retry <= 0.0 && plain.stream.role.come_back.get() <= 0.0;
    match plain.backlog() {
        None if plain.patience_in_line().is_some() && never_again && plain.is_exponential() => {
            impatient(plain)
        }
        None if plain.is_patient() && plain.is_exponential() => many_servers(plain),
        None if plain.is_patient() && plain.station.slots == 1 => one_server(plain),
        Some(0) if plain.is_patient() && never_again => loss(plain),
        Some(0) if plain.is_patient() => retrial(plain),
        Some(waits) if plain.is_patient() && never_again && plain.is_exponential() => room(plain, waits),
        _ => Ok(Vec::new()),
    }
}

fn servers(plain: &Plain) -> usize {
    plain.station.slots as usize
}

fn told(plain: &Plain, law: Named, figures: &[(&'static Figure, f64)]) -> Vec<Statement> {
    figures
        .iter()
        .map(|(which, value)| figure(plain, law, which, *value))
        .collect()
}

fn many_servers(plain: &Plain) -> StationResult {
    let queue = ManyServers::new(plain.rate, 1.0 / plain.mean_work, servers(plain))?;
    let law = Named {
        law: if plain.station.slots == 1 {
            QueueLaw::OneServer
        } else {
            QueueLaw::ManyServers
        },
        source: "Kleinrock, Queueing Systems I (1975), sections 3.2 and 3.5",
    };
    Ok(told(
        plain,
        law,
        &[
            (&UTILISATION, queue.utilisation()),
            (&IN_TIER, queue.mean_in_tier()),
            (&SOJOURN, queue.mean_sojourn()),
            (&WAIT, queue.mean_backlog_wait()),
            (&P_WAIT, queue.p_wait()),
        ],
    ))
}

fn one_server(plain: &Plain) -> StationResult {
    let work = match plain.work {
        Distribution::Lognormal(_) => ServiceTime::lognormal(plain.mean_work, plain.work.cv())?,
        Distribution::Hyperexponential { .. } => {
            ServiceTime::hyperexponential(plain.mean_work, plain.work.cv())?
        }
        Distribution::Erlang { stages, .. } => ServiceTime::erlang(plain.mean_work, *stages as usize)?,
        Distribution::Uniform { from, width } => {
            ServiceTime::uniform(from / MICROS, (from + width) / MICROS)?
        }
        Distribution::Fixed(_) => ServiceTime::fixed(plain.mean_work)?,
        Distribution::Exponential { .. } => ServiceTime::exponential(plain.mean_work)?,
        Distribution::Weibull { .. } => return Ok(Vec::new()),
    };
    let queue = GeneralService::new(plain.rate, work)?;
    let law = Named {
        law: QueueLaw::GeneralService,
        source: "Kleinrock, Queueing Systems I (1975), chapter 5",
    };
    Ok(told(
        plain,
        law,
        &[
            (&UTILISATION, queue.utilisation()),
            (&IN_TIER, queue.mean_in_tier()),
            (&SOJOURN, queue.mean_sojourn()),
            (&WAIT, queue.mean_backlog_wait()),
        ],
    ))
}

fn impatient(plain: &Plain) -> StationResult {
    let Some(patience) = plain.patience_in_line() else {
        return Ok(Vec::new());
    };
    let queue = Impatience::new(plain.rate, 1.0 / plain.mean_work, servers(plain), 1.0 / patience)?;
    let law = Named {
        law: QueueLaw::Impatience,
        source: "Garnett, Mandelbaum and Reiman, M&SOM 4 (2002)",
    };
    Ok(told(
        plain,
        law,
        &[
            (&UTILISATION, queue.utilisation()),
            (&IN_TIER, queue.mean_in_tier()),
            (&P_WAIT, queue.p_wait()),
            (&ABANDONED, queue.p_abandon()),
        ],
    ))
}

fn loss(plain: &Plain) -> StationResult {
    let load = plain.rate * plain.mean_work;
    let lost = erlang::loss(servers(plain), load)?;
    let law = Named {
        law: QueueLaw::Loss,
        source: "Erlang (1917); Sevast'yanov (1957) for work of any law",
    };
    let busy = load * (1.0 - lost);
    Ok(told(
        plain,
        law,
        &[
            (&REFUSED, lost),
            (&IN_TIER, busy),
            (&UTILISATION, busy / plain.station.slots as f64),
        ],
    ))
}

fn room(plain: &Plain, waits: u64) -> StationResult {
    if plain.station.slots + waits > MOST_ROOM {
        return Ok(Vec::new());
    }
    let all = (plain.station.slots + waits) as usize;
    let queue = FiniteRoom::new(plain.rate, 1.0 / plain.mean_work, servers(plain), all)?;
    let law = Named {
        law: QueueLaw::FiniteRoom,
        source: "Kleinrock, Queueing Systems I (1975), section 3.6",
    };
    Ok(told(
        plain,
        law,
        &[
            (&REFUSED, queue.p_refused()),
            (&IN_TIER, queue.mean_in_tier()),
            (&SOJOURN, queue.mean_sojourn()),
            (&WAIT, queue.mean_backlog_wait()),
            (&UTILISATION, queue.utilisation()),
            (&SERVED, queue.throughput()),
        ],
    ))
}

fn retrial(plain: &Plain) -> StationResult {
    let role = plain.stream.role;
    let constant =
        role.retry_half_life.is_none() && role.come_back.get() <= 0.0 && role.reload_at_once.get() <= 0.0;
    let between = plain
        .stream
        .behaviour
        .retry_after()
        .filter(|law| law.is_exponential());
    let (Some(between), true, true, true) = (
        between,
        constant,
        plain.is_exponential(),
        plain.station.slots <= MOST_RETRIAL_SLOTS,
    ) else {
        return Ok(Vec::new());
    };
    let persist = (role.retry.get() * plain.stream.retry).min(1.0);
    let first = role
        .retry_first
        .map_or(persist, |s| (s.get() * plain.stream.retry).min(1.0));
    let queue = Retrial::new(RetrialParameters {
        arrival_rate: plain.rate,
        service_rate: 1.0 / plain.mean_work,
        servers: servers(plain),
        retry_rate: MICROS / between.mean(),
        first_retry: first,
        persist,
    })?;
    let law = Named {
        law: QueueLaw::Retrial,
        source: "Falin and Templeton, Retrial Queues (1997), chapter 2",
    };
    let mut said = told(
        plain,
        law,
        &[
            (&REFUSED, queue.p_refused()),
            (&UTILISATION, queue.utilisation()),
            (&SERVED, queue.throughput()),
        ],
    );
    let orbit = queue.mean_orbit();
    said.push(
        Statement::worded(
            "mean_orbit",
            TOPIC,
            (orbit, Unit::Mean),
            plain.say.mean_orbit(orbit),
        )
        .source(law.source),
    );
    Ok(said)
}
