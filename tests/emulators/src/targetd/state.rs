// SPDX-License-Identifier: MIT OR Apache-2.0
//! What the host holds.

use std::collections::BTreeMap;

use super::names::{lvm_uuid, subvolume_uuid};

/// Bytes of a physical extent of LVM.
pub(super) const EXTENT: u64 = 4 << 20;
/// The volume group.
pub(super) const GROUP: &str = "vg-plain";
/// The thin pool.
pub(super) const THIN: &str = "vg-targetd/thin_pool";
/// The btrfs.
pub(super) const BTRFS: &str = "/mnt/btrfs";

/// What a method answers in place of a result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The code of the server.
    pub code: i64,
    /// Its sentence.
    pub message: String,
}

/// What a method gives.
pub(super) type Answer<T = serde_json::Value> = Result<T, Failure>;

/// A failure with this code.
pub(super) fn failure<T>(code: i64, message: impl Into<String>) -> Answer<T> {
    Err(Failure { code, message: message.into() })
}

/// A logical volume.
#[derive(Debug, Clone)]
pub(super) struct Volume {
    pub(super) pool: String,
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) uuid: String,
    /// Copies of thin volumes are never activated.
    pub(super) active: bool,
}

/// A subvolume.
#[derive(Debug, Clone)]
pub(super) struct FileSystem {
    pub(super) name: String,
    pub(super) uuid: String,
}

/// A snapshot of a subvolume.
#[derive(Debug, Clone)]
pub(super) struct Snapshot {
    pub(super) fs: String,
    pub(super) name: String,
    pub(super) uuid: String,
    pub(super) timestamp: u64,
}

/// A line of the kernel's export table.
#[derive(Debug, Clone)]
pub(super) struct Export {
    pub(super) host: String,
    pub(super) path: String,
    pub(super) options: Vec<String>,
}

impl Export {
    /// Whether it has this option.
    pub(super) fn is(&self, option: &str) -> bool {
        self.options.iter().any(|known| known == option)
    }
}

/// A LUN of an initiator or of a group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Map {
    pub(super) lun: i64,
    pub(super) pool: String,
    pub(super) volume: String,
}

/// Everything.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) volumes: Vec<Volume>,
    /// The ACLs of initiators, in the order of their names.
    pub(super) initiators: BTreeMap<String, Vec<Map>>,
    /// Members and LUNs of the groups.
    pub(super) groups: BTreeMap<String, (Vec<String>, Vec<Map>)>,
    /// Volumes with a LUN that a failed call, or the end of a group, left behind.
    pub(super) orphans: Vec<(String, String)>,
    pub(super) file_systems: Vec<FileSystem>,
    pub(super) snapshots: Vec<Snapshot>,
    pub(super) exports: Vec<Export>,
    /// Whether an export was made that the server cannot read any more.
    pub(super) poisoned: bool,
    made: u64,
}

impl State {
    pub(super) fn new(volumes: u32) -> Self {
        let mut state = Self::default();
        for number in 0..volumes {
            let uuid = state.new_lvm_uuid();
            let (pool, name) = (THIN.to_owned(), format!("vol{number:05}"));
            state.volumes.push(Volume { pool, name, size: 1 << 30, uuid, active: true });
        }
        state
    }

    /// Numbers what is made.
    fn next(&mut self) -> u64 {
        self.made += 1;
        self.made
    }

    pub(super) fn new_lvm_uuid(&mut self) -> String {
        lvm_uuid(self.next())
    }

    pub(super) fn new_subvolume_uuid(&mut self) -> String {
        subvolume_uuid(self.next())
    }

    /// Snapshots are told apart by the time of day; here no two have the same one.
    pub(super) fn new_time(&mut self) -> (String, u64) {
        let second = self.next();
        let of_day =
            format!("{:02}:{:02}:{:02}", second / 3600 % 24, second / 60 % 60, second % 60);
        (of_day, 1_795_344_000 + second)
    }
}
