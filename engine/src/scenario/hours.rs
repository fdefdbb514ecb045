//! When something is open, in civil time: an office at work, a helpline that takes calls.

use crate::model::civil::CivilClock;
use crate::model::units::{DailyHours, Weekdays};

/// Hours of opening as stretches of the run \[µs\], in order. At the end of a stretch it is closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpeningHours(Vec<(u64, u64)>);

impl OpeningHours {
    /// The hours of every one of these days, by the clock on the wall.
    pub(crate) fn new(clock: &CivilClock, hours: DailyHours, days: Weekdays) -> Self {
        OpeningHours(clock.intervals(&hours, &days))
    }

    /// The first instant from `now` on at which it is open \[µs\]: `now` itself, or the next
    /// opening; `None` when there is none.
    #[inline]
    pub(crate) fn opens(&self, now: u64) -> Option<u64> {
        let (from, _) = self.0.iter().find(|(_, until)| now < *until)?;
        Some(now.max(*from))
    }

    /// Whether it is open at `now` \[µs\].
    pub fn is_open(&self, now: u64) -> bool {
        self.opens(now) == Some(now)
    }

    /// Whether it is open all the time up to `end` \[µs\].
    pub fn is_always(&self, end: u64) -> bool {
        self.0 == [(0, end)]
    }

    /// How long it is open before `end` \[µs\].
    pub fn open_before(&self, end: u64) -> u64 {
        let open = self
            .0
            .iter()
            .map(|(from, until)| until.min(&end).saturating_sub(*from));
        open.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_opens_at_once_or_at_the_next_opening_or_not_at_all() {
        let hours = OpeningHours(vec![(10, 20), (30, 40)]);
        for (now, opens) in [
            (0, Some(10)),
            (10, Some(10)),
            (19, Some(19)),
            (20, Some(30)),
            (39, Some(39)),
            (40, None),
        ] {
            assert_eq!(hours.opens(now), opens, "at {now}");
            assert_eq!(hours.is_open(now), opens == Some(now), "at {now}");
        }
    }

    #[test]
    fn its_hours_are_those_before_the_end() {
        let hours = OpeningHours(vec![(10, 20), (30, 40)]);
        for (end, open) in [(5, 0), (15, 5), (30, 10), (100, 20)] {
            assert_eq!(hours.open_before(end), open, "before {end}");
        }
        assert!(OpeningHours(vec![(0, 40)]).is_always(40));
        assert!(!hours.is_always(40));
    }
}
