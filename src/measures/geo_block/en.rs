//! English.

use super::words::GeoBlockWords;
use crate::messages::{English, Numbers, Words};

impl GeoBlockWords for English {
    fn abroad(&self, share: f64, people: f64) -> Words {
        Words {
            label: "Applicants shut out because they are abroad".into(),
            sentence: format!(
                "{} of the {} people who come in the run are abroad. While the block is on, none of them \
                 gets in.",
                self.percent(share),
                self.rounded(people)
            )
            .into(),
            formula: "binomial law",
            assumes: "nobody abroad uses an address at home".into(),
            not_simulated: "a run counts the attempts that were blocked, not the people".into(),
        }
    }
}
