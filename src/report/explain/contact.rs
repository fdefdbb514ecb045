//! Credentials asked for, and the helpline: what comes in an hour against what the gateway and the
//! operators can do.

use crate::figures::{percent, rounded};
use crate::model::credential::Credentials;
use crate::model::units::Rate;
use crate::scenario::{Distribution, Helpline, RateCurve, Stream};
use crate::theory::contact_centre::ContactCentre;

use super::launch::Launch;
use super::load::hours;
use super::login;
use crate::sim::result::HelplineSummary;
use crate::statement::observed::{Observed, moment};
use crate::statement::words::{number, time};
use crate::statement::{Statement, Topic, Unit};

const TOPIC: Topic = Topic::Contact;
const PROFILE: &str = "mean of the demand profile over a full hour";
const FLUID: &str = "fluid queue, minute by minute";
const HONNAPPA: &str = "Honnappa, Jain and Ward, Queueing Systems 80 (2015)";
const LINES: &str = "M/M/c/K+M (Erlang-A with trunks)";
const PALM: &str = "Palm (1957); Garnett, Mandelbaum and Reiman, M&SOM 4 (2002)";
const AT_ONCE: &str = "who has no credential asks for one at once; on a portal in trouble they come later, and more of them together";
const MEMORYLESS: &str = "calls come at a constant rate, conversations and patience are exponential, nobody dials again; calls about failed \
    attempts come on top, and how many a run alone can tell";

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
    let Some(((from, until), most)) = busiest.filter(|(_, most)| *most > 0.0) else {
        return vec![Statement::not_applicable(
            "credential_requests",
            TOPIC,
            "Credentials asked for in the busiest hour",
            "Everybody who comes holds a credential.",
        )];
    };
    let in_an_hour = most * 3_600.0 / (until - from);
    let sends = match credentials.gateway.rate {
        None => "as many as it is given".to_owned(),
        Some(rate) => rounded(3_600.0 * rate.per_s()),
    };
    let requests = Statement::new(
        "credential_requests",
        TOPIC,
        "Credentials asked for in the busiest hour",
        (in_an_hour, Unit::Count("requests")),
        format!(
            "In the hour from {} {} people ask for a credential; the gateway sends {sends} in an hour.",
            moment(launch.clock, from),
            rounded(in_an_hour)
        ),
    )
    .formula(PROFILE, "the model's demand")
    .assuming(AT_ONCE)
    .not_simulated("a run does not keep requests for credentials by the hour");
    std::iter::once(requests)
        .chain(gateway_wait(launch, credentials))
        .collect()
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
    Some(
        Statement::new(
            "gateway_wait",
            TOPIC,
            "Longest wait for the gateway",
            (line.longest_s, Unit::Seconds),
            format!(
                "Whoever asks at {} waits {} before the message is sent; after {} a message is overdue.",
                moment(launch.clock, line.at_s),
                time(line.longest_s),
                time(credentials.overdue_after.as_secs_f64())
            ),
        )
        .formula(FLUID, HONNAPPA)
        .assuming(AT_ONCE)
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
    let offered = Statement::new(
        "call_load",
        TOPIC,
        "Load of the operators",
        (load, Unit::Share),
        format!(
            "{} calls a second about messages lost or late and everything else, and {} operators who can answer {} of {} each.",
            number(rate),
            rounded(operators),
            number(capacity),
            time(handling)
        ),
    )
    .formula("ρ = λ E[S] / c", "offered load over operators")
    .assuming("calls about messages lost or late are spread evenly over the hours it is open; calls about failed attempts and redials come on top");
    // Known for a centre that nobody calls about the day.
    let again = [helpline.redialling(), helpline.reconnecting()];
    let alone = helpline.per_failure <= 0.0 && again.iter().all(|(share, _)| *share <= 0.0);
    let beside = move |o: &Observed, of: fn(&HelplineSummary) -> Option<f64>| {
        let helpline = o.run.helpline.as_ref();
        helpline.filter(|_| alone && o.run.scale >= 1.0).and_then(of)
    };
    let mut said = vec![offered.not_simulated("a run's operators also answer what comes on top")];
    let Some(centre) = centre(helpline, rate, handling) else {
        return said;
    };
    said.push(
        Statement::new(
            "calls_busy",
            TOPIC,
            "Calls that find no line free",
            (centre.p_busy(), Unit::Share),
            format!("{} of the calls hear the busy signal.", percent(centre.p_busy())),
        )
        .formula(LINES, PALM)
        .assuming(MEMORYLESS)
        .simulated_by(move |o| beside(o, |h| (h.calls > 0).then(|| h.busy as f64 / h.calls as f64))),
    );
    said.push(
        Statement::new(
            "calls_abandoned",
            TOPIC,
            "Calls given up in line",
            (centre.p_abandon(), Unit::Share),
            format!(
                "{} of the calls are given up before an operator is free.",
                percent(centre.p_abandon())
            ),
        )
        .formula(LINES, PALM)
        .assuming(MEMORYLESS)
        .simulated_by(move |o| beside(o, |h| (h.calls > 0).then(|| h.abandoned as f64 / h.calls as f64))),
    );
    // Below a microsecond nobody waits.
    let wait = Some(centre.mean_answered_wait())
        .filter(|s| *s > 1e-6)
        .unwrap_or(0.0);
    said.push(
        Statement::new(
            "call_wait",
            TOPIC,
            "Wait for an operator",
            (wait, Unit::Seconds),
            format!("Those answered have waited {} on average.", time(wait)),
        )
        .formula(LINES, PALM)
        .assuming(MEMORYLESS)
        .simulated_by(move |o| beside(o, |h| h.wait_s.mean)),
    );
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
