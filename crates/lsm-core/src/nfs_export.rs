// SPDX-License-Identifier: MIT OR Apache-2.0
//! NFS exports.

record! {
    /// A file system offered over NFS.
    NfsExport {
        /// Identifier.
        id: String,
        /// The file system exported.
        fs_id: String,
        /// Path under which clients mount it.
        export_path: String,
        /// Authentication type; empty or null for none.
        auth: Option<String>,
        /// Hosts whose root user stays root.
        root: Vec<String>,
        /// Hosts with read and write access.
        rw: Vec<String>,
        /// Hosts with read access.
        ro: Vec<String>,
        /// User number for anonymous access.
        anonuid: AnonymousId,
        /// Group number for anonymous access.
        anongid: AnonymousId,
        /// Further options in the plug-in's own words.
        options: Option<String>,
        /// Private to the plug-in; handed back unchanged.
        plugin_data: Option<String>,
    }
}

numbers! {
    /// User or group number for anonymous access over NFS.
    AnonymousId(i64), "LSM_NFS_EXPORT_ANON_UID_GID_", "lsm.NfsExport.ANON_UID_GID_", {
        /// Not set.
        NA = -1 "Na",
        /// Getter called on an invalid record.
        ERROR = -2 "Error",
    }
}
