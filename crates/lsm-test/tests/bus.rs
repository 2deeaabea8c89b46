// SPDX-License-Identifier: MIT OR Apache-2.0
//! Private buses come up, speak D-Bus and go away.
#![allow(clippy::unwrap_used)]

use std::io::{BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::time::Duration;

use lsm_test::bus::{Bus, BusKind};

/// The first words of the D-Bus handshake; a bus answers them with its own name.
fn greet(bus: &Bus) -> String {
    let stream = UnixStream::connect(bus.address().strip_prefix("unix:path=").unwrap()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let identity: String = rustix::process::geteuid()
        .as_raw()
        .to_string()
        .bytes()
        .map(|b| format!("{b:02x}"))
        .collect();
    (&stream).write_all(format!("\0AUTH EXTERNAL {identity}\r\n").as_bytes()).unwrap();
    let mut line = String::new();
    BufReader::new(&stream).read_line(&mut line).unwrap();
    line
}

fn comes_and_goes(kind: BusKind) {
    let Some(mut bus) = Bus::start_or_skip(kind) else { return };
    let answer = greet(&bus);
    assert!(answer.starts_with("OK "), "{kind:?} answers {answer:?}; log: {}", bus.log());
    let pid = bus.pid().unwrap();
    let name = std::fs::read_to_string(format!("/proc/{pid}/comm")).unwrap();
    assert_eq!(name.trim(), kind.name());
    let folder = bus.folder().to_owned();
    bus.kill();
    lsm_test::wait_for_exit(pid);
    drop(bus);
    assert!(!folder.exists());
}

#[test]
fn dbus_daemon_comes_and_goes() {
    comes_and_goes(BusKind::Daemon);
}

#[test]
fn dbus_broker_comes_and_goes() {
    comes_and_goes(BusKind::Broker);
}

#[test]
fn busd_comes_and_goes() {
    comes_and_goes(BusKind::Busd);
}
