//! What it amounts to, before any run.

use crate::statement::{Expected, Statement, Topic, Unit};
use clickday_engine::theory::session::Session;

use super::words::words;
use super::{Shedding, SheddingBy};

const CHERKASOVA: &str = "Cherkasova and Phaal, IEEE Trans. Computers 51 (2002)";

pub(super) fn shed(launch: &dyn Expected, shedding: &Shedding) -> Statement {
    let typical = launch.typical();
    let pages = typical.map_or(1.0, |s| s.pages) as usize;
    let share = shedding.share.get();
    let (retry, lost) = typical.map_or((0.0, 0.0), |s| (s.retry, s.session_lost));
    let session = Session::new(pages.max(1), 1.0 - share, retry.min(1.0), lost);
    let say = words(launch.language());
    let useful = |efficiency, words| {
        let value = (efficiency, Unit::Share);
        Statement::worded("shed_efficiency", Topic::Measures, value, words).source(CHERKASOVA)
    };
    match (shedding.by, shedding.in_flight, session) {
        (SheddingBy::Request, None, Ok(session)) => {
            let efficiency = session.efficiency();
            useful(efficiency, say.requests_shed(share, efficiency))
        }
        (SheddingBy::Session, None, _) => useful(1.0, say.sessions_shed(share)),
        (by, limit, _) => {
            let limit = limit.map_or(0.0, |n| n.get() as f64);
            let words = say.shed_above(by.who(), limit);
            let value = (limit, Unit::Count("requests"));
            Statement::worded("shed_above", Topic::Measures, value, words).source("counting")
        }
    }
}
