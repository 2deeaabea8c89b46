// SPDX-License-Identifier: MIT OR Apache-2.0
//! A reply that is a list, of which the elements are made one by one.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::decode::{decode, read_prefix};
use crate::records::records;

/// The reply to a call that lists: a [`Listing`] when it is a list, otherwise the reply as
/// [`decode`] gives it.
#[pyfunction]
#[pyo3(signature = (payload, /))]
pub(crate) fn listing<'py>(py: Python<'py>, payload: &[u8]) -> PyResult<Bound<'py, PyAny>> {
    read(py, payload.to_vec())
}

/// As [`listing`].
pub(crate) fn read(py: Python<'_>, payload: Vec<u8>) -> PyResult<Bound<'_, PyAny>> {
    match Listing::new(payload) {
        Ok(listing) => Ok(Bound::new(py, listing)?.into_any()),
        Err(payload) => decode(py, &payload, true),
    }
}

/// The elements of a list, made while they are walked through.
#[pyclass(module = "lsm._lsm")]
pub(crate) struct Listing {
    /// The whole reply.
    payload: String,
    /// Where the next element is searched for, and where the list ends.
    position: usize,
    end: usize,
}

impl Listing {
    /// The listing in a reply; the reply itself when it is an error or anything else.
    pub(crate) fn new(payload: Vec<u8>) -> Result<Self, Vec<u8>> {
        let Ok(list) = lsm_wire::decode_listing(&payload) else { return Err(payload) };
        let payload = String::from_utf8(payload).map_err(|error| error.into_bytes())?;
        Ok(Self { payload, position: list.start + 1, end: list.end - 1 })
    }
}

#[pymethods]
impl Listing {
    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__<'py>(&mut self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        let rest = &self.payload[self.position..self.end];
        let rest = rest.trim_start_matches(|c: char| c == ',' || c.is_ascii_whitespace());
        if rest.is_empty() {
            self.position = self.end;
            self.payload = String::new();
            (self.position, self.end) = (0, 0);
            return Ok(None);
        }
        let start = self.end - rest.len();
        if let Some((value, length)) = read_prefix(py, rest, &*records()?) {
            self.position = start + length;
            return Ok(Some(value));
        }
        // Python finds the same, or says what is wrong with it.
        let mut values =
            serde_json::Deserializer::from_str(rest).into_iter::<&serde_json::value::RawValue>();
        let Some(Ok(raw)) = values.next() else {
            return Err(PyValueError::new_err("the listing is no list"));
        };
        self.position = start + values.byte_offset();
        let raw = PyBytes::new(py, raw.get().as_bytes());
        decode(py, raw.as_bytes(), false).map(Some)
    }
}
