//! What it amounts to, before any run.

use crate::figures::percent;
use crate::math;
use crate::statement::words::number;
use crate::statement::{Statement, Topic, Unit};

use super::Autoscaling;

const COUNTING: &str = "counting";

/// When a tier that is always busy has grown as far as it may.
pub(super) fn growth(scaling: &Autoscaling) -> Statement {
    let (most, step) = (scaling.most.get(), scaling.step.get());
    let over = scaling.over.as_secs_f64();
    let label = "Time a busy tier takes to grow as far as it may";
    if most <= 1.0 || step <= 0.0 {
        return Statement::not_applicable(
            "autoscaling_time",
            Topic::Measures,
            label,
            "The tier does not grow.",
        );
    }
    let steps = (math::ln(most) / math::ln_1p(step) - 1e-9).ceil().max(1.0);
    let between = (scaling.every.as_secs_f64() / over).ceil() * over;
    let takes = over + (steps - 1.0) * between;
    Statement::new(
        "autoscaling_time",
        Topic::Measures,
        label,
        (takes, Unit::Seconds),
        format!(
            "{} steps of {} make {} {} times as large; the tiers behind it stay as they are.",
            number(steps),
            percent(step),
            scaling.tier,
            number(most)
        ),
    )
    .formula("counting steps", COUNTING)
    .assuming("it is busy all the time; the lines above are for its size at the start")
    .simulated_by(move |o| o.run.measures.scaling.last().map(|last| last.at_s))
}
