// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every array does what its capabilities promise, and nothing else.
#![allow(clippy::unwrap_used)]

use std::process::Command;

use lsm_client::ConnectOptions;
use lsm_conformance::{Settings, examine};
use lsm_test::{Answer, House, program};

/// Examines an array in which nothing may fail and nothing may be left out.
fn conforms(uri: &str, connect: ConnectOptions) {
    let report = examine(uri, &Settings { connect, ..Settings::default() }).unwrap();
    assert!(report.failures().is_empty() && report.skipped().is_empty(), "{report}");
}

#[test]
fn the_simulator_by_the_program() {
    let house = House::new();
    let mut command = Command::new(program("lsm-conformance"));
    command.env("LSM_SIM_TIME", "0").arg("--plugin-dir").arg(house.plugins()).arg(house.sim());
    let matrix = Answer::from(command.output().unwrap()).succeeded();
    assert!(matrix.starts_with("method ") && !matrix.contains("skipped"), "{matrix}");
}

#[test]
fn the_simulator_under_its_second_name_through_lsmd() {
    let house = House::new();
    let _daemon = house.daemon();
    conforms(&house.sim().replacen("sim:", "simc:", 1), house.through_daemon());
}

#[test]
fn a_folder_with_volumes() {
    let house = House::new();
    let folder = house.path("volumes");
    std::fs::create_dir(&folder).unwrap();
    conforms(&format!("loop://{}", folder.display()), house.directly());
}
