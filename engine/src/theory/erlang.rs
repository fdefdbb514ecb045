//! How many find every server busy: Erlang's two formulas.
//!
//! With *offered load* `a = λ E[S]` (mean number of busy servers if there were always one free) and
//! `c` servers:
//!
//! - **B** (1917): those who find no server are lost. `B = (aᶜ/c!) / Σ_{k≤c} aᵏ/k!`. It holds for
//!   *any* law of the service time (M/G/c/c): only the mean counts.
//! - **C**: those who find no server wait. `C = B / (1 − ρ(1 − B))`, `ρ = a/c < 1`, exponential
//!   service.
//!
//! Both come from the recursion `1/B(k) = 1 + (k/a) / B(k−1)`, whose terms are positive: exact for
//! any number of servers.
//!
//! Source: A. K. Erlang (1917); insensitivity: B. A. Sevast'yanov (1957).

use super::error::{Result, TheoryError, non_negative};

/// Erlang B: share of arrivals that find all `servers` busy when the blocked are lost, at offered
/// load `load`.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`] when `load` is negative or not finite.
///
/// # Examples
///
/// ```
/// # use clickday_engine as clickday;
/// // Ten desks, eight on average at work: one in eight is turned away.
/// let blocked = clickday::theory::erlang::loss(10, 8.0)?;
/// assert!((blocked - 0.1216610643).abs() < 1e-10);
/// # Ok::<(), clickday::theory::TheoryError>(())
/// ```
pub fn loss(servers: usize, load: f64) -> Result<f64> {
    non_negative("offered load", load)?;
    if load == 0.0 {
        return Ok(if servers == 0 { 1.0 } else { 0.0 });
    }
    // The inverse may grow beyond the largest number, which makes B what it is then: 0.
    let inverse = (1..=servers).fold(1.0, |inverse, k| 1.0 + inverse * k as f64 / load);
    Ok(1.0 / inverse)
}

/// Erlang C: share of arrivals that find all `servers` busy when the blocked wait, at offered load
/// `load`.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`] when `load` is negative or not finite; [`TheoryError::Unstable`]
/// when it is not below the number of servers.
pub fn delay(servers: usize, load: f64) -> Result<f64> {
    let blocked = loss(servers, load)?;
    let rho = load / servers as f64;
    if rho < 1.0 {
        Ok(blocked / (1.0 - rho * (1.0 - blocked)))
    } else {
        Err(TheoryError::Unstable { load: rho })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::{assert_close, assert_relative};
    use statrs::distribution::{Discrete, DiscreteCDF, Poisson};

    #[test]
    fn the_tables() -> Result<()> {
        // Reference Q2, Q6.
        assert_close(loss(10, 8.0)?, 0.121_661_064_3, 1e-10);
        assert_close(delay(10, 8.0)?, 0.409_180_150_8, 1e-10);
        assert_close(delay(100, 95.0)?, 0.506_456_853_9, 1e-10);
        Ok(())
    }

    #[test]
    fn loss_is_a_truncated_poisson_law() -> Result<()> {
        for (servers, load) in [(1, 0.5), (7, 12.0), (50, 41.3), (400, 380.0)] {
            let law = Poisson::new(load).unwrap();
            assert_relative(
                loss(servers, load)?,
                law.pmf(servers as u64) / law.cdf(servers as u64),
                1e-9,
            );
        }
        Ok(())
    }

    #[test]
    fn one_server_is_easy() -> Result<()> {
        assert_close(loss(1, 3.0)?, 0.75, 1e-15);
        assert_close(delay(1, 0.8)?, 0.8, 1e-15);
        assert_close(loss(0, 3.0)?, 1.0, 0.0);
        assert_close(loss(5, 0.0)?, 0.0, 0.0);
        Ok(())
    }

    #[test]
    fn many_servers_do_not_overflow() -> Result<()> {
        assert_close(loss(1_000_000, 1.0)?, 0.0, 0.0);
        assert!(delay(20_000, 19_990.0)? > 0.9);
        Ok(())
    }

    #[test]
    fn too_much_work_has_no_steady_state() {
        assert_eq!(delay(10, 10.0), Err(TheoryError::Unstable { load: 1.0 }));
        assert!(loss(10, -1.0).is_err());
    }
}
