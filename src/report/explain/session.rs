//! What a page failure rate does to an application of many pages.

use super::launch::Launch;
use crate::messages::explain::{ApplicationTime, Failing};
use crate::statement::observed::Observed;
use crate::statement::{Statement, Topic, Unit};
use clickday_engine::math;
use clickday_engine::model::people::PatienceCovers;
use clickday_engine::scenario::{Distribution, Page, Stream};
use clickday_engine::theory::session::Session;

const TOPIC: Topic = Topic::Session;
const CHERKASOVA: &str = "Cherkasova and Phaal, IEEE Trans. Computers 51 (2002)";
const GARNETT: &str = "Garnett, Mandelbaum and Reiman, M&SOM 4 (2002), for the notion of patience";
const DEFINITION: &str = "by definition";

/// Values that stand for a law of work, all tiers together: enough for four digits of a success
/// rate.
const REPRESENTATIVES: usize = 4_096;

pub(super) fn statements(launch: &Launch) -> Vec<Statement> {
    let Some(stream) = launch.typical() else {
        return Vec::new();
    };
    let mut said = Vec::new();
    let alone = page_success(launch, stream);
    let impatient = stream
        .role
        .patience
        .as_ref()
        .is_some_and(|p| p.covers == PatienceCovers::Response);
    if impatient {
        said.push(success(launch, alone));
    }
    if stream.application.pages < 2.0 || session(stream, 1.0).is_none() {
        let words = launch.language.explain().single_page();
        said.push(Statement::absent("session_efficiency", TOPIC, words));
        return said;
    }
    said.push(page_time(launch, stream));
    said.push(application_time(launch, stream));
    said.extend(efficiency(launch, stream, alone));
    said.extend(efficiency_at(
        launch,
        stream,
        "session_efficiency_half",
        Failing::Half,
    ));
    said.extend(efficiency_at(
        launch,
        stream,
        "session_efficiency_quarter",
        Failing::ThreeQuarters,
    ));
    said.extend(as_simulated(launch, stream));
    said
}

/// A person's session, with page attempts that succeed with probability `a`.
pub(super) fn session(stream: &Stream, a: f64) -> Option<Session> {
    let pages = stream.application.pages.round() as usize;
    let retry = (stream.role.retry.get() * stream.retry).min(1.0);
    let lost = stream.role.session_lost.get() * (1.0 - stream.role.draft_kept.get());
    Session::new(pages, a, retry, lost).ok()
}

fn page_time(launch: &Launch, stream: &Stream) -> Statement {
    let alone = stream.application.service_s() / stream.application.pages;
    let words = launch.language.explain().page_time(alone);
    Statement::worded("page_time", TOPIC, (alone, Unit::Seconds), words)
        .source(DEFINITION)
        .simulated_by(|o| o.run.page_s.mean)
}

/// Probability that a page comes within a person's patience with nobody in the way.
pub(super) fn page_success(launch: &Launch, stream: &Stream) -> f64 {
    let covers = stream.behaviour.patience_covers;
    let patience = stream.behaviour.patience.as_ref();
    let Some(patience) = patience.filter(|_| covers == PatienceCovers::Response) else {
        return 1.0;
    };
    let of_page = |page: &Page| -> f64 {
        let class = &launch.scenario.classes[page.class];
        let laws: Vec<&Distribution> = class.work.iter().flatten().collect();
        // Sums of independent laws: every combination of as many representatives of each as there
        // is room for.
        let each = math::pow(REPRESENTATIVES as f64, 1.0 / laws.len().max(1) as f64)
            .floor()
            .max(2.0);
        let mut sums = vec![0.0];
        for law in laws {
            let values = law.representatives(each as usize);
            sums = sums
                .iter()
                .flat_map(|sum| values.iter().map(move |v| sum + v))
                .collect();
        }
        sums.iter().map(|s| 1.0 - patience.below(*s)).sum::<f64>() / sums.len() as f64
    };
    let pages = launch.scenario.application();
    pages.iter().map(of_page).sum::<f64>() / pages.len().max(1) as f64
}

#[allow(
    clippy::redundant_closure_for_method_calls,
    reason = "the method itself is not general enough in its lifetimes"
)]
fn success(launch: &Launch, alone: f64) -> Statement {
    let words = launch.language.explain().page_success(alone);
    Statement::worded("page_success", TOPIC, (alone, Unit::Share), words)
        .source(GARNETT)
        .simulated_by(|o| o.page_success())
}

fn application_time(launch: &Launch, stream: &Stream) -> Statement {
    let a = &stream.application;
    let total = a.think_s + a.service_s();
    let words = launch.language.explain().application_time(ApplicationTime {
        pages: a.pages,
        think_s: a.think_s,
        service_s: a.service_s(),
    });
    Statement::worded("application_time", TOPIC, (total, Unit::Seconds), words).source(DEFINITION)
}

fn efficiency(launch: &Launch, stream: &Stream, alone: f64) -> Option<Statement> {
    let useful = session(stream, alone)?.efficiency();
    let pages = mean_pages(launch);
    let words = launch.language.explain().session_efficiency(useful);
    Some(
        Statement::worded("session_efficiency", TOPIC, (useful, Unit::Share), words)
            .source(CHERKASOVA)
            .simulated_by(move |o| useful_share(o, pages)),
    )
}

/// Pages of one application, over all who come.
fn mean_pages(launch: &Launch) -> f64 {
    let all: f64 = launch.streams.iter().map(|s| s.people).sum();
    launch
        .streams
        .iter()
        .map(|s| s.people * s.application.pages)
        .sum::<f64>()
        / all
}

/// Pages of completed applications over pages served.
fn useful_share(o: &Observed, pages: f64) -> Option<f64> {
    let served = o.run.attempts.by_outcome[0];
    (served > 0).then(|| pages * o.run.submitted as f64 / served as f64)
}

fn efficiency_at(launch: &Launch, stream: &Stream, id: &'static str, failing: Failing) -> Option<Statement> {
    let session = session(
        stream,
        match failing {
            Failing::Half => 0.5,
            Failing::ThreeQuarters => 0.25,
        },
    )?;
    let useful = session.efficiency();
    let attempts = session.attempts_per_completion();
    let words = launch
        .language
        .explain()
        .session_efficiency_at(failing, useful, attempts);
    Some(Statement::worded(id, TOPIC, (useful, Unit::Share), words).source(CHERKASOVA))
}

/// A line that needs the run: the formula at the failure rate that was simulated.
fn as_simulated(launch: &Launch, stream: &Stream) -> Option<Statement> {
    let pages = mean_pages(launch);
    session(stream, 1.0)?;
    let (retry, lost, n) = (
        (stream.role.retry.get() * stream.retry).min(1.0),
        stream.role.session_lost.get() * (1.0 - stream.role.draft_kept.get()),
        stream.application.pages.round() as usize,
    );
    let words = launch.language.explain().session_efficiency_as_simulated();
    Some(
        Statement::of_run(
            "session_efficiency_as_simulated",
            TOPIC,
            Unit::Share,
            words,
            move |o| Some(Session::new(n, o.page_success()?, retry, lost).ok()?.efficiency()),
        )
        .source(CHERKASOVA)
        .simulated_by(move |o| useful_share(o, pages)),
    )
}
