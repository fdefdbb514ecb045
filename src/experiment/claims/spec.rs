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
//! [launch.cerb]                                    # another launch, in the same terms; [[launch.cerb.parameter]] as above
//! model = "../models/cerb-2020-04-06"
//! policy = "birth-month-days"
//!
//! [[claim]]                                        # launch = "cerb" where it is not of the file's own
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

use schemars::JsonSchema;
use serde::Deserialize;

use super::statement::Statement;
use crate::experiment::calibration::Prior;
use crate::experiment::range::{Range, Spread};
use clickday_engine::model::units::{Complaint, Count, Setting, Share};

/// The version of the format this build reads.
pub(crate) const FORMAT_VERSION: u32 = 1;

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
    /// Confidence of the intervals: the probability that a further launch, of a further draw, lies
    /// within; absent: 90 %.
    #[serde(default = "nine_in_ten")]
    #[schemars(with = "Option<Share>")]
    pub confidence: Share,
    /// The sample of parameters that agree with the record, CSV or Parquet, by its path from this
    /// file: a column for each value of the model, named by its path, and perhaps `weight`. Where
    /// there is no such file, the parameters below take its place.
    #[serde(default)]
    pub sample: Option<String>,
    /// The values of the model that nobody knows, and between what they lie, while there is no
    /// sample.
    #[serde(default)]
    pub parameter: Vec<Parameter>,
    /// The same launch with something else in it, by name.
    #[serde(default)]
    pub world: BTreeMap<String, World>,
    /// Further launches that claims are of, by name; what stands above is the file's own.
    #[serde(default)]
    pub launch: BTreeMap<String, Launch>,
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
    /// Paths that always have the same value.
    #[serde(default)]
    pub also: Vec<String>,
    /// Lower end of its range.
    pub from: Setting,
    /// Upper end of its range.
    pub to: Setting,
    /// Whether values are as likely evenly, or evenly by factors.
    #[serde(default)]
    pub spread: Spread,
    /// Probability that it is exactly 0, whatever the range.
    #[serde(default)]
    pub zero: Share,
    /// Where the range comes from, or "assumed".
    pub source: String,
}

impl Parameter {
    /// Every path that has its value.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.path).chain(&self.also)
    }

    /// Where it may lie.
    ///
    /// # Errors
    /// What is wrong with its ends.
    pub fn prior(&self) -> Result<Prior, Complaint> {
        Ok(Prior {
            range: Range::between(self.from.as_str(), self.to.as_str(), self.spread)?,
            zero: self.zero.get(),
        })
    }

    /// Its value at a position in \[0, 1\], as settings, `path=value` each.
    pub fn settings(&self, prior: &Prior, position: f64) -> Vec<String> {
        let value = prior.at(position);
        self.paths().map(|path| format!("{path}={value}")).collect()
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
    /// The scale at which it is simulated; absent: that of the launch.
    #[serde(default)]
    pub scale: Option<Share>,
}

/// A further launch that claims are of.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Launch {
    /// The model: a file or folder, by its path from the claims file.
    pub model: String,
    /// The policy under which things went as they did.
    pub policy: String,
    /// Share of full scale at which it is simulated; absent: that of the file.
    #[serde(default)]
    pub scale: Option<Share>,
    /// How many draws of its parameters; absent: as many as the file says.
    #[serde(default)]
    pub draws: Option<Count>,
    /// The sample of parameters that agree with its record, as that of the file.
    #[serde(default)]
    pub sample: Option<String>,
    /// The values of its model that nobody knows, and between what they lie, while there is no
    /// sample.
    #[serde(default)]
    pub parameter: Vec<Parameter>,
    /// This launch with something else in it, by name.
    #[serde(default)]
    pub world: BTreeMap<String, World>,
}

/// What was said.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Claim {
    /// A short name, for tables.
    pub id: String,
    /// The launch it is of; absent: the file's own.
    #[serde(default)]
    pub launch: Option<String>,
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

impl Claim {
    /// What it says, and what follows from it, each with its key in the file.
    pub fn statements(&self) -> impl Iterator<Item = (&'static str, &Statement)> {
        let follows = self.follows.iter().map(|statement| ("follows", statement));
        std::iter::once(("says", &self.says)).chain(follows)
    }
}
