//! What the suites need to know of the launch of `models/inps-2020-04-01`.

/// The groups of the entitled.
pub(crate) const GROUPS: [&str; 5] = [
    "artisans-and-traders",
    "vat-holders-and-collaborators",
    "farm-workers",
    "seasonal-tourism",
    "show-business",
];
