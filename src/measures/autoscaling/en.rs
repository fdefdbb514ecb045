//! English.

use super::words::{AutoscalingWords, Growth};
use crate::messages::{English, Numbers, Words};

const LABEL: &str = "Time until a busy tier has grown fully";

impl AutoscalingWords for English {
    fn does_not_grow(&self) -> Words {
        Words {
            label: LABEL.into(),
            sentence: "The tier does not grow.".into(),
            ..Words::default()
        }
    }

    fn grows_within(&self, growth: Growth) -> Words {
        let (step, tier, most) = (
            self.percent(growth.step),
            growth.tier,
            self.significant(growth.most),
        );
        let steps = match self.count(growth.steps).as_str() {
            "1" => format!("1 step of {step} makes"),
            many => format!("{many} steps of {step} make"),
        };
        Words {
            label: LABEL.into(),
            sentence: format!(
                "{steps} the tier `{tier}` {most} times as large. The tiers behind it stay as they are."
            )
            .into(),
            formula: "counting steps",
            assumes: "the tier is busy all the time; the values above are for its size at the start".into(),
            ..Words::default()
        }
    }

    fn grows(&self, tier: &str, most: f64) -> [String; 2] {
        [
            format!(
                "{tier} grows to at most {} times its size",
                self.spoken_number(most)
            ),
            format!("{tier} grows"),
        ]
    }
}
