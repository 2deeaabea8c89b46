// SPDX-License-Identifier: MIT OR Apache-2.0
//! Messages to Python objects.

use std::borrow::Cow;
use std::fmt;

use lsm_wire::mend;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyList, PyString};
use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use crate::gc::Paused;
use crate::layout::read_listing;
use crate::records::{MOST_FIELDS, Records, records};

/// The value of a JSON text, records made from the objects that have a key `class`. With
/// `mending`, text that is only nearly JSON is mended when Python refuses it.
///
/// Raises what the `json` module and the constructors of records raise.
#[pyfunction]
#[pyo3(signature = (payload, mending=false, /))]
pub(crate) fn decode<'py>(
    py: Python<'py>,
    payload: &[u8],
    mending: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let records = records()?;
    let _paused = Paused::for_message(py, payload.len());
    if let Some(value) = read(py, payload, &records) {
        return Ok(value);
    }
    let slowly = records.read_slowly.bind(py).call1((PyBytes::new(py, payload),));
    match slowly {
        Err(error) if mending && error.is_instance_of::<PyValueError>(py) => {
            let mended = mend(payload).and_then(|mended| read(py, &mended, &records));
            mended.ok_or(error)
        }
        answer => answer,
    }
}

/// The value of a JSON text; `None` for everything that is out of the ordinary.
fn read<'py>(py: Python<'py>, payload: &[u8], records: &Records) -> Option<Bound<'py, PyAny>> {
    let text = std::str::from_utf8(payload).ok()?;
    if let Some(listing) = read_listing(py, text, records) {
        return Some(listing);
    }
    let mut state = State::new(py, records);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Value { state: &mut state, field: None }.deserialize(&mut deserializer).ok()?;
    deserializer.end().ok()?;
    Some(value)
}

/// The value at the beginning of a JSON text, and how many bytes it takes; `None` for everything
/// that is out of the ordinary.
pub(crate) fn read_prefix<'py>(
    py: Python<'py>,
    text: &str,
    records: &Records,
) -> Option<(Bound<'py, PyAny>, usize)> {
    let mut state = State::new(py, records);
    let mut values = serde_json::Deserializer::from_str(text);
    let value = Value { state: &mut state, field: None }.deserialize(&mut values).ok()?;
    let rest: serde_json::StreamDeserializer<'_, _, serde::de::IgnoredAny> = values.into_iter();
    Some((value, rest.byte_offset()))
}

/// A text of the message and its object.
type Text<'py, 'de> = (&'de str, Bound<'py, PyAny>);

/// What is kept while one message is read.
struct State<'py, 'de, 'r> {
    py: Python<'py>,
    records: &'r Records,
    /// By class and field the last text: records of one listing share many.
    last: Vec<[Option<Text<'py, 'de>>; MOST_FIELDS]>,
}

impl<'py, 'r> State<'py, '_, 'r> {
    fn new(py: Python<'py>, records: &'r Records) -> Self {
        Self { py, records, last: Vec::new() }
    }
}

/// Reads one value.
struct Value<'s, 'py, 'de, 'r> {
    state: &'s mut State<'py, 'de, 'r>,
    /// Class and field that the value is for.
    field: Option<(usize, usize)>,
}

impl<'py, 'de> DeserializeSeed<'de> for Value<'_, 'py, 'de, '_> {
    type Value = Bound<'py, PyAny>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'py, 'de> Visitor<'de> for Value<'_, 'py, 'de, '_> {
    type Value = Bound<'py, PyAny>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value without a fraction")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(self.state.py.None().into_bound(self.state.py))
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Self::Value, E> {
        Ok(PyBool::new(self.state.py, value).to_owned().into_any())
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Self::Value, E> {
        value.into_pyobject(self.state.py).map(Bound::into_any).map_err(E::custom)
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Self::Value, E> {
        value.into_pyobject(self.state.py).map(Bound::into_any).map_err(E::custom)
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(PyString::new(self.state.py, value).into_any())
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        let Some((class, field)) = self.field else { return self.visit_str(value) };
        let last = &mut self.state.last[class][field];
        match last {
            Some((text, object)) if *text == value => Ok(object.clone()),
            _ => {
                let object = PyString::new(self.state.py, value).into_any();
                *last = Some((value, object.clone()));
                Ok(object)
            }
        }
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        let state = self.state;
        let mut values = Vec::new();
        while let Some(value) = elements.next_element_seed(Value { state, field: None })? {
            values.push(value);
        }
        PyList::new(state.py, values).map(Bound::into_any).map_err(A::Error::custom)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let state = self.state;
        let py = state.py;
        let mut entries: Vec<(Cow<'de, str>, Bound<'py, PyAny>)> = Vec::new();
        while let Some(Key(key)) = map.next_key::<Key<'de>>()? {
            if key == "class" {
                return read_record(state, map, entries);
            }
            entries.push((key, map.next_value_seed(Value { state, field: None })?));
        }
        let dictionary = PyDict::new(py);
        for (key, value) in entries {
            dictionary.set_item(key, value).map_err(A::Error::custom)?;
        }
        Ok(dictionary.into_any())
    }
}

/// Reads the rest of an object, the key `class` having been met behind the `entries`.
fn read_record<'py, 'de, A: MapAccess<'de>>(
    state: &mut State<'py, 'de, '_>,
    mut map: A,
    entries: Vec<(Cow<'de, str>, Bound<'py, PyAny>)>,
) -> Result<Bound<'py, PyAny>, A::Error> {
    let unusual = || A::Error::custom("an unusual record");
    let Key(name) = map.next_value()?;
    let class = state.records.named(&name).ok_or_else(unusual)?;
    if state.last.is_empty() {
        let classes = state.records.plans.len();
        state.last.resize_with(classes, || [const { None }; MOST_FIELDS]);
    }
    let plan = &state.records.plans[class];
    let mut values = [const { None }; MOST_FIELDS];
    for (key, value) in entries {
        values[plan.place(&key, 0).ok_or_else(unusual)?] = Some(value);
    }
    let mut stored =
        values.iter().enumerate().all(|(place, value): (_, &Option<Bound<'_, PyAny>>)| {
            value.as_ref().is_none_or(|value| plan.stores(place, value))
        });
    let mut expected = 0;
    while let Some(Key(key)) = map.next_key::<Key<'de>>()? {
        let place = plan.place(&key, expected).ok_or_else(unusual)?;
        let value = Value { state, field: Some((class, place)) };
        let value = map.next_value_seed(value)?;
        stored &= plan.stores(place, &value);
        values[place] = Some(value);
        expected = place + 1;
    }
    // What is wrong with it will be found again by Python, and told better.
    plan.make(state.py, &values, stored).map_err(|_| unusual())
}

/// Text, borrowed when it holds no escapes.
#[derive(serde::Deserialize)]
#[serde(transparent)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);
