//! Titles, labels and descriptions of charts.

mod words;

use super::English;
use crate::messages::Numbers;
use crate::messages::charts::{
    ChartText, Collapsed, Collapses, DayHead, DayRow, Ends, Footer, Key, Of, OperatorAct, Peak, Proportion,
    RoomPlace, Unit,
};
use clickday_engine::figures::spoken;
use clickday_engine::sim::result::Outcome;

use words::{collapsed_for, counted, launch_1, mean_of, pair, part, quoted, sentence, share, under_each};

impl ChartText for English {
    fn label_of(&self, name: &str) -> String {
        sentence(name)
    }

    fn short_day(&self, date: &str) -> String {
        spoken::short_day(date)
    }

    fn footer(&self, footer: &Footer<'_>) -> String {
        let seeds: Vec<String> = footer.seeds.iter().map(u64::to_string).collect();
        let seed = if seeds.len() == 1 { "seed" } else { "seeds" };
        let (fewest, most) = footer.launches;
        let launches = if fewest == most {
            self.launches(most, footer.scale)
        } else {
            format!("{fewest} to {}", self.launches(most, footer.scale))
        };
        let scaled = if footer.scale < 1.0 {
            " (counts multiplied back)"
        } else {
            ""
        };
        let shown = if most > 1 {
            ", lines show launch 1, numbers in texts are means"
        } else {
            ""
        };
        format!(
            "Simulated, not measured. Model: {} · times of {} · {seed} {} · each policy: {launches}{scaled}{shown} · clickday {}",
            footer.model,
            footer.zone,
            seeds.join(", "),
            footer.version,
        )
    }

    fn shaded(&self, launches: u64, scale: f64, middle: f64) -> String {
        let launches = self.launches(launches, scale);
        if middle < 1.0 {
            format!(
                "Shaded: {} of {launches} are in this range.",
                self.percent(middle)
            )
        } else {
            format!("Shaded: the range of {launches}.")
        }
    }

    fn unit(&self, unit: Unit) -> &'static str {
        match unit {
            Unit::PerSecond => "per second",
            Unit::Applications => "applications",
            Unit::People => "people",
            Unit::OfThoseWhoCame => "of people",
            Unit::OfPlaces => "of places",
        }
    }

    fn key(&self, entry: Key) -> &'static str {
        match entry {
            Key::Closed => "closed to everybody",
            Key::Queue => "queue, nobody let in yet",
            Key::Rule => "waiting room or other rule",
            Key::Record => "count on public record",
            Key::Collapsed => "portal collapsed",
            Key::OtherKinds => "Other kinds",
        }
    }

    fn open_bar(&self) -> [&'static str; 2] {
        ["open to all", "open"]
    }

    fn set_bar(&self, set: &[String]) -> [String; 2] {
        [
            set.join(", "),
            counted(set.len() as f64, "value changed", "values changed"),
        ]
    }

    fn closed_bar(&self, from: &str, until: &str) -> [String; 2] {
        [format!("closed {from}–{until}"), "closed".to_owned()]
    }

    fn larger_bar(&self, tier: &str, factor: f64) -> [String; 2] {
        [
            format!("{tier} {factor} times as large"),
            format!("{tier} × {factor}"),
        ]
    }

    fn trigger_bar(&self, act: OperatorAct) -> &'static str {
        match act {
            OperatorAct::Close => "operator closes the portal if it goes badly",
            OperatorAct::Enlarge => "operator adds capacity if it goes badly",
        }
    }

    fn applications_title(&self, ends: &Ends<'_, f64>) -> String {
        let said = |n: f64| counted(n, "application", "applications");
        let (high, low) = (&ends.highest, &ends.lowest);
        let mean = mean_of(ends.launches);
        if said(high.value) != said(low.value) {
            let [most, fewest] = pair(high.value, low.value);
            format!(
                "Applications by the deadline{mean}: {most} under {} (most), {fewest} under {} (fewest)",
                quoted(high.policy),
                quoted(low.policy)
            )
        } else if ends.policies == 1 {
            format!("{}: {} by the deadline{mean}", high.policy, said(high.value))
        } else {
            format!("Under every policy, {} by the deadline{mean}", said(high.value))
        }
    }

    fn applications_subtitle(&self, start: &str, deadline: &str) -> String {
        let (start, deadline) = (self.instant(start), self.moment(deadline));
        format!("Applications completed since {start}. Deadline: {deadline}.")
    }

    fn applications_alt(&self, title: &str, by_end: &[Of<'_, f64>], record: bool) -> String {
        let ends = under_each(by_end, |n| self.spoken_count(*n));
        let record = if record {
            " Diamonds: counts on public record."
        } else {
            ""
        };
        format!("{title}. Lines over time, one for each policy; applications by the end: {ends}.{record}")
    }

    fn applications_label(&self, by_end: &Of<'_, f64>, launches: u64) -> String {
        label(by_end.policy, &self.spoken_count(by_end.value), launches)
    }

    fn deadline_mark(&self) -> &'static str {
        "deadline"
    }

    fn waits_title(&self, ends: Option<&Ends<'_, f64>>) -> String {
        let Some(ends) = ends else {
            return "Nobody came, so nobody waited".to_owned();
        };
        let (most, fewest) = (share(ends.highest.value).text, share(ends.lowest.value).text);
        let mean = mean_of(ends.launches);
        if most != fewest {
            format!(
                "Served by the end{mean}: {most} of those who came under {} (most), {fewest} under {} (fewest)",
                quoted(ends.highest.policy),
                quoted(ends.lowest.policy)
            )
        } else if ends.policies == 1 {
            format!(
                "{}: {most} of those who came served by the end{mean}",
                ends.highest.policy
            )
        } else {
            format!("Served by the end under every policy{mean}: {most} of those who came")
        }
    }

    fn waits_subtitle(&self) -> String {
        "Share of those who came that had submitted by a given time after they first wanted to apply (logarithmic \
         scale). The rest up to 100 % was not served by the end."
            .to_owned()
    }

    fn waits_alt(&self, title: &str, by_end: &[Of<'_, f64>]) -> String {
        let ends = under_each(by_end, |share| self.percent(*share));
        format!("{title}. Curves, one for each policy; served by the end: {ends}.")
    }

    fn waits_label(&self, by_end: &Of<'_, f64>, launches: u64) -> String {
        label(by_end.policy, &self.percent(by_end.value), launches)
    }

    fn waits_axis(&self) -> &'static str {
        "time from first wanting to apply until the application is sent"
    }

    fn wait_tick(&self, seconds: f64) -> String {
        let (value, one, many) = match seconds {
            s if s < 60.0 => (s, "s", "s"),
            s if s < 3_600.0 => (s / 60.0, "min", "min"),
            s if s < 86_400.0 => (s / 3_600.0, "hour", "hours"),
            s => (s / 86_400.0, "day", "days"),
        };
        counted(value, one, many)
    }

    fn failures_title(&self, ends: Option<&Ends<'_, Proportion>>) -> String {
        let Some(ends) = ends else {
            return "Nobody tried, so nothing failed".to_owned();
        };
        let (most, fewest) = (part(&ends.highest.value).text, part(&ends.lowest.value).text);
        let mean = mean_of(ends.launches);
        if most != fewest {
            format!(
                "Attempts that failed{mean}: {most} under {} (most), {fewest} under {} (fewest)",
                quoted(ends.highest.policy),
                quoted(ends.lowest.policy)
            )
        } else if ends.policies == 1 {
            self.failures_heading(&ends.highest, ends.launches)
        } else {
            format!(
                "Under every policy, {}",
                failed(&ends.highest.value, ends.launches)
            )
        }
    }

    fn failures_heading(&self, of: &Of<'_, Proportion>, launches: u64) -> String {
        format!("{}: {}", of.policy, failed(&of.value, launches))
    }

    fn failures_subtitle(&self, bin_s: f64, others: &[Outcome]) -> String {
        let kinds: Vec<String> = others.iter().map(|kind| kind_of(*kind).to_lowercase()).collect();
        let others = if kinds.is_empty() {
            String::new()
        } else {
            format!(" Other kinds: {}.", kinds.join("; "))
        };
        format!(
            "Failed attempts (HTTP requests by people) per second, means of {}. All panels have the same scale.{others}",
            self.length(bin_s)
        )
    }

    fn failures_alt(&self, title: &str, failed: &[Of<'_, f64>]) -> String {
        let of = |of: &Of<'_, f64>| {
            let attempts = counted(of.value, "attempt", "attempts");
            format!("under {}, {attempts} failed", of.policy)
        };
        let each = self.list(&failed.iter().map(of).collect::<Vec<_>>());
        format!("{title}. Stacked areas over time, one panel for each policy: {each}.")
    }

    fn failure_kind(&self, outcome: Outcome) -> &'static str {
        kind_of(outcome)
    }

    fn hardly_any_failures(&self, any: bool) -> &'static str {
        if any { "almost no failures" } else { "no failures" }
    }

    fn tiers_title(&self, collapses: &Collapses<'_>) -> String {
        match (&collapses.longest, collapses.spared) {
            (None, Some(policy)) if collapses.policies == 1 => {
                format!("{policy}: the portal did not collapse")
            }
            (None, _) => "The portal collapsed under none of the policies".to_owned(),
            (Some(one), None) if collapses.policies == 1 => {
                format!(
                    "{}: the portal was collapsed {}",
                    one.policy,
                    collapsed_for(&one.value)
                )
            }
            (Some(longest), None) => format!(
                "The portal collapsed under every policy, longest under {} ({})",
                quoted(longest.policy),
                collapsed_for(&longest.value)
            ),
            (Some(longest), Some(spared)) => format!(
                "The portal was collapsed {} under {} (longest), never under {}",
                collapsed_for(&longest.value),
                quoted(longest.policy),
                quoted(spared)
            ),
        }
    }

    fn tiers_heading(&self, policy: &str, collapsed: Option<&Collapsed>) -> String {
        collapsed.map_or_else(
            || format!("{policy}: no collapse"),
            |collapsed| format!("{policy}: collapsed {}", collapsed_for(collapsed)),
        )
    }

    fn tiers_subtitle(&self, bin_s: f64) -> String {
        format!(
            "Requests inside each tier, as a share of its slots and backlog together, means of {}.",
            self.length(bin_s)
        )
    }

    fn collapse_rule(&self, at_least_s: f64, below: f64) -> String {
        format!(
            "Collapse: for at least {}, more attempts fail than succeed while the portal is open, and under {} of the \
             applications that a healthy portal could complete are completed.",
            self.length(at_least_s),
            self.percent(below)
        )
    }

    fn tiers_alt(&self, title: &str) -> String {
        format!("{title}. Lines over time, one for each tier, and one panel for each policy.")
    }

    fn day_title(&self, of: &Of<'_, Proportion>, launches: u64) -> String {
        let found = match (of.value.whole, of.value.part) {
            (0, _) => "nobody came".to_owned(),
            (1, 0) => "the one person who came was not served by the deadline".to_owned(),
            (1, _) => "the one person who came was served by the deadline".to_owned(),
            _ => {
                let share = part(&of.value);
                format!(
                    "{} of those who came {} served by the deadline{}",
                    share.text,
                    share.was(),
                    mean_of(launches)
                )
            }
        };
        format!("{}: {found}", of.policy)
    }

    fn day_subtitle(&self, head: &DayHead<'_>) -> String {
        let collapse = match (&head.collapsed, head.drawn) {
            (None, _) => String::new(),
            (Some(all), Some((length_s, since))) if all.of <= 1 => format!(
                " The portal was collapsed for {}, first from {}.",
                self.length(length_s),
                self.instant(since)
            ),
            (Some(all), Some((length_s, since))) => format!(
                " The portal was collapsed {}; in launch 1 for {}, first from {}.",
                collapsed_for(all),
                self.length(length_s),
                self.instant(since)
            ),
            (Some(all), None) => {
                format!(
                    " The portal was collapsed {}; not in launch 1.",
                    collapsed_for(all)
                )
            }
        };
        let drawn = if head.launches > 1 {
            format!(" Launch 1 of {} is drawn.", head.launches)
        } else {
            String::new()
        };
        format!(
            "Means of {}; each panel has its own scale.{drawn} Deadline: {}.{collapse}",
            self.length(head.bin_s),
            self.moment(head.deadline)
        )
    }

    fn day_heading(&self, row: DayRow, peak: Option<&Peak>, launches: u64) -> String {
        let found = peak.map_or_else(
            || "none".to_owned(),
            |peak| {
                format!(
                    "at most {}, at {}",
                    self.spoken_number(peak.most),
                    self.instant(&peak.at)
                )
            },
        );
        format!("{} per second{}: {found}", row_of(row), launch_1(launches))
    }

    fn day_alt(
        &self,
        title: &str,
        rows: &[(DayRow, Option<Peak>)],
        bars: &[(&str, String)],
        launches: u64,
    ) -> String {
        let peaks: Vec<String> = rows
            .iter()
            .map(|(row, peak)| self.day_heading(*row, peak.as_ref(), launches))
            .collect();
        let bars: Vec<String> = bars
            .iter()
            .map(|(label, from)| format!("{label} from {}", self.instant(from)))
            .collect();
        format!(
            "Time chart. {title}. {}. Policy: {}.",
            peaks.join(". "),
            bars.join("; ")
        )
    }

    fn room_title(&self, most: &Of<'_, Option<Peak>>, bin_s: f64, launches: u64) -> String {
        let (policy, launch) = (most.policy, launch_1(launches));
        match &most.value {
            Some(peak) => format!(
                "{policy}{launch}: up to {} waited at once (mean of {}), at {}",
                counted(peak.most, "person", "people"),
                self.length(bin_s),
                self.instant(&peak.at)
            ),
            None => format!("{policy}{launch}: nobody had to wait in the room"),
        }
    }

    fn room_subtitle(&self, bin_s: f64) -> String {
        format!(
            "Number of people, means of {}; each panel has its own scale.",
            self.length(bin_s)
        )
    }

    fn room_alt(&self, title: &str, cap: f64) -> String {
        format!(
            "{title}. Two areas over time: people waiting, and people inside. At most {} may be inside.",
            self.spoken_count(cap)
        )
    }

    fn room_heading(&self, place: RoomPlace) -> &'static str {
        match place {
            RoomPlace::Waiting => "People waiting",
            RoomPlace::Inside => "People inside",
        }
    }

    fn cap_mark(&self, cap: f64) -> String {
        format!("cap: {} inside", self.spoken_count(cap))
    }
}

/// A policy and its number beside a line.
fn label(policy: &str, value: &str, launches: u64) -> String {
    let mean = if launches > 1 { " (mean)" } else { "" };
    format!("{policy}: {value}{mean}")
}

/// "35.7 % of attempts failed, mean of 8 launches"
fn failed(failed: &Proportion, launches: u64) -> String {
    match (failed.whole, failed.part) {
        (0, _) => "no attempts".to_owned(),
        (1, 0) => "the one attempt succeeded".to_owned(),
        (1, _) => "the one attempt failed".to_owned(),
        (_, 0) => "no attempt failed".to_owned(),
        (ended, part) if ended == part => "every attempt failed".to_owned(),
        _ => format!(
            "{} failed{}",
            share(failed.share).of("attempts"),
            mean_of(launches)
        ),
    }
}

const fn row_of(row: DayRow) -> &'static str {
    match row {
        DayRow::Came => "People who first want to apply",
        DayRow::Attempts => "Attempts (HTTP requests by people)",
        DayRow::Applications => "Applications completed",
    }
}

/// A kind of failure, by the name it has in tables.
const fn kind_of(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Served => "Served",
        Outcome::Refused => "Refused: portal full",
        Outcome::Shed => "Turned away to protect the portal",
        Outcome::Blocked => "Blocked as suspect",
        Outcome::Closed => "Door closed",
        Outcome::GatewayTimeout => "Gateway timeout",
        Outcome::BacklogTimeout => "Waited too long inside",
        Outcome::Abandoned => "Person gave up waiting",
        Outcome::WrongPerson => "Shown another person's page",
    }
}
