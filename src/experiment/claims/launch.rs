//! The launches that claims are of: the file's own, and further ones, each told in the same terms.

use std::collections::BTreeMap;

pub use super::spec::Launch;

use super::spec::{Claim, Claims, Parameter, World};
use clickday_engine::model::units::{Count, Share};

/// What the file's own launch is called where there are several; no other has this name.
pub(crate) const OWN: &str = "own";

/// In which terms a launch is told, whether it is the file's own or a further one, with what it
/// takes from the file.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// Its name; `None` of the file's own.
    pub name: Option<&'a str>,
    /// Its model, by its path from the claims file.
    pub model: &'a str,
    /// The policy under which things went as they did.
    pub policy: &'a str,
    /// Share of full scale at which it is simulated, where a world has none of its own.
    pub scale: Share,
    /// How many draws of its parameters.
    pub draws: Count,
    /// The sample of parameters that agree with its record.
    pub sample: Option<&'a str>,
    /// The values of its model that nobody knows.
    pub parameters: &'a [Parameter],
    /// The same launch with something else in it, by name.
    pub worlds: &'a BTreeMap<String, World>,
    /// The file that tells of it.
    pub file: &'a Claims,
}

impl<'a> Terms<'a> {
    /// The place of something of it in the file.
    pub fn place(&self, keys: &[&str]) -> Vec<String> {
        let launch = self.name.into_iter().flat_map(|name| ["launch", name]);
        launch.chain(keys.iter().copied()).map(str::to_owned).collect()
    }

    /// The claims that are of it, each with its place in the file.
    pub fn claims(&self) -> impl Iterator<Item = (usize, &'a Claim)> + use<'a> {
        let name = self.name;
        let all = self.file.claim.iter().enumerate();
        all.filter(move |(_, claim)| claim.launch.as_deref() == name)
    }

    /// The scale at which a world is simulated; `None` for the launch as it was.
    pub(crate) fn scale_of(&self, world: Option<&str>) -> f64 {
        let of = |name: &str| self.worlds.get(name)?.scale;
        world.and_then(of).unwrap_or(self.scale).get()
    }
}

impl Claims {
    /// The terms of the file's own launch.
    pub fn own(&self) -> Terms<'_> {
        Terms {
            name: None,
            model: &self.model,
            policy: &self.policy,
            scale: self.scale,
            draws: self.draws,
            sample: self.sample.as_deref(),
            parameters: &self.parameter,
            worlds: &self.world,
            file: self,
        }
    }

    /// The terms of the further launches, by name.
    pub fn further(&self) -> impl Iterator<Item = Terms<'_>> {
        self.launch.iter().map(|(name, launch)| Terms {
            name: Some(name),
            model: &launch.model,
            policy: &launch.policy,
            scale: launch.scale.unwrap_or(self.scale),
            draws: launch.draws.unwrap_or(self.draws),
            sample: launch.sample.as_deref(),
            parameters: &launch.parameter,
            worlds: &launch.world,
            file: self,
        })
    }

    /// The worlds of the launch that a claim is of; `None` where there is no such launch.
    pub(crate) fn worlds_of(&self, claim: &Claim) -> Option<&BTreeMap<String, World>> {
        match &claim.launch {
            None => Some(&self.world),
            Some(name) => self.launch.get(name).map(|launch| &launch.world),
        }
    }
}
