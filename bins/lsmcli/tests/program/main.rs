// SPDX-License-Identifier: MIT OR Apache-2.0
//! The program as a whole against arrays that the test plays itself: jobs, look-ups,
//! configuration, terminals, exit codes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod array;
mod arrays;
mod calls;
mod capabilities;
mod completion;
mod configuration;
mod defects;
mod doctor;
mod every;
mod failures;
mod formats;
mod jobs;
mod lookups;
mod memory;
mod objects;
mod plugins;
mod progress;
mod pty;
mod questions;
mod sessions;
mod shown;
mod sizes;
mod terminal;
mod tree;
