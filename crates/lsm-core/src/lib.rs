// SPDX-License-Identifier: MIT OR Apache-2.0
//! The nouns of storage management and the rules between them.
//!
//! Every class that travels between a client and a plug-in, every number that stands for
//! something (status bits, types, capabilities, errors) and every kind of text with a form of
//! its own (sizes, URIs, initiators, VPD 0x83 identifiers) has its one home here. Nothing in
//! this crate reads a file, a socket or a clock.
//!
//! * A **record** ([`Volume`], [`Pool`], …) is a plain struct. It serialises as a JSON object
//!   whose first key is `class`, and reads both dialects of the wire: missing optional keys and
//!   unknown keys are fine, the last of two equal keys wins.
//! * A **number** ([`DiskType`], [`PoolStatus`], [`ErrorKind`], …) is an integer with names.
//!   Numbers that this version has no name for survive a round trip unchanged.
//!
//! ```
//! use lsm_core::{DiskStatus, DiskType};
//!
//! assert_eq!(DiskType::SATA.to_string(), "SATA");
//! assert_eq!(DiskType(77).to_string(), "Unknown(77)");
//! assert_eq!((DiskStatus::OK | DiskStatus::FREE).to_string(), "OK,Free");
//! ```

#[macro_use]
mod number;
#[macro_use]
mod record;

pub mod initiator;
pub mod size;
pub mod uri;
pub mod vpd83;

mod access_group;
mod battery;
mod capability;
mod disk;
mod error;
mod file_system;
mod job;
mod nfs_export;
mod pool;
mod raid;
mod snapshot;
mod system;
mod target_port;
mod volume;

pub use access_group::{AccessGroup, InitiatorType};
pub use battery::{Battery, BatteryStatus, BatteryType};
pub use capability::{Capabilities, Capability};
pub use disk::{Disk, DiskStatus, DiskType, HealthStatus, LedStatus, LinkType, Rpm};
pub use error::{Error, ErrorKind, Result};
pub use file_system::FileSystem;
pub use initiator::InitiatorId;
pub use job::{DataType, JobId, JobItem, JobState, JobStatus, Outcome};
pub use nfs_export::{AnonymousId, NfsExport};
pub use number::Named;
pub use pool::{
    ElementType, MemberType, Pool, PoolMemberInfo, PoolStatus, UNKNOWN_SIZE, UnsupportedActions,
};
pub use raid::{RaidCreateCapabilities, RaidInfo, RaidType};
pub use record::{Record, Search};
pub use snapshot::FsSnapshot;
pub use system::{ReadCachePct, System, SystemMode, SystemStatus};
pub use target_port::{PortType, TargetPort};
pub use uri::Uri;
pub use volume::{
    AdminState, BlockRange, CacheInfo, CreateFlags, PhysicalDiskCache, Provisioning,
    ReadCachePolicy, ReadCacheStatus, ReplicationType, Volume, WriteCachePolicy, WriteCacheStatus,
};
