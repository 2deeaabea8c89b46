// SPDX-License-Identifier: MIT OR Apache-2.0
//! RAID layouts, and volumes on RAID groups of their own.

use std::collections::HashSet;

use lsm_core::{Error, ErrorKind, MemberType, RaidInfo, RaidType, Result, Volume};
use rusqlite::Connection;

use super::column::Columns;
use super::ids::DISK;
use super::pools::StoredPool;
use super::volumes::Origin;
use super::{BLOCK_SIZE, Store, Stored, names, pools, volumes};

/// Levels that a RAID volume can have.
pub(super) const LEVELS: [RaidType; 7] = [
    RaidType::RAID0,
    RaidType::RAID1,
    RaidType::RAID5,
    RaidType::RAID6,
    RaidType::RAID10,
    RaidType::RAID50,
    RaidType::RAID60,
];

const KIB: u64 = 1024;

/// Strip sizes that a RAID volume can have, in bytes.
pub(super) const STRIP_SIZES: [u64; 8] =
    [8 * KIB, 16 * KIB, 32 * KIB, 64 * KIB, 128 * KIB, 256 * KIB, 512 * KIB, 1024 * KIB];

/// The strip size that the array chooses, in bytes.
const DEFAULT_STRIP_SIZE: u64 = 128 * KIB;

/// What the RAID group keeps for itself, in bytes.
const METADATA: i64 = 1024;

/// How many pools below a volume are looked at before they are taken for a circle.
const DEEPEST: usize = 16;

impl Store {
    /// The RAID layout of a volume: that of its pool, or of the pool of disks below a sub-pool.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`.
    pub fn volume_raid_info(&mut self, volume: &str) -> Result<RaidInfo> {
        self.read(|array| {
            let mut pool = volumes::find(array, volume)?.pool(array)?;
            for _ in 0..DEEPEST {
                match pool.parent.map(|parent| pools::by_number(array, parent)).transpose()? {
                    Some(Some(parent)) => pool = parent,
                    _ => break,
                }
            }
            layout(array, &pool)
        })
    }

    /// Makes a volume on a RAID group of free disks; the first disks of the list hold the data.
    ///
    /// # Errors
    /// `NO_SUPPORT` for the level or the strip size; for the disks in their order
    /// `NOT_FOUND_DISK`, `DISK_NOT_FREE`, or `INVALID_ARGUMENT` for one named twice;
    /// `NAME_CONFLICT` for the pool; `PLUGIN_BUG` for a number of disks that the level cannot
    /// have; `NAME_CONFLICT` for the volume.
    pub fn volume_raid_create(
        &mut self,
        name: &str,
        raid_type: RaidType,
        disks: &[&str],
        strip_size: u64,
    ) -> Result<Volume> {
        self.write(|array| {
            let strip_size = chosen_strip_size(raid_type, strip_size)?;
            let disks = free_disks(array, disks)?;
            let pool_name = format!("Pool for volume {name}");
            names::POOLS.check_free(array, &pool_name)?;
            raid_type.check_disk_count(disks.len()).map_err(Error::plugin_bug)?;

            array
                .prepare_cached(
                    "INSERT INTO pools (id, name, status, status_info, element_type,
                        unsupported_actions, raid_type, parent_pool_id, member_type, strip_size,
                        total_space)
                     VALUES ((SELECT coalesce(max(id), 0) + 1 FROM pools), ?1, 2, '', 4, 3, ?2,
                        NULL, ?3, ?4, NULL)",
                )?
                .execute((&pool_name, raid_type.0, MemberType::DISK.0, strip_size as i64))?;
            let pool = array.last_insert_rowid();
            let data = data_disks(raid_type, disks.len());
            let mut take = array
                .prepare_cached("UPDATE disks SET owner_pool_id = ?2, role = ?3 WHERE id = ?1")?;
            for (index, disk) in disks.iter().enumerate() {
                take.execute((disk.number, pool, if index < data { "DATA" } else { "PARITY" }))?;
            }
            let total = disks[..data]
                .iter()
                .try_fold(0_i64, |sum, disk| sum.checked_add(disk.size))
                .ok_or_else(|| Error::invalid("the disks are larger than a pool can be"))?;

            let pool = pools::by_number(array, pool)?
                .ok_or_else(|| Error::plugin_bug("the new pool is gone"))?;
            let size = (total - METADATA).max(0);
            let volume = volumes::create(array, &pool, name, size, Origin::RaidGroup)?;
            volumes::record(array, volume)
        })
    }
}

/// The strip size of a new group.
fn chosen_strip_size(raid_type: RaidType, wanted: u64) -> Stored<u64> {
    if !LEVELS.contains(&raid_type) {
        return Err(Error::no_support(format!("volumes cannot be made as {raid_type}")).into());
    }
    if wanted != 0 && !STRIP_SIZES.contains(&wanted) {
        let message = format!("a strip cannot have {wanted} bytes");
        return Err(Error::no_support(message).into());
    }
    Ok(match (raid_type, wanted) {
        (RaidType::RAID1, _) => BLOCK_SIZE,
        (_, 0) => DEFAULT_STRIP_SIZE,
        (_, wanted) => wanted,
    })
}

struct FreeDisk {
    number: i64,
    size: i64,
}

fn free_disks(array: &Connection, ids: &[&str]) -> Stored<Vec<FreeDisk>> {
    let mut query = array.prepare_cached("SELECT total_space, role FROM disks WHERE id = ?1")?;
    let mut seen = HashSet::new();
    let mut disks = Vec::with_capacity(ids.len());
    for id in ids {
        let number = DISK.number(id)?;
        let mut rows = query.query([number])?;
        let row = rows.next()?.ok_or_else(|| DISK.missing(id))?;
        if !row.text(1)?.is_empty() {
            let message = format!("{id} is in use");
            return Err(Error::new(ErrorKind::DISK_NOT_FREE, message).into());
        }
        if !seen.insert(number) {
            return Err(Error::invalid(format!("{id} is named twice")).into());
        }
        disks.push(FreeDisk { number, size: row.integer(0)?.max(0) });
    }
    Ok(disks)
}

/// How many of `disks` hold data; the others hold parity or copies.
fn data_disks(raid_type: RaidType, disks: usize) -> usize {
    match raid_type {
        RaidType::RAID1 => 1,
        RaidType::RAID5 => disks - 1,
        RaidType::RAID6 | RaidType::RAID50 => disks - 2,
        RaidType::RAID10 => disks / 2,
        RaidType::RAID60 => disks - 4,
        _ => disks,
    }
}

fn layout(array: &Connection, pool: &StoredPool) -> Stored<RaidInfo> {
    let mut query = array.prepare_cached(
        "SELECT count(*), coalesce(sum(role = 'DATA'), 0) FROM disks WHERE owner_pool_id = ?1",
    )?;
    let (disks, data): (i64, i64) =
        query.query_row([pool.number], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let strip_size = pool.strip_size.max(0) as u64;
    let opt_io_size = match pool.raid_type {
        RaidType::RAID1 | RaidType::JBOD => BLOCK_SIZE,
        _ => strip_size.saturating_mul(data.max(0) as u64),
    };
    Ok(RaidInfo {
        raid_type: pool.raid_type,
        strip_size,
        disk_count: disks.max(0) as u64,
        min_io_size: strip_size,
        opt_io_size,
    })
}
