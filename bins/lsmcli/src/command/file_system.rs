// SPDX-License-Identifier: MIT OR Apache-2.0
//! File systems, their snapshots and exports.

use lsm_core::{AnonymousId, Capability, Error, ErrorKind, FileSystem, FsSnapshot};

use super::{Context, Status};
use crate::error::{Failure, Steps};
use crate::render::Plain;

pub(crate) fn create(context: &mut Context<'_>) -> Result<Status, Failure> {
    let pool = context.pool("--pool")?;
    let size = context.first_size(pool.free_space)?;
    let name = context.arguments().required("--name");
    context.must_support(Some(&pool.system_id), &[Capability::FS_CREATE])?;
    let created = context.session()?.fs_create(&pool, name, size)?;
    context.show_result(created)
}

pub(crate) fn delete(context: &mut Context<'_>) -> Result<Status, Failure> {
    let fs = context.file_system("--fs")?;
    context.must_support(Some(&fs.system_id), &[Capability::FS_DELETE])?;
    if !context.confirmed(&fs.id, &fs.name)? {
        return Ok(Status::Declined);
    }
    let deleted = context.session()?.fs_delete(&fs)?;
    context.finish(deleted)
}

pub(crate) fn resize(context: &mut Context<'_>) -> Result<Status, Failure> {
    let fs = context.file_system("--fs")?;
    let size = context.next_size(fs.total_space)?;
    if size == fs.total_space {
        let text = format!("file system {} has this size already", fs.id);
        return Err(Error::new(ErrorKind::NO_STATE_CHANGE, text).into());
    }
    context.must_support(Some(&fs.system_id), &[Capability::FS_RESIZE])?;
    if !context.confirmed(&fs.id, &fs.name)? {
        return Ok(Status::Declined);
    }
    let resized = context.session()?.fs_resize(&fs, size)?;
    context.show_result(resized)
}

pub(crate) fn export(context: &mut Context<'_>) -> Result<Status, Failure> {
    let arguments = context.arguments();
    let fs = context.file_system("--fs")?;
    let root = arguments.texts("--root-host");
    let rw = arguments.texts("--rw-host");
    let ro = arguments.texts("--ro-host");
    if rw.is_empty() && ro.is_empty() {
        return Err(Failure::client("give at least one --ro-host or --rw-host"));
    }
    let anonymous = |option: &str| {
        let id = arguments.number(option);
        id.map_or(AnonymousId::NA, |id| AnonymousId(i64::try_from(id).unwrap_or(i64::MAX)))
    };
    let path = arguments.text("--exportpath");
    let of_path = path.map(|_| Capability::EXPORT_CUSTOM_PATH);
    let needed: Vec<_> = [Capability::EXPORT_FS].into_iter().chain(of_path).collect();
    context.must_support(Some(&fs.system_id), &needed)?;
    let export = context.session()?.export_fs(
        &fs.id,
        path,
        &root,
        &rw,
        &ro,
        anonymous("--anonuid"),
        anonymous("--anongid"),
        arguments.text("--auth-type"),
        None,
    )?;
    context.show_one(&export)
}

pub(crate) fn unexport(context: &mut Context<'_>) -> Result<Status, Failure> {
    let export = context.export("--export")?;
    context.must_support(None, &[Capability::EXPORT_REMOVE])?;
    if !context.confirmed(&export.id, &export.export_path)? {
        return Ok(Status::Declined);
    }
    context.session()?.export_remove(&export)?;
    Ok(Status::Done)
}

pub(crate) fn clone(context: &mut Context<'_>) -> Result<Status, Failure> {
    let fs = context.file_system("--src-fs")?;
    let snapshot = backing_snapshot(context, &fs)?;
    let name = context.arguments().required("--dst-name");
    context.must_support(Some(&fs.system_id), &[Capability::FS_CLONE])?;
    let clone = context.session()?.fs_clone(&fs, name, snapshot.as_ref())?;
    context.show_result(clone)
}

/// The snapshot that `--backing-snapshot` names, when it is given.
fn backing_snapshot(
    context: &mut Context<'_>,
    fs: &FileSystem,
) -> Result<Option<FsSnapshot>, Failure> {
    match context.arguments().filled("--backing-snapshot") {
        Some(_) => context.snapshot("--backing-snapshot", fs).map(Some),
        None => Ok(None),
    }
}

pub(crate) fn snap_create(context: &mut Context<'_>) -> Result<Status, Failure> {
    let fs = context.file_system("--fs")?;
    let name = context.arguments().required("--name");
    context.must_support(Some(&fs.system_id), &[Capability::FS_SNAPSHOT_CREATE])?;
    let created = context.session()?.fs_snapshot_create(&fs, name)?;
    context.show_result(created)
}

pub(crate) fn snap_delete(context: &mut Context<'_>) -> Result<Status, Failure> {
    let fs = context.file_system("--fs")?;
    let snapshot = context.snapshot("--snap", &fs)?;
    context.must_support(Some(&fs.system_id), &[Capability::FS_SNAPSHOT_DELETE])?;
    if !context.confirmed(&snapshot.id, &snapshot.name)? {
        return Ok(Status::Declined);
    }
    let deleted = context.session()?.fs_snapshot_delete(&fs, &snapshot)?;
    context.finish(deleted)
}

pub(crate) fn snap_restore(context: &mut Context<'_>) -> Result<Status, Failure> {
    let arguments = context.arguments();
    let fs = context.file_system("--fs")?;
    let snapshot = context.snapshot("--snap", &fs)?;
    let files = arguments.texts("--file");
    let restored_as = arguments.texts("--fileas");
    if !files.is_empty() && !restored_as.is_empty() && files.len() != restored_as.len() {
        return Err(Failure::client("--file and --fileas must be given equally often"));
    }
    let all = files.is_empty();
    let of_files = (!all).then_some(Capability::FS_SNAPSHOT_RESTORE_SPECIFIC_FILES);
    let needed: Vec<_> = [Capability::FS_SNAPSHOT_RESTORE].into_iter().chain(of_files).collect();
    context.must_support(Some(&fs.system_id), &needed)?;
    if !context.confirmed(&fs.id, &fs.name)? {
        return Ok(Status::Declined);
    }
    let restored = context.session()?.fs_snapshot_restore(
        &fs,
        &snapshot,
        (!all).then_some(&files),
        Some(&restored_as),
        all,
    )?;
    context.finish(restored)
}

pub(crate) fn dependants(context: &mut Context<'_>) -> Result<Status, Failure> {
    let fs = context.file_system("--fs")?;
    let files = context.arguments().texts("--file");
    let has_dependants = context.session()?.fs_child_dependency(&fs, Some(&files))?;
    context.answer(
        "dependants",
        &["has_dependants"],
        &[vec![Plain::Bool(has_dependants)]],
        if has_dependants { "True" } else { "False" },
    )
}

pub(crate) fn dependants_rm(context: &mut Context<'_>) -> Result<Status, Failure> {
    let fs = context.file_system("--fs")?;
    let files = context.arguments().texts("--file");
    let of_files = (!files.is_empty()).then_some(Capability::FS_CHILD_DEPENDENCY_RM_SPECIFIC_FILES);
    let needed: Vec<_> = [Capability::FS_CHILD_DEPENDENCY_RM].into_iter().chain(of_files).collect();
    context.must_support(Some(&fs.system_id), &needed)?;
    let removed = context.session()?.fs_child_dependency_rm(&fs, Some(&files))?;
    context.finish(removed)
}

/// Clones one file for every pair of `--src` and `--dst`.
pub(crate) fn file_clone(context: &mut Context<'_>) -> Result<Status, Failure> {
    let arguments = context.arguments();
    let fs = context.file_system("--fs")?;
    let sources = arguments.texts("--src");
    let destinations = arguments.texts("--dst");
    if sources.len() != destinations.len() {
        return Err(Failure::client("--src and --dst must be given equally often"));
    }
    let snapshot = backing_snapshot(context, &fs)?;
    context.must_support(Some(&fs.system_id), &[Capability::FILE_CLONE])?;
    let mut status = Status::Done;
    let pairs = || sources.iter().zip(&destinations);
    let mut steps = Steps::new(pairs().map(|(from, to)| format!("{from} to {to}")));
    for (source, destination) in pairs() {
        let session = context.session()?;
        let cloned = session.fs_file_clone(&fs, source, destination, snapshot.as_ref());
        if cloned.is_err() && context.invocation.globals.dry_run {
            continue;
        }
        let finished = cloned.map_err(Failure::from).and_then(|cloned| context.finish(cloned));
        match finished {
            Ok(Status::Unfinished) => status = Status::Unfinished,
            Ok(_) => {}
            // There is nothing to tell of one alone.
            Err(failure) if sources.len() == 1 => return Err(failure),
            Err(failure) => return Err(failure.after(steps)),
        }
        steps.did();
    }
    Ok(status)
}
