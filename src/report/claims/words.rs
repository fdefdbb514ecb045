//! The results of claims as the catalogue of messages takes them.

use crate::experiment::claims::figures::Similarity;
use crate::experiment::claims::found::{Reading, SimulatedLaunch};
use crate::experiment::claims::paper::{OnPaper, Shown};
use crate::experiment::claims::quantity::{Counted, Kind, Reading as RateReading, SHARP_FACTOR};
use crate::experiment::claims::statement::Effect;
use crate::experiment::claims::verdict::{Answer, Evidence, Verdict};
use crate::experiment::statistics::Interval;
use crate::messages::claims::{
    ClaimRange, ClaimUnit, ClaimVerdict, Compared, CountOf, Measured, ModelValue, OnPaper as OnPaperText,
    RateOf, TimeEnd, VerdictKind, World,
};

/// A verdict.
pub(super) fn verdict(verdict: Verdict) -> ClaimVerdict {
    match verdict {
        Verdict::Consistent => ClaimVerdict::Consistent,
        Verdict::Inconsistent => ClaimVerdict::Inconsistent,
        Verdict::OnlyAs(counted) => ClaimVerdict::OnlyAs(count_of(counted)),
        Verdict::CannotTell => ClaimVerdict::CannotTell,
        Verdict::OutOfReach => ClaimVerdict::NotSimulated,
        Verdict::AsGiven => ClaimVerdict::SameAsInput,
        Verdict::NotAsGiven => ClaimVerdict::DiffersFromInput,
        Verdict::AddsUp => ClaimVerdict::AddsUp,
        Verdict::DoesNotAddUp => ClaimVerdict::DoesNotAddUp,
        Verdict::Similar(similarity) => match similarity {
            Similarity::Same => ClaimVerdict::SameNumber,
            Similarity::OtherUnit { factor } => ClaimVerdict::OtherUnit(factor),
            Similarity::SameRounded => ClaimVerdict::SameRounded,
            Similarity::Unlike { factor } => ClaimVerdict::Different(factor),
        },
    }
}

/// Which line of the list of verdicts explains it.
pub(super) fn verdict_kind(verdict: Verdict) -> VerdictKind {
    match verdict {
        Verdict::Consistent => VerdictKind::Consistent,
        Verdict::Inconsistent => VerdictKind::Inconsistent,
        Verdict::OnlyAs(_) => VerdictKind::OnlyAs,
        Verdict::CannotTell => VerdictKind::CannotTell,
        Verdict::OutOfReach => VerdictKind::NotSimulated,
        Verdict::AsGiven | Verdict::NotAsGiven => VerdictKind::Input,
        Verdict::AddsUp | Verdict::DoesNotAddUp => VerdictKind::Arithmetic,
        Verdict::Similar(_) => VerdictKind::Numbers,
    }
}

fn count_of(counted: Counted) -> CountOf {
    match counted {
        Counted::Applications => CountOf::Applications,
        Counted::People => CountOf::People,
        Counted::Attempts => CountOf::Attempts,
        Counted::AttemptsAndAttack => CountOf::AttemptsAndAttack,
    }
}

fn unit(name: &str) -> ClaimUnit {
    match name {
        "%" => ClaimUnit::Percent,
        "per second" => ClaimUnit::PerSecond,
        "per minute" => ClaimUnit::PerMinute,
        "per hour" => ClaimUnit::PerHour,
        "s" | "s from the start" => ClaimUnit::Seconds,
        "min" => ClaimUnit::Minutes,
        "h" => ClaimUnit::Hours,
        _ => ClaimUnit::Plain,
    }
}

/// What decided a claim without a run; `None` where the value it was decided by is missing.
pub(super) fn on_paper(on_paper: &OnPaper) -> Option<OnPaperText<'_>> {
    let what = on_paper.what.as_str();
    let value = || {
        Some(match on_paper.found.as_ref()? {
            Shown::Numbers {
                low,
                high,
                unit: name,
            } => ModelValue::Number(ClaimRange::Numbers {
                low: *low,
                high: *high,
                unit: unit(name),
            }),
            Shown::Instant(at) => ModelValue::Time(at),
            Shown::Word(word) => ModelValue::Word(word),
        })
    };
    let number = || match value()? {
        ModelValue::Number(range) => Some(range),
        ModelValue::Time(_) | ModelValue::Word(_) => None,
    };
    Some(match (on_paper.quantity, &on_paper.between) {
        ("reckoned", _) => OnPaperText::Sum(what, number()?),
        ("alike", _) => OnPaperText::OtherFigure(what, number()?),
        ("model-value", Some([from, until])) => OnPaperText::ModelTime(from, until, value()?),
        ("model-value", None) => OnPaperText::ModelValue(what, value()?),
        _ => OnPaperText::Nothing(what),
    })
}

/// What a reading measures.
pub(super) fn measured(reading: &Reading) -> Measured<'_> {
    let at = |key: &str| reading.window.get(key).map_or("", String::as_str);
    let of = reading.of.map_or(CountOf::Applications, count_of);
    match reading.quantity {
        "count" => Measured::Count {
            of,
            since: reading.window.get("since").map(String::as_str),
            by: at("by"),
        },
        "rate" => Measured::Rate {
            of,
            which: match reading.rate {
                Some(RateReading::Busiest) => RateOf::Busiest,
                Some(RateReading::SomeMoment) => RateOf::AnyMoment,
                _ => RateOf::Mean,
            },
            from: at("from"),
            until: at("until"),
        },
        "blocked" => Measured::Blocked {
            from: at("from"),
            until: at("until"),
        },
        "collapse" => Measured::Collapse,
        _ => Measured::Victims { by: at("by") },
    }
}

/// In which launch it measures that.
pub(super) fn world<'a>(reading: &'a Reading, launch: &'a SimulatedLaunch) -> World<'a> {
    let title = |name: &'a String| launch.worlds.get(name).unwrap_or(name).as_str();
    let with = reading.world.as_ref().map(title);
    match (reading.without.as_ref().map(title), reading.effect) {
        (Some(without), Some(Effect::Share)) => World::Share(with, without),
        (Some(without), _) => World::Difference(with, without),
        (None, _) => with.map_or(World::AsItWas, World::With),
    }
}

fn is_time(reading: &Reading) -> bool {
    reading.kind == Kind::Instant && reading.without.is_none()
}

/// The range that is claimed.
pub(super) fn claimed(reading: &Reading, launch: &SimulatedLaunch) -> ClaimRange {
    range(reading.judged.claimed, reading, launch, || TimeEnd::Open)
}

/// The range that was simulated; `None` where there was nothing.
pub(super) fn simulated(reading: &Reading, launch: &SimulatedLaunch) -> Option<ClaimRange> {
    let seen = reading.judged.seen?;
    Some(range(seen, reading, launch, || TimeEnd::Never))
}

fn range(
    Interval { low, high }: Interval,
    reading: &Reading,
    launch: &SimulatedLaunch,
    at_infinity: impl Fn() -> TimeEnd,
) -> ClaimRange {
    if !is_time(reading) {
        return ClaimRange::Numbers {
            low,
            high,
            unit: unit(reading.unit),
        };
    }
    let end = |at_s: f64| match at_s {
        f64::NEG_INFINITY => TimeEnd::Open,
        f64::INFINITY => at_infinity(),
        at_s => TimeEnd::At(launch.clock.format((at_s.max(0.0) * 1e6) as u64)),
    };
    ClaimRange::Times {
        low: end(low),
        high: end(high),
    }
}

/// How a claimed and a simulated range compare.
pub(super) fn compared(reading: &Reading, seen: Interval) -> Compared {
    let Evidence { claimed, answer, .. } = reading.judged;
    let is_ratio = reading.kind != Kind::Instant && reading.without.is_none();
    let is_below = claimed.low > seen.high;
    match answer {
        Answer::Consistent => Compared::Consistent,
        Answer::Inconsistent if is_ratio && is_below => Compared::TooHigh(claimed.low / seen.high),
        Answer::Inconsistent if is_ratio => Compared::TooLow(seen.low / claimed.high),
        Answer::Inconsistent => match (is_time(reading), is_below) {
            (true, true) => Compared::SimulatedEarlier,
            (true, false) => Compared::SimulatedLater,
            (false, true) => Compared::SimulatedBelow,
            (false, false) => Compared::SimulatedAbove,
        },
        Answer::CannotTell if is_ratio => Compared::WiderThanFactor(SHARP_FACTOR),
        Answer::CannotTell => Compared::PartlyOutside,
    }
}
