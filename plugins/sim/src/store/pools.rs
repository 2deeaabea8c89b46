// SPDX-License-Identifier: MIT OR Apache-2.0
//! Pools, and the space in them.

use lsm_core::{
    ElementType, Error, ErrorKind, MemberType, Pool, PoolMemberInfo, PoolStatus, RaidType, Result,
    UnsupportedActions,
};
use rusqlite::Connection;

use super::column::Columns;
use super::ids::{DISK, POOL};
use super::{Store, Stored, stored_size, systems};

/// A query over pools with the size of each, and the space taken from it. A pool of disks is as
/// large as those that hold data.
macro_rules! pool_query {
    ($columns:literal, $rest:literal) => {
        concat!(
            "SELECT CASE p.member_type WHEN 2 THEN (
                SELECT coalesce(sum(d.total_space), 0) FROM disks d
                WHERE d.owner_pool_id = p.id AND d.role = 'DATA')
             ELSE p.total_space END, u.used, ",
            $columns,
            " FROM pools p LEFT JOIN sim_pool_usage u ON u.pool_id = p.id ",
            $rest
        )
    };
}

impl Store {
    /// Gives `push` every pool, in the order of the numbers.
    ///
    /// # Errors
    /// Those of `push`.
    pub fn pools(&mut self, push: &mut dyn FnMut(&Pool) -> Result<()>) -> Result<()> {
        self.read(|array| {
            let system_id = systems::id(array)?;
            let mut query = array.prepare_cached(pool_query!(
                "p.id, p.name, p.element_type, p.unsupported_actions, p.status, p.status_info",
                "ORDER BY p.id"
            ))?;
            let mut rows = query.query([])?;
            while let Some(row) = rows.next()? {
                let (total, used) = (row.integer(0)?, row.integer(1)?);
                push(&Pool {
                    id: POOL.id(row.integer(2)?),
                    name: row.text(3)?,
                    element_type: ElementType(row.number(4)?),
                    unsupported_actions: UnsupportedActions(row.number(5)?),
                    total_space: total.max(0) as u64,
                    free_space: total.saturating_sub(used).max(0) as u64,
                    status: PoolStatus(row.number(6)?),
                    status_info: Some(row.text(7)?),
                    system_id: system_id.clone(),
                    plugin_data: None,
                })?;
            }
            Ok(())
        })
    }

    /// What a pool is made of.
    ///
    /// # Errors
    /// `NOT_FOUND_POOL`.
    pub fn pool_member_info(&mut self, pool: &str) -> Result<PoolMemberInfo> {
        self.read(|array| {
            let pool = find(array, pool)?;
            let members = match (pool.member_type, pool.parent) {
                (MemberType::DISK, _) => disks(array, pool.number)?,
                (MemberType::POOL, Some(parent)) => vec![POOL.id(parent)],
                _ => Vec::new(),
            };
            Ok(PoolMemberInfo(pool.raid_type, pool.member_type, members))
        })
    }
}

/// The disks of a pool, in the order of the numbers.
fn disks(array: &Connection, pool: i64) -> Stored<Vec<String>> {
    let mut query =
        array.prepare_cached("SELECT id FROM disks WHERE owner_pool_id = ?1 ORDER BY id")?;
    let disks = query.query_map([pool], |row| row.get(0).map(|number| DISK.id(number)))?;
    Ok(disks.collect::<rusqlite::Result<_>>()?)
}

/// What the file says of a pool.
pub(super) struct StoredPool {
    pub(super) number: i64,
    pub(super) parent: Option<i64>,
    pub(super) raid_type: RaidType,
    pub(super) member_type: MemberType,
    pub(super) strip_size: i64,
    pub(super) unsupported_actions: UnsupportedActions,
    free: i64,
}

/// The pool with this identifier, or `NOT_FOUND_POOL`.
pub(super) fn find(array: &Connection, id: &str) -> Stored<StoredPool> {
    by_number(array, POOL.number(id)?)?.ok_or_else(|| POOL.missing(id).into())
}

/// The pool with this number.
pub(super) fn by_number(array: &Connection, number: i64) -> Stored<Option<StoredPool>> {
    let mut query = array.prepare_cached(pool_query!(
        "p.parent_pool_id, p.raid_type, p.member_type, p.strip_size, p.unsupported_actions",
        "WHERE p.id = ?1"
    ))?;
    let mut rows = query.query([number])?;
    let Some(row) = rows.next()? else { return Ok(None) };
    Ok(Some(StoredPool {
        number,
        free: row.integer(0)?.saturating_sub(row.integer(1)?),
        parent: row.optional_integer(2)?,
        raid_type: RaidType(row.number(3)?),
        member_type: MemberType(row.number(4)?),
        strip_size: row.integer(5)?,
        unsupported_actions: UnsupportedActions(row.number(6)?),
    }))
}

impl StoredPool {
    /// `bytes` as they would be stored, or `NOT_ENOUGH_SPACE`.
    pub(super) fn room_for(&self, bytes: u64) -> Stored<i64> {
        self.room_for_more(bytes, 0)
    }

    /// As [`Self::room_for`], for something that takes `taken` bytes already.
    pub(super) fn room_for_more(&self, bytes: u64, taken: i64) -> Stored<i64> {
        match stored_size(bytes) {
            Some(size) if size.saturating_sub(taken) <= self.free.max(0) => Ok(size),
            _ => Err(Error::new(
                ErrorKind::NOT_ENOUGH_SPACE,
                format!(
                    "{} has {} bytes free, which is not enough for {bytes} bytes",
                    POOL.id(self.number),
                    self.free.max(0)
                ),
            )
            .into()),
        }
    }
}
