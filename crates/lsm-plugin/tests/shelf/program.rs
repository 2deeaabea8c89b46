// SPDX-License-Identifier: MIT OR Apache-2.0
//! The shelf as a program of its own.

use std::process::ExitCode;

mod plugin;

fn main() -> ExitCode {
    lsm_plugin::run::<plugin::Shelf>(plugin::IDENTITY)
}
