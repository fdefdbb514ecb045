//! The look of each policy: it belongs to the policy, and not to its place in an experiment.

use plotters::style::RGBColor;

use super::look::{BLUE, Dash, GREEN, Hatch, INK, Look, PURPLE, VERMILLION};

/// Okabe and Ito's orange and sky blue, and two more that are far from all others.
const ORANGE: RGBColor = RGBColor(230, 159, 0);
const SKY: RGBColor = RGBColor(86, 180, 233);
const BROWN: RGBColor = RGBColor(140, 86, 75);

const COLORS: [RGBColor; 8] = [VERMILLION, BLUE, PURPLE, GREEN, ORANGE, SKY, BROWN, INK];

/// Each dash, and the hatch of areas that goes with it.
const DASHES: [(Dash, Hatch); 4] = [
    (Dash::Solid, Hatch::Plain),
    (Dash::Long, Hatch::Rising),
    (Dash::Short, Hatch::Falling),
    (Dash::Dotted, Hatch::Upright),
];

/// Looks of which no two are the same.
const LOOKS: usize = COLORS.len() * DASHES.len();

/// The policies that ship with the program. The place in the list decides the look: a new policy goes
/// to the end.
const SHIPPED: [&str; 33] = [
    "as-it-happened",
    "open-to-all",
    "staggered-role-windows",
    "queue-with-tickets",
    "adaptive-release",
    "address-limits",
    "appointments",
    "autoscaling",
    "birth-month-windows",
    "bots-in-the-queue",
    "calming-announcement",
    "close-and-reopen",
    "close-and-room",
    "combined",
    "defended",
    "inflaming-notice",
    "lottery",
    "office-batch-upload",
    "paced-release",
    "pin-beforehand",
    "pre-filled-form",
    "queue-with-faults",
    "shed-requests",
    "shed-sessions",
    "tax-code-windows",
    "closed-by-trigger",
    "asynchronous-submission",
    "role-windows",
    "waiting-room",
    "open",
    "left-alone",
    "birth-month-days",
    "assigned-days",
];

/// The look of each policy of an experiment. A policy that ships has its own; another has that which
/// its name leads to. Where two of the experiment have the same one, the first of them keeps it, and
/// the other takes the next that is free. Beyond 32 policies looks are used again.
pub(super) fn looks(names: &[&str]) -> Vec<Look> {
    let mut taken = [false; LOOKS];
    let mut given = vec![0; names.len()];
    let shipped = |name: &str| SHIPPED.iter().position(|shipped| *shipped == name);
    for of_shipped in [true, false] {
        for (name, given) in names.iter().zip(&mut given) {
            let place = shipped(name);
            if place.is_some() != of_shipped {
                continue;
            }
            let wanted = place.unwrap_or_else(|| hash(name)) % LOOKS;
            let free = (0..LOOKS)
                .map(|step| (wanted + step) % LOOKS)
                .find(|look| !taken[*look]);
            *given = free.unwrap_or(wanted);
            taken[*given] = true;
        }
    }
    given.into_iter().map(look).collect()
}

/// The look of a number below [`LOOKS`]. Neighbours differ in colour, and in dash.
const fn look(number: usize) -> Look {
    let color = COLORS[number % COLORS.len()];
    let (dash, hatch) = DASHES[(number + number / COLORS.len()) % DASHES.len()];
    Look { color, dash, hatch }
}

/// The hash of Fowler, Noll and Vo (FNV-1a, 32 bits): the same on every machine and in every version.
fn hash(name: &str) -> usize {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
    name.bytes().fold(0x811c_9dc5, step) as usize
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::super::look::dark;
    use super::*;

    fn seen(look: Look) -> ([u8; 3], String) {
        let RGBColor(r, g, b) = look.color;
        ([r, g, b], format!("{:?}", look.dash))
    }

    #[test]
    fn no_two_looks_are_the_same() {
        let all: BTreeSet<_> = (0..LOOKS).map(|number| seen(look(number))).collect();
        assert_eq!(all.len(), LOOKS);
        let names: Vec<String> = (0..LOOKS).map(|i| format!("policy-number-{i:02}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let of_experiment: BTreeSet<_> = looks(&names).into_iter().map(seen).collect();
        assert_eq!(of_experiment.len(), LOOKS);
        assert_eq!(looks(&[&names[..], &names[..3]].concat()).len(), LOOKS + 3);
    }

    #[test]
    fn a_policy_looks_the_same_in_every_experiment() {
        let of = |names: &[&str], name: &str| {
            let place = names.iter().position(|other| *other == name).unwrap();
            seen(looks(names)[place])
        };
        for (name, dash) in SHIPPED.iter().zip(["Solid", "Long", "Short", "Dotted"]) {
            let alone = of(&[name], name);
            assert_eq!(alone.1, dash);
            let others: Vec<&str> = ["mine", "lottery", "of-my-own"]
                .into_iter()
                .chain([*name])
                .collect();
            assert_eq!(of(&others, name), alone, "{name}");
            assert_eq!(of(&SHIPPED[..32], name), alone, "{name}");
        }
        let (here, there) = (["mine", "open-to-all"], ["as-it-happened", "combined", "mine"]);
        assert_eq!(of(&here, "mine"), of(&there, "mine"));
        // A policy of one's own never takes the look of one that ships.
        let ships = of(&["open-to-all"], "open-to-all");
        for i in 0..64 {
            let own = format!("own-{i}");
            let names = [own.as_str(), "open-to-all"];
            assert!(of(&names, "open-to-all") == ships && of(&names, &own) != ships);
        }
    }

    #[test]
    fn every_policy_that_ships_has_a_look_of_its_own() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for file in std::fs::read_dir(root.join("models/policies")).unwrap() {
            let path = file.unwrap().path();
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            let is_policy = path.extension().is_some_and(|ending| ending == "toml");
            assert!(
                !is_policy || SHIPPED.contains(&name.as_str()),
                "{name} is not in SHIPPED"
            );
        }
        for launch in [
            "inps-2020-04-01",
            "census-2016-08-09",
            "cerb-2020-04-06",
            "seiss-2020-05-13",
        ] {
            let model = crate::measures::load(&root.join("models").join(launch), &[]).unwrap();
            for name in model.policy.keys() {
                assert!(
                    SHIPPED.contains(&name.as_str()),
                    "{name} of {launch} is not in SHIPPED"
                );
            }
        }
    }

    #[test]
    fn every_colour_can_be_read_as_text() {
        let linear = |part: u8| {
            let share = f64::from(part) / 255.0;
            if share <= 0.040_45 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        for color in COLORS {
            let RGBColor(r, g, b) = dark(color);
            let light = 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
            assert!(1.05 / (light + 0.05) >= 3.0, "{color:?}");
        }
    }
}
