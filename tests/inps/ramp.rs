//! The loop of a slow ramp: demand that rises through the collapse threshold, and falls through that of recovery.
//!
//! Theory first. In a steady state as many newcomers come as are completed or give up: `h(Λ) = G η(G/Λ)/n + (Λ−G)(1−p)(1−b)` of them a
//! second keep up `Λ` attempts (`clickday::theory::session_storm`). The curve folds twice. A portal that is up has no steady state above
//! the first fold, C, one that is down none below the second, R; between the two it does what it did before. So demand that rises as
//! slowly as the portal can follow jumps down at C, and, falling, jumps up at R. C and R are asked of `clickday explain`.
//!
//! A ramp that takes its time overshoots. Beyond C the portal goes down when its `K` places are full: at a rise of `r` a second each second,
//! the excess demand of `n` pages an application fills them in `√(2K / n r)`, and an application that is counted began its `T` earlier. So
//! in the fluid limit the jump is `r (√(2K / n r) + T)` beyond the threshold, or, since its root counts, half as far for a rise four
//! times as slow. (Then failures have to be seen: people who have lost a session go on for a while.)
//!
//! What theory leaves out acts the other way, by a few per cent: a portal of a tenth of the size meets a full line by chance somewhat
//! below C, and out of the bad state it gets somewhat above R, by chance, and since broken sessions ask for the first pages of the
//! journey, which are lighter than the rest.

use std::sync::LazyLock;

use super::common::Estimate;
use super::{BINS_AN_HOUR, Flow, GROUPS, MIDNIGHT_H, alike, every, mean, places, shipped, subject, told};

const POLICY: &str = "open-to-all";
/// At least so much of full scale, and so many people.
const LEAST_SCALE: f64 = 0.1;
const LEAST_PEOPLE: f64 = 60_000.0;
/// A step of the ramp is a bin of the model's calendar \[s\].
const STEP_S: f64 = 600.0;
/// Steps of a slow ramp, each way: enough to see where it jumps in a fraction of them too.
const LEAST_STEPS: f64 = 64.0;
/// The first steps, in which nobody can be through yet.
const SETTLING: usize = 3;

/// Everybody is alike, and who gives up stays away. (Those who come back hours later move R far down, and it takes weeks until the
/// last of them has been served.)
fn for_good() -> Vec<String> {
    let mut set = alike();
    set.push("people.role.citizen.come-back=0".to_owned());
    set
}

/// What theory says of the model: newcomers a second.
#[derive(Debug, Clone, Copy)]
struct Thresholds {
    collapse: f64,
    recovery: f64,
}

impl Thresholds {
    fn of(set: &[String]) -> Self {
        Thresholds {
            collapse: told(POLICY, set, "collapse_threshold"),
            recovery: told(POLICY, set, "recovery_threshold"),
        }
    }

    fn width(self) -> f64 {
        self.collapse - self.recovery
    }
}

/// Demand that rises and falls in steps.
struct Ramp {
    set: Vec<String>,
    /// Newcomers a second, step by step.
    demand: Vec<f64>,
    /// By how much they grow from one step to the next.
    rise: f64,
}

impl Ramp {
    /// From a quarter below the recovery threshold to a quarter beyond the collapse, and back, in so many steps each way.
    fn new(set: Vec<String>, thresholds: Thresholds, steps: usize) -> Self {
        let (low, high) = (0.75 * thresholds.recovery, 1.25 * thresholds.collapse);
        let rise = (high - low) / steps as f64;
        let up = (0..steps).map(|step| low + (step as f64 + 0.5) * rise);
        let demand: Vec<f64> = up.clone().chain(up.rev()).collect();
        let mut ramp = Ramp { set, demand, rise };
        ramp.set.push(ramp.profile());
        let people = ramp.demand.iter().sum::<f64>() * STEP_S / GROUPS.len() as f64;
        ramp.set.extend(GROUPS.iter().flat_map(|g| {
            [
                format!("people.group.{g}.size={}", people.round()),
                format!("people.group.{g}.apply=1"),
            ]
        }));
        ramp.set.push("attack.flood.flood.pulse=[]".to_owned());
        ramp.set.push(format!(
            "calendar.end=\"{}\"",
            instant(ramp.demand.len().max(CALENDAR_STEPS))
        ));
        ramp
    }

    /// Slow for people: one who fails tries `1 / (1−p)` times, and has an answer before a page takes with everything full; the way up
    /// takes two hundred times as long, or a fraction of that.
    fn slow(set: Vec<String>, thresholds: Thresholds, fraction: f64) -> Self {
        let retry = shipped(&set).people.role["citizen"].retry.get();
        let perseverance = told(POLICY, &set, "full_delay") / (1.0 - retry);
        let steps = (200.0 * perseverance / STEP_S).max(LEAST_STEPS) * fraction;
        Ramp::new(set, thresholds, steps.round() as usize)
    }

    fn profile(&self) -> String {
        let part = |(step, rate): (usize, &f64)| {
            format!(
                "{{ even = {{ weight = {rate:.3}, from = \"{}\", until = \"{}\" }} }}",
                instant(step),
                instant(step + 1)
            )
        };
        let parts: Vec<String> = self.demand.iter().enumerate().map(part).collect();
        format!("people.demand.own-hand.part=[{}]", parts.join(", "))
    }

    fn run(&self, replication: u64) -> Vec<Flow> {
        let seconds = self.demand.len() as u64 * STEP_S as u64 + MIDNIGHT_H as u64 * 3_600;
        let people = self.demand.iter().sum::<f64>() * STEP_S;
        let scale = (LEAST_PEOPLE / people).clamp(LEAST_SCALE, 1.0);
        let run = subject(POLICY, scale, &self.set).run(seconds, replication);
        every(1, &run).split_off(MIDNIGHT_H * BINS_AN_HOUR)
    }

    /// Demand of each step, and what came of it, on the way up.
    fn up<'a>(&'a self, flows: &'a [Flow]) -> impl DoubleEndedIterator<Item = (f64, Flow)> + 'a {
        let steps = self.demand.len() / 2;
        self.demand.iter().copied().zip(flows.iter().copied()).take(steps)
    }

    /// The same on the way down, beginning with the last step: demand rises here too.
    fn down<'a>(&'a self, flows: &'a [Flow]) -> impl DoubleEndedIterator<Item = (f64, Flow)> + 'a {
        let steps = self.demand.len() / 2;
        self.demand
            .iter()
            .copied()
            .zip(flows.iter().copied())
            .skip(steps)
            .rev()
    }

    /// At which demand it went down, and at which it came up again.
    fn jumps(&self, flows: &[Flow]) -> Thresholds {
        Thresholds {
            collapse: jump(self.up(flows).skip(SETTLING)).expect("a collapse on the way up"),
            recovery: jump(self.down(flows)).expect("a recovery on the way down"),
        }
    }

    /// How far beyond the threshold theory has the portal go down.
    fn overshoot(&self) -> f64 {
        let a_second = self.rise / STEP_S;
        let pages = shipped(&[]).journey.page.len() as f64;
        let filling = (2.0 * places("web") / (pages * a_second)).sqrt();
        a_second * (filling + told(POLICY, &self.set, "application_time"))
    }
}

/// The model's calendar ends then, and knows of measures until then: three days after the midnight of the opening.
const CALENDAR_STEPS: usize = 3 * 24 * BINS_AN_HOUR;

/// The instant at which a step begins.
fn instant(step: usize) -> String {
    let minutes = step * 10;
    let (day, minute) = (minutes / 1_440, minutes % 1_440);
    assert!(day < 30, "a ramp of more than a month");
    format!("2020-04-{:02} {:02}:{:02}", day + 1, minute / 60, minute % 60)
}

/// Where, as demand rises, half of those who come are no longer through with it.
fn jump(steps: impl Iterator<Item = (f64, Flow)>) -> Option<f64> {
    let mut before: Option<(f64, f64)> = None;
    for (demand, flow) in steps {
        let share = flow.applications / demand;
        if share < 0.5 {
            return before.map(|(d, s)| d + (demand - d) * (s - 0.5) / (s - share));
        }
        before = Some((demand, share));
    }
    None
}

/// A ramp, and what came of it in each of its replications.
struct Ramped {
    ramp: Ramp,
    theory: Thresholds,
    runs: Vec<Vec<Flow>>,
}

impl Ramped {
    fn new(fraction: f64) -> Self {
        let theory = Thresholds::of(&for_good());
        assert!(theory.recovery < 0.95 * theory.collapse, "no loop: {theory:?}");
        let ramp = Ramp::slow(for_good(), theory, fraction);
        let runs = (0..4).map(|replication| ramp.run(replication)).collect();
        Ramped { ramp, theory, runs }
    }

    fn jumps(&self) -> Vec<Thresholds> {
        self.runs.iter().map(|flows| self.ramp.jumps(flows)).collect()
    }
}

static SLOW: LazyLock<Ramped> = LazyLock::new(|| Ramped::new(1.0));

/// The same demand, up and down.
#[test]
fn on_the_way_up_nearly_all_are_through_and_on_the_way_down_hardly_any() {
    let Ramped { ramp, theory, runs } = &*SLOW;
    let between = 1.1 * theory.recovery..0.95 * theory.collapse;
    for flows in runs {
        for ((demand, up), (_, down)) in ramp.up(flows).zip(ramp.down(flows)).skip(SETTLING) {
            if demand < between.end {
                assert!(up.applications > 0.85 * demand, "{up:?} at {demand}");
            }
            if between.contains(&demand) {
                assert!(down.applications < 0.5 * demand, "{down:?} at {demand}");
                // The portal does as much as it can, for people who are not through with it.
                assert!(
                    down.served > up.served && down.attempts > 1.5 * up.attempts,
                    "{down:?}, {up:?}"
                );
            }
        }
    }
}

#[test]
fn a_slow_ramp_jumps_down_at_one_threshold_and_up_at_the_other() {
    let theory = SLOW.theory;
    // Beyond the collapse by what theory has it overshoot, twice over: it has to fill up, and to be noticed.
    let latest = theory.collapse + 2.0 * SLOW.ramp.overshoot();
    let jumps = SLOW.jumps();
    for found in &jumps {
        assert!(
            (0.98 * theory.collapse..latest).contains(&found.collapse),
            "{found:?} of {theory:?}"
        );
    }
    // What theory leaves out is worth a few per cent.
    let recovery = mean(jumps.iter().map(|found| found.recovery));
    assert!(
        (recovery / theory.recovery - 1.0).abs() < 0.08,
        "{jumps:?} of {theory:?}"
    );
}

#[test]
fn the_faster_the_ramp_the_later_it_jumps() {
    let fast = Ramped::new(0.25);
    for (slow, fast) in SLOW.jumps().iter().zip(fast.jumps()) {
        assert!(slow.collapse < fast.collapse, "{slow:?} {fast:?}");
        assert!(slow.width() < fast.width(), "{slow:?} {fast:?}");
    }
}

/// The model's people come back: what would be a recovery without them is none.
#[test]
fn with_those_who_come_back_it_does_not_recover_where_it_did() {
    let mut set = alike();
    // When they do makes no difference to the thresholds; here it is soon, so that a ramp is slow for them too.
    set.push("people.role.citizen.come-back-after={ exponential = \"20 min\" }".to_owned());
    let (theory, without) = (Thresholds::of(&set), SLOW.theory);
    let ramp = Ramp::slow(set, without, 0.25);
    let flows = ramp.run(0);
    let found = jump(ramp.up(&flows).skip(SETTLING)).expect("a collapse");
    assert!(found > 0.98 * theory.collapse, "{found} {theory:?}");
    let (demand, last) = ramp.down(&flows).next().expect("a last step");
    assert!(
        theory.recovery < demand && demand < without.recovery,
        "{demand} {theory:?} {without:?}"
    );
    assert!(last.applications < 0.2 * demand, "{last:?} at {demand}");
}

/// Nobody tries again: the way down is the way up, but for the time that an application takes, which on the way up belongs to less demand.
#[test]
fn without_those_who_try_again_the_loop_is_as_wide_as_an_application_is_long() {
    let mut set = for_good();
    set.push("people.role.citizen.retry=0".to_owned());
    let ramp = Ramp::slow(set.clone(), SLOW.theory, 0.25);
    let lag = told(POLICY, &set, "application_time") / STEP_S;
    let gap = |replication| {
        let flows = ramp.run(replication);
        let below = ramp.up(&flows).zip(ramp.down(&flows)).skip(SETTLING);
        let below = below.filter(|((demand, _), _)| *demand < 0.9 * SLOW.theory.collapse);
        let gaps: Vec<f64> = below
            .map(|((_, up), (_, down))| down.applications - up.applications)
            .collect();
        mean(gaps.iter().copied())
    };
    let gaps: Vec<f64> = (0..8).map(gap).collect();
    Estimate::of_sample("way down over way up, a second", &gaps).agrees_with(2.0 * lag * ramp.rise);
}
