//! Holm's adjustment of the p-values of several tests.

/// Holm's step-down adjustment of the p-values of several tests: each hypothesis whose adjusted
/// p-value is below `1 − confidence` may be rejected, and the probability of rejecting any true one
/// stays below that, whatever the tests share.
///
/// With `p₍₁₎ ≤ … ≤ p₍ₘ₎`, the adjusted value of `p₍ⱼ₎` is
/// `max over i ≤ j of min(1, (m − i + 1) p₍ᵢ₎)`. Never less powerful than Bonferroni's `m p`. The
/// order of the answer is that of the question.
///
/// Source: Holm, *Scandinavian Journal of Statistics* 6 (1979) 65–70.
pub(crate) fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut adjusted = vec![1.0; p_values.len()];
    let mut so_far: f64 = 0.0;
    for (rank, &index) in order.iter().enumerate() {
        let hypotheses_left = (p_values.len() - rank) as f64;
        so_far = so_far.max((hypotheses_left * p_values[index]).min(1.0));
        adjusted[index] = so_far;
    }
    adjusted
}

#[cfg(test)]
mod tests {
    use super::super::Paired;
    use super::super::chance::Chance;
    use super::*;

    #[test]
    fn four_tests_by_hand() {
        // R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm") gives 0.03 0.06 0.06 0.02.
        let adjusted = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (found, expected) in adjusted.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((found - expected).abs() < 1e-12, "{adjusted:?}");
        }
        assert_eq!(holm(&[]), Vec::<f64>::new());
        assert_eq!(holm(&[0.7, 0.9]), [1.0, 1.0]);
    }

    #[test]
    fn it_lies_between_the_bare_value_and_bonferronis() {
        let mut chance = Chance::new(20);
        for _ in 0..200 {
            let p = chance.sample(6, Chance::uniform);
            for (bare, adjusted) in p.iter().zip(holm(&p)) {
                assert!(*bare <= adjusted && adjusted <= (6.0 * bare).min(1.0) + 1e-15);
            }
        }
    }

    /// Three policies against a baseline, on the same days; the first is truly `effect` better.
    fn p_values(chance: &mut Chance, effect: f64) -> Vec<f64> {
        let n = 20;
        let baseline: Vec<f64> = chance.sample(n, |c| 3.0 * c.normal());
        (0..3)
            .map(|policy| {
                let better = if policy == 0 { effect } else { 0.0 };
                let other: Vec<f64> = baseline
                    .iter()
                    .map(|day| day + better + chance.normal())
                    .collect();
                Paired::of(&other, &baseline, 0.95).unwrap().p_value.unwrap()
            })
            .collect()
    }

    #[test]
    fn one_family_in_twenty_at_most_finds_what_is_not_there() {
        let mut chance = Chance::new(21);
        let trials = 4_000;
        let mut false_alarms = 0;
        let mut found = 0;
        for _ in 0..trials {
            let adjusted = holm(&p_values(&mut chance, 1.5));
            found += u32::from(adjusted[0] < 0.05);
            false_alarms += u32::from(adjusted[1..].iter().any(|p| *p < 0.05));
        }
        // The level may be used up, not exceeded: 4 standard deviations of a share of 0.05 are
        // 0.0138.
        assert!(f64::from(false_alarms) / f64::from(trials) < 0.05 + 0.0138);
        assert!(f64::from(found) / f64::from(trials) > 0.99, "{found}");
        let bare: u32 = (0..trials)
            .map(|_| u32::from(p_values(&mut chance, 0.0).iter().any(|p| *p < 0.05)))
            .sum();
        assert!(
            f64::from(bare) / f64::from(trials) > 0.09,
            "without the adjustment one family in ten does"
        );
    }
}
