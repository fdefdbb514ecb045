//! Sobol's sequence: points that fill the cube evenly however many are taken.

/// The sequence has values for so many factors.
pub(crate) const MOST_DIMENSIONS: usize = 256;

/// The sequence is this long.
pub(crate) const MOST_POINTS: usize = 1 << 16;

/// The first `n` points of Sobol's sequence in `d` dimensions, Owen-scrambled by `seed`.
///
/// Taken at a power of two, every slice of every factor holds the same number of points. Scrambling
/// keeps that, removes the point at the origin, and makes the points of different seeds
/// independent. `d` is at most [`MOST_DIMENSIONS`], `n` at most [`MOST_POINTS`].
///
/// Source: Joe and Kuo, *SIAM J. Scientific Computing* 30 (2008) 2635–2654 (direction numbers);
/// Burley, *J. Computer Graphics Techniques* 9 (2020) no. 4 (scrambling).
pub(crate) fn sobol(d: usize, n: usize, seed: u64) -> Vec<Vec<f64>> {
    let folded = (seed ^ (seed >> 32)) as u32;
    let point = |index: usize| {
        let coordinate =
            |dimension: usize| f64::from(sobol_burley::sample(index as u32, dimension as u32, folded));
        (0..d).map(coordinate).collect()
    };
    (0..n).map(point).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn at_a_power_of_two_every_slice_holds_one_point(log_n in 0_u32..9, d in 1_usize..40, seed: u64) {
            let n = 1_usize << log_n;
            let points = sobol(d, n, seed);
            for column in 0..d {
                let mut slices: Vec<usize> = points.iter().map(|p| (p[column] * n as f64) as usize).collect();
                slices.sort_unstable();
                prop_assert_eq!(slices, (0..n).collect::<Vec<_>>());
            }
        }

        #[test]
        fn of_the_first_two_factors_every_box_of_any_shape_holds_one_point(log_n in 0_u32..9, across in 0_u32..9, seed: u64) {
            let across = across.min(log_n);
            let (columns, rows) = (1_usize << across, 1_usize << (log_n - across));
            let cell = |p: &Vec<f64>| (p[0] * columns as f64) as usize * rows + (p[1] * rows as f64) as usize;
            let mut cells: Vec<usize> = sobol(2, columns * rows, seed).iter().map(cell).collect();
            cells.sort_unstable();
            prop_assert_eq!(cells, (0..columns * rows).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_integral_converges_faster_than_by_chance() {
        // ∏ 3 x² over five factors integrates to 1; by chance the error at 4,096 points is near
        // 0.07.
        let value = |p: &Vec<f64>| p.iter().map(|x| 3.0 * x * x).product::<f64>();
        let found = sobol(5, 4_096, 3).iter().map(value).sum::<f64>() / 4_096.0;
        assert!((found - 1.0).abs() < 0.02, "{found}");
    }

    #[test]
    fn seeds_differ_and_repeat() {
        assert_eq!(sobol(3, 8, 1), sobol(3, 8, 1));
        assert_ne!(sobol(3, 8, 1), sobol(3, 8, 2));
    }
}
