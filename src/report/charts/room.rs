//! The waiting room over time: people waiting, people inside.

use crate::measures::waiting_room::WaitingRoom;
use crate::messages::charts::{ChartText, RoomPlace, Unit};
use crate::metrics::catalogue::{LET_IN, WAITING};
use crate::metrics::{Metric, View};
use clickday_engine::model::Measure;

use super::chart::{Chart, Table};
use super::key;
use super::look::{BLUE, Dash, Hatch, INK, Look, Stroke, Type, VERMILLION, dark};
use super::panel::{Panel, round_values};
use super::sheet::{Align, Drawn, Rect, Sheet};
use super::strip_paint;
use super::study::{Case, Study};
use super::time_axis::ticks;

/// People in one place over time.
struct Place {
    what: RoomPlace,
    people: Vec<f64>,
    /// Most people the policy lets in there, and from when on \[s\].
    cap: Option<(f64, f64)>,
    look: Look,
}

/// The chart of a policy with a waiting room; `None` for others.
pub(super) fn chart<'a>(study: &'a Study<'a>, case: &'a Case<'a>) -> Option<Chart<'a>> {
    let say = study.say();
    let room = room_of(case)?;
    let places = places(study, case, room);
    let most = study.peak(case, &places[0].people);
    let most = most.filter(|peak| peak.most.round() >= 1.0);
    let title = say.room_title(&case.of(most), study.bin_s(), case.launches());
    let key = key::of_strips(std::iter::once(case), say);
    Some(Chart {
        name: format!("waiting-room-{}", case.name),
        policy: Some(case.name.to_owned()),
        alt: say.room_alt(&title, room.cap.get() as f64),
        title,
        subtitle: say.room_subtitle(study.bin_s()),
        body: key::height(&key) + 480.0 + strip_paint::height(&case.strip),
        table: table(case, &places),
        paint: Box::new(move |sheet, body| {
            let body = key::paint(sheet, body, &key)?;
            paint(sheet, body, study, case, &places)
        }),
    })
}

fn room_of<'a>(case: &'a Case<'_>) -> Option<&'a WaitingRoom> {
    case.scenario.policy.measure.iter().find_map(Measure::get)
}

fn places(study: &Study<'_>, case: &Case<'_>, room: &WaitingRoom) -> [Place; 2] {
    let seconds = |from| (case.scenario.clock.micros(from) as f64 / 1e6).clamp(0.0, study.end_s);
    let from_s = room.from.as_ref().map_or(0.0, seconds);
    let people = |metric: &Metric| {
        let mut people: Vec<f64> = case
            .run
            .series
            .state
            .iter()
            .map(|state| metric.value(View::State(state), None).unwrap_or(0.0) / case.run.scale)
            .collect();
        people.resize(case.run.series.start_s.len(), 0.0);
        people
    };
    let look = |color| Look {
        color,
        dash: Dash::Solid,
        hatch: Hatch::Plain,
    };
    [
        Place {
            what: RoomPlace::Waiting,
            people: people(&WAITING),
            cap: None,
            look: look(VERMILLION),
        },
        Place {
            what: RoomPlace::Inside,
            people: people(&LET_IN),
            cap: Some((room.cap.get() as f64, from_s)),
            look: look(BLUE),
        },
    ]
}

fn paint(sheet: &Sheet<'_>, body: Rect, study: &Study<'_>, case: &Case<'_>, places: &[Place]) -> Drawn {
    let first = body.top + strip_paint::height(&case.strip);
    let each = (body.bottom - first) / places.len() as f64;
    let say = study.say();
    let ticks = ticks(&study.clock, study.end_s, 16, say);
    let middles = case.middles();
    for (i, place) in places.iter().enumerate() {
        let bottom = first + each * (i + 1) as f64;
        let rect = Rect {
            top: bottom - each + 40.0,
            bottom,
            ..body
        };
        let most = place
            .people
            .iter()
            .copied()
            .fold(place.cap.map_or(0.0, |(cap, _)| cap), f64::max);
        let values = round_values(most, 4);
        let panel = Panel {
            rect,
            x: (0.0, study.end_s),
            top: values[values.len() - 1],
        };
        panel.shade(sheet, &case.strip.shut())?;
        panel.draw_hours(sheet, &ticks)?;
        panel.draw_values(sheet, &values, |n| say.spoken_number(n))?;
        panel.draw_unit(sheet, say.unit(Unit::People))?;
        panel.draw_area(sheet, &middles, &place.people, place.look.color)?;
        panel.draw_line(sheet, &middles, &place.people, place.look)?;
        if let Some(cap) = place.cap {
            draw_cap(sheet, &panel, cap, say)?;
        }
        let set = Type::HEADING.in_color(dark(place.look.color));
        let heading = say.room_heading(place.what);
        sheet.text((rect.left, rect.top - 14.0), heading, set, Align::Left)?;
        if i == 0 {
            strip_paint::paint(sheet, &case.strip, &panel, body.top)?;
        } else {
            panel.draw_clock(sheet, &ticks)?;
        }
    }
    Ok(())
}

fn draw_cap(sheet: &Sheet<'_>, panel: &Panel, (cap, from_s): (f64, f64), say: &dyn ChartText) -> Drawn {
    let y = panel.py(cap);
    let stroke = Stroke {
        color: INK,
        width: 1.2,
        dash: Dash::Short,
    };
    sheet.line(&[(panel.px(from_s), y), (panel.rect.right, y)], stroke)?;
    let at = (panel.rect.right - 6.0, y + 12.0);
    sheet.label(at, &say.cap_mark(cap), Type::TICK.in_color(INK), Align::Right)
}

fn table(case: &Case<'_>, places: &[Place; 2]) -> Table {
    let mut table = Table::new(&["policy", "time", "start_s", "waiting", "inside", "cap"]);
    let cap_at = |start: f64| {
        let cap = places[1].cap.filter(|(_, from_s)| *from_s <= start);
        cap.map_or(String::new(), |(cap, _)| cap.to_string())
    };
    for (i, start) in case.run.series.start_s.iter().enumerate() {
        table.rows.push(vec![
            case.name.to_owned(),
            case.run.series.time.get(i).cloned().unwrap_or_default(),
            start.to_string(),
            places[0].people[i].to_string(),
            places[1].people[i].to_string(),
            cap_at(*start),
        ]);
    }
    table
}
