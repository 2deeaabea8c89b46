// SPDX-License-Identifier: MIT OR Apache-2.0
//! `lsmcli list --type volumes`, from the start of the program to the last byte of its output.
#![allow(clippy::unwrap_used)]

use std::process::Command;
use std::time::Duration;

use lsm_benches::{Usage, compare, heading, is_wanted, row, start_and_wait};
use lsm_test::House;

/// Runs that a processor time is the mean of.
const RUNS: u32 = 100;

fn main() {
    heading("lsmcli list --type volumes");
    let house = House::new();
    let daemon = house.daemon();
    let list = |volumes: u32, daemon: bool| {
        let state = house.path(format!("state/{volumes}"));
        let uri = format!("sim://?statefile={}&volumes={volumes}", state.display());
        let mut command = house.lsmcli(daemon);
        command.args(["list", "--type", "volumes"]).env("LSMCLI_URI", uri);
        command
    };
    for (volumes, rounds) in [(100, 51), (120_000, 7)] {
        for through_daemon in [true, false] {
            let way = if through_daemon { "through lsmd" } else { "without daemon" };
            let name = format!("{volumes} volumes, {way}");
            let mut command = list(volumes, through_daemon);
            let output = command.output().unwrap().stdout;
            assert_eq!(output.iter().filter(|byte| **byte == b'\n').count() as u32, volumes + 2);
            let bytes = house.path("output");
            std::fs::write(&bytes, &output).unwrap();
            let mut start = || start_and_wait(&mut command);
            compare(&name, (rounds, 1), &mut start, "/bin/true", || {
                start_and_wait(&mut Command::new("/bin/true"));
            });
            compare(&name, (rounds, 1), &mut start, "cat of the output", || {
                start_and_wait(Command::new("cat").arg(&bytes));
            });
        }
    }
    start_up(&house);
    use_of_the_machine(&mut list(120_000, false));
    daemon.stop();
}

/// Processor time of the client alone, the daemon running.
fn start_up(house: &House) {
    let time = |command: &mut Command| {
        let before = Usage::of_children();
        (0..RUNS).for_each(|_| start_and_wait(command));
        (Usage::of_children().cpu - before.cpu) / RUNS
    };
    for arguments in [&["--version"][..], &["list", "--type", "systems"]] {
        let name = format!("lsmcli {}, processor time", arguments.join(" "));
        if is_wanted(&name) {
            let mut command = house.lsmcli(true);
            command.args(arguments);
            row(&name, time(&mut command), "/bin/true", time(&mut Command::new("/bin/true")));
        }
    }
}

/// Processor time of client and plug-in together, and the larger one's memory.
fn use_of_the_machine(command: &mut Command) {
    if !is_wanted("120000 volumes, processor time") {
        return;
    }
    let before = Usage::of_children();
    start_and_wait(command);
    let after = Usage::of_children();
    let aim = Duration::from_millis(600);
    row("120000 volumes, processor time of both", after.cpu - before.cpu, "the aim", aim);
    println!("{:<46} {:>8} MiB in the larger process", "", after.largest >> 20);
}
