// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes: logical units that hosts use as disks.

use serde::{Deserialize, Serialize};

record! {
    /// A logical unit.
    Volume {
        /// Identifier, unique within the system.
        id: String,
        /// Name for people.
        name: String,
        /// NAA identifier of SPC-4 page 0x83 in hexadecimal, see [`crate::vpd83`]; empty or null
        /// when the array tells none.
        vpd83: Option<String>,
        /// Size of a block in bytes.
        block_size: u64,
        /// Number of blocks.
        num_of_blocks: u64,
        /// Whether hosts can reach it at all.
        admin_state: AdminState,
        /// The system it belongs to.
        system_id: String,
        /// The pool it was made from.
        pool_id: String,
        /// Private to the plug-in; handed back unchanged.
        plugin_data: Option<String>,
    }
}

impl Volume {
    /// Size in bytes: block size times number of blocks.
    pub fn size_bytes(&self) -> u64 {
        self.block_size.saturating_mul(self.num_of_blocks)
    }
}

record! {
    /// A run of blocks to copy, in units of `volume_replicate_range_block_size`.
    BlockRange {
        /// First block of the source.
        src_block: u64,
        /// First block of the destination.
        dest_block: u64,
        /// How many blocks.
        block_count: u64,
    }
}

/// The cache settings of a volume: for write and read cache what was asked and what is done
/// now, then the cache of the disks below.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct CacheInfo(
    pub WriteCachePolicy,
    pub WriteCacheStatus,
    pub ReadCachePolicy,
    pub ReadCacheStatus,
    pub PhysicalDiskCache,
);

numbers! {
    /// Whether hosts can reach a volume at all. The text answers "disabled?".
    AdminState(u32), "LSM_VOLUME_ADMIN_STATE_", "lsm.Volume.ADMIN_STATE_", {
        /// Offline.
        DISABLED = 0 "Yes",
        /// Online.
        ENABLED = 1 "No",
    }
}

numbers! {
    /// How a replica relates to its source.
    ReplicationType(i32), "LSM_VOLUME_REPLICATE_", "lsm.Volume.REPLICATE_", {
        /// Not known.
        UNKNOWN = -1 "Unknown",
        /// Space-efficient point-in-time copy.
        CLONE = 2 "Clone",
        /// Full copy, no lasting relation.
        COPY = 3 "Copy",
        /// Mirror always current.
        MIRROR_SYNC = 4 "Mirror sync",
        /// Mirror that lags.
        MIRROR_ASYNC = 5 "Mirror async",
    }
}

numbers! {
    /// When a volume takes its space.
    Provisioning(i32), "LSM_VOLUME_PROVISION_", "lsm.Volume.PROVISION_", {
        /// Not known.
        UNKNOWN = -1 "Unknown",
        /// Space taken on write.
        THIN = 1 "Thin",
        /// Space taken at once.
        FULL = 2 "Full",
        /// The array decides.
        DEFAULT = 3 "Default",
    }
}

numbers! {
    /// What was asked of the write cache.
    WriteCachePolicy(u32), "LSM_VOLUME_WRITE_CACHE_POLICY_", "lsm.Volume.WRITE_CACHE_POLICY_", {
        /// Not known.
        UNKNOWN = 1 "Unknown",
        /// Write back always.
        WRITE_BACK = 2 "Write Back",
        /// Write back while the battery is fine, else write through.
        AUTO = 3 "Auto",
        /// Write through.
        WRITE_THROUGH = 4 "Write Through",
    }
}

numbers! {
    /// What the write cache does now.
    WriteCacheStatus(u32), "LSM_VOLUME_WRITE_CACHE_STATUS_", "lsm.Volume.WRITE_CACHE_STATUS_", {
        /// Not known.
        UNKNOWN = 1 "Unknown",
        /// Now writing back.
        WRITE_BACK = 2 "Write Back",
        /// Now writing through.
        WRITE_THROUGH = 3 "Write Through",
    }
}

numbers! {
    /// What was asked of the read cache.
    ReadCachePolicy(u32), "LSM_VOLUME_READ_CACHE_POLICY_", "lsm.Volume.READ_CACHE_POLICY_", {
        /// Not known.
        UNKNOWN = 1 "Unknown",
        /// On.
        ENABLED = 2 "Enabled",
        /// Off.
        DISABLED = 3 "Disabled",
    }
}

numbers! {
    /// What the read cache does now.
    ReadCacheStatus(u32), "LSM_VOLUME_READ_CACHE_STATUS_", "lsm.Volume.READ_CACHE_STATUS_", {
        /// Not known.
        UNKNOWN = 1 "Unknown",
        /// In use.
        ENABLED = 2 "Enabled",
        /// Not in use.
        DISABLED = 3 "Disabled",
    }
}

numbers! {
    /// Whether the disks below a volume cache writes.
    PhysicalDiskCache(u32), "LSM_VOLUME_PHYSICAL_DISK_CACHE_", "lsm.Volume.PHYSICAL_DISK_CACHE_", {
        /// Left to the caching mode page of the disk; can be reported, cannot be set.
        USE_DISK_SETTING = 4 "Use Disk Setting",
        /// On.
        ENABLED = 2 "Enabled",
        /// Off.
        DISABLED = 3 "Disabled",
        /// Not known.
        UNKNOWN = 1 "Unknown",
    }
}

bits! {
    /// Hints for creating a volume on hardware RAID.
    CreateFlags(u64), "LSM_CLIENT_FLAG_VOLUME_CREATE_", "lsm.Client.FLAG_VOLUME_CREATE_", {
        /// Hint for volume_create; see semantics.md (no client can send it through the C API).
        USE_SYSTEM_CACHE = 1 "Use system cache",
        /// Hint for volume_create; see semantics.md (no client can send it through the C API).
        USE_IO_PASSTHROUGH = 2 "Use io passthrough",
        /// Hint for volume_create; see semantics.md (no client can send it through the C API).
        DISABLE_SYSTEM_CACHE = 4 "Disable system cache",
        /// Hint for volume_create; see semantics.md (no client can send it through the C API).
        DISABLE_IO_PASSTHROUGH = 8 "Disable io passthrough",
    }
}
