//! Who comes, how much work that is, and what the portal can do.

use super::launch::Launch;
use crate::messages::explain::{Capacity, FloodLoad, OfficeRate, Overload, PeopleComing, TierLimit};
use crate::statement::observed::{NEVER, Observed, civil};
use crate::statement::{Statement, Topic, Unit};
use clickday_engine::scenario::{Distribution, Stream, TierIndex};
use clickday_engine::sim::result::{BinCounts, Outcome};

const TOPIC: Topic = Topic::Load;
const MENASCE: &str = "Menascé and Almeida, Capacity Planning for Web Services (2002)";
const DEFINITION: &str = "by definition";

/// An hour of the run, and what is wanted in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hour {
    /// From when to when \[s\].
    pub(super) span: (f64, f64),
    /// Expected number of first intents.
    pub(super) people: f64,
    /// Their work over what the portal can do.
    pub(super) load: f64,
}

/// The full civil hours of the run; the whole run when it is shorter than that.
pub(super) fn hours(launch: &Launch) -> Vec<Hour> {
    let starts: Vec<f64> = launch
        .clock
        .hour_starts()
        .iter()
        .map(|us| *us as f64 / 1e6)
        .collect();
    let mut spans: Vec<(f64, f64)> = starts.windows(2).map(|w| (w[0], w[1])).collect();
    if spans.is_empty() {
        spans.push((0.0, launch.horizon_s));
    }
    spans.into_iter().map(|span| hour(launch, span)).collect()
}

fn hour(launch: &Launch, (from, until): (f64, f64)) -> Hour {
    let rate = |s: &Stream| (s.intents.before(until) - s.intents.before(from)) / (until - from);
    let rates: Vec<f64> = launch.streams.iter().map(rate).collect();
    Hour {
        span: (from, until),
        people: rates.iter().sum::<f64>() * (until - from),
        load: load(launch, &rates),
    }
}

/// Load of the tier that is nearest to its limit, when each stream's applications come at so many a
/// second.
pub(super) fn load(launch: &Launch, rates: &[f64]) -> f64 {
    let of_tier = |t: TierIndex| {
        let sum = |of: &dyn Fn(&Stream) -> f64| -> f64 {
            launch
                .streams
                .iter()
                .zip(rates)
                .map(|(s, rate)| rate * of(s))
                .sum()
        };
        let station = &launch.stations[t];
        let work = sum(&|s| s.application.work_s[t]) / station.most_work;
        work.max(sum(&|s| s.application.held_s[t]) / station.slots as f64)
    };
    launch.stations.keys().map(of_tier).fold(0.0, f64::max)
}

pub(super) fn statements(launch: &Launch) -> Vec<Statement> {
    let mut said = Vec::new();
    let Some(typical) = launch.typical() else {
        let words = launch.language.explain().nobody_comes();
        said.push(Statement::without_value("people_coming", TOPIC, words));
        said.extend(flood(launch));
        return said;
    };
    said.push(people(launch));
    said.extend(work_and_capacity(launch, typical));
    said.extend(demand(launch));
    said.extend(launch.streams.iter().filter_map(|s| office(launch, s)));
    said.extend(flood(launch));
    said
}

fn people(launch: &Launch) -> Statement {
    let people: f64 = launch.streams.iter().map(|s| s.people).sum();
    let filed: f64 = launch
        .streams
        .iter()
        .filter(|s| s.office.is_some())
        .map(|s| s.people)
        .sum();
    let words = launch.language.explain().people_coming(PeopleComing {
        people,
        by_office: filed / people,
        from: &civil(launch.clock, 0.0),
        until: &civil(launch.clock, launch.horizon_s),
        per_s: people / launch.horizon_s,
    });
    Statement::worded("people_coming", TOPIC, (people, Unit::Count("people")), words)
        .source(DEFINITION)
        .simulated_by(|o| Some(o.of_launch(o.run.tried)))
}

fn work_and_capacity(launch: &Launch, typical: &Stream) -> Vec<Statement> {
    let application = &typical.application;
    let Some((tier, per_s)) = launch.bottleneck(application) else {
        let words = launch.language.explain().no_limit();
        return vec![Statement::without_value("capacity", TOPIC, words)];
    };
    let work = work(launch, typical, tier);
    let reached = hours(launch).iter().any(|h| h.load >= 1.0);
    let [applications, pages] = capacity(launch, typical, (tier, per_s), reached);
    if !reached {
        return vec![work, applications, pages];
    }
    let served = |c: &BinCounts| u64::from(c.outcomes[Outcome::Served as usize]);
    vec![
        work,
        applications.simulated_by(best(launch, |c| u64::from(c.submitted))),
        pages.simulated_by(best(launch, served)),
    ]
}

/// What one application asks of the tier that runs out first.
fn work(launch: &Launch, typical: &Stream, tier: TierIndex) -> Statement {
    let (station, application) = (&launch.stations[tier], &typical.application);
    let name = station.name.clone();
    let (work, most, horizon_s) = (application.work_s[tier], station.most_work, launch.horizon_s);
    let words = launch
        .language
        .explain()
        .work_per_application(application.pages, work, &name);
    Statement::worded("work_per_application", TOPIC, (work, Unit::CoreSeconds), words)
        .source(DEFINITION)
        .simulated_by(move |o| {
            let done = o.tier(&name)?.utilisation * most * horizon_s * o.run.scale;
            (o.run.submitted > 0).then(|| done / o.run.submitted as f64)
        })
}

/// What the portal can complete, in applications and in pages; whether newcomers ever bring as much as that.
fn capacity(
    launch: &Launch,
    typical: &Stream,
    (tier, per_s): (TierIndex, f64),
    reached: bool,
) -> [Statement; 2] {
    let (station, application) = (&launch.stations[tier], &typical.application);
    let say = launch.language.explain();
    let most = station.most_work;
    let by_work = most / application.work_s[tier] <= per_s * (1.0 + 1e-12);
    let words = say.capacity(
        Capacity {
            tier: &station.name,
            limit: if by_work {
                TierLimit::Work(most)
            } else {
                TierLimit::Slots(station.slots as f64)
            },
            per_s,
            files_per_s: files_per_s(launch, typical),
        },
        reached,
    );
    let unit = Unit::PerSecond("applications");
    let applications = Statement::worded("capacity", TOPIC, (per_s, unit), words).source(MENASCE);
    let pages = per_s * application.pages;
    let words = say.page_capacity(pages, reached);
    let unit = Unit::PerSecond("pages");
    let in_pages = Statement::worded("page_capacity", TOPIC, (pages, unit), words).source(MENASCE);
    [applications, in_pages]
}

/// Files a second of the largest office that the portal can complete, if capacities are of people who go themselves.
fn files_per_s(launch: &Launch, typical: &Stream) -> Option<f64> {
    if typical.office.is_some() {
        return None;
    }
    let offices = launch.streams.iter().filter(|s| s.office.is_some());
    let largest = offices.max_by(|a, b| a.people.total_cmp(&b.people))?;
    launch.bottleneck(&largest.application).map(|(_, per_s)| per_s)
}

/// Something counted, a second, in the best hour of a run.
fn best(launch: &Launch, of: fn(&BinCounts) -> u64) -> impl Fn(&Observed) -> Option<f64> + 'static {
    let spans: Vec<(f64, f64)> = hours(launch).iter().map(|h| h.span).collect();
    move |o| {
        let rate = |span: &(f64, f64)| Some(o.counted(*span, of)? / (span.1 - span.0));
        spans.iter().filter_map(rate).reduce(f64::max)
    }
}

fn demand(launch: &Launch) -> Vec<Statement> {
    let hours = hours(launch);
    let Some(peak) = hours.iter().copied().reduce(|most, h| {
        if h.people > most.people * (1.0 + 1e-9) {
            h
        } else {
            most
        }
    }) else {
        return Vec::new();
    };
    let (span, expected) = (peak.span, peak.people);
    let length = span.1 - span.0;
    let (from, until) = (civil(launch.clock, span.0), civil(launch.clock, span.1));
    let say = launch.language.explain();
    let rates: Vec<f64> = launch
        .streams
        .iter()
        .map(|s| s.people / launch.horizon_s)
        .collect();
    let mean = load(launch, &rates);
    let busiest = Statement::worded(
        "peak_demand",
        TOPIC,
        (expected / length, Unit::PerSecond("applications")),
        say.peak_demand(expected, &from, &until),
    )
    .source(DEFINITION)
    .simulated_by(move |o| Some(o.counted(span, |c| u64::from(c.came))? / length));
    let offered = Statement::worded(
        "peak_load",
        TOPIC,
        (peak.load, Unit::Share),
        say.peak_load(peak.load),
    )
    .source(MENASCE)
    .simulated_by(move |o| Some(peak.load * o.counted(span, |c| u64::from(c.came))? / expected));
    let all = launch.streams.iter().map(|s| s.people).sum::<f64>();
    let average = Statement::worded("mean_load", TOPIC, (mean, Unit::Share), say.mean_load(mean))
        .source(MENASCE)
        .simulated_by(move |o| Some(mean * o.of_launch(o.run.tried) / all));
    vec![busiest, offered, average, first_overload(launch, hours)]
}

fn first_overload(launch: &Launch, hours: Vec<Hour>) -> Statement {
    let first = hours.iter().find(|h| h.load > 1.0).map(|h| h.span.0);
    let too_much: f64 = hours
        .iter()
        .filter(|h| h.load > 1.0)
        .map(|h| h.span.1 - h.span.0)
        .sum();
    let at = first.unwrap_or(NEVER);
    let from = first.map(|at| civil(launch.clock, at));
    let words = launch
        .language
        .explain()
        .first_overload(from.as_deref().map(|from| Overload {
            from,
            length_s: too_much,
        }));
    Statement::worded("first_overload", TOPIC, (at, Unit::Moment), words)
        .source(MENASCE)
        .simulated_by(move |o| {
            let overloaded = |h: &&Hour| {
                let came = o.counted(h.span, |c| u64::from(c.came)).unwrap_or(h.people);
                h.people > 0.0 && h.load * came / h.people > 1.0
            };
            Some(hours.iter().find(overloaded).map_or(NEVER, |h| h.span.0))
        })
}

/// How fast an office can work, if these are its files.
fn office(launch: &Launch, stream: &Stream) -> Option<Statement> {
    let office = stream.office?;
    let per_file = file_s(stream);
    let operators = office.operators as f64;
    let by_hands = operators / per_file;
    let by_portal = launch
        .bottleneck(&stream.application)
        .map_or(f64::INFINITY, |(_, c)| c);
    let rate = by_hands.min(by_portal);
    let words = launch.language.explain().office_rate(OfficeRate {
        name: stream.name,
        operators,
        file_s: per_file,
        by_hands,
        by_portal,
    });
    let value = (rate, Unit::PerSecond("applications"));
    Some(Statement::worded("office_rate", TOPIC, value, words).source(MENASCE))
}

/// Time an operator takes for a file while the portal is quick \[s\].
pub(super) fn file_s(stream: &Stream) -> f64 {
    let between = stream.office.and_then(|o| o.between_files.as_ref());
    let a = &stream.application;
    a.think_s + a.service_s() + between.map_or(0.0, Distribution::mean_s)
}

fn flood(launch: &Launch) -> Option<Statement> {
    if launch.model.attack.is_empty() {
        return None;
    }
    let load_at = |t: f64| {
        let load = |tier: TierIndex| -> f64 {
            let work = |(rate, request): (f64, &str)| rate * launch.scenario.work_of(request, tier);
            launch.floods_at(t).map(work).sum::<f64>() / launch.stations[tier].most_work
        };
        launch.stations.keys().map(load).fold(0.0, f64::max)
    };
    let instants = launch.pulse_starts();
    let worst = instants
        .iter()
        .copied()
        .max_by(|a, b| load_at(*a).total_cmp(&load_at(*b)))?;
    let value = load_at(worst);
    let words = launch.language.explain().flood_load(FloodLoad {
        at: &civil(launch.clock, worst),
        load: value,
        held_back: launch.room_from_s().is_some_and(|from| from <= worst),
    });
    Some(Statement::worded("flood_load", TOPIC, (value, Unit::Share), words).source(MENASCE))
}
