// SPDX-License-Identifier: MIT OR Apache-2.0
//! RAID levels and layouts.

use serde::{Deserialize, Serialize};

/// RAID layout of a volume, an array of five numbers on the wire. Sizes are bytes; 0 means not
/// known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(RaidType, u64, u64, u64, u64)", into = "(RaidType, u64, u64, u64, u64)")]
pub struct RaidInfo {
    /// RAID level.
    pub raid_type: RaidType,
    /// Bytes on one disk before the next takes over; the block size for RAID1 and JBOD.
    pub strip_size: u64,
    /// How many disks, slices or remote LUNs it lies on.
    pub disk_count: u64,
    /// Smallest input or output that does not cost more than its own size.
    pub min_io_size: u64,
    /// Best size of input and output, usually the full stripe.
    pub opt_io_size: u64,
}

impl RaidInfo {
    /// A size or a count that is not known.
    pub const UNKNOWN: u64 = 0;
}

impl From<(RaidType, u64, u64, u64, u64)> for RaidInfo {
    fn from(numbers: (RaidType, u64, u64, u64, u64)) -> Self {
        let (raid_type, strip_size, disk_count, min_io_size, opt_io_size) = numbers;
        Self { raid_type, strip_size, disk_count, min_io_size, opt_io_size }
    }
}

impl From<RaidInfo> for (RaidType, u64, u64, u64, u64) {
    fn from(info: RaidInfo) -> Self {
        (info.raid_type, info.strip_size, info.disk_count, info.min_io_size, info.opt_io_size)
    }
}

/// RAID levels and strip sizes (bytes) that a RAID volume can be made with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RaidCreateCapabilities(pub Vec<RaidType>, pub Vec<u64>);

impl RaidCreateCapabilities {
    /// The strip size that lets the card choose; always accepted.
    pub const DEFAULT_STRIP_SIZE: u64 = 0;
}

impl RaidType {
    /// How many disks a RAID volume of this level wants; `Err` says so in words.
    pub fn check_disk_count(self, disks: usize) -> Result<(), &'static str> {
        let (fits, rule) = match self {
            Self::RAID1 => (disks == 2, "RAID1 takes exactly 2 disks"),
            Self::RAID5 => (disks >= 3, "RAID5 takes 3 disks or more"),
            Self::RAID6 => (disks >= 4, "RAID6 takes 4 disks or more"),
            Self::RAID10 => (
                disks >= 4 && disks.is_multiple_of(2),
                "RAID10 takes an even number of disks, 4 or more",
            ),
            Self::RAID50 => (disks >= 6, "RAID50 takes 6 disks or more"),
            Self::RAID60 => (disks >= 8, "RAID60 takes 8 disks or more"),
            _ => (disks >= 1, "a RAID volume takes at least 1 disk"),
        };
        if fits { Ok(()) } else { Err(rule) }
    }
}

numbers! {
    /// RAID level of a volume or a pool.
    RaidType(i32), "LSM_VOLUME_RAID_TYPE_", "lsm.Volume.RAID_TYPE_", {
        /// Stripe.
        RAID0 = 0 "RAID0",
        /// Mirror of two disks.
        RAID1 = 1 "RAID1",
        /// Byte stripe, one parity disk.
        RAID3 = 3 "RAID3",
        /// Block stripe, one parity disk.
        RAID4 = 4 "RAID4",
        /// Block stripe, spread parity.
        RAID5 = 5 "RAID5",
        /// Block stripe, two spread parities.
        RAID6 = 6 "RAID6",
        /// Stripe of mirrors.
        RAID10 = 10 "RAID10",
        /// Parity over mirrors.
        RAID15 = 15 "RAID15",
        /// Double parity over mirrors.
        RAID16 = 16 "RAID16",
        /// Stripe of RAID5.
        RAID50 = 50 "RAID50",
        /// Stripe of RAID6.
        RAID60 = 60 "RAID60",
        /// Mirror of RAID5.
        RAID51 = 51 "RAID51",
        /// Mirror of RAID6.
        RAID61 = 61 "RAID61",
        /// Plain disks.
        JBOD = 20 "JBOD",
        /// More than one kind.
        MIXED = 21 "MIXED",
        /// Vendor specific.
        OTHER = 22 "OTHER",
        /// Not known.
        UNKNOWN = -1 "UNKNOWN",
    }
}
