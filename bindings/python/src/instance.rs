// SPDX-License-Identifier: MIT OR Apache-2.0
//! Making an instance of a class without calling its constructor.
#![allow(unsafe_code)] // The C API for which pyo3 has no name.

use std::ptr;

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyTuple, PyType};
use pyo3::{Py, ffi};

/// What makes bare instances of one class: its `__new__` without the way through Python.
pub(crate) struct Maker {
    class: Py<PyType>,
    new: ffi::newfunc,
    no_arguments: Py<PyTuple>,
}

impl Maker {
    /// For a class written in Python.
    ///
    /// # Errors
    /// `TypeError` for a class without `__new__`.
    pub(crate) fn of(class: &Bound<'_, PyType>) -> PyResult<Self> {
        // SAFETY: the pointer is that of a living type object, and the interpreter lock is held.
        // Classes written in Python are heap types, of which every release gives the slots.
        let slot = unsafe { ffi::PyType_GetSlot(class.as_type_ptr(), ffi::Py_tp_new) };
        if slot.is_null() {
            return Err(PyTypeError::new_err("a class without __new__"));
        }
        // SAFETY: what stands in this slot is a function of this type, and it is not null.
        let new = unsafe { std::mem::transmute::<*mut std::ffi::c_void, ffi::newfunc>(slot) };
        Ok(Self {
            class: class.clone().unbind(),
            new,
            no_arguments: PyTuple::empty(class.py()).unbind(),
        })
    }

    /// A new instance without any attribute.
    ///
    /// # Errors
    /// What `__new__` raises.
    pub(crate) fn make<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        // SAFETY: the function is that of this very class, which is kept alive here; it takes the
        // class, a tuple, and null for no keywords, and gives a new reference, or null with an
        // exception set. The interpreter lock is held, as `py` shows.
        unsafe {
            let class = self.class.bind(py).as_type_ptr();
            let instance = (self.new)(class, self.no_arguments.as_ptr(), ptr::null_mut());
            Bound::from_owned_ptr_or_err(py, instance)
        }
    }
}
