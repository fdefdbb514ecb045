//! The claims file: what was said, by whom, and what of it can be measured.
//!
//! ```toml
//! version = 1
//! title = "What was said of 1 April"
//! model = "../models/inps-2020-04-01"              # beside this file
//! policy = "as-it-happened"
//! seed = 2020
//! scale = "1.5 %"
//! draws = 40
//! sample = "../models/inps-2020-04-01/posterior.csv"   # parameters that agree with the record, row by row
//!
//! [[parameter]]                                    # what stands in for the sample while there is none
//! path = "portal.tier.web.cores"
//! from = 160
//! to = 230
//! source = "assumed"
//!
//! [world.without-attack]                           # the same launch with something else in it
//! title = "the attack switched off"
//! set = ["attack.flood.flood.pulse.0.rate=0 per second"]
//!
//! [[claim]]
//! id = "hundred-a-second"
//! said = "Adesso 100 domande al secondo"
//! means = "100 applications a second, now"
//! who = "the president"
//! at = "1 April, 09:00"
//! source = "ANSA, 1 April"
//! [claim.says]
//! quantity.rate = { from = "2020-04-01 08:30", until = "2020-04-01 09:40" }
//! value = "100 per second"
//! or-as = ["attempts"]                             # what else it may have been meant of
//! ```

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::complaints;
use super::figure::Figure;
use super::quantity::{Counted, Quantity};
use super::verdict::Slack;
use super::wording::Wording;
use crate::experiment::range::{Range, Spread};
use crate::experiment::statistics::Interval;
use crate::model::units::{Count, Setting, Share};
use crate::model::{self, CivilClock, Document, Model, Problems};

/// The version of the format this build reads.
pub const FORMAT_VERSION: u32 = 1;

/// What was said of a launch in public, and under which model and parameters it is tested.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Claims {
    /// Version of the file format: 1.
    pub version: u32,
    /// The title of the table.
    pub title: String,
    /// What it is about, for a reader.
    #[serde(default)]
    pub description: String,
    /// The model: a file or folder, by its path from this file.
    pub model: String,
    /// The policy under which things went as they did.
    pub policy: String,
    /// Master seed: of the draws, and of every run.
    pub seed: u64,
    /// Share of full scale at which launches are simulated.
    pub scale: Share,
    /// How many draws of the parameters.
    pub draws: Count,
    /// How many launches of each draw; absent: one, whose chance differs from draw to draw.
    #[serde(default = "one")]
    #[schemars(with = "Option<Count>")]
    pub replications: Count,
    /// Confidence of the intervals: the probability that a further launch, of a further draw, lies within; absent: 90 %.
    #[serde(default = "nine_in_ten")]
    #[schemars(with = "Option<Share>")]
    pub confidence: Share,
    /// The sample of parameters that agree with the record, CSV or Parquet, by its path from this file: a column for each value of
    /// the model, named by its path, and perhaps `weight`. Where there is no such file, the parameters below take its place.
    #[serde(default)]
    pub sample: Option<String>,
    /// The values of the model that nobody knows, and between what they lie, while there is no sample.
    #[serde(default)]
    pub parameter: Vec<Parameter>,
    /// The same launch with something else in it, by name.
    #[serde(default)]
    pub world: BTreeMap<String, World>,
    /// What was said.
    pub claim: Vec<Claim>,
}

fn one() -> Count {
    "1".parse().unwrap_or_default()
}

fn nine_in_ten() -> Share {
    "90 %".parse().unwrap_or_default()
}

/// A value of the model that nobody knows: any in its range is as likely.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Parameter {
    /// Its path, as in `--set`.
    pub path: String,
    /// Lower end of its range.
    pub from: Setting,
    /// Upper end of its range.
    pub to: Setting,
    /// Whether values are as likely evenly, or evenly by factors.
    #[serde(default)]
    pub spread: Spread,
    /// Where the range comes from, or "assumed".
    pub source: String,
}

impl Parameter {
    /// Its range.
    ///
    /// # Errors
    /// What is wrong with its ends.
    pub fn range(&self) -> Result<Range, String> {
        Range::between(self.from.as_str(), self.to.as_str(), self.spread)
    }
}

/// The same launch with something else in it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct World {
    /// What it is, in words.
    pub title: String,
    /// What is different, `path=value` each, as in `--set`.
    pub set: Vec<String>,
    /// The scale at which it is simulated; absent: that of the file.
    #[serde(default)]
    pub scale: Option<Share>,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Claim {
    /// A short name, for tables.
    pub id: String,
    /// The words that the record has of it.
    pub said: String,
    /// What they mean, in English.
    pub means: String,
    /// Who said so.
    pub who: String,
    /// When.
    pub at: String,
    /// Where it stands.
    pub source: String,
    /// What of it is measured.
    pub says: Statement,
    /// What would follow from it, and can be measured.
    #[serde(default)]
    pub follows: Option<Statement>,
}

/// Something that can be measured, and a figure for it.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Statement {
    /// What is measured, in which hours.
    pub quantity: Quantity,
    /// The figure, in the unit in which it was said.
    pub value: Setting,
    /// The second figure, of "60 to 70 thousand".
    #[serde(default)]
    pub to: Option<Setting>,
    /// The words around the figure, which make a range of it.
    #[serde(default)]
    pub wording: Wording,
    /// What else it may have been meant of, where the word for it leaves that open.
    #[serde(default)]
    pub or_as: Vec<Counted>,
    /// The world in which it is measured; absent: the launch as it was.
    #[serde(default)]
    pub world: Option<String>,
    /// The world against which it is measured, launch by launch with the same chance: the figure is then of what its cause does.
    #[serde(default)]
    pub without: Option<String>,
    /// How the two are compared; absent: by their difference.
    #[serde(default)]
    pub effect: Effect,
    /// Why this window and this reading, for a reader; of what follows from a claim: why it follows.
    #[serde(default)]
    pub because: String,
}

/// How a world with a cause is compared with one without.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// By the difference of the two.
    #[default]
    Difference,
    /// By the share of the first that is gone in the second: 1 when all of it is, 0 where there is none.
    Share,
}

impl Effect {
    /// What the cause does.
    pub fn of(self, with: f64, without: f64) -> f64 {
        match self {
            // Never in either: no difference.
            _ if with.total_cmp(&without).is_eq() => 0.0,
            Effect::Difference => with - without,
            Effect::Share if with == 0.0 => 0.0,
            Effect::Share => 1.0 - without / with,
        }
    }
}

impl Statement {
    /// Whether its figure is a share.
    pub fn is_share(&self) -> bool {
        self.without.is_some() && self.effect == Effect::Share
    }

    /// Its figure.
    ///
    /// # Errors
    /// What would be right.
    pub fn figure(&self) -> Result<Figure, &'static str> {
        self.read(&self.value)
    }

    /// Its second figure, if it has one.
    ///
    /// # Errors
    /// What would be right.
    pub fn second(&self) -> Result<Option<Figure>, &'static str> {
        self.to.as_ref().map(|to| self.read(to)).transpose()
    }

    fn read(&self, written: &Setting) -> Result<Figure, &'static str> {
        Figure::read(written.as_str(), self.quantity.kind(), self.is_share())
    }

    /// The range it states, in people, a second, seconds, shares of the whole, or seconds from the start of the run. `None` of a
    /// word, and where its figure cannot be read, which no file that was loaded has.
    pub fn claimed(&self, clock: &CivilClock) -> Option<Interval> {
        let to = self.second().ok()?;
        self.figure().ok()?.range(self.wording, to.as_ref(), clock)
    }

    /// How sharply the quantity has to be seen.
    pub fn slack(&self) -> Slack {
        if self.without.is_some() {
            Slack::None
        } else {
            self.quantity.slack()
        }
    }

    /// Whether a run can show it at all.
    pub fn is_measured(&self) -> bool {
        !matches!(self.quantity, Quantity::Given(_))
    }
}

impl Claim {
    /// What it says, and what follows from it, each with its key in the file.
    pub fn statements(&self) -> impl Iterator<Item = (&'static str, &Statement)> {
        let follows = self.follows.iter().map(|statement| ("follows", statement));
        std::iter::once(("says", &self.says)).chain(follows)
    }
}

/// A claims file as it was read, and where from.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The claims.
    pub claims: Claims,
    path: PathBuf,
    document: Document,
    model: Document,
}

/// Reads a claims file.
///
/// # Errors
/// Everything that is wrong with it, each with its place and what would be right.
pub fn load(path: &Path) -> Result<Loaded, Problems> {
    read(Document::open(path), path)
}

/// Reads claims from a document already opened at `path`.
///
/// # Errors
/// As [`load`].
pub fn read(mut document: Document, path: &Path) -> Result<Loaded, Problems> {
    let claims = document.read::<Claims>();
    for (place, wrong, right) in claims.iter().flat_map(complaints::of_file) {
        document.complain(place, wrong, right);
    }
    let claims = document.clone().finish(claims)?;
    let model = Document::open(&beside(path, &claims.model));
    Ok(Loaded {
        claims,
        path: path.to_owned(),
        document,
        model,
    })
}

/// The file called `name` by a file at `path`.
fn beside(path: &Path, name: &str) -> PathBuf {
    path.parent().unwrap_or(Path::new("")).join(name)
}

impl Loaded {
    /// Reads the model, with `set` (`path=value` each) in it.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn model(&self, set: &[String]) -> Result<Model, Problems> {
        model::load::read(self.model.clone(), set)
    }

    /// Reads the model as it is, in every world, and at both ends of every parameter, and checks that the claims speak of what it has.
    ///
    /// # Errors
    /// Everything that is wrong with it, and with what the claims say of it.
    pub fn check(&self) -> Result<(), Problems> {
        let model = self.model(&[])?;
        let mut document = self.document.clone();
        for (place, wrong, right) in complaints::of_model(&self.claims, &model) {
            document.complain(place, wrong, right);
        }
        for (name, world) in &self.claims.world {
            self.try_in(&mut document, &["world", name, "set"], &world.set);
        }
        for (index, parameter) in self.claims.parameter.iter().enumerate() {
            let Ok(range) = parameter.range() else { continue };
            for end in [range.at(0.0), range.at(1.0)] {
                let set = [format!("{}={end}", parameter.path)];
                if !self.try_in(&mut document, &["parameter", &index.to_string(), "path"], &set) {
                    break;
                }
            }
        }
        document.finish(Some(()))
    }

    /// Whether the model can be read with `set` in it; else the first thing that is wrong is told of this place.
    fn try_in(&self, document: &mut Document, place: &[&str], set: &[String]) -> bool {
        let Err(problems) = self.model(set) else {
            return true;
        };
        if let Some(problem) = problems.iter().next() {
            document.complain(place.iter().copied(), &problem.wrong, &problem.right);
        }
        false
    }

    /// The largest scale at which anything is simulated.
    pub fn largest_scale(&self) -> f64 {
        let worlds = self.claims.world.values().filter_map(|world| world.scale);
        worlds.map(Share::get).fold(self.claims.scale.get(), f64::max)
    }

    /// The file of the sample, if one is named.
    pub fn sample(&self) -> Option<PathBuf> {
        let name = self.claims.sample.as_ref()?;
        Some(beside(&self.path, name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"version = 1
title = "What was said of a morning"
model = "day.toml"
policy = "open"
seed = 1
scale = 1
draws = 3

[[parameter]]
path = "portal.tier.web.slots"
from = 2
to = 6
source = "assumed"

[world.calm]
title = "Nobody reloads"
set = []

[[claim]]
id = "many"
said = "Oltre 300 al minuto"
means = "more than 300 a minute"
who = "the porter"
at = "2020-04-01 14:00"
source = "the morning paper"
[claim.says]
quantity.rate = { from = "2020-04-01 09:00", until = "2020-04-01 10:00" }
value = "300 per minute"
wording = "over"
or-as = ["attempts"]
"#;

    fn read(text: &str) -> Result<Loaded, Problems> {
        super::read(Document::of_text("claims.toml", text), Path::new("claims.toml"))
    }

    /// Line and column, what is wrong and what would be right, of each problem.
    fn problems(from: &str, to: &str) -> Vec<((usize, usize), String, String)> {
        assert!(GOOD.contains(from), "{from}");
        let problems = read(&GOOD.replace(from, to)).unwrap_err();
        problems
            .iter()
            .map(|p| (p.line_and_column().unwrap(), p.wrong.clone(), p.right.clone()))
            .collect()
    }

    #[test]
    fn what_is_not_said_is_what_most_people_want() {
        let claims = read(GOOD).unwrap().claims;
        assert_eq!(claims.replications.get(), 1);
        assert!((claims.confidence.get() - 0.9).abs() < 1e-12);
        let says = &claims.claim[0].says;
        assert_eq!(says.quantity.counted(), Some(Counted::Applications));
        let calendar = "start = \"2020-04-01 08:00\"\nend = \"2020-04-01 12:00\"";
        let clock = CivilClock::new(&toml::from_str(calendar).unwrap()).unwrap();
        let Interval { low, high } = says.claimed(&clock).unwrap();
        assert!(
            (low - 5.0).abs() < 1e-12 && (high - 400.0 / 60.0).abs() < 1e-12,
            "{low} {high}"
        );
    }

    #[test]
    fn a_problem_points_at_what_is_wrong_and_says_what_would_be_right() {
        let one = |from: &str, to: &str| {
            let mut found = problems(from, to);
            assert_eq!(found.len(), 1, "{found:?}");
            found.remove(0)
        };
        let (place, wrong, right) = one("\"300 per minute\"", "300");
        assert_eq!(
            (place, wrong.as_str()),
            ((28, 9), "\"300\" is no figure for rate")
        );
        assert!(right.starts_with("write a rate, such as"), "{right}");
        assert_eq!(one("or-as", "or-is").0, (30, 1));
        assert_eq!(one("version = 1", "version = 2").0, (1, 11));
        assert_eq!(one("draws = 3", "draws = 0").0, (7, 9));
        assert_eq!(one("to = 6", "to = \"6 s\"").0, (11, 8));
        assert_eq!(one("\"over\"", "\"between\"").0, (28, 9));
        assert_eq!(one("[\"attempts\"]", "[\"applications\"]").0, (30, 10));
        assert_eq!(one("until = \"2020-04-01 10", "until = \"2020-04-01 08").0.0, 27);
        let world = one("wording", "without = \"calmer\"\nwording");
        assert_eq!((world.0, world.2.as_str()), ((29, 11), "the file has `calm`"));
        assert_eq!(one("wording", "effect = \"share\"\nwording").0, (29, 10));
    }

    #[test]
    fn what_follows_has_to_be_measured_and_is_said_to_follow() {
        let given = "quantity.given = { what = \"how long it lasted\", in = \"time\" }";
        let leak = GOOD
            .replace(
                "quantity.rate = { from = \"2020-04-01 09:00\", until = \"2020-04-01 10:00\" }",
                given,
            )
            .replace("\"300 per minute\"", "\"5 min\"")
            .replace("or-as = [\"attempts\"]", "");
        assert!(read(&leak).is_ok());
        let follows = |quantity: &str, because: &str| {
            let value = "value = \"42 min\"\nwording = \"at-least\"";
            read(&format!(
                "{leak}[claim.follows]\n{quantity}\n{value}\n{because}\n"
            ))
        };
        let blocked = "quantity.blocked = { from = \"2020-04-01 10:00\", until = \"2020-04-01 11:00\" }";
        let because = "because = \"it cannot be used meanwhile\"";
        assert!(follows(blocked, because).is_ok());
        let unsaid = follows(blocked, "").unwrap_err().to_string();
        assert!(unsaid.contains("it is not said why this follows"), "{unsaid}");
        let untested = follows(given, because).unwrap_err().to_string();
        assert!(
            untested.contains("name a quantity that is measured"),
            "{untested}"
        );
    }

    #[test]
    fn an_effect_is_a_difference_or_a_share_of_what_there_was() {
        let close = |found: f64, expected: f64| assert!((found - expected).abs() < 1e-12, "{found}");
        close(Effect::Difference.of(10.0, 8.0), 2.0);
        close(Effect::Share.of(10.0, 8.0), 0.2);
        close(Effect::Share.of(0.0, 0.0), 0.0);
        close(Effect::Share.of(0.0, 3.0), 0.0);
        close(Effect::Difference.of(f64::INFINITY, f64::INFINITY), 0.0);
    }
}
