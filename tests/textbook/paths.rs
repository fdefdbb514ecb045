//! Where a system is on its way: openings, waves, closures, each along the whole path.

use clickday::sim::result::Outcome;
use clickday::theory::BirthDeath;
use clickday::theory::crowd::Crowd;
use clickday::theory::drain::drain;
use clickday::theory::fluid::{Callers, Centre, CentreParameters};
use clickday::theory::infinite_servers::{InfiniteServers, SojournTime};
use clickday::theory::planar::Planar;

use crate::Checked;
use crate::common::{Estimate, Subject, replicate, tier};
use crate::path::Path;

/// The mean number in each of a sequence of instants, as the rate of a chain changes at some of them.
fn mean_in_turn(
    instants: &[f64],
    chain_at: impl Fn(f64) -> Result<BirthDeath, clickday::theory::TheoryError>,
    start: usize,
) -> Result<Vec<f64>, clickday::theory::TheoryError> {
    let mut law = Vec::new();
    let mut now = 0.0;
    instants
        .iter()
        .map(|t| {
            // The rate is constant between two instants.
            let chain = chain_at(f64::midpoint(now, *t))?;
            if law.is_empty() {
                law = vec![0.0; chain.top() + 1];
                law[start] = 1.0;
            }
            law = chain.after(&law, t - now)?;
            now = *t;
            Ok(law.iter().enumerate().map(|(n, p)| n as f64 * p).sum())
        })
        .collect()
}

/// A chain needs births: so few that they never matter.
const NONE: f64 = 1e-300;

#[test]
fn a_counter_with_opening_hours() -> Checked {
    let subject = Subject::new("models/textbook/windows.toml", &[]).under("open");
    let runs = subject.replicate(0, 30, 3_000);
    Path::in_tier(&runs).follows(|instants| {
        let rate = |t: f64| match t {
            t if t < 10.0 => 3.0,
            t if t < 20.0 => 9.0,
            _ => NONE,
        };
        mean_in_turn(
            instants,
            |t| BirthDeath::new(50, |_| rate(t), |n| n.min(5) as f64),
            0,
        )
    })
}

#[test]
fn a_counter_that_is_shut_for_a_while() -> Checked {
    let subject = Subject::new("models/textbook/windows.toml", &[]).under("shut-for-a-while");
    let runs = subject.replicate(0, 30, 3_000);
    Path::in_tier(&runs).follows(|instants| {
        let rate = |t: f64| match t {
            t if t < 5.0 => 3.0,
            t if t < 12.0 => NONE,
            t if t < 20.0 => 9.0,
            _ => NONE,
        };
        mean_in_turn(
            instants,
            |t| BirthDeath::new(50, |_| rate(t), |n| n.min(5) as f64),
            0,
        )
    })?;
    // Five seconds at 3 and two at 9 found the door shut.
    let shut: Vec<f64> = runs
        .ends()
        .map(|r| r.attempts.of(Outcome::Closed) as f64)
        .collect();
    let turned_away = Estimate::of_sample("turned away at the door", &shut);
    turned_away.agrees_with(33.0);
    turned_away.scatters_like(33.0_f64.sqrt());
    Ok(())
}

#[test]
fn a_thousand_desks_fill_up_and_empty() -> Checked {
    // The same counter two hundred times as large: nothing in the engine may depend on size.
    let set = [
        "portal.tier.0.slots=1_000",
        "portal.tier.0.backlog.length=9_000",
        "people.group.customers.arrivals.poisson-steps=[{ from = \"2020-01-01 00:00:00\", rate = \"600 per second\" }, { from = \"2020-01-01 00:00:10\", rate = \"1800 per second\" }, { from = \"2020-01-01 00:00:20\", rate = \"0 per second\" }]",
    ];
    let subject = Subject::new("models/textbook/windows.toml", &set).under("open");
    let runs = subject.replicate(0, 30, 100);
    Path::in_tier(&runs).follows(|instants| {
        let rate = |t: f64| match t {
            t if t < 10.0 => 600.0,
            t if t < 20.0 => 1_800.0,
            _ => NONE,
        };
        // Eight thousand more than the desks can do come: the room of ten thousand is never full.
        mean_in_turn(
            instants,
            |t| BirthDeath::new(10_000, |_| rate(t), |n| n.min(1_000) as f64),
            0,
        )
    })
}

#[test]
fn visitors_who_do_not_disturb_each_other() -> Checked {
    let hour = 3_600.0;
    let steps: Vec<(f64, f64)> = (0..24)
        .map(|h| {
            let wave = (std::f64::consts::TAU * (f64::from(h) + 0.5) / 24.0).sin();
            (f64::from(h) * hour, (100.0 + 60.0 * wave).round() / hour)
        })
        .collect();
    for (law, stay) in [
        ("{ fixed = \"3 h\" }", SojournTime::fixed(3.0 * hour)?),
        ("{ exponential = \"3 h\" }", SojournTime::exponential(3.0 * hour)?),
        (
            "{ erlang = { mean = \"3 h\", stages = 3 } }",
            SojournTime::erlang(3.0 * hour, 3)?,
        ),
        (
            "{ lognormal = { mean = \"3 h\", cv = 2.0 } }",
            SojournTime::lognormal(3.0 * hour, 2.0)?,
        ),
    ] {
        let set = format!("portal.request.visit.work.rooms={law}");
        let runs = replicate("models/textbook/infinite-servers.toml", &[&set], 0, 86_400, 300);
        let visitors = InfiniteServers::new(&steps, stay)?;
        Path::in_tier(&runs)
            .follows(|instants| Ok(instants.iter().map(|t| visitors.mean_present(*t)).collect()))?;
        // The number itself is a Poisson variable.
        let inside: Vec<f64> = runs.ends().map(|r| tier(r).inside as f64).collect();
        let exact = visitors.mean_present(86_400.0);
        let at_midnight = Estimate::of_sample("visitors at midnight", &inside);
        at_midnight.agrees_with(exact);
        at_midnight.scatters_like(exact.sqrt());
        assert!(runs.ends().all(|r| tier(r).refused == 0));
    }
    Ok(())
}

#[test]
fn an_opening_before_a_crowd() -> Checked {
    let runs = replicate("models/textbook/crowd.toml", &[], 0, 300, 2_000);
    let crowd = Crowd::new(200, 100.0, 1, 1.0)?;
    Path::in_tier(&runs).follows(|instants| crowd.mean_path(instants))
}

#[test]
fn an_opening_before_a_large_crowd_is_a_flow() -> Checked {
    let people = 20_000;
    let crowd = Crowd::new(people, 100.0, 1, 100.0)?;
    let set = [
        "people.group.citizens.size=20_000",
        "portal.request.service.work.desk={ exponential = \"10 ms\" }",
    ];
    let runs = replicate("models/textbook/crowd.toml", &set, 0, 300, 40);
    // While the line is long against √N the desk is never idle: the mean is that of the flow, but for the customer or two whom the desk
    // could not serve in the first moments because nobody was there yet.
    let long = |t: f64| crowd.fluid_at(t) > 10.0 * (people as f64).sqrt();
    let bins: Vec<usize> = (0..60)
        .filter(|bin| long(5.0 * *bin as f64) && long(5.0 * (bin + 1) as f64))
        .collect();
    let (first, last) = (bins[0], bins[bins.len() - 1]);
    assert!(last - first > 12, "{first} to {last}");
    Path::in_tier(&runs).follows_in(first..last + 1, |instants| {
        Ok(instants.iter().map(|t| crowd.fluid_at(*t)).collect())
    })
}

#[test]
fn a_full_hall_empties() -> Checked {
    let runs = replicate("models/textbook/drain.toml", &[], 0, 60, 1_000);
    Path::in_tier(&runs).follows(|instants| {
        mean_in_turn(
            instants,
            |_| BirthDeath::new(500, |_| NONE, |n| n.min(20) as f64),
            500,
        )
    })
}

#[test]
fn the_last_leaves_a_full_hall_when_theory_says() -> Checked {
    let exact = drain(500, 0, 20, 1.0)?;
    let subject = Subject::new("models/textbook/drain.toml", &["calendar.bin=\"10 ms\""]);
    let emptied: Vec<f64> = (0..2_000)
        .map(|replication| {
            let run = subject.run(60, replication);
            assert_eq!(run.submitted, 500);
            let last = run.series.counts.iter().rposition(|bin| bin.submitted > 0);
            // Somewhere within the bin: in the middle, on average.
            (last.unwrap() as f64 + 0.5) * run.series.bin_s
        })
        .collect();
    Estimate::of_sample("time until the hall is empty", &emptied).agrees_with(exact.mean);
    let squares: Vec<f64> = emptied.iter().map(|t| (t - exact.mean).powi(2)).collect();
    Estimate::of_sample("its variance", &squares).agrees_with(exact.sd.powi(2));
    Ok(())
}

/// New callers per second and operator, in `models/textbook/call-centre.toml`.
const WAVES: [(f64, f64); 4] = [(0.0, 0.8), (10.0, 1.6), (20.0, 0.8), (30.0, 1.6)];

#[test]
fn callers_who_hang_up_and_call_again() -> Checked {
    // Ten operators: the pair (present, about to call again) as an exact chain.
    let operators = 10;
    let subject = Subject::new("models/textbook/call-centre.toml", &[]).at_scale(0.2);
    let runs = subject.replicate(0, 40, 1_500);
    let chain = |per_operator: f64| {
        Planar::new([110, 120])?
            .with_move([1, 0], |_, _| per_operator * operators as f64)?
            .with_move([1, -1], |_, again| 0.2 * again as f64)?
            .with_move([-1, 0], |present, _| {
                present.min(operators) as f64 + 0.1 * present.saturating_sub(operators) as f64
            })?
            .with_move([-1, 1], |present, _| {
                0.4 * present.saturating_sub(operators) as f64
            })
    };
    let (calm, busy) = (chain(0.8)?, chain(1.6)?);
    let mut law = calm.certain(0, 0)?;
    let mut again = 0.0;
    Path::in_tier(&runs).follows(|instants| {
        let mut now = 0.0;
        let mut path = Vec::new();
        for t in instants {
            let wave = WAVES.iter().rev().find(|(from, _)| *from <= now).unwrap().1;
            let chain = if wave > 1.0 { &busy } else { &calm };
            law = chain.after(&law, t - now)?;
            now = *t;
            path.push(chain.mean(&law, |present, _| present as f64));
        }
        assert!(calm.at_the_edge(&law) < 1e-9);
        again = calm.mean(&law, |_, again| again as f64);
        Ok(path)
    })?;
    let orbit: Vec<f64> = runs
        .ends()
        .map(|r| (r.still_trying - tier(r).inside) as f64)
        .collect();
    Estimate::of_sample("about to call again", &orbit).agrees_with(again);
    Ok(())
}

#[test]
fn a_large_call_centre_is_a_flow() -> Checked {
    // Two thousand operators; a hundred thousand callers a run.
    let operators = 2_000.0;
    let parameters = CentreParameters {
        servers: operators,
        service_rate: 1.0,
        abandonment_rate: 0.5,
        redial: 0.8,
        redial_rate: 0.2,
        reconnect: 0.0,
        reconnect_rate: 1.0,
    };
    let steps = WAVES.map(|(from, rate)| (from, rate * operators));
    let centre = Centre::new(parameters, &steps)?;
    let steps: Vec<String> = steps
        .iter()
        .map(|(from, rate)| {
            format!("{{ from = \"2020-01-01 00:00:{from:02}\", rate = \"{rate} per second\" }}")
        })
        .collect();
    let set = [
        "portal.tier.0.slots=2_000".to_owned(),
        format!(
            "people.group.callers.arrivals.poisson-steps=[{}]",
            steps.join(", ")
        ),
    ];
    let subject = Subject::new("models/textbook/call-centre.toml", &[&set[0], &set[1]]);
    let runs = subject.replicate(0, 40, 12);
    let mut end = Callers::default();
    Path::in_tier(&runs).follows(|instants| {
        let path = centre.path(Callers::default(), instants)?;
        end = path[path.len() - 1];
        Ok(path.iter().map(|callers| callers.present).collect())
    })?;
    let orbit: Vec<f64> = runs
        .ends()
        .map(|r| (r.still_trying - tier(r).inside) as f64)
        .collect();
    Estimate::of_sample("about to call again", &orbit).agrees_with(end.redialling);
    Ok(())
}
