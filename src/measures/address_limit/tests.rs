//! Who is over the limit, by the law of a token bucket.

use crate::report::explain::testing::{assert_told, told};

#[test]
fn a_limit_stops_attacks_and_neighbours_by_the_token_bucket() {
    // The header of the file: everybody comes from one address, 8 a second where 10 are allowed and
    // 5 at once.
    let e = |policy: &str| told("textbook/token-bucket.toml", policy, &[]);
    assert_told(&e("limit"), "neighbours_over_limit", 0.035_290_40, 1e-6);
    assert_told(&e("ticks"), "neighbours_over_limit", 0.027_931_33, 1e-6);
    // Forty addresses at two a second each look like that to a limit of 2.5 a second.
    let few = [
        "attack.bots={flood={request=\"page\",origin={addresses=40},pulse=[{from=\"2020-01-01 01:00\",until=\"2020-01-01 02:00\",rate=\"80 per second\"}]}}",
        "policy.limit.measure.0.address-limit.rate=\"2.5 per second\"",
    ];
    let e = |set: &[&str]| told("textbook/token-bucket.toml", "limit", set);
    assert_told(&e(&few), "attack_over_limit", 0.035_290_40, 1e-6);
    let many = [&few[0].replace("origin={addresses=40},", ""), few[1]];
    assert_told(&e(&many), "attack_over_limit", 0.0, 0.0);
}

#[test]
fn offices_behind_one_address_are_slowed_by_themselves() {
    // Operators of a role at ten to an address: each takes so long for a file, and sends a page's
    // request so often.
    let set = [
        "network.shared-address=[{role=\"office\",people=10}]",
        "policy.open-to-all.measure.0={address-limit={rate=\"1 per second\",burst=20}}",
    ];
    let e = told("inps-2020-04-01", "open-to-all", &set);
    let line = e.find("neighbours_over_limit").unwrap();
    assert!(
        line.value.unwrap() < 1e-9,
        "ten operators do not send a request a second"
    );
    let tight = [
        set[0],
        "policy.open-to-all.measure.0={address-limit={rate=\"1 per minute\",burst=2}}",
    ];
    let e = told("inps-2020-04-01", "open-to-all", &tight);
    assert!(e.find("neighbours_over_limit").unwrap().value.unwrap() > 0.5);
}
