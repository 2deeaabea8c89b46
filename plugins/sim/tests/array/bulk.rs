// SPDX-License-Identifier: MIT OR Apache-2.0
//! Arrays that start large.

use std::collections::HashSet;

use lsm_core::*;
use lsm_sim::{Settings, Store};

use crate::fixture::{check, collect, raw, settings};

#[test]
fn a_large_array_is_there_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    let large = Settings { volumes: 120_000, ..settings(&path) };
    let mut array = Store::open(&large).unwrap();
    let volumes: Vec<Volume> = collect(|push| array.volumes(None, push));
    assert_eq!(volumes.len(), 120_000);
    let last = &volumes[119_999];
    assert_eq!((last.id.as_str(), last.name.as_str()), ("VOL_ID_120000", "Volume 120000"));
    assert_eq!((last.pool_id.as_str(), last.size_bytes()), ("POOL_ID_00004", 1 << 30));
    let identifiers: HashSet<&str> = volumes.iter().filter_map(|v| v.vpd83.as_deref()).collect();
    assert_eq!(identifiers.len(), 120_000);
    assert!(identifiers.iter().all(|identifier| vpd83::is_valid(identifier)));
    let pools: Vec<Pool> = collect(|push| array.pools(push));
    assert_eq!(pools[3].free_space, (2 << 60) - 120_000 * (1 << 30));
    check(&raw(&path));

    // They are volumes as all others.
    array.volume_delete("VOL_ID_100001").unwrap();
    array.volume_delete("VOL_ID_00001").unwrap();
    let job = array.volume_create("POOL_ID_00004", "Volume 00001", 1).unwrap();
    let item = array.job_status(&job.0).unwrap().item.unwrap();
    assert_eq!(Volume::try_from(item).unwrap().id, "VOL_ID_120001");

    // An array that exists is not made larger.
    let mut array = Store::open(&Settings { volumes: 200_000, ..large }).unwrap();
    let volumes: Vec<Volume> = collect(|push| array.volumes(None, push));
    assert_eq!(volumes.len(), 119_999);
    check(&raw(&path));
}
