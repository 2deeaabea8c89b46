// SPDX-License-Identifier: MIT OR Apache-2.0
//! The commands.

pub(super) mod job;
pub(super) mod session;

mod access_group;
mod file_system;
mod general;
mod local;
mod raid;
mod volume;

use super::Command;

/// Every command, in the order in which help shows them.
pub static COMMANDS: &[&Command] = &[
    &general::LIST,
    &job::JOB_STATUS,
    &general::CAPABILITIES,
    &general::PLUGIN_INFO,
    &volume::VOLUME_CREATE,
    &raid::VOLUME_RAID_CREATE,
    &raid::VOLUME_RAID_CREATE_CAP,
    &volume::VOLUME_DELETE,
    &volume::VOLUME_RESIZE,
    &volume::VOLUME_REPLICATE,
    &volume::VOLUME_REPLICATE_RANGE,
    &volume::VOLUME_REPLICATE_RANGE_BLOCK_SIZE,
    &volume::VOLUME_DEPENDANTS,
    &volume::VOLUME_DEPENDANTS_RM,
    &access_group::VOLUME_ACCESS_GROUP,
    &access_group::VOLUME_MASK,
    &access_group::VOLUME_UNMASK,
    &volume::VOLUME_ENABLE,
    &volume::VOLUME_DISABLE,
    &raid::VOLUME_RAID_INFO,
    &raid::VOLUME_IDENT_LED_ON,
    &raid::VOLUME_IDENT_LED_OFF,
    &general::SYSTEM_READ_CACHE_PCT_UPDATE,
    &general::POOL_MEMBER_INFO,
    &access_group::ACCESS_GROUP_CREATE,
    &access_group::ACCESS_GROUP_ADD,
    &access_group::ACCESS_GROUP_REMOVE,
    &access_group::ACCESS_GROUP_DELETE,
    &access_group::ACCESS_GROUP_VOLUMES,
    &access_group::ISCSI_CHAP,
    &file_system::FS_CREATE,
    &file_system::FS_DELETE,
    &file_system::FS_RESIZE,
    &file_system::FS_EXPORT,
    &file_system::FS_UNEXPORT,
    &file_system::FS_CLONE,
    &file_system::FS_SNAP_CREATE,
    &file_system::FS_SNAP_DELETE,
    &file_system::FS_SNAP_RESTORE,
    &file_system::FS_DEPENDANTS,
    &file_system::FS_DEPENDANTS_RM,
    &file_system::FILE_CLONE,
    &local::LOCAL_DISK_LIST,
    &local::LOCAL_LED_SLOT_LIST,
    &raid::VOLUME_CACHE_INFO,
    &raid::VOLUME_PHY_DISK_CACHE_UPDATE,
    &raid::VOLUME_READ_CACHE_POLICY_UPDATE,
    &raid::VOLUME_WRITE_CACHE_POLICY_UPDATE,
    &local::LOCAL_DISK_IDENT_LED_ON,
    &local::LOCAL_DISK_IDENT_LED_OFF,
    &local::LOCAL_DISK_FAULT_LED_ON,
    &local::LOCAL_DISK_FAULT_LED_OFF,
    &local::LOCAL_LED_SLOT_SET,
];
