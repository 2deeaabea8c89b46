// SPDX-License-Identifier: MIT OR Apache-2.0
//! Plug-ins and daemon are killed at random moments while clients write: every answered change is
//! there afterwards, and no other is half there.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use lsm_client::{Session, Wait};
use lsm_core::{CreateFlags, ErrorKind, Provisioning, Result, Search, Volume, vpd83};
use lsm_test::{Daemon, House, children_of};
use rustix::process::{Pid, Signal, kill_process};

const ROUNDS: u64 = 200;
const WRITERS: usize = 4;
const POOL: &str = "POOL_ID_00004";
const SIZE: u64 = 1 << 20;

/// What a writer knows of the volumes it made.
#[derive(Default)]
struct Knowledge {
    /// Creation was answered, deletion was not asked for; the record, once its job was done.
    there: BTreeMap<String, Option<Volume>>,
    /// Deletion was answered.
    gone: BTreeSet<String>,
    /// A call was cut off: the name may be there or not.
    open: BTreeSet<String>,
}

/// A writer's turn: it creates volumes and deletes every other one, through all disturbances.
fn write(house: &House, writer: usize, stop: &AtomicBool, answered: &AtomicU64) -> Knowledge {
    let mut knowledge = Knowledge::default();
    let mut number = 0;
    while !stop.load(Ordering::Relaxed) {
        let Ok(mut session) = Session::connect(&house.sim(), &house.through_daemon()) else {
            continue;
        };
        while !stop.load(Ordering::Relaxed) {
            number += 1;
            let name = format!("writer {writer} volume {number}");
            match change(&mut session, &name, number % 2 == 0, &mut knowledge) {
                Ok(()) => answered.fetch_add(1, Ordering::Relaxed),
                Err(error) => {
                    assert_eq!(error.kind, ErrorKind::TRANSPORT_COMMUNICATION, "{error}");
                    break;
                }
            };
        }
    }
    knowledge
}

fn change(session: &mut Session, name: &str, delete: bool, known: &mut Knowledge) -> Result<()> {
    let pool = session.pools(Some(&Search::new("id", POOL)))?.remove(0);
    known.open.insert(name.to_owned());
    let default = Provisioning::DEFAULT;
    let started = session.volume_create(&pool, name, SIZE, default, CreateFlags::NONE)?;
    known.open.remove(name);
    known.there.insert(name.to_owned(), None);
    let volume = session.wait(started, &mut Wait::default())?.done()?;
    known.there.insert(name.to_owned(), Some(volume.clone()));
    if delete {
        known.there.remove(name);
        known.open.insert(name.to_owned());
        session.volume_delete(&volume)?;
        known.open.remove(name);
        known.gone.insert(name.to_owned());
    }
    Ok(())
}

/// Stops the writers when it is dropped.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

/// Numbers that look random; the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) % limit
    }
}

/// Kills once every few answers, a plug-in mostly and now and then the daemon.
fn disturb(house: &House, mut daemon: Daemon, stop: &AtomicBool, answered: &AtomicU64) -> Daemon {
    // However this ends, the writers are not to go on for ever.
    let _at_the_end = Stop(stop);
    let mut random = Random(2013);
    for round in 0..ROUNDS {
        let next = answered.load(Ordering::Relaxed) + random.below(4);
        while answered.load(Ordering::Relaxed) < next {
            std::thread::yield_now();
        }
        // Some moment between two answers.
        (0..random.below(200_000)).for_each(|_| std::hint::spin_loop());
        if round % 10 == 9 {
            daemon.kill();
            daemon = house.daemon();
            continue;
        }
        let plugins = children_of(daemon.pid());
        if let Some(victim) = plugins.get(random.below(WRITERS as u64) as usize)
            && let Some(victim) = Pid::from_raw(victim.cast_signed())
        {
            // It may have ended by itself by now.
            let _ = kill_process(victim, Signal::KILL);
        }
    }
    daemon
}

#[test]
fn nothing_answered_is_lost_and_nothing_is_half_done() {
    let house = House::new();
    let daemon = house.daemon();
    Session::connect(&house.sim(), &house.through_daemon()).unwrap().close().unwrap();
    let (stop, answered) = (AtomicBool::new(false), AtomicU64::new(0));
    let (daemon, knowledge) = std::thread::scope(|scope| {
        let (house, stop, answered) = (&house, &stop, &answered);
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| scope.spawn(move || write(house, writer, stop, answered)))
            .collect();
        let daemon = disturb(house, daemon, stop, answered);
        let knowledge: Vec<_> = writers.into_iter().map(|writer| writer.join().unwrap()).collect();
        (daemon, knowledge)
    });
    assert!(answered.load(Ordering::Relaxed) >= ROUNDS);

    // The daemon still serves.
    let mut session = Session::connect(&house.sim(), &house.through_daemon()).unwrap();
    let volumes = session.volumes(None).unwrap();
    let by_name: BTreeMap<&str, &Volume> =
        volumes.iter().map(|volume| (volume.name.as_str(), volume)).collect();
    assert_eq!(by_name.len(), volumes.len());
    let mut explained = 0;
    for known in &knowledge {
        for (name, volume) in &known.there {
            let found = *by_name.get(name.as_str()).unwrap_or_else(|| panic!("{name} is lost"));
            assert_eq!(volume.as_ref().unwrap_or(found), found);
            explained += 1;
        }
        for name in &known.gone {
            assert!(!by_name.contains_key(name.as_str()), "{name} was deleted");
        }
        for volume in known.open.iter().filter_map(|name| by_name.get(name.as_str())) {
            assert_eq!(volume.size_bytes(), SIZE, "{volume:?} is half there");
            assert!(vpd83::is_valid(volume.vpd83.as_deref().unwrap()));
            explained += 1;
        }
    }
    assert_eq!(explained, volumes.len(), "there are volumes that nobody asked for");
    let pool = session.pools(Some(&Search::new("id", POOL))).unwrap().remove(0);
    assert_eq!(pool.total_space - pool.free_space, SIZE * volumes.len() as u64);
    drop(session);
    daemon.wait_until_idle();
    let state = rusqlite::Connection::open(house.state()).unwrap();
    let check: String = state.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    assert_eq!(check, "ok");
}
