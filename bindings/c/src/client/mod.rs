// SPDX-License-Identifier: MIT OR Apache-2.0
//! The connection and its calls. Each checks its arguments, asks the plug-in through
//! [`lsm_client`], and hands the answer over.

mod access_groups;
mod answer;
mod block_storage;
mod cache;
mod connection;
mod file_systems;
mod jobs;
mod lists;
mod nfs;
mod raid;
mod session;
