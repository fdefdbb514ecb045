//! Statements on how long the backlog of the day lasts.

use super::flow::Day;
use super::launch::Launch;
use super::storm::overload;
use crate::figures::{count, percent, rounded};
use crate::measures::closure::Closure;
use crate::scenario::{Stream, TierIndex};
use crate::statement::observed::{NEVER, ending, moment};
use crate::statement::words::{number, time};
use crate::statement::{Statement, Topic, Unit};
use crate::theory::drain::drain;

const TOPIC: Topic = Topic::Drain;
const FLUID: &str = "fluid queue (Δ/GI/1), step by step";
const HONNAPPA: &str = "Honnappa, Jain and Ward, Queueing Systems 80 (2015)";
const BEST: &str = "people come at the expected rate and overload costs nothing (no reload, no \
    lost session, nobody gives up because of it), which is the best that can be hoped for";

/// Beyond this probability of giving up a failed attempt is the end for many, and a backlog does
/// not last (assumed).
const IMPATIENT: f64 = 0.05;

/// The longest line that is emptied one by one.
const LONGEST: f64 = 5e6;

pub(super) fn statements(launch: &Launch, day: &Day) -> Vec<Statement> {
    let mut said = Vec::new();
    let gives_up = gives_up(launch);
    if gives_up > IMPATIENT {
        let why = format!(
            "One in {} of those who fail gives up for good, so that what piles up melts away: the \
                fluid, in which all persist, says nothing here.",
            number(1.0 / gives_up)
        );
        said.push(Statement::not_applicable(
            "most_unserved",
            TOPIC,
            "Most people not served yet",
            why,
        ));
    } else if day.most_unserved < 1.0 {
        let why = "In the fluid everyone is served as they come: what waits by chance is a matter \
            for the textbooks.";
        said.push(Statement::not_applicable(
            "most_unserved",
            TOPIC,
            "Most people not served yet",
            why,
        ));
    } else {
        said.extend(backlog(launch, day));
    }
    said.push(closing(launch));
    said
}

/// Probability that someone who fails gives up, where people can fail at all: they lose patience,
/// or find no room.
fn gives_up(launch: &Launch) -> f64 {
    let bounded = launch
        .stations
        .iter()
        .any(|s| s.spec.backlog.as_ref().is_none_or(|b| b.length.is_some()));
    let of = |s: &Stream| {
        let stops = 1.0 - (s.role.retry.get() * s.retry).min(1.0);
        let fails = bounded || s.role.patience.is_some();
        // People who wait before the door, or whose file waits at an office, are not refused.
        if fails && !launch.always_has_room() && s.office.is_none() {
            stops * (1.0 - s.role.come_back.get())
        } else {
            0.0
        }
    };
    launch.streams.iter().map(of).fold(0.0, f64::max)
}

fn backlog(launch: &Launch, day: &Day) -> [Statement; 3] {
    let people: f64 = launch.streams.iter().map(|s| s.people).sum();
    let most = Statement::new(
        "most_unserved",
        TOPIC,
        "Most people not served yet",
        (day.most_unserved, Unit::Count("people")),
        format!(
            "Even at its best the portal has {} people before it at {}.",
            rounded(day.most_unserved),
            moment(launch.clock, day.most_at)
        ),
    )
    .formula(FLUID, HONNAPPA)
    .assuming(format!(
        "{BEST}; in a run, who is still obtaining a credential counts too"
    ))
    .simulated_by(|o| Some(o.most_unserved()));
    let at = day.cleared_at.unwrap_or(NEVER);
    let words = match day.cleared_at {
        None => format!(
            "Within the run the backlog is never worked off; {} are left at the end.",
            count(day.unserved)
        ),
        Some(at) => format!(
            "{} after the worst moment, at {}, all but one in a hundred of those who have come \
                are served.",
            time(at - day.most_at),
            moment(launch.clock, at)
        ),
    };
    let cleared = Statement::new(
        "cleared_at",
        TOPIC,
        "The backlog is worked off at",
        (at, Unit::Moment),
        words,
    )
    .written(moment(launch.clock, at))
    .formula(FLUID, HONNAPPA)
    .assuming(BEST)
    .not_simulated(
        "a run counts everyone not served, those obtaining a credential and those gone \
            home too: see the line above and the one below",
    );
    let served = Statement::new(
        "served",
        TOPIC,
        "Applications by the end, at best",
        (day.served, Unit::Count("applications")),
        format!(
            "{} by {}: {} of those who come.",
            count(day.served),
            ending(launch.clock, launch.horizon_s),
            percent(day.served / people)
        ),
    )
    .formula(FLUID, HONNAPPA)
    .assuming(BEST)
    .simulated_by(|o| Some(o.of_launch(o.run.submitted)));
    [most, cleared, served]
}

/// How long a full portal takes to empty once the door is closed.
fn closing(launch: &Launch) -> Statement {
    let label = "Empty after closing the door";
    let not_applicable = |why: &str| Statement::not_applicable("empty_after_closing", TOPIC, label, why);
    let closes = launch.measures.iter().any(|m| m.get::<Closure>().is_some());
    if !closes {
        return not_applicable("This policy never closes the door for a while.");
    }
    let Some((stream, full)) = launch.typical().and_then(|s| overload(launch, s).map(|o| (s, o))) else {
        return not_applicable("Nobody comes, or the portal has no limit.");
    };
    let inside = (full.delay_s * full.when_full).round();
    if !inside.is_finite() || inside > LONGEST {
        return not_applicable("The backlog has no bound, and neither has the time to empty it.");
    }
    let tier = launch
        .bottleneck(&stream.application)
        .map_or(TierIndex::FIRST, |(t, _)| t);
    let servers = launch.stations[tier].most_work.round().max(1.0) as usize;
    let Ok(empty) = drain(inside as usize, 0, servers, full.when_full / servers as f64) else {
        return not_applicable("Nothing is inside.");
    };
    let words = format!(
        "A portal with everything full holds {} requests; the last of them is answered {} after \
            the door closes (give or take {}).",
        count(inside),
        time(empty.mean),
        time(empty.sd)
    );
    Statement::new(
        "empty_after_closing",
        TOPIC,
        label,
        (empty.mean, Unit::Seconds),
        words,
    )
    .formula(
        "pure death process, Σ 1/(min(k,c) μ)",
        "Kleinrock, Queueing Systems I (1975), section 2.5",
    )
    .assuming("work is exponential, as if each core served one request at a time, and nobody leaves")
    .not_simulated("a run is not watched request by request")
}
