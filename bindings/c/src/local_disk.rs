// SPDX-License-Identifier: MIT OR Apache-2.0
//! Disks of this host.

use std::ffi::c_char;
use std::ptr;

use lsm_core::{Disk, Error, HealthStatus, LedStatus, LinkType, Rpm};
use lsm_local::Host;

use crate::abi::{Out, Ref, Status, Text, c_text, malloced};
use crate::error::{ErrorRecord, reported};
use crate::string_list::StringList;

/// Asks about a disk. `unknown` is what the output holds after a failure, which is told in
/// `lsm_err`.
fn ask<T: Copy>(
    path: Text,
    output: Out<T>,
    unknown: T,
    lsm_err: Out<Ref<ErrorRecord>>,
    ask: impl FnOnce(&Host, &str) -> Result<T, Error>,
) -> Status {
    output.write(unknown);
    lsm_err.write(Ref::NULL);
    if lsm_err.is_null() {
        return Status::INVALID_ARGUMENT;
    }
    let asked = || {
        let path = path.required("disk_path")?;
        let output = output.required("the output")?;
        output.write(ask(&Host::this(), path)?);
        Ok(())
    };
    asked().map_or_else(|error| reported(error, lsm_err), |()| Status::OK)
}

/// Switches a light of a disk.
fn switch(
    path: Text,
    lsm_err: Out<Ref<ErrorRecord>>,
    switch: impl FnOnce(&Host, &str) -> Result<(), Error>,
) -> Status {
    ask(path, Out::to(&mut ()), (), lsm_err, switch)
}

/// A text that the caller frees.
fn text(text: String) -> *mut c_char {
    malloced(&c_text(text))
}

/// Paths that the caller frees; NULL when there are none.
fn some(paths: Vec<String>) -> Ref<StringList> {
    Ref::made((!paths.is_empty()).then(|| StringList::of(paths)))
}

export! {
    fn lsm_local_disk_vpd83_search(
        vpd83: Text,
        disk_path_list: Out<Ref<StringList>>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        ask(vpd83, disk_path_list, Ref::NULL, lsm_err, |host, vpd83| {
            host.vpd83_search(vpd83).map(some)
        })
    }

    fn lsm_local_disk_serial_num_get(
        disk_path: Text,
        serial_num: Out<*mut c_char>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        ask(disk_path, serial_num, ptr::null_mut(), lsm_err, |host, disk| {
            host.serial(disk).map(text)
        })
    }

    fn lsm_local_disk_vpd83_get(
        disk_path: Text,
        vpd83: Out<*mut c_char>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        ask(disk_path, vpd83, ptr::null_mut(), lsm_err, |host, disk| host.vpd83(disk).map(text))
    }

    fn lsm_local_disk_health_status_get(
        disk_path: Text,
        health_status: Out<i32>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        ask(disk_path, health_status, HealthStatus::UNKNOWN.0, lsm_err, |host, disk| {
            host.health(disk).map(|health| health.0)
        })
    }

    fn lsm_local_disk_rpm_get(
        disk_path: Text,
        rpm: Out<i32>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        ask(disk_path, rpm, Rpm::UNKNOWN.0, lsm_err, |host, disk| host.rpm(disk).map(|rpm| rpm.0))
    }

    fn lsm_local_disk_list(
        disk_paths: Out<Ref<StringList>>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        // Any path does: all disks are asked for.
        ask(Text::from(c"/"), disk_paths, Ref::NULL, lsm_err, |host, _| {
            host.disks().map(|disks| Ref::new(StringList::of(disks)))
        })
    }

    fn lsm_local_disk_link_type_get(
        disk_path: Text,
        link_type: Out<i32>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        ask(disk_path, link_type, LinkType::UNKNOWN.0, lsm_err, |host, disk| {
            host.link_type(disk).map(|link| link.0)
        })
    }

    fn lsm_local_disk_link_speed_get(
        disk_path: Text,
        link_speed: Out<u32>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        ask(disk_path, link_speed, Disk::LINK_SPEED_UNKNOWN, lsm_err, Host::link_speed)
    }

    fn lsm_local_disk_led_status_get(
        disk_path: Text,
        led_status: Out<u32>,
        lsm_err: Out<Ref<ErrorRecord>>,
    ) -> Status {
        ask(disk_path, led_status, LedStatus::UNKNOWN.0, lsm_err, |host, disk| {
            host.led_status(disk).map(|lights| lights.0)
        })
    }

    fn lsm_local_disk_ident_led_on(disk_path: Text, lsm_err: Out<Ref<ErrorRecord>>) -> Status {
        switch(disk_path, lsm_err, |host, disk| host.set_ident(disk, true))
    }

    fn lsm_local_disk_ident_led_off(disk_path: Text, lsm_err: Out<Ref<ErrorRecord>>) -> Status {
        switch(disk_path, lsm_err, |host, disk| host.set_ident(disk, false))
    }

    fn lsm_local_disk_fault_led_on(disk_path: Text, lsm_err: Out<Ref<ErrorRecord>>) -> Status {
        switch(disk_path, lsm_err, |host, disk| host.set_fault(disk, true))
    }

    fn lsm_local_disk_fault_led_off(disk_path: Text, lsm_err: Out<Ref<ErrorRecord>>) -> Status {
        switch(disk_path, lsm_err, |host, disk| host.set_fault(disk, false))
    }
}
