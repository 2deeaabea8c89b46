// SPDX-License-Identifier: MIT OR Apache-2.0
//! File systems, clones and snapshots.

use std::time::{SystemTime, UNIX_EPOCH};

use lsm_core::*;

use crate::fixture::{Array, MIB, collect};

const POOL: &str = "POOL_ID_00003";
const HOMES: &str = "FS_ID_00001";
const MAIL: &str = "FS_ID_00003";
const NONE: &str = "FS_ID_00009";
const MONDAY: &str = "FS_SNAP_ID_00001";
const TUESDAY: &str = "FS_SNAP_ID_00002";
const NO_SNAP: &str = "FS_SNAP_ID_00009";

#[test]
fn a_new_file_system_is_all_free() {
    let mut array = Array::new();
    let job = array.fs_create("POOL_ID_00001", "it's", MIB - 1).unwrap();
    let fs = array.fs_of(&job);
    let expected = FileSystem {
        id: HOMES.into(),
        name: "it's".into(),
        total_space: MIB,
        free_space: MIB,
        pool_id: "POOL_ID_00001".into(),
        system_id: "sim-01".into(),
        plugin_data: None,
    };
    assert_eq!(fs, expected);
    assert_eq!(array.all_fs(), [expected]);
    assert_eq!(array.free("POOL_ID_00001"), 1_649_267_441_664 - MIB);
}

#[test]
fn bad_creations_are_refused() {
    let mut array = Array::furnished();
    array.refuses(&[
        (ErrorKind::NOT_FOUND_POOL, &|a| a.fs_create("POOL_ID_00009", "homes", u64::MAX)),
        (ErrorKind::NOT_FOUND_POOL, &|a| a.fs_create("x", "homes", u64::MAX)),
        (ErrorKind::NOT_ENOUGH_SPACE, &|a| a.fs_create(POOL, "homes", u64::MAX)),
        (ErrorKind::NAME_CONFLICT, &|a| a.fs_create(POOL, "homes", MIB)),
    ]);
}

#[test]
fn resizing_is_bounded_by_space_alone() {
    let mut array = Array::new();
    // Volumes of pool 1 cannot be resized, file systems can.
    array.fs_create("POOL_ID_00001", "homes", MIB).unwrap();
    let free = array.free("POOL_ID_00001");
    for size in [2 * MIB, MIB, 0] {
        let job = array.fs_resize(HOMES, size).unwrap();
        let fs = array.fs_of(&job);
        assert_eq!((fs.total_space, fs.free_space), (size, size));
        assert_eq!(array.free("POOL_ID_00001"), free + MIB - size);
    }
    array.fs_resize(HOMES, free + MIB).unwrap();
    assert_eq!(array.free("POOL_ID_00001"), 0);
    array.refuses(&[
        (ErrorKind::NOT_FOUND_FS, &|a| a.fs_resize(NONE, u64::MAX)),
        (ErrorKind::NO_STATE_CHANGE, &|a| a.fs_resize(HOMES, free + MIB - 1)),
        (ErrorKind::NOT_ENOUGH_SPACE, &|a| a.fs_resize(HOMES, free + MIB + 1)),
        (ErrorKind::NOT_ENOUGH_SPACE, &|a| a.fs_resize(HOMES, u64::MAX)),
    ]);
}

#[test]
fn a_source_of_clones_stays_and_the_rest_goes_with_its_file_system() {
    let mut array = Array::furnished();
    array.refuses(&[
        (ErrorKind::NOT_FOUND_FS, &|a| a.fs_delete(NONE)),
        (ErrorKind::HAS_CHILD_DEPENDENCY, &|a| a.fs_delete(HOMES)),
    ]);
    array.fs_delete("FS_ID_00002").unwrap();
    let job = array.fs_delete(HOMES).unwrap();
    assert_eq!(array.product(&job), None);
    assert_eq!(array.all_exports(), []);
    array.refuses(&[(ErrorKind::NOT_FOUND_FS, &|a| a.fs_snapshots(HOMES))]);
    let snapshots: Vec<String> =
        array.fs_snapshots(MAIL).unwrap().into_iter().map(|snapshot| snapshot.name).collect();
    assert_eq!(snapshots, ["tuesday"]);
    // The name of the snapshot is free again.
    array.fs_snapshot_create(MAIL, "monday").unwrap();
}

#[test]
fn a_clone_is_like_its_source_and_depends_on_it() {
    let mut array = Array::furnished();
    for (name, snapshot) in [("now", None), ("then", Some(TUESDAY))] {
        let job = array.fs_clone(MAIL, name, snapshot).unwrap();
        let clone = array.fs_of(&job);
        assert_eq!((clone.pool_id.as_str(), clone.total_space), (POOL, MIB));
        array.refuses(&[(ErrorKind::HAS_CHILD_DEPENDENCY, &|a| a.fs_delete(MAIL))]);
    }
}

#[test]
fn bad_clones_are_refused() {
    let mut array = Array::furnished();
    array.refuses(&[
        (ErrorKind::NOT_FOUND_FS_SS, &|a| a.fs_clone("x", "homes", Some("x"))),
        (ErrorKind::NOT_FOUND_FS_SS, &|a| a.fs_clone(NONE, "homes", Some(""))),
        (ErrorKind::NOT_FOUND_FS, &|a| a.fs_clone(NONE, "homes", Some(NO_SNAP))),
        (ErrorKind::NAME_CONFLICT, &|a| a.fs_clone(HOMES, "homes", Some(NO_SNAP))),
        (ErrorKind::NAME_CONFLICT, &|a| a.fs_clone(HOMES, "homes", None)),
        (ErrorKind::NOT_FOUND_FS_SS, &|a| a.fs_clone(HOMES, "new", Some(NO_SNAP))),
        (ErrorKind::NOT_FOUND_FS_SS, &|a| a.fs_clone(HOMES, "new", Some(TUESDAY))),
        (ErrorKind::NOT_FOUND_FS_SS, &|a| a.fs_clone(HOMES, "new", Some("FS_SNAP_ID_00000"))),
    ]);
    let free = array.free(POOL);
    array.fs_create(POOL, "filler", free).unwrap();
    array.refuses(&[(ErrorKind::NOT_ENOUGH_SPACE, &|a| a.fs_clone(HOMES, "homes", Some(NO_SNAP)))]);
}

#[test]
fn files_are_cloned_without_a_look_at_their_names() {
    let mut array = Array::furnished();
    for snapshot in [None, Some(MONDAY)] {
        let job = array.fs_file_clone(HOMES, snapshot).unwrap();
        assert_eq!(array.product(&job), None);
    }
    array.refuses(&[
        (ErrorKind::NOT_FOUND_FS, &|a| a.fs_file_clone(NONE, None)),
        (ErrorKind::NOT_FOUND_FS_SS, &|a| a.fs_file_clone(NONE, Some(""))),
        (ErrorKind::NOT_FOUND_FS, &|a| a.fs_file_clone(NONE, Some(NO_SNAP))),
        (ErrorKind::NOT_FOUND_FS_SS, &|a| a.fs_file_clone(HOMES, Some(NO_SNAP))),
        (ErrorKind::NOT_FOUND_FS_SS, &|a| a.fs_file_clone(HOMES, Some(TUESDAY))),
    ]);
}

#[test]
fn snapshots_have_the_time_of_their_making() {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let mut array = Array::furnished();
    let before = now();
    let job = array.fs_snapshot_create(HOMES, "it's").unwrap();
    let snapshot: FsSnapshot = array.product(&job).unwrap().try_into().unwrap();
    assert!((before..=now()).contains(&snapshot.ts), "{snapshot:?}");
    assert_eq!((snapshot.id.as_str(), snapshot.name.as_str()), ("FS_SNAP_ID_00003", "it's"));
    let listed = array.fs_snapshots(HOMES).unwrap();
    assert_eq!((listed.len(), &listed[1]), (2, &snapshot));
    array.refuses(&[
        (ErrorKind::NOT_FOUND_FS, &|a| a.fs_snapshot_create(NONE, "monday")),
        (ErrorKind::NAME_CONFLICT, &|a| a.fs_snapshot_create(MAIL, "monday")),
    ]);
}

#[test]
fn snapshots_are_restored_and_deleted_with_their_own_file_system_only() {
    let mut array = Array::furnished();
    for call in [lsm_sim::Store::fs_snapshot_restore, lsm_sim::Store::fs_snapshot_delete] {
        array.refuses(&[
            (ErrorKind::NOT_FOUND_FS_SS, &|a| call(a, "x", "x")),
            (ErrorKind::NOT_FOUND_FS_SS, &|a| call(a, NONE, "")),
            (ErrorKind::NOT_FOUND_FS, &|a| call(a, NONE, NO_SNAP)),
            (ErrorKind::NOT_FOUND_FS_SS, &|a| call(a, HOMES, NO_SNAP)),
            (ErrorKind::NOT_FOUND_FS_SS, &|a| call(a, HOMES, TUESDAY)),
        ]);
        let job = call(&mut array, HOMES, MONDAY).unwrap();
        assert_eq!(array.product(&job), None);
    }
    assert_eq!(array.fs_snapshots(HOMES).unwrap(), []);
}

#[test]
fn clones_and_snapshots_are_dependants_until_they_are_removed() {
    let mut array = Array::furnished();
    for (fs, depends) in [(HOMES, true), ("FS_ID_00002", false), (MAIL, true)] {
        assert_eq!(array.fs_child_dependency(fs).unwrap(), depends, "{fs}");
    }
    for fs in [HOMES, MAIL] {
        let job = array.fs_child_dependency_rm(fs).unwrap();
        assert_eq!(array.product(&job), None);
        assert!(!array.fs_child_dependency(fs).unwrap());
        assert_eq!(array.fs_snapshots(fs).unwrap(), []);
        array.refuses(&[(ErrorKind::NO_STATE_CHANGE, &|a| a.fs_child_dependency_rm(fs))]);
    }
    assert_eq!(array.all_fs().len(), 3, "clones stay");
    array.fs_delete(HOMES).unwrap();
    array.refuses(&[(ErrorKind::NOT_FOUND_FS, &|a| a.fs_child_dependency(NONE))]);
    array.refuses(&[(ErrorKind::NOT_FOUND_FS, &|a| a.fs_child_dependency_rm(NONE))]);
}

#[test]
fn a_search_finds_what_a_walk_would() {
    let mut array = Array::furnished();
    let all = array.all_fs();
    for search in [
        Search::new("id", "FS_ID_00002"),
        Search::new("id", "FS_ID_00009"),
        Search::new("id", "POOL_ID_00001"),
        Search::new("pool_id", POOL),
        Search::new("name", "mail"),
    ] {
        let mut found: Vec<FileSystem> = collect(|push| array.fs(Some(&search), push));
        found.retain(|fs| search.matches(fs));
        let expected: Vec<FileSystem> =
            all.iter().filter(|f| search.matches(*f)).cloned().collect();
        assert_eq!(found, expected, "{search:?}");
    }
}
