// SPDX-License-Identifier: MIT OR Apache-2.0
//! File systems of network-attached storage.

record! {
    /// A file system on the array.
    FileSystem {
        /// Identifier.
        id: String,
        /// Name for people.
        name: String,
        /// Size in bytes.
        total_space: u64,
        /// Free part in bytes.
        free_space: u64,
        /// The pool it lives on.
        pool_id: String,
        /// The system it belongs to.
        system_id: String,
        /// Private to the plug-in; handed back unchanged.
        plugin_data: Option<String>,
    }
}
