// SPDX-License-Identifier: MIT OR Apache-2.0
//! Plug-ins that are slow, silent, gone or beside themselves: every call ends, in time, with an
//! error that says what happened.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use lsm_client::{ConnectOptions, Route, Session};
use lsm_core::ErrorKind;

mod peer;

use peer::{Answer, SOON, result, session_with};

fn in_time(milliseconds: u64) -> ConnectOptions {
    ConnectOptions {
        reply_timeout: Some(Duration::from_millis(milliseconds)),
        ..ConnectOptions::default()
    }
}

/// No further call is made on a session that is out of step.
#[track_caller]
fn is_over(session: &mut Session) {
    let started = Instant::now();
    let error = session.plugin_info().unwrap_err();
    assert_eq!(error.kind, ErrorKind::TRANSPORT_COMMUNICATION);
    assert!(error.message.contains("the session is over"), "{error}");
    assert!(started.elapsed() < SOON);
}

#[test]
fn a_silent_plugin_costs_the_time_limit_and_the_session() {
    let (mut session, asked) = session_with(in_time(50), |_| Answer::Silence);
    let started = Instant::now();
    let error = session.volumes(None).unwrap_err();
    assert!(started.elapsed() >= Duration::from_millis(50));
    assert!(started.elapsed() < SOON);
    assert_eq!(error.kind, ErrorKind::TIMEOUT);
    assert!(error.message.contains("volumes") && error.message.contains("50 ms"), "{error}");
    // Its reply may still come, and would be taken for another one.
    is_over(&mut session);
    assert_eq!(asked.recv().unwrap().method, "volumes");
    drop(session);
    assert!(asked.recv().is_err(), "something more was sent");
}

#[test]
fn a_reply_that_never_ends_costs_the_time_limit() {
    // A byte at a time, or as much as goes through; either way there is always more.
    for piece in [1, 64 << 10] {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        let pouring = thread::spawn(move || {
            let mut sent =
                theirs.write_all(b"0000000027{\"id\": 100, \"result\": null}0268435456[");
            let piece = vec![b' '; piece];
            while sent.is_ok() {
                sent = theirs.write_all(&piece);
            }
        });
        let options =
            ConnectOptions { route: Route::Socket(Arc::new(ours.into())), ..in_time(200) };
        let mut session = Session::connect("fake://", &options).unwrap();
        drop(options);
        let started = Instant::now();
        let error = session.volumes(None).unwrap_err();
        assert!(started.elapsed() < SOON);
        // The larger pieces reach the end of what was announced first on a quick machine.
        let kinds = [ErrorKind::TIMEOUT, ErrorKind::TRANSPORT_SERIALIZATION];
        assert!(kinds[..if piece == 1 { 1 } else { 2 }].contains(&error.kind), "{error}");
        drop(session);
        pouring.join().unwrap();
    }
}

#[test]
fn each_call_has_the_time_limit_for_itself() {
    let (mut session, _) = session_with(in_time(2000), |_| result("30000"));
    let started = Instant::now();
    let mut calls = 0;
    while started.elapsed() < Duration::from_millis(2500) {
        assert_eq!(session.time_out_get().unwrap(), 30_000);
        calls += 1;
    }
    assert!(calls > 10);
}

#[test]
fn the_time_limit_can_be_changed() {
    let (mut session, _) = peer::session(|_| Answer::Silence);
    session.set_reply_timeout(Some(Duration::from_millis(20)));
    assert_eq!(session.plugin_info().unwrap_err().kind, ErrorKind::TIMEOUT);
}

#[test]
fn a_plugin_that_does_not_read_costs_the_time_limit() {
    let (ours, theirs) = UnixStream::pair().unwrap();
    let mut answer = theirs.try_clone().unwrap();
    answer.write_all(b"0000000027{\"id\": 100, \"result\": null}").unwrap();
    let options = ConnectOptions { route: Route::Socket(Arc::new(ours.into())), ..in_time(50) };
    let mut session = Session::connect("fake://", &options).unwrap();
    let error = session.job_status(&"x".repeat(64 << 20)).unwrap_err();
    assert_eq!(error.kind, ErrorKind::TIMEOUT);
    is_over(&mut session);
    drop((theirs, answer));
}

#[test]
fn a_silent_plugin_does_not_keep_registration_either() {
    let (route, _) = peer::plugin(|_| Answer::Silence);
    let options = ConnectOptions { route, ..in_time(20) };
    let error = Session::connect("fake://", &options).err().unwrap();
    assert_eq!(error.kind, ErrorKind::TIMEOUT);
    assert!(error.message.contains("plugin_register"), "{error}");
}

#[test]
fn dropping_a_session_does_not_wait_for_a_silent_plugin() {
    let (route, asked) = peer::plugin(|asked| match asked.method.as_str() {
        "plugin_register" => result("null"),
        _ => Answer::Silence,
    });
    let options = ConnectOptions { route, ..ConnectOptions::default() };
    let session = Session::connect("fake://", &options).unwrap();
    let started = Instant::now();
    drop(session);
    assert!(started.elapsed() < SOON);
    assert_eq!(asked.recv().unwrap().method, "plugin_register");
    assert_eq!(asked.recv().unwrap().method, "plugin_unregister");
}

#[test]
fn a_plugin_that_goes_is_named_with_what_it_was_asked() {
    let cut = &b"0000000050{\"id\": 100, \"res"[..];
    for last in [&b""[..], b"00000", b"0000000050", cut] {
        let (mut session, _) = peer::session(move |_| Answer::Last(last.to_vec()));
        let error = session.volumes(None).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TRANSPORT_COMMUNICATION);
        assert!(error.message.contains("went away during volumes"), "{error}");
        is_over(&mut session);
    }
}

#[test]
fn a_last_word_of_a_plugin_is_heard() {
    let word = r#"{"id": 100, "error": {"code": 11, "message": "too late", "data": null}}"#;
    // It reads the registration or not even that: what is written later meets a closed socket,
    // or one that was closed on unread bytes.
    for reads in [true, false] {
        let (ours, mut theirs) = UnixStream::pair().unwrap();
        theirs.write_all(b"0000000027{\"id\": 100, \"result\": null}").unwrap();
        theirs.write_all(format!("{:010}{word}", word.len()).as_bytes()).unwrap();
        let options = ConnectOptions {
            route: Route::Socket(Arc::new(ours.into())),
            ..ConnectOptions::default()
        };
        let mut session = Session::connect("fake://", &options).unwrap();
        if reads {
            let mut header = [0; 10];
            theirs.read_exact(&mut header).unwrap();
            let length = std::str::from_utf8(&header).unwrap().parse().unwrap();
            theirs.read_exact(&mut vec![0; length]).unwrap();
        }
        drop(theirs);
        let error = session.volumes(None).unwrap_err();
        assert_eq!((error.kind, error.message.as_str()), (ErrorKind::TIMEOUT, "too late"));
        let error = session.volumes(None).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TRANSPORT_COMMUNICATION);
    }
}

#[test]
fn a_reply_over_the_limit_is_refused_at_its_header() {
    let options = ConnectOptions { reply_limit: 1000, ..ConnectOptions::default() };
    let (mut session, _) =
        session_with(options, |_| Answer::Bytes(b"0000001001{\"id\": 100".to_vec()));
    let error = session.volumes(None).unwrap_err();
    assert_eq!(error.kind, ErrorKind::TRANSPORT_SERIALIZATION);
    assert!(error.message.contains("1001") && error.message.contains("1000"), "{error}");
    is_over(&mut session);

    let (mut session, _) = peer::session(|_| Answer::Bytes(b"9999999999".to_vec()));
    let error = session.plugin_info().unwrap_err();
    assert_eq!(error.kind, ErrorKind::TRANSPORT_SERIALIZATION);
}

#[test]
fn a_reply_that_is_no_frame_ends_the_session() {
    for garbage in ["HTTP/1.1 400 Bad Request\r\n", "garbage without end", "-000000005hello"] {
        let (mut session, _) = peer::session(move |_| Answer::Bytes(garbage.as_bytes().to_vec()));
        let error = session.volumes(None).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TRANSPORT_SERIALIZATION);
        assert!(error.message.contains("volumes"), "{error}");
        is_over(&mut session);
    }
}

#[test]
fn a_reply_that_is_no_json_is_not_understood_and_the_session_goes_on() {
    let deep = "[".repeat(100_000);
    for (number, payload) in ["", "garbage", "{}", "[]", "null", "{\"id\": 100}", "\u{0}", &deep]
        .into_iter()
        .map(str::to_owned)
        .enumerate()
    {
        let mut first = true;
        let (mut session, _) = peer::session(move |_| {
            if std::mem::take(&mut first) { Answer::Payload(payload.clone()) } else { result("1") }
        });
        let error = session.volumes(None).unwrap_err();
        assert_eq!(error.kind, ErrorKind::TRANSPORT_SERIALIZATION, "number {number}");
        assert_eq!(session.time_out_get().unwrap(), 1);
    }
}

#[test]
fn taking_leave_tells_how_it_went() {
    let (session, asked) = peer::session(|_| result("null"));
    session.close().unwrap();
    assert_eq!(asked.recv().unwrap().method, "plugin_unregister");
    assert!(asked.recv().is_err(), "it took leave twice");

    let (route, asked) = peer::plugin(|asked| match asked.method.as_str() {
        "plugin_register" => result("null"),
        _ => peer::error(142, "the array is gone"),
    });
    let options = ConnectOptions { route, ..ConnectOptions::default() };
    let error = Session::connect("fake://", &options).unwrap().close().unwrap_err();
    assert_eq!(error.kind, ErrorKind::NETWORK_ERROR);
    drop(options);
    assert_eq!(asked.iter().count(), 2);
}

#[test]
fn a_session_knows_when_the_caller_registers_and_leaves_by_hand() {
    let (route, asked) = peer::plugin(|_| result("null"));
    let options = ConnectOptions { route, ..ConnectOptions::default() };
    let mut session = Session::open("fake", &options).unwrap();
    session.plugin_register("fake://", None, 1).unwrap();
    session.plugin_unregister().unwrap();
    // Left is left: nobody is there any more to be told again.
    is_over(&mut session);
    session.close().unwrap();
    let mut session = Session::open("fake", &options).unwrap();
    session.plugin_register("fake://", None, 1).unwrap();
    drop((session, options));
    let methods: Vec<String> = asked.iter().map(|asked| asked.method).collect();
    let twice = ["plugin_register", "plugin_unregister", "plugin_register", "plugin_unregister"];
    assert_eq!(methods, twice);
}

#[test]
fn a_failed_registration_needs_no_leave_taking() {
    let (route, asked) = peer::plugin(|_| peer::error(300, "who are you?"));
    let options = ConnectOptions { route, ..ConnectOptions::default() };
    let error = Session::connect("fake://user@host", &options).err().unwrap();
    assert_eq!(error.kind, ErrorKind::PLUGIN_AUTH_FAILED);
    drop(options);
    assert_eq!(asked.iter().count(), 1);
}
