//! Applications of several pages.

use crate::messages::en::English;
use crate::messages::explain::{ApplicationTime, Failing, SessionText};
use crate::messages::{Numbers, Words};

const EFFICIENCY: &str = "session efficiency, η = n xⁿ⁻¹ (1−x) / (1−xⁿ)";
const USEFUL: &str = "Useful share of the pages served";
const INDEPENDENT: &str = "attempts fail independently of each other; people keep trying with the same probability; those who stop \
    begin again from the first page";

impl SessionText for English {
    fn page_success(&self, share: f64) -> Words {
        let share = self.percent(share);
        Words {
            label: "Attempts that succeed on a fast portal".into(),
            sentence: format!(
                "When the portal is fast, {share} of the pages come before the person's patience ends."
            )
            .into(),
            formula: "probability that patience exceeds work",
            assumes: "nobody else is on the portal; the simulated value includes overload".into(),
            ..Words::default()
        }
    }

    fn single_page(&self) -> Words {
        Words {
            label: USEFUL.into(),
            sentence: "An application has a single page, so there is no session to lose.".into(),
            ..Words::default()
        }
    }

    fn page_time(&self, seconds: f64) -> Words {
        let time = self.exact_time(seconds);
        Words {
            label: "Page time on a fast portal".into(),
            sentence: format!("The portal needs {time} for a page on average.").into(),
            formula: "mean work on all tiers",
            assumes: "nobody else is on the portal; the simulated value includes waiting, and leaves out pages that people did not \
                wait for"
                .into(),
            ..Words::default()
        }
    }

    fn application_time(&self, time: ApplicationTime) -> Words {
        Words {
            label: "Time for an application on a fast portal".into(),
            sentence: format!(
                "{} pages take {}: {} of reading and typing, and {} of the portal's work.",
                self.amount(time.pages),
                self.exact_time(time.think_s + time.service_s),
                self.exact_time(time.think_s),
                self.exact_time(time.service_s)
            )
            .into(),
            formula: "sum of the times to think, at each person's pace, and of the work",
            assumes: "nothing fails, and people have average pace and skill".into(),
            not_simulated:
                "a run measures the time from first intent to submission, nights and waiting included".into(),
        }
    }

    fn session_efficiency(&self, share: f64) -> Words {
        let share = self.percent(share);
        Words {
            label: USEFUL.into(),
            sentence: format!(
                "When the portal is fast, {share} of the pages served belong to applications that are completed."
            )
            .into(),
            formula: EFFICIENCY,
            assumes: INDEPENDENT.into(),
            ..Words::default()
        }
    }

    fn session_efficiency_at(&self, failing: Failing, share: f64, attempts: f64) -> Words {
        let label = match failing {
            Failing::Half => "Useful share if 1 of 2 attempts fails",
            Failing::ThreeQuarters => "Useful share if 3 of 4 attempts fail",
        };
        let (share, attempts) = (self.percent(share), self.significant(attempts));
        Words {
            label: label.into(),
            sentence: format!(
                "{share} of the pages served would be useful, and each completed application would need {attempts} attempts."
            )
            .into(),
            formula: EFFICIENCY,
            assumes: INDEPENDENT.into(),
            not_simulated: "the run has its own failure rate; see the last value of this part".into(),
        }
    }

    fn session_efficiency_as_simulated(&self) -> Words {
        Words {
            label: "Useful share at the simulated failure rate".into(),
            sentence: "This uses the share of attempts that succeeded in the run.".into(),
            formula: EFFICIENCY,
            assumes: "one failure rate holds for the whole day; in the run, good and bad hours alternate"
                .into(),
            ..Words::default()
        }
    }
}
