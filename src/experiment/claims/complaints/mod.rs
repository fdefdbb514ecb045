//! What is wrong with a claims file: where, what, and what would be right.

mod found;
mod launches;

use std::collections::{BTreeMap, BTreeSet};

pub(super) use self::found::Complaint;
use self::found::{Found, MOST_RUNS};
use super::figure::Figure;
use super::launch::Terms;
use super::quantity::Quantity;
use super::spec::{Claims, FORMAT_VERSION, World};
use super::statement::{Effect, Statement};
use super::wording::Wording;
use crate::experiment::factor::KeyError;
use clickday_engine::model::units;
use clickday_engine::model::{CivilClock, Document, Model};

/// What is wrong with a file by itself.
pub(super) fn of_file(claims: &Claims) -> Vec<Complaint> {
    let mut found = Found::default();
    numbers(claims, &mut found);
    if !launches::are_few(claims, &mut found) {
        // What is far too much is not looked at one by one.
        return found.0;
    }
    launches::of_launches(claims, &mut found);
    if claims.claim.is_empty() {
        found.add(&["claim"], "nothing is claimed", "write at least one [[claim]]");
    }
    let mut ids = BTreeSet::new();
    for (index, claim) in claims.claim.iter().enumerate() {
        let index = index.to_string();
        if !ids.insert(&claim.id) {
            let wrong = format!("another claim is called \"{}\"", claim.id);
            found.add(
                &["claim", &index, "id"],
                wrong,
                "give each claim a name of its own",
            );
        }
        launches::of_claim(claims, &index, claim, &mut found);
        let worlds = claims.worlds_of(claim);
        for (key, statement) in claim.statements() {
            of_statement(worlds, statement, &["claim", &index, key], &mut found);
        }
        if claim.follows.is_some()
            && !claim.says.is_measured()
            && !matches!(claim.says.quantity, Quantity::Given(_))
        {
            let wrong = format!("{} has its verdict without a run", claim.says.quantity.name());
            found.add(
                &["claim", &index, "follows"],
                wrong,
                "leave out what would follow",
            );
        }
        if matches!(claim.says.quantity, Quantity::Given(_))
            && claim.follows.is_none()
            && claim.says.because.trim().is_empty()
        {
            found.add(
                &["claim", &index, "says"],
                "it is not said why no run can tell",
                "write because = \"...\": what the model has nothing of",
            );
        }
        match &claim.follows {
            Some(follows) if !follows.is_measured() => found.add(
                &["claim", &index, "follows", "quantity"],
                "no run can test this",
                "name a quantity that is measured",
            ),
            Some(follows) if follows.because.is_empty() => found.add(
                &["claim", &index, "follows"],
                "it is not said why this follows",
                "write because = \"...\"",
            ),
            _ => {}
        }
    }
    found.0
}

fn numbers(claims: &Claims, found: &mut Found) {
    if claims.version != FORMAT_VERSION {
        let wrong = format!("this build reads claims of version {FORMAT_VERSION} only");
        found.add(&["version"], wrong, "write version = 1");
    }
    if !(0.5..1.0).contains(&claims.confidence.get()) {
        let wrong = format!("{} is no confidence for an interval", claims.confidence);
        found.add(
            &["confidence"],
            wrong,
            "write a share from 50 % to below 100 %, such as \"90 %\"",
        );
    }
    let replications = claims.replications.get();
    if !(1..=MOST_RUNS).contains(&replications) {
        let wrong = format!("{replications} replications cannot be simulated");
        found.add(&["replications"], wrong, "write a number from 1 to 100,000");
    }
}

/// What is wrong with a statement; `worlds` are those of its launch, if there is such a launch.
fn of_statement(
    worlds: Option<&BTreeMap<String, World>>,
    statement: &Statement,
    place: &[&str],
    found: &mut Found,
) {
    let mut add = |keys: &[&str], wrong: String, right: &str| {
        found.add(&[place, keys].concat(), wrong, right);
    };
    let is_no_figure = |value| format!("\"{value}\" is no figure for {}", statement.quantity.name());
    let figure = statement.figure();
    if let Err(right) = figure {
        add(&["value"], is_no_figure(&statement.value), right.0);
    }
    match (statement.wording, &statement.to, statement.second()) {
        (Wording::Between, None, _) => add(
            &["value"],
            "between one figure and nothing".to_owned(),
            "write to = ..., the second figure",
        ),
        (Wording::Between, Some(to), Err(right)) => add(&["to"], is_no_figure(to), right.0),
        (Wording::Between, Some(to), Ok(second)) => {
            if figure.is_ok_and(|first| second.is_some_and(|second| !in_order(&first, &second))) {
                let wrong = format!("\"{to}\" is not above \"{}\"", statement.value);
                add(
                    &["to"],
                    wrong,
                    "write the lower figure first, both in the same unit",
                );
            }
        }
        (_, Some(_), _) => add(
            &["to"],
            "a second figure is for two figures".to_owned(),
            "write wording = \"between\", or leave it out",
        ),
        (_, None, _) => {}
    }
    if let Some(worlds) = worlds {
        unknown_worlds(worlds, statement, &mut add);
    }
    comparisons(statement, &mut add);
    on_paper(statement, &mut add);
    windows(&statement.quantity, &mut add);
}

fn unknown_worlds(
    worlds: &BTreeMap<String, World>,
    statement: &Statement,
    add: &mut impl FnMut(&[&str], String, &str),
) {
    for (key, world) in [("world", &statement.world), ("without", &statement.without)] {
        if let Some(name) = world.as_ref().filter(|name| !worlds.contains_key(*name)) {
            let known: Vec<String> = worlds.keys().map(|name| format!("`{name}`")).collect();
            let right = match known.as_slice() {
                [] => "the launch has none".to_owned(),
                _ => format!("the launch has {}", known.join(", ")),
            };
            add(&[key], format!("there is no world `{name}`"), &right);
        }
    }
}

/// Whether the first of two figures is the lower, in the same unit.
fn in_order(first: &Figure, second: &Figure) -> bool {
    match (first, second) {
        (
            Figure::Number { value: a, unit, .. },
            Figure::Number {
                value: b,
                unit: other,
                ..
            },
        ) => unit == other && a < b,
        (Figure::Instant(a), Figure::Instant(b)) => a < b,
        _ => false,
    }
}

fn comparisons(statement: &Statement, add: &mut impl FnMut(&[&str], String, &str)) {
    match statement.quantity.counted() {
        None if !statement.or_as.is_empty() => add(
            &["or-as"],
            format!("{} is of one thing only", statement.quantity.name()),
            "leave it out",
        ),
        Some(own) => {
            // There are a few units only, however many are written.
            let mut earlier = vec![own];
            for (index, other) in statement.or_as.iter().enumerate() {
                if earlier.contains(other) {
                    let wrong = format!("it is measured as {} already", other.words());
                    add(&["or-as", &index.to_string()], wrong, "name each unit once");
                } else {
                    earlier.push(*other);
                }
            }
        }
        None => {}
    }
    if statement.without.is_some() && statement.quantity.varies() {
        add(
            &["without"],
            "of one moment or another there is no difference between two worlds".to_owned(),
            "choose the mean, or the busiest",
        );
    }
    if statement.without.is_none() && statement.effect != Effect::Difference {
        add(
            &["effect"],
            "nothing is compared here".to_owned(),
            "name the world without the cause: without = \"...\"",
        );
    }
}

/// A claim that is decided without a run needs a sum that can be computed, and has no world.
fn on_paper(statement: &Statement, add: &mut impl FnMut(&[&str], String, &str)) {
    let quantity = &statement.quantity;
    let name = quantity.name();
    let worlds = [("world", &statement.world), ("without", &statement.without)];
    for (key, _) in worlds
        .iter()
        .filter(|(_, world)| world.is_some() && !quantity.is_measured())
    {
        add(
            &[key],
            format!("no run shows {name}, in any world"),
            "leave it out",
        );
    }
    let (sum, kind, key) = match quantity {
        Quantity::Derived(reckoned) => (&reckoned.from, reckoned.kind, "from"),
        Quantity::Similar(alike) => (&alike.to, alike.kind, "to"),
        _ => return,
    };
    match sum.total() {
        Err(units::Complaint { wrong, right }) => add(&["quantity", name, key], wrong, &right),
        Ok(total) if total.of_time != kind.of_time() => add(
            &["quantity", name, "in"],
            format!("{} is of another unit", sum.words()),
            "write in = \"number\", \"rate\", \"time\" or \"share\", as the sum comes out",
        ),
        Ok(_) => {}
    }
}

fn windows(quantity: &Quantity, add: &mut impl FnMut(&[&str], String, &str)) {
    if let [(_, from), (key, until)] = quantity.moments().as_slice()
        && from >= until
    {
        add(
            &["quantity", quantity.name(), key],
            format!("{until} is not after {from}"),
            "write the earlier instant first",
        );
    }
}

/// What the claims of a launch say of its model, which has no such thing.
pub(super) fn of_model(terms: &Terms, model: &Model, document: &Document) -> Vec<Complaint> {
    let mut found = Found::default();
    if !model.policy.contains_key(terms.policy) {
        let known: Vec<String> = model.policy.keys().map(|name| format!("`{name}`")).collect();
        let wrong = format!("there is no policy `{}`", terms.policy);
        let right = format!("the model has {}", known.join(", "));
        found.add_at(terms.place(&["policy"]), wrong, right);
    }
    let calendar = &model.calendar;
    let clock = CivilClock::new(calendar).ok();
    let right = format!("the model runs from {} to {}", calendar.start, calendar.end);
    for (index, claim) in terms.claims() {
        if let (Quantity::ModelValue(value), Some(clock)) = (&claim.says.quantity, &clock)
            && let Err(KeyError { key, complaint }) = value.held(document, clock)
        {
            let place = [
                "claim",
                &index.to_string(),
                "says",
                "quantity",
                "model-value",
                key,
            ];
            found.add(&place, complaint.wrong, complaint.right);
        }
        for (statement_key, statement) in claim.statements() {
            for (key, moment) in statement.quantity.moments() {
                if moment < calendar.start || moment > calendar.end {
                    let name = statement.quantity.name();
                    found.add(
                        &["claim", &index.to_string(), statement_key, "quantity", name, key],
                        format!("{moment} is outside of the model's calendar"),
                        right.clone(),
                    );
                }
            }
        }
    }
    found.0
}
