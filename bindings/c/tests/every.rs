// SPDX-License-Identifier: MIT OR Apache-2.0
//! Every function of the library with good and with bad arguments, and every operation of a
//! plug-in: plainly, under the compiler's sanitizers, and under valgrind.
//!
//! That nothing is left out is not taken on trust: the linker puts a generated function in the
//! place of each one of the library, which notes how the call went; what was noted is compared
//! with the list of the interface.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::collections::BTreeSet;
use std::fs;

use lsm_test::House;
use serde_json::{Value, json};

#[path = "every/notes.rs"]
mod notes;
mod program;

use program::{Builder, Program, Watch, succeeded};

/// Functions that cannot be called wrongly: they take nothing, or anything.
const NEVER_REFUSED: [&str; 3] =
    ["lsm_block_range_record_alloc", "lsm_error_create", "lsm_hash_alloc"];

/// Functions on disks and lights, which no host of tests can be relied on to have.
fn needs_hardware(name: &str) -> bool {
    name.starts_with("lsm_local_disk_") || name.starts_with("lsm_led_")
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn api() -> Value {
    serde_json::from_str(include_str!("data/c_api.json")).unwrap()
}

/// All functions: those of the list, and what was added to it.
fn functions() -> Vec<Value> {
    let mut functions = api()["functions"].as_array().unwrap().clone();
    functions.push(json!({
        "name": "lsm_error_data_get", "returns": "const char *",
        "args": [{"type": "lsm_error_ptr", "name": "e"}],
    }));
    functions
}

fn build(functions: &[Value], watch: Watch) -> Program {
    let mut builder = Builder::new(watch);
    let calls = format!("-DCALLS=\"{}\"", builder.file("calls").display());
    builder = builder.option(&calls).text(&notes::source(functions));
    for function in functions {
        builder = builder.option(&format!("-Wl,--wrap={}", text(&function["name"])));
    }
    let sources = ["every/main.c", "every/client.c", "every/host.c", "every/plugin.c"];
    let sources = sources.into_iter().chain(["records/records.c", "records/texts.c"]);
    sources.fold(builder, Builder::source).build()
}

/// What was noted with this word in front.
fn noted<'a>(calls: &'a str, word: &str) -> BTreeSet<&'a str> {
    calls.lines().filter_map(|line| line.strip_prefix(word)?.strip_prefix(' ')).collect()
}

fn runs(watch: Watch, daemon: bool) {
    if !watch.is_there() {
        return;
    }
    let functions = functions();
    let program = build(&functions, watch);
    let house = House::with_plugins(&[]);
    program.install(&house.plugins().join("every_lsmplugin"));
    let mut command = program.command();
    let daemon = daemon.then(|| house.daemon());
    if daemon.is_some() {
        command.env("LSM_UDS_PATH", house.sockets());
    } else {
        command.env("LSM_PLUGIN_DIR", house.plugins());
    }
    succeeded(&command.output().unwrap());
    if let Some(daemon) = daemon {
        daemon.wait_until_idle();
        daemon.stop();
    }
    program.nothing_was_reported();

    let calls = fs::read_to_string(program.file("calls")).unwrap();
    assert!(!calls.contains("failed"), "{calls}");
    let names: BTreeSet<&str> = functions.iter().map(|function| text(&function["name"])).collect();
    assert_eq!(names.len(), 294);
    let (served, refused) = (noted(&calls, "served"), noted(&calls, "refused"));
    let left: Vec<_> = names.difference(&served).filter(|name| !needs_hardware(name)).collect();
    assert!(left.is_empty(), "never called with good arguments: {left:?}");
    let left: Vec<_> = names.difference(&refused).copied().collect();
    assert_eq!(left, NEVER_REFUSED, "never called with bad arguments");

    // Every member of every structure of operations, and the two that are not in any.
    let api = api();
    let structures = api["ops_structs"].as_object().unwrap().values();
    let mut operations: BTreeSet<&str> = structures
        .flat_map(|structure| structure["fields"].as_array().unwrap())
        .map(|field| text(&field["name"]))
        .collect();
    assert_eq!(operations.len(), 58);
    operations.extend(["lsm_plugin_register", "lsm_plugin_unregister"]);
    assert_eq!(operations.len(), api["callback_types"].as_array().unwrap().len());
    assert_eq!(noted(&calls, "operation"), operations);
}

#[test]
fn plainly_through_the_daemon() {
    runs(Watch::Nobody, true);
}

#[test]
fn under_sanitizers() {
    runs(Watch::Sanitizers, false);
}

#[test]
fn under_memcheck() {
    // valgrind knows no handles of processes: the client has to wait for plug-ins as it does with
    // a kernel that has none.
    runs(Watch::Memcheck, false);
}
