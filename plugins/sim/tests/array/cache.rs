// SPDX-License-Identifier: MIT OR Apache-2.0
//! Cache policies and what comes of them.

use lsm_core::*;

use crate::fixture::Array;

const ID: &str = "VOL_ID_00001";

#[test]
fn a_fresh_volume_has_the_usual_policies() {
    let mut array = Array::furnished();
    let expected = CacheInfo(
        WriteCachePolicy::AUTO,
        WriteCacheStatus::WRITE_BACK,
        ReadCachePolicy::ENABLED,
        ReadCacheStatus::ENABLED,
        PhysicalDiskCache::DISABLED,
    );
    assert_eq!(array.volume_cache_info(ID).unwrap(), expected);
}

#[test]
fn status_follows_policy() {
    let mut array = Array::furnished();
    for (policy, status) in [(1, 1), (2, 2), (3, 2), (4, 3), (99, 1)] {
        array.volume_write_cache_policy_update(ID, WriteCachePolicy(policy)).unwrap();
        let info = array.volume_cache_info(ID).unwrap();
        assert_eq!((info.0.0, info.1.0), (policy, status));
    }
    for policy in [1, 2, 3] {
        array.volume_read_cache_policy_update(ID, ReadCachePolicy(policy)).unwrap();
        let info = array.volume_cache_info(ID).unwrap();
        assert_eq!((info.2.0, info.3.0), (policy, policy));
    }
    for policy in [1, 2, 3, 4] {
        array.volume_physical_disk_cache_update(ID, PhysicalDiskCache(policy)).unwrap();
        assert_eq!(array.volume_cache_info(ID).unwrap().4.0, policy);
    }
}

#[test]
fn an_automatic_cache_writes_through_without_a_battery() {
    let mut array = Array::furnished();
    for (sql, status) in [
        ("UPDATE batteries SET status = 128 WHERE id = 1", WriteCacheStatus::WRITE_BACK),
        ("UPDATE batteries SET status = 8", WriteCacheStatus::WRITE_THROUGH),
        ("DELETE FROM batteries", WriteCacheStatus::WRITE_THROUGH),
    ] {
        array.execute(sql);
        assert_eq!(array.volume_cache_info(ID).unwrap().1, status, "{sql}");
    }
}

#[test]
fn policies_need_a_volume() {
    let mut array = Array::furnished();
    let none = "VOL_ID_00009";
    array.refuses(&[(ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_cache_info(none))]);
    array.refuses(&[
        (ErrorKind::NOT_FOUND_VOLUME, &|a| {
            a.volume_physical_disk_cache_update(none, PhysicalDiskCache::ENABLED)
        }),
        (ErrorKind::NOT_FOUND_VOLUME, &|a| {
            a.volume_write_cache_policy_update(none, WriteCachePolicy::AUTO)
        }),
        (ErrorKind::NOT_FOUND_VOLUME, &|a| {
            a.volume_read_cache_policy_update(none, ReadCachePolicy::ENABLED)
        }),
    ]);
}
