// SPDX-License-Identifier: MIT OR Apache-2.0
//! Objects named by their ID, filters, and checks on this side.

use serde_json::{Value, json};

use crate::array::{Answer, Array, error, file_system, snapshot, volume};

/// An array that searches as it should.
fn searching() -> Array {
    Array::new(|method, parameters| match method {
        "volumes" | "fs" => {
            let wanted = &parameters["search_value"];
            let all = [volume("a", "one"), volume("b", "two")];
            let all = if method == "fs" { vec![file_system("f")] } else { all.to_vec() };
            Ok(all.into_iter().filter(|v| wanted.is_null() || v["id"] == *wanted).collect())
        }
        "fs_snapshots" => Ok(json!([snapshot("x", 1_935_817_689)])),
        "volume_enable" | "volume_delete" | "fs_snapshot_restore" => Ok(Value::Null),
        _ => error(153, "not offered"),
    })
}

#[test]
fn an_id_is_searched_for() {
    let array = searching();
    array.run(&["ve", "--vol", "b"]).printed("");
    let calls = array.calls();
    assert_eq!(calls[0].1["search_key"], "id");
    assert_eq!(calls[0].1["search_value"], "b");
    assert_eq!(calls[1].1["volume"], volume("b", "two"));
}

#[test]
fn the_whole_list_serves_where_search_does_not() {
    let array = Array::new(|method, parameters| match (method, &parameters["search_key"]) {
        ("volumes", Value::Null) => Ok(json!([volume("a", "one"), volume("b", "two")])),
        ("volumes", _) => error(510, "cannot search"),
        _ => Ok(Value::Null),
    });
    array.run(&["ve", "--vol", "b"]).printed("");
    assert_eq!(array.called(), ["volumes", "volumes", "volume_enable"]);
    assert_eq!(array.calls()[2].1["volume"]["id"], "b");
}

#[test]
fn a_plugin_that_ignores_the_search_does_no_harm() {
    let array = Array::new(|method, _| match method {
        "volumes" => Ok(json!([volume("a", "one"), volume("b", "two")])),
        _ => Ok(Value::Null),
    });
    array.run(&["ve", "--vol", "b"]).printed("");
    assert_eq!(array.calls()[1].1["volume"]["id"], "b");
    array.run(&["ve", "--vol", "c"]).failed(2, "Volume with ID c was not found");
}

#[test]
fn an_unknown_id_is_named_with_its_kind() {
    let array = searching();
    let range = |source, destination| {
        array.run(&[
            "volume-replicate-range",
            "--rep-type",
            "COPY",
            "-f",
            "--src-start",
            "0",
            "--dst-start",
            "0",
            "--count",
            "1",
            "--src-vol",
            source,
            "--dst-vol",
            destination,
        ])
    };
    array.run(&["vd", "-f", "--vol", "zz"]).failed(2, "lsmcli: error: Volume with ID zz");
    range("zz", "b").failed(2, "Source Volume with ID zz");
    range("a", "zz").failed(2, "Destination Volume with ID zz");
    array.run(&["fs-delete", "-f", "--fs", "zz"]).failed(2, "File System with ID zz");
    array
        .run(&["fs-snap-delete", "-f", "--fs", "f", "--snap", "zz"])
        .failed(2, "Snapshot with ID zz");
    array.run(&["list", "--type", "snapshots", "--fs", "zz"]).failed(2, "File System with ID zz");
    let clone = ["file-clone", "--fs", "f", "--src", "a", "--dst", "b"];
    array
        .run(&[&clone[..], &["--backing-snapshot", "zz"]].concat())
        .failed(2, "Snapshot with ID zz");
}

#[test]
fn at_most_one_filter_of_the_right_kind() {
    let array = searching();
    array.run(&["lv", "--sys", "a", "--pool", "b"]).failed(2, "system_id and pool_id");
    array.run(&["lv", "--tgt", "a", "--disk", "b"]).failed(2, "disk_id and tgt_port_id");
    array.run(&["lv", "--disk", "x"]).failed(2, "disk_id cannot be used for a volume listing");
    array.run(&["lf", "--disk", "x"]).failed(2, "for a file system listing");
    array.run(&["ls", "--sys", "x"]).failed(2, "system_id");
    array.run(&["list", "--type", "plugins", "--sys", "x"]).failed(2, "system_id");
    array.run(&["list", "--type", "nfs_client_auth", "--fs", "x"]).failed(2, "fs_id");
    array.run(&["list", "--type", "snapshots"]).failed(2, "--fs is needed");
    array.run(&["list", "--type", "snapshots", "--vol", "x"]).failed(2, "--fs is needed");
    array.run(&["list", "--type", "snapshots", "--fs", "f", "--vol", "x"]).failed(2, "only one");
    assert!(array.called().is_empty());
    // An empty filter is none.
    array
        .run(&["lv", "--sys", "", "--vol", "a", "-t,"])
        .printed("a,one,50aa00bb11cc22dd,2097152,No,p,s, \n");
}

#[test]
fn ranges_are_checked_before_anything_is_sent() {
    let array = searching();
    let run = |ranges: &[[&str; 3]]| {
        let mut line = vec![
            "volume-replicate-range",
            "-f",
            "--src-vol",
            "a",
            "--dst-vol",
            "b",
            "--rep-type",
            "CLONE",
        ];
        for [source, destination, count] in ranges {
            line.extend(["--src-start", source, "--dst-start", destination, "--count", count]);
        }
        array.run(&line)
    };
    run(&[["4090", "0", "7"]]).failed(2, "source: 7 blocks");
    run(&[["0", "4096", "1"]]).failed(2, "destination: 1 blocks");
    run(&[["18446744073709551615", "0", "2"]]).failed(2, "source");
    run(&[["0", "10", "20"], ["10", "900", "20"]]).failed(2, "source: the ranges 0..19 and 10..29");
    run(&[["0", "910", "20"], ["100", "900", "11"]])
        .failed(2, "destination: the ranges 900..910 and 910..929");
    assert!(!array.called().contains(&"volume_replicate_range".to_owned()));
    // Neighbours and empty ranges are fine; this array then declines.
    run(&[["0", "0", "10"], ["10", "10", "10"], ["5", "5", "0"]]).failed(4, "NO_SUPPORT(153)");
}

#[test]
fn sizes_are_checked_after_the_look_up() {
    let array = searching();
    let resize = |volume, size| array.run(&["vr", "-f", "--vol", volume, "--size", size]);
    resize("zz", "junk").failed(2, "Volume with ID zz");
    resize("a", "junk").failed(2, "--size \"junk\"");
    resize("a", "1.5").failed(2, "--size \"1.5\"");
    resize("a", "0").failed(2, "greater than 0");
    resize("a", "0.1B").failed(2, "greater than 0");
    resize("a", "10XB").failed(4, "INVALID_ARGUMENT(101)");
    resize("a", "2MiB").failed(4, "NO_STATE_CHANGE(125)");
    assert!(!array.called().contains(&"volume_resize".to_owned()));
}

#[test]
fn chap_credentials_come_in_pairs_and_secrets_may_come_from_the_environment() {
    let array = Array::new(|method, _| match method {
        "iscsi_chap_auth" => Ok(Value::Null),
        _ => error(153, "not offered"),
    });
    let chap = |more: &[&str]| {
        let mut command = array.command(&["iscsi-chap", "--init", "iqn.x"]);
        command.args(more);
        command
    };
    let run = |more: &[&str]| crate::array::Ran::from(chap(more).output().unwrap());
    run(&["--in-user", "u"]).failed(2, "--in-pass");
    run(&["--in-pass", "p"]).failed(2, "--in-user");
    run(&["--out-user", "u", "--out-pass", "p"]).failed(2, "--in-user");
    array.run(&["iscsi-chap", "--init", "2100001b32aabbcc"]).failed(2, "iSCSI");
    assert!(array.called().is_empty());
    run(&[]).printed("");
    let mut command = chap(&["--in-user", "u"]);
    command.env("LSMCLI_CHAP_IN_PASS", "secret");
    assert!(command.output().unwrap().status.success());
    let calls = array.calls();
    assert_eq!(calls[0].1["in_user"], Value::Null);
    assert_eq!(calls[1].1["in_password"], "secret");
}

#[test]
fn raid_volumes_are_made_of_free_disks() {
    let disk = |id: &str, status: u64| -> Value {
        json!({
            "class": "Disk", "id": id, "name": id, "disk_type": 53, "block_size": 512,
            "num_of_blocks": 1, "status": status, "system_id": "s", "plugin_data": null,
        })
    };
    let array = Array::new(move |method, parameters| -> Answer {
        match method {
            "disks" => Ok(json!([disk("a", 8194), disk("b", 8194), disk("c", 2)])),
            "systems" => error(153, "not offered"),
            _ => {
                let disks = parameters["disks"].as_array().unwrap();
                let ids: Vec<_> = disks.iter().map(|disk| disk["id"].as_str().unwrap()).collect();
                Ok(volume(&ids.join("+"), &parameters["strip_size"].to_string()))
            }
        }
    });
    let run = |more: &[&str]| {
        array.run(&[&["vrc", "-t,", "--name", "n", "--raid-type", "raid0"], more].concat())
    };
    run(&["--disk", "a", "--disk", "a"]).failed(2, "--disk a is given twice");
    run(&["--disk", "x", "--disk", "a", "--disk", "y"])
        .failed(4, "NOT_FOUND_DISK(209): no disk with ID x, y \n");
    run(&["--disk", "a", "--disk", "c"]).failed(4, "DISK_NOT_FREE(513)");
    let row = |id: &str, strip: &str| format!("{id},{strip},50aa00bb11cc22dd,2097152,No,p,s, \n");
    run(&["--disk", "b", "--disk", "a"]).printed(&row("b+a", "0"));
    run(&["--disk", "a", "--strip-size", ""]).printed(&row("a", "0"));
    run(&["--disk", "a", "--strip-size", "8KiB"]).printed(&row("a", "8192"));
}

#[test]
fn restoring_single_files() {
    let array = searching();
    let run = |more: &[&str]| {
        array.run(&[&["fs-snap-restore", "-f", "--fs", "f", "--snap", "x"], more].concat())
    };
    run(&["--file", "a", "--file", "b", "--fileas", "c"]).failed(2, "equally often");
    run(&[]).printed("");
    run(&["--file", "a", "--fileas", "b"]).printed("");
    run(&["--fileas", "b"]).printed("");
    let sent: Vec<_> = array
        .calls()
        .into_iter()
        .filter(|(method, _)| method == "fs_snapshot_restore")
        .map(|(_, sent)| json!([sent["files"], sent["restore_files"], sent["all_files"]]))
        .collect();
    let expected =
        [json!([null, [], true]), json!([["a"], ["b"], false]), json!([null, ["b"], true])];
    assert_eq!(sent, expected);
}

#[test]
fn times_are_local() {
    let array = searching();
    let list = |zone: &str| {
        let mut command = array.command(&["list", "--type", "snapshots", "--fs", "f", "-t,"]);
        String::from_utf8(command.env("TZ", zone).output().unwrap().stdout).unwrap()
    };
    assert_eq!(list("UTC"), "x,monday,2031-05-06 07:08:09\n");
    assert_eq!(list("<+0530>-5:30"), "x,monday,2031-05-06 12:38:09\n");
    assert_eq!(list("EST5EDT,M3.2.0,M11.1.0"), "x,monday,2031-05-06 03:08:09\n");
    let mut command = array.command(&["list", "--type", "snapshots", "--fs", "f", "-t,", "-e"]);
    assert_eq!(command.output().unwrap().stdout, b"x,monday,1935817689\n");
}
