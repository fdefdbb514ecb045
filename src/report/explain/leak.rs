//! Pages shown to the wrong person: what the public record says, beside what the cache of a policy
//! is expected to leak.

use super::launch::Launch;
use crate::measures::emergency_cache::CacheSummary;
use crate::messages::policy::LeakOnRecord;
use crate::statement::{Statement, Topic, Unit};
use clickday_engine::model::LeakRecord;

const TOPIC: Topic = Topic::Leak;

/// `said` is what the caches of the policy say.
pub(super) fn statements(launch: &Launch, mut said: Vec<Statement>) -> Vec<Statement> {
    if said.is_empty() {
        return vec![Statement::absent(
            "leak",
            TOPIC,
            launch.language.policy().no_leak(),
        )];
    }
    if said.iter().any(|s| s.value.is_some()) {
        let records = launch.model.leak_record.iter();
        said.extend(records.map(|on_record| record(launch, on_record)));
    }
    said
}

/// What the public record says, to be read beside what theory expects.
fn record(launch: &Launch, record: &LeakRecord) -> Statement {
    let people = record.victims as f64;
    let words = launch.language.policy().leak_record(LeakOnRecord {
        people,
        over_s: record.over.as_secs_f64(),
        source: &record.source,
    });
    Statement::worded("leak_record", TOPIC, (people, Unit::Count("people")), words)
        .source("public record")
        .simulated_by(|o| {
            // The nodes of a cache do not shrink with the scale: only full scale tells its figures.
            let cache = CacheSummary::of(o.run).filter(|_| o.run.scale >= 1.0)?;
            Some(cache.victims as f64)
        })
}
