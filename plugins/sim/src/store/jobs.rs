// SPDX-License-Identifier: MIT OR Apache-2.0
//! Jobs. The change itself is made at once; a job only takes its time to say so.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use lsm_core::{Error, JobId, JobItem, JobState, JobStatus, Result};
use rusqlite::Connection;

use super::column::Columns;
use super::ids::JOB;
use super::{Store, Stored, file_systems, snapshots, volumes};

/// What a job makes, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Product {
    /// Nothing.
    Nothing,
    /// A volume.
    Volume(i64),
    /// A file system.
    FileSystem(i64),
    /// A snapshot of a file system.
    Snapshot(i64),
}

impl Product {
    /// How the file says it: type and number.
    fn stored(self) -> Option<(i64, i64)> {
        match self {
            Self::Nothing => None,
            Self::Volume(number) => Some((1, number)),
            Self::FileSystem(number) => Some((2, number)),
            Self::Snapshot(number) => Some((3, number)),
        }
    }

    fn read(data_type: i64, number: i64) -> Stored<Self> {
        Ok(match data_type {
            0 => Self::Nothing,
            1 => Self::Volume(number),
            2 => Self::FileSystem(number),
            3 => Self::Snapshot(number),
            other => {
                let message =
                    format!("the state file has a job that makes a thing of type {other}");
                return Err(Error::plugin_bug(message).into());
            }
        })
    }

    /// The product as it is now.
    fn item(self, array: &Connection) -> Stored<Option<JobItem>> {
        Ok(match self {
            Self::Nothing => None,
            Self::Volume(number) => Some(volumes::record(array, number)?.into()),
            Self::FileSystem(number) => Some(file_systems::record(array, number)?.into()),
            Self::Snapshot(number) => Some(snapshots::record(array, number)?.into()),
        })
    }
}

impl Store {
    /// How far a job is, with what it made as that is now.
    ///
    /// # Errors
    /// `NOT_FOUND_JOB`, or the `NOT_FOUND_` of a product that is gone.
    pub fn job_status(&mut self, job: &str) -> Result<JobState> {
        self.read(|array| {
            let number = JOB.number(job)?;
            let mut query = array.prepare_cached(
                "SELECT duration, timestamp, data_type, data_id FROM jobs WHERE id = ?1",
            )?;
            let mut rows = query.query([number])?;
            let row = rows.next()?.ok_or_else(|| JOB.missing(job))?;
            let percent = percent(row.real(0)?, row.real(1)?);
            if percent < 100 {
                return Ok(JobState { status: JobStatus::INPROGRESS, percent, item: None });
            }
            let item = Product::read(row.integer(2)?, row.integer(3)?)?.item(array)?;
            Ok(JobState { status: JobStatus::COMPLETE, percent, item })
        })
    }

    /// Forgets a job. One that is not there is forgotten already.
    ///
    /// # Errors
    /// `NOT_FOUND_JOB` for what is no identifier of a job.
    pub fn job_free(&mut self, job: &str) -> Result<()> {
        self.write(|array| {
            array.prepare_cached("DELETE FROM jobs WHERE id = ?1")?.execute([JOB.number(job)?])?;
            Ok(())
        })
    }
}

/// Starts a job that takes `duration`.
pub(super) fn start(array: &Connection, duration: Duration, product: Product) -> Stored<JobId> {
    let now = since_epoch();
    let timestamp = format!("{}.{:06}", now.as_secs(), now.subsec_micros());
    // What is absent is an empty text here, as other programs write it.
    let mut insert = array.prepare_cached(
        "INSERT INTO jobs (id, duration, timestamp, data_type, data_id)
         VALUES ((SELECT coalesce(max(id), 0) + 1 FROM jobs), ?1, ?2, coalesce(?3, ''),
            coalesce(?4, ''))",
    )?;
    let (data_type, data_id) = product.stored().unzip();
    insert.execute((duration.as_secs_f64(), timestamp, data_type, data_id))?;
    Ok(JobId(JOB.id(array.last_insert_rowid())))
}

/// Whole per cent of `duration` seconds that have passed since `start`.
fn percent(duration: f64, start: f64) -> u8 {
    let elapsed = since_epoch().as_secs_f64() - start;
    if duration <= 0.0 || elapsed >= duration {
        return 100;
    }
    // A clock that was set back gives less than nothing.
    (elapsed / duration * 100.0).clamp(0.0, 99.0) as u8
}

fn since_epoch() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}
