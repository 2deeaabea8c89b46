// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every call that changes something, interrupted at every change it makes: afterwards everything
//! is as before or as it should be, and nothing is left over.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::cell::Cell;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use lsm_core::{ReplicationType, Result};
use lsm_loop::Store;
use support::interrupted::{Accident, Interrupted, Plan};
use support::mounted::{FileSystem, Mounted, Tidy};
use support::picture::Picture;
use support::world::{self, Operation};
use support::{MIB, Shortcuts, again, file, image_files, is_root, open, open_with};

/// Where the worlds of a test are made.
struct Place {
    folder: PathBuf,
    /// Whether granted volumes become devices.
    devices: bool,
    made: u32,
    _mounted: Option<Mounted>,
    _home: tempfile::TempDir,
}

impl Place {
    fn plain(devices: bool) -> Self {
        let home = tempfile::tempdir().unwrap();
        Self { folder: home.path().into(), devices, made: 0, _mounted: None, _home: home }
    }

    /// A plain folder, without devices and, as root, with them.
    fn plain_ones() -> Vec<Self> {
        if is_root() {
            return vec![Self::plain(false), Self::plain(true)];
        }
        eprintln!("SKIPPED: devices need root");
        vec![Self::plain(false)]
    }

    /// Plain folders, and the file systems that can clone.
    fn all() -> Vec<Self> {
        let mut places = Self::plain_ones();
        for file_system in FileSystem::WITH_CLONES {
            let Some(mounted) = Mounted::new(file_system) else { continue };
            let mut place = Self::plain(true);
            place.folder = mounted.folder().into();
            place._mounted = Some(mounted);
            places.push(place);
        }
        places
    }

    /// A folder for one world. The devices of the last one are gone by then.
    fn next(&mut self) -> (PathBuf, Tidy) {
        self.made += 1;
        let folder = self.folder.join(format!("world-{}", self.made));
        std::fs::create_dir(&folder).unwrap();
        (folder.clone(), Tidy(folder))
    }

    fn kernel(&self, plan: &Rc<Plan>) -> Interrupted {
        Interrupted { plan: plan.clone(), devices: self.devices }
    }

    /// Opens a world after something happened, and looks at it.
    fn look(&self, folder: &Path) -> Picture {
        let store = open_with(folder, self.kernel(&Plan::new(Accident::Failure)));
        Picture::of(&store, folder)
    }

    /// What a world looks like before and after an operation that nothing disturbs.
    fn expected(&mut self, operation: Operation) -> (Picture, Picture) {
        let (folder, _tidy) = self.next();
        let mut store = world::make(&folder, self.kernel(&Plan::new(Accident::Failure)));
        let before = Picture::of(&store, &folder);
        operation(&mut store).unwrap();
        let after = Picture::of(&store, &folder);
        assert_ne!(before, after);
        drop(store);
        assert_eq!(self.look(&folder), after, "not lasting");
        (before, after)
    }

    fn operations(&mut self) -> Vec<(&'static str, Operation)> {
        let (folder, _tidy) = self.next();
        world::operations(&open_with(&folder, self.kernel(&Plan::new(Accident::Failure))))
    }
}

#[track_caller]
fn judge(
    what: &str,
    seen: &Picture,
    answer: Option<&Result<()>>,
    before: &Picture,
    after: &Picture,
) {
    assert!(seen == before || seen == after, "{what}: half done: {seen:#?}");
    if let Some(Ok(())) = answer {
        assert_eq!(seen, after, "{what}: lost though answered");
    }
}

#[test]
fn a_change_that_fails_changes_nothing() {
    for mut place in Place::plain_ones() {
        for (name, operation) in place.operations() {
            let (before, after) = place.expected(operation);
            for at in 1.. {
                let (folder, _tidy) = place.next();
                let plan = Plan::new(Accident::Failure);
                let mut store = world::make(&folder, place.kernel(&plan));
                plan.arm(at);
                let answer = operation(&mut store);
                let happened = plan.happened();
                plan.disarm();
                let what = format!("{name}, change {at}: {answer:?}");
                // What was cut off or overwritten cannot come back.
                let lossy = ["shrink", "copy a range"].contains(&name);
                if answer.is_err() && !lossy {
                    assert_eq!(Picture::of(&store, &folder), before, "{what}");
                }
                drop(store);
                let seen = place.look(&folder);
                match answer {
                    Ok(()) => assert_eq!(seen, after, "{what}"),
                    Err(_) if lossy => judge(&what, &seen, None, &before, &after),
                    Err(_) => assert_eq!(seen, before, "{what}"),
                }
                if !happened {
                    assert!(at > 1);
                    break;
                }
            }
        }
    }
}

#[test]
fn death_at_any_change_leaves_nothing_half_done() {
    for mut place in Place::all() {
        for (name, operation) in place.operations() {
            let (before, after) = place.expected(operation);
            for at in 1.. {
                let (folder, _tidy) = place.next();
                let plan = Plan::new(Accident::Death);
                let mut store = world::make(&folder, place.kernel(&plan));
                plan.arm(at);
                let answer = operation(&mut store);
                drop(store);
                if !plan.happened() {
                    assert!(at > 1 && answer.is_ok());
                    break;
                }
                let what = format!("{name}, change {at}");
                judge(&what, &place.look(&folder), Some(&answer), &before, &after);
            }
        }
    }
}

#[test]
fn death_while_setting_things_right_is_set_right_too() {
    let names = ["create full", "delete", "mask", "unmask", "leave", "grow"];
    for devices in [false, true] {
        let mut place = Place::plain(devices && is_root());
        for (name, operation) in place.operations() {
            if !names.contains(&name) {
                continue;
            }
            let (before, after) = place.expected(operation);
            let mut repairs = 0;
            'operation: for at in 1.. {
                for again_at in 1.. {
                    let (folder, _tidy) = place.next();
                    let plan = Plan::new(Accident::Death);
                    let mut store = world::make(&folder, place.kernel(&plan));
                    plan.arm(at);
                    let answer = operation(&mut store);
                    drop(store);
                    if !plan.happened() {
                        break 'operation;
                    }
                    plan.arm(again_at);
                    let kernel = Box::new(place.kernel(&plan));
                    drop(Store::open(&support::options(&folder), kernel));
                    let what = format!("{name}, change {at}, then change {again_at}");
                    judge(&what, &place.look(&folder), Some(&answer), &before, &after);
                    if !plan.happened() {
                        break;
                    }
                    repairs += 1;
                }
            }
            // Growing without devices leaves nothing to set right.
            assert!(repairs > 0 || !place.devices, "{name}");
        }
    }
}

const CHILD: &str = "LSM_LOOP_TEST_CHILD";

/// Not a test of its own: the process that is killed by the test below.
#[test]
fn child() {
    let Ok(order) = std::env::var(CHILD) else { return };
    let [folder, devices, name, at] = &order.split('\n').collect::<Vec<_>>()[..] else {
        panic!("{order:?}");
    };
    let plan = Plan::new(Accident::Kill);
    let kernel = Interrupted { plan: plan.clone(), devices: *devices == "true" };
    let mut store = open_with(Path::new(folder), kernel);
    let operations = world::operations(&store);
    let (_, operation) = operations.into_iter().find(|it| it.0 == *name).unwrap();
    plan.arm(at.parse().unwrap());
    operation(&mut store).unwrap();
}

#[test]
fn a_killed_process_leaves_nothing_half_done() {
    for mut place in Place::plain_ones() {
        for (name, operation) in place.operations() {
            let (before, after) = place.expected(operation);
            let mut kills = 0;
            for at in 1.. {
                let (folder, _tidy) = place.next();
                drop(world::make(&folder, place.kernel(&Plan::new(Accident::Failure))));
                let order = format!("{}\n{}\n{name}\n{at}", folder.display(), place.devices);
                let output = again("child", CHILD, &order).output().unwrap();
                let what = format!("{name}, killed at change {at}");
                if output.status.success() {
                    judge(&what, &place.look(&folder), Some(&Ok(())), &before, &after);
                    break;
                }
                assert_eq!(output.status.signal(), Some(9), "{what}: {output:?}");
                judge(&what, &place.look(&folder), None, &before, &after);
                kills += 1;
            }
            assert!(kills > 0, "{name}");
        }
    }
}

#[test]
fn what_another_session_is_making_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().to_owned();
    let looks = Rc::new(Cell::new(0));
    let looked = looks.clone();
    // While the copy is filled others start, look, make volumes of their own, and end.
    let look = move |now| {
        if now != FILLING {
            return;
        }
        let mut other = open(&path);
        assert_eq!(other.names(), ["source"]);
        assert_eq!(image_files(&path).len(), 2);
        let passing = other.thin("passing", MIB);
        other.volume_delete(&passing).unwrap();
        looked.set(looked.get() + 1);
    };
    let plan = Plan::new(Accident::Witness(Box::new(look)));
    let mut store = open_with(folder.path(), Interrupted { plan: plan.clone(), devices: false });
    let source = store.thin("source", MIB);
    std::fs::write(file(folder.path(), &source), vec![7; MIB as usize]).unwrap();
    plan.arm(1);
    store.volume_replicate(None, ReplicationType::COPY, &source, "copy").unwrap();
    assert_eq!(looks.get(), 1);
    assert_eq!(store.names(), ["source", "copy"]);
    assert_eq!(image_files(folder.path()).len(), 2);
}

/// Of the changes that make a copy: 1 note the file, 2 create it, 3 size, 4 content.
const FILLING: u32 = 4;
