// SPDX-License-Identifier: MIT OR Apache-2.0
//! The real daemon, each test with one of its own in fresh folders.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod activation;
mod command_line;
mod configuration;
mod connections;
mod harness;
mod limits;
mod privileges;
mod refusals;
mod reload;
mod sockets;
