//! English.

use super::words::{Scrubbed, ScrubbingWords};
use crate::messages::{English, Numbers, Words};

impl ScrubbingWords for English {
    fn left(&self, scrubbed: Scrubbed) -> Words {
        Words {
            label: "Attack requests left after scrubbing".into(),
            sentence: format!(
                "The scrubbing works {} after it is called for. It lets through {} of {} attack requests \
                 a second, and drops {} of people's requests.",
                self.exact_time(scrubbed.delay_s),
                self.significant(scrubbed.left),
                self.significant(scrubbed.rate),
                self.percent(scrubbed.of_people)
            )
            .into(),
            formula: "thinning of a Poisson stream, λ(1 − e)",
            assumes: "the attack is at its strongest, and the scrubbing works".into(),
            not_simulated: "a run counts what came through over the whole run, before and after the \
                scrubbing began"
                .into(),
        }
    }
}
