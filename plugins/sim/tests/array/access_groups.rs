// SPDX-License-Identifier: MIT OR Apache-2.0
//! Access groups and their members.

use lsm_core::*;

use crate::fixture::Array;

const ISCSI: InitiatorType = InitiatorType::ISCSI_IQN;
const WWPN: InitiatorType = InitiatorType::WWPN;
const WEB: &str = "AG_ID_00001";
const DB: &str = "AG_ID_00002";
const WEB_INIT: &str = "iqn.2031-05.example:web";
const DB_INIT: &str = "iqn.2031-05.example:db";
const DB_PORT: &str = "10:00:00:00:c9:95:2f:de";

#[test]
fn a_new_group_has_one_member() {
    let mut array = Array::new();
    let group = array.access_group_create("web", WEB_INIT, ISCSI, "sim-01").unwrap();
    let expected = AccessGroup {
        id: WEB.into(),
        name: "web".into(),
        init_ids: vec![WEB_INIT.into()],
        init_type: ISCSI,
        system_id: "sim-01".into(),
        plugin_data: None,
    };
    assert_eq!(group, expected);
    assert_eq!(array.all_groups(), [expected]);
}

#[test]
fn neither_initiator_nor_type_is_looked_at() {
    let mut array = Array::new();
    for (name, init_id, init_type) in [
        ("a", "", InitiatorType::UNKNOWN),
        ("b", "it's", InitiatorType::OTHER),
        ("c", "10000000C9952FDE", InitiatorType(99)),
        ("", "x", WWPN),
    ] {
        let group = array.access_group_create(name, init_id, init_type, "sim-01").unwrap();
        assert_eq!((group.init_ids, group.init_type), (vec![init_id.to_owned()], init_type));
    }
}

#[test]
fn bad_groups_are_refused() {
    let mut array = Array::furnished();
    array.refuses(&[
        (ErrorKind::NOT_FOUND_SYSTEM, &|a| a.access_group_create("web", WEB_INIT, ISCSI, "sim")),
        (ErrorKind::NAME_CONFLICT, &|a| a.access_group_create("web", WEB_INIT, ISCSI, "sim-01")),
        (ErrorKind::EXISTS_INITIATOR, &|a| a.access_group_create("new", WEB_INIT, ISCSI, "sim-01")),
    ]);
}

#[test]
fn listed_by_name_with_members_in_byte_order() {
    let mut array = Array::furnished();
    let groups = array.all_groups();
    let names: Vec<&str> = groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["db", "web"]);
    assert_eq!(groups[0].init_ids, [DB_PORT, DB_INIT]);
    assert_eq!(groups[0].init_type, InitiatorType::ISCSI_WWPN_MIXED);
    assert_eq!(groups[1].init_type, ISCSI);
}

#[test]
fn the_type_of_a_group_follows_its_members() {
    let mut array = Array::furnished();
    let mixed = array.access_group_initiator_add(WEB, "21:00:00:1b:32:aa:bb:cc", WWPN).unwrap();
    assert_eq!(mixed.init_type, InitiatorType::ISCSI_WWPN_MIXED);
    assert_eq!(mixed.init_ids, [WEB_INIT, "21:00:00:1b:32:aa:bb:cc"], "in the order of joining");
    let more = array.access_group_initiator_add(WEB, "iqn.a", ISCSI).unwrap();
    assert_eq!(more.init_ids, [WEB_INIT, "21:00:00:1b:32:aa:bb:cc", "iqn.a"]);
    array.access_group_initiator_delete(WEB, WEB_INIT).unwrap();
    let ports = array.access_group_initiator_delete(WEB, "iqn.a").unwrap();
    assert_eq!((ports.init_type, ports.init_ids.len()), (WWPN, 1));
}

#[test]
fn bad_members_are_refused() {
    let mut array = Array::furnished();
    let other = InitiatorType::OTHER;
    array.refuses(&[
        (ErrorKind::NOT_FOUND_ACCESS_GROUP, &|a| {
            a.access_group_initiator_add("AG_ID_00009", WEB_INIT, other)
        }),
        (ErrorKind::NO_STATE_CHANGE, &|a| a.access_group_initiator_add(WEB, WEB_INIT, other)),
        (ErrorKind::NO_SUPPORT, &|a| a.access_group_initiator_add(WEB, DB_INIT, other)),
        (ErrorKind::NO_SUPPORT, &|a| {
            a.access_group_initiator_add(WEB, "iqn.new", InitiatorType::ISCSI_WWPN_MIXED)
        }),
        (ErrorKind::EXISTS_INITIATOR, &|a| a.access_group_initiator_add(WEB, DB_INIT, ISCSI)),
    ]);
}

#[test]
fn the_last_member_stays() {
    let mut array = Array::furnished();
    array.refuses(&[
        (ErrorKind::NOT_FOUND_ACCESS_GROUP, &|a| {
            a.access_group_initiator_delete("AG_ID_00009", "iqn.none")
        }),
        (ErrorKind::NO_STATE_CHANGE, &|a| a.access_group_initiator_delete(WEB, "iqn.none")),
        (ErrorKind::NO_STATE_CHANGE, &|a| a.access_group_initiator_delete(WEB, DB_INIT)),
        (ErrorKind::LAST_INIT_IN_ACCESS_GROUP, &|a| a.access_group_initiator_delete(WEB, WEB_INIT)),
    ]);
    let left = array.access_group_initiator_delete(DB, DB_INIT).unwrap();
    assert_eq!((left.init_ids, left.init_type), (vec![DB_PORT.to_owned()], WWPN));
    // Whoever has left can join elsewhere.
    array.access_group_initiator_add(WEB, DB_INIT, ISCSI).unwrap();
}

#[test]
fn a_group_with_volumes_stays() {
    let mut array = Array::furnished();
    array.refuses(&[
        (ErrorKind::NOT_FOUND_ACCESS_GROUP, &|a| a.access_group_delete("AG_ID_00009")),
        (ErrorKind::IS_MASKED, &|a| a.access_group_delete(WEB)),
    ]);
    array.volume_unmask(WEB, "VOL_ID_00001").unwrap();
    array.access_group_delete(WEB).unwrap();
    array.refuses(&[(ErrorKind::NOT_FOUND_ACCESS_GROUP, &|a| a.access_group_delete(WEB))]);
    // Its member is free again.
    array.access_group_create("web", WEB_INIT, ISCSI, "sim-01").unwrap();
}
