//! Attacks, and where they come from.

use proptest::prelude::*;

use super::{Text, always, law, lines, number, perhaps, seconds, share};

/// Up to four attacks of different kinds, and how people share addresses.
pub(super) fn attacks() -> Text {
    let or_none = |attack: Text| prop_oneof![Just(String::new()).boxed(), attack].boxed();
    let kinds = [flood(), slow_connections(), credential_stuffing(), queue_bots()];
    let mut parts = vec![network()];
    parts.extend(kinds.map(or_none));
    lines(parts)
}

fn network() -> Text {
    let shared = (share(), 1..20_u32).prop_map(|(share, people)| {
        format!("\n[[network.shared-address]]\nrole = \"citizen\"\nshare = {share}\npeople = {people}\n")
    });
    let network = (share(), prop_oneof![Just(String::new()).boxed(), shared.boxed()])
        .prop_map(|(abroad, shared)| format!("\n[network]\nabroad = {abroad}\n{shared}"));
    prop_oneof![Just(String::new()).boxed(), network.boxed()].boxed()
}

fn class() -> Text {
    prop_oneof![Just("\"deep\"".to_owned()), Just("\"other\"".to_owned())].boxed()
}

/// Two pulses that overlap, the first at up to `most` a second.
fn pulses(most: u32) -> Text {
    let pulse = |rate| {
        format!(
            "pulse = [{{ from = \"2020-04-01 00:20\", until = \"2020-04-01 00:40\", rate = \"{rate} per second\" }}, \
             {{ from = \"2020-04-01 00:30\", until = \"2020-04-01 01:10\", rate = \"1 per second\" }}]\n"
        )
    };
    (0..=most).prop_map(pulse).boxed()
}

fn origin() -> Text {
    let addresses = prop_oneof![
        Just(String::new()),
        (1..50_u32).prop_map(|n| format!("addresses = {n}, "))
    ];
    let origin = (addresses, share(), share()).prop_map(|(addresses, abroad, passes)| {
        format!("origin = {{ {addresses}abroad = {abroad}, passes-challenge = {passes} }}\n")
    });
    prop_oneof![Just(String::new()).boxed(), origin.boxed()].boxed()
}

fn flood() -> Text {
    lines(vec![
        Just("\n[attack.flood.flood]\n".to_owned()).boxed(),
        always("request", class()),
        perhaps("patience", law(100, 20_000)),
        pulses(7),
        origin(),
    ])
}

fn slow_connections() -> Text {
    lines(vec![
        Just("\n[attack.slow.slow-connections]\n".to_owned()).boxed(),
        always("connections", number(1..20)),
        always("header-timeout", seconds(1, 300)),
        pulses(3),
        origin(),
    ])
}

fn credential_stuffing() -> Text {
    lines(vec![
        Just("\n[attack.stuffing.credential-stuffing]\n".to_owned()).boxed(),
        always("request", class()),
        perhaps("patience", law(100, 20_000)),
        always("success", share()),
        pulses(3),
        origin(),
    ])
}

fn queue_bots() -> Text {
    lines(vec![
        Just("\n[attack.bots.queue-bots]\n".to_owned()).boxed(),
        perhaps("holds", seconds(1, 1_200)),
        pulses(2),
        origin(),
    ])
}
