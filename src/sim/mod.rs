//! One run: the engine.

pub mod options;
pub mod result;

pub use options::RunOptions;
pub use result::RunResult;
