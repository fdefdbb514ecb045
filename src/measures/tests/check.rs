//! Each test takes a launch in which all is well, changes one thing, and looks at what is said.

mod policies;

use clickday_engine::model::Document;

use crate::measures::load::read;

/// A launch in which all is well.
const LAUNCH: &str = r#"
version = 1
title = "A launch"

[calendar]
start = "2020-03-31 22:00"
end = "2020-04-03 24:00"
time-zone = "Europe/Rome"

[people.group.artisans]
role = "citizen"
size = 2_000
demand = "launch"
through-office = { office = "accountants", share = "50 %" }

[people.demand.launch]
part = [
    { rush = { weight = 3, at = "2020-04-01 00:00", after = { exponential = "40 min" } } },
    { even = { weight = 1, from = "2020-04-01 08:00", until = "2020-04-02 20:00" } },
    { burst = { weight = 1, at = "2020-04-01 08:00" } },
]

[people.role.citizen]
patience = { law = { fixed = "30 s" } }
pace = { fixed = 1.0 }
retry = 0.8
retry-after = { exponential = "20 s" }
come-back = 0.7
come-back-after = { lognormal = { median = "2 h", sigma = 0.8 } }

[people.role.office]

[people.office.accountants]
role = "office"
operators = 50
hours = "08:00-18:00"
files-per-login = 10

[journey]
page = [
    { name = "login", request = "query", think = { erlang = { mean = "20 s", stages = 2 } } },
    { name = "submit", request = "query" },
]

[[portal.tier]]
name = "web"
slots = 200
backlog = { length = 400 }
gateway-timeout = "60 s"

[[portal.tier]]
name = "database"
slots = 60
cores = 8

[portal.request.query]
work = { web = { fixed = "5 ms" }, database = { weibull = { mean = "200 ms", shape = 1.5 } } }

[attack.midnight.flood]
request = "query"
pulse = [{ from = "2020-04-01 00:30", until = "2020-04-01 02:00", rate = "50 per second" }]

[[policy.all.measure]]
open = { from = "2020-04-01 00:00" }

[[policy.all.measure]]
closure = { from = "2020-04-01 13:20", until = "2020-04-01 17:30" }

[[policy.all.measure]]
[policy.all.measure.role-windows]
from = "2020-04-02 00:00"
window = [{ role = "office", hours = "08:00-16:00" }, { role = "citizen", hours = "16:00-08:00" }]

[[policy.all.measure]]
[policy.all.measure.waiting-room]
cap = 500
poll = "20 s"
lease = "2 min"
claim = "5 min"
idle = "15 min"
"#;

/// What is said when `from` is replaced by `to`, and the text it is said of.
fn said(from: &str, to: &str) -> Vec<(String, String)> {
    assert!(LAUNCH.contains(from), "{from}");
    let text = LAUNCH.replacen(from, to, 1);
    let problems = read(Document::of_text("launch.toml", &text), &[])
        .err()
        .unwrap_or_default();
    let part = |span: &Option<std::ops::Range<usize>>| span.clone().map_or("", |span| &text[span]).to_owned();
    problems
        .iter()
        .map(|p| (p.wrong.clone(), part(&p.span)))
        .collect()
}

/// Replacing `from` by `to` is one problem: `wrong`, said of `part` of the text.
#[track_caller]
fn expect(from: &str, to: &str, wrong: &str, part: &str) {
    assert_eq!(
        said(from, to),
        [(wrong.to_owned(), part.to_owned())],
        "{from} -> {to}"
    );
}

#[test]
fn a_launch_in_which_all_is_well_is_read() {
    assert_eq!(said("version", "version"), []);
}

#[test]
fn the_calendar_must_be_a_stretch_of_time_somewhere() {
    expect(
        "version = 1",
        "version = 2",
        "this build reads version 1 of the format, not 2",
        "2",
    );
    expect(
        "end = \"2020-04-03",
        "end = \"2020-03-03",
        "the run ends before it starts",
        "\"2020-03-03 24:00\"",
    );
    expect(
        "time-zone = \"Europe/Rome\"",
        "time-zone = \"Rome\"",
        "\"Rome\" is not a time zone",
        "\"Rome\"",
    );
    expect(
        "time-zone = \"Europe/Rome\"",
        "",
        "this goes by the clock of a place, and the model has no time zone",
        "\"08:00-18:00\"",
    );
    let late = "start = \"2020-03-31 22:00\"\ndeadline = \"2020-05-01 00:00\"";
    expect(
        "start = \"2020-03-31 22:00\"",
        late,
        "the deadline is outside the run",
        "\"2020-05-01 00:00\"",
    );
    let fine = "start = \"2020-03-31 22:00\"\nbin = \"1 s\"";
    expect(
        "start = \"2020-03-31 22:00\"",
        fine,
        "a run would have more than 100,000 bins",
        "\"1 s\"",
    );
}

#[test]
fn names_must_lead_somewhere_and_differ() {
    expect(
        "name = \"submit\"",
        "name = \"login\"",
        "there are two pages called `login`",
        "\"login\"",
    );
    expect(
        "role = \"citizen\"",
        "role = \"citzen\"",
        "there is no role called `citzen`",
        "\"citzen\"",
    );
    expect(
        "demand = \"launch\"",
        "demand = \"lunch\"",
        "there is no demand called `lunch`",
        "\"lunch\"",
    );
    expect(
        "office = \"acc",
        "office = \"ac",
        "there is no office called `acountants`",
        "\"acountants\"",
    );
    expect(
        "work = { web",
        "work = { wbe",
        "there is no tier called `wbe`",
        "{ fixed = \"5 ms\" }",
    );
    expect(
        "request = \"query\" },\n]",
        "request = \"quer\" },\n]",
        "there is no request called `quer`",
        "\"quer\"",
    );
    expect(
        "[journey]",
        "[journey]\nrestart-from = \"log\"",
        "there is no page called `log`",
        "\"log\"",
    );
    expect(
        "{ role = \"citizen\", hours",
        "{ role = \"farmer\", hours",
        "there is no role called `farmer`",
        "\"farmer\"",
    );
    expect(
        "slots = 60",
        "slots = 60\nstart-full-of = \"q\"",
        "there is no request called `q`",
        "\"q\"",
    );
}

#[test]
fn a_group_is_closed_or_open() {
    let header = "[people.group.artisans]";
    expect(
        "size = 2_000\n",
        "",
        "nothing says how many people this group has",
        header,
    );
    expect(
        "demand = \"launch\"\n",
        "",
        "nothing says when the people of this group come",
        header,
    );
    let open = "size = 2_000\narrivals = { poisson = \"1 per second\" }";
    let both = "a group is closed or open, and `size` and `arrivals` are both given";
    expect("size = 2_000", open, both, "{ poisson = \"1 per second\" }");
    expect(
        "size = 2_000\ndemand = \"launch\"\nthrough-office = { office = \"accountants\", share = \"50 %\" }",
        "arrivals = { poisson = \"1 per second\" }\ndemand = \"launch\"",
        "the arrivals already say when the people of this group come",
        "\"launch\"",
    );
}

#[test]
fn a_stream_is_of_those_who_apply_themselves() {
    let stream = "size = 2_000\ndemand = \"launch\"";
    expect(
        &format!("{stream}\nthrough-office = {{ office = \"accountants\", share = \"50 %\" }}"),
        "arrivals = { poisson = \"1 per second\" }\napply = 0.5",
        "the arrivals already are those who want to apply",
        "0.5",
    );
    expect(
        stream,
        "arrivals = { poisson = \"1 per second\" }",
        "only a closed group hands its files to offices",
        "{ office = \"accountants\", share = \"50 %\" }",
    );
}

#[test]
fn there_are_no_more_of_anything_than_can_be_told_apart() {
    let skill = |i| format!("[people.skill.level-{i}]\nweight = 1\n");
    let skills = |n: usize| (0..n).map(skill).collect::<Vec<String>>().concat();
    let with = |n| said("[journey]", &format!("{}[journey]", skills(n)));
    assert_eq!(with(8), []);
    assert_eq!(with(9)[0].0, "9 levels of skill are too many");
    let request = |i| format!("[portal.request.r{i}]\nwork = {{}}\n");
    let requests = (0..256).map(request).collect::<Vec<String>>().concat();
    let many = said("[attack.midnight", &format!("{requests}[attack.midnight"));
    assert_eq!(many[0].0, "257 classes of requests are too many");
}

#[test]
fn demand_must_fall_into_the_run_and_have_weight() {
    let at = "at = \"2020-04-01 08:00\"";
    expect(
        at,
        "at = \"2020-04-11 08:00\"",
        "this is after the end of the run",
        "\"2020-04-11 08:00\"",
    );
    expect(
        at,
        "at = \"2020-03-01 08:00\"",
        "this is before the start of the run",
        "\"2020-03-01 08:00\"",
    );
    let even = "until = \"2020-04-02 20:00\"";
    expect(
        even,
        "until = \"2020-04-01 08:00\"",
        "this ends before it begins",
        "\"2020-04-01 08:00\"",
    );
    let burst = "{ burst = { weight = 1, at = \"2020-04-01 08:00\" } }";
    let day = |from: &str, hours: &str| {
        format!("{{ diurnal = {{ weight = 1, from = \"{from}\", days = [1], hours = {hours} }} }}")
    };
    let hours = "[0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]";
    assert_eq!(said(burst, &day("2020-04-01 00:00", hours)), []);
    expect(
        burst,
        &day("2020-04-01 00:00", "[1, 2]"),
        "a day has 24 hours, and here are 2",
        "[1, 2]",
    );
    expect(
        burst,
        &day("2020-04-01 01:00", hours),
        "the first day begins at midnight",
        "\"2020-04-01 01:00\"",
    );
    let zero = hours.replace('1', "0");
    expect(
        burst,
        &day("2020-04-01 00:00", &zero),
        "no hour has any weight",
        &zero,
    );
}

#[test]
fn laws_must_exist_and_be_of_what_is_asked_for() {
    let law = "{ fixed = \"30 s\" }";
    let wrong = |law: &str| said("{ fixed = \"30 s\" }", law);
    for (text, message, part) in [
        ("{ fixed = 30 }", "30 has no unit of time", "30"),
        ("{ fixed = \"0 s\" }", "zero is too small here", "\"0 s\""),
        (
            "{ uniform = { from = \"5 s\", to = \"3 s\" } }",
            "3 s is below `from`",
            "\"3 s\"",
        ),
        (
            "{ lognormal = { sigma = 1 } }",
            "a lognormal law needs `mean` or `median`",
            "{ sigma = 1 }",
        ),
        (
            "{ lognormal = { mean = \"1 s\", sigma = 1, cv = 2 } }",
            "`sigma` and `cv` are both given",
            "2",
        ),
        ("{ erlang = { mean = \"1 s\", stages = 0 } }", "0 is too few", "0"),
        (
            "{ hyperexponential = { mean = \"1 s\", cv = 1 } }",
            "a hyperexponential law varies more than an exponential one, and 1 is not above 1",
            "1",
        ),
        (
            "{ weibull = { mean = \"1 s\", shape = 0 } }",
            "zero is too small here",
            "0",
        ),
        ("{ gamma = 3 }", "`gamma` is not a kind of law", "gamma"),
        (
            "\"20 s\"",
            "\"20 s\" does not say which kind of law it is",
            "\"20 s\"",
        ),
        ("{ fixed = \"soon\" }", "\"soon\" is not a duration", "\"soon\""),
    ] {
        assert_eq!(
            wrong(text),
            [(message.to_owned(), part.to_owned())],
            "{law} -> {text}"
        );
    }
    let pace = "\"1 s\" is a duration, and a plain factor is asked for";
    expect(
        "pace = { fixed = 1.0 }",
        "pace = { fixed = \"1 s\" }",
        pace,
        "\"1 s\"",
    );
}

#[test]
fn who_tries_again_must_be_told_when() {
    let role = "[people.role.citizen]";
    let retry = "people of this role try again, and nothing says how long they wait before";
    expect("retry-after = { exponential = \"20 s\" }\n", "", retry, role);
    assert_eq!(
        said(
            "retry-after = { exponential = \"20 s\" }\n",
            "reload-at-once = 1\n"
        ),
        []
    );
    let reload = "retry = 1\nreload-at-once = 1";
    let forever = "a person of this role who is refused reloads for ever in the same instant";
    expect("retry = 0.8", reload, forever, role);
    assert_eq!(
        said(
            "retry = 0.8",
            &format!("{reload}\nreload-after = {{ fixed = \"1 s\" }}")
        ),
        []
    );
    // A skill can make certain what its role only makes likely.
    let stubborn = "reload-at-once = 1\n[people.skill.stubborn]\nweight = 1\nretry = 1.25\n";
    let (wrong, _) = &said(
        "retry-after = { exponential = \"20 s\" }\ncome-back = 0.7\ncome-back-after = { lognormal = { median = \"2 h\", sigma = 0.8 } }\n",
        stubborn,
    )[0];
    assert_eq!(wrong, forever);
    let later = "people of this role come back, and nothing says how much later";
    expect(
        "come-back-after = { lognormal = { median = \"2 h\", sigma = 0.8 } }\n",
        "",
        later,
        role,
    );
}

#[test]
fn tiers_must_be_able_to_serve() {
    expect("slots = 60", "slots = 0", "0 is too few", "0");
    expect(
        "cores = 8",
        "cores = 0",
        "without cores no work is ever done",
        "0",
    );
    let slack = "the order `slack` drops requests that are too old, and nothing says how old that is";
    expect(
        "{ length = 400 }",
        "{ order = \"slack\" }",
        slack,
        "{ order = \"slack\" }",
    );
    let oldest = "`oldest` is only for the order `slack`";
    expect("{ length = 400 }", "{ oldest = \"9 s\" }", oldest, "\"9 s\"");
    let innermost = "`database` is the innermost tier: it waits for no other";
    expect("cores = 8", "gateway-timeout = \"9 s\"", innermost, "\"9 s\"");
    let usl = "cores = 8\npenalty = { usl = { sigma = 0.1, kappa = 0.01 } }";
    expect(
        "cores = 8",
        usl,
        "the universal scalability law takes the place of `cores`",
        "8",
    );
}

#[test]
fn one_mistake_is_told_once() {
    // A misspelt key is not also a missing one, and what hangs on it is not judged.
    assert_eq!(said("size = 2_000", "sise = 2_000").len(), 1);
    assert_eq!(said("role = \"citizen\"", "rol = \"citizen\"").len(), 1);
    assert_eq!(said("[journey]", "[jurney]").len(), 1);
    assert_eq!(said("end = \"2020-04-03 24:00\"", "end = \"soon\"").len(), 1);
}
