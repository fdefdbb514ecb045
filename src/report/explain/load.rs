//! Who comes, how much work that is, and what the portal can do.

use super::launch::Launch;
use crate::figures::{count, percent};
use crate::scenario::{Distribution, Stream, TierIndex};
use crate::sim::result::{BinCounts, Outcome};
use crate::statement::observed::{NEVER, Observed, ending, moment};
use crate::statement::words::{amount, number, time};
use crate::statement::{Statement, Topic, Unit};

const TOPIC: Topic = Topic::Load;
const BOUNDS: &str = "asymptotic bounds (utilisation law)";
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
        said.push(Statement::not_applicable(
            "people_coming",
            TOPIC,
            "People who come",
            "Nobody comes within the run.",
        ));
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
    let by_office = match filed / people {
        0.0 => String::new(),
        part => format!(", {} of them through an office", percent(part)),
    };
    let sentence = format!(
        "{} people first want to apply between {} and {}{by_office}: {} a second on average.",
        count(people),
        moment(launch.clock, 0.0),
        ending(launch.clock, launch.horizon_s),
        number(people / launch.horizon_s),
    );
    Statement::new(
        "people_coming",
        TOPIC,
        "People who come",
        (people, Unit::Count("people")),
        sentence,
    )
    .formula("mean of the demand profile", DEFINITION)
    .assuming("the profile is right; nobody comes because of the news, or stays away because of it")
    .simulated_by(|o| Some(o.of_launch(o.run.tried)))
}

fn work_and_capacity(launch: &Launch, typical: &Stream) -> Vec<Statement> {
    let application = &typical.application;
    let Some((tier, per_s)) = launch.bottleneck(application) else {
        let why = "No page asks work of any tier: the portal has no limit.";
        let label = "What the portal can complete";
        return vec![Statement::not_applicable("capacity", TOPIC, label, why)];
    };
    let work = work(launch, typical, tier);
    let [applications, pages] = capacity(launch, typical, tier, per_s);
    if hours(launch).iter().all(|h| h.load < 1.0) {
        let why = "newcomers never bring as much as that";
        return vec![work, applications.not_simulated(why), pages.not_simulated(why)];
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
    let asked = if application.pages > 1.0 {
        format!("The {} pages of one application ask", amount(application.pages))
    } else {
        "One page asks".to_owned()
    };
    let sentence = format!(
        "{asked} for {} of one core's time on the tier `{name}`, the first to \
        run out.",
        time(work)
    );
    let label = "Work for one application";
    Statement::new(
        "work_per_application",
        TOPIC,
        label,
        (work, Unit::CoreSeconds),
        sentence,
    )
    .formula("sum of the mean work of its pages", DEFINITION)
    .assuming(
        "every page is asked for once; a simulation divides all work done by the \
            applications completed, so that work for nothing shows",
    )
    .simulated_by(move |o| {
        let done = o.tier(&name)?.utilisation * most * horizon_s * o.run.scale;
        (o.run.submitted > 0).then(|| done / o.run.submitted as f64)
    })
}

/// What the portal can complete, in applications and in pages.
fn capacity(launch: &Launch, typical: &Stream, tier: TierIndex, per_s: f64) -> [Statement; 2] {
    let (station, application) = (&launch.stations[tier], &typical.application);
    let name = &station.name;
    let most = station.most_work;
    let by_work = most / application.work_s[tier] <= per_s * (1.0 + 1e-12);
    let reason = if by_work {
        format!(
            "The tier `{name}` can do {} seconds of work a second",
            amount(most)
        )
    } else {
        let slots = count(station.slots as f64);
        format!(
            "The tier `{name}` holds {slots} requests at once, each for as long as the tiers \
            behind take"
        )
    };
    let hourly = count(per_s * 3_600.0);
    let sentence = format!(
        "{reason}: at best {} applications a second, or {hourly} an hour.",
        number(per_s)
    );
    let label = "What the portal can complete";
    let applications = Statement::new(
        "capacity",
        TOPIC,
        label,
        (per_s, Unit::PerSecond("applications")),
        sentence,
    )
    .formula(BOUNDS, MENASCE)
    .assuming(
        "nothing is wasted, and people of this kind apply all the time; a simulation \
            shows its best hour, which also needs people enough",
    );
    let pages = per_s * application.pages;
    let sentence = format!(
        "{} a second, as they come in an application. This is what the press \
        calls requests.",
        number(pages)
    );
    let in_pages = Statement::new(
        "page_capacity",
        TOPIC,
        "The same in pages",
        (pages, Unit::PerSecond("pages")),
        sentence,
    )
    .formula(BOUNDS, MENASCE)
    .assuming("the pages come in the mix of an application, and nothing is wasted");
    [applications, in_pages]
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
    let (from, until) = (moment(launch.clock, span.0), ending(launch.clock, span.1));
    let rates: Vec<f64> = launch
        .streams
        .iter()
        .map(|s| s.people / launch.horizon_s)
        .collect();
    let mean = load(launch, &rates);
    let busiest = Statement::new(
        "peak_demand",
        TOPIC,
        "Wanted in the busiest hour",
        (expected / length, Unit::PerSecond("applications")),
        format!(
            "{} people first want to apply between {from} and {until}.",
            count(expected)
        ),
    )
    .formula("mean of the demand profile", DEFINITION)
    .assuming("people come for the first time; those who come back are not in it")
    .simulated_by(move |o| Some(o.counted(span, |c| u64::from(c.came))? / length));
    let offered = Statement::new(
        "peak_load",
        TOPIC,
        "Load in that hour",
        (peak.load, Unit::Share),
        format!(
            "Their work is {} what the portal can do in that time{}.",
            times(peak.load),
            if peak.load > 1.0 {
                ": however it is run, it cannot keep up"
            } else {
                ""
            }
        ),
    )
    .formula("offered load over capacity", MENASCE)
    .assuming("each application is done once, and all of an hour's work within the hour")
    .simulated_by(move |o| Some(peak.load * o.counted(span, |c| u64::from(c.came))? / expected));
    let all = launch.streams.iter().map(|s| s.people).sum::<f64>();
    let average = Statement::new(
        "mean_load",
        TOPIC,
        "Load on average",
        (mean, Unit::Share),
        format!(
            "Over the whole run the work is {} what the portal can do{}.",
            times(mean),
            if mean < 1.0 {
                ": there is time for everyone, if they come at the right time"
            } else {
                ": not everyone can be served"
            }
        ),
    )
    .formula("offered load over capacity", MENASCE)
    .assuming("each application is done once; hours at which the door is closed count as time")
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
    let sentence = match first {
        None => "In no hour do newcomers bring more work than the portal can do.".to_owned(),
        Some(at) => format!(
            "From {} on newcomers bring more work than the portal can do, for {} in all.",
            moment(launch.clock, at),
            time(too_much)
        ),
    };
    let at = first.unwrap_or(NEVER);
    Statement::new(
        "first_overload",
        TOPIC,
        "First hour of overload",
        (at, Unit::Moment),
        sentence,
    )
    .written(moment(launch.clock, at))
    .formula("offered load over capacity, hour by hour", MENASCE)
    .assuming("each application is done once, and a rush within an hour is spread over it")
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
    let sentence = format!(
        "{} operators who need {} for a file, portal included, could send {} a second; for their \
            files the portal could do {}.",
        count(operators),
        time(per_file),
        number(by_hands),
        number(by_portal)
    );
    let label = format!("What the office `{}` can do", stream.name);
    Some(
        Statement::new(
            "office_rate",
            Topic::Load,
            label,
            (rate, Unit::PerSecond("applications")),
            sentence,
        )
        .formula("asymptotic bounds of a closed system, min(N/(Z+S), C)", MENASCE)
        .assuming("operators never lack files, in their hours; nobody else is on the portal")
        .not_simulated("a run does not tell offices from those who go themselves"),
    )
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
    let held_back = if launch.room_from_s().is_some_and(|from| from <= worst) {
        " The waiting room turns it away."
    } else {
        ""
    };
    Some(
        Statement::new(
            "flood_load",
            Topic::Load,
            "Load of the floods at their worst",
            (value, Unit::Share),
            format!(
                "At {} requests that nobody means bring {} the work the portal can do.{held_back}",
                moment(launch.clock, worst),
                times(value)
            ),
        )
        .formula("offered load over capacity", MENASCE)
        .assuming("every request of the flood gets in and is worked on to the end")
        .not_simulated("a run does not keep the flood's work apart"),
    )
}

/// `1.5 times`, `31.2 % of`.
fn times(x: f64) -> String {
    if x >= 1.0 {
        format!("{} times", number(x))
    } else {
        format!("{} of", percent(x))
    }
}
