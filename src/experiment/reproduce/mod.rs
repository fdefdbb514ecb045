//! Whether results are what their manifest says: the files they were made from, the run to make
//! again, and the first difference.
//!
//! A [`Claim`] is read from a manifest. [`Claim::again`] is the experiment, read from the files
//! that were kept with the results, and from no others. [`Claim::compare`] holds the folder against
//! what was made again:
//!
//! * every file that is made again is listed, there, and the same;
//! * nothing else is listed;
//! * every field of the manifest is the same, but for where the inputs were found (which is checked
//!   on its own) and the platform;
//! * rows and parts that are there are those of the runs.
//!
//! Nothing outside the folder is read, neither by a name nor through a link.

mod claim;
mod difference;
mod error;
mod inside;
mod proof;

pub use claim::{Again, Claim, Command};
pub use difference::NEAR;
pub use error::ReproduceError;
pub use proof::{Agreement, Verdict};
