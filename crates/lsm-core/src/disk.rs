// SPDX-License-Identifier: MIT OR Apache-2.0
//! Disks of an array, and what is said of the disks of this host.

record! {
    /// A physical disk of a system.
    Disk {
        /// Identifier, unique within the system.
        id: String,
        /// Name for people.
        name: String,
        /// Kind of disk.
        disk_type: DiskType,
        /// Size of a block in bytes, or [`UNKNOWN_SIZE`](crate::UNKNOWN_SIZE).
        block_size: u64,
        /// Number of blocks, or [`UNKNOWN_SIZE`](crate::UNKNOWN_SIZE).
        num_of_blocks: u64,
        /// How it is.
        status: DiskStatus,
        /// The system it belongs to.
        system_id: String,
        /// Private to the plug-in; handed back unchanged.
        plugin_data: Option<String> = None,
        /// NAA identifier, see [`crate::vpd83`]; empty when the plug-in does not tell.
        vpd83: String = String::new(),
        /// Where it sits; empty when the plug-in does not tell.
        location: String = String::new(),
        /// Rotation speed.
        rpm: Rpm = Rpm::NO_SUPPORT,
        /// Protocol it is attached by.
        link_type: LinkType = LinkType::NO_SUPPORT,
    }
}

impl Disk {
    /// Link speed, in megabits per second, of a disk of this host that does not tell its own.
    pub const LINK_SPEED_UNKNOWN: u32 = 0;

    /// Size in bytes, or [`UNKNOWN_SIZE`](crate::UNKNOWN_SIZE).
    pub fn size_bytes(&self) -> u64 {
        self.block_size.saturating_mul(self.num_of_blocks)
    }
}

numbers! {
    /// Kind of a disk.
    DiskType(i32), "LSM_DISK_TYPE_", "lsm.Disk.TYPE_", {
        /// Not known.
        UNKNOWN = 0 "UNKNOWN",
        /// Vendor specific.
        OTHER = 1 "Other",
        /// Parallel ATA.
        ATA = 3 "ATA",
        /// SATA.
        SATA = 4 "SATA",
        /// SAS.
        SAS = 5 "SAS",
        /// Fibre Channel.
        FC = 6 "FC",
        /// SCSI over PCIe.
        SOP = 7 "SCSI Over PCI-E(SSD)",
        /// Parallel SCSI.
        SCSI = 8 "SCSI",
        /// SATA disk behind a SAS port.
        NL_SAS = 51 "NL_SAS",
        /// Rotating disk, bus unknown.
        HDD = 52 "HDD",
        /// Solid state.
        SSD = 53 "SSD",
        /// Mixed rotating and solid state.
        HYBRID = 54 "Hybrid",
        /// Remote LUN used as a disk.
        LUN = 9 "Remote LUN",
    }
}

bits! {
    /// How a disk is.
    DiskStatus(u64), "LSM_DISK_STATUS_", "lsm.Disk.STATUS_", {
        /// Not known.
        UNKNOWN = 1 "Unknown",
        /// Fine.
        OK = 2 "OK",
        /// Vendor specific.
        OTHER = 4 "Other",
        /// Failure foreseen.
        PREDICTIVE_FAILURE = 8 "Predictive failure",
        /// Has errors.
        ERROR = 16 "Error",
        /// Taken out.
        REMOVED = 32 "Removed",
        /// Starting.
        STARTING = 64 "Starting",
        /// Stopping.
        STOPPING = 128 "Stopping",
        /// Stopped.
        STOPPED = 256 "Stopped",
        /// Being set up.
        INITIALIZING = 512 "Initializing",
        /// Under maintenance; combined with OK or STOPPED for online or offline work.
        MAINTENANCE_MODE = 1024 "Maintenance",
        /// Spare.
        SPARE_DISK = 2048 "Spare",
        /// Rebuilding data.
        RECONSTRUCT = 4096 "Reconstruct",
        /// Holds no data and is no dedicated spare, may be used for a new pool (1.2).
        FREE = 8192 "Free",
    }
}

numbers! {
    /// Rotation speed in revolutions per minute; values above 1 are the speed itself.
    Rpm(i32), "LSM_DISK_RPM_", "lsm.Disk.RPM_", {
        /// Does not rotate.
        NON_ROTATING_MEDIUM = 0 "Non-Rotating Medium",
        /// Rotates, speed not known.
        ROTATING_UNKNOWN_SPEED = 1 "Rotating Medium Unknown Speed",
        /// Not known.
        UNKNOWN = -1 "Unknown",
        /// Plug-in does not tell.
        NO_SUPPORT = -2 "No Support",
    }
}

numbers! {
    /// Protocol a disk is attached by; 0 to 11 are the protocol identifiers of SPC-5.
    LinkType(i32), "LSM_DISK_LINK_TYPE_", "lsm.Disk.LINK_TYPE_", {
        /// Plug-in does not tell.
        NO_SUPPORT = -2 "No Support",
        /// Not known.
        UNKNOWN = -1 "Unknown",
        /// Fibre Channel.
        FC = 0 "FC",
        /// Serial Storage Architecture.
        SSA = 2 "SSA",
        /// Serial Bus Protocol (IEEE 1394).
        SBP = 3 "SBP",
        /// SCSI RDMA.
        SRP = 4 "SRP",
        /// ISCSI.
        ISCSI = 5 "iSCSI",
        /// SAS.
        SAS = 6 "SAS",
        /// Automation/Drive Interface.
        ADT = 7 "ADT",
        /// PATA or SATA.
        ATA = 8 "PATA/SATA",
        /// USB.
        USB = 9 "USB",
        /// SCSI over PCIe.
        SOP = 10 "SCSI over PCIE",
        /// PCIe, for example NVMe.
        PCIE = 11 "PCI-E",
    }
}

numbers! {
    /// Health of a disk of this host.
    HealthStatus(i32), "LSM_DISK_HEALTH_STATUS_", "lsm.Disk.HEALTH_STATUS_", {
        /// Not known.
        UNKNOWN = -1 "Unknown",
        /// Failing.
        FAIL = 0 "Failure",
        /// Near failure.
        WARN = 1 "Warning",
        /// Fine.
        GOOD = 2 "Good",
    }
}

bits! {
    /// Lights of a disk of this host.
    LedStatus(u32), "LSM_DISK_LED_STATUS_", "lsm.Disk.LED_STATUS_", {
        /// Not known.
        UNKNOWN = 1 "Unknown",
        /// Identification light on.
        IDENT_ON = 2 "IDENT_ON",
        /// Identification light off.
        IDENT_OFF = 4 "IDENT_OFF",
        /// Has one, state not known.
        IDENT_UNKNOWN = 8 "IDENT_UNKNOWN",
        /// Fault light on.
        FAULT_ON = 16 "FAULT_ON",
        /// Fault light off.
        FAULT_OFF = 32 "FAULT_OFF",
        /// Has one, state not known.
        FAULT_UNKNOWN = 64 "FAULT_UNKNOWN",
    }
}
