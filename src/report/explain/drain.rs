//! How long it takes to work off what has piled up.

use super::day::Day;
use super::launch::Launch;
use super::observed::{NEVER, moment};
use super::statement::{Statement, Topic, Unit};
use super::storm::overload;
use super::words::{share, time};
use crate::model::policy::Measure;
use crate::report::figures::{count, rounded};
use crate::theory::drain::drain;

const TOPIC: Topic = Topic::Drain;
const FLUID: &str = "fluid queue (Δ/GI/1), step by step";
const HONNAPPA: &str = "Honnappa, Jain and Ward, Queueing Systems 80 (2015)";
const BEST: &str = "people come at the expected rate, and overload costs nothing: no reload, no lost session, nobody gives up because of it. The best that can be hoped for";

/// The longest line that is emptied one by one.
const LONGEST: f64 = 5e6;

pub(super) fn statements(launch: &Launch, day: &Day) -> Vec<Statement> {
    let mut said = Vec::new();
    if day.most_unserved < 1.0 {
        let why = "In the fluid everyone is served as they come: what waits by chance is a matter for the textbooks.";
        said.push(Statement::absent(
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

fn backlog(launch: &Launch, day: &Day) -> [Statement; 3] {
    let people = day.served + day.unserved;
    let most = Statement::new(
        "most_unserved",
        TOPIC,
        "Most people not served yet",
        (day.most_unserved, Unit::Count("people")),
        format!(
            "Even at its best the portal has {} people before it at {}.",
            rounded(day.most_unserved),
            moment(&launch.clock, day.most_at)
        ),
    )
    .by(FLUID, HONNAPPA)
    .supposing(format!(
        "{BEST}; in a run, who is still obtaining a credential counts too"
    ))
    .beside(|o| Some(o.most_unserved()));
    let at = day.cleared_at.unwrap_or(NEVER);
    let words = match day.cleared_at {
        None => format!(
            "Within the run the backlog is never worked off; {} are left at the end.",
            count(day.unserved)
        ),
        Some(at) => format!(
            "{} after the worst moment, at {}, the last of them is served.",
            time(at - day.most_at),
            moment(&launch.clock, at)
        ),
    };
    let cleared = Statement::new("cleared_at", TOPIC, "The backlog is worked off at", (at, Unit::Moment), words)
        .written(moment(&launch.clock, at))
        .by(FLUID, HONNAPPA)
        .supposing(BEST)
        .alone("a run counts everyone not served, those obtaining a credential and those gone home too: see the line above and the one below");
    let served = Statement::new(
        "served",
        TOPIC,
        "Applications by the end, at best",
        (day.served, Unit::Count("applications")),
        format!(
            "{} by {}: {} of those who come.",
            count(day.served),
            moment(&launch.clock, launch.horizon_s),
            share(day.served / people)
        ),
    )
    .by(FLUID, HONNAPPA)
    .supposing(BEST)
    .beside(|o| Some(o.of_launch(o.run.submitted)));
    [most, cleared, served]
}

/// How long a full portal takes to empty once the door is closed.
fn closing(launch: &Launch) -> Statement {
    let label = "Empty after closing the door";
    let absent = |why: &str| Statement::absent("empty_after_closing", TOPIC, label, why);
    let closes = launch.measures.iter().any(|m| matches!(m, Measure::Closure(_)));
    if !closes {
        return absent("This policy never closes the door for a while.");
    }
    let Some((stream, full)) = launch.typical().and_then(|s| overload(launch, s).map(|o| (s, o))) else {
        return absent("Nobody comes, or the portal has no limit.");
    };
    let inside = (full.delay_s * full.when_full).round();
    if !inside.is_finite() || inside > LONGEST {
        return absent("The backlog has no bound, and neither has the time to empty it.");
    }
    let tier = launch.bottleneck(&stream.application).map_or(0, |(t, _)| t);
    let servers = launch.stations[tier].most_work.round().max(1.0) as usize;
    let Ok(empty) = drain(inside as usize, 0, servers, full.when_full / servers as f64) else {
        return absent("Nothing is inside.");
    };
    let words = format!(
        "A portal with everything full holds {} requests; the last of them is answered {} after the door closes (give or take {}).",
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
    .by(
        "pure death process, Σ 1/(min(k,c) μ)",
        "Kleinrock, Queueing Systems I (1975), section 2.5",
    )
    .supposing("exponential work, as if each core served one request at a time; nobody leaves")
    .alone("a run is not watched request by request")
}
