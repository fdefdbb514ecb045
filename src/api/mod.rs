//! What users of the library see of the engine. It is a crate of its own (`engine/`), and public there is all that this crate needs of
//! it. Here stands what is meant for everybody.

pub mod figures;
pub mod model;
pub mod scenario;
pub mod sim;

#[doc(inline)]
pub use clickday_engine::{math, names, theory};
