//! Gathers what is wrong with a claims file.

/// A place in the file, what is wrong there, and what would be right.
pub(in crate::experiment::claims) type Complaint = (Vec<String>, String, String);

/// Most draws, and launches of each.
pub(super) const MOST_RUNS: u64 = 100_000;

/// Gathers complaints.
#[derive(Default)]
pub(super) struct Found(pub(super) Vec<Complaint>);

impl Found {
    pub(super) fn add(&mut self, place: &[&str], wrong: impl Into<String>, right: impl Into<String>) {
        let place = place.iter().map(|&key| key.to_owned()).collect();
        self.add_at(place, wrong, right);
    }

    pub(super) fn add_at(&mut self, place: Vec<String>, wrong: impl Into<String>, right: impl Into<String>) {
        self.0.push((place, wrong.into(), right.into()));
    }
}
