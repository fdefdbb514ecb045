//! The statements of `explain` about who comes, what the portal can do, and the day; and the page around them.

mod drain;
mod load;
mod page;
mod session;
mod station;
mod storm;

pub(crate) use drain::{Backlog, Cleared, DrainText, EmptyAfterClosing, NoBacklog, NoEmptying};
pub(crate) use load::{Capacity, FloodLoad, LoadText, OfficeRate, Overload, PeopleComing, TierLimit};
pub use page::Topic;
pub(crate) use page::{Column, Difference, PageText, RunBeside};
pub(crate) use session::{ApplicationTime, Failing, SessionText};
pub(crate) use station::{NotAQueue, QueueFigure, QueueLaw, StationText, TwoStates};
pub(crate) use storm::{
    Collapse, CollapseFormula, CollapseFrom, FullDelay, NoThreshold, Recovery, StormText,
};

/// The statements of `explain` about who comes, what the portal can do, and the day; and the page around them.
pub(crate) trait ExplainText:
    PageText + LoadText + StationText + SessionText + StormText + DrainText
{
}
