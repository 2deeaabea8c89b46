/* SPDX-License-Identifier: MIT OR Apache-2.0 */
/**
 * @file
 * Types and numbers that clients and plug-ins share.
 *
 * All records are opaque: get them from a call or a constructor, read them with
 * the functions of their own header, and free them with their own free function.
 */

#ifndef LIBSTORAGEMGMT_TYPES_H
#define LIBSTORAGEMGMT_TYPES_H

#ifdef __cplusplus
/* C++ before 2011 gets the macros of C99 only when it asks for them. */
#ifndef __STDC_FORMAT_MACROS
#define __STDC_FORMAT_MACROS
#endif
#ifndef __STDC_LIMIT_MACROS
#define __STDC_LIMIT_MACROS
#endif
#endif

#include <inttypes.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A session with one plug-in. One thread at a time may use it. */
typedef struct _lsm_connect lsm_connect;
/** Storage that hosts see as a disk. */
typedef struct _lsm_volume lsm_volume;
/** What volumes and file systems are carved from. */
typedef struct _lsm_pool lsm_pool;
/** Not used; initiators travel as text. */
typedef struct _lsm_initiator lsm_initiator;
/** What a system can do, see libstoragemgmt_capabilities.h. */
typedef struct _lsm_storage_capabilities lsm_storage_capabilities;
/** Initiators that are granted volumes together. */
typedef struct _lsm_access_group lsm_access_group;
/** A file system that hosts may mount over NFS, and which hosts. */
typedef struct _lsm_nfs_export lsm_nfs_export;
/** A run of blocks to be copied from one place to another. */
typedef struct _lsm_block_range lsm_block_range;
/** An array, a RAID card, or whatever else a plug-in manages. */
typedef struct _lsm_system lsm_system;
/** A list of texts, see libstoragemgmt_common.h. */
typedef struct _lsm_string_list lsm_string_list;
/** A file system of a system that exports files. */
typedef struct _lsm_fs lsm_fs;
/** A snapshot of a file system. */
typedef struct _lsm_fs_ss lsm_fs_ss;
/** A disk inside a system. */
typedef struct _lsm_disk lsm_disk;
/** A map from text to text, see libstoragemgmt_hash.h. */
typedef struct _lsm_hash lsm_hash;
/** A port through which hosts reach a system. */
typedef struct _lsm_target_port lsm_target_port;
/** Access to the lights of disk slots, see libstoragemgmt_local_disk.h. */
typedef struct _lsm_led_handle lsm_led_handle;
/** A walk over the disk slots that have lights. */
typedef struct _lsm_led_slot_itr lsm_led_slot_itr;
/** One disk slot that has lights. */
typedef struct _lsm_led_slot lsm_led_slot;
/** A battery or capacitor that keeps a cache alive. */
typedef struct _lsm_battery lsm_battery;

/** The last argument of most functions: reserved, LSM_CLIENT_FLAG_RSVD (0). */
typedef uint64_t lsm_flag;

/** The only value that functions take for their flags. */
#define LSM_CLIENT_FLAG_RSVD 0

/*
 * Hints for the creation of volumes, made for hardware RAID. lsm_volume_create()
 * takes no flags, so only clients in other languages can send them.
 */

/** Use the cache of the controller. */
#define LSM_CLIENT_FLAG_VOLUME_CREATE_USE_SYSTEM_CACHE 0x00000001
/** Let reads and writes pass by the cache of the controller. */
#define LSM_CLIENT_FLAG_VOLUME_CREATE_USE_IO_PASSTHROUGH 0x00000002
/** Do not use the cache of the controller. */
#define LSM_CLIENT_FLAG_VOLUME_CREATE_DISABLE_SYSTEM_CACHE 0x00000004
/** Do not let reads and writes pass by the cache of the controller. */
#define LSM_CLIENT_FLAG_VOLUME_CREATE_DISABLE_IO_PASSTHROUGH 0x00000008

/* Volumes */

/** How a volume is replicated. 1 was withdrawn before 1.0. */
typedef enum {
    /** Not known. */
    LSM_VOLUME_REPLICATE_UNKNOWN = -1,
    /** Space-efficient point-in-time copy. */
    LSM_VOLUME_REPLICATE_CLONE = 2,
    /** Full copy, no lasting relation. */
    LSM_VOLUME_REPLICATE_COPY = 3,
    /** Mirror always current. */
    LSM_VOLUME_REPLICATE_MIRROR_SYNC = 4,
    /** Mirror that lags. */
    LSM_VOLUME_REPLICATE_MIRROR_ASYNC = 5
} lsm_replication_type;

/** When the space of a volume is taken from its pool. */
typedef enum {
    /** Not known. */
    LSM_VOLUME_PROVISION_UNKNOWN = -1,
    /** Space taken on write. */
    LSM_VOLUME_PROVISION_THIN = 1,
    /** Space taken at once. */
    LSM_VOLUME_PROVISION_FULL = 2,
    /** The array decides. */
    LSM_VOLUME_PROVISION_DEFAULT = 3
} lsm_volume_provision_type;

/** RAID level of a volume or of a pool. */
typedef enum {
    /** Not known. */
    LSM_VOLUME_RAID_TYPE_UNKNOWN = -1,
    /** Stripe. */
    LSM_VOLUME_RAID_TYPE_RAID0 = 0,
    /** Mirror of two disks. */
    LSM_VOLUME_RAID_TYPE_RAID1 = 1,
    /** Byte stripe, one parity disk. */
    LSM_VOLUME_RAID_TYPE_RAID3 = 3,
    /** Block stripe, one parity disk. */
    LSM_VOLUME_RAID_TYPE_RAID4 = 4,
    /** Block stripe, spread parity. */
    LSM_VOLUME_RAID_TYPE_RAID5 = 5,
    /** Block stripe, two spread parities. */
    LSM_VOLUME_RAID_TYPE_RAID6 = 6,
    /** Stripe of mirrors. */
    LSM_VOLUME_RAID_TYPE_RAID10 = 10,
    /** Parity over mirrors. */
    LSM_VOLUME_RAID_TYPE_RAID15 = 15,
    /** Double parity over mirrors. */
    LSM_VOLUME_RAID_TYPE_RAID16 = 16,
    /** Stripe of RAID5. */
    LSM_VOLUME_RAID_TYPE_RAID50 = 50,
    /** Stripe of RAID6. */
    LSM_VOLUME_RAID_TYPE_RAID60 = 60,
    /** Mirror of RAID5. */
    LSM_VOLUME_RAID_TYPE_RAID51 = 51,
    /** Mirror of RAID6. */
    LSM_VOLUME_RAID_TYPE_RAID61 = 61,
    /** Plain disks. */
    LSM_VOLUME_RAID_TYPE_JBOD = 20,
    /** More than one kind. */
    LSM_VOLUME_RAID_TYPE_MIXED = 21,
    /** Vendor specific. */
    LSM_VOLUME_RAID_TYPE_OTHER = 22
} lsm_volume_raid_type;

/* lsm_volume_raid_info(): what it gives when the plug-in cannot tell. */

/** Size of the strips is not known. */
#define LSM_VOLUME_STRIP_SIZE_UNKNOWN 0
/** Number of disks is not known. */
#define LSM_VOLUME_DISK_COUNT_UNKNOWN 0
/** Least size of reads and writes is not known. */
#define LSM_VOLUME_MIN_IO_SIZE_UNKNOWN 0
/** Best size of reads and writes is not known. */
#define LSM_VOLUME_OPT_IO_SIZE_UNKNOWN 0

/** lsm_volume_raid_create(): let the controller choose the size of the strips. */
#define LSM_VOLUME_VCR_STRIP_SIZE_DEFAULT 0

/* lsm_volume_admin_state_get() */

/** Hosts can reach the volume. */
#define LSM_VOLUME_ADMIN_STATE_ENABLED 0x1
/** Hosts cannot reach the volume. */
#define LSM_VOLUME_ADMIN_STATE_DISABLED 0x0

/* Caches of a volume: what was asked for (policy), what is done now (status). */

/** Not known. */
#define LSM_VOLUME_WRITE_CACHE_POLICY_UNKNOWN 1
/** Write back always. */
#define LSM_VOLUME_WRITE_CACHE_POLICY_WRITE_BACK 2
/** Write back while the battery is fine, else write through. */
#define LSM_VOLUME_WRITE_CACHE_POLICY_AUTO 3
/** Write through. */
#define LSM_VOLUME_WRITE_CACHE_POLICY_WRITE_THROUGH 4

/** Not known. */
#define LSM_VOLUME_WRITE_CACHE_STATUS_UNKNOWN 1
/** Now writing back. */
#define LSM_VOLUME_WRITE_CACHE_STATUS_WRITE_BACK 2
/** Now writing through. */
#define LSM_VOLUME_WRITE_CACHE_STATUS_WRITE_THROUGH 3

/** Not known. */
#define LSM_VOLUME_READ_CACHE_POLICY_UNKNOWN 1
/** On. */
#define LSM_VOLUME_READ_CACHE_POLICY_ENABLED 2
/** Off. */
#define LSM_VOLUME_READ_CACHE_POLICY_DISABLED 3

/** Not known. */
#define LSM_VOLUME_READ_CACHE_STATUS_UNKNOWN 1
/** In use. */
#define LSM_VOLUME_READ_CACHE_STATUS_ENABLED 2
/** Not in use. */
#define LSM_VOLUME_READ_CACHE_STATUS_DISABLED 3

/* The caches of the disks beneath a volume. */

/** Not known. */
#define LSM_VOLUME_PHYSICAL_DISK_CACHE_UNKNOWN 1
/** On. */
#define LSM_VOLUME_PHYSICAL_DISK_CACHE_ENABLED 2
/** Off. */
#define LSM_VOLUME_PHYSICAL_DISK_CACHE_DISABLED 3
/** Left to the disks' own setting; is reported, but cannot be set. */
#define LSM_VOLUME_PHYSICAL_DISK_CACHE_USE_DISK_SETTING 4

/* Systems */

/* lsm_system_status_get(): a set of bits. */

/** Not known. */
#define LSM_SYSTEM_STATUS_UNKNOWN 0x00000001
/** Fine. */
#define LSM_SYSTEM_STATUS_OK 0x00000002
/** Has errors. */
#define LSM_SYSTEM_STATUS_ERROR 0x00000004
/** Works with reduced redundancy or speed. */
#define LSM_SYSTEM_STATUS_DEGRADED 0x00000008
/** Failure foreseen. */
#define LSM_SYSTEM_STATUS_PREDICTIVE_FAILURE 0x00000010
/** Vendor specific. */
#define LSM_SYSTEM_STATUS_OTHER 0x00000020

/**
 * Whether a RAID controller shows RAID volumes or plain disks to its host.
 * Since 1.3.
 */
typedef enum {
    /** Plug-in does not tell. */
    LSM_SYSTEM_MODE_NO_SUPPORT = -2,
    /** Not known. */
    LSM_SYSTEM_MODE_UNKNOWN = -1,
    /** RAID volumes are shown to the host, disks are not. */
    LSM_SYSTEM_MODE_HARDWARE_RAID = 0,
    /** Disks are shown to the host. */
    LSM_SYSTEM_MODE_HBA = 1
} lsm_system_mode_type;

/* lsm_system_read_cache_pct_get(): 0 to 100, or one of these. */

/** Plug-in does not tell. */
#define LSM_SYSTEM_READ_CACHE_PCT_NO_SUPPORT (-2)
/** Not known. */
#define LSM_SYSTEM_READ_CACHE_PCT_UNKNOWN (-1)

/* Pools */

/* lsm_pool_status_get(): a set of bits. */

/** Not known. */
#define LSM_POOL_STATUS_UNKNOWN 0x0000000000000001
/** Fine. */
#define LSM_POOL_STATUS_OK 0x0000000000000002
/** Vendor specific. */
#define LSM_POOL_STATUS_OTHER 0x0000000000000004
/** Redundancy reduced. */
#define LSM_POOL_STATUS_DEGRADED 0x0000000000000010
/** Has errors. */
#define LSM_POOL_STATUS_ERROR 0x0000000000000020
/** Not serving. */
#define LSM_POOL_STATUS_STOPPED 0x0000000000000200
/** Rebuilding redundancy. */
#define LSM_POOL_STATUS_RECONSTRUCTING 0x0000000000001000
/** Checking data. */
#define LSM_POOL_STATUS_VERIFYING 0x0000000000002000
/** Being set up. */
#define LSM_POOL_STATUS_INITIALIZING 0x0000000000004000
/** Being enlarged. */
#define LSM_POOL_STATUS_GROWING 0x0000000000008000

/* lsm_pool_element_type_get(): a set of bits. */

/** Can hold other pools. */
#define LSM_POOL_ELEMENT_TYPE_POOL 0x0000000000000002
/** Can hold volumes. */
#define LSM_POOL_ELEMENT_TYPE_VOLUME 0x0000000000000004
/** Can hold file systems. */
#define LSM_POOL_ELEMENT_TYPE_FS 0x0000000000000008
/** Can hold the changed blocks of replicas. */
#define LSM_POOL_ELEMENT_TYPE_DELTA 0x0000000000000010
/** Can hold fully provisioned volumes. */
#define LSM_POOL_ELEMENT_TYPE_VOLUME_FULL 0x0000000000000020
/** Can hold thin volumes. */
#define LSM_POOL_ELEMENT_TYPE_VOLUME_THIN 0x0000000000000040
/** Kept for the system. */
#define LSM_POOL_ELEMENT_TYPE_SYS_RESERVED 0x0000000000000400

/* lsm_pool_unsupported_actions_get(): a set of bits. */

/** Volumes cannot grow. */
#define LSM_POOL_UNSUPPORTED_VOLUME_GROW 0x0000000000000001
/** Volumes cannot shrink. */
#define LSM_POOL_UNSUPPORTED_VOLUME_SHRINK 0x0000000000000002

/* Space of a pool, in bytes; compare after a cast to uint64_t. */

/** Size not known. */
#define LSM_POOL_TOTAL_SPACE_NOT_FOUND (-1)
/** Free space not known. */
#define LSM_POOL_FREE_SPACE_NOT_FOUND (-1)

/** What a pool is made of. Since 1.2. */
typedef enum {
    /** Not known; member list empty. */
    LSM_POOL_MEMBER_TYPE_UNKNOWN = 0,
    /** Vendor specific; member list empty. */
    LSM_POOL_MEMBER_TYPE_OTHER = 1,
    /** Made of disks; list holds disk ids. */
    LSM_POOL_MEMBER_TYPE_DISK = 2,
    /** Carved from another pool; list holds pool ids. */
    LSM_POOL_MEMBER_TYPE_POOL = 3
} lsm_pool_member_type;

/* Disks */

/** Kind of disk. 2 is not assigned. */
typedef enum {
    /** Not known. */
    LSM_DISK_TYPE_UNKNOWN = 0,
    /** Vendor specific. */
    LSM_DISK_TYPE_OTHER = 1,
    /** Parallel ATA. */
    LSM_DISK_TYPE_ATA = 3,
    /** SATA. */
    LSM_DISK_TYPE_SATA = 4,
    /** SAS. */
    LSM_DISK_TYPE_SAS = 5,
    /** Fibre Channel. */
    LSM_DISK_TYPE_FC = 6,
    /** SCSI over PCIe. */
    LSM_DISK_TYPE_SOP = 7,
    /** Parallel SCSI. */
    LSM_DISK_TYPE_SCSI = 8,
    /** Remote LUN used as a disk. */
    LSM_DISK_TYPE_LUN = 9,
    /** SATA disk behind a SAS port. */
    LSM_DISK_TYPE_NL_SAS = 51,
    /** Rotating disk, bus unknown. */
    LSM_DISK_TYPE_HDD = 52,
    /** Solid state. */
    LSM_DISK_TYPE_SSD = 53,
    /** Mixed rotating and solid state. */
    LSM_DISK_TYPE_HYBRID = 54
} lsm_disk_type;

/* lsm_disk_status_get(): a set of bits. */

/** Not known. */
#define LSM_DISK_STATUS_UNKNOWN 0x0000000000000001
/** Fine. */
#define LSM_DISK_STATUS_OK 0x0000000000000002
/** Vendor specific. */
#define LSM_DISK_STATUS_OTHER 0x0000000000000004
/** Failure foreseen. */
#define LSM_DISK_STATUS_PREDICTIVE_FAILURE 0x0000000000000008
/** Has errors. */
#define LSM_DISK_STATUS_ERROR 0x0000000000000010
/** Taken out. */
#define LSM_DISK_STATUS_REMOVED 0x0000000000000020
/** Starting. */
#define LSM_DISK_STATUS_STARTING 0x0000000000000040
/** Stopping. */
#define LSM_DISK_STATUS_STOPPING 0x0000000000000080
/** Stopped. */
#define LSM_DISK_STATUS_STOPPED 0x0000000000000100
/** Being set up. */
#define LSM_DISK_STATUS_INITIALIZING 0x0000000000000200
/** Under maintenance: online together with OK, offline with STOPPED. */
#define LSM_DISK_STATUS_MAINTENANCE_MODE 0x0000000000000400
/** Spare. */
#define LSM_DISK_STATUS_SPARE_DISK 0x0000000000000800
/** Rebuilding data. */
#define LSM_DISK_STATUS_RECONSTRUCT 0x0000000000001000
/** Holds no data and is no dedicated spare, so a pool can be made of it. */
#define LSM_DISK_STATUS_FREE 0x0000000000002000

/* Size of a disk; compare after a cast to uint64_t. */

/** Block size not known. */
#define LSM_DISK_BLOCK_SIZE_NOT_FOUND (-1)
/** Block count not known. */
#define LSM_DISK_BLOCK_COUNT_NOT_FOUND (-1)

/* lsm_disk_rpm_get(): revolutions per minute, or one of these. */

/** Plug-in does not tell. */
#define LSM_DISK_RPM_NO_SUPPORT (-2)
/** Not known. */
#define LSM_DISK_RPM_UNKNOWN (-1)
/** Does not rotate. */
#define LSM_DISK_RPM_NON_ROTATING_MEDIUM 0
/** Rotates, speed not known. */
#define LSM_DISK_RPM_ROTATING_UNKNOWN_SPEED 1

/**
 * How a disk is attached: 0 to 11 are the protocol identifiers of SPC-5. Since
 * 1.3.
 */
typedef enum {
    /** Plug-in does not tell. */
    LSM_DISK_LINK_TYPE_NO_SUPPORT = -2,
    /** Not known. */
    LSM_DISK_LINK_TYPE_UNKNOWN = -1,
    /** Fibre Channel. */
    LSM_DISK_LINK_TYPE_FC = 0,
    /** Serial Storage Architecture. */
    LSM_DISK_LINK_TYPE_SSA = 2,
    /** Serial Bus Protocol (IEEE 1394). */
    LSM_DISK_LINK_TYPE_SBP = 3,
    /** SCSI RDMA. */
    LSM_DISK_LINK_TYPE_SRP = 4,
    /** ISCSI. */
    LSM_DISK_LINK_TYPE_ISCSI = 5,
    /** SAS. */
    LSM_DISK_LINK_TYPE_SAS = 6,
    /** Automation/Drive Interface. */
    LSM_DISK_LINK_TYPE_ADT = 7,
    /** PATA or SATA. */
    LSM_DISK_LINK_TYPE_ATA = 8,
    /** USB. */
    LSM_DISK_LINK_TYPE_USB = 9,
    /** SCSI over PCIe. */
    LSM_DISK_LINK_TYPE_SOP = 10,
    /** PCIe, for example NVMe. */
    LSM_DISK_LINK_TYPE_PCIE = 11
} lsm_disk_link_type;

/* lsm_local_disk_health_status_get() */

/** Not known. */
#define LSM_DISK_HEALTH_STATUS_UNKNOWN (-1)
/** Failing. */
#define LSM_DISK_HEALTH_STATUS_FAIL 0
/** Near failure. */
#define LSM_DISK_HEALTH_STATUS_WARN 1
/** Fine. */
#define LSM_DISK_HEALTH_STATUS_GOOD 2

/* Lights of a disk or of its slot: a set of bits. */

/** Not known. */
#define LSM_DISK_LED_STATUS_UNKNOWN 0x0000000000000001
/** Identification light on. */
#define LSM_DISK_LED_STATUS_IDENT_ON 0x0000000000000002
/** Identification light off. */
#define LSM_DISK_LED_STATUS_IDENT_OFF 0x0000000000000004
/** Has an identification light whose state is not known. */
#define LSM_DISK_LED_STATUS_IDENT_UNKNOWN 0x0000000000000008
/** Fault light on. */
#define LSM_DISK_LED_STATUS_FAULT_ON 0x0000000000000010
/** Fault light off. */
#define LSM_DISK_LED_STATUS_FAULT_OFF 0x0000000000000020
/** Has a fault light whose state is not known. */
#define LSM_DISK_LED_STATUS_FAULT_UNKNOWN 0x0000000000000040

/** lsm_local_disk_link_speed_get(): not known; else megabits per second. */
#define LSM_DISK_LINK_SPEED_UNKNOWN 0

/* Access groups and target ports */

/**
 * Kind of initiator, or of the initiators of a group. Calls take 2 and 5 only.
 */
typedef enum {
    /** Not known, or group empty. */
    LSM_ACCESS_GROUP_INIT_TYPE_UNKNOWN = 0,
    /** Vendor specific. */
    LSM_ACCESS_GROUP_INIT_TYPE_OTHER = 1,
    /** Port names. */
    LSM_ACCESS_GROUP_INIT_TYPE_WWPN = 2,
    /** ISCSI names. */
    LSM_ACCESS_GROUP_INIT_TYPE_ISCSI_IQN = 5,
    /** Both kinds. */
    LSM_ACCESS_GROUP_INIT_TYPE_ISCSI_WWPN_MIXED = 7
} lsm_access_group_init_type;

/** Kind of target port. */
typedef enum {
    /** Vendor specific. */
    LSM_TARGET_PORT_TYPE_OTHER = 1,
    /** Fibre Channel. */
    LSM_TARGET_PORT_TYPE_FC = 2,
    /** Fibre Channel over Ethernet. */
    LSM_TARGET_PORT_TYPE_FCOE = 3,
    /** ISCSI. */
    LSM_TARGET_PORT_TYPE_ISCSI = 4
} lsm_target_port_type;

/* Batteries */

/** Kind of battery. Since 1.3. */
typedef enum {
    /** Not known. */
    LSM_BATTERY_TYPE_UNKNOWN = 1,
    /** Vendor specific. */
    LSM_BATTERY_TYPE_OTHER = 2,
    /** Chemical battery. */
    LSM_BATTERY_TYPE_CHEMICAL = 3,
    /** Capacitor. */
    LSM_BATTERY_TYPE_CAPACITOR = 4
} lsm_battery_type;

/* lsm_battery_status_get(): a set of bits. */

/** Not known. */
#define LSM_BATTERY_STATUS_UNKNOWN 0x0000000000000001
/** Vendor specific. */
#define LSM_BATTERY_STATUS_OTHER 0x0000000000000002
/** Charged, healthy, idle. */
#define LSM_BATTERY_STATUS_OK 0x0000000000000004
/** In use. */
#define LSM_BATTERY_STATUS_DISCHARGING 0x0000000000000008
/** Charging. */
#define LSM_BATTERY_STATUS_CHARGING 0x0000000000000010
/** Calibrating. */
#define LSM_BATTERY_STATUS_LEARNING 0x0000000000000020
/** Needs attention. */
#define LSM_BATTERY_STATUS_DEGRADED 0x0000000000000040
/** Broken or worn out. */
#define LSM_BATTERY_STATUS_ERROR 0x0000000000000080

/* Jobs */

/** How a job stands. */
typedef enum {
    /** Running. */
    LSM_JOB_INPROGRESS = 1,
    /** Done. */
    LSM_JOB_COMPLETE = 2,
    /** Failed. */
    LSM_JOB_ERROR = 3
} lsm_job_status;

#ifdef __cplusplus
}
#endif

#endif /* LIBSTORAGEMGMT_TYPES_H */
