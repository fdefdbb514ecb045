//! What one application takes with nobody else around, and how many of them the portal can bear.

use typed_index_collections::TiVec;

use super::Scenario;
use super::distribution::{Distribution, MICROS};
use super::indices::{PageIndex, TierIndex};
use super::journey::Page;

/// What one application takes, with nobody else around.
#[derive(Debug, Clone, PartialEq)]
pub struct Application {
    /// Pages.
    pub pages: f64,
    /// Thinking between them \[s\]; after the last one nobody thinks about the next.
    pub think_s: f64,
    /// Work on each tier \[s\].
    pub work_s: TiVec<TierIndex, f64>,
    /// Time a slot of each tier is held: its own work and that of the tiers behind \[s\].
    pub held_s: TiVec<TierIndex, f64>,
}

/// Most people inside with whom a portal keeps up: `N* = C (Z + S)`, with its capacity `C`,
/// thinking `Z` and service `S` of one application, or of one page.
pub fn saturation_point(capacity: f64, think: f64, service: f64) -> f64 {
    capacity * (think + service)
}

impl Application {
    /// Work on all tiers together \[s\].
    pub fn service_s(&self) -> f64 {
        self.work_s.iter().sum()
    }

    /// Most people inside with whom a portal keeps up that completes `capacity` applications a
    /// second. Each is inside for `beside_s` \[s\] more than an application takes.
    pub fn saturation_point(&self, capacity: f64, beside_s: f64) -> f64 {
        saturation_point(capacity, beside_s + self.think_s, self.service_s())
    }

    /// This and another application, in shares that add up to one.
    pub(super) fn mixed(&self, share: f64, other: &Application) -> Application {
        let mix = |a: f64, b: f64| share * a + (1.0 - share) * b;
        let each = |a: &TiVec<TierIndex, f64>, b: &TiVec<TierIndex, f64>| {
            a.iter().zip(b).map(|(a, b)| mix(*a, *b)).collect()
        };
        Application {
            pages: mix(self.pages, other.pages),
            think_s: mix(self.think_s, other.think_s),
            work_s: each(&self.work_s, &other.work_s),
            held_s: each(&self.held_s, &other.held_s),
        }
    }
}

impl Scenario {
    /// The pages of the application.
    #[doc(hidden)]
    pub fn application(&self) -> &[Page] {
        &self.pages.raw[..usize::from(self.application_end)]
    }

    /// What an application takes that begins at page `first`, for people of a given pace.
    #[doc(hidden)]
    pub fn application_from(&self, first: PageIndex, pace: f64) -> Application {
        let pages = &self.application()[usize::from(first)..];
        let think: f64 = pages[..pages.len().saturating_sub(1)]
            .iter()
            .filter_map(|page| page.think.as_ref())
            .map(Distribution::mean)
            .sum();
        let work: TiVec<TierIndex, f64> = self.tiers.keys().map(|t| self.work_us(pages, t)).collect();
        // A request holds its slot of a tier until the tiers behind have answered.
        let held = work.keys().map(|t| work[t..].iter().sum::<f64>() / MICROS);
        Application {
            pages: pages.len() as f64,
            think_s: pace * think / MICROS,
            held_s: held.collect(),
            work_s: work.into_iter().map(|us| us / MICROS).collect(),
        }
    }

    /// Mean work of pages on a tier \[µs\].
    fn work_us(&self, pages: &[Page], tier: TierIndex) -> f64 {
        pages
            .iter()
            .filter_map(|page| self.classes[page.class].work[tier].as_ref())
            .map(Distribution::mean)
            .sum()
    }

    /// Mean work of a class of requests on a tier \[s\].
    #[doc(hidden)]
    pub fn work_of(&self, request: &str, tier: TierIndex) -> f64 {
        let class = self.class_names.position(|name| name == request);
        let work = class.and_then(|class| self.classes[class].work[tier].as_ref());
        work.map_or(0.0, Distribution::mean) / MICROS
    }

    /// Applications a second that the healthy portal can complete, by the work they ask.
    #[doc(hidden)]
    pub fn completion_capacity(&self) -> f64 {
        self.tiers
            .keys()
            .map(|t| {
                let work = self.work_us(self.application(), t);
                if work > 0.0 {
                    self.tiers[t].most_work * MICROS / work
                } else {
                    f64::INFINITY
                }
            })
            .fold(f64::INFINITY, f64::min)
    }

    /// The tier that runs out first as applications of this kind come faster, and the most of them
    /// it can complete a second: the asymptotic bounds `most work / work` and `slots / time held`.
    /// `None` when no tier has anything to do.
    #[doc(hidden)]
    pub fn bottleneck(&self, application: &Application) -> Option<(TierIndex, f64)> {
        let bound = |t: TierIndex| {
            let tier = &self.tiers[t];
            let by_work = tier.most_work / application.work_s[t];
            let by_slots = tier.slots as f64 / application.held_s[t];
            by_work.min(by_slots)
        };
        self.tiers
            .keys()
            .map(|t| (t, bound(t)))
            .filter(|(_, rate)| rate.is_finite())
            .min_by(|a, b| a.1.total_cmp(&b.1))
    }
}
