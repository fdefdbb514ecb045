//! Checks of the launches of a claims file.

use std::collections::BTreeSet;

use super::found::{Found, MOST_RUNS};
use crate::experiment::claims::launch::{OWN, Terms};
use crate::experiment::claims::spec::{Claim, Claims};
use clickday_engine::model::units::{Complaint, Share};

/// The most further launches of a file, and the most worlds of one launch: assumed. Each is told of in each claim that names none of
/// them, and its model is read for it.
const MOST_LAUNCHES: usize = 100;
const MOST_WORLDS: usize = 100;
/// The most values that a world sets. Assumed.
const MOST_SET: usize = 255;

/// Whether there are few enough launches, worlds and values that they set.
pub(super) fn are_few(claims: &Claims, found: &mut Found) -> bool {
    let before = found.0.len();
    let mut at_most = |number: usize, most: usize, what: &str, place: Vec<String>| {
        if number > most {
            let wrong = format!("{number} {what} are too many");
            found.add_at(place, wrong, format!("at most {most} are possible"));
        }
    };
    let place = vec!["launch".to_owned()];
    at_most(claims.launch.len(), MOST_LAUNCHES, "launches", place);
    for terms in std::iter::once(claims.own()).chain(claims.further()) {
        at_most(terms.worlds.len(), MOST_WORLDS, "worlds", terms.place(&["world"]));
        for (name, world) in terms.worlds {
            let place = terms.place(&["world", name, "set"]);
            at_most(world.set.len(), MOST_SET, "values that are set", place);
        }
    }
    found.0.len() == before
}

/// What is wrong with every launch by itself, and with its claims by their number.
pub(super) fn of_launches(claims: &Claims, found: &mut Found) {
    draws(&["draws".to_owned()], claims.draws.get(), found);
    scale(&["scale".to_owned()], claims.scale, found);
    in_terms(&claims.own(), found);
    if !claims.claim.is_empty() && claims.own().claims().next().is_none() {
        found.add(
            &["model"],
            "no claim is of the file's own launch",
            "write one of the further launches here instead, and leave out launch = ... of its claims",
        );
    }
    for (terms, launch) in claims.further().zip(claims.launch.values()) {
        name(&terms, found);
        if let Some(number) = launch.draws {
            draws(&terms.place(&["draws"]), number.get(), found);
        }
        if let Some(share) = launch.scale {
            scale(&terms.place(&["scale"]), share, found);
        }
        in_terms(&terms, found);
    }
}

fn name(terms: &Terms, found: &mut Found) {
    let name = terms.name.unwrap_or_default();
    let place = terms.place(&[]);
    if name.trim().is_empty() {
        let right = "give it a name that claims can say, such as [launch.cerb]";
        found.add_at(place, "a launch has no name", right);
    } else if name == OWN {
        let wrong = format!("the file's own launch is called `{OWN}`");
        found.add_at(place, wrong, "give this one another name");
    } else if terms.claims().next().is_none() {
        let right = format!("write launch = \"{name}\" in a [[claim]], or leave the launch out");
        found.add_at(place, "no claim is of this launch", right);
    }
}

/// What is wrong with the launch that a claim says it is of.
pub(super) fn of_claim(claims: &Claims, index: &str, claim: &Claim, found: &mut Found) {
    let Some(name) = claim
        .launch
        .as_ref()
        .filter(|name| !claims.launch.contains_key(*name))
    else {
        return;
    };
    let known: Vec<String> = claims.launch.keys().map(|name| format!("`{name}`")).collect();
    let right = if known.is_empty() {
        "leave it out for the file's own launch, or write a table of this name with its model and policy: [launch.NAME]"
            .to_owned()
    } else {
        format!("the file has {}; leave it out for its own", known.join(", "))
    };
    found.add(
        &["claim", index, "launch"],
        format!("there is no launch `{name}`"),
        right,
    );
}

fn draws(place: &[String], number: u64, found: &mut Found) {
    if !(1..=MOST_RUNS).contains(&number) {
        let wrong = format!("{number} draws cannot be simulated");
        found.add_at(place.to_vec(), wrong, "write a number from 1 to 100,000");
    }
}

fn scale(place: &[String], scale: Share, found: &mut Found) {
    if scale.get() <= 0.0 {
        let wrong = "nobody is left at scale 0";
        found.add_at(place.to_vec(), wrong, "write 0.02, or 1");
    }
}

/// What is wrong with its worlds and parameters.
fn in_terms(terms: &Terms, found: &mut Found) {
    for (name, world) in terms.worlds {
        if let Some(share) = world.scale {
            scale(&terms.place(&["world", name, "scale"]), share, found);
        }
    }
    let mut paths = BTreeSet::new();
    for (index, parameter) in terms.parameters.iter().enumerate() {
        let index = index.to_string();
        let place = |keys: &[&str]| terms.place(&[&["parameter", &index], keys].concat());
        for (number, path) in parameter.paths().enumerate() {
            if paths.insert(path) {
                continue;
            }
            let wrong = format!("{path} has another range above");
            let right = "name each parameter once";
            match number.checked_sub(1) {
                None => found.add_at(place(&["path"]), wrong, right),
                Some(also) => found.add_at(place(&["also", &also.to_string()]), wrong, right),
            }
        }
        if parameter.zero.get() >= 1.0 {
            let wrong = "it is 0 for sure, whatever the range";
            found.add_at(place(&["zero"]), wrong, "write a share below 100 %");
        }
        if let Err(Complaint { wrong, right }) = parameter.prior() {
            found.add_at(place(&["from"]), wrong, right);
        }
    }
}
