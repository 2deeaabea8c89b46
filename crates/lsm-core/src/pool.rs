// SPDX-License-Identifier: MIT OR Apache-2.0
//! Pools: where volumes and file systems take their space from.

use serde::{Deserialize, Serialize};

use crate::RaidType;

/// A size or a count that is not known; `-1` on the wire.
pub const UNKNOWN_SIZE: u64 = u64::MAX;

record! {
    /// A store of space.
    Pool {
        /// Identifier, unique within the system.
        id: String,
        /// Name for people.
        name: String,
        /// What can be made from it.
        element_type: ElementType,
        /// What cannot be done with its volumes.
        unsupported_actions: UnsupportedActions,
        /// Size in bytes, or [`UNKNOWN_SIZE`].
        total_space: u64,
        /// Unallocated part in bytes, or [`UNKNOWN_SIZE`].
        free_space: u64,
        /// How it is.
        status: PoolStatus,
        /// Free text on the status.
        status_info: Option<String>,
        /// The system it belongs to.
        system_id: String,
        /// Private to the plug-in; handed back unchanged.
        plugin_data: Option<String>,
    }
}

/// What a pool is made of: RAID level, kind of the members, their identifiers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PoolMemberInfo(pub RaidType, pub MemberType, pub Vec<String>);

bits! {
    /// What can be made from a pool.
    ElementType(u64), "LSM_POOL_ELEMENT_TYPE_", "lsm.Pool.ELEMENT_TYPE_", {
        /// Can hold other pools.
        POOL = 2 "POOL",
        /// Can hold volumes.
        VOLUME = 4 "VOLUME",
        /// Can hold thin volumes.
        VOLUME_THIN = 64 "VOLUME_THIN",
        /// Can hold fully provisioned volumes.
        VOLUME_FULL = 32 "VOLUME_FULL",
        /// Can hold file systems.
        FS = 8 "FS",
        /// Kept for the system.
        SYS_RESERVED = 1024 "SYSTEM_RESERVED",
        /// Can hold the changed blocks of replicas.
        DELTA = 16 "DELTA",
    }
}

bits! {
    /// What cannot be done with the volumes of a pool.
    UnsupportedActions(u64), "LSM_POOL_UNSUPPORTED_", "lsm.Pool.UNSUPPORTED_", {
        /// Volumes cannot grow.
        VOLUME_GROW = 1 "Volume Grow",
        /// Volumes cannot shrink.
        VOLUME_SHRINK = 2 "Volume Shrink",
    }
}

bits! {
    /// How a pool is.
    PoolStatus(u64), "LSM_POOL_STATUS_", "lsm.Pool.STATUS_", {
        /// Not known.
        UNKNOWN = 1 "Unknown",
        /// Fine.
        OK = 2 "OK",
        /// Vendor specific.
        OTHER = 4 "Other",
        /// Redundancy reduced.
        DEGRADED = 16 "Degraded",
        /// Has errors.
        ERROR = 32 "Error",
        /// Not serving.
        STOPPED = 512 "Stopped",
        /// Rebuilding redundancy.
        RECONSTRUCTING = 4096 "Reconstructing",
        /// Checking data.
        VERIFYING = 8192 "Verifying",
        /// Being set up.
        INITIALIZING = 16384 "Initializing",
        /// Being enlarged.
        GROWING = 32768 "Growing",
    }
}

numbers! {
    /// What a pool is made of.
    MemberType(i32), "LSM_POOL_MEMBER_TYPE_", "lsm.Pool.MEMBER_TYPE_", {
        /// Not known; member list empty.
        UNKNOWN = 0 "Unknown",
        /// Vendor specific; member list empty.
        OTHER = 1 "Unknown",
        /// Carved from another pool; list holds pool ids.
        POOL = 3 "Pool",
        /// Made of disks; list holds disk ids.
        DISK = 2 "Disk",
    }
}
