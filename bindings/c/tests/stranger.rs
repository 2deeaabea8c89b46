// SPDX-License-Identifier: MIT OR Apache-2.0
//! A program that was written from `c_api.json` alone is compiled and run, as a plug-in and as its client.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_test::House;

mod program;

use program::{Program, succeeded};

#[test]
fn compiles_at_once_and_runs() {
    let house = House::new();
    let program = Program::compile("stranger.c");
    program.install(&house.plugins().join("stranger_lsmplugin"));
    let mut command = program.command();
    command.env("LSM_PLUGIN_DIR", house.plugins());
    succeeded(&command.output().unwrap());

    let daemon = house.daemon();
    let mut command = program.command();
    command.env("LSM_UDS_PATH", house.sockets());
    succeeded(&command.output().unwrap());
    daemon.wait_until_idle();
    daemon.stop();
}
