//! Reads a tree as a type, and goes on after a problem to find the others.
//!
//! A plain serde deserializer stops at the first thing it cannot read. This one notes what is wrong
//! and where, lets a [`StandIn`] take the place, and goes on; unknown keys are noted and passed
//! over, missing ones noted and made up.

use std::cell::RefCell;

use serde::de::value::{SeqDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, Visitor};

use super::choice;
use super::reader::{Context, Findings, Reader};
use super::shape::Shape;
use super::stand_in::StandIn;
use super::tree::{Entry, Node, Path, Value};
use super::unreadable::Unreadable;
use super::words;
use crate::model::units;

/// Reads `root` as a `T`, as far as possible.
pub(crate) fn read<T: DeserializeOwned>(root: &Node, shape: &Shape) -> (Option<T>, Findings) {
    read_at(root, Path::default(), shape, |reader| {
        T::deserialize(reader.clone())
    })
}

/// Reads `node`, which stands at `path`, as far as possible.
pub(super) fn read_at<T>(
    node: &Node,
    path: Path,
    shape: &Shape,
    read: impl FnOnce(&Reader<'_>) -> Result<T, Unreadable>,
) -> (Option<T>, Findings) {
    let cx = Context {
        shape,
        findings: RefCell::default(),
    };
    let value = read(&Reader { node, path, cx: &cx });
    let mut findings = cx.findings.into_inner();
    let value = value.map_err(|error| findings.problems.push(error.problem(node)));
    (value.ok(), findings)
}

impl<'a> IntoDeserializer<'a, Unreadable> for Reader<'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

macro_rules! integers {
    ($($method:ident: $type:ty => $visit:ident),* $(,)?) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            let n = self.integer(<$type>::MIN.into(), <$type>::MAX.into());
            let n = n.and_then(|n| <$type>::try_from(n).ok()).unwrap_or(1);
            self.placed(visitor.$visit(n))
        })*
    };
}

impl<'de> Deserializer<'de> for Reader<'de> {
    type Error = Unreadable;

    integers! {
        deserialize_i8: i8 => visit_i8, deserialize_i16: i16 => visit_i16,
        deserialize_i32: i32 => visit_i32, deserialize_i64: i64 => visit_i64,
        deserialize_u8: u8 => visit_u8, deserialize_u16: u16 => visit_u16,
        deserialize_u32: u32 => visit_u32, deserialize_u64: u64 => visit_u64,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let result = match &self.node.value {
            Value::Text(text) | Value::Datetime(text) => visitor.visit_borrowed_str(text),
            Value::Integer(n) => match (i64::try_from(*n), u64::try_from(*n)) {
                (Ok(n), _) => visitor.visit_i64(n),
                (_, Ok(n)) => visitor.visit_u64(n),
                _ => visitor.visit_i128(*n),
            },
            Value::Float(x) => visitor.visit_f64(*x),
            Value::Boolean(b) => visitor.visit_bool(*b),
            Value::List(_) => return self.deserialize_seq(visitor),
            Value::Table(_) => return self.deserialize_map(visitor),
        };
        self.placed(result)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let value = if let Value::Boolean(b) = self.node.value {
            b
        } else {
            self.expected("yes or no", "write true or false, without quotes");
            false
        };
        self.placed(visitor.visit_bool(value))
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let value = self.node.written().number().filter(|x| x.is_finite());
        if value.is_none() {
            self.expected("a number", "write a number without quotes, for example 1.5");
        }
        self.placed(visitor.visit_f64(value.unwrap_or(1.0)))
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_f64(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let Some(text) = self.node.text() else {
            self.expected("text", "write it in quotes");
            return visitor.visit_borrowed_str("");
        };
        self.placed(visitor.visit_borrowed_str(text))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match units::validate(name, &self.node.written()) {
            None => visitor.visit_newtype_struct(self),
            Some((Ok(()), _)) => self.deserialize_any(visitor),
            Some((Err(complaint), stand_in)) => {
                self.complain(&self.node.place, complaint.wrong, complaint.right);
                StandIn::unit(stand_in, visitor)
            }
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        let items: &[Node] = match &self.node.value {
            Value::List(items) => items,
            Value::Table(_) => {
                let header: Vec<&str> = self.path.steps().iter().map(String::as_str).collect();
                self.expected(
                    "a list",
                    format!("write [[{}]], with two brackets", header.join(".")),
                );
                &[]
            }
            _ => {
                self.expected("a list", "write it in brackets, with commas: [1, 2]");
                &[]
            }
        };
        let item = |(i, node): (usize, &'de Node)| Reader {
            node,
            path: self.path.then(i.to_string()),
            cx: self.cx,
        };
        let result = visitor.visit_seq(SeqDeserializer::new(items.iter().enumerate().map(item)));
        self.placed(result)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        if !matches!(self.node.value, Value::Table(_)) {
            self.expected("a table", "");
        }
        let entries = self.node.entries().iter().collect();
        let result = visitor.visit_map(Entries::new(&self, entries, Vec::new()));
        self.placed(result)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        if !matches!(self.node.value, Value::Table(_)) {
            self.expected("a table", format!("its keys are {}", words::one_of(fields)));
            return self.stand_in().table(name, visitor);
        }
        let (known, missing) = self.classify_fields(name, fields);
        let result = visitor.visit_map(Entries::new(&self, known, missing));
        self.placed(result)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        choices: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        choice::read(&self, name, choices, visitor)
    }

    serde::forward_to_deserialize_any! { char bytes byte_buf unit unit_struct identifier }
}

/// The entries of a table: those that are there, then those made up.
struct Entries<'r, 'a> {
    table: &'r Reader<'a>,
    there: std::vec::IntoIter<&'a Entry>,
    made_up: std::vec::IntoIter<&'a str>,
    next: Option<&'a Entry>,
}

impl<'r, 'a> Entries<'r, 'a> {
    fn new(table: &'r Reader<'a>, there: Vec<&'a Entry>, made_up: Vec<&'a str>) -> Self {
        Entries {
            table,
            there: there.into_iter(),
            made_up: made_up.into_iter(),
            next: None,
        }
    }
}

impl<'a> MapAccess<'a> for Entries<'_, 'a> {
    type Error = Unreadable;

    fn next_key_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<Option<S::Value>, Unreadable> {
        self.next = self.there.next();
        let key = self
            .next
            .map(|entry| entry.key.as_str())
            .or_else(|| self.made_up.next());
        let key = key.map(|key| -> StrDeserializer<'a, Unreadable> { key.into_deserializer() });
        key.map(|key| seed.deserialize(key)).transpose()
    }

    fn next_value_seed<S: DeserializeSeed<'a>>(&mut self, seed: S) -> Result<S::Value, Unreadable> {
        match self.next {
            Some(entry) => seed.deserialize(self.table.under(entry)),
            None => seed.deserialize(self.table.stand_in()),
        }
    }
}
