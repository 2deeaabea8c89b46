// SPDX-License-Identifier: MIT OR Apache-2.0
//! Clients that misbehave: each gets the documented error or a clean end, and nothing spins.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::process::ExitCode;

mod shelf;

use shelf::{in_process, in_thread, plugin};

const PARSE_ERROR: i32 = -32700;
const INVALID: i32 = 402;
const NO_SUPPORT: i32 = 153;

#[test]
fn what_is_no_json_is_answered_and_the_session_goes_on() {
    let (mut peer, _serving) = in_thread();
    for text in ["nonsense", "{", "", " ", "{\"method\"}", "[1, 2", "\u{0}"] {
        peer.is_refused(PARSE_ERROR, text);
    }
    peer.send(b"0000000002\xff\xfe");
    assert!(peer.reply().unwrap().contains("-32700"));
    peer.goes_on();
}

#[test]
fn what_is_no_request_is_answered_and_the_session_goes_on() {
    let (mut peer, _serving) = in_thread();
    for text in [
        "null",
        "[]",
        "{}",
        r#"{"id": 100, "params": {"flags": 0}}"#,
        r#"{"method": 7, "id": 100, "params": {"flags": 0}}"#,
        r#"{"method": "plugin_info", "id": "x", "params": {"flags": 0}}"#,
        r#"{"method": "plugin_info", "id": 100, "params": []}"#,
        r#"{"method": "plugin_info", "id": 100, "params": "flags"}"#,
    ] {
        peer.is_refused(INVALID, text);
    }
}

#[test]
fn no_parameters_at_all_are_none() {
    let (mut peer, _serving) = in_thread();
    for text in [
        r#"{"method": "plugin_info"}"#,
        r#"{"method": "plugin_info", "id": 100}"#,
        r#"{"method": "plugin_info", "id": 100, "params": null}"#,
    ] {
        assert!(peer.ask(text).contains("A shelf"), "{text}");
    }
    peer.is_refused(INVALID, r#"{"method": "plugin_register", "id": 100, "params": null}"#);
    peer.is_refused(INVALID, r#"{"method": "plugin_register", "id": 100}"#);
    peer.register("shelf://none");
    peer.is_refused(INVALID, r#"{"method": "volume_delete", "id": 100, "params": null}"#);
    // A listing has no parameter that must be there.
    assert!(peer.ask(r#"{"method": "volumes", "id": 100, "params": null}"#).contains("\"v3\""));
}

#[test]
fn only_methods_of_the_table_can_be_called() {
    let (mut peer, _serving) = in_thread();
    peer.register("shelf://table");
    for name in [
        "no_such_method",
        "",
        "Volumes",
        "volumes ",
        "__init__",
        "connect",
        "disconnect",
        "refine",
        "intercept",
        "set_timeout",
        "METHODS",
        "plugin_registered",
        "_batteries",
    ] {
        peer.call_is_refused(NO_SUPPORT, name, "\"flags\": 0");
    }
    // Nothing came of it but the registration.
    assert_eq!(plugin::events("table").len(), 2);
    // The answer does not grow with the question.
    let long = "x".repeat(1 << 20);
    let reply = peer.call(&long, "");
    assert!(reply.contains("153") && reply.len() < 1000, "{} bytes", reply.len());
}

#[test]
fn methods_that_are_not_implemented_are_not_supported() {
    let (mut peer, _serving) = in_thread();
    peer.register("shelf://lacking");
    peer.call_is_refused(NO_SUPPORT, "batteries", "\"flags\": 0");
    peer.call_is_refused(NO_SUPPORT, "export_auth", "\"flags\": 0");
    peer.call_is_refused(NO_SUPPORT, "job_free", "\"job_id\": \"j\", \"flags\": 0");
}

#[test]
fn a_header_that_is_none_ends_the_session_with_a_word() {
    for header in
        ["GET / HTTP/1.1\r\n\r\n", "00000000x1", "-000000001", "          ", "{\"method\": 1}"]
    {
        let (mut peer, serving) = in_thread();
        peer.send(header.as_bytes());
        peer.ends(Some(PARSE_ERROR));
        assert_eq!(serving.join().unwrap(), ExitCode::SUCCESS, "it never registered");
    }
}

#[test]
fn a_header_of_9999999999_ends_the_session_with_a_word() {
    let (mut peer, mut child) = in_process(&[]);
    peer.send(b"9999999999");
    peer.ends(Some(PARSE_ERROR));
    assert!(child.wait().unwrap().success());

    // In the middle of a session: the plug-in lets go of the array.
    let (mut peer, serving) = in_thread();
    peer.register("shelf://huge");
    peer.send(b"9999999999{\"method\"");
    peer.ends(Some(PARSE_ERROR));
    assert_eq!(serving.join().unwrap(), ExitCode::from(2));
    assert_eq!(plugin::events("huge").last().unwrap(), "disconnect");
}

#[test]
fn half_a_connection_ends_the_session() {
    // Between two messages, in a header, in a body; registered or not.
    for (uri, sent) in [
        (None, &b""[..]),
        (None, b"00000"),
        (None, b"0000000010{\"me"),
        (Some("shelf://half"), b""),
        (Some("shelf://half"), b"0000000010{\"me"),
    ] {
        let (mut peer, serving) = in_thread();
        if let Some(uri) = uri {
            peer.register(uri);
        }
        peer.send(sent);
        peer.shut_down();
        peer.ends(None);
        let expected = if uri.is_some() { ExitCode::from(2) } else { ExitCode::SUCCESS };
        assert_eq!(serving.join().unwrap(), expected);
    }
    assert_eq!(plugin::events("half").iter().filter(|event| *event == "disconnect").count(), 2);
}

#[test]
fn what_was_asked_before_the_client_hung_up_is_answered() {
    let (mut peer, serving) = in_thread();
    peer.send_message(r#"{"method": "plugin_info", "id": 100, "params": {"flags": 0}}"#);
    peer.shut_down();
    assert!(peer.reply().unwrap().contains("A shelf"));
    peer.ends(None);
    assert_eq!(serving.join().unwrap(), ExitCode::SUCCESS);
}

#[test]
fn a_message_may_come_byte_by_byte() {
    let (mut peer, _serving) = in_thread();
    let text = r#"{"method": "plugin_info", "id": 100, "params": {"flags": 0}}"#;
    for _ in 0..2 {
        for byte in format!("{:010}{text}", text.len()).bytes() {
            peer.send(&[byte]);
        }
        assert!(peer.reply().unwrap().contains("A shelf"));
    }
}

#[test]
fn requests_sent_ahead_are_answered_in_order() {
    let (mut peer, _serving) = in_thread();
    peer.register("shelf://ahead");
    let mut stream = Vec::new();
    for id in 0..1000 {
        let text = format!(r#"{{"method": "time_out_get", "id": {id}, "params": {{"flags": 0}}}}"#);
        stream.extend(format!("{:010}{text}", text.len()).bytes());
    }
    let mut writer = peer.socket.try_clone().unwrap();
    let sending = std::thread::spawn(move || {
        std::io::Write::write_all(&mut writer, &stream).unwrap();
    });
    for id in 0..1000 {
        assert_eq!(peer.reply().unwrap(), format!("{{\"id\": {id}, \"result\": 30000}}"));
    }
    sending.join().unwrap();
}

#[test]
fn a_client_that_vanishes_ends_the_session() {
    for sent in [&b""[..], b"0000000099{\"method\": \"vol"] {
        let (mut peer, serving) = in_thread();
        peer.register("shelf://vanished");
        peer.send(sent);
        drop(peer);
        assert_eq!(serving.join().unwrap(), ExitCode::from(2));
    }
    // While its reply is on the way.
    let (mut peer, serving) = in_thread();
    peer.register("shelf://vanished");
    peer.send_message(r#"{"method": "volumes", "id": 100, "params": {"flags": 0}}"#);
    drop(peer);
    assert_eq!(serving.join().unwrap(), ExitCode::from(2));
    let disconnected = plugin::events("vanished").iter().filter(|e| *e == "disconnect").count();
    assert_eq!(disconnected, 3);
    // One that never said anything.
    let (peer, serving) = in_thread();
    drop(peer);
    assert_eq!(serving.join().unwrap(), ExitCode::SUCCESS);
}

#[test]
fn a_client_that_never_reads_costs_one_reply_and_leaves_when_it_leaves() {
    let (mut peer, serving) = in_thread();
    peer.register("shelf://deaf");
    // Until the plug-in takes no more: it waits with its reply and reads no further.
    peer.socket.set_write_timeout(Some(std::time::Duration::from_millis(200))).unwrap();
    let text = r#"{"method": "volumes", "id": 100, "params": {"flags": 0}}"#;
    let frame = format!("{:010}{text}", text.len());
    let taken = (0..1_000_000)
        .take_while(|_| std::io::Write::write_all(&mut peer.socket, frame.as_bytes()).is_ok());
    assert!(taken.count() < 100_000, "it reads on and on");
    drop(peer);
    assert_eq!(serving.join().unwrap(), ExitCode::from(2));
    assert_eq!(plugin::events("deaf").last().unwrap(), "disconnect");
}

#[test]
fn depth_is_an_error_and_no_end() {
    let (mut peer, mut child) = in_process(&[]);
    peer.register("shelf://deep");
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    peer.is_refused(INVALID, &deep);
    peer.is_refused(PARSE_ERROR, &deep[..150_000]);
    peer.call_is_refused(INVALID, "volume_delete", &format!("\"volume\": {deep}"));
    peer.call_is_refused(INVALID, "job_status", &format!("\"job_id\": {deep}"));
    assert!(peer.call("volumes", &format!("\"new\": {deep}")).contains("\"v3\""));
    peer.call("plugin_unregister", "");
    assert!(child.wait().unwrap().success());
}

#[test]
fn who_does_not_register_in_time_is_let_go() {
    let limit = [("LSM_REGISTER_TIMEOUT_MS", "100")];
    // Silent.
    let (mut peer, mut child) = in_process(&limit);
    peer.ends(Some(11));
    assert!(child.wait().unwrap().success());
    // Always at it, and never to the point: each ends when its connection does.
    let info = r#"{"method": "plugin_info", "id": 100, "params": {"flags": 0}}"#;
    let frame = format!("{:010}{info}", info.len()).into_bytes();
    for reads in [true, false] {
        let (peer, mut child) = in_process(&limit);
        let mut writer = peer.socket.try_clone().unwrap();
        let frame = frame.clone();
        let asking =
            std::thread::spawn(
                move || while std::io::Write::write_all(&mut writer, &frame).is_ok() {},
            );
        if reads {
            peer.rest();
        }
        assert!(child.wait().unwrap().success());
        asking.join().unwrap();
    }
    // Who has registered may take all the time there is.
    let (mut peer, mut child) = in_process(&limit);
    peer.register("shelf://patient");
    // It is still there when one that came later and did not register was let go.
    let (mut later, mut later_child) = in_process(&limit);
    later.ends(Some(11));
    assert!(later_child.wait().unwrap().success());
    peer.goes_on();
    drop(peer);
    assert_eq!(child.wait().unwrap().code(), Some(2));
}

#[test]
fn a_limit_that_is_no_number_is_none() {
    for limit in ["", "x", "-1"] {
        let (mut peer, mut child) = in_process(&[("LSM_REGISTER_TIMEOUT_MS", limit)]);
        peer.goes_on();
        drop(peer);
        assert!(child.wait().unwrap().success());
    }
}
