//! Who comes, how much work that is, and what the portal can do.

use crate::messages::{Numbers, Words};

/// People who first want to apply within the run.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PeopleComing<'a> {
    /// Their number.
    pub(crate) people: f64,
    /// Share of them who apply through an office.
    pub(crate) by_office: f64,
    /// Civil time at which the run begins.
    pub(crate) from: &'a str,
    /// Civil time at which it ends.
    pub(crate) until: &'a str,
    /// Their mean number a second.
    pub(crate) per_s: f64,
}

/// What limits a tier.
#[derive(Debug, Clone, Copy)]
pub(crate) enum TierLimit {
    /// The work it can do: so many seconds a second.
    Work(f64),
    /// Its slots.
    Slots(f64),
}

/// The applications that the portal can complete.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Capacity<'a> {
    /// The tier that reaches its limit first.
    pub(crate) tier: &'a str,
    /// What limits that tier.
    pub(crate) limit: TierLimit,
    /// Applications a second.
    pub(crate) per_s: f64,
    /// The same for files sent by offices, where these are not the ones meant, and there are offices.
    pub(crate) files_per_s: Option<f64>,
}

/// Hours in which newcomers bring more work than the portal can do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Overload<'a> {
    /// Civil time at which the first begins.
    pub(crate) from: &'a str,
    /// Length of all of them \[s\].
    pub(crate) length_s: f64,
}

/// What an office can do.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OfficeRate<'a> {
    /// Name of the office.
    pub(crate) name: &'a str,
    /// People who work there.
    pub(crate) operators: f64,
    /// Time of one of them for a file \[s\].
    pub(crate) file_s: f64,
    /// Files a second that they can send.
    pub(crate) by_hands: f64,
    /// Such files a second that the portal can complete; infinite: any number.
    pub(crate) by_portal: f64,
}

/// The load of floods at their worst.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FloodLoad<'a> {
    /// Civil time of the worst moment.
    pub(crate) at: &'a str,
    /// Their work over what the portal can do.
    pub(crate) load: f64,
    /// Whether a waiting room stands then.
    pub(crate) held_back: bool,
}

/// Who comes, how much work that is, and what the portal can do.
pub(crate) trait LoadText: Numbers {
    /// `2,896,040 people first want to apply between 31 Mar 22:00 and 3 Apr 24:00 ...`
    fn people_coming(&self, people: PeopleComing) -> Words;
    /// `Nobody comes within the run.`
    fn nobody_comes(&self) -> Words;
    /// `The 12 pages of one application need 6.00 s of one core's time on the tier ...`
    fn work_per_application(&self, pages: f64, work_s: f64, tier: &str) -> Words;
    /// `No page needs work on any tier, so the portal has no limit.`
    fn no_limit(&self) -> Words;
    /// `The tier ... can do 135 seconds of work per second. ...`; whether newcomers ever bring as much as that.
    fn capacity(&self, capacity: Capacity, reached: bool) -> Words;
    /// `270 pages per second, ...`; whether newcomers ever bring as much as that.
    fn page_capacity(&self, pages_per_s: f64, reached: bool) -> Words;
    /// `340,265 people first want to apply between 1 Apr 08:00 and 1 Apr 09:00.`
    fn peak_demand(&self, people: f64, from: &str, until: &str) -> Words;
    /// `Their work is 2.97 times what the portal can do in that time, so it cannot keep up.`
    fn peak_load(&self, load: f64) -> Words;
    /// `Over the whole run, the work is 40.8 % of what the portal can do: ...`
    fn mean_load(&self, load: f64) -> Words;
    /// `From 1 Apr 00:00, newcomers bring more work than the portal can do, for 5 h 00 min in total.`
    fn first_overload(&self, overload: Option<Overload>) -> Words;
    /// `6,840 operators, who need 4 min 51 s for a file, ...`
    fn office_rate(&self, office: OfficeRate) -> Words;
    /// `At 1 Apr 17:40, requests of attacks bring 3.9 % of the work that the portal can do.`
    fn flood_load(&self, flood: FloodLoad) -> Words;
}
