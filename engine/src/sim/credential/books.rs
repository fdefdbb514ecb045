//! The books of credentials: the figures of a run that has ended, and whether they add up.

use crate::scenario::{MICROS, Scenario};
use crate::sim::person::{Holding, Person, Phase};
use crate::sim::result::{CredentialSummary, SecondProductSummary};

use super::gateway::Credentials;

impl Credentials {
    /// The figures of a run that has ended, with everyone there is a record of.
    pub(crate) fn summary(&self, scenario: &Scenario, people: &[Person]) -> CredentialSummary {
        let mut summary = self.books;
        let sent = summary.asked.max(1) as f64;
        summary.gateway_mean_wait_s = (summary.asked > 0).then(|| self.gateway_wait / sent / MICROS);
        summary.gateway_longest_wait_s = self.longest_wait / MICROS;
        let mut second = SecondProductSummary {
            applied: summary.second_product.applied,
            ..SecondProductSummary::default()
        };
        let kinds = scenario.kinds();
        for person in people {
            if person.phase() == Phase::Never || !kinds.is_group(person.kind) {
                continue;
            }
            let credential = person.credential();
            let holding = credential.holding();
            summary.lacking += u64::from(credential.had_nothing());
            summary.waiting += u64::from(holding == Holding::AskedFor);
            summary.whole_one_waiting += u64::from(holding == Holding::WholeWanted);
            if credential.wants_second() {
                let whole = matches!(holding, Holding::Whole | Holding::Provider);
                let applied = credential.has_second();
                second.wanted += 1;
                second.without_whole += u64::from(!applied && !whole);
                second.not_yet += u64::from(!applied && whole);
            }
        }
        summary.second_product = second;
        summary
    }

    /// What does not add up about credentials, one line each.
    pub(crate) fn breaches(&self, scenario: &Scenario, people: &[Person]) -> Vec<String> {
        let s = self.summary(scenario, people);
        let mut breaches = Vec::new();
        if s.asked != s.received_in_time + s.received_late + s.validated + s.by_post + s.waiting {
            breaches.push(format!("requests for credentials without exactly one end: {s:?}"));
        }
        if s.whole_one_wanted != s.whole_one_validated + s.whole_one_by_post + s.whole_one_waiting {
            breaches.push(format!("logins turned away without exactly one end: {s:?}"));
        }
        let closed = scenario.groups.iter().all(|g| g.size.is_some());
        let p = &s.second_product;
        if closed && p.wanted != p.applied + p.without_whole + p.not_yet {
            breaches.push(format!("the second product has lost people: {p:?}"));
        }
        let awaiting = people.iter().filter(|p| p.phase() == Phase::Awaiting).count() as u64;
        if awaiting != s.waiting + s.whole_one_waiting {
            breaches.push(format!("{awaiting} people wait for a credential: {s:?}"));
        }
        breaches
    }
}
