//! The books of a run: what happened to whom, and when.

use typed_index_collections::{TiSlice, TiVec, ti_vec};

use crate::scenario::{AttackIndex, GroupIndex, Scenario};

use super::result::{BinCounts, BinState, Outcome};
use super::times::Times;

/// The books.
pub struct Ledger {
    groups: usize,
    bin_us: u64,
    bin: usize,
    last_bin: usize,
    /// `counts[bin * groups + group]`.
    counts: Vec<BinCounts>,
    states: Vec<BinState>,
    /// Time from first intent to submission, by group.
    waits: TiVec<GroupIndex, Times>,
    /// Response time of served pages, by group.
    pages: TiVec<GroupIndex, Times>,
    /// How many pages were served so far, and their response times together \[µs\].
    page_totals: (u64, u128),
    /// The same at the start of the bin.
    last_page_totals: (u64, u128),
    /// Submissions by the deadline, by group.
    by_deadline: TiVec<GroupIndex, u64>,
    deadline: u64,
    marks: Vec<u64>,
    /// Submissions before each mark that is past.
    by_mark: Vec<u64>,
    submitted: u64,
    attack_requests: TiVec<AttackIndex, u64>,
    attack_outcomes: TiVec<AttackIndex, [u64; Outcome::COUNT]>,
    bin_attack_requests: u32,
    last_tier_areas: Vec<u128>,
    last_room_areas: (u128, u128),
}

impl Ledger {
    /// Nothing has happened yet, with so many attacks.
    pub fn new(scenario: &Scenario, attacks: usize) -> Self {
        let bins = scenario.end_us.div_ceil(scenario.bin_us) as usize;
        let groups = scenario.groups.len();
        Ledger {
            groups,
            bin_us: scenario.bin_us,
            bin: 0,
            last_bin: bins - 1,
            counts: vec![BinCounts::default(); bins * groups],
            states: Vec::with_capacity(bins),
            waits: (0..groups).map(|_| Times::new()).collect(),
            pages: (0..groups).map(|_| Times::new()).collect(),
            page_totals: (0, 0),
            last_page_totals: (0, 0),
            by_deadline: ti_vec![0; groups],
            deadline: scenario.deadline_us,
            by_mark: Vec::with_capacity(scenario.marks.len()),
            marks: scenario.marks.clone(),
            submitted: 0,
            attack_requests: ti_vec![0; attacks],
            attack_outcomes: ti_vec![[0; Outcome::COUNT]; attacks],
            bin_attack_requests: 0,
            last_tier_areas: vec![0; scenario.tiers.len()],
            last_room_areas: (0, 0),
        }
    }

    /// Time from first intent to submission, by group.
    pub(crate) fn waits(&self) -> &TiSlice<GroupIndex, Times> {
        &self.waits
    }

    /// Response time of served pages, by group.
    pub(crate) fn pages(&self) -> &TiSlice<GroupIndex, Times> {
        &self.pages
    }

    /// Submissions of a group by the deadline.
    pub(crate) fn by_deadline(&self, group: GroupIndex) -> u64 {
        self.by_deadline[group]
    }

    /// Requests so far, by attack.
    pub(crate) fn attack_requests(&self) -> &TiSlice<AttackIndex, u64> {
        &self.attack_requests
    }

    /// Requests of an attack that have ended, by outcome.
    pub(crate) fn attack_outcomes(&self, attack: AttackIndex) -> [u64; Outcome::COUNT] {
        self.attack_outcomes[attack]
    }

    /// Counts, `counts[bin * groups + group]`.
    pub(crate) fn counts(&self) -> &[BinCounts] {
        &self.counts
    }

    /// Gives away the counts, and the state in each bin that is over.
    pub(crate) fn take_series(&mut self) -> (Vec<BinCounts>, Vec<BinState>) {
        (std::mem::take(&mut self.counts), std::mem::take(&mut self.states))
    }

    /// The bin that is not over yet.
    pub(crate) fn bin(&self) -> usize {
        self.bin
    }

    /// Counts of a bin, by group.
    pub(crate) fn cells(&self, bin: usize) -> &[BinCounts] {
        &self.counts[bin * self.groups..(bin + 1) * self.groups]
    }

    #[inline]
    fn cell(&mut self, group: GroupIndex) -> &mut BinCounts {
        &mut self.counts[self.bin * self.groups + usize::from(group)]
    }

    /// Someone of `group` first wants to apply at `intent` \[µs\], within the run.
    #[inline]
    pub(crate) fn came(&mut self, group: GroupIndex, intent: u64) {
        let bin = ((intent / self.bin_us) as usize).min(self.last_bin);
        self.counts[bin * self.groups + usize::from(group)].came += 1;
    }

    #[inline]
    pub(crate) fn attempt(&mut self, group: GroupIndex) {
        self.cell(group).attempts += 1;
    }

    #[inline]
    pub(crate) fn outcome(&mut self, group: GroupIndex, outcome: Outcome) {
        self.cell(group).outcomes[outcome as usize] += 1;
    }

    #[inline]
    pub(crate) fn served(&mut self, group: GroupIndex, response_us: u64) {
        self.pages[group].record(response_us);
        self.page_totals.0 += 1;
        self.page_totals.1 += u128::from(response_us);
    }

    pub(crate) fn gave_up(&mut self, group: GroupIndex) {
        self.cell(group).given_up += 1;
    }

    pub(crate) fn submitted(&mut self, group: GroupIndex, intent: u64, now: u64) {
        self.cell(group).submitted += 1;
        self.waits[group].record(now - intent);
        if now <= self.deadline {
            self.by_deadline[group] += 1;
        }
        self.pass_marks(now);
        self.submitted += 1;
    }

    fn pass_marks(&mut self, now: u64) {
        while self
            .marks
            .get(self.by_mark.len())
            .is_some_and(|mark| *mark <= now)
        {
            self.by_mark.push(self.submitted);
        }
    }

    pub(crate) fn attack_request(&mut self, attack: AttackIndex) {
        self.attack_requests[attack] += 1;
        self.bin_attack_requests += 1;
    }

    #[inline]
    pub(crate) fn attack_outcome(&mut self, attack: AttackIndex, outcome: Outcome) {
        self.attack_outcomes[attack][outcome as usize] += 1;
    }

    /// A bin ends at `now`: what the state was in it.
    pub(crate) fn end_bin(
        &mut self,
        now: u64,
        tiers: impl Iterator<Item = u128>,
        room: Option<(u128, u128)>,
    ) {
        let width = (now - self.bin as u64 * self.bin_us).max(1) as f64;
        let mut in_tier = Vec::with_capacity(self.last_tier_areas.len());
        for (last, area) in self.last_tier_areas.iter_mut().zip(tiers) {
            in_tier.push((area - *last) as f64 / width);
            *last = area;
        }
        let (waiting, inside) = room.unwrap_or_default();
        let last = std::mem::replace(&mut self.last_room_areas, (waiting, inside));
        let before = std::mem::replace(&mut self.last_page_totals, self.page_totals);
        let (pages, page_us) = (self.page_totals.0 - before.0, self.page_totals.1 - before.1);
        self.states.push(BinState {
            in_tier,
            waiting: (waiting - last.0) as f64 / width,
            inside: (inside - last.1) as f64 / width,
            page_s: (pages > 0).then(|| page_us as f64 / pages as f64 / 1e6),
            attack_requests: std::mem::take(&mut self.bin_attack_requests),
        });
        self.bin = (self.bin + 1).min(self.last_bin);
    }

    /// The run ends.
    pub(crate) fn close(&mut self, end: u64) {
        self.pass_marks(end);
    }

    /// How many pages were served so far, and their response times together \[µs\].
    pub(crate) fn page_totals(&self) -> (u64, u128) {
        self.page_totals
    }

    /// The marks so far, and the submissions before each.
    pub(crate) fn submitted_by(&self) -> impl Iterator<Item = (u64, u64)> {
        self.marks.iter().copied().zip(self.by_mark.iter().copied())
    }

    /// Sums of a group over the run.
    pub(crate) fn total(&self, group: GroupIndex) -> Total {
        let mut total = Total::default();
        for cell in self.counts.iter().skip(usize::from(group)).step_by(self.groups) {
            total.came += u64::from(cell.came);
            total.attempts += u64::from(cell.attempts);
            total.submitted += u64::from(cell.submitted);
            total.given_up += u64::from(cell.given_up);
            for (sum, n) in total.outcomes.iter_mut().zip(cell.outcomes) {
                *sum += u64::from(n);
            }
        }
        total
    }
}

/// Sums of a group over the run.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Total {
    pub(crate) came: u64,
    pub(crate) attempts: u64,
    pub(crate) submitted: u64,
    pub(crate) given_up: u64,
    pub(crate) outcomes: [u64; Outcome::COUNT],
}
