//! What it is expected to leak, before any run.

use crate::figures::rounded;
use crate::statement::observed::Observed;
use crate::statement::words::{amount, number, time};
use crate::statement::{Expected, Statement, Topic, Unit};
use crate::theory::cache_leak::{Leak, leak};

use super::{CacheSummary, EmergencyCache};

const LABEL: &str = "People shown another's page";
const RENEWAL: &str = "renewal of a lifetime and an exponential gap, Σ P(Poisson(uρ(W−kT)) > k)";
const COX: &str = "Cox, Renewal Theory (1962), section 2.2";
const AS_MANY: &str = "whoever first wants to apply while the cache is on asks for each of its pages once, evenly over that time; reloads \
    show more people more pages, and a portal that is down stores fewer";

pub(super) fn statements(cache: &EmergencyCache, launch: &dyn Expected) -> Vec<Statement> {
    match leaking(launch, cache) {
        Some(told) => vec![shown(cache, &told), stored(cache, &told)],
        None => vec![Statement::not_applicable(
            "leak",
            Topic::Leak,
            LABEL,
            "Nobody comes while the cache is on.",
        )],
    }
}

/// What a cache is expected to leak.
struct Leaking {
    /// Of one page at one node.
    of_one: Leak,
    /// Pages times nodes.
    caches: f64,
    /// Requests for one page at one node \[1/s\].
    rate: f64,
}

fn leaking(launch: &dyn Expected, cache: &EmergencyCache) -> Option<Leaking> {
    let (from, until) = (launch.within_run(&cache.from), launch.within_run(&cache.until));
    let come = launch.come_between(from, until);
    let nodes = cache.nodes.get() as f64;
    let window = until - from;
    let rate = come / window / nodes;
    let lifetime = cache.lifetime.as_micros() as f64 / 1e6;
    Some(Leaking {
        of_one: leak(window, lifetime, rate, cache.stored.get()).ok()?,
        caches: cache.pages.len() as f64 * nodes,
        rate,
    })
}

fn shown(cache: &EmergencyCache, told: &Leaking) -> Statement {
    let times = told.of_one.exposures * told.caches;
    Statement::new(
        "leak",
        Topic::Leak,
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
    .formula(RENEWAL, COX)
    .assuming(AS_MANY)
    .simulated_by(|o| of_cache(o, |c| c.exposures))
}

fn stored(cache: &EmergencyCache, told: &Leaking) -> Statement {
    let pages = told.of_one.victims * told.caches;
    Statement::new(
        "leak_victims",
        Topic::Leak,
        "Pages kept and shown to others",
        (pages, Unit::Count("pages")),
        format!(
            "{} pages are kept, each somebody's: {} for each of {} pages and nodes.",
            rounded(pages),
            amount(told.of_one.victims),
            cache.pages.len() as u64 * cache.nodes.get()
        ),
    )
    .formula(RENEWAL, COX)
    .assuming(AS_MANY)
    .simulated_by(|o| of_cache(o, |c| c.stored))
}

/// A figure of the run's caches: their nodes do not shrink with the scale, so that only full scale tells it.
fn of_cache(observed: &Observed, figure: fn(&CacheSummary) -> u64) -> Option<f64> {
    let cache = CacheSummary::of(observed.run).filter(|_| observed.run.scale >= 1.0);
    cache.map(|cache| figure(&cache) as f64)
}
