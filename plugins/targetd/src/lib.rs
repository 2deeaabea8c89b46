// SPDX-License-Identifier: MIT OR Apache-2.0
//! The plug-in `targetd`: Linux hosts whose LIO target, file systems and NFS exports are managed by
//! the daemon targetd, over JSON-RPC 2.0.
//!
//! `targetd://[user@]host[:port]` and `targetd+ssl://…`, where the user is `admin` and the port 18700
//! unless given. A request is one HTTP exchange; there are no jobs, and no session on the server. The
//! server does one thing at a time, so every call of a client costs as few requests as it can.

mod export_options;
mod exports;
mod failure;
mod file_systems;
mod groups;
mod masking;
mod name;
mod plugin;
mod pools;
mod reply;
mod rpc;
mod volumes;

pub use plugin::Targetd;
pub use reply::{Reply, decode};
