//! The draws of an experiment, and that the model can be read with their values.

use std::collections::BTreeSet;

use super::Loaded;
use crate::experiment::draws::Draws;
use crate::experiment::parameter::{keys_of, to_try};
use crate::experiment::scales;
use clickday_engine::model::{Model, Problems};

/// Problems of the rows of a sample, beyond which no further row is tried.
const MOST_TOLD: usize = 20;

impl Loaded {
    /// Its draws, if it has any. What is in `set` (`path=value` each) is known, and not drawn.
    pub fn draws(&self, set: &[String]) -> Option<Draws> {
        let spec = self.experiment.draws.as_ref()?;
        let sample = self.sample.as_ref().map(|(points, _)| points);
        Some(Draws::of(spec, sample, self.experiment.seed, set))
    }

    /// Reads the model with the values of the draws in it, before anything runs: with each row of the sample that is a draw, and with
    /// both ends of each prior. `set` is as for [`Loaded::model`].
    ///
    /// # Errors
    /// What is wrong with the values that cannot be, where they are written, and each scale that is too small.
    pub fn try_draws(&self, set: &[String]) -> Result<(), Problems> {
        let Some(draws) = self.draws(set) else {
            return Ok(());
        };
        self.try_priors(set)?;
        self.try_rows(&draws, set)?;
        self.try_scales(&draws, &self.model(set)?.model)
    }

    fn try_priors(&self, set: &[String]) -> Result<(), Problems> {
        let priors = self.experiment.draws.iter().flat_map(|draws| &draws.prior);
        for (index, parameter) in priors.enumerate() {
            let Ok(prior) = parameter.prior() else { continue };
            for (position, key) in to_try(&prior) {
                let settings: Vec<String> = parameter.settings_at(&prior, position).collect();
                self.try_with(set, &settings).map_err(|problems| {
                    self.document.retell(problems, |problem| {
                        let keys = keys_of(problem, &settings, key)?;
                        let place = ["draws".to_owned(), "prior".to_owned(), index.to_string()];
                        Some(place.into_iter().chain(keys).collect())
                    })
                })?;
            }
        }
        Ok(())
    }

    /// Reads the model with each row of the sample that is a draw: the same row once.
    fn try_rows(&self, draws: &Draws, set: &[String]) -> Result<(), Problems> {
        let Some((points, _)) = &self.sample else {
            return Ok(());
        };
        let rows: BTreeSet<usize> = draws.draws.iter().filter_map(|draw| draw.row).collect();
        let mut told = Problems::default();
        for row in rows {
            let settings = points.settings(row);
            if let Err(problems) = self.try_with(set, &settings) {
                told.extend_once(points.places().told(row, &settings, problems));
            }
            if told.len() >= MOST_TOLD {
                break;
            }
        }
        told.or(())
    }

    fn try_scales(&self, draws: &Draws, model: &Model) -> Result<(), Problems> {
        let mut document = self.document.clone();
        for (key, scale) in [("scale", draws.scale), ("larger-scale", draws.larger_scale)] {
            let policies = self.experiment.policies.iter().map(String::as_str);
            if let Some((wrong, right)) = scales::complaint(model, policies, scale) {
                // A scale that the file does not name has its place at the table.
                document.complain(["draws", key], wrong, right);
            }
        }
        document.finish(Some(()))
    }

    fn try_with(&self, set: &[String], further: &[String]) -> Result<(), Problems> {
        let set: Vec<String> = further.iter().chain(set).cloned().collect();
        self.model(&set).map(|_| ())
    }
}
