// SPDX-License-Identifier: MIT OR Apache-2.0
//! Listings of records that are laid out alike: the same keys in the same order, with the same
//! blanks, as every peer writes them. What stands between the values is learned from one record and
//! only compared in the next ones, and a value that is the same as in the record before becomes the
//! same object.
//!
//! Whatever is different is left to the reader of single values, so that this is about speed only.

use std::borrow::Cow;
use std::fmt;

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyList, PyString};
use serde::de::{Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::decode::read_prefix;
use crate::records::{MOST_FIELDS, Plan, Records};

/// What a listing begins with, in every dialect.
const BEGINNING: &str = "{\"id\": 100, \"result\": [";

/// Longest number that surely fits 64 bits.
const SURE_DIGITS: usize = 18;

/// Reads a reply that is a listing; `None` for everything else, and for a listing that is out of
/// the ordinary.
pub(crate) fn read_listing<'py>(
    py: Python<'py>,
    payload: &str,
    records: &Records,
) -> Option<Bound<'py, PyAny>> {
    let mut rest = payload.strip_prefix(BEGINNING).filter(|rest| rest.starts_with('{'))?;
    let mut layout: Option<Layout<'_, '_, '_>> = None;
    let mut elements = Vec::new();
    loop {
        let read = layout.as_mut().and_then(|layout| layout.read(py, rest, records));
        let (element, behind) = match read {
            Some(read) => read,
            None => {
                let (element, length) = read_prefix(py, rest, records)?;
                let (record, behind) = rest.split_at_checked(length)?;
                layout = Layout::of(record, records);
                (element, behind)
            }
        };
        elements.push(element);
        match behind.strip_prefix(", ") {
            Some(next) => rest = next,
            None if behind == "]}" => break,
            None => return None,
        }
    }
    let reply = PyDict::new(py);
    reply.set_item("id", 100).ok()?;
    reply.set_item("result", PyList::new(py, elements).ok()?).ok()?;
    Some(reply.into_any())
}

/// How a record is laid out.
struct Layout<'a, 'r, 'py> {
    plan: &'r Plan,
    parts: Vec<Part<'a, 'py>>,
    /// What stands behind the last value.
    end: &'a str,
}

/// One field of a record.
struct Part<'a, 'py> {
    /// What stands before the value.
    before: &'a str,
    place: usize,
    /// The value in the record before.
    last: Option<(&'a str, Bound<'py, PyAny>)>,
}

impl<'a, 'r, 'py> Layout<'a, 'r, 'py> {
    /// The layout of a record that was read before.
    fn of(record: &'a str, records: &'r Records) -> Option<Self> {
        let Entries(entries) = serde_json::from_str(record).ok()?;
        let class = entries.iter().find(|(key, _)| key == "class")?.1.get();
        let class: Cow<'_, str> = serde_json::from_str(class).ok()?;
        let plan = &records.plans[records.named(&class)?];
        let mut parts: Vec<Part<'a, 'py>> = Vec::with_capacity(entries.len());
        let mut start = 0;
        for (key, value) in entries.iter().filter(|(key, _)| key != "class") {
            let place = plan.place(key, parts.len())?;
            if parts.iter().any(|part| part.place == place) {
                return None;
            }
            let value = value.get();
            let offset = value.as_ptr() as usize - record.as_ptr() as usize;
            parts.push(Part { before: record.get(start..offset)?, place, last: None });
            start = offset + value.len();
        }
        Some(Self { plan, parts, end: record.get(start..)? })
    }

    /// Reads a record, and tells what stands behind it; `None` when it is laid out otherwise.
    fn read(
        &mut self,
        py: Python<'py>,
        mut rest: &'a str,
        records: &Records,
    ) -> Option<(Bound<'py, PyAny>, &'a str)> {
        let mut values = [const { None }; MOST_FIELDS];
        let mut stored = true;
        for part in &mut self.parts {
            let text = rest.strip_prefix(part.before)?;
            if let Some((last, value)) = &part.last
                && let Some(behind) = text.strip_prefix(last)
                && behind.starts_with([',', '}'])
            {
                values[part.place] = Some(value.clone());
                rest = behind;
                continue;
            }
            let (value, behind) = match plain_value(py, text) {
                Some(read) => read,
                None => {
                    let (value, length) = read_prefix(py, text, records)?;
                    (value, text.get(length..)?)
                }
            };
            let is_stored = self.plan.stores(part.place, &value);
            stored &= is_stored;
            let token = &text[..text.len() - behind.len()];
            // Lists are never shared between records, and what the constructor has to see is looked
            // at each time.
            let is_shared = is_stored && !token.starts_with(['[', '{']);
            part.last = is_shared.then(|| (token, value.clone()));
            values[part.place] = Some(value);
            rest = behind;
        }
        let behind = rest.strip_prefix(self.end)?;
        let record = self.plan.make(py, &values, stored).ok()?;
        Some((record, behind))
    }
}

/// Reads text without escapes, a number or null, and tells what stands behind it.
fn plain_value<'a, 'py>(py: Python<'py>, text: &'a str) -> Option<(Bound<'py, PyAny>, &'a str)> {
    let bytes = text.as_bytes();
    match bytes.first()? {
        b'"' => {
            let string = &text[1..];
            let end = string.bytes().position(|byte| matches!(byte, b'"' | b'\\' | 0..0x20))?;
            if string.as_bytes()[end] != b'"' {
                return None;
            }
            let object = PyString::new(py, &string[..end]).into_any();
            Some((object, &string[end + 1..]))
        }
        b'0'..=b'9' | b'-' => {
            let digits = bytes[1..].iter().position(|byte| !byte.is_ascii_digit())? + 1;
            let fits = digits <= SURE_DIGITS && matches!(bytes[digits], b',' | b'}');
            // What begins with a zero is none, or only that.
            let (number, behind) = text.split_at(digits);
            if !fits || (number.len() > 1 && number.trim_start_matches('-').starts_with('0')) {
                return None;
            }
            let number: i64 = number.parse().ok()?;
            Some((number.into_pyobject(py).ok()?.into_any(), behind))
        }
        b'n' => Some((py.None().into_bound(py), text.strip_prefix("null")?)),
        _ => None,
    }
}

/// Keys and values of an object in their order, unread.
struct Entries<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> serde::Deserialize<'de> for Entries<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Walk;

        impl<'de> Visitor<'de> for Walk {
            type Value = Entries<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Entries<'de>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(Walk)
    }
}
