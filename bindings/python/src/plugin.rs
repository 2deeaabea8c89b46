// SPDX-License-Identifier: MIT OR Apache-2.0
//! Plug-ins that are started by the client, where no daemon runs.

use std::os::fd::{IntoRawFd, RawFd};
use std::sync::{Mutex, PoisonError};

use lsm_client::{ConnectOptions, Route};
use lsm_core::Error;
use pyo3::prelude::*;

use crate::plugin::error::raised;

/// Processes whose sessions were dropped without being closed; collected by and by, so that a
/// program that drops many keeps no dead ones. Only touched with the interpreter lock held.
static LEFT: Mutex<Vec<lsm_client::PluginProcess>> = Mutex::new(Vec::new());

/// The process of a plug-in that this program started.
#[pyclass(module = "lsm._lsm")]
pub(crate) struct PluginProcess {
    process: Option<lsm_client::PluginProcess>,
}

#[pymethods]
impl PluginProcess {
    /// Waits until the process has ended, which it does when its socket is closed; one that does
    /// not is killed after two seconds.
    fn collect(&mut self, py: Python<'_>) {
        let process = self.process.take();
        py.detach(|| drop(process));
    }
}

impl Drop for PluginProcess {
    fn drop(&mut self) {
        // Its socket may still be open, so that it must not be waited for here.
        collect_left(self.process.take());
    }
}

/// Collects the processes that have ended since, and puts one more aside.
fn collect_left(another: Option<lsm_client::PluginProcess>) {
    let mut left = LEFT.lock().unwrap_or_else(PoisonError::into_inner);
    left.retain_mut(|process| !process.has_ended());
    left.extend(another);
}

/// Starts the plug-in of this name. Gives the descriptor of the socket to it, and the process.
///
/// Raises `LsmError`: `PLUGIN_NOT_EXIST`, `PLUGIN_IPC_FAIL`.
#[pyfunction]
#[pyo3(signature = (name, /))]
pub(crate) fn start_plugin(py: Python<'_>, name: &str) -> PyResult<(RawFd, PluginProcess)> {
    collect_left(None);
    let opened = py.detach(|| lsm_client::open(&Route::Direct(None), name, None));
    let (socket, process) = opened.map_err(|error| raised(py, &error))?.into_parts();
    Ok((socket.into_raw_fd(), PluginProcess { process }))
}

/// The name of a plug-in, with its description and version or with number and message of an error.
type Found = (String, Option<(String, String)>, Option<(i32, String)>);

/// Finds all plug-ins, along the way that a client takes, and asks each what it is.
///
/// Raises `LsmError`: `DAEMON_NOT_RUNNING` when there is neither a daemon nor a plug-in.
#[pyfunction]
pub(crate) fn find_plugins(py: Python<'_>) -> PyResult<Vec<Found>> {
    let found = py.detach(|| lsm_client::discover(&ConnectOptions::default()));
    let found = found.map_err(|error| raised(py, &error))?;
    Ok(found
        .into_iter()
        .map(|plugin| match plugin.info {
            Ok(info) => (plugin.name, Some(info), None),
            Err(Error { kind, message, .. }) => (plugin.name, None, Some((kind.0, message))),
        })
        .collect())
}

mod error {
    use super::*;

    /// An error of ours as `lsm.LsmError`.
    pub(crate) fn raised(py: Python<'_>, error: &Error) -> PyErr {
        let made = py
            .import("lsm._common")
            .and_then(|module| module.getattr("LsmError"))
            .and_then(|class| class.call1((error.kind.0, &error.message, &error.detail)));
        made.map_or_else(|failure| failure, PyErr::from_value)
    }
}
