//! Systematic selection: a few rows that stand for a weighted sample.
//!
//! The weights are laid side by side on a line, and `n` points are put on it at equal distances. The
//! first point is drawn, so every row is picked with the probability that its weight gives it, and a
//! row of share `w` is picked `⌊n w⌋` or `⌈n w⌉` times.
//!
//! Source: Madow, *Annals of Mathematical Statistics* 20 (1949) 333–354; Kitagawa, *J. Computational
//! and Graphical Statistics* 5 (1996) 1–25 (the same as resampling).

use std::cmp::Ordering;

use crate::experiment::range;

/// Numbers of `n` rows, each as often as its weight says, in the order of the rows.
///
/// `offset` lies in (0, 1): where the first of the `n` points is, as a share of their distance. The
/// weights are not negative, and some weight is above 0.
pub(super) fn systematic(weights: &[f64], n: usize, offset: f64) -> Vec<usize> {
    let total: f64 = weights.iter().sum();
    let mut drawn = Vec::with_capacity(n);
    let mut so_far = 0.0;
    let mut last_that_counts = 0;
    for (row, weight) in weights.iter().enumerate() {
        if *weight > 0.0 {
            last_that_counts = row;
        }
        so_far += weight / total;
        while drawn.len() < n && (drawn.len() as f64 + offset) / (n as f64) < so_far {
            drawn.push(row);
        }
    }
    // What rounding left over belongs to the last row that counts.
    drawn.resize(n, last_that_counts);
    drawn
}

/// A row of a sample that differs from all others, with the weight of all rows that are like it.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Distinct {
    row: usize,
    weight: f64,
}

/// Numbers of `n` rows that stand for a sample, so that the first few of them stand for it too.
///
/// Rows that are alike count as one row of their joint weight, and the rows are put in the order of
/// their values, column by column, before they are picked. There are two reasons. The order in which
/// a file lists its rows then changes nothing. And neighbours on the line are alike, so that the
/// picks are spread over the sample: its mean is known at least as well as from rows drawn by lot
/// (Cochran, *Sampling Techniques*, 3rd ed., section 8.5).
///
/// A row that is picked several times stands at the end again, after all rows were there once. The
/// order is that of van der Corput's sequence over the line: each further pick falls into the widest
/// gap that the earlier ones leave. It starts at a place that is drawn by `offset`, so that the first
/// few do not always hold the row with the lowest values.
pub(super) fn spread_picks(rows: &[Vec<String>], weights: &[f64], n: usize, offset: f64) -> Vec<usize> {
    let distinct = in_order(rows, weights);
    let joint: Vec<f64> = distinct.iter().map(|row| row.weight).collect();
    let picked = systematic(&joint, n, offset);
    let mut first = Vec::new();
    let mut again = Vec::new();
    let mut seen = vec![false; distinct.len()];
    // Far digits of the offset: the near ones say where the points are on the line.
    let start = ((offset * 1_009.0).fract() * n as f64) as usize;
    let turned = |place: usize| picked[(place + start) % n];
    for pick in van_der_corput(n).into_iter().map(turned) {
        let those = if seen[pick] { &mut again } else { &mut first };
        seen[pick] = true;
        those.push(distinct[pick].row);
    }
    first.append(&mut again);
    first
}

/// The rows that differ, in the order of their values.
fn in_order(rows: &[Vec<String>], weights: &[f64]) -> Vec<Distinct> {
    let mut sorted: Vec<Distinct> = weights
        .iter()
        .enumerate()
        .map(|(row, &weight)| Distinct { row, weight })
        .collect();
    // Alike rows by their weight, so that their sum does not depend on the order of the file.
    sorted.sort_by(|a, b| {
        by_values(&rows[a.row], &rows[b.row])
            .then(a.weight.total_cmp(&b.weight))
            .then(a.row.cmp(&b.row))
    });
    let mut distinct: Vec<Distinct> = Vec::new();
    for next in sorted {
        match distinct.last_mut() {
            Some(last) if rows[last.row] == rows[next.row] => last.weight += next.weight,
            _ => distinct.push(next),
        }
    }
    distinct
}

/// The order of two rows: by the numbers of the first column in which they differ, or by its text.
fn by_values(one: &[String], other: &[String]) -> Ordering {
    let values = one.iter().zip(other);
    let differ = values.map(|(one, other)| {
        let number = |text: &str| range::number_of(text).unwrap_or(f64::INFINITY);
        number(one).total_cmp(&number(other)).then_with(|| one.cmp(other))
    });
    differ.fold(Ordering::Equal, Ordering::then)
}

/// The numbers below `n` in the order of van der Corput's sequence: 0, the middle, the middles of
/// both halves, and so on.
fn van_der_corput(n: usize) -> Vec<usize> {
    let size = n.next_power_of_two();
    let unused = usize::BITS - size.trailing_zeros();
    let mut taken = vec![false; n];
    let mut order = Vec::with_capacity(n);
    for number in 0..size {
        // The bits of the number, turned round, are the digits of a share of the line.
        let reversed = number.reverse_bits().checked_shr(unused).unwrap_or(0);
        let place = reversed * n / size;
        if place < n && !taken[place] {
            taken[place] = true;
            order.push(place);
        }
    }
    order
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;

    fn texts(rows: &[&str]) -> Vec<Vec<String>> {
        rows.iter().map(|row| vec![(*row).to_owned()]).collect()
    }

    #[test]
    fn each_further_pick_falls_between_those_before_it() {
        assert_eq!(van_der_corput(8), [0, 4, 2, 6, 1, 5, 3, 7]);
        assert_eq!(van_der_corput(24)[..8], [0, 12, 6, 18, 3, 15, 9, 21]);
        assert_eq!(van_der_corput(1), [0]);
        assert_eq!(van_der_corput(0), [0_usize; 0]);
        for n in 1..200 {
            let order: BTreeSet<usize> = van_der_corput(n).into_iter().collect();
            assert_eq!(order, (0..n).collect(), "every number once, of {n}");
        }
    }

    /// The first eight rows of a resampled file hold one distinct row; eight picks hold seven.
    #[test]
    fn rows_that_are_alike_are_picked_as_one() {
        let mut file = vec!["1 h"; 16];
        file.extend(["2 h"; 5]);
        let others: Vec<String> = (3..75).map(|hours| format!("{hours} h")).collect();
        file.extend(others.iter().map(String::as_str));
        let rows = texts(&file);
        let weights = vec![1.0; rows.len()];
        let picks = spread_picks(&rows, &weights, 8, 0.2);
        let distinct: BTreeSet<&String> = picks.iter().map(|&row| &rows[row][0]).collect();
        assert_eq!(distinct.len(), 7, "of eight, 1.4 are due to the first: {picks:?}");
        assert_eq!(rows[picks[7]][0], "1 h", "what is picked again stands at the end");
    }

    /// The first few are those of every part of the line alike.
    #[test]
    fn the_first_pick_is_any_row() {
        let values: Vec<String> = (0..24).map(|hours| format!("{hours} h")).collect();
        let rows: Vec<Vec<String>> = values.into_iter().map(|value| vec![value]).collect();
        let first = |offset: f64| spread_picks(&rows, &[1.0; 24], 24, offset)[0];
        let firsts: BTreeSet<usize> = (0..24).map(|k| first((f64::from(k) + 0.5) / 24.0)).collect();
        assert_eq!(firsts.len(), 24);
    }

    #[test]
    fn numbers_are_sorted_as_numbers() {
        let rows = texts(&["10 s", "9 s", "100 s", "fifo", "1_000 s"]);
        let order: Vec<usize> = in_order(&rows, &[1.0; 5]).iter().map(|row| row.row).collect();
        assert_eq!(order, [1, 0, 2, 4, 3]);
    }

    proptest! {
        /// How often a row is picked is its weight times `n`, to within one.
        #[test]
        fn a_row_is_picked_as_often_as_its_weight_says(
            weights in prop::collection::vec(0_u32..50, 1..40),
            n in 1_usize..60,
            offset in 0.001_f64..0.999,
        ) {
            let total: u32 = weights.iter().sum();
            prop_assume!(total > 0);
            let as_numbers: Vec<f64> = weights.iter().map(|w| f64::from(*w)).collect();
            let rows: Vec<Vec<String>> = (0..weights.len()).map(|row| vec![row.to_string()]).collect();
            for picks in [
                systematic(&as_numbers, n, offset),
                spread_picks(&rows, &as_numbers, n, offset),
            ] {
                prop_assert_eq!(picks.len(), n);
                for (row, weight) in as_numbers.iter().enumerate() {
                    let due = n as f64 * weight / f64::from(total);
                    let times = picks.iter().filter(|&&pick| pick == row).count() as f64;
                    prop_assert!((due - 1e-9).floor() <= times && times <= (due + 1e-9).ceil());
                    prop_assert!(*weight > 0.0 || times == 0.0);
                }
            }
        }

        /// Over all offsets a row is picked as often as its weight says, exactly on average.
        #[test]
        fn no_row_is_preferred(weights in prop::collection::vec(1_u32..9, 1..12), n in 1_usize..20) {
            let as_numbers: Vec<f64> = weights.iter().map(|w| f64::from(*w)).collect();
            let total: u32 = weights.iter().sum();
            // The points move by one part of `total` of their distance at a time: every edge between two rows
            // is one of their places, so that the mean over the offsets between is exact.
            let offsets = total;
            let mut times: BTreeMap<usize, u32> = BTreeMap::new();
            for k in 0..offsets {
                let offset = (f64::from(k) + 0.5) / f64::from(offsets);
                for row in systematic(&as_numbers, n, offset) {
                    *times.entry(row).or_default() += 1;
                }
            }
            let n = u32::try_from(n).unwrap();
            for (row, weight) in weights.iter().enumerate() {
                prop_assert_eq!(times.get(&row).copied().unwrap_or(0), n * weight);
            }
        }

        /// The order in which a file lists its rows changes nothing, and neither does a row that is
        /// written as two of half its weight.
        #[test]
        fn the_order_of_the_file_changes_nothing(
            values in prop::collection::vec((0_u32..6, 0_u32..4, 1_u32..9), 1..30),
            turn in 0_usize..30,
            n in 1_usize..30,
            offset in 0.001_f64..0.999,
        ) {
            let picked = |values: &[(u32, u32, u32)]| -> Vec<Vec<String>> {
                let rows: Vec<Vec<String>> =
                    values.iter().map(|(a, b, _)| vec![format!("{a} h"), b.to_string()]).collect();
                let weights: Vec<f64> = values.iter().map(|(_, _, w)| f64::from(2 * w)).collect();
                let picks = spread_picks(&rows, &weights, n, offset);
                picks.into_iter().map(|row| rows[row].clone()).collect()
            };
            let mut turned = values.clone();
            turned.rotate_left(turn % values.len());
            turned.reverse();
            prop_assert_eq!(picked(&values), picked(&turned));
            let mut halves = values.clone();
            let (a, b, weight) = halves[0];
            prop_assume!(weight % 2 == 0);
            halves[0] = (a, b, weight / 2);
            halves.push(halves[0]);
            prop_assert_eq!(picked(&values), picked(&halves));
        }

        /// A row that comes again stands after all that come for the first time.
        #[test]
        fn distinct_rows_stand_first(
            weights in prop::collection::vec(1_u32..30, 1..40),
            n in 1_usize..40,
            offset in 0.001_f64..0.999,
        ) {
            let rows: Vec<Vec<String>> = (0..weights.len()).map(|row| vec![row.to_string()]).collect();
            let as_numbers: Vec<f64> = weights.iter().map(|w| f64::from(*w)).collect();
            let picks = spread_picks(&rows, &as_numbers, n, offset);
            let distinct: BTreeSet<usize> = picks.iter().copied().collect();
            let first: BTreeSet<usize> = picks[..distinct.len()].iter().copied().collect();
            prop_assert_eq!(first, distinct);
        }
    }
}
