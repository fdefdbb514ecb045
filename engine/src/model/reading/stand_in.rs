//! Something of the right type, in the place of a value that cannot be read, so that reading can go
//! on.
//!
//! A stand-in never reaches a run: where there is one, there is a problem.

use serde::de::value::{MapDeserializer, StrDeserializer};
use serde::de::{DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor};

use super::shape::Shape;
use super::unreadable::Unreadable;
use crate::model::units::{self, Written};

/// Makes up a value of whatever type is asked for: the least there is of it.
#[derive(Clone, Copy)]
pub(crate) struct StandIn<'a> {
    pub(crate) shape: &'a Shape,
}

impl<'a> IntoDeserializer<'a, Unreadable> for StandIn<'a> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'a> StandIn<'a> {
    /// A table of type `name` with the keys it must have.
    pub(crate) fn table<V: Visitor<'a>>(self, name: &str, visitor: V) -> Result<V::Value, Unreadable> {
        let required = self.shape.required(name);
        visitor.visit_map(MapDeserializer::new(required.into_iter().map(|key| (key, self))))
    }

    /// The first of the choices.
    pub(crate) fn choice<V: Visitor<'a>>(
        self,
        choices: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_enum(Choice {
            name: choices.first().copied().unwrap_or_default(),
            content: self,
        })
    }

    /// A value of the unit called `name`, if there is one.
    pub(crate) fn unit<V: Visitor<'a>>(text: &'static str, visitor: V) -> Result<V::Value, Unreadable> {
        match text.parse() {
            Ok(n) => visitor.visit_i64(n),
            Err(_) => visitor.visit_borrowed_str(text),
        }
    }
}

macro_rules! zero {
    ($($method:ident => $visit:ident($value:expr)),* $(,)?) => {
        $(fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
            visitor.$visit($value)
        })*
    };
}

impl<'a> Deserializer<'a> for StandIn<'a> {
    type Error = Unreadable;

    zero! {
        deserialize_any => visit_borrowed_str(""),
        deserialize_bool => visit_bool(false),
        deserialize_i8 => visit_i8(1), deserialize_i16 => visit_i16(1),
        deserialize_i32 => visit_i32(1), deserialize_i64 => visit_i64(1),
        deserialize_u8 => visit_u8(1), deserialize_u16 => visit_u16(1),
        deserialize_u32 => visit_u32(1), deserialize_u64 => visit_u64(1),
        deserialize_f32 => visit_f32(1.0), deserialize_f64 => visit_f64(1.0),
        deserialize_char => visit_char(' '),
        deserialize_str => visit_borrowed_str(""), deserialize_string => visit_borrowed_str(""),
        deserialize_identifier => visit_borrowed_str(""),
        deserialize_bytes => visit_bytes(&[]), deserialize_byte_buf => visit_bytes(&[]),
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_none()
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        match units::validate(name, &Written::Other("")) {
            Some((_, text)) => StandIn::unit(text, visitor),
            None => visitor.visit_newtype_struct(self),
        }
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(serde::de::value::SeqDeserializer::new(std::iter::empty::<
            StandIn<'a>,
        >()))
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_seq(serde::de::value::SeqDeserializer::new(std::iter::repeat_n(
            self, len,
        )))
    }

    fn deserialize_tuple_struct<V: Visitor<'a>>(
        self,
        _: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Unreadable> {
        visitor.visit_map(MapDeserializer::new(std::iter::empty::<(&str, StandIn<'a>)>()))
    }

    fn deserialize_struct<V: Visitor<'a>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.table(name, visitor)
    }

    fn deserialize_enum<V: Visitor<'a>>(
        self,
        _: &'static str,
        choices: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.choice(choices, visitor)
    }
}

struct Choice<'a> {
    name: &'static str,
    content: StandIn<'a>,
}

impl<'a> EnumAccess<'a> for Choice<'a> {
    type Error = Unreadable;
    type Variant = StandIn<'a>;

    fn variant_seed<S: DeserializeSeed<'a>>(self, seed: S) -> Result<(S::Value, StandIn<'a>), Unreadable> {
        let name: StrDeserializer<'_, Unreadable> = self.name.into_deserializer();
        Ok((seed.deserialize(name)?, self.content))
    }
}

impl<'a> VariantAccess<'a> for StandIn<'a> {
    type Error = Unreadable;

    fn unit_variant(self) -> Result<(), Unreadable> {
        Ok(())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'a>>(self, seed: S) -> Result<S::Value, Unreadable> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'a>>(self, len: usize, visitor: V) -> Result<V::Value, Unreadable> {
        self.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'a>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Unreadable> {
        self.table("", visitor)
    }
}
