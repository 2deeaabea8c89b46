// SPDX-License-Identifier: MIT OR Apache-2.0
//! The published schema of the documents agrees with what is written.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeSet;

use lsm_core::{
    AccessGroup, Battery, CacheInfo, Disk, FileSystem, FsSnapshot, HealthStatus, JobStatus,
    LedStatus, LinkType, MemberType, NfsExport, PhysicalDiskCache, Pool, PoolMemberInfo,
    RaidCreateCapabilities, RaidInfo, RaidType, ReadCachePolicy, ReadCacheStatus, Record, Rpm,
    System, TargetPort, Volume, WriteCachePolicy, WriteCacheStatus,
};
use lsmcli::parse::{Globals, Parsed, parse};
use lsmcli::render::{
    CacheOfVolume, Job, Layout, LedSlot, LocalDisk, MembersOfPool, Node, Plugin,
    RaidChoicesOfSystem, RaidOfVolume, Shown, Thing, VERSION, document, success,
};
use serde_json::{Value, json};

fn schema() -> Value {
    serde_json::from_str(include_str!("../../../docs/schema/lsmcli-output.json")).unwrap()
}

fn globals(more: &[&str]) -> Globals {
    let words = [&["job-list", "-o", "json"], more].concat();
    let words: Vec<String> = words.into_iter().map(str::to_owned).collect();
    match parse(&words) {
        Ok(Parsed::Run(invocation)) => invocation.globals,
        other => panic!("{other:?}"),
    }
}

fn written<R: Shown>(record: &R, more: &[&str]) -> Value {
    let globals = globals(more);
    let mut out = Vec::new();
    let rows = std::slice::from_ref(record);
    document(rows, &globals, &Layout::new(&globals), &mut out).unwrap();
    serde_json::from_slice(&out).unwrap()
}

/// Whether a value has one of the types, as far as the schema uses the language.
#[track_caller]
fn check_value(schema: &Value, value: &Value, place: &str) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) => {
            assert!(number.is_i64() || number.is_u64(), "{place}");
            "integer"
        }
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = match &schema["type"] {
        Value::Array(kinds) => kinds.iter().any(|allowed| allowed == kind),
        allowed => allowed == kind,
    };
    assert!(allowed, "{place}: {value} is not {}", schema["type"]);
    for element in value.as_array().into_iter().flatten() {
        check_value(&schema["items"], element, place);
    }
}

#[track_caller]
fn check<R: Shown>(types: &mut BTreeSet<String>, record: &R) {
    let schema = schema();
    types.insert(R::TYPE.to_owned());
    let definition = &schema["$defs"][R::TYPE];
    let described: BTreeSet<&str> =
        definition["properties"].as_object().unwrap().keys().map(String::as_str).collect();
    let mut expected = BTreeSet::from(["array".to_owned()]);
    for property in R::PROPERTIES {
        expected.insert(property.key.to_owned());
        if property.numbered {
            expected.insert(format!("{}_raw", property.key));
        }
    }
    assert_eq!(described, expected.iter().map(String::as_str).collect(), "{}", R::TYPE);
    for more in [&[][..], &["-e"]] {
        let document = written(record, more);
        assert_eq!((&document["version"], &document["type"]), (&json!(1), &json!(R::TYPE)));
        let item = document["items"][0].as_object().unwrap();
        for (key, value) in item {
            check_value(&definition["properties"][key], value, &format!("{}: {key}", R::TYPE));
        }
        for required in definition["required"].as_array().unwrap() {
            assert!(item.contains_key(required.as_str().unwrap()), "{}: {required}", R::TYPE);
        }
    }
}

fn record<R: Record>(mut fields: Value) -> R {
    fields["class"] = json!(R::CLASS);
    fields["plugin_data"] = Value::Null;
    serde_json::from_value(fields).unwrap()
}

#[test]
fn every_type_is_described() {
    let mut types = BTreeSet::new();
    let types = &mut types;
    check::<System>(
        types,
        &record(json!({
            "id": "s", "name": "n", "status": 2, "status_info": null, "fw_version": "1", "mode": 0,
            "read_cache_pct": 10,
        })),
    );
    check::<System>(
        types,
        &record(json!({
            "id": "s", "name": "n", "status": 0, "status_info": "", "fw_version": "", "mode": -2,
            "read_cache_pct": -2,
        })),
    );
    check::<Pool>(
        types,
        &record(json!({
            "id": "p", "name": "n", "element_type": 6, "unsupported_actions": 0, "total_space": 1_u64 << 60,
            "free_space": -1, "status": 1_u64 << 40, "status_info": "", "system_id": "s",
        })),
    );
    check::<Volume>(
        types,
        &record(json!({
            "id": "v", "name": "n", "vpd83": null, "block_size": 512, "num_of_blocks": -1,
            "admin_state": 7, "system_id": "s", "pool_id": "p",
        })),
    );
    let mut disk = json!({
        "id": "d", "name": "n", "disk_type": 4, "block_size": 512, "num_of_blocks": 9, "status": 3,
        "system_id": "s", "vpd83": "", "rpm": 7200, "link_type": 6, "location": "here",
    });
    for rpm in [7200, 0, 1, -1, -2] {
        disk["rpm"] = json!(rpm);
        check::<Disk>(types, &record(disk.clone()));
    }
    check::<AccessGroup>(
        types,
        &record(json!({
            "id": "g", "name": "n", "init_ids": ["iqn.x"], "init_type": 5, "system_id": "s",
        })),
    );
    check::<FileSystem>(
        types,
        &record(json!({
            "id": "f", "name": "n", "total_space": 1, "free_space": 0, "pool_id": "p", "system_id": "s",
        })),
    );
    check::<FsSnapshot>(types, &record(json!({"id": "x", "name": "n", "ts": 5})));
    check::<NfsExport>(
        types,
        &record(json!({
            "id": "e", "fs_id": "f", "export_path": "/x", "auth": null, "root": [], "rw": ["h"],
            "ro": [], "anonuid": -1, "anongid": 0, "options": null,
        })),
    );
    check::<TargetPort>(
        types,
        &record(json!({
            "id": "t", "port_type": 2, "service_address": "a", "network_address": "b",
            "physical_address": "c", "physical_name": "d", "system_id": "s",
        })),
    );
    check::<Battery>(
        types,
        &record(json!({
            "id": "b", "name": "n", "type": 3, "status": 4, "system_id": "s",
        })),
    );
    check(
        types,
        &LocalDisk {
            path: "/dev/sda".to_owned(),
            vpd83: String::new(),
            rpm: Rpm(7200),
            link_type: LinkType::SAS,
            serial: "s".to_owned(),
            led_status: LedStatus::IDENT_ON | LedStatus::FAULT_OFF,
            link_speed: 6000,
            health: HealthStatus::GOOD,
            link_speed_text: "6.0 Gbps".to_owned(),
        },
    );
    for device in [None, Some("/dev/sda".to_owned())] {
        let state = LedStatus::IDENT_OFF | LedStatus::FAULT_ON;
        check(types, &LedSlot { id: "1".to_owned(), state, device });
    }
    check(types, &Plugin { description: "x".to_owned(), version: "1".to_owned() });
    check(
        types,
        &Job {
            id: "j".to_owned(),
            command: "c".to_owned(),
            started: 1,
            status: JobStatus::COMPLETE,
            percent: 100,
        },
    );
    check(
        types,
        &RaidOfVolume {
            volume_id: "v".to_owned(),
            raid: RaidInfo {
                raid_type: RaidType::RAID5,
                strip_size: 4096,
                disk_count: 3,
                min_io_size: 512,
                opt_io_size: 4096,
            },
        },
    );
    check(
        types,
        &MembersOfPool {
            pool_id: "p".to_owned(),
            members: PoolMemberInfo(RaidType::RAID1, MemberType::DISK, vec!["d".to_owned()]),
        },
    );
    check(
        types,
        &RaidChoicesOfSystem {
            system_id: "s".to_owned(),
            choices: RaidCreateCapabilities(vec![RaidType::RAID0], vec![4096]),
        },
    );
    check(
        types,
        &CacheOfVolume {
            volume_id: "v".to_owned(),
            cache: CacheInfo(
                WriteCachePolicy(2),
                WriteCacheStatus(2),
                ReadCachePolicy(2),
                ReadCacheStatus(2),
                PhysicalDiskCache(2),
            ),
        },
    );
    for thing in [
        Thing::System(record(json!({"id": "s", "name": "n", "status": 2, "status_info": ""}))),
        Thing::Pool(record(json!({
            "id": "p", "name": "n", "element_type": 6, "unsupported_actions": 0,
            "total_space": -1, "free_space": 1, "status": 2, "status_info": "", "system_id": "s",
        }))),
        Thing::Volume(record(json!({
            "id": "v", "name": "n", "vpd83": null, "block_size": 512, "num_of_blocks": 8,
            "admin_state": 1, "system_id": "s", "pool_id": "p",
        }))),
        Thing::FileSystem(record(json!({
            "id": "f", "name": "n", "total_space": 1, "free_space": 0, "pool_id": "p",
            "system_id": "s",
        }))),
        Thing::Export(record(json!({
            "id": "e", "fs_id": "f", "export_path": "/x", "auth": null, "root": [], "rw": [],
            "ro": [], "anonuid": -1, "anongid": -1, "options": null,
        }))),
        Thing::AccessGroup(record(json!({
            "id": "g", "name": "n", "init_ids": ["iqn.x"], "init_type": 5, "system_id": "s",
        }))),
    ] {
        let kinds = &schema()["$defs"]["tree_node"]["properties"]["kind"]["enum"];
        assert!(kinds.as_array().unwrap().contains(&json!(thing.kind())));
        for parent_id in [None, Some("x".to_owned())] {
            check(types, &Node { path: "x/y".to_owned(), parent_id, thing: thing.clone() });
        }
    }
    // Answers that are no records; their shapes are tested where they are given.
    for kind in [
        "capabilities",
        "check",
        "dependants",
        "volume_replicate_range_block_size",
        "nfs_client_auth",
        "unfinished_job",
        "volume_details",
        "pool_details",
        "system_details",
        "access_group_details",
        "file_system_details",
        "disk_details",
        "nfs_export_details",
    ] {
        types.insert(kind.to_owned());
    }
    let schema = schema();
    let named: BTreeSet<String> =
        serde_json::from_value(schema["properties"]["type"]["enum"].clone()).unwrap();
    assert_eq!(*types, named);
    assert_eq!(schema["properties"]["version"]["const"], json!(VERSION));
    let mut out = Vec::new();
    success(&globals(&[]), &mut out).unwrap();
    let told: Value = serde_json::from_slice(&out).unwrap();
    let result = &schema["properties"]["result"]["const"];
    assert_eq!(told, json!({"version": VERSION, "result": result}));
    let shapes = json!([{"required": ["type", "items"]}, {"required": ["result"]}]);
    assert_eq!((&schema["required"], &schema["oneOf"]), (&json!(["version"]), &shapes));
    for kind in &named {
        let reference = json!({
            "if": {"properties": {"type": {"const": kind}}},
            "then": {"properties": {"items": {"items": {"$ref": format!("#/$defs/{kind}")}}}},
        });
        assert!(schema["allOf"].as_array().unwrap().contains(&reference), "{kind}");
    }
}
