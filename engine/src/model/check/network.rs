//! Checks how people share addresses.

use std::collections::BTreeSet;

use crate::model::checker::{Checker, at};

/// Checks how people share addresses.
pub(super) fn check(cx: &mut Checker<'_>) {
    let mut earlier = BTreeSet::new();
    for (i, shared) in cx.model.network.shared_address.iter().enumerate() {
        let path = at(["network", "shared-address"]).then(i.to_string());
        cx.known(
            &shared.role,
            "role",
            cx.model.people.role.keys(),
            &path.then("role"),
        );
        cx.at_least(shared.people.get() as f64, 1.0, &path.then("people"));
        if !earlier.insert(&shared.role) {
            let wrong = format!("the role `{}` shares addresses in two ways", shared.role);
            cx.complain(&path.then("role"), wrong, "keep one of them");
        }
    }
}
