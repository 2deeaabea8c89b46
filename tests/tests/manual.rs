// SPDX-License-Identifier: MIT OR Apache-2.0
//! The examples of the manual, one after the other on a fresh simulated array.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::process::Command;

use lsm_test::{Answer, House, program};
use lsmcli::table::{EXAMPLES, commands};

/// Commands that nobody can play here: they want a keyboard, or the disks of a host.
fn cannot_be_played(command: &str) -> bool {
    command == "shell" || command.starts_with("local-")
}

fn play(daemon: bool) {
    let house = House::new();
    let running = daemon.then(|| {
        lsm_test::Daemon::start(&house, |lsmd| {
            lsmd.env("LSM_SIM_TIME", "0.05");
        })
    });
    let here = house.path("here");
    std::fs::create_dir(&here).unwrap();
    let folder = program("lsmcli").parent().unwrap().display().to_string();
    for example in EXAMPLES {
        // A person types it into a shell.
        let mut shell = Command::new("sh");
        shell.args(["-c", example.line]).current_dir(&here);
        shell.env_clear().env("PATH", format!("{folder}:/usr/bin:/bin"));
        shell
            .envs(house.lsmcli(daemon).get_envs().filter_map(|(name, value)| Some((name, value?))));
        shell.env("LSM_SIM_TIME", "0.05");
        let answer = Answer::from(shell.output().unwrap());
        let told = u8::try_from(answer.status).is_ok_and(|status| example.ends.contains(&status));
        assert!(told && answer.stderr.is_empty(), "{}: {answer:?}", example.line);
    }
    drop(running);
}

#[test]
fn the_examples_play_without_daemon() {
    play(false);
}

#[test]
fn the_examples_play_through_lsmd() {
    play(true);
}

#[test]
fn every_command_has_an_example() {
    let shown: BTreeSet<&str> = EXAMPLES.iter().map(|example| example.command).collect();
    for command in commands().map(|command| command.name) {
        assert!(shown.contains(command) || cannot_be_played(command), "{command}");
    }
    for command in shown {
        assert!(commands().any(|known| known.name == command), "{command}");
    }
}
