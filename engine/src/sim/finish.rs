//! The end of a run: the books are closed, checked, and summed up.

use typed_index_collections::{TiSlice, TiVec, ti_vec};

use crate::math;
use crate::model::Model;
use crate::scenario::{AttackIndex, GroupIndex, MICROS, Scenario};

use super::attacks::ActiveAttack;
use super::credential::Credentials;
use super::door::{Door, Tally};
use super::equity::equity;
use super::helpline::Centre;
use super::ledger::{Ledger, Total};
use super::operator::Operator;
use super::options::RunOptions;
use super::person::Phase;
use super::portal::request::Sender;
use super::result::{
    AttackSummary, AttemptCounts, Collapse, Cumulative, DefenceSummary, GroupSummary, PageSummary, RunResult,
    RunTimes, Series, TimeDistribution, WaitHistogram, WaitSummary,
};
use super::times::Times;
use super::world::World;

/// A run that has ended.
pub(crate) struct Ended<'a> {
    pub(crate) events: u64,
    pub(crate) world: &'a mut World,
    pub(crate) door: &'a Door,
    pub(crate) ledger: &'a mut Ledger,
    pub(crate) attacks: &'a TiSlice<AttackIndex, ActiveAttack>,
    pub(crate) operator: Option<&'a Operator>,
    pub(crate) credentials: Option<&'a Credentials>,
    pub(crate) helpline: Option<&'a Centre>,
}

impl Ended<'_> {
    fn scenario(&self) -> &Scenario {
        self.world.scenario()
    }
}

/// Sums up a run that has ended.
pub(crate) fn result(run: &mut Ended, model: &Model, options: &RunOptions) -> RunResult {
    let by_group = groups(run);
    let mut breaches = breaches(run, &by_group);
    breaches.extend(attack_breaches(run, model));
    debug_assert!(breaches.is_empty(), "the books do not balance: {breaches:#?}");
    let end = run.scenario().end_us;
    let measures = run.door.figures(end);
    let tiers = run.world.tier_summaries();
    let names = run.scenario().tiers.iter().map(|t| t.name.clone());
    let tiers = names.zip(tiers).collect();
    let collapse = collapse(run);
    let sum = |field: fn(&GroupSummary) -> u64| by_group.iter().map(|(_, g)| field(g)).sum();
    let mut attempts = AttemptCounts::default();
    for (_, group) in &by_group {
        attempts.add(&group.attempts);
    }
    let together = |groups: &TiSlice<GroupIndex, Times>| {
        let mut all = Times::new();
        for group in groups {
            all.add(group);
        }
        all
    };
    let waits = together(run.ledger.waits());
    let tried = sum(|g| g.tried);
    let times = RunTimes {
        waits: TimeDistribution::recorded(&waits, tried - waits.count()),
        pages: TimeDistribution::recorded(&together(run.ledger.pages()), 0),
        calls: run.helpline.map_or_else(Default::default, Centre::waits),
    };
    RunResult {
        model: model.title.clone(),
        policy: options.policy.clone(),
        seed: options.seed,
        replication: options.replication,
        antithetic: options.antithetic,
        scale: options.scale,
        time_zone: run.scenario().clock.zone().to_owned(),
        start: run.scenario().stamps.of(0),
        until: run.scenario().stamps.of(end),
        events: run.events,
        wall_s: 0.0,
        peak_rss_mib: None,
        eligible: sum(|g| g.eligible),
        tried,
        submitted: sum(|g| g.submitted),
        still_trying: sum(|g| g.still_trying),
        given_up: sum(|g| g.given_up),
        never_came: sum(|g| g.never_came),
        submitted_by_deadline: sum(|g| g.submitted_by_deadline),
        deadline: run.scenario().stamps.of(run.scenario().deadline_us),
        submitted_by: submitted_by(run),
        attempts,
        wait_s: WaitSummary::of(&times.waits),
        page_s: PageSummary::of(&times.pages),
        tiers,
        collapsed: collapse.is_some(),
        collapse,
        by_group,
        measures: measures.named,
        credentials: run
            .credentials
            .map(|c| c.summary(run.scenario(), run.world.population().people())),
        helpline: run
            .helpline
            .map(|centre| centre.figures(run.world.population().closed(), end)),
        equity: equity(
            model,
            run.scenario(),
            run.world.chance(),
            run.world.population(),
            run.ledger,
        ),
        operator: run.operator.map(Operator::summary),
        defences: defences(&measures.defences, model),
        attacks: attacks(run, model),
        times,
        waits: histograms(run),
        series: series(run.ledger, run.world.scenario()),
    }
}

/// The sums of one group as they stand in the books, and as they stand in the people.
fn groups(run: &Ended) -> Vec<(String, GroupSummary)> {
    let census = Census::of(run);
    let mut in_flight: TiVec<GroupIndex, u64> = ti_vec![0; run.scenario().groups.len()];
    for sender in run.world.portal().awaited() {
        if let Sender::Person(person) = sender {
            in_flight[run.world.group(person)] += 1;
        }
    }
    run.scenario()
        .groups
        .iter_enumerated()
        .map(|(g, group)| {
            let total = run.ledger.total(g);
            let eligible = group.size.unwrap_or(run.world.population().streamed(g));
            let waits = &run.ledger.waits()[g];
            let waits = TimeDistribution::recorded(waits, total.came - waits.count());
            let summary = GroupSummary {
                eligible,
                tried: total.came,
                submitted: total.submitted,
                submitted_by_deadline: run.ledger.by_deadline(g),
                still_trying: census.still_trying[g],
                given_up: total.given_up,
                never_came: eligible - total.came,
                attempts: counts(&total, in_flight[g]),
                wait_s: WaitSummary::of(&waits),
                waits,
                pages: TimeDistribution::recorded(&run.ledger.pages()[g], 0),
            };
            (group.name.clone(), summary)
        })
        .collect()
}

fn counts(total: &Total, in_flight: u64) -> AttemptCounts {
    AttemptCounts {
        total: total.attempts,
        in_flight,
        by_outcome: total.outcomes,
    }
}

/// How many people of each group are where, counted one by one.
struct Census {
    still_trying: TiVec<GroupIndex, u64>,
    submitted: TiVec<GroupIndex, u64>,
    given_up: TiVec<GroupIndex, u64>,
}

impl Census {
    fn of(run: &Ended) -> Self {
        let groups = run.scenario().groups.len();
        let mut census = Census {
            still_trying: ti_vec![0; groups],
            submitted: ti_vec![0; groups],
            given_up: ti_vec![0; groups],
        };
        for person in run.world.population().people() {
            let Some(group) = run.scenario().kinds().group(person.kind) else {
                continue;
            };
            match person.phase() {
                Phase::Never => {}
                Phase::Submitted => census.submitted[group] += 1,
                Phase::GivenUp => census.given_up[group] += 1,
                _ => census.still_trying[group] += 1,
            }
        }
        census
    }
}

/// Everything that does not add up, one line each.
fn breaches(run: &Ended, by_group: &[(String, GroupSummary)]) -> Vec<String> {
    let mut breaches = run.world.portal().breaches(run.world.now());
    let people = run.world.population().people();
    breaches.extend(
        run.credentials
            .iter()
            .flat_map(|c| c.breaches(run.scenario(), people)),
    );
    let end = run.scenario().end_us;
    breaches.extend(run.helpline.iter().flat_map(|centre| centre.breaches(end)));
    breaches.extend(run.door.breaches(people));
    let phase = |phase| people.iter().filter(|p| p.phase() == phase).count();
    // Whatever was to happen before the end has happened, and who acts later is parked: nobody else may still be about to act.
    let forgotten = phase(Phase::Active) + run.world.left();
    if forgotten > 0 {
        breaches.push(format!("{forgotten} people wait for nothing"));
    }
    let awaiting = run.world.portal().awaited();
    let awaiting = awaiting.filter(|s| matches!(s, Sender::Person(_))).count();
    if phase(Phase::InFlight) != awaiting {
        breaches.push(format!(
            "{} people wait for the answers to {awaiting} requests",
            phase(Phase::InFlight)
        ));
    }
    let census = Census::of(run);
    for ((g, compiled), (name, group)) in run.scenario().groups.iter_enumerated().zip(by_group) {
        if group.tried != group.submitted + group.given_up + group.still_trying {
            breaches.push(format!("people of `{name}` are missing: {group:?}"));
        }
        let closed = compiled.size.is_some();
        if closed && (census.submitted[g], census.given_up[g]) != (group.submitted, group.given_up) {
            breaches.push(format!("the books and the people of `{name}` disagree"));
        }
        let attempts = &group.attempts;
        let ended: u64 = attempts.by_outcome.iter().sum();
        if attempts.total != ended + attempts.in_flight {
            breaches.push(format!(
                "attempts of `{name}` without exactly one outcome: {attempts:?}"
            ));
        }
    }
    breaches
}

/// What does not add up about attacks: each of their requests ends once, or is inside.
fn attack_breaches(run: &Ended, model: &Model) -> Vec<String> {
    let mut breaches = Vec::new();
    for (name, attack) in attacks(run, model) {
        let requests = &attack.requests;
        let ended: u64 = requests.by_outcome.iter().sum();
        if requests.total != ended + requests.in_flight {
            breaches.push(format!(
                "requests of the attack `{name}` without exactly one outcome: {requests:?}"
            ));
        }
    }
    breaches
}

fn submitted_by(run: &Ended) -> Vec<Cumulative> {
    run.ledger
        .submitted_by()
        .map(|(at, count)| Cumulative {
            time: run.scenario().stamps.of(at),
            count,
        })
        .collect()
}

fn seconds(us: f64) -> f64 {
    us / MICROS
}

fn attacks(run: &Ended, model: &Model) -> Vec<(String, AttackSummary)> {
    let mut in_flight: TiVec<AttackIndex, u64> = ti_vec![0; model.attack.len()];
    for sender in run.world.portal().awaited() {
        if let Sender::Attack(attack) = sender {
            in_flight[attack] += 1;
        }
    }
    let summary = |(index, attack): (AttackIndex, &ActiveAttack)| {
        let (total, ended) = (
            run.ledger.attack_requests()[index],
            run.ledger.attack_outcomes(index),
        );
        attack.summary(total, in_flight[index], ended, run.scenario().end_us)
    };
    let summaries = run.attacks.iter_enumerated().map(summary);
    model.attack.keys().cloned().zip(summaries).collect()
}

fn defences(tallies: &[(usize, Tally)], model: &Model) -> Vec<DefenceSummary> {
    let kinds = || model.people.group.keys().chain(model.people.office.keys());
    let summary = |(measure, tally): &(usize, Tally)| DefenceSummary {
        defence: tally.name.to_owned(),
        measure: *measure,
        people_blocked: tally.people_blocked.iter().sum(),
        people_blocked_by_group: kinds()
            .cloned()
            .zip(tally.people_blocked.iter().copied())
            .collect(),
        people_passed: tally.people_passed,
        attack_blocked: tally.attack_blocked,
        attack_passed: tally.attack_passed,
    };
    tallies.iter().map(summary).collect()
}

fn series(ledger: &mut Ledger, scenario: &Scenario) -> Series {
    let (counts, state) = ledger.take_series();
    let bins = state.len();
    let start = |bin: usize| bin as u64 * scenario.bin_us;
    Series {
        bin_s: seconds(scenario.bin_us as f64),
        time: (0..bins).map(|b| scenario.stamps.of(start(b))).collect(),
        start_s: (0..bins).map(|b| seconds(start(b) as f64)).collect(),
        groups: scenario.groups.iter().map(|g| g.name.clone()).collect(),
        counts,
        tiers: scenario.tiers.iter().map(|t| t.name.clone()).collect(),
        state,
    }
}

/// Bins of the histogram of waits: ten a decade, from a second to ten days.
const BINS_A_DECADE: i32 = 10;
const DECADES: i32 = 6;

fn histograms(run: &Ended) -> Vec<WaitHistogram> {
    let mut edges: Vec<u64> = vec![0];
    edges.extend(
        (0..=BINS_A_DECADE * DECADES)
            .map(|k| (MICROS * math::pow(10.0, f64::from(k) / f64::from(BINS_A_DECADE))).round() as u64),
    );
    run.scenario()
        .groups
        .iter_enumerated()
        .map(|(g, group)| {
            let counts = run.ledger.waits()[g].between(&edges);
            let upper = edges[1..].iter().map(|e| *e as f64).chain([f64::INFINITY]);
            let bins = edges.iter().zip(upper).zip(counts);
            WaitHistogram {
                group: group.name.clone(),
                unserved: run.ledger.total(g).came - run.ledger.waits()[g].count(),
                bins: bins
                    .map(|((from, to), n)| (seconds(*from as f64), seconds(to), n))
                    .collect(),
            }
        })
        .collect()
}

/// The first collapse and the time collapsed in all: see [`Collapse`].
fn collapse(run: &Ended) -> Option<Collapse> {
    let scenario = run.scenario();
    let stretches = Collapse::stretches(
        run.ledger.counts(),
        scenario.groups.len(),
        scenario.bin_us,
        scenario.completion_capacity(),
    );
    let first = stretches.first()?.start;
    let total: usize = stretches.iter().map(ExactSizeIterator::len).sum();
    Some(Collapse {
        since: scenario.stamps.of(first as u64 * scenario.bin_us),
        total_s: total as f64 * (scenario.bin_us as f64 / MICROS),
    })
}
