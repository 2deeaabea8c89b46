// SPDX-License-Identifier: MIT OR Apache-2.0
//! An array of its own for each test, and questions to it.

use std::fmt::{Debug, Write};
use std::ops::{Deref, DerefMut};
use std::path::{Path, PathBuf};
use std::time::Duration;

use lsm_core::*;
use lsm_sim::{NewExport, Settings, Store};
use rusqlite::Connection;
use rusqlite::types::Value;
use tempfile::TempDir;

pub(crate) const MIB: u64 = 1 << 20;

/// An array in a folder of its own, its jobs done at once.
pub(crate) struct Array {
    folder: TempDir,
    store: Store,
}

impl Deref for Array {
    type Target = Store;
    fn deref(&self) -> &Store {
        &self.store
    }
}

impl DerefMut for Array {
    fn deref_mut(&mut self) -> &mut Store {
        &mut self.store
    }
}

/// Settings with jobs that are done at once.
pub(crate) fn settings(path: &Path) -> Settings {
    Settings { job_duration: Duration::ZERO, ..Settings::new(path) }
}

/// A call that an array must refuse.
pub(crate) type Call<'a, T> = &'a dyn Fn(&mut Store) -> Result<T>;

impl Array {
    /// A new array.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&settings(&folder.path().join("state"))).unwrap();
        Self { folder, store }
    }

    /// An array with a bit of everything:
    ///
    /// * volumes in pool 4: 1 `data` (1 MiB), granted to group 1; 2 `copy`, a clone of it; 3 `log`
    ///   with nothing about it; in pool 1, which forbids resizing: 4 `fixed`;
    /// * groups 1 `web` (one iSCSI initiator) and 2 `db` (one of each kind);
    /// * file systems in pool 3: 1 `homes` (1 MiB) with snapshot 1 `monday` and export 1 `/homes`,
    ///   2 `clone` of it; 3 `mail` with snapshot 2 `tuesday`.
    pub(crate) fn furnished() -> Self {
        let mut array = Self::new();
        array.volume_create("POOL_ID_00004", "data", MIB).unwrap();
        array.volume_replicate(None, ReplicationType::CLONE, "VOL_ID_00001", "copy").unwrap();
        array.volume_create("POOL_ID_00004", "log", MIB).unwrap();
        array.volume_create("POOL_ID_00001", "fixed", MIB).unwrap();
        let iscsi = InitiatorType::ISCSI_IQN;
        array.access_group_create("web", "iqn.2031-05.example:web", iscsi, "sim-01").unwrap();
        array.access_group_create("db", "iqn.2031-05.example:db", iscsi, "sim-01").unwrap();
        array
            .access_group_initiator_add(
                "AG_ID_00002",
                "10:00:00:00:c9:95:2f:de",
                InitiatorType::WWPN,
            )
            .unwrap();
        array.volume_mask("AG_ID_00001", "VOL_ID_00001").unwrap();
        array.fs_create("POOL_ID_00003", "homes", MIB).unwrap();
        array.fs_clone("FS_ID_00001", "clone", None).unwrap();
        array.fs_create("POOL_ID_00003", "mail", MIB).unwrap();
        array.fs_snapshot_create("FS_ID_00001", "monday").unwrap();
        array.fs_snapshot_create("FS_ID_00003", "tuesday").unwrap();
        array.export_fs("FS_ID_00001", &export(Some("/homes"))).unwrap();
        array
    }

    /// The state file.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("state")
    }

    /// Another session with the same array.
    pub(crate) fn another_session(&self) -> Store {
        Store::open(&settings(&self.path())).unwrap()
    }

    /// A connection to the file beside the store, as another program has it.
    pub(crate) fn raw(&self) -> Connection {
        raw(&self.path())
    }

    /// Runs SQL on the file as another program does.
    pub(crate) fn execute(&self, sql: &str) {
        self.raw().execute_batch(sql).unwrap();
    }

    /// Asserts that the calls are refused with these numbers and change nothing. Each is made so
    /// that the numbers of all later ones fit as well: it shows that the first one wins.
    pub(crate) fn refuses<T: Debug>(&mut self, calls: &[(ErrorKind, Call<'_, T>)]) {
        for (index, (kind, call)) in calls.iter().enumerate() {
            let before = dump(&self.raw());
            let error = call(&mut self.store).expect_err("the call must be refused");
            assert_eq!(error.kind, *kind, "call {index}: {error}");
            assert!(!error.message.is_empty());
            assert_eq!(dump(&self.raw()), before, "call {index} changed something");
        }
    }

    /// What a job that is done made.
    pub(crate) fn product(&mut self, job: &JobId) -> Option<JobItem> {
        let state = self.store.job_status(&job.0).unwrap();
        assert_eq!((state.status, state.percent), (JobStatus::COMPLETE, 100));
        state.item
    }

    /// The volume that a job made.
    pub(crate) fn volume_of(&mut self, job: &JobId) -> Volume {
        self.product(job).unwrap().try_into().unwrap()
    }

    /// The file system that a job made.
    pub(crate) fn fs_of(&mut self, job: &JobId) -> FileSystem {
        self.product(job).unwrap().try_into().unwrap()
    }

    /// Makes a volume in pool 4.
    pub(crate) fn volume(&mut self, name: &str, size: u64) -> Volume {
        let job = self.store.volume_create("POOL_ID_00004", name, size).unwrap();
        self.volume_of(&job)
    }

    pub(crate) fn all_volumes(&mut self) -> Vec<Volume> {
        collect(|push| self.store.volumes(None, push))
    }

    pub(crate) fn all_pools(&mut self) -> Vec<Pool> {
        collect(|push| self.store.pools(push))
    }

    pub(crate) fn all_disks(&mut self) -> Vec<Disk> {
        collect(|push| self.store.disks(push))
    }

    pub(crate) fn all_groups(&mut self) -> Vec<AccessGroup> {
        collect(|push| self.store.access_groups(push))
    }

    pub(crate) fn all_fs(&mut self) -> Vec<FileSystem> {
        collect(|push| self.store.fs(None, push))
    }

    pub(crate) fn all_exports(&mut self) -> Vec<NfsExport> {
        collect(|push| self.store.exports(None, push))
    }

    /// Free bytes of a pool.
    pub(crate) fn free(&mut self, pool: &str) -> u64 {
        self.all_pools().into_iter().find(|found| found.id == pool).unwrap().free_space
    }
}

/// The records of a listing.
pub(crate) fn collect<T: Clone>(
    list: impl FnOnce(&mut dyn FnMut(&T) -> Result<()>) -> Result<()>,
) -> Vec<T> {
    let mut records = Vec::new();
    list(&mut |record: &T| {
        records.push(record.clone());
        Ok(())
    })
    .unwrap();
    records
}

pub(crate) fn raw(path: &Path) -> Connection {
    let connection = Connection::open(path).unwrap();
    connection.busy_timeout(Duration::from_secs(30)).unwrap();
    connection
}

/// A plain export under a path.
pub(crate) fn export(path: Option<&str>) -> NewExport<'_> {
    NewExport {
        path,
        root: &[],
        rw: &[],
        ro: &[],
        anon_uid: AnonymousId::NA,
        anon_gid: AnonymousId::NA,
        auth_type: None,
        options: None,
    }
}

/// The names of the tables of a file, in their order.
pub(crate) fn tables(connection: &Connection) -> Vec<String> {
    let mut query = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .unwrap();
    let names = query.query_map([], |row| row.get(0)).unwrap();
    names.map(std::result::Result::unwrap).collect()
}

/// Every row of these tables, as text.
pub(crate) fn dump_tables(connection: &Connection, tables: &[String]) -> String {
    let mut text = String::new();
    for table in tables {
        let sql = format!("SELECT * FROM {table} ORDER BY rowid");
        let mut query = connection.prepare(&sql).unwrap();
        let columns = query.column_count();
        let mut rows = query.query([]).unwrap();
        while let Some(row) = rows.next().unwrap() {
            let values: Vec<Value> = (0..columns).map(|index| row.get(index).unwrap()).collect();
            writeln!(text, "{table} {values:?}").unwrap();
        }
    }
    text
}

/// Every row of the file, as text.
pub(crate) fn dump(connection: &Connection) -> String {
    dump_tables(connection, &tables(connection))
}

/// Asserts that the file is sound and that the space counted for each pool is what is taken.
pub(crate) fn check(connection: &Connection) {
    let sound: String =
        connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(sound, "ok");
    let sql = "SELECT p.id, (SELECT used FROM sim_pool_usage WHERE pool_id = p.id),
            (SELECT coalesce(sum(consumed_size), 0) FROM volumes WHERE pool_id = p.id)
            + (SELECT coalesce(sum(consumed_size), 0) FROM fss WHERE pool_id = p.id)
            + (SELECT coalesce(sum(total_space), 0) FROM pools WHERE parent_pool_id = p.id)
        FROM pools p";
    let mut query = connection.prepare(sql).unwrap();
    let mut rows = query.query([]).unwrap();
    while let Some(row) = rows.next().unwrap() {
        let (pool, counted, taken): (i64, Option<i64>, i64) =
            (row.get(0).unwrap(), row.get(1).unwrap(), row.get(2).unwrap());
        assert_eq!(counted, Some(taken), "pool {pool}");
    }
    let strays: i64 = connection
        .query_row(
            "SELECT count(*) FROM sim_pool_usage WHERE pool_id NOT IN (SELECT id FROM pools)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(strays, 0);
}
