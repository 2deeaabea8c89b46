// SPDX-License-Identifier: MIT OR Apache-2.0
//! Values for programs: names, numbers and lists, without a layout for people.

use std::borrow::Cow;

use lsm_core::UNKNOWN_SIZE;

use super::Value;

/// A value as JSON knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Plain<'v> {
    /// The plug-in does not tell it.
    Absent,
    /// There is none.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Integer(i128),
    /// A text.
    Text(Cow<'v, str>),
    /// A list.
    List(Vec<Self>),
}

impl<'v> Plain<'v> {
    /// A text.
    pub fn text(text: impl Into<Cow<'v, str>>) -> Self {
        Self::Text(text.into())
    }

    /// The value with its names, where it has some.
    pub(super) fn named(value: &Value<'v>) -> Self {
        match *value {
            Value::Text(text) => Self::text(text),
            Value::Null => Self::Null,
            Value::Integer(number) | Value::Measure(number, _) => Self::Integer(number.into()),
            Value::Count(UNKNOWN_SIZE) | Value::Size(UNKNOWN_SIZE) => Self::Integer(-1),
            Value::Count(number) | Value::Size(number) | Value::Time(number) => {
                Self::Integer(number.into())
            }
            Value::Number(number, name) => {
                let name = name.to_string();
                Self::text(if name.is_empty() { format!("Unknown({number})") } else { name })
            }
            Value::Bits(_, names) => {
                let names = names.to_string();
                let names = names.split(',').filter(|name| !name.is_empty());
                Self::List(names.map(|name| Self::text(name.to_owned())).collect())
            }
            Value::Untold(_) => Self::Absent,
            Value::Texts(list) => Self::List(list.iter().map(Self::text).collect()),
            Value::RaidTypes(list) => {
                Self::List(list.iter().map(|raid| Self::text(raid.to_string())).collect())
            }
            Value::Sizes(list) => {
                Self::List(list.iter().map(|bytes| Self::named(&Value::Size(*bytes))).collect())
            }
        }
    }

    /// The numbers behind the names.
    pub(super) fn raw(value: &Value<'v>) -> Self {
        match *value {
            Value::Number(number, _) => Self::Integer(number.into()),
            Value::Bits(bits, _) => Self::Integer(bits.into()),
            Value::RaidTypes(list) => {
                Self::List(list.iter().map(|raid| Self::Integer(raid.0.into())).collect())
            }
            _ => Self::named(value),
        }
    }

    /// The same without its record.
    pub(super) fn owned(self) -> Plain<'static> {
        match self {
            Self::Absent => Plain::Absent,
            Self::Null => Plain::Null,
            Self::Bool(value) => Plain::Bool(value),
            Self::Integer(number) => Plain::Integer(number),
            Self::Text(text) => Plain::text(text.into_owned()),
            Self::List(list) => Plain::List(list.into_iter().map(Self::owned).collect()),
        }
    }

    /// The text of a cell. A list has `;` between its elements, in which `\` stands before `;` and
    /// `\`; a lone `\` is a list of one empty text, so that it differs from an empty list.
    pub(super) fn cell(&self) -> Cow<'_, str> {
        match self {
            Self::Absent | Self::Null => Cow::Borrowed(""),
            Self::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Self::Integer(number) => Cow::Owned(number.to_string()),
            Self::Text(text) => Cow::Borrowed(text),
            Self::List(list) => {
                let escaped = |value: &Self| value.cell().replace('\\', "\\\\").replace(';', "\\;");
                let cells: Vec<String> = list.iter().map(escaped).collect();
                match &cells[..] {
                    [lone] if lone.is_empty() => Cow::Borrowed("\\"),
                    cells => Cow::Owned(cells.join(";")),
                }
            }
        }
    }
}
