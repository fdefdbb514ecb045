//! English.

use super::words::{SheddingWords, When, Who};
use crate::messages::{English, Numbers, Words};

const EFFICIENCY: &str = "Useful share of pages, with shedding";
const NOTHING_ELSE: &str = "nothing else fails";
const NOT_SEPARATE: &str = "a run does not separate the pages of completed applications from others";

impl SheddingWords for English {
    fn requests_shed(&self, share: f64, useful: f64) -> Words {
        Words {
            label: EFFICIENCY.into(),
            sentence: format!(
                "{} of all requests are turned away. {} of the pages served belong to applications that \
                 are completed.",
                self.percent(share),
                self.percent(useful)
            )
            .into(),
            formula: "truncated geometric sessions, n xⁿ⁻¹ (1−x) / (1−xⁿ)",
            assumes: NOTHING_ELSE.into(),
            not_simulated: NOT_SEPARATE.into(),
        }
    }

    fn sessions_shed(&self, share: f64) -> Words {
        Words {
            label: EFFICIENCY.into(),
            sentence: format!(
                "{} of the people who begin an application are turned away. Everybody inside can finish.",
                self.percent(share)
            )
            .into(),
            formula: "sessions in progress first",
            assumes: NOTHING_ELSE.into(),
            not_simulated: NOT_SEPARATE.into(),
        }
    }

    fn shed_above(&self, who: Who, requests: f64) -> Words {
        let who = match who {
            Who::Requests => "everybody who comes is turned away",
            Who::NewSessions => "everybody who begins an application is turned away",
        };
        Words {
            label: "Requests in the portal when refusals begin".into(),
            sentence: format!(
                "While {} requests are in the portal, {who}.",
                self.count(requests)
            )
            .into(),
            formula: "counting",
            assumes:
                "the values above for the day, its backlog and its waiting are computed without shedding"
                    .into(),
            not_simulated: "it is a limit, not a mean".into(),
        }
    }

    fn shed(&self, who: Who, when: When) -> [String; 2] {
        let who = match who {
            Who::Requests => "requests",
            Who::NewSessions => "new sessions",
        };
        let long = match when {
            When::Always(share) => format!("{} of {who} turned away", self.percent(share)),
            When::Above(requests) => {
                format!(
                    "{who} turned away above {} in the portal",
                    self.spoken_count(requests)
                )
            }
            When::Both(share, requests) => format!(
                "{} of {who} turned away, and all above {} in the portal",
                self.percent(share),
                self.spoken_count(requests)
            ),
        };
        [long, format!("{who} turned away")]
    }
}
