// SPDX-License-Identifier: MIT OR Apache-2.0
//! `tree`: drawn for people, as rows for programs.

use serde_json::{Value, json};

use crate::array::{Array, Ran, error, file_system, pool, volume};

fn array() -> Array {
    Array::new(|method, _| {
        let mut other = volume("b", "t\nwo");
        other["pool_id"] = json!("q");
        let group = |id| {
            json!({
                "class": "AccessGroup", "id": id, "name": "web", "init_ids": ["iqn.x", "iqn.y"],
                "init_type": 5, "system_id": "s", "plugin_data": null,
            })
        };
        Ok(match method {
            "systems" => json!([{
                "class": "System", "id": "s", "name": "array", "status": 2, "status_info": "",
                "plugin_data": null,
            }]),
            "pools" => json!([pool("p"), pool("q")]),
            "volumes" => json!([volume("a", "one"), other]),
            "fs" => {
                let mut fs = file_system("f");
                fs["pool_id"] = json!("q");
                fs["total_space"] = json!(-1);
                json!([fs])
            }
            "access_groups" => json!([group("g"), group("h")]),
            "volumes_accessible_by_access_group" => json!([volume("a", "one")]),
            _ => return error(153, "not offered"),
        })
    })
}

#[test]
fn a_tree_is_drawn() {
    let array = array();
    let tree = "s  array, OK\n\
                |-- p  pool, 512.00 GiB of 1.00 TiB free\n\
                |   `-- a  one, 2.00 MiB\n\
                |       |-- g  web, iqn.x, iqn.y\n\
                |       `-- h  web, iqn.x, iqn.y\n\
                `-- q  pool, 512.00 GiB of 1.00 TiB free\n    \
                |-- b  t\u{fffd}wo, 2.00 MiB\n    `-- f  homes, unknown size\n";
    array.run(&["tree"]).printed(tree);
    array.run(&["tree", "-H"]).printed(tree);
    let mut command = array.command(&["tree"]);
    let ran = Ran::from(command.env("LANG", "de_DE.utf8").output().unwrap());
    assert!(ran.stdout.contains("│   └── a  one"), "{ran:?}");
}

#[test]
fn a_tree_is_drawn_as_asked_for() {
    let array = array();
    let lines = |more: &[&str]| -> Vec<String> {
        let ran = array.run(&[&["tree"], more].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
        ran.stdout.lines().map(str::to_owned).collect()
    };
    assert_eq!(lines(&["-e"])[0], "s  array, 2");
    assert_eq!(lines(&["--units", "bytes"])[2], "|   `-- a  one, 2097152");
    assert_eq!(lines(&["--units=si", "--precision=1"])[2], "|   `-- a  one, 2.1 MB");
    assert_eq!(lines(&["--columns", "name,kind,size"])[2], "|   `-- one, volume, 2.00 MiB");
    assert_eq!(lines(&["--columns", "+kind"])[0], "s  array, OK, system");
    assert_eq!(lines(&["--columns", "id,size"])[0], "s");
    for (more, about) in [
        (&["--columns", "nmae"][..], "did you mean name?"),
        (&["--sort", "id"], "give -o table"),
        (&["--limit", "1"], "give -o table"),
        (&["--filter", "id=a"], "give -o table"),
    ] {
        let array = self::array();
        array.run(&[&["tree"], more].concat()).failed(2, about);
        assert_eq!(array.called(), <[&str; 0]>::default());
    }
}

#[test]
fn programs_get_the_nodes_as_rows() {
    let array = array();
    let ran = array.run(&["tree", "-o", "json"]);
    let document: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(document["type"], "tree_node");
    let items = document["items"].as_array().unwrap();
    assert_eq!(
        items[1],
        json!({
            "path": "s/p", "kind": "pool", "id": "p", "name": "pool", "parent_id": "s",
            "size_bytes": 1_u64 << 40, "free_space": 1_u64 << 39, "status": ["OK"],
            "status_raw": 2,
        })
    );
    assert_eq!(
        items[4],
        json!({
            "path": "s/p/a/h", "kind": "access-group", "id": "h", "name": "web", "parent_id": "a",
            "init_ids": ["iqn.x", "iqn.y"],
        })
    );
    let rows = |more: &[&str]| array.run(&[&["tree", "-ocsv", "--no-headers"], more].concat());
    rows(&["--columns=path", "--filter=kind=volume", "--sort=path:desc"])
        .printed("s/q/b\r\ns/p/a\r\n");
    rows(&["--columns=id,init_ids", "--filter=kind=access-group", "--limit=1"])
        .printed("g,iqn.x;iqn.y\r\n");
    // So do scripts that want lines.
    let terse = array.run(&["tree", "-t,", "--columns=path,size", "--no-pad", "--limit=3"]);
    terse.printed("s,\ns/p,1099511627776\ns/p/a,2097152\n");
    let table = array.run(&["tree", "-o", "table", "-H", "--limit", "2"]).stdout;
    assert!(table.starts_with("Path | Kind   | Name  | Size     | Free Space | Status"), "{table}");
    assert!(table.contains("s/p  | pool   | pool  | 1.00 TiB | 512.00 GiB"), "{table}");
}
