//! When a run is broken off: it has too many events, or stands still at one instant.

use crate::scenario::Scenario;

/// Most events for each person and each request of an attack. The launch of five million people takes 37 for each. Assumed.
const EVENTS_EACH: f64 = 5_000.0;

/// Most events beside those: about a minute of one core. Assumed.
const EVENTS_BESIDE: f64 = 5e8;

/// Most events at one instant, for each of them. When a closed portal opens, everybody may act some times at once. Assumed.
const AT_ONE_INSTANT_EACH: f64 = 100.0;

/// Most events at one instant beside those: some seconds of one core. Assumed.
const AT_ONE_INSTANT_BESIDE: f64 = 5e7;

/// The bounds of a run.
#[derive(Debug)]
pub(super) struct Bounds {
    /// Most events of the run.
    pub(super) most_events: u64,
    most_at_one_instant: u64,
    /// The instant at which the run stood when it was last looked at \[µs\], and the events until then.
    stood: (u64, u64),
}

impl Bounds {
    pub(super) fn new(scenario: &Scenario, most_events: Option<u64>) -> Self {
        let people: f64 = scenario.streams().iter().map(|stream| stream.people).sum();
        let until_us = scenario.end_us as f64;
        let requests: f64 = scenario
            .attack_rates
            .iter()
            .map(|rates| rates.expected_before(until_us))
            .sum();
        let all = people + requests;
        Bounds {
            most_events: most_events.unwrap_or((all * EVENTS_EACH + EVENTS_BESIDE) as u64),
            most_at_one_instant: (all * AT_ONE_INSTANT_EACH + AT_ONE_INSTANT_BESIDE) as u64,
            stood: (0, 0),
        }
    }

    /// The events at this instant \[µs\], if they are so many that there will be no end of them.
    pub(super) fn stands_still(&mut self, now: u64, events: u64) -> Option<u64> {
        if self.stood.0 != now {
            self.stood = (now, events);
        }
        let here = events - self.stood.1;
        (here > self.most_at_one_instant).then_some(here)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_stands_still_after_more_events_at_one_instant_than_its_people_can_cause() {
        let mut bounds = Bounds {
            most_events: u64::MAX,
            most_at_one_instant: 100,
            stood: (0, 0),
        };
        assert_eq!(bounds.stands_still(0, 100), None);
        assert_eq!(bounds.stands_still(0, 101), Some(101));
        // The clock moves on: what was before does not count.
        assert_eq!(bounds.stands_still(7, 250), None);
        assert_eq!(bounds.stands_still(7, 350), None);
        assert_eq!(bounds.stands_still(7, 351), Some(101));
    }
}
