//! The scale on which an outcome is explained: its value, or its rank.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use clickday_engine::math;

/// What of the outcome is explained.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Scale {
    /// Its value.
    #[default]
    Value,
    /// Its rank among all points: whatever bends or jumps, bends and jumps no more. A value that
    /// was never reached is the last.
    Rank,
}

/// Ranks from 1, equal values sharing the mean of theirs. Values may be infinite, not NaN.
pub(crate) fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
    let mut ranks = vec![0.0; values.len()];
    let mut from = 0;
    for equal in order.chunk_by(|&a, &b| values[a].total_cmp(&values[b]).is_eq()) {
        let shared = from as f64 + f64::midpoint(1.0, equal.len() as f64);
        for &index in equal {
            ranks[index] = shared;
        }
        from += equal.len();
    }
    ranks
}

/// Log-odds of an event after it happened in `happened` of `trials`: `ln((x + ½) / (n − x + ½))`,
/// finite also after never and always.
///
/// Source: Haldane, *Annals of Human Genetics* 20 (1955) 309–311.
pub(crate) fn log_odds(happened: u64, trials: u64) -> f64 {
    let not = trials.saturating_sub(happened) as f64;
    math::ln((happened as f64 + 0.5) / (not + 0.5))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_share_their_ranks() {
        assert_eq!(ranks(&[3.0, 1.0, 3.0, 2.0, 3.0]), [4.0, 1.0, 4.0, 2.0, 4.0]);
        assert_eq!(ranks(&[f64::INFINITY, 1.0, f64::INFINITY]), [2.5, 1.0, 2.5]);
        assert_eq!(ranks(&[]), Vec::<f64>::new());
    }

    #[test]
    fn log_odds_are_odd() {
        assert!((log_odds(0, 4) + log_odds(4, 4)).abs() < 1e-12);
        assert!((log_odds(0, 4) - (0.5_f64 / 4.5).ln()).abs() < 1e-12);
        assert!(log_odds(2, 4).abs() < 1e-12);
    }
}
