// SPDX-License-Identifier: MIT OR Apache-2.0
//! The system.

use lsm_core::{
    Error, ErrorKind, RaidCreateCapabilities, ReadCachePct, Result, System, SystemMode,
    SystemStatus,
};
use rusqlite::{Connection, OptionalExtension};

use super::column::Columns;
use super::{BLOCK_SIZE, Store, Stored, raid};

impl Store {
    /// Gives `push` every system.
    ///
    /// # Errors
    /// Those of `push`.
    pub fn systems(&mut self, push: &mut dyn FnMut(&System) -> Result<()>) -> Result<()> {
        self.read(|array| {
            let mut query = array.prepare_cached(
                "SELECT id, name, status, status_info, version, read_cache_pct FROM systems",
            )?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                push(&System {
                    id: row.text(0)?,
                    name: row.text(1)?,
                    status: SystemStatus(row.number(2)?),
                    status_info: Some(row.text(3)?),
                    plugin_data: None,
                    fw_version: row.text(4)?,
                    mode: SystemMode::HARDWARE_RAID,
                    read_cache_pct: ReadCachePct(row.number(5)?),
                })?;
            }
            Ok(())
        })
    }

    /// Sets the share of the cache used for reads, in per cent; any number is taken.
    ///
    /// # Errors
    /// `NOT_FOUND_SYSTEM`.
    pub fn system_read_cache_pct_update(&mut self, system: &str, read_pct: i32) -> Result<()> {
        self.write(|array| {
            check(array, system)?;
            array
                .prepare_cached("UPDATE systems SET read_cache_pct = ?2 WHERE id = ?1")?
                .execute((system, read_pct))?;
            Ok(())
        })
    }

    /// Bytes in a block of a range.
    ///
    /// # Errors
    /// `NOT_FOUND_SYSTEM`.
    pub fn volume_replicate_range_block_size(&mut self, system: &str) -> Result<u64> {
        self.read(|array| check(array, system))?;
        Ok(BLOCK_SIZE)
    }

    /// RAID levels and strip sizes for new RAID volumes.
    ///
    /// # Errors
    /// `NOT_FOUND_SYSTEM`.
    pub fn volume_raid_create_cap_get(&mut self, system: &str) -> Result<RaidCreateCapabilities> {
        self.read(|array| check(array, system))?;
        Ok(RaidCreateCapabilities(raid::LEVELS.to_vec(), raid::STRIP_SIZES.to_vec()))
    }
}

/// Refuses a system that does not exist with `NOT_FOUND_SYSTEM`.
pub(super) fn check(array: &Connection, id: &str) -> Stored<()> {
    if !array.prepare_cached("SELECT 1 FROM systems WHERE id = ?1")?.exists([id])? {
        let message = format!("there is no system {id:?}");
        return Err(Error::new(ErrorKind::NOT_FOUND_SYSTEM, message).into());
    }
    Ok(())
}

/// The identifier of the one system.
pub(super) fn id(array: &Connection) -> Stored<String> {
    let mut query = array.prepare_cached("SELECT id FROM systems")?;
    let id: Option<Stored<String>> = query.query_row([], |row| Ok(row.text(0))).optional()?;
    id.unwrap_or_else(|| Ok(String::new()))
}
