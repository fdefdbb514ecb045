//! Any lines as `--set` arguments to the small launch of the tests: a model that runs to its end or is refused, or problems with
//! their places.

#![no_main]

#[path = "../../tests/trial/mod.rs"]
mod trial;

use clickday::measures::load;
use clickday::model::Document;
use libfuzzer_sys::fuzz_target;

const LAUNCH: &str = concat!(
    include_str!("../../tests/models/launch/launch.toml"),
    "\n",
    include_str!("../../tests/models/launch/people.toml"),
    "\n",
    include_str!("../../tests/models/launch/portal.toml"),
    "\n",
    include_str!("../../tests/models/launch/policies/queue.toml"),
    "\n",
    include_str!("../../tests/models/launch/policies/windows.toml"),
);

fuzz_target!(|text: &str| {
    let set: Vec<String> = text.lines().map(str::to_owned).collect();
    match load::read(Document::of_text("launch.toml", LAUNCH), &set) {
        Ok(model) => {
            trial::attempt(model, text.len() as u64);
        }
        Err(problems) => trial::assert_showable(&problems),
    }
});
