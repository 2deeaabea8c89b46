// SPDX-License-Identifier: MIT OR Apache-2.0
//! The power is cut at every change that any call makes, on real file systems: what had reached
//! the disk by then is all that is left.
//!
//! The disk is an image file. A copy of it is kept at every change while the file system above
//! goes on; it holds what a disk would hold, without what the file system had only in memory. The
//! copies are mounted one by one afterwards, as after a reboot.

#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::rc::Rc;

use support::interrupted::{Accident, Interrupted, Plan};
use support::mounted::{FileSystem, Mounted};
use support::open_for_real;
use support::picture::Picture;
use support::world;

/// The disk at one moment, and what may be seen of it.
struct Cut {
    what: String,
    image: PathBuf,
    before: Rc<Picture>,
    /// `None` until the call has been answered.
    after: Option<Rc<Picture>>,
    answered: bool,
}

fn copy(image: &Path, copy: &Path) {
    let arguments = ["--sparse=always", "--reflink=auto"];
    let status = Command::new("cp").args(arguments).arg(image).arg(copy).status();
    assert!(status.unwrap().success());
}

#[test]
fn what_was_answered_survives_and_nothing_is_half_done() {
    for file_system in FileSystem::WITH_CLONES {
        let Some(mounted) = Mounted::new(file_system) else { continue };
        let copies = tempfile::tempdir().unwrap();
        let cuts = Rc::new(RefCell::new(Vec::<Cut>::new()));
        record_cuts(&mounted, copies.path(), &cuts);
        let mut mounted = mounted;
        let cuts = cuts.take();
        assert!(cuts.len() > 50, "{}", cuts.len());
        for cut in &cuts {
            mounted = mounted.remount_image(&cut.image);
            let store = open_for_real(mounted.folder());
            let seen = Picture::of(&store, mounted.folder());
            let after = cut.after.as_ref().unwrap();
            let what = format!("{file_system:?}, {}", cut.what);
            assert!(seen == *cut.before || seen == **after, "{what}: half done: {seen:#?}");
            assert!(!cut.answered || seen == **after, "{what}: lost though answered: {seen:#?}");
        }
    }
}

/// Plays every operation, one after the other in one folder, and keeps the disk at each change.
fn record_cuts(mounted: &Mounted, copies: &Path, cuts: &Rc<RefCell<Vec<Cut>>>) {
    let folder = mounted.folder();
    let image = mounted.image().to_owned();
    let keep = {
        let (cuts, copies) = (cuts.clone(), copies.to_owned());
        move |what: String, before: &Rc<Picture>, answered: bool| {
            let mut cuts = cuts.borrow_mut();
            let kept = copies.join(cuts.len().to_string());
            copy(&image, &kept);
            let before = before.clone();
            cuts.push(Cut { what, image: kept, before, after: None, answered });
        }
    };
    let now = Rc::new(RefCell::new((String::new(), None::<Rc<Picture>>)));
    let witness = {
        let (now, keep) = (now.clone(), keep.clone());
        move |change| {
            let now = now.borrow();
            // While the world is being made there is no picture yet.
            if let Some(before) = &now.1 {
                keep(format!("{}, change {change}", now.0), before, false);
            }
        }
    };
    let plan = Plan::new(Accident::Witness(Box::new(witness)));
    let mut store = world::make(folder, Interrupted { plan: plan.clone(), devices: true });
    for (name, operation) in world::operations(&store) {
        let before = Rc::new(Picture::of(&store, folder));
        *now.borrow_mut() = (name.to_owned(), Some(before.clone()));
        plan.arm(1);
        operation(&mut store).unwrap();
        plan.disarm();
        keep(format!("{name}, answered"), &before, true);
        let after = Rc::new(Picture::of(&store, folder));
        for cut in cuts.borrow_mut().iter_mut().filter(|cut| cut.after.is_none()) {
            cut.after = Some(after.clone());
        }
        world::make_room(&mut store, name);
    }
}
