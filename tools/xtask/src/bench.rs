// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask bench`: every measurement, with its floor.

use anyhow::Result;

use crate::cargo;

pub(crate) fn run(filters: &[&str]) -> Result<()> {
    // The programs that are measured, built as they are shipped.
    cargo::release_programs()?;
    let mut command = cargo::cargo(&["bench", "--quiet", "--package", "lsm-benches", "--"]);
    cargo::run(command.args(filters))
}
