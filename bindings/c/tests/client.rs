// SPDX-License-Identifier: MIT OR Apache-2.0
//! A C program makes every call of a client, with the simulated array behind it.
#![allow(clippy::unwrap_used, clippy::panic)]

use lsm_test::House;

mod program;

use program::{Program, Watch, succeeded};

#[test]
fn every_call_through_the_daemon() {
    let house = House::new();
    let daemon = house.daemon();
    let program = Program::compile("client.c");
    let mut command = program.command();
    command.env("LSM_UDS_PATH", house.sockets()).arg(house.sim());
    succeeded(&command.output().unwrap());
    daemon.wait_until_idle();
    daemon.stop();
}

#[test]
fn every_call_without_a_daemon() {
    let house = House::new();
    let program = Program::compile("client.c");
    let mut command = program.command();
    command.env("LSM_PLUGIN_DIR", house.plugins()).env("LSM_SIM_TIME", "0").arg(house.sim());
    succeeded(&command.output().unwrap());
}

#[test]
fn eight_threads_with_a_connection_each() {
    let house = House::new();
    let daemon = house.daemon();
    let program = Program::compile("threads.c");
    let mut command = program.command();
    command.env("LSM_UDS_PATH", house.sockets()).arg(house.sim());
    succeeded(&command.output().unwrap());
    daemon.wait_until_idle();
    daemon.stop();
}

#[test]
fn eight_threads_under_helgrind() {
    if !Watch::Helgrind.is_there() {
        return;
    }
    let house = House::new();
    let program = Program::compile_watched("threads.c", Watch::Helgrind);
    let mut command = program.command();
    command.env("LSM_PLUGIN_DIR", house.plugins()).arg(house.sim());
    succeeded(&command.output().unwrap());
    program.nothing_was_reported();
}
