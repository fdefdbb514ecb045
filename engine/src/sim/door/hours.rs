//! The times in which some measure has to be asked.

/// Stretches of time, gone through from the first to the last as a run goes on.
#[derive(Debug, Default)]
pub(super) struct Hours {
    /// Disjoint stretches `[from, until)` \[µs\], in order.
    stretches: Vec<(u64, u64)>,
    /// The first that is not over.
    next: usize,
}

impl Hours {
    /// All of some stretches, however they lie.
    pub(super) fn new(mut all: Vec<(u64, u64)>) -> Self {
        all.retain(|(from, until)| from < until);
        all.sort_unstable();
        let mut stretches: Vec<(u64, u64)> = Vec::new();
        for (from, until) in all {
            match stretches.last_mut() {
                Some(last) if from <= last.1 => last.1 = last.1.max(until),
                _ => stretches.push((from, until)),
            }
        }
        Hours { stretches, next: 0 }
    }

    /// From the start to the end.
    pub(super) fn always() -> Self {
        Hours::new(vec![(0, u64::MAX)])
    }

    /// Whether an instant lies in them. Instants never go back.
    #[inline]
    pub(super) fn has(&mut self, now: u64) -> bool {
        while let Some((from, until)) = self.stretches.get(self.next) {
            if now < *until {
                return *from <= now;
            }
            self.next += 1;
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn an_instant_lies_in_the_hours_when_it_lies_in_any_stretch(
            stretches in prop::collection::vec((0_u64..50, 0_u64..50), 0..8),
        ) {
            let mut hours = Hours::new(stretches.clone());
            for now in 0..60 {
                let any = stretches.iter().any(|(from, until)| (*from..*until).contains(&now));
                prop_assert_eq!(hours.has(now), any, "at {}", now);
            }
        }
    }
}
