// SPDX-License-Identifier: MIT OR Apache-2.0
//! Several sessions with one array.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use lsm_core::*;
use lsm_sim::{Settings, Store};

use crate::fixture::{Array, MIB, check, collect, settings};

const POOL: &str = "POOL_ID_00004";

#[test]
fn a_writer_waits_as_long_as_it_was_told_to() {
    let mut array = Array::furnished();
    let holder = array.raw();
    holder.execute_batch("BEGIN IMMEDIATE; UPDATE volumes SET name = 'held' WHERE id = 1").unwrap();
    for wait in [Duration::ZERO, Duration::from_millis(150)] {
        array.set_timeout(wait);
        let start = Instant::now();
        let error = array.volume_create(POOL, "new", MIB).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TIMEOUT);
        let waited = start.elapsed();
        assert!(waited >= wait && waited < wait + Duration::from_secs(20), "{waited:?}");
    }
    holder.execute_batch("ROLLBACK").unwrap();
    array.volume_create(POOL, "new", MIB).unwrap();
}

#[test]
fn a_writer_gets_its_turn() {
    let mut array = Array::furnished();
    let holder = array.raw();
    holder.execute_batch("BEGIN IMMEDIATE; UPDATE volumes SET name = 'held' WHERE id = 1").unwrap();
    let (asking, asked) = mpsc::channel();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            array.set_timeout(Duration::from_secs(60));
            asking.send(()).unwrap();
            array.volume_create(POOL, "new", MIB)
        });
        asked.recv().unwrap();
        holder.execute_batch("COMMIT").unwrap();
        waiting.join().unwrap().unwrap();
    });
    assert_eq!(array.all_volumes()[0].name, "held");
}

#[test]
fn readers_wait_for_nobody() {
    let mut array = Array::furnished();
    let before = array.all_volumes();
    let holder = array.raw();
    holder.execute_batch("BEGIN IMMEDIATE; DELETE FROM volumes; DELETE FROM pools").unwrap();
    // With no patience at all, whatever had to wait would fail.
    let impatient = Settings { timeout: Duration::ZERO, ..settings(&array.path()) };
    let mut readers: Vec<Store> = (0..8).map(|_| Store::open(&impatient).unwrap()).collect();
    for reader in &mut readers {
        assert_eq!(collect::<Volume>(|push| reader.volumes(None, push)), before);
        assert_eq!(collect::<Pool>(|push| reader.pools(push)).len(), 4);
        assert!(reader.volume_child_dependency("VOL_ID_00001").unwrap());
        reader.close().unwrap();
    }
    holder.execute_batch("COMMIT").unwrap();
    for reader in &mut readers {
        assert_eq!(collect::<Volume>(|push| reader.volumes(None, push)), []);
    }
}

#[test]
fn a_listing_is_of_one_moment() {
    let mut array = Array::furnished();
    let mut other = array.another_session();
    let mut seen = Vec::new();
    array
        .volumes(None, &mut |volume| {
            // Another session changes the array while the list is being read.
            let name = format!("made after {}", volume.name);
            other.volume_create(POOL, &name, MIB).unwrap();
            seen.push(volume.name.clone());
            Ok(())
        })
        .unwrap();
    assert_eq!(seen, ["data", "copy", "log", "fixed"]);
    assert_eq!(array.all_volumes().len(), 8);
}

#[test]
fn a_failing_reader_of_a_listing_leaves_the_session_usable() {
    let mut array = Array::furnished();
    let mut calls = 0;
    let error = array
        .volumes(None, &mut |_| {
            calls += 1;
            Err(Error::new(ErrorKind::LIB_BUG, "no room"))
        })
        .unwrap_err();
    assert_eq!((error.kind, calls), (ErrorKind::LIB_BUG, 1));
    array.volume_create(POOL, "new", MIB).unwrap();
}

#[test]
fn many_writers_lose_nothing() {
    let array = Array::new();
    const WRITERS: usize = 8;
    const EACH: usize = 25;
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let path = array.path();
            scope.spawn(move || {
                let mut store = Store::open(&settings(&path)).unwrap();
                for number in 0..EACH {
                    let name = format!("{writer} {number}");
                    let job = store.volume_create(POOL, &name, MIB).unwrap();
                    let item = store.job_status(&job.0).unwrap().item.unwrap();
                    let volume = Volume::try_from(item).unwrap();
                    assert_eq!(volume.name, name);
                    store.job_free(&job.0).unwrap();
                    if number % 3 == 0 {
                        store.volume_delete(&volume.id).unwrap();
                    }
                }
                store.close().unwrap();
            });
        }
    });
    let mut store = array.another_session();
    let kept = WRITERS * EACH.div_ceil(3);
    assert_eq!(collect::<Volume>(|push| store.volumes(None, push)).len(), WRITERS * EACH - kept);
    check(&array.raw());
}
