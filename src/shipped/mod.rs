//! The models, policies and experiments that ship within the program.
//!
//! They are the files of `models/` and `experiments/`, as they were when the program was built. So an
//! installed program has them anywhere, by the same paths (`models/inps-2020-04-01`) and by short
//! names (`inps-2020-04-01`). [`find`] looks on the disk first: a file of the same path there wins.
//! Without the feature `shipped` nothing ships, and only the disk is left.
//!
//! ```
//! # #[cfg(feature = "shipped")] {
//! use clickday::shipped::{self, Kind, Origin};
//!
//! let found = shipped::find("mm1".as_ref(), &[Kind::Model])?;
//! assert_eq!(found.path(), std::path::Path::new("models/textbook/mm1.toml"));
//! assert_eq!(found.origin(), Origin::Shipped);
//! let model = clickday::measures::load::read(found.document(), &[])?;
//! assert_eq!(model.title, "M/M/1");
//! # }
//! # Ok::<(), clickday::model::Problems>(())
//! ```

mod item;
mod location;
mod start;
mod tree;

pub use item::{Group, Item, ItemPolicy, Kind, items};
pub use location::{Location, Origin, find};
pub use start::{StartError, StartFile, start};
pub use tree::files;
