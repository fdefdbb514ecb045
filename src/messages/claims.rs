//! The report of `claims`.

use super::Numbers;

/// What was simulated for the claims of one launch.
pub(crate) struct Simulated<'a> {
    /// Its name in the file of claims; `None` where the file has one launch only.
    pub(crate) name: Option<&'a str>,
    /// The title of the model.
    pub(crate) model: &'a str,
    /// The policy.
    pub(crate) policy: &'a str,
    /// How many launches were simulated.
    pub(crate) launches: u64,
    /// Share of full scale.
    pub(crate) scale: f64,
    /// How many draws of the uncertain parameters.
    pub(crate) draws: u64,
}

/// Where the values of uncertain parameters come from; the paths follow line by line.
#[derive(Clone, Copy)]
pub(crate) enum ValuesFrom<'a> {
    /// Rows of a sample that was fitted to the record.
    Sample { file: &'a str, rows: u64 },
    /// Assumed ranges, for what the sample does not have.
    RangesBesideSample,
    /// Assumed ranges, where there is no sample.
    Ranges,
    /// Nothing varies but chance.
    Nothing,
}

/// A column of the table of verdicts.
#[derive(Clone, Copy)]
pub(crate) enum ClaimColumn {
    /// The claim's name.
    Claim,
    /// The launch it is about.
    Launch,
    /// Who said it, and when.
    Who,
    /// What it means.
    Meaning,
    /// The verdict.
    Verdict,
}

/// What a claim counts.
#[derive(Clone, Copy)]
pub(crate) enum CountOf {
    /// Applications completed.
    Applications,
    /// People who first want to apply.
    People,
    /// Requests for a page by a person.
    Attempts,
    /// The same, and the requests of attackers.
    AttemptsAndAttack,
}

/// The verdict on a claim.
#[derive(Clone, Copy)]
pub(crate) enum ClaimVerdict {
    /// It is consistent with the simulation as it was said.
    Consistent,
    /// It is not, whatever it counts.
    Inconsistent,
    /// It is, if it counts this.
    OnlyAs(CountOf),
    /// The simulation is not exact enough.
    CannotTell,
    /// The simulation cannot show it.
    NotSimulated,
    /// It is the value that the model was given.
    SameAsInput,
    /// The model was given another value.
    DiffersFromInput,
    /// The figures add up to what is claimed.
    AddsUp,
    /// They do not.
    DoesNotAddUp,
    /// It is the same number as another.
    SameNumber,
    /// The same when both are rounded.
    SameRounded,
    /// The same number in a unit that is so many times larger or smaller.
    OtherUnit(f64),
    /// Two numbers that are this many times apart.
    Different(f64),
}

/// What verdicts have in common, for the list that explains them.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum VerdictKind {
    /// Consistent.
    Consistent,
    /// Inconsistent.
    Inconsistent,
    /// Consistent in another unit only.
    OnlyAs,
    /// Cannot tell.
    CannotTell,
    /// Not simulated.
    NotSimulated,
    /// Compared with the model's input.
    Input,
    /// Decided by arithmetic.
    Arithmetic,
    /// Two numbers compared.
    Numbers,
}

/// Who made a claim, and where it is published, in the words of the file.
pub(crate) struct Said<'a> {
    /// Its words.
    pub(crate) words: &'a str,
    /// Who said so.
    pub(crate) who: &'a str,
    /// When.
    pub(crate) at: &'a str,
}

/// What a claim about a number was compared with, without a simulation.
pub(crate) enum OnPaper<'a> {
    /// A sum of figures, and its value.
    Sum(&'a str, ClaimRange),
    /// Another figure, and its value.
    OtherFigure(&'a str, ClaimRange),
    /// A value of the model: where it is, and what it is.
    ModelValue(&'a str, ModelValue<'a>),
    /// The time between two instants of the model: where the first is, where the second is, and the time.
    ModelTime(&'a str, &'a str, ModelValue<'a>),
    /// Nothing: the simulation cannot show it.
    Nothing(&'a str),
}

/// A value of a model.
pub(crate) enum ModelValue<'a> {
    /// A number.
    Number(ClaimRange),
    /// A civil time.
    Time(&'a str),
    /// A word, or a text as the model writes it.
    Word(&'a str),
}

/// Why a quantity is shown.
#[derive(Clone, Copy)]
pub(crate) enum Role {
    /// It is what was said.
    AsSaid,
    /// It is what the claim would mean in another unit.
    OtherUnit,
    /// It would follow from the claim.
    Follows,
}

/// Which rate of some hours.
#[derive(Clone, Copy)]
pub(crate) enum RateOf {
    /// Their mean.
    Mean,
    /// The highest.
    Busiest,
    /// That of any moment.
    AnyMoment,
}

/// What is measured in a launch; times are civil.
pub(crate) enum Measured<'a> {
    /// How many.
    Count {
        of: CountOf,
        since: Option<&'a str>,
        by: &'a str,
    },
    /// How many in a unit of time.
    Rate {
        of: CountOf,
        which: RateOf,
        from: &'a str,
        until: &'a str,
    },
    /// For how long the portal was blocked.
    Blocked { from: &'a str, until: &'a str },
    /// When it collapsed.
    Collapse,
    /// How many people's pages were shown to others.
    Victims { by: &'a str },
}

/// In which launch it is measured; each by its title in the file of claims.
#[derive(Clone, Copy)]
pub(crate) enum World<'a> {
    /// The launch as it was.
    AsItWas,
    /// The launch with something changed.
    With(&'a str),
    /// The value with a cause (absent: the launch as it was) minus the value without it.
    Difference(Option<&'a str>, &'a str),
    /// The share of it that disappears without the cause.
    Share(Option<&'a str>, &'a str),
}

/// The unit of a claim's figure.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ClaimUnit {
    /// None.
    Plain,
    /// Per cent.
    Percent,
    /// Per second.
    PerSecond,
    /// Per minute.
    PerMinute,
    /// Per hour.
    PerHour,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
}

/// An end of a range of times.
pub(crate) enum TimeEnd {
    /// The range has no end on this side.
    Open,
    /// A civil time.
    At(String),
    /// Never.
    Never,
}

/// A range, claimed or simulated.
pub(crate) enum ClaimRange {
    /// Of numbers; an end may be infinite.
    Numbers { low: f64, high: f64, unit: ClaimUnit },
    /// Of times.
    Times { low: TimeEnd, high: TimeEnd },
}

/// How a claimed and a simulated range compare.
#[derive(Clone, Copy)]
pub(crate) enum Compared {
    /// They are consistent.
    Consistent,
    /// The claim is at least so many times the simulated value; infinite where that is 0.
    TooHigh(f64),
    /// The simulated value is at least so many times the claimed one; infinite where that is 0.
    TooLow(f64),
    /// The simulated times are earlier.
    SimulatedEarlier,
    /// They are later.
    SimulatedLater,
    /// The simulated values are below.
    SimulatedBelow,
    /// They are above.
    SimulatedAbove,
    /// The simulated range reaches below half or above twice the claimed value.
    WiderThanFactor(f64),
    /// A part of the simulated range lies outside the claimed one.
    PartlyOutside,
}

/// Why claims cannot be true together.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum ConflictKind {
    /// Two claims, by what they say.
    TwoByWords,
    /// Three claims of which any two can be true, by what they say.
    ThreeByWords,
    /// Two claims that are never true in the same simulated launch.
    BySimulation,
}

/// Two claims that are never true in the same simulated launch.
#[derive(Clone, Copy)]
pub(crate) struct NeverTogether {
    /// Launches in which the first is true.
    pub(crate) first: u64,
    /// Launches in which the second is true.
    pub(crate) second: u64,
    /// All launches.
    pub(crate) launches: u64,
}

/// The report of `claims`.
pub(crate) trait ClaimsText: Numbers {
    /// What was simulated: `cerb: CERB, 6 April 2020, birth-month-days: 40 launches at 1:33.3, 40 draws of the parameters.`
    fn simulated(&self, simulated: &Simulated) -> String;
    /// What a simulated range is: `A simulated range holds 90 % of these launches.`
    fn ranges_hold(&self, confidence: f64) -> String;
    /// That there is no sample yet: `PROVISIONAL: there is no posterior sample posterior.csv yet.`
    fn provisional(&self, file: &str) -> String;
    /// Where values come from: `Parameters drawn from assumed ranges, not fitted to the record:`
    fn values_from(&self, from: ValuesFrom) -> String;
    /// The head of a column: `what it means`.
    fn column(&self, column: ClaimColumn) -> &'static str;
    /// A verdict: `consistent only if it counts attempts`.
    fn verdict(&self, verdict: ClaimVerdict) -> String;
    /// The heading of the list of verdicts: `What the verdicts mean`.
    fn verdicts_heading(&self) -> &'static str;
    /// What a verdict means: `inconsistent: the simulated range and the claimed range do not overlap`.
    fn verdict_meaning(&self, kind: VerdictKind) -> &'static str;
    /// The heading of a claim: `closed-at-13 (own): same as the model's input`.
    fn claim_heading(&self, claim: &str, launch: Option<&str>, verdict: ClaimVerdict) -> String;
    /// A claim: `Claim: 330mila (Tridico, president of INPS, 1 April, 14:00)`.
    fn said(&self, said: &Said) -> String;
    /// Its source: `Source: ANSA, 1 April (B)`.
    fn source(&self, source: &str) -> String;
    /// What decided it without a simulation: `Value in the model: 1 Apr 11:51 (attack.flood.from)`.
    fn on_paper(&self, on_paper: &OnPaper) -> String;
    /// What is compared: `As said: applications by 1 Apr 14:00, with the attack switched off`.
    fn measured(&self, role: Role, measured: &Measured, world: World) -> String;
    /// How the ranges compare: `claimed 325,000 to 335,000, simulated 340,233 to 388,433: the claim is too low by 1 % or more`.
    fn compared(&self, claimed: &ClaimRange, simulated: &ClaimRange, compared: Compared) -> String;
    /// That there is nothing to compare: `claimed 22 to 24: half or more of the simulated launches have no such value`.
    fn nothing_to_compare(&self, claimed: &ClaimRange) -> String;
    /// A note of the file: `Note: the hours of the intermediaries`.
    fn note(&self, note: &str) -> String;
    /// The heading of the conflicts: `Claims that cannot be true together`.
    fn conflicts_heading(&self) -> &'static str;
    /// That claims of different launches are not compared: `Only claims about the same launch are compared.`
    fn one_launch_only(&self) -> &'static str;
    /// That there is no conflict: `None: ...`.
    fn no_conflict(&self) -> &'static str;
    /// The line above conflicts of one kind: `Two claims that contradict each other, without a simulation:`
    fn conflicts_of(&self, kind: ConflictKind) -> &'static str;
    /// Claims that contradict each other: `closed-at-12 and closed-at-13:20 (own)`.
    fn conflict(&self, claims: &[String], launch: Option<&str>) -> String;
    /// The same by simulation: `a and b (own): true in 19 and in 14 of 40 launches, never in the same one`.
    fn never_together(&self, claims: &[String], launch: Option<&str>, in_launches: NeverTogether) -> String;
}
