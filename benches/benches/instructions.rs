// SPDX-License-Identifier: MIT OR Apache-2.0
//! Instructions of `lsmcli`, as valgrind counts them: the same whatever else the machine does.
#![allow(clippy::unwrap_used)] // A measurement that fails must stop.

use std::process::{Command, Stdio};

use lsm_benches::{is_wanted, start_and_wait};
use lsm_test::House;

/// The instructions of a run of `command`, or `None` without valgrind.
fn instructions(house: &House, command: &Command) -> Option<u64> {
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    let log = house.path("callgrind");
    valgrind.arg(format!("--log-file={}", log.display()));
    valgrind.arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => valgrind.env(name, value),
            None => valgrind.env_remove(name),
        };
    }
    valgrind.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if !valgrind.status().is_ok_and(|status| status.success()) {
        return None;
    }
    let log = std::fs::read_to_string(log).unwrap();
    let count = log.lines().find_map(|line| line.split_once("Collected : "))?.1;
    count.trim().parse().ok()
}

fn main() {
    println!("\nInstructions of lsmcli through lsmd, in thousands (valgrind --tool=callgrind)");
    let house = House::new();
    let daemon = house.daemon();
    let large = format!("sim://?statefile={}&volumes=10000", house.path("state/large").display());
    let lsmcli = |uri: &str, arguments: &[&str]| {
        let mut command = house.lsmcli(true);
        command.args(arguments).env("LSMCLI_URI", uri);
        command
    };
    for (name, command) in [
        ("/bin/true", Command::new("/bin/true")),
        ("lsmcli --version", lsmcli("sim://", &["--version"])),
        ("lsmcli list --type systems", lsmcli("sim://", &["list", "--type", "systems"])),
        ("lsmcli list of 10,000 volumes", lsmcli(&large, &["list", "--type", "volumes"])),
    ] {
        if !is_wanted(name) {
            continue;
        }
        // The array is there before its listing is counted.
        let mut command = command;
        start_and_wait(&mut command);
        match instructions(&house, &command) {
            Some(count) => println!("{name:<46} {:>11}", count / 1000),
            None => println!("{name:<46} {:>11}", "no valgrind"),
        }
    }
    daemon.stop();
}
