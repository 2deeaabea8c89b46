// SPDX-License-Identifier: MIT OR Apache-2.0
//! A terminal whose other end the test holds.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::array::Array;

/// A terminal: the end of the person, and where the other end is.
pub(crate) struct Terminal {
    person: File,
    device: PathBuf,
}

impl Terminal {
    pub(crate) fn new() -> Self {
        let person: OwnedFd =
            openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&person).unwrap();
        unlockpt(&person).unwrap();
        let device = ptsname(&person, Vec::new()).unwrap().into_string().unwrap().into();
        Self { person: person.into(), device }
    }

    pub(crate) fn open(&self) -> File {
        OpenOptions::new().read(true).write(true).open(&self.device).unwrap()
    }

    pub(crate) fn types(&mut self, keys: &[u8]) {
        self.person.write_all(keys).unwrap();
    }

    /// Reads what appears until `text` has appeared, and gives it all.
    pub(crate) fn shows(&mut self, text: &str) -> String {
        read_until(&mut self.person, text)
    }
}

pub(crate) fn read_until(from: &mut impl Read, text: &str) -> String {
    let mut seen = Vec::new();
    let mut byte = [0];
    while !String::from_utf8_lossy(&seen).contains(text) {
        assert_eq!(from.read(&mut byte).unwrap(), 1, "{seen:?}");
        seen.push(byte[0]);
    }
    String::from_utf8(seen).unwrap()
}

/// lsmcli with the terminal as the one that controls it.
pub(crate) fn controlled(array: &Array, terminal: &Terminal, line: &[&str]) -> Child {
    let plain = array.command(line);
    let mut command = Command::new("setsid");
    command.args(["--ctty", "--wait"]).arg(plain.get_program()).args(plain.get_args());
    command.env_clear();
    for (name, value) in plain.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.stdin(terminal.open()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}
