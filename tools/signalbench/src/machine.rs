// SPDX-License-Identifier: MIT OR Apache-2.0
//! What was measured on.

use std::fs;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// The machine and the versions of what was measured.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) system: String,
    pub(crate) kernel: String,
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) memory_mib: u64,
    /// Load of the last minute before and after the runs: others' work makes rates soft.
    pub(crate) load_before: f64,
    pub(crate) load_after: f64,
    /// Program or library, and its version.
    pub(crate) versions: Vec<(String, String)>,
}

impl Machine {
    /// Looks at this machine.
    pub(crate) fn look() -> Self {
        let release = fs::read_to_string("/etc/os-release").unwrap_or_default();
        let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
        let processor = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let value = |text: &str, key: &str, sign: char| {
            text.lines()
                .find(|line| line.starts_with(key))
                .and_then(|line| line.split_once(sign))
                .map(|(_, value)| value.trim().trim_matches('"').to_owned())
                .unwrap_or_default()
        };
        let kib: u64 = value(&memory, "MemTotal", ':').trim_end_matches(" kB").parse().unwrap_or(0);
        Self {
            system: value(&release, "PRETTY_NAME", '='),
            kernel: rustix::system::uname().release().to_string_lossy().into_owned(),
            processor: value(&processor, "model name", ':'),
            cores: std::thread::available_parallelism().map_or(1, usize::from),
            memory_mib: kib / 1024,
            load_before: load(),
            load_after: 0.0,
            versions: versions(),
        }
    }
}

/// The load of the last minute.
pub(crate) fn load() -> f64 {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|load| load.parse().ok()).unwrap_or(0.0)
}

fn versions() -> Vec<(String, String)> {
    let asked: [(&str, &[&str]); 6] = [
        ("dbus-daemon", &["dbus-daemon", "--version"]),
        ("dbus-broker", &["dbus-broker", "--version"]),
        ("busd", &["busd", "--version"]),
        ("libsystemd", &["pkg-config", "--modversion", "libsystemd"]),
        ("GLib", &["pkg-config", "--modversion", "gio-2.0"]),
        ("dbus-python", &["/usr/bin/python3", "-c", "import dbus; print(dbus.__version__)"]),
    ];
    let mut found: Vec<(String, String)> = asked
        .iter()
        .filter_map(|(name, command)| {
            let output = Command::new(command[0]).args(&command[1..]).output().ok()?;
            let text = String::from_utf8_lossy(&output.stdout).into_owned();
            let version = text.lines().next()?.split_whitespace().last()?.to_owned();
            Some(((*name).to_owned(), version))
        })
        .collect();
    // Versions of what is linked in, from the lock file that this program was built with.
    let lock = include_str!("../../../Cargo.lock");
    for name in ["zbus", "dbus", "libdbus-sys"] {
        let version = lock
            .split("[[package]]")
            .find(|package| package.contains(&format!("name = \"{name}\"\n")))
            .and_then(|package| package.split("version = \"").nth(1)?.split('"').next());
        found.extend(version.map(|version| (format!("crate {name}"), version.to_owned())));
    }
    found
}
