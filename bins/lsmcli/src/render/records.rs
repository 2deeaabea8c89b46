// SPDX-License-Identifier: MIT OR Apache-2.0
//! The properties of every record.

use lsm_core::{
    AccessGroup, AdminState, Battery, CacheInfo, Disk, FileSystem, FsSnapshot, JobStatus, LinkType,
    NfsExport, Pool, PoolMemberInfo, RaidCreateCapabilities, RaidInfo, ReadCachePct, Rpm, System,
    SystemMode, TargetPort, Volume,
};

use super::property::{Property, Shown, column, named, numbered, script};
use super::value::Value::{self, *};
use crate::local_disk::{self, LedSlot, LocalDisk};

impl Shown for System {
    const TYPE: &'static str = "system";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("ID", "id", |s| Text(&s.id)),
        column("Name", "name", |s| Text(&s.name)),
        numbered(column("Status", "status", |s| Bits(s.status.0.into(), &s.status))),
        column("Info", "status_info", |s| Value::text(s.status_info.as_deref())),
        column("FW Ver", "fw_version", |s| Text(&s.fw_version)),
        numbered(column("Mode", "mode", |s| match s.mode {
            SystemMode::NO_SUPPORT => Untold(""),
            SystemMode::HARDWARE_RAID | SystemMode::HBA => Number(s.mode.0.into(), &s.mode),
            _ => Number(s.mode.0.into(), &""),
        })),
        column("Read Cache Percentage", "read_cache_pct", |s| match s.read_cache_pct {
            ReadCachePct::NO_SUPPORT => Untold(""),
            percentage => Integer(percentage.0.into()),
        }),
    ];
}

impl Shown for Pool {
    const TYPE: &'static str = "pool";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("ID", "id", |p| Text(&p.id)),
        column("Name", "name", |p| Text(&p.name)),
        numbered(column("Element Type", "element_type", |p| {
            Bits(p.element_type.0, &p.element_type)
        })),
        numbered(script("Does not support", "unsupported_actions", |p| {
            Bits(p.unsupported_actions.0, &p.unsupported_actions)
        })),
        column("Total Space", "total_space", |p| Size(p.total_space)),
        column("Free Space", "free_space", |p| Size(p.free_space)),
        numbered(column("Status", "status", |p| Bits(p.status.0, &p.status))),
        column("Info", "status_info", |p| Value::text(p.status_info.as_deref())),
        column("System ID", "system_id", |p| Text(&p.system_id)),
    ];
}

impl Shown for Volume {
    const TYPE: &'static str = "volume";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("ID", "id", |v| Text(&v.id)),
        column("Name", "name", |v| Text(&v.name)),
        column("SCSI VPD 0x83", "vpd83", |v| Value::text(v.vpd83.as_deref())),
        script("Block Size", "block_size", |v| Size(v.block_size)),
        script("Block Count", "num_of_blocks", |v| Count(v.num_of_blocks)),
        column("Size", "size_bytes", |v| Size(v.size_bytes())),
        named(
            numbered(column("Disabled", "admin_state", |v| {
                Number(v.admin_state.0.into(), &v.admin_state)
            })),
            |v| match v.admin_state {
                AdminState::ENABLED => Text("ENABLED"),
                AdminState::DISABLED => Text("DISABLED"),
                _ => Number(v.admin_state.0.into(), &v.admin_state),
            },
        ),
        column("Pool ID", "pool_id", |v| Text(&v.pool_id)),
        column("System ID", "system_id", |v| Text(&v.system_id)),
        column("Disk Paths", "disk_paths", |v| {
            Texts(local_disk::paths(v.vpd83.as_deref().unwrap_or_default()))
        }),
    ];
}

impl Shown for Disk {
    const TYPE: &'static str = "disk";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("ID", "id", |d| Text(&d.id)),
        column("Name", "name", |d| Text(&d.name)),
        numbered(column("Type", "disk_type", |d| Number(d.disk_type.0.into(), &d.disk_type))),
        script("Block Size", "block_size", |d| Size(d.block_size)),
        script("Block Count", "num_of_blocks", |d| Count(d.num_of_blocks)),
        column("Size", "size_bytes", |d| Size(d.size_bytes())),
        numbered(column("Status", "status", |d| Bits(d.status.0, &d.status))),
        column("System ID", "system_id", |d| Text(&d.system_id)),
        column("SCSI VPD 0x83", "vpd83", |d| Text(&d.vpd83)),
        column("Disk Paths", "disk_paths", |d| Texts(local_disk::paths(&d.vpd83))),
        column("Revolutions Per Minute", "rpm", |d| match d.rpm {
            Rpm::NO_SUPPORT => Untold("No Support"),
            Rpm::UNKNOWN | Rpm::NON_ROTATING_MEDIUM | Rpm::ROTATING_UNKNOWN_SPEED => {
                Measure(d.rpm.0.into(), &d.rpm)
            }
            Rpm(speed) => Integer(speed.into()),
        }),
        numbered(column("Link Type", "link_type", |d| match d.link_type {
            LinkType::NO_SUPPORT => Untold("No Support"),
            _ => Number(d.link_type.0.into(), &d.link_type),
        })),
        script("Location", "location", |d| Text(&d.location)),
    ];
}

impl Shown for LocalDisk {
    const TYPE: &'static str = "local_disk";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("Path", "path", |d| Text(&d.path)),
        column("SCSI VPD 0x83", "vpd83", |d| Text(&d.vpd83)),
        script("Revolutions Per Minute", "rpm", |d| match d.rpm {
            Rpm::NO_SUPPORT
            | Rpm::UNKNOWN
            | Rpm::NON_ROTATING_MEDIUM
            | Rpm::ROTATING_UNKNOWN_SPEED => Measure(d.rpm.0.into(), &d.rpm),
            Rpm(speed) => Integer(speed.into()),
        }),
        numbered(column("Link Type", "link_type", |d| Number(d.link_type.0.into(), &d.link_type))),
        column("Serial Number", "serial_num", |d| Text(&d.serial)),
        numbered(script("LED Status", "led_status", |d| {
            Bits(d.led_status.0.into(), &d.led_status)
        })),
        script("Link Speed", "link_speed", |d| Measure(d.link_speed.into(), &d.link_speed_text)),
        numbered(column("Health Status", "health_status", |d| {
            Number(d.health.0.into(), &d.health)
        })),
    ];
}

impl Shown for LedSlot {
    const TYPE: &'static str = "led_slot";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("Slot ID", "slot_id", |s| Text(&s.id)),
        numbered(column("LED state", "led_state", |s| Bits(s.state.0.into(), &s.state))),
        column("Device Node", "device_node", |s| Value::text(s.device.as_deref())),
    ];
}

impl Shown for AccessGroup {
    const TYPE: &'static str = "access_group";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("ID", "id", |g| Text(&g.id)),
        column("Name", "name", |g| Text(&g.name)),
        column("Initiator IDs", "init_ids", |g| Texts(&g.init_ids)),
        numbered(script("Type", "init_type", |g| Number(g.init_type.0.into(), &g.init_type))),
        column("System ID", "system_id", |g| Text(&g.system_id)),
    ];
}

impl Shown for FileSystem {
    const TYPE: &'static str = "file_system";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("ID", "id", |f| Text(&f.id)),
        column("Name", "name", |f| Text(&f.name)),
        column("Total Space", "total_space", |f| Size(f.total_space)),
        column("Free Space", "free_space", |f| Size(f.free_space)),
        column("Pool ID", "pool_id", |f| Text(&f.pool_id)),
        column("System ID", "system_id", |f| Text(&f.system_id)),
    ];
}

impl Shown for FsSnapshot {
    const TYPE: &'static str = "fs_snapshot";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("ID", "id", |s| Text(&s.id)),
        column("Name", "name", |s| Text(&s.name)),
        column("Time Stamp", "ts", |s| Time(s.ts)),
    ];
}

impl Shown for NfsExport {
    const TYPE: &'static str = "nfs_export";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("ID", "id", |e| Text(&e.id)),
        column("FileSystem ID", "fs_id", |e| Text(&e.fs_id)),
        column("Export Path", "export_path", |e| Text(&e.export_path)),
        script("Auth Type", "auth", |e| Value::text(e.auth.as_deref())),
        column("Root Hosts", "root", |e| Texts(&e.root)),
        column("RW Hosts", "rw", |e| Texts(&e.rw)),
        column("RO Hosts", "ro", |e| Texts(&e.ro)),
        script("Anonymous UID", "anonuid", |e| Integer(e.anonuid.0)),
        script("Anonymous GID", "anongid", |e| Integer(e.anongid.0)),
        column("Options", "options", |e| Value::text(e.options.as_deref())),
    ];
}

impl Shown for TargetPort {
    const TYPE: &'static str = "target_port";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("ID", "id", |t| Text(&t.id)),
        numbered(column("Type", "port_type", |t| Number(t.port_type.0.into(), &t.port_type))),
        script("Physical Name", "physical_name", |t| Text(&t.physical_name)),
        column("Address", "service_address", |t| Text(&t.service_address)),
        column("Network Address", "network_address", |t| Text(&t.network_address)),
        script("Physical Address", "physical_address", |t| Text(&t.physical_address)),
        column("System ID", "system_id", |t| Text(&t.system_id)),
    ];
}

impl Shown for Battery {
    const TYPE: &'static str = "battery";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("ID", "id", |b| Text(&b.id)),
        column("Name", "name", |b| Text(&b.name)),
        numbered(column("Type", "type", |b| Number(b.battery_type.0.into(), &b.battery_type))),
        numbered(column("Status", "status", |b| Bits(b.status.0, &b.status))),
        column("System ID", "system_id", |b| Text(&b.system_id)),
    ];
}

/// What a plug-in says of itself.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Plugin {
    /// What it is for.
    pub description: String,
    /// Its version.
    pub version: String,
}

impl Shown for Plugin {
    const TYPE: &'static str = "plugin";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("Description", "description", |p| Text(&p.description)),
        column("Version", "version", |p| Text(&p.version)),
    ];
}

/// A job that was started from here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Job {
    /// Its ID.
    pub id: String,
    /// The command that started it.
    pub command: String,
    /// When, in seconds since 1970-01-01 UTC.
    pub started: u64,
    /// Running, done or failed.
    pub status: JobStatus,
    /// 0 to 100.
    pub percent: u8,
}

impl Shown for Job {
    const TYPE: &'static str = "job";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("ID", "id", |j| Text(&j.id)),
        column("Command", "command", |j| Text(&j.command)),
        column("Started", "started", |j| Time(j.started)),
        numbered(column("Status", "status", |j| Number(j.status.0.into(), &j.status))),
        column("Percent", "percent", |j| Integer(j.percent.into())),
    ];
}

/// The RAID layout of a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaidOfVolume {
    /// ID of the volume.
    pub volume_id: String,
    /// Its layout.
    pub raid: RaidInfo,
}

impl Shown for RaidOfVolume {
    const TYPE: &'static str = "volume_raid_info";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("Volume ID", "volume_id", |v| Text(&v.volume_id)),
        numbered(column("RAID Type", "raid_type", |v| {
            Number(v.raid.raid_type.0.into(), &v.raid.raid_type)
        })),
        column("Strip Size", "strip_size", |v| Size(v.raid.strip_size)),
        column("Disk Count", "disk_count", |v| Count(v.raid.disk_count)),
        column("Minimum I/O Size", "min_io_size", |v| Size(v.raid.min_io_size)),
        column("Optimal I/O Size", "opt_io_size", |v| Size(v.raid.opt_io_size)),
    ];
}

/// What a pool is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MembersOfPool {
    /// ID of the pool.
    pub pool_id: String,
    /// RAID level, kind of the members, their IDs.
    pub members: PoolMemberInfo,
}

impl Shown for MembersOfPool {
    const TYPE: &'static str = "pool_member_info";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("Pool ID", "pool_id", |p| Text(&p.pool_id)),
        numbered(column("RAID Type", "raid_type", |p| Number(p.members.0.0.into(), &p.members.0))),
        numbered(column("Member Type", "member_type", |p| {
            Number(p.members.1.0.into(), &p.members.1)
        })),
        column("Member IDs", "member_ids", |p| Texts(&p.members.2)),
    ];
}

/// What RAID volumes a system can make.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RaidChoicesOfSystem {
    /// ID of the system.
    pub system_id: String,
    /// RAID levels and strip sizes.
    pub choices: RaidCreateCapabilities,
}

impl Shown for RaidChoicesOfSystem {
    const TYPE: &'static str = "volume_raid_create_cap";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("System ID", "system_id", |s| Text(&s.system_id)),
        numbered(column("Supported RAID Types", "raid_types", |s| RaidTypes(&s.choices.0))),
        column("Supported Strip Sizes", "strip_sizes", |s| Sizes(&s.choices.1)),
    ];
}

/// The cache settings of a volume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CacheOfVolume {
    /// ID of the volume.
    pub volume_id: String,
    /// Its settings.
    pub cache: CacheInfo,
}

impl Shown for CacheOfVolume {
    const TYPE: &'static str = "volume_cache_info";
    const PROPERTIES: &'static [Property<Self>] = &[
        column("Volume ID", "volume_id", |v| Text(&v.volume_id)),
        numbered(column("Write Cache Policy", "write_cache_policy", |v| {
            Number(v.cache.0.0.into(), &v.cache.0)
        })),
        numbered(column("Write Cache", "write_cache_status", |v| {
            Number(v.cache.1.0.into(), &v.cache.1)
        })),
        numbered(column("Read Cache Policy", "read_cache_policy", |v| {
            Number(v.cache.2.0.into(), &v.cache.2)
        })),
        numbered(column("Read Cache", "read_cache_status", |v| {
            Number(v.cache.3.0.into(), &v.cache.3)
        })),
        numbered(column("Physical Disk Cache", "physical_disk_cache", |v| {
            Number(v.cache.4.0.into(), &v.cache.4)
        })),
    ];
}
