// SPDX-License-Identifier: MIT OR Apache-2.0
//! Exit codes and the shapes of errors.

use std::ffi::OsStr;
use std::fs::OpenOptions;
use std::os::unix::ffi::OsStrExt;

use serde_json::json;

use crate::array::{Array, Ran, error};

#[test]
fn what_the_plugin_says_is_passed_on() {
    let array = Array::new(|method, _| match method {
        "systems" => error(13, "not yours"),
        "pools" => Err(json!({"code": 4711, "message": "odd", "data": "more"})),
        _ => Err(json!({"code": 153, "message": "not offered", "data": ""})),
    });
    let ran = array.run(&["ls"]);
    ran.failed(13, "");
    assert_eq!(ran.stderr, "PERMISSION_DENIED(13): not yours \n");
    let ran = array.run(&["lp"]);
    ran.failed(4, "");
    assert_eq!(ran.stderr, "UNKNOWN_ERROR_NUMBER(4711): odd Data: more\n");
    let ran = array.run(&["lt"]);
    ran.failed(4, "");
    assert!(ran.stderr.starts_with("NO_SUPPORT(153): not offered \n"), "{ran:?}");
}

#[test]
fn usage_comes_before_the_error() {
    let array = Array::new(|_, _| error(153, ""));
    let ran = array.run(&["list", "--type", "nonsense"]);
    ran.failed(2, "\nlsmcli list: error: argument --type: ");
    assert!(ran.stderr.starts_with("usage: lsmcli list --type "), "{ran:?}");
    let ran = array.run(&["nosuch"]);
    ran.failed(2, "\nlsmcli: error: ");
    assert!(ran.stderr.starts_with("usage: lsmcli [-h]"), "{ran:?}");
    array.run(&[]).ended(1, &lsmcli::help::program_usage(80));
}

#[test]
fn help_and_version_succeed() {
    let array = Array::new(|_, _| error(153, ""));
    array.run(&["-h"]).printed(&lsmcli::help::program_help(80));
    let version = concat!(env!("CARGO_BIN_EXE_lsmcli"), " ", env!("CARGO_PKG_VERSION"), "\n");
    array.run(&["--version"]).printed(version);
    let mut narrow = array.command(&["list", "-h"]);
    let ran = Ran::from(narrow.env("COLUMNS", "60").output().unwrap());
    assert!(ran.stdout.lines().all(|line| line.chars().count() <= 60), "{}", ran.stdout);
    for command in lsmcli::table::commands() {
        let ran = array.run(&[command.name, "-h"]);
        assert_eq!(ran.code, Some(0), "{}", command.name);
        assert!(ran.stdout.contains(command.summary.split(' ').next().unwrap()));
        for option in command.all_options() {
            assert!(ran.stdout.contains(&option.name()), "{} {}", command.name, option.name());
        }
    }
}

#[test]
fn words_that_are_no_text() {
    let array = Array::new(|_, _| error(153, ""));
    let bad = OsStr::from_bytes(b"l\xffs");
    for line in [&[bad][..], &[OsStr::new("ls"), OsStr::new("-t"), bad]] {
        Ran::from(array.command(line).output().unwrap()).failed(2, "not valid UTF-8");
    }
    let mut command = array.command(&["ls"]);
    Ran::from(command.env("LSMCLI_URI", bad).output().unwrap()).failed(2, "LSMCLI_URI");
}

#[test]
fn a_reader_that_leaves_is_no_reason_to_complain() {
    let array = Array::new(|_, _| Ok(json!(["d", "v"])));
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = array.command(&["plugin-info"]).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(1), vec![]));
}

#[test]
fn output_that_cannot_be_written_is_an_error() {
    let array = Array::new(|_, _| Ok(json!(["d", "v"])));
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = array.command(&["plugin-info"]).stdout(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("cannot write the output"));
}

#[test]
fn local_disks_need_no_daemon() {
    let array = Array::new(|_, _| error(153, ""));
    let run = |line: &[&str]| {
        let mut command = array.command(line);
        command.env_remove("LSMCLI_URI").env("LSM_UDS_PATH", "/nonexistent");
        Ran::from(command.output().unwrap())
    };
    for line in [&["local-disk-list"][..], &["ldl", "-t,"], &["ldl", "-s"], &["ldl", "-o", "json"]]
    {
        assert_eq!(run(line).code, Some(0), "{line:?}: {:?}", run(line));
    }
    for command in ["ldilon", "ldiloff", "ldflon", "ldfloff"] {
        run(&[command, "--path", "/dev/no-such-disk"]).failed(4, "NOT_FOUND_DISK(209)");
    }
    // Where there are no enclosures; else the slot is not one of theirs.
    let slots = run(&["local-led-slot-list"]);
    let set = run(&["local-led-slot-set", "--slot", "none", "--state", "IDENT_ON:FAULT_OFF"]);
    if slots.code == Some(0) {
        set.failed(2, "there is no slot");
    } else {
        slots.failed(4, "NO_SUPPORT(153)");
        set.failed(4, "NO_SUPPORT(153)");
    }
    run(&["local-led-slot-set", "--slot", "none", "--state", "BLINK"]).failed(2, "BLINK");
}

#[test]
fn no_daemon() {
    let array = Array::new(|_, _| error(153, ""));
    for line in [&["ls"][..], &["list", "--type", "plugins"]] {
        let mut command = array.command(line);
        command.env("LSM_UDS_PATH", "/nonexistent");
        Ran::from(command.output().unwrap()).failed(4, "DAEMON_NOT_RUNNING(12)");
    }
}
