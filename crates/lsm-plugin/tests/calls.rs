// SPDX-License-Identifier: MIT OR Apache-2.0
//! From parameters on the wire to arguments of a method, and back.
#![allow(clippy::unwrap_used, clippy::panic)]

mod shelf;

use shelf::plugin::{events, volume};
use shelf::{Peer, in_process, in_thread};

const POOL: &str = r#"{"class": "Pool", "id": "p1", "name": "", "element_type": 4,
    "unsupported_actions": 0, "total_space": 9, "free_space": 9, "status": 2, "status_info": "",
    "system_id": "s1", "plugin_data": null}"#;
const VOLUME: &str = r#"{"class": "Volume", "id": "v1", "name": "V1", "vpd83": "",
    "block_size": 512, "num_of_blocks": 2, "admin_state": 1, "system_id": "s1", "pool_id": "p1",
    "plugin_data": null}"#;
const GROUP: &str = r#"{"class": "AccessGroup", "id": "g1", "name": "", "init_ids": [],
    "init_type": 0, "system_id": "s1", "plugin_data": null}"#;
const FS: &str = r#"{"class": "FileSystem", "id": "f1", "name": "", "total_space": 1,
    "free_space": 1, "pool_id": "p1", "system_id": "s1", "plugin_data": null}"#;
const SNAPSHOT: &str = r#"{"class": "FsSnapshot", "id": "n1", "name": "", "ts": 1,
    "plugin_data": null}"#;

/// A registered session; its events are those behind the two of the registration.
fn session(host: &str) -> (Peer, impl Fn() -> Vec<String>) {
    let (mut peer, _) = in_thread();
    peer.register(&format!("shelf://{host}"));
    let name = host.split('?').next().unwrap().to_owned();
    (peer, move || events(&name)[2..].to_vec())
}

#[test]
fn arguments_arrive_under_their_names_in_any_order() {
    let (mut peer, happened) = session("order");
    let reply = peer.call(
        "volume_create",
        &format!(
            r#""flags": 5, "size_bytes": 18446744073709551615, "volume_name": "d\u00e4\"b",
            "provisioning": 3, "pool": {POOL}"#
        ),
    );
    assert!(reply.starts_with(r#"{"id": 100, "result": [null, {"class": "Volume", "id": "dä\"b""#));
    let expected = "create p1 dä\"b 18446744073709551615 Provisioning(DEFAULT) \
                    CreateFlags(0x5: Use system cache,Disable system cache)";
    assert_eq!(happened(), [expected]);
}

#[test]
fn optional_arguments_may_be_null_or_absent() {
    let (mut peer, happened) = session("optional");
    for pool in ["", r#""pool": null,"#, &format!(r#""pool": {POOL},"#)] {
        let reply = peer.call(
            "volume_replicate",
            &format!(r#"{pool} "rep_type": 2, "volume_src": {VOLUME}, "name": "c", "flags": 0"#),
        );
        assert_eq!(reply, r#"{"id": 100, "result": ["j1", null]}"#);
    }
    for files in
        ["", r#""files": null, "restore_files": null,"#, r#""files": [], "restore_files": ["a"],"#]
    {
        let reply = peer.call(
            "fs_snapshot_restore",
            &format!(
                r#"{files} "fs": {FS}, "snapshot": {SNAPSHOT}, "all_files": true, "flags": 0"#
            ),
        );
        assert_eq!(reply, r#"{"id": 100, "result": null}"#);
    }
    assert_eq!(
        happened(),
        [
            "replicate None ReplicationType(CLONE) v1 c",
            "replicate None ReplicationType(CLONE) v1 c",
            "replicate Some(\"p1\") ReplicationType(CLONE) v1 c",
            "restore f1 n1 None None true",
            "restore f1 n1 None None true",
            "restore f1 n1 Some([]) Some([\"a\"]) true",
        ]
    );
}

#[test]
fn flags_may_be_absent_but_not_of_another_type() {
    let (mut peer, happened) = session("flags");
    let create =
        format!(r#""pool": {POOL}, "volume_name": "x", "size_bytes": 1, "provisioning": 1"#);
    let reply = peer.call("volume_create", &create);
    assert!(reply.contains("\"result\""), "{reply}");
    assert!(happened()[0].ends_with("CreateFlags(0x0: )"), "{:?}", happened());
    for flags in ["\"0\"", "-1", "1.5", "[]", "true"] {
        peer.call_is_refused(402, "volume_create", &format!(r#"{create}, "flags": {flags}"#));
        peer.call_is_refused(402, "volumes", &format!(r#""flags": {flags}"#));
        peer.call_is_refused(402, "time_out_get", &format!(r#""flags": {flags}"#));
    }
    assert_eq!(happened().len(), 1);
}

#[test]
fn arguments_that_are_missing_or_of_another_type_are_refused_before_the_call() {
    let (mut peer, happened) = session("refused");
    let good =
        [("pool", POOL), ("volume_name", "\"x\""), ("size_bytes", "1"), ("provisioning", "1")];
    for (index, (name, _)) in good.iter().enumerate() {
        for bad in ["null", "true", "{}", "[]", "1.5", "absent", "{\"class\": \"Nothing\"}", VOLUME]
        {
            let mut parameters = good.to_vec();
            if bad == "absent" {
                parameters.remove(index);
            } else {
                parameters[index].1 = bad;
            }
            let parameters: Vec<String> =
                parameters.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
            peer.call_is_refused(402, "volume_create", &parameters.join(", "));
        }
        let reply = peer.call("volume_create", "");
        assert!(reply.contains("parameter pool: missing or null"), "{name}: {reply}");
    }
    for size in ["-1", "\"1\"", "18446744073709551616", "1e3"] {
        peer.call_is_refused(
            402,
            "volume_create",
            &format!(
                r#""pool": {POOL}, "volume_name": "x", "size_bytes": {size}, "provisioning": 1"#
            ),
        );
    }
    // Booleans are booleans.
    for all_files in ["0", "1", "\"true\"", "null"] {
        let parameters = format!(r#""fs": {FS}, "snapshot": {SNAPSHOT}, "all_files": {all_files}"#);
        peer.call_is_refused(402, "fs_snapshot_restore", &parameters);
    }
    for files in ["[1]", "[null]", "\"a\"", "{}"] {
        let parameters =
            format!(r#""fs": {FS}, "snapshot": {SNAPSHOT}, "files": {files}, "all_files": false"#);
        peer.call_is_refused(402, "fs_snapshot_restore", &parameters);
    }
    // Another class of the twelve, an unknown one, none.
    for wrong in [POOL, r#"{"class": "Blob", "id": "v1"}"#, r#"{"id": "v1"}"#, "\"v1\""] {
        peer.call_is_refused(402, "volume_delete", &format!("\"volume\": {wrong}"));
    }
    assert!(happened().is_empty(), "{:?}", happened());
}

#[test]
fn unknown_parameters_and_unknown_keys_are_ignored() {
    let (mut peer, happened) = session("extra");
    let later = VOLUME.replacen('{', r#"{"since 2.0": [{"class": "Blob"}], "#, 1);
    let reply = peer.call(
        "volume_mask",
        &format!(r#""new": {{"x": []}}, "volume": {later}, "access_group": {GROUP}, "flags": 0"#),
    );
    assert_eq!(reply, r#"{"id": 100, "result": null}"#);
    // Not even a search where there is none.
    let reply = peer.call("systems", r#""search_key": "id", "search_value": "s1", "flags": 0"#);
    assert!(reply.contains("\"s1\"") && reply.contains("\"s2\""), "{reply}");
    assert_eq!(happened(), ["mask g1 v1"]);
}

/// The identifiers in a reply to a listing.
fn ids(reply: &str) -> Vec<&str> {
    assert!(reply.contains("\"result\": ["), "{reply}");
    reply.split("\"id\": \"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect()
}

#[test]
fn a_listing_is_searched_by_the_runtime() {
    let (mut peer, happened) = session("search");
    let mut search = |parameters: &str| ids(&peer.call("volumes", parameters)).join(" ");
    assert_eq!(search(r#""flags": 0"#), "v1 v2 v3");
    assert_eq!(search(r#""search_key": null, "search_value": null, "flags": 0"#), "v1 v2 v3");
    assert_eq!(search(r#""search_key": null, "search_value": "x", "flags": 0"#), "v1 v2 v3");
    assert_eq!(search(r#""search_key": "", "search_value": "", "flags": 0"#), "v1 v2 v3");
    assert_eq!(search(r#""search_key": "id", "search_value": "v2", "flags": 0"#), "v2");
    assert_eq!(search(r#""search_key": "system_id", "search_value": "s1", "flags": 0"#), "v1 v2");
    assert_eq!(search(r#""search_key": "pool_id", "search_value": "p1", "flags": 0"#), "v1 v2 v3");
    assert_eq!(search(r#""search_key": "id", "search_value": "V2", "flags": 0"#), "");
    assert_eq!(search(r#""search_key": "id", "search_value": "", "flags": 0"#), "");
    assert_eq!(happened()[4], "volumes Some(Search { key: \"id\", value: \"v2\" })");
    let asked = happened().len();
    for key in ["class", "ID", "no_such_key", "__class__", "id "] {
        let parameters = format!(r#""search_key": "{key}", "search_value": "v1", "flags": 0"#);
        peer.call_is_refused(510, "volumes", &parameters);
    }
    for parameters in [
        r#""search_key": "id", "flags": 0"#,
        r#""search_key": "id", "search_value": null, "flags": 0"#,
        r#""search_key": "id", "search_value": 7, "flags": 0"#,
        r#""search_key": 7, "search_value": "v1", "flags": 0"#,
        r#""search_key": ["id"], "search_value": "v1", "flags": 0"#,
    ] {
        peer.call_is_refused(402, "volumes", parameters);
    }
    assert_eq!(happened().len(), asked, "the plug-in was asked");
}

#[test]
fn a_listing_that_fails_late_leaves_nothing_of_its_beginning() {
    let (mut peer, _) = session("late?late=142");
    let reply = peer.call("volumes", "\"flags\": 0");
    let expected = r#"{"id": 100, "error": {"code": 142, "message": "late fails", "data": null}}"#;
    assert_eq!(reply, expected);
}

#[test]
fn an_error_travels_with_its_number_its_sentence_and_its_detail() {
    let (mut peer, _) = session("error");
    let reply = peer.call("job_status", r#""job_id": "j\n1", "flags": 0"#);
    let expected =
        r#"{"id": 100, "error": {"code": 202, "message": "no jobs here", "data": "never any"}}"#;
    assert_eq!(reply, expected);
    assert_eq!(events("error").last().unwrap(), "job_status \"j\\n1\"");
}

#[test]
fn a_record_comes_back_as_it_was_pushed() {
    let (mut peer, _) = session("record");
    let reply = peer.call("volumes", r#""search_key": "id", "search_value": "v1", "flags": 0"#);
    let expected = r#"{"id": 100, "result": [{"class": "Volume", "id": "v1", "name": "V1", "vpd83": "50a1b2c3d4e5f607", "block_size": 512, "num_of_blocks": 2, "admin_state": 1, "system_id": "s1", "pool_id": "p1", "plugin_data": null}]}"#;
    assert_eq!(reply, expected);
    assert_eq!(volume("v1").size_bytes(), 1024);
}

#[test]
fn a_call_can_be_refused_before_it_is_made() {
    let (mut peer, happened) = session("intercept?refuse=volumes");
    peer.call_is_refused(11, "volumes", "\"flags\": 0");
    assert!(peer.call("systems", "").contains("\"s1\""));
    assert!(happened().is_empty());
    let (mut peer, _) = session("intercept2?refuse=time_out_get");
    peer.call_is_refused(11, "time_out_get", "\"flags\": 0");
}

#[test]
fn a_reply_can_be_cut_by_death() {
    for (method, parameters, bytes) in [
        ("volumes", "\"flags\": 0".to_owned(), 0),
        ("volumes", "\"flags\": 0".to_owned(), 5),
        ("volumes", "\"flags\": 0".to_owned(), 57),
        ("volumes", "\"flags\": 0".to_owned(), 1_000_000),
        // A reply that is an error, too.
        ("volume_delete", format!("\"volume\": {VOLUME}, \"flags\": 0"), 31),
    ] {
        let (mut peer, mut child) = in_process(&[]);
        peer.register(&format!("shelf://cut?cut={bytes}"));
        peer.send_message(&format!(
            r#"{{"method": "{method}", "id": 100, "params": {{{parameters}}}}}"#
        ));
        let rest = peer.rest();
        let length: usize = String::from_utf8(rest.clone())
            .unwrap()
            .get(..10)
            .map_or(0, |header| header.parse().unwrap());
        assert_eq!(rest.len(), bytes.min(length + 10).max(bytes.min(10)), "{method} {bytes}");
        assert_eq!(child.wait().unwrap().code(), None, "it died by a signal");
    }
}
