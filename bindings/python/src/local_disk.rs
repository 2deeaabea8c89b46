// SPDX-License-Identifier: MIT OR Apache-2.0
//! The functions of `lsm._clib`: disks of this host and the lights of its slots. The disks cannot
//! be asked yet, and every function says so; this module is the one place where that will change.
//!
//! Most give a list of value, error number and message.

use lsm_core::{Disk, Error, HealthStatus, LedStatus, LinkType, Rpm};
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::PyList;

/// Longest identifier of a logical unit.
const LONGEST_VPD83: usize = 32;

/// What is answered as long as the disks cannot be asked.
fn missing() -> Error {
    Error::no_support("this build of the library cannot ask the disks of this host")
}

/// What is answered as long as lights cannot be reached.
fn dark() -> Error {
    Error::no_support("this build has no access to lights")
}

/// A value with the error that it stands for.
fn failed<'py>(
    py: Python<'py>,
    value: impl IntoPyObjectExt<'py>,
    error: &Error,
) -> PyResult<Bound<'py, PyList>> {
    let value = value.into_bound_py_any(py)?;
    let code = error.kind.0.into_bound_py_any(py)?;
    let message = error.message.as_str().into_bound_py_any(py)?;
    PyList::new(py, [value, code, message])
}

macro_rules! about_a_disk {
    ($( $(#[$doc:meta])* $name:ident: $unknown:expr; )+) => { $(
        $(#[$doc])*
        #[pyfunction]
        fn $name<'py>(py: Python<'py>, disk_path: &str) -> PyResult<Bound<'py, PyList>> {
            let _ = disk_path;
            failed(py, $unknown, &missing())
        }
    )+ };
}

about_a_disk! {
    /// Serial number of a disk.
    _local_disk_serial_num_get: "";
    /// NAA identifier of a disk.
    _local_disk_vpd83_get: "";
    /// Health of a disk.
    _local_disk_health_status_get: HealthStatus::UNKNOWN.0;
    /// Speed of rotation in revolutions per minute.
    _local_disk_rpm_get: Rpm::UNKNOWN.0;
    /// Protocol that a disk speaks.
    _local_disk_link_type_get: LinkType::UNKNOWN.0;
    /// Speed of the link in megabits per second.
    _local_disk_link_speed_get: Disk::LINK_SPEED_UNKNOWN;
    /// State of the lights of a disk.
    _local_disk_led_status_get: LedStatus::UNKNOWN.0;
    /// Switches the identification light on.
    _local_disk_ident_led_on: None::<u32>;
    /// Switches the identification light off.
    _local_disk_ident_led_off: None::<u32>;
    /// Switches the fault light on.
    _local_disk_fault_led_on: None::<u32>;
    /// Switches the fault light off.
    _local_disk_fault_led_off: None::<u32>;
}

/// Paths of the disks of this host.
#[pyfunction]
fn _local_disk_list(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    failed(py, Vec::<String>::new(), &missing())
}

/// Paths of the disks with this NAA identifier.
#[pyfunction]
fn _local_disk_vpd83_search<'py>(py: Python<'py>, vpd83: &str) -> PyResult<Bound<'py, PyList>> {
    let error = if vpd83.len() > LONGEST_VPD83 {
        Error::invalid(format!("vpd83 is longer than {LONGEST_VPD83} digits"))
    } else {
        missing()
    };
    failed(py, Vec::<String>::new(), &error)
}

/// What the lights are reached by; 0 when they cannot be reached.
#[pyfunction]
fn _local_led_slot_handle_get(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    failed(py, 0, &Error::no_support(""))
}

/// Gives back what [`_local_led_slot_handle_get`] gave.
#[pyfunction]
#[pyo3(signature = (handle, /))]
fn _local_led_slot_handle_free(handle: u64) {
    let _ = handle;
}

/// Begins a walk through the slots.
#[pyfunction]
#[pyo3(signature = (handle, /))]
fn _local_led_slot_iterator_get(py: Python<'_>, handle: u64) -> PyResult<Bound<'_, PyList>> {
    let _ = handle;
    failed(py, None::<u64>, &dark())
}

/// Ends a walk through the slots.
#[pyfunction]
#[pyo3(signature = (handle, iterator, /))]
fn _local_led_slot_iterator_free(handle: u64, iterator: u64) {
    let _ = (handle, iterator);
}

/// Begins a walk through the slots anew.
#[pyfunction]
#[pyo3(signature = (handle, iterator, /))]
fn _local_led_slot_iterator_reset(handle: u64, iterator: u64) {
    let _ = (handle, iterator);
}

/// The next slot of a walk; 0 at its end.
#[pyfunction]
#[pyo3(signature = (handle, iterator, /))]
fn _local_led_slot_iterator_next(handle: u64, iterator: u64) -> u64 {
    let _ = (handle, iterator);
    0
}

/// Name of a slot.
#[pyfunction]
#[pyo3(signature = (slot, /))]
fn _local_led_slot_id(slot: u64) -> &'static str {
    let _ = slot;
    ""
}

/// Path of the disk in a slot.
#[pyfunction]
#[pyo3(signature = (slot, /))]
fn _local_led_slot_device(slot: u64) -> Option<&'static str> {
    let _ = slot;
    None
}

/// State of the lights of a slot.
#[pyfunction]
#[pyo3(signature = (slot, /))]
fn _local_led_slot_status_get(slot: u64) -> u32 {
    let _ = slot;
    LedStatus::UNKNOWN.0
}

/// Switches the lights of a slot.
#[pyfunction]
#[pyo3(signature = (handle, slot, state, /))]
fn _local_led_slot_status_set(
    py: Python<'_>,
    handle: u64,
    slot: u64,
    state: u32,
) -> PyResult<Bound<'_, PyList>> {
    let _ = (handle, slot, state);
    failed(py, None::<u64>, &dark())
}

/// Adds the functions to the extension module.
pub(crate) fn add_to(module: &Bound<'_, PyModule>) -> PyResult<()> {
    macro_rules! add {
        ($($name:ident),+ $(,)?) => {
            $( module.add_function(wrap_pyfunction!($name, module)?)?; )+
        };
    }
    add!(
        _local_disk_fault_led_off,
        _local_disk_fault_led_on,
        _local_disk_health_status_get,
        _local_disk_ident_led_off,
        _local_disk_ident_led_on,
        _local_disk_led_status_get,
        _local_disk_link_speed_get,
        _local_disk_link_type_get,
        _local_disk_list,
        _local_disk_rpm_get,
        _local_disk_serial_num_get,
        _local_disk_vpd83_get,
        _local_disk_vpd83_search,
        _local_led_slot_device,
        _local_led_slot_handle_free,
        _local_led_slot_handle_get,
        _local_led_slot_id,
        _local_led_slot_iterator_free,
        _local_led_slot_iterator_get,
        _local_led_slot_iterator_next,
        _local_led_slot_iterator_reset,
        _local_led_slot_status_get,
        _local_led_slot_status_set,
    );
    Ok(())
}
