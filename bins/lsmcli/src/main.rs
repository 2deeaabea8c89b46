// SPDX-License-Identifier: MIT OR Apache-2.0
//! The command line of storage management.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(lsmcli::run(std::env::args_os()))
}
