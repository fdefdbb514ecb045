//! Two counts at once, and where they are after a while: callers and those between two tries,
//! people still to come and people in line.
//!
//! A pair `(x, y)` with `0 ≤ x ≤ X`, `0 ≤ y ≤ Y` makes moves `(Δx, Δy)`, each at a rate that
//! depends on the pair; a move that would lead out of the rectangle is not made. How the law of the
//! pair changes is solved by uniformisation, as for one count ([`super::transient`]): sums of
//! positive terms. Where the true counts have no bound, the rectangle must be so large that its
//! edge is hardly reached: [`Planar::at_the_edge`] tells how often it is.
//!
//! Source: A. Jensen (1953); W. Grassmann, "Transient solutions in Markovian queueing systems"
//! (1977).

use super::error::{Result, TheoryError, check, non_negative};
use super::transient::uniformised;

/// Most states: a law of them takes 160 MB.
const MOST_STATES: usize = 20_000_000;

/// A pair of counts that changes by moves.
#[derive(Debug, Clone, PartialEq)]
pub struct Planar {
    /// Greatest value of each count.
    top: [usize; 2],
    moves: Vec<Move>,
    /// Greatest rate at which a pair is left.
    fastest: f64,
}

/// A move: how far it goes in the list of states, and its rate from each.
#[derive(Debug, Clone, PartialEq)]
struct Move {
    offset: isize,
    rate: Vec<f64>,
}

impl Planar {
    /// Pairs up to `top` on which nothing happens yet.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when there are more than twenty million of them.
    pub fn new(top: [usize; 2]) -> Result<Self> {
        let states = top[0].saturating_add(1).saturating_mul(top[1].saturating_add(1));
        check(
            states <= MOST_STATES,
            "number of states",
            "at most twenty million",
            states as f64,
        )?;
        Ok(Planar {
            top,
            moves: Vec::new(),
            fastest: 0.0,
        })
    }

    /// With the move `by`, made at `rate(x, y)`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when a rate is negative or not finite.
    pub fn with_move(mut self, by: [isize; 2], rate: impl Fn(usize, usize) -> f64) -> Result<Self> {
        let height = self.top[1] + 1;
        let stays_inside =
            |count: usize, step: isize, top: usize| count.checked_add_signed(step).is_some_and(|n| n <= top);
        let rate = self
            .states()
            .map(|(x, y)| {
                if stays_inside(x, by[0], self.top[0]) && stays_inside(y, by[1], self.top[1]) {
                    non_negative("rate of a move", rate(x, y))
                } else {
                    Ok(0.0)
                }
            })
            .collect::<Result<Vec<f64>>>()?;
        self.moves.push(Move {
            offset: by[0] * height.cast_signed() + by[1],
            rate,
        });
        self.fastest = (0..self.len()).map(|s| self.leaving(s)).fold(0.0, f64::max);
        Ok(self)
    }

    /// The law that is certain of `(x, y)`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when the pair lies outside.
    pub fn certain(&self, x: usize, y: usize) -> Result<Vec<f64>> {
        check(x <= self.top[0], "first count", "within the rectangle", x as f64)?;
        check(y <= self.top[1], "second count", "within the rectangle", y as f64)?;
        let mut law = vec![0.0; self.len()];
        law[x * (self.top[1] + 1) + y] = 1.0;
        Ok(law)
    }

    /// The law after time `t`, from the law `start`. Laws list the pairs by `x`, then by `y`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`] when `start` has not one entry for each pair, or `t` is
    /// negative or not finite.
    pub fn after(&self, start: &[f64], t: f64) -> Result<Vec<f64>> {
        non_negative("time", t)?;
        if start.len() != self.len() {
            return Err(TheoryError::OutOfDomain {
                name: "number of states of the start",
                expected: "that of the rectangle",
                value: start.len() as f64,
            });
        }
        if self.fastest == 0.0 {
            return Ok(start.to_vec());
        }
        let staying: Vec<f64> = (0..self.len())
            .map(|s| 1.0 - self.leaving(s) / self.fastest)
            .collect();
        uniformised(start, self.fastest, t, |p| self.tick(p, &staying))
    }

    /// Mean of `f(x, y)` under a law.
    pub fn mean(&self, law: &[f64], f: impl Fn(usize, usize) -> f64) -> f64 {
        self.states().zip(law).map(|((x, y), p)| p * f(x, y)).sum()
    }

    /// Probability, under a law, that a count is at its greatest value.
    pub fn at_the_edge(&self, law: &[f64]) -> f64 {
        self.mean(law, |x, y| {
            f64::from(u8::from(x == self.top[0] || y == self.top[1]))
        })
    }

    fn tick(&self, law: &[f64], staying: &[f64]) -> Vec<f64> {
        let mut next: Vec<f64> = law.iter().zip(staying).map(|(p, stays)| p * stays).collect();
        for step in &self.moves {
            for (s, (p, rate)) in law.iter().zip(&step.rate).enumerate() {
                if *rate > 0.0 {
                    next[s.wrapping_add_signed(step.offset)] += p * rate / self.fastest;
                }
            }
        }
        next
    }

    fn len(&self) -> usize {
        (self.top[0] + 1) * (self.top[1] + 1)
    }

    fn states(&self) -> impl Iterator<Item = (usize, usize)> + use<> {
        let [width, height] = self.top;
        (0..=width).flat_map(move |x| (0..=height).map(move |y| (x, y)))
    }

    fn leaving(&self, state: usize) -> f64 {
        self.moves.iter().map(|m| m.rate[state]).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::BirthDeath;
    use crate::theory::approx::assert_close;
    use crate::theory::retrial::{Retrial, RetrialParameters};

    #[test]
    fn one_count_that_stands_still_leaves_a_birth_death_chain() -> Result<()> {
        let pair = Planar::new([30, 1])?
            .with_move([1, 0], |_, _| 2.0)?
            .with_move([-1, 0], |x, _| 0.3 * x as f64)?;
        let chain = BirthDeath::new(30, |_| 2.0, |n| 0.3 * n as f64)?;
        let law = pair.after(&pair.certain(4, 1)?, 3.7)?;
        assert_close(pair.mean(&law, |x, _| x as f64), chain.mean_after(4, 3.7)?, 1e-12);
        assert_close(pair.mean(&law, |_, y| y as f64), 1.0, 1e-12);
        Ok(())
    }

    #[test]
    fn after_a_long_time_it_is_the_retrial_queue() -> Result<()> {
        let (lambda, theta, lines) = (4.0, 0.2, 5);
        let callers = Planar::new([lines, 150])?
            .with_move([1, 0], |_, _| lambda)?
            .with_move([0, 1], |busy, _| if busy == lines { lambda } else { 0.0 })?
            .with_move([1, -1], |_, orbit| theta * orbit as f64)?
            .with_move([-1, 0], |busy, _| busy as f64)?;
        let queue = Retrial::new(RetrialParameters {
            arrival_rate: lambda,
            service_rate: 1.0,
            servers: lines,
            retry_rate: theta,
            first_retry: 1.0,
            persist: 1.0,
        })?;
        let law = callers.after(&callers.certain(0, 17)?, 1_500.0)?;
        assert_close(
            callers.mean(&law, |_, orbit| orbit as f64),
            queue.mean_orbit(),
            1e-7,
        );
        assert_close(callers.mean(&law, |busy, _| busy as f64), queue.mean_busy(), 1e-8);
        // The edge of the orbit is hardly reached; that of the lines is where callers are refused.
        let crowded = |_, orbit| f64::from(u8::from(orbit == 150));
        assert!(callers.mean(&law, crowded) < 1e-9);
        assert_close(callers.at_the_edge(&law), queue.p_blocked(), 1e-8);
        Ok(())
    }

    #[test]
    fn what_cannot_be_is_refused() -> Result<()> {
        assert!(Planar::new([100_000, 100_000]).is_err());
        let pair = Planar::new([2, 2])?;
        assert!(pair.certain(3, 0).is_err());
        assert!(pair.after(&[1.0], 1.0).is_err());
        assert!(pair.with_move([1, 0], |_, _| -1.0).is_err());
        Ok(())
    }
}
