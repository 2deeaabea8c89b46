// SPDX-License-Identifier: MIT OR Apache-2.0
//! Pools: volume groups, thin pools, ZFS datasets, and mounts that hold file systems.

use lsm_core::{
    ElementType, Error, ErrorKind, Pool, PoolStatus, ReadCachePct, Result, System, SystemMode,
    SystemStatus, UnsupportedActions,
};
use serde::Deserialize;

use crate::failure::Answer;
use crate::rpc::{Nothing, Rpc};

/// The one system that a server is.
pub(crate) const SYSTEM: &str = "targetd";

/// A pool as the server tells it.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct PoolRow {
    pub(crate) name: String,
    size: u64,
    free_size: u64,
    /// Servers of long ago do not tell it.
    #[serde(default, rename = "type")]
    kind: Option<String>,
    #[serde(default)]
    uuid: Option<PoolUuid>,
}

/// How a pool is identified tells what it is.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum PoolUuid {
    /// The guid of a ZFS dataset.
    Zfs(#[allow(dead_code)] serde_json::Number),
    /// That of LVM.
    Lvm(#[allow(dead_code)] String),
}

impl PoolRow {
    /// Whether volumes are made from it; file systems else.
    pub(crate) fn is_block(&self) -> bool {
        match self.kind.as_deref() {
            Some(kind) => kind == "block",
            None => !self.name.starts_with('/'),
        }
    }

    fn is_zfs(&self) -> bool {
        matches!(self.uuid, Some(PoolUuid::Zfs(_)))
    }

    /// Whether it is a thin pool of LVM, called `vg/pool`.
    pub(crate) fn is_thin(&self) -> bool {
        self.is_block() && !self.is_zfs() && self.name.contains('/')
    }

    /// Whether the server can copy a volume of it.
    pub(crate) fn can_copy(&self) -> bool {
        self.is_thin() || (self.is_block() && self.is_zfs())
    }

    pub(crate) fn pool(&self) -> Pool {
        let element_type = if !self.is_block() {
            ElementType::FS
        } else if self.is_thin() {
            ElementType::VOLUME | ElementType::VOLUME_THIN
        } else {
            ElementType::VOLUME | ElementType::VOLUME_FULL
        };
        Pool {
            id: self.name.clone(),
            name: self.name.clone(),
            element_type,
            unsupported_actions: UnsupportedActions::VOLUME_SHRINK,
            total_space: self.size,
            free_space: self.free_size,
            status: PoolStatus::UNKNOWN,
            status_info: Some(String::new()),
            system_id: SYSTEM.to_owned(),
            plugin_data: None,
        }
    }
}

impl Rpc {
    /// All pools, by name: the server gives them in another order every time.
    pub(crate) fn pool_list(&mut self) -> Answer<Vec<PoolRow>> {
        let mut pools: Vec<PoolRow> = self.call("pool_list", &Nothing {})?;
        pools.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(pools)
    }
}

/// Makes sure that a system is this one.
pub(crate) fn check_system(id: &str) -> Result<()> {
    if id == SYSTEM {
        return Ok(());
    }
    let message = format!("there is no system {id}; this array is the system {SYSTEM}");
    Err(Error::new(ErrorKind::NOT_FOUND_SYSTEM, message))
}

/// The one system that there is.
pub(crate) fn system() -> System {
    System {
        id: SYSTEM.to_owned(),
        name: "targetd storage appliance".to_owned(),
        status: SystemStatus::UNKNOWN,
        status_info: Some(String::new()),
        plugin_data: None,
        fw_version: String::new(),
        mode: SystemMode::NO_SUPPORT,
        read_cache_pct: ReadCachePct::NO_SUPPORT,
    }
}
