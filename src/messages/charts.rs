//! Titles, labels and descriptions of charts.

use super::Numbers;
use clickday_engine::sim::result::Outcome;

/// Titles, labels and descriptions of charts. Civil times are as the model writes them: `2020-04-01 13:20`. Where a number
/// comes from several launches it is their mean, and a text says so; lines and areas are of the first of them, launch 1.
pub(crate) trait ChartText: Numbers {
    /// A name of the model (a policy's title, a tier) as a label: `As it happened`.
    fn label_of(&self, name: &str) -> String;
    /// A date `2020-04-01` under an axis: `1 Apr`.
    fn short_day(&self, date: &str) -> String;
    /// The line at the foot of each chart: `Simulated, not measured. Model: INPS · times of Europe/Rome · ...`
    fn footer(&self, footer: &Footer<'_>) -> String;
    /// What bands are: `Shaded: the range of 8 launches at 1:40.` `middle` is the share of launches that a band holds.
    fn shaded(&self, launches: u64, scale: f64, middle: f64) -> String;
    /// The unit above the values of an axis, at most 14 characters: `per second`.
    fn unit(&self, unit: Unit) -> &'static str;
    /// An entry of the key: `closed to everybody`.
    fn key(&self, entry: Key) -> &'static str;

    /// The bar of a service that is open to everybody; a long and a short form: `open to all`, `open`.
    fn open_bar(&self) -> [&'static str; 2];
    /// The bar of a policy that sets values, given as it writes them; a long and a short form: `2 values changed`.
    fn set_bar(&self, set: &[String]) -> [String; 2];
    /// The bar of a closure by the operator; a long and a short form: `closed 13:20–17:30`, `closed`.
    fn closed_bar(&self, from: &str, until: &str) -> [String; 2];
    /// The bar of a tier that the operator has made larger; a long and a short form: `web 2 times as large`, `web × 2`.
    fn larger_bar(&self, tier: &str, factor: f64) -> [String; 2];
    /// The bar of an act that waits for a trigger: `the operator closes it if it goes badly`.
    fn trigger_bar(&self, act: OperatorAct) -> &'static str;

    /// Title of the applications of all policies: `Applications by the deadline: 2.76 million under “X” (most), ...`
    fn applications_title(&self, ends: &Ends<'_, f64>) -> String;
    /// What is drawn: `Applications completed since 22:00 on 31 March. Deadline: 3 Apr 24:00.`
    fn applications_subtitle(&self, start: &str, deadline: &str) -> String;
    /// The description, with the applications of each policy by the end.
    fn applications_alt(&self, title: &str, by_end: &[Of<'_, f64>], record: bool) -> String;
    /// Beside the end of a line: `Open to all: 2.4 million`. `launches` are those the number is a mean of.
    fn applications_label(&self, by_end: &Of<'_, f64>, launches: u64) -> String;
    /// At the upright line of the deadline: `deadline`.
    fn deadline_mark(&self) -> &'static str;

    /// Title of the waits: `Served by the end: 93.1 % of those who came under “X” (most), ...`; absent when nobody came.
    fn waits_title(&self, ends: Option<&Ends<'_, f64>>) -> String;
    /// What is drawn: `Share of those who came that had submitted by a given time after they first wanted to apply ...`
    fn waits_subtitle(&self) -> String;
    /// The description, with the share of each policy by the end.
    fn waits_alt(&self, title: &str, by_end: &[Of<'_, f64>]) -> String;
    /// Beside the end of a line: `Open to all: 93.1 %`. `launches` are those the number is a mean of.
    fn waits_label(&self, by_end: &Of<'_, f64>, launches: u64) -> String;
    /// Under the axis: `time from first wanting to apply until the application is sent`.
    fn waits_axis(&self) -> &'static str;
    /// A wait \[s\] at a tick, in the unit people know it by: `5 min`, `1 hour`, `2 days`.
    fn wait_tick(&self, seconds: f64) -> String;

    /// Title of the failed attempts: `Attempts that failed: 35.7 % under “X” (most), ...`; absent when nobody tried.
    fn failures_title(&self, ends: Option<&Ends<'_, Proportion>>) -> String;
    /// Above a panel: `Open to all: 35.7 % of attempts failed`.
    fn failures_heading(&self, failed: &Of<'_, Proportion>, launches: u64) -> String;
    /// What is drawn, and the kinds that are drawn as one.
    fn failures_subtitle(&self, bin_s: f64, others: &[Outcome]) -> String;
    /// The description, with the failed attempts of each policy.
    fn failures_alt(&self, title: &str, failed: &[Of<'_, f64>]) -> String;
    /// A kind of failure in the key: `Refused: portal full`.
    fn failure_kind(&self, outcome: Outcome) -> &'static str;
    /// In a panel in which no area can be seen: `almost no failures`.
    fn hardly_any_failures(&self, any: bool) -> &'static str;

    /// Title of the tiers: `The portal was collapsed for 31 h under “X” (longest), never under “Y”`.
    fn tiers_title(&self, collapses: &Collapses<'_>) -> String;
    /// Above a panel: `Open to all: collapsed for 31 h`.
    fn tiers_heading(&self, policy: &str, collapsed: Option<&Collapsed>) -> String;
    /// What is drawn: `Requests inside each tier, as a share of its slots and backlog together, means of 10 min.`
    fn tiers_subtitle(&self, bin_s: f64) -> String;
    /// What a collapse is: it lasts at least `at_least_s`, with less completed than the share `below` of what is possible.
    fn collapse_rule(&self, at_least_s: f64, below: f64) -> String;
    /// The description.
    fn tiers_alt(&self, title: &str) -> String;

    /// Title of the day of a policy: `Open to all: 8.3 % of those who came were served by the deadline`.
    fn day_title(&self, served: &Of<'_, Proportion>, launches: u64) -> String;
    /// What is drawn, the deadline, and when the portal was collapsed.
    fn day_subtitle(&self, head: &DayHead<'_>) -> String;
    /// Above a panel: `Applications completed per second: at most 24, at 10:00 on 1 April`.
    fn day_heading(&self, row: DayRow, peak: Option<&Peak>, launches: u64) -> String;
    /// The description, with the peaks, and what the policy lets in: labels of bars, and when each begins.
    fn day_alt(
        &self,
        title: &str,
        rows: &[(DayRow, Option<Peak>)],
        bars: &[(&str, String)],
        launches: u64,
    ) -> String;

    /// Title of the waiting room: `Queue: up to 117,000 people waited at once (mean of 10 min), at 08:00 on 1 April`.
    fn room_title(&self, most: &Of<'_, Option<Peak>>, bin_s: f64, launches: u64) -> String;
    /// What is drawn: `Number of people, means of 10 min; each panel has its own scale.`
    fn room_subtitle(&self, bin_s: f64) -> String;
    /// The description, with the most people that may be inside.
    fn room_alt(&self, title: &str, cap: f64) -> String;
    /// Above a panel: `People waiting`.
    fn room_heading(&self, place: RoomPlace) -> &'static str;
    /// At the line of the cap: `cap: 40,000 inside`.
    fn cap_mark(&self, cap: f64) -> String;
}

/// What was simulated, for the foot of a chart.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Footer<'a> {
    pub(crate) model: &'a str,
    pub(crate) zone: &'a str,
    pub(crate) seeds: &'a [u64],
    /// Launches of a policy at the scale that is drawn: of the policy with fewest, of the policy with most.
    pub(crate) launches: (u64, u64),
    pub(crate) scale: f64,
    pub(crate) version: &'a str,
}

/// What an axis counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Things in each second.
    PerSecond,
    /// Completed applications.
    Applications,
    /// People.
    People,
    /// A share of those who came.
    OfThoseWhoCame,
    /// A share of the places of a tier.
    OfPlaces,
}

/// What a sign in the key of a chart stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Key {
    /// A bar: nobody may come in.
    Closed,
    /// A bar: people can queue, and nobody is let in yet.
    Queue,
    /// A bar: a waiting room, or another rule.
    Rule,
    /// A diamond: a count on public record.
    Record,
    /// A background: the portal is collapsed.
    Collapsed,
    /// An area: kinds of failure that are drawn as one.
    OtherKinds,
}

/// What an operator does when a trigger fires.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OperatorAct {
    /// Closes the portal.
    Close,
    /// Makes tiers larger.
    Enlarge,
}

/// A value, and the policy it belongs to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Of<'a, T> {
    pub(crate) policy: &'a str,
    pub(crate) value: T,
}

/// The policies with the highest and with the lowest value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Ends<'a, T> {
    pub(crate) highest: Of<'a, T>,
    pub(crate) lowest: Of<'a, T>,
    /// How many policies are compared.
    pub(crate) policies: usize,
    /// How many launches of a policy the values are means of.
    pub(crate) launches: u64,
}

/// A part of a whole, over several runs.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Proportion {
    pub(crate) part: u64,
    pub(crate) whole: u64,
    /// The mean of the runs' shares.
    pub(crate) share: f64,
}

/// How long a portal was collapsed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Collapsed {
    /// The mean over the launches in which it was \[s\].
    pub(crate) mean_s: f64,
    /// In how many launches it was.
    pub(crate) launches: u64,
    /// Of how many.
    pub(crate) of: u64,
}

/// Under which policies the portal collapsed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Collapses<'a> {
    /// The policy under which it was collapsed for longest.
    pub(crate) longest: Option<Of<'a, Collapsed>>,
    /// A policy under which it never was.
    pub(crate) spared: Option<&'a str>,
    /// How many policies are compared.
    pub(crate) policies: usize,
}

/// The most of something in a bin, and when the bin begins.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Peak {
    pub(crate) most: f64,
    pub(crate) at: String,
}

/// A panel of the day of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DayRow {
    /// People who first want to apply.
    Came,
    /// HTTP requests by people.
    Attempts,
    /// Completed applications.
    Applications,
}

/// What stands above the day of a policy.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct DayHead<'a> {
    pub(crate) bin_s: f64,
    pub(crate) deadline: &'a str,
    /// Over all launches at the scale that is drawn.
    pub(crate) collapsed: Option<Collapsed>,
    /// In the launch that is drawn: for how long \[s\], and since when.
    pub(crate) drawn: Option<(f64, &'a str)>,
    /// How many launches there are at the scale that is drawn.
    pub(crate) launches: u64,
}

/// A place of a waiting room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RoomPlace {
    /// Before the door.
    Waiting,
    /// Behind it.
    Inside,
}
