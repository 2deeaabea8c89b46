// SPDX-License-Identifier: MIT OR Apache-2.0
//! The Debian packages that tests need.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::Result;

use crate::cargo::run;
use crate::python;

/// A program that tests call, and the package it comes in.
const NEEDED: [(&str, &str); 12] = [
    ("cc", "build-essential"),
    ("dbus-broker", "dbus-broker"),
    ("dbus-daemon", "dbus-daemon"),
    ("fish", "fish"),
    ("groff", "groff-base"),
    ("libtool", "libtool-bin"),
    ("mandoc", "mandoc"),
    ("mkfs.btrfs", "btrfs-progs"),
    ("mkfs.xfs", "xfsprogs"),
    ("pkg-config", "pkg-config"),
    ("valgrind", "valgrind"),
    ("zsh", "zsh"),
];

/// Installs what is missing when it may; otherwise says what is missing and what that means.
pub(crate) fn install_missing() -> Result<()> {
    let missing = missing();
    if missing.is_empty() {
        return Ok(());
    }
    if rustix::process::geteuid().is_root() && has("apt-get") {
        let apt = |arguments: &[&str]| {
            let mut command = Command::new("apt-get");
            command.env("DEBIAN_FRONTEND", "noninteractive").stdin(Stdio::null()).args(arguments);
            run(&mut command)
        };
        // A package list that is out of date is no reason to give up yet.
        let _ = apt(&["update", "-qq"]);
        let _ = apt(&[&["install", "-qq", "-y", "--no-install-recommends"], &missing[..]].concat());
    }
    let missing = self::missing();
    if !missing.is_empty() {
        let list = missing.join(" ");
        println!(
            "\nMissing packages: {list}\nTests that need them are skipped and say so. Install them \
             with:\n    sudo apt-get install {list}"
        );
    }
    Ok(())
}

fn missing() -> Vec<&'static str> {
    let missing = NEEDED.iter().filter(|(program, _)| !has(program));
    let mut packages: Vec<_> = missing.map(|(_, package)| *package).collect();
    packages.dedup();
    if !python::has_venv() {
        packages.push("python3-venv");
    }
    packages
}

/// Whether a program is installed.
pub(crate) fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let system = ["/usr/sbin", "/sbin"].map(Into::into);
    std::env::split_paths(&path)
        .chain(system)
        .any(|folder: std::path::PathBuf| Path::new(&folder).join(program).is_file())
}
