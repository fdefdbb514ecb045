//! Many runs: tasks in, what came of them out as they end.
//!
//! ```text
//!   tasks ─▶ threads ─▶ room in memory ─▶ one run ─▶ what came of it ─▶ whoever asked
//!   (runner)              (memory)           │                             │
//!                 observer ◀── how far it is ┘        rows on the disk ◀───┘
//!                    └─▶ go on, or stop                     (store)
//! ```
//!
//! A task waits for a thread, and then for room in memory. Its run tells the observer how far it is: at the end of each bin of
//! time, and at least every [`PROGRESS_EVENTS`](crate::sim::PROGRESS_EVENTS) events, also while its clock stands still. The
//! observer answers whether to go on. Once it wants to stop, no task begins and the runs at work end without a result.
//!
//! A run that ends comes to a result, or to a [`RunError`]. A refusal by the model is for good: it would come again. Want of memory or a
//! full disk [may pass](RunError::may_pass), and so the run stays to be made.
//!
//! What comes of a task depends on the task alone. The number of threads and the memory decide when it comes.

mod error;
#[cfg(test)]
pub(crate) mod fake;
pub mod identity;
pub mod machine;
pub mod memory;
mod pool;
pub mod runner;
#[cfg(feature = "store")]
pub mod store;

pub use error::RunError;
pub use identity::{Identity, Input, sha256};
pub use memory::Memory;
pub use runner::{Ensemble, Event, Resources, Run, Unfinished, Watch, Work};
#[cfg(feature = "store")]
pub use store::{Store, StoreError, StoredRow};
