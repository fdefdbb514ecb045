//! English.

use super::words::{Locked, LockoutWords};
use crate::messages::{English, Numbers, Words};

impl LockoutWords for English {
    fn locked_accounts(&self, locked: Locked) -> Words {
        Words {
            label: "People locked out by guesses".into(),
            sentence: format!(
                "Each account gets {} wrong passwords on average, and is locked after {}: {} of the {} \
                 people are locked out.",
                self.significant(locked.wrong),
                self.count(locked.after as f64),
                self.percent(locked.share),
                self.rounded(locked.people)
            )
            .into(),
            formula: "tail of the Poisson law, P(Poisson(λ(1−s)t/N) ≥ m)",
            assumes: "every guess is answered; while the attack goes on nobody logs in, and no guess is \
                right"
                .into(),
            ..Words::default()
        }
    }
}
