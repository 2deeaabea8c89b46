// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a plug-in can do for a system.

use std::fmt;

use serde::de::{Error as _, Unexpected};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

numbers! {
    /// The number of one ability.
    Capability(u32), "LSM_CAP_", "lsm.Capabilities.", {
        /// Volumes can be listed.
        VOLUMES = 20 "VOLUMES",
        /// A volume can be created from a pool.
        VOLUME_CREATE = 21 "VOLUME_CREATE",
        /// A volume can be grown or shrunk.
        VOLUME_RESIZE = 22 "VOLUME_RESIZE",
        /// Whole-volume replication exists in at least one form.
        VOLUME_REPLICATE = 23 "VOLUME_REPLICATE",
        /// rep_type REPLICATE_CLONE (space-efficient point-in-time copy) accepted.
        VOLUME_REPLICATE_CLONE = 24 "VOLUME_REPLICATE_CLONE",
        /// rep_type REPLICATE_COPY (full independent copy) accepted.
        VOLUME_REPLICATE_COPY = 25 "VOLUME_REPLICATE_COPY",
        /// rep_type REPLICATE_MIRROR_ASYNC (mirror that lags) accepted.
        VOLUME_REPLICATE_MIRROR_ASYNC = 26 "VOLUME_REPLICATE_MIRROR_ASYNC",
        /// rep_type REPLICATE_MIRROR_SYNC (mirror always current) accepted.
        VOLUME_REPLICATE_MIRROR_SYNC = 27 "VOLUME_REPLICATE_MIRROR_SYNC",
        /// The unit of a block range can be asked for.
        VOLUME_COPY_RANGE_BLOCK_SIZE = 28 "VOLUME_COPY_RANGE_BLOCK_SIZE",
        /// Parts of a volume can be replicated.
        VOLUME_COPY_RANGE = 29 "VOLUME_COPY_RANGE",
        /// rep_type REPLICATE_CLONE accepted for ranges.
        VOLUME_COPY_RANGE_CLONE = 30 "VOLUME_COPY_RANGE_CLONE",
        /// rep_type REPLICATE_COPY accepted for ranges.
        VOLUME_COPY_RANGE_COPY = 31 "VOLUME_COPY_RANGE_COPY",
        /// A volume can be deleted.
        VOLUME_DELETE = 33 "VOLUME_DELETE",
        /// A volume can be brought online.
        VOLUME_ENABLE = 34 "VOLUME_ENABLE",
        /// A volume can be taken offline.
        VOLUME_DISABLE = 35 "VOLUME_DISABLE",
        /// An access group can be granted a volume.
        VOLUME_MASK = 36 "VOLUME_MASK",
        /// A grant can be withdrawn.
        VOLUME_UNMASK = 37 "VOLUME_UNMASK",
        /// Access groups can be listed.
        ACCESS_GROUPS = 38 "ACCESS_GROUPS",
        /// An access group can be created with a WWPN as its first member.
        ACCESS_GROUP_CREATE_WWPN = 39 "ACCESS_GROUP_CREATE_WWPN",
        /// An access group can be deleted.
        ACCESS_GROUP_DELETE = 40 "ACCESS_GROUP_DELETE",
        /// A WWPN can be added to a group (an empty group included).
        ACCESS_GROUP_INITIATOR_ADD_WWPN = 41 "ACCESS_GROUP_INITIATOR_ADD_WWPN",
        /// A member can be removed from a group.
        ACCESS_GROUP_INITIATOR_DELETE = 42 "ACCESS_GROUP_INITIATOR_DELETE",
        /// Volumes granted to a group can be listed.
        VOLUMES_ACCESSIBLE_BY_ACCESS_GROUP = 43 "VOLUMES_ACCESSIBLE_BY_ACCESS_GROUP",
        /// Groups granted a volume can be listed.
        ACCESS_GROUPS_GRANTED_TO_VOLUME = 44 "ACCESS_GROUPS_GRANTED_TO_VOLUME",
        /// Whether a volume is a replication source can be asked.
        VOLUME_CHILD_DEPENDENCY = 45 "VOLUME_CHILD_DEPENDENCY",
        /// Replication relations of a source can be broken.
        VOLUME_CHILD_DEPENDENCY_RM = 46 "VOLUME_CHILD_DEPENDENCY_RM",
        /// An access group can be created with an iSCSI name as its first member.
        ACCESS_GROUP_CREATE_ISCSI_IQN = 47 "ACCESS_GROUP_CREATE_ISCSI_IQN",
        /// An iSCSI name can be added to a group (an empty group included).
        ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN = 48 "ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN",
        /// CHAP credentials can be set for an initiator.
        VOLUME_ISCSI_CHAP_AUTHENTICATION = 53 "VOLUME_ISCSI_CHAP_AUTHENTICATION",
        /// RAID layout of a volume can be queried.
        VOLUME_RAID_INFO = 54 "VOLUME_RAID_INFO",
        /// provisioning PROVISION_THIN accepted.
        VOLUME_THIN = 55 "VOLUME_THIN",
        /// Batteries and capacitors can be listed.
        BATTERIES = 56 "BATTERIES",
        /// Cache settings of a volume can be queried.
        VOLUME_CACHE_INFO = 57 "VOLUME_CACHE_INFO",
        /// Physical-disk cache of a volume can be switched.
        VOLUME_PHYSICAL_DISK_CACHE_UPDATE = 58 "VOLUME_PHYSICAL_DISK_CACHE_UPDATE",
        /// Informational: the switch acts on every volume of the system.
        VOLUME_PHYSICAL_DISK_CACHE_UPDATE_SYSTEM_LEVEL = 59 "VOLUME_PHYSICAL_DISK_CACHE_UPDATE_SYSTEM_LEVEL",
        /// Write policy WRITE_BACK can be set.
        VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_BACK = 60 "VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_BACK",
        /// Write policy AUTO can be set.
        VOLUME_WRITE_CACHE_POLICY_UPDATE_AUTO = 61 "VOLUME_WRITE_CACHE_POLICY_UPDATE_AUTO",
        /// Write policy WRITE_THROUGH can be set.
        VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_THROUGH = 62 "VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_THROUGH",
        /// Informational: changing the write policy also changes the read policy.
        VOLUME_WRITE_CACHE_POLICY_UPDATE_IMPACT_READ = 63 "VOLUME_WRITE_CACHE_POLICY_UPDATE_IMPACT_READ",
        /// Informational: setting WRITE_BACK changes other volumes too.
        VOLUME_WRITE_CACHE_POLICY_UPDATE_WB_IMPACT_OTHER = 64 "VOLUME_WRITE_CACHE_POLICY_UPDATE_WB_IMPACT_OTHER",
        /// Read cache policy can be set.
        VOLUME_READ_CACHE_POLICY_UPDATE = 65 "VOLUME_READ_CACHE_POLICY_UPDATE",
        /// Informational: changing the read policy also changes the write policy.
        VOLUME_READ_CACHE_POLICY_UPDATE_IMPACT_WRITE = 66 "VOLUME_READ_CACHE_POLICY_UPDATE_IMPACT_WRITE",
        /// File systems can be listed.
        FS = 100 "FS",
        /// A file system can be deleted.
        FS_DELETE = 101 "FS_DELETE",
        /// A file system can be resized.
        FS_RESIZE = 102 "FS_RESIZE",
        /// A file system can be created.
        FS_CREATE = 103 "FS_CREATE",
        /// A writable clone of a file system can be made.
        FS_CLONE = 104 "FS_CLONE",
        /// A single file can be cloned.
        FILE_CLONE = 105 "FILE_CLONE",
        /// Snapshots of a file system can be listed.
        FS_SNAPSHOTS = 106 "FS_SNAPSHOTS",
        /// A snapshot can be taken.
        FS_SNAPSHOT_CREATE = 107 "FS_SNAPSHOT_CREATE",
        /// A snapshot can be deleted.
        FS_SNAPSHOT_DELETE = 109 "FS_SNAPSHOT_DELETE",
        /// A file system can be rolled back to a snapshot.
        FS_SNAPSHOT_RESTORE = 110 "FS_SNAPSHOT_RESTORE",
        /// Single files can be rolled back.
        FS_SNAPSHOT_RESTORE_SPECIFIC_FILES = 111 "FS_SNAPSHOT_RESTORE_SPECIFIC_FILES",
        /// Dependency of clones or snapshots on a file system (or file) can be asked.
        FS_CHILD_DEPENDENCY = 112 "FS_CHILD_DEPENDENCY",
        /// Those dependencies can be removed.
        FS_CHILD_DEPENDENCY_RM = 113 "FS_CHILD_DEPENDENCY_RM",
        /// They can be removed per file.
        FS_CHILD_DEPENDENCY_RM_SPECIFIC_FILES = 114 "FS_CHILD_DEPENDENCY_RM_SPECIFIC_FILES",
        /// NFS authentication types can be listed.
        EXPORT_AUTH = 120 "EXPORT_AUTH",
        /// NFS exports can be listed.
        EXPORTS = 121 "EXPORTS",
        /// A file system can be exported.
        EXPORT_FS = 122 "EXPORT_FS",
        /// An export can be removed.
        EXPORT_REMOVE = 123 "EXPORT_REMOVE",
        /// The caller may choose export_path; without it export_path should be null.
        EXPORT_CUSTOM_PATH = 124 "EXPORT_CUSTOM_PATH",
        /// System read-cache percentage can be set.
        SYS_READ_CACHE_PCT_UPDATE = 158 "SYS_READ_CACHE_PCT_UPDATE",
        /// System.read_cache_pct is filled in.
        SYS_READ_CACHE_PCT_GET = 159 "SYS_READ_CACHE_PCT_GET",
        /// System.fw_version is filled in.
        SYS_FW_VERSION_GET = 160 "SYS_FW_VERSION_GET",
        /// System.mode is filled in.
        SYS_MODE_GET = 161 "SYS_MODE_GET",
        /// Disk.location is filled in.
        DISK_LOCATION = 163 "DISK_LOCATION",
        /// Disk.rpm is filled in.
        DISK_RPM = 164 "DISK_RPM",
        /// Disk.link_type is filled in.
        DISK_LINK_TYPE = 165 "DISK_LINK_TYPE",
        /// Identification light of the disks of a volume can be switched.
        VOLUME_LED = 171 "VOLUME_LED",
        /// Search is done by the array, so it is cheap.
        POOLS_QUICK_SEARCH = 210 "POOLS_QUICK_SEARCH",
        /// Search is done by the array.
        VOLUMES_QUICK_SEARCH = 211 "VOLUMES_QUICK_SEARCH",
        /// Search is done by the array.
        DISKS_QUICK_SEARCH = 212 "DISKS_QUICK_SEARCH",
        /// Search is done by the array.
        ACCESS_GROUPS_QUICK_SEARCH = 213 "ACCESS_GROUPS_QUICK_SEARCH",
        /// Search is done by the array.
        FS_QUICK_SEARCH = 214 "FS_QUICK_SEARCH",
        /// Search is done by the array.
        NFS_EXPORTS_QUICK_SEARCH = 215 "NFS_EXPORTS_QUICK_SEARCH",
        /// Target ports can be listed.
        TARGET_PORTS = 216 "TARGET_PORTS",
        /// Search is done by the array.
        TARGET_PORTS_QUICK_SEARCH = 217 "TARGET_PORTS_QUICK_SEARCH",
        /// Disks can be listed.
        DISKS = 220 "DISKS",
        /// Members and RAID type of a pool can be queried.
        POOL_MEMBER_INFO = 221 "POOL_MEMBER_INFO",
        /// A RAID volume can be made from free disks; both methods are then mandatory.
        VOLUME_RAID_CREATE = 222 "VOLUME_RAID_CREATE",
        /// Disk.vpd83 is filled in.
        DISK_VPD83_GET = 223 "DISK_VPD83_GET",
    }
}

/// Length of the vector in bytes, as every peer writes it.
const VECTOR_LENGTH: usize = 512;

/// What can be done with one system: a vector of one byte per [`Capability`].
#[derive(Clone, PartialEq, Eq)]
pub struct Capabilities {
    vector: Vec<u8>,
}

impl Capabilities {
    const SUPPORTED: u8 = 1;

    /// Nothing is supported.
    pub fn none() -> Self {
        Self { vector: vec![0; VECTOR_LENGTH] }
    }

    /// Whether `capability` is supported. Numbers past the end of a short vector are not.
    pub fn supports(&self, capability: Capability) -> bool {
        self.vector.get(capability.0 as usize) == Some(&Self::SUPPORTED)
    }

    /// Sets or clears one capability.
    pub fn set(&mut self, capability: Capability, supported: bool) {
        let index = capability.0 as usize;
        if index >= self.vector.len() {
            self.vector.resize(index + 1, 0);
        }
        self.vector[index] = u8::from(supported);
    }

    /// The raw vector: index is the number of the capability, 1 means supported.
    pub fn as_bytes(&self) -> &[u8] {
        &self.vector
    }
}

impl FromIterator<Capability> for Capabilities {
    fn from_iter<I: IntoIterator<Item = Capability>>(supported: I) -> Self {
        let mut capabilities = Self::none();
        for capability in supported {
            capabilities.set(capability, true);
        }
        capabilities
    }
}

impl crate::Record for Capabilities {
    const CLASS: &'static str = "Capabilities";
    const KEYS: &'static [&'static str] = &["cap"];

    fn text(&self, _key: &str) -> Option<&str> {
        None
    }
}

impl fmt::Debug for Capabilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let supported = Capability::ALL.iter().filter(|named| self.supports(named.value));
        f.debug_set().entries(supported.map(|named| named.name)).finish()
    }
}

impl Serialize for Capabilities {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let cap: String = self
            .vector
            .iter()
            .flat_map(|byte| [byte >> 4, byte & 15])
            .map(|digit| DIGITS[digit as usize] as char)
            .collect();
        let mut object = serializer.serialize_struct("Capabilities", 2)?;
        object.serialize_field("class", "Capabilities")?;
        object.serialize_field("cap", &cap)?;
        object.end()
    }
}

impl<'de> Deserialize<'de> for Capabilities {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let fields = fields::Capabilities::deserialize(deserializer)?;
        decode_hex(&fields.cap).map(|vector| Self { vector }).ok_or_else(|| {
            D::Error::invalid_value(
                Unexpected::Str(&fields.cap),
                &"an even number of hexadecimal digits",
            )
        })
    }
}

/// The object as it is on the wire.
#[allow(unreachable_pub)] // Records are public everywhere else.
mod fields {
    record! {
        /// Hexadecimal digits, two per byte.
        Capabilities { cap: String }
    }
}

fn decode_hex(digits: &str) -> Option<Vec<u8>> {
    let nibble = |digit: u8| (digit as char).to_digit(16).map(|value| value as u8);
    let pairs = digits.as_bytes().chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return None;
    }
    pairs.map(|pair| Some(nibble(pair[0])? << 4 | nibble(pair[1])?)).collect()
}
