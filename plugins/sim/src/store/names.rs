// SPDX-License-Identifier: MIT OR Apache-2.0
//! Names: unique per kind over the whole array.

use rusqlite::Connection;

use super::Stored;
use super::ids::{self, Kind};

/// A table whose rows have a name that no other row has.
pub(super) struct Named {
    kind: Kind,
    by_name: &'static str,
}

pub(super) const POOLS: Named =
    Named { kind: ids::POOL, by_name: "SELECT 1 FROM pools WHERE name = ?1" };
pub(super) const VOLUMES: Named =
    Named { kind: ids::VOLUME, by_name: "SELECT 1 FROM volumes WHERE name = ?1" };
pub(super) const ACCESS_GROUPS: Named =
    Named { kind: ids::ACCESS_GROUP, by_name: "SELECT 1 FROM ags WHERE name = ?1" };
pub(super) const FILE_SYSTEMS: Named =
    Named { kind: ids::FILE_SYSTEM, by_name: "SELECT 1 FROM fss WHERE name = ?1" };
pub(super) const SNAPSHOTS: Named =
    Named { kind: ids::SNAPSHOT, by_name: "SELECT 1 FROM fs_snaps WHERE name = ?1" };
pub(super) const EXPORTS: Named =
    Named { kind: ids::EXPORT, by_name: "SELECT 1 FROM exps WHERE exp_path = ?1" };

impl Named {
    /// Whether a row has this name.
    pub(super) fn is_taken(&self, array: &Connection, name: &str) -> Stored<bool> {
        Ok(array.prepare_cached(self.by_name)?.exists([name])?)
    }

    /// Refuses a name that is taken with `NAME_CONFLICT`.
    pub(super) fn check_free(&self, array: &Connection, name: &str) -> Stored<()> {
        if self.is_taken(array, name)? { Err(self.kind.taken(name).into()) } else { Ok(()) }
    }
}
