//! Who comes, how much work that is, and what the portal can do.

use super::with_noun;
use crate::messages::en::English;
use crate::messages::explain::{
    Capacity, FloodLoad, LoadText, OfficeRate, Overload, PeopleComing, TierLimit,
};
use crate::messages::{Numbers, Words};

const BOUNDS: &str = "asymptotic bounds (utilisation law)";
const OFFERED: &str = "offered load over capacity";
const NEVER_SO_MUCH: &str = "newcomers never bring that much work";
const CAPACITY: &str = "What the portal can complete";

impl LoadText for English {
    fn people_coming(&self, said: PeopleComing) -> Words {
        let all = format!(
            "{} to apply between {} and {}",
            self.people_want(said.people),
            self.beginning(said.from),
            self.moment(said.until)
        );
        let per_s = self.significant(said.per_s);
        let sentence = if said.by_office > 0.0 {
            let share = self.percent(said.by_office);
            format!("{all}, {share} of them through an office. This is {per_s} per second on average.")
        } else {
            format!("{all}. This is {per_s} per second on average.")
        };
        Words {
            label: "People who come".into(),
            sentence: sentence.into(),
            formula: "mean of the demand profile",
            assumes: "the demand profile is right; nobody comes, or stays away, because of the news".into(),
            ..Words::default()
        }
    }

    fn nobody_comes(&self) -> Words {
        Words {
            label: "People who come".into(),
            sentence: "Nobody comes within the run.".into(),
            ..Words::default()
        }
    }

    fn work_per_application(&self, pages: f64, work_s: f64, tier: &str) -> Words {
        let need = if pages > 1.0 {
            format!("The {} pages of one application need", self.amount(pages))
        } else {
            "One page needs".to_owned()
        };
        let work = self.exact_time(work_s);
        Words {
            label: "Work for one application".into(),
            sentence: format!(
                "{need} {work} of one core's time on the tier `{tier}`, the first tier to reach its limit."
            )
            .into(),
            formula: "sum of the mean work of its pages",
            assumes: "every page is requested once; the simulated value is all work over the applications completed, so it also \
                shows wasted work"
                .into(),
            ..Words::default()
        }
    }

    fn no_limit(&self) -> Words {
        Words {
            label: CAPACITY.into(),
            sentence: "No page needs work on any tier, so the portal has no limit.".into(),
            ..Words::default()
        }
    }

    fn capacity(&self, said: Capacity, reached: bool) -> Words {
        let tier = said.tier;
        let limit = match said.limit {
            TierLimit::Work(most) => {
                let seconds = with_noun(&self.amount(most), "second", "seconds");
                format!("The tier `{tier}` can do {seconds} of work per second.")
            }
            TierLimit::Slots(slots) => {
                let slots = with_noun(&self.count(slots), "slot", "slots");
                format!("The tier `{tier}` has {slots}, each taken until the tiers behind have answered.")
            }
        };
        let rate = format!(
            "{} applications per second ({} per hour)",
            self.significant(said.per_s),
            self.count(said.per_s * 3_600.0)
        );
        let sentence = match said.files_per_s {
            None => format!("{limit} This allows at most {rate}."),
            Some(files) => {
                let than_own = if files > said.per_s {
                    "less work"
                } else {
                    "other work"
                };
                let files = self.significant(files);
                format!(
                    "{limit} This allows at most {rate} by people who apply themselves. Files sent by offices need {than_own} \
                     ({files} files per second)."
                )
            }
        };
        Words {
            label: CAPACITY.into(),
            sentence: sentence.into(),
            formula: BOUNDS,
            assumes: "nothing is wasted, and applications of this kind come all the time; the simulated value is that of the \
                best hour, and needs enough people"
                .into(),
            not_simulated: if reached { "" } else { NEVER_SO_MUCH }.into(),
        }
    }

    fn page_capacity(&self, pages_per_s: f64, reached: bool) -> Words {
        let pages = self.significant(pages_per_s);
        Words {
            label: "Capacity in pages".into(),
            sentence: format!(
                "{pages} pages per second, in the mix of an application. The press calls these requests."
            )
            .into(),
            formula: BOUNDS,
            assumes: "pages are requested in the mix of an application, and nothing is wasted".into(),
            not_simulated: if reached { "" } else { NEVER_SO_MUCH }.into(),
        }
    }

    fn peak_demand(&self, people: f64, from: &str, until: &str) -> Words {
        Words {
            label: "New people in the busiest hour".into(),
            sentence: format!(
                "{} to apply between {} and {}.",
                self.people_want(people),
                self.beginning(from),
                self.moment(until)
            )
            .into(),
            formula: "mean of the demand profile",
            assumes: "only people who come for the first time are counted, not those who come back".into(),
            ..Words::default()
        }
    }

    fn peak_load(&self, load: f64) -> Words {
        let result = if load > 1.0 { ", so it cannot keep up" } else { "" };
        let work = self.multiple(load);
        Words {
            label: "Load in that hour".into(),
            sentence: format!("Their work is {work} what the portal can do in that time{result}.").into(),
            formula: OFFERED,
            assumes: "each application is done once, and the work of an hour is done within that hour".into(),
            ..Words::default()
        }
    }

    fn mean_load(&self, load: f64) -> Words {
        let result = if load < 1.0 {
            "there is enough time for everyone, if they come at the right time"
        } else {
            "not everyone can be served"
        };
        let work = self.multiple(load);
        Words {
            label: "Load on average".into(),
            sentence: format!("Over the whole run, the work is {work} what the portal can do: {result}.")
                .into(),
            formula: OFFERED,
            assumes: "each application is done once; hours in which the door is closed count as time".into(),
            ..Words::default()
        }
    }

    fn first_overload(&self, overload: Option<Overload>) -> Words {
        let sentence = match overload {
            None => "In no hour do newcomers bring more work than the portal can do.".into(),
            Some(hours) => format!(
                "From {}, newcomers bring more work than the portal can do, for {} in total.",
                self.beginning(hours.from),
                self.exact_time(hours.length_s)
            )
            .into(),
        };
        Words {
            label: "First hour of overload".into(),
            sentence,
            formula: "offered load over capacity, hour by hour",
            assumes: "each application is done once, and a rush within an hour is spread over that hour"
                .into(),
            ..Words::default()
        }
    }

    fn office_rate(&self, office: OfficeRate) -> Words {
        let operators = with_noun(
            &self.count(office.operators),
            "operator, who needs",
            "operators, who each need",
        );
        let portal = if office.by_portal.is_finite() {
            let rate = self.significant(office.by_portal);
            format!("the portal could complete {rate} such files per second")
        } else {
            "the portal has no limit for such files".to_owned()
        };
        Words {
            label: format!("What the office `{}` can do", office.name).into(),
            sentence: format!(
                "The office has {operators} {} for a file, the portal's time included. They could send {} files per second; \
                 {portal}.",
                self.exact_time(office.file_s),
                self.significant(office.by_hands)
            )
            .into(),
            formula: "asymptotic bounds of a closed system, min(N/(Z+S), C)",
            assumes: "operators always have files in their working hours, and nobody else uses the portal".into(),
            not_simulated: "a run does not separate offices from people who apply themselves".into(),
        }
    }

    fn flood_load(&self, flood: FloodLoad) -> Words {
        let at = self.beginning(flood.at);
        let work = self.multiple(flood.load);
        let requests = format!("At {at}, requests of attacks bring {work} the work that the portal can do.");
        let sentence = if flood.held_back {
            format!("{requests} The waiting room turns them away.")
        } else {
            requests
        };
        Words {
            label: "Load of the floods at their worst".into(),
            sentence: sentence.into(),
            formula: OFFERED,
            assumes: "every request of the flood gets in and is worked on to the end".into(),
            not_simulated: "a run does not record the work of the flood separately".into(),
        }
    }
}

impl English {
    /// Who wants something for the first time: `1 person first wants`, `2,896,040 people first want`.
    fn people_want(self, number: f64) -> String {
        with_noun(&self.count(number), "person first wants", "people first want")
    }

    /// How much in terms of what follows: `1.50 times`, `31.2 % of`.
    fn multiple(self, ratio: f64) -> String {
        if ratio >= 1.0 {
            format!("{} times", self.significant(ratio))
        } else {
            format!("{} of", self.percent(ratio))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_thing_is_in_the_singular() {
        let desk = Capacity {
            tier: "desk",
            limit: TierLimit::Work(1.0),
            per_s: 1.0,
            files_per_s: None,
        };
        let words = English.capacity(desk, true);
        assert_eq!(
            words.sentence,
            "The tier `desk` can do 1 second of work per second. This allows at most 1.00 applications per second (3,600 per hour)."
        );
        let one = English.peak_demand(1.0, "2020-01-01 23:00", "2020-01-02 00:00");
        assert_eq!(
            one.sentence,
            "1 person first wants to apply between 1 Jan 23:00 and 1 Jan 24:00."
        );
    }
}
