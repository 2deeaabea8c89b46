// SPDX-License-Identifier: MIT OR Apache-2.0
//! What answers a question, what asks on demand, and the exit code of a no.

use std::process::Stdio;

use serde_json::{Value, json};

use crate::array::{Array, Ran, volume};
use crate::pty::{Terminal, read_until};

fn array() -> Array {
    Array::new(|method, _| match method {
        "volumes" => Ok(json!([volume("v", "n")])),
        "access_groups" => Ok(json!([{
            "class": "AccessGroup", "id": "g", "name": "web", "init_ids": [], "init_type": 5,
            "system_id": "s", "plugin_data": null,
        }])),
        "exports" => Ok(json!([{
            "class": "NfsExport", "id": "e", "fs_id": "f", "export_path": "/x", "auth": null,
            "root": [], "rw": ["h"], "ro": [], "anonuid": -1, "anongid": -1, "options": null,
            "plugin_data": null,
        }])),
        _ => Ok(Value::Null),
    })
}

/// Runs a command with `LSMCLI_CONFIRM`, waits for its question and answers it.
fn answer(array: &Array, line: &[&str], confirm: &str, key: u8) -> (String, Ran) {
    let mut terminal = Terminal::new();
    let mut command = array.command(line);
    command.env("LSMCLI_CONFIRM", confirm);
    command.stdin(terminal.open()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let question = read_until(child.stdout.as_mut().unwrap(), "to stop.\n");
    terminal.types(&[key]);
    (question, child.wait_with_output().unwrap().into())
}

const ON_DEMAND: [(&[&str], &str); 4] = [
    (&["volume-disable", "--vol", "v"], "volume_disable"),
    (&["volume-unmask", "--vol", "v", "--ag", "g"], "volume_unmask"),
    (&["access-group-delete", "--ag", "g"], "access_group_delete"),
    (&["fs-unexport", "--export", "e"], "export_remove"),
];

#[test]
fn loss_of_access_is_asked_about_on_demand() {
    for (line, method) in ON_DEMAND {
        let array = array();
        let (question, ran) = answer(&array, line, "1", b'n');
        assert!(question.contains("hosts may lose access"), "{question}");
        assert_eq!(ran.code, Some(0));
        assert!(!array.called().iter().any(|called| called == method), "{line:?}");
        let (_, ran) = answer(&array, line, "1", b'y');
        ran.printed("");
        assert_eq!(array.called().last().map(String::as_str), Some(method));
    }
}

#[test]
fn nothing_else_is_asked() {
    for (line, method) in ON_DEMAND {
        for confirm in [None, Some(""), Some("0")] {
            let array = array();
            let mut command = array.command(line);
            command.envs(confirm.map(|confirm| ("LSMCLI_CONFIRM", confirm)));
            Ran::from(command.output().unwrap()).printed("");
            assert_eq!(array.called().last().map(String::as_str), Some(method));
        }
        let array = array();
        let mut command = array.command(&[line, &["--yes"]].concat());
        Ran::from(command.env("LSMCLI_CONFIRM", "1").output().unwrap()).printed("");
    }
    let array = array();
    array.run(&["vd", "--vol", "v", "--yes"]).printed("");
    assert_eq!(array.called(), ["volumes", "volume_delete"]);
}

#[test]
fn the_name_of_what_is_lost() {
    for name in ["v", "n"] {
        let array = array();
        array.run(&["vd", "--vol", "v", "--confirm", name]).printed("");
        assert_eq!(array.called(), ["volumes", "volume_delete"]);
    }
    for line in [&["vd", "--vol", "v"][..], &["vd", "-f", "--vol", "v"], ON_DEMAND[0].0] {
        let array = array();
        array.run(&[line, &["--confirm", "other"]].concat()).failed(2, "this is v, n; nothing");
        assert_eq!(array.called(), ["volumes"]);
    }
    array().run(&["lv", "--confirm", "v"]).failed(2, "list does not ask");
    // One name does not do for several, and an empty one for none.
    let array = Array::new(|method, _| match method {
        "volumes" => Ok(json!([volume("v", ""), volume("w", "m")])),
        _ => Ok(Value::Null),
    });
    array.run(&["vd", "--vol", "v", "w", "--confirm", "v"]).failed(2, "not of 2; give -f");
    array.run(&["vd", "--vol", "v", "--confirm", ""]).failed(2, "nothing was changed");
    assert!(!array.called().contains(&"volume_delete".to_owned()));
}

#[test]
fn the_exit_code_of_no() {
    for (key, code) in [(b'n', 3), (b'y', 0)] {
        let line = ["vd", "--vol", "v", "--on-abort-exit", "3"];
        let (_, ran) = answer(&array(), &line, "", key);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(code), ""), "{ran:?}");
        assert_eq!(ran.stdout.contains("Aborted"), key == b'n');
    }
    array().run(&["vd", "--vol", "v", "--on-abort-exit", "256"]).failed(2, "more than 255");
}
