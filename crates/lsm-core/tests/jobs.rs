// SPDX-License-Identifier: MIT OR Apache-2.0
//! The shapes of results that are no records: outcomes, states of jobs, layouts.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_core::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

fn volume() -> Value {
    json!({"class": "Volume", "id": "VOL_ID_00001", "name": "db", "vpd83": "50a1b2c3d4e5f607",
        "block_size": 512, "num_of_blocks": 2, "admin_state": 1, "system_id": "sim-01",
        "pool_id": "POOL_ID_00003", "plugin_data": null})
}

/// Reads, writes, and gives what was read.
#[track_caller]
fn both_ways<T: Serialize + DeserializeOwned>(wire: &Value) -> T {
    let read: T = serde_json::from_str(&wire.to_string()).unwrap();
    assert_eq!(&serde_json::to_value(&read).unwrap(), wire);
    read
}

fn refused<T: DeserializeOwned>(wire: &Value) -> bool {
    serde_json::from_str::<T>(&wire.to_string()).is_err()
}

#[test]
fn work_that_makes_a_record_is_a_pair() {
    match both_ways(&json!([null, volume()])) {
        Outcome::<Volume>::Done(volume) => assert_eq!(volume.size_bytes(), 1024),
        other => panic!("{other:?}"),
    }
    let job = Outcome::<Volume>::Job(JobId("JOB_ID_00001".into()));
    assert_eq!(both_ways::<Outcome<Volume>>(&json!(["JOB_ID_00001", null])), job);
    // A plug-in may tell both; the job is what counts, since the record is not final.
    let both = json!(["JOB_ID_00001", volume()]);
    assert_eq!(serde_json::from_value::<Outcome<Volume>>(both).unwrap(), job);
    for wrong in [
        json!([null, null]),
        json!([null]),
        json!([]),
        json!([null, volume(), null]),
        json!([7, null]),
        json!([null, {"class": "Pool"}]),
        json!(null),
        json!("JOB_ID_00001"),
        volume(),
    ] {
        assert!(refused::<Outcome<Volume>>(&wrong), "{wrong}");
    }
}

#[test]
fn work_that_makes_nothing_is_an_id_or_null() {
    assert_eq!(both_ways::<Outcome<()>>(&json!(null)), Outcome::Done(()));
    assert_eq!(both_ways::<Outcome<()>>(&json!("J")), Outcome::Job(JobId("J".into())));
    for wrong in [json!(7), json!(false), json!(["J", null]), json!({})] {
        assert!(refused::<Outcome<()>>(&wrong), "{wrong}");
    }
}

#[test]
fn a_job_id_is_never_empty() {
    assert!(refused::<Outcome<()>>(&json!("")));
    assert!(refused::<Outcome<Volume>>(&json!(["", null])));
}

#[test]
fn the_state_of_a_job_is_a_triple() {
    let running = JobState { status: JobStatus::INPROGRESS, percent: 40, item: None };
    assert_eq!(both_ways::<JobState>(&json!([1, 40, null])), running);
    let done: JobState = both_ways(&json!([2, 100, volume()]));
    assert!(matches!(done.item, Some(JobItem::Volume(volume)) if volume.name == "db"));
    assert_eq!(both_ways::<JobState>(&json!([3, 7, null])).status, JobStatus::ERROR);
    // A status without a name is kept: it is neither done nor failed.
    assert_eq!(both_ways::<JobState>(&json!([9, 0, null])).status, JobStatus(9));
    for wrong in [
        json!([1, 40]),
        json!([1, 40, null, null]),
        json!(["1", 40, null]),
        json!([1, 4.5, null]),
        json!([1, -1, null]),
        json!([2, 100, {"class": "Battery"}]),
        json!([2, 100, "VOL_ID_00001"]),
        json!(null),
    ] {
        assert!(refused::<JobState>(&wrong), "{wrong}");
    }
}

#[test]
fn each_kind_of_item_is_told_by_its_class() {
    let pool = json!({"class": "Pool", "id": "p", "name": "", "element_type": 2,
        "unsupported_actions": 0, "total_space": 1, "free_space": 1, "status": 2,
        "status_info": "", "system_id": "s", "plugin_data": null});
    let fs = json!({"class": "FileSystem", "id": "f", "name": "", "total_space": 1,
        "free_space": 1, "pool_id": "p", "system_id": "s", "plugin_data": null});
    let snapshot =
        json!({"class": "FsSnapshot", "id": "s", "name": "", "ts": 1, "plugin_data": ""});
    let item = |wire: &Value| both_ways::<JobState>(&json!([2, 100, wire])).item.unwrap();
    assert!(Pool::try_from(item(&pool)).is_ok());
    assert!(FileSystem::try_from(item(&fs)).is_ok());
    assert!(FsSnapshot::try_from(item(&snapshot)).is_ok());
    assert!(Volume::try_from(item(&volume())).is_ok());
    // Another kind is handed back.
    assert!(matches!(Volume::try_from(item(&pool)), Err(JobItem::Pool(_))));
    // Later versions may add keys, and the class may come last.
    let mut later = volume();
    later["since"] = json!({"class": "Pool"});
    let text = later.to_string().replacen("{\"admin", "{\"id\": \"first\", \"admin", 1);
    let state: JobState = serde_json::from_str(&format!("[2, 100, {text}]")).unwrap();
    assert!(matches!(state.item, Some(JobItem::Volume(volume)) if volume.id == "VOL_ID_00001"));
}

#[test]
fn a_deep_item_is_an_error_and_no_overflow() {
    let deep = format!("[2, 100, {}", "[".repeat(100_000));
    assert!(serde_json::from_str::<JobState>(&deep).is_err());
    let deep = format!("[2, 100, {{\"x\": {}", "{\"x\": ".repeat(100_000));
    assert!(serde_json::from_str::<JobState>(&deep).is_err());
}

#[test]
fn layouts_are_arrays_of_numbers() {
    let info: RaidInfo = both_ways(&json!([5, 131_072, 4, 131_072, 393_216]));
    assert_eq!((info.raid_type, info.disk_count), (RaidType::RAID5, 4));
    let unknown: RaidInfo = both_ways(&json!([-1, 0, 0, 0, 0]));
    assert_eq!(unknown.strip_size, RaidInfo::UNKNOWN);
    let cache: CacheInfo = both_ways(&json!([2, 3, 2, 3, 4]));
    assert_eq!(cache.0, WriteCachePolicy::WRITE_BACK);
    assert_eq!(cache.1, WriteCacheStatus::WRITE_THROUGH);
    assert_eq!(cache.2, ReadCachePolicy::ENABLED);
    assert_eq!(cache.3, ReadCacheStatus::DISABLED);
    assert_eq!(cache.4, PhysicalDiskCache::USE_DISK_SETTING);
    let members: PoolMemberInfo = both_ways(&json!([1, 2, ["DISK_1", "DISK_2"]]));
    assert_eq!((members.0, members.1), (RaidType::RAID1, MemberType::DISK));
    assert_eq!(members.2, ["DISK_1", "DISK_2"]);
    let can: RaidCreateCapabilities = both_ways(&json!([[0, 1, 5], [65_536]]));
    assert_eq!(can.0.last(), Some(&RaidType::RAID5));
    assert!(refused::<RaidInfo>(&json!([5, 1, 2, 3])));
    assert!(refused::<CacheInfo>(&json!([2, 3, 2, 3, 4, 5])));
    assert!(refused::<PoolMemberInfo>(&json!([1, 2, null])));
    assert!(refused::<RaidCreateCapabilities>(&json!([[0], 65_536])));
}

#[test]
fn capabilities_are_hexadecimal_digits_of_any_even_length() {
    let read = |cap: &str| {
        serde_json::from_value::<Capabilities>(json!({"class": "Capabilities", "cap": cap}))
    };
    let mut set: Capabilities =
        [Capability::VOLUMES, Capability::DISK_VPD83_GET].into_iter().collect();
    let wire = serde_json::to_value(&set).unwrap();
    let digits = wire["cap"].as_str().unwrap();
    assert_eq!(digits.len(), 1024);
    assert_eq!((&digits[40..42], &digits[446..448]), ("01", "01"));
    assert_eq!(digits.matches('1').count(), 2);
    assert_eq!(read(digits).unwrap(), set);
    set.set(Capability::VOLUMES, false);
    assert!(!set.supports(Capability::VOLUMES) && set.supports(Capability::DISK_VPD83_GET));

    // A short vector: what is past its end is not supported, and can be set.
    let mut short = read("0000").unwrap();
    assert!(!short.supports(Capability::VOLUMES));
    short.set(Capability::VOLUMES, true);
    assert_eq!(short.as_bytes(), [&[0; 20][..], &[1]].concat());
    assert!(!read("").unwrap().supports(Capability::VOLUMES));
    // Only 1 is yes; other bytes are legal and kept.
    let odd = read(&format!("{}02FF", "00".repeat(20))).unwrap();
    assert!(!odd.supports(Capability::VOLUMES) && !odd.supports(Capability::VOLUME_CREATE));
    assert_eq!(odd.as_bytes()[20..], [2, 255]);
    for wrong in ["0", "0g", "0x01", "01 ", "é1"] {
        assert!(read(wrong).is_err(), "{wrong:?}");
    }
    assert_eq!(format!("{set:?}"), "{\"DISK_VPD83_GET\"}");
}
