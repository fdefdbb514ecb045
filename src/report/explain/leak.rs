//! Pages shown to the wrong person: what the public record says, beside what the cache of a policy
//! is expected to leak.

use super::launch::Launch;
use crate::measures::emergency_cache::CacheSummary;
use crate::model::LeakRecord;
use crate::statement::{Statement, Topic, Unit};

const TOPIC: Topic = Topic::Leak;

/// `said` is what the caches of the policy say.
pub(super) fn statements(launch: &Launch, mut said: Vec<Statement>) -> Vec<Statement> {
    if said.is_empty() {
        let why =
            "The policy has no cache that could forget whose page it holds: nobody is shown another's page.";
        return vec![Statement::not_applicable(
            "leak",
            TOPIC,
            "People shown another's page",
            why,
        )];
    }
    if said.iter().any(|s| s.value.is_some()) {
        said.extend(launch.model.leak_record.iter().map(record));
    }
    said
}

/// What the public record says, to be read beside what theory expects.
fn record(record: &LeakRecord) -> Statement {
    Statement::new(
        "leak_record",
        TOPIC,
        "People whose pages were shown, on record",
        (record.victims as f64, Unit::Count("people")),
        format!(
            "{} people's pages over {}, by the public record: {}.",
            record.victims, record.over, record.source
        ),
    )
    .formula("count", "public record")
    .assuming("whoever looked asked for the pages as the model's people do")
    .simulated_by(|o| {
        // The nodes of a cache do not shrink with the scale: only full scale tells its figures.
        let cache = CacheSummary::of(o.run).filter(|_| o.run.scale >= 1.0)?;
        Some(cache.victims as f64)
    })
}
