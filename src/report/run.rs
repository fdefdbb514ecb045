//! One run in words, one value a line. Every number is of the real launch; below full scale the simulated one stands beside it in
//! brackets.

use std::fmt::{self, Write};

use super::table::Styling;
use crate::measures::waiting_room::RoomSummary;
use crate::messages::{Cost, RunRow, RunSection, RunText, Whole};
use crate::metrics::Quantity;
use clickday_engine::sim::RunResult;
use clickday_engine::sim::result::Outcome;

/// Characters of a label.
const LABEL_WIDTH: usize = 34;

/// Characters of a value, and of the simulated one in its brackets.
const VALUE_WIDTH: usize = 14;

/// The report of a run: who came and was served, how attempts ended, and what the portal did. Then the values of the metrics that
/// somebody asked for.
pub fn report(result: &RunResult, metrics: &[Quantity], styling: Styling) -> String {
    let mut text = String::new();
    let say = styling.language.run();
    let page = Page { result, styling, say };
    // Writing to a string cannot fail.
    let _ = page.write(&mut text, metrics);
    text
}

/// A run, and how it is written.
struct Page<'a> {
    result: &'a RunResult,
    styling: Styling,
    say: &'static dyn RunText,
}

impl Page<'_> {
    fn write(&self, text: &mut String, metrics: &[Quantity]) -> fmt::Result {
        self.head(text)?;
        self.people(text)?;
        self.attempts(text)?;
        self.portal(text)?;
        self.waiting_room(text)?;
        self.asked(text, metrics)?;
        let cost = Cost {
            events: self.result.events,
            wall_s: self.result.wall_s,
            peak_mib: self.result.peak_rss_mib,
        };
        writeln!(text, "\n{}", self.say.cost(cost))
    }

    fn head(&self, text: &mut String) -> fmt::Result {
        let (r, say) = (self.result, self.say);
        let subject = say.subject(&r.model, &r.policy);
        writeln!(text, "{}", self.styling.heading(&subject))?;
        writeln!(text, "{}", say.period(&r.start, &r.until, &r.time_zone))?;
        let identity = say.identity(r.seed, r.replication, r.antithetic, r.scale);
        writeln!(text, "{identity}")?;
        if self.is_scaled() {
            writeln!(text, "{}", say.stands_for(1.0 / r.scale))?;
        }
        Ok(())
    }

    fn people(&self, text: &mut String) -> fmt::Result {
        let (r, say) = (self.result, self.say);
        self.section(text, RunSection::People)?;
        // Equity is of people who are entitled; a model without them has arrivals alone.
        let (all, of_all) = match r.equity {
            Some(_) => (RunRow::Entitled, Whole::Entitled),
            None => (RunRow::People, Whole::People),
        };
        let of_all = |part| share(part, r.eligible).map(|share| say.share_of(share, of_all));
        let of_came = |part| share(part, r.tried).map(|share| say.share_of(share, Whole::Came));
        self.count(text, say.row(all), r.eligible, None)?;
        self.count(text, say.row(RunRow::Came), r.tried, of_all(r.tried))?;
        self.count(
            text,
            say.row(RunRow::Submitted),
            r.submitted,
            of_came(r.submitted),
        )?;
        self.count(
            text,
            say.row(RunRow::StillTrying),
            r.still_trying,
            of_came(r.still_trying),
        )?;
        self.count(text, say.row(RunRow::GaveUp), r.given_up, of_came(r.given_up))?;
        let wait = |seconds: Option<f64>| {
            seconds.map_or_else(|| say.wait_not_reached().to_owned(), |s| say.known_time(s))
        };
        self.value(text, RunRow::MedianWait, &wait(r.wait_s.p50))?;
        self.value(text, RunRow::LongWait, &wait(r.wait_s.p90))?;
        writeln!(text, "{}", say.wait_meaning())
    }

    fn attempts(&self, text: &mut String) -> fmt::Result {
        let (r, say) = (self.result, self.say);
        let attempts = &r.attempts;
        self.section(text, RunSection::Attempts)?;
        self.count(text, say.row(RunRow::AllAttempts), attempts.total, None)?;
        if attempts.in_flight > 0 {
            self.count(text, say.row(RunRow::InFlight), attempts.in_flight, None)?;
        }
        // Shares are of the attempts that ended, as in every table.
        let of_ended = |share| Some(say.share_of(share, Whole::EndedAttempts));
        let served = Outcome::Served;
        self.count(
            text,
            say.outcome(served),
            attempts.of(served),
            of_ended(attempts.share(served)),
        )?;
        let failed = of_ended(attempts.failure_rate());
        self.count(text, say.row(RunRow::Failed), attempts.failed(), failed)?;
        let failures = Outcome::ALL.into_iter().filter(|outcome| outcome.is_failure());
        for outcome in failures.filter(|outcome| attempts.of(*outcome) > 0) {
            let label = format!("  {}", say.outcome(outcome));
            self.count(
                text,
                &label,
                attempts.of(outcome),
                of_ended(attempts.share(outcome)),
            )?;
        }
        let page = |seconds: Option<f64>| {
            seconds.map_or_else(|| say.no_page_served().to_owned(), |s| say.known_time(s))
        };
        self.value(text, RunRow::MedianPage, &page(r.page_s.p50))?;
        self.value(text, RunRow::LongPage, &page(r.page_s.p99))
    }

    fn portal(&self, text: &mut String) -> fmt::Result {
        let (r, say) = (self.result, self.say);
        self.section(text, RunSection::Portal)?;
        let collapse = r.collapse.as_ref();
        let first = collapse.map(|collapse| (collapse.since.as_str(), collapse.total_s));
        writeln!(text, "{}", say.collapse(first))?;
        if first.is_some() {
            writeln!(text, "{}", say.collapse_meaning())?;
        }
        for (name, tier) in &r.tiers {
            self.section(text, RunSection::Tier(name))?;
            self.count(text, say.row(RunRow::Requests), tier.arrivals, None)?;
            self.rate(text, RunRow::Delivered, tier.goodput_per_s)?;
            self.value(text, RunRow::Utilisation, &say.percent(tier.utilisation))?;
            self.rate(text, RunRow::InTier, tier.mean_in_tier)?;
        }
        Ok(())
    }

    fn waiting_room(&self, text: &mut String) -> fmt::Result {
        let say = self.say;
        let Some(room) = RoomSummary::of(self.result) else {
            return Ok(());
        };
        self.section(text, RunSection::WaitingRoom)?;
        self.count(text, say.row(RunRow::Tickets), room.tickets, None)?;
        self.count(text, say.row(RunRow::Called), room.called, None)?;
        self.count(text, say.row(RunRow::Claimed), room.claimed, None)?;
        self.rate(text, RunRow::Waiting, room.mean_waiting)?;
        self.rate(text, RunRow::Inside, room.mean_inside)?;
        self.count(text, say.row(RunRow::Polls), room.polls, None)?;
        writeln!(text, "{}", say.averages_meaning())
    }

    fn asked(&self, text: &mut String, metrics: &[Quantity]) -> fmt::Result {
        if metrics.is_empty() {
            return Ok(());
        }
        self.section(text, RunSection::Metrics)?;
        for metric in metrics {
            let language = self.styling.language;
            let value = metric.metric().unit.written(metric.of(self.result), language);
            writeln!(text, "  {}: {value}", metric.label(language))?;
        }
        Ok(())
    }

    fn is_scaled(&self) -> bool {
        self.result.scale < 1.0
    }

    fn section(&self, text: &mut String, section: RunSection<'_>) -> fmt::Result {
        let heading = self.say.section(section);
        writeln!(text, "\n{}", self.styling.heading(&heading))
    }

    /// A line with a count of the real launch, the simulated one in brackets, and which share of a whole that is.
    fn count(&self, text: &mut String, label: &str, simulated: u64, share: Option<String>) -> fmt::Result {
        let write = |number: f64| self.say.count(number);
        self.both(text, label, simulated as f64, &write, share)
    }

    /// The same of a rate or a mean.
    fn rate(&self, text: &mut String, row: RunRow, simulated: f64) -> fmt::Result {
        let write = |number: f64| self.say.significant(number);
        self.both(text, self.say.row(row), simulated, &write, None)
    }

    fn both(
        &self,
        text: &mut String,
        label: &str,
        simulated: f64,
        write: &dyn Fn(f64) -> String,
        share: Option<String>,
    ) -> fmt::Result {
        let real = write(simulated / self.result.scale);
        let bracket = if self.is_scaled() {
            format!("{:>VALUE_WIDTH$}", format!("({})", write(simulated)))
        } else {
            String::new()
        };
        let share = share.unwrap_or_default();
        let line = format!("  {label:<LABEL_WIDTH$} {real:>VALUE_WIDTH$}{bracket}  {share}");
        writeln!(text, "{}", line.trim_end())
    }

    /// A line with a value that is the same at every scale.
    fn value(&self, text: &mut String, row: RunRow, value: &str) -> fmt::Result {
        writeln!(
            text,
            "  {:<LABEL_WIDTH$} {value:>VALUE_WIDTH$}",
            self.say.row(row)
        )
    }
}

/// The share of a part in a whole; `None` where the whole is nothing.
fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}
