//! The textbook queues of `models/textbook/` against their exact values.
//!
//! Each model file is run as a user would run it, many times over, and every statistic it reports that theory knows is held
//! against theory: `|z| < 4` with the error from the replications (see `common`). Queues start empty; observation begins when they
//! have settled. For birth-death queues how far they are from their limit by then is known exactly (`theory::transient`), and
//! `has_settled` makes sure that it is nothing; the others are given as long.

#[path = "../common/mod.rs"]
mod common;

mod arrivals;
mod attacks;
mod deadlines;
mod departures;
mod estimates;
mod fairness;
mod fixed_work;
mod hard;
mod harder;
mod helpline;
mod identities;
mod lines;
mod metastability;
mod operator;
mod path;
mod paths;
mod retrial;
mod rooms;
mod sharing;

use clickday::theory::TheoryError;

type Checked = Result<(), TheoryError>;
