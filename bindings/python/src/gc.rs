// SPDX-License-Identifier: MIT OR Apache-2.0
//! The cycle collector of Python, which would look at a growing listing again and again.

use pyo3::prelude::*;

/// Bytes of a message from which on it is worth the two calls.
const LARGE: usize = 64 << 10;

/// Keeps the collector from running while a large message becomes objects.
pub(crate) struct Paused<'py> {
    /// The module, when the collector was on and is to be switched on again.
    module: Option<Bound<'py, PyModule>>,
}

impl<'py> Paused<'py> {
    /// For a message of that many bytes.
    pub(crate) fn for_message(py: Python<'py>, length: usize) -> Self {
        let pause = || -> PyResult<Option<Bound<'py, PyModule>>> {
            let module = py.import("gc")?;
            if !module.call_method0("isenabled")?.is_truthy()? {
                return Ok(None);
            }
            module.call_method0("disable")?;
            Ok(Some(module))
        };
        let module = if length < LARGE { None } else { pause().unwrap_or_default() };
        Self { module }
    }
}

impl Drop for Paused<'_> {
    fn drop(&mut self) {
        if let Some(module) = &self.module {
            // Nothing can be done about a failure here, and `gc.enable` has none.
            let _ = module.call_method0("enable");
        }
    }
}
