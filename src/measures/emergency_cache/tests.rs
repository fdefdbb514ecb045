//! How many are shown the page of another, by the renewal law.

use crate::report::explain::testing::{assert_silent, assert_told, told};

#[test]
fn a_cache_leaks_by_the_renewal_law() {
    // 2.1 a second on 42 nodes, kept for a minute, for half an hour: the golden values at a request
    // every 20 s.
    let e = told("physics/wrong-pages.toml", "cached", &[]);
    assert_told(&e, "leak", 42.0 * 67.218_750, 1e-6);
    assert_told(&e, "leak_victims", 42.0 * 22.781_250, 1e-6);
    assert_silent(
        &told("physics/wrong-pages.toml", "open", &[]),
        "leak",
        "no cache that could mix up",
    );
}
