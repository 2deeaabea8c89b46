// SPDX-License-Identifier: MIT OR Apache-2.0
//! Which array is talked to, and with which password.

use serde_json::{Value, json};

use crate::array::{Array, Ran};

fn array() -> Array {
    Array::new(|method, _| match method {
        "plugin_info" => Ok(json!(["Test array", "7"])),
        _ => Ok(json!([])),
    })
}

/// What the array was told at registration, last of all.
fn registered(array: &Array) -> Value {
    let calls = array.all_calls();
    calls.into_iter().rfind(|(method, _)| method == "plugin_register").unwrap().1
}

#[test]
fn option_beats_environment_beats_file() {
    let array = array();
    std::fs::write(array.folder().join(".lsmcli"), "# a comment\n uri = test://file \n").unwrap();
    let uri = |arguments: &[&str], environment: Option<&str>| {
        let mut command = array.command(arguments);
        match environment {
            Some(uri) => command.env("LSMCLI_URI", uri),
            None => command.env_remove("LSMCLI_URI"),
        };
        Ran::from(command.output().unwrap()).printed("");
        registered(&array)["uri"].clone()
    };
    assert_eq!(uri(&["ls"], None), "test://file");
    assert_eq!(uri(&["ls"], Some("TEST+ssl://environment")), "TEST+ssl://environment");
    assert_eq!(uri(&["-u", "test://before", "ls"], Some("no://")), "test://before");
    assert_eq!(uri(&["ls", "-u", "test://after"], Some("no://")), "test://after");
}

#[test]
fn no_array_at_all() {
    let array = array();
    let mut command = array.command(&["ls"]);
    Ran::from(command.env_remove("LSMCLI_URI").output().unwrap()).failed(2, "lsmcli: error: ");
}

#[test]
fn malformed_uris() {
    let array = array();
    for uri in ["sim", "", "a+b+c://", "test://h:99999", "test://?x"] {
        array.run(&["-u", uri, "ls"]).failed(4, "INVALID_ARGUMENT(101)");
        let mut command = array.command(&["ls"]);
        Ran::from(command.env("LSMCLI_URI", uri).output().unwrap())
            .failed(4, "INVALID_ARGUMENT(101)");
    }
}

#[test]
fn a_password_needs_a_user() {
    let array = array();
    let run = |arguments: &[&str], password: &str| {
        let mut command = array.command(arguments);
        Ran::from(command.env("LSMCLI_PASSWORD", password).output().unwrap())
    };
    for line in [&["ls"][..], &["list", "--type", "PLUGINS"], &["-u", "test://host", "ls"]] {
        run(line, "pw").failed(2, "no user name");
        run(line, "").failed(2, "no user name");
    }
    run(&["-u", "test://me@", "ls"], "pw").printed("");
    assert_eq!(registered(&array)["password"], "pw");
    array.run(&["-u", "test://me@", "ls"]).printed("");
    assert_eq!(registered(&array)["password"], Value::Null);
    // Without any URI nobody asks for a password.
    let mut command = array.command(&["list", "--type", "plugins", "-t,"]);
    command.env_remove("LSMCLI_URI").env("LSMCLI_PASSWORD", "pw");
    Ran::from(command.output().unwrap()).printed("Test array,7\n");
}

#[test]
fn the_patience_of_the_plugin() {
    let array = array();
    for (arguments, timeout) in [
        (&["ls"][..], 30_000_u32),
        (&["-w", "5", "ls", "-w", "7"], 5),
        (&["ls", "--wait=99999999999999"], u32::MAX),
    ] {
        array.run(arguments).printed("");
        assert_eq!(registered(&array)["timeout"], timeout);
    }
    array.run(&["-w", "0", "ls"]).failed(2, "lsmcli: error: -w");
    array.run(&["-w", "0", "ldl"]).failed(2, "lsmcli: error: -w");
}

#[test]
fn every_session_takes_its_leave() {
    let array = array();
    array.run(&["ls"]).printed("");
    array.run(&["vd", "-f", "--vol", "x"]).failed(2, "x");
    let calls = array.all_calls();
    let count = |name| calls.iter().filter(|(method, _)| method == name).count();
    assert_eq!((count("plugin_register"), count("plugin_unregister")), (2, 2));
}

#[test]
fn a_wrong_scheme_names_the_right_ones() {
    let array = array();
    array.add("other", |_, _| Ok(json!(["Other array", "8"])));
    let ran = array.run(&["-u", "ontap+ssl://root@filer/", "ls"]);
    ran.failed(4, "PLUGIN_NOT_EXIST(311)");
    assert!(ran.stderr.contains("hint: installed plug-ins: other, test\n"), "{ran:?}");
}

#[test]
fn old_syntax_is_told_on_request() {
    let array = array();
    let mut command = array.command(&["-l", "SYSTEMS"]);
    let ran = Ran::from(command.env("LSMCLI_WARN_LEGACY", "1").output().unwrap());
    ran.ended(0, "");
    assert!(ran.stderr.contains("--list is now list"), "{ran:?}");
    array.run(&["-l", "SYSTEMS"]).printed("");
}
