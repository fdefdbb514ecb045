//! What the user wrote: the files and overrides of one model or experiment, and what is wrong with them so far.

use std::collections::BTreeMap;
use std::path;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Serialize, Serializer};

use super::choice::{self, Content};
use super::file_kind::FileKind;
use super::problem::MOST_PROBLEMS;
use super::reader::Findings;
use super::shape::Shape;
use super::tree::{self, Node, Path, Text, Value};
use super::unreadable::Unreadable;
use super::{Problem, Problems, files, overrides, steps, tolerant};
use crate::model::source::{Disk, Source};

/// Titles in a folder beyond which it holds several models, and not one with a slip.
const MOST_SLIPS: usize = 2;

/// The files and overrides of one model or experiment, and what is wrong with them so far.
///
/// Problems are gathered, never thrown: each step does what it can, and [`Document::finish`] gives either the value
/// or everything that is wrong.
#[derive(Debug, Clone)]
pub struct Document {
    root: Node,
    /// Where its keys are.
    keys: files::Keys,
    sources: Vec<Arc<Text>>,
    problems: Problems,
    /// Whether some text could not be read at all, so that nothing can be said of what is missing.
    incomplete: bool,
    /// How many files have a title.
    titled: usize,
    /// Whether it is of another kind than was asked for: nothing else is said of it.
    is_rejected: bool,
    /// Where the value read is not what the user wrote.
    stand_ins: Vec<Path>,
}

impl Document {
    /// Reads one TOML file, or a folder whose files each hold some of the top-level tables (policies also in its
    /// sub-folder `policies`).
    pub fn open(path: &path::Path) -> Self {
        Document::open_in(&Disk, path)
    }

    /// As [`Document::open`], of a source that need not be the disk.
    pub fn open_in(source: &dyn Source, path: &path::Path) -> Self {
        let mut document = Document::empty(path);
        match files::list(source, path) {
            Err(problem) => document.fail([problem]),
            Ok(files) => {
                for file in &files {
                    document.take(files::text(source, file));
                }
                document.refuse_several();
            }
        }
        document
    }

    /// A document that cannot be read, for this reason.
    #[doc(hidden)]
    pub fn unreadable(path: &path::Path, problem: Problem) -> Self {
        let mut document = Document::empty(path);
        document.fail([problem]);
        document
    }

    /// Reads a text that stands in no file, under a name for its problems.
    pub fn of_text(name: &str, text: &str) -> Self {
        Document::of_bytes(name, text.as_bytes())
    }

    /// Reads the bytes of a file that stands nowhere, under a name for its problems. They need not be text.
    pub fn of_bytes(name: &str, bytes: &[u8]) -> Self {
        let mut document = Document::empty(path::Path::new(name));
        document.take(files::of_bytes(name.to_owned(), bytes.to_vec()));
        document
    }

    /// Reads texts that stand in no files as [`Document::open`] reads the files of a folder of that
    /// name: `(name, text)` each, all of them parts of one model. The names are for problems alone.
    pub fn of_texts<'a>(folder: &str, texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut document = Document::empty(path::Path::new(folder));
        for (name, text) in texts {
            document.take(files::of_bytes(name.to_owned(), text.as_bytes().to_vec()));
        }
        document
    }

    fn empty(path: &path::Path) -> Self {
        Document {
            root: files::root(path),
            keys: files::Keys::default(),
            sources: Vec::new(),
            problems: Problems::default(),
            incomplete: false,
            titled: 0,
            is_rejected: false,
            stand_ins: Vec::new(),
        }
    }

    /// Of which kind it is, where its top-level tables show it.
    pub fn kind(&self) -> Option<FileKind> {
        FileKind::of(|key| self.has(key))
    }

    /// Makes sure that this is a file of a kind. Another kind is the only problem that is told: all others follow from it.
    #[doc(hidden)]
    pub fn require(&mut self, wanted: FileKind) {
        let Some(found) = self.kind().filter(|found| !wanted.accepts(*found)) else {
            return;
        };
        let wrong = format!("this is {}, not {}", found.noun(), wanted.noun());
        let right = format!("use it with: {}", found.command(self.name()));
        self.reject(&wrong, &right);
    }

    /// The name of the file or folder, as the user gave it.
    fn name(&self) -> &str {
        &self.root.place.source.name
    }

    /// Says one thing of the whole, in the place of everything else.
    fn reject(&mut self, wrong: &str, right: &str) {
        if !self.incomplete {
            self.problems = Problem::with_file(self.name(), wrong, right).into();
            self.is_rejected = true;
            self.incomplete = true;
        }
    }

    /// Whether anything is known to be wrong.
    pub(crate) fn has_problems(&self) -> bool {
        self.incomplete || !self.problems.is_empty()
    }

    /// Adds the policies of another document, and gives their names.
    pub fn add_policies(&mut self, mut others: Document) -> Vec<String> {
        others.require(FileKind::Policies);
        if others.is_rejected {
            self.fail(others.problems);
            return Vec::new();
        }
        let mut names = Vec::new();
        for entry in others.root.entries() {
            match entry.key.as_str() {
                "policy" => names.extend(entry.node.entries().iter().map(|policy| policy.key.clone())),
                "version" => {}
                key => {
                    let wrong = format!("`{key}` does not belong in a file of policies");
                    let right = "keep the tables under [policy], and set what else a policy changes with its own `set`";
                    self.problems.push(entry.key_place.problem(wrong, right));
                }
            }
        }
        self.incomplete |= others.incomplete;
        self.problems.extend(others.problems);
        let problems = files::merge(&mut self.root, &mut self.keys, others.root);
        self.problems.extend(problems);
        self.sources.extend(others.sources);
        names
    }

    /// A folder whose files each are a whole thing is not one thing: that is all that is said of it.
    fn refuse_several(&mut self) {
        let is_all = self.titled > 1 && self.titled == self.sources.len();
        if !is_all && self.titled <= MOST_SLIPS {
            return;
        }
        let name = self.name().to_owned();
        let wrong = format!(
            "the folder was read as one model, but {} of its files have a title",
            self.titled
        );
        let right = format!(
            "a folder is one model in several files; to check separate files, write: clickday check {}/*.toml",
            name.trim_end_matches('/')
        );
        self.reject(&wrong, &right);
    }

    fn take(&mut self, read: Result<Text, Problem>) {
        match read {
            Err(problem) => self.fail([problem]),
            Ok(text) => self.add(text),
        }
    }

    fn add(&mut self, source: Text) {
        let source = Arc::new(source);
        match tree::parse(&source) {
            Ok(node) => {
                self.titled += usize::from(node.entry("title").is_some());
                let problems = files::merge(&mut self.root, &mut self.keys, node);
                self.problems.extend(problems);
            }
            Err(problems) => self.fail(problems),
        }
        self.sources.push(source);
    }

    fn fail(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.problems.extend(problems);
        self.incomplete = true;
    }

    /// Whether there is a top-level key of this name: tells an experiment from a model.
    pub fn has(&self, key: &str) -> bool {
        self.root.entry(key).is_some()
    }

    /// The names of the policies, as they are written.
    pub fn policies(&self) -> impl Iterator<Item = &str> {
        let policies = self.root.entry("policy").into_iter();
        policies.flat_map(|policies| policies.node.entries().iter().map(|policy| policy.key.as_str()))
    }

    /// A policy, as it is written.
    pub(crate) fn policy(&self, name: &str) -> Option<&Node> {
        let policies = &self.root.entry("policy")?.node;
        Some(&policies.entry(name)?.node)
    }

    /// Every text, with the way to it: keys, and positions in lists.
    pub(crate) fn texts(&self) -> Vec<(Vec<String>, &str)> {
        let mut found = Vec::new();
        let mut left: Vec<(Vec<String>, &Node)> = vec![(Vec::new(), &self.root)];
        while let Some((path, node)) = left.pop() {
            let then = |step: String| path.iter().cloned().chain([step]).collect::<Vec<String>>();
            match &node.value {
                Value::Text(text) | Value::Datetime(text) => found.push((path, text.as_str())),
                Value::Table(entries) => {
                    left.extend(
                        entries
                            .iter()
                            .rev()
                            .map(|entry| (then(entry.key.clone()), &entry.node)),
                    );
                }
                Value::List(items) => {
                    left.extend(
                        items
                            .iter()
                            .enumerate()
                            .rev()
                            .map(|(i, item)| (then(i.to_string()), item)),
                    );
                }
                _ => {}
            }
        }
        found
    }

    /// The files, by name, with their texts.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.sources
            .iter()
            .map(|source| (source.name.as_str(), &*source.text))
    }

    /// Applies overrides of the form `path=value`. The value is TOML, or else text: `60 s` need not be quoted. Things
    /// in a list are addressed by their `name`, their kind or their position: `portal.tier.web.slots`,
    /// `policy.queue.measure.waiting-room.cap`. What comes out is read, and checked, like the file.
    pub fn set<T: JsonSchema>(&mut self, assignments: &[String]) {
        self.set_as::<T>("--set", assignments);
    }

    /// As [`Document::set`], with the name that problems give as their place.
    pub(crate) fn set_as<T: JsonSchema>(&mut self, said_by: &str, assignments: &[String]) {
        self.set_shaped(&Shape::of::<T>(), said_by, assignments);
    }

    /// As [`Document::set`], of what has a given shape.
    pub(crate) fn set_shaped(&mut self, shape: &Shape, said_by: &str, assignments: &[String]) {
        if self.incomplete || assignments.is_empty() {
            return;
        }
        for assignment in assignments {
            if self.problems.len() > MOST_PROBLEMS {
                break;
            }
            if let Err(problem) = overrides::set(&mut self.root, shape, said_by, assignment) {
                self.problems.push(problem);
            }
        }
    }

    /// The single value at a path, as it is written, where there is one. Things in a list are addressed as by [`Document::set`].
    #[doc(hidden)]
    pub fn value_at(&self, path: &str) -> Option<String> {
        overrides::value_at(&self.root, path)
    }

    /// Reads it all as a `T`, as far as possible: where there are problems, the value holds stand-ins.
    pub fn read<T: DeserializeOwned + JsonSchema>(&mut self) -> Option<T> {
        self.read_shaped(&Shape::of::<T>())
    }

    /// As [`Document::read`], of what has a given shape.
    pub(crate) fn read_shaped<T: DeserializeOwned>(&mut self, shape: &Shape) -> Option<T> {
        let (value, findings) = tolerant::read(&self.root, shape);
        self.note(findings);
        value
    }

    /// Reads each item of the list called `list`, in each table under the top-level key `top`, as one of the kinds of a `name` that are
    /// called `choices`: `read` is given the place of the kind among them, and what comes with it. What could be read comes with the
    /// name of its table and its position in the list.
    pub(crate) fn read_choices<T>(
        &mut self,
        (top, list): (&str, &str),
        shape: &Shape,
        (name, choices): (&str, &[&str]),
        read: impl Fn(usize, Content<'_>) -> Result<T, Unreadable>,
    ) -> Vec<(String, usize, T)> {
        let (mut found, mut notes) = (Vec::new(), Vec::new());
        let tables = self.root.entry(top).map_or(&[][..], |entry| entry.node.entries());
        for table in tables {
            let Some(Value::List(items)) = table.node.entry(list).map(|entry| &entry.node.value) else {
                continue;
            };
            let path: Path = [top, &table.key, list].into_iter().collect();
            for (i, item) in items.iter().enumerate() {
                steps::count(1);
                let (value, findings) = tolerant::read_at(item, path.then(i.to_string()), shape, |reader| {
                    choice::read_listed(reader, name, choices, &read)
                });
                found.extend(value.map(|value| (table.key.clone(), i, value)));
                notes.push(findings);
            }
        }
        for findings in notes {
            self.note(findings);
        }
        found
    }

    fn note(&mut self, findings: Findings) {
        if self.is_rejected || self.problems.len() > MOST_PROBLEMS {
            return;
        }
        self.problems.extend(findings.problems);
        if !self.incomplete {
            self.problems.extend(findings.missing);
        }
        self.stand_ins.extend(findings.stand_ins);
        if self.problems.len() > MOST_PROBLEMS {
            // Enough is known; what the rest means is not looked at.
            self.incomplete = true;
        }
    }

    /// Notes that the value at `path` (keys, and positions in lists) is wrong, where it is what the user wrote: what
    /// follows from another problem is not worth telling.
    #[doc(hidden)]
    pub fn complain<S: Into<String>>(
        &mut self,
        path: impl IntoIterator<Item = S>,
        wrong: impl Into<String>,
        right: impl Into<String>,
    ) {
        self.complain_at(&path.into_iter().collect(), wrong, right);
    }

    /// As [`Document::complain`].
    pub(crate) fn complain_at(&mut self, path: &Path, wrong: impl Into<String>, right: impl Into<String>) {
        if self.problems.len() <= MOST_PROBLEMS && !self.is_stand_in(path) {
            self.problems.push(self.root.locate(path).problem(wrong, right));
        }
    }

    /// Problems with settings that this document makes elsewhere (`path=value` each), told where it says so: `place` gives the way to
    /// that place, for those that are of such a setting.
    #[doc(hidden)]
    pub fn retell(&self, problems: Problems, place: impl Fn(&Problem) -> Option<Vec<String>>) -> Problems {
        let mut told = Problems::default();
        let here = |problem: Problem| match place(&problem) {
            None => problem,
            Some(path) => {
                let place = self.root.locate(&path.into_iter().collect());
                place.problem(problem.wrong, problem.right)
            }
        };
        told.extend_once(problems.into_iter().map(here).collect());
        told
    }

    /// Whether the value at `path`, or something of it, is not what the user wrote.
    pub(crate) fn is_stand_in(&self, path: &Path) -> bool {
        self.incomplete || self.stand_ins.iter().any(|stand_in| stand_in.touches(path))
    }

    /// The value, when nothing is wrong.
    ///
    /// # Errors
    /// Everything that is wrong, in the order of the files and within them.
    pub fn finish<T>(self, value: Option<T>) -> Result<T, Problems> {
        // Of files of one name, the first.
        let names = self.sources.iter().enumerate().rev();
        let numbers: BTreeMap<&str, usize> = names
            .map(|(number, source)| (source.name.as_str(), number))
            .collect();
        let order = |problem: &Problem| {
            let file = numbers.get(problem.file.as_str()).copied();
            // Files that could not be read come first, overrides last.
            let file = file.map_or(if problem.span.is_none() { 0 } else { usize::MAX }, |file| {
                file + 1
            });
            (file, problem.span.as_ref().map(|span| span.start))
        };
        let mut problems: Vec<Problem> = self.problems.into_iter().collect();
        problems.sort_by_key(order);
        problems.dedup();
        if problems.len() > MOST_PROBLEMS {
            problems.truncate(MOST_PROBLEMS);
            let name = self.root.place.source.name.clone();
            let wrong = format!("there are more than {MOST_PROBLEMS} problems");
            problems.push(Problem::with_file(name, wrong, "see to these first"));
        }
        match value {
            Some(value) => Problems::from_iter(problems).or(value),
            None => Err(problems.into_iter().collect()),
        }
    }
}

/// All that is written, in one: without comments, and with every override.
impl Serialize for Document {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.root.serialize(serializer)
    }
}
