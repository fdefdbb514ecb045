//! Reads one of several kinds: a word (`"fifo"`), or a table whose one key says which
//! (`{ exponential = "20 s" }`).

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor};

use super::reader::Reader;
use super::stand_in::StandIn;
use super::tree::{Entry, Value};
use super::unreadable::Unreadable;
use super::words;

/// What comes with the word that says which kind.
pub(crate) enum Content<'a> {
    /// It is written.
    Written(Reader<'a>),
    /// It is not, or cannot be read.
    StandIn(StandIn<'a>),
}

/// Reads one of several kinds that no type lists: `read` is given the place of the kind among
/// `choices`, and what comes with it.
pub(super) fn read_listed<T>(
    reader: &Reader<'_>,
    name: &str,
    choices: &[&str],
    read: impl FnOnce(usize, Content<'_>) -> Result<T, Unreadable>,
) -> Result<T, Unreadable> {
    let Some(chosen) = chosen(reader, choices) else {
        complain(reader, name, choices);
        return read(0, Content::StandIn(reader.stand_in()));
    };
    let which = choices.iter().position(|choice| *choice == chosen.word);
    let content = if let Some(content) = chosen.content {
        Content::Written(content)
    } else {
        chosen.lacks_content();
        Content::StandIn(reader.stand_in())
    };
    reader.placed(read(which.unwrap_or(0), content))
}

/// Reads the choice `name` among `choices`.
pub(super) fn read<'a, V: Visitor<'a>>(
    reader: &Reader<'a>,
    name: &'static str,
    choices: &'static [&'static str],
    visitor: V,
) -> Result<V::Value, Unreadable> {
    if let Some(chosen) = chosen(reader, choices) {
        return reader.placed(visitor.visit_enum(chosen));
    }
    complain(reader, name, choices);
    reader.stand_in().choice(choices, visitor)
}

/// Which of `choices` is written, if it is one.
fn chosen<'r, 'a>(reader: &'r Reader<'a>, choices: &[&str]) -> Option<Chosen<'r, 'a>> {
    match &reader.node.value {
        Value::Text(word) if choices.contains(&word.as_str()) => Some(Chosen {
            word,
            content: None,
            at: reader,
        }),
        Value::Table(entries) => {
            let mut known = entries
                .iter()
                .filter(|entry| choices.contains(&entry.key.as_str()));
            match (known.next(), entries.len()) {
                (Some(entry), 1) => Some(Chosen {
                    word: &entry.key,
                    content: Some(reader.under(entry)),
                    at: reader,
                }),
                _ => None,
            }
        }
        _ => None,
    }
}

fn complain(reader: &Reader<'_>, name: &str, choices: &[&str]) {
    let what = words::spoken(name);
    let written = reader.node.written().told();
    let here = &reader.node.place;
    if reader.cx.shape.is_words(name) {
        let right = words::instead_of(reader.node.text().unwrap_or_default(), "choice here", choices);
        reader.complain(here, format!("{written} is not a choice here"), right);
    } else if let Value::Table(entries) = &reader.node.value {
        complain_of_table(reader, &what, entries, choices);
    } else {
        let example = choices
            .first()
            .map(|first| format!("write for example {{ {first} = {written} }}; "));
        let right = format!(
            "{}the kinds are {}",
            example.unwrap_or_default(),
            words::one_of(choices)
        );
        reader.complain(
            here,
            format!("{written} does not say which kind of {what} it is"),
            right,
        );
    }
}

/// The one key of a table should say which kind it is.
fn complain_of_table(reader: &Reader<'_>, what: &str, entries: &[Entry], choices: &[&str]) {
    let stranger = entries
        .iter()
        .find(|entry| !choices.contains(&entry.key.as_str()));
    if let Some(entry) = stranger {
        let right = words::instead_of(&entry.key, "kind", choices);
        reader.complain(
            &entry.key_place,
            format!("`{}` is not a kind of {what}", entry.key),
            right,
        );
    } else if let [first, second, ..] = entries {
        let wrong = format!(
            "`{}` and `{}` are two different kinds of {what}",
            first.key, second.key
        );
        reader.complain(&second.key_place, wrong, "keep one of them");
    } else {
        let right = format!("its one key is {}", words::one_of(choices));
        reader.complain(
            &reader.node.place,
            format!("this does not say which kind of {what} it is"),
            right,
        );
    }
}

/// The word that says which kind, and what comes with it.
struct Chosen<'r, 'a> {
    word: &'a str,
    content: Option<Reader<'a>>,
    at: &'r Reader<'a>,
}

impl<'a> EnumAccess<'a> for Chosen<'_, 'a> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'a>>(self, seed: S) -> Result<(S::Value, Self), Unreadable> {
        let word: StrDeserializer<'_, Unreadable> = self.word.into_deserializer();
        Ok((seed.deserialize(word)?, self))
    }
}

impl Chosen<'_, '_> {
    fn lacks_content(&self) {
        let right = format!("write {{ {} = ... }}", self.word);
        self.at.complain(
            &self.at.node.place,
            format!("`{}` needs a value", self.word),
            right,
        );
    }
}

impl<'a> VariantAccess<'a> for Chosen<'_, 'a> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        if self.content.is_some() {
            let right = format!("write \"{}\"", self.word);
            self.at.complain(
                &self.at.node.place,
                format!("`{}` takes no value", self.word),
                right,
            );
        }
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'a>>(self, seed: S) -> Result<S::Value, Unreadable> {
        if let Some(content) = self.content {
            return seed.deserialize(content);
        }
        self.lacks_content();
        seed.deserialize(self.at.stand_in())
    }

    fn tuple_variant<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, Unreadable> {
        if let Some(content) = self.content {
            return content.deserialize_tuple(len, visitor);
        }
        self.lacks_content();
        self.at.stand_in().deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if let Some(content) = self.content {
            return content.deserialize_struct("", fields, visitor);
        }
        self.lacks_content();
        self.at.stand_in().struct_variant(fields, visitor)
    }
}
