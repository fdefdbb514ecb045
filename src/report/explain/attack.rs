//! What attacks take, and what is left of them behind a defence. Only where there are any.

use statrs::distribution::{DiscreteCDF, Poisson};

use super::intents::seconds;
use super::launch::Launch;
use super::statement::{Statement, Topic, Unit};
use super::words::{number, time};
use crate::model::attack::{Attack, CredentialStuffing, Pulse, QueueBots, SlowConnections};
use crate::model::defence::{Lockout, Scrubbing};
use crate::model::policy::{Measure, WaitingRoom};
use crate::report::figures::{percent, rounded};
use crate::theory::erlang;

const TOPIC: Topic = Topic::Attack;

pub(super) fn statements(launch: &Launch) -> Vec<Statement> {
    let mut statements = Vec::new();
    for attack in launch.model.attack.values() {
        match attack {
            Attack::SlowConnections(slow) => statements.extend(held(launch, slow)),
            Attack::CredentialStuffing(stuffing) => {
                let rules = launch.measures.iter().filter_map(|measure| match measure {
                    Measure::Lockout(lockout) => Some(lockout),
                    _ => None,
                });
                statements.extend(rules.filter_map(|rule| locked(launch, stuffing, rule)));
            }
            Attack::QueueBots(bots) => {
                let rooms = launch.measures.iter().filter_map(|measure| match measure {
                    Measure::WaitingRoom(room) => Some(room),
                    _ => None,
                });
                statements.extend(rooms.map(|room| queued(launch, bots, room)));
            }
            Attack::Flood(_) => {}
        }
    }
    let scrubbing = launch.measures.iter().filter_map(|measure| match measure {
        Measure::Scrubbing(scrubbing) => Some(scrubbing),
        _ => None,
    });
    statements.extend(scrubbing.filter_map(|s| thinned(launch, s)));
    statements
}

/// The most a list of pulses reaches \[1/s\].
pub(super) fn hardest<'a>(pulses: impl IntoIterator<Item = &'a Pulse>) -> f64 {
    pulses.into_iter().map(|p| p.rate.per_s()).fold(0.0, f64::max)
}

fn held(launch: &Launch, slow: &SlowConnections) -> Option<Statement> {
    let slots = launch.stations.first()?.slots;
    let places = slow.connections.get().min(slots);
    let load = hardest(&slow.pulse) * slow.header_timeout.as_micros() as f64 / 1e6;
    let blocked = erlang::loss(usize::try_from(places).ok()?, load).ok()?;
    let held = load * (1.0 - blocked);
    Some(
        Statement::new(
            "attack_slots",
            TOPIC,
            "Slots held by slow connections",
            (held, Unit::Count("slots")),
            format!(
                "Of {} slots of the outermost tier {} are held by connections that ask nothing.",
                rounded(slots as f64),
                rounded(held)
            ),
        )
        .by(
            "Erlang's loss formula, a(1 − B(min(N, slots), a))",
            "Kleinrock I, section 3.6",
        )
        .supposing(
            "the attack is at its hardest for longer than the header timeout, and nobody waits for a slot",
        )
        .alone("a run gives the mean over the whole run, the attack and the rest"),
    )
}

fn queued(launch: &Launch, bots: &QueueBots, room: &WaitingRoom) -> Statement {
    let challenged = launch
        .measures
        .iter()
        .take_while(|measure| !matches!(measure, Measure::WaitingRoom(_)))
        .any(|measure| matches!(measure, Measure::Challenge(_)));
    let passes = if challenged {
        bots.origin.passes_challenge.get()
    } else {
        1.0
    };
    // Before the room begins there is nothing to take.
    let from = launch.room_from_s().unwrap_or_default();
    let meets_room = |pulse: &&Pulse| seconds(&launch.clock, &pulse.until) > from;
    let rate = hardest(bots.pulse.iter().filter(meets_room)) * passes;
    let held = bots.holds.unwrap_or(room.claim).as_micros() as f64 / 1e6;
    let places = rate * held;
    Statement::new(
        "bot_places",
        TOPIC,
        "Places that bots in the queue would hold",
        (places, Unit::Count("places")),
        format!(
            "{} tickets a second go to bots; each keeps the place it is called to for {}: of {} places they would hold {}.",
            number(rate),
            time(held),
            rounded(room.cap.get() as f64),
            rounded(places)
        ),
    )
    .by("Little's law, and thinning by the challenge", "L = λW; of calls in order of arrival they have their share of the tickets, b/(λ+b)")
    .supposing("the attack at its hardest, a challenge at work all the time, and calls as fast as tickets are taken")
    .alone("a run gives the calls they had, not the places")
}

fn locked(launch: &Launch, stuffing: &CredentialStuffing, rule: &Lockout) -> Option<Statement> {
    let end = launch.horizon_s;
    let at = |m| seconds(&launch.clock, m).clamp(0.0, end);
    let guesses: f64 = stuffing
        .pulse
        .iter()
        .map(|p| p.rate.per_s() * (at(&p.until) - at(&p.from)).max(0.0))
        .sum();
    let groups = launch.model.people.group.values();
    let people: f64 = groups.filter_map(|g| g.size).map(|n| n.get() as f64).sum();
    let wrong = guesses * (1.0 - stuffing.success.get()) / people;
    let law = Poisson::new(wrong).ok().filter(|_| wrong > 0.0)?;
    let share_locked = law.sf(rule.after.get() - 1);
    Some(
        Statement::new(
            "locked_accounts",
            TOPIC,
            "People locked out by guesses",
            (people * share_locked, Unit::Count("people")),
            format!(
                "Each account meets {} wrong passwords, and is locked after {}: {} of {} people are locked out.",
                number(wrong),
                rule.after.get(),
                percent(share_locked),
                rounded(people)
            ),
        )
        .by("tail of the Poisson law, P(Poisson(λ(1−s)t/N) ≥ m)", "thinning of a Poisson stream")
        .supposing("every guess is answered, and nobody logs in, or guesses right, while it goes on")
        .beside(|o| o.run.lockouts.map(|l| l.people as f64 / o.run.scale)),
    )
}

fn thinned(launch: &Launch, scrubbing: &Scrubbing) -> Option<Statement> {
    let rate: f64 = launch
        .pulse_starts()
        .into_iter()
        .map(|t| launch.floods_at(t).map(|(rate, _)| rate).sum())
        .fold(0.0, f64::max);
    let left = rate * (1.0 - scrubbing.efficacy.get());
    let delay = (scrubbing.detection.as_micros() + scrubbing.activation.as_micros()) as f64 / 6e7;
    (rate > 0.0).then(|| {
        Statement::new(
            "flood_behind_scrubbing",
            TOPIC,
            "Attack behind the scrubbing",
            (left, Unit::PerSecond("requests")),
            format!(
                "Of {} requests a second {} are left, {} minutes after it was called for, and {} of the people's are dropped.",
                number(rate),
                number(left),
                number(delay),
                percent(scrubbing.false_positives.get())
            ),
        )
        .by("thinning of a Poisson stream, λ(1 − e)", "each request is dropped by a draw of its own")
        .supposing("the attack at its hardest, and scrubbing at work")
        .alone("a run gives the whole of what was let through, before the scrubbing and after")
    })
}
