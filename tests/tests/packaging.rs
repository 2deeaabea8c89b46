// SPDX-License-Identifier: MIT OR Apache-2.0
//! The files that an installation brings are such that our programs take them.
#![allow(clippy::unwrap_used)]

use std::path::Path;

use lsm_client::Session;
use lsm_test::House;

#[test]
fn lsmd_takes_the_configuration_that_is_installed() {
    let house = House::new();
    let packaged = Path::new(env!("CARGO_MANIFEST_DIR")).join("../packaging/lsm");
    let plugins = house.configuration().join("pluginconf.d");
    std::fs::create_dir(&plugins).unwrap();
    std::fs::copy(packaged.join("lsmd.conf"), house.configuration().join("lsmd.conf")).unwrap();
    for entry in std::fs::read_dir(packaged.join("pluginconf.d")).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), plugins.join(entry.file_name())).unwrap();
    }
    let daemon = house.daemon();
    Session::connect(&house.sim(), &house.through_daemon()).unwrap().close().unwrap();
    daemon.wait_until_idle();
    // Only root can keep what the file allows, and is warned of nothing.
    let log = daemon.stop();
    assert!(log.is_empty() || !rustix::process::geteuid().is_root(), "{log}");
}
