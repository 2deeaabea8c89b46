// SPDX-License-Identifier: MIT OR Apache-2.0
//! Work that an array goes on with after it has answered.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{FileSystem, FsSnapshot, Pool, Record, Volume};

/// Identifier of a job: opaque text, valid at least until the job is freed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
#[serde(transparent)]
pub struct JobId(pub String);

/// An empty text names no job: a caller that took it for one would wait for nothing.
impl<'de> Deserialize<'de> for JobId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let id = String::deserialize(deserializer)?;
        if id.is_empty() { Err(D::Error::custom("an empty job id")) } else { Ok(Self(id)) }
    }
}

impl fmt::Display for JobId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Answer to a call that may take long.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<T> {
    /// Finished; this is the result.
    Done(T),
    /// Goes on; ask for the job.
    Job(JobId),
}

/// A record comes as `[null, record]`, a job as `[id, null]`.
impl<T: Record> Serialize for Outcome<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Done(record) => (None::<&str>, Some(record)),
            Self::Job(id) => (Some(id.0.as_str()), None),
        }
        .serialize(serializer)
    }
}

impl<'de, T: Record> Deserialize<'de> for Outcome<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match <(Option<JobId>, Option<T>)>::deserialize(deserializer)? {
            (Some(id), _) => Ok(Self::Job(id)),
            (None, Some(record)) => Ok(Self::Done(record)),
            (None, None) => Err(D::Error::custom("neither a job nor a record")),
        }
    }
}

/// Nothing comes as null, a job as its identifier.
impl Serialize for Outcome<()> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Done(()) => serializer.serialize_none(),
            Self::Job(id) => id.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Outcome<()> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Option::<JobId>::deserialize(deserializer)?.map_or(Self::Done(()), Self::Job))
    }
}

/// How far a job is; `[status, percent, item]` on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "(JobStatus, u8, Option<JobItem>)", into = "(JobStatus, u8, Option<JobItem>)")]
pub struct JobState {
    /// Running, done or failed.
    pub status: JobStatus,
    /// 0 to 100.
    pub percent: u8,
    /// What was made, when the job is done and makes something.
    pub item: Option<JobItem>,
}

impl From<(JobStatus, u8, Option<JobItem>)> for JobState {
    fn from((status, percent, item): (JobStatus, u8, Option<JobItem>)) -> Self {
        Self { status, percent, item }
    }
}

impl From<JobState> for (JobStatus, u8, Option<JobItem>) {
    fn from(state: JobState) -> Self {
        (state.status, state.percent, state.item)
    }
}

/// What a job can make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum JobItem {
    /// A volume.
    Volume(Volume),
    /// A file system.
    FileSystem(FileSystem),
    /// A snapshot of a file system.
    FsSnapshot(FsSnapshot),
    /// A pool.
    Pool(Pool),
}

macro_rules! job_items {
    ($($Class:ident),+) => { $(
        impl From<$Class> for JobItem {
            fn from(item: $Class) -> Self {
                Self::$Class(item)
            }
        }

        impl TryFrom<JobItem> for $Class {
            type Error = JobItem;
            fn try_from(item: JobItem) -> Result<Self, JobItem> {
                match item {
                    JobItem::$Class(item) => Ok(item),
                    other => Err(other),
                }
            }
        }
    )+ };
}

job_items!(Volume, FileSystem, FsSnapshot, Pool);

numbers! {
    /// How far a job is.
    JobStatus(i32), "LSM_JOB_", "lsm.JobStatus.", {
        /// Running.
        INPROGRESS = 1 "Inprogress",
        /// Done.
        COMPLETE = 2 "Complete",
        /// Failed.
        ERROR = 3 "Error",
    }
}

numbers! {
    /// What a job of a C plug-in makes; not on the wire.
    DataType(i32), "LSM_DATA_TYPE_", "", {
        /// Not known.
        UNKNOWN = -1 "Unknown",
        /// No result.
        NONE = 0 "None",
        ACCESS_GROUP = 1 "Access group",
        BLOCK_RANGE = 2 "Block range",
        /// Job result FileSystem.
        FS = 3 "Fs",
        NFS_EXPORT = 4 "Nfs export",
        /// Job result Pool.
        POOL = 5 "Pool",
        /// Job result FsSnapshot.
        SS = 6 "Ss",
        STRING_LIST = 7 "String list",
        SYSTEM = 8 "System",
        /// Job result Volume.
        VOLUME = 9 "Volume",
        DISK = 10 "Disk",
    }
}
