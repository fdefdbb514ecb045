//! A value of the model that is not known, as a file writes it: its paths, and its prior.

use schemars::JsonSchema;
use serde::Deserialize;

use super::factor::{FactorSpec, KeyError, Levels};
use super::prior::Prior;
use super::range::Spread;
use clickday_engine::model::Problem;
use clickday_engine::model::units::{Setting, Share};

/// A value that is not known, and its prior: even over a range.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ParameterSpec {
    /// Its path, as in `--set`.
    pub path: String,
    /// Paths that always have the same value.
    #[serde(default)]
    pub also: Vec<String>,
    /// What it is, in words.
    pub name: String,
    /// Lower end of its range.
    pub from: Setting,
    /// Upper end of its range.
    pub to: Setting,
    /// How the range is filled: evenly, or evenly by factors.
    #[serde(default)]
    pub spread: Spread,
    /// Probability that it is exactly 0, whatever the range.
    #[serde(default)]
    pub zero: Share,
    /// Where the range comes from.
    pub source: String,
}

impl ParameterSpec {
    /// Every path that has its value.
    pub fn paths(&self) -> impl Iterator<Item = &String> {
        std::iter::once(&self.path).chain(&self.also)
    }

    /// Its prior.
    ///
    /// # Errors
    /// What is wrong with the ends of its range.
    pub(super) fn prior(&self) -> Result<Prior, KeyError> {
        let factor = FactorSpec {
            path: self.path.clone(),
            values: None,
            from: Some(self.from.clone()),
            to: Some(self.to.clone()),
            spread: self.spread,
        };
        match factor.levels()? {
            Levels::Range(range) => Ok(Prior {
                range,
                zero: self.zero.get(),
            }),
            // Of two ends there is always a range.
            Levels::Values(_) => Err(KeyError::new("from", "there is no range", "write from and to")),
        }
    }

    /// The settings of the value at a position of its prior, `path=value` for each path.
    pub(super) fn settings_at<'a>(
        &'a self,
        prior: &Prior,
        position: f64,
    ) -> impl Iterator<Item = String> + use<'a> {
        let value = prior.at(position);
        self.paths().map(move |path| format!("{path}={value}"))
    }
}

/// The positions at which a prior is tried before anything runs, each with the key of a file that says
/// its value.
pub(super) fn to_try(prior: &Prior) -> [(f64, &'static str); 3] {
    let lowest = if prior.is_zero(0.0) { "zero" } else { "from" };
    [(0.0, lowest), (prior.zero, "from"), (1.0, "to")]
}

/// The keys, within the table of a parameter, of what is wrong with one of its settings: of the path,
/// or of the value that stands under `key`. `None` where the problem is about something else.
pub(super) fn keys_of(problem: &Problem, settings: &[String], key: &str) -> Option<Vec<String>> {
    let mut numbered = settings.iter().enumerate();
    let (number, is_of_path) =
        numbered.find_map(|(number, setting)| Some((number, problem.is_of_path(setting)?)))?;
    Some(match number.checked_sub(1) {
        Some(also) if is_of_path => vec!["also".to_owned(), also.to_string()],
        None if is_of_path => vec!["path".to_owned()],
        _ => vec![key.to_owned()],
    })
}
