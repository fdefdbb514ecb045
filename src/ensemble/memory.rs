//! Memory that runs share: a run begins when there is room for what the engine reckons it will take.
//!
//! The reckoning can be wrong. So each run also looks at what the process really takes, whenever it tells how far it is: beyond
//! the limit the run that began last gives way, and begins again when it is alone. A run that is alone and still needs more ends.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use super::{RunError, machine};

/// Part of the limit that is left to what the allocator and the reckoning get wrong.
const MARGIN: f64 = 0.03;

/// How long a waiting task sleeps before it asks whether to go on waiting.
const PATIENCE: Duration = Duration::from_millis(100);

/// A run that is alone may go beyond the limit by this part of it.
const TOLERANCE: u64 = 20;

const MIB: u64 = 1 << 20;

/// Memory that runs share.
#[derive(Debug)]
pub struct Memory {
    /// What the process may take \[bytes\]; `None` where nobody knows.
    limit: Option<u64>,
    /// Whether somebody asked for it. Else one run is always tried.
    is_strict: bool,
    /// What the process takes now \[bytes\], where the system tells.
    taken: fn() -> Option<u64>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// What the process took before the first run of the tasks at hand \[bytes\], results of earlier
    /// tasks included. Later the allocator keeps what runs gave back, for the runs that follow.
    base: Option<u64>,
    /// The runs at work, by the order in which they began: number, and what each may take \[bytes\].
    runs: Vec<(u64, u64)>,
    next: u64,
    /// How many wait until they are alone. Nobody else begins before them.
    waiting_alone: usize,
}

impl Memory {
    /// So much for the whole process \[bytes\]; `None`: four fifths of what is free, and what it takes already.
    pub fn new(limit: Option<u64>) -> Memory {
        let free = || machine::available_bytes().map(|free| free / 5 * 4 + machine::rss_bytes().unwrap_or(0));
        Memory {
            is_strict: limit.is_some(),
            limit: limit.or_else(free),
            taken: machine::rss_bytes,
            state: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// How many runs of a size \[bytes\] fit beside each other into what the process does not take yet; at least one.
    pub fn fits(&self, bytes: u64) -> usize {
        let Some(limit) = self.limit else {
            return usize::MAX;
        };
        let room = aim(limit).saturating_sub((self.taken)().unwrap_or(0));
        usize::try_from(room / bytes.max(1)).unwrap_or(usize::MAX).max(1)
    }

    /// Tasks begin: what the process holds now, such as results of earlier tasks, is there before
    /// their first run.
    pub(super) fn begin(&self) {
        self.state().base = None;
    }

    /// Waits until there is room for a run of a size \[bytes\]; `u64::MAX`: until it is alone. `go_on` is asked while it waits.
    ///
    /// # Errors
    /// That of `go_on`; and when it would not fit alone.
    pub(super) fn admit(
        &self,
        bytes: u64,
        go_on: &mut dyn FnMut() -> Result<(), RunError>,
    ) -> Result<Permit<'_>, RunError> {
        let is_alone = bytes == u64::MAX;
        let mut state = self.state();
        state.waiting_alone += usize::from(is_alone);
        let admitted = loop {
            let base = *state.base.get_or_insert_with(|| (self.taken)().unwrap_or(0));
            if state.runs.is_empty() {
                break self.require_fit(bytes, base);
            }
            if !is_alone && state.waiting_alone == 0 && self.has_room(&state, base + bytes) {
                break Ok(());
            }
            state = self.wait(state);
            drop(state);
            let answer = go_on();
            state = self.state();
            if answer.is_err() {
                break answer;
            }
        };
        state.waiting_alone -= usize::from(is_alone);
        admitted?;
        let number = state.next;
        state.next += 1;
        state
            .runs
            .push((number, if is_alone { self.limit.unwrap_or(0) } else { bytes }));
        Ok(Permit { memory: self, number })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wait<'a>(&self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        let waited = self.changed.wait_timeout(state, PATIENCE);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// Whether so much \[bytes\] fits beside the runs at work.
    fn has_room(&self, state: &State, bytes: u64) -> bool {
        let taken: u64 = state.runs.iter().map(|(_, bytes)| bytes).sum();
        self.limit
            .is_none_or(|limit| bytes.saturating_add(taken) <= aim(limit))
    }

    /// An error where a run does not fit even alone, and somebody said what may be taken.
    fn require_fit(&self, bytes: u64, base: u64) -> Result<(), RunError> {
        match self.limit.filter(|_| self.is_strict && bytes < u64::MAX) {
            Some(limit) if base.saturating_add(bytes) > limit => Err(RunError::Memory {
                needed_mib: (base + bytes) / MIB,
                limit_mib: limit / MIB,
            }),
            _ => Ok(()),
        }
    }
}

/// What is aimed at below a limit \[bytes\].
fn aim(limit: u64) -> u64 {
    limit - (limit as f64 * MARGIN) as u64
}

/// What a run does when it has looked at the memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hold {
    /// It goes on.
    Keep,
    /// It gives way to those that began before it.
    GiveWay,
}

/// Room in memory, as long as it is there.
#[derive(Debug)]
pub(super) struct Permit<'a> {
    memory: &'a Memory,
    number: u64,
}

impl Permit<'_> {
    /// Whether the run may go on, by what the process takes now.
    ///
    /// # Errors
    /// When it is alone, and takes more than somebody allowed.
    pub(super) fn check(&self) -> Result<Hold, RunError> {
        let Some(limit) = self.memory.limit.filter(|_| self.memory.is_strict) else {
            return Ok(Hold::Keep);
        };
        let Some(taken) = (self.memory.taken)().filter(|taken| *taken > limit) else {
            return Ok(Hold::Keep);
        };
        let state = self.memory.state();
        if state.runs.len() > 1 {
            let is_last = state
                .runs
                .last()
                .is_some_and(|(number, _)| *number == self.number);
            return Ok(if is_last { Hold::GiveWay } else { Hold::Keep });
        }
        if taken <= limit + limit / TOLERANCE {
            return Ok(Hold::Keep);
        }
        Err(RunError::Memory {
            needed_mib: taken / MIB,
            limit_mib: limit / MIB,
        })
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        let mut state = self.memory.state();
        state.runs.retain(|(number, _)| *number != self.number);
        drop(state);
        self.memory.changed.notify_all();
    }
}

#[cfg(test)]
mod tests;
