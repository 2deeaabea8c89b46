// SPDX-License-Identifier: MIT OR Apache-2.0
//! Snapshots of file systems.

use lsm_client::Method;
use lsm_core::{ErrorKind, FileSystem, FsSnapshot};

use super::{NOWHERE, places};
use crate::run::{Run, Step};

pub(super) fn live_and_die(run: &mut Run<'_>) -> Step {
    let create = Method::fs_snapshot_create;
    let fs = places::file_system_for(run, create)?;
    let gone = FileSystem { id: NOWHERE.into(), name: NOWHERE.into(), ..fs.clone() };
    let (nowhere, no_fs) = ("a file system that is not there", [ErrorKind::NOT_FOUND_FS]);
    let name = run.name("snapshot");
    let snapshot = run.makes(create, "a new snapshot", |s| s.fs_snapshot_create(&fs, &name))?;
    run.expect(create, !snapshot.id.is_empty() && !snapshot.name.is_empty(), || {
        format!("identifier and name must not be empty: {snapshot:?}")
    });
    run.expect(create, snapshot.ts > 0, || "it must tell when it was taken".to_owned());
    has(run, &fs, &snapshot, true)?;
    run.refuses_work(create, nowhere, &no_fs, |s| s.fs_snapshot_create(&gone, &name));
    // Arrays that choose names themselves take the same name again.
    if snapshot.name == name {
        let in_use = [ErrorKind::NAME_CONFLICT];
        run.refuses_work(create, "a name in use", &in_use, |s| s.fs_snapshot_create(&fs, &name));
    }
    let list = Method::fs_snapshots;
    if run.offers_method(list) {
        run.refuses(list, nowhere, &no_fs, |session| session.fs_snapshots(&gone));
    }
    let clone = clones(run, &fs, &snapshot)?;
    restores(run, &fs, &snapshot)?;

    let delete = Method::fs_snapshot_delete;
    if run.offers_method(delete) {
        run.refuses_work(delete, nowhere, &no_fs, |s| s.fs_snapshot_delete(&gone, &snapshot));
        run.makes(delete, "deleting a snapshot", |s| s.fs_snapshot_delete(&fs, &snapshot))?;
        has(run, &fs, &snapshot, false)?;
        let missing = [ErrorKind::NOT_FOUND_FS_SS];
        run.refuses_work(delete, "a snapshot that is gone", &missing, |session| {
            session.fs_snapshot_delete(&fs, &snapshot)
        });
    }
    if let Some(clone) = clone {
        places::delete_file_system(run, &clone)?;
    }
    places::delete_file_system(run, &fs)
}

fn has(run: &mut Run<'_>, fs: &FileSystem, snapshot: &FsSnapshot, there: bool) -> Step {
    let list = Method::fs_snapshots;
    if run.offers_method(list) {
        let listed = run.gets(list, "a listing", |session| session.fs_snapshots(fs))?;
        run.expect(list, listed.contains(snapshot) == there, || {
            format!("whether {snapshot:?} is listed must be {there}: {listed:?}")
        });
    }
    Ok(())
}

/// Makes a clone of the snapshot and deletes it; gives it where it cannot go before the snapshot.
fn clones(run: &mut Run<'_>, fs: &FileSystem, snapshot: &FsSnapshot) -> Step<Option<FileSystem>> {
    let method = Method::fs_clone;
    if !run.offers_method(method) {
        return Ok(None);
    }
    let (name, other) = (run.name("snapshot_clone"), run.name("other_snapshot_clone"));
    let gone = FsSnapshot { id: NOWHERE.into(), name: NOWHERE.into(), ..snapshot.clone() };
    let missing = [ErrorKind::NOT_FOUND_FS_SS];
    run.refuses_work(method, "a snapshot that is not there", &missing, |session| {
        session.fs_clone(fs, &other, Some(&gone))
    });
    let clone = run.makes(method, "a clone of a snapshot", |session| {
        session.fs_clone(fs, &name, Some(snapshot))
    })?;
    run.is_listed(Method::fs, &clone.id, &clone)?;
    let depends = [ErrorKind::HAS_CHILD_DEPENDENCY];
    let deleted = run.may_refuse_work(Method::fs_delete, "a clone of a snapshot", &depends, |s| {
        s.fs_delete(&clone)
    });
    Ok(deleted.is_none().then_some(clone))
}

fn restores(run: &mut Run<'_>, fs: &FileSystem, snapshot: &FsSnapshot) -> Step {
    let method = Method::fs_snapshot_restore;
    if !run.offers_method(method) {
        return Ok(());
    }
    run.makes(method, "restoring everything", |session| {
        session.fs_snapshot_restore(fs, snapshot, None, None, true)
    })?;
    let gone = FsSnapshot { id: NOWHERE.into(), name: NOWHERE.into(), ..snapshot.clone() };
    let missing = [ErrorKind::NOT_FOUND_FS_SS];
    run.refuses_work(method, "a snapshot that is not there", &missing, |session| {
        session.fs_snapshot_restore(fs, &gone, None, None, true)
    });
    Ok(())
}
