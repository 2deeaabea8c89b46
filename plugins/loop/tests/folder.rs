// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which folders are taken, and several sessions on one.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::sync::Barrier;
use std::time::Duration;

use lsm_core::{ErrorKind, ReplicationType};
use lsm_loop::{Linux, Options, Store};
use rustix::fs::FlockOperation;
use support::mounted::devices_of;
use support::picture::Picture;
use support::{
    MIB, Shortcuts, THIS_HOST, WithoutDevices, again, assert_fails, datum, file, image_files,
    is_root, open, options, plain,
};

fn try_open(folder: &Path) -> Result<Store, lsm_core::Error> {
    Store::open(&options(folder), Box::new(WithoutDevices))
}

#[test]
fn what_is_no_folder_is_refused() {
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    fs::write(home.join("file"), "").unwrap();
    symlink("loop", home.join("loop")).unwrap();
    let long = "x".repeat(5000);
    for path in [
        home.join("missing"),
        home.join("file"),
        home.join("file/below"),
        home.join("loop"),
        home.join(long),
        "relative".into(),
        "".into(),
    ] {
        assert_fails(try_open(&path), ErrorKind::INVALID_ARGUMENT);
    }
    assert_eq!(fs::read_dir(home).unwrap().count(), 2, "something was made");
}

#[test]
fn the_same_folder_is_the_same_system_by_every_path() {
    let home = tempfile::tempdir().unwrap();
    let (real, link) = (home.path().join("real"), home.path().join("link"));
    fs::create_dir(&real).unwrap();
    symlink("real", &link).unwrap();
    let store = open(&real);
    let (system, pool) = (store.system().unwrap(), store.pool().unwrap());
    drop(store);
    let store = open(&link);
    assert_eq!(store.system().unwrap(), system);
    assert_eq!(store.pool().unwrap().id, pool.id);
    assert!(system.name.ends_with(real.canonicalize().unwrap().to_str().unwrap()));
    drop(store);
    // Also when it has moved.
    let moved = home.path().join("moved");
    fs::rename(&real, &moved).unwrap();
    assert_eq!(open(&moved).system().unwrap().id, system.id);
}

#[test]
fn links_that_others_planted_lead_nowhere() {
    // Files of volumes.
    let (folder, mut store) = plain();
    let volume = store.thin("db", MIB);
    let elsewhere = tempfile::tempdir().unwrap();
    let target = elsewhere.path().join("target");
    fs::write(&target, vec![7; MIB as usize]).unwrap();
    fs::remove_file(file(folder.path(), &volume)).unwrap();
    symlink(&target, file(folder.path(), &volume)).unwrap();
    assert!(store.volumes().unwrap().is_empty());
    assert_fails(store.volume_resize(&volume, 4096), ErrorKind::NOT_FOUND_VOLUME);
    let replica = store.volume_replicate(None, ReplicationType::COPY, &volume, "copy");
    assert_fails(replica, ErrorKind::NOT_FOUND_VOLUME);
    drop(store);
    open(folder.path());
    assert_eq!(fs::read(&target).unwrap(), vec![7; MIB as usize]);

    // The metadata, as a whole and in part.
    let folder = tempfile::tempdir().unwrap();
    symlink(elsewhere.path(), folder.path().join(".lsm-loop")).unwrap();
    try_open(folder.path()).unwrap_err();
    for name in ["catalogue.db", "lock"] {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join(".lsm-loop");
        fs::create_dir(&state).unwrap();
        fs::set_permissions(&state, fs::Permissions::from_mode(0o700)).unwrap();
        symlink(elsewhere.path().join("made"), state.join(name)).unwrap();
        try_open(folder.path()).unwrap_err();
    }
    assert_eq!(fs::read_dir(elsewhere.path()).unwrap().count(), 1);
}

#[test]
fn a_catalogue_of_another_program_or_time_is_left_alone() {
    for (pragma, kind) in [
        ("PRAGMA application_id = 7", ErrorKind::NO_SUPPORT),
        ("PRAGMA user_version = 99", ErrorKind::NO_SUPPORT),
    ] {
        let (folder, store) = plain();
        drop(store);
        let path = folder.path().join(".lsm-loop/catalogue.db");
        rusqlite::Connection::open(&path).unwrap().execute_batch(pragma).unwrap();
        let before = fs::read(&path).unwrap();
        assert_fails(try_open(folder.path()), kind);
        assert_eq!(fs::read(&path).unwrap(), before);
    }
    let (folder, mut store) = plain();
    store.thin("db", MIB);
    drop(store);
    let path = folder.path().join(".lsm-loop/catalogue.db");
    fs::write(&path, "no database at all, but long enough to be looked at".repeat(100)).unwrap();
    assert_fails(try_open(folder.path()), ErrorKind::POOL_NOT_READY);
    assert_eq!(image_files(folder.path()).len(), 1, "volumes went with the catalogue");
}

#[test]
fn waiting_for_another_session_has_an_end() {
    let (folder, mut store) = plain();
    let volume = store.thin("db", MIB);
    let lock = fs::File::open(folder.path().join(".lsm-loop/lock")).unwrap();
    rustix::fs::flock(&lock, FlockOperation::LockExclusive).unwrap();
    let impatient = Options { patience: Duration::from_millis(20), ..options(folder.path()) };
    assert_fails(Store::open(&impatient, Box::new(WithoutDevices)), ErrorKind::TIMEOUT);
    store.set_patience(Duration::from_millis(20)).unwrap();
    assert_fails(store.volume_delete(&volume), ErrorKind::TIMEOUT);
    assert_fails(store.volume_resize(&volume, 2 * MIB), ErrorKind::TIMEOUT);
    // Reading goes on.
    assert_eq!(store.names(), ["db"]);
    rustix::fs::flock(&lock, FlockOperation::Unlock).unwrap();
    // A volume that is being copied is not resized meanwhile.
    let reader = fs::File::open(file(folder.path(), &volume)).unwrap();
    rustix::fs::flock(&reader, FlockOperation::LockShared).unwrap();
    assert_fails(store.volume_resize(&volume, 2 * MIB), ErrorKind::TIMEOUT);
    let copy = store.volume_replicate(None, ReplicationType::COPY, &volume, "copy");
    copy.unwrap();
    drop(reader);
    store.set_patience(Duration::ZERO).unwrap();
    store.volume_resize(&volume, 2 * MIB).unwrap();
    store.set_patience(Duration::MAX).unwrap();
    store.volume_delete(&volume).unwrap();
}

#[test]
fn sessions_at_the_same_time_do_not_harm_each_other() {
    const SESSIONS: usize = 6;
    const ROUNDS: usize = 8;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path();
    let start = Barrier::new(SESSIONS);
    // The first to come make the folder a system, all at once.
    let winners: usize = std::thread::scope(|scope| {
        let sessions: Vec<_> = (0..SESSIONS)
            .map(|session| {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    let mut won = 0;
                    for round in 0..ROUNDS {
                        // Sessions come and go while others are at work.
                        let mut store = open(path);
                        let own = store.thin(&format!("own-{session}-{round}"), MIB);
                        let pool = store.pool().unwrap();
                        let shared = store.volume_create(
                            &pool,
                            &format!("shared-{round}"),
                            MIB,
                            lsm_core::Provisioning::THIN,
                            lsm_core::CreateFlags::NONE,
                        );
                        match shared {
                            Ok(_) => won += 1,
                            Err(error) => assert_eq!(error.kind, ErrorKind::NAME_CONFLICT),
                        }
                        let name = format!("copy-{session}-{round}");
                        store.volume_replicate(None, ReplicationType::COPY, &own, &name).unwrap();
                        store.volume_delete(&own).unwrap();
                    }
                    won
                })
            })
            .collect();
        sessions.into_iter().map(|session| session.join().unwrap()).sum()
    });
    assert_eq!(winners, ROUNDS, "a name was given twice, or never");
    let store = open(path);
    assert_eq!(store.names().len(), ROUNDS + SESSIONS * ROUNDS);
    Picture::of(&store, path);
}

const CHILD: &str = "LSM_LOOP_TEST_NOBODY";

/// Not a test of its own: the unprivileged process of the test below.
#[test]
fn nobody() {
    let Ok(home) = std::env::var(CHILD) else { return };
    let home = Path::new(&home);
    assert!(!is_root());
    let open = |folder: &str| Store::open(&options(&home.join(folder)), Box::new(Linux));

    // Its own folder: everything but devices.
    let mut store = open("own").unwrap();
    let volume = store.thin("db", MIB);
    let group = store.group("here", THIS_HOST);
    store.volume_mask(&group, &volume).unwrap();
    assert_eq!(datum(&store.system().unwrap().plugin_data, "devices"), Some("no"));
    assert!(devices_of(&home.join("own")).is_empty());
    drop(store);
    assert_eq!(open("own").unwrap().groups_of_volume(&volume).unwrap().len(), 1);

    for folder in ["closed", "readable", "used by root"] {
        assert_fails(open(folder), ErrorKind::PERMISSION_DENIED);
    }
}

#[test]
fn every_user_has_folders_of_their_own() {
    if !is_root() {
        eprintln!("SKIPPED: only root can become somebody else");
        return;
    }
    const NOBODY: u32 = 65534;
    let home = tempfile::tempdir().unwrap();
    let home = home.path();
    let mode = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode));
    mode(home, 0o755).unwrap();
    for (name, bits) in [
        ("own", 0o755),
        ("closed", 0o700),
        ("readable", 0o755),
        ("used by root", 0o1777),
        ("open", 0o777),
    ] {
        fs::create_dir(home.join(name)).unwrap();
        mode(&home.join(name), bits).unwrap();
    }
    std::os::unix::fs::chown(home.join("own"), Some(NOBODY), Some(NOBODY)).unwrap();
    // Where all may write but nobody may rename what is not theirs, root is safe.
    open(&home.join("used by root"));

    // The test binary may lie where only root can reach it.
    let program = home.join("test");
    fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    let arguments = again("nobody", CHILD, home.to_str().unwrap());
    let output = std::process::Command::new(&program)
        .args(arguments.get_args())
        .env(CHILD, home)
        .current_dir(home)
        .uid(NOBODY)
        .gid(NOBODY)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"));

    // Root keeps away from folders in which others could exchange what it relies on.
    assert_fails(try_open(&home.join("own")), ErrorKind::PERMISSION_DENIED);
    assert_fails(try_open(&home.join("open")), ErrorKind::PERMISSION_DENIED);
    let loose = tempfile::tempdir().unwrap();
    fs::create_dir(loose.path().join(".lsm-loop")).unwrap();
    mode(&loose.path().join(".lsm-loop"), 0o755).unwrap();
    assert_fails(try_open(loose.path()), ErrorKind::PERMISSION_DENIED);
}
