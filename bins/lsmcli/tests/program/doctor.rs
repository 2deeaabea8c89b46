// SPDX-License-Identifier: MIT OR Apache-2.0
//! What keeps commands from working, and how to mend it.

use std::os::unix::fs::PermissionsExt;
use std::os::unix::net::UnixListener;

use serde_json::{Value, json};

use crate::array::{Array, Ran, error};

fn array() -> Array {
    Array::new(|method, _| match method {
        "plugin_info" => Ok(json!(["Test array", "7"])),
        "systems" => Ok(json!([{
            "class": "System", "id": "s", "name": "array", "status": 2, "status_info": "",
            "plugin_data": null,
        }])),
        _ => error(153, "not offered"),
    })
}

/// The lines that begin with `mark`.
fn marked(ran: &Ran, mark: &str) -> Vec<String> {
    let lines = ran.stdout.lines().filter_map(|line| line.strip_prefix(mark));
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn all_is_well() {
    let array = array();
    let ran = array.run(&["doctor", "-u", "test://me:hidden@localhost/"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
    let good = marked(&ran, "ok ");
    assert_eq!(good.len(), ran.stdout.lines().count());
    assert_eq!(good[0], format!("daemon: 1 sockets in {}", array.folder().display()));
    assert_eq!(good[1], "plug-in test: Test array, version 7");
    assert!(good[3].starts_with("host: localhost is "), "{ran:?}");
    assert_eq!(good[4], "array: it answers; systems: s (array, OK)");
    assert!(!ran.stdout.contains("hidden"), "{ran:?}");
}

#[test]
fn programs_get_the_checks_as_rows() {
    let array = array();
    let checks = |line: &[&str]| {
        let ran = array.run(&[&["doctor"], line].concat());
        assert_eq!(ran.stderr, "");
        (ran.code, ran.stdout)
    };
    let (code, good) = checks(&["-o", "json"]);
    let document: Value = serde_json::from_str(&good).unwrap();
    assert_eq!((code, &document["type"]), (Some(0), &json!("check")));
    let items = document["items"].as_array().unwrap();
    let text = "Test array, version 7";
    assert_eq!(items[1], json!({"check": "plug-in test", "outcome": "ok", "text": text}));
    assert!(items.iter().all(|item| item["outcome"] == "ok"), "{document}");
    let (code, wrong) = checks(&["-u", "nosuch://", "-o", "jsonl"]);
    let last: Value = serde_json::from_str(wrong.lines().last().unwrap()).unwrap();
    assert_eq!((code, &last["outcome"]), (Some(4), &json!("wrong")));
    assert_eq!(last["mend"], "use one of these before ://: test");
    let (code, rows) = checks(&["-o", "csv"]);
    assert_eq!(code, Some(0));
    assert!(rows.starts_with("check,outcome,text,mend\r\n"), "{rows}");
    assert!(rows.contains("\r\nplug-in test,ok,\"Test array, version 7\",\r\n"), "{rows}");
}

/// The one thing that is wrong with a run, and how to mend it.
fn wrong(ran: &Ran) -> (String, String) {
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(4), ""), "{ran:?}");
    let (wrong, mend) = (marked(ran, "WRONG "), marked(ran, "       mend: "));
    assert_eq!((wrong.len(), mend.len()), (1, 1), "{ran:?}");
    (wrong[0].clone(), mend[0].clone())
}

#[track_caller]
fn is_wrong(ran: &Ran, what: &str, mend: &str) {
    let (wrong, mending) = wrong(ran);
    assert!(wrong.starts_with(what) && mending.contains(mend), "{ran:?}");
}

#[test]
fn every_step_that_can_be_wrong() {
    let array = array();
    let with = |name: &str, value: &str| {
        let mut command = array.command(&["doctor"]);
        Ran::from(command.env(name, value).output().unwrap())
    };
    is_wrong(&with("LSMCLI_URI", "nosuch://"), "URI: there is no plug-in nosuch", ": test");
    is_wrong(&with("LSMCLI_URI", "x"), "URI: ", "plugin://user@host");
    is_wrong(&with("LSMCLI_URI", "test://no.such.host.invalid"), "host: ", "/etc/hosts");
    is_wrong(&with("LSMCLI_PASSWORD", "hidden"), "array: there is a password", "PASSWORDS");
    let mut command = array.command(&["doctor"]);
    let ran = Ran::from(command.env_remove("LSMCLI_URI").output().unwrap());
    is_wrong(&ran, "array: none is named", "-u sim://");
    let folder = array.folder().join(".config/lsmcli");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "[array.a]\nuri = 1\n").unwrap();
    is_wrong(&array.run(&["doctor"]), "configuration: ", "correct this line");
}

#[test]
fn a_plugin_that_fails() {
    let array = array();
    drop(UnixListener::bind(array.folder().join("left")).unwrap());
    is_wrong(&array.run(&["doctor"]), "plug-in left: ", "start the daemon again");
}

#[test]
fn an_array_that_refuses() {
    let array = Array::new(|method, _| match method {
        "plugin_info" => Ok(Value::from(vec!["Test array", "7"])),
        _ => error(300, "wrong password"),
    });
    is_wrong(&array.run(&["doctor"]), "array: PLUGIN_AUTH_FAILED(300)", "the password");
}

#[test]
fn a_daemon_that_is_not_there() {
    let array = array();
    let nowhere = |folder: &str| {
        let mut command = array.command(&["doctor"]);
        Ran::from(command.env("LSM_UDS_PATH", folder).output().unwrap())
    };
    let empty = tempfile::tempdir().unwrap();
    for folder in ["/nonexistent/folder", empty.path().to_str().unwrap()] {
        let ran = nowhere(folder);
        assert_eq!(ran.code, Some(4), "{ran:?}");
        assert!(ran.stdout.contains(folder), "{ran:?}");
        assert!(ran.stdout.contains("systemctl start"), "{ran:?}");
    }
}

#[test]
fn plugins_that_are_started_directly() {
    let array = array();
    let plugins = tempfile::tempdir().unwrap();
    let program = plugins.path().join("bad_lsmplugin");
    std::fs::write(&program, "#!/bin/sh\nexit 1\n").unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = array.command(&["doctor", "-u", "bad://"]);
    command.env_remove("LSM_UDS_PATH").env("LSM_PLUGIN_DIR", plugins.path());
    let ran = Ran::from(command.output().unwrap());
    if marked(&ran, "ok ").iter().any(|line| line.starts_with("daemon: ")) {
        eprintln!("a daemon runs on this host; not tested");
        return;
    }
    assert_eq!(ran.code, Some(4), "{ran:?}");
    assert!(ran.stdout.contains("WRONG  plug-in bad: "), "{ran:?}");
}
