// SPDX-License-Identifier: MIT OR Apache-2.0
//! Disks of this host and the lights of its slots, as the kernel shows them in sysfs
//! (Documentation/ABI/testing/sysfs-\* of Linux).
//!
//! All but one question is answered without a command: no disk is woken, and all that is read may
//! be read by everybody. The health of a disk takes a command, and mostly root. Switching a light
//! writes to sysfs, which takes root as well.
//!
//! A disk is named by its device node, `/dev/sda`, or by any link to it.
//!
//! * `vpd` reads the pages of vital product data (SPC-4, 7.8) that the kernel keeps of a disk.
//! * `disk` finds a disk, and says what it is.
//! * `link` says what it is attached by.
//! * `health` asks how it is, with what `command` sends and `sense` understands.
//! * `lights` is the enclosures, their slots and lights.

mod command;
mod disk;
mod health;
mod lights;
mod link;
pub mod sense;
pub mod vpd;

use std::path::{Path, PathBuf};

pub use disk::Found;
pub use lights::Slot;

/// A host: the one that we run on, or a folder that looks like its root.
#[derive(Debug, Clone)]
pub struct Host {
    root: PathBuf,
}

impl Host {
    /// The host that we run on.
    pub fn this() -> Self {
        Self::at("/")
    }

    /// A host whose `/sys`, `/dev` and `/run` are below `root`.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Where an absolute path is found.
    fn path(&self, path: impl AsRef<Path>) -> PathBuf {
        let path = path.as_ref();
        self.root.join(path.strip_prefix("/").unwrap_or(path))
    }
}
