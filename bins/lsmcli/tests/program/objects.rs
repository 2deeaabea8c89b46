// SPDX-License-Identifier: MIT OR Apache-2.0
//! Objects by their names, and several of them at once.

use std::io::Write;
use std::process::Stdio;

use serde_json::{Value, json};

use crate::array::{Array, Ran, error, file_system, snapshot, volume};

/// An array with a volume whose ID is the name of another, and two of the same name.
fn array() -> Array {
    Array::new(|method, parameters| match method {
        "volumes" => {
            let all = [
                volume("a", "one"),
                volume("b", "a"),
                volume("c", "twin"),
                volume("d", "twin"),
                volume("e", "name:x"),
                volume("f", ""),
            ];
            let wanted = &parameters["search_value"];
            Ok(all.into_iter().filter(|v| wanted.is_null() || v["id"] == *wanted).collect())
        }
        "fs" => Ok(json!([file_system("f")])),
        "fs_snapshots" => Ok(json!([snapshot("x", 1)])),
        "access_groups" => Ok(json!([{"class": "AccessGroup", "id": "g", "name": "web",
            "init_ids": [], "init_type": 5, "system_id": "s", "plugin_data": null}])),
        "volume_enable" if parameters["volume"]["id"] == "c" => error(1, "no"),
        "volume_enable" | "volume_mask" | "fs_snapshot_delete" => Ok(Value::Null),
        "volume_raid_info" => Ok(json!([5, 4096, 3, 512, 4096])),
        "access_group_initiator_add" => Ok(json!({"class": "AccessGroup", "id": "g",
            "name": "web", "init_ids": [parameters["init_id"]], "init_type": 5, "system_id": "s",
            "plugin_data": null})),
        _ => error(153, "not offered"),
    })
}

fn enabled(array: &Array) -> Vec<Value> {
    let calls = array.calls().into_iter().filter(|(name, _)| name == "volume_enable");
    calls.map(|(_, parameters)| parameters["volume"]["id"].clone()).collect()
}

fn fed(array: &Array, arguments: &[&str], input: &str) -> Ran {
    let mut command = array.command(arguments);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap().into()
}

#[test]
fn a_name_counts_where_no_id_is_such() {
    for (given, id) in
        [("a", "a"), ("one", "a"), ("name:a", "b"), ("name:x", "e"), ("name:one", "a")]
    {
        let array = array();
        array.run(&["ve", "--vol", given]).printed("");
        assert_eq!(enabled(&array), [id], "{given}");
    }
    let array = array();
    array.run(&["volume-mask", "--vol", "one", "--ag", "web"]).printed("");
    array.run(&["fs-snap-delete", "-f", "--fs", "homes", "--snap", "monday"]).printed("");
}

#[test]
fn a_name_that_two_have_is_refused() {
    let array = array();
    array.run(&["ve", "--vol", "twin"]).failed(2, "one of the IDs c, d");
    array.run(&["ve", "--vol", ""]).failed(2, "was not found");
    array.run(&["ve", "--vol", "name:"]).failed(2, "was not found");
    array.run(&["ve", "--vol", "twim"]).failed(2, "ID twim was not found; did you mean twin?");
    assert_eq!(enabled(&array), <[&str; 0]>::default());
}

#[test]
fn several_objects() {
    let array = array();
    array.run(&["ve", "--vol", "a", "b", "name:x"]).printed("");
    assert_eq!(enabled(&array), ["a", "b", "e"]);
    // Of options the last one counts, as ever.
    let array = self::array();
    array.run(&["ve", "--vol", "a", "--vol", "b"]).printed("");
    assert_eq!(enabled(&array), ["b"]);
    // The first failure ends it.
    let array = self::array();
    array.run(&["ve", "--vol", "a", "c", "d"]).failed(4, "no");
    assert_eq!(enabled(&array), ["a", "c"]);
    array.run(&["volume-resize", "--vol", "a", "b", "--size", "1G"]).failed(2, "unrecognized");
    array.run(&["ve", "a", "b"]).failed(2, "required: --vol");
}

#[test]
fn objects_from_standard_input() {
    let array = array();
    fed(&array, &["ve", "--vol", "-"], "a\n\n  b  \nname:x").printed("");
    assert_eq!(enabled(&array), ["a", "b", "e"]);
    let array = self::array();
    fed(&array, &["ve", "--vol", "a", "-"], "b\n").printed("");
    assert_eq!(enabled(&array), ["a", "b"]);
    let array = self::array();
    fed(&array, &["ve", "--vol", "-"], "").printed("");
    assert_eq!(enabled(&array), <[&str; 0]>::default());
}

#[test]
fn several_objects_are_one_document() {
    let array = array();
    let ran = array.run(&["volume-raid-info", "--vol", "a", "b", "-o", "json"]);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["type"], "volume_raid_info");
    let ids: Vec<&Value> =
        document["items"].as_array().unwrap().iter().map(|item| &item["volume_id"]).collect();
    assert_eq!(ids, ["a", "b"]);
    let ran =
        array.run(&["volume-raid-info", "--vol", "a", "b", "-o", "csv", "--columns", "volume_id"]);
    assert_eq!(ran.stdout, "volume_id\r\na\r\nb\r\n");
    let ran =
        array.run(&["volume-raid-info", "--vol", "a", "b", "-o", "yaml", "--columns", "volume_id"]);
    assert_eq!(
        ran.stdout,
        "version: 1\ntype: volume_raid_info\nitems:\n- volume_id: a\n- volume_id: b\n"
    );
}

#[test]
fn several_initiators() {
    let array = array();
    let ran = array.run(&[
        "access-group-add",
        "--ag",
        "g",
        "--init",
        "iqn.x:1",
        "iqn.x:2",
        "-o",
        "jsonl",
        "--columns",
        "init_ids",
    ]);
    ran.printed("{\"init_ids\":[\"iqn.x:1\"]}\n{\"init_ids\":[\"iqn.x:2\"]}\n");
    array.run(&["access-group-add", "--ag", "g", "--init", "iqn.x:1", "no"]).failed(2, "<MORE>");
}
