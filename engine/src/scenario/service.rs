//! What a shared processor can do.

use crate::model::portal::{Penalty, Tier};

/// How fast a processor works with `n` requests inside: `φ(n)`, seconds of work a second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ServiceCurve {
    /// `φ(n) = min(n, cores)`.
    Cores(f64),
    /// `φ(n) = min(n, cores) / (1 + (n/half_at)²)`: half the speed at `half_at` requests.
    HalfAt {
        /// Cores.
        cores: f64,
        /// Number of requests at which the speed has halved.
        half_at: f64,
    },
    /// Universal scalability law (N. Gunther, arXiv:0808.1431) at a scale `s`: `φ(n) = s u(n/s)`
    /// with `u(x) = x / (1 + σ(x−1) + κx(x−1))`.
    Usl {
        /// Contention.
        sigma: f64,
        /// Coherence.
        kappa: f64,
        /// Size of the processor; 1 for one of full size.
        scale: f64,
    },
}

impl ServiceCurve {
    /// What the slots of a tier share at a scale; `None`: a core for each slot.
    pub(super) fn of_tier(tier: &Tier, slots: u64, scale: f64) -> Option<Self> {
        let cores = tier.cores.map_or(slots as f64, |c| c.get() * scale);
        match &tier.penalty {
            None if cores >= slots as f64 => None,
            None => Some(ServiceCurve::Cores(cores)),
            Some(Penalty::HalfAt(h)) => Some(ServiceCurve::HalfAt {
                cores,
                half_at: h.get() as f64 * scale,
            }),
            Some(Penalty::Usl(u)) => Some(ServiceCurve::Usl {
                sigma: u.sigma.get(),
                kappa: u.kappa.get(),
                scale,
            }),
        }
    }

    /// The same processor, `factor` times as large.
    #[must_use]
    pub fn scaled(self, factor: f64) -> Self {
        match self {
            ServiceCurve::Cores(cores) => ServiceCurve::Cores(cores * factor),
            ServiceCurve::HalfAt { cores, half_at } => ServiceCurve::HalfAt {
                cores: cores * factor,
                half_at: half_at * factor,
            },
            ServiceCurve::Usl { sigma, kappa, scale } => ServiceCurve::Usl {
                sigma,
                kappa,
                scale: scale * factor,
            },
        }
    }

    /// Requests that keep it busy: more do not make it faster.
    pub(crate) fn busy_at(&self) -> f64 {
        match *self {
            ServiceCurve::Cores(cores) | ServiceCurve::HalfAt { cores, .. } => cores,
            // The peak of the law; without one it is never busy.
            ServiceCurve::Usl { sigma, kappa, scale } => ((1.0 - sigma) / kappa).sqrt() * scale,
        }
    }

    /// `φ(n)` for `n` above 0.
    #[inline]
    pub fn at(&self, n: f64) -> f64 {
        match *self {
            ServiceCurve::Cores(cores) => n.min(cores),
            ServiceCurve::HalfAt { cores, half_at } => n.min(cores) / (1.0 + (n / half_at) * (n / half_at)),
            ServiceCurve::Usl { sigma, kappa, scale } => {
                let x = n / scale;
                n / (1.0 + sigma * (x - 1.0) + kappa * x * (x - 1.0))
            }
        }
    }

    /// The number of requests, at most `slots`, at which it works fastest (the least such), and `φ`
    /// there.
    pub fn fastest(&self, slots: usize) -> (usize, f64) {
        let speeds = (1..=slots).map(|n| (n, self.at(n as f64)));
        speeds.fold((0, 0.0), |best, next| if next.1 > best.1 { next } else { best })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THRASHING: ServiceCurve = ServiceCurve::Usl {
        sigma: 0.02,
        kappa: 0.0005,
        scale: 1.0,
    };

    #[test]
    fn a_processor_that_thrashes_has_an_optimum() {
        let (n, most) = THRASHING.fastest(200);
        assert_eq!(n, 44);
        assert!((most - 15.681).abs() < 1e-3);
        assert!((THRASHING.busy_at() - 44.27).abs() < 0.01);
    }

    #[test]
    fn a_processor_twice_as_large_does_twice_as_much_with_twice_as_many() {
        let half_at = ServiceCurve::HalfAt {
            cores: 10.0,
            half_at: 50.0,
        };
        for curve in [ServiceCurve::Cores(4.0), half_at, THRASHING] {
            for n in [1.0, 5.0, 80.0] {
                let (small, large) = (curve.at(n), curve.scaled(2.0).at(2.0 * n));
                assert!((large - 2.0 * small).abs() < 1e-12, "{curve:?} at {n}");
            }
        }
    }
}
