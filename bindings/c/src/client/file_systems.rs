// SPDX-License-Identifier: MIT OR Apache-2.0
//! File systems and their snapshots.

use std::ffi::c_char;

use super::answer::{self, Places};
use super::block_storage::size;
use super::connection::{Connection, no_flags};
use crate::abi::{Array, Out, Ref, Status, Text};
use crate::records::{FileSystem, FsSnapshot, Pool};
use crate::string_list::{StringList, optional_texts};

export! {
    fn lsm_fs_create(
        conn: Ref<Connection>,
        pool: Ref<Pool>,
        name: Text,
        size_bytes: u64,
        fs: Out<Ref<FileSystem>>,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::new(fs, "fs", job)?;
            let (pool, name) = (pool.core("pool")?, name.required("name")?);
            places.hand(session.fs_create(&pool, name, size(size_bytes, "size_bytes")?)?)
        })
    }

    fn lsm_fs_delete(
        conn: Ref<Connection>,
        fs: Ref<FileSystem>,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::job(job)?;
            Ok(places.done(session.fs_delete(&fs.core("fs")?)?))
        })
    }

    fn lsm_fs_resize(
        conn: Ref<Connection>,
        fs: Ref<FileSystem>,
        new_size_bytes: u64,
        rfs: Out<Ref<FileSystem>>,
        job_id: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::new(rfs, "rfs", job_id)?;
            let new_size = size(new_size_bytes, "new_size_bytes")?;
            places.hand(session.fs_resize(&fs.core("fs")?, new_size)?)
        })
    }

    fn lsm_fs_clone(
        conn: Ref<Connection>,
        src_fs: Ref<FileSystem>,
        name: Text,
        optional_ss: Ref<FsSnapshot>,
        cloned_fs: Out<Ref<FileSystem>>,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::new(cloned_fs, "cloned_fs", job)?;
            places.hand(session.fs_clone(
                &src_fs.core("src_fs")?,
                name.required("name")?,
                optional_ss.optional_core("optional_ss")?.as_ref(),
            )?)
        })
    }

    fn lsm_fs_file_clone(
        conn: Ref<Connection>,
        fs: Ref<FileSystem>,
        src_file_name: Text,
        dest_file_name: Text,
        snapshot: Ref<FsSnapshot>,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::job(job)?;
            Ok(places.done(session.fs_file_clone(
                &fs.core("fs")?,
                src_file_name.required("src_file_name")?,
                dest_file_name.required("dest_file_name")?,
                snapshot.optional_core("snapshot")?.as_ref(),
            )?))
        })
    }

    fn lsm_fs_child_dependency(
        conn: Ref<Connection>,
        fs: Ref<FileSystem>,
        files: Ref<StringList>,
        yes: Out<u8>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let yes = yes.required("yes")?;
            // A C plug-in takes an array only.
            let files = optional_texts(files, "files")?.unwrap_or_default();
            yes.write(u8::from(session.fs_child_dependency(&fs.core("fs")?, Some(&files))?));
            Ok(Status::OK)
        })
    }

    fn lsm_fs_child_dependency_delete(
        conn: Ref<Connection>,
        fs: Ref<FileSystem>,
        files: Ref<StringList>,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::job(job)?;
            let files = optional_texts(files, "files")?.unwrap_or_default();
            Ok(places.done(session.fs_child_dependency_rm(&fs.core("fs")?, Some(&files))?))
        })
    }

    fn lsm_fs_ss_list(
        conn: Ref<Connection>,
        fs: Ref<FileSystem>,
        ss: Out<Array<FsSnapshot>>,
        ss_count: Out<u32>,
        flags: u64,
    ) -> Status {
        conn.call_with(flags, |session| {
            let (ss, count) = (ss.empty("ss")?, ss_count.required("ss_count")?);
            count.write(0);
            let snapshots = session.fs_snapshots(&fs.core("fs")?)?;
            answer::records(snapshots.into_iter().map(Ok), ss, count)
        })
    }

    fn lsm_fs_ss_create(
        conn: Ref<Connection>,
        fs: Ref<FileSystem>,
        name: Text,
        snapshot: Out<Ref<FsSnapshot>>,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::new(snapshot, "snapshot", job)?;
            places.hand(session.fs_snapshot_create(&fs.core("fs")?, name.required("name")?)?)
        })
    }

    fn lsm_fs_ss_delete(
        conn: Ref<Connection>,
        fs: Ref<FileSystem>,
        ss: Ref<FsSnapshot>,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::job(job)?;
            Ok(places.done(session.fs_snapshot_delete(&fs.core("fs")?, &ss.core("ss")?)?))
        })
    }

    fn lsm_fs_ss_restore(
        conn: Ref<Connection>,
        fs: Ref<FileSystem>,
        ss: Ref<FsSnapshot>,
        files: Ref<StringList>,
        restore_files: Ref<StringList>,
        all_files: i32,
        job: Out<*mut c_char>,
        flags: u64,
    ) -> Status {
        conn.call(|session| {
            no_flags(flags)?;
            let places = Places::job(job)?;
            let files = optional_texts(files, "files")?.unwrap_or_default();
            let restored = optional_texts(restore_files, "restore_files")?.unwrap_or_default();
            Ok(places.done(session.fs_snapshot_restore(
                &fs.core("fs")?,
                &ss.core("ss")?,
                Some(&files),
                Some(&restored),
                all_files != 0,
            )?))
        })
    }
}
