//! The report on public claims, for a journalist: the verdicts first, then claim by claim what was
//! said, what was simulated in the same unit and how the two compare, and at the end which claims
//! cannot be true together.

mod head;
mod words;

use std::collections::BTreeSet;
use std::fmt::{self, Write};

use comfy_table::presets::NOTHING;
use comfy_table::{ContentArrangement, LineStyle, Table};

use super::table::Styling;
use crate::experiment::claims::conflicts::{Because, Conflict};
use crate::experiment::claims::found::{ClaimResult, ClaimsReport, Reading, SimulatedLaunch};
use crate::experiment::claims::launch::OWN;
use crate::experiment::claims::paper::OnPaper;
use crate::messages::ClaimsText;
use crate::messages::claims::{ClaimColumn, ConflictKind, NeverTogether, Role, Said};

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
    let say = styling.language.claims();
    writeln!(text, "{}", styling.heading(&found.title))?;
    head::launches(text, found, say)?;
    writeln!(text, "\n{}", overview(found, say).trim_fmt())?;
    verdicts(text, found, styling)?;
    for claim in &found.claims {
        of_claim(text, found, claim, styling)?;
    }
    conflicts(text, found, styling)
}

fn overview(found: &ClaimsReport, say: &dyn ClaimsText) -> Table {
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
    let of_launch = (!found.launches.is_empty()).then_some(ClaimColumn::Launch);
    let columns: Vec<ClaimColumn> = std::iter::once(ClaimColumn::Claim)
        .chain(of_launch)
        .chain([ClaimColumn::Who, ClaimColumn::Meaning, ClaimColumn::Verdict])
        .collect();
    table.set_header(columns.iter().map(|column| say.column(*column)));
    for claim in &found.claims {
        table.add_row(columns.iter().map(|column| match column {
            ClaimColumn::Claim => claim.id.clone(),
            ClaimColumn::Launch => launch_name(claim.launch.as_deref()).to_owned(),
            ClaimColumn::Who => format!("{}, {}", claim.who, claim.at),
            ClaimColumn::Meaning => claim.means.clone(),
            ClaimColumn::Verdict => say.verdict(words::verdict(claim.verdict)),
        }));
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        column.set_padding((if index == 0 { 0 } else { 2 }, 0));
    }
    table
}

/// What the verdicts mean that some claim has.
fn verdicts(text: &mut String, found: &ClaimsReport, styling: Styling) -> fmt::Result {
    let say = styling.language.claims();
    let kinds = found
        .claims
        .iter()
        .map(|claim| words::verdict_kind(claim.verdict));
    let kinds: BTreeSet<_> = kinds.collect();
    writeln!(text, "\n{}", styling.heading(say.verdicts_heading()))?;
    kinds
        .into_iter()
        .try_for_each(|kind| writeln!(text, "  {}", say.verdict_meaning(kind)))
}

/// What a launch is called.
fn launch_name(launch: Option<&str>) -> &str {
    launch.unwrap_or(OWN)
}

/// What the launch of a claim is called; nothing where there is only one.
fn named<'a>(found: &ClaimsReport, launch: Option<&'a str>) -> Option<&'a str> {
    (!found.launches.is_empty()).then_some(launch_name(launch))
}

fn of_claim(text: &mut String, found: &ClaimsReport, claim: &ClaimResult, styling: Styling) -> fmt::Result {
    let say = styling.language.claims();
    let launch = found.launch(claim.launch.as_deref());
    let name = named(found, claim.launch.as_deref());
    let heading = say.claim_heading(&claim.id, name, words::verdict(claim.verdict));
    let said = Said {
        words: &claim.said,
        who: &claim.who,
        at: &claim.at,
    };
    writeln!(text, "\n{}", styling.heading(&heading))?;
    writeln!(text, "  {}", say.said(&said))?;
    writeln!(text, "  {}", say.source(&claim.source))?;
    if let Some(on_paper) = &claim.on_paper {
        without_a_run(text, on_paper, say)?;
    }
    claim
        .readings
        .iter()
        .try_for_each(|reading| of_reading(text, reading, launch, say))
}

/// What was looked at without a run.
fn without_a_run(text: &mut String, on_paper: &OnPaper, say: &dyn ClaimsText) -> fmt::Result {
    if let Some(compared) = words::on_paper(on_paper) {
        writeln!(text, "  {}", say.on_paper(&compared))?;
    }
    note(text, &on_paper.because, say)
}

fn of_reading(
    text: &mut String,
    reading: &Reading,
    launch: &SimulatedLaunch,
    say: &dyn ClaimsText,
) -> fmt::Result {
    let role = match (reading.follows, reading.is_otherwise) {
        (true, _) => Role::Follows,
        (false, true) => Role::OtherUnit,
        (false, false) => Role::AsSaid,
    };
    let world = words::world(reading, launch);
    writeln!(text, "  {}", say.measured(role, &words::measured(reading), world))?;
    let claimed = words::claimed(reading, launch);
    let simulated = words::simulated(reading, launch);
    let compared = match (simulated, reading.judged.seen) {
        (Some(simulated), Some(seen)) => say.compared(&claimed, &simulated, words::compared(reading, seen)),
        _ => say.nothing_to_compare(&claimed),
    };
    writeln!(text, "    {compared}")?;
    if reading.is_otherwise {
        return Ok(());
    }
    note(text, &reading.because, say)
}

fn note(text: &mut String, because: &str, say: &dyn ClaimsText) -> fmt::Result {
    let because = because.trim();
    if because.is_empty() {
        return Ok(());
    }
    writeln!(text, "    {}", say.note(because))
}

fn conflicts(text: &mut String, found: &ClaimsReport, styling: Styling) -> fmt::Result {
    let say = styling.language.claims();
    writeln!(text, "\n{}", styling.heading(say.conflicts_heading()))?;
    if !found.launches.is_empty() {
        writeln!(text, "  {}", say.one_launch_only())?;
    }
    if found.conflicts.is_empty() {
        return writeln!(text, "  {}", say.no_conflict());
    }
    let kind = |conflict: &Conflict| match conflict.because {
        Because::Words if conflict.claims.len() == 2 => ConflictKind::TwoByWords,
        Because::Words => ConflictKind::ThreeByWords,
        Because::Model { .. } => ConflictKind::BySimulation,
    };
    for of_kind in [
        ConflictKind::TwoByWords,
        ConflictKind::ThreeByWords,
        ConflictKind::BySimulation,
    ] {
        let mut these = found
            .conflicts
            .iter()
            .filter(|conflict| kind(conflict) == of_kind)
            .peekable();
        if these.peek().is_some() {
            writeln!(text, "  {}", say.conflicts_of(of_kind))?;
        }
        for conflict in these {
            of_conflict(text, found, conflict, say)?;
        }
    }
    Ok(())
}

fn of_conflict(
    text: &mut String,
    found: &ClaimsReport,
    conflict: &Conflict,
    say: &dyn ClaimsText,
) -> fmt::Result {
    let launch = named(found, conflict.launch.as_deref());
    let line = match conflict.because {
        Because::Words => say.conflict(&conflict.claims, launch),
        Because::Model { first, second, runs } => {
            let in_launches = NeverTogether {
                first,
                second,
                launches: runs,
            };
            say.never_together(&conflict.claims, launch, in_launches)
        }
    };
    writeln!(text, "    {line}")
}
