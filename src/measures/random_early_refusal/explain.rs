//! What it amounts to, before any run.

use crate::figures::{count, percent};
use crate::statement::words::number;
use crate::statement::{Expected, Statement, Topic, Unit};

use super::RandomEarlyRefusal;

const LABEL: &str = "New sessions with which the backlog stays near its length";

/// The most openings a second that are thinned to what the portal can complete, `C / (1 − p)`.
pub(super) fn bearable(refusal: &RandomEarlyRefusal, launch: &dyn Expected) -> Statement {
    let id = "early_refusal_bears";
    let (p, above) = (refusal.probability.get(), count(refusal.above.get() as f64));
    let Some(capacity) = launch.typical().and_then(|typical| typical.capacity) else {
        return Statement::not_applicable(id, Topic::Measures, LABEL, "Nothing is asked of the portal.");
    };
    if p >= 1.0 {
        let why = "Everybody who begins while it is longer is refused: it never grows beyond, whoever comes.";
        return Statement::not_applicable(id, Topic::Measures, LABEL, why);
    }
    let most = capacity / (1.0 - p);
    Statement::new(
        id,
        Topic::Measures,
        LABEL,
        (most, Unit::PerSecond("sessions")),
        format!(
            "While more than {above} wait at {}, {} of new sessions are refused: up to {} a second are thinned to what the portal completes.",
            refusal.tier,
            percent(p),
            number(most)
        ),
    )
    .formula("thinning of a Poisson stream, C / (1 − p)", "Floyd and Jacobson, IEEE/ACM Trans. Networking 1 (1993)")
    .assuming("sessions are of one kind, and nobody comes back who was refused")
    .not_simulated("it is a bound on what may come, not what came")
}
