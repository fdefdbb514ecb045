//! Nothing gets lost: over random small models, whatever their portal, people, attacks and policies, every run ends and its
//! books balance.
//!
//! Two watchmen look. Inside, a run in a debug build ends with the engine checking itself: Little's law exactly and flow balance
//! in each tier, one outcome to each attempt, nobody forgotten (everyone still at it has a request in flight, a ticket, a pile to
//! lie in, or plans beyond the end), and no place of the waiting room leaked. Outside, here, the numbers a reader sees are held
//! against each other: totals are the sums of groups, hours, bins and histograms, and what the people sent is what the outermost
//! tier got.
//!
//! Models are written as TOML, so that a failing one can be read, kept in a file and run.

#![allow(clippy::unwrap_used, reason = "a test may panic")]

use clickday::model::{Document, Model, load};
use clickday::sim::result::{AttemptCounts, GroupSummary, Outcome, RunResult};
use clickday::sim::{RunOptions, run};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{RngSeed, TestRunner};

/// The run lasts from midnight to this hour.
const HOURS: u64 = 4;
/// The widest bin of the time series, and an odd one [min].
const BINS: [&str; 3] = ["10 min", "7 min", "90 min"];

type Text = BoxedStrategy<String>;

/// A law of times between about `low` and `high` [ms].
fn law(low: u32, high: u32) -> Text {
    let mean = low..=high;
    prop_oneof![
        mean.clone().prop_map(|m| format!("{{ fixed = \"{m} ms\" }}")),
        mean.clone()
            .prop_map(|m| format!("{{ exponential = \"{m} ms\" }}")),
        mean.clone()
            .prop_map(|m| format!("{{ uniform = {{ from = \"0 ms\", to = \"{m} ms\" }} }}")),
        mean.clone()
            .prop_map(|m| format!("{{ lognormal = {{ median = \"{m} ms\", sigma = 1.5 }} }}")),
        mean.clone()
            .prop_map(|m| format!("{{ erlang = {{ mean = \"{m} ms\", stages = 3 }} }}")),
        mean.clone()
            .prop_map(|m| format!("{{ hyperexponential = {{ mean = \"{m} ms\", cv = 3 }} }}")),
        mean.prop_map(|m| format!("{{ weibull = {{ mean = \"{m} ms\", shape = 0.5 }} }}")),
    ]
    .boxed()
}

/// A line, or none.
fn perhaps(key: &'static str, value: impl Strategy<Value = String> + 'static) -> Text {
    prop::option::of(value)
        .prop_map(move |value| value.map_or(String::new(), |v| format!("{key} = {v}\n")))
        .boxed()
}

fn always(key: &'static str, value: impl Strategy<Value = String> + 'static) -> Text {
    value.prop_map(move |v| format!("{key} = {v}\n")).boxed()
}

fn share() -> Text {
    prop_oneof![
        Just("0.0".to_owned()),
        Just("1.0".to_owned()),
        (0.0..1.0).prop_map(|s| format!("{s:.3}"))
    ]
    .boxed()
}

fn number(range: std::ops::Range<u32>) -> Text {
    range.prop_map(|n| n.to_string()).boxed()
}

/// A duration between two bounds [s].
fn seconds(from: u32, to: u32) -> Text {
    (from..=to).prop_map(|s| format!("\"{s} s\"")).boxed()
}

/// An instant of the run, to the minute.
fn moment(from_min: u32, to_min: u32) -> Text {
    (from_min..=to_min)
        .prop_map(|m| format!("\"2020-04-01 {:02}:{:02}\"", m / 60, m % 60))
        .boxed()
}

/// Lines one below the other.
fn lines(parts: Vec<Text>) -> Text {
    parts.prop_map(|lines| lines.concat()).boxed()
}

fn backlog() -> Text {
    let order = prop_oneof![
        Just("order = \"fifo\"".to_owned()),
        Just("order = \"lifo\"".to_owned()),
        seconds(1, 30).prop_map(|oldest| format!("order = \"slack\", oldest = {oldest}")),
    ];
    let length = prop_oneof![
        Just(String::new()),
        (0..20).prop_map(|n| format!(", length = {n}"))
    ];
    let timeout = prop_oneof![
        Just(String::new()),
        seconds(1, 40).prop_map(|t| format!(", timeout = {t}"))
    ];
    (order, length, timeout)
        .prop_map(|(order, length, timeout)| format!("{{ {order}{length}{timeout} }}"))
        .boxed()
}

fn processor() -> Text {
    prop_oneof![
        Just(String::new()),
        (0.3..6.0).prop_map(|c| format!("cores = {c:.2}\n")),
        ((0.3..6.0), (1..20)).prop_map(|(c, h)| format!("cores = {c:.2}\npenalty = {{ half-at = {h} }}\n")),
        Just("penalty = { usl = { sigma = 0.1, kappa = 0.02 } }\n".to_owned()),
    ]
    .boxed()
}

fn tier(k: usize, innermost: bool) -> Text {
    let gateway = if innermost {
        Just(String::new()).boxed()
    } else {
        perhaps("gateway-timeout", seconds(1, 40))
    };
    lines(vec![
        Just(format!("\n[[portal.tier]]\nname = \"t{k}\"\n")).boxed(),
        always("slots", number(1..12)),
        perhaps("backlog", backlog()),
        processor(),
        gateway,
        always("cancel-on-disconnect", any::<bool>().prop_map(|b| b.to_string())),
        perhaps("refusal-work", (1..200_u32).prop_map(|ms| format!("\"{ms} ms\""))),
        perhaps("start-full-of", Just("\"deep\"".to_owned())),
    ])
}

fn class(name: &str, tiers: usize) -> Text {
    let mut parts = vec![Just(format!("\n[portal.request.{name}]\nwork = {{ ")).boxed()];
    for k in 0..tiers {
        let key = format!("t{k} = ");
        let work = law(1, 4_000).prop_map(move |w| format!("{key}{w}, "));
        parts.push(if name == "deep" && k + 1 == tiers {
            work.boxed()
        } else {
            prop_oneof![Just(String::new()), work].boxed()
        });
    }
    parts.push(Just("}\n".to_owned()).boxed());
    // Inline tables take no comma at the end.
    lines(parts).prop_map(|text| text.replace(", }", " }")).boxed()
}

fn portal() -> Text {
    (1_usize..=4)
        .prop_flat_map(|tiers| {
            let mut parts: Vec<Text> = (0..tiers).map(|k| tier(k, k + 1 == tiers)).collect();
            parts.extend(["deep", "other"].map(|name| class(name, tiers)));
            lines(parts)
        })
        .boxed()
}

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

fn people() -> Text {
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

fn journey() -> Text {
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

fn attack() -> Text {
    let patience = perhaps("patience", law(100, 20_000));
    let flood = (patience, any::<bool>(), 0..8_u32).prop_map(|(patience, deep, rate)| {
        let class = if deep { "deep" } else { "other" };
        format!(
            "\n[attack.flood.flood]\nrequest = \"{class}\"\n{patience}pulse = [\
             {{ from = \"2020-04-01 00:20\", until = \"2020-04-01 00:40\", rate = \"{rate} per second\" }},\
             {{ from = \"2020-04-01 00:30\", until = \"2020-04-01 01:10\", rate = \"1 per second\" }}]\n"
        )
    });
    prop_oneof![Just(String::new()), flood].boxed()
}

fn waiting_room() -> Text {
    lines(vec![
        Just("[policy.p.measure.waiting-room]\n".to_owned()).boxed(),
        always(
            "order",
            prop_oneof![Just("\"arrival\""), Just("\"lottery\"")].prop_map(str::to_owned),
        ),
        perhaps("opens", moment(0, 60)),
        always(
            "cap",
            prop_oneof![Just(1_u32), 1..60_u32, Just(1_000_000)].prop_map(|n| n.to_string()),
        ),
        perhaps(
            "release",
            (1..2_000_u32).prop_map(|n| format!("\"{n} per hour\"")),
        ),
        always("poll", prop_oneof![Just("\"1 us\"".to_owned()), seconds(1, 120)]),
        always("lease", seconds(120, 600)),
        always("claim", seconds(1, 600)),
        perhaps("leaves-after", seconds(10, 3_600)),
        always("no-show", share()),
        always(
            "tickets-per-person",
            prop_oneof![Just(1.0), 1.0..3.5_f64].prop_map(|n| format!("{n:.2}")),
        ),
        always("idle", seconds(1, 900)),
        perhaps("stay", seconds(1, 3_600)),
    ])
}

fn measure() -> Text {
    let citizens = prop_oneof![Just("00:00-02:00"), Just("01:30-04:00"), Just("22:00-03:00")];
    let clerks = prop_oneof![Just("00:00-02:00"), Just("01:00-04:00")];
    prop_oneof![
        1 => (moment(0, 60), moment(150, 239))
            .prop_map(|(from, until)| format!("open = {{ from = {from}, until = {until} }}\n")),
        2 => (moment(20, 100), moment(101, 150), any::<bool>()).prop_map(|(from, until, announced)| {
            format!("closure = {{ from = {from}, until = {until}, announced = {announced} }}\n")
        }),
        2 => (citizens, clerks, moment(0, 100), moment(120, 239)).prop_map(|(citizens, clerks, from, until)| format!(
            "[policy.p.measure.role-windows]\nfrom = {from}\nuntil = {until}\nwindow = [\
             {{ role = \"citizen\", hours = \"{citizens}\" }}, {{ role = \"clerk\", hours = \"{clerks}\" }}]\n"
        )),
        5 => waiting_room(),
    ]
    .boxed()
}

fn policy() -> Text {
    prop::collection::vec(measure(), 0..4)
        .prop_map(|measures| {
            let mut rooms = 0;
            let measures = measures.into_iter().filter(|m| {
                rooms += usize::from(m.contains("waiting-room"));
                !m.contains("waiting-room") || rooms == 1
            });
            let measures: Vec<String> = measures.map(|m| format!("\n[[policy.p.measure]]\n{m}")).collect();
            let measures = measures.concat();
            format!("\n[policy.p]\ntitle = \"The policy\"\n{measures}")
        })
        .boxed()
}

/// A small model.
fn model() -> Text {
    let calendar = prop::sample::select(&BINS[..]).prop_map(|bin| {
        format!(
            "version = 1\ntitle = \"Random\"\n\n[calendar]\nstart = \"2020-04-01 00:00\"\nend = \"2020-04-01 0{HOURS}:00\"\nbin = \"{bin}\"\n"
        )
    });
    lines(vec![
        calendar.boxed(),
        people(),
        journey(),
        portal(),
        attack(),
        policy(),
    ])
}

/// Reads a model; `None` when its policy lets nobody in, which is refused with good reason.
fn read(text: &str) -> Option<Model> {
    match load::read(Document::of_text("random.toml", text), &[]) {
        Ok(model) => Some(model),
        Err(problems) => {
            for problem in &problems {
                assert!(problem.wrong.contains("never lets"), "{}\n{text}", problem.wrong);
            }
            None
        }
    }
}

fn options(seed: u64, until_us: Option<u64>) -> RunOptions {
    RunOptions {
        policy: "p".to_owned(),
        seed,
        until_us,
        ..RunOptions::default()
    }
}

/// Numbers that should be the same but for rounding.
fn assert_close(a: f64, b: f64, what: &str) {
    assert!(
        (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-3),
        "{what}: {a} and {b}"
    );
}

fn assert_attempts_add_up(attempts: &AttemptCounts, whose: &str) {
    let ended: u64 = attempts.by_outcome.iter().sum();
    assert_eq!(
        attempts.total,
        ended + attempts.in_flight,
        "attempts of {whose}: {attempts:?}"
    );
    assert_eq!(
        attempts.total - attempts.in_flight,
        attempts.failed() + attempts.of(Outcome::Served)
    );
}

fn assert_people_add_up(r: &RunResult) {
    type Field = fn(&GroupSummary) -> u64;
    let totals: [(u64, Field); 7] = [
        (r.eligible, |g| g.eligible),
        (r.tried, |g| g.tried),
        (r.submitted, |g| g.submitted),
        (r.still_trying, |g| g.still_trying),
        (r.given_up, |g| g.given_up),
        (r.never_came, |g| g.never_came),
        (r.submitted_by_deadline, |g| g.submitted_by_deadline),
    ];
    for (total, of) in totals {
        assert_eq!(total, r.by_group.iter().map(|(_, g)| of(g)).sum::<u64>());
    }
    let mut attempts = AttemptCounts::default();
    for (name, g) in &r.by_group {
        assert_eq!(
            g.tried,
            g.submitted + g.still_trying + g.given_up,
            "people of {name}"
        );
        assert_eq!(g.eligible, g.tried + g.never_came, "the entitled of {name}");
        assert_attempts_add_up(&g.attempts, name);
        attempts.add(&g.attempts);
    }
    assert_eq!(attempts, r.attempts);
    assert_eq!(r.submitted_by_deadline, r.submitted, "the deadline is the end");
}

fn assert_tiers_add_up(model: &Model, r: &RunResult, seconds: f64) {
    for ((name, t), spec) in r.tiers.iter().zip(&model.portal.tier) {
        assert_eq!(
            t.arrivals,
            t.served + t.refused + t.abandoned + t.failed + t.inside,
            "requests of {name}"
        );
        let whole = 1.0 + 1e-9;
        assert!(
            (0.0..=whole).contains(&t.utilisation),
            "{name}: {}",
            t.utilisation
        );
        assert!(
            (0.0..=whole).contains(&t.wasted_work_share),
            "{name}: {}",
            t.wasted_work_share
        );
        assert!(t.p_wait.is_none_or(|p| (0.0..=1.0).contains(&p)), "{name}: {t:?}");
        assert!(
            t.mean_slots_taken <= spec.slots.get() as f64 * whole,
            "{name}: {t:?}"
        );
        assert!(t.mean_slots_taken <= t.mean_in_tier * whole, "{name}: {t:?}");
        assert!(
            t.goodput_per_s * seconds <= t.served as f64 * whole,
            "{name}: {t:?}"
        );
    }
    // Whoever was not turned away at the door came to the outermost tier.
    let past_the_door = |a: &AttemptCounts| a.total - a.of(Outcome::Closed) - a.of(Outcome::Shed);
    let attacks: u64 = r.attacks.iter().map(|(_, a)| past_the_door(&a.requests)).sum();
    let outermost = &model.portal.tier[0];
    let there_before = outermost
        .start_full_of
        .as_ref()
        .map_or(0, |_| outermost.slots.get());
    assert_eq!(
        r.tiers[0].1.arrivals,
        past_the_door(&r.attempts) + attacks + there_before
    );
    for (name, attack) in &r.attacks {
        assert_attempts_add_up(&attack.requests, name);
    }
}

fn assert_series_add_up(r: &RunResult, seconds: f64) {
    let s = &r.series;
    let bins = (seconds / s.bin_s).ceil() as usize;
    let groups = s.groups.len();
    assert_eq!((s.state.len(), s.start_s.len(), s.time.len()), (bins, bins, bins));
    assert_eq!(s.counts.len(), bins * groups);
    for (g, (name, group)) in r.by_group.iter().enumerate() {
        let mut sums = [0_u64; 4];
        let mut outcomes = [0_u64; Outcome::COUNT];
        for bin in s.counts.iter().skip(g).step_by(groups) {
            for (sum, n) in sums
                .iter_mut()
                .zip([bin.came, bin.attempts, bin.submitted, bin.given_up])
            {
                *sum += u64::from(n);
            }
            for (sum, n) in outcomes.iter_mut().zip(bin.outcomes) {
                *sum += u64::from(n);
            }
        }
        assert_eq!(
            sums,
            [group.tried, group.attempts.total, group.submitted, group.given_up],
            "{name}"
        );
        assert_eq!(outcomes, group.attempts.by_outcome, "{name}");
    }
    let width = |bin: usize| (seconds - bin as f64 * s.bin_s).min(s.bin_s);
    let area = |state: &dyn Fn(usize) -> f64| (0..bins).map(|b| state(b) * width(b)).sum::<f64>();
    for (k, (name, tier)) in r.tiers.iter().enumerate() {
        assert_close(
            area(&|b| s.state[b].in_tier[k]),
            tier.mean_in_tier * seconds,
            name,
        );
    }
    if let Some(room) = &r.waiting_room {
        assert_close(
            area(&|b| s.state[b].waiting),
            room.mean_waiting * seconds,
            "waiting",
        );
        assert_close(area(&|b| s.state[b].inside), room.mean_inside * seconds, "inside");
    }
    let attacks: u64 = s.state.iter().map(|b| u64::from(b.attack_requests)).sum();
    assert_eq!(
        attacks,
        r.attacks.iter().map(|(_, a)| a.requests.total).sum::<u64>()
    );
}

fn assert_waits_add_up(r: &RunResult, ends_on_the_hour: bool) {
    for (waits, (name, group)) in r.waits.iter().zip(&r.by_group) {
        assert_eq!(&waits.group, name);
        assert_eq!(
            waits.bins.iter().map(|(_, _, n)| n).sum::<u64>(),
            group.submitted,
            "{name}"
        );
        assert_eq!(waits.unserved, group.tried - group.submitted, "{name}");
        assert!(
            waits.bins.windows(2).all(|w| (w[0].1 - w[1].0).abs() < 1e-9),
            "{name}"
        );
    }
    let w = &r.wait_s;
    for (q, value) in [(0.5, w.p50), (0.9, w.p90), (0.99, w.p99)] {
        let reached = r.tried > 0 && r.submitted as f64 >= (q * r.tried as f64).ceil();
        assert_eq!(
            value.is_some(),
            reached,
            "quantile {q} of {} in {}",
            r.submitted,
            r.tried
        );
    }
    assert_eq!(w.submitted_mean.is_some(), r.submitted > 0);
    assert!(w.submitted_p50 <= w.submitted_p90 && w.submitted_p90 <= w.submitted_p99);
    assert_eq!(r.page_s.mean.is_some(), r.attempts.of(Outcome::Served) > 0);
    let hourly: Vec<u64> = r.submitted_by.iter().map(|h| h.count).collect();
    assert!(hourly.is_sorted());
    let last = hourly.last().copied().unwrap();
    assert!(last <= r.submitted);
    assert!(
        !ends_on_the_hour || last == r.submitted,
        "{last} by the last hour, of {}",
        r.submitted
    );
}

fn assert_room_adds_up(model: &Model, r: &RunResult) {
    let Some(room) = &r.waiting_room else { return };
    assert!(room.called <= room.tickets, "{room:?}");
    assert!(room.claimed + room.lapsed <= room.called, "{room:?}");
    assert!(room.left <= room.tickets, "{room:?}");
    assert!(room.mean_waiting <= room.most_waiting as f64, "{room:?}");
    let cap = model.policy["p"].measure.iter().find_map(|m| match m {
        clickday::model::Measure::WaitingRoom(room) => Some(room.cap.get()),
        _ => None,
    });
    assert!(room.mean_inside <= cap.unwrap() as f64 * (1.0 + 1e-9), "{room:?}");
}

/// Every page of an application was served at least once, to those who file their own.
fn assert_nobody_skips_a_page(model: &Model, r: &RunResult) {
    for (name, group) in &r.by_group {
        // Who has applied for a second product goes on under the same login.
        let second = model.people.credentials.is_some();
        if model.people.group[name].through_office.is_none() && !second {
            let needed = group.submitted * model.journey.page.len() as u64;
            assert!(group.attempts.of(Outcome::Served) >= needed, "{name}: {group:?}");
        }
    }
}

/// Every call ends in one way, and so does every request for a credential.
fn assert_calls_add_up(r: &RunResult) {
    if let Some(h) = &r.helpline {
        assert_eq!(h.calls, h.busy + h.abandoned + h.answered + h.in_line, "{h:?}");
        assert!(
            h.redials + h.reconnects <= h.calls && h.callers >= h.will_call,
            "{h:?}"
        );
        assert!(h.talking <= h.answered && h.utilisation <= 1.0, "{h:?}");
    }
    if let Some(c) = &r.credentials {
        let ended = c.received_in_time + c.received_late + c.validated + c.by_post;
        assert_eq!(c.asked, ended + c.waiting, "{c:?}");
        let helped = c.whole_one_validated + c.whole_one_by_post;
        assert_eq!(c.whole_one_wanted, helped + c.whole_one_waiting, "{c:?}");
        assert!(c.lost <= c.asked, "{c:?}");
        assert!(c.waiting + c.whole_one_waiting <= r.still_trying, "{c:?}");
    }
}

/// The same models at every run of the tests: whoever breaks the engine sees it, and nobody else.
fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 600,
        rng_seed: RngSeed::Fixed(20_200_401),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..ProptestConfig::default()
    }
}

/// Books that are all zero balance too: over the models above, everything that can happen happens.
#[test]
fn the_models_reach_every_corner() {
    let mut runner = TestRunner::new(config());
    let mut seen = [0_u64; 28];
    for seed in 0..300 {
        let text = model().new_tree(&mut runner).unwrap().current();
        let Some(model) = read(&text) else { continue };
        let r = run(&model, &options(seed, None), &mut |_| {}).unwrap();
        let room = r.waiting_room.clone().unwrap_or_default();
        let calls = r.helpline.unwrap_or_default();
        let credentials = r.credentials.unwrap_or_default();
        let attacks: u64 = r.attacks.iter().map(|(_, a)| a.requests.total).sum();
        let inner: u64 = r.tiers.iter().skip(2).map(|(_, t)| t.served).sum();
        let happened = [
            r.attempts.of(Outcome::Served),
            r.attempts.of(Outcome::Refused),
            r.attempts.of(Outcome::Closed),
            r.attempts.of(Outcome::GatewayTimeout),
            r.attempts.of(Outcome::BacklogTimeout),
            r.attempts.of(Outcome::Abandoned),
            r.attempts.in_flight,
            r.submitted,
            r.given_up,
            r.still_trying,
            attacks,
            inner,
            room.claimed,
            room.lapsed,
            room.left,
            room.tickets - room.called,
            calls.busy,
            calls.abandoned,
            calls.answered,
            calls.in_line + calls.will_call,
            calls.redials,
            calls.reconnects,
            credentials.lost,
            credentials.received_in_time,
            credentials.received_late + credentials.by_post,
            credentials.validated + credentials.whole_one_validated,
            credentials.provider_failures,
            credentials.second_product.applied,
        ];
        for (sum, n) in seen.iter_mut().zip(happened) {
            *sum += n;
        }
    }
    assert!(seen.iter().all(|n| *n > 50), "{seen:?}");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn the_books_balance_whatever_the_model(
        text in model(),
        seed in any::<u64>(),
        until in prop::option::of(1..HOURS * 3_600_000_000),
    ) {
        let model = read(&text);
        prop_assume!(model.is_some());
        let model = model.unwrap();
        let result = run(&model, &options(seed, until), &mut |_| {}).unwrap();
        assert_people_add_up(&result);
        let seconds = until.unwrap_or(HOURS * 3_600_000_000) as f64 / 1e6;
        assert_tiers_add_up(&model, &result, seconds);
        assert_series_add_up(&result, seconds);
        assert_waits_add_up(&result, until.is_none());
        assert_room_adds_up(&model, &result);
        assert_nobody_skips_a_page(&model, &result);
        assert_calls_add_up(&result);
    }
}

/// Three hundred thousand people wait for one slot in front of a database that is full: when it comes free they all go on, and all
/// are refused, one after the other in the same instant. Would fail (by running out of stack) if each refusal seated the next
/// from within.
#[test]
fn a_long_backlog_can_be_refused_all_at_once() {
    let model = read(
        r#"
version = 1
title = "A jam"
calendar = { start = "2020-04-01 00:00", end = "2020-04-01 03:00" }

[people.group.crowd]
role = "citizen"
size = 300_000
demand = "rush"
[[people.demand.rush.part]]
burst = { weight = 1, at = "2020-04-01 01:00" }
[people.role.citizen]

[journey]
page = [{ name = "form", request = "quick" }]

[[portal.tier]]
name = "web"
slots = 1
backlog = {}
cancel-on-disconnect = true
[[portal.tier]]
name = "database"
slots = 1
start-full-of = "endless"

[portal.request.quick]
work.database = { fixed = "1 ms" }
[portal.request.slow]
work.web = { fixed = "100 min" }
[portal.request.endless]
work.database = { fixed = "1 d" }

[attack.first.flood]
request = "slow"
patience = { fixed = "40 min" }
pulse = [{ from = "2020-04-01 00:30", until = "2020-04-01 00:40", rate = "2 per minute" }]

[policy.p]
"#,
    )
    .unwrap();
    let result = run(&model, &options(1, None), &mut |_| {}).unwrap();
    assert_eq!(result.attempts.of(Outcome::Refused), 300_000);
    assert_eq!(result.tiers[0].1.failed, 300_000);
}
