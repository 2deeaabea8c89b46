// SPDX-License-Identifier: MIT OR Apache-2.0
//! Volumes on a plain folder, whatever its file system is.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::fs;
use std::os::unix::fs::{FileExt, MetadataExt, PermissionsExt};

use lsm_core::{
    AdminState, BlockRange, CreateFlags, ErrorKind, Pool, Provisioning, ReplicationType, Volume,
    vpd83,
};
use support::{MIB, Shortcuts, assert_fails, datum, file, image_files, open, plain};

fn elsewhere(pool: Pool) -> Pool {
    Pool { id: "elsewhere".into(), ..pool }
}

fn ghost(volume: &Volume) -> Volume {
    Volume { id: "no-such-volume".into(), ..volume.clone() }
}

#[test]
fn a_thin_volume_is_a_sparse_file() {
    let (folder, mut store) = plain();
    let volume = store.thin("db", 5 * MIB);
    let system = store.system().unwrap();
    assert_eq!(volume.name, "db");
    assert_eq!(volume.size_bytes(), 5 * MIB);
    assert_eq!((volume.block_size, volume.num_of_blocks), (512, 5 * MIB / 512));
    assert_eq!(volume.admin_state, AdminState::ENABLED);
    assert_eq!(volume.system_id, system.id);
    assert_eq!(volume.pool_id, store.pool().unwrap().id);
    assert!(vpd83::is_valid(volume.vpd83.as_deref().unwrap()));
    assert_eq!(datum(&volume.plugin_data, "provisioning"), Some("thin"));
    let metadata = fs::metadata(file(folder.path(), &volume)).unwrap();
    assert_eq!(metadata.len(), 5 * MIB);
    assert!(metadata.blocks() * 512 < MIB);
    assert_eq!(metadata.permissions().mode() & 0o777, 0o600);
    assert_eq!(store.volumes().unwrap(), [volume]);
}

#[test]
fn a_full_volume_has_its_space() {
    let (folder, mut store) = plain();
    let pool = store.pool().unwrap();
    let volume =
        store.volume_create(&pool, "log", 5 * MIB, Provisioning::FULL, CreateFlags::NONE).unwrap();
    assert_eq!(datum(&volume.plugin_data, "provisioning"), Some("full"));
    let metadata = fs::metadata(file(folder.path(), &volume)).unwrap();
    assert_eq!(metadata.len(), 5 * MIB);
    assert!(metadata.blocks() * 512 >= 5 * MIB);
    let grown = store.volume_resize(&volume, 8 * MIB).unwrap();
    assert!(fs::metadata(file(folder.path(), &grown)).unwrap().blocks() * 512 >= 8 * MIB);
}

#[test]
fn the_system_chooses_thin_and_hints_for_raid_cards_are_taken() {
    let (_folder, mut store) = plain();
    let pool = store.pool().unwrap();
    let flags = CreateFlags::USE_SYSTEM_CACHE | CreateFlags::DISABLE_IO_PASSTHROUGH;
    let volume = store.volume_create(&pool, "v", MIB, Provisioning::DEFAULT, flags).unwrap();
    assert_eq!(datum(&volume.plugin_data, "provisioning"), Some("thin"));
}

#[test]
fn sizes_are_rounded_up_to_blocks_of_the_file_system() {
    let (_folder, mut store) = plain();
    let unit = store.range_block_size(&store.system().unwrap()).unwrap();
    assert!(unit >= 4096);
    assert_eq!(store.thin("one", 1).size_bytes(), unit);
    assert_eq!(store.thin("exact", 3 * unit).size_bytes(), 3 * unit);
    assert_eq!(store.thin("more", 3 * unit + 1).size_bytes(), 4 * unit);
}

#[test]
fn names_are_nothing_but_names() {
    let (folder, mut store) = plain();
    let odd = ["../../etc/passwd", "/etc/passwd", ".", "a b", "ü€😀", "'; DROP TABLE volumes; --"];
    for name in odd {
        assert_eq!(store.thin(name, 4096).name, name);
    }
    assert_eq!(store.names(), odd);
    assert_eq!(image_files(folder.path()).len(), odd.len());
}

#[test]
fn bad_volumes_are_refused_and_leave_nothing_behind() {
    let (folder, mut store) = plain();
    store.thin("taken", MIB);
    let pool = store.pool().unwrap();
    let free = pool.free_space;
    let long = "x".repeat(256);
    let before = image_files(folder.path());
    for (name, size, provisioning, kind) in [
        ("zero", 0, Provisioning::THIN, ErrorKind::INVALID_ARGUMENT),
        ("huge", u64::MAX, Provisioning::THIN, ErrorKind::INVALID_ARGUMENT),
        ("large", 1 << 63, Provisioning::THIN, ErrorKind::INVALID_ARGUMENT),
        ("edge", (1 << 63) - 1, Provisioning::FULL, ErrorKind::INVALID_ARGUMENT),
        ("", MIB, Provisioning::THIN, ErrorKind::INVALID_ARGUMENT),
        (&long, MIB, Provisioning::THIN, ErrorKind::INVALID_ARGUMENT),
        ("two\nlines", MIB, Provisioning::THIN, ErrorKind::INVALID_ARGUMENT),
        ("nul\0", MIB, Provisioning::THIN, ErrorKind::INVALID_ARGUMENT),
        ("how", MIB, Provisioning::UNKNOWN, ErrorKind::INVALID_ARGUMENT),
        ("how", MIB, Provisioning(77), ErrorKind::INVALID_ARGUMENT),
        ("full", free * 2, Provisioning::FULL, ErrorKind::NOT_ENOUGH_SPACE),
        ("taken", MIB, Provisioning::THIN, ErrorKind::NAME_CONFLICT),
        ("taken", MIB, Provisioning::FULL, ErrorKind::NAME_CONFLICT),
    ] {
        let result = store.volume_create(&pool, name, size, provisioning, CreateFlags::NONE);
        assert_fails(result, kind);
        assert_eq!(image_files(folder.path()), before, "{name}");
    }
    let flags = CreateFlags(1 << 40);
    let result = store.volume_create(&pool, "flags", MIB, Provisioning::THIN, flags);
    assert_fails(result, ErrorKind::INVALID_ARGUMENT);
    let result =
        store.volume_create(&elsewhere(pool), "v", MIB, Provisioning::THIN, CreateFlags::NONE);
    assert_fails(result, ErrorKind::NOT_FOUND_POOL);
    assert_eq!(store.names(), ["taken"]);
}

#[test]
fn thin_volumes_may_be_larger_than_the_pool() {
    let (_folder, mut store) = plain();
    let total = store.pool().unwrap().total_space;
    // As far as the file system has files of that size.
    assert_eq!(store.thin("v", total + 4096).size_bytes() / 4096, total / 4096 + 1);
}

#[test]
fn deleting_removes_the_file_and_frees_the_name() {
    let (folder, mut store) = plain();
    let first = store.thin("db", MIB);
    store.volume_delete(&first).unwrap();
    assert!(image_files(folder.path()).is_empty());
    assert_fails(store.volume_delete(&first), ErrorKind::NOT_FOUND_VOLUME);
    let second = store.thin("db", MIB);
    assert_ne!((&first.id, &first.vpd83), (&second.id, &second.vpd83));
}

#[test]
fn resizing_keeps_the_data_that_remains() {
    let (folder, mut store) = plain();
    let volume = store.thin("db", MIB);
    let path = file(folder.path(), &volume);
    let data = fs::File::options().write(true).open(&path).unwrap();
    data.write_all_at(b"first", 0).unwrap();
    data.write_all_at(b"last", MIB - 4).unwrap();

    let grown = store.volume_resize(&volume, 2 * MIB - 1).unwrap();
    assert_eq!(grown.size_bytes(), 2 * MIB);
    assert_eq!(grown.id, volume.id);
    let content = fs::read(&path).unwrap();
    assert_eq!(
        (&content[..5], &content[MIB as usize - 4..MIB as usize]),
        (&b"first"[..], &b"last"[..])
    );
    assert!(content[MIB as usize..].iter().all(|&byte| byte == 0));

    // The record that the caller holds is stale; what is there counts.
    assert_fails(store.volume_resize(&volume, 2 * MIB), ErrorKind::NO_STATE_CHANGE);
    assert_fails(store.volume_resize(&volume, 2 * MIB - 4095), ErrorKind::NO_STATE_CHANGE);
    let shrunk = store.volume_resize(&volume, MIB / 2).unwrap();
    assert_eq!(shrunk.size_bytes(), MIB / 2);
    assert_eq!(&fs::read(&path).unwrap()[..5], b"first");
    store.volume_resize(&volume, MIB).unwrap();
    assert!(fs::read(&path).unwrap()[5..].iter().all(|&byte| byte == 0), "old data came back");
}

#[test]
fn bad_resizing_changes_nothing() {
    let (folder, mut store) = plain();
    let volume = store.thin("db", MIB);
    let pool = store.pool().unwrap();
    let full =
        store.volume_create(&pool, "full", MIB, Provisioning::FULL, CreateFlags::NONE).unwrap();
    assert_fails(store.volume_resize(&volume, 0), ErrorKind::INVALID_ARGUMENT);
    assert_fails(store.volume_resize(&volume, u64::MAX), ErrorKind::INVALID_ARGUMENT);
    assert_fails(store.volume_resize(&volume, i64::MAX as u64), ErrorKind::INVALID_ARGUMENT);
    assert_fails(store.volume_resize(&ghost(&volume), MIB), ErrorKind::NOT_FOUND_VOLUME);
    let too_much = pool.free_space * 2;
    assert_fails(store.volume_resize(&full, too_much), ErrorKind::NOT_ENOUGH_SPACE);
    for volume in [&volume, &full] {
        assert_eq!(fs::metadata(file(folder.path(), volume)).unwrap().len(), MIB);
    }
}

#[test]
fn a_copy_has_the_content_and_keeps_the_holes() {
    let (folder, mut store) = plain();
    let source = store.thin("db", 64 * MIB);
    let data = fs::File::options().write(true).open(file(folder.path(), &source)).unwrap();
    data.write_all_at(&[7; 10_000], 3 * MIB + 17).unwrap();
    data.write_all_at(b"end", 64 * MIB - 3).unwrap();
    let pool = store.pool().unwrap();
    for (name, pool) in [("same", None), ("given", Some(&pool))] {
        let copy = store.volume_replicate(pool, ReplicationType::COPY, &source, name).unwrap();
        let path = file(folder.path(), &copy);
        assert_ne!((&copy.id, &copy.vpd83), (&source.id, &source.vpd83));
        assert!(fs::read(&path).unwrap() == fs::read(file(folder.path(), &source)).unwrap());
        assert!(fs::metadata(&path).unwrap().blocks() * 512 < MIB);
    }
    // Neither knows the other.
    data.write_all_at(b"after", 0).unwrap();
    assert_eq!(&fs::read(file(folder.path(), &store.find("same"))).unwrap()[..5], &[0; 5]);
    assert!(!store.volume_child_dependency(&source).unwrap());
    store.volume_delete(&source).unwrap();
    assert_eq!(store.names(), ["same", "given"]);
}

#[test]
fn a_copy_of_a_full_volume_is_full() {
    let (folder, mut store) = plain();
    let pool = store.pool().unwrap();
    let source =
        store.volume_create(&pool, "full", 4 * MIB, Provisioning::FULL, CreateFlags::NONE).unwrap();
    let copy = store.volume_replicate(None, ReplicationType::COPY, &source, "copy").unwrap();
    assert_eq!(datum(&copy.plugin_data, "provisioning"), Some("full"));
    assert!(fs::metadata(file(folder.path(), &copy)).unwrap().blocks() * 512 >= 4 * MIB);
}

#[test]
fn bad_replication_is_refused_and_leaves_nothing_behind() {
    let (folder, mut store) = plain();
    let volume = store.thin("db", MIB);
    let pool = elsewhere(store.pool().unwrap());
    use ReplicationType as Type;
    for (rep_type, kind) in [
        (Type::MIRROR_SYNC, ErrorKind::NO_SUPPORT),
        (Type::MIRROR_ASYNC, ErrorKind::NO_SUPPORT),
        (Type::UNKNOWN, ErrorKind::INVALID_ARGUMENT),
        (Type(1), ErrorKind::INVALID_ARGUMENT),
    ] {
        assert_fails(store.volume_replicate(None, rep_type, &volume, "new"), kind);
    }
    let no_volume = ghost(&volume);
    let mut copy = |pool, volume, name| store.volume_replicate(pool, Type::COPY, volume, name);
    assert_fails(copy(None, &no_volume, "new"), ErrorKind::NOT_FOUND_VOLUME);
    assert_fails(copy(Some(&pool), &volume, "new"), ErrorKind::NOT_FOUND_POOL);
    assert_fails(copy(None, &volume, "db"), ErrorKind::NAME_CONFLICT);
    assert_fails(copy(None, &volume, ""), ErrorKind::INVALID_ARGUMENT);
    assert_eq!(image_files(folder.path()).len(), 1);
}

#[test]
fn a_file_system_that_cannot_clone_says_so() {
    let (folder, mut store) = plain();
    let volume = store.thin("db", MIB);
    let clone = store.volume_replicate(None, ReplicationType::CLONE, &volume, "clone");
    let range = BlockRange { src_block: 0, dest_block: 1, block_count: 1 };
    if store.can_clone() {
        clone.unwrap();
        return;
    }
    assert_fails(clone, ErrorKind::NO_SUPPORT);
    let ranges = store.volume_replicate_range(ReplicationType::CLONE, &volume, &volume, &[range]);
    assert_fails(ranges, ErrorKind::NO_SUPPORT);
    assert_eq!(image_files(folder.path()).len(), 1);
}

#[test]
fn ranges_are_copied() {
    let (folder, mut store) = plain();
    let unit = store.range_block_size(&store.system().unwrap()).unwrap();
    let source = store.thin("source", 8 * unit);
    let dest = store.thin("dest", 16 * unit);
    let content: Vec<u8> = (0..8 * unit).map(|at| (at / unit) as u8 + 1).collect();
    fs::write(file(folder.path(), &source), &content).unwrap();
    let range =
        |src_block, dest_block, block_count| BlockRange { src_block, dest_block, block_count };

    let ranges = [range(0, 8, 2), range(7, 15, 1), range(0, 0, 1)];
    store.volume_replicate_range(ReplicationType::COPY, &source, &dest, &ranges).unwrap();
    let blocks = |volume| -> Vec<u8> {
        let content = fs::read(file(folder.path(), volume)).unwrap();
        content.chunks(unit as usize).map(|block| block[unit as usize - 1]).collect()
    };
    assert_eq!(blocks(&dest), [1, 0, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 0, 8]);

    let ranges = [range(0, 4, 3)];
    store.volume_replicate_range(ReplicationType::COPY, &source, &source, &ranges).unwrap();
    assert_eq!(blocks(&source), [1, 2, 3, 4, 1, 2, 3, 8]);

    for (ranges, kind) in [
        (&[][..], ErrorKind::INVALID_ARGUMENT),
        (&[range(0, 0, 0)], ErrorKind::INVALID_ARGUMENT),
        (&[range(0, 0, 1), range(8, 0, 1)], ErrorKind::INVALID_ARGUMENT),
        (&[range(0, 15, 2)], ErrorKind::INVALID_ARGUMENT),
        (&[range(0, 0, 1), range(1, 0, 1)], ErrorKind::INVALID_ARGUMENT),
    ] {
        let result = store.volume_replicate_range(ReplicationType::COPY, &source, &dest, ranges);
        assert_fails(result, kind);
    }
    let mirror = ReplicationType::MIRROR_SYNC;
    let result = store.volume_replicate_range(mirror, &source, &dest, &ranges);
    assert_fails(result, ErrorKind::NO_SUPPORT);
    let no_volume = ghost(&source);
    let mut copy = |source, dest| {
        store.volume_replicate_range(ReplicationType::COPY, source, dest, &[range(0, 0, 1)])
    };
    assert_fails(copy(&no_volume, &dest), ErrorKind::NOT_FOUND_VOLUME);
    assert_fails(copy(&source, &no_volume), ErrorKind::NOT_FOUND_VOLUME);
    assert_eq!(fs::metadata(file(folder.path(), &dest)).unwrap().len(), 16 * unit);
    assert_eq!(blocks(&dest)[0], 1, "a refused call changed something");
}

#[test]
fn disabling_is_remembered() {
    let (folder, mut store) = plain();
    let volume = store.thin("db", MIB);
    let (on, off) = (AdminState::ENABLED, AdminState::DISABLED);
    assert_fails(store.set_admin_state(&volume, on), ErrorKind::NO_STATE_CHANGE);
    store.set_admin_state(&volume, off).unwrap();
    assert_fails(store.set_admin_state(&volume, off), ErrorKind::NO_STATE_CHANGE);
    assert_fails(store.set_admin_state(&ghost(&volume), off), ErrorKind::NOT_FOUND_VOLUME);
    drop(store);
    let mut store = open(folder.path());
    assert_eq!(store.find("db").admin_state, off);
    store.set_admin_state(&volume, on).unwrap();
    assert_eq!(store.find("db").admin_state, on);
}

#[test]
fn a_volume_whose_file_is_gone_is_gone() {
    let (folder, mut store) = plain();
    let volume = store.thin("db", MIB);
    let group = store.group("hosts", support::OTHER_HOST);
    store.volume_mask(&group, &volume).unwrap();
    fs::remove_file(file(folder.path(), &volume)).unwrap();
    assert!(store.volumes().unwrap().is_empty());
    assert!(store.volumes_of_group(&group).unwrap().is_empty());
    assert_fails(store.volume_resize(&volume, 2 * MIB), ErrorKind::NOT_FOUND_VOLUME);
    drop(store);
    let mut store = open(folder.path());
    assert_fails(store.groups_of_volume(&volume), ErrorKind::NOT_FOUND_VOLUME);
    store.thin("db", MIB);
}

#[test]
fn other_files_in_the_folder_are_left_alone() {
    let (folder, store) = plain();
    drop(store);
    let stranger = "0b7c5a52-0b5c-4f0e-9d0f-1c5a3c1f9a11.img";
    for name in [stranger, "notes.txt"] {
        fs::write(folder.path().join(name), "mine").unwrap();
    }
    assert!(open(folder.path()).volumes().unwrap().is_empty());
    assert_eq!(image_files(folder.path()), [stranger, "notes.txt"]);
}
