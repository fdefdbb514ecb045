//! Metrics: what each is called, what it is, and how a value of it is written.

mod words;

use self::words::words;
use super::English;
use crate::messages::metrics::{AskedMetric, MetricName, PartOf};
use crate::messages::{MetricText, Numbers};
use clickday_engine::figures;

impl MetricText for English {
    fn metric(&self, metric: MetricName) -> &'static str {
        words(metric).0
    }

    fn definition(&self, metric: MetricName) -> &'static str {
        words(metric).1
    }

    fn asked(&self, asked: &AskedMetric<'_>) -> String {
        let metric = self.metric(asked.metric);
        let at = match asked.percentile {
            Some(percentile) => format!("{metric} p{percentile}"),
            None => metric.to_owned(),
        };
        match asked.part {
            None => at,
            Some(PartOf::Group(name)) => format!("{at} of group {name}"),
            Some(PartOf::Channel(name)) => format!("{at} of channel {name}"),
            Some(PartOf::Skill(name)) => format!("{at} of skill {name}"),
            Some(PartOf::Credential(name)) => format!("{at} of credential {name}"),
            Some(PartOf::Tier(name)) => format!("{at} of tier {name}"),
        }
    }

    fn time_not_reached(&self) -> &'static str {
        figures::NOT_REACHED
    }

    fn people(&self, people: f64) -> String {
        of_things(&self.count(people), "person", "people")
    }

    fn attempts(&self, attempts: f64) -> String {
        of_things(&self.count(attempts), "attempt", "attempts")
    }

    fn requests(&self, requests: f64) -> String {
        of_things(&self.count(requests), "request", "requests")
    }

    fn tickets(&self, tickets: f64) -> String {
        of_things(&self.count(tickets), "ticket", "tickets")
    }

    fn polls(&self, polls: f64) -> String {
        of_things(&self.count(polls), "poll", "polls")
    }

    fn pages(&self, pages: f64) -> String {
        of_things(&self.count(pages), "page", "pages")
    }

    fn calls(&self, calls: f64) -> String {
        of_things(&self.count(calls), "call", "calls")
    }

    fn slots(&self, slots: f64) -> String {
        of_things(&self.significant(slots), "slot", "slots")
    }

    fn people_hours(&self, hours: f64) -> String {
        of_things(&self.significant(hours), "people-hour", "people-hours")
    }

    fn requests_per_second(&self, rate: f64) -> String {
        of_things(
            &self.significant(rate),
            "request per second",
            "requests per second",
        )
    }
}

/// A number of things; one alone is told in the singular.
fn of_things(number: &str, one: &str, many: &str) -> String {
    let noun = if number == "1" { one } else { many };
    format!("{number} {noun}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::metrics::TimesMetric;
    use clickday_engine::model::units::Percentile;

    #[test]
    fn one_of_a_thing_is_told_in_the_singular() {
        assert_eq!(English.people(1.0), "1 person");
        assert_eq!(English.people(1_234.0), "1,234 people");
        assert_eq!(English.attempts(1.2), "1 attempt");
        assert_eq!(English.requests_per_second(31.74), "31.7 requests per second");
    }

    #[test]
    fn what_is_asked_for_is_told_with_its_percentile_and_its_part() {
        let asked = AskedMetric {
            metric: MetricName::Times(TimesMetric::Page),
            percentile: Percentile::new(99.9),
            part: Some(PartOf::Group("farm-workers")),
        };
        assert_eq!(English.asked(&asked), "page p99.9 of group farm-workers");
    }
}
