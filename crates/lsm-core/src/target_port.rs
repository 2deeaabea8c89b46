// SPDX-License-Identifier: MIT OR Apache-2.0
//! Target ports: where an array is reached by its hosts.

record! {
    /// A port of an array. WWPN and MAC are lower case, two digits between colons.
    TargetPort {
        /// Identifier.
        id: String,
        /// Kind of port.
        port_type: PortType,
        /// Address of the service layer: WWPN or iSCSI name.
        service_address: String,
        /// Address of the network layer: WWPN, or `IPv4:port`, `[IPv6]:port`, `host:port`.
        network_address: String,
        /// Address of the physical layer: WWPN or MAC.
        physical_address: String,
        /// Name printed on or used for the port.
        physical_name: String,
        /// The system it belongs to.
        system_id: String,
        /// Private to the plug-in; handed back unchanged.
        plugin_data: Option<String>,
    }
}

numbers! {
    /// Kind of a target port.
    PortType(i32), "LSM_TARGET_PORT_TYPE_", "lsm.TargetPort.TYPE_", {
        /// Vendor specific.
        OTHER = 1 "Other",
        /// Fibre Channel.
        FC = 2 "FC",
        /// Fibre Channel over Ethernet.
        FCOE = 3 "FCoE",
        /// ISCSI.
        ISCSI = 4 "iSCSI",
    }
}
