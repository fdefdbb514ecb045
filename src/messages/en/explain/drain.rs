//! How long the backlog of the day lasts.

use super::with_noun;
use crate::messages::en::English;
use crate::messages::explain::{Backlog, Cleared, DrainText, EmptyAfterClosing, NoBacklog, NoEmptying};
use crate::messages::{Numbers, Words};

const FLUID: &str = "fluid queue (Δ/GI/1), step by step";
const BEST: &str = "people come at the expected rate, and overload costs nothing (no reload, no lost session, nobody gives up \
    because of it), so a real day is not better, and an overloaded portal without a waiting room is much worse";
const BACKLOG: &str = "Most people not served yet";
const EMPTYING: &str = "Time to empty after the door closes";

impl DrainText for English {
    fn no_backlog(&self, why: NoBacklog) -> Words {
        let sentence = match why {
            NoBacklog::PeopleGiveUp(one_in) => format!(
                "One in {} people who fail gives up for good, so the backlog shrinks by itself. The fluid model, in which nobody \
                 gives up, does not apply.",
                self.significant(one_in)
            )
            .into(),
            NoBacklog::ServedAtOnce => "In the fluid model everybody is served at once. People who wait by chance are not part of \
                 that model."
                .into(),
        };
        Words {
            label: BACKLOG.into(),
            sentence,
            ..Words::default()
        }
    }

    fn most_unserved(&self, backlog: Backlog) -> Words {
        let worst = format!(
            "At the worst moment, {}, {} people have come and are not served yet, even if all goes well.",
            self.beginning(backlog.at),
            self.rounded(backlog.people)
        );
        let sentence = match (backlog.offices, backlog.room) {
            (false, false) => worst,
            (true, false) => format!("{worst} This includes files that lie at offices."),
            (false, true) => {
                format!("{worst} This includes people who left the waiting room and will come back.")
            }
            (true, true) => format!(
                "{worst} This includes files that lie at offices, and people who left the waiting room and will come back."
            ),
        };
        Words {
            label: BACKLOG.into(),
            sentence: sentence.into(),
            formula: FLUID,
            assumes: format!(
                "{BEST}; the simulated value also counts people who are still obtaining a credential"
            )
            .into(),
            ..Words::default()
        }
    }

    fn cleared_at(&self, cleared: Cleared) -> Words {
        let sentence = match cleared {
            Cleared::Never(left) => format!(
                "The backlog is not worked off within the run; {} left at the end.",
                with_noun(&self.count(left), "person is", "people are")
            ),
            Cleared::At { at, after_s } => format!(
                "At {}, {} after the worst moment, 99 of 100 people who have come are served.",
                self.beginning(at),
                self.exact_time(after_s)
            ),
        };
        Words {
            label: "The backlog is worked off at".into(),
            sentence: sentence.into(),
            formula: FLUID,
            assumes: BEST.into(),
            not_simulated: "a run counts everyone not served, also people who are obtaining a credential or have gone home; see the \
                values above and below"
                .into(),
        }
    }

    fn served(&self, applications: f64, until: &str, share: f64) -> Words {
        Words {
            label: "Applications by the end, at best".into(),
            sentence: format!(
                "{} by {}, for {} of the people who come.",
                with_noun(&self.count(applications), "application", "applications"),
                self.moment(until),
                self.percent(share)
            )
            .into(),
            formula: FLUID,
            assumes: BEST.into(),
            ..Words::default()
        }
    }

    fn no_emptying(&self, why: NoEmptying) -> Words {
        let sentence = match why {
            NoEmptying::NeverCloses => "This policy never closes the door.",
            NoEmptying::NoLimit => "Nobody comes, or the portal has no limit.",
            NoEmptying::Unbounded => "The backlog has no limit, so the time to empty it has none either.",
            NoEmptying::Empty => "Nothing is inside.",
        };
        Words {
            label: EMPTYING.into(),
            sentence: sentence.into(),
            ..Words::default()
        }
    }

    fn empty_after_closing(&self, empty: EmptyAfterClosing) -> Words {
        Words {
            label: EMPTYING.into(),
            sentence: format!(
                "When everything is full, the portal holds {}. After the door closes, the last one is answered in {} on average \
                 (standard deviation {}).",
                with_noun(&self.count(empty.requests), "request", "requests"),
                self.exact_time(empty.mean_s),
                self.exact_time(empty.sd_s)
            )
            .into(),
            formula: "pure death process, Σ 1/(min(k,c) μ)",
            assumes: "work is exponential, as if each core served one request at a time, and nobody leaves".into(),
            not_simulated: "a run does not record each request".into(),
        }
    }
}
