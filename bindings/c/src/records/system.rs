// SPDX-License-Identifier: MIT OR Apache-2.0
//! Systems.

use std::ffi::CString;

use lsm_core::{ReadCachePct, SystemMode, SystemStatus};

use super::record::{set, set_text};
use crate::abi::{Ref, Status, Text};

record! {
    /// An array or a RAID card.
    System is "lsm_system", b"lsm syst" {
        id: CString,
        name: CString,
        status: SystemStatus,
        status_info: Option<CString>,
        plugin_data: Option<CString>,
        fw_version: Option<CString>,
        mode: SystemMode,
        read_cache_pct: ReadCachePct,
    }
}

life! {
    System: lsm_system_record_free, lsm_system_record_copy,
    lsm_system_record_array_alloc, lsm_system_record_array_free
}

texts! {
    System:
    lsm_system_id_get => id;
    lsm_system_name_get => name;
    lsm_system_fw_version_get => fw_version;
    lsm_system_plugin_data_get => plugin_data;
}

numbers! {
    System:
    lsm_system_status_get -> u32, else u32::MAX => |system| system.status.0;
    lsm_system_mode_get -> i32, else SystemMode::UNKNOWN.0 => |system| system.mode.0;
    lsm_system_read_cache_pct_get -> i32, else ReadCachePct::UNKNOWN.0
        => |system| system.read_cache_pct.0;
}

export! {
    fn lsm_system_record_alloc(
        id: Text,
        name: Text,
        status: u32,
        status_info: Text,
        plugin_data: Text,
    ) -> Ref<System> {
        let system = || Some(System {
            id: id.owned()?,
            name: name.owned()?,
            status: SystemStatus(status),
            status_info: Some(status_info.owned()?),
            plugin_data: plugin_data.owned(),
            fw_version: None,
            mode: SystemMode::NO_SUPPORT,
            read_cache_pct: ReadCachePct::NO_SUPPORT,
        });
        Ref::made(system())
    }

    fn lsm_system_fw_version_set(sys: Ref<System>, fw_ver: Text) -> Status {
        set_text(sys, fw_ver, |system| &mut system.fw_version)
    }

    fn lsm_system_mode_set(sys: Ref<System>, mode: i32) -> Status {
        match SystemMode(mode) {
            SystemMode::NO_SUPPORT => Status::INVALID_ARGUMENT,
            mode => set(sys, |system| system.mode = mode),
        }
    }

    fn lsm_system_read_cache_pct_set(sys: Ref<System>, read_pct: i32) -> Status {
        match ReadCachePct(read_pct) {
            ReadCachePct::NO_SUPPORT => Status::INVALID_ARGUMENT,
            read_pct => set(sys, |system| system.read_cache_pct = read_pct),
        }
    }
}
