//! When retries cause a collapse, and when the portal recovers.

use crate::messages::en::English;
use crate::messages::explain::{
    Collapse, CollapseFormula, CollapseFrom, FullDelay, NoThreshold, Recovery, StormText,
};
use crate::messages::{Numbers, Words};

const FULL_DELAY: &str = "Page time when slots and backlog are full";
const ONE_RUN: &str = "a threshold shows in a sweep of the demand, not in one run";

impl StormText for English {
    fn full_delay(&self, full: FullDelay) -> Words {
        let answers = match full.patience_s {
            None => "People wait as long as it takes.".to_owned(),
            Some(median) => format!(
                "The median patience is {}, so {} of the answers come to a person who still waits.",
                self.exact_time(median),
                self.percent(full.awaited)
            ),
        };
        let time = self.exact_time(full.delay_s);
        Words {
            label: FULL_DELAY.into(),
            sentence: format!("When all slots and the backlog are full, a page takes {time}. {answers}")
                .into(),
            formula: "full-queue delay, D = K / C",
            assumes: "requests are served in order of arrival; work goes on for people who have left".into(),
            not_simulated: "a run mixes hours in which everything is full and others".into(),
        }
    }

    fn unbounded_delay(&self) -> Words {
        Words {
            label: FULL_DELAY.into(),
            sentence: "The backlog has no limit, so the wait in it has none either.".into(),
            ..Words::default()
        }
    }

    fn no_threshold(&self, why: NoThreshold) -> Words {
        let sentence = match why {
            NoThreshold::NoLimit => "Nobody comes, or the portal has no limit.",
            NoThreshold::NoRetries => "Nobody who fails tries again, so overload does not feed on itself.",
            NoThreshold::EndsWithItsCause => {
                "However many people try again, the portal serves newcomers as well as before. Retries pile up, but the overload \
                 ends when its cause ends."
            }
        };
        Words {
            label: "Thresholds of collapse and recovery".into(),
            sentence: sentence.into(),
            ..Words::default()
        }
    }

    fn collapse_threshold(&self, collapse: Collapse, formula: CollapseFormula) -> Words {
        let part = match collapse.of_capacity {
            None => "all that the portal can complete".to_owned(),
            Some(share) => format!("{} of what the portal can complete", self.percent(share)),
        };
        let per_s = self.significant(collapse.per_s);
        Words {
            label: "The portal collapses if newcomers exceed".into(),
            sentence: format!(
                "Above {per_s} newcomers per second ({part}), people who fail and try again bring more requests than the portal \
                 can serve."
            )
            .into(),
            formula: fold(formula),
            assumes: steady(formula).into(),
            not_simulated: ONE_RUN.into(),
        }
    }

    fn recovery_threshold(&self, recovery: Option<Recovery>, formula: CollapseFormula) -> Words {
        let sentence = match recovery {
            None => "After a collapse, the portal does not recover while people who failed keep trying. It recovers only if the \
                     door is closed, or if people give up."
                .into(),
            Some(recovery) => format!(
                "After a collapse, the portal stays down until fewer than {} newcomers per second come ({} of what it can \
                 complete). This is less than it served before the collapse.",
                self.significant(recovery.per_s),
                self.percent(recovery.of_capacity)
            )
            .into(),
        };
        Words {
            label: "It recovers if newcomers fall below".into(),
            sentence,
            formula: fold(formula),
            assumes: steady(formula).into(),
            not_simulated: ONE_RUN.into(),
        }
    }

    fn collapse_from(&self, from: CollapseFrom) -> Words {
        let sentence = match from {
            CollapseFrom::RoomPrevents { begins_later: false } => {
                "The waiting room lets in too few people at once for a collapse.".into()
            }
            CollapseFrom::RoomPrevents { begins_later: true } => {
                "Demand does not reach the threshold before the room begins. After that, the room lets in too few people at once \
                 for a collapse."
                    .into()
            }
            CollapseFrom::Never => "Demand never reaches the threshold.".into(),
            CollapseFrom::At(at) => format!(
                "From {}, demand (floods included) is above the threshold of collapse. How soon the portal then goes down depends \
                 on how fast requests pile up.",
                self.beginning(at)
            )
            .into(),
        };
        Words {
            label: "A collapse is possible from".into(),
            sentence,
            formula: "demand over the threshold of collapse",
            assumes: "only demand decides; a run counts as collapsed if for 20 minutes more attempts fail than succeed, and under \
                30 % of the possible applications are completed"
                .into(),
            ..Words::default()
        }
    }
}

fn fold(formula: CollapseFormula) -> &'static str {
    match formula {
        CollapseFormula::Sessions => "fold of h(Λ) = G η(G/Λ)/n + (Λ−G)(1−p)(1−b)",
        CollapseFormula::ExactPage => "fold of h(Λ) = (1−p)Λ + pG(Λ), with G of M/M/c/K under timeouts",
        CollapseFormula::Page => "fold of h(Λ) = (1−p)Λ + pG(Λ)",
    }
}

fn steady(formula: CollapseFormula) -> &'static str {
    match formula {
        CollapseFormula::ExactPage => {
            "demand stays the same for a long time (steady state), and all people are alike"
        }
        CollapseFormula::Sessions | CollapseFormula::Page => {
            "demand stays the same for a long time (steady state), and all people are alike; the portal answers all it can, or, when \
             it is full, what people still wait for (fluid limit); people keep trying with the same probability"
        }
    }
}
