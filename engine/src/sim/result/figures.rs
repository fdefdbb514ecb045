//! What the measures of a policy did: figures under names of their own.
//!
//! The engine knows no measure, and so no measure's figures. Each gives them under the key by which it
//! is written in a policy, and each folder of a measure knows what they mean.

use serde::{Serialize, Serializer};

use super::ScalingStep;

/// A figure.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
#[serde(untagged)]
pub enum Figure {
    /// A count, of the simulated people, requests or times.
    Count(u64),
    /// A number that is no count; `None` where there is nothing to take it of.
    Number(Option<f64>),
}

/// What all measures of a kind did.
#[derive(Debug, Clone, PartialEq, bitcode::Encode, bitcode::Decode)]
pub struct NamedFigures {
    /// The kind, as it is written in a policy.
    pub kind: String,
    /// The figures, each under its name.
    pub figures: Vec<(String, Figure)>,
}

impl NamedFigures {
    fn new(kind: &str, figures: &[(&str, Figure)]) -> Self {
        let named = figures.iter().map(|(name, figure)| ((*name).to_owned(), *figure));
        NamedFigures {
            kind: kind.to_owned(),
            figures: named.collect(),
        }
    }

    fn figure(&self, name: &str) -> Option<Figure> {
        let found = self.figures.iter().find(|(n, _)| n == name);
        found.map(|(_, figure)| *figure)
    }

    /// The count of that name; 0 if there is none.
    pub fn count(&self, name: &str) -> u64 {
        match self.figure(name) {
            Some(Figure::Count(count)) => count,
            Some(Figure::Number(_)) | None => 0,
        }
    }

    /// The number of that name, if there is one.
    pub fn number(&self, name: &str) -> Option<f64> {
        match self.figure(name)? {
            Figure::Count(count) => Some(count as f64),
            Figure::Number(number) => number,
        }
    }
}

/// An object of the figures, in their order.
impl Serialize for NamedFigures {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_map(self.figures.iter().map(|(name, figure)| (name, figure)))
    }
}

/// What the measures of a policy did.
#[derive(Debug, Clone, Default, PartialEq, bitcode::Encode, bitcode::Decode)]
pub struct MeasureFigures {
    /// Of each kind of measure that tells any, in the order of the policy.
    pub named: Vec<NamedFigures>,
    /// Steps by which tiers grew, in their order.
    pub scaling: Vec<ScalingStep>,
}

impl MeasureFigures {
    /// What the measures of a kind did, if they tell anything.
    pub fn of(&self, kind: &str) -> Option<&NamedFigures> {
        self.named.iter().find(|figures| figures.kind == kind)
    }

    /// Adds the counts of a measure to those of its kind.
    #[doc(hidden)]
    pub fn add(&mut self, kind: &str, counts: &[(&str, u64)]) {
        let Some(all) = self.named.iter_mut().find(|figures| figures.kind == kind) else {
            let figures: Vec<_> = counts
                .iter()
                .map(|(name, n)| (*name, Figure::Count(*n)))
                .collect();
            self.named.push(NamedFigures::new(kind, &figures));
            return;
        };
        for ((_, sum), (_, count)) in all.figures.iter_mut().zip(counts) {
            if let Figure::Count(sum) = sum {
                *sum += count;
            }
        }
    }

    /// Takes the figures of a measure, unless one of its kind before it in the policy has given any.
    #[doc(hidden)]
    pub fn add_first(&mut self, kind: &str, figures: &[(&str, Figure)]) {
        if self.of(kind).is_none() {
            self.named.push(NamedFigures::new(kind, figures));
        }
    }
}
