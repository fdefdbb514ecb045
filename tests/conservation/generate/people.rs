//! People, credentials, a helpline, and a journey.

use proptest::prelude::*;

use super::{Text, always, law, lines, number, perhaps, seconds, share};

fn role(name: &'static str) -> Text {
    let covers = prop_oneof![Just(""), Just(", covers = \"backlog\"")];
    let patience = (law(500, 60_000), covers).prop_map(|(law, covers)| format!("{{ law = {law}{covers} }}"));
    let door = (share(), law(0, 1_800_000))
        .prop_map(|(complies, after)| format!("{{ complies = {complies}, returns-after = {after} }}"));
    lines(vec![
        Just(format!("\n[people.role.{name}]\n")).boxed(),
        perhaps("patience", patience),
        perhaps(
            "pace",
            Just("{ lognormal = { median = 1.0, sigma = 0.5 } }".to_owned()),
        ),
        always("retry", share()),
        perhaps("retry-first", share()),
        perhaps("retry-half-life", number(1..9)),
        always("reload-at-once", share()),
        always("reload-after", law(5_000, 60_000)),
        always("retry-after", law(5_000, 300_000)),
        always("come-back", share()),
        always("come-back-after", law(60_000, 7_200_000)),
        always("session-lost", share()),
        always("draft-kept", share()),
        perhaps("at-closed-door", door),
    ])
}

fn closed_group(name: &'static str) -> Text {
    let office = (share(), prop_oneof![Just(""), Just(", demand = \"files\"")])
        .prop_map(|(share, demand)| format!("{{ office = \"studio\", share = {share}{demand} }}"));
    let credential = (share(), law(1_000, 7_200_000))
        .prop_map(|(missing, after)| format!("{{ missing = {missing}, obtained-after = {after} }}"));
    lines(vec![
        Just(format!(
            "\n[people.group.{name}]\nrole = \"citizen\"\ndemand = \"day\"\n"
        ))
        .boxed(),
        always(
            "size",
            prop_oneof![Just(0), 1..150_u32].prop_map(|n| n.to_string()),
        ),
        always("apply", share()),
        perhaps("through-office", office),
        perhaps("credential", credential),
    ])
}

fn open_group() -> Text {
    let steps = "{ poisson-steps = [{ from = \"2020-04-01 00:30\", rate = \"0.05 per second\" }, \
                 { from = \"2020-04-01 01:30\", rate = \"0 per second\" }, { from = \"2020-04-01 02:00\", rate = \"0.1 per second\" }] }";
    lines(vec![
        Just("\n[people.group.stream]\nrole = \"citizen\"\n".to_owned()).boxed(),
        always(
            "arrivals",
            prop_oneof![
                Just("{ poisson = \"0.02 per second\" }".to_owned()),
                Just(steps.to_owned())
            ],
        ),
        perhaps(
            "credential",
            Just("{ missing = 0.5, obtained-after = { exponential = \"1 h\" } }".to_owned()),
        ),
    ])
}

/// How credentials are asked for, and the helpline; in place of plain delays.
fn credentials() -> Text {
    let rate = prop_oneof![
        Just(String::new()),
        (1..200_u32).prop_map(|n| format!(", rate = \"{n} per hour\""))
    ];
    let gateway = (share(), law(1_000, 3_600_000), rate)
        .prop_map(|(loss, delay, rate)| format!("{{ loss = {loss}, delay = {delay}{rate} }}"));
    let provider = (0..9_u32).prop_map(|n| format!("{{ request = \"other\", fails = 0.{n} }}"));
    lines(vec![
        Just("\n[people.credentials]\nlogin = \"p0\"\npage = [{ name = \"a0\", request = \"other\" }, { name = \"a1\", request = \"deep\" }]\n".to_owned())
            .boxed(),
        always("gateway", gateway),
        always("overdue-after", seconds(60, 7_200)),
        perhaps("post", law(1_000, 7_200_000)),
        always("whole-one-wanted", share()),
        always("identity-provider", provider),
        Just("second-product = { page = [{ name = \"s0\", request = \"deep\" }, { name = \"s1\", request = \"other\" }] }\n".to_owned()).boxed(),
    ])
}

fn helpline() -> Text {
    let hours = prop_oneof![
        4 => Just("00:00-24:00"),
        1 => Just("01:00-02:00"),
        1 => Just("05:00-06:00"),
        1 => Just("23:00-00:40")
    ];
    let lines_of = (1..9_u32, prop::option::of(0..5_u32)).prop_map(|(operators, more)| {
        let trunks = more.map_or(String::new(), |more| format!("trunks = {}\n", operators + more));
        format!("operators = {operators}\n{trunks}")
    });
    lines(vec![
        Just("\n[people.helpline]\n".to_owned()).boxed(),
        lines_of.boxed(),
        always("hours", hours.prop_map(|h| format!("\"{h}\""))),
        always("handling", law(10_000, 300_000)),
        perhaps("patience", law(10_000, 600_000)),
        always("redial", share()),
        always("redial-after", law(10_000, 900_000)),
        always("reconnect", share()),
        always("reconnect-after", law(60_000, 900_000)),
        always(
            "per-failure",
            prop_oneof![Just("0.0".to_owned()), Just("0.01".to_owned()), share()],
        ),
        perhaps("everyday", Just("{ poisson = \"0.01 per second\" }".to_owned())),
    ])
}

pub(super) fn people() -> Text {
    let described = credentials().prop_map(|text| (true, text));
    let none = Just((false, String::new()));
    let helpline = prop_oneof![Just(String::new()).boxed(), helpline()];
    (
        plain_people(),
        prop_oneof![none.boxed(), described.boxed()],
        helpline,
    )
        .prop_map(|(people, (described, credentials), helpline)| {
            // Who has no credential asks for one.
            let asks = ", identity-provider = 0.3, second-product = 0.4 } # { ";
            let people = if described {
                people.replace(", obtained-after = ", asks)
            } else {
                people
            };
            format!("{people}{credentials}{helpline}")
        })
        .boxed()
}

fn plain_people() -> Text {
    let skills = "\n[people.skill.high]\nweight = 1\nthink = 0.5\nretry = 0.9\n\n[people.skill.low]\nweight = 2\nthink = 3\n";
    let demand = "\n[[people.demand.day.part]]\nrush = { weight = 3, at = \"2020-04-01 00:10\", after = { exponential = \"10 min\" } }\n\
                  \n[[people.demand.day.part]]\neven = { weight = 3, from = \"2020-04-01 00:00\", until = \"2020-04-02 00:00\" }\n\
                  \n[[people.demand.day.part]]\nburst = { weight = 1, at = \"2020-04-01 01:00\" }\n\
                  \n[[people.demand.files.part]]\nburst = { weight = 1, at = \"2020-04-01 00:20\" }\n";
    let hours = prop_oneof![
        Just("00:00-24:00"),
        Just("01:00-02:00"),
        Just("05:00-06:00"),
        Just("23:00-00:40")
    ];
    lines(vec![
        closed_group("artisans"),
        prop_oneof![Just(String::new()).boxed(), closed_group("farmers")].boxed(),
        prop_oneof![Just(String::new()).boxed(), open_group()].boxed(),
        role("citizen"),
        role("clerk"),
        Just(format!("{demand}\n[people.office.studio]\nrole = \"clerk\"\n")).boxed(),
        always("operators", number(1..6)),
        always("hours", hours.prop_map(|h| format!("\"{h}\""))),
        always("files-per-login", number(1..4)),
        perhaps("between-files", law(1_000, 300_000)),
        prop_oneof![Just(String::new()), Just(skills.to_owned())].boxed(),
    ])
}

pub(super) fn journey() -> Text {
    // A think time of heavy tail can be longer than any clock can count.
    let endless = Just("{ lognormal = { median = \"1 min\", sigma = 19 } }".to_owned());
    let think = prop_oneof![9 => law(0, 120_000), 1 => endless];
    let page = (any::<bool>(), prop::option::of(think)).prop_map(|(deep, think)| {
        let class = if deep { "deep" } else { "other" };
        let think = think.map_or(String::new(), |t| format!("think = {t}\n"));
        format!("request = \"{class}\"\n{think}")
    });
    let settings = (
        perhaps("session-idle", seconds(60, 1_800)),
        perhaps("next-file-from", Just("\"p0\"".to_owned())),
        perhaps("restart-from", Just("\"p0\"".to_owned())),
    );
    (settings, prop::collection::vec(page, 1..5))
        .prop_map(|((idle, next, restart), pages)| {
            let last = pages.len() - 1;
            let pages: Vec<String> = pages
                .iter()
                .enumerate()
                .map(|(i, page)| format!("\n[[journey.page]]\nname = \"p{i}\"\n{page}"))
                .collect();
            let pages = pages.concat();
            let next = next.replace("p0", &format!("p{last}"));
            format!("\n[journey]\n{idle}{next}{restart}{pages}")
        })
        .boxed()
}
