// SPDX-License-Identifier: MIT OR Apache-2.0
//! What whole-system tests stand on: our own programs in a fresh folder, a private daemon whose
//! readiness is an event, private D-Bus message buses.
//!
//! Everything here panics when it fails, as tests do.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

pub mod bus;
mod daemon;
mod house;
mod process;

pub use daemon::Daemon;
pub use house::{Answer, House, program};
pub use process::{children_of, descriptors_of, wait_for_exit};
