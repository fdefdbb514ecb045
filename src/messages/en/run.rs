//! The summary of `run`.

use super::English;
use crate::messages::{Cost, Numbers, RunRow, RunSection, RunText, Whole};
use clickday_engine::sim::result::Outcome;

impl RunText for English {
    fn subject(&self, model: &str, policy: &str) -> String {
        format!("{model}, policy {policy}")
    }

    fn period(&self, start: &str, until: &str, zone: &str) -> String {
        format!("{} to {}, {zone}", self.beginning(start), self.moment(until))
    }

    fn identity(&self, seed: u64, replication: u64, is_mirror: bool, share: f64) -> String {
        let mirror = if is_mirror {
            " (mirror: antithetic variates)"
        } else {
            ""
        };
        format!(
            "Seed {seed}, replication {replication}{mirror}, scale {}",
            self.scale(share)
        )
    }

    fn stands_for(&self, people: f64) -> String {
        format!(
            "1 simulated person stands for {} people. Numbers are those of the real launch.\n\
             Numbers in brackets are those of the simulation.",
            self.number(people)
        )
    }

    fn section(&self, section: RunSection<'_>) -> String {
        match section {
            RunSection::People => "People".to_owned(),
            RunSection::Attempts => "Attempts (requests by people)".to_owned(),
            RunSection::Portal => "Portal".to_owned(),
            RunSection::Tier(name) => format!("Tier {name}"),
            RunSection::WaitingRoom => "Waiting room".to_owned(),
            RunSection::Metrics => "Metrics".to_owned(),
        }
    }

    fn row(&self, row: RunRow) -> &'static str {
        match row {
            RunRow::Entitled => "entitled",
            RunRow::People => "people",
            RunRow::Came => "came (wanted to apply)",
            RunRow::Submitted => "submitted",
            RunRow::StillTrying => "still trying at the end",
            RunRow::GaveUp => "gave up",
            RunRow::MedianWait => "median wait",
            RunRow::LongWait => "90th percentile of wait",
            RunRow::AllAttempts => "all attempts",
            RunRow::InFlight => "in flight at the end",
            RunRow::Failed => "failed",
            RunRow::MedianPage => "median page time",
            RunRow::LongPage => "99th percentile of page time",
            RunRow::Requests => "requests",
            RunRow::Delivered => "pages delivered per second",
            RunRow::Utilisation => "utilisation",
            RunRow::InTier => "requests inside, on average",
            RunRow::Tickets => "tickets taken",
            RunRow::Called => "tickets called",
            RunRow::Claimed => "tickets claimed",
            RunRow::Waiting => "people waiting, on average",
            RunRow::Inside => "people inside, on average",
            RunRow::Polls => "polls of the waiting page",
        }
    }

    fn outcome(&self, outcome: Outcome) -> &'static str {
        match outcome {
            Outcome::Served => "served",
            Outcome::Refused => "refused: portal full",
            Outcome::Shed => "turned away to protect",
            Outcome::Blocked => "blocked as suspect",
            Outcome::Closed => "door closed",
            Outcome::GatewayTimeout => "gateway timeout",
            Outcome::BacklogTimeout => "waited too long inside",
            Outcome::Abandoned => "person gave up waiting",
            Outcome::WrongPerson => "shown another person's page",
        }
    }

    fn share_of(&self, share: f64, whole: Whole) -> String {
        let whole = match whole {
            Whole::Entitled => "those entitled",
            Whole::People => "all people",
            Whole::Came => "those who came",
            Whole::EndedAttempts => "those that ended",
        };
        format!("{} of {whole}", self.percent(share))
    }

    fn wait_not_reached(&self) -> &'static str {
        "not reached by the end"
    }

    fn no_page_served(&self) -> &'static str {
        "no page served"
    }

    fn wait_meaning(&self) -> &'static str {
        "Wait: from first wanting to apply until the application is submitted, for all who came."
    }

    fn collapse(&self, first: Option<(&str, f64)>) -> String {
        match first {
            Some((civil, seconds)) => format!(
                "The portal collapsed: for {} in total, first at {}.",
                self.time(seconds),
                self.beginning(civil)
            ),
            None => "The portal did not collapse.".to_owned(),
        }
    }

    fn collapse_meaning(&self) -> &'static str {
        "Collapse: for at least 20 minutes more attempts fail than succeed, and fewer applications are\n\
         completed than 30 % of what the portal can complete when it is healthy."
    }

    fn averages_meaning(&self) -> &'static str {
        "Averages are over the whole run, also over the time before the waiting room opens."
    }

    fn cost(&self, cost: Cost) -> String {
        let events = self.count(cost.events as f64);
        if cost.wall_s <= 0.0 {
            return format!("Simulated {events} events.");
        }
        let memory = cost.peak_mib.map_or_else(String::new, |mib| {
            format!(", with at most {} MiB of memory", self.count(mib))
        });
        format!(
            "Simulated {events} events in {} ({} million per second){memory}.",
            self.time(cost.wall_s),
            self.significant(cost.events as f64 / cost.wall_s / 1e6)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_named_by_what_determines_it() {
        let of = |is_mirror| RunText::identity(&English, 1, 0, is_mirror, 0.025);
        assert_eq!(of(false), "Seed 1, replication 0, scale 1:40");
        assert_eq!(
            of(true),
            "Seed 1, replication 0 (mirror: antithetic variates), scale 1:40"
        );
        let period = RunText::period(&English, "2020-03-31 22:00", "2020-04-04 00:00", "Europe/Rome");
        assert_eq!(period, "31 Mar 22:00 to 3 Apr 24:00, Europe/Rome");
    }

    #[test]
    fn a_collapse_is_told_with_its_length_and_its_beginning() {
        let first = Some(("2020-04-01 00:05", 39_600.0));
        assert_eq!(
            RunText::collapse(&English, first),
            "The portal collapsed: for 11 h 00 min in total, first at 1 Apr 00:05."
        );
        assert_eq!(RunText::collapse(&English, None), "The portal did not collapse.");
    }

    #[test]
    fn the_cost_is_told_as_far_as_it_was_measured() {
        let cost = |wall_s, peak_mib| {
            RunText::cost(
                &English,
                Cost {
                    events: 187_000_000,
                    wall_s,
                    peak_mib,
                },
            )
        };
        assert_eq!(
            cost(20.0, Some(280.4)),
            "Simulated 187,000,000 events in 20 s (9.35 million per second), with at most 280 MiB of memory."
        );
        assert_eq!(
            cost(20.0, None),
            "Simulated 187,000,000 events in 20 s (9.35 million per second)."
        );
        assert_eq!(cost(0.0, Some(280.4)), "Simulated 187,000,000 events.");
    }
}
