// SPDX-License-Identifier: MIT OR Apache-2.0
//! A folder with something of everything in it, and every call that changes it.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use lsm_core::{
    AccessGroup, AdminState, BlockRange, CreateFlags, InitiatorType, Provisioning, ReplicationType,
    Result, Volume,
};
use lsm_loop::{Kernel, Store};

use super::{MIB, OTHER_HOST, Shortcuts, THIS_HOST, file, open_with};

/// Fills a folder. What it writes is safe from a power cut, and so must be what was answered.
pub fn make(folder: &Path, kernel: impl Kernel + 'static) -> Store {
    let mut store = open_with(folder, kernel);
    let here = store.group("here", THIS_HOST);
    store.access_group_initiator_add(&here, OTHER_HOST, InitiatorType::ISCSI_IQN).unwrap();
    store.group("lonely", "iqn.2031-05.org.example:lonely");
    for (index, name) in ["granted", "idle", "offline"].into_iter().enumerate() {
        let volume = store.thin(name, MIB);
        let data = File::options().write(true).open(file(folder, &volume)).unwrap();
        data.write_all_at(&[index as u8 + 1; 100_000], MIB / 2).unwrap();
        data.sync_all().unwrap();
    }
    let pool = store.pool().unwrap();
    let full = Provisioning::FULL;
    let full = store.volume_create(&pool, "full", MIB, full, CreateFlags::NONE).unwrap();
    for name in ["granted", "offline"] {
        let volume = store.find(name);
        store.volume_mask(&here, &volume).unwrap();
    }
    store.volume_mask(&here, &full).unwrap();
    let offline = store.find("offline");
    store.set_admin_state(&offline, AdminState::DISABLED).unwrap();
    store
}

fn here(store: &Store) -> AccessGroup {
    store.access_groups().unwrap().into_iter().find(|group| group.name == "here").unwrap()
}

fn create(store: &mut Store, provisioning: Provisioning) -> Result<()> {
    let pool = store.pool()?;
    store.volume_create(&pool, "new", 2 * MIB, provisioning, CreateFlags::NONE).map(drop)
}

fn replicate(store: &mut Store, rep_type: ReplicationType, source: &str) -> Result<()> {
    let source = store.find(source);
    store.volume_replicate(None, rep_type, &source, "new").map(drop)
}

fn resize(store: &mut Store, name: &str, size: u64) -> Result<()> {
    let volume = store.find(name);
    store.volume_resize(&volume, size).map(drop)
}

fn with_idle(store: &mut Store, call: impl FnOnce(&mut Store, Volume) -> Result<()>) -> Result<()> {
    let idle = store.find("idle");
    call(store, idle)
}

/// A call that changes something.
pub type Operation = fn(&mut Store) -> Result<()>;

/// All of them. Clones are left out where the file system has none.
pub fn operations(store: &Store) -> Vec<(&'static str, Operation)> {
    let mut operations: Vec<(&str, Operation)> = vec![
        ("create thin", |store| create(store, Provisioning::THIN)),
        ("create full", |store| create(store, Provisioning::FULL)),
        ("copy", |store| replicate(store, ReplicationType::COPY, "granted")),
        ("copy full", |store| replicate(store, ReplicationType::COPY, "full")),
        ("grow", |store| resize(store, "granted", 3 * MIB)),
        ("grow full", |store| resize(store, "full", 3 * MIB)),
        ("shrink", |store| resize(store, "idle", MIB / 4)),
        ("delete", |store| with_idle(store, |store, idle| store.volume_delete(&idle))),
        ("copy a range", |store| {
            let (source, dest) = (store.find("granted"), store.find("idle"));
            let ranges = [BlockRange { src_block: 130, dest_block: 10, block_count: 5 }];
            store.volume_replicate_range(ReplicationType::COPY, &source, &dest, &ranges)
        }),
        ("mask", |store| {
            let here = here(store);
            with_idle(store, |store, idle| store.volume_mask(&here, &idle))
        }),
        ("unmask", |store| {
            let (here, volume) = (here(store), store.find("granted"));
            store.volume_unmask(&here, &volume)
        }),
        ("disable", |store| {
            let volume = store.find("granted");
            store.set_admin_state(&volume, AdminState::DISABLED)
        }),
        ("enable", |store| {
            let volume = store.find("offline");
            store.set_admin_state(&volume, AdminState::ENABLED)
        }),
        ("leave", |store| {
            let here = here(store);
            store.access_group_initiator_delete(&here, THIS_HOST).map(drop)
        }),
        ("join", |store| {
            let here = here(store);
            let iqn = "iqn.2031-05.org.example:third";
            store.access_group_initiator_add(&here, iqn, InitiatorType::ISCSI_IQN).map(drop)
        }),
        ("create group", |store| {
            let system = store.system()?;
            let iqn = "iqn.2031-05.org.example:third";
            let iscsi = InitiatorType::ISCSI_IQN;
            store.access_group_create("new", iqn, iscsi, &system).map(drop)
        }),
        ("delete group", |store| {
            let groups = store.access_groups()?;
            let lonely = groups.into_iter().find(|group| group.name == "lonely").unwrap();
            store.access_group_delete(&lonely)
        }),
    ];
    if store.can_clone() {
        operations.push(("clone", |store| replicate(store, ReplicationType::CLONE, "granted")));
    }
    operations
}

/// Goes back to where the next operation can be made in the same folder.
pub fn make_room(store: &mut Store, operation: &str) {
    let volumes = store.volumes().unwrap();
    if let Some(new) = volumes.iter().find(|volume| volume.name == "new") {
        store.volume_delete(new).unwrap();
    }
    let here = here(store);
    match operation {
        "delete" => drop(store.thin("idle", MIB)),
        "shrink" => drop(store.volume_resize(&store.find("idle"), MIB).unwrap()),
        "mask" => store.volume_unmask(&here, &store.find("idle")).unwrap(),
        "unmask" => store.volume_mask(&here, &store.find("granted")).unwrap(),
        "disable" => {
            store.set_admin_state(&store.find("granted"), AdminState::ENABLED).unwrap();
        }
        "leave" => {
            let iscsi = InitiatorType::ISCSI_IQN;
            store.access_group_initiator_add(&here, THIS_HOST, iscsi).unwrap();
        }
        "join" => {
            let iqn = "iqn.2031-05.org.example:third";
            store.access_group_initiator_delete(&here, iqn).unwrap();
        }
        _ => {}
    }
}
