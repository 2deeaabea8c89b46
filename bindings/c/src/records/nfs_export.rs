// SPDX-License-Identifier: MIT OR Apache-2.0
//! NFS exports. Each text of a record may be missing but that of its file system.

use std::ffi::CString;

use lsm_core::AnonymousId;

use super::record::{OwnedList, set};
use crate::abi::{Ref, Status, Text};
use crate::string_list::StringList;

record! {
    /// A file system offered over NFS.
    NfsExport is "lsm_nfs_export", b"lsm expo" {
        id: Option<CString>,
        fs_id: Option<CString>,
        export_path: Option<CString>,
        auth: Option<CString>,
        root: OwnedList,
        rw: OwnedList,
        ro: OwnedList,
        anonuid: AnonymousId,
        anongid: AnonymousId,
        options: Option<CString>,
        plugin_data: Option<CString>,
    }
}

life! {
    NfsExport: lsm_nfs_export_record_free, lsm_nfs_export_record_copy,
    lsm_nfs_export_record_array_alloc, lsm_nfs_export_record_array_free
}

texts! {
    NfsExport:
    lsm_nfs_export_id_get => id;
    lsm_nfs_export_fs_id_get => fs_id;
    lsm_nfs_export_export_path_get => export_path;
    lsm_nfs_export_auth_type_get => auth;
    lsm_nfs_export_options_get => options;
    lsm_nfs_export_plugin_data_get => plugin_data;
}

numbers! {
    NfsExport:
    lsm_nfs_export_anon_uid_get -> u64, else AnonymousId::ERROR.0.cast_unsigned()
        => |export| export.anonuid.0.cast_unsigned();
    lsm_nfs_export_anon_gid_get -> u64, else AnonymousId::ERROR.0.cast_unsigned()
        => |export| export.anongid.0.cast_unsigned();
}

/// Defines setters; NULL clears.
macro_rules! setters {
    ($( $setter:ident($Value:ty) => $field:ident = $held:expr; )+) => {
        export! { $(
            fn $setter(exp: Ref<NfsExport>, value: $Value) -> Status {
                set(exp, |export| export.$field = $held(value))
            }
        )+ }
    };
}

setters! {
    lsm_nfs_export_id_set(Text) => id = Text::owned;
    lsm_nfs_export_fs_id_set(Text) => fs_id = Text::owned;
    lsm_nfs_export_export_path_set(Text) => export_path = Text::owned;
    lsm_nfs_export_auth_type_set(Text) => auth = Text::owned;
    lsm_nfs_export_options_set(Text) => options = Text::owned;
    lsm_nfs_export_root_set(Ref<StringList>) => root = OwnedList::copy_of;
    lsm_nfs_export_read_write_set(Ref<StringList>) => rw = OwnedList::copy_of;
    lsm_nfs_export_read_only_set(Ref<StringList>) => ro = OwnedList::copy_of;
    lsm_nfs_export_anon_uid_set(u64) => anonuid = anonymous;
    lsm_nfs_export_anon_gid_set(u64) => anongid = anonymous;
}

fn anonymous(number: u64) -> AnonymousId {
    AnonymousId(number.cast_signed())
}

export! {
    fn lsm_nfs_export_record_alloc(
        id: Text,
        fs_id: Text,
        export_path: Text,
        auth: Text,
        root: Ref<StringList>,
        rw: Ref<StringList>,
        ro: Ref<StringList>,
        anonuid: u64,
        anongid: u64,
        options: Text,
        plugin_data: Text,
    ) -> Ref<NfsExport> {
        let export = || Some(NfsExport {
            id: id.owned(),
            fs_id: Some(fs_id.owned()?),
            export_path: export_path.owned(),
            auth: auth.owned(),
            root: OwnedList::copy_of(root),
            rw: OwnedList::copy_of(rw),
            ro: OwnedList::copy_of(ro),
            anonuid: anonymous(anonuid),
            anongid: anonymous(anongid),
            options: options.owned(),
            plugin_data: plugin_data.owned(),
        });
        Ref::made(export())
    }

    fn lsm_nfs_export_root_get(exp: Ref<NfsExport>) -> Ref<StringList> {
        exp.get().map_or(Ref::NULL, |export| export.root.handle())
    }

    fn lsm_nfs_export_read_write_get(exp: Ref<NfsExport>) -> Ref<StringList> {
        exp.get().map_or(Ref::NULL, |export| export.rw.handle())
    }

    fn lsm_nfs_export_read_only_get(exp: Ref<NfsExport>) -> Ref<StringList> {
        exp.get().map_or(Ref::NULL, |export| export.ro.handle())
    }
}
