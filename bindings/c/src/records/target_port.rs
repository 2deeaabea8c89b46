// SPDX-License-Identifier: MIT OR Apache-2.0
//! Target ports.

use std::ffi::CString;

use lsm_core::PortType;

use crate::abi::{Ref, Text};

record! {
    /// A port by which hosts reach an array.
    TargetPort is "lsm_target_port", b"lsm port" {
        id: CString,
        port_type: PortType,
        service_address: CString,
        network_address: CString,
        physical_address: CString,
        physical_name: CString,
        system_id: CString,
        plugin_data: Option<CString>,
    }
}

life! {
    TargetPort: lsm_target_port_record_free, lsm_target_port_copy,
    lsm_target_port_record_array_alloc, lsm_target_port_record_array_free
}

texts! {
    TargetPort:
    lsm_target_port_id_get => id;
    lsm_target_port_service_address_get => service_address;
    lsm_target_port_network_address_get => network_address;
    lsm_target_port_physical_address_get => physical_address;
    lsm_target_port_physical_name_get => physical_name;
    lsm_target_port_system_id_get => system_id;
    lsm_target_port_plugin_data_get => plugin_data;
}

numbers! {
    TargetPort:
    lsm_target_port_type_get -> i32, else PortType::OTHER.0 => |port| port.port_type.0;
}

export! {
    fn lsm_target_port_record_alloc(
        id: Text,
        port_type: i32,
        service_address: Text,
        network_address: Text,
        physical_address: Text,
        physical_name: Text,
        system_id: Text,
        plugin_data: Text,
    ) -> Ref<TargetPort> {
        let port = || Some(TargetPort {
            id: id.owned()?,
            port_type: PortType(port_type),
            service_address: service_address.owned()?,
            network_address: network_address.owned()?,
            physical_address: physical_address.owned()?,
            physical_name: physical_name.owned()?,
            system_id: system_id.owned()?,
            plugin_data: plugin_data.owned(),
        });
        Ref::made(port())
    }
}
