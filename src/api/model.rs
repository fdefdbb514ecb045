//! What a user writes: a launch as data.
//!
//! A *model* says who comes ([`People`]), what they have to do ([`Journey`]), what they do it on
//! ([`Portal`]), what else strikes it ([`Attack`]) and under which named [`Policy`] they are let in.
//! It is read from one TOML file, or from a folder whose files each hold some of the top-level
//! tables. Every type here carries its unit, refuses impossible values while it is read, and
//! documents itself into the JSON Schema that editors use. Nothing here runs: [`crate::sim`] does.
//!
//! A value can be asked for by its path, as an override sets it:
//!
//! ```
//! use std::path::Path;
//!
//! use clickday::measures;
//! use clickday::model::units::Count;
//!
//! let set = ["portal.tier.web.slots=2_500".to_owned()];
//! let model = measures::load(Path::new("models/inps-2020-04-01"), &set)?;
//! let slots: Count = model.value("portal.tier.web.slots").ok_or("no such value")?.parse()?;
//! assert_eq!(slots.get(), 2_500);
//! assert_eq!(model.value("portal.tier.moon.slots"), None);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Files can also be in memory, each under its path:
//!
//! ```
//! use clickday::measures::load;
//! use clickday::model::{Document, Texts};
//!
//! let texts = Texts::from([
//!     ("queue/model.toml", include_str!("../../models/textbook/mm1.toml")),
//!     ("queue/policies/door.toml", "policy.door = {}"),
//! ]);
//! let model = load::read(Document::open_in(&texts, "queue".as_ref()), &[])?;
//! assert_eq!(model.title, "M/M/1");
//! assert!(model.policy.contains_key("door"));
//! # Ok::<(), clickday::model::Problems>(())
//! ```
//!
//! A policy can be written as TOML, and read again:
//!
//! ```
//! use clickday::measures::{self, load};
//! use clickday::model::{Document, PolicyFile};
//!
//! let model = measures::load("models/inps-2020-04-01".as_ref(), &[])?;
//! let queue = model.policy["queue-with-tickets"].clone();
//! let text = toml::to_string(&PolicyFile::of("queue", queue))?;
//! let again = load::read_policies(Document::of_text("queue.toml", &text))?;
//! assert_eq!(again.policy["queue"].measure[0].kind(), "waiting-room");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

/// Attacks on the portal: requests, connections, guesses and tickets that come from no applicant.
///
/// | attack | what it takes |
/// |---|---|
/// | [`Flood`](attack::Flood) | the work of the outermost tiers, then their slots |
/// | [`SlowConnections`](attack::SlowConnections) | slots of the outermost tier, and no work at all |
/// | [`CredentialStuffing`](attack::CredentialStuffing) | the work of logging in, and the accounts it locks |
/// | [`QueueBots`](attack::QueueBots) | tickets of the waiting room, and the places they are called to |
///
/// Each is a rate over time, zero allowed. What is done against them is a measure of a policy: see
/// [`crate::measures`].
pub mod attack {
    #[doc(inline)]
    pub use clickday_engine::model::attack::{
        Attack, CredentialStuffing, Flood, Origin, Pulse, QueueBots, SlowConnections,
    };
}

/// Civil time of a launch: opening hours and closures are said in the clock time of a place, and an
/// engine counts microseconds.
///
/// [`CivilClock`](civil::CivilClock) translates between the two in the calendar's time zone.
/// Everything that names an hour of the day goes through it, by two rules that hold on days of 23
/// and of 25 hours too:
///
/// - *A stretch of the day* (a daily window, office hours, an hour of a demand curve) is the set of
///   instants at which the clock on the wall shows a time within it. An hour that the clocks jump
///   over has no instant. An hour that comes twice has both.
/// - *A moment* is the first instant at which the clock shows that time or a later one. A time that
///   the clocks jump over is therefore the instant of the change, and one that comes twice is the
///   first of the two. A moment written with its offset from UTC is exactly that instant.
pub mod civil {
    #[doc(inline)]
    pub use clickday_engine::model::civil::{CivilClock, CivilError, Intervals};
}

/// The kinds of measures that a model can have: a set that loading is given.
pub mod kinds {
    #[doc(inline)]
    pub use clickday_engine::model::kinds::{Kind, MeasureSet};
}

/// A measure as it is written.
///
/// Which measures there are is for a [`MeasureSet`] to say, which loading is given.
pub mod measure {
    #[doc(inline)]
    pub use clickday_engine::model::measure::Measure;
}

/// Where the files of models and experiments come from: a disk, or texts at hand.
pub mod source {
    #[doc(inline)]
    pub use clickday_engine::model::source::{Disk, Entry, Source, Texts, reason};
}

/// The quantities of a model file, read as people write them.
///
/// `"20 min"`, `"380 per second"`, `"2020-04-01 13:20"`, `"08:00-16:00"`, `"Mon-Fri"`, `"45 %"`:
/// each is a type of its own that carries its unit, refuses impossible values, and prints back in a
/// form it can read again. A value is first seen as it was [`Written`](units::Written), then read by
/// its [`Unit`](units::Unit); what is wrong with it, and what would be right, is a
/// [`Complaint`](units::Complaint).
pub mod units {
    #[doc(inline)]
    pub use clickday_engine::model::units::{
        Complaint, Count, DailyHours, Duration, Factor, Moment, Percentile, Quantity, Rate, Setting, Share,
        Unit, Weekdays, Written,
    };
}

#[doc(inline)]
pub use clickday_engine::model::{
    Attack, Calendar, CivilClock, Disk, Document, FORMAT_VERSION, FileKind, Journey, Law, LeakRecord,
    Measure, MeasureSet, Model, Network, Observation, People, Policy, PolicyFile, Portal, Problem, Problems,
    Shown, Source, Texts, arrivals, credential, helpline, journey, law, load, missing_time, missing_times,
    network, notes, operator, people, policy, portal, schema,
};
