// SPDX-License-Identifier: MIT OR Apache-2.0
//! Snapshots of file systems.

use std::ffi::CString;

use crate::abi::{Ref, Text};

record! {
    /// The state of a file system at a moment.
    FsSnapshot is "lsm_fs_ss", b"lsm snap" {
        id: CString,
        name: CString,
        ts: u64,
        plugin_data: Option<CString>,
    }
}

life! {
    FsSnapshot: lsm_fs_ss_record_free, lsm_fs_ss_record_copy,
    lsm_fs_ss_record_array_alloc, lsm_fs_ss_record_array_free
}

texts! {
    FsSnapshot:
    lsm_fs_ss_id_get => id;
    lsm_fs_ss_name_get => name;
    lsm_fs_ss_plugin_data_get => plugin_data;
}

numbers! {
    FsSnapshot:
    lsm_fs_ss_time_stamp_get -> u64, else 0 => |snapshot| snapshot.ts;
}

export! {
    fn lsm_fs_ss_record_alloc(id: Text, name: Text, ts: u64, plugin_data: Text) -> Ref<FsSnapshot> {
        let snapshot = || Some(FsSnapshot {
            id: id.owned()?,
            name: name.owned()?,
            ts,
            plugin_data: plugin_data.owned(),
        });
        Ref::made(snapshot())
    }
}
