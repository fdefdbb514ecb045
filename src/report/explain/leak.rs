//! Pages shown to the wrong person by a cache that forgets whose they are.

use super::intents::seconds;
use super::launch::Launch;
use super::observed::Observed;
use super::statement::{Statement, Topic, Unit};
use super::words::{amount, number, time};
use crate::model::LeakRecord;
use crate::model::policy::{EmergencyCache, Measure};
use crate::report::figures::rounded;
use crate::sim::result::CacheSummary;
use crate::theory::cache_leak::{Leak, leak};

const TOPIC: Topic = Topic::Leak;
const LABEL: &str = "People shown another's page";
const RENEWAL: &str = "renewal of a lifetime and an exponential gap, Σ P(Poisson(uρ(W−kT)) > k)";
const COX: &str = "Cox, Renewal Theory (1962), section 2.2";
const AS_MANY: &str = "whoever first wants to apply while the cache is on asks for each of its pages once, evenly over that time; reloads \
    show more people more pages, and a portal that is down stores fewer";

pub(super) fn statements(launch: &Launch) -> Vec<Statement> {
    let cache = launch.measures.iter().find_map(|measure| match measure {
        Measure::EmergencyCache(cache) => Some(cache),
        _ => None,
    });
    let Some(cache) = cache else {
        return vec![absent(
            "The policy has no cache that could forget whose page it holds: nobody is shown another's page.",
        )];
    };
    match expected(launch, cache) {
        Some(told) => {
            let recorded = launch.model.leak_record.iter().map(record);
            [shown(cache, &told), stored(cache, &told)]
                .into_iter()
                .chain(recorded)
                .collect()
        }
        None => vec![absent("Nobody comes while the cache is on.")],
    }
}

fn absent(why: &str) -> Statement {
    Statement::absent("leak", TOPIC, LABEL, why)
}

/// What a cache is expected to leak.
struct Expected {
    /// Of one page at one node.
    of_one: Leak,
    /// Pages times nodes.
    caches: f64,
    /// Requests for one page at one node \[1/s\].
    rate: f64,
}

fn expected(launch: &Launch, cache: &EmergencyCache) -> Option<Expected> {
    let end = launch.horizon_s;
    let from = seconds(&launch.clock, &cache.from).clamp(0.0, end);
    let until = seconds(&launch.clock, &cache.until).clamp(0.0, end);
    let come: f64 = launch
        .streams
        .iter()
        .map(|s| s.intents.before(until) - s.intents.before(from))
        .sum();
    let nodes = cache.nodes.get() as f64;
    let window = until - from;
    let rate = come / window / nodes;
    let lifetime = cache.lifetime.as_micros() as f64 / 1e6;
    Some(Expected {
        of_one: leak(window, lifetime, rate, cache.stored.get()).ok()?,
        caches: cache.pages.len() as f64 * nodes,
        rate,
    })
}

fn shown(cache: &EmergencyCache, told: &Expected) -> Statement {
    let times = told.of_one.exposures * told.caches;
    Statement::new(
        "leak",
        TOPIC,
        LABEL,
        (times, Unit::Count("times")),
        format!(
            "A page is asked for {} times a second at each of {} nodes and kept for {}: {} times somebody sees the page of another.",
            number(told.rate),
            cache.nodes.get(),
            time(cache.lifetime.as_micros() as f64 / 1e6),
            rounded(times)
        ),
    )
    .by(RENEWAL, COX)
    .supposing(AS_MANY)
    .beside(|o| of_cache(o, |c| c.exposures))
}

fn stored(cache: &EmergencyCache, told: &Expected) -> Statement {
    let pages = told.of_one.victims * told.caches;
    Statement::new(
        "leak_victims",
        TOPIC,
        "Pages kept and shown to others",
        (pages, Unit::Count("pages")),
        format!(
            "{} pages are kept, each somebody's: {} for each of {} pages and nodes.",
            rounded(pages),
            amount(told.of_one.victims),
            cache.pages.len() as u64 * cache.nodes.get()
        ),
    )
    .by(RENEWAL, COX)
    .supposing(AS_MANY)
    .beside(|o| of_cache(o, |c| c.stored))
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
    .by("count", "public record")
    .supposing("whoever looked asked for the pages as the model's people do")
    .beside(|o| of_cache(o, |c| c.victims))
}

/// A figure of the run's caches: their nodes do not shrink with the scale, so that only full scale tells it.
fn of_cache(observed: &Observed, figure: fn(&CacheSummary) -> u64) -> Option<f64> {
    let cache = observed.run.emergency_cache.as_ref();
    cache
        .filter(|_| observed.run.scale >= 1.0)
        .map(|c| figure(c) as f64)
}
