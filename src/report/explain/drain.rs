//! Statements on how long the backlog of the day lasts.

use super::flow::Day;
use super::launch::Launch;
use super::storm::overload;
use crate::measures::closure::Closure;
use crate::messages::explain::{Backlog, Cleared, EmptyAfterClosing, NoBacklog, NoEmptying};
use crate::statement::observed::{NEVER, civil};
use crate::statement::{Statement, Topic, Unit};
use clickday_engine::scenario::{Stream, TierIndex};
use clickday_engine::theory::drain::drain;

const TOPIC: Topic = Topic::Drain;
const HONNAPPA: &str = "Honnappa, Jain and Ward, Queueing Systems 80 (2015)";
const DEATH: &str = "Kleinrock, Queueing Systems I (1975), section 2.5";

/// Beyond this probability of giving up a failed attempt is the end for many, and a backlog does
/// not last (assumed).
const IMPATIENT: f64 = 0.05;

/// The longest line that is emptied one by one.
const LONGEST: f64 = 5e6;

pub(super) fn statements(launch: &Launch, day: &Day) -> Vec<Statement> {
    let say = launch.language.explain();
    let mut said = Vec::new();
    let gives_up = gives_up(launch);
    if gives_up > IMPATIENT {
        let words = say.no_backlog(NoBacklog::PeopleGiveUp(1.0 / gives_up));
        said.push(Statement::without_value("most_unserved", TOPIC, words));
    } else if day.most_unserved < 1.0 {
        let words = say.no_backlog(NoBacklog::ServedAtOnce);
        said.push(Statement::absent("most_unserved", TOPIC, words));
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
    let say = launch.language.explain();
    let most = Statement::worded(
        "most_unserved",
        TOPIC,
        (day.most_unserved, Unit::Count("people")),
        say.most_unserved(Backlog {
            people: day.most_unserved,
            at: &civil(launch.clock, day.most_at),
            offices: launch.streams.iter().any(|s| s.office.is_some()),
            room: launch.room().is_some(),
        }),
    )
    .source(HONNAPPA)
    .simulated_by(|o| Some(o.most_unserved()));
    let at = civil(launch.clock, day.cleared_at.unwrap_or_default());
    let cleared = match day.cleared_at {
        None => Cleared::Never(day.unserved),
        Some(cleared_at) => Cleared::At {
            at: &at,
            after_s: cleared_at - day.most_at,
        },
    };
    let cleared = Statement::worded(
        "cleared_at",
        TOPIC,
        (day.cleared_at.unwrap_or(NEVER), Unit::Moment),
        say.cleared_at(cleared),
    )
    .source(HONNAPPA);
    let end = civil(launch.clock, launch.horizon_s);
    let served = Statement::worded(
        "served",
        TOPIC,
        (day.served, Unit::Count("applications")),
        say.served(day.served, &end, day.served / people),
    )
    .source(HONNAPPA)
    .simulated_by(|o| Some(o.of_launch(o.run.submitted)));
    [most, cleared, served]
}

/// How long a full portal takes to empty once the door is closed.
fn closing(launch: &Launch) -> Statement {
    let say = launch.language.explain();
    match emptying(launch) {
        Ok(empty) => Statement::worded(
            "empty_after_closing",
            TOPIC,
            (empty.mean_s, Unit::Seconds),
            say.empty_after_closing(empty),
        )
        .source(DEATH),
        Err(why @ NoEmptying::Unbounded) => {
            Statement::without_value("empty_after_closing", TOPIC, say.no_emptying(why))
        }
        Err(why) => Statement::absent("empty_after_closing", TOPIC, say.no_emptying(why)),
    }
}

fn emptying(launch: &Launch) -> Result<EmptyAfterClosing, NoEmptying> {
    let closes = launch.measures.iter().any(|m| m.get::<Closure>().is_some());
    if !closes {
        return Err(NoEmptying::NeverCloses);
    }
    let stream = launch.typical().ok_or(NoEmptying::NoLimit)?;
    let full = overload(launch, stream).ok_or(NoEmptying::NoLimit)?;
    let inside = (full.delay_s * full.when_full).round();
    if !inside.is_finite() || inside > LONGEST {
        return Err(NoEmptying::Unbounded);
    }
    let tier = launch
        .bottleneck(&stream.application)
        .map_or(TierIndex::FIRST, |(t, _)| t);
    let servers = launch.stations[tier].most_work.round().max(1.0) as usize;
    let empty =
        drain(inside as usize, 0, servers, full.when_full / servers as f64).map_err(|_| NoEmptying::Empty)?;
    Ok(EmptyAfterClosing {
        requests: inside,
        mean_s: empty.mean,
        sd_s: empty.sd,
    })
}
