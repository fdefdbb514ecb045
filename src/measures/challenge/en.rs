//! English.

use super::words::{ChallengeWords, Tried};
use crate::messages::{English, Numbers, Words};

impl ChallengeWords for English {
    fn fails(&self, tried: Tried) -> Words {
        Words {
            label: "Tries of people that fail the challenge".into(),
            sentence: format!(
                "Each try of a person fails with a probability of {}. A person who passes has lost {}, \
                 and is not asked again for {}.",
                self.percent(tried.fails),
                self.exact_time(tried.takes_s),
                self.exact_time(tried.clearance_s)
            )
            .into(),
            formula: "binomial law",
            assumes: "every try is equally hard, for everybody".into(),
            ..Words::default()
        }
    }
}
