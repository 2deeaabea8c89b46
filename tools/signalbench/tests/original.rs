// SPDX-License-Identifier: MIT OR Apache-2.0
//! Our servers work with clients and drivers as they were in 2015, and our clients and drivers
//! with the servers of then, on whatever bus the host has.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{BufRead, BufReader, Lines};
use std::process::{Child, ChildStdout, Command, Stdio};

use lsm_test::bus::{Bus, BusKind};

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/experiment.py");
const PYTHON: &str = "/usr/bin/python3";
/// What the script sends, in its order.
const SIZES: [&str; 3] = ["32", "1024", "16384"];
const COUNT: &str = "20";

fn has_python() -> bool {
    let needs = "import dbus.service, dbus.mainloop.glib; from gi.repository import GLib";
    let has = Command::new(PYTHON)
        .args(["-c", needs])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !has {
        eprintln!("skipped: this host has no dbus-python");
    }
    has
}

/// A part that runs until it is dropped.
struct Part(Child);

impl Part {
    /// Starts it and waits until it says on its standard error that it does what it does.
    fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut errors = BufReader::new(child.stderr.take().unwrap());
        let mut line = String::new();
        errors.read_line(&mut line).unwrap();
        let begun = ["ready", "serves", "counts"].iter().any(|word| line.contains(word));
        assert!(begun, "{line}");
        // Whatever else it says must not stop it.
        std::thread::spawn(move || std::io::copy(&mut errors, &mut std::io::sink()));
        Self(child)
    }

    fn lines(&mut self) -> Lines<BufReader<ChildStdout>> {
        BufReader::new(self.0.stdout.take().unwrap()).lines()
    }
}

impl Drop for Part {
    fn drop(&mut self) {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
    }
}

fn ours(bus: &Bus, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_signalbench"));
    command.args(arguments).args(["--address", bus.address()]);
    command
}

fn original(bus: &Bus, role: &str) -> Command {
    let mut command = Command::new(PYTHON);
    command.args([SCRIPT, role, bus.address()]);
    command
}

/// A client printed, for each size, the size, three figures and how many came.
fn check(lines: impl Iterator<Item = std::io::Result<String>>) {
    let mut sizes = Vec::new();
    for line in lines.take(SIZES.len()) {
        let line = line.unwrap();
        let columns: Vec<&str> = line.split(", ").collect();
        let [size, average, rate, mib, received] = columns[..] else { panic!("{line}") };
        sizes.push(size.to_owned());
        assert_eq!(received, COUNT, "{line}");
        for figure in [average, rate, mib] {
            assert!(figure.parse::<f64>().is_ok_and(|figure| figure >= 0.0), "{line}");
        }
    }
    assert_eq!(sizes, SIZES);
}

#[test]
fn our_servers_work_with_the_clients_and_drivers_of_2015() {
    if !has_python() {
        return;
    }
    for (kind, stack) in [
        (BusKind::Daemon, "floor"),
        (BusKind::Daemon, "zbus"),
        (BusKind::Broker, "libdbus"),
        (BusKind::Daemon, "lsm"),
        (BusKind::Busd, "lsm-state"),
    ] {
        let Some(bus) = Bus::start_or_skip(kind) else { continue };
        let _server = Part::start(ours(&bus, &["serve", "--stack", stack]));
        let mut theirs = Part::start(original(&bus, "client"));
        let mut own = Part::start(ours(&bus, &["client", "--stack", stack]));
        let driven = original(&bus, "drive").output().unwrap();
        let words = String::from_utf8_lossy(&driven.stderr).into_owned();
        assert!(driven.status.success(), "{stack}: {words}");
        check(theirs.lines());
        check(own.lines());
    }
}

#[test]
fn our_clients_and_drivers_work_with_the_servers_of_2015() {
    if !has_python() {
        return;
    }
    for (kind, stack) in [
        (BusKind::Daemon, "floor"),
        (BusKind::Broker, "zbus"),
        (BusKind::Busd, "libdbus"),
        (BusKind::Daemon, "lsm"),
    ] {
        let Some(bus) = Bus::start_or_skip(kind) else { continue };
        let _server = Part::start(original(&bus, "serve"));
        let mut client = Part::start(ours(&bus, &["client", "--stack", stack]));
        let sizes = SIZES.join(",");
        let drive = ["drive", "--payloads", &sizes, "--counts", COUNT];
        let driven = ours(&bus, &drive).output().unwrap();
        let words = String::from_utf8_lossy(&driven.stderr).into_owned();
        assert!(driven.status.success(), "{stack}: {words}");
        check(client.lines());
    }
}
