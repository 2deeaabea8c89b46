// SPDX-License-Identifier: MIT OR Apache-2.0
//! Snapshots of file systems.

record! {
    /// The state of a file system at one moment.
    FsSnapshot {
        /// Identifier.
        id: String,
        /// Name for people.
        name: String,
        /// Creation time in seconds since 1970-01-01 UTC.
        ts: u64,
        /// Private to the plug-in; handed back unchanged.
        plugin_data: Option<String>,
    }
}
