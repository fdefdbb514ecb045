//! What it amounts to, before any run.

use crate::messages::Language;
use crate::statement::{Statement, Topic, Unit};
use clickday_engine::math;

use super::Autoscaling;
use super::words::{Growth, words};

/// When a tier that is always busy has grown as far as it may.
pub(super) fn growth(scaling: &Autoscaling, language: Language) -> Statement {
    let (most, step) = (scaling.most.get(), scaling.step.get());
    let over = scaling.over.as_secs_f64();
    let say = words(language);
    if most <= 1.0 || step <= 0.0 {
        return Statement::absent("autoscaling_time", Topic::Measures, say.does_not_grow());
    }
    let steps = (math::ln(most) / math::ln_1p(step) - 1e-9).ceil().max(1.0);
    let between = (scaling.every.as_secs_f64() / over).ceil() * over;
    let takes = over + (steps - 1.0) * between;
    let words = say.grows_within(Growth {
        tier: &scaling.tier,
        steps,
        step,
        most,
    });
    Statement::worded("autoscaling_time", Topic::Measures, (takes, Unit::Seconds), words)
        .source("counting")
        .simulated_by(move |o| o.run.measures.scaling.last().map(|last| last.at_s))
}
