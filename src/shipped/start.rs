//! The files that a new model, policy or experiment starts with.

use std::path::{Path, PathBuf};

use super::item::{self, Item, Kind};
use super::location::find;
use super::{Origin, tree};
use clickday_engine::model::Problem;

/// Where a template has the name.
const PLACE: &str = "NAME";

/// The texts to start from, where nothing is copied.
fn template(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::Model => Some(include_str!("start/model.toml")),
        Kind::Policy => Some(include_str!("start/policy.toml")),
        Kind::Experiment => Some(include_str!("start/experiment.toml")),
        Kind::Calibration | Kind::Claims => None,
    }
}

/// A file to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartFile {
    /// Its path from the folder in which it is to be.
    pub path: PathBuf,
    /// Its text.
    pub text: String,
}

/// Why there is nothing to start with.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The name is not one.
    #[error("`{0}` cannot be a name: use only letters from a to z, digits, - and _, for example my-launch")]
    Name(String),
    /// What is to be copied does not ship.
    #[error("{0}")]
    NoSuch(Problem),
    /// Nothing of this kind is begun without one to copy.
    #[error("there is no {0} to begin with; copy one with --from NAME")]
    NoTemplate(&'static str),
    /// What is to be copied is a file on the disk.
    #[error("--from takes the name of what ships, and {} is a file on disk; copy the file itself", .0.display())]
    OnDisk(PathBuf),
}

/// The files of a new model, policy or experiment of that name: a template with comments, or a copy of what ships under the
/// name `from`.
///
/// ```
/// use clickday::shipped::{Kind, start};
///
/// let files = start(Kind::Policy, "my-queue", None)?;
/// assert_eq!(files[0].path, std::path::Path::new("my-queue.toml"));
/// assert!(files[0].text.contains("[policy.my-queue]"));
/// # Ok::<(), clickday::shipped::StartError>(())
/// ```
///
/// # Errors
/// When the name cannot be one, or nothing ships under the other.
pub fn start(kind: Kind, name: &str, from: Option<&str>) -> Result<Vec<StartFile>, StartError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if name.is_empty() || name.starts_with('-') || !name.chars().all(is_plain) {
        return Err(StartError::Name(name.to_owned()));
    }
    let Some(from) = from else {
        let template = template(kind).ok_or(StartError::NoTemplate(kind.noun()))?;
        return Ok(vec![StartFile {
            path: file(name),
            text: template.replace(PLACE, name),
        }]);
    };
    // Calibrations and claims are copied as experiments are.
    let kinds = match kind {
        Kind::Experiment => &Kind::EXPERIMENTS[..],
        _ => &[kind],
    };
    let found = find(from.as_ref(), kinds).map_err(StartError::NoSuch)?;
    if found.origin() == Origin::Disk {
        return Err(StartError::OnDisk(found.path().to_owned()));
    }
    let items = item::items().iter();
    let mut of_kind = items.filter(|item| kinds.contains(&item.kind()));
    let item = of_kind.find(|item| item.path == found.path());
    Ok(item.map_or_else(Vec::new, |item| copies(item, name)))
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(format!("{name}.toml"))
}

/// The files of a thing that ships, under another name.
fn copies(item: &Item, name: &str) -> Vec<StartFile> {
    let text_of = |path: &Path| {
        let bytes = tree::files().get(path).unwrap_or_default();
        String::from_utf8_lossy(bytes).into_owned()
    };
    if item.path.extension().is_some() {
        let path = file(name);
        let own = |path: &Path| path.display().to_string();
        let text = text_of(&item.path).replace(&own(&item.path), &own(&path));
        let text = match item.kind() {
            Kind::Policy => renamed(&text, &item.name, name),
            _ => text,
        };
        return vec![StartFile { path, text }];
    }
    let below = tree::files().paths().filter_map(|path| {
        let rest = path.strip_prefix(&item.path).ok()?;
        Some(StartFile {
            path: Path::new(name).join(rest),
            text: text_of(path).replace(&item.path.display().to_string(), name),
        })
    });
    below.collect()
}

/// A file of policies with one of them under another name.
fn renamed(text: &str, old: &str, new: &str) -> String {
    let ends = [']', '.'];
    ends.iter().fold(text.to_owned(), |text, end| {
        text.replace(&format!("policy.{old}{end}"), &format!("policy.{new}{end}"))
    })
}
