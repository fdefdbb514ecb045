//! The files that ship, by their paths in the clone.

use std::sync::LazyLock;

use clickday_engine::model::Texts;

/// Paths and texts, as `build.rs` lists them.
const LIST: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/shipped.rs"));

/// The files that ship, by their paths in the clone, such as `experiments/rollout.toml`.
pub fn files() -> &'static Texts {
    static FILES: LazyLock<Texts> = LazyLock::new(|| {
        let files = LIST.iter();
        files.map(|(path, text)| (path, text.as_bytes())).collect()
    });
    &FILES
}
