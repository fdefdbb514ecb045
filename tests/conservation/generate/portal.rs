//! Portals of one to four tiers.

use proptest::prelude::*;

use super::{Text, always, law, lines, number, perhaps, seconds};

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

pub(super) fn portal() -> Text {
    (1_usize..=4)
        .prop_flat_map(|tiers| {
            let mut parts: Vec<Text> = (0..tiers).map(|k| tier(k, k + 1 == tiers)).collect();
            parts.extend(["deep", "other"].map(|name| class(name, tiers)));
            lines(parts)
        })
        .boxed()
}
