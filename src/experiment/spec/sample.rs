//! The sample that the draws of an experiment name.

use crate::experiment::draws::DrawsSpec;
use crate::experiment::points::{Points, PointsError};
use crate::experiment::results::Source;
use crate::experiment::sources::Shelf;
use crate::shipped::Location;
use clickday_engine::model::Document;

/// Reads the sample of the draws, if their table, in a file that was read from `location`, names one. What is wrong with it is told where the
/// file names it.
pub(super) fn sample(
    shelf: Shelf,
    document: &mut Document,
    draws: Option<&DrawsSpec>,
    location: &Location,
) -> Option<(Points, Source)> {
    let draws = draws?;
    let name = draws.sample.as_deref()?;
    let missing = || PointsError::Missing {
        name: name.to_owned(),
        beside: location.path().display().to_string(),
    };
    match shelf.table(name).and_then(|there| there.ok_or_else(missing)) {
        Ok((points, source)) => {
            for (place, wrong, right) in draws.complaints_of_sample(&points.columns) {
                document.complain(place, wrong, right);
            }
            Some((points, source))
        }
        Err(error) => {
            document.complain(["draws", "sample"], error.to_string(), "");
            None
        }
    }
}
