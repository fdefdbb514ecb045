//! English.

use super::words::{EmergencyCacheWords, Shown};
use crate::messages::{English, Numbers, Words};

const SHOWN: &str = "Times another person's page is shown";
const RENEWAL: &str = "renewal of a lifetime and an exponential gap, Σ P(Poisson(uρ(W−kT)) > k)";
const ASSUMES: &str = "everybody who first wants to apply while the cache is on asks for each of its \
    pages once, evenly over that time; reloads show more pages to more people; a portal that is down \
    stores fewer pages";

impl EmergencyCacheWords for English {
    fn nobody_comes(&self) -> Words {
        Words {
            label: SHOWN.into(),
            sentence: "Nobody comes while the cache is on.".into(),
            ..Words::default()
        }
    }

    fn shown(&self, shown: Shown) -> Words {
        let nodes = match self.count(shown.nodes).as_str() {
            "1" => "at the only node".to_owned(),
            many => format!("at each of {many} nodes"),
        };
        let times = match self.rounded(shown.times).as_str() {
            "1" => "1 time".to_owned(),
            many => format!("{many} times"),
        };
        Words {
            label: SHOWN.into(),
            sentence: format!(
                "Each page is asked for {} times a second {nodes}, and is kept for {}. Somebody sees the \
                 page of another person {times}.",
                self.significant(shown.rate),
                self.exact_time(shown.kept_s)
            )
            .into(),
            formula: RENEWAL,
            assumes: ASSUMES.into(),
            ..Words::default()
        }
    }

    fn stored(&self, pages: f64, of_each: f64) -> Words {
        let pages = match self.rounded(pages).as_str() {
            "1" => "1 page".to_owned(),
            many => format!("{many} pages"),
        };
        Words {
            label: "Pages kept and shown to others".into(),
            sentence: format!(
                "The cache keeps {pages}, each of one person: {} for each page at each node.",
                self.amount(of_each)
            )
            .into(),
            formula: RENEWAL,
            assumes: ASSUMES.into(),
            ..Words::default()
        }
    }

    fn is_on(&self) -> [&'static str; 2] {
        ["emergency cache", "cache"]
    }
}
