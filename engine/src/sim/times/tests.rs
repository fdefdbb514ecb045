use proptest::prelude::*;

use super::*;
use crate::model::units::Percentile;
use crate::sim::result::TimeDistribution;

/// A bin of a histogram of three significant digits is no wider than this share of what it holds.
const RESOLUTION: f64 = 1.0 / 1024.0;

fn recorded(times: &[u64]) -> Times {
    let mut all = Times::new();
    for us in times {
        all.record(*us);
    }
    all
}

fn percentiles() -> impl Strategy<Value = Vec<Percentile>> {
    let percentile = (1..=1_000_000_u32).prop_map(|parts| f64::from(parts) / 1e4);
    proptest::collection::vec(percentile, 1..20).prop_map(|mut list| {
        list.sort_by(f64::total_cmp);
        list.into_iter().filter_map(Percentile::new).collect()
    })
}

/// Times of every size, many of them equal.
fn times() -> impl Strategy<Value = Vec<u64>> {
    let time = prop_oneof![
        Just(0),
        Just(3_200_000_000),
        0..5_000_u64,
        1..(1_u64 << 40),
        (0..40_u32).prop_map(|power| 1 << power),
    ];
    proptest::collection::vec(time, 0..200)
}

proptest! {
    #[test]
    fn a_percentile_is_the_order_statistic_within_the_resolution(
        mut all in times(), unserved in 0..100_u64, list in percentiles(),
    ) {
        let known = TimeDistribution::recorded(&recorded(&all), unserved);
        all.sort_unstable();
        let mut last = 0.0;
        for p in list {
            let rank = p.rank(all.len() as u64 + unserved);
            let exact = all.get((rank as usize).wrapping_sub(1)).map(|us| *us as f64 / 1e6);
            let found = known.percentile(p);
            // Exactly those are missing that fall among the unserved, or that nobody is there for.
            prop_assert_eq!(found.is_some(), exact.is_some(), "{}", p);
            let (Some(found), Some(exact)) = (found, exact) else {
                last = f64::INFINITY;
                continue;
            };
            prop_assert!(found >= exact && found <= exact * (1.0 + RESOLUTION), "{p}: {found}, not {exact}");
            prop_assert!(found >= last, "{p}: {found} after {last}");
            prop_assert!(found <= all[all.len() - 1] as f64 / 1e6 && found >= all[0] as f64 / 1e6);
            prop_assert!(known.share_within(found) >= rank as f64 / known.people() as f64 - 1e-12);
            last = found;
        }
    }

    #[test]
    fn the_percentiles_of_the_served_leave_the_unserved_out(all in times(), unserved in 0..100_u64, list in percentiles()) {
        let (with, without) = (TimeDistribution::recorded(&recorded(&all), unserved), TimeDistribution::recorded(&recorded(&all), 0));
        for p in list {
            prop_assert_eq!(with.served_percentile(p), without.percentile(p));
            let (of_all, of_served) = (with.percentile(p), with.served_percentile(p));
            prop_assert!(of_all.is_none() || of_all >= of_served);
        }
    }

    #[test]
    fn merging_does_not_depend_on_the_order(parts in proptest::collection::vec(times(), 1..5), turn in 0..4_usize) {
        let merge = |parts: &[Vec<u64>]| {
            let mut all = Times::new();
            for part in parts {
                all.add(&recorded(part));
            }
            TimeDistribution::recorded(&all, 7)
        };
        let mut other = parts.clone();
        other.rotate_left(turn % parts.len());
        other.reverse();
        prop_assert_eq!(merge(&parts), merge(&other));
        prop_assert_eq!(merge(&parts), TimeDistribution::recorded(&recorded(&parts.concat()), 7));
    }

    #[test]
    fn where_everybody_waits_as_long_every_percentile_is_that_time(us in 0..(1_u64 << 50), n in 1..500_u64, list in percentiles()) {
        let mut all = Times::new();
        (0..n).for_each(|_| all.record(us));
        let known = TimeDistribution::recorded(&all, 0);
        for p in list {
            prop_assert_eq!(known.percentile(p), Some(us as f64 / 1e6));
        }
    }
}

proptest! {
    #[test]
    fn bins_are_those_of_an_hdr_histogram(all in times(), far in 0..=LONGEST) {
        let peer = hdrhistogram::Histogram::<u64>::new_with_bounds(1, LONGEST, SIGNIFICANT_DIGITS).unwrap();
        for us in all.into_iter().chain([far, LONGEST]) {
            let (first, last) = ends(bin(us));
            prop_assert!((first..=last).contains(&us));
            prop_assert_eq!(last, peer.highest_equivalent(us));
            prop_assert_eq!(first, peer.lowest_equivalent(us));
            prop_assert_eq!(first + (last - first).div_ceil(2), peer.median_equivalent(us));
        }
    }
}

#[test]
fn bins_are_kept_exactly() {
    // The edge of a bin has eleven binary digits and a power of two: a short float holds it.
    for power in 0..52 {
        for from in [1_u64 << power, (1 << power) + (1 << power) / 3, (2 << power) - 1] {
            let edge = ends(bin(from)).1 + 1;
            assert_eq!(edge as f32 as u64, edge);
        }
    }
}
