//! What was simulated: each launch, and where its parameters come from.

use std::fmt::{self, Write};

use crate::experiment::claims::draws::Origin;
use crate::experiment::claims::found::{ClaimsReport, SimulatedLaunch};
use crate::experiment::claims::launch::OWN;
use crate::figures::{percent, scale};

/// What was simulated, launch by launch, each by its name where there are several.
pub(super) fn launches(text: &mut String, found: &ClaimsReport) -> fmt::Result {
    if found.launches.is_empty() {
        return launch(text, &found.own);
    }
    write!(text, "{OWN}: ")?;
    launch(text, &found.own)?;
    for (name, launched) in &found.launches {
        write!(text, "{name}: ")?;
        launch(text, launched)?;
    }
    Ok(())
}

fn launch(text: &mut String, launched: &SimulatedLaunch) -> fmt::Result {
    let runs = launched.draws as u64 * launched.replications;
    writeln!(
        text,
        "{}, {}: {runs} launches at {}, {} draws of the parameters; intervals hold {} of launches.",
        launched.model,
        launched.policy,
        scale(launched.scale),
        launched.draws,
        percent(launched.confidence)
    )?;
    origin(text, &launched.parameters)
}

/// Where the parameters come from, and which they are.
fn origin(text: &mut String, origin: &Origin) -> fmt::Result {
    let list =
        |text: &mut String, paths: &[String]| paths.iter().try_for_each(|path| writeln!(text, "  {path}"));
    match origin {
        Origin::Posterior {
            file,
            rows,
            parameters,
            besides,
        } => {
            writeln!(
                text,
                "Parameters: rows of the posterior sample {file} ({rows} rows):"
            )?;
            list(text, parameters)?;
            if !besides.is_empty() {
                writeln!(
                    text,
                    "and, spread over what is possible, what the sample says nothing of:"
                )?;
            }
            list(text, besides)
        }
        Origin::Prior { missing, parameters } => {
            if let Some(file) = missing {
                writeln!(text, "PROVISIONAL: there is no posterior sample {file} yet.")?;
            }
            if parameters.is_empty() {
                return writeln!(
                    text,
                    "Parameters: the model as it stands, so that intervals hold chance alone."
                );
            }
            writeln!(
                text,
                "Parameters: spread over what was thought possible beforehand, not fitted to the record:"
            )?;
            list(text, parameters)
        }
    }
}
