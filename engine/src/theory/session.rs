//! What a page failure rate does to an application of many pages.
//!
//! An application takes `n` pages in a row. A page attempt succeeds with probability `a`; after a
//! failure the person tries again with probability `p`, and has then lost the session, and all its
//! pages, with probability `r`. So a page is got through, sooner or later, with probability
//!
//! `x = a / (a + (1−a)(1 − p(1−r)))`,
//!
//! a session is completed with probability `xⁿ`, and of all pages served the share that belongs to
//! completed sessions is
//!
//! `η = n xⁿ⁻¹ (1−x) / (1−xⁿ)`.
//!
//! With twelve pages and a quarter of the attempts succeeding, 7 % of the work is useful: overload
//! destroys *finished* sessions, long before it destroys requests.
//!
//! Source: L. Cherkasova, P. Phaal, "Session-based admission control", *IEEE Trans. Computers* 51
//! (2002), for the effect; the closed form is the mean of a truncated geometric law.

use super::error::{Result, at_least_one, probability};

/// Sessions of several pages under page failures.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Session {
    pages: usize,
    page_success: f64,
    retry: f64,
    loss: f64,
}

impl Session {
    /// Sessions of `pages` pages; an attempt succeeds with probability `page_success`; the failed
    /// try again with probability `retry`, and a failure loses the session with probability
    /// `session_lost`.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for no page, or probabilities
    /// outside [0, 1].
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::session::Session;
    ///
    /// let melt_down = Session::new(12, 0.253, 0.95, 0.1)?;
    /// assert!((melt_down.efficiency() - 0.0724).abs() < 1e-3);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn new(pages: usize, page_success: f64, retry: f64, session_lost: f64) -> Result<Self> {
        at_least_one("pages", pages)?;
        probability("page success", page_success)?;
        probability("retry probability", retry)?;
        probability("probability of a lost session", session_lost)?;
        Ok(Session {
            pages,
            page_success,
            retry,
            loss: session_lost,
        })
    }

    /// Probability `x` of getting through a page within the session.
    pub fn page_completion(&self) -> f64 {
        if self.page_success == 0.0 {
            return 0.0;
        }
        let ends = 1.0 - self.retry * (1.0 - self.loss);
        self.page_success / (self.page_success + (1.0 - self.page_success) * ends)
    }

    /// Probability `xⁿ` that a session is completed.
    pub fn completion(&self) -> f64 {
        self.page_completion().powf(self.pages as f64)
    }

    /// Share `η` of the pages served that belong to completed sessions.
    pub fn efficiency(&self) -> f64 {
        let x = self.page_completion();
        // Pages served in a session: Σ_{k=1..n} xᵏ. Summed, it needs no care near x = 1; divided by
        // xⁿ, none near x = 0.
        let served_per_completion: f64 = (0..self.pages).map(|k| x.powf(-(k as f64))).sum();
        self.pages as f64 / served_per_completion
    }

    /// Page attempts made for each completed session.
    pub fn attempts_per_completion(&self) -> f64 {
        self.pages as f64 / (self.efficiency() * self.page_success)
    }

    /// Probability that a person who starts is served in the end: sessions follow each other until
    /// one is completed or the person gives up.
    pub fn person_completion(&self) -> f64 {
        // A session ends completed (xⁿ), lost and begun again (share p r of the other endings), or
        // given up (share 1 − p).
        let (done, p, r) = (self.completion(), self.retry, self.loss);
        let ends = 1.0 - p * (1.0 - r);
        if done == 0.0 || ends == 0.0 {
            return done;
        }
        let again = (1.0 - done) * p * r / ends;
        done / (1.0 - again)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    #[test]
    fn the_tables() -> Result<()> {
        // Reference section 1.5 and Q23.
        for (a, efficiency) in [(0.8, 0.816), (0.5, 0.427), (0.253, 0.072_4), (0.2, 0.028_9)] {
            assert_close(Session::new(12, a, 0.95, 0.1)?.efficiency(), efficiency, 5e-4);
        }
        let half = Session::new(12, 0.5, 0.95, 0.1)?;
        assert_close(half.completion(), 0.196_940_10, 1e-8);
        assert_close(half.efficiency(), 0.426_712_60, 1e-8);
        Ok(())
    }

    #[test]
    fn the_closed_form() -> Result<()> {
        let session = Session::new(12, 0.5, 0.95, 0.1)?;
        let (x, n) = (session.page_completion(), 12);
        let closed = f64::from(n) * x.powi(n - 1) * (1.0 - x) / (1.0 - x.powi(n));
        assert_close(session.efficiency(), closed, 1e-12);
        Ok(())
    }

    #[test]
    fn step_by_step_as_a_chain() -> Result<()> {
        // Expected pages served from page k on, and probability of being done in the end, by
        // iterating the person's chain.
        let (n, a, p, r) = (5_usize, 0.6, 0.8, 0.3);
        let (mut done, mut served) = (vec![0.0; n + 1], vec![0.0; n + 1]);
        done[n] = 1.0;
        for _ in 0..10_000 {
            for k in (0..n).rev() {
                let fail = |v: &[f64]| (1.0 - a) * p * (r * v[0] + (1.0 - r) * v[k]);
                done[k] = a * done[k + 1] + fail(&done);
                served[k] = a * (1.0 + served[k + 1]) + fail(&served);
            }
        }
        let session = Session::new(n, a, p, r)?;
        assert_close(session.person_completion(), done[0], 1e-12);
        assert_close(session.efficiency(), n as f64 * done[0] / served[0], 1e-12);
        Ok(())
    }

    #[test]
    fn the_ends_of_the_range() -> Result<()> {
        assert_close(Session::new(12, 1.0, 0.0, 1.0)?.efficiency(), 1.0, 1e-15);
        assert_close(Session::new(12, 0.0, 0.9, 0.1)?.efficiency(), 0.0, 1e-15);
        assert_close(Session::new(1, 0.3, 0.0, 0.0)?.efficiency(), 1.0, 1e-15);
        assert_close(Session::new(12, 0.3, 1.0, 0.0)?.person_completion(), 1.0, 1e-12);
        Ok(())
    }
}
