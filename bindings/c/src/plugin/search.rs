// SPDX-License-Identifier: MIT OR Apache-2.0
//! Help for plug-ins whose array cannot search, and copies of records by their kind.

use std::ffi::{CStr, c_void};

use lsm_core::DataType;

use crate::abi::{Array, Kind, Out, Ref, Text};
use crate::records::{
    AccessGroup, Battery, BlockRange, Disk, FileSystem, FsSnapshot, NfsExport, Pool, System,
    TargetPort, Volume,
};
use crate::string_list::StringList;

/// Keeps the records whose text is `wanted`: frees the others and packs these to the front.
fn keep<T: Kind>(
    array: Array<T>,
    count: Out<u32>,
    wanted: &CStr,
    text: impl Fn(&T) -> Option<&CStr>,
) {
    let mut kept = 0;
    let handles = array.handles(count.read().unwrap_or_default());
    for at in 0..handles.len() {
        let handle = handles[at];
        if handle.get().and_then(&text) == Some(wanted) {
            handles.swap(kept, at);
            kept += 1;
        } else {
            handle.free();
            handles[at] = Ref::NULL;
        }
    }
    count.write(u32::try_from(kept).unwrap_or_default());
}

/// A text of a record, whether it may be missing or not.
fn held<T: AsText>(text: &T) -> Option<&CStr> {
    text.as_text()
}

trait AsText {
    fn as_text(&self) -> Option<&CStr>;
}

impl AsText for std::ffi::CString {
    fn as_text(&self) -> Option<&CStr> {
        Some(self)
    }
}

impl AsText for Option<std::ffi::CString> {
    fn as_text(&self) -> Option<&CStr> {
        self.as_deref()
    }
}

/// Defines filters with the keys that they know.
macro_rules! filters {
    ($( $name:ident($Record:ident): $($key:literal => $field:ident),+; )+) => {
        export! { $(
            fn $name(
                search_key: Text,
                search_value: Text,
                array: Array<$Record>,
                count: Out<u32>,
            ) {
                if let Some((key, value)) = search_key.get().zip(search_value.get()) {
                    match key.to_bytes() {
                        $( $key => keep(array, count, value, |record| held(&record.$field)), )+
                        _ => {}
                    }
                }
            }
        )+ }
    };
}

filters! {
    lsm_plug_volume_search_filter(Volume):
        b"id" => id, b"system_id" => system_id, b"pool_id" => pool_id;
    lsm_plug_pool_search_filter(Pool): b"id" => id, b"system_id" => system_id;
    lsm_plug_disk_search_filter(Disk): b"id" => id, b"system_id" => system_id;
    lsm_plug_access_group_search_filter(AccessGroup): b"id" => id, b"system_id" => system_id;
    lsm_plug_fs_search_filter(FileSystem):
        b"id" => id, b"system_id" => system_id, b"pool_id" => pool_id;
    lsm_plug_nfs_export_search_filter(NfsExport): b"id" => id, b"fs_id" => fs_id;
    lsm_plug_target_port_search_filter(TargetPort): b"id" => id, b"system_id" => system_id;
    lsm_plug_battery_search_filter(Battery): b"id" => id, b"system_id" => system_id;
}

fn copied<T: Kind + Clone>(item: *mut c_void) -> *mut c_void {
    Ref::<T>::from(item).copy().into()
}

export! {
    fn lsm_data_type_copy(t: i32, item: *mut c_void) -> *mut c_void {
        match DataType(t) {
            DataType::ACCESS_GROUP => copied::<AccessGroup>(item),
            DataType::BLOCK_RANGE => copied::<BlockRange>(item),
            DataType::FS => copied::<FileSystem>(item),
            DataType::NFS_EXPORT => copied::<NfsExport>(item),
            DataType::POOL => copied::<Pool>(item),
            DataType::SS => copied::<FsSnapshot>(item),
            DataType::STRING_LIST => copied::<StringList>(item),
            DataType::SYSTEM => copied::<System>(item),
            DataType::VOLUME => copied::<Volume>(item),
            DataType::DISK => copied::<Disk>(item),
            _ => std::ptr::null_mut(),
        }
    }
}
