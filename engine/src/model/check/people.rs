//! Checks who comes, when, and how they behave.

use super::law::{self, Of};
use crate::model::CivilClock;
use crate::model::checker::{Checker, at, grouped};
use crate::model::law::Law;
use crate::model::people::{Arrivals, Demand, DemandPart, Diurnal, Group, Office, RateStep, Role};
use crate::model::reading::Path;
use crate::model::units::Factor;

/// People are numbered in 32 bits.
const MOST_PEOPLE: u64 = 4_000_000_000;

pub(super) fn check(cx: &mut Checker<'_>) {
    let people = &cx.model.people;
    let path = at(["people"]);
    check_groups(cx, &path.then("group"));
    for (name, role) in &people.role {
        check_role(cx, role, &path.then("role").then(name));
    }
    for (name, demand) in &people.demand {
        check_demand(cx, demand, &path.then("demand").then(name));
    }
    for (name, office) in &people.office {
        check_office(cx, office, &path.then("office").then(name));
    }
    let path = path.then("skill");
    weights(
        cx,
        people.skill.values().map(|skill| skill.weight),
        "skill",
        &path,
    );
}

fn check_groups(cx: &mut Checker<'_>, path: &Path) {
    let groups = &cx.model.people.group;
    let called = cx
        .model
        .people
        .helpline
        .as_ref()
        .and_then(|h| h.everyday.as_ref());
    if groups.is_empty() && cx.model.attack.is_empty() && called.is_none() {
        cx.complain(path, "nobody comes", "describe a group, as [people.group.NAME]");
    }
    let total = groups
        .values()
        .filter_map(|group| group.size)
        .map(|size| u128::from(size.get()))
        .sum::<u128>();
    if total > u128::from(MOST_PEOPLE) {
        cx.complain(
            path,
            format!("{} people are too many", grouped(total as f64)),
            format!("at most {} are possible", grouped(MOST_PEOPLE as f64)),
        );
    }
    for (name, group) in groups {
        check_group(cx, group, &path.then(name));
    }
}

fn check_group(cx: &mut Checker<'_>, group: &Group, path: &Path) {
    let people = &cx.model.people;
    cx.known(&group.role, "role", people.role.keys(), &path.then("role"));
    if let Some(demand) = &group.demand {
        cx.known(demand, "demand", people.demand.keys(), &path.then("demand"));
    }
    match (&group.size, &group.arrivals) {
        (None, None) => cx.complain(
            path,
            "nothing says how many people this group has",
            "write `size` for a closed group, or `arrivals` for a stream of newcomers",
        ),
        (Some(_), Some(_)) => cx.complain(
            &path.then("arrivals"),
            "a group is closed or open, and `size` and `arrivals` are both given",
            "keep one of them",
        ),
        (Some(_), None) if group.demand.is_none() => cx.complain(
            path,
            "nothing says when the people of this group come",
            "write `demand`, a name under people.demand",
        ),
        (None, Some(_)) if group.demand.is_some() => cx.complain(
            &path.then("demand"),
            "the arrivals already say when the people of this group come",
            "leave `demand` out",
        ),
        _ => {}
    }
    let stream = group.arrivals.is_some() && group.size.is_none();
    if stream && group.apply.get() < 1.0 {
        cx.complain(
            &path.then("apply"),
            "the arrivals already are those who want to apply",
            "leave `apply` out, and lower the rate instead",
        );
    }
    if stream && group.through_office.is_some() {
        cx.complain(
            &path.then("through-office"),
            "only a closed group hands its files to offices",
            "write `size` and `demand` instead of `arrivals`, or leave `through-office` out",
        );
    }
    check_arrivals(cx, group.arrivals.as_ref(), &path.then("arrivals"));
    if let Some(through) = &group.through_office {
        let path = path.then("through-office");
        cx.known(
            &through.office,
            "office",
            people.office.keys(),
            &path.then("office"),
        );
        if let Some(demand) = &through.demand {
            cx.known(demand, "demand", people.demand.keys(), &path.then("demand"));
        }
    }
    if let Some(credential) = &group.credential {
        super::credential::check_group(cx, credential, &path.then("credential"));
    }
}

pub(super) fn check_arrivals(cx: &mut Checker<'_>, arrivals: Option<&Arrivals>, path: &Path) {
    let expected = arrivals.zip(cx.clock).map_or(0.0, newcomers);
    if expected > MOST_PEOPLE as f64 {
        cx.complain(
            path,
            format!("{} newcomers are too many", grouped(expected.round())),
            format!(
                "at most {} are possible: lower the rate",
                grouped(MOST_PEOPLE as f64)
            ),
        );
    }
    let Some(Arrivals::PoissonSteps(steps)) = arrivals else {
        return;
    };
    let path = path.then("poisson-steps");
    if steps.is_empty() {
        cx.complain(
            &path,
            "nobody comes",
            "write at least one step: { from = ..., rate = ... }",
        );
    }
    for (i, step) in steps.iter().enumerate() {
        let path = path.then(i.to_string()).then("from");
        cx.before_end(&step.from, &path);
        let start = &cx.model.calendar.start;
        let ends = steps.get(i + 1).map(|next| &next.from);
        if cx.clock.is_some()
            && ends.is_some_and(|ends| !cx.is_before(start, ends) && cx.is_before(&step.from, ends))
        {
            let right = format!("leave it out: the run starts at {start}");
            cx.complain(&path, "this step ends before the run starts", right);
        }
        if let Some(before) = i
            .checked_sub(1)
            .map(|before| &steps[before])
            .filter(|b| !cx.is_before(&b.from, &step.from))
        {
            let right = format!("write a time after {}, or sort the steps", before.from);
            cx.complain(&path, "this step does not come after the one before it", right);
        }
    }
}

/// Newcomers of a stream over the run, on average.
fn newcomers((arrivals, clock): (&Arrivals, &CivilClock)) -> f64 {
    let seconds = |us: u64| us as f64 / 1e6;
    match arrivals {
        Arrivals::Poisson(rate) => rate.per_s() * seconds(clock.horizon_us()),
        Arrivals::PoissonSteps(steps) => {
            let start = |i: usize| {
                steps.get(i).map_or(clock.horizon_us(), |step: &RateStep| {
                    clock.micros(&step.from).max(0).cast_unsigned()
                })
            };
            let length = |i: usize| start(i + 1).saturating_sub(start(i));
            steps
                .iter()
                .enumerate()
                .map(|(i, step)| step.rate.per_s() * seconds(length(i)))
                .sum()
        }
    }
}

fn check_role(cx: &mut Checker<'_>, role: &Role, path: &Path) {
    if let Some(patience) = &role.patience {
        law::check(
            cx,
            &patience.law,
            Of::PositiveTime,
            &path.then("patience").then("law"),
        );
    }
    law::check_optional(cx, role.pace.as_ref(), Of::Factor, &path.then("pace"));
    law::check_optional(
        cx,
        role.reload_after.as_ref(),
        Of::Time,
        &path.then("reload-after"),
    );
    law::check_optional(
        cx,
        role.retry_after.as_ref(),
        Of::PositiveTime,
        &path.then("retry-after"),
    );
    law::check_optional(
        cx,
        role.come_back_after.as_ref(),
        Of::PositiveTime,
        &path.then("come-back-after"),
    );
    let returns = role.at_closed_door.returns_after.as_ref();
    law::check_optional(
        cx,
        returns,
        Of::Time,
        &path.then("at-closed-door").then("returns-after"),
    );
    if let Some(half_life) = role.retry_half_life.filter(|h| h.get() <= 0.0) {
        let path = path.then("retry-half-life");
        cx.complain(
            &path,
            format!("{half_life} failures are none"),
            "write a number above zero, or leave it out",
        );
    }
    check_retries(cx, role, path);
    if role.come_back.get() > 0.0 && role.come_back_after.is_none() {
        cx.complain(
            path,
            "people of this role come back, and nothing says how much later",
            "write `come-back-after`, for example { lognormal = { median = \"2 h\", sigma = 0.8 } }",
        );
    }
}

fn check_retries(cx: &mut Checker<'_>, role: &Role, path: &Path) {
    let retries = role.retry.get() > 0.0 || role.retry_first.is_some_and(|share| share.get() > 0.0);
    if retries && role.reload_at_once.get() < 1.0 && role.retry_after.is_none() {
        cx.complain(
            path,
            "people of this role try again, and nothing says how long they wait before",
            "write `retry-after`, for example { exponential = \"10 s\" }; or reload-at-once = 1 and `reload-after`",
        );
    }
    let skills = cx.model.people.skill.values();
    let most = skills
        .map(|skill| skill.retry.get())
        .reduce(f64::max)
        .unwrap_or(1.0);
    let always =
        role.retry.get() * most >= 1.0 && role.retry_half_life.is_none() && role.reload_at_once.get() >= 1.0;
    let no_time = match &role.reload_after {
        None => true,
        Some(Law::Fixed(time)) => time.get() <= 0.0,
        Some(_) => false,
    };
    if always && no_time {
        cx.complain(
            path,
            "a person of this role who is refused reloads for ever in the same instant",
            "write `reload-after`, for example { exponential = \"1 s\" }",
        );
    }
}

fn check_demand(cx: &mut Checker<'_>, demand: &Demand, path: &Path) {
    let path = path.then("part");
    let weight = |part: &DemandPart| match part {
        DemandPart::Rush(rush) => rush.weight,
        DemandPart::Diurnal(diurnal) => diurnal.weight,
        DemandPart::Burst(burst) => burst.weight,
        DemandPart::Even(even) => even.weight,
    };
    if demand.part.is_empty() {
        cx.complain(
            &path,
            "a demand without parts says nothing",
            "add a part: rush, diurnal, burst or even",
        );
    }
    weights(cx, demand.part.iter().map(weight), "part", &path);
    for (i, part) in demand.part.iter().enumerate() {
        let path = path.then(i.to_string());
        match part {
            DemandPart::Rush(rush) => {
                let path = path.then("rush");
                cx.not_before_start(&rush.at, &path.then("at"));
                cx.before_end(&rush.at, &path.then("at"));
                law::check(cx, &rush.after, Of::Time, &path.then("after"));
            }
            DemandPart::Burst(burst) => {
                let path = path.then("burst").then("at");
                cx.not_before_start(&burst.at, &path);
                cx.before_end(&burst.at, &path);
            }
            DemandPart::Even(even) => {
                let path = path.then("even");
                cx.not_before_start(&even.from, &path.then("from"));
                cx.before_end(&even.from, &path.then("from"));
                cx.in_order(&even.from, &even.until, &path.then("until"));
            }
            DemandPart::Diurnal(diurnal) => check_diurnal(cx, diurnal, &path.then("diurnal")),
        }
    }
}

fn check_diurnal(cx: &mut Checker<'_>, diurnal: &Diurnal, path: &Path) {
    cx.before_end(&diurnal.from, &path.then("from"));
    let civil = diurnal.from.civil();
    if civil.time() != jiff::civil::Time::midnight() {
        let right = format!("write \"{} 00:00\"", civil.date());
        cx.complain(&path.then("from"), "the first day begins at midnight", right);
    }
    let hours = &path.then("hours");
    if diurnal.hours.len() == 24 {
        weights(cx, diurnal.hours.iter().copied(), "hour", hours);
    } else {
        let wrong = format!("a day has 24 hours, and here are {}", diurnal.hours.len());
        cx.complain(hours, wrong, "write 24 numbers, the first for 00:00 to 01:00");
    }
    if diurnal.days.is_empty() {
        cx.complain(
            &path.then("days"),
            "there is no day",
            "write a number for each day, for example [1, 0.5]",
        );
    }
    weights(cx, diurnal.days.iter().copied(), "day", &path.then("days"));
    // Weights that are all zero have been told already.
    let any = |weights: &[Factor]| weights.iter().any(|weight| weight.get() > 0.0);
    if let Some(clock) = cx.clock
        && any(&diurnal.days)
        && any(&diurnal.hours)
        && diurnal.hours.len() == 24
        && diurnal.curve(clock).is_empty()
    {
        cx.complain(
            &path.then("days"),
            "nobody comes at any hour of the run",
            format!("give weight to a day after {}", cx.model.calendar.start),
        );
    }
}

fn check_office(cx: &mut Checker<'_>, office: &Office, path: &Path) {
    cx.known(
        &office.role,
        "role",
        cx.model.people.role.keys(),
        &path.then("role"),
    );
    cx.at_least(office.operators.get() as f64, 1.0, &path.then("operators"));
    cx.at_least(
        office.files_per_login.get() as f64,
        1.0,
        &path.then("files-per-login"),
    );
    law::check_optional(
        cx,
        office.between_files.as_ref(),
        Of::Time,
        &path.then("between-files"),
    );
}

/// Weights relative to each other must not all be zero.
fn weights(cx: &mut Checker<'_>, weights: impl Iterator<Item = Factor>, what: &str, path: &Path) {
    let (mut any, mut sum) = (false, 0.0);
    for weight in weights {
        any = true;
        sum += weight.get();
    }
    if any && !(sum > 0.0 && f64::is_finite(sum)) {
        cx.complain(
            path,
            format!("no {what} has any weight"),
            "give at least one of them a number above zero",
        );
    }
}
