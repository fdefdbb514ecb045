//! Morris' trajectories: walks through the cube that move one factor at a time.

use rand::RngExt;

/// `trajectories · (d + 1)` points over `d` factors on a grid of `levels` (even, at least 2): each
/// trajectory starts at a random point of the grid and moves every factor once, in random order, up
/// or down by `levels / (2 (levels − 1))`.
///
/// With an even number of levels each level is then as likely as any other.
///
/// Source: Morris, *Technometrics* 33 (1991) 161–174.
pub(crate) fn morris(d: usize, trajectories: usize, levels: usize, seed: u64) -> Vec<Vec<f64>> {
    let mut chance = super::chance(seed);
    let half = levels / 2;
    let on_grid = |level: &usize| *level as f64 / (levels - 1) as f64;
    let mut points = Vec::with_capacity(trajectories * (d + 1));
    for _ in 0..trajectories {
        let mut at: Vec<usize> = (0..d).map(|_| chance.random_range(0..levels)).collect();
        points.push(at.iter().map(on_grid).collect());
        for factor in super::order(d, &mut chance) {
            // From the lower half up, from the upper half down: there is no other step of this
            // length.
            at[factor] = (at[factor] + half) % (2 * half);
            points.push(at.iter().map(on_grid).collect());
        }
    }
    points
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        #[test]
        fn each_step_moves_one_factor_and_each_factor_moves_once(d in 1_usize..12, half in 1_usize..6, seed: u64) {
            let levels = 2 * half;
            let step = half as f64 / (levels - 1) as f64;
            for trajectory in morris(d, 3, levels, seed).chunks(d + 1) {
                let mut moved = Vec::new();
                for pair in trajectory.windows(2) {
                    let changes: Vec<usize> = (0..d).filter(|&i| pair[0][i].to_bits() != pair[1][i].to_bits()).collect();
                    prop_assert_eq!(changes.len(), 1);
                    prop_assert!(((pair[1][changes[0]] - pair[0][changes[0]]).abs() - step).abs() < 1e-12);
                    prop_assert!((0.0..=1.0).contains(&pair[1][changes[0]]));
                    moved.extend(changes);
                }
                moved.sort_unstable();
                prop_assert_eq!(moved, (0..d).collect::<Vec<_>>());
            }
        }
    }

    #[test]
    fn every_level_is_as_likely() {
        let mut seen = [0_u32; 8];
        for point in morris(4, 2_000, 8, 9).chunks(5).map(|trajectory| &trajectory[0]) {
            for x in point {
                seen[(x * 7.0).round() as usize] += 1;
            }
        }
        // 8,000 draws over 8 levels: 1,000 each, standard deviation 30.
        assert!(seen.iter().all(|count| count.abs_diff(1_000) < 120), "{seen:?}");
    }
}
