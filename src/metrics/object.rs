//! The numbers of the object of `run --json` that are no metrics, each with its reason.
//!
//! The object is a serialisation of the run, below the catalogue. [`Metric::json`](super::Metric::json)
//! says where it has the metrics; what is left is listed here. A test walks the object of runs with
//! everything in it, and finds each number in one of the two.

/// Why a number of the object of `run --json` is no metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoMetric {
    /// It names the run.
    Identity,
    /// It is what the run cost the machine.
    Cost,
    /// It is of one instant of many.
    OverTime,
    /// It is a part of a sum that is a metric, or of one of these parts.
    PartOfSum,
    /// It tells how a part of the launch worked that no person meets as such.
    Mechanism,
    /// It is of one attack or one defence, which are no parts of a run that metrics are read of.
    OfAttack,
    /// It is of a measure, under a name that the measure gives it.
    OfMeasure,
}

impl NoMetric {
    /// All of them.
    pub const ALL: [NoMetric; 7] = [
        NoMetric::Identity,
        NoMetric::Cost,
        NoMetric::OverTime,
        NoMetric::PartOfSum,
        NoMetric::Mechanism,
        NoMetric::OfAttack,
        NoMetric::OfMeasure,
    ];
}

/// The numbers of the object that are no metrics, by their paths. `NAME` is any name, `[]` any
/// entry of a list, and `*` all that stands below.
pub const NO_METRICS: &[(&str, NoMetric)] = &[
    ("seed", NoMetric::Identity),
    ("replication", NoMetric::Identity),
    ("scale", NoMetric::Identity),
    ("people_per_simulated_person", NoMetric::Identity),
    ("events", NoMetric::Cost),
    ("wall_s", NoMetric::Cost),
    ("peak_rss_mib", NoMetric::Cost),
    ("submitted_by.[].count", NoMetric::OverTime),
    ("operator.acts.[].capacity.NAME", NoMetric::OverTime),
    ("measures.scaling.[].at_s", NoMetric::OverTime),
    ("measures.scaling.[].factor", NoMetric::OverTime),
    ("credentials.received_in_time", NoMetric::PartOfSum),
    ("credentials.received_late", NoMetric::PartOfSum),
    ("credentials.validated", NoMetric::PartOfSum),
    ("credentials.by_post", NoMetric::PartOfSum),
    ("credentials.waiting", NoMetric::PartOfSum),
    ("credentials.second_product.without_whole", NoMetric::PartOfSum),
    ("credentials.second_product.not_yet", NoMetric::PartOfSum),
    ("helpline.in_line", NoMetric::PartOfSum),
    ("helpline.redials", NoMetric::PartOfSum),
    ("helpline.reconnects", NoMetric::PartOfSum),
    ("helpline.about.NAME", NoMetric::PartOfSum),
    ("credentials.lost", NoMetric::Mechanism),
    ("credentials.gateway_mean_wait_s", NoMetric::Mechanism),
    ("credentials.gateway_longest_wait_s", NoMetric::Mechanism),
    ("credentials.whole_one_wanted", NoMetric::Mechanism),
    ("credentials.whole_one_validated", NoMetric::Mechanism),
    ("credentials.whole_one_by_post", NoMetric::Mechanism),
    ("credentials.whole_one_waiting", NoMetric::Mechanism),
    ("credentials.provider_failures", NoMetric::Mechanism),
    ("helpline.talking", NoMetric::Mechanism),
    ("helpline.will_call", NoMetric::Mechanism),
    ("helpline.mean_in_line", NoMetric::Mechanism),
    ("helpline.mean_talking", NoMetric::Mechanism),
    ("helpline.utilisation", NoMetric::Mechanism),
    ("operator.true_alarms", NoMetric::Mechanism),
    ("operator.false_alarms", NoMetric::Mechanism),
    ("emergency_cache.purges", NoMetric::Mechanism),
    ("lockouts.lockouts", NoMetric::Mechanism),
    ("lockouts.guesses_rejected", NoMetric::OfAttack),
    ("attacks.NAME.*", NoMetric::OfAttack),
    ("defences.[].*", NoMetric::OfAttack),
    ("measures.NAME.NAME", NoMetric::OfMeasure),
];
