//! A probability, from how often something happened.

use statrs::distribution::{ContinuousCDF, Normal};

use super::Interval;

/// Wilson's score interval of a probability after `happened` of `trials`:
///
/// `(p̂ + z²/2n ± z √(p̂(1 − p̂)/n + z²/4n²)) / (1 + z²/n)`, with `z` the normal quantile of
/// `(1 + confidence)/2`.
///
/// It stays within [0, 1] and says something also after 0 of 20 (at 95 %: at most 16 %), where the
/// usual `p̂ ± z s` says nothing. `confidence` lies in (0, 1). `None` of no trials.
///
/// Source: Wilson, *J. Amer. Statist. Assoc.* 22 (1927) 209–212; Brown, Cai and `DasGupta`,
/// *Statistical Science* 16 (2001) 101–133.
pub(crate) fn wilson_interval(happened: u64, trials: u64, confidence: f64) -> Option<Interval> {
    if trials == 0 {
        return None;
    }
    let z = Normal::new(0.0, 1.0)
        .ok()?
        .inverse_cdf(f64::midpoint(1.0, confidence));
    let n = trials as f64;
    let share = happened as f64 / n;
    let z2_n = z * z / n;
    let centre = share + z2_n / 2.0;
    let half_width = z * (share * (1.0 - share) / n + z2_n / (4.0 * n)).sqrt();
    let low = if happened == 0 {
        0.0
    } else {
        (centre - half_width) / (1.0 + z2_n)
    };
    let high = if happened == trials {
        1.0
    } else {
        (centre + half_width) / (1.0 + z2_n)
    };
    Some(Interval { low, high })
}

#[cfg(test)]
mod tests {
    use super::super::chance::Chance;
    use super::*;

    #[test]
    fn wilsons_own_arithmetic() {
        // 81 of 263: 0.2553 to 0.3662 (Newcombe, Statistics in Medicine 17 (1998) 857–872, table
        // I).
        let interval = wilson_interval(81, 263, 0.95).unwrap();
        assert!(
            (interval.low - 0.2553).abs() < 1e-4 && (interval.high - 0.3662).abs() < 1e-4,
            "{interval:?}"
        );
        // 15 of 148: 0.0624 to 0.1605.
        let interval = wilson_interval(15, 148, 0.95).unwrap();
        assert!(
            (interval.low - 0.0624).abs() < 1e-4 && (interval.high - 0.1605).abs() < 1e-4,
            "{interval:?}"
        );
        // 0 of 20: 0 to 0.1611.
        let interval = wilson_interval(0, 20, 0.95).unwrap();
        assert!(
            interval.low == 0.0 && (interval.high - 0.1611).abs() < 1e-4,
            "{interval:?}"
        );
    }

    #[test]
    fn never_and_always_are_mirror_images() {
        let never = wilson_interval(0, 20, 0.95).unwrap();
        let always = wilson_interval(20, 20, 0.95).unwrap();
        assert!((never.high - (1.0 - always.low)).abs() < 1e-12);
        assert_eq!(always.high.to_bits(), 1.0_f64.to_bits());
        assert_eq!(wilson_interval(0, 0, 0.95), None);
    }

    #[test]
    fn on_average_over_probabilities_it_covers_what_it_says() {
        let mut chance = Chance::new(2);
        let trials = 8_000;
        let held = (0..trials)
            .filter(|_| {
                let truth = 0.02 + 0.96 * chance.uniform();
                let happened = (0..20).filter(|_| chance.uniform() < truth).count() as u64;
                wilson_interval(happened, 20, 0.95).unwrap().contains(truth)
            })
            .count();
        let coverage = held as f64 / f64::from(trials);
        assert!((0.94..0.965).contains(&coverage), "{coverage}");
    }
}
