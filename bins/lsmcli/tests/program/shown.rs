// SPDX-License-Identifier: MIT OR Apache-2.0
//! `show`: one object and what belongs to it.

use serde_json::{Value, json};

use crate::array::{Array, error, file_system, pool, snapshot, volume};

fn array() -> Array {
    Array::new(|method, _| match method {
        "volumes" => Ok(json!([volume("v", "db")])),
        "pools" => Ok(json!([pool("p")])),
        "fs" => Ok(json!([file_system("f")])),
        "fs_snapshots" => Ok(json!([snapshot("x", 5)])),
        "exports" => Ok(json!([])),
        "fs_child_dependency" => Ok(json!(true)),
        "volume_raid_info" => Ok(json!([5, 4096, 3, 512, 4096])),
        "access_groups_granted_to_volume" => Ok(json!([])),
        _ => error(153, "not offered"),
    })
}

/// Checks a document against the published schema, as far as that goes by keys.
fn details(arguments: &[&str]) -> Value {
    let ran = array().run(&[&["show", "-o", "json"], arguments].concat());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    let schema: Value =
        serde_json::from_str(include_str!("../../../../docs/schema/lsmcli-output.json")).unwrap();
    let described = &schema["$defs"][document["type"].as_str().unwrap()];
    let item = document["items"][0].as_object().unwrap();
    for key in item.keys() {
        assert!(described["properties"].get(key).is_some(), "{key}");
    }
    for key in described["required"].as_array().unwrap() {
        assert!(item.contains_key(key.as_str().unwrap()), "{key}");
    }
    document["items"][0].clone()
}

#[test]
fn programs_get_one_object() {
    let volume = details(&["volume", "db"]);
    assert_eq!(volume["id"], "v");
    assert_eq!(volume["raid_type"], "RAID5");
    assert_eq!(volume["access_group_ids"], json!([]));
    // What the array does not offer is not there.
    assert_eq!(volume.get("write_cache_policy"), None);
    assert_eq!(volume.get("has_dependants"), None);
    let fs = details(&["fs", "f"]);
    assert_eq!((&fs["snapshot_ids"], &fs["has_dependants"]), (&json!(["x"]), &json!(true)));
    let pool = details(&["pool", "p"]);
    assert_eq!((&pool["volume_ids"], &pool["fs_ids"]), (&json!(["v"]), &json!(["f"])));
}

#[test]
fn people_get_blocks() {
    let ran = array().run(&["show", "volume", "v"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    assert!(ran.stdout.starts_with("----"), "{}", ran.stdout);
    for part in ["\npool:\nID ", "\nRAID:\nVolume ID ", "\naccess groups:\nnone\n"] {
        assert!(ran.stdout.contains(part), "{part:?}: {}", ran.stdout);
    }
    assert!(!ran.stdout.contains("cache:"), "{}", ran.stdout);
}

#[test]
fn details_can_be_chosen() {
    let chosen = |more: &[&str]| {
        let ran = array().run(&[&["show", "volume", "v"], more].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
        ran.stdout
    };
    assert_eq!(
        chosen(&["--columns", "raid_type,size,access_groups", "-H"]),
        "------------------------\nRAID Type     | RAID5   \nSize          | 2.00 MiB\n\
         access groups |         \n------------------------\n"
    );
    assert_eq!(
        chosen(&["--columns=admin_state_raw", "--no-pad"]).lines().nth(1).unwrap(),
        "admin_state_raw | 1"
    );
    assert_eq!(chosen(&["--columns", "id,strip_size", "-o", "csv"]), "id,strip_size\r\nv,4096\r\n");
    assert_eq!(chosen(&["--columns", "+raid_type"]), chosen(&[]));
    array()
        .run(&["show", "volume", "v", "--columns", "raid_tpe"])
        .failed(2, "did you mean raid_type?");
}

#[test]
fn units_and_numbers_of_all_blocks() {
    let shown = |more: &[&str]| array().run(&[&["show", "volume", "v"], more].concat()).stdout;
    let shown = shown(&["--units", "si", "--precision", "1", "-e"]);
    for part in ["2.1 MB", "4.1 kB", "Disabled      | 1", "1.1 TB"] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
}

#[test]
fn what_is_not_there() {
    array().run(&["show", "volume", "zz"]).failed(2, "volume with ID zz was not found");
    array().run(&["show", "thing", "zz"]).failed(2, "invalid choice");
    array().run(&["show", "volume"]).failed(2, "required: <ID>");
    array().run(&["show", "disk", "d"]).failed(4, "NO_SUPPORT(153)");
}
