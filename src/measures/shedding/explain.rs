//! What it amounts to, before any run.

use crate::figures::{count, percent};
use crate::statement::{Expected, Statement, Topic, Unit};
use crate::theory::session::Session;

use super::{Shedding, SheddingBy};

const NOT_IN_THE_FLUID: &str =
    "the day as a fluid above knows hours and waiting rooms only: it does not know of this";
const COUNTING: &str = "counting";
const CHERKASOVA: &str = "Cherkasova and Phaal, IEEE Trans. Computers 51 (2002)";

pub(super) fn shed(launch: &dyn Expected, shedding: &Shedding) -> Statement {
    let label = "Work left for finished applications";
    let typical = launch.typical();
    let pages = typical.map_or(1.0, |s| s.pages) as usize;
    let keeps = 1.0 - shedding.share.get();
    let (retry, lost) = typical.map_or((0.0, 0.0), |s| (s.retry, s.session_lost));
    let session = Session::new(pages.max(1), keeps, retry.min(1.0), lost);
    match (shedding.by, shedding.in_flight, session) {
        (SheddingBy::Request, None, Ok(session)) => Statement::new(
            "shed_efficiency",
            Topic::Measures,
            label,
            (session.efficiency(), Unit::Share),
            format!(
                "{} of all requests are shed: {} of the pages served belong to applications that are finished.",
                percent(shedding.share.get()),
                percent(session.efficiency())
            ),
        )
        .formula("truncated geometric sessions, n xⁿ⁻¹ (1−x) / (1−xⁿ)", CHERKASOVA)
        .assuming("nothing else fails")
        .not_simulated("a run does not tell pages of finished applications from others"),
        (SheddingBy::Session, None, _) => Statement::new(
            "shed_efficiency",
            Topic::Measures,
            label,
            (1.0, Unit::Share),
            format!(
                "{} of those who begin an application are turned away; whoever is inside finishes.",
                percent(shedding.share.get())
            ),
        )
        .formula("sessions in progress first", CHERKASOVA)
        .assuming("nothing else fails")
        .not_simulated("a run does not tell pages of finished applications from others"),
        (by, limit, _) => {
            let limit = limit.map_or(0.0, |n| n.get() as f64);
            let who = match by {
                SheddingBy::Request => "everybody who comes is turned away",
                SheddingBy::Session => "whoever begins an application is turned away",
            };
            Statement::new(
                "shed_above",
                Topic::Measures,
                "Requests in flight above which some are shed",
                (limit, Unit::Count("requests")),
                format!("While {} requests are in the portal, {who}.", count(limit)),
            )
            .formula(COUNTING, COUNTING)
            .assuming(NOT_IN_THE_FLUID)
            .not_simulated("it is a bound, not a mean")
        }
    }
}
