//! What a metric is read off: a run, or a part of it.

use crate::measures::waiting_room::RoomSummary;
use clickday_engine::sim::RunResult;
use clickday_engine::sim::equity::{Equity, Share};
use clickday_engine::sim::result::{
    AttemptCounts, BinCounts, BinState, GroupSummary, Outcome, TierSummary, TimeDistribution,
};

/// What a metric is read off.
#[derive(Debug, Clone, Copy)]
pub enum View<'a> {
    /// A run.
    Run(&'a RunResult),
    /// A group of people, and what equity says of those of it who came.
    Group(&'a GroupSummary, Option<&'a Share>),
    /// The people of a channel, a level of skill or a credential.
    Share(&'a Share),
    /// A tier.
    Tier(&'a TierSummary),
    /// A group of people within a bin of time.
    Bin(&'a BinCounts),
    /// The system within a bin of time.
    State(&'a BinState),
    /// A tier within a bin of time, by its index.
    TierState(&'a BinState, usize),
}

impl<'a> View<'a> {
    pub(super) fn run(self) -> Option<&'a RunResult> {
        match self {
            View::Run(run) => Some(run),
            _ => None,
        }
    }

    pub(super) fn tier(self) -> Option<&'a TierSummary> {
        match self {
            View::Tier(tier) => Some(tier),
            _ => None,
        }
    }

    pub(super) fn state(self) -> Option<&'a BinState> {
        match self {
            View::State(state) => Some(state),
            _ => None,
        }
    }

    pub(super) fn room(self) -> Option<RoomSummary> {
        RoomSummary::of(self.run()?)
    }

    pub(super) fn equity(self) -> Option<&'a Equity> {
        self.run()?.equity.as_ref()
    }

    /// What equity says of the people: of a run, of everyone of its closed groups.
    pub(super) fn share(self) -> Option<&'a Share> {
        match self {
            View::Run(run) => run.equity.as_ref().map(|equity| &equity.all),
            View::Group(_, share) => share,
            View::Share(share) => Some(share),
            _ => None,
        }
    }

    pub(super) fn attempts(self) -> Option<&'a AttemptCounts> {
        match self {
            View::Run(run) => Some(&run.attempts),
            View::Group(group, _) => Some(&group.attempts),
            _ => None,
        }
    }

    pub(super) fn made(self) -> Option<u64> {
        match self {
            View::Bin(bin) => Some(bin.attempts.into()),
            _ => Some(self.attempts()?.total),
        }
    }

    pub(super) fn ended(self, outcome: Outcome) -> Option<u64> {
        match self {
            View::Bin(bin) => Some(bin.outcomes[outcome as usize].into()),
            // Equity tells those that were blocked, of everyone and of each group.
            View::Share(share) if outcome == Outcome::Blocked => share.blocked,
            _ => Some(self.attempts()?.of(outcome)),
        }
    }

    pub(super) fn waits(self) -> Option<&'a TimeDistribution> {
        match self {
            View::Run(run) => Some(&run.times.waits),
            View::Group(group, _) => Some(&group.waits),
            View::Share(share) => Some(&share.waits),
            _ => None,
        }
    }

    pub(super) fn pages(self) -> Option<&'a TimeDistribution> {
        match self {
            View::Run(run) => Some(&run.times.pages),
            View::Group(group, _) => Some(&group.pages),
            View::Tier(tier) => Some(&tier.pages),
            _ => None,
        }
    }

    pub(super) fn eligible(self) -> Option<u64> {
        match self {
            View::Run(run) => Some(run.eligible),
            View::Group(group, _) => Some(group.eligible),
            _ => None,
        }
    }

    pub(super) fn tried(self) -> Option<u64> {
        match self {
            View::Run(run) => Some(run.tried),
            View::Group(group, _) => Some(group.tried),
            View::Share(share) => Some(share.tried),
            View::Bin(bin) => Some(bin.came.into()),
            _ => None,
        }
    }

    pub(super) fn submitted(self) -> Option<u64> {
        match self {
            View::Run(run) => Some(run.submitted),
            View::Group(group, _) => Some(group.submitted),
            View::Share(share) => Some(share.submitted),
            View::Bin(bin) => Some(bin.submitted.into()),
            _ => None,
        }
    }

    pub(super) fn submitted_by_deadline(self) -> Option<u64> {
        match self {
            View::Run(run) => Some(run.submitted_by_deadline),
            View::Group(group, _) => Some(group.submitted_by_deadline),
            View::Share(share) => Some(share.submitted_by_deadline),
            _ => None,
        }
    }

    pub(super) fn still_trying(self) -> Option<u64> {
        match self {
            View::Run(run) => Some(run.still_trying),
            View::Group(group, _) => Some(group.still_trying),
            _ => None,
        }
    }

    pub(super) fn given_up(self) -> Option<u64> {
        match self {
            View::Run(run) => Some(run.given_up),
            View::Group(group, _) => Some(group.given_up),
            View::Bin(bin) => Some(bin.given_up.into()),
            _ => None,
        }
    }

    pub(super) fn never_came(self) -> Option<u64> {
        match self {
            View::Run(run) => Some(run.never_came),
            View::Group(group, _) => Some(group.never_came),
            _ => None,
        }
    }
}
