// SPDX-License-Identifier: MIT OR Apache-2.0
//! Making an instance of a class without calling its constructor.
#![allow(unsafe_code)] // One call of the C API for which pyo3 has no name.

use pyo3::ffi;
use pyo3::prelude::*;
use pyo3::types::PyType;

/// A new instance of `class`, a class written in Python, without any attribute.
///
/// # Errors
/// `MemoryError`.
pub(crate) fn allocate<'py>(class: &Bound<'py, PyType>) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: the pointer is that of a living type object, and the interpreter lock is held, as
    // `class` shows. The function gives a new reference to an object whose memory is zeroed and
    // which knows its type, or null with an exception set; this is what `object.__new__` does.
    unsafe {
        let instance = ffi::PyType_GenericAlloc(class.as_type_ptr(), 0);
        Bound::from_owned_ptr_or_err(class.py(), instance)
    }
}
