// SPDX-License-Identifier: MIT OR Apache-2.0
//! Opening: new files, foreign files, files that are no files.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::sync::Barrier;

use lsm_core::*;
use lsm_sim::{Settings, Store};
use rusqlite::Connection;

use crate::fixture::{Array, MIB, check, collect, raw, settings};

fn refused(path: &Path) -> Error {
    Store::open(&settings(path)).expect_err("it must not open")
}

#[test]
fn a_new_file_is_for_everybody() {
    let mut array = Array::new();
    array.volume("data", MIB);
    let mode = |suffix: &str| {
        let path = format!("{}{suffix}", array.path().display());
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    assert_eq!([mode(""), mode("-wal"), mode("-shm")], [0o666; 3]);
}

#[test]
fn an_empty_file_is_filled_and_keeps_its_mode() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    fs::write(&path, "").unwrap();
    fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
    let mut store = Store::open(&settings(&path)).unwrap();
    assert_eq!(collect::<Disk>(|push| store.disks(push)).len(), 20);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn a_database_without_tables_is_filled() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    Connection::open(&path).unwrap().execute_batch("PRAGMA user_version = 1").unwrap();
    assert_ne!(fs::metadata(&path).unwrap().len(), 0);
    let mut store = Store::open(&settings(&path)).unwrap();
    assert_eq!(collect::<Disk>(|push| store.disks(push)).len(), 20);
    check(&raw(&path));
}

#[test]
fn paths_are_taken_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    for name in [":memory:", "file:state?mode=memory", "it's %20 \u{20ac}", "-wal"] {
        let path = folder.path().join(name);
        drop(Store::open(&settings(&path)).unwrap());
        assert!(path.is_file(), "{name}");
    }
}

#[test]
fn what_is_no_simulated_array_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let database = |sql: &str| {
        let path = folder.path().join("database");
        let _ = fs::remove_file(&path);
        Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        fs::read(&path).unwrap()
    };
    let array = {
        let mut array = Array::new();
        array.volume("data", MIB);
        array.close().unwrap();
        fs::read(array.path()).unwrap()
    };
    let foreign = [
        b"short".to_vec(),
        b"no database at all, but a text of some length. ".repeat(100),
        database("CREATE TABLE other(id)"),
        database(
            "CREATE TABLE systems(id, version); INSERT INTO systems VALUES ('sim-01', 'LSM_SIMULATOR_DATA_4.1')",
        ),
        {
            // The right tables, another version.
            let path = folder.path().join("version");
            fs::write(&path, &array).unwrap();
            Connection::open(&path)
                .unwrap()
                .execute_batch("UPDATE systems SET version = 'LSM_SIMULATOR_DATA_4.0'; PRAGMA wal_checkpoint(TRUNCATE)")
                .unwrap();
            fs::read(&path).unwrap()
        },
        {
            // Damaged in the middle of its schema.
            let mut damaged = array;
            damaged[200..4096].fill(0xff);
            damaged
        },
    ];
    for (index, content) in foreign.iter().enumerate() {
        let path = folder.path().join(format!("foreign {index}"));
        fs::write(&path, content).unwrap();
        let error = refused(&path);
        assert_eq!(error.kind, ErrorKind::INVALID_ARGUMENT, "{index}: {error}");
        assert!(error.message.contains(path.to_str().unwrap()), "{error}");
        assert!(fs::read(&path).unwrap() == *content, "{index} was changed");
    }
}

#[test]
fn what_cannot_be_opened_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    for path in [
        folder.path().to_owned(),
        folder.path().join("no such folder/state"),
        file.join("below a file"),
        "/dev/null".into(),
        "".into(),
        "a\0b".into(),
    ] {
        let error = refused(&path);
        assert_eq!(error.kind, ErrorKind::PLUGIN_BUG, "{path:?}: {error}");
        assert!(error.message.contains("cannot be opened"), "{error}");
    }
}

#[test]
fn many_sessions_may_make_the_same_array() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state");
    const SESSIONS: usize = 16;
    let barrier = Barrier::new(SESSIONS);
    std::thread::scope(|scope| {
        for number in 0..SESSIONS {
            let (path, barrier) = (&path, &barrier);
            scope.spawn(move || {
                barrier.wait();
                let mut store = Store::open(&settings(path)).unwrap();
                store.volume_create("POOL_ID_00004", &number.to_string(), MIB).unwrap();
                store.close().unwrap();
            });
        }
    });
    let mut store = Store::open(&settings(&path)).unwrap();
    assert_eq!(collect::<Volume>(|push| store.volumes(None, push)).len(), SESSIONS);
    check(&raw(&path));
}

#[test]
fn deleting_the_file_resets_the_array_even_while_it_is_in_use() {
    let mut array = Array::new();
    array.volume("old", MIB);
    fs::remove_file(array.path()).unwrap();
    let mut fresh = array.another_session();
    assert_eq!(collect::<Volume>(|push| fresh.volumes(None, push)), []);
    fresh.volume_create("POOL_ID_00004", "new", MIB).unwrap();
    // The old session still has its old array; the two do not mix.
    array.volume("older", MIB);
    assert_eq!(array.all_volumes().len(), 2);
    let names: Vec<String> =
        collect(|push| fresh.volumes(None, push)).into_iter().map(|v: Volume| v.name).collect();
    assert_eq!(names, ["new"]);
    array.close().unwrap();
    fresh.close().unwrap();
    check(&array.raw());
}

#[test]
fn a_closed_array_is_whole_without_its_log() {
    let mut array = Array::new();
    array.volume("data", MIB);
    array.close().unwrap();
    let copy = array.path().with_extension("copy");
    fs::copy(array.path(), &copy).unwrap();
    let mut copied = Store::open(&settings(&copy)).unwrap();
    assert_eq!(collect::<Volume>(|push| copied.volumes(None, push)).len(), 1);
}

#[test]
fn looking_writes_nothing() {
    let mut array = Array::furnished();
    array.close().unwrap();
    let before = fs::read(array.path()).unwrap();
    let mut reader = array.another_session();
    assert_eq!(collect::<Volume>(|push| reader.volumes(None, push)).len(), 4);
    assert_eq!(collect::<Pool>(|push| reader.pools(push)).len(), 4);
    reader.volume_raid_info("VOL_ID_00001").unwrap();
    reader.close().unwrap();
    drop(reader);
    assert!(fs::read(array.path()).unwrap() == before);
    let log = format!("{}-wal", array.path().display());
    assert_eq!(fs::metadata(log).unwrap().len(), 0);
}

#[test]
fn time_out_zero_opens_what_is_free() {
    let array = Array::new();
    let impatient = Settings { timeout: std::time::Duration::ZERO, ..settings(&array.path()) };
    let mut store = Store::open(&impatient).unwrap();
    store.volume_create("POOL_ID_00004", "data", MIB).unwrap();
}
