// SPDX-License-Identifier: MIT OR Apache-2.0
//! NFS exports.

use lsm_core::{AnonymousId, Error};

use super::answer;
use super::connection::{Connection, no_flags};
use crate::abi::{Out, Ref, Status, Text};
use crate::records::NfsExport;
use crate::string_list::{StringList, optional_texts};

export! {
    fn lsm_nfs_auth_types(
        conn: Ref<Connection>,
        types: Out<Ref<StringList>>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let types = types.empty("types")?;
            types.write(Ref::new(StringList::of(session.export_auth()?)));
            Ok(Status::OK)
        })
    }

    fn lsm_nfs_export_fs(
        conn: Ref<Connection>,
        fs_id: Text,
        export_path: Text,
        root_list: Ref<StringList>,
        rw_list: Ref<StringList>,
        ro_list: Ref<StringList>,
        anon_uid: u64,
        anon_gid: u64,
        auth_type: Text,
        options: Text,
        exported: Out<Ref<NfsExport>>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let exported = exported.empty("exported")?;
            let hosts = [
                optional_texts(root_list, "root_list")?,
                optional_texts(rw_list, "rw_list")?,
                optional_texts(ro_list, "ro_list")?,
            ];
            if hosts.iter().all(Option::is_none) {
                return Err(Error::invalid("root_list, rw_list and ro_list are all NULL"));
            }
            let [root, rw, ro] = hosts.map(Option::unwrap_or_default);
            let export = session.export_fs(
                fs_id.required("fs_id")?,
                export_path.optional("export_path")?,
                &root,
                &rw,
                &ro,
                AnonymousId(anon_uid.cast_signed()),
                AnonymousId(anon_gid.cast_signed()),
                auth_type.optional("auth_type")?,
                options.optional("options")?,
            )?;
            answer::record(export, exported)
        })
    }

    fn lsm_nfs_export_delete(conn: Ref<Connection>, e: Ref<NfsExport>, flags: u64) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            session.export_remove(&e.core("e")?)?;
            Ok(Status::OK)
        })
    }
}
