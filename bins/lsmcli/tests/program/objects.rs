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

/// Whoever has to mend it knows where it ended.
#[test]
fn how_far_it_got_is_told() {
    let array = array();
    let ran = array.run(&["ve", "--vol", "a", "c", "d", "f"]);
    ran.ended(4, "");
    assert_eq!(ran.stderr, "LIB_BUG(1): no \nlsmcli: done: a; stopped at: c; not tried: d, f\n");
    let ran = array.run(&["ve", "--vol", "a", "nosuch", "d", "-o", "json"]);
    let told: Value = serde_json::from_str(&ran.stderr).unwrap();
    let told = &told["error"];
    assert_eq!(
        [&told["done"], &told["stopped_at"], &told["not_tried"], &told["exit_code"]],
        [&json!(["a"]), &json!(["nosuch"]), &json!(["d"]), &json!(2)]
    );
    // Of one alone there is nothing to tell.
    assert_eq!(array.run(&["ve", "--vol", "c"]).stderr, "LIB_BUG(1): no \n");
}

/// A name that is taken ends it behind the file systems that have their snapshot.
#[test]
fn snapshots_of_several_file_systems() {
    let mut names: Vec<Value> = Vec::new();
    let array = Array::new(move |method, parameters| match method {
        "systems" => Ok(json!([])),
        "fs" => Ok(json!([file_system("f1"), file_system("f2"), file_system("f3")])),
        "fs_snapshot_create" if names.contains(&parameters["snapshot_name"]) => {
            error(50, "the name is taken")
        }
        "fs_snapshot_create" => {
            names.push(parameters["snapshot_name"].clone());
            Ok(json!([null, snapshot("x", 1)]))
        }
        _ => error(153, "not offered"),
    });
    let line = ["fs-snap-create", "--name", "monday", "--fs", "f1", "f2", "f3", "-t,"];
    let ran = array.run(&line);
    assert!(ran.code == Some(4) && ran.stdout.starts_with("x,monday"), "{ran:?}");
    assert_eq!(ran.stdout.lines().count(), 1);
    assert!(ran.stderr.ends_with("lsmcli: done: f1; stopped at: f2; not tried: f3\n"), "{ran:?}");
}

/// A group that was made is not forgotten when one of its initiators is refused.
#[test]
fn a_new_group_with_an_initiator_that_is_refused() {
    let group = |ids: Value| {
        json!({"class": "AccessGroup", "id": "g7", "name": "web",
        "init_ids": ids, "init_type": 5, "system_id": "s", "plugin_data": null})
    };
    let array = Array::new(move |method, parameters| match method {
        "systems" => Ok(json!([{"class": "System", "id": "s", "name": "n", "status": 2,
            "status_info": "", "plugin_data": null}])),
        "capabilities" => Ok(json!({"class": "Capabilities", "cap": "01".repeat(512)})),
        "access_group_create" => Ok(group(json!(["iqn.x:1"]))),
        "access_group_initiator_add" if parameters["init_id"] == "iqn.x:2" => {
            Ok(group(json!(["iqn.x:1", "iqn.x:2"])))
        }
        _ => error(153, "not offered"),
    });
    let create = ["access-group-create", "--name", "web", "--sys", "s", "--init", "iqn.x:1"];
    let ran = array.run(&[&create[..], &["iqn.x:2", "iqn.x:3", "iqn.x:4"]].concat());
    ran.failed(
        4,
        "lsmcli: done: access group g7 with iqn.x:1, iqn.x:2; stopped at: iqn.x:3; not tried: \
         iqn.x:4\n",
    );
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
