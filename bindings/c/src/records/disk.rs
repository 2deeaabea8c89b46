// SPDX-License-Identifier: MIT OR Apache-2.0
//! Disks of arrays.

use std::ffi::CString;

use lsm_core::{DiskStatus, DiskType, LinkType, Rpm};

use super::record::{set, set_text};
use crate::abi::{Ref, Status, Text};

record! {
    /// A physical disk of a system.
    Disk is "lsm_disk", b"lsm disk" {
        id: CString,
        name: CString,
        disk_type: DiskType,
        block_size: u64,
        num_of_blocks: u64,
        status: DiskStatus,
        system_id: CString,
        plugin_data: Option<CString>,
        vpd83: Option<CString>,
        location: Option<CString>,
        rpm: Rpm,
        link_type: LinkType,
    }
}

life! {
    Disk: lsm_disk_record_free, lsm_disk_record_copy,
    lsm_disk_record_array_alloc, lsm_disk_record_array_free
}

texts! {
    Disk:
    lsm_disk_id_get => id;
    lsm_disk_name_get => name;
    lsm_disk_location_get => location;
    lsm_disk_system_id_get => system_id;
    lsm_disk_vpd83_get => vpd83;
    lsm_disk_plugin_data_get => plugin_data;
}

numbers! {
    Disk:
    lsm_disk_type_get -> i32, else DiskType::UNKNOWN.0 => |disk| disk.disk_type.0;
    lsm_disk_number_of_blocks_get -> u64, else 0 => |disk| disk.num_of_blocks;
    lsm_disk_block_size_get -> u64, else 0 => |disk| disk.block_size;
    lsm_disk_status_get -> u64, else DiskStatus::UNKNOWN.0 => |disk| disk.status.0;
    lsm_disk_rpm_get -> i32, else Rpm::UNKNOWN.0 => |disk| disk.rpm.0;
    lsm_disk_link_type_get -> i32, else LinkType::UNKNOWN.0 => |disk| disk.link_type.0;
}

export! {
    fn lsm_disk_record_alloc(
        id: Text,
        name: Text,
        disk_type: i32,
        block_size: u64,
        block_count: u64,
        disk_status: u64,
        system_id: Text,
    ) -> Ref<Disk> {
        Ref::made(disk([id, name, system_id], disk_type, block_size, block_count, disk_status))
    }

    fn lsm_disk_record_alloc_pd(
        id: Text,
        name: Text,
        disk_type: i32,
        block_size: u64,
        block_count: u64,
        disk_status: u64,
        system_id: Text,
        plugin_data: Text,
    ) -> Ref<Disk> {
        let disk = disk([id, name, system_id], disk_type, block_size, block_count, disk_status);
        Ref::made(disk.map(|disk| Disk { plugin_data: plugin_data.owned(), ..disk }))
    }

    fn lsm_disk_location_set(disk: Ref<Disk>, location: Text) -> Status {
        set_text(disk, location, |disk| &mut disk.location)
    }

    fn lsm_disk_vpd83_set(disk: Ref<Disk>, vpd83: Text) -> Status {
        match vpd83.owned() {
            Some(vpd83) => set(disk, |disk| disk.vpd83 = Some(vpd83)),
            None => Status::INVALID_ARGUMENT,
        }
    }

    fn lsm_disk_rpm_set(disk: Ref<Disk>, rpm: i32) -> Status {
        match Rpm(rpm) {
            Rpm::NO_SUPPORT => Status::INVALID_ARGUMENT,
            rpm => set(disk, |disk| disk.rpm = rpm),
        }
    }

    fn lsm_disk_link_type_set(disk: Ref<Disk>, link_type: i32) -> Status {
        match LinkType(link_type) {
            LinkType::NO_SUPPORT => Status::INVALID_ARGUMENT,
            link_type => set(disk, |disk| disk.link_type = link_type),
        }
    }
}

fn disk(
    [id, name, system_id]: [Text; 3],
    disk_type: i32,
    block_size: u64,
    num_of_blocks: u64,
    status: u64,
) -> Option<Disk> {
    Some(Disk {
        id: id.owned()?,
        name: name.owned()?,
        disk_type: DiskType(disk_type),
        block_size,
        num_of_blocks,
        status: DiskStatus(status),
        system_id: system_id.owned()?,
        plugin_data: None,
        vpd83: None,
        location: None,
        rpm: Rpm::NO_SUPPORT,
        link_type: LinkType::NO_SUPPORT,
    })
}
