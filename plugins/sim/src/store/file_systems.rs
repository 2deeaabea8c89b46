// SPDX-License-Identifier: MIT OR Apache-2.0
//! File systems and their clones.

use lsm_core::{Error, ErrorKind, FileSystem, JobId, Result, Search};
use rusqlite::{Connection, Params};

use super::column::Columns;
use super::ids::{FILE_SYSTEM, POOL, SNAPSHOT};
use super::jobs::Product;
use super::pools::StoredPool;
use super::volumes::unchanged;
use super::{Store, Stored, names, pools, snapshots, stored_size, systems};

/// The columns of a file system, in the order in which [`list`] reads them.
macro_rules! fs_query {
    ($rest:literal) => {
        concat!("SELECT id, name, total_space, free_space, pool_id FROM fss ", $rest)
    };
}

impl Store {
    /// Gives `push` every file system, in the order of the numbers; at least those that `search`
    /// is for.
    ///
    /// # Errors
    /// Those of `push`.
    pub fn fs(
        &mut self,
        search: Option<&Search>,
        push: &mut dyn FnMut(&FileSystem) -> Result<()>,
    ) -> Result<()> {
        self.read(|array| match search.filter(|search| search.key == "id") {
            None => list(array, fs_query!("ORDER BY id"), [], push),
            Some(search) => match FILE_SYSTEM.parse(&search.value) {
                Some(number) => list(array, fs_query!("WHERE id = ?1"), [number], push),
                None => Ok(()),
            },
        })
    }

    /// Makes a file system.
    ///
    /// # Errors
    /// `NOT_FOUND_POOL`, `NOT_ENOUGH_SPACE`, `NAME_CONFLICT`.
    pub fn fs_create(&mut self, pool: &str, name: &str, size_bytes: u64) -> Result<JobId> {
        self.write_with_job(|array| {
            let pool = pools::find(array, pool)?;
            Ok(Product::FileSystem(create(array, &pool, name, size_bytes)?))
        })
    }

    /// Grows or shrinks a file system.
    ///
    /// # Errors
    /// `NOT_FOUND_FS`, `NO_STATE_CHANGE`, `NOT_ENOUGH_SPACE`.
    pub fn fs_resize(&mut self, fs: &str, new_size_bytes: u64) -> Result<JobId> {
        self.write_with_job(|array| {
            let fs = find(array, fs)?;
            if stored_size(new_size_bytes) == Some(fs.size) {
                return Err(unchanged("the file system has that size already"));
            }
            let size = fs.pool(array)?.room_for_more(new_size_bytes, fs.size)?;
            array
                .prepare_cached(
                    "UPDATE fss SET total_space = ?2, consumed_size = ?2, free_space = ?2
                     WHERE id = ?1",
                )?
                .execute([fs.number, size])?;
            Ok(Product::FileSystem(fs.number))
        })
    }

    /// Deletes a file system; its snapshots and exports go with it.
    ///
    /// # Errors
    /// `NOT_FOUND_FS`, `HAS_CHILD_DEPENDENCY` when it is the source of a clone.
    pub fn fs_delete(&mut self, fs: &str) -> Result<JobId> {
        self.write_with_job(|array| {
            let found = find(array, fs)?;
            if found.has_clones(array)? {
                let message = format!("another file system is a clone of {fs}");
                return Err(Error::new(ErrorKind::HAS_CHILD_DEPENDENCY, message).into());
            }
            array.prepare_cached("DELETE FROM fss WHERE id = ?1")?.execute([found.number])?;
            Ok(Product::Nothing)
        })
    }

    /// Makes a clone of a file system, or of its state at a snapshot, in the same pool.
    ///
    /// # Errors
    /// `NOT_FOUND_FS_SS` for what is no identifier of a snapshot, `NOT_FOUND_FS`,
    /// `NOT_ENOUGH_SPACE`, `NAME_CONFLICT`, `NOT_FOUND_FS_SS`.
    pub fn fs_clone(&mut self, source: &str, name: &str, snapshot: Option<&str>) -> Result<JobId> {
        self.write_with_job(|array| {
            let snapshot = snapshot.map(|id| Ok((SNAPSHOT.number(id)?, id)));
            let snapshot = snapshot.transpose().map_err(super::Failure::Refused)?;
            let source = find(array, source)?;
            let pool = source.pool(array)?;
            let clone = create(array, &pool, name, source.size.max(0) as u64)?;
            if let Some((number, id)) = snapshot {
                snapshots::check(array, source.number, number, id)?;
            }
            array
                .prepare_cached("INSERT INTO fs_clones (src_fs_id, dst_fs_id) VALUES (?1, ?2)")?
                .execute([source.number, clone])?;
            Ok(Product::FileSystem(clone))
        })
    }

    /// Clones a file; the names of the files do not matter here.
    ///
    /// # Errors
    /// `NOT_FOUND_FS_SS` for what is no identifier of a snapshot, `NOT_FOUND_FS`,
    /// `NOT_FOUND_FS_SS`.
    pub fn fs_file_clone(&mut self, fs: &str, snapshot: Option<&str>) -> Result<JobId> {
        self.write_with_job(|array| {
            match snapshot {
                Some(snapshot) => snapshots::find_with_fs(array, fs, snapshot).map(|_| ())?,
                None => find(array, fs).map(|_| ())?,
            }
            Ok(Product::Nothing)
        })
    }

    /// Whether clones or snapshots of a file system exist.
    ///
    /// # Errors
    /// `NOT_FOUND_FS`.
    pub fn fs_child_dependency(&mut self, fs: &str) -> Result<bool> {
        self.read(|array| find(array, fs)?.has_dependants(array))
    }

    /// Makes all clones of a file system independent, and deletes its snapshots.
    ///
    /// # Errors
    /// `NOT_FOUND_FS`, `NO_STATE_CHANGE`.
    pub fn fs_child_dependency_rm(&mut self, fs: &str) -> Result<JobId> {
        self.write_with_job(|array| {
            let fs = find(array, fs)?;
            if !fs.has_dependants(array)? {
                return Err(unchanged("nothing depends on the file system"));
            }
            for sql in [
                "DELETE FROM fs_clones WHERE src_fs_id = ?1",
                "DELETE FROM fs_snaps WHERE fs_id = ?1",
            ] {
                array.prepare_cached(sql)?.execute([fs.number])?;
            }
            Ok(Product::Nothing)
        })
    }
}

/// What the file says of a file system.
pub(super) struct StoredFs {
    pub(super) number: i64,
    size: i64,
    pool_number: i64,
}

/// The file system with this identifier, or `NOT_FOUND_FS`.
pub(super) fn find(array: &Connection, id: &str) -> Stored<StoredFs> {
    let number = FILE_SYSTEM.number(id)?;
    let mut query = array.prepare_cached("SELECT total_space, pool_id FROM fss WHERE id = ?1")?;
    let mut rows = query.query([number])?;
    let row = rows.next()?.ok_or_else(|| FILE_SYSTEM.missing(id))?;
    Ok(StoredFs { number, size: row.integer(0)?, pool_number: row.integer(1)? })
}

impl StoredFs {
    fn pool(&self, array: &Connection) -> Stored<StoredPool> {
        pools::by_number(array, self.pool_number)?
            .ok_or_else(|| POOL.missing(&POOL.id(self.pool_number)).into())
    }

    fn has_clones(&self, array: &Connection) -> Stored<bool> {
        let mut query = array.prepare_cached("SELECT 1 FROM fs_clones WHERE src_fs_id = ?1")?;
        Ok(query.exists([self.number])?)
    }

    fn has_dependants(&self, array: &Connection) -> Stored<bool> {
        let mut snapshots = array.prepare_cached("SELECT 1 FROM fs_snaps WHERE fs_id = ?1")?;
        Ok(self.has_clones(array)? || snapshots.exists([self.number])?)
    }
}

/// Makes a file system; gives its number, or `NOT_ENOUGH_SPACE` or `NAME_CONFLICT`.
fn create(array: &Connection, pool: &StoredPool, name: &str, size_bytes: u64) -> Stored<i64> {
    let size = pool.room_for(size_bytes)?;
    names::FILE_SYSTEMS.check_free(array, name)?;
    array
        .prepare_cached(
            "INSERT INTO fss (id, name, total_space, consumed_size, free_space, pool_id)
             VALUES ((SELECT coalesce(max(id), 0) + 1 FROM fss), ?1, ?2, ?2, ?2, ?3)",
        )?
        .execute((name, size, pool.number))?;
    Ok(array.last_insert_rowid())
}

/// The file system with this number as clients see it, or `NOT_FOUND_FS`.
pub(super) fn record(array: &Connection, number: i64) -> Stored<FileSystem> {
    let mut found = None;
    list(array, fs_query!("WHERE id = ?1"), [number], &mut |fs| {
        found = Some(fs.clone());
        Ok(())
    })?;
    found.ok_or_else(|| FILE_SYSTEM.missing(&FILE_SYSTEM.id(number)).into())
}

fn list(
    array: &Connection,
    sql: &str,
    parameters: impl Params,
    push: &mut dyn FnMut(&FileSystem) -> Result<()>,
) -> Stored<()> {
    let system_id = systems::id(array)?;
    let mut query = array.prepare_cached(sql)?;
    let mut rows = query.query(parameters)?;
    while let Some(row) = rows.next()? {
        push(&FileSystem {
            id: FILE_SYSTEM.id(row.integer(0)?),
            name: row.text(1)?,
            total_space: row.integer(2)?.max(0) as u64,
            free_space: row.integer(3)?.max(0) as u64,
            pool_id: POOL.id(row.integer(4)?),
            system_id: system_id.clone(),
            plugin_data: None,
        })?;
    }
    Ok(())
}
