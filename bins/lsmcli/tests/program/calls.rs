// SPDX-License-Identifier: MIT OR Apache-2.0
//! The calls as `--dry-run`, `--debug` and `--trace` show them.

use serde_json::{Value, json};

use crate::array::{Array, error, volume};

/// An array that can do everything, or nothing.
fn array(capable: bool) -> Array {
    Array::new(move |method, _| match method {
        "volumes" => Ok(json!([volume("a", "one")])),
        "systems" => Ok(json!([{"class": "System", "id": "s", "name": "n", "status": 2,
            "status_info": "", "plugin_data": null}])),
        "capabilities" => {
            let bits = if capable { "01" } else { "00" };
            Ok(json!({"class": "Capabilities", "cap": bits.repeat(512)}))
        }
        "volume_delete" | "volume_enable" | "iscsi_chap_auth" => Ok(Value::Null),
        _ => error(153, "not offered"),
    })
}

#[test]
fn a_dry_run_shows_the_call_and_makes_none() {
    let array = array(true);
    let ran = array.run(&["vd", "--vol", "a", "--dry-run"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""), "{ran:?}");
    let call: Value = serde_json::from_str(&ran.stdout).unwrap();
    let expected = json!({
        "method": "volume_delete", "params": {"volume": volume("a", "one"), "flags": 0},
    });
    assert_eq!(call, expected);
    assert_eq!(array.called(), ["volumes"]);
    array.run(&["vd", "--vol", "z", "--dry-run"]).failed(2, "Volume with ID z was not found");
    // What changes nothing is done.
    assert_eq!(array.run(&["lv", "--dry-run"]), array.run(&["lv"]));
}

#[test]
fn a_dry_run_shows_every_call_of_a_new_group() {
    let array = array(true);
    let ran = array.run(&[
        "access-group-create",
        "--name",
        "g",
        "--init",
        "iqn.x:1",
        "iqn.x:2",
        "iqn.x:3",
        "--sys",
        "s",
        "--dry-run",
    ]);
    let calls: Vec<Value> =
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let called: Vec<_> = calls
        .iter()
        .map(|call| (call["method"].as_str().unwrap(), call["params"]["init_id"].as_str().unwrap()))
        .collect();
    let add = "access_group_initiator_add";
    assert_eq!(
        called,
        [("access_group_create", "iqn.x:1"), (add, "iqn.x:2"), (add, "iqn.x:3")],
        "{ran:?}"
    );
}

#[test]
fn a_dry_run_tells_what_the_system_cannot_do() {
    let array = array(false);
    array.run(&["vd", "--vol", "a", "--dry-run"]).failed(4, "NO_SUPPORT(153): system s cannot");
    assert_eq!(array.called(), ["volumes"]);
}

#[test]
fn a_dry_run_of_one_line_is_one_of_this_line_only() {
    let array = array(true);
    let file = array.folder().join("lines");
    std::fs::write(&file, "volume-enable --vol a\nvolume-delete --vol a --dry-run\nve --vol a\n")
        .unwrap();
    let file = file.to_str().unwrap();
    let ran = array.run(&["batch", file]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (Some(0), 1), "{ran:?}");
    let changes = |array: &Array| {
        array
            .called()
            .iter()
            .filter(|name| name.starts_with("volume_"))
            .cloned()
            .collect::<Vec<_>>()
    };
    assert_eq!(changes(&array), ["volume_enable", "volume_enable"]);
    let array = self::array(true);
    std::fs::write(array.folder().join("lines"), "ve --vol a\nvd --vol a\n").unwrap();
    let file = array.folder().join("lines");
    let ran = array.run(&["--dry-run", "batch", file.to_str().unwrap()]);
    assert_eq!((ran.code, ran.stdout.lines().count()), (Some(0), 2), "{ran:?}");
    assert_eq!(changes(&array), <[&str; 0]>::default());
}

#[test]
fn no_secret_is_shown() {
    let chap = [
        "iscsi-chap",
        "--init",
        "iqn.2031-05.org.example:n1",
        "--in-user",
        "u",
        "--in-pass",
        "hidden",
    ];
    let ran = array(true).run(&[&chap[..], &["--dry-run", "--trace"]].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("\"in_password\":\"***\""), "{ran:?}");
    assert!(!format!("{ran:?}").contains("hidden"), "{ran:?}");
    let mut command = array(true).command(&["lv", "--trace"]);
    command.env("LSMCLI_URI", "test://root:hidden@h/").env("LSMCLI_PASSWORD", "hidden");
    let ran: crate::array::Ran = command.output().unwrap().into();
    assert!(!ran.stderr.contains("hidden"), "{ran:?}");
}

#[test]
fn what_is_called_is_told_with_times() {
    let array = array(true);
    let plain = array.run(&["lv"]);
    let ran = array.run(&["lv", "--debug"]);
    assert_eq!((ran.code, &ran.stdout), (Some(0), &plain.stdout));
    let told: Vec<&str> = ran.stderr.lines().collect();
    assert_eq!(told.len(), 3, "{ran:?}");
    for (line, method) in told.iter().zip(["plugin_register", "volumes", "plugin_unregister"]) {
        assert!(
            line.contains(&format!(" ms: {method}: ")) && line.contains(" bytes after "),
            "{line}"
        );
    }
    let ran = array.run(&["lv", "--trace"]);
    assert_eq!(ran.stdout, plain.stdout);
    assert_eq!(ran.stderr.lines().count(), 9, "{ran:?}");
    assert!(ran.stderr.contains("ms: < {") && ran.stderr.contains("ms: > {"), "{ran:?}");
    let ran = array.command(&["lv"]).env("LSMCLI_LOG", "debug").output().unwrap();
    assert_eq!(String::from_utf8(ran.stderr).unwrap().lines().count(), 3);
}
