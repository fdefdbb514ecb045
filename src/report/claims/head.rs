//! What was simulated: each launch, and where its parameters come from.

use std::fmt::{self, Write};

use crate::experiment::claims::draws::Origin;
use crate::experiment::claims::found::{ClaimsReport, SimulatedLaunch};
use crate::experiment::claims::launch::OWN;
use crate::messages::ClaimsText;
use crate::messages::claims::{Simulated, ValuesFrom};

/// What was simulated, launch by launch, each by its name where there are several.
pub(super) fn launches(text: &mut String, found: &ClaimsReport, say: &dyn ClaimsText) -> fmt::Result {
    if found.launches.is_empty() {
        return launch(text, None, &found.own, say);
    }
    launch(text, Some(OWN), &found.own, say)?;
    for (name, launched) in &found.launches {
        launch(text, Some(name), launched, say)?;
    }
    Ok(())
}

fn launch(
    text: &mut String,
    name: Option<&str>,
    launched: &SimulatedLaunch,
    say: &dyn ClaimsText,
) -> fmt::Result {
    let draws = launched.draws as u64;
    let simulated = Simulated {
        name,
        model: &launched.model,
        policy: &launched.policy,
        launches: draws * launched.replications,
        scale: launched.scale,
        draws,
    };
    writeln!(text, "{}", say.simulated(&simulated))?;
    writeln!(text, "{}", say.ranges_hold(launched.confidence))?;
    origin(text, &launched.parameters, say)
}

/// Where the parameters come from, and which they are.
fn origin(text: &mut String, origin: &Origin, say: &dyn ClaimsText) -> fmt::Result {
    match origin {
        Origin::Posterior {
            file,
            rows,
            parameters,
            besides,
        } => {
            let rows = *rows as u64;
            list(
                text,
                &say.values_from(ValuesFrom::Sample { file, rows }),
                parameters,
            )?;
            if besides.is_empty() {
                return Ok(());
            }
            list(text, &say.values_from(ValuesFrom::RangesBesideSample), besides)
        }
        Origin::Prior { missing, parameters } => {
            if let Some(file) = missing {
                writeln!(text, "{}", say.provisional(file))?;
            }
            let from = if parameters.is_empty() {
                ValuesFrom::Nothing
            } else {
                ValuesFrom::Ranges
            };
            list(text, &say.values_from(from), parameters)
        }
    }
}

fn list(text: &mut String, head: &str, paths: &[String]) -> fmt::Result {
    writeln!(text, "{head}")?;
    paths.iter().try_for_each(|path| writeln!(text, "  {path}"))
}
