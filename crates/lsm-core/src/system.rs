// SPDX-License-Identifier: MIT OR Apache-2.0
//! Systems: what a plug-in manages, an array or a RAID card.

record! {
    /// An array or a RAID card.
    System {
        /// Identifier, unique within the session.
        id: String,
        /// Name for people.
        name: String,
        /// How it is.
        status: SystemStatus,
        /// Free text on the status; empty when there is nothing to say, null from some plug-ins.
        status_info: Option<String>,
        /// Private to the plug-in; handed back unchanged.
        plugin_data: Option<String>,
        /// Firmware version; empty when the plug-in does not tell.
        fw_version: String = String::new(),
        /// What it shows to its host.
        mode: SystemMode = SystemMode::NO_SUPPORT,
        /// Share of the cache used for reads, in per cent.
        read_cache_pct: ReadCachePct = ReadCachePct::NO_SUPPORT,
    }
}

bits! {
    /// How a system is.
    SystemStatus(u32), "LSM_SYSTEM_STATUS_", "lsm.System.STATUS_", {
        /// Not known.
        UNKNOWN = 1 "Unknown",
        /// Fine.
        OK = 2 "OK",
        /// Has errors.
        ERROR = 4 "Error",
        /// Works with reduced redundancy or speed.
        DEGRADED = 8 "Degraded",
        /// Failure foreseen.
        PREDICTIVE_FAILURE = 16 "Predictive failure",
        /// Vendor specific.
        OTHER = 32 "Other",
    }
}

numbers! {
    /// What a system shows to its host.
    SystemMode(i32), "LSM_SYSTEM_MODE_", "lsm.System.MODE_", {
        /// RAID volumes are shown to the host, disks are not.
        HARDWARE_RAID = 0 "HW RAID",
        /// Disks are shown to the host.
        HBA = 1 "HBA",
        /// Plug-in does not tell.
        NO_SUPPORT = -2 "No support",
        /// Not known.
        UNKNOWN = -1 "Unknown",
    }
}

numbers! {
    /// Share of the cache used for reads, 0 to 100 per cent; the rest is for writes.
    ReadCachePct(i32), "LSM_SYSTEM_READ_CACHE_PCT_", "lsm.System.READ_CACHE_PCT_", {
        /// Plug-in does not tell.
        NO_SUPPORT = -2 "No support",
        /// Not known.
        UNKNOWN = -1 "Unknown",
    }
}
