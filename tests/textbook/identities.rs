//! What holds of every run, not on average: Little's law, the balance of flows, the conservation of work.

use crate::common::{Estimate, Subject, tier};

/// Runs that end with nobody inside: then the time integral of the number present is the sum of the stays, to the tick of the clock.
#[test]
fn littles_law_holds_in_each_run() {
    let more_time = "calendar.end=\"2020-01-01 01:00\"";
    let quick = "people.group.customers.arrivals.poisson-steps=[{ from = \"2020-01-01 00:00:00\", rate = \"3 per second\" }, { from = \"2020-01-01 00:50:00\", rate = \"0 per second\" }]";
    let points: [(&str, &[&str]); 4] = [
        ("models/textbook/drain.toml", &[more_time]),
        ("models/textbook/crowd.toml", &[more_time]),
        ("models/textbook/windows.toml", &[more_time, quick]),
        ("models/textbook/waiting-room-lottery.toml", &[]),
    ];
    for (path, set) in points {
        let subject = Subject::new(path, set);
        let runs: Vec<_> = (0..10)
            .map(|replication| subject.run(3_600, replication))
            .collect();
        let mut ratios = Vec::new();
        for run in &runs {
            let t = tier(run);
            assert_eq!((t.inside, t.arrivals), (0, t.served + t.refused), "{path}");
            let stays = t.served as f64 * t.mean_sojourn_s.unwrap_or(0.0);
            ratios.push(t.mean_in_tier * run.seconds / stays);
        }
        Estimate::of_sample("L over λW", &ratios).agrees_with(1.0);
        for ratio in ratios {
            assert!((ratio - 1.0).abs() < 1e-9, "{path}: {ratio}");
        }
    }
}

/// A single desk is never idle while somebody waits: the desk's work is done at the same instants whatever the order of the line.
#[test]
fn work_is_conserved_whatever_the_order() {
    let fixed = "portal.request.service.work.desk={ fixed = \"1 s\" }";
    for order in ["fifo", "lifo"] {
        let set = [
            fixed.to_owned(),
            "calendar.end=\"2020-01-01 01:00\"".to_owned(),
            format!("portal.tier.0.backlog.order=\"{order}\""),
        ];
        let set: Vec<&str> = set.iter().map(String::as_str).collect();
        let subject = Subject::new("models/textbook/crowd.toml", &set);
        let shares: Vec<f64> = (0..10)
            .map(|replication| tier(&subject.run(3_600, replication)).utilisation)
            .collect();
        Estimate::of_sample("share of the hour at work", &shares).agrees_with(200.0 / 3_600.0);
    }
}
