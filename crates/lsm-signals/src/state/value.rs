// SPDX-License-Identifier: MIT OR Apache-2.0
//! Values of properties, kept apart from any message.

use crate::Result;
use crate::message::{Writer, names};

/// The value of a property.
///
/// Marshalled bytes cannot be kept instead, since how they are padded depends on where in a
/// message they come to lie.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// Type `b`.
    Boolean(bool),
    /// Type `y`.
    Byte(u8),
    /// Type `i`.
    Int32(i32),
    /// Type `u`.
    Uint32(u32),
    /// Type `x`.
    Int64(i64),
    /// Type `t`.
    Uint64(u64),
    /// Type `d`.
    Double(f64),
    /// Type `s`.
    String(String),
    /// Type `o`.
    ObjectPath(String),
    /// Type `as`.
    Strings(Vec<String>),
    /// Type `ao`.
    ObjectPaths(Vec<String>),
    /// Type `ay`.
    Bytes(Vec<u8>),
}

impl Value {
    /// The D-Bus signature of the value.
    #[must_use]
    pub const fn signature(&self) -> &'static str {
        match self {
            Value::Boolean(_) => "b",
            Value::Byte(_) => "y",
            Value::Int32(_) => "i",
            Value::Uint32(_) => "u",
            Value::Int64(_) => "x",
            Value::Uint64(_) => "t",
            Value::Double(_) => "d",
            Value::String(_) => "s",
            Value::ObjectPath(_) => "o",
            Value::Strings(_) => "as",
            Value::ObjectPaths(_) => "ao",
            Value::Bytes(_) => "ay",
        }
    }

    /// Whether D-Bus can carry it: texts without NUL, paths that keep to their rules.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let is_text = |value: &String| !value.contains('\0');
        let is_path = |value: &String| names::is_path(value.as_bytes());
        match self {
            Value::String(value) => is_text(value),
            Value::Strings(values) => values.iter().all(is_text),
            Value::ObjectPath(value) => is_path(value),
            Value::ObjectPaths(values) => values.iter().all(is_path),
            _ => true,
        }
    }

    /// Writes the value as a variant.
    ///
    /// # Errors
    /// As [`Writer::variant`], and those of texts and paths that D-Bus cannot carry.
    pub fn write(&self, writer: &mut Writer<'_, '_>) -> Result<()> {
        writer.variant(self.signature(), |writer| match self {
            Value::Boolean(value) => writer.boolean(*value),
            Value::Byte(value) => writer.byte(*value),
            Value::Int32(value) => writer.int32(*value),
            Value::Uint32(value) => writer.uint32(*value),
            Value::Int64(value) => writer.int64(*value),
            Value::Uint64(value) => writer.uint64(*value),
            Value::Double(value) => writer.double(*value),
            Value::String(value) => writer.string(value),
            Value::ObjectPath(value) => writer.object_path(value),
            Value::Strings(values) => {
                writer.array(|writer| values.iter().try_for_each(|value| writer.string(value)))
            }
            Value::ObjectPaths(values) => {
                writer.array(|writer| values.iter().try_for_each(|value| writer.object_path(value)))
            }
            Value::Bytes(value) => writer.bytes(value),
        })
    }

    /// About how many bytes it takes in a message, for cutting long lists into pages.
    #[must_use]
    pub fn size(&self) -> usize {
        const FIXED: usize = 16;
        FIXED
            + match self {
                Value::String(value) | Value::ObjectPath(value) => value.len(),
                Value::Bytes(value) => value.len(),
                Value::Strings(values) | Value::ObjectPaths(values) => {
                    values.iter().map(|value| value.len() + 8).sum()
                }
                _ => 0,
            }
    }
}

macro_rules! from {
    ($($type:ty => $variant:ident),* $(,)?) => {
        $(impl From<$type> for Value {
            fn from(value: $type) -> Value {
                Value::$variant(value.into())
            }
        })*
    };
}

from! {
    bool => Boolean,
    u8 => Byte,
    i32 => Int32,
    u32 => Uint32,
    i64 => Int64,
    u64 => Uint64,
    f64 => Double,
    String => String,
    &str => String,
    Vec<String> => Strings,
    Vec<u8> => Bytes,
}
