// SPDX-License-Identifier: MIT OR Apache-2.0
//! The examples in C, built by their own Makefile and run against each other, our daemon and our
//! command line.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;
use std::process::Command;

use lsm_conformance::{Settings, examine};
use lsm_test::House;

mod program;

use program::succeeded;

/// Builds both examples into a folder.
fn make(folder: &Path) {
    let bindings = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut make = Command::new("make");
    make.arg("-C").arg(bindings.join("../../examples/c")).arg(format!("OUT={}", folder.display()));
    let include = bindings.join("include");
    make.arg(format!("CFLAGS=-std=gnu11 -g -Wall -Wextra -Werror -I{}", include.display()));
    make.arg(format!("LDLIBS={} {}", program::archive().display(), program::NEEDS.join(" ")));
    let output = make.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn the_client_uses_the_plugin() {
    let house = House::new();
    make(&house.plugins());
    let mut client = Command::new(house.plugins().join("client"));
    client.env_clear().env("LSM_PLUGIN_DIR", house.plugins()).arg("shelf://");
    let said = succeeded(&client.output().unwrap());
    assert_eq!(said, "50 % done\nexample: 68719476736 bytes in pool\n");
}

#[test]
fn the_plugin_serves_the_daemon_and_the_command_line() {
    let house = House::new();
    make(&house.plugins());
    let daemon = house.daemon();
    let run = |arguments: &[&str]| {
        let mut command = house.lsmcli(true);
        command.env("LSMCLI_URI", "shelf://").args(arguments);
        succeeded(&command.output().unwrap())
    };
    assert!(run(&["list", "--type", "pools"]).contains("The pool"));
    let create = ["volume-create", "--name", "v", "--size", "64GiB", "--pool", "pool"];
    assert!(run(&create).contains("68719476736"));
    let init = "10:00:00:00:c9:95:2f:de";
    let group = ["access-group-create", "--name", "g", "--init", init, "--sys", "shelf"];
    assert!(run(&group).contains(init));
    let fs = ["fs-create", "--name", "f", "--size", "1GiB", "--pool", "pool"];
    assert!(run(&fs).contains("1073741824"));
    daemon.wait_until_idle();
    daemon.stop();
}

#[test]
fn the_plugin_keeps_its_word() {
    let house = House::new();
    make(&house.plugins());
    let settings = Settings { connect: house.directly(), ..Settings::default() };
    let report = examine("shelf://", &settings).unwrap();
    assert!(report.failures().is_empty() && report.skipped().is_empty(), "{report}");
}
