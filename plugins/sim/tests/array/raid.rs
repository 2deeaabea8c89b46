// SPDX-License-Identifier: MIT OR Apache-2.0
//! RAID layouts and RAID volumes.

use lsm_core::*;

use crate::fixture::{Array, MIB};

const EIB: u64 = 1 << 60;
const TIB: u64 = 1 << 40;
const KIB128: u64 = 131_072;

/// Identifiers of disks. 5 to 8 have 1 EiB, 11 to 13 512 GiB, 14 to 20 2 TiB; all are free.
fn disks(numbers: impl IntoIterator<Item = u32>) -> Vec<String> {
    numbers.into_iter().map(|number| format!("DISK_ID_{number:05}")).collect()
}

fn create(
    array: &mut lsm_sim::Store,
    name: &str,
    level: RaidType,
    disks: &[String],
    strip_size: u64,
) -> Result<Volume> {
    let disks: Vec<&str> = disks.iter().map(String::as_str).collect();
    array.volume_raid_create(name, level, &disks, strip_size)
}

fn info(raid_type: RaidType, strip_size: u64, disk_count: u64, opt_io_size: u64) -> RaidInfo {
    RaidInfo { raid_type, strip_size, disk_count, min_io_size: strip_size, opt_io_size }
}

#[test]
fn the_layout_of_a_volume_is_that_of_its_disks() {
    let mut array = Array::new();
    let mirror = info(RaidType::RAID1, 512, 2, 512);
    for (pool, expected) in [
        ("POOL_ID_00001", mirror),
        // A sub-pool answers for its parent.
        ("POOL_ID_00002", mirror),
        ("POOL_ID_00003", mirror),
        ("POOL_ID_00004", info(RaidType::RAID0, KIB128, 2, 2 * KIB128)),
    ] {
        let job = array.volume_create(pool, pool, MIB).unwrap();
        let volume = array.volume_of(&job);
        assert_eq!(array.volume_raid_info(&volume.id).unwrap(), expected, "{pool}");
    }
    array.refuses(&[
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_raid_info("VOL_ID_00009")),
        (ErrorKind::NOT_FOUND_VOLUME, &|a| a.volume_raid_info("POOL_ID_00001")),
    ]);
}

#[test]
fn plain_disks_prefer_one_block() {
    let mut array = Array::furnished();
    array.execute("UPDATE pools SET raid_type = 20, strip_size = 512 WHERE id = 4");
    let expected = info(RaidType::JBOD, 512, 2, 512);
    assert_eq!(array.volume_raid_info("VOL_ID_00001").unwrap(), expected);
}

#[test]
fn offers_seven_levels_and_eight_strip_sizes() {
    let mut array = Array::new();
    let offered = array.volume_raid_create_cap_get("sim-01").unwrap();
    assert_eq!(offered.0.iter().map(|level| level.0).collect::<Vec<_>>(), [0, 1, 5, 6, 10, 50, 60]);
    assert_eq!(offered.1, [8, 16, 32, 64, 128, 256, 512, 1024].map(|kib| kib * 1024));
    array.refuses(&[(ErrorKind::NOT_FOUND_SYSTEM, &|a| a.volume_raid_create_cap_get("sim-02"))]);
}

#[test]
fn every_level_has_the_size_of_its_data_disks() {
    for (level, count, data) in [
        (RaidType::RAID0, 1, 1),
        (RaidType::RAID0, 3, 3),
        (RaidType::RAID1, 2, 1),
        (RaidType::RAID5, 3, 2),
        (RaidType::RAID5, 7, 6),
        (RaidType::RAID6, 4, 2),
        (RaidType::RAID10, 4, 2),
        (RaidType::RAID10, 6, 3),
        (RaidType::RAID50, 6, 4),
        (RaidType::RAID50, 7, 5),
    ] {
        let mut array = Array::new();
        let members = disks(14..14 + count);
        let volume = create(&mut array, "it's", level, &members, 0).unwrap();
        assert_eq!(volume.size_bytes(), data * 2 * TIB - 1024, "{level} of {count}");
        assert_eq!(
            (volume.id.as_str(), volume.pool_id.as_str()),
            ("VOL_ID_00001", "POOL_ID_00005")
        );

        let pool = array.all_pools().pop().unwrap();
        let expected = Pool {
            id: "POOL_ID_00005".into(),
            name: "Pool for volume it's".into(),
            element_type: ElementType::VOLUME,
            unsupported_actions: UnsupportedActions(3),
            total_space: data * 2 * TIB,
            free_space: 1024,
            status: PoolStatus::OK,
            status_info: Some(String::new()),
            system_id: "sim-01".into(),
            plugin_data: None,
        };
        assert_eq!(pool, expected);
        let strip = if level == RaidType::RAID1 { 512 } else { KIB128 };
        let optimum = if level == RaidType::RAID1 { 512 } else { strip * data };
        let layout = info(level, strip, count.into(), optimum);
        assert_eq!(array.volume_raid_info(&volume.id).unwrap(), layout);
        let made_of = PoolMemberInfo(level, MemberType::DISK, members.clone());
        assert_eq!(array.pool_member_info(&pool.id).unwrap(), made_of);
        for disk in array.all_disks() {
            if members.contains(&disk.id) {
                assert_eq!(disk.status, DiskStatus::OK, "{} is in use", disk.id);
            }
        }
    }
}

#[test]
fn raid60_needs_eight_disks_and_the_first_ones_hold_the_data() {
    let mut array = Array::new();
    // Four large disks first, then small ones: the large ones count.
    let members: Vec<String> = disks(5..=8).into_iter().chain(disks(14..=17)).collect();
    let volume = create(&mut array, "v", RaidType::RAID60, &members, 1 << 20).unwrap();
    assert_eq!(volume.size_bytes(), 4 * EIB - 1024);
    let layout = info(RaidType::RAID60, 1 << 20, 8, 4 << 20);
    assert_eq!(array.volume_raid_info(&volume.id).unwrap(), layout);
    let mut array = Array::new();
    let members: Vec<String> = disks(14..=17).into_iter().chain(disks(5..=8)).collect();
    let volume = create(&mut array, "v", RaidType::RAID60, &members, 0).unwrap();
    assert_eq!(volume.size_bytes(), 8 * TIB - 1024);
}

#[test]
fn strips_have_one_of_eight_sizes() {
    for size in [8, 16, 32, 64, 128, 256, 512, 1024].map(|kib| kib * 1024) {
        let mut array = Array::new();
        let volume = create(&mut array, "v", RaidType::RAID0, &disks(14..16), size).unwrap();
        assert_eq!(array.volume_raid_info(&volume.id).unwrap().strip_size, size);
        let mirror = create(&mut array, "m", RaidType::RAID1, &disks(16..18), size).unwrap();
        assert_eq!(array.volume_raid_info(&mirror.id).unwrap().strip_size, 512);
    }
    let mut array = Array::new();
    for size in [1, 512, 4096, 131_073, 2 << 20, u64::MAX] {
        for level in [RaidType::RAID0, RaidType::RAID1] {
            array.refuses(&[(ErrorKind::NO_SUPPORT, &|a| {
                create(a, "v", level, &disks(14..16), size)
            })]);
        }
    }
}

#[test]
fn bad_requests_are_refused_in_their_order() {
    let mut array = Array::furnished();
    array.execute(
        "INSERT INTO pools SELECT 9, 'Pool for volume data', 2, '', 4, 3, 0, NULL, 2, 512, NULL",
    );
    let used = disks([1]);
    let with = |first: &[String], then: &[&str]| -> Vec<String> {
        first.iter().cloned().chain(then.iter().map(|id| (*id).to_owned())).collect()
    };
    let free = disks([14]);
    let twice = disks([14, 14]);
    let raid5 = RaidType::RAID5;
    array.refuses(&[
        (ErrorKind::NO_SUPPORT, &|a| create(a, "data", RaidType::RAID4, &used, 1)),
        (ErrorKind::NO_SUPPORT, &|a| create(a, "data", RaidType(77), &used, 1)),
        (ErrorKind::NO_SUPPORT, &|a| create(a, "data", raid5, &used, 1)),
        (ErrorKind::DISK_NOT_FREE, &|a| create(a, "data", raid5, &with(&used, &["x"]), 0)),
        (ErrorKind::NOT_FOUND_DISK, &|a| create(a, "data", raid5, &with(&free, &["x"]), 0)),
        (ErrorKind::NOT_FOUND_DISK, &|a| {
            create(a, "data", raid5, &with(&free, &["DISK_ID_00021"]), 0)
        }),
        (ErrorKind::NOT_FOUND_DISK, &|a| {
            create(a, "data", raid5, &with(&free, &["VOL_ID_00001", "DISK_ID_00001"]), 0)
        }),
        (ErrorKind::INVALID_ARGUMENT, &|a| create(a, "data", raid5, &twice, 0)),
        (ErrorKind::NAME_CONFLICT, &|a| create(a, "data", raid5, &free, 0)),
        (ErrorKind::PLUGIN_BUG, &|a| create(a, "log", raid5, &free, 0)),
        (ErrorKind::PLUGIN_BUG, &|a| create(a, "log", raid5, &[], 0)),
        (ErrorKind::NAME_CONFLICT, &|a| create(a, "log", RaidType::RAID0, &free, 0)),
    ]);
}

#[test]
fn wrong_numbers_of_disks_are_refused() {
    for (level, counts) in [
        (RaidType::RAID0, &[0][..]),
        (RaidType::RAID1, &[0, 1, 3]),
        (RaidType::RAID5, &[0, 2]),
        (RaidType::RAID6, &[3]),
        (RaidType::RAID10, &[2, 3, 5]),
        (RaidType::RAID50, &[5]),
        (RaidType::RAID60, &[7]),
    ] {
        let mut array = Array::new();
        for count in counts {
            array.refuses(&[(ErrorKind::PLUGIN_BUG, &|a| {
                create(a, "v", level, &disks(14..14 + count), 0)
            })]);
        }
    }
}

#[test]
fn the_stored_state_of_a_disk_decides() {
    let mut array = Array::new();
    create(&mut array, "first", RaidType::RAID1, &disks([11, 12]), 0).unwrap();
    array.refuses(&[(ErrorKind::DISK_NOT_FREE, &|a| {
        create(a, "second", RaidType::RAID1, &disks([11, 13]), 0)
    })]);
}

#[test]
fn a_raid_volume_takes_its_pool_with_it() {
    let mut array = Array::furnished();
    let before = (array.all_pools(), array.all_disks(), array.all_volumes());
    let volume = create(&mut array, "raid", RaidType::RAID1, &disks([11, 12]), 0).unwrap();
    // What is left in the pool can be used, and goes with it.
    array.volume_create(&volume.pool_id, "rest", 512).unwrap();
    array.fs_create(&volume.pool_id, "fs rest", 512).unwrap();
    assert_eq!(array.free(&volume.pool_id), 0);
    array.refuses(&[(ErrorKind::NO_SUPPORT, &|a| a.volume_resize(&volume.id, MIB))]);
    array.volume_delete(&volume.id).unwrap();
    assert_eq!((array.all_pools(), array.all_disks(), array.all_volumes()), before);
    assert_eq!(array.all_fs().len(), 3);
    // Disks and names are free again.
    create(&mut array, "raid", RaidType::RAID1, &disks([11, 12]), 0).unwrap();
}
