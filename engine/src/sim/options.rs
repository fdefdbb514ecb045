//! How to run a model once.

/// How to run a model once.
#[derive(Debug, Clone, PartialEq)]
pub struct RunOptions {
    /// The policy's name; a model that names none has `open`.
    pub policy: String,
    /// Master seed.
    pub seed: u64,
    /// Number of the replication under that seed.
    pub replication: u64,
    /// The mirror of that replication: every draw `u` becomes `1 - u`. Means of a run and its mirror scatter less than those of two
    /// runs, wherever the outcome moves one way with what people draw.
    pub antithetic: bool,
    /// Share of full scale, in (0, 1]: people, slots, cores, rates, operators and caps shrink together.
    pub scale: f64,
    /// The end, not included [µs from the model's start]; `None`: the model's end.
    pub until_us: Option<u64>,
    /// Most events: a run that needs more is refused when it gets there. `None`: five thousand for each person and each request of an
    /// attack that is expected, and five hundred million beside them.
    pub most_events: Option<u64>,
}

impl Default for RunOptions {
    fn default() -> Self {
        RunOptions {
            policy: "open".to_owned(),
            seed: 1,
            replication: 0,
            antithetic: false,
            scale: 1.0,
            until_us: None,
            most_events: None,
        }
    }
}
