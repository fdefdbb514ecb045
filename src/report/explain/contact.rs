//! Credentials asked for, and the helpline: what comes in an hour against what the gateway and the
//! operators can do.

use crate::messages::policy::{Calls, CredentialRequests, GatewayWait};
use clickday_engine::model::CivilClock;
use clickday_engine::model::credential::Credentials;
use clickday_engine::model::units::Rate;
use clickday_engine::scenario::{Distribution, Helpline, RateCurve, Stream};
use clickday_engine::theory::contact_centre::ContactCentre;

use super::launch::Launch;
use super::load::hours;
use super::login;
use crate::statement::observed::Observed;
use crate::statement::{Statement, Topic, Unit};
use clickday_engine::sim::result::HelplineSummary;

const TOPIC: Topic = Topic::Contact;
const HONNAPPA: &str = "Honnappa, Jain and Ward, Queueing Systems 80 (2015)";
const PALM: &str = "Palm (1957); Garnett, Mandelbaum and Reiman, M&SOM 4 (2002)";

/// A model that has neither has nothing to say about them.
pub(super) fn statements(launch: &Launch) -> Vec<Statement> {
    let people = &launch.model.people;
    let mut said = Vec::new();
    if let Some(credentials) = &people.credentials {
        said.extend(requests(launch, credentials));
        said.extend(login::statements(launch, credentials));
    }
    if let Some(helpline) = &launch.scenario.helpline {
        said.extend(calls(launch, helpline));
    }
    said
}

/// Requests for a credential before `t` \[s\].
fn asked_before(launch: &Launch, t: f64) -> f64 {
    let asks = |s: &Stream| {
        let credential = s.credential.filter(|c| c.obtained_after.is_none());
        credential.map_or(0.0, |c| c.missing.get() * s.intents.before(t))
    };
    launch.streams.iter().map(asks).sum()
}

fn requests(launch: &Launch, credentials: &Credentials) -> Vec<Statement> {
    let asked = |(from, until): (f64, f64)| asked_before(launch, until) - asked_before(launch, from);
    let busiest = hours(launch)
        .into_iter()
        .map(|hour| (hour.span, asked(hour.span)))
        .max_by(|a, b| a.1.total_cmp(&b.1));
    let say = launch.language.policy();
    let Some(((from, until), most)) = busiest.filter(|(_, most)| *most > 0.0) else {
        return vec![Statement::absent(
            "credential_requests",
            TOPIC,
            say.no_credential_requests(),
        )];
    };
    let per_hour = most * 3_600.0 / (until - from);
    let words = say.credential_requests(CredentialRequests {
        per_hour,
        from: &civil(launch.clock, from),
        until: &civil(launch.clock, until),
        sent_per_hour: credentials.gateway.rate.map(|rate| 3_600.0 * rate.per_s()),
    });
    let requests = Statement::worded(
        "credential_requests",
        TOPIC,
        (per_hour, Unit::Count("requests")),
        words,
    );
    std::iter::once(requests.source("the model's demand"))
        .chain(gateway_wait(launch, credentials))
        .collect()
}

/// Civil time so many seconds into the run, to the minute.
fn civil(clock: &CivilClock, seconds: f64) -> String {
    clock.format(((seconds / 60.0).round() * 60e6) as u64)
}

/// The gateway's line as a fluid.
#[derive(Debug, Clone, Copy, Default)]
struct Line {
    /// The longest wait before a message is sent \[s\].
    longest_s: f64,
    /// When those asked who wait so long \[s\].
    at_s: f64,
    /// Requests whose message is lost, or sent when it is overdue.
    overdue: f64,
}

fn line(launch: &Launch, credentials: &Credentials) -> Line {
    const STEP_S: f64 = 60.0;
    let lost = credentials.gateway.loss.get();
    let patience_s = credentials.overdue_after.as_secs_f64();
    let rate = credentials.gateway.rate.map_or(f64::INFINITY, Rate::per_s);
    let (mut waiting, mut before) = (0.0_f64, 0.0);
    let mut line = Line::default();
    for step in 1..=(launch.horizon_s / STEP_S) as u64 {
        let now = step as f64 * STEP_S;
        let asked = asked_before(launch, now) - before;
        before += asked;
        waiting = (waiting + asked - rate * STEP_S).max(0.0);
        let wait_s = waiting / rate;
        line.overdue += asked * if wait_s > patience_s { 1.0 } else { lost };
        if wait_s > line.longest_s {
            (line.longest_s, line.at_s) = (wait_s, now);
        }
    }
    line
}

/// The longest wait before a message is sent.
fn gateway_wait(launch: &Launch, credentials: &Credentials) -> Option<Statement> {
    credentials.gateway.rate?;
    let line = line(launch, credentials);
    let words = launch.language.policy().gateway_wait(GatewayWait {
        asked_at: &civil(launch.clock, line.at_s),
        waits_s: line.longest_s,
        overdue_s: credentials.overdue_after.as_secs_f64(),
    });
    let wait = (line.longest_s, Unit::Seconds);
    Some(
        Statement::worded("gateway_wait", TOPIC, wait, words)
            .source(HONNAPPA)
            .simulated_by(|o| o.run.credentials.map(|c| c.gateway_longest_wait_s)),
    )
}

/// Calls a second that are known beforehand: those about everything else at their highest rate, and
/// one about each message that is lost or late.
fn call_rate(launch: &Launch, helpline: &Helpline) -> f64 {
    let everyday = helpline.everyday.as_ref().map_or(0.0, RateCurve::highest);
    let credentials = launch.model.people.credentials.as_ref();
    let overdue = credentials.map_or(0.0, |c| line(launch, c).overdue);
    let open = helpline.hours.open_before(launch.scenario.end_us);
    everyday + overdue / (open as f64 / 1e6).max(1.0)
}

fn calls(launch: &Launch, helpline: &Helpline) -> Vec<Statement> {
    let rate = call_rate(launch, helpline);
    let operators = helpline.operators as f64;
    let handling = helpline.handling.mean_s();
    let capacity = operators / handling;
    let load = rate / capacity;
    let say = launch.language.policy();
    let words = say.call_load(Calls {
        rate,
        operators,
        handling_s: handling,
        capacity,
    });
    let offered = Statement::worded("call_load", TOPIC, (load, Unit::Share), words);
    // Known for a centre that nobody calls about the day.
    let again = [helpline.redialling(), helpline.reconnecting()];
    let alone = helpline.per_failure <= 0.0 && again.iter().all(|(share, _)| *share <= 0.0);
    let beside = move |o: &Observed, of: fn(&HelplineSummary) -> Option<f64>| {
        let helpline = o.run.helpline.as_ref();
        helpline.filter(|_| alone && o.run.scale >= 1.0).and_then(of)
    };
    let offered = offered.source("offered load over operators");
    let mut said = vec![offered];
    let Some(centre) = centre(helpline, rate, handling) else {
        return said;
    };
    let (busy, abandons) = (centre.p_busy(), centre.p_abandon());
    // Below a microsecond nobody waits.
    let wait = Some(centre.mean_answered_wait())
        .filter(|s| *s > 1e-6)
        .unwrap_or(0.0);
    said.extend([
        Statement::worded("calls_busy", TOPIC, (busy, Unit::Share), say.calls_busy(busy))
            .source(PALM)
            .simulated_by(move |o| beside(o, |h| (h.calls > 0).then(|| h.busy as f64 / h.calls as f64))),
        Statement::worded(
            "calls_abandoned",
            TOPIC,
            (abandons, Unit::Share),
            say.calls_abandoned(abandons),
        )
        .source(PALM)
        .simulated_by(move |o| beside(o, |h| (h.calls > 0).then(|| h.abandoned as f64 / h.calls as f64))),
        Statement::worded("call_wait", TOPIC, (wait, Unit::Seconds), say.call_wait(wait))
            .source(PALM)
            .simulated_by(move |o| beside(o, |h| h.wait_s.mean)),
    ]);
    said
}

/// Trunks beyond which a line without end is cut: at a load below the operators nobody gets so far.
const MOST_TRUNKS: u64 = 1_000_000;

fn centre(helpline: &Helpline, rate: f64, handling: f64) -> Option<ContactCentre> {
    let operators = helpline.operators;
    let trunks = match helpline.trunks {
        u64::MAX => operators.saturating_mul(10).saturating_add(1_000),
        trunks => trunks,
    };
    let patience = helpline.patience.as_ref();
    let patience = patience.map_or(f64::INFINITY, Distribution::mean_s);
    ContactCentre::new(
        rate,
        1.0 / handling,
        usize::try_from(operators).ok()?,
        1.0 / patience,
        usize::try_from(trunks.min(MOST_TRUNKS)).ok()?,
    )
    .ok()
}
