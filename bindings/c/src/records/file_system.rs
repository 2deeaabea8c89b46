// SPDX-License-Identifier: MIT OR Apache-2.0
//! File systems.

use std::ffi::CString;

use crate::abi::{Ref, Text};

record! {
    /// A file system on an array.
    FileSystem is "lsm_fs", b"lsm fsys" {
        id: CString,
        name: CString,
        total_space: u64,
        free_space: u64,
        pool_id: CString,
        system_id: CString,
        plugin_data: Option<CString>,
    }
}

life! {
    FileSystem: lsm_fs_record_free, lsm_fs_record_copy,
    lsm_fs_record_array_alloc, lsm_fs_record_array_free
}

texts! {
    FileSystem:
    lsm_fs_id_get => id;
    lsm_fs_name_get => name;
    lsm_fs_system_id_get => system_id;
    lsm_fs_pool_id_get => pool_id;
    lsm_fs_plugin_data_get => plugin_data;
}

numbers! {
    FileSystem:
    lsm_fs_total_space_get -> u64, else 0 => |fs| fs.total_space;
    lsm_fs_free_space_get -> u64, else 0 => |fs| fs.free_space;
}

export! {
    fn lsm_fs_record_alloc(
        id: Text,
        name: Text,
        total_space: u64,
        free_space: u64,
        pool_id: Text,
        system_id: Text,
        plugin_data: Text,
    ) -> Ref<FileSystem> {
        let fs = || Some(FileSystem {
            id: id.owned()?,
            name: name.owned()?,
            total_space,
            free_space,
            pool_id: pool_id.owned()?,
            system_id: system_id.owned()?,
            plugin_data: plugin_data.owned(),
        });
        Ref::made(fs())
    }
}
