// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command line, run inside this process.

use std::ffi::OsString;

use pyo3::prelude::*;

/// Runs `lsmcli` with these arguments, the first of which is the name of the program, and gives
/// its exit code. It takes over standard output and the signals, so that the program should end
/// afterwards.
#[pyfunction]
#[pyo3(signature = (arguments, /))]
pub(crate) fn command_line(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| lsmcli::run(arguments.into_iter()))
}
