// SPDX-License-Identifier: MIT OR Apache-2.0
//! Disks of this host. Arguments are checked as they always were; the disks themselves cannot be
//! asked yet, and every function says so. This module is the one place where that will change.

use std::ffi::c_char;
use std::ptr;

use lsm_core::{Disk, Error, HealthStatus, LedStatus, LinkType, Rpm};

use crate::abi::{Out, Ref, Status, Text};
use crate::error::{ErrorRecord, reported};
use crate::string_list::StringList;

/// Longest identifier of a logical unit.
const LONGEST_VPD83: usize = 32;

/// What is answered as long as the disks cannot be asked.
fn missing() -> Error {
    Error::no_support("this build of the library cannot ask the disks of this host")
}

/// A call with a path, an output and a place for the error. `unknown` is what the output holds
/// after a failure.
fn call<T: Copy>(
    path: Text,
    output: Out<T>,
    unknown: T,
    lsm_err: Out<Ref<ErrorRecord>>,
    check: impl FnOnce(&str) -> Result<(), Error>,
) -> Status {
    output.write(unknown);
    lsm_err.write(Ref::NULL);
    if lsm_err.is_null() {
        return Status::INVALID_ARGUMENT;
    }
    let asked = path.required("disk_path").and_then(|path| {
        output.required("the output")?;
        check(path)
    });
    reported(asked.err().unwrap_or_else(missing), lsm_err)
}

fn any(_path: &str) -> Result<(), Error> {
    Ok(())
}

/// A call that only acts.
fn act(path: Text, lsm_err: Out<Ref<ErrorRecord>>) -> Status {
    lsm_err.write(Ref::NULL);
    if lsm_err.is_null() {
        return Status::INVALID_ARGUMENT;
    }
    reported(path.required("disk_path").err().unwrap_or_else(missing), lsm_err)
}

export! {
    fn lsm_local_disk_vpd83_search(
        vpd83: Text,
        disk_path_list: Out<Ref<StringList>>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        call(vpd83, disk_path_list, Ref::NULL, lsm_err, |vpd83| {
            if vpd83.len() > LONGEST_VPD83 {
                return Err(Error::invalid(format!("vpd83 is longer than {LONGEST_VPD83} digits")));
            }
            Ok(())
        })
    }

    fn lsm_local_disk_serial_num_get(
        disk_path: Text,
        serial_num: Out<*mut c_char>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        call(disk_path, serial_num, ptr::null_mut(), lsm_err, any)
    }

    fn lsm_local_disk_vpd83_get(
        disk_path: Text,
        vpd83: Out<*mut c_char>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        call(disk_path, vpd83, ptr::null_mut(), lsm_err, any)
    }

    fn lsm_local_disk_health_status_get(
        disk_path: Text,
        health_status: Out<i32>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        call(disk_path, health_status, HealthStatus::UNKNOWN.0, lsm_err, any)
    }

    fn lsm_local_disk_rpm_get(
        disk_path: Text,
        rpm: Out<i32>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        call(disk_path, rpm, Rpm::UNKNOWN.0, lsm_err, any)
    }

    fn lsm_local_disk_list(
        disk_paths: Out<Ref<StringList>>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        disk_paths.write(Ref::NULL);
        lsm_err.write(Ref::NULL);
        if lsm_err.is_null() {
            return Status::INVALID_ARGUMENT;
        }
        reported(disk_paths.required("disk_paths").err().unwrap_or_else(missing), lsm_err)
    }

    fn lsm_local_disk_link_type_get(
        disk_path: Text,
        link_type: Out<i32>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        call(disk_path, link_type, LinkType::UNKNOWN.0, lsm_err, any)
    }

    fn lsm_local_disk_link_speed_get(
        disk_path: Text,
        link_speed: Out<u32>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        call(disk_path, link_speed, Disk::LINK_SPEED_UNKNOWN, lsm_err, any)
    }

    fn lsm_local_disk_led_status_get(
        disk_path: Text,
        led_status: Out<u32>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        call(disk_path, led_status, LedStatus::UNKNOWN.0, lsm_err, any)
    }

    fn lsm_local_disk_ident_led_on(disk_path: Text, lsm_err: Out<Ref<ErrorRecord>>) -> Status {
        act(disk_path, lsm_err)
    }

    fn lsm_local_disk_ident_led_off(disk_path: Text, lsm_err: Out<Ref<ErrorRecord>>) -> Status {
        act(disk_path, lsm_err)
    }

    fn lsm_local_disk_fault_led_on(disk_path: Text, lsm_err: Out<Ref<ErrorRecord>>) -> Status {
        act(disk_path, lsm_err)
    }

    fn lsm_local_disk_fault_led_off(disk_path: Text, lsm_err: Out<Ref<ErrorRecord>>) -> Status {
        act(disk_path, lsm_err)
    }
}
