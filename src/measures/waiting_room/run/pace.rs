//! The pace of the calls: a token bucket, as the generic cell rate algorithm keeps it.
//!
//! A call takes a token. One comes in every gap, evenly, and no more than a burst are kept. The state is one number: the instant at
//! which a token is there for the next call.
//!
//! Calls happen in whole microseconds, up to one after they are allowed. That is no pause: the next is allowed a gap after this one
//! was, or the rate would lose by it.

/// When the next call is allowed.
#[derive(Debug, Clone)]
pub(super) struct Pace {
    /// Time between two calls \[µs\]; 0: calls need not wait for each other.
    gap: f64,
    /// Calls that a pause saves up, beyond the one that is due.
    saved: f64,
    /// The earliest instant of the next call \[µs\].
    next: f64,
}

impl Pace {
    /// A call every `gap` \[µs\], after a pause at most `burst` at once. It begins as after a pause.
    pub(super) fn new(gap: f64, burst: u64) -> Self {
        Pace {
            gap,
            saved: (burst - 1) as f64,
            next: f64::NEG_INFINITY,
        }
    }

    /// Calls after the next come every `gap` \[µs\].
    pub(super) fn set_gap(&mut self, gap: f64) {
        self.gap = gap;
    }

    /// Whether a call is allowed.
    #[inline]
    pub(super) fn allows(&self, now: u64) -> bool {
        now as f64 >= self.next
    }

    /// The first microsecond in which a call is allowed.
    pub(super) fn next(&self) -> u64 {
        self.next.ceil() as u64
    }

    /// A call is made.
    pub(super) fn call(&mut self, now: u64) {
        let all_saved = now as f64 - self.saved * self.gap;
        if self.next <= all_saved - 1.0 {
            self.next = all_saved;
        }
        self.next += self.gap;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Instants at which those who come at these instants are called, in order.
    fn calls(mut pace: Pace, comes: &[u64]) -> Vec<u64> {
        let mut now = 0;
        let call = |at: &u64| {
            now = now.max(*at);
            if !pace.allows(now) {
                now = pace.next();
            }
            pace.call(now);
            now
        };
        comes.iter().map(call).collect()
    }

    #[test]
    fn three_at_once_are_called_a_gap_apart_after_any_pause() {
        let minute = 60_000_000;
        let comes = [7, 7, 7, 100 * minute, 100 * minute, 100 * minute];
        let found = calls(Pace::new(minute as f64, 1), &comes);
        let crowd = |from: u64| [from, from + minute, from + 2 * minute];
        assert_eq!(found, [crowd(7), crowd(100 * minute)].concat());
    }

    #[test]
    fn a_room_without_a_rate_calls_at_once() {
        let comes = [0, 5, 5, 5, 9];
        assert_eq!(calls(Pace::new(0.0, 1), &comes), comes);
    }

    /// Below a microsecond too, and for a rate whose gap is no whole number of them, nothing of the rate is lost.
    #[test]
    fn a_crowd_is_called_at_the_rate_to_the_microsecond() {
        for gap in [0.3, 1.0, 10.0 / 3.0, 58_823.529_411] {
            let found = calls(Pace::new(gap, 1), &vec![1_000; 5_000]);
            for (k, at) in found.iter().enumerate() {
                let exact = 1_000.0 + k as f64 * gap;
                let late = *at as f64 - exact;
                assert!(
                    (-1e-6..1.0 + 1e-6).contains(&late),
                    "call {k} at {at}, not {exact}"
                );
            }
        }
    }

    proptest! {
        /// In any stretch of time `t` at most `burst + rate · t` are called, and whoever can be called is: each call comes in the
        /// first microsecond in which a bucket, filled evenly, has a whole token.
        #[test]
        fn calls_are_those_of_a_token_bucket(
            gap in prop_oneof![0.2..5.0_f64, 5.0..1e7_f64],
            burst in 1_u64..20,
            pauses in prop::collection::vec(prop_oneof![2 => Just(0.0), 2 => 0.0..1.0_f64, 1 => 0.0..60.0_f64], 1..200),
        ) {
            let mut at = 0.0;
            let comes: Vec<u64> = pauses.iter().map(|p| { at += p * gap; at as u64 }).collect();
            let found = calls(Pace::new(gap, burst), &comes);
            for (i, from) in found.iter().enumerate() {
                for (j, until) in found.iter().enumerate().skip(i) {
                    let most = burst as f64 + ((until - from) as f64 + 1.0) / gap;
                    prop_assert!((j - i + 1) as f64 <= most + 1e-6, "{} from {from} until {until}", j - i + 1);
                }
            }
            // M/D/1 arrival by arrival: a call is the beginning of a service, less what the burst saves.
            let mut free = f64::NEG_INFINITY;
            for (came, called) in comes.iter().zip(&found) {
                let came = *came as f64;
                let begins = free.max(came);
                free = begins + gap;
                let exact = came.max(begins - (burst - 1) as f64 * gap);
                let late = *called as f64 - exact;
                // The burst's own start may lie in the fraction of a microsecond that a late call was allowed before.
                prop_assert!((-1.0 - 1e-3..1.0 + 1e-3).contains(&late), "called at {called}, not {exact}");
            }
        }
    }
}
