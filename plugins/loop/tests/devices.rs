// SPDX-License-Identifier: MIT OR Apache-2.0
//! Granted volumes as loop devices of this host, on every kind of file system. Needs root.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::process::Command;

use lsm_core::{AdminState, BlockRange, ErrorKind, InitiatorType, ReplicationType};
use lsm_loop::Linux;
use support::mounted::{FileSystem, Mounted, MountedVolume, Tidy, devices_of};
use support::picture::Picture;
use support::{
    MIB, OTHER_HOST, Shortcuts, THIS_HOST, assert_fails, datum, device, file, is_root, open,
    open_for_real,
};

/// A plain folder that is tidied up; `None`, and a line that says why, without root.
fn folder() -> Option<(tempfile::TempDir, Tidy)> {
    if !is_root() || !Path::new("/dev/loop-control").exists() {
        eprintln!("SKIPPED: loop devices need root and /dev/loop-control");
        return None;
    }
    let folder = tempfile::tempdir().unwrap();
    let tidy = Tidy(folder.path().to_owned());
    Some((folder, tidy))
}

fn size_of(device: &str) -> u64 {
    let name = device.strip_prefix("/dev/").unwrap();
    let sectors = fs::read_to_string(format!("/sys/block/{name}/size")).unwrap();
    sectors.trim().parse::<u64>().unwrap() * 512
}

#[test]
fn granting_to_this_host_attaches_and_taking_back_detaches() {
    let run = |folder: &Path| {
        let mut store = open_for_real(folder);
        let volume = store.thin("db", 64 * MIB);
        let (here, there) = (store.group("here", THIS_HOST), store.group("there", OTHER_HOST));
        store.volume_mask(&there, &volume).unwrap();
        assert!(devices_of(folder).is_empty(), "granted to another host");
        assert_eq!(device(&store.find("db")), None);

        store.volume_mask(&here, &volume).unwrap();
        let attached = store.find("db");
        let node = device(&attached).unwrap();
        assert_eq!(devices_of(folder), [(node.to_owned(), format!("{}.img", volume.id))]);
        assert_eq!(size_of(node), 64 * MIB);
        let losetup = Command::new("losetup").args(["-l", "-O", "BACK-FILE", node]).output();
        let shown = String::from_utf8(losetup.unwrap().stdout).unwrap();
        assert!(shown.contains(file(folder, &volume).to_str().unwrap()), "{shown}");

        // The device is the file.
        let disk = File::options().write(true).open(node).unwrap();
        disk.write_all_at(b"over the device", 8 * MIB).unwrap();
        disk.sync_all().unwrap();
        let mut content = [0; 15];
        File::open(file(folder, &volume)).unwrap().read_exact_at(&mut content, 8 * MIB).unwrap();
        assert_eq!(&content, b"over the device");

        // A device that is open is not taken away.
        let error =
            assert_fails(store.volume_unmask(&here, &volume), ErrorKind::NO_SUPPORT_ONLINE_CHANGE);
        assert!(error.message.contains(node), "{error}");
        drop(disk);
        assert_eq!(devices_of(folder).len(), 1, "refused, yet done when the device was closed");
        assert_fails(store.volume_delete(&volume), ErrorKind::IS_MASKED);
        store.volume_unmask(&here, &volume).unwrap();
        assert!(devices_of(folder).is_empty());
        assert_fails(store.volume_delete(&volume), ErrorKind::IS_MASKED);
        store.volume_unmask(&there, &volume).unwrap();
        store.volume_delete(&volume).unwrap();
    };
    if let Some((plain, _tidy)) = folder() {
        run(plain.path());
    }
    for file_system in [FileSystem::Btrfs, FileSystem::Xfs, FileSystem::Ext4] {
        if let Some(mounted) = Mounted::new(file_system) {
            run(mounted.folder());
        }
    }
}

#[test]
fn a_mounted_volume_keeps_its_device() {
    let Some((folder, _tidy)) = folder() else { return };
    let folder = folder.path();
    let mut store = open_for_real(folder);
    let volume = store.thin("db", 64 * MIB);
    let group = store.group("here", THIS_HOST);
    store.access_group_initiator_add(&group, OTHER_HOST, InitiatorType::ISCSI_IQN).unwrap();
    store.volume_mask(&group, &volume).unwrap();
    let node = device(&store.find("db")).unwrap().to_owned();
    assert!(Command::new("mkfs.ext4").args(["-q", &node]).status().unwrap().success());
    let point = tempfile::tempdir().unwrap();
    let mounted = MountedVolume::new(&node, point.path());
    fs::write(point.path().join("precious"), "data").unwrap();
    let before = Picture::of(&store, folder);

    let busy = ErrorKind::NO_SUPPORT_ONLINE_CHANGE;
    assert_fails(store.volume_unmask(&group, &volume), busy);
    assert_fails(store.set_admin_state(&volume, AdminState::DISABLED), busy);
    assert_fails(store.access_group_initiator_delete(&group, THIS_HOST), busy);
    assert_fails(store.volume_resize(&volume, MIB), busy);
    assert_fails(store.volume_delete(&volume), ErrorKind::IS_MASKED);
    let other = store.thin("other", 64 * MIB);
    let ranges = [BlockRange { src_block: 0, dest_block: 0, block_count: 1 }];
    let copied = store.volume_replicate_range(ReplicationType::COPY, &other, &volume, &ranges);
    assert_fails(copied, busy);
    store.volume_delete(&other).unwrap();
    assert_eq!(Picture::of(&store, folder), before);
    // Nothing was set in motion that would happen at the end of the mount.
    fs::write(point.path().join("more"), "data").unwrap();
    drop(mounted);
    assert_eq!(devices_of(folder).len(), 1);
    let _mounted = MountedVolume::new(&node, point.path());
    assert_eq!(fs::read(point.path().join("precious")).unwrap(), b"data");
    assert_eq!(fs::read(point.path().join("more")).unwrap(), b"data");
}

#[test]
fn a_partition_in_use_keeps_the_device() {
    let Some((folder, _tidy)) = folder() else { return };
    let folder = folder.path();
    let mut store = open_for_real(folder);
    let volume = store.thin("disk", 64 * MIB);
    let group = store.group("here", THIS_HOST);
    store.volume_mask(&group, &volume).unwrap();
    let node = device(&store.find("disk")).unwrap().to_owned();
    // By hand, since some kernels read no partition tables.
    let added = Command::new("addpart").args([&node, "1", "2048", "65536"]).status();
    if !added.is_ok_and(|status| status.success()) {
        eprintln!("SKIPPED: addpart cannot make a partition");
        return;
    }
    let partition = format!("{node}p1");
    assert!(Command::new("mkfs.ext4").args(["-q", &partition]).status().unwrap().success());
    let point = tempfile::tempdir().unwrap();
    let mounted = MountedVolume::new(&partition, point.path());
    let unmask = store.volume_unmask(&group, &volume);
    assert_fails(unmask, ErrorKind::NO_SUPPORT_ONLINE_CHANGE);
    fs::write(point.path().join("precious"), "data").unwrap();
    drop(mounted);
    store.volume_unmask(&group, &volume).unwrap();
    assert!(!Path::new(&partition).exists());
}

#[test]
fn all_volumes_of_a_group_come_and_go_with_this_host() {
    let Some((folder, _tidy)) = folder() else { return };
    let folder = folder.path();
    let mut store = open_for_real(folder);
    let group = store.group("hosts", OTHER_HOST);
    let volumes: Vec<_> = ["a", "b", "c", "off"].map(|name| store.thin(name, MIB)).into();
    for volume in &volumes {
        store.volume_mask(&group, volume).unwrap();
    }
    store.set_admin_state(&volumes[3], AdminState::DISABLED).unwrap();
    assert!(devices_of(folder).is_empty());
    store.access_group_initiator_add(&group, THIS_HOST, InitiatorType::ISCSI_IQN).unwrap();
    assert_eq!(devices_of(folder).len(), 3);

    // One that is in use holds all.
    let before = Picture::of(&store, folder);
    let in_use = File::open(device(&store.find("c")).unwrap()).unwrap();
    let leave = store.access_group_initiator_delete(&group, THIS_HOST);
    assert_fails(leave, ErrorKind::NO_SUPPORT_ONLINE_CHANGE);
    assert_eq!(Picture::of(&store, folder), before);
    drop(in_use);
    store.access_group_initiator_delete(&group, THIS_HOST).unwrap();
    assert!(devices_of(folder).is_empty());
}

#[test]
fn disabling_takes_the_device_and_enabling_brings_it_back() {
    let Some((folder, _tidy)) = folder() else { return };
    let folder = folder.path();
    let mut store = open_for_real(folder);
    let volume = store.thin("db", MIB);
    let group = store.group("here", THIS_HOST);
    store.volume_mask(&group, &volume).unwrap();
    store.set_admin_state(&volume, AdminState::DISABLED).unwrap();
    assert!(devices_of(folder).is_empty());
    assert_eq!(store.groups_of_volume(&volume).unwrap().len(), 1);
    // Granting and taking back work offline, too.
    store.volume_unmask(&group, &volume).unwrap();
    store.volume_mask(&group, &volume).unwrap();
    assert!(devices_of(folder).is_empty());
    store.set_admin_state(&volume, AdminState::ENABLED).unwrap();
    assert_eq!(devices_of(folder).len(), 1);
}

#[test]
fn an_attached_volume_grows_with_its_device_and_does_not_shrink() {
    let Some((folder, _tidy)) = folder() else { return };
    let folder = folder.path();
    let mut store = open_for_real(folder);
    let volume = store.thin("db", 8 * MIB);
    let group = store.group("here", THIS_HOST);
    store.volume_mask(&group, &volume).unwrap();
    let node = device(&store.find("db")).unwrap().to_owned();
    let opened = File::options().read(true).write(true).open(&node).unwrap();
    let grown = store.volume_resize(&volume, 16 * MIB).unwrap();
    assert_eq!((grown.size_bytes(), size_of(&node)), (16 * MIB, 16 * MIB));
    opened.write_all_at(b"new", 16 * MIB - 3).unwrap();
    assert_fails(store.volume_resize(&volume, MIB), ErrorKind::NO_SUPPORT_ONLINE_CHANGE);
    assert_eq!(size_of(&node), 16 * MIB);
    drop(opened);
    store.volume_unmask(&group, &volume).unwrap();
    store.volume_resize(&volume, MIB).unwrap();
}

#[test]
fn replicas_hold_what_was_written_to_the_device() {
    let run = |folder: &Path| {
        let mut store = open_for_real(folder);
        let (source, dest) = (store.thin("source", 8 * MIB), store.thin("dest", 8 * MIB));
        let group = store.group("here", THIS_HOST);
        store.volume_mask(&group, &source).unwrap();
        store.volume_mask(&group, &dest).unwrap();
        let opened = |name: &str| {
            let node = device(&store.find(name)).unwrap().to_owned();
            File::options().read(true).write(true).open(node).unwrap()
        };
        let (source_disk, dest_disk) = (opened("source"), opened("dest"));
        let read = |file: &File| {
            let mut content = [0; 7];
            file.read_exact_at(&mut content, 4 * MIB).unwrap();
            content
        };
        // Not synced: it is in the memory of the kernel, where a device has it.
        source_disk.write_all_at(b"written", 4 * MIB).unwrap();
        let mut types = vec![ReplicationType::COPY];
        types.extend(store.can_clone().then_some(ReplicationType::CLONE));
        for (index, &rep_type) in types.iter().enumerate() {
            let replica =
                store.volume_replicate(None, rep_type, &source, &format!("r{index}")).unwrap();
            assert_eq!(&read(&File::open(file(folder, &replica)).unwrap()), b"written");
        }
        // The device of the destination has both old and unwritten data in memory.
        dest_disk.write_all_at(b"earlier", 4 * MIB).unwrap();
        assert_eq!(&read(&dest_disk), b"earlier");
        let block = 4 * MIB / store.range_block_size(&store.system().unwrap()).unwrap();
        let ranges = [BlockRange { src_block: block, dest_block: block, block_count: 1 }];
        for rep_type in types {
            dest_disk.write_all_at(b"earlier", 4 * MIB).unwrap();
            store.volume_replicate_range(rep_type, &source, &dest, &ranges).unwrap();
            assert_eq!(&read(&dest_disk), b"written");
            dest_disk.sync_all().unwrap();
            assert_eq!(&read(&File::open(file(folder, &dest)).unwrap()), b"written");
        }
    };
    if let Some((plain, _tidy)) = folder() {
        run(plain.path());
    }
    for file_system in FileSystem::WITH_CLONES {
        if let Some(mounted) = Mounted::new(file_system) {
            run(mounted.folder());
        }
    }
}

#[test]
fn the_next_start_makes_the_devices_follow_the_catalogue() {
    let run = |mounted: &Mounted| {
        let folder = mounted.folder();
        let mut store = open_for_real(folder);
        let group = store.group("here", THIS_HOST);
        let (kept, gone) = (store.thin("kept", 8 * MIB), store.thin("gone", 8 * MIB));
        store.volume_mask(&group, &kept).unwrap();
        store.volume_mask(&group, &gone).unwrap();
        let before = Picture::of(&store, folder);
        let nodes = devices_of(folder);
        drop(store);
        // Another start finds everything as it was and moves nothing.
        let store = open_for_real(folder);
        assert_eq!(devices_of(folder), nodes);
        drop(store);
        // A reboot: no device is left.
        mounted.remount();
        assert!(devices_of(folder).is_empty());
        let store = open_for_real(folder);
        assert_eq!(Picture::of(&store, folder), before);
        // The size of a file that grew unseen.
        drop(store);
        File::options().write(true).open(file(folder, &kept)).unwrap().set_len(9 * MIB).unwrap();
        let mut store = open_for_real(folder);
        assert_eq!(size_of(device(&store.find("kept")).unwrap()), 9 * MIB);
        // A grant that was taken back without us.
        drop(store);
        let catalogue = rusqlite::Connection::open(folder.join(".lsm-loop/catalogue.db")).unwrap();
        catalogue.execute("DELETE FROM grants WHERE volume = ?1", [&gone.id]).unwrap();
        drop(catalogue);
        store = open_for_real(folder);
        assert_eq!(device(&store.find("gone")), None);
        assert_eq!(devices_of(folder).len(), 1);
        // A file that was removed while it was attached, and is in use.
        let in_use = File::open(device(&store.find("kept")).unwrap()).unwrap();
        drop(store);
        fs::remove_file(file(folder, &kept)).unwrap();
        let store = open_for_real(folder);
        let remarks = store.system().unwrap().status_info.unwrap();
        assert!(remarks.contains("in use"), "{remarks:?}");
        assert_eq!(devices_of(folder).len(), 1);
        drop((in_use, store));
        assert_eq!(open_for_real(folder).system().unwrap().status_info.as_deref(), Some(""));
        assert!(devices_of(folder).is_empty());
    };
    for file_system in FileSystem::WITH_CLONES {
        if let Some(mounted) = Mounted::new(file_system) {
            run(&mounted);
        }
    }
}

#[test]
fn devices_that_others_made_are_theirs() {
    let Some((folder, _tidy)) = folder() else { return };
    let folder = folder.path();
    let mut store = open_for_real(folder);
    let volume = store.thin("db", MIB);
    let group = store.group("here", THIS_HOST);
    let losetup = Command::new("losetup")
        .args(["--find", "--show", file(folder, &volume).to_str().unwrap()])
        .output()
        .unwrap();
    let node = String::from_utf8(losetup.stdout).unwrap().trim().to_owned();
    assert_eq!(device(&store.find("db")), Some(node.as_str()));
    // In use, so protected like any attached volume; but not ours to give.
    assert_fails(store.volume_delete(&volume), ErrorKind::IS_MASKED);
    assert_fails(store.volume_resize(&volume, 4096), ErrorKind::NO_SUPPORT_ONLINE_CHANGE);
    let error = store.volume_mask(&group, &volume);
    assert_fails(error, ErrorKind::NO_SUPPORT_ONLINE_CHANGE);
    assert!(store.groups_of_volume(&volume).unwrap().is_empty());
    drop(store);
    let _store = open_for_real(folder);
    assert_eq!(devices_of(folder).len(), 1, "a start took somebody else's device away");
}

#[test]
fn a_copied_folder_has_devices_of_its_own() {
    let Some((folder, _tidy)) = folder() else { return };
    let original = folder.path().join("original");
    let copy = folder.path().join("copy");
    fs::create_dir(&original).unwrap();
    let (_tidy_original, _tidy_copy) = (Tidy(original.clone()), Tidy(copy.clone()));
    let mut store = open_for_real(&original);
    let volume = store.thin("db", MIB);
    let group = store.group("here", THIS_HOST);
    store.volume_mask(&group, &volume).unwrap();
    drop(store);
    let arguments = ["-a", original.to_str().unwrap(), copy.to_str().unwrap()];
    assert!(Command::new("cp").args(arguments).status().unwrap().success());
    let mut copied = open_for_real(&copy);
    assert_eq!(devices_of(&original).len(), 1);
    assert_eq!(devices_of(&copy).len(), 1);
    let group = copied.access_groups().unwrap().remove(0);
    copied.volume_unmask(&group, &volume).unwrap();
    assert_eq!(devices_of(&original).len(), 1);
    assert!(devices_of(&copy).is_empty());
}

#[test]
fn the_name_of_this_host_stays_while_volumes_are_granted() {
    let Some((folder, _tidy)) = folder() else { return };
    let folder = folder.path();
    let mut store = open_for_real(folder);
    let volume = store.thin("db", MIB);
    let group = store.group("here", THIS_HOST);
    store.volume_mask(&group, &volume).unwrap();
    drop(store);
    // Without the parameter the name holds that the folder was given.
    let mut options = support::options(folder);
    options.initiator = None;
    let store = lsm_loop::Store::open(&options, Box::new(Linux)).unwrap();
    assert_eq!(store.initiator().unwrap(), THIS_HOST);
    assert_eq!(datum(&store.system().unwrap().plugin_data, "devices"), Some("yes"));
    assert_eq!(devices_of(folder).len(), 1);
    drop(store);
    options.initiator = Some(lsm_core::InitiatorId::parse(OTHER_HOST).unwrap());
    let other = lsm_loop::Store::open(&options, Box::new(Linux));
    assert_fails(other, ErrorKind::INVALID_ARGUMENT);
    assert_eq!(devices_of(folder).len(), 1);

    let mut store = open_for_real(folder);
    store.volume_unmask(&group, &volume).unwrap();
    drop(store);
    let store = lsm_loop::Store::open(&options, Box::new(Linux)).unwrap();
    assert_eq!(store.initiator().unwrap(), OTHER_HOST);
}

#[test]
fn without_the_right_to_make_devices_grants_are_recorded() {
    let Some((folder, _tidy)) = folder() else { return };
    let folder = folder.path();
    let mut store = open(folder);
    let volume = store.thin("db", MIB);
    let group = store.group("here", THIS_HOST);
    store.volume_mask(&group, &volume).unwrap();
    assert_eq!(datum(&store.system().unwrap().plugin_data, "devices"), Some("no"));
    assert!(devices_of(folder).is_empty());
    drop(store);
    // Whoever may, does.
    let _store = open_for_real(folder);
    assert_eq!(devices_of(folder).len(), 1);
}
