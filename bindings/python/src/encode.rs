// SPDX-License-Identifier: MIT OR Apache-2.0
//! Python objects to messages, as the `json` module writes them: ASCII, one blank behind `:` and
//! `,`.

use std::io::Write;

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyInt, PyList, PyString, PyTuple};

use crate::records::{Records, records};

/// How deep values may lie in each other before this is left to Python, which has a limit too.
const DEEPEST: usize = 64;

/// The JSON text of a value, records included.
///
/// Raises what the `json` module and `DataEncoder` raise.
#[pyfunction]
#[pyo3(signature = (value, /))]
#[allow(clippy::needless_pass_by_value)] // As extracted from Python.
pub(crate) fn encode(value: Bound<'_, PyAny>) -> PyResult<String> {
    let mut text = Vec::new();
    append(&mut text, &value)?;
    // Only ASCII is ever written.
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Appends the JSON text of a value.
///
/// # Errors
/// What the `json` module and `DataEncoder` raise.
pub(crate) fn append(text: &mut Vec<u8>, value: &Bound<'_, PyAny>) -> PyResult<()> {
    let records = records()?;
    let start = text.len();
    if !write(text, value, &records, 0)? {
        text.truncate(start);
        let slowly = records.write_slowly.bind(value.py()).call1((value,))?;
        text.extend_from_slice(slowly.cast::<PyString>()?.to_cow()?.as_bytes());
    }
    Ok(())
}

/// Writes a value; `false` when that is left to Python.
fn write(
    text: &mut Vec<u8>,
    value: &Bound<'_, PyAny>,
    records: &Records,
    depth: usize,
) -> PyResult<bool> {
    if depth > DEEPEST {
        return Ok(false);
    }
    if value.is_none() {
        text.extend_from_slice(b"null");
    } else if let Ok(string) = value.cast_exact::<PyString>() {
        match string.to_cow() {
            Ok(string) => write_string(text, &string),
            // Half a surrogate pair.
            Err(_) => return Ok(false),
        }
    } else if let Ok(boolean) = value.cast_exact::<PyBool>() {
        text.extend_from_slice(if boolean.is_true() { b"true" } else { b"false" });
    } else if let Ok(integer) = value.cast_exact::<PyInt>() {
        match integer.extract::<i64>() {
            Ok(integer) => write!(text, "{integer}")?,
            Err(_) => text.extend_from_slice(integer.str()?.to_cow()?.as_bytes()),
        }
    } else if let Ok(list) = value.cast_exact::<PyList>() {
        return write_all(text, list.iter(), records, depth);
    } else if let Ok(tuple) = value.cast_exact::<PyTuple>() {
        return write_all(text, tuple.iter(), records, depth);
    } else if let Ok(dictionary) = value.cast_exact::<PyDict>() {
        text.push(b'{');
        let written = write_entries(text, dictionary, records, depth, 0)?;
        text.push(b'}');
        return Ok(written);
    } else if let Some(plan) = records.of(&value.get_type()).filter(|plan| plan.is_plain()) {
        text.extend_from_slice(b"{\"class\": \"");
        text.extend_from_slice(plan.name().as_bytes());
        text.extend_from_slice(b"\", ");
        let attributes = value.getattr("__dict__")?;
        let written = write_entries(text, attributes.cast()?, records, depth, 1)?;
        text.push(b'}');
        return Ok(written);
    } else if records.has(value)? {
        return write(text, &value.call_method0("_to_dict")?, records, depth + 1);
    } else {
        return Ok(false);
    }
    Ok(true)
}

fn write_all<'py>(
    text: &mut Vec<u8>,
    values: impl Iterator<Item = Bound<'py, PyAny>>,
    records: &Records,
    depth: usize,
) -> PyResult<bool> {
    text.push(b'[');
    for (index, value) in values.enumerate() {
        if index > 0 {
            text.extend_from_slice(b", ");
        }
        if !write(text, &value, records, depth + 1)? {
            return Ok(false);
        }
    }
    text.push(b']');
    Ok(true)
}

/// Writes keys and values; of each key all but the first `cut` characters.
fn write_entries(
    text: &mut Vec<u8>,
    entries: &Bound<'_, PyDict>,
    records: &Records,
    depth: usize,
    cut: usize,
) -> PyResult<bool> {
    for (index, (key, value)) in entries.iter().enumerate() {
        if index > 0 {
            text.extend_from_slice(b", ");
        }
        let Ok(key) = key.cast_exact::<PyString>() else { return Ok(false) };
        let Ok(key) = key.to_cow() else { return Ok(false) };
        let start = key.char_indices().nth(cut).map_or(key.len(), |(start, _)| start);
        write_string(text, &key[start..]);
        text.extend_from_slice(b": ");
        if !write(text, &value, records, depth + 1)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Writes text in quotation marks, everything that is not printable ASCII escaped.
fn write_string(text: &mut Vec<u8>, string: &str) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.push(b'"');
    let mut rest = string;
    loop {
        let plain = rest
            .bytes()
            .position(|byte| !matches!(byte, b' '..=b'~') || matches!(byte, b'"' | b'\\'));
        let Some(plain) = plain else { break };
        text.extend_from_slice(&rest.as_bytes()[..plain]);
        rest = &rest[plain..];
        let Some(character) = rest.chars().next() else { break };
        rest = &rest[character.len_utf8()..];
        match character {
            '"' => text.extend_from_slice(b"\\\""),
            '\\' => text.extend_from_slice(b"\\\\"),
            '\n' => text.extend_from_slice(b"\\n"),
            '\r' => text.extend_from_slice(b"\\r"),
            '\t' => text.extend_from_slice(b"\\t"),
            '\u{8}' => text.extend_from_slice(b"\\b"),
            '\u{c}' => text.extend_from_slice(b"\\f"),
            character => {
                for unit in character.encode_utf16(&mut [0; 2]) {
                    text.extend_from_slice(b"\\u");
                    text.extend([12, 8, 4, 0].map(|shift| DIGITS[(*unit >> shift & 15) as usize]));
                }
            }
        }
    }
    text.extend_from_slice(rest.as_bytes());
    text.push(b'"');
}
