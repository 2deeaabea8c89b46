/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * What a system can do, as lsm_capabilities() tells it.
 */

#ifndef LSM_CAPABILITIES_H
#define LSM_CAPABILITIES_H

#include "libstoragemgmt_common.h"

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Whether a system can do something. Other values can arrive and mean neither.
 */
typedef enum {
    /** The system cannot do it. */
    LSM_CAP_UNSUPPORTED = 0,
    /** The system can do it. */
    LSM_CAP_SUPPORTED = 1
} lsm_capability_value_type;

/** What a system may be able to do. Numbers in the gaps are not assigned. */
typedef enum {
    /** Volumes can be listed. */
    LSM_CAP_VOLUMES = 20,
    /** A volume can be created from a pool. */
    LSM_CAP_VOLUME_CREATE = 21,
    /** A volume can be grown or shrunk. */
    LSM_CAP_VOLUME_RESIZE = 22,
    /** Whole-volume replication exists in at least one form. */
    LSM_CAP_VOLUME_REPLICATE = 23,
    /** Whole volumes: LSM_VOLUME_REPLICATE_CLONE is accepted. */
    LSM_CAP_VOLUME_REPLICATE_CLONE = 24,
    /** Whole volumes: LSM_VOLUME_REPLICATE_COPY is accepted. */
    LSM_CAP_VOLUME_REPLICATE_COPY = 25,
    /** Whole volumes: LSM_VOLUME_REPLICATE_MIRROR_ASYNC is accepted. */
    LSM_CAP_VOLUME_REPLICATE_MIRROR_ASYNC = 26,
    /** Whole volumes: LSM_VOLUME_REPLICATE_MIRROR_SYNC is accepted. */
    LSM_CAP_VOLUME_REPLICATE_MIRROR_SYNC = 27,
    /** The unit of a block range can be asked for. */
    LSM_CAP_VOLUME_COPY_RANGE_BLOCK_SIZE = 28,
    /** Parts of a volume can be replicated. */
    LSM_CAP_VOLUME_COPY_RANGE = 29,
    /** Runs of blocks: LSM_VOLUME_REPLICATE_CLONE is accepted. */
    LSM_CAP_VOLUME_COPY_RANGE_CLONE = 30,
    /** Runs of blocks: LSM_VOLUME_REPLICATE_COPY is accepted. */
    LSM_CAP_VOLUME_COPY_RANGE_COPY = 31,
    /** A volume can be deleted. */
    LSM_CAP_VOLUME_DELETE = 33,
    /** A volume can be brought online. */
    LSM_CAP_VOLUME_ENABLE = 34,
    /** A volume can be taken offline. */
    LSM_CAP_VOLUME_DISABLE = 35,
    /** An access group can be granted a volume. */
    LSM_CAP_VOLUME_MASK = 36,
    /** A grant can be withdrawn. */
    LSM_CAP_VOLUME_UNMASK = 37,
    /** Access groups can be listed. */
    LSM_CAP_ACCESS_GROUPS = 38,
    /** An access group can be created with a WWPN as first member. */
    LSM_CAP_ACCESS_GROUP_CREATE_WWPN = 39,
    /** An access group can be deleted. */
    LSM_CAP_ACCESS_GROUP_DELETE = 40,
    /** A WWPN can be added to a group (an empty group included). */
    LSM_CAP_ACCESS_GROUP_INITIATOR_ADD_WWPN = 41,
    /** A member can be removed from a group. */
    LSM_CAP_ACCESS_GROUP_INITIATOR_DELETE = 42,
    /** Volumes granted to a group can be listed. */
    LSM_CAP_VOLUMES_ACCESSIBLE_BY_ACCESS_GROUP = 43,
    /** Groups granted a volume can be listed. */
    LSM_CAP_ACCESS_GROUPS_GRANTED_TO_VOLUME = 44,
    /** Whether a volume is a replication source can be asked. */
    LSM_CAP_VOLUME_CHILD_DEPENDENCY = 45,
    /** Replication relations of a source can be broken. */
    LSM_CAP_VOLUME_CHILD_DEPENDENCY_RM = 46,
    /** An access group can be created with an iSCSI name as first member. */
    LSM_CAP_ACCESS_GROUP_CREATE_ISCSI_IQN = 47,
    /** An iSCSI name can be added to a group (an empty group included). */
    LSM_CAP_ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN = 48,
    /** CHAP credentials can be set for an initiator. */
    LSM_CAP_VOLUME_ISCSI_CHAP_AUTHENTICATION = 53,
    /** RAID layout of a volume can be queried. */
    LSM_CAP_VOLUME_RAID_INFO = 54,
    /** LSM_VOLUME_PROVISION_THIN is accepted. */
    LSM_CAP_VOLUME_THIN = 55,
    /** Batteries and capacitors can be listed. */
    LSM_CAP_BATTERIES = 56,
    /** Cache settings of a volume can be queried. */
    LSM_CAP_VOLUME_CACHE_INFO = 57,
    /** Physical-disk cache of a volume can be switched. */
    LSM_CAP_VOLUME_PHYSICAL_DISK_CACHE_UPDATE = 58,
    /** Switching the disk cache of a volume switches it for all volumes. */
    LSM_CAP_VOLUME_PHYSICAL_DISK_CACHE_UPDATE_SYSTEM_LEVEL = 59,
    /** The write policy "write back" can be set. */
    LSM_CAP_VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_BACK = 60,
    /** The write policy "auto" can be set. */
    LSM_CAP_VOLUME_WRITE_CACHE_POLICY_UPDATE_AUTO = 61,
    /** The write policy "write through" can be set. */
    LSM_CAP_VOLUME_WRITE_CACHE_POLICY_UPDATE_WRITE_THROUGH = 62,
    /** Changing the write policy also changes the read policy. */
    LSM_CAP_VOLUME_WRITE_CACHE_POLICY_UPDATE_IMPACT_READ = 63,
    /** Setting write back changes other volumes too. */
    LSM_CAP_VOLUME_WRITE_CACHE_POLICY_UPDATE_WB_IMPACT_OTHER = 64,
    /** Read cache policy can be set. */
    LSM_CAP_VOLUME_READ_CACHE_POLICY_UPDATE = 65,
    /** Changing the read policy also changes the write policy. */
    LSM_CAP_VOLUME_READ_CACHE_POLICY_UPDATE_IMPACT_WRITE = 66,
    /** File systems can be listed. */
    LSM_CAP_FS = 100,
    /** A file system can be deleted. */
    LSM_CAP_FS_DELETE = 101,
    /** A file system can be resized. */
    LSM_CAP_FS_RESIZE = 102,
    /** A file system can be created. */
    LSM_CAP_FS_CREATE = 103,
    /** A writable clone of a file system can be made. */
    LSM_CAP_FS_CLONE = 104,
    /** A single file can be cloned. */
    LSM_CAP_FILE_CLONE = 105,
    /** Snapshots of a file system can be listed. */
    LSM_CAP_FS_SNAPSHOTS = 106,
    /** A snapshot can be taken. */
    LSM_CAP_FS_SNAPSHOT_CREATE = 107,
    /** A snapshot can be deleted. */
    LSM_CAP_FS_SNAPSHOT_DELETE = 109,
    /** A file system can be rolled back to a snapshot. */
    LSM_CAP_FS_SNAPSHOT_RESTORE = 110,
    /** Single files can be rolled back. */
    LSM_CAP_FS_SNAPSHOT_RESTORE_SPECIFIC_FILES = 111,
    /** What depends on a file system, or on a file, can be asked. */
    LSM_CAP_FS_CHILD_DEPENDENCY = 112,
    /** Those dependencies can be removed. */
    LSM_CAP_FS_CHILD_DEPENDENCY_RM = 113,
    /** They can be removed per file. */
    LSM_CAP_FS_CHILD_DEPENDENCY_RM_SPECIFIC_FILES = 114,
    /** NFS authentication types can be listed. */
    LSM_CAP_EXPORT_AUTH = 120,
    /** NFS exports can be listed. */
    LSM_CAP_EXPORTS = 121,
    /** A file system can be exported. */
    LSM_CAP_EXPORT_FS = 122,
    /** An export can be removed. */
    LSM_CAP_EXPORT_REMOVE = 123,
    /** The caller may choose export_path; without it, pass NULL. */
    LSM_CAP_EXPORT_CUSTOM_PATH = 124,
    /** System read-cache percentage can be set. */
    LSM_CAP_SYS_READ_CACHE_PCT_UPDATE = 158,
    /** lsm_system_read_cache_pct_get() tells. */
    LSM_CAP_SYS_READ_CACHE_PCT_GET = 159,
    /** lsm_system_fw_version_get() tells. */
    LSM_CAP_SYS_FW_VERSION_GET = 160,
    /** lsm_system_mode_get() tells. */
    LSM_CAP_SYS_MODE_GET = 161,
    /** lsm_disk_location_get() tells. */
    LSM_CAP_DISK_LOCATION = 163,
    /** lsm_disk_rpm_get() tells. */
    LSM_CAP_DISK_RPM = 164,
    /** lsm_disk_link_type_get() tells. */
    LSM_CAP_DISK_LINK_TYPE = 165,
    /** Identification light of the disks of a volume can be switched. */
    LSM_CAP_VOLUME_LED = 171,
    /** Search is done by the array, so it is cheap. */
    LSM_CAP_POOLS_QUICK_SEARCH = 210,
    /** Search is done by the array. */
    LSM_CAP_VOLUMES_QUICK_SEARCH = 211,
    /** Search is done by the array. */
    LSM_CAP_DISKS_QUICK_SEARCH = 212,
    /** Search is done by the array. */
    LSM_CAP_ACCESS_GROUPS_QUICK_SEARCH = 213,
    /** Search is done by the array. */
    LSM_CAP_FS_QUICK_SEARCH = 214,
    /** Search is done by the array. */
    LSM_CAP_NFS_EXPORTS_QUICK_SEARCH = 215,
    /** Target ports can be listed. */
    LSM_CAP_TARGET_PORTS = 216,
    /** Search is done by the array. */
    LSM_CAP_TARGET_PORTS_QUICK_SEARCH = 217,
    /** Disks can be listed. */
    LSM_CAP_DISKS = 220,
    /** Members and RAID type of a pool can be queried. */
    LSM_CAP_POOL_MEMBER_INFO = 221,
    /** RAID volumes can be made from free disks. */
    LSM_CAP_VOLUME_RAID_CREATE = 222,
    /** lsm_disk_vpd83_get() tells. */
    LSM_CAP_DISK_VPD83_GET = 223
} lsm_capability_type;

/**
 * Frees a set of capabilities.
 *
 * @return LSM_ERR_OK; LSM_ERR_INVALID_ARGUMENT when @p cap is NULL, has been
 *     freed already or is no set of capabilities.
 */
LSM_DLL_EXPORT int lsm_capability_record_free(lsm_storage_capabilities *cap);

/**
 * What the plug-in said about a capability.
 *
 * @param t Capability to look up; any number is allowed.
 * @return The value that the plug-in sent; LSM_CAP_UNSUPPORTED when it sent
 *     none or @p cap is not valid.
 */
LSM_DLL_EXPORT lsm_capability_value_type lsm_capability_get(
    lsm_storage_capabilities *cap, lsm_capability_type t);

/**
 * Whether the system can do something.
 *
 * @param t Capability to look up; any number is allowed.
 * @return 1 when the value is LSM_CAP_SUPPORTED; 0 in every other case.
 */
LSM_DLL_EXPORT int lsm_capability_supported(lsm_storage_capabilities *cap,
    lsm_capability_type t);

#ifdef __cplusplus
}
#endif

#endif /* LSM_CAPABILITIES_H */
