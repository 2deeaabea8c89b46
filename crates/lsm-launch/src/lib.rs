// SPDX-License-Identifier: MIT OR Apache-2.0
//! Plug-in programs: finding them, and starting one on a connected socket.
//!
//! A plug-in is any program whose file name is `NAME_lsmplugin`. It is given one connected Unix
//! stream socket, serves that one session and ends. lsmd starts plug-ins for the connections it
//! accepts; a client that runs without a daemon starts one for itself over a socket pair. Both
//! do it here.
//!
//! ```no_run
//! use std::os::fd::OwnedFd;
//! use std::os::unix::net::UnixStream;
//! use std::path::PathBuf;
//!
//! let found = lsm_launch::find("sim".as_ref(), &[PathBuf::from("/usr/bin")]);
//! let plugin = found.plugin.ok_or("no such plug-in")?;
//! let (ours, theirs) = UnixStream::pair()?;
//! let mut child = lsm_launch::start(&plugin.path, OwnedFd::from(theirs), None)?;
//! drop(ours);
//! child.wait()?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod discover;
mod inherit;
mod launch;
pub mod syscall;

pub use discover::{Discovery, Duplicate, Found, Lookup, SUFFIX, Unreadable, discover, find};
pub use inherit::{inherited_socket, socket_number};
pub use launch::{Identity, Launch, start};
