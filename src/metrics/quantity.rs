//! A metric as somebody asks for it: of which part of a run, and at which percentile.

use std::collections::BTreeSet;
use std::fmt;

use super::catalogue::{ELIGIBLE, catalogue};
use super::{Dimension, Metric, Read, View};
use crate::messages::Language;
use crate::messages::metrics::{AskedMetric, PartOf};
use clickday_engine::model::units::{Complaint, Percentile};
use clickday_engine::model::{Model, nearest, one_of};
use clickday_engine::sim::result::TimeDistribution;
use clickday_engine::sim::{RunResult, equity};

/// A metric as somebody asks for it.
#[derive(Debug, Clone)]
pub struct Quantity {
    metric: &'static Metric,
    percentile: Option<Percentile>,
    part: Option<Part>,
}

/// A part of a run, by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// What it is.
    pub dimension: Dimension,
    /// Its name.
    pub name: String,
}

/// What is wrong with the name of a metric or with a goal, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuantityError {
    /// What is wrong.
    pub wrong: String,
    /// What would be right.
    pub right: String,
}

impl fmt::Display for QuantityError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.wrong, self.right)
    }
}

impl std::error::Error for QuantityError {}

impl PartialEq for Quantity {
    fn eq(&self, other: &Quantity) -> bool {
        let key = |quantity: &Quantity| (quantity.metric.id, quantity.percentile);
        key(self) == key(other) && self.part == other.part
    }
}

impl Quantity {
    /// A metric of the whole run that is no time.
    pub const fn of_run(metric: &'static Metric) -> Quantity {
        Quantity {
            metric,
            percentile: None,
            part: None,
        }
    }

    /// A percentile of a time of the whole run.
    pub const fn at(metric: &'static Metric, percentile: Percentile) -> Quantity {
        Quantity {
            metric,
            percentile: Some(percentile),
            part: None,
        }
    }

    /// The same of a part of the run, by its name in the model: what [`quantity()`] makes of a text
    /// such as `submitted of group artisans`.
    ///
    /// ```
    /// use clickday::metrics::{Dimension, Quantity, SUBMITTED_BY_DEADLINE, quantity};
    ///
    /// let of_group = Quantity::of_run(&SUBMITTED_BY_DEADLINE).of_part(Dimension::Group, "artisans")?;
    /// assert_eq!(of_group, quantity("submitted by deadline of group artisans")?);
    /// # Ok::<(), clickday::metrics::QuantityError>(())
    /// ```
    ///
    /// Whether a run has a part of that name is not known here: see [`Quantity::complaint`].
    ///
    /// # Errors
    /// When the metric cannot be read of such a part, or no part of that kind has a name.
    pub fn of_part(self, dimension: Dimension, name: impl Into<String>) -> Result<Quantity, QuantityError> {
        if !Dimension::NAMED.contains(&dimension) {
            let named = Dimension::NAMED.map(|named| named.name().to_owned());
            return Err(QuantityError {
                wrong: format!("a {} has no name to ask for it by", dimension.name()),
                right: format!("ask of {}", one_of(&named)),
            });
        }
        let name = name.into();
        read_of(self.metric, self.percentile, Some(Part { dimension, name }))
    }

    /// The metric.
    pub const fn metric(&self) -> &'static Metric {
        self.metric
    }

    /// The percentile, of a time.
    pub const fn percentile(&self) -> Option<Percentile> {
        self.percentile
    }

    /// The part of the run; `None` for the whole.
    pub const fn part(&self) -> Option<&Part> {
        self.part.as_ref()
    }

    /// Its name in `summary.json` and tables: `submitted_people`,
    /// `page_p99.9_s of group farm-workers`.
    pub fn name(&self) -> String {
        match self.percentile {
            Some(percentile) => {
                let (said, unit) = (self.metric.said(), self.metric.unit.name());
                self.with_part(format!("{said}_p{percentile}_{unit}"))
            }
            None => self.with_part(self.metric.id.to_owned()),
        }
    }

    /// Its name as people say it: `submitted by deadline`, `page p99.9 of group farm-workers`.
    pub fn said(&self) -> String {
        let said = self.metric.said().replace('_', " ");
        self.with_part(match self.percentile {
            Some(percentile) => format!("{said} p{percentile}"),
            None => said,
        })
    }

    /// What it is called in tables and texts of this language. In English it is as people
    /// [say](Quantity::said) it.
    pub fn label(&self, language: Language) -> String {
        let part = self.part.as_ref().and_then(Part::told);
        language.metrics().asked(&AskedMetric {
            metric: self.metric.name,
            percentile: self.percentile,
            part,
        })
    }

    fn with_part(&self, name: String) -> String {
        match &self.part {
            Some(part) => format!("{name} of {} {}", part.dimension.name(), part.name),
            None => name,
        }
    }

    /// The same of another metric: as many people as it counts, it never exceeds.
    pub fn whole(&self) -> Option<Quantity> {
        let id = self.metric.within?;
        let metric = catalogue().find(|metric| metric.id == id)?;
        self.part
            .as_ref()
            .is_none_or(|part| metric.has(part.dimension))
            .then(|| self.with_metric(metric))
    }

    /// The people of the same part of the run who were eligible; `None` where nobody knows. It is a
    /// quantity as any other, to be read off a run by [`Quantity::of`].
    pub fn eligible(&self) -> Option<Quantity> {
        let has = |part: &Part| ELIGIBLE.has(part.dimension);
        self.part
            .as_ref()
            .is_none_or(has)
            .then(|| self.with_metric(&ELIGIBLE))
    }

    fn with_metric(&self, metric: &'static Metric) -> Quantity {
        Quantity {
            metric,
            percentile: None,
            part: self.part.clone(),
        }
    }

    /// Its value in a run, in [`Metric::unit`]. Whatever grows with the scale, such as a count of
    /// people, is that of the real launch: what was simulated, over the scale of the run.
    ///
    /// It is [`Metric::absent`] where there is nothing to read: `+∞` for a time that was not
    /// reached by the end, else 0. That is so for a part that the run does not have, too: a
    /// misspelt group has 0 people. [`Quantity::complaint`] tells that before a run.
    pub fn of(&self, run: &RunResult) -> f64 {
        let view = match &self.part {
            None => Some(View::Run(run)),
            Some(part) => part.view(run),
        };
        let value = view.and_then(|view| self.metric.value(view, self.percentile));
        match value {
            None => self.metric.absent,
            Some(value) if self.metric.unit.is_extensive() => value / run.scale,
            Some(value) => value,
        }
    }

    /// What is wrong with its part, if the model has none of this name; `None` if it has, and for a
    /// quantity of the whole run.
    pub fn complaint(&self, model: &Model) -> Option<QuantityError> {
        let part = self.part.as_ref()?;
        let known = part.dimension.names(model);
        if known.contains(&part.name) {
            return None;
        }
        let dimension = part.dimension.name();
        let wrong = format!("there is no {dimension} \"{}\"", part.name);
        let right = match nearest(&part.name, &known) {
            Some(similar) => format!("did you mean \"{similar}\"? The model has {}", known.join(", ")),
            None if known.is_empty() => format!("the model has no {dimension} at all"),
            None => format!("the model has {}", known.join(", ")),
        };
        Some(QuantityError { wrong, right })
    }
}

impl Metric {
    /// Its value as it is read: counts of the simulated people; `None` where there is nothing of the
    /// kind, or was not reached.
    pub fn value(&self, view: View<'_>, percentile: Option<Percentile>) -> Option<f64> {
        match self.read {
            Read::Count(of) => of(view).map(|count| count as f64),
            Read::Number(of) => of(view),
            Read::Times { of, of_served, .. } => {
                let (times, percentile) = (of(view)?, percentile?);
                if of_served {
                    times.served_percentile(percentile)
                } else {
                    times.percentile(percentile)
                }
            }
        }
    }

    /// Its count, of the simulated people; 0 where it is no count, or there is nothing of the kind.
    pub fn count(&self, view: View<'_>) -> u64 {
        match self.read {
            Read::Count(of) => of(view).unwrap_or(0),
            Read::Number(_) | Read::Times { .. } => 0,
        }
    }

    /// The times of which percentiles are taken, where it is a time.
    pub fn times<'a>(&self, view: View<'a>) -> Option<&'a TimeDistribution> {
        match self.read {
            Read::Times { of, .. } => of(view),
            Read::Count(_) | Read::Number(_) => None,
        }
    }

    /// Whether it is read of bins of time alone, and so is no number of a run or of a part of it.
    fn is_of_bins(&self) -> bool {
        let of_bins = [Dimension::Time, Dimension::State, Dimension::TierState];
        self.dimensions
            .iter()
            .all(|dimension| of_bins.contains(dimension))
    }

    /// The percentiles of it among these, whatever part of a run they are of.
    pub fn percentiles<'a>(&self, asked: &'a [Quantity]) -> impl Iterator<Item = Percentile> + use<'a> {
        let id = self.id;
        let these = asked.iter().filter(move |quantity| quantity.metric.id == id);
        these.filter_map(|quantity| quantity.percentile)
    }
}

impl Part {
    /// It in the catalogue of messages; `None` where it has no name.
    fn told(&self) -> Option<PartOf<'_>> {
        let name = self.name.as_str();
        match self.dimension {
            Dimension::Group => Some(PartOf::Group(name)),
            Dimension::Channel => Some(PartOf::Channel(name)),
            Dimension::Skill => Some(PartOf::Skill(name)),
            Dimension::Credential => Some(PartOf::Credential(name)),
            Dimension::Tier => Some(PartOf::Tier(name)),
            Dimension::Run | Dimension::Room | Dimension::Time | Dimension::State | Dimension::TierState => {
                None
            }
        }
    }

    /// What its metrics are read off; `None` where the run has nothing of this name.
    fn view<'a>(&self, run: &'a RunResult) -> Option<View<'a>> {
        fn named<'a, T>(all: &'a [(String, T)], name: &str) -> Option<&'a T> {
            all.iter().find(|(key, _)| key == name).map(|(_, value)| value)
        }
        let equity = run.equity.as_ref();
        match self.dimension {
            Dimension::Run | Dimension::Room | Dimension::Time | Dimension::State | Dimension::TierState => {
                None
            }
            Dimension::Tier => named(&run.tiers, &self.name).map(View::Tier),
            Dimension::Group => {
                let share = equity.and_then(|equity| named(&equity.by_group, &self.name));
                named(&run.by_group, &self.name).map(|group| View::Group(group, share))
            }
            Dimension::Channel => named(&equity?.by_channel, &self.name).map(View::Share),
            Dimension::Skill => named(&equity?.by_skill, &self.name).map(View::Share),
            Dimension::Credential => named(&equity?.by_credential, &self.name).map(View::Share),
        }
    }
}

impl Dimension {
    /// The parts of a run that can be asked for by name.
    const NAMED: [Dimension; 5] = [
        Dimension::Group,
        Dimension::Channel,
        Dimension::Skill,
        Dimension::Credential,
        Dimension::Tier,
    ];

    /// The names that a model gives to parts of its runs.
    fn names(self, model: &Model) -> Vec<String> {
        let people = &model.people;
        match self {
            Dimension::Run | Dimension::Room | Dimension::Time | Dimension::State | Dimension::TierState => {
                Vec::new()
            }
            Dimension::Group => people.group.keys().cloned().collect(),
            Dimension::Skill => people.skill.keys().cloned().collect(),
            Dimension::Credential => equity::CREDENTIALS.map(str::to_owned).to_vec(),
            Dimension::Tier => model.portal.tier.iter().map(|tier| tier.name.clone()).collect(),
            Dimension::Channel => equity::channels(people).collect(),
        }
    }
}

/// The quantities of a summary, in its order: those that every summary has, and those `asked` for.
/// Those of parts of a run come last.
pub fn summary(asked: impl IntoIterator<Item = Quantity>) -> Vec<Quantity> {
    let asked: Vec<Quantity> = asked.into_iter().collect();
    let (of_parts, of_run): (Vec<Quantity>, Vec<Quantity>) =
        asked.into_iter().partition(|quantity| quantity.part.is_some());
    let mut all = Vec::new();
    for metric in catalogue() {
        if let Read::Times { in_summary, .. } = metric.read {
            let also = metric.percentiles(&of_run);
            let percentiles: BTreeSet<Percentile> = in_summary.iter().copied().chain(also).collect();
            all.extend(
                percentiles
                    .into_iter()
                    .map(|percentile| Quantity::at(metric, percentile)),
            );
        } else if metric.is_in_summary || of_run.iter().any(|quantity| quantity.metric.id == metric.id) {
            all.push(Quantity::of_run(metric));
        }
    }
    let mut named = BTreeSet::new();
    all.extend(
        of_parts
            .into_iter()
            .filter(|quantity| named.insert(quantity.name())),
    );
    all
}

/// The quantity that people call so: by the metric's name, with or without its unit; a percentile of
/// a time in either order, `wait_p99.9_s` or `p99.9 wait` (the median is `p50 wait`); and of a part
/// of the run, `of group farm-workers`. `docs/metrics.md` lists every name, and the parts of which
/// each can be read.
///
/// Whether a run has a part of that name is not known here: see [`Quantity::complaint`].
///
/// # Errors
/// When there is no such metric, with the one that was probably meant; no such percentile; or
/// the metric cannot be read of such a part.
pub fn quantity(text: &str) -> Result<Quantity, QuantityError> {
    let (name, part) = part(text);
    let words: Vec<&str> = name
        .split([' ', '_', '-'])
        .filter(|word| !word.is_empty())
        .collect();
    let is_percentile =
        |word: &&str| word.starts_with('p') && word[1..].starts_with(|c: char| c.is_ascii_digit());
    let Some(at) = words.iter().position(is_percentile) else {
        let asked = words.join("_");
        let metric = named(&asked, false, part.as_ref());
        let metric = metric.ok_or_else(|| unknown(name, &asked, "p90", part.as_ref()))?;
        return read_of(metric, None, part);
    };
    let percentile = words[at];
    let mut rest = [&words[..at], &words[at + 1..]].concat();
    if at + 2 == words.len() && at > 0 && rest.last() == Some(&"s") {
        rest.pop();
    }
    let rest = rest.join("_");
    let metric = named(&rest, true, part.as_ref())
        .ok_or_else(|| unknown(name, &format!("{rest}_{percentile}"), percentile, part.as_ref()))?;
    match percentile[1..].parse() {
        Ok(percentile) => read_of(metric, Some(percentile), part),
        Err(Complaint { right, .. }) => Err(QuantityError {
            wrong: format!("\"{percentile}\" is not a percentile"),
            right,
        }),
    }
}

/// The name of a metric, and the part of the run that it is asked of.
fn part(text: &str) -> (&str, Option<Part>) {
    const OF: &str = " of ";
    for (at, _) in text.match_indices(OF) {
        let after = text[at + OF.len()..].trim_start();
        let found = Dimension::NAMED.into_iter().find_map(|dimension| {
            let name = after.strip_prefix(dimension.name())?;
            let is_word = name.starts_with(|c: char| c.is_whitespace() || c == '"');
            is_word.then(|| Part {
                dimension,
                name: name.trim().trim_matches(['"', '`']).to_owned(),
            })
        });
        if let Some(part) = found {
            return (&text[..at], Some(part));
        }
    }
    (text, None)
}

/// The metric of this name: one that can be read of the part, if there is one, and one that every
/// summary has before another.
fn named(asked: &str, has_percentiles: bool, part: Option<&Part>) -> Option<&'static Metric> {
    let called_so = catalogue()
        .filter(|metric| metric.has_percentiles() == has_percentiles)
        .filter(|metric| [metric.id, metric.said()].contains(&asked));
    called_so.min_by_key(|metric| (!can_be_read_of(metric, part), !metric.is_in_summary))
}

fn can_be_read_of(metric: &Metric, part: Option<&Part>) -> bool {
    match part {
        None => metric.has(Dimension::Run) || metric.has(Dimension::Room),
        Some(part) => metric.has(part.dimension),
    }
}

fn read_of(
    metric: &'static Metric,
    percentile: Option<Percentile>,
    part: Option<Part>,
) -> Result<Quantity, QuantityError> {
    let said = metric.said().replace('_', " ");
    if !can_be_read_of(metric, part.as_ref()) {
        if metric.is_of_bins() {
            return Err(QuantityError {
                wrong: format!("{} is a number of each bin of time, not of a run", metric.id),
                right: "read it in the table `state`".to_owned(),
            });
        }
        let of: Vec<&str> = metric
            .dimensions
            .iter()
            .map(|dimension| dimension.name())
            .collect();
        return Err(match part {
            None => QuantityError {
                wrong: format!("{said} is no number of the whole run"),
                right: format!("write \"{said} of {} NAME\"", of.join(" or ")),
            },
            Some(part) => QuantityError {
                wrong: format!("{said} cannot be read of a {}", part.dimension.name()),
                right: format!("it can be read of a {}", of.join(" or ")),
            },
        });
    }
    Ok(Quantity {
        metric,
        percentile,
        part,
    })
}

/// There is no metric of this name: the one that was probably meant, or those there are.
fn unknown(name: &str, asked: &str, percentile: &str, part: Option<&Part>) -> QuantityError {
    let known: Vec<String> = catalogue()
        .filter(|metric| can_be_read_of(metric, part))
        .map(|metric| {
            if metric.has_percentiles() {
                format!("{}_{percentile}", metric.said())
            } else {
                metric.said().to_owned()
            }
        })
        .collect();
    let spoken = |name: &String| name.replace('_', " ");
    let names: Vec<String> = known.iter().map(spoken).collect();
    let right = match nearest(&asked.replace('_', " "), &names) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => format!("write one of {}", one_of(&names)),
    };
    QuantityError {
        wrong: format!("there is no metric \"{}\"", name.trim()),
        right,
    }
}

#[cfg(test)]
mod tests;
