// SPDX-License-Identifier: MIT OR Apache-2.0
//! The functions of `lsm._clib` on disks of this host. Each gives a list of value, error number and
//! message.

use lsm_core::{Disk, Error, HealthStatus, LedStatus, LinkType, Result, Rpm};
use lsm_local::Host;
use pyo3::IntoPyObjectExt;
use pyo3::prelude::*;
use pyo3::types::PyList;

/// A value with the error that it stands for; 0 for none.
pub(crate) fn answer<'py>(
    py: Python<'py>,
    value: impl IntoPyObjectExt<'py>,
    error: Option<&Error>,
) -> PyResult<Bound<'py, PyList>> {
    let value = value.into_bound_py_any(py)?;
    let code = error.map_or(0, |error| error.kind.0).into_bound_py_any(py)?;
    let message = error.map_or("", |error| error.message.as_str()).into_bound_py_any(py)?;
    PyList::new(py, [value, code, message])
}

/// What this host says, or the error with the value that stands for not known.
fn asked<'py, T: IntoPyObjectExt<'py> + Send>(
    py: Python<'py>,
    unknown: T,
    ask: impl FnOnce(&Host) -> Result<T> + Send,
) -> PyResult<Bound<'py, PyList>> {
    match py.detach(|| ask(&Host::this())) {
        Ok(value) => answer(py, value, None),
        Err(error) => answer(py, unknown, Some(&error)),
    }
}

macro_rules! about_a_disk {
    ($( $(#[$doc:meta])* $name:ident: $unknown:expr, $ask:expr; )+) => { $(
        $(#[$doc])*
        #[pyfunction]
        fn $name<'py>(py: Python<'py>, disk_path: &str) -> PyResult<Bound<'py, PyList>> {
            let ask: fn(&Host, &str) -> Result<_> = $ask;
            asked(py, $unknown, |host| ask(host, disk_path))
        }
    )+ };
}

/// Nothing, as the value of a function that only acts.
const NOTHING: Option<u32> = None;

about_a_disk! {
    /// Serial number of a disk.
    _local_disk_serial_num_get: String::new(), Host::serial;
    /// NAA identifier of a disk.
    _local_disk_vpd83_get: String::new(), Host::vpd83;
    /// Health of a disk.
    _local_disk_health_status_get: HealthStatus::UNKNOWN.0, |host, path| {
        host.health(path).map(|health| health.0)
    };
    /// Speed of rotation in revolutions per minute.
    _local_disk_rpm_get: Rpm::UNKNOWN.0, |host, path| host.rpm(path).map(|rpm| rpm.0);
    /// Protocol that a disk speaks.
    _local_disk_link_type_get: LinkType::UNKNOWN.0, |host, path| {
        host.link_type(path).map(|link_type| link_type.0)
    };
    /// Speed of the link in megabits per second.
    _local_disk_link_speed_get: Disk::LINK_SPEED_UNKNOWN, Host::link_speed;
    /// State of the lights of a disk.
    _local_disk_led_status_get: LedStatus::UNKNOWN.0, |host, path| {
        host.led_status(path).map(|lights| lights.0)
    };
    /// Switches the identification light on.
    _local_disk_ident_led_on: NOTHING, |host, path| host.set_ident(path, true).map(|()| NOTHING);
    /// Switches the identification light off.
    _local_disk_ident_led_off: NOTHING, |host, path| host.set_ident(path, false).map(|()| NOTHING);
    /// Switches the fault light on.
    _local_disk_fault_led_on: NOTHING, |host, path| host.set_fault(path, true).map(|()| NOTHING);
    /// Switches the fault light off.
    _local_disk_fault_led_off: NOTHING, |host, path| host.set_fault(path, false).map(|()| NOTHING);
}

/// Paths of the disks of this host.
#[pyfunction]
fn _local_disk_list(py: Python<'_>) -> PyResult<Bound<'_, PyList>> {
    asked(py, Vec::new(), Host::disks)
}

/// Paths of the disks with this NAA identifier.
#[pyfunction]
fn _local_disk_vpd83_search<'py>(py: Python<'py>, vpd83: &str) -> PyResult<Bound<'py, PyList>> {
    asked(py, Vec::new(), |host| host.vpd83_search(vpd83))
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
    );
    Ok(())
}
