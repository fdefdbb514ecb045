//! What the measures of a policy have to tell at the end of a run.

use crate::sim::result::MeasureFigures;

use super::Tally;

/// The figures of the measures of a policy.
#[derive(Debug, Default)]
pub struct Figures {
    /// Which measure reports: its place in the policy.
    pub(super) measure: usize,
    /// Under names of their own.
    pub named: MeasureFigures,
    /// What each defence has done, with its place among the measures.
    pub(crate) defences: Vec<(usize, Tally)>,
}

impl Figures {
    /// Adds what a defence has done.
    pub fn add_defence(&mut self, tally: &Tally) {
        self.defences.push((self.measure, tally.clone()));
    }
}
