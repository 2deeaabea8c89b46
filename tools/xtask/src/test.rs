// SPDX-License-Identifier: MIT OR Apache-2.0
//! `cargo xtask test`: all that must hold before a change is merged.

use std::process::Stdio;

use anyhow::Result;

use crate::{cargo, install, packages, python};

pub(crate) fn run() -> Result<()> {
    packages::install_missing()?;
    step(&["fmt", "--all", "--check"])?;
    step(&["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    let mut doc = cargo::cargo(&["doc", "--quiet", "--workspace", "--no-deps"]);
    cargo::run(doc.env("RUSTDOCFLAGS", "-D warnings"))?;
    // Whole-system tests start the programs themselves.
    step(&["build", "--workspace", "--bins"])?;
    // The C library as it ships: its names and version, and programs that are built with it.
    install::check()?;
    python::test()?;
    // The corpora of the fuzz targets are among the tests.
    if has_nextest() {
        step(&["nextest", "run", "--workspace", "--no-fail-fast"])?;
        step(&["test", "--quiet", "--workspace", "--doc"])
    } else {
        step(&["test", "--workspace", "--no-fail-fast"])
    }
}

fn step(arguments: &[&str]) -> Result<()> {
    cargo::run(&mut cargo::cargo(arguments))
}

fn has_nextest() -> bool {
    let mut command = cargo::cargo(&["nextest", "--version"]);
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}
