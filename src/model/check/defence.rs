//! Checks what is done against attacks, and how people share addresses.

use super::{Checker, at};
use crate::model::policy::Measure;
use crate::model::reading::Path;
use crate::model::units::Moment;

/// Buckets are counted in 32 bits.
const MOST_BURST: usize = u32::MAX as usize;
/// Wrong passwords are counted in a byte.
const MOST_WRONG: usize = 255;

/// Checks how people share addresses.
pub(super) fn check(cx: &mut Checker<'_>) {
    for (i, shared) in cx.model.network.shared_address.iter().enumerate() {
        let path = at(["network", "shared-address"]).then(i.to_string());
        cx.known(
            &shared.role,
            "role",
            cx.model.people.role.keys(),
            &path.then("role"),
        );
        cx.at_least(shared.people.get() as f64, 1.0, &path.then("people"));
        let earlier = &cx.model.network.shared_address[..i];
        if earlier.iter().any(|other| other.role == shared.role) {
            let wrong = format!("the role `{}` shares addresses in two ways", shared.role);
            cx.complain(&path.then("role"), wrong, "keep one of them");
        }
    }
}

/// Checks one defence.
pub(super) fn check_measure(cx: &mut Checker<'_>, measure: &Measure, path: &Path) {
    match measure {
        Measure::AddressLimit(limit) => {
            let path = path.then("address-limit");
            check_stretch(cx, limit.from.as_ref(), limit.until.as_ref(), &path);
            if limit.rate.per_s() <= 0.0 {
                let right = "write a rate above zero";
                cx.complain(&path.then("rate"), "nobody could ever come twice", right);
            }
            let burst = &path.then("burst");
            cx.at_least(limit.burst.get() as f64, 1.0, burst);
            let most = usize::try_from(limit.burst.get()).unwrap_or(usize::MAX);
            cx.at_most(most, MOST_BURST, "requests at once", burst);
        }
        Measure::Challenge(challenge) => {
            let path = path.then("challenge");
            check_stretch(cx, challenge.from.as_ref(), challenge.until.as_ref(), &path);
            if challenge.people_pass.get() <= 0.0 {
                let right = "write a probability above zero";
                cx.complain(&path.then("people-pass"), "nobody would ever get in", right);
            }
            cx.positive(challenge.clearance, &path.then("clearance"));
        }
        Measure::GeoBlock(block) => {
            let path = path.then("geo-block");
            check_stretch(cx, block.from.as_ref(), block.until.as_ref(), &path);
        }
        Measure::Scrubbing(scrubbing) => {
            let path = path.then("scrubbing");
            check_stretch(cx, scrubbing.from.as_ref(), scrubbing.until.as_ref(), &path);
        }
        Measure::Lockout(lockout) => {
            let path = path.then("lockout");
            let pages = cx.model.journey.page.iter().map(|p| &p.name);
            cx.known(&lockout.page, "page", pages, &path.then("page"));
            cx.at_least(lockout.after.get() as f64, 1.0, &path.then("after"));
            let after = usize::try_from(lockout.after.get()).unwrap_or(usize::MAX);
            cx.at_most(after, MOST_WRONG, "wrong passwords", &path.then("after"));
            cx.positive(lockout.lasts, &path.then("for"));
        }
        _ => {}
    }
}

fn check_stretch(cx: &mut Checker<'_>, from: Option<&Moment>, until: Option<&Moment>, path: &Path) {
    if let Some(from) = from {
        cx.before_end(from, &path.then("from"));
    }
    if let Some(until) = until {
        let from = from.unwrap_or(&cx.model.calendar.start);
        cx.in_order(from, until, &path.then("until"));
    }
}
