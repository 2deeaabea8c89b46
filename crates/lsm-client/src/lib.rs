// SPDX-License-Identifier: MIT OR Apache-2.0
//! The client: one session with one array, every call blocking and typed.
//!
//! ```no_run
//! use lsm_client::{ConnectOptions, Session, Wait};
//! use lsm_core::{CreateFlags, Provisioning, Search};
//!
//! let mut session = Session::connect("sim://", &ConnectOptions::default())?;
//! let pools = session.pools(Some(&Search::new("id", "POOL_ID_00001")))?;
//! let started =
//!     session.volume_create(&pools[0], "db", 1 << 30, Provisioning::THIN, CreateFlags::NONE)?;
//! let volume = session.wait(started, &mut Wait::default())?.done()?;
//! println!("{} holds {} bytes", volume.id, volume.size_bytes());
//! session.close()?;
//! # Ok::<(), lsm_core::Error>(())
//! ```
//!
//! A session goes through lsmd when it runs. When no daemon listens, and nobody asked for a
//! certain one by `LSM_UDS_PATH`, the plug-in is started directly; see [`Route`].
//!
//! The crate owns no thread and installs no signal handler. Arguments are sent as they are given:
//! what an array makes of an empty name is for the array to say. The exception are search keys,
//! which are checked against the method table, since old plug-ins answer unknown ones with
//! everything.

mod discover;
mod folders;
mod listing;
mod methods;
mod observer;
mod plugin_process;
mod route;
mod session;
mod wait;

pub use discover::{Discovered, discover};
pub use folders::{plugin_folders, socket_folder};
pub use listing::{Iter, Listing};
pub use lsm_wire::Method;
pub use observer::{Observer, Shared};
pub use plugin_process::PluginProcess;
pub use route::{Opened, Route, open};
pub use session::{ConnectOptions, Session};
pub use wait::{JobResult, Wait, Waited};
