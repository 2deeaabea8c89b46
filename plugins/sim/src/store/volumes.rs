// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes.

use lsm_core::{AdminState, Error, ErrorKind, JobId, Result, Search, UnsupportedActions, Volume};
use rusqlite::{Connection, Params, Row};

use super::column::Columns;
use super::ids::{POOL, VOLUME};
use super::jobs::Product;
use super::pools::StoredPool;
use super::{BLOCK_SIZE, Store, Stored, names, pools, stored_size, systems};

/// The columns of a volume, in the order in which [`fill_in`] reads them.
macro_rules! volume_query {
    ($rest:literal) => {
        concat!(
            "SELECT v.id, v.name, v.vpd83, v.total_space, v.admin_state, v.pool_id \
             FROM volumes v ",
            $rest
        )
    };
}
pub(super) use volume_query;

impl Store {
    /// Gives `push` every volume, in the order of the numbers; at least those that `search` is
    /// for.
    ///
    /// # Errors
    /// Those of `push`.
    pub fn volumes(
        &mut self,
        search: Option<&Search>,
        push: &mut dyn FnMut(&Volume) -> Result<()>,
    ) -> Result<()> {
        self.read(|array| {
            // Asking for one volume, or for those of one pool, must not cost a walk over all.
            let narrowed = search.map(|search| (search.key.as_str(), search.value.as_str()));
            let (sql, number) = match narrowed {
                Some(("id", id)) => (volume_query!("WHERE v.id = ?1"), Some(VOLUME.parse(id))),
                Some(("pool_id", id)) => {
                    (volume_query!("WHERE v.pool_id = ?1 ORDER BY v.id"), Some(POOL.parse(id)))
                }
                _ => (volume_query!("ORDER BY v.id"), None),
            };
            match number {
                Some(Some(number)) => list(array, sql, [number], push),
                Some(None) => Ok(()),
                None => list(array, sql, [], push),
            }
        })
    }

    /// Makes a volume.
    ///
    /// # Errors
    /// `NOT_FOUND_POOL`, `NOT_ENOUGH_SPACE`, `NAME_CONFLICT`.
    pub fn volume_create(&mut self, pool: &str, name: &str, size_bytes: u64) -> Result<JobId> {
        self.write_with_job(|array| {
            let pool = pools::find(array, pool)?;
            let size = pool.room_for(size_bytes)?;
            Ok(Product::Volume(create(array, &pool, name, size, Origin::Pool)?))
        })
    }

    /// Grows or shrinks a volume.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, `NO_STATE_CHANGE`, `NO_SUPPORT` when the pool forbids it,
    /// `NOT_ENOUGH_SPACE`.
    pub fn volume_resize(&mut self, volume: &str, new_size_bytes: u64) -> Result<JobId> {
        self.write_with_job(|array| {
            let volume = find(array, volume)?;
            let wanted = stored_size(new_size_bytes);
            if wanted == Some(volume.size) {
                return Err(unchanged("the volume has that size already"));
            }
            let pool = volume.pool(array)?;
            let (action, words) = match wanted {
                Some(size) if size < volume.size => (UnsupportedActions::VOLUME_SHRINK, "shrink"),
                _ => (UnsupportedActions::VOLUME_GROW, "grow"),
            };
            if pool.unsupported_actions.contains(action) {
                let pool = POOL.id(pool.number);
                return Err(Error::no_support(format!("volumes of {pool} cannot {words}")).into());
            }
            let size = pool.room_for_more(new_size_bytes, volume.size)?;
            array
                .prepare_cached(
                    "UPDATE volumes SET total_space = ?2, consumed_size = ?2 WHERE id = ?1",
                )?
                .execute([volume.number, size])?;
            Ok(Product::Volume(volume.number))
        })
    }

    /// Deletes a volume; with one on a RAID group of its own goes the pool, and all that was made
    /// from it.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, `IS_MASKED`, `HAS_CHILD_DEPENDENCY`.
    pub fn volume_delete(&mut self, volume: &str) -> Result<JobId> {
        self.write_with_job(|array| {
            let volume = find(array, volume)?;
            let id = VOLUME.id(volume.number);
            let masked = array
                .prepare_cached("SELECT 1 FROM vol_masks WHERE vol_id = ?1")?
                .exists([volume.number])?;
            if masked {
                let message = format!("an access group is granted {id}");
                return Err(Error::new(ErrorKind::IS_MASKED, message).into());
            }
            if volume.has_dependants(array)? {
                let message = format!("another volume is a replica of {id}");
                return Err(Error::new(ErrorKind::HAS_CHILD_DEPENDENCY, message).into());
            }
            let (sql, number) = if volume.is_hw_raid {
                ("DELETE FROM pools WHERE id = ?1", volume.pool_number)
            } else {
                ("DELETE FROM volumes WHERE id = ?1", volume.number)
            };
            array.prepare_cached(sql)?.execute([number])?;
            Ok(Product::Nothing)
        })
    }

    /// Brings a volume online or takes it offline.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`, `NO_STATE_CHANGE`.
    pub fn volume_set_admin_state(&mut self, volume: &str, state: AdminState) -> Result<()> {
        self.write(|array| {
            let volume = find(array, volume)?;
            let changed = array
                .prepare_cached(
                    "UPDATE volumes SET admin_state = ?2 WHERE id = ?1 AND admin_state <> ?2",
                )?
                .execute((volume.number, state.0))?;
            if changed == 0 {
                return Err(unchanged("the volume is in that state already"));
            }
            Ok(())
        })
    }

    /// Checks that there is such a volume: all that its identification lights do here.
    ///
    /// # Errors
    /// `NOT_FOUND_VOLUME`.
    pub fn volume_check(&mut self, volume: &str) -> Result<()> {
        self.read(|array| find(array, volume).map(|_| ()))
    }
}

/// What the file says of a volume.
pub(super) struct StoredVolume {
    pub(super) number: i64,
    pub(super) size: i64,
    pub(super) pool_number: i64,
    is_hw_raid: bool,
}

/// The volume with this identifier, or `NOT_FOUND_VOLUME`.
pub(super) fn find(array: &Connection, id: &str) -> Stored<StoredVolume> {
    by_number(array, VOLUME.number(id)?, id)
}

/// The volume with this number, whose identifier is `id`, or `NOT_FOUND_VOLUME`.
pub(super) fn by_number(array: &Connection, number: i64, id: &str) -> Stored<StoredVolume> {
    let mut query = array
        .prepare_cached("SELECT total_space, pool_id, is_hw_raid_vol FROM volumes WHERE id = ?1")?;
    let mut rows = query.query([number])?;
    let row = rows.next()?.ok_or_else(|| VOLUME.missing(id))?;
    Ok(StoredVolume {
        number,
        size: row.integer(0)?,
        pool_number: row.integer(1)?,
        is_hw_raid: row.integer(2)? != 0,
    })
}

impl StoredVolume {
    /// The pool it was made from.
    pub(super) fn pool(&self, array: &Connection) -> Stored<StoredPool> {
        pools::by_number(array, self.pool_number)?
            .ok_or_else(|| POOL.missing(&POOL.id(self.pool_number)).into())
    }

    /// Whether another volume is a replica of it.
    pub(super) fn has_dependants(&self, array: &Connection) -> Stored<bool> {
        Ok(array
            .prepare_cached("SELECT 1 FROM vol_reps WHERE src_vol_id = ?1 AND dst_vol_id <> ?1")?
            .exists([self.number])?)
    }
}

/// What a volume is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Origin {
    /// Space of a pool.
    Pool,
    /// A RAID group of its own.
    RaidGroup,
}

/// Makes a volume of `size` bytes; gives its number, or `NAME_CONFLICT`.
pub(super) fn create(
    array: &Connection,
    pool: &StoredPool,
    name: &str,
    size: i64,
    origin: Origin,
) -> Stored<i64> {
    names::VOLUMES.check_free(array, name)?;
    array
        .prepare_cached(
            "INSERT INTO volumes (id, vpd83, name, total_space, consumed_size, admin_state,
                is_hw_raid_vol, write_cache_policy, read_cache_policy, phy_disk_cache, pool_id)
             VALUES ((SELECT coalesce(max(id), 0) + 1 FROM volumes),
                '50' || lower(hex(randomblob(7))), ?1, ?2, ?2, 1, ?3, 3, 2, 3, ?4)",
        )?
        .execute((name, size, origin == Origin::RaidGroup, pool.number))?;
    Ok(array.last_insert_rowid())
}

/// The volume with this number as clients see it, or `NOT_FOUND_VOLUME`.
pub(super) fn record(array: &Connection, number: i64) -> Stored<Volume> {
    let mut found = None;
    list(array, volume_query!("WHERE v.id = ?1"), [number], &mut |volume| {
        found = Some(volume.clone());
        Ok(())
    })?;
    found.ok_or_else(|| VOLUME.missing(&VOLUME.id(number)).into())
}

/// Gives `push` the volumes that a [`volume_query`] finds. One record serves for all of them.
pub(super) fn list(
    array: &Connection,
    sql: &str,
    parameters: impl Params,
    push: &mut dyn FnMut(&Volume) -> Result<()>,
) -> Stored<()> {
    let mut volume = Volume {
        id: String::new(),
        name: String::new(),
        vpd83: Some(String::new()),
        block_size: BLOCK_SIZE,
        num_of_blocks: 0,
        admin_state: AdminState::ENABLED,
        system_id: systems::id(array)?,
        pool_id: String::new(),
        plugin_data: None,
    };
    let mut query = array.prepare_cached(sql)?;
    let mut rows = query.query(parameters)?;
    while let Some(row) = rows.next()? {
        fill_in(&mut volume, row)?;
        push(&volume)?;
    }
    Ok(())
}

fn fill_in(volume: &mut Volume, row: &Row<'_>) -> Stored<()> {
    VOLUME.id_into(row.integer(0)?, &mut volume.id);
    row.text_into(1, &mut volume.name)?;
    row.text_into(2, volume.vpd83.get_or_insert_default())?;
    volume.num_of_blocks = row.integer(3)?.max(0) as u64 / BLOCK_SIZE;
    volume.admin_state = AdminState(row.number(4)?);
    POOL.id_into(row.integer(5)?, &mut volume.pool_id);
    Ok(())
}

/// That a call would change nothing.
pub(super) fn unchanged(message: &str) -> super::Failure {
    Error::new(ErrorKind::NO_STATE_CHANGE, message).into()
}
