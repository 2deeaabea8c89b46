// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the description says of records and enumerations.

use std::collections::BTreeMap;

/// A property: heading, key on the wire, what it is. `*` before the heading: script layout only.
/// `?` behind the kind: may be null; `-` behind it: the key may be missing.
pub(crate) type Described = (&'static str, &'static str, &'static str);

pub(crate) const SYSTEM: &[Described] = &[
    ("ID", "id", "text"),
    ("Name", "name", "text"),
    ("Status", "status", "System status"),
    ("Info", "status_info", "text?"),
    ("FW Ver", "fw_version", "text-"),
    ("Mode", "mode", "System mode-"),
    ("Read Cache Percentage", "read_cache_pct", "percentage-"),
];
pub(crate) const POOL: &[Described] = &[
    ("ID", "id", "text"),
    ("Name", "name", "text"),
    ("Element Type", "element_type", "Pool element type"),
    ("*Does not support", "unsupported_actions", "Pool unsupported actions"),
    ("Total Space", "total_space", "size"),
    ("Free Space", "free_space", "size"),
    ("Status", "status", "Pool status"),
    ("Info", "status_info", "text?"),
    ("System ID", "system_id", "text"),
];
pub(crate) const VOLUME: &[Described] = &[
    ("ID", "id", "text"),
    ("Name", "name", "text"),
    ("SCSI VPD 0x83", "vpd83", "text?"),
    ("*Block Size", "block_size", "size"),
    ("*Block Count", "num_of_blocks", "count"),
    ("Size", "", "product"),
    ("Disabled", "admin_state", "Volume admin state"),
    ("Pool ID", "pool_id", "text"),
    ("System ID", "system_id", "text"),
    ("Disk Paths", "", "no paths"),
];
pub(crate) const DISK: &[Described] = &[
    ("ID", "id", "text"),
    ("Name", "name", "text"),
    ("Type", "disk_type", "Disk type"),
    ("*Block Size", "block_size", "size"),
    ("*Block Count", "num_of_blocks", "count"),
    ("Size", "", "product"),
    ("Status", "status", "Disk status"),
    ("System ID", "system_id", "text"),
    ("SCSI VPD 0x83", "vpd83", "text-"),
    ("Disk Paths", "", "no paths"),
    ("Revolutions Per Minute", "rpm", "rpm-"),
    ("Link Type", "link_type", "Link type-"),
    ("*Location", "location", "text-"),
];
pub(crate) const ACCESS_GROUP: &[Described] = &[
    ("ID", "id", "text"),
    ("Name", "name", "text"),
    ("Initiator IDs", "init_ids", "texts"),
    ("*Type", "init_type", "Access group initiator type"),
    ("System ID", "system_id", "text"),
];
pub(crate) const FILE_SYSTEM: &[Described] = &[
    ("ID", "id", "text"),
    ("Name", "name", "text"),
    ("Total Space", "total_space", "size"),
    ("Free Space", "free_space", "size"),
    ("Pool ID", "pool_id", "text"),
    ("System ID", "system_id", "text"),
];
pub(crate) const SNAPSHOT: &[Described] =
    &[("ID", "id", "text"), ("Name", "name", "text"), ("Time Stamp", "ts", "time")];
pub(crate) const EXPORT: &[Described] = &[
    ("ID", "id", "text"),
    ("FileSystem ID", "fs_id", "text"),
    ("Export Path", "export_path", "text"),
    ("*Auth Type", "auth", "text?"),
    ("Root Hosts", "root", "texts"),
    ("RW Hosts", "rw", "texts"),
    ("RO Hosts", "ro", "texts"),
    ("*Anonymous UID", "anonuid", "count"),
    ("*Anonymous GID", "anongid", "count"),
    ("Options", "options", "text?"),
];
pub(crate) const TARGET_PORT: &[Described] = &[
    ("ID", "id", "text"),
    ("Type", "port_type", "Target port type"),
    ("*Physical Name", "physical_name", "text"),
    ("Address", "service_address", "text"),
    ("Network Address", "network_address", "text"),
    ("*Physical Address", "physical_address", "text"),
    ("System ID", "system_id", "text"),
];
pub(crate) const BATTERY: &[Described] = &[
    ("ID", "id", "text"),
    ("Name", "name", "text"),
    ("Type", "type", "Battery type"),
    ("Status", "status", "Battery status"),
    ("System ID", "system_id", "text"),
];
pub(crate) const PLUGIN: &[Described] =
    &[("Description", "description", "text"), ("Version", "version", "text")];
pub(crate) const RAID: &[Described] = &[
    ("Volume ID", "id", "text"),
    ("RAID Type", "raid_type", "RAID type"),
    ("Strip Size", "strip_size", "size"),
    ("Disk Count", "disk_count", "count"),
    ("Minimum I/O Size", "min_io_size", "size"),
    ("Optimal I/O Size", "opt_io_size", "size"),
];
pub(crate) const MEMBERS: &[Described] = &[
    ("Pool ID", "id", "text"),
    ("RAID Type", "raid_type", "RAID type"),
    ("Member Type", "member_type", "Pool member type"),
    ("Member IDs", "members", "texts"),
];
pub(crate) const RAID_CHOICES: &[Described] = &[
    ("System ID", "id", "text"),
    ("Supported RAID Types", "raid_types", "RAID type list"),
    ("Supported Strip Sizes", "strip_sizes", "sizes"),
];
pub(crate) const CACHE: &[Described] = &[
    ("Volume ID", "id", "text"),
    ("Write Cache Policy", "write_policy", "Write cache policy"),
    ("Write Cache", "write_status", "Write cache status"),
    ("Read Cache Policy", "read_policy", "Read cache policy"),
    ("Read Cache", "read_status", "Read cache status"),
    ("Physical Disk Cache", "disk", "Physical disk cache"),
];

/// A row of the table of enumerations.
pub(crate) struct Enumeration {
    pub(crate) flags: bool,
    pub(crate) values: Vec<(i64, String)>,
}

pub(crate) fn enumerations() -> BTreeMap<String, Enumeration> {
    let rows =
        include_str!("../data/enumerations.md").lines().filter(|line| line.starts_with("| "));
    let rows = rows.skip(1).map(|line| {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let values = cells[2].split("; ").map(|value| {
            let (number, text) = value.split_once(" = ").unwrap();
            (number.parse().unwrap(), text.to_owned())
        });
        let name = cells[0].split(" (").next().unwrap();
        (name.to_owned(), Enumeration { flags: cells[1] == "flags", values: values.collect() })
    });
    rows.collect()
}

/// Enumerations whose numbers have no sign on the wire.
pub(crate) const UNSIGNED: &[&str] = &[
    "Volume admin state",
    "Write cache policy",
    "Write cache status",
    "Read cache policy",
    "Read cache status",
    "Physical disk cache",
];
