//! What a shared processor can do.

use crate::model::portal::{Penalty, Tier};

/// Work done in a unit of time with `n` requests inside, in cores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Throughput {
    /// `min(n, cores)`.
    Cores(f64),
    /// `min(n, cores) / (1 + (n / half_at)²)`.
    HalfAt { cores: f64, half_at: f64 },
    /// Universal scalability law, at a scale: `s·φ(n/s)`.
    Usl { sigma: f64, kappa: f64, scale: f64 },
}

impl Throughput {
    /// The same processor, `factor` times as large.
    pub(crate) fn scaled(self, factor: f64) -> Self {
        match self {
            Throughput::Cores(cores) => Throughput::Cores(cores * factor),
            Throughput::HalfAt { cores, half_at } => Throughput::HalfAt {
                cores: cores * factor,
                half_at: half_at * factor,
            },
            Throughput::Usl { sigma, kappa, scale } => Throughput::Usl {
                sigma,
                kappa,
                scale: scale * factor,
            },
        }
    }

    /// Requests that keep it busy: more do not make it faster.
    pub(crate) fn busy_at(&self) -> f64 {
        match *self {
            Throughput::Cores(cores) | Throughput::HalfAt { cores, .. } => cores,
            // The peak of the law; without one it is never busy.
            Throughput::Usl { sigma, kappa, scale } => ((1.0 - sigma) / kappa).sqrt() * scale,
        }
    }

    /// Work in a unit of time with `n` requests inside.
    #[inline]
    pub(crate) fn at(&self, n: f64) -> f64 {
        match *self {
            Throughput::Cores(cores) => n.min(cores),
            Throughput::HalfAt { cores, half_at } => n.min(cores) / (1.0 + (n / half_at) * (n / half_at)),
            Throughput::Usl { sigma, kappa, scale } => {
                let x = n / scale;
                n / (1.0 + sigma * (x - 1.0) + kappa * x * (x - 1.0))
            }
        }
    }
}

/// What the slots of a tier share at a scale; `None`: a core for each slot.
pub(super) fn throughput(tier: &Tier, slots: u64, scale: f64) -> Option<Throughput> {
    let cores = tier.cores.map_or(slots as f64, |c| c.get() * scale);
    match &tier.penalty {
        None if cores >= slots as f64 => None,
        None => Some(Throughput::Cores(cores)),
        Some(Penalty::HalfAt(h)) => Some(Throughput::HalfAt {
            cores,
            half_at: h.get() as f64 * scale,
        }),
        Some(Penalty::Usl(u)) => Some(Throughput::Usl {
            sigma: u.sigma.get(),
            kappa: u.kappa.get(),
            scale,
        }),
    }
}
