// SPDX-License-Identifier: MIT OR Apache-2.0
//! Clones on the file systems that can make them, and what happens when space runs out. Needs root.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::process::Command;

use lsm_core::{BlockRange, CreateFlags, ElementType, ErrorKind, Provisioning, ReplicationType};
use support::interrupted::{Accident, Interrupted, Plan};
use support::mounted::{FileSystem, Mounted};
use support::{MIB, Shortcuts, assert_fails, datum, file, image_files, open, open_with};

const GIB: u64 = 1 << 30;

/// Whether every extent of a file is shared with another file.
fn shares_all(path: &std::path::Path) -> bool {
    let output = Command::new("filefrag").arg("-v").arg(path).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    // "   0:        0..    1023:      34048..     35071:   1024:             last,shared,eof"
    let extents: Vec<_> = text
        .lines()
        .filter(|line| {
            line.trim_start().split(':').next().is_some_and(|n| n.parse::<u32>().is_ok())
        })
        .collect();
    assert!(!extents.is_empty(), "{text}");
    extents.iter().all(|line| line.contains("shared"))
}

#[test]
fn a_clone_of_ten_gibibytes_shares_all_blocks() {
    for file_system in FileSystem::WITH_CLONES {
        let Some(mounted) = Mounted::new(file_system) else { continue };
        let folder = mounted.folder();
        let mut store = open(folder);
        assert!(store.can_clone());
        assert!(store.pool().unwrap().element_type.contains(ElementType::DELTA));
        let source = store.thin("db", 10 * GIB);
        let data = File::options().read(true).write(true).open(file(folder, &source)).unwrap();
        let marks: Vec<u64> = (0..64).map(|index| index * 157 * MIB).collect();
        for &at in &marks {
            data.write_all_at(&at.to_le_bytes().repeat(1 << 17), at).unwrap();
        }
        data.sync_all().unwrap();
        let before = mounted.used();

        let clone = store.volume_replicate(None, ReplicationType::CLONE, &source, "clone").unwrap();
        assert!(mounted.used() - before < 4 * MIB, "64 MiB of data were copied");
        assert_eq!(clone.size_bytes(), 10 * GIB);
        assert_ne!((&clone.id, &clone.vpd83), (&source.id, &source.vpd83));
        assert!(shares_all(&file(folder, &clone)));

        let copied = File::options().read(true).write(true).open(file(folder, &clone)).unwrap();
        let read = |file: &File, at| {
            let mut content = vec![0; MIB as usize];
            file.read_exact_at(&mut content, at).unwrap();
            content
        };
        for &at in &marks {
            assert!(read(&copied, at) == at.to_le_bytes().repeat(1 << 17));
            assert!(read(&copied, at + MIB).iter().all(|&byte| byte == 0));
        }
        // Each goes its own way.
        data.write_all_at(b"source", 0).unwrap();
        copied.write_all_at(b"clones", MIB).unwrap();
        assert_eq!(&read(&copied, 0)[..6], &[0; 6]);
        assert_eq!(&read(&data, MIB)[..6], &[0; 6]);
        // Neither needs the other.
        assert!(!store.volume_child_dependency(&source).unwrap());
        store.volume_delete(&source).unwrap();
        assert!(read(&copied, marks[9]) == marks[9].to_le_bytes().repeat(1 << 17));
    }
}

#[test]
fn a_range_can_be_cloned() {
    for file_system in FileSystem::WITH_CLONES {
        let Some(mounted) = Mounted::new(file_system) else { continue };
        let folder = mounted.folder();
        let mut store = open(folder);
        let unit = store.range_block_size(&store.system().unwrap()).unwrap();
        let (source, dest) = (store.thin("source", 64 * MIB), store.thin("dest", 16 * MIB));
        fs::write(file(folder, &source), vec![7; 64 * MIB as usize]).unwrap();
        let before = mounted.used();
        let ranges = [
            BlockRange { src_block: 0, dest_block: MIB / unit, block_count: 15 * MIB / unit },
            BlockRange { src_block: 9, dest_block: 0, block_count: 1 },
        ];
        let clone = ReplicationType::CLONE;
        store.volume_replicate_range(clone, &source, &dest, &ranges).unwrap();
        assert!(mounted.used() - before < 4 * MIB);
        let content = fs::read(file(folder, &dest)).unwrap();
        let (unit, mib) = (unit as usize, MIB as usize);
        assert!(content[..unit].iter().all(|&byte| byte == 7));
        assert!(content[unit..mib].iter().all(|&byte| byte == 0));
        assert!(content[mib..].iter().all(|&byte| byte == 7));
        let itself = [BlockRange { src_block: 0, dest_block: 1, block_count: 2 }];
        let overlap = store.volume_replicate_range(clone, &source, &source, &itself);
        assert_fails(overlap, ErrorKind::INVALID_ARGUMENT);
    }
}

#[test]
fn the_pool_is_the_file_system() {
    for file_system in [FileSystem::Btrfs, FileSystem::Xfs, FileSystem::Ext4] {
        let Some(mounted) = Mounted::new(file_system) else { continue };
        let store = open(mounted.folder());
        let pool = store.pool().unwrap();
        assert!(pool.total_space > 256 * MIB && pool.total_space <= 512 * MIB);
        assert!(pool.free_space > 0 && pool.free_space < pool.total_space);
        assert_eq!(store.can_clone(), file_system != FileSystem::Ext4);
        drop(store);
        mounted.remount();
        let again = open(mounted.folder());
        assert_eq!(again.pool().unwrap().id, pool.id);
    }
}

#[test]
fn a_full_pool_refuses_what_needs_space_and_nothing_else() {
    for file_system in [FileSystem::Ext4, FileSystem::Xfs, FileSystem::Btrfs] {
        let Some(mounted) = Mounted::new(file_system) else { continue };
        let folder = mounted.folder();
        let mut store = open(folder);
        let pool = store.pool().unwrap();
        let create = |store: &mut lsm_loop::Store, name: &str, size| {
            store.volume_create(&pool, name, size, Provisioning::FULL, CreateFlags::NONE)
        };
        let source = store.thin("source", 200 * MIB);
        fs::write(file(folder, &source), vec![7; 200 * MIB as usize]).unwrap();
        let free = store.pool().unwrap().free_space;
        // All but a little; btrfs cannot use for data all that it calls free.
        let full =
            (1..).find_map(|step| create(&mut store, "full", free - step * 20 * MIB).ok()).unwrap();
        assert_eq!(datum(&full.plugin_data, "provisioning"), Some("full"));
        let before = image_files(folder);

        let space = ErrorKind::NOT_ENOUGH_SPACE;
        let free = store.pool().unwrap().free_space;
        assert_fails(create(&mut store, "more", free + MIB), space);
        assert_fails(store.volume_resize(&full, full.size_bytes() + free + MIB), space);
        let copy = store.volume_replicate(None, ReplicationType::COPY, &full, "copy");
        assert_fails(copy, space);
        if !store.can_clone() {
            let copy = store.volume_replicate(None, ReplicationType::COPY, &source, "copy");
            assert_fails(copy, space);
        }
        assert_eq!(image_files(folder), before);
        assert_eq!(fs::metadata(file(folder, &full)).unwrap().len(), full.size_bytes());

        // To the last byte: even then an administrator can make room, in a new session too.
        let group = store.group("hosts", support::OTHER_HOST);
        store.volume_mask(&group, &full).unwrap();
        let spare = store.thin("spare", MIB);
        fill(&folder.join("ballast"));
        store.volume_delete(&spare).unwrap();
        drop(store);
        fill(&folder.join("more ballast"));
        let mut store = open(folder);
        fill(&folder.join("still more ballast"));
        assert_fails(create(&mut store, "more", MIB), space);
        store.volume_unmask(&group, &full).unwrap();
        store.volume_delete(&full).unwrap();
        drop(store);
        let mut store = open(folder);
        assert_eq!(store.names(), ["source"]);
        store.thin("new", MIB);
    }
}

/// Writes until nothing more fits.
fn fill(path: &std::path::Path) {
    let Ok(ballast) = File::create(path) else { return };
    let mut at = 0;
    for size in [1 << 20, 1 << 16, 4096, 1] {
        while ballast.write_all_at(&vec![1; size], at).is_ok() && ballast.sync_data().is_ok() {
            at += size as u64;
        }
    }
}

#[test]
fn a_copy_that_runs_out_of_space_leaves_nothing_behind() {
    let Some(mounted) = Mounted::new(FileSystem::Ext4) else { return };
    let folder = mounted.folder();
    let mut store = open(folder);
    let source = store.thin("source", 200 * MIB);
    let pool = store.pool().unwrap();
    let hog = pool.free_space - 200 * MIB;
    store.volume_create(&pool, "hog", hog, Provisioning::FULL, CreateFlags::NONE).unwrap();
    // The source is sparse, and somebody fills it after the space has been found enough.
    let path = file(folder, &source);
    let fill_source = move |now| {
        // 1 note, 2 create, 3 size, 4 content.
        if now == 3 {
            fs::write(&path, vec![7; 140 * MIB as usize]).unwrap();
        }
    };
    let plan = Plan::new(Accident::Witness(Box::new(fill_source)));
    drop(store);
    let kernel = Interrupted { plan: plan.clone(), devices: false };
    let mut store = open_with(folder, kernel);
    plan.arm(1);
    let copy = store.volume_replicate(None, ReplicationType::COPY, &source, "copy");
    assert_fails(copy, ErrorKind::NOT_ENOUGH_SPACE);
    assert_eq!(store.names(), ["source", "hog"]);
    assert_eq!(image_files(folder).len(), 2);
    let catalogue = rusqlite::Connection::open(folder.join(".lsm-loop/catalogue.db")).unwrap();
    let unowned: i32 =
        catalogue.query_row("SELECT count(*) FROM unowned_files", [], |row| row.get(0)).unwrap();
    assert_eq!(unowned, 0);
}
