//! A station that is a queue of the textbooks, and the figures that are asked of it and of a run.

use crate::model::people::PatienceCovers;
use crate::model::units::Count;
use crate::scenario::{Distribution, MICROS, Stream, Tier};
use crate::statement::words::number;
use crate::statement::{Statement, Topic, Unit};

pub(super) const TOPIC: Topic = Topic::Station;

/// One tier, one page, one stream of newcomers.
pub(super) struct Plain<'a> {
    pub(super) station: &'a Tier,
    pub(super) stream: &'a Stream<'a>,
    pub(super) tier: String,
    /// Newcomers a second.
    pub(super) rate: f64,
    pub(super) work: &'a Distribution,
    pub(super) mean_work: f64,
    /// Length of the run \[s\].
    pub(super) horizon_s: f64,
}

impl Plain<'_> {
    /// How many may wait for a slot; `None`: any number.
    pub(super) fn backlog(&self) -> Option<u64> {
        let backlog = self.station.spec.backlog.as_ref();
        backlog.map_or(Some(0), |b| b.length.map(Count::get))
    }

    pub(super) fn is_exponential(&self) -> bool {
        self.work.is_exponential()
    }

    /// Mean of an exponential patience that runs in the line only, for people who leave it at once.
    pub(super) fn patience_in_line(&self) -> Option<f64> {
        let patience = self.stream.behaviour.patience.as_ref()?;
        let covers = self.stream.behaviour.patience_covers;
        let in_line = covers == PatienceCovers::Backlog && patience.is_exponential();
        (in_line && self.station.spec.cancel_on_disconnect).then(|| patience.mean() / MICROS)
    }

    /// Whether nobody leaves before being served.
    pub(super) fn is_patient(&self) -> bool {
        self.stream.behaviour.patience.is_none()
    }
}

/// A figure of a station, as theory and a run give it.
pub(super) struct Figure {
    id: &'static str,
    label: &'static str,
    unit: Unit,
    of_run: fn(&crate::sim::result::TierSummary, f64) -> Option<f64>,
    words: &'static str,
}

macro_rules! figure {
    ($name:ident, $id:literal, $label:literal, $unit:expr, $words:literal, $of_run:expr) => {
        pub(super) const $name: Figure = Figure {
            id: $id,
            label: $label,
            unit: $unit,
            words: $words,
            of_run: $of_run,
        };
    };
}

figure!(
    UTILISATION,
    "utilisation",
    "Share of its time at work",
    Unit::Share,
    "The station is busy for this share of what it could do.",
    |t, _| Some(t.utilisation)
);
figure!(
    IN_TIER,
    "mean_in_tier",
    "Requests inside, on average",
    Unit::Mean,
    "Served and waiting together.",
    |t, _| Some(t.mean_in_tier)
);
figure!(
    SOJOURN,
    "mean_sojourn",
    "Time inside",
    Unit::Seconds,
    "From coming in to the answer, on average.",
    |t, _| t.mean_sojourn_s
);
figure!(
    WAIT,
    "mean_backlog_wait",
    "Wait for a slot",
    Unit::Seconds,
    "Mean over all who get one, those who need not wait included.",
    |t, _| t.mean_backlog_wait_s
);
figure!(
    P_WAIT,
    "p_wait",
    "Share that has to wait",
    Unit::Share,
    "Of those who are let in, as many find every slot taken.",
    |t, _| t.p_wait
);
figure!(
    REFUSED,
    "p_refused",
    "Share refused",
    Unit::Share,
    "As many find no room, and are turned away.",
    |t, _| (t.arrivals > 0).then(|| t.refused as f64 / t.arrivals as f64)
);
figure!(
    ABANDONED,
    "p_abandoned",
    "Share that hangs up",
    Unit::Share,
    "As many lose patience in the line, and leave.",
    |t, _| (t.arrivals > 0).then(|| t.abandoned as f64 / t.arrivals as f64)
);
figure!(
    SERVED,
    "throughput",
    "Served",
    Unit::PerSecond("requests"),
    "Requests answered in a second.",
    |t, seconds| Some(t.served as f64 / seconds)
);

/// The name of a queue, the source of its law, and what limits it.
#[derive(Clone, Copy)]
pub(super) struct Named {
    pub(super) name: &'static str,
    pub(super) source: &'static str,
    pub(super) supposing: &'static str,
}

/// A figure in a plain queue, with the simulated one beside it.
pub(super) fn figure(plain: &Plain, law: Named, figure: &'static Figure, value: f64) -> Statement {
    let tier = plain.tier.clone();
    let of_run = figure.of_run;
    Statement::new(
        figure.id,
        TOPIC,
        figure.label,
        (value, figure.unit.clone()),
        figure.words,
    )
    .formula(law.name, law.source)
    .assuming(law.supposing)
    .simulated_by(move |o| of_run(o.station(&tier)?, o.seconds))
}

/// That there is no steady state, and how fast the line grows.
pub(super) fn growing(plain: &Plain, load: f64) -> Statement {
    let grows = plain.rate - plain.station.most_work / plain.mean_work;
    Statement::not_applicable(
        "station",
        TOPIC,
        "Exact figures of queueing theory",
        format!(
            "Work arrives at {} times the rate at which it can be done: the line grows without \
                end, by {} a second.",
            number(load),
            number(grows)
        ),
    )
}
