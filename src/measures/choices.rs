//! What the operator of the portal chooses, and what only happens.
//!
//! A comparison is repeated over values that nobody knows. What the operator chooses is never one of
//! them: a policy is what it is, and its result is asked for. So the cap, the release rate, the times
//! of a claim and a lease, and the hours are chosen. Whether people come when they are called is not.
//! The operator chooses whether a ticket is bound to a tax code. Where it is not, the operator does not
//! choose how many devices a person uses (`tickets-per-person`).

/// The keys of measures that nobody chooses: what people do, and what goes wrong. All others are
/// chosen.
const NOT_CHOSEN: [(&str, &[&str]); 5] = [
    (
        "waiting-room",
        &["leaves-after", "no-show", "tickets-per-person", "pathologies"],
    ),
    ("appointments", &["no-show"]),
    ("challenge", &["people-pass", "takes"]),
    (
        "scrubbing",
        &[
            "detection",
            "activation",
            "efficacy",
            "false-positives",
            "latency",
        ],
    ),
    ("emergency-cache", &["stored", "reported", "reported-after"]),
];

/// Whether the operator of the portal chooses the value at a path of the model, as `--set` takes it.
///
/// Everything of a policy is chosen, but for what its measures say of people and of failures. So is
/// the calendar. The rest of a model tells of people and of the portal as it is.
///
/// ```
/// use clickday::measures::is_chosen;
///
/// assert!(is_chosen("policy.queue.measure.waiting-room.cap"));
/// assert!(!is_chosen("policy.queue.measure.waiting-room.no-show"));
/// assert!(!is_chosen("portal.tier.web.cores"));
/// ```
pub fn is_chosen(path: &str) -> bool {
    let parts: Vec<&str> = path.split('.').map(str::trim).collect();
    match parts.first() {
        Some(&"calendar") => true,
        Some(&"policy") => !NOT_CHOSEN.iter().any(|(measure, keys)| {
            let mut pairs = parts.iter().zip(parts.iter().skip(1));
            pairs.any(|(here, next)| here == measure && keys.contains(next))
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_operator_chooses_is_told_from_what_people_do() {
        for path in [
            "policy.queue.measure.waiting-room.cap",
            "policy.queue.measure.1.waiting-room.release",
            "policy.queue.measure.waiting-room.claim",
            "policy.queue.measure.waiting-room.lease",
            "policy.hours.measure.role-windows.window.0.hours",
            "policy.queue.operator.0.at",
            "policy.no-show.title",
            "calendar.deadline",
        ] {
            assert!(is_chosen(path), "{path}");
        }
        for path in [
            "policy.queue.measure.waiting-room.no-show",
            "policy.queue.measure.1.waiting-room.tickets-per-person",
            "policy.queue.measure.waiting-room.leaves-after",
            "policy.queue.measure.waiting-room.pathologies.cookieless",
            "people.role.citizen.complies",
            "people.role.citizen.retry",
            "portal.tier.web.cores",
            "title",
            "",
        ] {
            assert!(!is_chosen(path), "{path}");
        }
    }

    /// A key that is renamed has to be renamed here.
    #[test]
    fn every_key_is_one_of_its_measure() {
        let schema = crate::measures::schema().to_string();
        for (measure, keys) in NOT_CHOSEN {
            assert!(
                crate::measures::FACES.iter().any(|face| face.id == measure),
                "{measure}"
            );
            for key in keys {
                assert!(schema.contains(&format!("\"{key}\":")), "{measure}: {key}");
            }
        }
    }
}
