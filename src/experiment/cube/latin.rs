//! Latin hypercubes: each factor's range cut into as many slices as there are points, each slice
//! used once.

use rand::RngExt;

use clickday_engine::math;

/// Exchanges tried, so that the work is about the same for any size: each costs `n` distances in
/// `d` dimensions.
const EFFORT: usize = 20_000_000;

/// Exchanges tried at most: after so many, hardly any is taken.
const MOST_EXCHANGES: usize = 20_000;

/// Exponent of the mean of inverse distances that is made small: high enough for the smallest
/// distance to count most.
const EXPONENT: i32 = 20;

/// A Latin hypercube of `n` points over `d` factors, whose points keep apart from each other.
///
/// Each column is a permutation of the middles `(i + ½)/n`. Starting from a random one, two values
/// of a column change places wherever that lowers `Σ over pairs of distance^−20`: for a high
/// exponent, the design with the greatest smallest distance (maximin).
///
/// Source: Morris and Mitchell, *J. Statistical Planning and Inference* 43 (1995) 381–402.
pub(crate) fn latin_hypercube(d: usize, n: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut chance = super::chance(seed);
    let mut columns: Vec<Vec<usize>> = (0..d).map(|_| super::order(n, &mut chance)).collect();
    if n > 2 && d > 1 {
        let exchanges = (EFFORT / (n * d)).min(MOST_EXCHANGES);
        for _ in 0..exchanges {
            let column = chance.random_range(0..d);
            let (a, b) = (chance.random_range(0..n), chance.random_range(0..n));
            if a != b {
                improve(&mut columns, column, a, b);
            }
        }
    }
    let middle = |slice: usize| (slice as f64 + 0.5) / n as f64;
    (0..n)
        .map(|point| columns.iter().map(|column| middle(column[point])).collect())
        .collect()
}

/// Exchanges two values of a column, and takes that back where it brings points closer.
fn improve(columns: &mut [Vec<usize>], column: usize, a: usize, b: usize) {
    let before = closeness(columns, a, b) + closeness(columns, b, a);
    columns[column].swap(a, b);
    if closeness(columns, a, b) + closeness(columns, b, a) >= before {
        columns[column].swap(a, b);
    }
}

/// `Σ distance^−20` of a point to all others but one, distances in slices.
fn closeness(columns: &[Vec<usize>], point: usize, but: usize) -> f64 {
    let n = columns[0].len();
    let others = (0..n).filter(|&other| other != point && other != but);
    let inverse = |other: usize| {
        let square = |column: &Vec<usize>| column[point].abs_diff(column[other]).pow(2);
        let squared: usize = columns.iter().map(square).sum();
        math::powi(squared as f64, -EXPONENT / 2)
    };
    others.map(inverse).sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn smallest_distance(points: &[Vec<f64>]) -> f64 {
        let distance =
            |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(x, y)| (x - y).powi(2)).sum::<f64>().sqrt();
        let pairs = (0..points.len()).flat_map(|i| (0..i).map(move |j| (i, j)));
        pairs
            .map(|(i, j)| distance(&points[i], &points[j]))
            .fold(f64::INFINITY, f64::min)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn every_slice_of_every_factor_is_used_once(d in 1_usize..6, n in 1_usize..40, seed: u64) {
            let points = latin_hypercube(d, n, seed);
            prop_assert_eq!(points.len(), n);
            for column in 0..d {
                let mut slices: Vec<usize> = points.iter().map(|p| (p[column] * n as f64) as usize).collect();
                slices.sort_unstable();
                prop_assert_eq!(slices, (0..n).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn points_keep_apart() {
        // Random hypercubes of 30 points in the square have a smallest distance near one slice.
        let points = latin_hypercube(2, 30, 5);
        let slices = smallest_distance(&points) * 30.0;
        assert!(slices > 3.5, "{slices}");
        assert_eq!(
            points,
            latin_hypercube(2, 30, 5),
            "the same seed gives the same points"
        );
        assert_ne!(points, latin_hypercube(2, 30, 6));
    }

    #[test]
    fn the_best_square_of_four_is_found() {
        // Of four points in the square, the greatest smallest distance is √5 slices.
        let slices = 4.0 * smallest_distance(&latin_hypercube(2, 4, 1));
        assert!((slices - 5.0_f64.sqrt()).abs() < 1e-9, "{slices}");
    }
}
