// SPDX-License-Identifier: MIT OR Apache-2.0
//! Batteries.

use std::ffi::CString;

use lsm_core::{BatteryStatus, BatteryType};

use crate::abi::{Ref, Text};

record! {
    /// A battery or capacitor.
    Battery is "lsm_battery", b"lsm batt" {
        id: CString,
        name: CString,
        battery_type: BatteryType,
        status: BatteryStatus,
        system_id: CString,
        plugin_data: Option<CString>,
    }
}

life! {
    Battery: lsm_battery_record_free, lsm_battery_record_copy,
    lsm_battery_record_array_alloc, lsm_battery_record_array_free
}

texts! {
    Battery:
    lsm_battery_id_get => id;
    lsm_battery_name_get => name;
    lsm_battery_system_id_get => system_id;
    lsm_battery_plugin_data_get => plugin_data;
}

numbers! {
    Battery:
    lsm_battery_type_get -> i32, else BatteryType::UNKNOWN.0 => |battery| battery.battery_type.0;
    lsm_battery_status_get -> u64, else BatteryStatus::UNKNOWN.0 => |battery| battery.status.0;
}

export! {
    fn lsm_battery_record_alloc(
        id: Text,
        name: Text,
        r#type: i32,
        status: u64,
        system_id: Text,
        plugin_data: Text,
    ) -> Ref<Battery> {
        let battery = || Some(Battery {
            id: id.owned()?,
            name: name.owned()?,
            battery_type: BatteryType(r#type),
            status: BatteryStatus(status),
            system_id: system_id.owned()?,
            plugin_data: plugin_data.owned(),
        });
        Ref::made(battery())
    }
}
