// SPDX-License-Identifier: MIT OR Apache-2.0
//! Plug-ins: listed, started here, or handed over by a descriptor.

use std::os::fd::AsRawFd;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::sync::Mutex;

use rustix::io::FdFlags;
use serde_json::json;

use crate::array::{Array, Ran, error, serve};

#[test]
fn a_broken_plugin_is_named_and_disturbs_nobody() {
    let array = Array::new(|_, _| Ok(json!(["Test array", "7"])));
    array.add("another", |_, _| Ok(json!(["Another array", "10.2"])));
    let broken = UnixListener::bind(array.folder().join("broken")).unwrap();
    std::thread::spawn(move || {
        for stream in broken.incoming() {
            drop(stream);
        }
    });
    let ran = array.run(&["list", "--type", "plugins"]);
    let table = "Description   | Version\n-----------------------\n\
                 Another array | 10.2   \nTest array    | 7      \n";
    ran.ended(0, table);
    assert!(ran.stderr.contains("plug-in broken: "), "{ran:?}");
    let ran = array.run(&["list", "--type", "plugins", "-s"]);
    assert_eq!(ran.stdout.lines().count(), 7, "{ran:?}");
}

#[test]
fn plugin_info() {
    let array = Array::new(|_, _| Ok(json!(["Test array", "7"])));
    array.run(&["p"]).printed("Description: Test array Version: 7\n");
    array.run(&["p", "-t;"]).printed("Test array;7\n");
    array.run(&["p", "-t", "", "-s", "-H"]).printed("Description: Test array Version: 7\n");
}

#[test]
fn authentication_types_are_one_line() {
    let array = Array::new(|_, _| Ok(json!(["standard", "krb5"])));
    array.run(&["list", "--type", "nfs_client_auth"]).printed("standard, krb5\n");
    array.run(&["list", "--type", "nfs_client_auth", "-t|"]).printed("standard|krb5\n");
    let array = Array::new(|_, _| Ok(json!([])));
    array.run(&["list", "--type", "nfs_client_auth"]).printed("\n");
}

#[test]
fn a_plugin_under_development_is_started_here() {
    let array = Array::new(|_, _| error(153, ""));
    let program = array.folder().join("mine");
    std::fs::write(&program, "#!/bin/sh\necho hello\necho \"fd $1\" | tr 0-9 n >&2\nexit 3\n")
        .unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let ran = array.run(&["--fork_plugin", program.to_str().unwrap(), "ls"]);
    assert_eq!(ran.code, Some(4), "{ran:?}");
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], "PLUGIN>> hello");
    assert!(lines[1].starts_with("PLUGIN>> fd n"), "{ran:?}");
    assert_eq!(lines[2..], ["PLUGIN EC>> 3"]);
    assert!(ran.stderr.starts_with("TRANSPORT_COMMUNICATION(400): "), "{ran:?}");
}

#[test]
fn a_plugin_that_cannot_be_started_is_told_on_stdout() {
    let array = Array::new(|_, _| error(153, ""));
    let ran = array.run(&["--fork_plugin", "/nonexistent/plugin", "ls"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(8), ""), "{ran:?}");
    assert!(ran.stdout.contains("/nonexistent/plugin"), "{ran:?}");
}

#[test]
fn a_descriptor_that_is_connected_already_is_used() {
    let array = Array::new(|_, _| error(153, ""));
    let (ours, theirs) = UnixStream::pair().unwrap();
    rustix::io::fcntl_setfd(&theirs, FdFlags::empty()).unwrap();
    std::thread::spawn(move || {
        let mut play = |_: &str, _: &_| Ok(json!(["By descriptor", "1"]));
        let _ = serve(ours, &Mutex::default(), &mut play);
    });
    let mut command = array.command(&["p"]);
    command.env("LSMCLI_DEBUG_FD", theirs.as_raw_fd().to_string());
    let ran = Ran::from(command.output().unwrap());
    ran.printed("Description: By descriptor Version: 1\n");
    for bad in ["4711", "-1", "x", ""] {
        let mut command = array.command(&["p"]);
        let ran = Ran::from(command.env("LSMCLI_DEBUG_FD", bad).output().unwrap());
        ran.failed(2, "LSMCLI_DEBUG_FD");
    }
}

#[test]
fn a_debugger_is_waited_for() {
    let array = Array::new(|_, _| Ok(json!(["Test array", "7"])));
    let mut command = array.command(&["p"]);
    let ran = Ran::from(command.env("LSM_DEBUG_PLUGIN", "1").output().unwrap());
    ran.ended(0, "Description: Test array Version: 7\n");
    assert!(ran.stderr.contains("press Enter"), "{ran:?}");
    let mut command = array.command(&["p"]);
    let ran = Ran::from(command.env("LSM_DEBUG_PLUGIN", "").output().unwrap());
    ran.printed("Description: Test array Version: 7\n");
}
