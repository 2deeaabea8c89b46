// SPDX-License-Identifier: MIT OR Apache-2.0
//! The plug-in as clients see it: over a socket.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;

use lsm_client::{ConnectOptions, Route, Session};
use lsm_conformance::{Settings, examine};
use lsm_core::{
    Capability, CreateFlags, ErrorKind, InitiatorType, Outcome, Provisioning, ReplicationType,
    Result, System,
};
use lsm_loop::Loop;
use lsm_plugin::Identity;
use lsm_test::House;
use support::mounted::{FileSystem, Mounted, devices_of};
use support::{MIB, OTHER_HOST, assert_fails, image_files};

/// Connects to a plug-in that runs in a thread and ends with the session.
fn connect(uri: &str) -> Result<Session> {
    let (ours, theirs) = UnixStream::pair().unwrap();
    std::thread::spawn(move || {
        lsm_plugin::serve::<Loop>(theirs.into(), Identity { description: "Loop", version: "1" })
    });
    let socket = Arc::new(OwnedFd::from(ours));
    let options = ConnectOptions { route: Route::Socket(socket), ..Default::default() };
    Session::connect(uri, &options)
}

fn uri(folder: &Path) -> String {
    format!("loop://{}?initiator={}", folder.display(), support::THIS_HOST)
}

fn done<T>(outcome: Outcome<T>) -> T {
    match outcome {
        Outcome::Done(value) => value,
        Outcome::Job(job) => panic!("{job} is not done"),
    }
}

#[test]
fn bad_uris_are_refused_with_a_hint() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display();
    for uri in [
        "loop://".to_owned(),
        "loop:///no/such/folder".to_owned(),
        format!("loop:/{path}"),
        format!("loop://host{path}"),
        format!("loop://{path}?initator=iqn.x"),
        format!("loop://{path}?initiator=bogus"),
        format!("loop://{path}?initiator="),
    ] {
        let error = assert_fails(connect(&uri).map(drop), ErrorKind::INVALID_ARGUMENT);
        assert!(!error.message.contains("bug"), "{error}");
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn capabilities_tell_the_truth() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = connect(&uri(folder.path())).unwrap();
    let system = session.systems().unwrap().remove(0);
    let can = session.capabilities(&system).unwrap();
    for capability in [
        Capability::VOLUMES,
        Capability::VOLUME_CREATE,
        Capability::VOLUME_THIN,
        Capability::VOLUME_RESIZE,
        Capability::VOLUME_DELETE,
        Capability::VOLUME_REPLICATE,
        Capability::VOLUME_REPLICATE_COPY,
        Capability::VOLUME_COPY_RANGE,
        Capability::VOLUME_COPY_RANGE_BLOCK_SIZE,
        Capability::VOLUME_COPY_RANGE_COPY,
        Capability::VOLUME_ENABLE,
        Capability::VOLUME_DISABLE,
        Capability::VOLUME_MASK,
        Capability::VOLUME_UNMASK,
        Capability::ACCESS_GROUPS,
        Capability::ACCESS_GROUP_CREATE_WWPN,
        Capability::ACCESS_GROUP_CREATE_ISCSI_IQN,
        Capability::ACCESS_GROUP_DELETE,
        Capability::ACCESS_GROUP_INITIATOR_ADD_WWPN,
        Capability::ACCESS_GROUP_INITIATOR_ADD_ISCSI_IQN,
        Capability::ACCESS_GROUP_INITIATOR_DELETE,
        Capability::VOLUMES_ACCESSIBLE_BY_ACCESS_GROUP,
        Capability::ACCESS_GROUPS_GRANTED_TO_VOLUME,
        Capability::VOLUME_CHILD_DEPENDENCY,
        Capability::VOLUME_CHILD_DEPENDENCY_RM,
    ] {
        assert!(can.supports(capability), "{capability}");
    }
    for capability in [
        Capability::POOL_MEMBER_INFO,
        Capability::DISKS,
        Capability::VOLUME_RAID_CREATE,
        Capability::VOLUME_REPLICATE_MIRROR_SYNC,
        Capability::VOLUME_ISCSI_CHAP_AUTHENTICATION,
        Capability::FS,
        Capability::EXPORTS,
        Capability::VOLUME_LED,
    ] {
        assert!(!can.supports(capability), "{capability}");
    }
    let pool = session.pools(None).unwrap().remove(0);
    assert_fails(session.pool_member_info(&pool), ErrorKind::NO_SUPPORT);
    assert_fails(session.disks(None), ErrorKind::NO_SUPPORT);
    let elsewhere = System { id: "elsewhere".into(), ..system };
    assert_fails(session.capabilities(&elsewhere), ErrorKind::NOT_FOUND_SYSTEM);

    let thin = Provisioning::THIN;
    let volume = session.volume_create(&pool, "db", MIB, thin, CreateFlags::NONE).unwrap();
    let clone = ReplicationType::CLONE;
    let cloned = session.volume_replicate(None, clone, &done(volume), "clone");
    match can.supports(Capability::VOLUME_REPLICATE_CLONE) {
        true => drop(done(cloned.unwrap())),
        false => drop(assert_fails(cloned, ErrorKind::NO_SUPPORT)),
    }
}

#[test]
fn every_call_is_done_when_it_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let mut session = connect(&uri(folder.path())).unwrap();
    let system = session.systems().unwrap().remove(0);
    let pool = session.pools(None).unwrap().remove(0);
    assert_eq!(pool.system_id, system.id);
    let thin = Provisioning::THIN;
    let volume = session.volume_create(&pool, "db", MIB, thin, CreateFlags::NONE).unwrap();
    let volume = done(volume);
    assert_eq!(session.volumes(None).unwrap(), std::slice::from_ref(&volume));
    let none = lsm_core::Search::new("id", "other");
    assert!(session.volumes(Some(&none)).unwrap().is_empty());
    let grown = done(session.volume_resize(&volume, 2 * MIB).unwrap());
    assert_eq!(grown.size_bytes(), 2 * MIB);
    let copy = session.volume_replicate(None, ReplicationType::COPY, &volume, "copy").unwrap();
    let copy = done(copy);
    assert!(!session.volume_child_dependency(&volume).unwrap());
    let nothing = session.volume_child_dependency_rm(&volume);
    assert_fails(nothing, ErrorKind::NO_STATE_CHANGE);

    let iscsi = InitiatorType::ISCSI_IQN;
    let group = session.access_group_create("hosts", OTHER_HOST, iscsi, &system).unwrap();
    session.volume_mask(&group, &volume).unwrap();
    assert_eq!(session.volumes_accessible_by_access_group(&group).unwrap(), [grown]);
    let groups = session.access_groups_granted_to_volume(&volume).unwrap();
    assert_eq!(groups, std::slice::from_ref(&group));
    session.volume_disable(&volume).unwrap();
    session.volume_enable(&volume).unwrap();
    session.volume_unmask(&group, &volume).unwrap();
    session.access_group_delete(&group).unwrap();
    done(session.volume_delete(&volume).unwrap());
    done(session.volume_delete(&copy).unwrap());
    assert!(session.volumes(None).unwrap().is_empty());
    assert_fails(session.job_status("JOB_1"), ErrorKind::NOT_FOUND_JOB);
    assert_fails(session.job_free("JOB_1"), ErrorKind::NOT_FOUND_JOB);
    session.close().unwrap();
}

#[test]
fn the_conformance_run_passes_on_every_file_system() {
    let house = House::new();
    let run = |folder: &Path| {
        let settings = Settings { connect: house.directly(), ..Settings::default() };
        assert_eq!(examine(&uri(folder), &settings).unwrap().failures(), [""; 0]);
        assert!(image_files(folder).is_empty());
        assert!(devices_of(folder).is_empty());
    };
    let folder = tempfile::tempdir().unwrap();
    run(folder.path());
    for file_system in [FileSystem::Btrfs, FileSystem::Xfs, FileSystem::Ext4] {
        if let Some(mounted) = Mounted::new(file_system) {
            run(mounted.folder());
        }
    }
}
