// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes.

use std::ffi::CString;

use lsm_core::{AdminState, vpd83};

use crate::abi::{Ref, Text};

record! {
    /// A logical unit.
    Volume is "lsm_volume", b"lsm volu" {
        id: CString,
        name: CString,
        vpd83: Option<CString>,
        block_size: u64,
        num_of_blocks: u64,
        admin_state: AdminState,
        system_id: CString,
        pool_id: CString,
        plugin_data: Option<CString>,
    }
}

life! {
    Volume: lsm_volume_record_free, lsm_volume_record_copy,
    lsm_volume_record_array_alloc, lsm_volume_record_array_free
}

texts! {
    Volume:
    lsm_volume_id_get => id;
    lsm_volume_name_get => name;
    lsm_volume_vpd83_get => vpd83;
    lsm_volume_system_id_get => system_id;
    lsm_volume_pool_id_get => pool_id;
    lsm_volume_plugin_data_get => plugin_data;
}

numbers! {
    Volume:
    lsm_volume_block_size_get -> u64, else 0 => |volume| volume.block_size;
    lsm_volume_number_of_blocks_get -> u64, else 0 => |volume| volume.num_of_blocks;
    lsm_volume_admin_state_get -> u32, else AdminState::ENABLED.0 => |volume| volume.admin_state.0;
}

export! {
    fn lsm_volume_record_alloc(
        id: Text,
        name: Text,
        vpd83: Text,
        block_size: u64,
        number_of_blocks: u64,
        status: u32,
        system_id: Text,
        pool_id: Text,
        plugin_data: Text,
    ) -> Ref<Volume> {
        let valid = |text: &CString| text.to_str().is_ok_and(vpd83::is_valid);
        let volume = || Some(Volume {
            id: id.owned()?,
            name: name.owned()?,
            vpd83: match vpd83.owned() {
                Some(text) if !valid(&text) => return None,
                vpd83 => vpd83,
            },
            block_size,
            num_of_blocks: number_of_blocks,
            admin_state: AdminState(status),
            system_id: system_id.owned()?,
            pool_id: pool_id.owned()?,
            plugin_data: plugin_data.owned(),
        });
        Ref::made(volume())
    }
}
