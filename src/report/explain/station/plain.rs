//! A station that is a standard queue, and the figures that are asked of it and of a run.

use crate::messages::ExplainText;
use crate::messages::explain::{QueueFigure, QueueLaw};
use crate::statement::{Statement, Topic, Unit};
use clickday_engine::model::people::PatienceCovers;
use clickday_engine::model::units::Count;
use clickday_engine::scenario::{Distribution, MICROS, Stream, Tier};
use clickday_engine::sim::result::TierSummary;

pub(super) const TOPIC: Topic = Topic::Station;

/// One tier, one page, one stream of newcomers.
pub(super) struct Plain<'a> {
    pub(super) say: &'static dyn ExplainText,
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
    which: QueueFigure,
    unit: Unit,
    of_run: fn(&TierSummary, f64) -> Option<f64>,
}

pub(super) const UTILISATION: Figure = Figure {
    id: "utilisation",
    which: QueueFigure::Utilisation,
    unit: Unit::Share,
    of_run: |t, _| Some(t.utilisation),
};

pub(super) const IN_TIER: Figure = Figure {
    id: "mean_in_tier",
    which: QueueFigure::InTier,
    unit: Unit::Mean,
    of_run: |t, _| Some(t.mean_in_tier),
};

pub(super) const SOJOURN: Figure = Figure {
    id: "mean_sojourn",
    which: QueueFigure::Sojourn,
    unit: Unit::Seconds,
    of_run: |t, _| t.mean_sojourn_s,
};

pub(super) const WAIT: Figure = Figure {
    id: "mean_backlog_wait",
    which: QueueFigure::Wait,
    unit: Unit::Seconds,
    of_run: |t, _| t.mean_backlog_wait_s,
};

pub(super) const P_WAIT: Figure = Figure {
    id: "p_wait",
    which: QueueFigure::Waits,
    unit: Unit::Share,
    of_run: |t, _| t.p_wait,
};

pub(super) const REFUSED: Figure = Figure {
    id: "p_refused",
    which: QueueFigure::Refused,
    unit: Unit::Share,
    of_run: |t, _| (t.arrivals > 0).then(|| t.refused as f64 / t.arrivals as f64),
};

pub(super) const ABANDONED: Figure = Figure {
    id: "p_abandoned",
    which: QueueFigure::Abandoned,
    unit: Unit::Share,
    of_run: |t, _| (t.arrivals > 0).then(|| t.abandoned as f64 / t.arrivals as f64),
};

pub(super) const SERVED: Figure = Figure {
    id: "throughput",
    which: QueueFigure::Served,
    unit: Unit::PerSecond("requests"),
    of_run: |t, seconds| Some(t.served as f64 / seconds),
};

/// A queue, and the source of its law.
#[derive(Clone, Copy)]
pub(super) struct Named {
    pub(super) law: QueueLaw,
    pub(super) source: &'static str,
}

/// A figure in a plain queue, with the simulated one beside it.
pub(super) fn figure(plain: &Plain, named: Named, figure: &Figure, value: f64) -> Statement {
    let tier = plain.tier.clone();
    let of_run = figure.of_run;
    let words = plain.say.queue_figure(figure.which, named.law, value);
    Statement::worded(figure.id, TOPIC, (value, figure.unit.clone()), words)
        .source(named.source)
        .simulated_by(move |o| of_run(o.station(&tier)?, o.seconds))
}

/// That there is no steady state, and how fast the line grows.
pub(super) fn growing(plain: &Plain, load: f64) -> Statement {
    let grows = plain.rate - plain.station.most_work / plain.mean_work;
    let words = plain.say.growing_queue(load, grows);
    Statement::without_value("station", TOPIC, words)
}
