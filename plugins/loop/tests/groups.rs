// SPDX-License-Identifier: MIT OR Apache-2.0
//! Access groups and grants, as far as they are records.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use lsm_core::{AccessGroup, ErrorKind, InitiatorType, System, Volume};
use support::{MIB, OTHER_HOST, Shortcuts, THIS_HOST, assert_fails, image_files, open, plain};

const WWPN: &str = "10:00:00:00:c9:95:2f:de";

fn ghost(group: &AccessGroup) -> AccessGroup {
    AccessGroup { id: "no-such-group".into(), ..group.clone() }
}

#[test]
fn a_group_begins_with_one_member_in_normal_form() {
    let (folder, mut store) = plain();
    let system = store.system().unwrap();
    let wwpn = store
        .access_group_create("fc", "0x10000000C9952FDE", InitiatorType::WWPN, &system)
        .unwrap();
    assert_eq!(wwpn.init_ids, [WWPN]);
    assert_eq!(wwpn.init_type, InitiatorType::WWPN);
    assert_eq!(wwpn.system_id, system.id);
    let iscsi = store.group("iscsi", OTHER_HOST);
    assert_eq!(iscsi.init_ids, [OTHER_HOST]);
    assert_eq!(iscsi.init_type, InitiatorType::ISCSI_IQN);
    drop(store);
    assert_eq!(open(folder.path()).access_groups().unwrap(), [wwpn, iscsi]);
}

#[test]
fn bad_groups_are_refused() {
    let (_folder, mut store) = plain();
    let system = store.system().unwrap();
    store.group("taken", OTHER_HOST);
    let (wwpn, iqn) = (InitiatorType::WWPN, InitiatorType::ISCSI_IQN);
    let long = format!("iqn.{}", "x".repeat(230));
    for (name, initiator, init_type, kind) in [
        ("", THIS_HOST, iqn, ErrorKind::INVALID_ARGUMENT),
        ("a\tb", THIS_HOST, iqn, ErrorKind::INVALID_ARGUMENT),
        ("new", "bogus", iqn, ErrorKind::INVALID_ARGUMENT),
        ("new", "", iqn, ErrorKind::INVALID_ARGUMENT),
        ("new", "iqn.with blank", iqn, ErrorKind::INVALID_ARGUMENT),
        ("new", &long, iqn, ErrorKind::INVALID_ARGUMENT),
        ("new", THIS_HOST, wwpn, ErrorKind::INVALID_ARGUMENT),
        ("new", WWPN, iqn, ErrorKind::INVALID_ARGUMENT),
        ("new", WWPN, InitiatorType::ISCSI_WWPN_MIXED, ErrorKind::INVALID_ARGUMENT),
        ("new", WWPN, InitiatorType::UNKNOWN, ErrorKind::INVALID_ARGUMENT),
        ("taken", THIS_HOST, iqn, ErrorKind::NAME_CONFLICT),
        ("new", OTHER_HOST, iqn, ErrorKind::EXISTS_INITIATOR),
        // In every spelling of the name.
        ("taken", OTHER_HOST, iqn, ErrorKind::NAME_CONFLICT),
    ] {
        assert_fails(store.access_group_create(name, initiator, init_type, &system), kind);
    }
    let system = System { id: "elsewhere".into(), ..system };
    let result = store.access_group_create("new", THIS_HOST, iqn, &system);
    assert_fails(result, ErrorKind::NOT_FOUND_SYSTEM);
    assert_eq!(store.access_groups().unwrap().len(), 1, "a refused call left a group behind");
}

#[test]
fn members_join_and_leave() {
    let (_folder, mut store) = plain();
    let group = store.group("hosts", OTHER_HOST);
    let other = store.group("others", "iqn.2031-05.org.example:third");
    let (wwpn, iqn) = (InitiatorType::WWPN, InitiatorType::ISCSI_IQN);

    let mixed = store.access_group_initiator_add(&group, "10-00-00-00-C9-95-2F-DE", wwpn).unwrap();
    assert_eq!(mixed.init_ids, [OTHER_HOST, WWPN]);
    assert_eq!(mixed.init_type, InitiatorType::ISCSI_WWPN_MIXED);

    let no_group = ghost(&group);
    let mut add =
        |group, initiator, init_type| store.access_group_initiator_add(group, initiator, init_type);
    assert_fails(add(&group, "10000000c9952fde", wwpn), ErrorKind::NO_STATE_CHANGE);
    assert_fails(add(&other, "10000000c9952fde", wwpn), ErrorKind::EXISTS_INITIATOR);
    assert_fails(add(&no_group, THIS_HOST, iqn), ErrorKind::NOT_FOUND_ACCESS_GROUP);
    assert_fails(add(&group, THIS_HOST, wwpn), ErrorKind::INVALID_ARGUMENT);
    assert_fails(add(&group, THIS_HOST, InitiatorType::OTHER), ErrorKind::INVALID_ARGUMENT);

    let mut leave = |group, initiator| store.access_group_initiator_delete(group, initiator);
    assert_fails(leave(&group, THIS_HOST), ErrorKind::NO_STATE_CHANGE);
    assert_fails(leave(&other, OTHER_HOST), ErrorKind::NO_STATE_CHANGE);
    assert_fails(leave(&group, "bogus"), ErrorKind::INVALID_ARGUMENT);
    assert_fails(leave(&no_group, OTHER_HOST), ErrorKind::NOT_FOUND_ACCESS_GROUP);
    let pure = leave(&group, OTHER_HOST).unwrap();
    assert_eq!((pure.init_ids.as_slice(), pure.init_type), (&[WWPN.to_owned()][..], wwpn));
    assert_fails(leave(&group, "10000000C9952FDE"), ErrorKind::LAST_INIT_IN_ACCESS_GROUP);
    // Free to join another one now.
    store.access_group_initiator_add(&other, OTHER_HOST, iqn).unwrap();
}

#[test]
fn grants_are_seen_from_both_ends_and_protect_both() {
    let (folder, mut store) = plain();
    let (first, second) = (store.thin("first", MIB), store.thin("second", MIB));
    let (here, there) = (store.group("here", THIS_HOST), store.group("there", OTHER_HOST));
    let ids = |volumes: Vec<Volume>| volumes.into_iter().map(|v| v.name).collect::<Vec<_>>();
    assert!(store.volumes_of_group(&here).unwrap().is_empty());
    assert!(store.groups_of_volume(&first).unwrap().is_empty());

    store.volume_mask(&here, &second).unwrap();
    store.volume_mask(&here, &first).unwrap();
    store.volume_mask(&there, &first).unwrap();
    assert_fails(store.volume_mask(&here, &first), ErrorKind::NO_STATE_CHANGE);
    drop(store);
    let mut store = open(folder.path());
    assert_eq!(ids(store.volumes_of_group(&here).unwrap()), ["second", "first"]);
    assert_eq!(store.groups_of_volume(&first).unwrap(), [here.clone(), there.clone()]);

    assert_fails(store.volume_delete(&first), ErrorKind::IS_MASKED);
    assert_fails(store.access_group_delete(&there), ErrorKind::IS_MASKED);
    assert_eq!(image_files(folder.path()).len(), 2);

    store.volume_unmask(&there, &first).unwrap();
    assert_fails(store.volume_unmask(&there, &first), ErrorKind::NO_STATE_CHANGE);
    assert_fails(store.volume_delete(&first), ErrorKind::IS_MASKED);
    store.volume_unmask(&here, &first).unwrap();
    store.volume_delete(&first).unwrap();
    store.access_group_delete(&there).unwrap();
    assert_fails(store.access_group_delete(&there), ErrorKind::NOT_FOUND_ACCESS_GROUP);
    assert_eq!(ids(store.volumes_of_group(&here).unwrap()), ["second"]);
    // Its member is free again.
    store.group("there", OTHER_HOST);
}

#[test]
fn what_is_missing_is_named_volumes_first() {
    let (_folder, mut store) = plain();
    let volume = store.thin("v", MIB);
    let group = store.group("g", OTHER_HOST);
    let no_group = ghost(&group);
    let no_volume = Volume { id: "no-such-volume".into(), ..volume.clone() };
    use ErrorKind as Kind;
    assert_fails(store.volume_mask(&no_group, &no_volume), Kind::NOT_FOUND_VOLUME);
    assert_fails(store.volume_mask(&no_group, &volume), Kind::NOT_FOUND_ACCESS_GROUP);
    assert_fails(store.volume_mask(&group, &no_volume), Kind::NOT_FOUND_VOLUME);
    assert_fails(store.volume_unmask(&no_group, &no_volume), Kind::NOT_FOUND_VOLUME);
    assert_fails(store.volume_unmask(&no_group, &volume), Kind::NOT_FOUND_ACCESS_GROUP);
    assert_fails(store.volumes_of_group(&no_group), Kind::NOT_FOUND_ACCESS_GROUP);
    assert_fails(store.groups_of_volume(&no_volume), Kind::NOT_FOUND_VOLUME);
    assert_fails(store.access_group_delete(&no_group), Kind::NOT_FOUND_ACCESS_GROUP);
    assert_fails(store.volume_child_dependency(&no_volume), Kind::NOT_FOUND_VOLUME);
}
