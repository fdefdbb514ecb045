//! Retries and lost sessions together: how many newcomers keep up an overload of applications of
//! many pages.
//!
//! A portal answers `G(Λ)` of `Λ` page attempts per second in time, so that one succeeds with
//! probability `a = G/Λ`. Of the pages served a share `η(a)` belongs to applications of `n` pages
//! that are completed (see [`super::session`]). Who fails stops trying with probability `1−p`, and
//! of those a share `1−b` never comes back. In equilibrium as many newcomers come as are completed
//! or give up:
//!
//! `h(Λ) = G(Λ) η(G/Λ) / n + (Λ − G) (1−p) (1−b)`.
//!
//! Where `h` is not monotone there are two folds, as in [`super::retry_storm`], which is the case
//! of one page and `b = 0`. How long people wait before they try again or come back does not matter
//! to the equilibria.
//!
//! Source: flow balance of the person's chain in [`super::session`]; N. Bronson et al., `HotOS`
//! (2021), for the folds.

use super::error::{Result, probability};
use super::retry_storm::{Folds, RetryStorm};
use super::session::Session;

/// A portal under retries of people who need several pages.
#[derive(Debug, Clone, Copy)]
pub struct SessionStorm {
    pages: usize,
    retry: f64,
    session_lost: f64,
    come_back: f64,
}

impl SessionStorm {
    /// Applications of `pages` pages by people who try again with probability `retry`, lose the
    /// session in a failure with probability `session_lost`, and come back with probability
    /// `come_back` once they have stopped trying.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for no page, or probabilities
    /// outside [0, 1].
    pub fn new(pages: usize, retry: f64, session_lost: f64, come_back: f64) -> Result<Self> {
        Session::new(pages, 1.0, retry, session_lost)?;
        Ok(SessionStorm {
            pages,
            retry,
            session_lost,
            come_back: probability("share that comes back", come_back)?,
        })
    }

    /// `h(Λ)`: newcomers per unit of time who keep up `attempts`, of which `goodput` are served.
    ///
    /// # Errors
    ///
    /// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) when `goodput` is not between
    /// 0 and `attempts`.
    pub fn fresh_load(&self, attempts: f64, goodput: f64) -> Result<f64> {
        // A goodput may exceed the attempts by the last digit of a sum.
        let success = goodput / attempts;
        let success = if success > 1.0 && success < 1.0 + 1e-9 {
            1.0
        } else {
            success
        };
        let session = Session::new(self.pages, success, self.retry, self.session_lost)?;
        let completed = goodput * session.efficiency() / self.pages as f64;
        Ok(completed + (attempts - goodput) * (1.0 - self.retry) * (1.0 - self.come_back))
    }

    /// The folds with attempts between `from` and `to`, in newcomers per unit of time, for a portal
    /// with `goodput(attempts)`; `None` when `h` only rises.
    ///
    /// # Errors
    ///
    /// As [`RetryStorm::folds`], and those of the goodput.
    ///
    /// # Examples
    ///
    /// ```
    /// # use clickday_engine as clickday;
    /// use clickday::theory::session_storm::SessionStorm;
    ///
    /// // A portal for 20 pages a second that serves nobody in time once it is overloaded; one page, and p = 0.5.
    /// let folds = SessionStorm::new(1, 0.5, 0.0, 0.0)?
    ///     .folds(|attempts| Ok(if attempts <= 20.0 { attempts } else { 0.0 }), 1.0, 100.0)?
    ///     .unwrap();
    /// assert!((folds.collapse.fresh - 20.0).abs() < 1e-6);
    /// assert!((folds.recovery.fresh - 10.0).abs() < 1e-6);
    /// # Ok::<(), clickday::theory::TheoryError>(())
    /// ```
    pub fn folds(&self, goodput: impl Fn(f64) -> Result<f64>, from: f64, to: f64) -> Result<Option<Folds>> {
        // The search for folds is that of a curve `(1−p) Λ + p G`: with p = 1 the curve is any
        // function.
        RetryStorm::new(|attempts| self.fresh_load(attempts, goodput(attempts)?), 1.0)?.folds(from, to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;
    use crate::theory::deadline::Deadline;

    #[test]
    fn newcomers_times_their_attempts_are_all_attempts() -> Result<()> {
        // Expected attempts of a person, from page k on, by iterating the person's chain; then Λ =
        // h(Λ) · attempts.
        let (pages, success, retry, lost, come_back) = (6_usize, 0.6, 0.8, 0.3, 0.5);
        let mut attempts = vec![0.0; pages + 1];
        for _ in 0..20_000 {
            for k in (0..pages).rev() {
                let again = retry * (lost * attempts[0] + (1.0 - lost) * attempts[k]);
                let later = (1.0 - retry) * come_back * attempts[0];
                attempts[k] = 1.0 + success * attempts[k + 1] + (1.0 - success) * (again + later);
            }
        }
        let all = 100.0;
        let fresh = SessionStorm::new(pages, retry, lost, come_back)?.fresh_load(all, success * all)?;
        assert_close(fresh * attempts[0], all, 1e-9);
        Ok(())
    }

    #[test]
    fn one_page_is_the_retry_storm() -> Result<()> {
        let station = Deadline::new(1.0, 20, 260, 6.0)?;
        let folds = SessionStorm::new(1, 0.9, 0.0, 0.0)?
            .folds(|attempts| station.goodput(attempts), 1.0, 400.0)?
            .unwrap();
        assert_close(folds.collapse.fresh, 18.77, 2e-3);
        assert_close(folds.recovery.fresh, 2.13, 5e-3);
        Ok(())
    }

    #[test]
    fn many_pages_fold_where_one_does_not() -> Result<()> {
        // A portal that loses nothing by overload, G = min(Λ, C): no fold for one page, a deep one
        // for twelve.
        let goodput = |attempts: f64| Ok(attempts.min(380.0));
        let one = SessionStorm::new(1, 0.95, 0.25, 0.98)?.folds(goodput, 1.0, 1e5)?;
        assert_eq!(one, None);
        let twelve = SessionStorm::new(12, 0.95, 0.25, 0.98)?
            .folds(goodput, 1.0, 1e5)?
            .unwrap();
        assert_close(twelve.collapse.fresh, 380.0 / 12.0, 1e-3);
        assert!(twelve.recovery.fresh < 0.06 * twelve.collapse.fresh);
        Ok(())
    }
}
