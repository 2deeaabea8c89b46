// SPDX-License-Identifier: MIT OR Apache-2.0
//! What a call costs must not depend on how much the array holds.
//!
//! Time is a bad measure on a busy machine. The steps that SQLite takes are a good one: they are
//! the same every time, and they grow with every row that is looked at.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use lsm_core::{AdminState, InitiatorType, ReplicationType, Result, Search};

use super::{Failure, Store};
use crate::Settings;

const LARGE: u32 = 20_000;
const POOL: &str = "POOL_ID_00004";

/// Calls that every session makes all the time, each on an array as the one before left it.
type Call = (&'static str, fn(&mut Store) -> Result<()>);

const CALLS: &[Call] = &[
    ("create", |a| a.volume_create(POOL, "new", 512).map(drop)),
    ("status", |a| a.job_status("JOB_ID_00001").map(drop)),
    ("free", |a| a.job_free("JOB_ID_00001")),
    ("resize", |a| a.volume_resize("VOL_ID_00001", 1 << 20).map(drop)),
    ("replicate", |a| {
        a.volume_replicate(None, ReplicationType::CLONE, "VOL_ID_00001", "copy").map(drop)
    }),
    ("dependency", |a| a.volume_child_dependency("VOL_ID_00001").map(drop)),
    ("dependency rm", |a| a.volume_child_dependency_rm("VOL_ID_00001").map(drop)),
    ("disable", |a| a.volume_set_admin_state("VOL_ID_00001", AdminState::DISABLED)),
    ("group", |a| {
        a.access_group_create("g", "iqn.x", InitiatorType::ISCSI_IQN, "sim-01").map(drop)
    }),
    ("mask", |a| a.volume_mask("AG_ID_00001", "VOL_ID_00001")),
    ("granted", |a| a.access_groups_granted_to_volume("VOL_ID_00001").map(drop)),
    ("accessible", |a| a.volumes_accessible_by_access_group("AG_ID_00001").map(drop)),
    ("unmask", |a| a.volume_unmask("AG_ID_00001", "VOL_ID_00001")),
    ("raid info", |a| a.volume_raid_info("VOL_ID_00001").map(drop)),
    ("cache info", |a| a.volume_cache_info("VOL_ID_00001").map(drop)),
    ("pools", |a| a.pools(&mut |_| Ok(()))),
    ("find", |a| a.volumes(Some(&Search::new("id", "VOL_ID_00001")), &mut |_| Ok(()))),
    ("find in pool", |a| {
        a.volumes(Some(&Search::new("pool_id", "POOL_ID_00003")), &mut |_| Ok(()))
    }),
    ("fs create", |a| a.fs_create(POOL, "fs", 512).map(drop)),
    ("fs delete", |a| a.fs_delete("FS_ID_00001").map(drop)),
    ("delete", |a| a.volume_delete("VOL_ID_00001").map(drop)),
    ("conflict", |a| match a.volume_create(POOL, "copy", 512) {
        Err(_) => Ok(()),
        Ok(_) => panic!("the name is taken"),
    }),
];

/// The steps of each call on an array that starts with this many volumes.
fn steps(volumes: u32) -> Vec<u64> {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = Settings::new(folder.path().join("state"));
    settings.job_duration = Duration::ZERO;
    settings.volumes = volumes;
    let mut array = Store::open(&settings).unwrap();
    if volumes == 0 {
        array.volume_create(POOL, "Volume 00001", 1 << 30).unwrap();
        array.job_free("JOB_ID_00001").unwrap();
    }
    let count = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&count);
    array
        .connection
        .progress_handler(
            1,
            Some(move || {
                counter.fetch_add(1, Ordering::Relaxed);
                false
            }),
        )
        .map_err(Failure::from)
        .unwrap();
    let counted = CALLS.iter().map(|(name, call)| {
        let before = count.load(Ordering::Relaxed);
        call(&mut array).unwrap_or_else(|error| panic!("{name}: {error}"));
        count.load(Ordering::Relaxed) - before
    });
    counted.collect()
}

#[test]
fn calls_cost_the_same_however_many_volumes_there_are() {
    let (small, large) = (steps(0), steps(LARGE));
    for (((name, _), small), large) in CALLS.iter().zip(small).zip(large) {
        assert!(small > 0, "{name} was not counted");
        assert!(large <= small + 20, "{name}: {small} steps without volumes, {large} with many");
    }
}
