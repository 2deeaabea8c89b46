// SPDX-License-Identifier: MIT OR Apache-2.0
//! File systems, their snapshots and exports.

use lsm_core::Capability;

use crate::command::file_system;
use crate::table::options::{self, Form, Opt};
use crate::table::{
    BACKING_SNAPSHOT, Command, FILE_SYSTEM, Lookup, Loss, Made, Output, POOL, SNAPSHOT,
};

pub(super) static FS_CREATE: Command = Command {
    name: "fs-create",
    aliases: &[],
    summary: "Create a file system in a pool.",
    needs_connection: true,
    options: &[
        Opt::text("--name", "<FS_NAME>", "Name of the file system").required(),
        options::SIZE,
        options::POOL,
    ],
    confirmation: None,
    lookups: &[POOL],
    calls: &["pools", "fs_create"],
    capabilities: &[Capability::FS_CREATE],
    job: Some(Made::Record("FileSystem")),
    output: Output::One("FileSystem"),
    run: file_system::create,
};

pub(super) static FS_DELETE: Command = Command {
    name: "fs-delete",
    aliases: &[],
    summary: "Delete a file system.",
    needs_connection: true,
    options: &[options::FS],
    confirmation: Some(Loss::Will),
    lookups: &[FILE_SYSTEM],
    calls: &["fs", "fs_delete"],
    capabilities: &[Capability::FS_DELETE],
    job: Some(Made::Nothing),
    output: Output::Nothing,
    run: file_system::delete,
};

pub(super) static FS_RESIZE: Command = Command {
    name: "fs-resize",
    aliases: &[],
    summary: "Change the size of a file system.",
    needs_connection: true,
    options: &[options::FS, options::NEW_SIZE],
    confirmation: Some(Loss::May),
    lookups: &[FILE_SYSTEM],
    calls: &["fs", "fs_resize"],
    capabilities: &[Capability::FS_RESIZE],
    job: Some(Made::Record("FileSystem")),
    output: Output::One("FileSystem"),
    run: file_system::resize,
};

pub(super) static FS_EXPORT: Command = Command {
    name: "fs-export",
    aliases: &[],
    summary: "Export a file system over NFS.",
    needs_connection: true,
    options: &[
        options::FS,
        Opt::text("--exportpath", "<EXPORT_PATH>", "Path on the server; absent: array chooses"),
        Opt::value("--anonuid", Form::Natural, "UID given to anonymous users; -1 = not set")
            .metavar("<ANON_UID>")
            .default("-1"),
        Opt::value("--anongid", Form::Natural, "GID given to anonymous users; -1 = not set")
            .metavar("<ANON_GID>")
            .default("-1"),
        Opt::text(
            "--auth-type",
            "<AUTH_TYPE>",
            "Client authentication type, one of list --type NFS_CLIENT_AUTH",
        ),
        Opt::value("--root-host", Form::Host, "Host keeping root rights")
            .metavar("<ROOT_HOST>")
            .repeatable(),
        Opt::value("--ro-host", Form::Host, "Host with read-only access")
            .metavar("<RO_HOST>")
            .repeatable(),
        Opt::value("--rw-host", Form::Host, "Host with read-write access")
            .metavar("<RW_HOST>")
            .repeatable(),
    ],
    confirmation: None,
    lookups: &[FILE_SYSTEM],
    calls: &["fs", "export_fs"],
    capabilities: &[Capability::EXPORT_FS, Capability::EXPORT_CUSTOM_PATH],
    job: None,
    output: Output::One("NfsExport"),
    run: file_system::export,
};

pub(super) static FS_UNEXPORT: Command = Command {
    name: "fs-unexport",
    aliases: &[],
    summary: "Remove an NFS export.",
    needs_connection: true,
    options: &[Opt::text("--export", "<EXPORT_ID>", "Export ID").required()],
    confirmation: None,
    lookups: &[Lookup { option: "--export", label: "NFS Export", method: "exports" }],
    calls: &["exports", "export_remove"],
    capabilities: &[Capability::EXPORT_REMOVE],
    job: None,
    output: Output::Nothing,
    run: file_system::unexport,
};

pub(super) static FS_CLONE: Command = Command {
    name: "fs-clone",
    aliases: &[],
    summary: "Clone a file system, optionally from a snapshot.",
    needs_connection: true,
    options: &[
        Opt::text("--src-fs", "<SRC_FS_ID>", "Source file system ID").required(),
        Opt::text("--dst-name", "<DST_FS_NAME>", "Name of the clone").required(),
        Opt::text("--backing-snapshot", "<BE_SS_ID>", "Snapshot ID to clone from"),
    ],
    confirmation: None,
    lookups: &[
        Lookup { option: "--src-fs", label: "Source File System", method: "fs" },
        BACKING_SNAPSHOT,
    ],
    calls: &["fs", "fs_snapshots", "fs_clone"],
    capabilities: &[Capability::FS_CLONE],
    job: Some(Made::Record("FileSystem")),
    output: Output::One("FileSystem"),
    run: file_system::clone,
};

pub(super) static FS_SNAP_CREATE: Command = Command {
    name: "fs-snap-create",
    aliases: &[],
    summary: "Create a snapshot of a file system.",
    needs_connection: true,
    options: &[Opt::text("--name", "<SNAP_NAME>", "Name of the snapshot").required(), options::FS],
    confirmation: None,
    lookups: &[FILE_SYSTEM],
    calls: &["fs", "fs_snapshot_create"],
    capabilities: &[Capability::FS_SNAPSHOT_CREATE],
    job: Some(Made::Record("FsSnapshot")),
    output: Output::One("FsSnapshot"),
    run: file_system::snap_create,
};

pub(super) static FS_SNAP_DELETE: Command = Command {
    name: "fs-snap-delete",
    aliases: &[],
    summary: "Delete a snapshot.",
    needs_connection: true,
    options: &[options::SNAP, options::FS],
    confirmation: Some(Loss::Will),
    lookups: &[FILE_SYSTEM, SNAPSHOT],
    calls: &["fs", "fs_snapshots", "fs_snapshot_delete"],
    capabilities: &[Capability::FS_SNAPSHOT_DELETE],
    job: Some(Made::Nothing),
    output: Output::Nothing,
    run: file_system::snap_delete,
};

pub(super) static FS_SNAP_RESTORE: Command = Command {
    name: "fs-snap-restore",
    aliases: &[],
    summary: "Put a file system, or single files, back to a snapshot.",
    needs_connection: true,
    options: &[
        options::SNAP,
        options::FS,
        Opt::text("--file", "<FILE_PATH>", "Restore only this file").repeatable(),
        Opt::text("--fileas", "<NEW_FILE_PATH>", "Restore it under this name").repeatable(),
    ],
    confirmation: Some(Loss::Will),
    lookups: &[FILE_SYSTEM, SNAPSHOT],
    calls: &["fs", "fs_snapshots", "fs_snapshot_restore"],
    capabilities: &[
        Capability::FS_SNAPSHOT_RESTORE,
        Capability::FS_SNAPSHOT_RESTORE_SPECIFIC_FILES,
    ],
    job: Some(Made::Nothing),
    output: Output::Nothing,
    run: file_system::snap_restore,
};

pub(super) static FS_DEPENDANTS: Command = Command {
    name: "fs-dependants",
    aliases: &[],
    summary: "Tell whether something (clone, snapshot) depends on a file system or on files in it.",
    needs_connection: true,
    options: &[
        options::FS,
        Opt::text("--file", "<FILE_PATH>", "Only look at this file").repeatable(),
    ],
    confirmation: None,
    lookups: &[FILE_SYSTEM],
    calls: &["fs", "fs_child_dependency"],
    capabilities: &[Capability::FS_CHILD_DEPENDENCY],
    job: None,
    output: Output::Line,
    run: file_system::dependants,
};

pub(super) static FS_DEPENDANTS_RM: Command = Command {
    name: "fs-dependants-rm",
    aliases: &[],
    summary: "Break dependencies of a file system or of files in it.",
    needs_connection: true,
    options: &[options::FS, Opt::value("--file", Form::Text, "Only this file").repeatable()],
    confirmation: None,
    lookups: &[FILE_SYSTEM],
    calls: &["fs", "fs_child_dependency_rm"],
    capabilities: &[
        Capability::FS_CHILD_DEPENDENCY_RM,
        Capability::FS_CHILD_DEPENDENCY_RM_SPECIFIC_FILES,
    ],
    job: Some(Made::Nothing),
    output: Output::Nothing,
    run: file_system::dependants_rm,
};

pub(super) static FILE_CLONE: Command = Command {
    name: "file-clone",
    aliases: &[],
    summary: "Clone one file inside a file system.",
    needs_connection: true,
    options: &[
        options::FS,
        Opt::text("--src", "<SRC_FILE_PATH>", "Source file, relative path").required().repeatable(),
        Opt::text("--dst", "<DST_FILE_PATH>", "Destination file, relative path")
            .required()
            .repeatable(),
        Opt::value("--backing-snapshot", Form::Text, "Snapshot ID to take the source from"),
    ],
    confirmation: None,
    lookups: &[FILE_SYSTEM, BACKING_SNAPSHOT],
    calls: &["fs", "fs_snapshots", "fs_file_clone"],
    capabilities: &[Capability::FILE_CLONE],
    job: Some(Made::Nothing),
    output: Output::Nothing,
    run: file_system::file_clone,
};
