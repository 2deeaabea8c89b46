// SPDX-License-Identifier: MIT OR Apache-2.0
//! Replicas and the dependency on their source.

use lsm_core::*;

use crate::fixture::{Array, MIB};

const SOURCE: &str = "VOL_ID_00001";
const OTHER: &str = "VOL_ID_00003";
const ANY: ReplicationType = ReplicationType::CLONE;

#[test]
fn a_replica_has_the_size_and_the_pool_of_its_source() {
    let mut array = Array::furnished();
    let job = array.volume_replicate(None, ANY, "VOL_ID_00004", "new").unwrap();
    let replica = array.volume_of(&job);
    let source = array.all_volumes()[3].clone();
    assert_eq!((&replica.pool_id, replica.num_of_blocks), (&source.pool_id, source.num_of_blocks));
    assert!(replica.vpd83 != source.vpd83 && replica.name == "new");
    let job = array.volume_replicate(Some("POOL_ID_00003"), ANY, "VOL_ID_00004", "far").unwrap();
    assert_eq!(array.volume_of(&job).pool_id, "POOL_ID_00003");
}

#[test]
fn all_types_but_copy_leave_a_relation() {
    for (kind, depends) in [
        (ReplicationType::CLONE, true),
        (ReplicationType::COPY, false),
        (ReplicationType::MIRROR_SYNC, true),
        (ReplicationType::MIRROR_ASYNC, true),
        (ReplicationType::UNKNOWN, true),
        (ReplicationType(77), true),
    ] {
        let mut array = Array::furnished();
        array.volume_replicate(None, kind, OTHER, "replica").unwrap();
        assert_eq!(array.volume_child_dependency(OTHER).unwrap(), depends, "{kind}");
        array.volume_replicate_range(kind, "VOL_ID_00004", OTHER).unwrap();
        assert_eq!(array.volume_child_dependency("VOL_ID_00004").unwrap(), depends, "{kind}");
    }
}

#[test]
fn bad_replications_are_refused() {
    let mut array = Array::furnished();
    let none = "VOL_ID_00009";
    array.refuses(&[
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_replicate(Some("no"), ANY, none, "data")),
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_replicate(Some("no"), ANY, "no", "data")),
        (ErrorKind::NOT_FOUND_POOL, &|a| {
            a.volume_replicate(Some("POOL_ID_00009"), ANY, SOURCE, "data")
        }),
        (ErrorKind::NAME_CONFLICT, &|a| a.volume_replicate(None, ANY, SOURCE, "data")),
    ]);
    let all = array.free("POOL_ID_00004");
    array.volume("filler", all);
    array.refuses(&[(ErrorKind::NOT_ENOUGH_SPACE, &|a| {
        a.volume_replicate(None, ANY, SOURCE, "data")
    })]);
}

#[test]
fn ranges_relate_two_volumes() {
    let mut array = Array::furnished();
    let none = "VOL_ID_00009";
    array.refuses(&[
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_replicate_range(ANY, none, OTHER)),
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_replicate_range(ANY, OTHER, none)),
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_replicate_range(ANY, "x", "y")),
    ]);
    let job = array.volume_replicate_range(ANY, OTHER, OTHER).unwrap();
    assert_eq!(array.product(&job), None);
    assert!(!array.volume_child_dependency(OTHER).unwrap(), "a volume does not depend on itself");
    array.volume_delete(OTHER).unwrap();
}

#[test]
fn every_source_of_a_volume_is_remembered() {
    let mut array = Array::furnished();
    // Volume 2 is a clone of 1 already.
    array.volume_replicate_range(ANY, OTHER, "VOL_ID_00002").unwrap();
    array.volume_replicate_range(ANY, OTHER, "VOL_ID_00002").unwrap();
    for source in [SOURCE, OTHER] {
        assert!(array.volume_child_dependency(source).unwrap(), "{source}");
    }
    array.volume_child_dependency_rm(OTHER).unwrap();
    assert!(!array.volume_child_dependency(OTHER).unwrap());
    assert!(array.volume_child_dependency(SOURCE).unwrap());
}

#[test]
fn dependencies_are_broken_once() {
    let mut array = Array::furnished();
    array.volume_replicate(None, ReplicationType::MIRROR_SYNC, SOURCE, "second").unwrap();
    assert!(array.volume_child_dependency(SOURCE).unwrap());
    assert!(!array.volume_child_dependency("VOL_ID_00002").unwrap());
    let job = array.volume_child_dependency_rm(SOURCE).unwrap();
    assert_eq!(array.product(&job), None);
    assert!(!array.volume_child_dependency(SOURCE).unwrap());
    array.refuses(&[
        (ErrorKind::NO_STATE_CHANGE, &|a| a.volume_child_dependency_rm(SOURCE)),
        (ErrorKind::NO_STATE_CHANGE, &|a| a.volume_child_dependency_rm("VOL_ID_00002")),
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_child_dependency_rm("VOL_ID_00009")),
    ]);
    array.refuses(&[(ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_child_dependency("VOL_ID_00009"))]);
}

#[test]
fn a_replica_that_goes_frees_its_source() {
    let mut array = Array::furnished();
    array.volume_delete("VOL_ID_00002").unwrap();
    assert!(!array.volume_child_dependency(SOURCE).unwrap());
    // A volume that gets the number of the replica inherits nothing.
    array.volume_delete("VOL_ID_00004").unwrap();
    array.volume_delete("VOL_ID_00003").unwrap();
    assert_eq!(array.volume("new", MIB).id, "VOL_ID_00002");
    assert!(!array.volume_child_dependency(SOURCE).unwrap());
}

#[test]
fn blocks_of_ranges_have_512_bytes() {
    let mut array = Array::new();
    assert_eq!(array.volume_replicate_range_block_size("sim-01").unwrap(), 512);
    array.refuses(&[(ErrorKind::NOT_FOUND_SYSTEM, &|a| {
        a.volume_replicate_range_block_size("sim-02")
    })]);
}
