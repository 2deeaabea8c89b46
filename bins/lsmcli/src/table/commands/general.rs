// SPDX-License-Identifier: MIT OR Apache-2.0
//! What concerns the array as a whole.

use lsm_core::Capability;

use crate::command::general;
use crate::table::options::{self, Form, Opt};
use crate::table::{Command, Output, POOL, SYSTEM};

pub(super) static LIST: Command = Command {
    name: "list",
    aliases: &[],
    summary: "List every record of one kind, optionally narrowed by one filter.",
    needs_connection: true,
    options: &[
        Opt::value("--type", Form::ListType, "Kind of record").metavar("<TYPE>").required(),
        Opt::text("--sys", "<SYS_ID>", "Filter: records of this system").filter("system_id"),
        Opt::text("--pool", "<POOL_ID>", "Filter: records of this pool, or the pool itself")
            .filter("pool_id"),
        Opt::text(
            "--vol",
            "<VOL_ID>",
            "Filter: the volume itself, or the access groups that see it",
        )
        .filter("volume_id"),
        Opt::text("--disk", "<DISK_ID>", "Filter: the disk itself").filter("disk_id"),
        Opt::text("--ag", "<AG_ID>", "Filter: the access group itself, or the volumes it sees")
            .filter("access_group_id"),
        Opt::text(
            "--fs",
            "<FS_ID>",
            "Filter: the file system itself, or its exports/snapshots; mandatory for SNAPSHOTS",
        )
        .filter("fs_id"),
        Opt::text("--nfs-export", "<NFS_EXPORT_ID>", "Filter: the NFS export itself")
            .filter("nfs_export_id"),
        Opt::text("--tgt", "<TGT_ID>", "Filter: the target port itself").filter("tgt_port_id"),
    ],
    confirmation: None,
    lookups: &[],
    calls: &[],
    capabilities: &[],
    job: None,
    output: Output::ByType,
    run: general::list,
};

pub(super) static CAPABILITIES: Command = Command {
    name: "capabilities",
    aliases: &["c"],
    summary: "Show which features the array supports.",
    needs_connection: true,
    options: &[options::SYS],
    confirmation: None,
    lookups: &[SYSTEM],
    calls: &["systems", "capabilities"],
    capabilities: &[],
    job: None,
    output: Output::One("capability map"),
    run: general::capabilities,
};

pub(super) static PLUGIN_INFO: Command = Command {
    name: "plugin-info",
    aliases: &["p"],
    summary: "Show the description and version of the plug-in behind the URI.",
    needs_connection: true,
    options: &[],
    confirmation: None,
    lookups: &[],
    calls: &["plugin_info"],
    capabilities: &[],
    job: None,
    output: Output::Line,
    run: general::plugin_info,
};

pub(super) static SYSTEM_READ_CACHE_PCT_UPDATE: Command = Command {
    name: "system-read-cache-pct-update",
    aliases: &["srcpu"],
    summary: "Set the share of cache used for reads.",
    needs_connection: true,
    options: &[
        options::SYS,
        Opt::value(
            "--read-pct",
            Form::Natural,
            "Percentage 0..100 (upper bound checked by the plug-in: INVALID_ARGUMENT(101))",
        )
        .required(),
    ],
    confirmation: None,
    lookups: &[SYSTEM],
    calls: &["systems", "system_read_cache_pct_update", "systems"],
    capabilities: &[Capability::SYS_READ_CACHE_PCT_UPDATE],
    job: None,
    output: Output::One("System"),
    run: general::system_read_cache_pct_update,
};

pub(super) static POOL_MEMBER_INFO: Command = Command {
    name: "pool-member-info",
    aliases: &["pmi"],
    summary: "Show RAID level and members of a pool.",
    needs_connection: true,
    options: &[options::POOL],
    confirmation: None,
    lookups: &[POOL],
    calls: &["pools", "pool_member_info"],
    capabilities: &[Capability::POOL_MEMBER_INFO],
    job: None,
    output: Output::One("Pool member info"),
    run: general::pool_member_info,
};
