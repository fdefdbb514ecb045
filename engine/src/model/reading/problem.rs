//! What is wrong with a file, where, and what would be right.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use miette::{Diagnostic, LabeledSpan, SourceCode};

use super::excerpt::Excerpt;
use crate::names::{in_line, in_text};

/// The most problems in one list: more than anybody reads, and few enough that printing them takes
/// no time.
pub(super) const MOST_PROBLEMS: usize = 200;
/// The most problems of one kind that are shown one by one.
const MOST_OF_A_KIND: usize = 20;

/// One thing that is wrong with what the user wrote.
#[derive(Debug, Clone)]
pub struct Problem {
    /// The file, as the user named it; `--set` for an override; empty when there is no such place.
    pub file: String,
    /// The whole text of that file, or of the override.
    pub text: Arc<str>,
    /// The bytes of the text that are wrong; `None` when the file as a whole is.
    pub span: Option<Range<usize>>,
    /// What is wrong, with names as they are; shown, every character of them is seen.
    pub wrong: String,
    /// What would be right; may be empty.
    pub right: String,
    /// The lines around the span, once they were shown: to find them, a whole file may have to be looked through, and most
    /// problems of a file with very many are never shown.
    excerpt: Box<OnceLock<Option<Excerpt>>>,
}

/// The text is compared last: it may be long, and hardly ever differs where the rest is the same.
impl PartialEq for Problem {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity() && self.text == other.text
    }
}

impl Eq for Problem {}

impl Problem {
    /// A problem at a place in a text; `None` for the text as a whole.
    #[doc(hidden)]
    pub fn at(
        (file, text): (String, Arc<str>),
        span: Option<Range<usize>>,
        wrong: String,
        right: String,
    ) -> Self {
        Problem {
            excerpt: Box::default(),
            file,
            text,
            span,
            wrong,
            right,
        }
    }

    /// A problem with a file as a whole, such as one that cannot be read.
    #[doc(hidden)]
    pub fn with_file(file: impl Into<String>, wrong: impl Into<String>, right: impl Into<String>) -> Self {
        Problem::at((file.into(), "".into()), None, wrong.into(), right.into())
    }

    /// What tells it from other problems.
    fn identity(&self) -> (&str, Option<(usize, usize)>, &str, &str) {
        let span = self.span.as_ref().map(|span| (span.start, span.end));
        (&self.file, span, &self.wrong, &self.right)
    }

    fn excerpt(&self) -> Option<&Excerpt> {
        let of = |span| Excerpt::of(&self.text, span);
        let excerpt = self.excerpt.get_or_init(|| self.span.as_ref().and_then(of));
        excerpt.as_ref()
    }

    /// Whether it is of a setting (`path=value`), and there of the path and not of the value; `None` where it is of something else.
    #[doc(hidden)]
    pub fn is_of_path(&self, setting: &str) -> Option<bool> {
        let span = self.span.as_ref().filter(|_| *self.text == *setting)?;
        Some(setting.find('=').is_some_and(|equals| span.start < equals))
    }

    /// Line and column of the span, from 1; columns count characters.
    pub fn line_and_column(&self) -> Option<(usize, usize)> {
        let before = self.text.get(..self.span.as_ref()?.start)?;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Some((
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        ))
    }

    /// What is wrong, without the names and the numbers in it: problems of one kind differ in those alone.
    fn kind(&self) -> String {
        let mut kind = String::new();
        let mut quote = None;
        for c in self.wrong.chars() {
            match quote {
                Some(open) if c == open => quote = None,
                Some(_) => {}
                None if c == '`' || c == '"' => quote = Some(c),
                None if c.is_ascii_digit() => {}
                None => kind.push(c),
            }
        }
        kind
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&in_text(&self.wrong))
    }
}

impl std::error::Error for Problem {}

impl Diagnostic for Problem {
    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.right.is_empty()).then(|| Box::new(in_text(&self.right)) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn SourceCode> {
        self.excerpt().map(|_| self as &dyn SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let span = self.excerpt()?.span.clone();
        Some(Box::new(std::iter::once(LabeledSpan::underline(span))))
    }
}

/// The excerpt, with the lines and columns of the whole text.
impl SourceCode for Problem {
    fn read_span<'a>(
        &'a self,
        span: &miette::SourceSpan,
        lines_before: usize,
        lines_after: usize,
    ) -> Result<Box<dyn miette::SpanContents<'a> + 'a>, miette::MietteError> {
        let excerpt = self.excerpt().ok_or(miette::MietteError::OutOfBounds)?;
        let contents = excerpt.text.as_str().read_span(span, lines_before, lines_after)?;
        let (line, column) = self.line_and_column().unwrap_or((1, 1));
        let first_line = line.saturating_sub(1 + excerpt.lines_above);
        let is_of_place = lines_before == 0;
        Ok(Box::new(miette::MietteSpanContents::new_named(
            in_line(&self.file).into_owned(),
            contents.data(),
            *contents.span(),
            first_line + contents.line(),
            if is_of_place {
                column - 1
            } else {
                contents.column()
            },
            contents.line_count(),
        )))
    }
}

/// Problems as they are shown: many of one kind are summed up.
#[derive(Debug)]
pub struct Shown<'a> {
    /// Those that are shown one by one.
    pub problems: Vec<&'a Problem>,
    /// How many more there are like a problem that is shown.
    pub more: Vec<(usize, &'a Problem)>,
}

/// Everything that is wrong with what the user wrote: never empty where it is an error.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// Each problem, in the order of the files and within them.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds one.
    pub fn push(&mut self, problem: Problem) {
        self.0.push(problem);
    }

    /// Adds those that are not there yet.
    pub fn extend_once(&mut self, problems: Problems) {
        let mut known: BTreeSet<_> = self.0.iter().map(Problem::identity).collect();
        let new: Vec<bool> = problems
            .iter()
            .map(|problem| known.insert(problem.identity()))
            .collect();
        let new = problems.0.into_iter().zip(new).filter(|(_, is_new)| *is_new);
        self.0.extend(new.map(|(problem, _)| problem));
    }

    /// As they are shown: at most twenty of one kind in a file, and how many more there are.
    pub fn shown(&self) -> Shown<'_> {
        let mut kinds: BTreeMap<(&str, String), (&Problem, usize)> = BTreeMap::new();
        let mut problems = Vec::new();
        for problem in self {
            let (_, count) = kinds
                .entry((&problem.file, problem.kind()))
                .or_insert((problem, 0));
            *count += 1;
            if *count <= MOST_OF_A_KIND {
                problems.push(problem);
            }
        }
        let more = kinds.into_values().filter(|(_, count)| *count > MOST_OF_A_KIND);
        Shown {
            problems,
            more: more.map(|(like, count)| (count - MOST_OF_A_KIND, like)).collect(),
        }
    }

    /// `value` when nothing is wrong, else what is.
    ///
    /// # Errors
    /// These problems, unless there are none.
    pub fn or<T>(self, value: T) -> Result<T, Problems> {
        if self.is_empty() { Ok(value) } else { Err(self) }
    }
}

impl From<Problem> for Problems {
    fn from(problem: Problem) -> Self {
        Problems(vec![problem])
    }
}

impl FromIterator<Problem> for Problems {
    fn from_iter<I: IntoIterator<Item = Problem>>(problems: I) -> Self {
        Problems(problems.into_iter().collect())
    }
}

impl Extend<Problem> for Problems {
    fn extend<I: IntoIterator<Item = Problem>>(&mut self, problems: I) {
        self.0.extend(problems);
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::vec::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Problems {
    /// One line a problem: `file:line:column: what is wrong; what would be right`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.shown();
        for (i, problem) in shown.problems.into_iter().enumerate() {
            let newline = if i == 0 { "" } else { "\n" };
            write!(f, "{newline}{}", in_line(&problem.file))?;
            if let Some((line, column)) = problem.line_and_column() {
                write!(f, ":{line}:{column}")?;
            }
            write!(f, ": {problem}")?;
            if !problem.right.is_empty() {
                write!(f, "; {}", in_text(&problem.right))?;
            }
        }
        for (more, like) in shown.more {
            write!(
                f,
                "\n{}: {more} more problems like this one: {like}",
                in_line(&like.file)
            )?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}
