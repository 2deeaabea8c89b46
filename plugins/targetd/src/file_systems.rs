// SPDX-License-Identifier: MIT OR Apache-2.0
//! File systems and their snapshots, in btrfs and ZFS.

use lsm_core::{Error, ErrorKind, FileSystem, FsSnapshot, Pool, Result, Search};
use serde::{Deserialize, Serialize};

use crate::failure::Answer;
use crate::name;
use crate::plugin::Targetd;
use crate::pools::SYSTEM;
use crate::rpc::{Nothing, Rpc};

/// A file system as the server tells it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct FsRow {
    name: String,
    pub(crate) uuid: String,
    total_space: u64,
    free_space: u64,
    pool: String,
    /// Where it lies on the server, and what is exported.
    pub(crate) full_path: String,
}

impl FsRow {
    fn file_system(&self) -> FileSystem {
        FileSystem {
            id: self.uuid.clone(),
            name: self.name.clone(),
            total_space: self.total_space,
            free_space: self.free_space,
            pool_id: self.pool.clone(),
            system_id: SYSTEM.to_owned(),
            plugin_data: None,
        }
    }
}

/// A snapshot as the server tells it, or something that it takes for one.
#[derive(Debug, Deserialize)]
struct SnapshotRow {
    name: String,
    uuid: String,
    timestamp: u64,
}

impl SnapshotRow {
    /// Whether it is of the file system that was asked for. With btrfs the list holds all that there
    /// is in the pool: what belongs elsewhere has a path for a name, and what has a blank in its name
    /// is taken apart, which leaves the heading of a column for an identifier.
    fn is_own(&self) -> bool {
        !self.name.contains('/') && self.uuid != "path"
    }

    fn snapshot(self) -> FsSnapshot {
        FsSnapshot { id: self.uuid, name: self.name, ts: self.timestamp, plugin_data: None }
    }
}

#[derive(Serialize)]
struct Create<'a> {
    pool_name: &'a str,
    name: &'a str,
    size_bytes: u64,
}

#[derive(Serialize)]
struct Destroy<'a> {
    uuid: &'a str,
}

#[derive(Serialize)]
struct MakeClone<'a> {
    fs_uuid: &'a str,
    dest_fs_name: &'a str,
    snapshot_id: Option<&'a str>,
}

#[derive(Serialize)]
struct OfFs<'a> {
    fs_uuid: &'a str,
}

#[derive(Serialize)]
struct Snapshot<'a> {
    fs_uuid: &'a str,
    dest_ss_name: &'a str,
}

#[derive(Serialize)]
struct DeleteSnapshot<'a> {
    fs_uuid: &'a str,
    ss_uuid: &'a str,
}

fn unknown(id: &str) -> Error {
    Error::new(ErrorKind::NOT_FOUND_FS, format!("there is no file system {id} on the array"))
}

impl Rpc {
    pub(crate) fn fs_list(&mut self) -> Answer<Vec<FsRow>> {
        self.call("fs_list", &Nothing {})
    }

    /// The file system with this identifier, as it is now.
    pub(crate) fn find_fs(&mut self, id: &str) -> Result<FsRow> {
        self.fs_list()?.into_iter().find(|row| row.uuid == id).ok_or_else(|| unknown(id))
    }

    fn find_fs_by_name(&mut self, pool: &str, name: &str) -> Result<FileSystem> {
        let rows = self.fs_list()?;
        let row = rows.iter().find(|row| row.pool == pool && row.name == name);
        row.map(FsRow::file_system).ok_or_else(|| {
            Error::plugin_bug(format!("the array made {name} in {pool}, and does not list it"))
        })
    }

    fn snapshots(&mut self, fs_uuid: &str) -> Answer<Vec<SnapshotRow>> {
        self.call("ss_list", &OfFs { fs_uuid })
    }

    /// Makes sure that a snapshot is there and that the server will take the same one for it.
    fn check_snapshot(&mut self, fs: &FileSystem, snapshot: &FsSnapshot) -> Result<()> {
        let rows = self.snapshots(&fs.id)?;
        let same_id = rows.iter().filter(|row| row.uuid == snapshot.id).count();
        if !rows.iter().any(|row| row.is_own() && row.uuid == snapshot.id) {
            return Err(Error::new(
                ErrorKind::NOT_FOUND_FS_SS,
                format!("there is no snapshot {} of the file system {}", snapshot.name, fs.name),
            ));
        }
        if same_id > 1 {
            return Err(Error::no_support(format!(
                "the array cannot tell the snapshot {} from another one in the pool, which was \
                 made at the same second",
                snapshot.name
            )));
        }
        Ok(())
    }
}

impl Targetd {
    pub(crate) fn each_fs(
        &mut self,
        search: Option<&Search>,
        take: &mut dyn FnMut(&FileSystem) -> Result<()>,
    ) -> Result<()> {
        let elsewhere = |search: &Search| search.key == "system_id" && search.value != SYSTEM;
        if search.is_some_and(elsewhere) {
            return Ok(());
        }
        self.rpc.fs_list()?.iter().try_for_each(|row| take(&row.file_system()))
    }

    /// The size is of no matter to the server: a file system can grow as its pool can.
    pub(crate) fn fs_make(&mut self, pool: &Pool, fs_name: &str, size: u64) -> Result<FileSystem> {
        name::file_system("file system", fs_name)?;
        let create = Create { pool_name: &pool.id, name: fs_name, size_bytes: size };
        self.rpc.call::<()>("fs_create", &create)?;
        self.rpc.find_fs_by_name(&pool.id, fs_name)
    }

    pub(crate) fn fs_remove(&mut self, fs: &FileSystem) -> Result<()> {
        let row = self.rpc.find_fs(&fs.id)?;
        // The server deletes all that it lists, which fails half-way at what is not of this one.
        let listed = self.rpc.snapshots(&row.uuid)?;
        let foreign = listed.iter().find(|snapshot| !snapshot.is_own());
        if let Some(foreign) = foreign {
            return Err(Error::new(
                ErrorKind::HAS_CHILD_DEPENDENCY,
                format!(
                    "the array cannot delete a file system while others in its pool have snapshots \
                     or clones; delete {} first",
                    foreign.name
                ),
            ));
        }
        self.rpc.call::<()>("fs_destroy", &Destroy { uuid: &row.uuid })?;
        // Exports of what is gone are of no use; that they stay is no failure of the deletion.
        for export in self.rpc.nfs_export_list().unwrap_or_default() {
            if export.path == row.full_path {
                let _ = self.rpc.nfs_export_remove(&export.host, &export.path);
            }
        }
        Ok(())
    }

    pub(crate) fn fs_make_clone(
        &mut self,
        source: &FileSystem,
        clone_name: &str,
        snapshot: Option<&FsSnapshot>,
    ) -> Result<FileSystem> {
        name::file_system("file system", clone_name)?;
        if let Some(snapshot) = snapshot {
            self.rpc.check_snapshot(source, snapshot)?;
        }
        let snapshot_id = snapshot.map(|snapshot| &*snapshot.id);
        let clone = MakeClone { fs_uuid: &source.id, dest_fs_name: clone_name, snapshot_id };
        self.rpc.call::<()>("fs_clone", &clone)?;
        self.rpc.find_fs_by_name(&source.pool_id, clone_name)
    }

    pub(crate) fn snapshots_of(&mut self, fs: &FileSystem) -> Result<Vec<FsSnapshot>> {
        let rows = self.rpc.snapshots(&fs.id)?;
        Ok(rows.into_iter().filter(SnapshotRow::is_own).map(SnapshotRow::snapshot).collect())
    }

    pub(crate) fn snapshot_make(&mut self, fs: &FileSystem, name: &str) -> Result<FsSnapshot> {
        name::file_system("snapshot", name)?;
        let snapshot = Snapshot { fs_uuid: &fs.id, dest_ss_name: name };
        self.rpc.call::<()>("fs_snapshot", &snapshot)?;
        let mut snapshots = self.snapshots_of(fs)?.into_iter();
        snapshots.find(|snapshot| snapshot.name == name).ok_or_else(|| {
            Error::plugin_bug(format!("the array made the snapshot {name}, and does not list it"))
        })
    }

    pub(crate) fn snapshot_remove(&mut self, fs: &FileSystem, snapshot: &FsSnapshot) -> Result<()> {
        self.rpc.check_snapshot(fs, snapshot)?;
        let delete = DeleteSnapshot { fs_uuid: &fs.id, ss_uuid: &snapshot.id };
        Ok(self.rpc.call("fs_snapshot_delete", &delete)?)
    }
}
