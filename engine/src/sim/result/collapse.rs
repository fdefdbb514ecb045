//! When a portal is collapsed.

use std::ops::Range;

use serde::Serialize;

use super::{BinCounts, Outcome};

/// A collapse: for at least 20 minutes on end, while the portal was open and failed attempts outnumbered served pages, fewer
/// applications were completed than 30 % of what the portal can complete when it is healthy.
#[derive(Debug, Clone, PartialEq, Serialize, bitcode::Encode, bitcode::Decode)]
pub struct Collapse {
    /// When it began, civil time.
    pub since: String,
    /// How long the portal was collapsed over the run \[s\].
    pub total_s: f64,
}

impl Collapse {
    /// A collapse lasts at least this long \[s\].
    pub const SHORTEST_S: u64 = 20 * 60;
    /// During a collapse, less than this share of what the healthy portal can complete is completed.
    pub const COMPLETED_BELOW: f64 = 0.3;

    /// The bins of each collapse, from the counts of each bin and each of `groups` groups. Bins are `bin_us` wide, and
    /// the healthy portal can complete `capacity_per_s` applications a second.
    #[doc(hidden)]
    pub fn stretches(
        counts: &[BinCounts],
        groups: usize,
        bin_us: u64,
        capacity_per_s: f64,
    ) -> Vec<Range<usize>> {
        // An attack on a portal that nobody else comes to leaves nothing to collapse.
        if groups == 0 || bin_us == 0 {
            return Vec::new();
        }
        let seconds = bin_us as f64 / 1e6;
        let least = Collapse::COMPLETED_BELOW * capacity_per_s * seconds;
        let down: Vec<bool> = counts.chunks(groups).map(|bin| is_down(bin, least)).collect();
        let needed = (Collapse::SHORTEST_S * 1_000_000).div_ceil(bin_us) as usize;
        let mut stretches = Vec::new();
        let mut bin = 0;
        while bin < down.len() {
            let length = down[bin..].iter().take_while(|down| **down).count();
            if length >= needed {
                stretches.push(bin..bin + length);
            }
            bin += length.max(1);
        }
        stretches
    }
}

/// Whether more attempts failed than succeeded in a bin while the door was open, and fewer than `least` applications
/// were completed.
fn is_down(bin: &[BinCounts], least: f64) -> bool {
    let of = |o: Outcome| bin.iter().map(|g| f64::from(g.outcomes[o as usize])).sum::<f64>();
    let failed: f64 = Outcome::ALL
        .iter()
        .filter(|o| o.is_failure())
        .map(|o| of(*o))
        .sum();
    let closed = of(Outcome::Closed);
    let submitted: f64 = bin.iter().map(|g| f64::from(g.submitted)).sum();
    failed - closed > of(Outcome::Served).max(closed) && submitted < least
}
