// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes: making, resizing, deleting, switching, finding.

use std::collections::HashSet;

use lsm_core::*;

use crate::fixture::{Array, MIB, collect};

const POOL: &str = "POOL_ID_00004";
const EVERYTHING: u64 = u64::MAX;

#[test]
fn a_new_volume_is_as_it_was_asked_for() {
    let mut array = Array::new();
    let volume = array.volume("data", 1000);
    let expected = Volume {
        id: "VOL_ID_00001".into(),
        name: "data".into(),
        vpd83: volume.vpd83.clone(),
        block_size: 512,
        num_of_blocks: 2,
        admin_state: AdminState::ENABLED,
        system_id: "sim-01".into(),
        pool_id: POOL.into(),
        plugin_data: None,
    };
    assert_eq!(volume, expected);
    let vpd83 = volume.vpd83.clone().unwrap();
    assert!(vpd83.starts_with("50") && vpd83::is_valid(&vpd83) && vpd83 == vpd83.to_lowercase());
    assert_eq!(array.all_volumes(), [volume]);
    assert_eq!(array.free(POOL), (2 << 60) - 1024);
}

#[test]
fn sizes_are_rounded_up_to_blocks_and_may_be_nothing() {
    let mut array = Array::new();
    for (size, blocks) in [(0, 0), (1, 1), (512, 1), (513, 2), (MIB, 2048), (MIB + 1, 2049)] {
        let volume = array.volume(&format!("of {size}"), size);
        assert_eq!(volume.num_of_blocks, blocks, "{size}");
    }
    assert_eq!(array.volume("", 512).name, "", "an empty name is a name");
}

#[test]
fn a_pool_can_be_filled_to_the_last_block() {
    let mut array = Array::new();
    let everything = array.free("POOL_ID_00003");
    array.refuses(&[(ErrorKind::NOT_ENOUGH_SPACE, &|array| {
        array.volume_create("POOL_ID_00003", "v", everything + 1)
    })]);
    array.volume_create("POOL_ID_00003", "v", everything).unwrap();
    assert_eq!(array.free("POOL_ID_00003"), 0);
    array.volume_create("POOL_ID_00003", "nothing", 0).unwrap();
    array.refuses(&[(ErrorKind::NOT_ENOUGH_SPACE, &|array| {
        array.volume_create("POOL_ID_00003", "one", 1)
    })]);
}

#[test]
fn bad_creations_are_refused() {
    let mut array = Array::furnished();
    array.refuses(&[
        (ErrorKind::NOT_FOUND_POOL, &|a| a.volume_create("POOL_ID_00009", "data", EVERYTHING)),
        (ErrorKind::NOT_FOUND_POOL, &|a| a.volume_create("", "data", EVERYTHING)),
        (ErrorKind::NOT_FOUND_POOL, &|a| a.volume_create("POOL_ID_4", "data", EVERYTHING)),
        (ErrorKind::NOT_FOUND_POOL, &|a| a.volume_create("VOL_ID_00001", "data", EVERYTHING)),
        (ErrorKind::NOT_ENOUGH_SPACE, &|a| a.volume_create(POOL, "data", EVERYTHING)),
        (ErrorKind::NOT_ENOUGH_SPACE, &|a| a.volume_create(POOL, "data", 1 << 63)),
        // What a negative number of bytes looks like to readers of the other dialect.
        (ErrorKind::NOT_ENOUGH_SPACE, &|a| a.volume_create(POOL, "data", -512_i64 as u64)),
        (ErrorKind::NAME_CONFLICT, &|a| a.volume_create(POOL, "data", MIB)),
        (ErrorKind::NAME_CONFLICT, &|a| a.volume_create("POOL_ID_00001", "data", MIB)),
    ]);
}

#[test]
fn names_hold_anything() {
    let mut array = Array::new();
    let names =
        ["it's", "''", "\"", "\\", "a\0b", "%s?1:x", "Größe 容量 🖴", "'); DROP TABLE volumes; --"];
    for name in names {
        assert_eq!(array.volume(name, MIB).name, name);
        array.refuses(&[(ErrorKind::NAME_CONFLICT, &|a| a.volume_create(POOL, name, MIB))]);
    }
    let listed: Vec<String> = array.all_volumes().into_iter().map(|volume| volume.name).collect();
    assert_eq!(listed, names);
}

#[test]
fn numbers_are_used_again_from_the_top_only() {
    let mut array = Array::new();
    for name in ["a", "b", "c"] {
        array.volume(name, MIB);
    }
    array.volume_delete("VOL_ID_00002").unwrap();
    assert_eq!(array.volume("d", MIB).id, "VOL_ID_00004");
    array.volume_delete("VOL_ID_00004").unwrap();
    assert_eq!(array.volume("e", MIB).id, "VOL_ID_00004");
}

#[test]
fn numbers_past_five_digits_are_looked_up_whole() {
    let mut array = Array::new();
    array.volume("first", MIB);
    array.execute("UPDATE volumes SET id = 99999");
    let large = array.volume("large", MIB);
    assert_eq!(large.id, "VOL_ID_100000");
    array.execute("UPDATE volumes SET id = 200001 WHERE id = 100000");
    array.volume("second", MIB);
    array.execute("UPDATE volumes SET id = 1 WHERE id = 200002");
    array.volume_delete("VOL_ID_200001").unwrap();
    let left: Vec<String> = array.all_volumes().into_iter().map(|volume| volume.name).collect();
    assert_eq!(left, ["second", "first"]);
    for id in ["VOL_ID_200001", "VOL_ID_000001", "1", "00001", "VOL_ID_00000", "POOL_ID_00001"] {
        array.refuses(&[(ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_delete(id))]);
    }
}

#[test]
fn resizing_keeps_the_rest() {
    let mut array = Array::furnished();
    let before = array.all_volumes()[2].clone();
    let free = array.free(POOL);
    for (size, blocks) in [(2 * MIB - 1, 4096), (512, 1), (0, 0), (MIB, 2048)] {
        let job = array.volume_resize("VOL_ID_00003", size).unwrap();
        let resized = array.volume_of(&job);
        assert_eq!(resized, Volume { num_of_blocks: blocks, ..before.clone() });
        assert_eq!(array.free(POOL), free + MIB - blocks * 512);
    }
}

#[test]
fn a_volume_can_grow_into_all_that_is_free() {
    let mut array = Array::furnished();
    let most = array.free(POOL) + MIB;
    array.refuses(&[(ErrorKind::NOT_ENOUGH_SPACE, &|a| a.volume_resize("VOL_ID_00003", most + 1))]);
    array.volume_resize("VOL_ID_00003", most).unwrap();
    assert_eq!(array.free(POOL), 0);
    array.volume_resize("VOL_ID_00003", MIB).unwrap();
}

#[test]
fn bad_resizes_are_refused() {
    let mut array = Array::furnished();
    array.refuses(&[
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_resize("VOL_ID_00009", EVERYTHING)),
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_resize("no id", EVERYTHING)),
        (ErrorKind::NO_STATE_CHANGE, &|a| a.volume_resize("VOL_ID_00004", MIB)),
        (ErrorKind::NO_STATE_CHANGE, &|a| a.volume_resize("VOL_ID_00004", MIB - 511)),
        (ErrorKind::NO_SUPPORT, &|a| a.volume_resize("VOL_ID_00004", EVERYTHING)),
        (ErrorKind::NO_SUPPORT, &|a| a.volume_resize("VOL_ID_00004", MIB + 1)),
        (ErrorKind::NO_SUPPORT, &|a| a.volume_resize("VOL_ID_00004", 512)),
        (ErrorKind::NOT_ENOUGH_SPACE, &|a| a.volume_resize("VOL_ID_00003", EVERYTHING)),
    ]);
}

#[test]
fn a_pool_can_forbid_one_direction_only() {
    let mut array = Array::furnished();
    array.execute("UPDATE pools SET unsupported_actions = 1 WHERE id = 4");
    array.refuses(&[(ErrorKind::NO_SUPPORT, &|a| a.volume_resize("VOL_ID_00003", 2 * MIB))]);
    array.volume_resize("VOL_ID_00003", 512).unwrap();
    array.execute("UPDATE pools SET unsupported_actions = 2 WHERE id = 4");
    array.refuses(&[(ErrorKind::NO_SUPPORT, &|a| a.volume_resize("VOL_ID_00003", 0))]);
    array.volume_resize("VOL_ID_00003", MIB).unwrap();
}

#[test]
fn deletion_waits_for_masks_then_for_replicas() {
    let mut array = Array::furnished();
    array.refuses(&[
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_delete("VOL_ID_00009")),
        (ErrorKind::IS_MASKED, &|a| a.volume_delete("VOL_ID_00001")),
    ]);
    array.volume_unmask("AG_ID_00001", "VOL_ID_00001").unwrap();
    array.refuses(&[(ErrorKind::HAS_CHILD_DEPENDENCY, &|a| a.volume_delete("VOL_ID_00001"))]);
    let job = array.volume_delete("VOL_ID_00002").unwrap();
    assert_eq!(array.product(&job), None, "a deletion makes nothing");
    array.volume_delete("VOL_ID_00001").unwrap();
    array.refuses(&[(ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_delete("VOL_ID_00001"))]);
    let relations: i64 = array
        .raw()
        .query_row(
            "SELECT (SELECT count(*) FROM vol_reps) + (SELECT count(*) FROM vol_masks)",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(relations, 0);
}

#[test]
fn volumes_are_switched_on_and_off() {
    let mut array = Array::furnished();
    let id = "VOL_ID_00003";
    let (off, on) = (AdminState::DISABLED, AdminState::ENABLED);
    array.refuses(&[
        (ErrorKind::NO_STATE_CHANGE, &|a| a.volume_set_admin_state(id, on)),
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_set_admin_state("VOL_ID_00009", on)),
    ]);
    array.volume_set_admin_state(id, off).unwrap();
    assert_eq!(array.all_volumes()[2].admin_state, off);
    array.refuses(&[
        (ErrorKind::NO_STATE_CHANGE, &|a| a.volume_set_admin_state(id, off)),
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_set_admin_state("VOL_ID_00009", off)),
    ]);
    array.volume_set_admin_state(id, on).unwrap();
    assert_eq!(array.all_volumes()[2].admin_state, on);
}

#[test]
fn lights_need_a_volume() {
    let mut array = Array::furnished();
    array.volume_check("VOL_ID_00001").unwrap();
    array.refuses(&[(ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_check("VOL_ID_00009"))]);
}

#[test]
fn a_search_finds_what_a_walk_would() {
    let mut array = Array::furnished();
    let all = array.all_volumes();
    let keys: HashSet<(&str, String)> = all
        .iter()
        .flat_map(|v| {
            [("id", v.id.clone()), ("pool_id", v.pool_id.clone()), ("name", v.name.clone())]
        })
        .chain(
            [("id", "VOL_ID_9"), ("pool_id", "VOL_ID_00001"), ("pool_id", "POOL_ID_00003")]
                .map(|(k, v)| (k, v.to_owned())),
        )
        .chain([("system_id", "sim-01".to_owned()), ("vpd83", "nothing".to_owned())])
        .collect();
    for (key, value) in keys {
        let search = Search::new(key, value);
        let mut found: Vec<Volume> = collect(|push| array.volumes(Some(&search), push));
        found.retain(|volume| search.matches(volume));
        let expected: Vec<Volume> = all.iter().filter(|v| search.matches(*v)).cloned().collect();
        assert_eq!(found, expected, "{search:?}");
    }
}
