// SPDX-License-Identifier: MIT OR Apache-2.0
//! The simulated array, through its store.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod fixture;

mod access_groups;
mod bulk;
mod cache;
mod exports;
mod file_systems;
mod foreign_file;
mod inventory;
mod jobs;
mod masking;
mod opening;
mod raid;
mod replication;
mod sharing;
mod usage;
mod volumes;
