// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask bench`: every measurement, with its floor.

use anyhow::Result;

use crate::cargo;
use crate::python::{Environment, Profile};

pub(crate) fn run(filters: &[&str]) -> Result<()> {
    // The programs that are measured, built as they are shipped.
    cargo::release_programs()?;
    let mut command = cargo::cargo(&["bench", "--quiet", "--package", "lsm-benches", "--"]);
    if (filters.is_empty() || filters.contains(&"Python"))
        && let Some(environment) = Environment::make()?
    {
        environment.install(Profile::Shipped)?;
        command.env("LSM_BENCH_PYTHON", environment.interpreter());
    }
    cargo::run(command.args(filters))
}
