// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every array does what an array with volumes must do.
#![allow(clippy::unwrap_used)]

use lsm_client::Session;
use lsm_test::{House, conformance};

#[test]
fn the_simulator_conforms() {
    let house = House::new();
    conformance::volumes(&mut house.session());
}

#[test]
fn the_simulator_conforms_under_its_second_name_and_through_lsmd() {
    let house = House::new();
    let _daemon = house.daemon();
    let uri = house.sim().replacen("sim:", "simc:", 1);
    conformance::volumes(&mut Session::connect(&uri, &house.through_daemon()).unwrap());
}

#[test]
fn a_folder_conforms() {
    let house = House::new();
    let folder = house.path("volumes");
    std::fs::create_dir(&folder).unwrap();
    let uri = format!("loop://{}", folder.display());
    conformance::volumes(&mut Session::connect(&uri, &house.directly()).unwrap());
}
