//! The report on public claims, for a journalist: the verdicts first, then claim by claim what was
//! said, what was seen in the same unit and why the two agree or do not, and at the end which
//! claims cannot be true together.

mod head;

use std::fmt::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, LineStyle, Table};

use super::table::Styling;
use crate::experiment::claims::conflicts::{Because, Conflict};
use crate::experiment::claims::found::{ClaimResult, ClaimsReport, Reading, SimulatedLaunch};
use crate::experiment::claims::launch::OWN;
use crate::experiment::claims::paper::{OnPaper, Shown};
use crate::experiment::claims::quantity::{Kind, Reading as RateReading};
use crate::experiment::claims::statement::Effect;
use crate::experiment::claims::verdict::Answer;
use crate::experiment::statistics::Interval;
use crate::figures::{beginning, count, moment, number, percent_digits};

/// Characters to a line of the table.
const WIDTH: u16 = 100;

/// The report of a file of claims.
pub fn report(found: &ClaimsReport, styling: Styling) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write_report(&mut text, found, styling);
    text
}

fn write_report(text: &mut String, found: &ClaimsReport, styling: Styling) -> fmt::Result {
    writeln!(text, "{}", styling.heading(&found.title))?;
    head::launches(text, found)?;
    writeln!(text, "\n{}", overview(found).trim_fmt())?;
    for claim in &found.claims {
        of_claim(text, found, claim, styling)?;
    }
    conflicts(text, found, styling)
}

fn overview(found: &ClaimsReport) -> Table {
    let mut table = Table::new();
    let rule = LineStyle::none().fill('─').junction('─');
    table.load_style(
        NOTHING
            .top_border(rule)
            .header_separator(rule)
            .bottom_border(rule),
    );
    table
        .set_content_arrangement(ContentArrangement::Dynamic)
        .set_width(WIDTH);
    let of_launch = |cell: String| (!found.launches.is_empty()).then_some(cell);
    let mut header = vec!["claim".to_owned()];
    header.extend(of_launch("launch".to_owned()));
    header.extend(["who, when", "what it means", "verdict"].map(str::to_owned));
    table.set_header(header);
    for claim in &found.claims {
        let who = format!("{}, {}", claim.who, claim.at);
        let mut row = vec![claim.id.clone()];
        row.extend(of_launch(launch_name(claim.launch.as_deref()).to_owned()));
        row.extend([who, claim.means.clone(), claim.verdict.words()]);
        table.add_row(row);
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((if index == 0 { 0 } else { 2 }, 0));
    }
    table
}

/// What a launch is called.
fn launch_name(launch: Option<&str>) -> &str {
    launch.unwrap_or(OWN)
}

/// The launch of a claim, in brackets behind its name; nothing where there is only one.
fn in_brackets(found: &ClaimsReport, launch: Option<&str>) -> String {
    if found.launches.is_empty() {
        return String::new();
    }
    format!(" ({})", launch_name(launch))
}

fn of_claim(text: &mut String, found: &ClaimsReport, claim: &ClaimResult, styling: Styling) -> fmt::Result {
    let launch = found.launch(claim.launch.as_deref());
    let of = in_brackets(found, claim.launch.as_deref());
    let heading = format!("{}{of}: {}", claim.id, claim.verdict.words());
    writeln!(text, "\n{}", styling.heading(&heading))?;
    writeln!(
        text,
        "  {} ({}, {}; {})",
        claim.said, claim.who, claim.at, claim.source
    )?;
    if let Some(on_paper) = &claim.on_paper {
        without_a_run(text, on_paper)?;
    }
    for reading in &claim.readings {
        let lead = match (reading.follows, reading.is_otherwise) {
            (true, _) => "what would follow: ",
            (false, true) => "if meant of ",
            (false, false) => "as said, ",
        };
        writeln!(text, "  {lead}{}", what(reading, launch))?;
        let in_unit = |interval| between(interval, reading, launch);
        let seen = reading.judged.seen.map_or_else(|| "nothing".to_owned(), in_unit);
        writeln!(
            text,
            "    claimed {}; seen {seen}: {}",
            in_unit(reading.judged.claimed),
            why(reading)
        )?;
        if !reading.because.is_empty() && !reading.is_otherwise {
            writeln!(text, "    ({})", reading.because.trim())?;
        }
    }
    Ok(())
}

/// What was looked at without a run.
fn without_a_run(text: &mut String, on_paper: &OnPaper) -> fmt::Result {
    let OnPaper { what, because, .. } = on_paper;
    let found = on_paper.found.as_ref().map_or_else(String::new, shown);
    match on_paper.quantity {
        "reckoned" => writeln!(text, "  reckoned: {what} is {found}")?,
        "alike" => writeln!(text, "  beside {what}: {found}")?,
        "model-value" => writeln!(text, "  the model is given {found} ({what})")?,
        _ => writeln!(text, "  no run shows {what}")?,
    }
    if because.is_empty() {
        return Ok(());
    }
    writeln!(text, "    ({})", because.trim())
}

fn shown(shown: &Shown) -> String {
    match shown {
        Shown::Word(word) => word.clone(),
        Shown::Instant(at) => beginning(at),
        Shown::Numbers { low, high, unit } => {
            let one = |value: f64| match *unit {
                "" => count(value),
                PERCENT => percent_digits(value / 100.0),
                _ => number(value),
            };
            let space = if unit.is_empty() { "" } else { " " };
            match (one(*low), one(*high)) {
                (low, high) if low == high => format!("{low}{space}{unit}"),
                (low, high) => format!("{low} to {high}{space}{unit}"),
            }
        }
    }
}

/// What is measured, in words.
fn what(reading: &Reading, launch: &SimulatedLaunch) -> String {
    let at = |key: &str| reading.window.get(key).map_or_else(String::new, |at| moment(at));
    let from = |key: &str| {
        reading
            .window
            .get(key)
            .map_or_else(String::new, |at| beginning(at))
    };
    let of = reading.of.map_or("", |of| of.words());
    let quantity = match reading.quantity {
        "count" if reading.window.contains_key("since") => {
            format!("{of} from {} to {}", from("since"), at("by"))
        }
        "count" => format!("{of} by {}", at("by")),
        "rate" => {
            let which = match reading.rate {
                Some(RateReading::Busiest) => "at the busiest",
                Some(RateReading::SomeMoment) => "at one moment or another",
                _ => "on average",
            };
            format!("{of} {which} from {} to {}", from("from"), at("until"))
        }
        "blocked" => format!("time blocked from {} to {}", from("from"), at("until")),
        "collapse" => format!("when the portal collapsed, by {}", at("until")),
        _ => format!("people whose pages others were shown, by {}", at("by")),
    };
    let title = |name: &String| launch.worlds.get(name).unwrap_or(name).clone();
    let world = reading
        .world
        .as_ref()
        .map_or_else(String::new, |name| format!(", with {}", title(name)));
    match (&reading.without, reading.effect) {
        (Some(without), Some(Effect::Share)) => {
            format!(
                "share of the {quantity}{world} that is gone with {}",
                title(without)
            )
        }
        (Some(without), _) => format!("{quantity}{world}, less the same with {}", title(without)),
        (None, _) => format!("{quantity}{world}"),
    }
}

/// The unit of shares.
const PERCENT: &str = "%";

/// A value in the unit of a reading.
fn value(value: f64, reading: &Reading, launch: &SimulatedLaunch) -> String {
    let is_instant = reading.kind == Kind::Instant && reading.without.is_none();
    match value {
        value if value == f64::INFINITY => "never".to_owned(),
        value if is_instant => beginning(&launch.clock.format((value.max(0.0) * 1e6) as u64)),
        value if reading.unit.is_empty() => count(value),
        value if reading.unit == PERCENT => percent_digits(value / 100.0),
        value => number(value),
    }
}

fn between(Interval { low, high }: Interval, reading: &Reading, launch: &SimulatedLaunch) -> String {
    let of = |end| value(end, reading, launch);
    let unit = match reading.unit {
        _ if reading.kind == Kind::Instant && reading.without.is_none() => String::new(),
        "" => String::new(),
        unit => format!(" {unit}"),
    };
    let (from, to) = (of(low), of(high));
    if low == f64::NEG_INFINITY {
        return format!("at most {to}{unit}");
    }
    if high == f64::INFINITY && low < f64::INFINITY {
        let beyond = if reading.kind == Kind::Instant {
            "later"
        } else {
            "more"
        };
        return format!("{from}{unit} or {beyond}");
    }
    if from == to {
        return format!("{from}{unit}");
    }
    format!("{from} to {to}{unit}")
}

/// Why what was seen and what is claimed agree, or do not.
fn why(reading: &Reading) -> String {
    let judged = &reading.judged;
    let Some(seen) = judged.seen else {
        return "the model shows nothing of it".to_owned();
    };
    let claimed = judged.claimed;
    let is_ratio = reading.kind != Kind::Instant && reading.without.is_none();
    match judged.answer {
        Answer::Consistent => "they agree".to_owned(),
        Answer::Inconsistent if is_ratio && claimed.low > seen.high => too_much(claimed.low / seen.high),
        Answer::Inconsistent if is_ratio => too_little(seen.low / claimed.high),
        Answer::Inconsistent => {
            let words = match (reading.kind, claimed.low > seen.high) {
                (Kind::Instant, true) => "earlier",
                (Kind::Instant, false) => "later",
                (_, true) => "less",
                (_, false) => "more",
            };
            format!("all that was seen is {words}")
        }
        Answer::CannotTell if is_ratio => {
            "what was seen would agree with twice as much or half as much as well".to_owned()
        }
        Answer::CannotTell => "what was seen lies on both sides".to_owned(),
    }
}

/// A ratio nearer to 1 would be printed as 1.00.
const A_HAIR: f64 = 1.01;

fn too_much(ratio: f64) -> String {
    if ratio < A_HAIR {
        return "too much, by less than 1 %".to_owned();
    }
    format!("too much, {} what was seen", times(ratio))
}

fn too_little(ratio: f64) -> String {
    if ratio < A_HAIR {
        return "too little, by less than 1 %".to_owned();
    }
    format!("too little, what was seen is {} as much", times(ratio))
}

/// A ratio above 1 in words, rounded down, so that it is true.
fn times(ratio: f64) -> String {
    match ratio {
        ratio if !ratio.is_finite() => "beyond measure".to_owned(),
        ratio if ratio < 2.0 => format!("at least {:.2} times", (100.0 * ratio).floor() / 100.0),
        ratio => format!("at least {} times", number((10.0 * ratio).floor() / 10.0)),
    }
}

fn conflicts(text: &mut String, found: &ClaimsReport, styling: Styling) -> fmt::Result {
    writeln!(text, "\n{}", styling.heading("Cannot be true together"))?;
    if !found.launches.is_empty() {
        writeln!(
            text,
            "  Asked among the claims of one launch: those of two launches say nothing of each other."
        )?;
    }
    if found.conflicts.is_empty() {
        return writeln!(text, "  nothing: every two and three of them can");
    }
    found
        .conflicts
        .iter()
        .try_for_each(|conflict| of_conflict(text, found, conflict))
}

fn of_conflict(text: &mut String, found: &ClaimsReport, conflict: &Conflict) -> fmt::Result {
    let of = in_brackets(found, conflict.launch.as_deref());
    let names = format!("{}{of}", conflict.claims.join(" and "));
    match conflict.because {
        Because::Words if conflict.claims.len() == 2 => {
            writeln!(text, "  {names}: no course of the day fits both")
        }
        Because::Words => writeln!(text, "  {names}: any two fit, no course of the day fits all"),
        Because::Model { first, second, runs } => writeln!(
            text,
            "  {names}: they hold in {first} and {second} of {runs} launches, both in none"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::{too_little, too_much};

    #[test]
    fn how_far_a_claim_is_off_is_never_said_to_be_more_than_it_is() {
        assert_eq!(too_much(1.059), "too much, at least 1.05 times what was seen");
        assert_eq!(
            too_little(12.99),
            "too little, what was seen is at least 12.9 times as much"
        );
        assert_eq!(too_little(1.002), "too little, by less than 1 %");
        assert_eq!(too_much(1.002), "too much, by less than 1 %");
    }
}
