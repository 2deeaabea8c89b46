// SPDX-License-Identifier: MIT OR Apache-2.0
//! Cache policies of volumes, and what comes of them.

use lsm_core::{
    BatteryStatus, CacheInfo, PhysicalDiskCache, ReadCachePolicy, ReadCacheStatus, Result,
    WriteCachePolicy, WriteCacheStatus,
};
use rusqlite::Connection;

use super::column::Columns;
use super::{Store, Stored, volumes};

impl Store {
    /// The cache settings of a volume.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`.
    pub fn volume_cache_info(&mut self, volume: &str) -> Result<CacheInfo> {
        self.read(|array| {
            let volume = volumes::find(array, volume)?;
            let mut query = array.prepare_cached(
                "SELECT write_cache_policy, read_cache_policy, phy_disk_cache FROM volumes
                 WHERE id = ?1",
            )?;
            let mut rows = query.query([volume.number])?;
            let row = rows.next()?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
            let write = WriteCachePolicy(row.number(0)?);
            let read = ReadCachePolicy(row.number(1)?);
            Ok(CacheInfo(
                write,
                write_status(array, write)?,
                read,
                ReadCacheStatus(read.0),
                PhysicalDiskCache(row.number(2)?),
            ))
        })
    }

    /// Stores the cache policy of the disks below a volume.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`.
    pub fn volume_physical_disk_cache_update(
        &mut self,
        volume: &str,
        policy: PhysicalDiskCache,
    ) -> Result<()> {
        self.store_policy(volume, "UPDATE volumes SET phy_disk_cache = ?2 WHERE id = ?1", policy.0)
    }

    /// Stores the write cache policy of a volume.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`.
    pub fn volume_write_cache_policy_update(
        &mut self,
        volume: &str,
        policy: WriteCachePolicy,
    ) -> Result<()> {
        let sql = "UPDATE volumes SET write_cache_policy = ?2 WHERE id = ?1";
        self.store_policy(volume, sql, policy.0)
    }

    /// Stores the read cache policy of a volume.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`.
    pub fn volume_read_cache_policy_update(
        &mut self,
        volume: &str,
        policy: ReadCachePolicy,
    ) -> Result<()> {
        let sql = "UPDATE volumes SET read_cache_policy = ?2 WHERE id = ?1";
        self.store_policy(volume, sql, policy.0)
    }

    fn store_policy(&mut self, volume: &str, sql: &str, policy: u32) -> Result<()> {
        self.write(|array| {
            let volume = volumes::find(array, volume)?;
            array.prepare_cached(sql)?.execute((volume.number, policy))?;
            Ok(())
        })
    }
}

fn write_status(array: &Connection, policy: WriteCachePolicy) -> Stored<WriteCacheStatus> {
    Ok(match policy {
        WriteCachePolicy::WRITE_BACK => WriteCacheStatus::WRITE_BACK,
        WriteCachePolicy::WRITE_THROUGH => WriteCacheStatus::WRITE_THROUGH,
        WriteCachePolicy::AUTO => {
            let mut healthy = array.prepare_cached("SELECT 1 FROM batteries WHERE status & ?1")?;
            if healthy.exists([BatteryStatus::OK.0 as i64])? {
                WriteCacheStatus::WRITE_BACK
            } else {
                WriteCacheStatus::WRITE_THROUGH
            }
        }
        _ => WriteCacheStatus::UNKNOWN,
    })
}
