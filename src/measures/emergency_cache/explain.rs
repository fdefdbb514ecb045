//! What it is expected to leak, before any run.

use crate::messages::Language;
use crate::statement::observed::Observed;
use crate::statement::{Expected, Statement, Topic, Unit};
use clickday_engine::theory::cache_leak::{Leak, leak};

use super::words::{Shown, words};
use super::{CacheSummary, EmergencyCache};

const COX: &str = "Cox, Renewal Theory (1962), section 2.2";

pub(super) fn statements(cache: &EmergencyCache, launch: &dyn Expected) -> Vec<Statement> {
    match leaking(launch, cache) {
        Some(told) => {
            let language = launch.language();
            vec![shown(cache, &told, language), stored(&told, language)]
        }
        None => vec![Statement::absent(
            "leak",
            Topic::Leak,
            words(launch.language()).nobody_comes(),
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

fn shown(cache: &EmergencyCache, told: &Leaking, language: Language) -> Statement {
    let times = told.of_one.exposures * told.caches;
    let words = words(language).shown(Shown {
        times,
        rate: told.rate,
        nodes: cache.nodes.get() as f64,
        kept_s: cache.lifetime.as_secs_f64(),
    });
    Statement::worded("leak", Topic::Leak, (times, Unit::Count("times")), words)
        .source(COX)
        .simulated_by(|o| of_cache(o, |c| c.exposures))
}

fn stored(told: &Leaking, language: Language) -> Statement {
    let pages = told.of_one.victims * told.caches;
    let words = words(language).stored(pages, told.of_one.victims);
    Statement::worded("leak_victims", Topic::Leak, (pages, Unit::Count("pages")), words)
        .source(COX)
        .simulated_by(|o| of_cache(o, |c| c.stored))
}

/// A figure of the run's caches: their nodes do not shrink with the scale, so that only full scale tells it.
fn of_cache(observed: &Observed, figure: fn(&CacheSummary) -> u64) -> Option<f64> {
    let cache = CacheSummary::of(observed.run).filter(|_| observed.run.scale >= 1.0);
    cache.map(|cache| figure(&cache) as f64)
}
