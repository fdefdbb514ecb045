//! Attacks and defences: token buckets, slots taken by nobody, guesses at passwords, thinned floods.

use clickday::measures::lockout::LockoutSummary;
use clickday::sim::result::{DefenceSummary, Outcome};
use clickday::theory::erlang;
use clickday::theory::finite_room::FiniteRoom;
use clickday::theory::token_bucket::TokenBucket;
use statrs::distribution::{DiscreteCDF, Poisson};

use crate::Checked;
use crate::common::{Estimate, Observed, Subject, replicate, tier};
use crate::estimates::*;

const SCRUBBING: &str = "models/textbook/scrubbing.toml";

fn total(r: &Observed) -> f64 {
    r.attempts.total as f64
}

fn blocked(r: &Observed) -> f64 {
    r.attempts.of(Outcome::Blocked) as f64
}

fn defence(r: &Observed) -> &DefenceSummary {
    &r.defences[0]
}

#[test]
fn a_limit_blocks_what_a_token_bucket_does() -> Checked {
    let path = "models/textbook/token-bucket.toml";
    for (rate, refill, burst) in [(8.0, 10.0, 5), (10.0, 10.0, 10)] {
        let bucket = TokenBucket::new(rate, refill, burst)?;
        let arrivals = format!("people.group.customers.arrivals.poisson=\"{rate} per second\"");
        for (policy, exact) in [
            ("limit", bucket.p_refused()),
            ("ticks", bucket.p_refused_by_ticks()),
        ] {
            let depth = format!("policy.{policy}.measure.0.address-limit.burst={burst}");
            let runs = Subject::new(path, &[&arrivals, &depth])
                .under(policy)
                .replicate(100, 20_000, 30);
            runs.ratio("share blocked", blocked, total).agrees_with(exact);
            // Everybody who was blocked is a false positive of the group.
            for run in runs.ends() {
                let of_group = &defence(run).people_blocked_by_group[0];
                assert_eq!(of_group.1, run.attempts.of(Outcome::Blocked));
                // Whoever passes is served, some of them after the end.
                let (served, in_flight) = (run.attempts.of(Outcome::Served), run.attempts.in_flight);
                assert_eq!(defence(run).people_passed, served + in_flight);
            }
        }
    }
    Ok(())
}

#[test]
fn held_slots_leave_a_smaller_queue() -> Checked {
    let queue = FiniteRoom::new(12.0, 1.0, 10, 30)?;
    let runs = replicate("models/textbook/slow-connections.toml", &[], 400, 20_000, 40);
    p_refused(&runs).agrees_with(queue.p_refused());
    mean_in_tier(&runs).agrees_with(queue.mean_in_tier());
    mean_sojourn(&runs).agrees_with(queue.mean_sojourn());
    throughput(&runs).agrees_with(queue.throughput());
    // Ten slots are held, and work is done in the ten others; the processors count for all twenty.
    utilisation(&runs).agrees_with(queue.utilisation() / 2.0);
    for run in runs.ends() {
        let attack = &run.attacks[0].1;
        assert_eq!((attack.requests.total, attack.requests.in_flight), (10, 10));
        assert_eq!(attack.connections.unwrap().most_held, 10);
    }
    Ok(())
}

#[test]
fn connections_reopened_are_a_loss_system() -> Checked {
    let nobody_else = "people.group.customers.arrivals={poisson=\"0 per second\"}";
    let pulse = "attack.slow.slow-connections.pulse.0={from=\"2020-01-01 00:00\",until=\"2020-01-02 00:00\",rate=\"1 per second\"}";
    // (connections wanted, held at once): the fewer of them and of the twenty slots.
    for (wanted, places) in [(1_000, 20), (15, 15)] {
        let connections = format!("attack.slow.slow-connections.connections={wanted}");
        let timeout = "attack.slow.slow-connections.header-timeout=\"20 s\"";
        let runs = replicate(
            "models/textbook/slow-connections.toml",
            &[nobody_else, pulse, &connections, timeout],
            200,
            20_000,
            20,
        );
        let load = 20.0;
        let exact = load * (1.0 - erlang::loss(places, load)?);
        runs.rate("connections held", |r| {
            r.attacks[0].1.connections.unwrap().mean_held * r.seconds
        })
        .agrees_with(exact);
        runs.rate("slots taken", |r| tier(r).mean_slots_taken * r.seconds)
            .agrees_with(exact);
        assert!(runs.ends().all(|r| tier(r).utilisation.abs() < f64::EPSILON));
    }
    Ok(())
}

#[test]
fn guesses_lock_accounts_by_the_poisson_law() {
    let path = "models/textbook/credential-stuffing.toml";
    let runs = Subject::new(path, &[]).under("lockout").replicate(0, 3_600, 20);
    let tail = Poisson::new(5.0).expect("a mean above zero").sf(4);
    let locked: Vec<f64> = runs
        .ends()
        .map(|r| LockoutSummary::of(r).unwrap().people as f64 / 20_000.0)
        .collect();
    Estimate::of_sample("share of accounts locked", &locked).agrees_with(tail);
    for run in runs.ends() {
        // Who is locked out cannot log in, and everybody tries once.
        assert_eq!(
            run.attempts.of(Outcome::Blocked),
            LockoutSummary::of(run).unwrap().people
        );
        assert_eq!(run.attempts.total, 20_000);
        let guesses = run.attacks[0].1.guesses.unwrap();
        assert_eq!((guesses.made, guesses.got_in), (run.attacks[0].1.let_through, 0));
    }
    // One guess in a hundred right: the first five in a row must be wrong, or later ones; a bound on either side is exact.
    let some = Subject::new(path, &["attack.stuffing.credential-stuffing.success=0.01"]);
    let runs = some.under("open").replicate(0, 3_600, 20);
    runs.ratio(
        "share of guesses that get in",
        |r| r.attacks[0].1.guesses.unwrap().got_in as f64,
        |r| r.attacks[0].1.guesses.unwrap().made as f64,
    )
    .agrees_with(0.01);
    assert!(runs.ends().all(|r| r.attempts.of(Outcome::Blocked) == 0));
}

#[test]
fn scrubbing_thins_a_flood() {
    let subject = || Subject::new(SCRUBBING, &[]).under("scrubbing");
    // Nothing is dropped until it is noticed and the traffic is led away.
    let early = subject().run(600, 0);
    assert_eq!((defence(&early).attack_blocked, blocked(&early) as u64), (0, 0));
    let runs = subject().replicate(601, 3_000, 20);
    let flood = |r: &Observed| r.attacks[0].1;
    runs.rate("flood let through", |r| flood(r).let_through as f64)
        .agrees_with(200.0 * 0.05);
    runs.ratio("people blocked", blocked, total).agrees_with(0.01);
    runs.rate("people served", |r| r.attempts.of(Outcome::Served) as f64)
        .agrees_with(20.0 * 0.99);
    // What is let through of a Poisson stream is Poisson: its scatter is the root of its number.
    runs.rate("flood let through", |r| flood(r).let_through as f64)
        .scatters_like((200.0_f64 * 0.05 / 3_000.0).sqrt());
    // False positives are binomial.
    runs.rate("false positives", |r| defence(r).people_blocked as f64)
        .scatters_like((20.0_f64 * 0.01 / 3_000.0).sqrt());
}

#[test]
fn each_defence_takes_its_share_of_people_and_attackers() -> Checked {
    // (policy, share of the people's attempts blocked, of the attack's requests).
    for (policy, people, attack) in [("challenge", 0.02, 0.7), ("geo-block", 0.02, 0.7)] {
        let runs = Subject::new(SCRUBBING, &[]).under(policy).replicate(0, 3_000, 20);
        runs.ratio("people blocked", blocked, total).agrees_with(people);
        runs.ratio(
            "attack blocked",
            |r| defence(r).attack_blocked as f64,
            |r| r.attacks[0].1.requests.total as f64,
        )
        .agrees_with(attack);
    }
    // The flood comes from a hundred addresses, two a second each: a hundred token buckets.
    let runs = Subject::new(SCRUBBING, &[])
        .under("address-limit")
        .replicate(200, 3_000, 20);
    runs.ratio(
        "attack blocked",
        |r| defence(r).attack_blocked as f64,
        |r| r.attacks[0].1.requests.total as f64,
    )
    .agrees_with(TokenBucket::new(2.0, 2.0, 10)?.p_refused());
    Ok(())
}

/// A defence before a portal that nobody attacks, and that blocks nobody, changes nothing but the time it takes.
#[test]
fn a_defence_that_blocks_nobody_changes_nothing() {
    let quiet = "attack.flood.flood.pulse=[]";
    let open = Subject::new(SCRUBBING, &[quiet]);
    let plain = open.under("open").run(2_000, 0);
    for (policy, set) in [
        (
            "scrubbing",
            "policy.scrubbing.measure.0.scrubbing={efficacy=0.95,false-positives=0.0}",
        ),
        ("geo-block", "network.abroad=0.0"),
        (
            "address-limit",
            "policy.address-limit.measure.0.address-limit.rate=\"100000 per second\"",
        ),
        (
            "challenge",
            "policy.challenge.measure.0.challenge={people-pass=1.0,takes=\"0 s\",clearance=\"1 h\"}",
        ),
    ] {
        // The seed of a subject follows from what it is called: here it must not.
        let run = open_with(&[quiet, set], policy, plain.seed);
        assert_eq!(run.attempts, plain.attempts, "{policy}");
        assert_eq!(run.page_s, plain.page_s, "{policy}");
        assert_eq!(run.by_group, plain.by_group, "{policy}");
    }
}

fn open_with(set: &[&str], policy: &str, seed: u64) -> clickday::sim::RunResult {
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(SCRUBBING);
    let model = clickday::measures::load::load(&path, &set).expect("the model can be read");
    let options = clickday::sim::RunOptions {
        policy: policy.to_owned(),
        seed,
        until_us: Some(2_000_000_000),
        ..clickday::sim::RunOptions::default()
    };
    clickday::measures::run(&model, &options, &mut |_| {}).expect("the model can be run")
}

#[test]
fn explain_says_what_attacks_take() {
    let at = |path: &str, policy: &str| {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let model = clickday::measures::load::load(&path, &[]).expect("the model can be read");
        {
            let scenario =
                clickday::scenario::Scenario::new(&model, policy, 1.0, None).expect("the model compiles");
            clickday::report::explain::explain(&scenario, 1.0, clickday::Language::English)
                .expect("the model can be explained")
        }
    };
    let value = |path: &str, policy: &str, id: &str| {
        let explanation = at(path, policy);
        explanation
            .find(id)
            .and_then(|s| s.value)
            .expect("there is a line")
    };
    let slots = value("models/textbook/slow-connections.toml", "open", "attack_slots");
    assert!((slots - 10.0).abs() < 1e-3, "{slots}");
    let locked = value(
        "models/textbook/credential-stuffing.toml",
        "lockout",
        "locked_accounts",
    );
    // P(Poisson(5) >= 5) = 0.559507 (tables).
    assert!((locked - 20_000.0 * 0.559_506_7).abs() < 0.01, "{locked}");
    let left = value(SCRUBBING, "scrubbing", "flood_behind_scrubbing");
    assert!((left - 10.0).abs() < 1e-9, "{left}");
    // Nothing is said of what is not there.
    assert!(
        at("models/textbook/mmck.toml", "open")
            .find("attack_slots")
            .is_none()
    );
}
