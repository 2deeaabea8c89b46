// SPDX-License-Identifier: MIT OR Apache-2.0
//! The library keeps to itself: no signal handler, no thread, no descriptor that stays, no child
//! that nobody waits for, no change of what belongs to the program; and programs may fork.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_test::House;

mod program;

use program::{Program, succeeded};

#[test]
fn through_the_daemon() {
    let house = House::new();
    let daemon = house.daemon();
    let program = Program::compile("manners.c");
    let mut command = program.command();
    command.env("LSM_UDS_PATH", house.sockets()).env("URI", house.sim());
    succeeded(&command.output().unwrap());
    daemon.wait_until_idle();
    daemon.stop();
}

#[test]
fn without_a_daemon() {
    let house = House::new();
    let program = Program::compile("manners.c");
    let mut command = program.command();
    command.env("LSM_PLUGIN_DIR", house.plugins()).env("URI", house.sim());
    succeeded(&command.output().unwrap());
}
