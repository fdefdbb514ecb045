//! How long a closed portal takes to empty.
//!
//! With the door shut, `n` people before `c` servers leave one by one at rate `min(k, c) μ` while
//! `k` are left. The times between are independent exponentials, so the time until `left` are still
//! there has
//!
//! `E = Σ 1/(min(k,c) μ)`, `Var = Σ 1/(min(k,c) μ)²`, over `k` from `left + 1` to `n`.
//!
//! Source: a pure death process; Kleinrock I, section 2.5.

use super::error::{Result, at_least_one, check, positive};

/// Mean and standard deviation of a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Drain {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
}

/// Time until of `people` before `servers` servers at `service_rate` each only `left` are there,
/// nobody coming.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`](super::TheoryError::OutOfDomain) for no server, a rate not above 0,
/// or more left than there were.
///
/// # Examples
///
/// ```
/// # use clickday_engine as clickday;
/// let empty = clickday::theory::drain::drain(500, 0, 20, 1.0)?;
/// assert!((empty.mean - 27.597740).abs() < 1e-6);
/// # Ok::<(), clickday::theory::TheoryError>(())
/// ```
pub fn drain(people: usize, left: usize, servers: usize, service_rate: f64) -> Result<Drain> {
    at_least_one("servers", servers)?;
    positive("service rate", service_rate)?;
    check(
        left <= people,
        "people left",
        "at most the people there were",
        left as f64,
    )?;
    let steps = || ((left + 1)..=people).map(|k| 1.0 / (k.min(servers) as f64 * service_rate));
    Ok(Drain {
        mean: steps().sum(),
        sd: steps().map(|t| t * t).sum::<f64>().sqrt(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::BirthDeath;
    use crate::theory::approx::assert_close;

    #[test]
    fn five_hundred_before_twenty() -> Result<()> {
        // Reference Q16.
        let empty = drain(500, 0, 20, 1.0)?;
        assert_close(empty.mean, 27.597_740, 1e-7);
        assert_close(empty.sd, 1.672_173, 1e-6);
        Ok(())
    }

    #[test]
    fn it_is_a_hitting_time_without_births() -> Result<()> {
        let chain = BirthDeath::new(90, |_| 1e-300, |n| 0.5 * n.min(7) as f64)?;
        assert_close(drain(90, 12, 7, 0.5)?.mean, chain.mean_time_to(90, 12), 1e-12);
        Ok(())
    }

    #[test]
    fn nobody_to_wait_for() -> Result<()> {
        assert_eq!(drain(5, 5, 2, 1.0)?, Drain { mean: 0.0, sd: 0.0 });
        assert!(drain(5, 6, 2, 1.0).is_err());
        Ok(())
    }
}
