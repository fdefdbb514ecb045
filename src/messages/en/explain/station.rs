//! A portal that is a standard queue.

use crate::messages::en::English;
use crate::messages::explain::{NotAQueue, QueueFigure, QueueLaw, StationText, TwoStates};
use crate::messages::{Numbers, Words};

const EXACT: &str = "Exact results for a standard queue";

impl StationText for English {
    fn queue_figure(&self, figure: QueueFigure, law: QueueLaw, value: f64) -> Words {
        let label = match figure {
            QueueFigure::Utilisation => "Utilisation",
            QueueFigure::InTier => "Requests in the tier, on average",
            QueueFigure::Sojourn => "Time in the tier, on average",
            QueueFigure::Wait => "Wait for a slot, on average",
            QueueFigure::Waits => "Share that has to wait",
            QueueFigure::Refused => "Share refused",
            QueueFigure::Abandoned => "Share abandoned",
            QueueFigure::Served => "Requests served",
        };
        let sentence = match figure {
            QueueFigure::Utilisation => {
                format!(
                    "The tier uses {} of its capacity on average.",
                    self.percent(value)
                )
            }
            QueueFigure::InTier => {
                let requests = self.significant(value);
                format!("On average {requests} requests are in the tier, in service or waiting.")
            }
            QueueFigure::Sojourn => {
                let time = self.exact_time(value);
                format!("A request spends {time} in the tier, from its arrival to the answer.")
            }
            QueueFigure::Wait => {
                let time = self.exact_time(value);
                format!("A request waits {time} for a slot. Requests that do not have to wait are included.")
            }
            QueueFigure::Waits => {
                let share = self.percent(value);
                format!("{share} of the requests that are let in find every slot taken.")
            }
            QueueFigure::Refused => {
                format!(
                    "{} of the requests find no room and are refused.",
                    self.percent(value)
                )
            }
            QueueFigure::Abandoned => {
                let share = self.percent(value);
                format!("{share} of the requests end because the person stops waiting in the backlog.")
            }
            QueueFigure::Served => {
                format!("{} requests are answered per second.", self.significant(value))
            }
        };
        Words {
            label: label.into(),
            sentence: sentence.into(),
            ..law_of(law)
        }
    }

    fn growing_queue(&self, load: f64, grows_per_s: f64) -> Words {
        let (load, grows) = (self.significant(load), self.significant(grows_per_s));
        Words {
            label: EXACT.into(),
            sentence: format!(
                "Work arrives at {load} times the rate at which it can be done, so the backlog grows without end, by {grows} \
                 requests per second."
            )
            .into(),
            ..Words::default()
        }
    }

    fn not_a_queue(&self, why: NotAQueue) -> Words {
        let sentence = match why {
            NotAQueue::SeveralTiers => "The portal has several tiers; formulas are known for one tier only.",
            NotAQueue::SeveralPages => {
                "An application has several pages; formulas are known for one page only."
            }
            NotAQueue::SeveralKinds => "Several kinds of people come; formulas are known for one kind only.",
            NotAQueue::VaryingRate => {
                "People do not come at a constant rate; formulas are known for a constant rate only."
            }
            NotAQueue::PolicyOrAttack => {
                "The policy or an attack changes the queue, so the standard formulas do not apply."
            }
            NotAQueue::SpecialRules => {
                "The tier, its backlog or the people follow rules for which no formula is known."
            }
            NotAQueue::NoWork => "The page needs no work.",
            NotAQueue::NoFormula => "There is one tier and one page, but no formula is known for this queue.",
        };
        Words {
            label: EXACT.into(),
            sentence: sentence.into(),
            ..Words::default()
        }
    }

    fn mean_orbit(&self, people: f64) -> Words {
        let people = self.significant(people);
        Words {
            label: "People between two attempts".into(),
            sentence: format!("On average {people} people have been refused and are about to try again.")
                .into(),
            not_simulated: "a run counts attempts, not the people between two attempts".into(),
            ..law_of(QueueLaw::Retrial)
        }
    }

    fn two_states_from(&self, per_s: f64) -> Words {
        let per_s = self.significant(per_s);
        Words {
            label: "Two states from a demand of".into(),
            sentence: format!(
                "When it is full, the processor still does {per_s} requests per second. At a lower demand it always recovers."
            )
            .into(),
            not_simulated: "a range shows in a sweep of the demand, not in one run".into(),
            ..law_of(QueueLaw::TwoModes)
        }
    }

    fn two_states_until(&self, per_s: f64, demand_per_s: f64, states: TwoStates) -> Words {
        Words {
            label: "Two states up to a demand of".into(),
            sentence: format!(
                "At its best, the processor does {} requests per second. At {} per second, it works well with about {} requests \
                 inside, and collapses with more than {}.",
                self.significant(per_s),
                self.significant(demand_per_s),
                self.count(states.good),
                self.count(states.unstable)
            )
            .into(),
            not_simulated: "a range shows in a sweep of the demand, not in one run".into(),
            ..law_of(QueueLaw::TwoModes)
        }
    }

    fn time_to_collapse(&self, seconds: f64, states: TwoStates) -> Words {
        Words {
            label: "Mean time until it collapses".into(),
            sentence: format!(
                "It takes {} on average until the number of requests inside rises from {} (working well) to {} (collapsed).",
                self.exact_time(seconds),
                self.count(states.good),
                self.count(states.bad)
            )
            .into(),
            ..lives()
        }
    }

    fn time_to_recovery(&self, seconds: f64, states: TwoStates) -> Words {
        Words {
            label: "Mean time until it recovers".into(),
            sentence: format!(
                "It takes {} on average until the number of requests inside falls from {} (collapsed) to {} (working well).",
                self.exact_time(seconds),
                self.count(states.bad),
                self.count(states.good)
            )
            .into(),
            ..lives()
        }
    }
}

/// The name of a law, and what limits it.
fn law_of(law: QueueLaw) -> Words {
    let (formula, assumes) = match law {
        QueueLaw::OneServer => (
            "M/M/1",
            "people come at random (Poisson), work is exponential, and the run is long (steady state)",
        ),
        QueueLaw::ManyServers => (
            "M/M/c, with Erlang's C formula",
            "people come at random (Poisson), work is exponential, and the run is long (steady state)",
        ),
        QueueLaw::GeneralService => (
            "M/G/1, the formula of Pollaczek and Khinchine",
            "people come at random (Poisson), work has any distribution and is independent, and the run is long (steady state)",
        ),
        QueueLaw::Impatience => (
            "Erlang-A, M/M/c+M",
            "people come at random (Poisson), work and patience are exponential, and the run is long (steady state)",
        ),
        QueueLaw::Loss => (
            "M/G/c/c, Erlang's loss formula",
            "people come at random (Poisson), those refused do not try again, and the run is long (steady state)",
        ),
        QueueLaw::FiniteRoom => (
            "M/M/c/K",
            "people come at random (Poisson), work is exponential, those refused do not try again, and the run is long (steady \
             state)",
        ),
        QueueLaw::Retrial => (
            "M/M/c retrial queue",
            "people come at random (Poisson), work and the times between attempts are exponential, and the run is long (steady \
             state)",
        ),
        QueueLaw::Sharing => (
            "processor sharing, M/G/K-PS",
            "people come at random (Poisson), nobody leaves or tries again, and the run is long (steady state); of the \
             distribution of work only the mean counts",
        ),
        QueueLaw::TwoModes => (
            "processor sharing with two modes, and hitting times of a birth-death chain",
            "people come at random (Poisson), work is exponential, and the run is shorter than the life of the state in which it \
             begins",
        ),
        QueueLaw::MachineRepair => (
            "machine repair, a closed system",
            "work is exponential, there are always files, nobody else comes, and the run is long (steady state)",
        ),
    };
    Words {
        formula,
        assumes: assumes.into(),
        ..Words::default()
    }
}

/// What is said of the life of a state.
fn lives() -> Words {
    Words {
        assumes: "people come at random (Poisson) and work is exponential; this is the mean over many runs"
            .into(),
        not_simulated: "one run collapses or recovers at most once".into(),
        ..law_of(QueueLaw::TwoModes)
    }
}
