// SPDX-License-Identifier: MIT OR Apache-2.0
//! The array itself: an SQLite file that any number of sessions share.
//!
//! A change is one transaction that takes the write lock at its beginning and is rolled back on
//! any error. A reader takes no lock that another session could wait for: the file is in WAL
//! mode, and every answer comes from one snapshot.

mod access_groups;
mod cache;
mod column;
#[cfg(test)]
mod cost;
mod exports;
mod failure;
mod file_systems;
mod hardware;
mod ids;
mod inventory;
mod jobs;
mod masking;
mod names;
mod open;
mod pools;
mod raid;
mod replication;
mod schema;
mod snapshots;
mod systems;
mod volumes;

use std::time::Duration;

use lsm_core::Result;
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::faults::CrashPoint;
use failure::Failure;

pub use exports::NewExport;

/// What everything inside this module returns: refusals of the array and errors of the database
/// travel together until they are told apart at the surface.
type Stored<T> = std::result::Result<T, Failure>;

/// Bytes in a block of every disk, volume and range.
pub const BLOCK_SIZE: u64 = 512;

/// A session with the array in a state file.
///
/// Methods take the identifier of an object, never its record: the stored state alone decides.
/// Besides the errors they name, all of them give `TIMEOUT` when another session holds the write
/// lock for longer than the patience of this one, and `PLUGIN_BUG` when the file cannot be used.
#[derive(Debug)]
pub struct Store {
    connection: Connection,
    /// How long a job runs.
    job_duration: Duration,
    /// Where a test wants this process to die.
    crash: Option<CrashPoint>,
    /// Whether this session has changed the file.
    changed: bool,
}

impl Store {
    /// How long this session waits for the write lock from now on.
    pub fn set_timeout(&mut self, timeout: Duration) {
        // Only a connection that is closed could refuse.
        let _ = self.connection.busy_timeout(open::lock_wait(timeout));
    }

    /// Ends the session. What it changed is moved from the log into the file itself, so that a
    /// file at rest is whole without its log.
    ///
    /// # Errors
    /// Never for a busy file: its next writer moves the log.
    pub fn close(&mut self) -> Result<()> {
        if std::mem::take(&mut self.changed) {
            let _ = self.connection.busy_timeout(Duration::ZERO);
            let moved =
                self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
            match moved.map_err(Failure::from) {
                Err(failure) if !failure.is_busy() => return Err(failure.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Makes the next changes end this process at `crash`.
    pub fn crash_at(&mut self, crash: Option<CrashPoint>) {
        self.crash = crash;
    }

    /// Runs `look` on one snapshot of the file.
    fn read<T>(&mut self, look: impl FnOnce(&Connection) -> Stored<T>) -> Result<T> {
        let snapshot = self.connection.transaction().map_err(Failure::from)?;
        Ok(look(&snapshot)?)
    }

    /// Runs `change` as one transaction under the write lock.
    fn write<T>(&mut self, change: impl FnOnce(&Transaction<'_>) -> Stored<T>) -> Result<T> {
        let transaction = self
            .connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(Failure::from)?;
        let value = change(&transaction)?;
        CrashPoint::BeforeCommit.reached(self.crash);
        transaction.commit().map_err(Failure::from)?;
        self.changed = true;
        CrashPoint::AfterCommit.reached(self.crash);
        Ok(value)
    }

    /// Runs `change` as [`Self::write`] does, and starts a job for what it made.
    fn write_with_job(
        &mut self,
        change: impl FnOnce(&Transaction<'_>) -> Stored<jobs::Product>,
    ) -> Result<lsm_core::JobId> {
        let duration = self.job_duration;
        self.write(|transaction| {
            let product = change(transaction)?;
            jobs::start(transaction, duration, product)
        })
    }
}

/// `bytes` rounded up to whole blocks, as the file stores sizes; `None` past its range.
fn stored_size(bytes: u64) -> Option<i64> {
    i64::try_from(bytes.checked_next_multiple_of(BLOCK_SIZE)?).ok()
}
