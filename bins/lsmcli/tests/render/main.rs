// SPDX-License-Identifier: MIT OR Apache-2.0
//! The renderers against a second, naive one that was written from the description alone: it works
//! on the JSON of the records, with its own list of properties, and lays out whole matrices.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod described;
mod documents;
mod fitted;
mod model;
mod random;
mod readers;
mod streams;

use lsm_core::*;
use lsmcli::render::{
    CacheOfVolume, Fit, Layout, MembersOfPool, Plugin, RaidChoicesOfSystem, RaidOfVolume, Shown,
    Style, pairs, show,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use described::*;
use model::model;
use random::{layout, record};

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

pub(crate) fn rendered<R: Shown>(records: &[R], layout: &Layout) -> String {
    let mut out = Vec::new();
    show(records, layout, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// Compares both for random records, that `make` builds from their JSON.
fn compare<R: Shown>(
    described: &'static [Described],
    layouts: impl Strategy<Value = Layout>,
    make: fn(&Value) -> R,
) {
    let records = proptest::collection::vec(record(described), 0..5);
    proptest!(config(400), |(records in records, layout in layouts)| {
        let ours: Vec<R> = records.iter().map(make).collect();
        prop_assert_eq!(rendered(&ours, &layout), model(described, &records, &layout));
    });
}

/// A record of the wire, completed with what is not shown.
fn wire<R: Record>(object: &Value) -> R {
    let mut object = object.clone();
    object["class"] = json!(R::CLASS);
    object["plugin_data"] = Value::Null;
    serde_json::from_value(object).unwrap()
}

fn field<T: serde::de::DeserializeOwned>(object: &Value, key: &str) -> T {
    serde_json::from_value(object[key].clone()).unwrap()
}

/// A count of the wire, where -1 stands for "not known".
fn unsigned(object: &Value, key: &str) -> u64 {
    object[key].as_i64().unwrap().cast_unsigned()
}

/// Block sizes and counts whose product no array would exceed.
fn with_sane_size(mut object: Value) -> Value {
    for key in ["block_size", "num_of_blocks"] {
        let number = object[key].as_i64().unwrap();
        object[key] = json!(if number < 0 { number } else { number % (1 << 31) });
    }
    object
}

fn plugin(object: &Value) -> Plugin {
    Plugin { description: field(object, "description"), version: field(object, "version") }
}

fn raid_layout(object: &Value) -> RaidOfVolume {
    RaidOfVolume {
        volume_id: field(object, "id"),
        raid: RaidInfo {
            raid_type: field(object, "raid_type"),
            strip_size: unsigned(object, "strip_size"),
            disk_count: unsigned(object, "disk_count"),
            min_io_size: unsigned(object, "min_io_size"),
            opt_io_size: unsigned(object, "opt_io_size"),
        },
    }
}

fn pool_members_of(object: &Value) -> MembersOfPool {
    MembersOfPool {
        pool_id: field(object, "id"),
        members: PoolMemberInfo(
            field(object, "raid_type"),
            field(object, "member_type"),
            field(object, "members"),
        ),
    }
}

fn raid_choices_of(object: &Value) -> RaidChoicesOfSystem {
    let sizes: Vec<i64> = field(object, "strip_sizes");
    RaidChoicesOfSystem {
        system_id: field(object, "id"),
        choices: RaidCreateCapabilities(
            field(object, "raid_types"),
            sizes.into_iter().map(i64::cast_unsigned).collect(),
        ),
    }
}

fn cache_of(object: &Value) -> CacheOfVolume {
    CacheOfVolume {
        volume_id: field(object, "id"),
        cache: CacheInfo(
            field(object, "write_policy"),
            field(object, "write_status"),
            field(object, "read_policy"),
            field(object, "read_status"),
            field(object, "disk"),
        ),
    }
}

#[test]
fn systems() {
    compare(SYSTEM, layout(), wire::<System>);
}

#[test]
fn pools() {
    compare(POOL, layout(), wire::<Pool>);
}

#[test]
fn volumes() {
    let records = proptest::collection::vec(record(VOLUME).prop_map(with_sane_size), 0..5);
    proptest!(config(800), |(records in records, layout in layout())| {
        let ours: Vec<Volume> = records.iter().map(wire).collect();
        prop_assert_eq!(rendered(&ours, &layout), model(VOLUME, &records, &layout));
    });
}

#[test]
fn disks() {
    let records = proptest::collection::vec(record(DISK).prop_map(with_sane_size), 0..5);
    proptest!(config(800), |(records in records, layout in layout())| {
        let ours: Vec<Disk> = records.iter().map(wire).collect();
        prop_assert_eq!(rendered(&ours, &layout), model(DISK, &records, &layout));
    });
}

#[test]
fn access_groups() {
    compare(ACCESS_GROUP, layout(), wire::<AccessGroup>);
}

#[test]
fn file_systems() {
    compare(FILE_SYSTEM, layout(), wire::<FileSystem>);
}

#[test]
fn snapshots() {
    // Dates depend on the time zone of this machine; another test looks at them.
    let numbers = layout().prop_map(|mut layout| {
        layout.style.numbers = true;
        layout
    });
    compare(SNAPSHOT, numbers, wire::<FsSnapshot>);
}

#[test]
fn exports() {
    compare(EXPORT, layout(), wire::<NfsExport>);
}

#[test]
fn target_ports() {
    compare(TARGET_PORT, layout(), wire::<TargetPort>);
}

#[test]
fn batteries() {
    compare(BATTERY, layout(), wire::<Battery>);
}

#[test]
fn plugins() {
    compare(PLUGIN, layout(), plugin);
}

#[test]
fn raid_layouts() {
    compare(RAID, layout(), raid_layout);
}

#[test]
fn pool_members() {
    compare(MEMBERS, layout(), pool_members_of);
}

#[test]
fn raid_choices() {
    compare(RAID_CHOICES, layout(), raid_choices_of);
}

#[test]
fn caches() {
    compare(CACHE, layout(), cache_of);
}

#[test]
fn the_property_keys_are_those_of_the_wire() {
    fn check<R: Shown + Record>() {
        for property in R::PROPERTIES {
            let computed = ["size_bytes", "disk_paths"].contains(&property.key);
            assert!(R::KEYS.contains(&property.key) || computed, "{} {}", R::CLASS, property.key);
        }
    }
    check::<System>();
    check::<Pool>();
    check::<Volume>();
    check::<Disk>();
    check::<AccessGroup>();
    check::<FileSystem>();
    check::<FsSnapshot>();
    check::<NfsExport>();
    check::<TargetPort>();
    check::<Battery>();
}

#[test]
fn pairs_look_like_one_record() {
    let layout = Layout {
        fit: Fit::Unasked,
        separator: ",".to_owned(),
        header: false,
        padded: true,
        script: false,
        style: Style::default(),
    };
    let mut out = Vec::new();
    pairs(&[("A", "SUPPORTED"), ("LONGER", "x")], &layout, &mut out).unwrap();
    let expected = "----------------\nA     ,SUPPORTED\nLONGER,x        \n----------------\n";
    assert_eq!(String::from_utf8(out).unwrap(), expected);
}
