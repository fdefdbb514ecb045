//! How many people are shown another's page by a cache whose key forgets the session.
//!
//! Requests for one key at one node are a Poisson stream with rate `ρ`. While the cache is empty, a
//! request is answered by the portal, and with probability `u` (a successful answer) it is stored
//! for a lifetime `T`: its owner is a *victim*. Everyone served from the cache until it expires is
//! an *exposure*. Over a window `W` from a cold start:
//!
//! `victims = M(W) = Σ_{k=0}^{⌊W/T⌋} P(Poisson(uρ (W − kT)) > k)`,
//! `exposures = ρW − victims/u`.
//!
//! In the long run a victim every `T + 1/(uρ)`; a long lifetime leaks few identities to many
//! people. For several keys and nodes the numbers add up.
//!
//! Source: the renewal function of a lifetime `T` plus an exponential gap (D. Cox, *Renewal
//! Theory*, 1962, section 2.2).

use statrs::function::gamma::checked_gamma_lr;

use super::error::{Result, TheoryError, check, positive, probability};

/// Most terms of the sum.
const LONGEST: usize = 10_000_000;

/// Expected leaks of one cache key at one node over a window.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leak {
    /// People whose page was stored.
    pub victims: f64,
    /// Times a person was shown another's page (an owner's own hits among them).
    pub exposures: f64,
}

/// Leaks over a window of length `window`, at `request_rate` requests per unit of time for the key,
/// with pages stored for `lifetime`, when an answer of the portal can be stored with probability
/// `stored`.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`] for times or a rate not above 0, or `stored` not in (0, 1];
/// [`TheoryError::NotSettled`] when the window holds too many lifetimes.
///
/// # Examples
///
/// ```
/// # use clickday_engine as clickday;
/// // Half an hour, a minute's lifetime, a request every 20 s.
/// let leak = clickday::theory::cache_leak::leak(1800.0, 60.0, 0.05, 1.0)?;
/// assert!((leak.victims - 22.781250).abs() < 1e-6);
/// assert!((leak.exposures - 67.218750).abs() < 1e-6);
/// # Ok::<(), clickday::theory::TheoryError>(())
/// ```
pub fn leak(window: f64, lifetime: f64, request_rate: f64, stored: f64) -> Result<Leak> {
    positive("window", window)?;
    positive("lifetime", lifetime)?;
    positive("request rate", request_rate)?;
    probability("share of answers that can be stored", stored)?;
    check(
        stored > 0.0,
        "share of answers that can be stored",
        "above 0",
        stored,
    )?;
    let fill_rate = stored * request_rate;
    let lifetimes = (window / lifetime).floor();
    check(
        lifetimes < LONGEST as f64,
        "window over lifetime",
        "below ten million",
        lifetimes,
    )?;
    let mut victims = 0.0;
    for k in 0..=lifetimes as usize {
        let left = window - k as f64 * lifetime;
        if left > 0.0 {
            // P(Poisson(m) > k) is the regularised lower incomplete gamma function at (k + 1, m).
            victims +=
                checked_gamma_lr(k as f64 + 1.0, fill_rate * left).map_err(|_| TheoryError::NotSettled {
                    what: "the renewal function",
                    limit: k,
                })?;
        }
    }
    Ok(Leak {
        victims,
        exposures: request_rate * window - victims / stored,
    })
}

/// Share of requests answered from the cache in the long run,
/// `fill rate · T / (1 + fill rate · T)`.
///
/// # Errors
///
/// [`TheoryError::OutOfDomain`] when a parameter is not above 0.
pub fn hit_ratio(lifetime: f64, fill_rate: f64) -> Result<f64> {
    let load = positive("lifetime", lifetime)? * positive("fill rate", fill_rate)?;
    Ok(load / (1.0 + load))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theory::approx::assert_close;

    #[test]
    fn half_an_hour() -> Result<()> {
        // Reference Q22.
        let leaked = leak(1800.0, 60.0, 0.05, 1.0)?;
        assert_close(leaked.victims, 22.781_250, 1e-6);
        assert_close(leaked.exposures, 67.218_750, 1e-6);
        Ok(())
    }

    /// Fills by the delay equation `M'(t) = uρ (1 − M(t) + M(t − T))`: the cache is empty unless
    /// filled within the last `T`.
    fn by_delay_equation(window: f64, lifetime: f64, fill_rate: f64) -> f64 {
        let steps = 400_000;
        let dt = window / f64::from(steps);
        let lag = (lifetime / dt).round() as usize;
        let mut fills = vec![0.0_f64; steps as usize + 1];
        for i in 0..steps as usize {
            let old = |j: usize| if j >= lag { fills[j - lag] } else { 0.0 };
            let slope = |m: f64, j: usize| fill_rate * (1.0 - m + old(j));
            // Heun's rule.
            let first = slope(fills[i], i);
            let second = slope(fills[i] + dt * first, i + 1);
            fills[i + 1] = fills[i] + dt * f64::midpoint(first, second);
        }
        fills[steps as usize]
    }

    #[test]
    fn the_delay_equation_says_the_same() -> Result<()> {
        for (window, lifetime, rate, stored) in [
            (1800.0, 60.0, 0.05, 1.0),
            (1800.0, 60.0, 0.05, 0.3),
            (100.0, 500.0, 0.01, 1.0),
        ] {
            let leaked = leak(window, lifetime, rate, stored)?;
            let fills = by_delay_equation(window, lifetime, stored * rate);
            // The slope of M jumps after a lifetime, which costs the step-by-step solution some
            // digits.
            assert_close(leaked.victims, fills, 5e-5);
            assert_close(leaked.exposures, rate * window - fills / stored, 5e-5);
        }
        Ok(())
    }

    #[test]
    fn a_long_lifetime_leaks_few_identities_to_many() -> Result<()> {
        let (short, long) = (leak(1800.0, 10.0, 1.0, 1.0)?, leak(1800.0, 3600.0, 1.0, 1.0)?);
        assert!(long.victims <= 1.0 && short.victims > 100.0);
        assert!(long.exposures > short.exposures);
        Ok(())
    }

    #[test]
    fn in_the_long_run_hits_are_the_hit_ratio() -> Result<()> {
        let leaked = leak(1e6, 60.0, 0.05, 1.0)?;
        assert_close(leaked.exposures / 5e4, hit_ratio(60.0, 0.05)?, 1e-4);
        Ok(())
    }
}
