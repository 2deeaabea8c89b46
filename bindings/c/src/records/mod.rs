// SPDX-License-Identifier: MIT OR Apache-2.0
//! The nouns, one file each. A record of C holds what one of [`lsm_core`] holds, its texts in the
//! form that C reads, so that its getters can hand out pointers into it.

#[macro_use]
mod record;

mod access_group;
mod battery;
mod block_range;
mod disk;
mod file_system;
mod nfs_export;
mod pool;
mod snapshot;
mod system;
mod target_port;
mod volume;

pub(crate) use access_group::AccessGroup;
pub(crate) use battery::Battery;
pub(crate) use block_range::BlockRange;
pub(crate) use disk::Disk;
pub(crate) use file_system::FileSystem;
pub(crate) use nfs_export::NfsExport;
pub(crate) use pool::Pool;
pub(crate) use record::{Held, Record};
pub(crate) use snapshot::FsSnapshot;
pub(crate) use system::System;
pub(crate) use target_port::TargetPort;
pub(crate) use volume::Volume;
