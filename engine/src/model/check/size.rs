//! Checks how many things a model has: what follows looks at each of them, and the engine numbers
//! them in few bits.

use crate::model::Model;
use crate::model::checker::{Checker, at};
use crate::model::kinds::MeasureSet;
use crate::model::people::Arrivals;

/// More tiers than any portal nests.
const MOST_TIERS: usize = 8;
/// Classes of requests are numbered in a byte.
const MOST_REQUESTS: usize = 256;
/// Pages are numbered in a byte.
const MOST_PAGES: usize = 255;
/// Groups are numbered in a byte, and offices after them.
const MOST_GROUPS: usize = 255;
const MOST_GROUPS_AND_OFFICES: usize = 256;
/// Levels of skill are numbered in three bits.
const MOST_SKILLS: usize = 8;
/// Kinds of patience, of roles and of attacks, are numbered in 16 bits; a thousand of each are more
/// than anyone has described.
const MOST_ROLES: usize = 1_000;
const MOST_ATTACKS: usize = 1_000;
/// The measures of a policy are numbered in a byte.
const MOST_MEASURES: usize = 255;
/// Policies that set values of the model, and values that one of them sets: assumed. The model is read
/// again for each of them.
const MOST_CHANGING: usize = 255;
const MOST_SET: usize = 255;
/// Pulses of one attack, windows of one measure, steps of one stream: assumed, an hour of their own
/// for every hour of a month.
pub const MOST_STRETCHES: usize = 744;

/// Whether there are few enough of everything.
pub(super) fn check(cx: &mut Checker<'_>, measures: MeasureSet) -> bool {
    let model = cx.model;
    let (people, portal) = (&model.people, &model.portal);
    let kinds = people.group.len() + people.office.len();
    let mut fits = cx.at_most(
        people.group.len(),
        MOST_GROUPS,
        "groups",
        &at(["people", "group"]),
    );
    for (number, most, what, path) in [
        (
            kinds,
            MOST_GROUPS_AND_OFFICES,
            "groups and offices together",
            ["people", "office"],
        ),
        (people.role.len(), MOST_ROLES, "roles", ["people", "role"]),
        (
            people.skill.len(),
            MOST_SKILLS,
            "levels of skill",
            ["people", "skill"],
        ),
        (portal.tier.len(), MOST_TIERS, "tiers", ["portal", "tier"]),
        (
            portal.request.len(),
            MOST_REQUESTS,
            "classes of requests",
            ["portal", "request"],
        ),
        (pages(model), MOST_PAGES, "pages", ["journey", "page"]),
    ] {
        fits &= cx.at_most(number, most, what, &at(path));
    }
    fits &= cx.at_most(model.attack.len(), MOST_ATTACKS, "attacks", &at(["attack"]));
    let changing = model.policy.values().filter(|policy| !policy.set.is_empty());
    fits &= cx.at_most(
        changing.count(),
        MOST_CHANGING,
        "policies that set values of the model",
        &at(["policy"]),
    );
    fits & stretches(cx, measures)
}

/// Pages of the application, and those on which a credential or a second product is asked for: they
/// are numbered together.
fn pages(model: &Model) -> usize {
    let credentials = model.people.credentials.as_ref();
    let second = credentials.and_then(|c| c.second_product.as_ref());
    model.journey.page.len() + credentials.map_or(0, |c| c.page.len()) + second.map_or(0, |s| s.page.len())
}

/// Whether there are few enough measures in each policy, and stretches of time in each thing that
/// has several.
fn stretches(cx: &mut Checker<'_>, measures: MeasureSet) -> bool {
    let model = cx.model;
    let mut fits = true;
    for (name, policy) in &model.policy {
        let path = at(["policy"]).then(name).then("measure");
        fits &= cx.at_most(policy.measure.len(), MOST_MEASURES, "measures", &path);
        let path_of_set = at(["policy"]).then(name).then("set");
        fits &= cx.at_most(policy.set.len(), MOST_SET, "values that are set", &path_of_set);
        for (i, measure) in policy.measure.iter().enumerate() {
            if let Some(checks) = measures.checks(measure) {
                fits &= checks.fits(cx, &path.then(i.to_string()).then(measure.kind()));
            }
        }
    }
    for (name, attack) in &model.attack {
        let path = at(["attack"]).then(name).then(attack.kind()).then("pulse");
        fits &= cx.at_most(attack.pulses().len(), MOST_STRETCHES, "pulses", &path);
    }
    for (name, group) in &model.people.group {
        if let Some(Arrivals::PoissonSteps(steps)) = &group.arrivals {
            let path = at(["people", "group"])
                .then(name)
                .then("arrivals")
                .then("poisson-steps");
            fits &= cx.at_most(steps.len(), MOST_STRETCHES, "steps", &path);
        }
    }
    let everyday = model.people.helpline.as_ref().and_then(|h| h.everyday.as_ref());
    if let Some(Arrivals::PoissonSteps(steps)) = everyday {
        let path = at(["people", "helpline", "everyday", "poisson-steps"]);
        fits &= cx.at_most(steps.len(), MOST_STRETCHES, "steps", &path);
    }
    fits
}
