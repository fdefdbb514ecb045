//! What a page failure rate does to an application of many pages.

use super::launch::Launch;
use crate::figures::percent;
use crate::math;
use crate::model::people::PatienceCovers;
use crate::scenario::{Distribution, Page, Stream};
use crate::statement::observed::Observed;
use crate::statement::words::{amount, number, time};
use crate::statement::{Statement, Topic, Unit};
use crate::theory::session::Session;

const TOPIC: Topic = Topic::Session;
const CHERKASOVA: &str = "Cherkasova and Phaal, IEEE Trans. Computers 51 (2002)";
const EFFICIENCY: &str = "session efficiency, n xⁿ⁻¹ (1−x) / (1−xⁿ)";

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
        said.push(success(alone));
    }
    if stream.application.pages < 2.0 || session(stream, 1.0).is_none() {
        let why = "An application is a single page: there is no session to lose.";
        said.push(Statement::not_applicable(
            "session_efficiency",
            TOPIC,
            "Useful share of the portal's work",
            why,
        ));
        return said;
    }
    said.push(page_time(stream));
    said.push(application_time(stream));
    said.extend(efficiency(launch, stream, alone));
    for (id, label, a) in [
        (
            "session_efficiency_half",
            "The same when every second attempt fails",
            0.5,
        ),
        (
            "session_efficiency_quarter",
            "The same when three attempts in four fail",
            0.25,
        ),
    ] {
        said.extend(at(stream, id, label, a));
    }
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

fn page_time(stream: &Stream) -> Statement {
    let alone = stream.application.service_s() / stream.application.pages;
    Statement::new(
        "page_time",
        TOPIC,
        "A page, when nobody is in the way",
        (alone, Unit::Seconds),
        format!("The portal needs {} for a page on average.", time(alone)),
    )
    .formula("mean work on all tiers", "by definition")
    .assuming(
        "nobody else is there; what a simulation shows on top is waiting, and pages left \
        before they came are not in it",
    )
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
fn success(alone: f64) -> Statement {
    let sentence = format!(
        "{} of the pages come before the person asking for them has had enough, when the portal \
            is quick.",
        percent(alone)
    );
    Statement::new(
        "page_success",
        TOPIC,
        "Attempts that succeed on a quick portal",
        (alone, Unit::Share),
        sentence,
    )
    .formula(
        "the probability that patience exceeds work",
        "Garnett, Mandelbaum and Reiman, M&SOM 4 (2002), for the notion of patience",
    )
    .assuming("nobody is in the way: overload is what a simulation shows beside it")
    .simulated_by(|o| o.page_success())
}

fn application_time(stream: &Stream) -> Statement {
    let a = &stream.application;
    let total = a.think_s + a.service_s();
    Statement::new(
        "application_time",
        TOPIC,
        "An application, on a quick portal",
        (total, Unit::Seconds),
        format!(
            "{} pages take {}: {} of reading and typing, and {} of the portal's work.",
            amount(a.pages),
            time(total),
            time(a.think_s),
            time(a.service_s())
        ),
    )
    .formula("think times, pace and work, added up", "by definition")
    .assuming("nothing fails, and people are of average pace and skill")
    .not_simulated("a run tells the time from first intent to submission, nights and waiting included")
}

fn efficiency(launch: &Launch, stream: &Stream, alone: f64) -> Option<Statement> {
    let useful = session(stream, alone)?.efficiency();
    let pages = mean_pages(launch);
    Some(
        Statement::new(
            "session_efficiency",
            TOPIC,
            "Useful share of the pages served",
            (useful, Unit::Share),
            format!(
                "On a quick portal {} of the pages served belong to applications that are \
                completed.",
                percent(useful)
            ),
        )
        .formula(EFFICIENCY, CHERKASOVA)
        .assuming(
            "attempts fail independently of each other; the will to try again does not \
            tire; who stops trying begins anew",
        )
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

fn at(stream: &Stream, id: &'static str, label: &'static str, a: f64) -> Option<Statement> {
    let session = session(stream, a)?;
    let useful = session.efficiency();
    let sentence = format!(
        "{} of the pages served would be of use, and a completed application would cost {} attempts.",
        percent(useful),
        number(session.attempts_per_completion())
    );
    Some(
        Statement::new(id, TOPIC, label, (useful, Unit::Share), sentence)
            .formula(EFFICIENCY, CHERKASOVA)
            .assuming(
                "attempts fail independently of each other; the will to try again does not \
                tire; who stops trying begins anew",
            )
            .not_simulated("the run has a failure rate of its own: see the last line of this part"),
    )
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
    Some(
        Statement::of_run(
            "session_efficiency_as_simulated",
            TOPIC,
            "The formula at the simulated failure rate",
            Unit::Share,
        )
        .formula(EFFICIENCY, CHERKASOVA)
        .assuming(
            "one failure rate holds for the whole day, where in truth good and bad hours \
            alternate",
        )
        .predicted(
            "The share of attempts that succeed, taken from the run.",
            move |o| Some(Session::new(n, o.page_success()?, retry, lost).ok()?.efficiency()),
        )
        .simulated_by(move |o| useful_share(o, pages)),
    )
}
