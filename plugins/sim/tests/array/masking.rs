// SPDX-License-Identifier: MIT OR Apache-2.0
//! Grants.

use lsm_core::*;

use crate::fixture::Array;

const WEB: &str = "AG_ID_00001";
const DB: &str = "AG_ID_00002";

#[test]
fn both_lists_come_in_the_order_of_granting() {
    let mut array = Array::furnished();
    for volume in ["VOL_ID_00004", "VOL_ID_00002"] {
        array.volume_mask(WEB, volume).unwrap();
    }
    array.volume_mask(DB, "VOL_ID_00001").unwrap();
    let volumes = array.volumes_accessible_by_access_group(WEB).unwrap();
    let ids: Vec<&str> = volumes.iter().map(|volume| volume.id.as_str()).collect();
    assert_eq!(ids, ["VOL_ID_00001", "VOL_ID_00004", "VOL_ID_00002"]);
    assert_eq!(volumes[0], array.all_volumes()[0]);
    let groups = array.access_groups_granted_to_volume("VOL_ID_00001").unwrap();
    let mut listed = array.all_groups();
    listed.reverse();
    assert_eq!(groups, listed);
    assert_eq!(array.access_groups_granted_to_volume("VOL_ID_00003").unwrap(), []);
}

#[test]
fn malformed_identifiers_are_told_before_unknown_ones() {
    let mut array = Array::furnished();
    let none = "VOL_ID_00009";
    for call in [lsm_sim::Store::volume_mask, lsm_sim::Store::volume_unmask] {
        array.refuses(&[
            (ErrorKind::NOT_FOUND_VOLUME, &|a| call(a, "x", "x")),
            (ErrorKind::NOT_FOUND_ACCESS_GROUP, &|a| call(a, "x", none)),
            (ErrorKind::NOT_FOUND_VOLUME, &|a| call(a, "AG_ID_00009", none)),
            (ErrorKind::NOT_FOUND_ACCESS_GROUP, &|a| call(a, "AG_ID_00009", "VOL_ID_00001")),
            // A prefix is part of an identifier.
            (ErrorKind::NOT_FOUND_VOLUME, &|a| call(a, WEB, "AG_ID_00001")),
        ]);
    }
}

#[test]
fn grants_are_made_and_withdrawn_once() {
    let mut array = Array::furnished();
    array.refuses(&[
        (ErrorKind::NO_STATE_CHANGE, &|a| a.volume_mask(WEB, "VOL_ID_00001")),
        (ErrorKind::NO_STATE_CHANGE, &|a| a.volume_unmask(WEB, "VOL_ID_00002")),
    ]);
    array.volume_unmask(WEB, "VOL_ID_00001").unwrap();
    array.refuses(&[(ErrorKind::NO_STATE_CHANGE, &|a| a.volume_unmask(WEB, "VOL_ID_00001"))]);
    assert_eq!(array.volumes_accessible_by_access_group(WEB).unwrap(), []);
}

#[test]
fn what_does_not_exist_is_granted_nothing() {
    let mut array = Array::furnished();
    // Number 0 is a number like any other.
    for number in ["00000", "00009", "100001"] {
        let (group, volume) = (format!("AG_ID_{number}"), format!("VOL_ID_{number}"));
        assert_eq!(array.volumes_accessible_by_access_group(&group).unwrap(), []);
        assert_eq!(array.access_groups_granted_to_volume(&volume).unwrap(), []);
    }
    array.refuses(&[
        (ErrorKind::NOT_FOUND_ACCESS_GROUP, &|a| a.volumes_accessible_by_access_group("")),
        (ErrorKind::NOT_FOUND_ACCESS_GROUP, &|a| {
            a.volumes_accessible_by_access_group("VOL_ID_00001")
        }),
    ]);
    array.refuses(&[
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.access_groups_granted_to_volume("")),
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.access_groups_granted_to_volume("AG_ID_00001")),
    ]);
}
