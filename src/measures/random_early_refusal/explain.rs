//! What it amounts to, before any run.

use crate::statement::{Expected, Statement, Topic, Unit};

use super::RandomEarlyRefusal;
use super::words::words;

const FLOYD: &str = "Floyd and Jacobson, IEEE/ACM Trans. Networking 1 (1993)";

/// The most openings a second that are thinned to what the portal can complete, `C / (1 − p)`.
pub(super) fn bearable(refusal: &RandomEarlyRefusal, launch: &dyn Expected) -> Statement {
    let id = "early_refusal_bears";
    let say = words(launch.language());
    let p = refusal.probability.get();
    let Some(capacity) = launch.typical().and_then(|typical| typical.capacity) else {
        return Statement::absent(id, Topic::Measures, say.no_work());
    };
    if p >= 1.0 {
        return Statement::absent(id, Topic::Measures, say.never_longer());
    }
    let most = capacity / (1.0 - p);
    let words = say.bears(refusal.told(), most);
    Statement::worded(id, Topic::Measures, (most, Unit::PerSecond("sessions")), words).source(FLOYD)
}
