// SPDX-License-Identifier: MIT OR Apache-2.0
//! A session from its registration to its end, and how its process ends.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::ffi::OsStr;
use std::os::fd::AsFd;
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, ExitCode, Stdio};

mod shelf;

use shelf::{in_process, in_thread, plugin};

const NULL: &str = r#"{"id": 100, "result": null}"#;

#[test]
fn a_session_in_good_order() {
    let (mut peer, serving) = in_thread();
    peer.goes_on();
    peer.register("shelf://good");
    assert!(peer.call("systems", "\"flags\": 0").contains("\"s1\""));
    assert_eq!(peer.call("plugin_unregister", "\"flags\": 0"), NULL);
    peer.ends(None);
    assert_eq!(serving.join().unwrap(), ExitCode::SUCCESS);
    let events = plugin::events("good");
    assert_eq!(events.first().unwrap(), "connect None 30s");
    assert_eq!(events.iter().filter(|event| *event == "disconnect").count(), 1);
}

#[test]
fn before_registration_only_information_is_given() {
    let (mut peer, _serving) = in_thread();
    for method in ["systems", "volumes", "capabilities", "time_out_get", "time_out_set", "job_free"]
    {
        peer.call_is_refused(153, method, "\"flags\": 0");
    }
}

#[test]
fn who_registers_twice_begins_anew() {
    let (mut peer, _serving) = in_thread();
    peer.register("shelf://first");
    peer.call("time_out_set", "\"ms\": 5, \"flags\": 0");
    peer.register("shelf://second");
    assert_eq!(plugin::events("first").last().unwrap(), "disconnect");
    assert_eq!(plugin::events("second").first().unwrap(), "connect None 30s");
    assert!(peer.call("time_out_get", "").contains("30000"));
    // A registration that fails leaves none.
    peer.call_is_refused(
        300,
        "plugin_register",
        r#""uri": "shelf://third?connect=300", "password": null, "timeout": 1, "flags": 0"#,
    );
    assert_eq!(plugin::events("second").last().unwrap(), "disconnect");
    peer.call_is_refused(153, "systems", "");
}

#[test]
fn a_failed_registration_leaves_the_session_open() {
    let (mut peer, serving) = in_thread();
    for (number, uri) in [(300, "shelf://failing?connect=300"), (-5, "shelf://failing?connect=-5")]
    {
        let parameters = format!(r#""uri": "{uri}", "password": "x", "timeout": 1, "flags": 0"#);
        peer.call_is_refused(number, "plugin_register", &parameters);
        peer.call_is_refused(153, "systems", "\"flags\": 0");
    }
    peer.register("shelf://failing");
    assert!(peer.call("systems", "\"flags\": 0").contains("\"s1\""));
    peer.call("plugin_unregister", "\"flags\": 0");
    assert_eq!(serving.join().unwrap(), ExitCode::SUCCESS);
}

#[test]
fn registration_wants_its_parameters() {
    let (mut peer, _serving) = in_thread();
    for (number, parameters) in [
        (402, r#""password": null, "timeout": 1"#),
        (402, r#""uri": null, "password": null, "timeout": 1"#),
        (402, r#""uri": 7, "password": null, "timeout": 1"#),
        (402, r#""uri": "shelf://bad", "password": 7, "timeout": 1"#),
        (402, r#""uri": "shelf://bad", "password": null"#),
        (402, r#""uri": "shelf://bad", "password": null, "timeout": -1"#),
        (402, r#""uri": "shelf://bad", "password": null, "timeout": "1""#),
        (402, r#""uri": "shelf://bad", "password": null, "timeout": 4294967296"#),
        (402, r#""uri": "shelf://bad", "password": null, "timeout": 1, "flags": "0""#),
        (101, r#""uri": "", "password": null, "timeout": 1"#),
        (101, r#""uri": "shelf", "password": null, "timeout": 1"#),
        (101, r#""uri": "shelf://h:x", "password": null, "timeout": 1"#),
    ] {
        peer.call_is_refused(number, "plugin_register", parameters);
    }
    assert!(plugin::events("bad").is_empty());
    // A C plug-in takes an absent password for none; so do we.
    assert_eq!(peer.call("plugin_register", r#""uri": "shelf://bad", "timeout": 0"#), NULL);
    assert_eq!(plugin::events("bad")[0], "connect None 0ns");
}

#[test]
fn leaving_without_having_registered_is_a_clean_end() {
    let (mut peer, serving) = in_thread();
    assert_eq!(peer.ask(r#"{"method": "plugin_unregister", "id": 100}"#), NULL);
    peer.ends(None);
    assert_eq!(serving.join().unwrap(), ExitCode::SUCCESS);
}

#[test]
fn a_failure_to_disconnect_is_told_and_ends_the_session_all_the_same() {
    let (mut peer, serving) = in_thread();
    peer.register("shelf://sticky?disconnect=142");
    let reply = peer.call("plugin_unregister", "\"flags\": 0");
    assert!(reply.contains(r#""error": {"code": 142, "#), "{reply}");
    peer.ends(None);
    assert_eq!(serving.join().unwrap(), ExitCode::SUCCESS);
    assert_eq!(plugin::events("sticky").iter().filter(|e| *e == "disconnect").count(), 1);
}

#[test]
fn what_comes_behind_a_farewell_is_not_answered() {
    let (mut peer, serving) = in_thread();
    peer.register("shelf://behind");
    let leave = r#"{"method": "plugin_unregister", "id": 1, "params": {"flags": 0}}"#;
    let more = r#"{"method": "systems", "id": 2, "params": {"flags": 0}}"#;
    peer.send(format!("{:010}{leave}{:010}{more}", leave.len(), more.len()).as_bytes());
    assert_eq!(peer.reply().unwrap(), r#"{"id": 1, "result": null}"#);
    peer.ends(None);
    assert_eq!(serving.join().unwrap(), ExitCode::SUCCESS);
}

#[test]
fn the_patience_with_the_array_is_kept_and_passed_on() {
    let (mut peer, _serving) = in_thread();
    peer.register("shelf://patience");
    assert_eq!(peer.call("time_out_get", "\"flags\": 0"), r#"{"id": 100, "result": 30000}"#);
    for ms in ["0", "1", "4294967295"] {
        assert_eq!(peer.call("time_out_set", &format!("\"ms\": {ms}, \"flags\": 0")), NULL);
        let expected = format!("{{\"id\": 100, \"result\": {ms}}}");
        assert_eq!(peer.call("time_out_get", "\"flags\": 0"), expected);
    }
    assert_eq!(plugin::events("patience").last().unwrap(), "set_timeout 4294967.295s");
    for ms in ["-1", "4294967296", "null", "\"5\"", "1.5", "[]"] {
        peer.call_is_refused(402, "time_out_set", &format!("\"ms\": {ms}, \"flags\": 0"));
    }
    assert!(peer.call("time_out_get", "").contains("4294967295"));
}

#[test]
fn the_id_of_a_request_comes_back() {
    let (mut peer, _serving) = in_thread();
    for id in ["100", "0", "-3", "9223372036854775807"] {
        let reply = peer.ask(&format!(r#"{{"method": "plugin_info", "id": {id}}}"#));
        assert!(reply.starts_with(&format!("{{\"id\": {id}, \"result\"")), "{reply}");
        let reply = peer.ask(&format!(r#"{{"method": "none", "id": {id}}}"#));
        assert!(reply.starts_with(&format!("{{\"id\": {id}, \"error\"")), "{reply}");
    }
    // Where there is none to give back: the one that all clients use.
    assert!(peer.ask("x").starts_with("{\"id\": 100, \"error\""));
    assert!(peer.ask(r#"{"method": "plugin_info"}"#).starts_with("{\"id\": 100, "));
}

#[test]
fn a_secret_is_handed_over_and_never_printed() {
    let (mut peer, _serving) = in_thread();
    let uri = "shelf://user:hunter2@secret";
    let parameters = format!(r#""uri": "{uri}", "password": "p\u00e4ss", "timeout": 1"#);
    assert_eq!(peer.call("plugin_register", &parameters), NULL);
    let events = plugin::events("secret");
    assert_eq!(events[0], "connect Some(\"päss\") 1ms");
    assert!(events[1].starts_with("Registration {"), "{}", events[1]);
    assert!(!events[1].contains("päss") && !events[1].contains("hunter2"), "{}", events[1]);
}

#[test]
fn the_process_ends_as_documented() {
    // Left in good order, registered or not.
    for uri in [Some("shelf://x"), None] {
        let (mut peer, mut child) = in_process(&[]);
        if let Some(uri) = uri {
            peer.register(uri);
        }
        peer.call("plugin_unregister", "");
        assert_eq!(child.wait().unwrap().code(), Some(0));
    }
    // Left by the client, registered and not.
    for (uri, code) in [(Some("shelf://x"), 2), (None, 0)] {
        let (mut peer, mut child) = in_process(&[]);
        if let Some(uri) = uri {
            peer.register(uri);
        }
        drop(peer);
        assert_eq!(child.wait().unwrap().code(), Some(code), "{uri:?}");
    }
}

#[test]
fn a_program_started_by_hand_says_what_it_is() {
    let file = std::fs::File::open("/dev/null").unwrap();
    let start = |arguments: &[&OsStr]| {
        let output =
            Command::new(shelf::program()).args(arguments).stdin(Stdio::null()).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(output.stdout.is_empty());
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.starts_with("A shelf: ") && said.lines().count() == 1, "{said}");
    };
    start(&[]);
    start(&[OsStr::new("3"), OsStr::new("4")]);
    start(&[OsStr::new("--help")]);
    start(&[OsStr::new("1")]);
    start(&[OsStr::new("777")]);
    start(&[OsStr::from_bytes(b"\xff\xfe")]);
    drop(file);
}

#[test]
fn nothing_but_the_socket_is_needed() {
    // Standard input and output may be closed: a daemon's often are.
    let (ours, theirs) = std::os::unix::net::UnixStream::pair().unwrap();
    let script = "exec <&- >&- 2>&-; exec \"$0\" \"$1\"".into();
    let launch =
        lsm_launch::Launch::new(&shelf::program()).wrapper("/bin/sh", vec!["-c".into(), script]);
    let mut child = launch.start(theirs.as_fd()).unwrap();
    drop((ours, theirs));
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
