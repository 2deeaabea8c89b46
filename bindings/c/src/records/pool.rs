// SPDX-License-Identifier: MIT OR Apache-2.0
//! Pools.

use std::ffi::CString;

use lsm_core::{ElementType, PoolStatus, UnsupportedActions};

use super::record::set;
use crate::abi::{Ref, Text};

record! {
    /// A store of space.
    Pool is "lsm_pool", b"lsm pool" {
        id: CString,
        name: CString,
        element_type: ElementType,
        unsupported_actions: UnsupportedActions,
        total_space: u64,
        free_space: u64,
        status: PoolStatus,
        status_info: Option<CString>,
        system_id: CString,
        plugin_data: Option<CString>,
    }
}

life! {
    Pool: lsm_pool_record_free, lsm_pool_record_copy,
    lsm_pool_record_array_alloc, lsm_pool_record_array_free
}

texts! {
    Pool:
    lsm_pool_id_get => id;
    lsm_pool_name_get => name;
    lsm_pool_status_info_get => status_info;
    lsm_pool_system_id_get => system_id;
    lsm_pool_plugin_data_get => plugin_data;
}

numbers! {
    Pool:
    lsm_pool_total_space_get -> u64, else 0 => |pool| pool.total_space;
    lsm_pool_free_space_get -> u64, else 0 => |pool| pool.free_space;
    lsm_pool_status_get -> u64, else u64::MAX => |pool| pool.status.0;
    lsm_pool_element_type_get -> u64, else 0 => |pool| pool.element_type.0;
    lsm_pool_unsupported_actions_get -> u64, else 0 => |pool| pool.unsupported_actions.0;
}

export! {
    fn lsm_pool_record_alloc(
        id: Text,
        name: Text,
        element_type: u64,
        unsupported_actions: u64,
        total_space: u64,
        free_space: u64,
        status: u64,
        status_info: Text,
        system_id: Text,
        plugin_data: Text,
    ) -> Ref<Pool> {
        let pool = || Some(Pool {
            id: id.owned()?,
            name: name.owned()?,
            element_type: ElementType(element_type),
            unsupported_actions: UnsupportedActions(unsupported_actions),
            total_space,
            free_space,
            status: PoolStatus(status),
            status_info: Some(status_info.owned()?),
            system_id: system_id.owned()?,
            plugin_data: plugin_data.owned(),
        });
        Ref::made(pool())
    }

    fn lsm_pool_free_space_set(p: Ref<Pool>, free_space: u64) {
        set(p, |pool| pool.free_space = free_space);
    }
}
