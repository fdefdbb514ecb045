//! English.

use super::words::{RandomEarlyRefusalWords, Refusal};
use crate::messages::{English, Numbers, Words};

const LABEL: &str = "Most new sessions the refusals can handle";

impl RandomEarlyRefusalWords for English {
    fn no_work(&self) -> Words {
        Words {
            label: LABEL.into(),
            sentence: "No page needs work of the portal.".into(),
            ..Words::default()
        }
    }

    fn never_longer(&self) -> Words {
        Words {
            label: LABEL.into(),
            sentence: "Everybody who begins while the backlog is longer is refused, so it never grows \
                beyond that length."
                .into(),
            ..Words::default()
        }
    }

    fn bears(&self, refusal: Refusal, most: f64) -> Words {
        Words {
            label: LABEL.into(),
            sentence: format!(
                "While more than {} requests wait at the tier `{}`, {} of new sessions are refused. If \
                 at most {} new sessions a second come, the portal can complete those that are left.",
                self.count(refusal.above),
                refusal.tier,
                self.percent(refusal.share),
                self.significant(most)
            )
            .into(),
            formula: "thinning of a Poisson stream, C / (1 − p)",
            assumes: "all sessions are of one kind, and nobody who was refused comes back".into(),
            not_simulated: "it is a limit on who may come, not a count of who came".into(),
        }
    }

    fn refused(&self, refusal: Refusal) -> [String; 2] {
        [
            format!(
                "{} of new sessions refused while more than {} wait at {}",
                self.percent(refusal.share),
                self.spoken_count(refusal.above),
                refusal.tier
            ),
            "new sessions refused at random".to_owned(),
        ]
    }
}
