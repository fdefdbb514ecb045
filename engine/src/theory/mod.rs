//! Exact results of queueing theory: what a simulation must agree with, and what a reader can be
//! told without one.
//!
//! A launch day has no formula, but its parts do: a row of desks, a full backlog, people who lose
//! patience, a processor that thrashes, a page that times out, a waiting room. Each file here is
//! one such part, as a type that is built from checked parameters and answers in the words of
//! [`crate::sim::result`] (`mean_in_tier`, `p_wait`, `utilisation`, ...). Two uses: the textbook
//! models under `models/textbook/` are held against these values in `tests/textbook/`, and
//! `explain` quotes them for a reader's own model.
//!
//! | file | question | name in the field |
//! |---|---|---|
//! | [`birth_death`] | how often is the station in each state? | birth-death chain |
//! | [`hitting`] | how long until it first gets there? | first-passage times |
//! | [`time_average`] | how far is a run of length T from its limit, and how noisy? | Poisson equation |
//! | [`transient`] | where is it after a time t? | uniformisation |
//! | [`planar`] | and where are two counts that move together? | two-dimensional chain |
//! | [`fluid`] | where do large crowds of callers go? | fluid limit with abandonment, redials, reconnects |
//! | [`erlang`] | how many find every server busy? | Erlang B, C; M/G/c/c |
//! | [`many_servers`] | how long is the queue? | M/M/1, M/M/c |
//! | [`finite_room`] | what if the queue is bounded? | M/M/c/K |
//! | [`general_service`] | what if work is not exponential? | M/G/1, Pollaczek-Khinchine, Takács, Welch |
//! | [`fixed_work`] | what if it always takes the same time? the whole law of the wait | M/D/1, M/D/c |
//! | [`infinite_servers`] | how many would be there if nobody had to wait? | `M_t/G/∞` |
//! | [`impatience`] | what if people leave? | Erlang-A, M/M/c+M |
//! | [`contact_centre`] | and when not even the line is endless? | M/M/c/K+M |
//! | [`sharing`] | what if requests share a processor, that thrashes? | M/G/K-PS with state-dependent speed |
//! | [`retrial`] | what if the refused try again? | retrial queue |
//! | [`deadline`] | what if an answer can come too late? | M/M/c/K with timeouts |
//! | [`departures`] | how much work is for senders who have gone? | M/M/c, M/D/1, M/M/1-PS with unnoticed departures |
//! | [`retry_storm`] | at which load do retries take over, and when do they let go? | metastability, fold points |
//! | [`session`] | what does a page failure rate do to an application of many pages? | session efficiency |
//! | [`session_storm`] | both together: which demand collapses a journey of many pages? | fold points |
//! | [`crowd`] | what happens when everyone comes once? | Δ(i)/GI/c, finite population |
//! | [`counts`] | how many come within a window? | Poisson, binomial, dispersion |
//! | [`coupling`] | how many replications does shared chance save? | common random numbers, antithetic runs |
//! | [`drain`] | how long until a closed portal is empty? | pure death process |
//! | [`closed`] | what can N people who think and click get done? | machine repair, finite source |
//! | [`waiting_room`] | how many may be inside? | admission control |
//! | [`token_bucket`] | how many does a rate limit turn away? | M/D/1/B |
//! | [`fairness`] | how uneven are waits, how far from the order of arrival? | Gini, inversions |
//! | [`sensitivity`] | which parameter matters most? | Sobol indices of test functions |
//! | [`cache_leak`] | how many are shown another's page? | renewal process |
//!
//! `counts`, `coupling`, `crowd`, `departures`, `fluid`, `infinite_servers`, `planar`,
//! `time_average` and `transient` serve tests only. They are behind the feature `textbook`, which
//! every test has.
//!
//! Conventions: rates are per second and times in seconds wherever a unit is needed at all (any one
//! unit of time will do, kept throughout). Formulas are evaluated in log space or by recursions
//! with positive terms only, so that stations of tens of thousands of slots neither overflow nor
//! cancel. Bad parameters are a [`TheoryError`], never a panic.

#![allow(
    clippy::disallowed_methods,
    reason = "nothing here is simulated: these are the values that runs are held to, within tolerances"
)]

pub mod birth_death;
pub mod cache_leak;
pub mod closed;
pub mod contact_centre;
#[cfg(feature = "textbook")]
pub mod counts;
#[cfg(feature = "textbook")]
pub mod coupling;
#[cfg(feature = "textbook")]
pub mod crowd;
pub mod deadline;
#[cfg(feature = "textbook")]
pub mod departures;
pub mod drain;
pub mod erlang;
pub mod error;
pub mod fairness;
pub mod finite_room;
pub mod fixed_work;
#[cfg(feature = "textbook")]
pub mod fluid;
pub mod general_service;
pub mod hitting;
pub mod impatience;
#[cfg(feature = "textbook")]
pub mod infinite_servers;
pub mod many_servers;
#[cfg(feature = "textbook")]
pub mod planar;
pub mod retrial;
pub mod retry_storm;
pub mod sensitivity;
pub mod session;
pub mod session_storm;
pub mod sharing;
#[cfg(feature = "textbook")]
pub mod time_average;
pub mod token_bucket;
#[cfg(feature = "textbook")]
pub mod transient;
pub mod waiting_room;

pub use birth_death::{BirthDeath, Stationary};
pub use error::TheoryError;

#[cfg(test)]
pub(crate) mod approx {
    //! Comparison of floating-point numbers in tests.

    /// Panics unless `got` is within a relative error `tolerance` of `want` (absolute below 1).
    #[track_caller]
    pub(crate) fn assert_close(got: f64, want: f64, tolerance: f64) {
        let scale = want.abs().max(1.0);
        let ok = (got - want).abs() <= tolerance * scale;
        assert!(
            ok,
            "got {got:e}, want {want:e}, relative difference {:e}",
            (got - want).abs() / scale
        );
    }

    /// Panics unless `got` is within a relative error `tolerance` of `want`, however small it is.
    #[track_caller]
    pub(crate) fn assert_relative(got: f64, want: f64, tolerance: f64) {
        let ok = (got - want).abs() <= tolerance * want.abs();
        assert!(ok, "got {got:e}, want {want:e}");
    }
}
