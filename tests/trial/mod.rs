//! A trial: whatever could be read is also run, so small that thousands can be, and must come to its end or be refused with a
//! reason. Debug builds check the books of each.
//!
//! Shared by the mutations of the shipped files and by the fuzz targets.

// Each of them uses its own part of this.
#![allow(dead_code)]

use clickday::measures::run;
use clickday::model::attack::Attack;
use clickday::model::people::Arrivals;
use clickday::model::units::{Count, Rate};
use clickday::model::{CivilClock, Model, Problems};
use clickday::sim::{RunOptions, SimError};

/// People of a closed group, operators of an office, and slots that begin full.
const MOST_PEOPLE: u64 = 20;
/// Newcomers of a stream, on average.
const MOST_NEWCOMERS: f64 = 200.0;
/// Events after which a trial is broken off.
const MOST_EVENTS: u64 = 20_000;
/// The longest trial: the three days of the INPS launch, and one [µs].
const LONGEST_US: u64 = 4 * 86_400_000_000;

/// How a trial ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// At its last instant.
    Well,
    /// Broken off after the most events.
    TooLong,
    /// Not begun, for a reason that could be told.
    Refused,
}

/// Problems have something to say, and a place that can be shown.
pub(crate) fn assert_showable(problems: &Problems) {
    assert!(!problems.is_empty(), "refused without a reason");
    let handler = miette::GraphicalReportHandler::new_themed(miette::GraphicalTheme::unicode_nocolor());
    for problem in problems {
        assert!(!problem.wrong.is_empty(), "a problem that says nothing");
        assert!(!problem.file.is_empty(), "a problem without a file: {problem:?}");
        if let Some(span) = &problem.span {
            assert!(
                problem.text.get(span.clone()).is_some(),
                "no place in the text: {problem:?}"
            );
            assert!(problem.line_and_column().is_some());
        }
        let shown = handler.render_report(&mut String::new(), problem);
        assert!(shown.is_ok(), "cannot be shown: {problem:?}");
    }
}

/// Runs `model` under the policy that `choice` picks, at a size that takes no time.
pub(crate) fn attempt(mut model: Model, choice: u64) -> Ended {
    let policies: Vec<&String> = model.policy.keys().collect();
    let policy = (!policies.is_empty()).then(|| policies[choice as usize % policies.len()].clone());
    // With what the policy sets: else the model would be tamed, and another one run.
    model = policy.as_ref().map_or(&model, |name| model.under(name)).clone();
    let until_us = tame(&mut model);
    let options = RunOptions {
        policy: policy.unwrap_or_else(|| "open".to_owned()),
        seed: choice,
        until_us: Some(until_us),
        most_events: Some(MOST_EVENTS),
        ..RunOptions::default()
    };
    match run(&model, &options, &mut |_| {}) {
        Ok(result) => {
            assert_eq!(
                result.tried,
                result.submitted + result.given_up + result.still_trying,
                "people are missing"
            );
            assert!(
                serde_json::to_string(&result).is_ok(),
                "the result cannot be written"
            );
            Ended::Well
        }
        Err(SimError::TooManyEvents { .. }) => Ended::TooLong,
        Err(refusal) => {
            assert!(!refusal.to_string().is_empty());
            Ended::Refused
        }
    }
}

/// Makes a model small, and says how long it is run [µs].
fn tame(model: &mut Model) -> u64 {
    let fewer = |n: &mut Count| *n = Count::new(n.get().min(MOST_PEOPLE));
    let mut fastest = 0.0_f64;
    let mut closed = false;
    for group in model.people.group.values_mut() {
        closed |= group.size.is_some();
        group.size.iter_mut().for_each(fewer);
        fastest += match &group.arrivals {
            None => 0.0,
            Some(Arrivals::Poisson(rate)) => rate.per_s(),
            Some(Arrivals::PoissonSteps(steps)) => {
                steps.iter().map(|step| step.rate.per_s()).fold(0.0, f64::max)
            }
        };
    }
    model
        .people
        .office
        .values_mut()
        .for_each(|office| fewer(&mut office.operators));
    for tier in model.portal.tier.iter_mut().filter(|t| t.start_full_of.is_some()) {
        fewer(&mut tier.slots);
    }
    let hourly: Rate = "1 per hour".parse().unwrap_or_default();
    for attack in model.attack.values_mut() {
        let pulses = match attack {
            Attack::Flood(flood) => &mut flood.pulse,
            Attack::SlowConnections(slow) => &mut slow.pulse,
            Attack::CredentialStuffing(stuffing) => &mut stuffing.pulse,
            Attack::QueueBots(bots) => &mut bots.pulse,
        };
        for pulse in pulses {
            if closed && pulse.rate > hourly {
                pulse.rate = hourly;
            }
            fastest += pulse.rate.per_s();
        }
    }
    let horizon_us = CivilClock::new(&model.calendar).map_or(1, |clock| clock.horizon_us());
    let enough_us = if closed {
        f64::INFINITY
    } else {
        1e6 * MOST_NEWCOMERS / fastest
    };
    (enough_us as u64).clamp(1, horizon_us.min(LONGEST_US))
}
