// SPDX-License-Identifier: MIT OR Apache-2.0
//! Sizes as they are given, and as they are shown.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::array::{Array, error, file_system, pool, volume};

/// An array that remembers the sizes it was asked for.
fn array() -> (Array, Arc<Mutex<Vec<u64>>>) {
    let sizes = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&sizes);
    let array = Array::new(move |method, parameters| {
        let note = |key: &str| seen.lock().unwrap().push(parameters[key].as_u64().unwrap());
        match method {
            "pools" => Ok(json!([pool("p")])),
            "volumes" => Ok(json!([volume("v", "n")])),
            "fs" => Ok(json!([file_system("f")])),
            "volume_create" | "fs_create" => {
                note("size_bytes");
                Ok(json!(["JOB", null]))
            }
            "volume_resize" | "fs_resize" => {
                note("new_size_bytes");
                Ok(json!(["JOB", null]))
            }
            _ => error(153, "not offered"),
        }
    });
    (array, sizes)
}

#[test]
fn shares_and_changes() {
    let (array, sizes) = array();
    let create = ["-b", "vc", "--name", "x", "--pool", "p", "--size"];
    let fs_create = ["-b", "fs-create", "--name", "x", "--pool", "p", "--size"];
    let resize = ["-bf", "vr", "--vol", "v"];
    let fs_resize = ["-bf", "fs-resize", "--fs", "f"];
    let asked = |line: &[&str], more: &[&str]| {
        let ran = array.run(&[line, more].concat());
        (ran.code, sizes.lock().unwrap().drain(..).next().unwrap_or_default())
    };
    let free = 1 << 39;
    assert_eq!(asked(&create, &["50%"]), (Some(7), free / 2));
    assert_eq!(asked(&fs_create, &["100%"]), (Some(7), free));
    assert_eq!(asked(&create, &["1G"]), (Some(7), 1 << 30));
    let now = 512 * 4096;
    assert_eq!(asked(&resize, &["--size", "+1M"]), (Some(7), now + (1 << 20)));
    assert_eq!(asked(&resize, &["--size=-512"]), (Some(7), now - 512));
    assert_eq!(asked(&resize, &["--size", "-1K"]), (Some(7), now - 1024));
    assert_eq!(asked(&resize, &["--size", "1M"]), (Some(7), 1 << 20));
    assert_eq!(asked(&fs_resize, &["--size=+1G"]), (Some(7), 2 << 30));
    for more in ["--size=-2M", "--size=-3M", "--size=50%", "--size=+", "--size=++1", "--size=+1.5"]
    {
        assert_eq!(asked(&resize, &[more]), (Some(2), 0), "{more}");
    }
    for more in ["101%", "+1G", "%", "0%", "-5%"] {
        assert_eq!(asked(&create, &[more]), (Some(2), 0), "{more}");
    }
    // No change of size, and a unit that nobody knows, as ever.
    array.run(&["-f", "vr", "--vol", "v", "--size=+0"]).failed(4, "NO_STATE_CHANGE(125)");
    array.run(&["-f", "vr", "--vol", "v", "--size=+1X"]).failed(4, "INVALID_ARGUMENT(101)");
}

#[test]
fn units_and_decimals() {
    let (array, _) = array();
    let shown = |more: &[&str]| {
        let line = ["lp", "--no-headers", "--columns", "total_space"];
        let ran = array.run(&[&line[..], more].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
        ran.stdout.trim_end().to_owned()
    };
    assert_eq!(shown(&[]), "1099511627776");
    assert_eq!(shown(&["-H"]), "1.00 TiB");
    assert_eq!(shown(&["--units", "iec"]), "1.00 TiB");
    assert_eq!(shown(&["--units", "SI", "--precision", "3"]), "1.100 TB");
    assert_eq!(shown(&["-H", "--precision=0"]), "1 TiB");
    assert_eq!(shown(&["-H", "--units=bytes"]), "1099511627776");
    assert_eq!(shown(&["-H", "--precision=999"]), "1.00000000000000000000 TiB");
}

#[test]
fn cells_without_blanks() {
    let (array, _) = array();
    let shown = |more: &[&str]| array.run(&[&["lv", "--no-pad"], more].concat()).stdout;
    assert_eq!(shown(&["-t,"]), "v,n,50aa00bb11cc22dd,2097152,No,p,s,\n");
    assert_eq!(shown(&["-t,", "--columns", "disk_paths,id"]), ",v\n");
    let table = shown(&["--columns", "id,size"]);
    assert_eq!(table, "ID | Size\n---------\nv | 2097152\n");
    let script = shown(&["-s", "--columns", "id,size"]);
    assert_eq!(script, "--------------\nID | v\nSize | 2097152\n--------------\n");
}

#[test]
fn numbers_that_floats_cannot_hold() {
    let array = Array::new(|method, _| match method {
        "pools" => {
            let mut large = pool("p");
            large["total_space"] = json!((1_u64 << 53) + 1);
            large["free_space"] = json!(1_u64 << 53);
            Ok(json!([large]))
        }
        _ => error(153, "not offered"),
    });
    let line = ["lp", "--columns", "total_space,free_space", "-o", "jsonl"];
    array
        .run(&line)
        .printed("{\"total_space\":9007199254740993,\"free_space\":9007199254740992}\n");
    array
        .run(&[&line[..], &["--json-strings"]].concat())
        .printed("{\"total_space\":\"9007199254740993\",\"free_space\":9007199254740992}\n");
}

#[test]
fn capabilities_that_matter() {
    let array = Array::new(|method, _| match method {
        "systems" => Ok(json!([{"class": "System", "id": "s", "name": "n", "status": 2,
            "status_info": "", "plugin_data": null}])),
        "capabilities" => {
            // VOLUME_CREATE is bit 21, VOLUME_THIN is not there.
            let mut bits = vec!["00"; 512];
            bits[20] = "01";
            bits[21] = "01";
            Ok(json!({"class": "Capabilities", "cap": bits.concat()}))
        }
        _ => error(153, "not offered"),
    });
    let line = ["-t,", "c", "--sys", "s"];
    let names = |more: &[&str]| -> Vec<String> {
        let ran = array.run(&[&line[..], more].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
        ran.stdout.lines().filter(|line| line.contains(',')).map(str::to_owned).collect()
    };
    assert_eq!(names(&[]).len(), 81);
    assert_eq!(names(&["--supported"]).len(), 2);
    let needed = names(&["--for", "volume-create"]);
    assert_eq!(needed.len(), 2);
    assert!(needed[0].contains("VOLUME_CREATE") && needed[0].contains(",SUPPORTED"), "{needed:?}");
    assert!(needed[1].contains("VOLUME_THIN") && needed[1].contains(",UNSUPPORTED"), "{needed:?}");
    assert_eq!(names(&["--for", "vc", "--supported"]).len(), 1);
    assert!(names(&["--for", "fs-create", "--supported"]).is_empty());
    let json = array.run(&[&line[1..], &["--for=vc", "-o", "json"]].concat());
    let json: Value = serde_json::from_str(&json.stdout).unwrap();
    assert_eq!(json["items"], json!([{"VOLUME_CREATE": true, "VOLUME_THIN": false}]));
    array.run(&[&line[..], &["--for=x"]].concat()).failed(2, "no command \"x\"");
}
