//! The contact centre: who calls, and what an answer does.
//!
//! Every call ends in exactly one way: `calls = busy + abandoned + answered + in_line`. Callers are applicants whose credential does
//! not come, or is not enough; applicants whose attempt failed, who call beside going on; and everybody else, as a stream. The lines and
//! the operators themselves are `centre`.
//!
//! A caller makes one call after another, never two at once; the calls of one caller until they stop calling share a record.

mod calls;
mod centre;
mod reason;

pub(crate) use calls::CallNews;
pub(crate) use centre::Centre;
pub(crate) use reason::Reason;
