//! How far from the order of first intent, and how unevenly.

/// A submission: its instant, the person's place in the order of first intent (the same for equal intents), and a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Submission {
    at: u64,
    place_and_mark: u64,
}

impl Submission {
    /// By its instant and the first intent \[µs\]; [`in_order`] turns the intents into places. There is room for 63 bits of intent.
    pub(super) fn new(intent: u64, at: u64, mark: bool) -> Self {
        Submission {
            at,
            place_and_mark: intent << 1 | u64::from(mark),
        }
    }

    fn place(self) -> u64 {
        self.place_and_mark >> 1
    }

    /// Its instant \[µs\].
    pub(super) fn at(self) -> u64 {
        self.at
    }

    pub(super) fn is_marked(self) -> bool {
        self.place_and_mark & 1 == 1
    }
}

/// Puts submissions in the order in which they were made, and people in that of their intents.
pub(super) fn in_order(submissions: &mut [Submission]) {
    submissions.sort_unstable_by_key(|s| s.place_and_mark);
    let mut place = 0;
    let mut intent = None;
    for submission in submissions.iter_mut() {
        let own = submission.place();
        if intent.replace(own).is_some_and(|before| before != own) {
            place += 1;
        }
        submission.place_and_mark = place << 1 | submission.place_and_mark & 1;
    }
    submissions.sort_unstable();
}

/// Pairs of submissions [`in_order`] against the order of intents. A binary indexed tree (Fenwick, 1994) holds how many have been seen at
/// each place, so that `n` submissions take `n log n` steps and four bytes each.
pub(super) fn overtaken(submissions: &[Submission]) -> u64 {
    let places = submissions
        .iter()
        .map(|s| s.place())
        .max()
        .map_or(0, |last| last as usize + 1);
    let mut tree = vec![0_u32; places + 1];
    let mut pairs = 0;
    let mut from = 0;
    // Those of one instant are seen together: they have not overtaken each other.
    while from < submissions.len() {
        let at = submissions[from].at;
        let until = from + submissions[from..].iter().take_while(|s| s.at == at).count();
        for s in &submissions[from..until] {
            pairs += from as u64 - up_to(&tree, s.place() as usize);
        }
        for s in &submissions[from..until] {
            see(&mut tree, s.place() as usize);
        }
        from = until;
    }
    pairs
}

/// How many have been seen at places up to `place`.
fn up_to(tree: &[u32], place: usize) -> u64 {
    let mut node = place + 1;
    let mut sum = 0;
    while node > 0 {
        sum += u64::from(tree[node]);
        node &= node - 1;
    }
    sum
}

fn see(tree: &mut [u32], place: usize) {
    let mut node = place + 1;
    while node < tree.len() {
        tree[node] += 1;
        node += node & node.wrapping_neg();
    }
}

/// Gini coefficient of values not below 0, `Σ (2i − n − 1) x(i) / (n Σ x)` over the sorted values; 0 when all are 0, `None` of none.
pub(super) fn gini(values: &mut [f32]) -> Option<f64> {
    values.sort_unstable_by(f32::total_cmp);
    let n = values.len() as f64;
    let total: f64 = values.iter().map(|x| f64::from(*x)).sum();
    if total <= 0.0 {
        return (!values.is_empty()).then_some(0.0);
    }
    let ranked: f64 = values
        .iter()
        .enumerate()
        .map(|(i, x)| (2.0 * i as f64 + 1.0 - n) * f64::from(*x))
        .sum();
    Some(ranked / (n * total))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::random::{Chance, Purpose};
    use crate::theory::fairness;

    fn pairs(people: &[(u64, u64)]) -> u64 {
        let mut submissions: Vec<_> = people
            .iter()
            .map(|(intent, at)| Submission::new(*intent, *at, false))
            .collect();
        in_order(&mut submissions);
        overtaken(&submissions)
    }

    #[test]
    fn first_come_first_served_overtakes_nobody_and_last_come_everybody() {
        let fifo: Vec<_> = (0..1_000).map(|i| (7 * i, 10_000 + 3 * i)).collect();
        assert_eq!(pairs(&fifo), 0);
        let lifo: Vec<_> = (0..1_000).map(|i| (7 * i, 10_000 - 3 * i)).collect();
        assert_eq!(pairs(&lifo), 1_000 * 999 / 2);
    }

    #[test]
    fn ties_overtake_nobody() {
        assert_eq!(pairs(&[(5, 10), (5, 20), (5, 15)]), 0);
        assert_eq!(pairs(&[(7, 10), (6, 10), (5, 10)]), 0);
        // One who wanted later is served in the same instant as another, and before a third.
        assert_eq!(pairs(&[(2, 10), (1, 10), (0, 20)]), 2);
    }

    #[test]
    fn in_random_order_half_of_the_pairs_are_overtaken() {
        let n = 20_000;
        let chance = Chance::new(20_200_401, 0);
        let at = |i: u64| chance.block(i, Purpose::Intent, 0).bits(0) >> 1;
        let random: Vec<_> = (0..n).map(|i| (i, at(i))).collect();
        let expected = fairness::mean_inversions(n);
        let z = (pairs(&random) as f64 - expected) / fairness::variance_of_inversions(n).sqrt();
        assert!(z.abs() < 4.0, "z = {z}");
        // And by merging it is the same number.
        let mut order: Vec<(u64, u64)> = random.iter().map(|(i, at)| (*at, *i)).collect();
        order.sort_unstable();
        let intents: Vec<u64> = order.into_iter().map(|(_, i)| i).collect();
        assert_eq!(pairs(&random), fairness::inversions(&intents));
    }

    #[test]
    fn gini_of_constants_and_of_exponential_waits() {
        assert_eq!(gini(&mut [3.0; 9]), Some(0.0));
        assert_eq!(gini(&mut [0.0; 9]), Some(0.0));
        assert_eq!(gini(&mut []), None);
        let n = 200_000;
        let quantile = |i: i32| -(1.0 - (f64::from(i) + 0.5) / f64::from(n)).ln();
        let mut exponential: Vec<f32> = (0..n).map(|i| quantile(i) as f32).collect();
        assert!((gini(&mut exponential).unwrap() - 0.5).abs() < 1e-5);
        let values = [1.0, 5.0, 2.0, 0.0];
        let theory = fairness::gini(&values.map(f64::from)).unwrap();
        assert_eq!(gini(&mut values.clone()), Some(theory));
    }
}
