// SPDX-License-Identifier: MIT OR Apache-2.0
//! The types of `list`.

use lsm_core::Capability;

use crate::command::{Context, Status, list};
use crate::error::Failure;

/// A kind of record that `list` shows.
#[derive(Debug)]
pub struct ListType {
    /// The value of `--type`.
    pub name: &'static str,
    /// The command word that stands for `list --type` of it.
    pub alias: Option<&'static str>,
    /// What errors call it.
    pub noun: &'static str,
    /// The record it shows; `None` for a line of names.
    pub record: Option<&'static str>,
    /// The methods it calls.
    pub calls: &'static [&'static str],
    /// The filters it knows; at most one of them is given.
    pub filters: &'static [(&'static str, FilterBy)],
    /// What the system must be able to do.
    pub capabilities: &'static [Capability],
    pub(crate) run: fn(&mut Context<'_>) -> Result<Status, Failure>,
}

/// What a filter does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterBy {
    /// Sends this search key.
    Key(&'static str),
    /// Looks the object up and asks for what belongs to it: two calls.
    Relation(&'static [&'static str]),
    /// Looks the object up; the list cannot be had without it.
    Needed,
}

use FilterBy::{Key, Needed, Relation};

/// The types, in the order in which help shows them.
pub static LIST_TYPES: &[ListType] = &[
    ListType {
        name: "VOLUMES",
        alias: Some("lv"),
        noun: "volume",
        record: Some("Volume"),
        calls: &["volumes"],
        filters: &[
            ("--sys", Key("system_id")),
            ("--pool", Key("pool_id")),
            ("--vol", Key("id")),
            ("--ag", Relation(&["access_groups", "volumes_accessible_by_access_group"])),
        ],
        capabilities: &[
            Capability::VOLUMES,
            Capability::VOLUMES_QUICK_SEARCH,
            Capability::VOLUMES_ACCESSIBLE_BY_ACCESS_GROUP,
        ],
        run: list::volumes,
    },
    ListType {
        name: "POOLS",
        alias: Some("lp"),
        noun: "pool",
        record: Some("Pool"),
        calls: &["pools"],
        filters: &[("--sys", Key("system_id")), ("--pool", Key("id"))],
        capabilities: &[Capability::POOLS_QUICK_SEARCH],
        run: list::pools,
    },
    ListType {
        name: "FS",
        alias: Some("lf"),
        noun: "file system",
        record: Some("FileSystem"),
        calls: &["fs"],
        filters: &[("--sys", Key("system_id")), ("--pool", Key("pool_id")), ("--fs", Key("id"))],
        capabilities: &[Capability::FS, Capability::FS_QUICK_SEARCH],
        run: list::file_systems,
    },
    ListType {
        name: "SNAPSHOTS",
        alias: None,
        noun: "snapshot",
        record: Some("FsSnapshot"),
        calls: &["fs", "fs_snapshots"],
        filters: &[("--fs", Needed)],
        capabilities: &[Capability::FS_SNAPSHOTS],
        run: list::snapshots,
    },
    ListType {
        name: "EXPORTS",
        alias: None,
        noun: "NFS Export",
        record: Some("NfsExport"),
        calls: &["exports"],
        filters: &[("--fs", Key("fs_id")), ("--nfs-export", Key("id"))],
        capabilities: &[Capability::EXPORTS, Capability::NFS_EXPORTS_QUICK_SEARCH],
        run: list::exports,
    },
    ListType {
        name: "NFS_CLIENT_AUTH",
        alias: None,
        noun: "NFS client authentication",
        record: None,
        calls: &["export_auth"],
        filters: &[],
        capabilities: &[Capability::EXPORT_AUTH],
        run: list::nfs_client_auth,
    },
    ListType {
        name: "ACCESS_GROUPS",
        alias: Some("la"),
        noun: "Access Group",
        record: Some("AccessGroup"),
        calls: &["access_groups"],
        filters: &[
            ("--sys", Key("system_id")),
            ("--ag", Key("id")),
            ("--vol", Relation(&["volumes", "access_groups_granted_to_volume"])),
        ],
        capabilities: &[
            Capability::ACCESS_GROUPS,
            Capability::ACCESS_GROUPS_QUICK_SEARCH,
            Capability::ACCESS_GROUPS_GRANTED_TO_VOLUME,
        ],
        run: list::access_groups,
    },
    ListType {
        name: "SYSTEMS",
        alias: Some("ls"),
        noun: "system",
        record: Some("System"),
        calls: &["systems"],
        filters: &[],
        capabilities: &[],
        run: list::systems,
    },
    ListType {
        name: "DISKS",
        alias: Some("ld"),
        noun: "disk",
        record: Some("Disk"),
        calls: &["disks"],
        filters: &[("--sys", Key("system_id")), ("--disk", Key("id"))],
        capabilities: &[
            Capability::DISKS,
            Capability::DISKS_QUICK_SEARCH,
            Capability::DISK_LOCATION,
            Capability::DISK_RPM,
            Capability::DISK_LINK_TYPE,
            Capability::DISK_VPD83_GET,
        ],
        run: list::disks,
    },
    ListType {
        name: "PLUGINS",
        alias: None,
        noun: "plug-in",
        record: Some("Plugin"),
        calls: &["plugin_info"],
        filters: &[],
        capabilities: &[],
        run: list::plugins,
    },
    ListType {
        name: "TARGET_PORTS",
        alias: Some("lt"),
        noun: "target port",
        record: Some("TargetPort"),
        calls: &["target_ports"],
        filters: &[("--sys", Key("system_id")), ("--tgt", Key("id"))],
        capabilities: &[Capability::TARGET_PORTS, Capability::TARGET_PORTS_QUICK_SEARCH],
        run: list::target_ports,
    },
    ListType {
        name: "BATTERIES",
        alias: Some("lb"),
        noun: "battery",
        record: Some("Battery"),
        calls: &["batteries"],
        filters: &[("--sys", Key("system_id"))],
        capabilities: &[Capability::BATTERIES],
        run: list::batteries,
    },
];
