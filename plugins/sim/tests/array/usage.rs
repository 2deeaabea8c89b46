// SPDX-License-Identifier: MIT OR Apache-2.0
//! The space counted for each pool is what is taken from it, whatever is done in whatever order.

use lsm_core::*;
use lsm_sim::Store;
use proptest::prelude::*;

use crate::fixture::{Array, check};

/// Something done to an array; numbers are those of objects that may or may not exist.
#[derive(Debug, Clone)]
enum Step {
    CreateVolume(u8, u64),
    ResizeVolume(u8, u64),
    Replicate(u8, Option<u8>),
    DeleteVolume(u8),
    CreateFs(u8, u64),
    ResizeFs(u8, u64),
    CloneFs(u8),
    DeleteFs(u8),
    CreateRaid(u8, u8),
    /// Another program works on the tables.
    Foreign(&'static str, u8, u64),
}

const FOREIGN: &[&str] = &[
    "INSERT OR IGNORE INTO volumes VALUES
        ((SELECT coalesce(max(id), 0) + 1 FROM volumes), '5000000000000000', 'f' || ?2, ?2, ?2,
        1, 0, 3, 2, 3, ?1)",
    "UPDATE volumes SET total_space = ?2, consumed_size = ?2 WHERE id = ?1",
    "UPDATE volumes SET pool_id = 1 + ?2 % 4 WHERE id = ?1",
    "UPDATE fss SET pool_id = 1 + ?2 % 4, consumed_size = ?2 WHERE id = ?1",
    "DELETE FROM fss WHERE id = ?1 AND ?2",
    "INSERT OR IGNORE INTO pools VALUES
        ((SELECT max(id) + 1 FROM pools), 's' || ?2, 2, '', 28, 0, 22, ?1, 3, 0, ?2)",
    "UPDATE pools SET total_space = ?2 WHERE id = ?1 AND member_type = 3",
    "UPDATE pools SET parent_pool_id = 1 + ?2 % 4 WHERE id = ?1 AND member_type = 3",
    "DELETE FROM pools WHERE id = ?1 AND id > 4 AND ?2",
];

fn step() -> impl Strategy<Value = Step> {
    let number = 0_u8..10;
    let size = prop_oneof![0_u64..10_000, Just(1 << 40), Just(u64::MAX)];
    let small = 1_u64..10_000;
    prop_oneof![
        (number.clone(), size.clone()).prop_map(|(n, s)| Step::CreateVolume(n, s)),
        (number.clone(), size.clone()).prop_map(|(n, s)| Step::ResizeVolume(n, s)),
        (number.clone(), proptest::option::of(number.clone()))
            .prop_map(|(n, p)| Step::Replicate(n, p)),
        number.clone().prop_map(Step::DeleteVolume),
        (number.clone(), size.clone()).prop_map(|(n, s)| Step::CreateFs(n, s)),
        (number.clone(), size).prop_map(|(n, s)| Step::ResizeFs(n, s)),
        number.clone().prop_map(Step::CloneFs),
        number.clone().prop_map(Step::DeleteFs),
        (11_u8..20, 1_u8..4).prop_map(|(first, count)| Step::CreateRaid(first, count)),
        (proptest::sample::select(FOREIGN), number, small)
            .prop_map(|(sql, n, s)| Step::Foreign(sql, n, s)),
    ]
}

fn take(array: &mut Array, step: &Step, name: &str) {
    let id = |prefix: &str, number: u8| format!("{prefix}_ID_{number:05}");
    let (pool, volume, fs) = (|n| id("POOL", n), |n| id("VOL", n), |n| id("FS", n));
    let store: &mut Store = array;
    // Refusals are part of it.
    let _ = match *step {
        Step::CreateVolume(n, size) => store.volume_create(&pool(n), name, size).map(drop),
        Step::ResizeVolume(n, size) => store.volume_resize(&volume(n), size).map(drop),
        Step::Replicate(n, to) => {
            let to = to.map(pool);
            store
                .volume_replicate(to.as_deref(), ReplicationType::CLONE, &volume(n), name)
                .map(drop)
        }
        Step::DeleteVolume(n) => store.volume_delete(&volume(n)).map(drop),
        Step::CreateFs(n, size) => store.fs_create(&pool(n), name, size).map(drop),
        Step::ResizeFs(n, size) => store.fs_resize(&fs(n), size).map(drop),
        Step::CloneFs(n) => store.fs_clone(&fs(n), name, None).map(drop),
        Step::DeleteFs(n) => store.fs_delete(&fs(n)).map(drop),
        Step::CreateRaid(first, count) => {
            let disks: Vec<String> = (first..first + count).map(|n| id("DISK", n)).collect();
            let disks: Vec<&str> = disks.iter().map(String::as_str).collect();
            store.volume_raid_create(name, RaidType::RAID0, &disks, 0).map(drop)
        }
        Step::Foreign(sql, n, size) => {
            array.raw().execute(sql, (n, size.cast_signed())).unwrap();
            Ok(())
        }
    };
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn usage_is_what_is_taken(steps in proptest::collection::vec(step(), 1..40)) {
        let mut array = Array::new();
        for (index, step) in steps.iter().enumerate() {
            take(&mut array, step, &format!("n{index}"));
            check(&array.raw());
        }
        for pool in array.all_pools() {
            prop_assert!(pool.free_space <= pool.total_space, "{pool:?}");
        }
    }
}

#[test]
fn a_pool_that_claims_to_be_its_own_parent_is_counted_once() {
    let array = Array::new();
    array.execute("INSERT INTO pools VALUES (6, 'own parent', 2, '', 28, 0, 22, 6, 3, 0, 3254)");
    check(&array.raw());
    array.execute("DELETE FROM pools WHERE id = 6");
    check(&array.raw());
}
