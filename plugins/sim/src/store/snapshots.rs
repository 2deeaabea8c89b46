// SPDX-License-Identifier: MIT OR Apache-2.0
//! Snapshots of file systems.

use std::time::{SystemTime, UNIX_EPOCH};

use lsm_core::{FsSnapshot, JobId, Result};
use rusqlite::{Connection, Row};

use super::column::Columns;
use super::ids::SNAPSHOT;
use super::jobs::Product;
use super::{Store, Stored, file_systems, names};

impl Store {
    /// The snapshots of a file system, in the order of the numbers.
    ///
    /// # Errors
    /// `NOT_FOUND_FS`.
    pub fn fs_snapshots(&mut self, fs: &str) -> Result<Vec<FsSnapshot>> {
        self.read(|array| {
            let fs = file_systems::find(array, fs)?;
            let mut query = array.prepare_cached(
                "SELECT id, name, timestamp FROM fs_snaps WHERE fs_id = ?1 ORDER BY id",
            )?;
            let mut rows = query.query([fs.number])?;
            let mut snapshots = Vec::new();
            while let Some(row) = rows.next()? {
                snapshots.push(read(row)?);
            }
            Ok(snapshots)
        })
    }

    /// Takes a snapshot.
    ///
    /// # Errors
    /// `NOT_FOUND_FS`, `NAME_CONFLICT` with a snapshot of any file system.
    pub fn fs_snapshot_create(&mut self, fs: &str, name: &str) -> Result<JobId> {
        self.write_with_job(|array| {
            let fs = file_systems::find(array, fs)?;
            names::SNAPSHOTS.check_free(array, name)?;
            let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
            array
                .prepare_cached(
                    "INSERT INTO fs_snaps (id, name, fs_id, timestamp)
                     VALUES ((SELECT coalesce(max(id), 0) + 1 FROM fs_snaps), ?1, ?2, ?3)",
                )?
                .execute((name, fs.number, i64::try_from(now).unwrap_or(i64::MAX)))?;
            Ok(Product::Snapshot(array.last_insert_rowid()))
        })
    }

    /// Deletes a snapshot.
    ///
    /// # Errors
    /// `NOT_FOUND_FS_SS` for what is no identifier of a snapshot, `NOT_FOUND_FS`,
    /// `NOT_FOUND_FS_SS`.
    pub fn fs_snapshot_delete(&mut self, fs: &str, snapshot: &str) -> Result<JobId> {
        self.write_with_job(|array| {
            let number = find_with_fs(array, fs, snapshot)?;
            array.prepare_cached("DELETE FROM fs_snaps WHERE id = ?1")?.execute([number])?;
            Ok(Product::Nothing)
        })
    }

    /// Puts a file system back to a snapshot; which files does not matter here.
    ///
    /// # Errors
    /// As [`Self::fs_snapshot_delete`].
    pub fn fs_snapshot_restore(&mut self, fs: &str, snapshot: &str) -> Result<JobId> {
        self.write_with_job(|array| {
            find_with_fs(array, fs, snapshot)?;
            Ok(Product::Nothing)
        })
    }
}

/// The number of a snapshot of a file system. A malformed identifier of a snapshot is told before
/// the file system is looked at, an unknown one after.
pub(super) fn find_with_fs(array: &Connection, fs: &str, snapshot: &str) -> Stored<i64> {
    let number = SNAPSHOT.number(snapshot)?;
    let fs = file_systems::find(array, fs)?;
    check(array, fs.number, number, snapshot)?;
    Ok(number)
}

/// Refuses a snapshot that is none of this file system with `NOT_FOUND_FS_SS`.
pub(super) fn check(array: &Connection, fs: i64, snapshot: i64, id: &str) -> Stored<()> {
    let mut query = array.prepare_cached("SELECT 1 FROM fs_snaps WHERE id = ?1 AND fs_id = ?2")?;
    if !query.exists([snapshot, fs])? {
        return Err(SNAPSHOT.missing(id).into());
    }
    Ok(())
}

/// The snapshot with this number as clients see it, or `NOT_FOUND_FS_SS`.
pub(super) fn record(array: &Connection, number: i64) -> Stored<FsSnapshot> {
    let mut query =
        array.prepare_cached("SELECT id, name, timestamp FROM fs_snaps WHERE id = ?1")?;
    let mut rows = query.query([number])?;
    read(rows.next()?.ok_or_else(|| SNAPSHOT.missing(&SNAPSHOT.id(number)))?)
}

fn read(row: &Row<'_>) -> Stored<FsSnapshot> {
    Ok(FsSnapshot {
        id: SNAPSHOT.id(row.integer(0)?),
        name: row.text(1)?,
        ts: row.real(2)?.max(0.0) as u64,
        plugin_data: None,
    })
}
