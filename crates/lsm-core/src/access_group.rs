// SPDX-License-Identifier: MIT OR Apache-2.0
//! Access groups: initiators that are granted volumes together.

record! {
    /// A set of initiators.
    AccessGroup {
        /// Identifier.
        id: String,
        /// Name for people.
        name: String,
        /// Members: WWPNs in normal form and iSCSI names, see [`crate::initiator`].
        init_ids: Vec<String>,
        /// Kind of the members.
        init_type: InitiatorType,
        /// The system it belongs to.
        system_id: String,
        /// Private to the plug-in; handed back unchanged.
        plugin_data: Option<String>,
    }
}

numbers! {
    /// Kind of the initiators of a group.
    InitiatorType(i32), "LSM_ACCESS_GROUP_INIT_TYPE_", "lsm.AccessGroup.INIT_TYPE_", {
        /// Not known, or group empty.
        UNKNOWN = 0 "Unknown",
        /// Vendor specific.
        OTHER = 1 "Other",
        /// Port names.
        WWPN = 2 "WWPN",
        /// ISCSI names.
        ISCSI_IQN = 5 "iSCSI",
        /// Both kinds.
        ISCSI_WWPN_MIXED = 7 "iSCSI/WWPN Mixed",
    }
}
