// SPDX-License-Identifier: MIT OR Apache-2.0
//! Everything that a plug-in needs but the array itself.
//!
//! A plug-in is a type that implements [`Plugin`] and the four families [`Management`], [`Block`],
//! [`FileSystems`] and [`Nfs`]. What it leaves out answers `NO_SUPPORT`, and its capabilities say
//! so. A program hands the type to [`run`]; the daemon, or a client without daemon, starts that
//! program once per session with the connected socket as its argument.
//!
//! ```
//! use lsm_core::{Pool, ReadCachePct, Result, System, SystemMode, SystemStatus, Volume};
//! use lsm_plugin::{Block, FileSystems, List, Management, Nfs, Plugin, Registration, family};
//!
//! struct Shelf;
//!
//! impl Plugin for Shelf {
//!     fn connect(_registration: &Registration) -> Result<Self> {
//!         Ok(Self)
//!     }
//! }
//!
//! #[family]
//! impl Management for Shelf {
//!     fn systems(&mut self, list: &mut List<'_, System>) -> Result<()> {
//!         list.push(&System {
//!             id: "shelf".into(),
//!             name: "A shelf".into(),
//!             status: SystemStatus::OK,
//!             status_info: Some(String::new()),
//!             plugin_data: None,
//!             fw_version: String::new(),
//!             mode: SystemMode::NO_SUPPORT,
//!             read_cache_pct: ReadCachePct::NO_SUPPORT,
//!         })
//!     }
//!
//!     fn pools(&mut self, _list: &mut List<'_, Pool>) -> Result<()> {
//!         Ok(())
//!     }
//! }
//!
//! #[family]
//! impl Block for Shelf {
//!     fn volumes(&mut self, _list: &mut List<'_, Volume>) -> Result<()> {
//!         Ok(())
//!     }
//! }
//!
//! #[family]
//! impl FileSystems for Shelf {}
//!
//! #[family]
//! impl Nfs for Shelf {}
//! ```
//!
//! The attribute cannot be forgotten, and a method that is not in the table cannot be added:
//!
//! ```compile_fail,E0046
//! struct Shelf;
//! impl lsm_plugin::Nfs for Shelf {}
//! ```
//!
//! ```compile_fail,E0407
//! struct Shelf;
//! #[lsm_plugin::family]
//! impl lsm_plugin::Nfs for Shelf {
//!     fn export_everything(&mut self) {}
//! }
//! ```
//!
//! ```compile_fail
//! #[lsm_plugin::family]
//! struct Shelf;
//! ```

mod applet;
mod argument;
mod capabilities;
mod dispatch;
mod family;
mod list;
mod serve;
mod session;

pub use applet::Applet;
pub use family::{Block, FileSystems, Management, Nfs};
pub use list::List;
pub use lsm_plugin_macros::family;
pub use lsm_wire::Method;
pub use serve::{run, serve};
pub use session::{Identity, Plugin, Registration, Secret, Verdict};
