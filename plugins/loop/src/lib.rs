// SPDX-License-Identifier: MIT OR Apache-2.0
//! The plug-in `loop`: real volumes in files of this host.
//!
//! `loop:///some/folder` makes the folder a storage system. Its file system is the one pool. A
//! volume is a file in it, sparse when the volume is thin, with its space taken when it is full.
//! Clones share blocks with their source where the file system can do that (btrfs, XFS); copies
//! are made by the kernel, and cost it nothing where it can share blocks too.
//!
//! Granting a volume to the access group that holds this host's own initiator attaches it: a
//! plug-in that runs as root binds the file to a loop device. `losetup -l` and `lsblk` show it with
//! the path of the file, whose name is the identifier of the volume, and the record of the volume
//! tells the device in `plugin_data` (`device=/dev/loop0`). Without root the grant is only
//! recorded; the `plugin_data` of the system says which of the two holds (`devices=yes`) and what
//! the host is called (`initiator=…`). The URI parameter `initiator=` gives the host another name
//! in this folder, for good.
//!
//! What users may rely on:
//!
//! * A device in use, mounted or open, is never taken away: unmask, disable and removing this host
//!   from the group are refused with `NO_SUPPORT_ONLINE_CHANGE`. So is shrinking an attached volume.
//! * Disabling a volume takes its device away and keeps its grants; enabling brings it back.
//! * Attached and granted volumes cannot be deleted (`IS_MASKED`).
//! * Devices do not survive a reboot, grants do: the first start of the plug-in as root attaches
//!   the volumes again.
//! * Time-outs bound the wait for other sessions, not the copying of data.
//!
//! The order of steps that makes all this safe from power cuts is written down in `volume.rs`.

mod access;
mod attachment;
mod catalogue;
mod deadline;
mod failure;
mod folder;
mod grants;
mod initiator;
mod ioctl;
mod kernel;
mod loop_device;
mod name;
mod plugin;
mod probe;
mod range;
mod reconcile;
mod replicate;
mod reserve;
mod store;
mod volume;

pub use kernel::{ByteRange, FileId, Kernel, Linux};
pub use plugin::Loop;
pub use store::{Options, Store};
